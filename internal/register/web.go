package register

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/fault"
)

// Handler serves the register under /register/ as c2sp.org/tlog-tiles has it, and
// the verifier key at /register/key. It keeps no log of who asks for what.
func Handler(r *Reader, log *slog.Logger) http.Handler {
	h := &handler{r, log}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /register/key", h.key)
	mux.HandleFunc("GET /register/checkpoint", h.checkpoint)
	mux.HandleFunc("GET /register/tile/{path...}", h.tile)
	return mux
}

type handler struct {
	reader *Reader
	log    *slog.Logger
}

func (h *handler) key(w http.ResponseWriter, r *http.Request) {
	key, err := h.reader.Key(r.Context())
	h.send(w, r, "text/plain; charset=utf-8", "public, max-age=3600", []byte(key+"\n"), err)
}

func (h *handler) checkpoint(w http.ResponseWriter, r *http.Request) {
	signed, err := h.reader.Checkpoint(r.Context())
	h.send(w, r, "text/plain; charset=utf-8", "public, max-age=2", signed, err)
}

// tile serves hashes and entries. The tile of one address never changes, neither
// a full one nor a partial one; the latter is only of use for a short while.
func (h *handler) tile(w http.ResponseWriter, r *http.Request) {
	t, err := ParsePath("tile/" + r.PathValue("path"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	body, err := h.reader.Tile(r.Context(), t)
	keep := "public, max-age=31536000, immutable"
	if t.Width < Full {
		keep = "public, max-age=3600"
	}
	if err == nil && t.Level == Entries { // hashes do not compress
		body = squeeze(w.Header(), r, body)
	}
	h.send(w, r, "application/octet-stream", keep, body, err)
}

func (h *handler) send(w http.ResponseWriter, r *http.Request, kind, keep string, body []byte, err error) {
	switch {
	case errors.Is(err, fault.NotFound):
		http.NotFound(w, r)
		return
	case err != nil:
		h.log.ErrorContext(r.Context(), "the register could not be served", "error", err)
		http.Error(w, "the register cannot be read now", http.StatusInternalServerError)
		return
	}
	head := w.Header()
	head.Set("Content-Type", kind)
	head.Set("Cache-Control", keep)
	head.Set("X-Content-Type-Options", "nosniff")
	w.Write(body) // whoever went away does not miss it
}

// squeeze compresses body for who can read it.
func squeeze(head http.Header, r *http.Request, body []byte) []byte {
	head.Set("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return body
	}
	head.Set("Content-Encoding", "gzip")
	var small bytes.Buffer
	zip := gzip.NewWriter(&small)
	zip.Write(body) // into memory, where nothing fails
	zip.Close()
	return small.Bytes()
}

// A Site is a register on the net. It is a Source.
type Site struct {
	// Base is the address under which the register is served, with or without
	// a slash at its end: "https://adal.example/register".
	Base string
	// HTTP asks; nil stands for a client that gives up after half a minute.
	HTTP *http.Client
}

var patient = &http.Client{Timeout: 30 * time.Second}

// Key asks for the verifier key.
func (s *Site) Key(ctx context.Context) (string, error) {
	key, err := s.get(ctx, "key", 1000)
	return strings.TrimSuffix(string(key), "\n"), err
}

// Checkpoint asks for the newest checkpoint.
func (s *Site) Checkpoint(ctx context.Context) ([]byte, error) {
	return s.get(ctx, "checkpoint", 100_000)
}

// Tile asks for a tile or an entry bundle.
func (s *Site) Tile(ctx context.Context, t Tile) ([]byte, error) {
	most := t.Width * tlog.HashSize
	if t.Level == Entries {
		most = t.Width * (2 + MaxEntry)
	}
	return s.get(ctx, t.Path(), most)
}

// get asks for a file of at most so many bytes.
func (s *Site) get(ctx context.Context, path string, most int) ([]byte, error) {
	url := strings.TrimSuffix(s.Base, "/") + "/" + path
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	client := s.HTTP
	if client == nil {
		client = patient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%s: %w", url, fault.NotFound)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, int64(most)+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if len(body) > most {
		return nil, fmt.Errorf("%s: longer than %d bytes", url, most)
	}
	return body, nil
}
