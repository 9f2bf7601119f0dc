package reception

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/seal"
)

// solve does the work of a puzzle for a content, as a page does. It is written
// anew from the description, not with the queue's own functions.
func solve(t *testing.T, p Puzzle, content string) string {
	t.Helper()
	seed, err := base64.RawURLEncoding.DecodeString(p.Seed)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := hex.DecodeString(content)
	if err != nil {
		t.Fatal(err)
	}
	text := append(append(seed, sum...), make([]byte, 8)...)
	nonce := text[len(text)-8:]
	for n := rand.Uint64(); ; n++ { // from anywhere, so that no two proofs are the same
		binary.BigEndian.PutUint64(nonce, n)
		if h := sha256.Sum256(text); bits.LeadingZeros64(binary.BigEndian.Uint64(h[:])) >= p.Bits {
			return p.Seed + "." + hex.EncodeToString(nonce)
		}
	}
}

// crowd fills a queue with n who are being served.
func crowd(t *testing.T, q *Queue, n int) (leave func()) {
	t.Helper()
	q.waiting.Add(int64(n))
	return func() { q.waiting.Add(-int64(n)) }
}

func mustEnter(t *testing.T, q *Queue, proof, content string) {
	t.Helper()
	leave, err := q.Enter(proof, content)
	if err != nil {
		t.Fatalf("kept out: %v", err)
	}
	leave()
}

func keptOut(t *testing.T, q *Queue, proof, content, why string) {
	t.Helper()
	if leave, err := q.Enter(proof, content); fault.Of(err) != fault.Busy {
		t.Errorf("%s: %v", why, err)
		if err == nil {
			leave()
		}
	}
}

var one, two = seal.Commitment([]byte("one")), seal.Commitment([]byte("two"))

// TestQueueCalm asks nothing while few wait, and asks more the more wait: a bit
// with every doubling, up to the hardest.
func TestQueueCalm(t *testing.T) {
	q := NewQueue(10)
	for _, c := range []struct{ waiting, bits int }{
		{0, 0}, {9, 0}, {10, 14}, {19, 14}, {20, 15}, {39, 15}, {40, 16}, {80, 17}, {320, 19}, {640, 20}, {100_000, 20},
	} {
		leave := crowd(t, q, c.waiting)
		if got := q.Puzzle().Bits; got != c.bits {
			t.Errorf("with %d waiting %d bits are asked, want %d", c.waiting, got, c.bits)
		}
		leave()
	}
	mustEnter(t, q, "", one)
	if n := q.waiting.Load(); n != 0 {
		t.Errorf("%d wait after all have left", n)
	}
}

// TestQueueProof takes a proof for what it was made for and for nothing else.
func TestQueueProof(t *testing.T) {
	q := NewQueue(1)
	q.Bits = 10
	leave := crowd(t, q, 1)
	p := q.Puzzle()
	proof := solve(t, p, one)
	mustEnter(t, q, proof, one)
	keptOut(t, q, proof, one, "the same proof again")
	keptOut(t, q, strings.ToUpper(proof[len(p.Seed):]), one, "a proof without its seed")
	upper := p.Seed + strings.ToUpper(proof[len(p.Seed):])
	keptOut(t, q, upper, one, "the same proof in other letters")
	keptOut(t, q, "", one, "no proof")
	proof = solve(t, p, one) // another, and this one isn't taken
	keptOut(t, q, proof, two, "a proof for something else")
	keptOut(t, q, proof, "x", "a content that is no hash")
	seed, nonce, _ := strings.Cut(proof, ".")
	keptOut(t, q, seed+".", one, "no nonce")
	keptOut(t, q, seed+"."+nonce+"00", one, "a longer nonce")
	keptOut(t, q, seed+"."+strings.Repeat("z", 16), one, "a nonce that is no hexadecimal")
	another := NewQueue(1)
	defer crowd(t, another, 1)()
	keptOut(t, another, proof, one, "a proof for another server")
	mustEnter(t, q, proof, one) // none of that has used it up
	proof = solve(t, p, one)
	leave()

	// When the queue has grown meanwhile, the same proof is too little.
	leave = crowd(t, q, 1<<20)
	q.MaxBits = 60
	keptOut(t, q, proof, one, "a proof of less work than is asked now")
	leave()
}

// TestQueueStale takes the seed of the last five minutes and the five before.
func TestQueueStale(t *testing.T) {
	q := NewQueue(1)
	q.Bits = 8
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) // where a slot begins
	q.now = func() time.Time { return at }
	defer crowd(t, q, 1)()
	for _, c := range []struct {
		later time.Duration
		good  bool
	}{{0, true}, {4*time.Minute + 59*time.Second, true}, {5 * time.Minute, true}, {9*time.Minute + 59*time.Second, true}, {10 * time.Minute, false}, {-time.Second, false}} {
		q.now = func() time.Time { return at }
		proof := solve(t, q.Puzzle(), one)
		q.now = func() time.Time { return at.Add(c.later) }
		if c.good {
			mustEnter(t, q, proof, one)
		} else {
			keptOut(t, q, proof, one, "a proof "+c.later.String()+" later")
		}
	}
	// Proofs that were taken are forgotten when their seeds are.
	q.now = func() time.Time { return at.Add(time.Hour) }
	mustEnter(t, q, solve(t, q.Puzzle(), one), one)
	if len(q.spent) != 1 {
		t.Errorf("%d proofs are remembered, not one", len(q.spent))
	}
}

// TestQueueFlood lets a hundred come again and again without doing any work,
// and those in between who do: each of these is let in.
func TestQueueFlood(t *testing.T) {
	q := NewQueue(4)
	q.Bits, q.MaxBits = 6, 12
	var done atomic.Bool
	var refused, came atomic.Int64
	var flood, honest sync.WaitGroup
	for range 100 {
		flood.Go(func() {
			for !done.Load() {
				leave, err := q.Enter("", one)
				if err != nil {
					refused.Add(1)
					runtime.Gosched()
					continue
				}
				for range 50 { // being served takes a while
					runtime.Gosched()
				}
				leave()
			}
		})
	}
	for n := range 20 {
		honest.Go(func() {
			for k := range 25 {
				content := seal.Commitment([]byte{byte(n), byte(k)})
				for try := 0; ; try++ {
					leave, err := q.Enter(solve(t, q.Puzzle(), content), content)
					if err == nil {
						came.Add(1)
						leave()
						break
					}
					if try == 50 {
						t.Errorf("kept out %d times: %v", try, err)
						return
					}
				}
			}
		})
	}
	honest.Wait()
	done.Store(true)
	flood.Wait()
	if came.Load() != 20*25 {
		t.Errorf("%d of %d who did the work were let in", came.Load(), 20*25)
	}
	if refused.Load() == 0 {
		t.Error("nobody of the flood was kept out")
	}
	if n := q.waiting.Load(); n != 0 {
		t.Errorf("%d wait after all have left", n)
	}
}
