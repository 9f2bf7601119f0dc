package monitoring_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/forms"
	"adal/internal/monitoring"
	"adal/internal/pictures"
	"adal/internal/seal"

	"pgregory.net/rapid"
)

// TestTwice keeps what is sent twice once, also at the same moment: the second
// submission gets the first one's result.
func TestTwice(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.sighting("again", "land", "ramp", "hours")
		var wg sync.WaitGroup
		got := make([]monitoring.Observation, 5)
		for i := range got {
			wg.Go(func() {
				var err error
				if got[i], err = g.Observe(t.Context(), g.observer, s); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, o := range got[1:] {
			if o.ID != got[0].ID || !slices.Equal(o.Drafts, got[0].Drafts) || len(o.Drafts) != 2 {
				t.Errorf("%s with %v, and %s with %v", got[0].ID, got[0].Drafts, o.ID, o.Drafts)
			}
		}
		c, err := g.Campaign(t.Context(), g.reviewer, g.campaign)
		check(t, err)
		for _, o := range c.Objects {
			if o.Institution == "land" && (o.Actual != 1 || o.Drafted != 2 || o.Planned != 3 || o.Public != 0) {
				t.Errorf("coverage: %+v", o)
			}
		}
	})
}

// TestObserveRefuses takes nothing from who isn't an observer, out of time, at
// another place or without a statement.
func TestObserveRefuses(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		ok := g.sighting("refuse", "land", "ramp")
		_, err := g.Observe(ctx, g.reviewer, ok)
		wants(t, err, "monitoring.no-observer")
		for word, change := range map[string]func(*monitoring.Sighting){
			"monitoring.conflict-missing": func(s *monitoring.Sighting) { s.Conflict = " " },
			"monitoring.key-wrong":        func(s *monitoring.Sighting) { s.Key = "short" },
			"monitoring.outside-period":   func(s *monitoring.Sighting) { s.Seen = calendar.Date(2025, 12, 30).Time() },
			"monitoring.object-wrong":     func(s *monitoring.Sighting) { s.Institution = "health" },
			"monitoring.place-wrong":      func(s *monitoring.Sighting) { s.Place.Lat = math.NaN() },
			"monitoring.link-wrong": func(s *monitoring.Sighting) {
				s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Link, Link: "javascript:alert(1)"}}
			},
			"forms.choice-unknown":   func(s *monitoring.Sighting) { s.Answers = map[string][]string{"ramp": {"perhaps"}} },
			"monitoring.count-empty": func(s *monitoring.Sighting) { s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Count}} },
			"pictures.no-picture": func(s *monitoring.Sighting) {
				s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: []byte("<svg onload=alert(1)>")}}
			},
		} {
			s := ok
			change(&s)
			_, err := g.Observe(ctx, g.observer, s)
			wants(t, err, word)
		}
		check(t, g.End(ctx, g.reviewer, g.campaign))
		_, err = g.Observe(ctx, g.observer, ok)
		wants(t, err, "docket.not-in-state")
		if _, err := g.Observe(ctx, g.land, ok); err == nil {
			t.Error("a state body observes")
		}
	})
}

// TestCoarse keeps no place but the middle of its field: what a campaign makes
// coarse isn't in the database in any finer form.
func TestCoarse(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		o, err := g.Observe(t.Context(), g.observer, g.sighting("coarse", "land", "ramp"))
		check(t, err)
		s := g.of(o.Drafts[0])
		exact := monitoring.Place{Known: true, Lat: 43.652345, Lon: 51.153456}
		if s.Place == exact || !s.Place.Known || s.Place.Metres(exact) > 250*math.Sqrt2/2+1 || s.Place != o.Place {
			t.Errorf("it is kept at %+v, %.0f m off", s.Place, s.Place.Metres(exact))
		}
	})
}

// TestCoarseProperty moves every place by no more than half the diagonal of its
// field, and all places of a field to one point.
func TestCoarseProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := monitoring.Place{Known: true, Lat: rapid.Float64Range(-85, 85).Draw(t, "lat"), Lon: rapid.Float64Range(-179, 179).Draw(t, "lon")}
		grain := rapid.IntRange(10, 10_000).Draw(t, "grain")
		c := p.Coarse(grain)
		if off := p.Metres(c); off > float64(grain)*math.Sqrt2/2*1.1+1 {
			t.Errorf("%+v by %d m is moved by %.1f m", p, grain, off)
		}
		if again := c.Coarse(grain); again.Metres(c) > 0.5 {
			t.Errorf("the middle of a field is moved from %+v to %+v", c, again)
		}
	})
}

// TestMetres measures a distance that is known: from Aqtau (43.65 N, 51.17 E) to
// Almaty (43.24 N, 76.95 E) are 2,081 km by the haversine with the mean radius,
// which a quarter of a circle must make 10,008 km.
func TestMetres(t *testing.T) {
	pole, equator := monitoring.Place{Known: true, Lat: 90}, monitoring.Place{Known: true}
	if d := pole.Metres(equator); math.Abs(d-10_007_557) > 10 {
		t.Errorf("a quarter of a circle is %.0f m", d)
	}
	// One degree of latitude of that sphere is 111,195 m.
	if d := equator.Metres(monitoring.Place{Known: true, Lat: 1}); math.Abs(d-111_195) > 1 {
		t.Errorf("a degree is %.0f m", d)
	}
}

// TestFrozen freezes a checklist at its first use: what is uploaded then is the next
// version.
func TestFrozen(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		up := func(title string, want int) {
			t.Helper()
			id, n, err := g.Upload(ctx, g.reviewer, g.checklist, workbook(t, title))
			if err != nil || id != g.checklist || n != want {
				t.Errorf("%s is version %d, want %d: %v", title, n, want, err)
			}
		}
		up("better", 1) // nothing was observed yet
		_, err := g.Observe(ctx, g.observer, g.sighting("frozen", "land"))
		check(t, err)
		up("better", 1)
		up("next", 2)
		up("next, better", 2)
		v, err := g.ChecklistVersion(ctx, g.checklist, 1)
		check(t, err)
		if f, err := v.Form(); err != nil || f.Title != one("better") || v.Frozen != g.Book.Day {
			t.Errorf("%v, frozen %s, %v", f.Title, v.Frozen, err)
		}
		if _, _, err := g.Upload(ctx, g.reviewer, "", []byte("PK, but no workbook")); len(fault.Fields(err)) == 0 {
			t.Errorf("what is no workbook: %v", err)
		}
		asking := strings.ReplaceAll(string(canonical(t, "x")), "Is there a ramp?", "Ask the director for the documents on the ramp")
		f, err := forms.Open([]byte(asking))
		check(t, err)
		book, err := f.Export()
		check(t, err)
		if _, _, err := g.Upload(ctx, g.reviewer, "", book); len(fault.Fields(err)) == 0 {
			t.Errorf("a question that inspects: %v", err)
		}
		if _, _, err := g.Upload(ctx, g.other, g.checklist, workbook(t, "x")); !errors.Is(err, fault.NotFound) {
			t.Errorf("another group's checklist: %v", err)
		}
	})
}

// TestSealedOriginal seals the original of a picture to the group, keeps one
// version in the clear, and covers it for good.
func TestSealedOriginal(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		s := g.sighting("photo", "land", "ramp")
		original := photo(3)
		s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: original, Note: "Кіреберіс"}}
		o, err := g.Observe(ctx, g.observer, s)
		check(t, err)
		id := o.Drafts[0]
		check(t, g.Rewrite(ctx, g.observer, id, 1, words()))
		d, err := g.Desk(ctx, g.reviewer, id)
		check(t, err)
		e := d.Evidence[0]
		var sealed bytes.Buffer
		check(t, files.Copy(ctx, g.DB, &sealed, e.File))
		opened, err := seal.Open(g.identity, sealed.Bytes())
		if err != nil || !bytes.Equal(opened, original) {
			t.Errorf("the original doesn't open as it was: %v", err)
		}
		wants(t, g.Approve(ctx, g.reviewer, id, passed(2)), "monitoring.picture-unread")
		_, before, err := g.Picture(ctx, g.reviewer, id, e.ID)
		check(t, err)
		check(t, g.Cover(ctx, g.reviewer, id, e.ID, []pictures.Box{{X: 10, Y: 10, Width: 30, Height: 30}}, ""))
		e2, after, err := g.Picture(ctx, g.reviewer, id, e.ID)
		if err != nil || bytes.Equal(before, after) || e2.Boxes != 1 || e2.Served == e.Served || e2.Cleared != g.reviewer.Seat {
			t.Errorf("covered: %+v, %v", e2, err)
		}
		if n := g.count(`SELECT COUNT(*) FROM evidence_picture WHERE evidence = $1`, e.ID); n != 1 {
			t.Errorf("%d versions are kept in the clear", n)
		}
		check(t, g.Approve(ctx, g.reviewer, id, passed(2)))
		if _, err := g.PublicPicture(ctx, e2.Served); err == nil {
			t.Error("the picture is public before publication")
		}
		g.on(2026, 11, 17)
		check(t, g.Publish(ctx, g.reviewer, id))
		if got, err := g.PublicPicture(ctx, e2.Served); err != nil || !bytes.Equal(got, after) {
			t.Errorf("the public picture: %v", err)
		}
		if _, err := g.PublicPicture(ctx, e.Served); err == nil {
			t.Error("the version before is public")
		}
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		if _, err := g.PublicPicture(ctx, e2.Served); err == nil {
			t.Error("the picture of what was withdrawn is public")
		}
	})
}

// count is a number that a query has.
func (g *group) count(query string, args ...any) (n int) {
	g.t.Helper()
	check(g.t, g.DB.Pool().QueryRowContext(g.t.Context(), query, args...).Scan(&n))
	return n
}

// TestAlike suggests what was seen before at the same institution: near it, in like
// words or with a like picture; and nothing of another question, of longer ago, or
// of another body's.
func TestAlike(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		see := func(key, question string, change func(*monitoring.Sighting)) string {
			s := g.sighting("alike"+key, "land", question)
			change(&s)
			o, err := g.Observe(ctx, g.observer, s)
			check(t, err)
			return o.Drafts[0]
		}
		far := func(s *monitoring.Sighting) {
			s.Place.Lat, s.Note = 44, "Совсем о другом: вывеска закрыта щитом."
		}
		first := see("a", "ramp", func(s *monitoring.Sighting) {
			s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: photo(7)}}
		})
		near := see("b", "ramp", func(s *monitoring.Sighting) { s.Note = "Другое" })
		text := see("c", "ramp", func(s *monitoring.Sighting) {
			s.Place.Known = false
			s.Note = "Пандуса нет, у входа три ступени"
		})
		picture := see("d", "ramp", func(s *monitoring.Sighting) {
			far(s)
			s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: photo(7)}}
		})
		see("e", "ramp", far)
		see("f", "hours", func(*monitoring.Sighting) {})
		see("g", "ramp", func(s *monitoring.Sighting) { s.Seen = calendar.Date(2026, 3, 1).Time() })
		all, err := g.Alike(ctx, g.reviewer, first)
		check(t, err)
		var got []string
		for _, l := range all {
			got = append(got, l.ID)
		}
		if want := []string{picture, text, near}; !slices.Equal(got, want) {
			t.Errorf("alike are %v, want %v", got, want)
		}
	})
}

// TestMerge closes a duplicate and loses nothing of it.
func TestMerge(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		a := g.raised("land")
		g.on(2026, 11, 2)
		b, hidden := g.raised("land"), ""
		g.on(2026, 11, 2)
		hidden = g.draft("land")
		check(t, g.Confirm(ctx, b))
		wants(t, g.Merge(ctx, g.reviewer, b, b, "x"), "monitoring.merge-wrong")
		wants(t, g.Merge(ctx, g.reviewer, b, hidden, "x"), "monitoring.merge-hidden")
		check(t, g.Merge(ctx, g.reviewer, b, a, "Бір кемшілік"))
		wants(t, g.Merge(ctx, g.reviewer, a, b, "x"), "monitoring.merge-wrong")
		p, err := g.Page(ctx, a)
		if err != nil || len(p.Merged) != 1 || p.Merged[0].ID != b || p.Merged[0].Confirmed != 1 {
			t.Errorf("%+v, %v", p.Merged, err)
		}
		if q, err := g.Page(ctx, b); err != nil || q.State != monitoring.Duplicate || q.Shortcoming.Merged != a || q.Title.KK == "" || len(q.Evidence) != 1 {
			t.Errorf("the duplicate has lost something: %+v, %v", q.Shortcoming, err)
		}
		check(t, g.Merge(ctx, g.reviewer, hidden, a, "Тағы"))
		g.verify(b)
	})
}

// TestSealedSteps shows no readable entry in the register before publication, and
// every step after it.
func TestSealedSteps(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.notified("land")
		staged := g.staged(id)
		if staged != 0 {
			t.Errorf("%d readable entries before publication", staged)
		}
		g.on(2026, 11, 17)
		check(t, g.Publish(t.Context(), g.reviewer, id))
		check(t, g.Raise(t.Context(), g.reviewer, id))
		if staged = g.staged(id); staged != 2 {
			t.Errorf("%d readable entries after publication and raising, want 2", staged)
		}
	})
}

// staged is how many readable entries the register gets about something.
func (g *group) staged(id string) (n int) {
	g.t.Helper()
	check(g.t, g.DB.Read(g.t.Context(), func(tx *db.Tx) error {
		texts, err := db.All(g.t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged`)
		for _, text := range texts {
			if strings.Contains(string(text), id) {
				n++
			}
		}
		return err
	}))
	return n
}
