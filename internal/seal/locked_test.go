package seal

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"adal/internal/fault"
)

// TestLock closes what test case 14 of the specification of GCM (McGrew and Viega,
// appendix B) closes: a key and a nonce of zeros, 16 zeros.
func TestLock(t *testing.T) {
	var l Lock
	closed := l.Close(make([]byte, 16))
	if got := hex.EncodeToString(closed); got != "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919" {
		t.Errorf("closed: %s", got)
	}
	if plain, err := l.Open(closed); err != nil || !bytes.Equal(plain, make([]byte, 16)) {
		t.Errorf("opened: %x, %v", plain, err)
	}
}

// TestLockRefuses opens nothing that was changed or closed by another key.
func TestLockRefuses(t *testing.T) {
	l := NewLock()
	closed := l.Close([]byte("photo"))
	for i := range closed {
		other := bytes.Clone(closed)
		other[i] ^= 1
		if _, err := l.Open(other); !errors.Is(err, fault.Invalid) {
			t.Errorf("byte %d may be another: %v", i, err)
		}
	}
	for _, short := range [][]byte{nil, closed[:3], closed[:len(closed)-1]} {
		if _, err := l.Open(short); !errors.Is(err, fault.Invalid) {
			t.Errorf("%d bytes are opened: %v", len(short), err)
		}
	}
	if next := NewLock(); next == l {
		t.Error("two keys are the same")
	} else if _, err := next.Open(closed); err == nil {
		t.Error("another key opens it")
	}
	if said := fmt.Sprintf("%v %+v %#v %s", l, l, l, l); said != "[lock] [lock] [lock] [lock]" {
		t.Errorf("a key is printed as %s", said)
	}
}
