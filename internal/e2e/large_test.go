package e2e

import (
	"crypto/sha256"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"adal/internal/i18n"
)

// A line is what a test sees of an upload, and where it breaks it.
type line struct {
	mu     sync.Mutex
	passed map[string]int // pieces by address
	broken int            // requests that broke
	shown  chan struct{}  // closed when the reporter saw the bar
	done   chan struct{}  // closed when the test ends
}

var errLine = errors.New("the line broke")

// carry lets pieces pass, but breaks at the ninth and at the two tries after it.
func (l *line) carry(r *http.Request) error {
	if r.Method != http.MethodPut {
		return nil
	}
	l.mu.Lock()
	wait := l.broken == 0 && len(l.passed) == 8
	l.mu.Unlock()
	if wait {
		select {
		case <-l.shown:
		case <-l.done:
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.passed) >= 8 && l.broken < 3 {
		l.broken++
		return errLine
	}
	l.passed[r.URL.Path]++
	return nil
}

// TestLargeFiles sends more than goes in one request, over a line that breaks in
// the middle: no piece goes twice, and what arrives is what was sent.
func TestLargeFiles(t *testing.T) {
	t.Parallel()
	h := shared(t)
	between := stand(t, h)
	l := &line{passed: map[string]int{}, shown: make(chan struct{}), done: make(chan struct{})}
	t.Cleanup(func() { close(l.done) })
	between.set(l.carry, nil)
	file, content := noise(t, "жазба.bin", 21_000_000)
	r := &reporter{tab: visit(t, between.url), lang: i18n.KK}
	r.tell(telling{track: "signal", region: "KZ-47", text: told, files: []string{file}})
	r.until(`(bar => !bar.hidden && bar.value > 0 && bar.value < bar.max)(document.querySelector("[data-progress]"))`)
	if text := r.text("[data-status]"); text != word(t, i18n.KK, "reception.script-sending") {
		t.Errorf("beside the bar stands %q", text)
	}
	close(l.shown)
	r.brought()
	l.mu.Lock()
	pieces, broken := maps.Clone(l.passed), l.broken
	l.mu.Unlock()
	if len(pieces) < 21 || broken != 3 {
		t.Errorf("%d pieces passed and %d requests broke, want more than 20 and 3", len(pieces), broken)
	}
	for address, n := range pieces {
		if n != 1 || !strings.HasPrefix(address, "/reception/uploads/") {
			t.Errorf("%s passed %d times", address, n)
		}
	}
	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.matter(i18n.KK, r.receipt.Number)
	desk.sees(told)
	if name, got := desk.save(".letter a[download]"); name != "жазба.bin" || sha256.Sum256(got) != sha256.Sum256(content) {
		t.Errorf("the file came as %s with %d bytes, not as it was sent", name, len(got))
	}
}
