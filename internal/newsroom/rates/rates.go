// Package rates keeps the official rates of the National Bank of Kazakhstan.
//
// The rule of the domain: a rate is never shown without its day. It is the bank's
// and for so many units as the bank says, which changes over the years; on days
// without a rate the last one stays, with its own day. A feed is taken as a whole
// or not at all, and what was refused is kept with its reason.
package rates

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"
)

// An Amount is an amount of tenge in ten-thousandths.
type Amount int64

// one is a tenge.
const one Amount = 10_000

// String writes an amount as the bank does, without zeros at its end.
func (a Amount) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	s := fmt.Sprintf("%s%d.%04d", sign, int64(a/one), int64(a%one))
	whole, part, _ := strings.Cut(s, ".")
	if part = strings.TrimRight(part, "0"); part == "" {
		return whole
	}
	return whole + "." + part
}

// Say writes an amount as readers of a language do, with two digits after the
// comma at least.
func (a Amount) Say(l i18n.Lang) string {
	digits := 2
	if a%100 != 0 {
		digits = 4
	}
	return i18n.Decimal(l, float64(a)/float64(one), digits) // to be read, not to be reckoned with
}

// A Rate is what Quant units of a currency are in tenge on a day.
type Rate struct {
	Code  string // ISO 4217, or XDR
	Day   calendar.Day
	Value Amount
	Quant int
}

// A Quote is a rate as it stands for a day, with how it differs from the
// official day before its own.
type Quote struct {
	Rate
	Before calendar.Day // zero if there is none
	Change Amount       // for Quant units
}

// Up reports whether a unit costs more than the official day before.
func (q Quote) Up() bool { return q.Change > 0 }

// Down reports whether a unit costs less.
func (q Quote) Down() bool { return q.Change < 0 }

// Label names what the value is for, such as "100 UZS".
func (q Quote) Label() string {
	if q.Quant == 1 {
		return q.Code
	}
	return strconv.Itoa(q.Quant) + " " + q.Code
}

// A Bureau keeps the rates.
type Bureau struct {
	DB   *db.DB
	Book *docket.Book
	// Codes are the currencies of the page's header.
	Codes []string
	// Address is where the bank's feed is; empty if the server is to ask nobody.
	Address string
	// Changed is called when rates have changed; nil for nobody.
	Changed func()
}

// days is how far back the day before a rate is looked for.
const days = 30

// On returns the rates that stand on a day, of some currencies in their order, or
// of all if none are named. They are the last official ones, however old: whoever
// shows them shows their day.
func (b *Bureau) On(ctx context.Context, day calendar.Day, codes ...string) (all []Quote, err error) {
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		last, err := newest(ctx, tx, day)
		if err != nil || last.IsZero() {
			return err
		}
		rates, err := between(ctx, tx, last.AddDays(-2*days), last)
		all = quotes(rates, last.AddDays(-days))
		if len(codes) > 0 {
			all = slices.DeleteFunc(all, func(q Quote) bool { return !slices.Contains(codes, q.Code) })
			slices.SortFunc(all, func(a, b Quote) int { return slices.Index(codes, a.Code) - slices.Index(codes, b.Code) })
		}
		return err
	})
}

// quotes are the newest of rates that lie by currency and day, with how they
// changed; those before since stand no more.
func quotes(rates []Rate, since calendar.Day) (all []Quote) {
	for i, r := range rates {
		if i+1 < len(rates) && rates[i+1].Code == r.Code || r.Day.Before(since) {
			continue
		}
		q := Quote{Rate: r}
		if i > 0 && rates[i-1].Code == r.Code {
			before := rates[i-1]
			q.Before = before.Day
			q.Change = r.Value - before.per(r.Quant)
		}
		all = append(all, q)
	}
	return all
}

// per is a rate for another number of units: the bank changes them.
func (r Rate) per(quant int) Amount {
	v := int64(r.Value) * int64(quant)
	return Amount((v + int64(r.Quant)/2) / int64(r.Quant))
}

// Newest is the day of the newest rate; zero if there is none.
func (b *Bureau) Newest(ctx context.Context) (day calendar.Day, err error) {
	return day, b.DB.Read(ctx, func(tx *db.Tx) error {
		day, err = newest(ctx, tx, calendar.Of(tx.Now.In(b.Book.Zone)).AddDays(ahead))
		return err
	})
}

// History returns every rate of a currency, the newest first.
func (b *Bureau) History(ctx context.Context, code string) (all []Rate, err error) {
	err = b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = ofCode(ctx, tx, code)
		return err
	})
	if err == nil && len(all) == 0 {
		err = fault.NotFound
	}
	return all, err
}

// Import takes a file of the bank in the name of a seat.
func (b *Bureau) Import(ctx context.Context, by charter.Principal, name string, data []byte) (added int, err error) {
	if err := b.Book.Charter.Allow(by, charter.ImportRates, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return 0, err
	}
	return b.take(ctx, name, data, func(tx *db.Tx) error {
		return register.Stage(ctx, tx, register.Entry{
			Act: string(charter.ImportRates), Day: b.Book.Today(tx), Body: by.Body, Seat: by.Seat,
			Article: b.Book.Charter.Article(charter.ImportRates), Name: name,
		})
	})
}

// take takes a feed as a whole, or keeps why it doesn't.
func (b *Bureau) take(ctx context.Context, source string, data []byte, then func(*db.Tx) error) (added int, err error) {
	rates, err := Parse(data)
	if err == nil {
		err = b.DB.Write(ctx, "rates", func(tx *db.Tx) error {
			if err := b.sane(ctx, tx, rates); err != nil {
				return err
			}
			for _, r := range rates {
				n, err := put(ctx, tx, r)
				if err != nil {
					return err
				}
				added += n
			}
			if added == 0 {
				return nil
			}
			return then(tx)
		})
	}
	if all := fault.Fields(err); len(all) > 0 {
		return 0, errors.Join(err, b.refuse(ctx, source, all[0]))
	}
	if err == nil && added > 0 && b.Changed != nil {
		b.Changed()
	}
	return added, err
}

// ahead is how many days ahead a rate may be: Monday's are out on Friday, and
// later before holidays.
const ahead = 9

// sane refuses what no market does: a day to come, and a rate that is half or
// twice the one that was known last within a month.
func (b *Bureau) sane(ctx context.Context, tx *db.Tx, rates []Rate) error {
	limit := calendar.Of(tx.Now.In(b.Book.Zone)).AddDays(ahead)
	for _, r := range rates {
		if r.Day.After(limit) {
			return refused("day-to-come", r.Day.String())
		}
		known, err := between(ctx, tx, r.Day.AddDays(-days), r.Day.AddDays(-1))
		if err != nil {
			return err
		}
		for _, q := range quotes(known, r.Day.AddDays(-days)) {
			if before := q.per(r.Quant); q.Code == r.Code && (r.Value > 2*before || 2*r.Value < before) {
				return refused("jump", fmt.Sprintf("%s %s → %s", r.Code, before, r.Value))
			}
		}
	}
	return nil
}

// A Refusal is a feed of which nothing was taken.
type Refusal struct {
	At     db.Time
	Source string
	Word   string // without "rates."
	Detail string
}

func (b *Bureau) refuse(ctx context.Context, source string, why *fault.Error) error {
	detail := ""
	if len(why.Args) > 0 {
		detail = fmt.Sprint(why.Args...)
	}
	return b.DB.Write(ctx, "rates", func(tx *db.Tx) error {
		return insertRefusal(ctx, tx, Refusal{tx.Now, source, strings.TrimPrefix(why.Word, "rates.refused-"), detail})
	})
}

// Refusals returns the last feeds that were refused, the newest first, for a
// seat of the newsroom.
func (b *Bureau) Refusals(ctx context.Context, by charter.Principal) (all []Refusal, err error) {
	if err := b.Book.Charter.Allow(by, charter.ImportRates, charter.Resource{Body: by.Body, Region: by.Region}); err != nil {
		return nil, err
	}
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = refusals(ctx, tx)
		return err
	})
}

// refused is why a feed isn't taken.
func refused(why, detail string) error {
	return fault.In("file", "rates.refused-"+why, detail)
}

// every is how often the bank is asked when all is well, and first how soon again
// when it isn't; each failure doubles that up to every.
const (
	every = 6 * time.Hour
	first = 5 * time.Minute
)
