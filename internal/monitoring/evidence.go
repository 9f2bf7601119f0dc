package monitoring

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/pictures"
	"adal/internal/seal"
)

// Kinds of evidence.
const (
	Photo = "photo"
	Link  = "link"  // to a page that somebody keeps
	Count = "count" // a protocol of what was counted, in words
	Proof = "proof" // a picture by which an institution shows that it is fixed
)

// MostEvidence bounds what comes with one observation.
const MostEvidence = 20

// longest is the longer side of what can be looked at here, in pixels.
const longest = 1600

// An Exhibit is evidence as it comes in.
type Exhibit struct {
	Kind    string
	Content []byte    // of a picture
	Parcel  Parcel    // of a picture that came ahead, in place of its content
	Link    string    // of a page
	Note    string    // what is to be seen; of a count, what was counted
	At      time.Time // when it was taken
}

// Evidence is what bears an observation out, or a claim that it is fixed. Of a
// picture the original is sealed to the group and opens in no server.
type Evidence struct {
	ID          string
	Observation string // empty for what an institution gave
	Docket      string // of a claim; empty for an observation's
	N           int
	Kind        string
	Body        string // who gave it
	Digest      string // SHA-256 of what is kept, lower hex
	At          db.Time
	File        string // the sealed original; empty for what is no picture
	Fingerprint string // of the key that it is sealed to
	Look        string // what a picture looks like, for pictures.ParseLook
	Link        string
	Note        string
	Cleared     string // the seat that saw that it shows no person; empty if none did
	Width       int    // of the picture that can be looked at; 0 for none
	Height      int
	Boxes       int    // that cover parts of it
	Served      string // names the picture at its address; changes with what it shows
}

// A taken picture is ready to be kept: nothing slow is left for a transaction.
type taken struct {
	Evidence
	sealed, jpeg []byte
	parcel       string // whose pieces go when it is kept
}

// take makes evidence of what came in, sealing originals to a group.
func (g *Group) take(ctx context.Context, body string, all []Exhibit) ([]taken, error) {
	if len(all) > MostEvidence {
		return nil, fault.New(fault.TooLarge, "monitoring.too-much-evidence", MostEvidence)
	}
	var ready []taken
	var key bodies.Key
	if err := g.room(ctx, all); err != nil {
		return nil, err
	}
	for i, x := range all {
		t := taken{Evidence: Evidence{ID: newID(), N: i + 1, Kind: x.Kind, At: db.Time{Time: x.At}, Note: strings.TrimSpace(x.Note), Link: strings.TrimSpace(x.Link)}}
		if err := checkText("evidence", t.Note, MaxNote); err != nil {
			return nil, err
		}
		switch x.Kind {
		case Photo, Proof:
			if key.Recipient == "" {
				var err error
				if key, err = g.key(ctx, body); err != nil {
					return nil, err
				}
			}
			if x.Parcel.Upload != "" {
				var err error
				if x.Content, err = g.unpack(ctx, x.Parcel); err != nil {
					return nil, err
				}
				t.parcel = x.Parcel.Upload
			}
			if err := t.picture(x.Content, key); err != nil {
				return nil, inPhotos(err)
			}
		case Link:
			if u, err := url.Parse(t.Link); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || len(t.Link) > 2000 {
				return nil, fault.In("link", "monitoring.link-wrong")
			}
			t.Digest = digest([]byte(t.Link))
		case Count:
			if t.Note == "" {
				return nil, fault.In("count", "monitoring.count-empty")
			}
			t.Digest = digest([]byte(t.Note))
		default:
			return nil, fmt.Errorf("monitoring: evidence of the kind %q", x.Kind)
		}
		ready = append(ready, t)
	}
	return ready, nil
}

// key is what originals are sealed to.
func (g *Group) key(ctx context.Context, body string) (k bodies.Key, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		k, err = bodies.KeyOf(ctx, tx, body)
		return err
	})
	if errors.Is(err, fault.NotFound) {
		return k, fault.New(fault.Conflict, "monitoring.no-key")
	}
	return k, err
}

// inPhotos makes a fault of a picture one of its field.
func inPhotos(err error) error {
	for _, f := range fault.Fields(err) {
		return &fault.Error{Kind: f.Kind, Field: "photos", Word: f.Word, Args: f.Args}
	}
	return err
}

// inTime refuses what was taken by a clock that is far ahead.
func inTime(tx *db.Tx, ready []taken) error {
	for _, t := range ready {
		if t.At.After(tx.Now.Add(soon)) {
			return fault.In("photos", "monitoring.photo-early")
		}
	}
	return nil
}

// picture seals the original, without what doesn't belong to its pixels, and makes
// what can be looked at anew.
func (t *taken) picture(content []byte, key bodies.Key) error {
	p, err := pictures.Read(content)
	if err != nil {
		return err
	}
	if content, err = bare(content); err != nil {
		return err
	}
	to, err := seal.ParseRecipient(key.Recipient)
	if err != nil {
		return err
	}
	if t.sealed, err = seal.Seal(content, to); err != nil {
		return fmt.Errorf("sealing a picture: %w", err)
	}
	t.Digest, t.Fingerprint, t.Look = digest(content), key.Fingerprint, p.Look.String()
	return t.show(p)
}

// show makes the one picture that can be looked at.
func (t *taken) show(p *pictures.Picture) error {
	sizes, err := p.Sizes(longest)
	if err != nil {
		return err
	}
	s := sizes[len(sizes)-1]
	t.Width, t.Height, t.jpeg, t.Served = s.Width, s.Height, s.JPEG, digest(s.JPEG)[:32]
	return nil
}

// keep keeps evidence that was taken.
func (g *Group) keep(ctx context.Context, tx *db.Tx, all []taken) error {
	for _, t := range all {
		if t.At.IsZero() {
			t.At = tx.Now
		}
		if t.parcel != "" {
			if err := files.Destroy(ctx, tx, t.parcel); err != nil {
				return fmt.Errorf("forgetting what a picture came in: %w", err)
			}
		}
		if t.sealed != nil {
			file, err := files.Put(ctx, tx, t.sealed)
			if err != nil {
				return fmt.Errorf("keeping a sealed picture: %w", err)
			}
			t.File = file
		}
		if err := insertEvidence(ctx, tx, t.Evidence); err != nil {
			return fmt.Errorf("keeping evidence: %w", err)
		}
		if t.jpeg == nil {
			continue
		}
		if err := insertPicture(ctx, tx, t.Evidence, t.jpeg); err != nil {
			return fmt.Errorf("keeping a picture: %w", err)
		}
	}
	return nil
}

// Cover covers parts of a picture for good, or says with no boxes that nobody is
// to be seen in it. What was there is nowhere left in the clear: the original is
// sealed, and nothing but the covered picture can be looked at, today and later. Of
// what is public already it needs a reason, which goes into the public log.
func (g *Group) Cover(ctx context.Context, by charter.Principal, id, evidence string, boxes []pictures.Box, why string) error {
	why, wrong := reason(why)
	var next *taken
	before := ""
	if len(boxes) > 0 {
		e, jpeg, err := g.Picture(ctx, by, id, evidence)
		if err != nil {
			return err
		}
		p, err := pictures.Read(jpeg)
		if err != nil {
			return err
		}
		if p, err = p.Redact(boxes); err != nil {
			return err
		}
		next, before = &taken{Evidence: e}, e.Served
		if err := next.show(p); err != nil {
			return err
		}
	}
	return g.with(ctx, by, id, func(tx *db.Tx, s Shortcoming) error {
		e, err := evidenceFor(ctx, tx, s, evidence)
		if err != nil {
			return err
		}
		if e.Served == "" {
			return fault.NotFound
		}
		if next != nil && before != e.Served { // somebody else covered something meanwhile
			return fault.New(fault.Conflict, "monitoring.changed-meanwhile")
		}
		if err := g.coverShown(ctx, tx, by, s, e, next != nil, why, wrong); err != nil {
			return err
		}
		if next != nil {
			next.Boxes = e.Boxes + len(boxes)
			if err := replacePicture(ctx, tx, next.Evidence, next.jpeg); err != nil {
				return err
			}
		}
		return clearEvidence(ctx, tx, e.ID, by.Seat)
	})
}

// coverShown takes the step of covering a picture: of the shortcoming from whose page
// that is done, and, if more is covered, of each that shows the picture to everybody,
// since one observation may have led to several. Those enter it in the public log.
func (g *Group) coverShown(ctx context.Context, tx *db.Tx, by charter.Principal, s Shortcoming, e Evidence, more bool, why string, wrong error) error {
	var all []string
	var err error
	if more {
		if all, err = showing(ctx, tx, e); err != nil {
			return err
		}
	}
	if len(all) > 0 && wrong != nil {
		return wrong
	}
	if !slices.Contains(all, s.ID) {
		if err := g.step(ctx, tx, by, &s, charter.Redact, docket.Doing{}); err != nil {
			return err
		}
	}
	for _, id := range all {
		one, err := shortcomingOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := g.step(ctx, tx, by, &one, charter.Redact, docket.Doing{Note: why}); err != nil {
			return err
		}
		if err := g.remove(ctx, tx, one, Removal{Kind: RemovedPicture, Evidence: e.ID, Reason: why}); err != nil {
			return err
		}
	}
	return nil
}

// Picture returns the picture of an evidence as the group may look at it now.
func (g *Group) Picture(ctx context.Context, by charter.Principal, id, evidence string) (e Evidence, jpeg []byte, err error) {
	if err := g.may(by, charter.Redact); err != nil {
		return e, nil, err
	}
	return e, jpeg, g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := g.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if e, err = evidenceFor(ctx, tx, s, evidence); err != nil {
			return err
		}
		jpeg, err = pictureOf(ctx, tx, e.ID)
		return err
	})
}

// PublicPicture returns a picture that everybody may see: one that was cleared, of
// a shortcoming that is public. Served is its name, which changes with what it
// shows.
func (g *Group) PublicPicture(ctx context.Context, served string) (jpeg []byte, err error) {
	return jpeg, g.DB.Read(ctx, func(tx *db.Tx) error {
		jpeg, err = publicPicture(ctx, tx, served)
		return err
	})
}

// Exhibits returns the evidence of a shortcoming and of the claims that it is fixed.
func exhibits(ctx context.Context, tx *db.Tx, s Shortcoming) ([]Evidence, error) {
	return evidenceOf(ctx, tx, s.Observation, s.ID)
}

// evidenceFor is one evidence of a shortcoming.
func evidenceFor(ctx context.Context, tx *db.Tx, s Shortcoming, id string) (Evidence, error) {
	all, err := exhibits(ctx, tx, s)
	if err != nil {
		return Evidence{}, err
	}
	for _, e := range all {
		if e.ID == id {
			return e, nil
		}
	}
	return Evidence{}, fault.NotFound
}

// Day is the day on which an evidence was taken, where the bodies are.
func (e Evidence) Day(zone *time.Location) calendar.Day { return calendar.Of(e.At.In(zone)) }

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// newID is a random and permanent id.
func newID() string { return strings.ToLower(rand.Text()) }

// KindWord is the key of the name of a kind of evidence.
func (e Evidence) KindWord() string { return "monitoring.evidence-" + e.Kind }
