package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// A reception takes pieces as the real one does, and fails as often as it is told.
type reception struct {
	turn   sync.Mutex
	fail   []int // statuses to answer with first; 0 cuts the connection
	pieces map[string][]byte
	asked  struct{ Pieces, Size int }
	puts   int
}

func (r *reception) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.turn.Lock()
	defer r.turn.Unlock()
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	if len(r.fail) > 0 {
		status := r.fail[0]
		r.fail = r.fail[1:]
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(status)
		return
	}
	switch q.Method {
	case "POST":
		json.Unmarshal(body, &r.asked)
		io.WriteString(w, `{"id":"u/7"}`)
	case "GET":
		io.WriteString(w, `{"have":[0,2]}`)
	case "PUT":
		r.puts++
		if sum := sha256.Sum256(body); q.Header.Get("Adal-Sha256") != hex.EncodeToString(sum[:]) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		r.pieces[q.URL.EscapedPath()] = body
		w.WriteHeader(http.StatusNoContent)
	}
}

func newReception(t *testing.T, fail ...int) (*reception, string) {
	r := &reception{fail: fail, pieces: make(map[string][]byte)}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return r, server.URL
}

type uploaded struct {
	ID       string
	Started  []string
	Progress []int
	Waits    int
}

const piece = 1 << 20

func TestUpload(t *testing.T) {
	n := start(t)
	r, base := newReception(t, 503, 0, 429)
	size := 2*piece + 5
	got := get[uploaded](t, n, "uploadSome", base, size)
	same(t, "id", got.ID, "u/7")
	same(t, "pieces announced", r.asked.Pieces, 3)
	same(t, "size announced", r.asked.Size, size)
	same(t, "waits", got.Waits, 3)
	if len(got.Started) != 1 || len(got.Progress) != 3 || got.Progress[2] != size {
		t.Errorf("started %v, progress %v", got.Started, got.Progress)
	}
	var all []byte
	for _, number := range []string{"0", "1", "2"} {
		all = append(all, r.pieces["/u%2F7/"+number]...)
	}
	want := make([]byte, size)
	for i := range want {
		want[i] = byte(i % 251)
	}
	if !bytes.Equal(all, want) {
		t.Errorf("%d bytes arrived, want %d as sent", len(all), size)
	}
}

func TestUploadResumes(t *testing.T) {
	n := start(t)
	r, base := newReception(t)
	got := get[uploaded](t, n, "uploadSome", base, 2*piece+5, "u/7")
	if r.puts != 1 || len(r.pieces["/u%2F7/1"]) != piece {
		t.Errorf("%d pieces sent, want only the one that is missing", r.puts)
	}
	if len(got.Started) != 0 || len(got.Progress) != 1 || got.Progress[0] != 2*piece+5 {
		t.Errorf("started %v, progress %v", got.Started, got.Progress)
	}
}

func TestUploadEnds(t *testing.T) {
	n := start(t)
	_, base := newReception(t, 413)
	wantFault(t, n, "upload-refused", "uploadSome", base, 10)
	_, base = newReception(t, 500, 500, 500, 500, 500, 500, 500, 500, 500, 500)
	wantFault(t, n, "upload-unreachable", "uploadSome", base, 10)
	_, base = newReception(t, 503)
	wantFault(t, n, "aborted-by-test", "uploadAborted", base)
}
