package web_test

import (
	"bufio"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/web"
)

// TestSlow begins a form and never sends its end: the server answers when the
// time of the route is over, and closes the connection. Without a deadline on
// the connection it would wait for ever.
func TestSlow(t *testing.T) {
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.Handle("POST /slow", charter.Read, func(_ httpWriter, r *web.Request) error {
		_, free, err := r.ReadForm()
		free()
		return err
	}, web.Limit{Bytes: 1 << 10, Time: 50 * time.Millisecond})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(conn, "POST /en/slow HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ntext=")
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	if answer.StatusCode != http.StatusUnprocessableEntity || !answer.Close {
		t.Errorf("got %s, close %v, want 422 and the end of the connection", answer.Status, answer.Close)
	}
}

// TestForeign sends a form from another site: it is refused, and the refusal has
// the policy that every page has.
func TestForeign(t *testing.T) {
	c, err := charter.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := web.NewSite(c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/en/slow", strings.NewReader("text=x"))
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden || !strings.HasPrefix(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("got %d with the policy %q, want 403 and the policy of all pages", w.Code, w.Header().Get("Content-Security-Policy"))
	}
}
