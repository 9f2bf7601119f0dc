package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/web"
)

// handed counts how often something is handed over to a reader.
type handed struct {
	net.Listener
	times atomic.Int64
}

func (l *handed) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return handedConn{c, &l.times}, nil
}

type handedConn struct {
	net.Conn
	times *atomic.Int64
}

func (c handedConn) Write(b []byte) (int, error) {
	c.times.Add(1)
	return c.Conn.Write(b)
}

// TestWhole hands over a kept answer in one piece, whatever its length is beside the
// four kilobytes of net/http's own buffer, and one after the other over the same
// connection; what is too long for that comes whole as well.
func TestWhole(t *testing.T) {
	s, _ := site(t)
	long := 0
	s.Handle("GET /long/{n}", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		r.Keep(time.Hour)
		return s.Send(w, r, "application/octet-stream", bytes.Repeat([]byte("ә"), long/2))
	})
	s.Handle("GET /text", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		r.Keep(time.Hour)
		return s.Send(w, r, "text/plain; charset=utf-8", []byte(strings.Repeat("адал ", 2000)))
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	counting := &handed{Listener: l}
	whole := web.Whole{Listener: counting}
	server := &http.Server{Handler: s.Handler(), ConnContext: whole.Remember}
	go server.Serve(whole)
	defer server.Close()

	conn, err := net.Dial("tcp", l.Addr().String())
	check(t, err)
	defer conn.Close()
	check(t, conn.SetDeadline(time.Now().Add(time.Minute)))
	in := bufio.NewReader(conn)
	ask := func(method, path, more string) (*http.Response, []byte, int64) {
		t.Helper()
		before := counting.times.Load()
		fmt.Fprintf(conn, "%s /kk%s HTTP/1.1\r\nHost: test\r\n%s\r\n", method, path, more)
		answer, err := http.ReadResponse(in, &http.Request{Method: method})
		check(t, err)
		body, err := io.ReadAll(answer.Body)
		check(t, err)
		return answer, body, counting.times.Load() - before
	}
	for _, long = range []int{0, 2, 2000, 2048, 3200, 3500, 4094, 4096, 4098, 7900, 8192, 20000, 64 << 10, 64<<10 + 2, 300_000} {
		path := fmt.Sprint("/long/", long)
		for range 3 { // made, and shown twice
			answer, body, times := ask("GET", path, "")
			if answer.ContentLength != int64(long) || !bytes.Equal(body, bytes.Repeat([]byte("ә"), long/2)) {
				t.Errorf("%d bytes: %d came, %d were promised", long, len(body), answer.ContentLength)
			}
			if long <= 64<<10 && times != 1 {
				t.Errorf("%d bytes came in %d pieces", long, times)
			}
		}
	}
	_, body, times := ask("GET", "/text", "Accept-Encoding: gzip\r\n")
	text, err := gzip.NewReader(bytes.NewReader(body))
	check(t, err)
	if unpacked, err := io.ReadAll(text); err != nil || string(unpacked) != strings.Repeat("адал ", 2000) || times != 1 {
		t.Errorf("packed: %d bytes in %d pieces, %v", len(unpacked), times, err)
	}
	if answer, body, _ := ask("HEAD", "/text", ""); answer.ContentLength != int64(len("адал "))*2000 || len(body) != 0 {
		t.Errorf("the head says %d bytes, and brings %d", answer.ContentLength, len(body))
	}
	same, _, _ := ask("GET", "/text", "")
	if answer, body, _ := ask("GET", "/text", "If-None-Match: "+same.Header.Get("Etag")+"\r\n"); answer.StatusCode != http.StatusNotModified || len(body) != 0 {
		t.Errorf("who has it: %s with %d bytes", answer.Status, len(body))
	}
	if answer, _, _ := ask("GET", "/nothing", ""); answer.StatusCode != http.StatusNotFound {
		t.Errorf("an answer that isn't kept: %s", answer.Status)
	}
}
