package rates

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/register"
)

// A feed is what came from the bank or from a seat, and how it is taken.
type feed struct {
	source string
	data   []byte
	// last is the last day that it may have rates for.
	last calendar.Day
	// sure says that somebody compared it with the bank's own page: rates may jump.
	sure bool
	// then is done in the same transaction if anything was new.
	then func(context.Context, *db.Tx) error
}

// Import takes a file of the bank in the name of a seat, as a whole or not at
// all, and returns how many rates are new or other than before. What is wrong
// with it is a fault of the field "file", and kept.
func (b *Bureau) Import(ctx context.Context, by charter.Principal, name string, data []byte) (added int, err error) {
	return b.byHand(ctx, by, name, data, false)
}

// Confirm does as Import for a file of which the seat says that its rates are
// right although one has moved by more than half.
func (b *Bureau) Confirm(ctx context.Context, by charter.Principal, name string, data []byte) (added int, err error) {
	return b.byHand(ctx, by, name, data, true)
}

func (b *Bureau) byHand(ctx context.Context, by charter.Principal, name string, data []byte, sure bool) (int, error) {
	if err := b.allowed(by); err != nil {
		return 0, err
	}
	name = clip(path.Base(strings.ReplaceAll(name, `\`, "/")))
	return b.take(ctx, feed{source: name, data: data, last: b.today().AddDays(ahead), sure: sure, then: func(ctx context.Context, tx *db.Tx) error {
		return register.Stage(ctx, tx, register.Entry{
			Act: string(charter.ImportRates), Day: b.Book.Today(tx), Body: by.Body, Seat: by.Seat,
			Article: b.Book.Charter.Article(charter.ImportRates), Name: name,
		})
	}})
}

func (b *Bureau) allowed(by charter.Principal) error {
	return b.Book.Charter.Allow(by, charter.ImportRates, charter.Resource{Body: by.Body, Region: by.Region})
}

// take takes a feed as a whole, or keeps why it doesn't.
func (b *Bureau) take(ctx context.Context, f feed) (added int, err error) {
	rates, err := Parse(f.data)
	if err == nil {
		err = b.DB.Write(ctx, "rates", func(tx *db.Tx) error {
			added, err = b.put(ctx, tx, f, rates)
			return err
		})
	}
	if all := fault.Fields(err); len(all) > 0 {
		return 0, errors.Join(err, b.refuse(ctx, f.source, all[0]))
	} else if err != nil {
		return 0, fmt.Errorf("keeping the rates of %s: %w", f.source, err)
	}
	if added > 0 {
		b.shelf.clear()
		if b.Changed != nil {
			b.Changed()
		}
	}
	return added, nil
}

// put keeps the rates of a feed if all of them are sane.
func (b *Bureau) put(ctx context.Context, tx *db.Tx, f feed, rates []Rate) (added int, err error) {
	for day, some := range byDay(rates) {
		if day.After(f.last) {
			return 0, refused("day-to-come", day.String())
		}
		if !f.sure {
			near, err := between(ctx, tx, day.AddDays(-days), day.AddDays(days))
			if err != nil {
				return 0, err
			}
			if err := sane(some, near); err != nil {
				return 0, err
			}
		}
	}
	for day, some := range byDay(rates) {
		for _, r := range some {
			n, err := put(ctx, tx, r, f.source, b.now())
			if err != nil {
				return 0, err
			}
			added += n
		}
		if err := probed(ctx, tx, day, true); err != nil {
			return 0, err
		}
	}
	if added > 0 && f.then != nil {
		return added, f.then(ctx, tx)
	}
	return added, nil
}

func byDay(rates []Rate) map[calendar.Day][]Rate {
	all := map[calendar.Day][]Rate{}
	for _, r := range rates {
		all[r.Day] = append(all[r.Day], r)
	}
	return all
}

// ahead is how many days ahead a rate may be: Monday's are out on Friday, and
// later before holidays.
const ahead = 9

// sane refuses what no market does in a month: a rate of a day that is more than
// half above or below the official ones next to it, before and after. Near are
// the rates of the days around, by currency and day.
func sane(rates, near []Rate) error {
	type pair struct{ before, after Rate }
	beside := map[string]pair{}
	for _, r := range near {
		p := beside[r.Code]
		switch day := rates[0].Day; {
		case r.Day.Before(day):
			p.before = r
		case r.Day.After(day) && p.after.Quant == 0:
			p.after = r
		}
		beside[r.Code] = p
	}
	for _, r := range rates {
		p := beside[r.Code]
		for _, known := range []Rate{p.before, p.after} {
			if known.Quant > 0 && r.jumps(known) {
				return refused("jump", fmt.Sprintf("%s %s %s → %s", r.Label(), known.Day, known.per(r.Quant), r.Value))
			}
		}
	}
	return nil
}

// jumps reports whether a unit differs by more than half from what another rate
// says of it.
func (r Rate) jumps(known Rate) bool {
	// The products are below 10⁶ tenge in ten-thousandths times 10⁶ units times 3.
	now, then := 2*int64(r.Value)*int64(known.Quant), int64(known.Value)*int64(r.Quant)
	return now > 3*then || now < then
}

// A Refusal is a feed of which nothing was taken.
type Refusal struct {
	At     db.Time
	Source string
	Word   string // without "rates.refused-"
	Detail string
}

// refusedBefore begins the words of refusals.
const refusedBefore = "rates.refused-"

// refused is why a feed isn't taken.
func refused(why, detail string) error {
	return fault.In("file", refusedBefore+why, clip(detail))
}

// clip keeps of a text that a stranger wrote what can be kept and shown in a
// line.
func clip(s string) string {
	const longest = 120
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if letters := []rune(s); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return s
}

// refuse keeps why a feed was refused, and says it in the log.
func (b *Bureau) refuse(ctx context.Context, source string, why *fault.Error) error {
	detail := ""
	if len(why.Args) > 0 {
		detail = fmt.Sprint(why.Args...)
	}
	r := Refusal{b.now(), source, strings.TrimPrefix(why.Word, refusedBefore), detail}
	b.log().WarnContext(ctx, "rates refused", "source", r.Source, "why", r.Word, "detail", r.Detail)
	return b.DB.Write(ctx, "rates", func(tx *db.Tx) error { return insertRefusal(ctx, tx, r) })
}

// Refusals returns the last feeds that were refused, the newest first, for a
// seat of the newsroom.
func (b *Bureau) Refusals(ctx context.Context, by charter.Principal) (all []Refusal, err error) {
	if err := b.allowed(by); err != nil {
		return nil, err
	}
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = refusals(ctx, tx)
		return err
	})
}
