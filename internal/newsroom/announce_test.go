package newsroom_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/jobs"
	"adal/internal/newsroom"
)

// hub is a hub that keeps what it is told.
type hub struct {
	*httptest.Server
	told   []string
	status int
}

func newHub(t *testing.T) *hub {
	h := &hub{status: http.StatusNoContent}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.FormValue("hub.mode") != "publish" || r.UserAgent() != "adal" || r.Header.Get("Cookie")+r.Referer() != "" {
			t.Errorf("the hub is told %s %v %v", r.Method, r.Form, r.Header)
		}
		if h.status == http.StatusNoContent {
			h.told = append(h.told, r.FormValue("hub.url"))
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(h.status)
	}))
	t.Cleanup(h.Close)
	return h
}

// run does the jobs that are due.
func (o *office) run() {
	o.t.Helper()
	r := &jobs.Runner{DB: o.DB, Log: slog.New(slog.DiscardHandler), Lease: time.Minute}
	jobs.Handle(r, newsroom.Out, o.Announce)
	jobs.Handle(r, newsroom.Ping, o.Ping)
	for {
		did, err := r.Next(o.t.Context())
		check(o.t, err)
		if !did {
			return
		}
	}
}

// due makes what is to be tried later due now.
func (o *office) due() {
	o.t.Helper()
	check(o.t, o.DB.Write(o.t.Context(), "jobs", func(tx *db.Tx) error {
		_, err := tx.ExecContext(o.t.Context(), `UPDATE job SET due = $1`, tx.Now)
		return err
	}))
}

// TestHub: the hub is told of each feed that an article is in, when it comes out
// and when it is corrected or withdrawn; of one whose moment hasn't come it is
// told nothing yet. A hub that fails is told later.
func TestHub(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		h := newHub(t)
		o.Hub, o.Address = h.URL, "https://adal.example"
		id, waits := o.draft(words), o.draft(words)
		o.publish(id, time.Time{})
		o.publish(waits, time.Now().Add(time.Hour))
		var want []string
		for _, of := range []string{"", "/news/rubric/regions", "/news/region/KZ-47", "/news/tag/shtab", "/news/tag/aqtau"} {
			for _, kind := range []string{"atom", "rss", "json"} {
				want = append(want, "https://adal.example/kk"+of+"/feed."+kind)
			}
		}
		slices.Sort(want)
		h.status = http.StatusServiceUnavailable
		o.run()
		h.status = http.StatusFound // a hub that leads elsewhere isn't followed
		o.due()
		check(t, o.DB.Write(t.Context(), "jobs", func(tx *db.Tx) error { // the other text's moment isn't now
			_, err := tx.ExecContext(t.Context(), `DELETE FROM job WHERE kind = 'newsroom-out'`)
			return err
		}))
		o.run()
		if len(h.told) != 0 {
			t.Fatal("a hub that refused counts as told")
		}
		h.status = http.StatusNoContent
		o.due()
		o.run()
		slices.Sort(h.told)
		if !slices.Equal(h.told, want) {
			t.Errorf("the hub was told of\n%s\nnot\n%s", strings.Join(h.told, "\n"), strings.Join(want, "\n"))
		}
		h.told = nil
		check(t, o.Withdraw(t.Context(), o.chief, id, "Дереккөз расталмады."))
		o.run()
		o.run()
		if len(h.told) != len(want) {
			t.Errorf("the hub was told of %d feeds that lost an article", len(h.told))
		}
		d := o.site()
		feed := httptest.NewRecorder()
		d.ServeHTTP(feed, httptest.NewRequest(http.MethodGet, "/kk/news/rubric/regions/feed.rss", nil))
		links := strings.Join(feed.Header().Values("Link"), ", ")
		if links != "<"+h.URL+`>; rel="hub", <https://adal.example/kk/news/rubric/regions/feed.rss>; rel="self"` || !strings.Contains(feed.Body.String(), h.URL) {
			t.Errorf("the feed names %s", links)
		}
		if err := o.Ping(t.Context(), newsroom.Changed{Feed: "https://adal.example/kk/feed.atom", Until: time.Now().Add(-time.Second)}); err != nil || len(h.told) != len(want) {
			t.Errorf("what is of yesterday is still told: %v", err)
		}
	})
}

// TestTell: who sends the news on hears of a text at its moment, not before, and
// not of one that was withdrawn or is of long ago.
func TestTell(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var told []string
		o.Tell = func(_ context.Context, _ *db.Tx, p newsroom.Publication) error {
			told = append(told, p.Docket)
			return nil
		}
		now, waits, gone := o.draft(words), o.draft(words), o.draft(words)
		o.publish(now, time.Time{})
		o.publish(waits, time.Now().Add(time.Hour))
		o.publish(gone, time.Time{})
		check(t, o.Withdraw(t.Context(), o.chief, gone, "Дереккөз расталмады."))
		o.run()
		if !slices.Equal(told, []string{now}) {
			t.Errorf("told of %v, not of %s alone", told, now)
		}
		var args, id string
		check(t, o.DB.Pool().QueryRow(`SELECT id, args FROM job WHERE kind = 'newsroom-out'`).Scan(&id, &args))
		check(t, json.Unmarshal([]byte(args), &id))
		if id != waits {
			t.Errorf("%s waits, not %s", id, waits)
		}
		if _, err := o.Public(t.Context(), waits); !errors.Is(err, fault.NotFound) {
			t.Errorf("what is of a moment to come is public: %v", err)
		}
		if p, err := o.Public(t.Context(), now); err != nil || p.Title != words.Title {
			t.Errorf("%+v %v", p, err)
		}
		_, err := o.DB.Pool().Exec(`UPDATE publication SET published = '2020-03-06T04:00:00.000000Z', changed = '2020-03-06T04:00:00.000000Z'`)
		check(t, err)
		check(t, o.Announce(t.Context(), now))
		if len(told) != 1 {
			t.Error("an article of 2020 is news")
		}
	})
}

// TestCheckHub: a hub is a web address without a password.
func TestCheckHub(t *testing.T) {
	for address, good := range map[string]bool{
		"https://hub.example/": true, "http://127.0.0.1:8080/hub": true, "hub.example": false, "ftp://hub.example": false, "https://": false, "https://a:b@hub.example": false, "javascript:x": false,
	} {
		if err := newsroom.CheckHub(address); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestLettersOffered: the article and the lists lead to where the news can be had
// by letter, if it can.
func TestLettersOffered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for _, offered := range []bool{false, true} {
			o.Letters = offered
			if !offered {
				o.publish(o.draft(words), time.Time{})
			}
			d := o.site()
			for path, want := range map[string]string{
				o.only().Path(): "/kk/subscribe?of=rubric/regions", "/news": "/kk/subscribe", "/news/rubric/regions": "/kk/subscribe?of=rubric/regions", "/news/region/KZ-47": "/kk/subscribe?of=region/KZ-47",
			} {
				if strings.Contains(d.page("/kk"+path), `href="`+want+`"`) != offered {
					t.Errorf("%s, offered %v", path, offered)
				}
			}
			if strings.Contains(d.page("/kk/news/tag/shtab"), "/subscribe") {
				t.Error("a tag can't be had by letter")
			}
		}
	})
}
