package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A shelf keeps the bytes of public pages, so that a page that many read is
// made once when something changes and not for every reader. What stands on it
// is the same for everybody: no page of a seat ever does.
type shelf struct {
	pages sync.Map // address without query → *kept
	size  atomic.Int64
	round atomic.Int64 // grows when what stands there is out of date
}

// shelfRoom bounds what the shelf holds in bytes. When it is full everything is
// taken off: what is read often is back at once.
const shelfRoom = 8 << 20

// kept is an answer as it goes out. Its headers are ready, so that showing it again
// makes as little garbage as can be.
type kept struct {
	header   http.Header // of both bodies
	etag     string
	plain    body
	packed   body // without bytes if packing doesn't pay
	until    time.Time
	eachTime func(*http.Request)
}

// body is what an answer says, and its Content-Length.
type body struct {
	bytes  []byte
	length []string
}

func newBody(bytes []byte) body { return body{bytes, []string{strconv.Itoa(len(bytes))}} }

// gzipped is the Content-Encoding of what is packed.
var gzipped = []string{"gzip"}

// Keep lets the answer to this request be served again, for so long at most, to
// whoever asks for the same address without a query. It is for pages that say
// the same to everybody; a seat's request is never kept. Site.Changed ends it
// before its time.
func (r *Request) Keep(long time.Duration) {
	if r.Seat == nil && r.URL.RawQuery == "" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		r.keep = long
	}
}

// EachTime is called each time this answer is served while it is kept, the
// first time included. It has to be quick.
func (r *Request) EachTime(do func(*http.Request)) { r.eachTime = do }

// Changed takes everything off the shelf: something that pages show has changed.
func (s *Site) Changed() {
	s.shelf.round.Add(1)
	s.shelf.pages.Clear()
	s.shelf.size.Store(0)
}

// Send answers with public bytes of a kind such as "text/csv; charset=utf-8".
// A reader who has them already is told so.
func (s *Site) Send(w http.ResponseWriter, r *Request, kind string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	return s.send(w, r, body)
}

// send writes an answer whose other headers are set, and puts it on the shelf
// if the handler asked for that.
func (s *Site) send(w http.ResponseWriter, r *Request, bytes []byte) error {
	h := w.Header()
	sum := sha256.Sum256(bytes)
	k := &kept{etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`, plain: newBody(bytes), eachTime: r.eachTime}
	h.Set("Etag", k.etag)
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Encoding")
	k.packed = newBody(pack(h.Get("Content-Type"), bytes))
	k.header = h.Clone()
	if r.keep > 0 {
		k.until = time.Now().Add(r.keep)
		s.shelf.put(r.URL.Path, k, r.round)
	}
	k.write(w, r.Request)
	return nil
}

// long is from how many bytes on an answer is packed quickly: a file of five hundred
// rows took as long to pack well as to read and to write.
const long = 64 << 10

// pack compresses what is worth it.
func pack(kind string, body []byte) []byte {
	if len(body) < 1<<10 || !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "json") && !strings.Contains(kind, "xml") {
		return nil
	}
	if len(body) > long {
		return packed(body, gzip.BestSpeed)
	}
	return packed(body, gzip.DefaultCompression)
}

// put keeps an answer, unless something changed since its making began.
func (s *shelf) put(address string, k *kept, round int64) {
	size := int64(len(k.plain.bytes) + len(k.packed.bytes) + len(address))
	if size > shelfRoom/8 || s.round.Load() != round {
		return
	}
	if s.size.Add(size) > shelfRoom {
		s.pages.Clear()
		s.size.Store(size)
	}
	s.pages.Store(address, k)
}

// serve answers from the shelf, and reports whether it could.
func (s *shelf) serve(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.RawQuery != "" || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	found, ok := s.pages.Load(r.URL.Path)
	if !ok {
		return false
	}
	k := found.(*kept)
	if time.Now().After(k.until) {
		return false
	}
	h := w.Header()
	maps.Copy(h, k.header)
	k.write(w, r)
	return true
}

// write sends the answer as the reader can take it.
func (k *kept) write(w http.ResponseWriter, r *http.Request) {
	if k.eachTime != nil {
		k.eachTime(r)
	}
	h, b := w.Header(), k.plain
	if r.Header.Get("If-None-Match") == k.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if k.packed.bytes != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		b = k.packed
		h["Content-Encoding"] = gzipped
	}
	h["Content-Length"] = b.length
	if r.Method != http.MethodHead {
		inOnePiece(w, r, b.bytes)
	}
}
