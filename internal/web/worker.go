package web

import (
	"fmt"
	"net/http"
	"strings"
)

// HandleWorker serves a bundle, named without ".js", at an address of its own: as the
// worker that keeps pages in a browser for when there is no network. A browser asks
// there for the next version, so it may be kept by nobody; its own requests go to this
// server alone.
func (s *Site) HandleWorker(path, name string) error {
	a, err := s.asset(name + ".js")
	if err != nil {
		return fmt.Errorf("the worker at %s: %w", path, err)
	}
	s.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'")
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "no-cache")
		h.Set("Service-Worker-Allowed", "/")
		h.Set("Vary", "Accept-Encoding")
		body := a.plain
		if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.packed
		}
		w.Write(body) // a reader who went away is no error of ours
	})
	return nil
}

// An afield page works without network and may ask where the reader is: it takes a
// worker of this server, and the browser may ask for the place.
type afield interface{ Afield() }

// permit widens the policies of a page that is taken along.
func permit(h http.Header, page any) {
	if _, ok := page.(afield); !ok {
		return
	}
	h.Set("Content-Security-Policy", h.Get("Content-Security-Policy")+"; worker-src 'self'")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self)")
}
