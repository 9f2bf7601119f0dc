package monitoring_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/monitoring"
)

// tables are those in which an observation that is sent may leave something.
var tables = []string{"observation", "docket", "shortcoming", "shortcoming_version", "evidence", "evidence_picture", "docket_step", "file", "file_piece"}

// lengths are how many rows the tables have.
func (g *group) lengths() (all []int) {
	g.t.Helper()
	for _, table := range tables {
		all = append(all, g.count(`SELECT COUNT(*) FROM `+table))
	}
	return all
}

// phone sends a form as the script of an observer does.
func (s site) phone(form url.Values) (int, string) {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/kk/office/field/"+s.g.campaign, strings.NewReader(form.Encode()))
	r.Header.Set("Seat", s.g.observer.Seat)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// FuzzSent sends what a phone might after it was offline, with a photo that came ahead,
// and sends it again, as if the answer had been lost. It is refused with a sentence, and
// then all is as it was before, its photo still waiting; or it is kept whole, once, and
// can be read as it was written.
func FuzzSent(f *testing.F) {
	g := newGroup(f, dbtest.SQLite(f))
	s := g.serve()
	picture := photo(6)
	const line = "upload={upload}&key={key}&sha256={sha256}&at=2026-11-02T06%3A00%3A00Z&note=%D0%95%D1%81%D1%96%D0%BA"
	f.Add("0123456789abcdef", "land", "2026-11-02T11:00:00+05:00", "43.652345 51.153456", "", "Екі\r\nбаспалдақ", "https://example.kz/a", "no", line)
	f.Add("0123456789abcdeg", "clinic", "2026-11-02T11:00", " ", "Туысым", "", "", "yes", "")
	f.Add("0123456789abcdeh", "land", "2026-11-02T06:00:00Z", "91 0", "", "a\x00b", "javascript:a", "perhaps", line)
	f.Add("0123456789abcdei", "land", "2026-11-02T06:00:00Z", "43 51", "", "", "", "no", strings.Replace(line, "2026-11", "0000-01", 1))
	f.Add("0123456789abcdej", "land", "2026-11-02T06:00:00Z", "43 51", "", "", "", "no", strings.Replace(line, "note=", "note=%00", 1))
	f.Add("0123456789abcdek", "land", "2026-11-02T06:00:00Z", "43 51", "", "", "", "no", strings.Replace(line, "{sha256}", "{key}", 1))
	f.Add("short", "nobody", "9999-12-31T23:59:59-23:59", "NaN Inf", "none", "\xff", "x", "", "upload=%00&key=%ff")
	f.Fuzz(func(t *testing.T, key, institution, seen, place, interest, note, links, answer, line string) {
		g.t, s.t = t, t
		p, err := g.Park(t.Context(), g.observer, picture)
		check(t, err)
		defer func() { // most are refused, and would only make counting slow
			check(t, g.DB.Write(t.Context(), "uploads", func(tx *db.Tx) error {
				_, err := tx.ExecContext(t.Context(), `DELETE FROM file WHERE id = $1`, p.Upload)
				return err
			}))
		}()
		lat, lon, _ := strings.Cut(place, " ")
		form := url.Values{
			"key": {key}, "institution": {institution}, "seen": {seen}, "lat": {lat}, "lon": {lon}, "note": {note}, "links": {links},
			"answer-ramp": {answer}, "conflict": {"none"},
		}
		if interest != "" {
			form["conflict"], form["interest"] = []string{"some"}, []string{interest}
		}
		if line != "" {
			form["parcel"] = []string{strings.NewReplacer("{upload}", p.Upload, "{key}", p.Key, "{sha256}", p.Digest).Replace(line)}
		}
		_, was := g.Kept(t.Context(), g.observer, g.campaign, key)
		before := g.lengths()
		code, said := s.phone(form)
		after := g.lengths()
		kept := struct {
			ID     string
			Opened int
		}{}
		switch {
		case code >= 500 || code < 200 || code >= 300 && code < 400:
			t.Fatalf("%d %s", code, said)
		case code >= 400:
			if !slices.Equal(before, after) {
				t.Errorf("%d, and %v became %v", code, before, after)
			}
			if progress, err := g.ParcelProgress(t.Context(), g.observer, p.Upload); err != nil || len(progress.Have) != progress.Pieces {
				t.Errorf("%d, and its photo is %+v, %v", code, progress, err)
			}
		default:
			check(t, json.Unmarshal([]byte(said), &kept))
			if was == nil {
				if !slices.Equal(before, after) {
					t.Errorf("sent once more, %v became %v", before, after)
				}
				break
			}
			if len(key) < 16 || len(key) > 64 {
				t.Errorf("the key %q is none", key)
			}
			g.whole(kept.ID, form, p, before, after)
		}
		again, repeated := s.phone(form)
		if once := g.lengths(); again != code || !slices.Equal(once, after) || code == http.StatusOK && repeated != said {
			t.Errorf("sent again: %d %s, first %d %s; %v became %v", again, repeated, code, said, after, once)
		}
	})
}

// whole fails unless a form was kept as it was written, all of it.
func (g *group) whole(id string, form url.Values, p monitoring.Parcel, before, after []int) {
	g.t.Helper()
	o, err := g.Kept(g.t.Context(), g.observer, g.campaign, form.Get("key"))
	check(g.t, err)
	if note := strings.TrimSpace(strings.ReplaceAll(form.Get("note"), "\r\n", "\n")); o.ID != id || o.Note != note || o.Institution != form.Get("institution") {
		g.t.Errorf("kept as %+v", o)
	}
	drafts, evidence, pictures := 0, len(strings.Fields(form.Get("links"))), len(form["parcel"])
	if strings.TrimSpace(form.Get("answer-ramp")) == "no" {
		drafts = 1
	}
	evidence += pictures
	// A photo's parcel has gone, and its sealed original is there in its place.
	want := []int{1, drafts, drafts, drafts, evidence, pictures, drafts, 0, 0}
	for n, more := range want {
		if after[n]-before[n] != more {
			g.t.Errorf("%d rows more in %s, want %d", after[n]-before[n], tables[n], more)
		}
	}
	if _, err := g.ParcelProgress(g.t.Context(), g.observer, p.Upload); pictures == 1 && !errors.Is(err, fault.NotFound) {
		g.t.Errorf("its pieces are still here: %v", err)
	}
	if len(o.Drafts) != drafts {
		g.t.Fatalf("drafts: %v", o.Drafts)
	}
	for _, draft := range o.Drafts {
		d, err := g.Desk(g.t.Context(), g.reviewer, draft)
		check(g.t, err)
		if len(d.Evidence) != evidence || pictures == 1 && d.Evidence[0].Digest != p.Digest {
			g.t.Errorf("evidence: %+v", d.Evidence)
		}
	}
}
