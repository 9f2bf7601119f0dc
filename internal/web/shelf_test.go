package web_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"adal/internal/charter"
	"adal/internal/web"
)

// counted is a site with a page that says how often it was made, and counts how
// often it was served.
func counted(t *testing.T, long time.Duration) (s *web.Site, served *int) {
	s, _ = site(t)
	made := 0
	served = new(int)
	s.Handle("GET /counted", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		made++
		r.Keep(long)
		r.EachTime(func(*http.Request) { *served++ })
		return s.Show(w, r, "test/plain", plain{fmt.Sprintf("made %d %s", made, strings.Repeat("x", 2000))})
	})
	return s, served
}

// TestShelf serves the bytes of a page again, with all that goes with them,
// until something changes or their time is over.
func TestShelf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, served := counted(t, time.Minute)
		first, second := ask(s, "GET", "/kk/counted", nil), ask(s, "GET", "/kk/counted", nil)
		if first.Body.String() != second.Body.String() || !strings.Contains(second.Body.String(), "made 1") {
			t.Error("the page was made twice")
		}
		for name := range first.Header() {
			if name != "Date" && first.Header().Get(name) != second.Header().Get(name) {
				t.Errorf("%s: %q, then %q", name, first.Header().Get(name), second.Header().Get(name))
			}
		}
		if second.Header().Get("Content-Security-Policy") == "" || second.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Error("what was kept went out without its headers")
		}
		if w := ask(s, "GET", "/kk/counted", nil, "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > first.Body.Len()/2 {
			t.Error("it isn't packed")
		}
		if w := ask(s, "GET", "/kk/counted", nil); w.Header().Get("Content-Encoding") != "" {
			t.Error("what one reader takes packed, the next one got packed too")
		}
		if w := ask(s, "GET", "/kk/counted", nil, "If-None-Match", first.Header().Get("Etag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("who has it got it again: %d", w.Code)
		}
		if w := ask(s, "HEAD", "/kk/counted", nil); w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Errorf("its head: %d with %d bytes", w.Code, w.Body.Len())
		}
		if *served != 6 {
			t.Errorf("it was served %d times, want 6", *served)
		}
		if w := ask(s, "GET", "/ru/counted", nil); !strings.Contains(w.Body.String(), "made 2") {
			t.Error("another language got the first one's page")
		}
		if w := ask(s, "GET", "/kk/counted?x", nil); !strings.Contains(w.Body.String(), "made 3") || w.Header().Get("Cache-Control") != "no-store" {
			t.Error("an address with a query was kept")
		}
		time.Sleep(time.Minute + time.Second) // the bubble's own time
		if w := ask(s, "GET", "/kk/counted", nil); !strings.Contains(w.Body.String(), "made 4") {
			t.Error("it stood there beyond its time")
		}
		s.Changed()
		if w := ask(s, "GET", "/kk/counted", nil); !strings.Contains(w.Body.String(), "made 5") {
			t.Error("it stood there after something changed")
		}
	})
}

// TestShelfMeanwhile doesn't keep what was made of what has changed meanwhile.
func TestShelfMeanwhile(t *testing.T) {
	s, _ := site(t)
	made := 0
	s.Handle("GET /slow", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		made++
		r.Keep(time.Minute)
		if made == 1 {
			s.Changed()
		}
		return s.Show(w, r, "test/plain", plain{fmt.Sprint("made ", made)})
	})
	ask(s, "GET", "/kk/slow", nil)
	if w := ask(s, "GET", "/kk/slow", nil); !strings.Contains(w.Body.String(), "made 2") {
		t.Error("a page of before the change was kept")
	}
}

// TestShelfOfSeats keeps no page that a seat asked for, and no fault.
func TestShelfOfSeats(t *testing.T) {
	s, _ := site(t)
	s.SeatOf = func(*http.Request) (*web.Seat, error) { return &web.Seat{}, nil }
	made := 0
	page := func(w http.ResponseWriter, r *web.Request) error {
		made++
		r.Keep(time.Minute)
		return s.Show(w, r, "test/plain", plain{})
	}
	s.Handle("GET /seat", charter.Draft, page)
	s.Handle("GET /fault", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		made++
		r.Keep(time.Minute)
		return errors.New("broken")
	})
	for _, path := range []string{"/kk/seat", "/kk/fault"} {
		made = 0
		ask(s, "GET", path, nil)
		if w := ask(s, "GET", path, nil); made != 2 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s was kept", path)
		}
	}
}

// TestShelfFull takes everything off when there is no more room.
func TestShelfFull(t *testing.T) {
	s, _ := site(t)
	made := map[string]int{}
	s.Handle("GET /big/{n}", charter.Read, func(w http.ResponseWriter, r *web.Request) error {
		made[r.PathValue("n")]++
		r.Keep(time.Minute)
		return s.Send(w, r, "application/octet-stream", make([]byte, 1000_000))
	})
	for n := range 9 {
		ask(s, "GET", fmt.Sprintf("/kk/big/%d", n), nil)
	}
	ask(s, "GET", "/kk/big/8", nil)
	ask(s, "GET", "/kk/big/0", nil)
	if made["8"] != 1 || made["0"] != 2 {
		t.Errorf("the newest was made %d times and the oldest %d times, want 1 and 2", made["8"], made["0"])
	}
}

// TestMoved sends readers of an old address on, and nobody else.
func TestMoved(t *testing.T) {
	s, _ := site(t)
	s.Moved = func(_ context.Context, address string) (string, error) {
		if address == "/2020/03/06/old/?p=1" || address == "/?p=1" {
			return "/kk/news/2020/03/new", nil
		}
		return "", nil
	}
	if w := ask(s, "GET", "/2020/03/06/old/?p=1", nil); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/kk/news/2020/03/new" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	if w := ask(s, "GET", "/?p=1", nil); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/kk/news/2020/03/new" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
	for _, address := range []string{"/", "/?p=2"} {
		if w := ask(s, "GET", address, nil); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, c := range [][2]string{{"GET", "/2020/other"}, {"POST", "/2020/03/06/old/?p=1"}} {
		if w := ask(s, c[0], c[1], nil); w.Code != http.StatusNotFound {
			t.Errorf("%s %s: %d", c[0], c[1], w.Code)
		}
	}
}
