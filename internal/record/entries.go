package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"

	"golang.org/x/mod/sumdb/note"
)

const (
	perPage = 50   // public entries on a page
	perRead = 256  // entries read at once
	atMost  = 4096 // entries read for a page, however many of them are sealed
)

// A line is what a page shows of the register in one place: a public entry, or
// sealed ones that stand side by side.
type line struct {
	N     int64 // of the entry, or of the newest of the sealed ones
	Entry *register.Entry
	Text  string // of the entry, as it stands in the register
	raw   []byte // the same, byte for byte
	Run   run
	Other bool // an entry of a form that this version doesn't know
}

// A run is sealed entries side by side. They are counted, and nothing else is
// known of them.
type run struct {
	First, Last    int64
	Matters, Steps int64
}

// Count is how many entries a run has.
func (r run) Count() int64 { return r.Matters + r.Steps }

// A part is entries of the register, newest first.
type part struct {
	Lines []line
	Names map[string]i18n.Text // of the bodies, by "id day"
	Older int64                // entries before this number are on the next page; 0 if none are
}

// A state is what the register last signed.
type state struct {
	register.Checkpoint
	Signed string // the checkpoint with its signature
	VKey   string
}

// head reads the newest checkpoint; ok is false before the first one.
func (r *Record) head(ctx context.Context) (s state, ok bool, err error) {
	signed, err := r.Reader.Checkpoint(ctx)
	if errors.Is(err, fault.NotFound) {
		return state{VKey: r.Reader.VKey}, false, nil
	} else if err != nil {
		return s, false, err
	}
	key, err := note.NewVerifier(r.Reader.VKey)
	if err != nil {
		return s, false, fmt.Errorf("reading the key of the register: %w", err)
	}
	c, err := register.OpenCheckpoint(signed, key)
	if err != nil {
		return s, false, fmt.Errorf("reading the register's own checkpoint: %w", err)
	}
	return state{Checkpoint: c, Signed: string(signed), VKey: r.Reader.VKey}, true, nil
}

// back reads entries before a number, newest first: up to perPage public ones,
// with the sealed ones between them.
func (r *Record) back(ctx context.Context, before int64) (p part, err error) {
	public, read := 0, 0
	for next := before; next > 0 && read < atMost; {
		from := max(0, next-perRead)
		chunk, err := r.Reader.Entries(ctx, from, int(next-from))
		if err != nil {
			return part{}, err
		}
		for _, l := range slices.Backward(chunk) {
			if public == perPage {
				p.Older = l.N + 1
				break
			}
			if p.add(l) {
				public++
			}
			read++
		}
		if p.Older > 0 {
			break
		}
		if next = from; read >= atMost {
			p.Older = next
		}
	}
	p.Names, err = r.names(ctx, p.Lines)
	return p, err
}

// add puts an entry below the others, and reports whether it stands on its own.
func (p *part) add(l register.Logged) bool {
	if kind, _, ok := register.ParseSealed(l.Text); ok {
		n := len(p.Lines)
		if n == 0 || p.Lines[n-1].Run.Count() == 0 {
			p.Lines = append(p.Lines, line{N: l.N, Run: run{Last: l.N}})
			n++
		}
		run := &p.Lines[n-1].Run
		run.First = l.N
		if kind == register.Matter {
			run.Matters++
		} else {
			run.Steps++
		}
		return false
	}
	one := line{N: l.N, raw: l.Text, Text: strings.ToValidUTF8(string(l.Text), "\uFFFD")}
	if e, ok := l.Entry(); ok {
		one.Entry = &e
	} else {
		one.Other = true
	}
	p.Lines = append(p.Lines, one)
	return true
}

// names are the names that the bodies of some lines had on the day of the line.
// A body that the directory doesn't have keeps its id.
func (r *Record) names(ctx context.Context, lines []line) (map[string]i18n.Text, error) {
	names := map[string]i18n.Text{}
	err := r.DB.Read(ctx, func(tx *db.Tx) error {
		for _, l := range lines {
			if l.Entry == nil {
				continue
			}
			for _, id := range []string{l.Entry.Body, l.Entry.To} {
				if err := r.name(ctx, tx, names, id, l.Entry.Day); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("naming the bodies of the register: %w", err)
	}
	return names, nil
}

func (r *Record) name(ctx context.Context, tx *db.Tx, names map[string]i18n.Text, id string, day calendar.Day) error {
	key := id + " " + day.String()
	if _, known := names[key]; known || id == "" {
		return nil
	}
	if day.IsZero() {
		day = r.Today(tx)
	}
	b, err := bodies.Get(ctx, tx, id, day)
	if err != nil && !errors.Is(err, fault.NotFound) {
		return err
	}
	if names[key] = b.Name; b.Name == (i18n.Text{}) {
		names[key] = i18n.Text{KK: id, RU: id, EN: id}
	}
	return nil
}

// Body is the name of the body that did what a line tells.
func (p part) Body(l line) i18n.Text { return p.Names[l.Entry.Body+" "+l.Entry.Day.String()] }

// To is the name of the body towards which it was done.
func (p part) To(l line) i18n.Text { return p.Names[l.Entry.To+" "+l.Entry.Day.String()] }

// own are the acts that the register names and the charter doesn't: they have
// words of this package.
var own = []string{register.ListKeys, register.PublishScript, register.PublishCharter, "admit", "take-seat"}

// Word is the key of the name of the act of a line, "" if there is none.
func (l line) Word() string {
	act := l.Entry.Act
	switch {
	case slices.Contains(own, act):
		return "record.did-" + act
	case slices.Contains(charter.Acts(), charter.Act(act)):
		return charter.Act(act).Word()
	}
	return ""
}

// A key is the good key of a body, with its name.
type key struct {
	bodies.Key
	Name i18n.Text
}

// keys are the good keys of the bodies as they are named today.
func (r *Record) keys(ctx context.Context) (all []key, err error) {
	err = r.DB.Read(ctx, func(tx *db.Tx) error {
		good, err := bodies.Keys(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range good {
			b, err := bodies.Get(ctx, tx, k.Body, r.Today(tx))
			if err != nil {
				return err
			}
			all = append(all, key{k, b.Name})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the keys of the bodies: %w", err)
	}
	return all, nil
}
