package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"adal/internal/adal"
)

// built is the path of the program, built once.
var built = sync.OnceValues(func() (string, error) {
	to := filepath.Join(folder, "adal")
	out, err := exec.Command("go", "build", "-o", to, "adal/cmd/adal").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("building adal: %w\n%s", err, out)
	}
	return to, err
})

// A house is the program at work, as its keeper starts it.
type house struct {
	url  string
	data string            // the data folder
	seat map[string]string // passphrases by login name
	out  *said
	cmd  *exec.Cmd
}

// said is what the program wrote to its standard output and error.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// demo starts the demo in a new data folder and returns when it is ready.
func demo(data string) (*house, error) {
	program, err := built()
	if err != nil {
		return nil, err
	}
	h := &house{data: data, seat: map[string]string{}, out: &said{}}
	h.cmd = exec.Command(program, "demo", "--data", data, "--listen", "127.0.0.1:0", "--merge", "1s")
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	h.cmd.Stderr = h.out
	if err := h.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for h.url == "" && lines.Scan() {
		fmt.Fprintln(h.out, lines.Text())
		h.url, _ = strings.CutPrefix(lines.Text(), "ready ")
		if !strings.HasPrefix(h.url, "http://") {
			h.url = ""
		}
	}
	if h.url == "" {
		return nil, fmt.Errorf("the demo didn't start: %w\n%s", errors.Join(lines.Err(), h.cmd.Wait()), h.out)
	}
	go io.Copy(h.out, out) // ends with the program
	text, err := os.ReadFile(filepath.Join(data, "demo-seats.json"))
	if err != nil {
		return nil, errors.Join(err, h.stop())
	}
	var seats []adal.DemoSeat
	if err := json.Unmarshal(text, &seats); err != nil {
		return nil, errors.Join(err, h.stop())
	}
	for _, s := range seats {
		h.seat[s.Login] = s.Passphrase
	}
	return h, nil
}

// stop ends the program as a keeper does, and says whether it ended well.
func (h *house) stop() error {
	if err := h.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	// What is read of its output ends with it; Wait alone would close it early.
	done := make(chan error, 1)
	go func() { done <- h.cmd.Wait() }()
	select {
	case err := <-done:
		return err
	case <-time.After(20 * time.Second):
		return errors.Join(errors.New("the server didn't stop within 20 seconds"), h.cmd.Process.Kill(), <-done)
	}
}

// common is the house that most tests share: what one of them does in it is
// under a number of its own.
var common = sync.OnceValues(func() (h *house, err error) {
	h, err = demo(filepath.Join(folder, "data"))
	standing = h
	return h, err
})

// shared returns the common house, and skips the test where there is no browser.
func shared(t *testing.T) *house {
	t.Helper()
	need(t)
	h, err := common()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// own starts a house for one test.
func own(t *testing.T) *house {
	t.Helper()
	need(t)
	h, err := demo(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.stop(); err != nil {
			t.Errorf("stopping the server: %v\n%s", err, h.out)
		}
	})
	return h
}

// A between stands between the browser and a house, as a bad line or a bad host
// does. It lets everything through until it is told otherwise.
type between struct {
	url string

	mu     sync.Mutex
	before func(*http.Request) error           // an error breaks the line
	after  func(*http.Response, []byte) []byte // changes what came
}

func (b *between) set(before func(*http.Request) error, after func(*http.Response, []byte) []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before, b.after = before, after
}

func (b *between) now() (func(*http.Request) error, func(*http.Response, []byte) []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.before, b.after
}

// stand puts a between before a house. The address of the reader's browser
// stays in Host, as a proxy of the house would leave it.
func stand(t *testing.T, h *house) *between {
	t.Helper()
	target, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	b := &between{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
			r.Out.Header.Del("Accept-Encoding") // what is changed on the way isn't packed
		},
		ModifyResponse: func(r *http.Response) error {
			_, after := b.now()
			if after == nil {
				return nil
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return err
			}
			body = after(r, body)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			r.Header.Set("Content-Length", fmt.Sprint(len(body)))
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	b.url = listen(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before, _ := b.now(); before != nil && before(r) != nil {
			panic(http.ErrAbortHandler) // the line breaks without a word
		}
		proxy.ServeHTTP(w, r)
	}))
	return b
}
