package monitoring_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/forms"
	"adal/internal/monitoring"
	"adal/internal/seal"
)

// TestOutings gives a seat the running campaigns that it observes in, and no others.
func TestOutings(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		mine, err := g.Outings(ctx, g.observer)
		if err != nil || len(mine) != 1 || mine[0].ID != g.campaign {
			t.Errorf("the observer's: %d, %v", len(mine), err)
		}
		if none, err := g.Outings(ctx, g.reviewer); err != nil || len(none) != 0 {
			t.Errorf("the reviewer's: %d, %v", len(none), err)
		}
		if _, err := g.Outings(ctx, g.land); fault.Of(err) != fault.Denied {
			t.Errorf("a state body's: %v", err)
		}
		o, err := g.Outing(ctx, g.observer, g.campaign)
		if err != nil || !o.Open() || len(o.Institutions) != 3 || o.Form == nil || o.Asked.Digest == "" {
			t.Errorf("%+v, %v", o, err)
		}
		if o, err := g.Outing(ctx, g.reviewer, g.campaign); err != nil || o.Open() {
			t.Errorf("the reviewer may observe: %v", err)
		}
		if _, err := g.Outing(ctx, g.other, g.campaign); !errors.Is(err, fault.NotFound) {
			t.Errorf("another group's: %v", err)
		}
		check(t, g.End(ctx, g.reviewer, g.campaign))
		if mine, err := g.Outings(ctx, g.observer); err != nil || len(mine) != 0 {
			t.Errorf("when it is over: %d, %v", len(mine), err)
		}
		if o, err := g.Outing(ctx, g.observer, g.campaign); err != nil || o.Open() {
			t.Errorf("when it is over it is open, %v", err)
		}
	})
}

// TestDraftKey keeps one observation under a key of a seat. Another seat's same key is
// another observation, and nobody learns of it by asking.
func TestDraftKey(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		p := g.plan()
		p.Observers = []string{g.observer.Seat, g.far.Seat}
		id, err := g.PlanCampaign(ctx, g.reviewer, g.again(p))
		check(t, err)
		check(t, g.Begin(ctx, g.reviewer, id))
		s := g.sighting("key", "land", "ramp")
		s.Campaign = id
		first, err := g.Observe(ctx, g.observer, s)
		check(t, err)
		if _, err := g.Kept(ctx, g.far, id, s.Key); !errors.Is(err, fault.NotFound) {
			t.Errorf("another observer learns of it: %v", err)
		}
		s.Note = "Another's words"
		second, err := g.Observe(ctx, g.far, s)
		if err != nil || second.ID == first.ID || second.Note != "Another's words" {
			t.Errorf("another observer's: %+v, %v", second, err)
		}
		kept, err := g.Kept(ctx, g.observer, id, s.Key)
		if err != nil || kept.ID != first.ID || kept.Note == s.Note {
			t.Errorf("kept: %+v, %v", kept, err)
		}
		s.Seat = g.observer.Seat
		s.Key += "next"
		_, err = g.Observe(ctx, g.far, s)
		wants(t, err, "monitoring.other-seat")
		if _, err := g.Kept(ctx, g.land, id, s.Key); fault.Of(err) != fault.Denied {
			t.Errorf("a state body asks: %v", err)
		}
	})
}

// TestChangedChecklist takes no answers to questions that are others now; those that
// are the same are taken, whatever became of the campaign's other versions.
func TestChangedChecklist(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		before, err := g.Outing(ctx, g.observer, g.campaign)
		check(t, err)
		_, _, err = g.Upload(ctx, g.reviewer, g.checklist, workbook(t, "better")) // in place of the one that nobody used
		check(t, err)
		s := g.sighting("changed", "land", "ramp")
		s.Checklist = before.Asked.Digest
		_, err = g.Observe(ctx, g.observer, s)
		wants(t, err, "monitoring.checklist-changed")
		now, err := g.Outing(ctx, g.observer, g.campaign)
		check(t, err)
		s.Checklist = now.Asked.Digest
		_, err = g.Observe(ctx, g.observer, s)
		check(t, err)
		_, n, err := g.Upload(ctx, g.reviewer, g.checklist, workbook(t, "next"))
		if err != nil || n != 2 {
			t.Fatalf("version %d, %v", n, err)
		}
		s.Key += "again"
		if _, err = g.Observe(ctx, g.observer, s); err != nil {
			t.Errorf("the campaign's own version: %v", err)
		}
	})
}

// TestCoarseAnswers moves a place that answers a question as far as that of the
// observation: 43.652345, 51.153456 lies in a field of 250 m whose middle is computed by
// hand, with a degree of 111,195.08 m.
func TestCoarseAnswers(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		type m = map[string]any
		text, err := json.Marshal(m{"title": one("Where"), "questions": []m{{"type": "note", "name": "rule", "label": forms.Rule}, {"type": "geopoint", "name": "stop", "label": one("Where is the bus stop?")}}})
		check(t, err)
		f, err := forms.Open(text)
		check(t, err)
		book, err := f.Export()
		check(t, err)
		p := g.plan()
		p.Checklist, p.Version, err = g.Upload(ctx, g.reviewer, "", book)
		check(t, err)
		for grain, want := range map[int]string{250: "43.651886 51.154453", 0: "43.652345 51.153456 12 5"} {
			p.Grain = grain
			id, err := g.PlanCampaign(ctx, g.reviewer, g.again(p))
			check(t, err)
			check(t, g.Begin(ctx, g.reviewer, id))
			s := g.sighting("stop", "land")
			s.Campaign, s.Answers = id, map[string][]string{"stop": {"43.652345", "51.153456 12 5"}}
			o, err := g.Observe(ctx, g.observer, s)
			check(t, err)
			if got := o.Answers["stop"]; got != want {
				t.Errorf("in fields of %d m it is kept as %s, want %s", grain, got, want)
			}
		}
	})
}

// TestTimes takes nothing that was taken or seen by a clock far ahead, and what is a
// little ahead.
func TestTimes(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		s := g.sighting("clock", "land", "ramp")
		s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: photo(1), At: time.Now().Add(48 * time.Hour)}}
		_, err := g.Observe(ctx, g.observer, s)
		wants(t, err, "monitoring.photo-early")
		s.Evidence[0].At = time.Now().Add(time.Hour)
		s.Seen = g.Book.Day.AddDays(3).Time()
		_, err = g.Observe(ctx, g.observer, s)
		wants(t, err, "monitoring.outside-period")
		s.Seen = calendar.Date(2026, 11, 2).Time()
		_, err = g.Observe(ctx, g.observer, s)
		check(t, err)
	})
}

// TestSilentOriginal keeps of a photo no place and no camera, also in the sealed
// original: a place in it would be finer than the campaign permits.
func TestSilentOriginal(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, plain := t.Context(), photo(2)
		exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00GPS 43.652345 CANARY")
		head := binary.BigEndian.AppendUint16([]byte("\xFF\xD8\xFF\xE1"), uint16(len(exif)+2))
		talking := bytes.Join([][]byte{head, exif, plain[2:]}, nil)
		s := g.sighting("silent", "land", "ramp")
		s.Evidence = []monitoring.Exhibit{{Kind: monitoring.Photo, Content: talking}}
		o, err := g.Observe(ctx, g.observer, s)
		check(t, err)
		d, err := g.Desk(ctx, g.reviewer, o.Drafts[0])
		check(t, err)
		var sealed bytes.Buffer
		check(t, files.Copy(ctx, g.DB, &sealed, d.Evidence[0].File))
		opened, err := seal.Open(g.identity, sealed.Bytes())
		check(t, err)
		if bytes.Contains(opened, []byte("CANARY")) || bytes.Contains(opened, []byte("GPS")) || !seal.Bare(opened) {
			t.Error("the original still says where it was taken")
		}
		if d.Evidence[0].Digest != sum(opened) {
			t.Errorf("the digest is %s, of what is kept %s", d.Evidence[0].Digest, sum(opened))
		}
	})
}
