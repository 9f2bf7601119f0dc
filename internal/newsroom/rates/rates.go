// Package rates keeps the official rates of the National Bank of Kazakhstan.
//
// The rule of the domain: a rate is never shown without its day. It is the bank's
// and for so many units as the bank says, which changes over the years; on days
// without a rate the last one stays, with its own day. A feed is taken as a whole
// or not at all, and what was refused is kept with its reason. No page waits for
// the bank.
package rates

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// A Rate is what Quant units of a currency are in tenge on a day.
type Rate struct {
	Code  string // ISO 4217, or XDR
	Day   calendar.Day
	Value Amount
	Quant int
}

// Label names what the value is for, such as "100 UZS".
func (r Rate) Label() string {
	if r.Quant == 1 {
		return r.Code
	}
	return strconv.Itoa(r.Quant) + " " + r.Code
}

// per is a rate for another number of units, to the ten-thousandth of a tenge:
// the bank changes how many units it quotes.
func (r Rate) per(quant int) Amount {
	v := int64(r.Value) * int64(quant)
	return Amount((v + int64(r.Quant)/2) / int64(r.Quant))
}

// A Quote is a rate as it stands for a day, with how it differs from the
// official day before its own.
type Quote struct {
	Rate
	Before calendar.Day // zero if there is none
	Change Amount       // for Quant units, also where the bank quoted another number before
}

// Way is the key of which way the rate went, in words; "" if no day before is
// known.
func (q Quote) Way() string {
	switch {
	case q.Before.IsZero():
		return ""
	case q.Change > 0:
		return "rates.up"
	case q.Change < 0:
		return "rates.down"
	}
	return "rates.same"
}

// since is the quote of a rate after another of its currency.
func (r Rate) since(before Rate) Quote {
	return Quote{Rate: r, Before: before.Day, Change: r.Value - before.per(r.Quant)}
}

// A Bureau keeps the rates. It may be used by many goroutines at once.
type Bureau struct {
	DB   *db.DB
	Book *docket.Book
	// Codes are the currencies of the page's header.
	Codes []string
	// Address is where the bank's feed is; empty if the server is to ask nobody.
	// If it has {day} in it that is the day asked for, dd.mm.yyyy, and days that
	// are missing are asked for, too.
	Address string
	// Since is the first day of which the rates are asked for; zero for the last
	// five weeks. It counts only if Address has {day} in it.
	Since calendar.Day
	// Changed is called when rates have changed; nil for nobody.
	Changed func()
	// Log is told why a feed was refused; nil for the log of the program.
	Log *slog.Logger
	// Now tells the moment; nil for the clock of the machine.
	Now func() time.Time

	shelf shelf
}

func (b *Bureau) now() db.Time {
	if b.Now != nil {
		return db.Time{Time: b.Now().UTC()}
	}
	return db.Time{Time: time.Now().UTC()}
}

// today is the official day of the bank: that of the zone of the bodies.
func (b *Bureau) today() calendar.Day { return calendar.Of(b.now().In(b.Book.Zone)) }

func (b *Bureau) log() *slog.Logger {
	if b.Log != nil {
		return b.Log
	}
	return slog.Default()
}

// days is how far back the day before a rate is looked for, and how long a
// currency stands that the bank quotes no more.
const days = 30

// On returns the rates that stand on a day, of some currencies in their order, or
// of all by code if none are named. They are the last official ones, however old:
// whoever shows them shows their day. Asking again for the same day costs no
// query.
func (b *Bureau) On(ctx context.Context, day calendar.Day, codes ...string) ([]Quote, error) {
	all, round, ok := b.shelf.get(day, b.now().Time)
	if !ok {
		var err error
		if all, err = b.standing(ctx, day); err != nil {
			return nil, err
		}
		b.shelf.put(day, all, round, b.now().Time)
	}
	if len(codes) == 0 {
		return slices.Clone(all), nil
	}
	var some []Quote
	for _, code := range codes {
		if i := slices.IndexFunc(all, func(q Quote) bool { return q.Code == code }); i >= 0 {
			some = append(some, all[i])
		}
	}
	return some, nil
}

// standing reads the rates that stand on a day, by code.
func (b *Bureau) standing(ctx context.Context, day calendar.Day) (all []Quote, err error) {
	return all, b.DB.Read(ctx, func(tx *db.Tx) error {
		last, err := newest(ctx, tx, day)
		if err != nil || last.IsZero() {
			return err
		}
		rates, err := between(ctx, tx, last.AddDays(-2*days), last)
		all = quotes(rates, last.AddDays(-days))
		return err
	})
}

// quotes are the newest of rates that lie by currency and day, with how they
// changed; those before since stand no more.
func quotes(rates []Rate, since calendar.Day) (all []Quote) {
	for i, r := range rates {
		last := i+1 == len(rates) || rates[i+1].Code != r.Code
		switch {
		case !last || r.Day.Before(since):
		case i > 0 && rates[i-1].Code == r.Code:
			all = append(all, r.since(rates[i-1]))
		default:
			all = append(all, Quote{Rate: r})
		}
	}
	return all
}

// Newest is the day of the newest rate; zero if there is none.
func (b *Bureau) Newest(ctx context.Context) (day calendar.Day, err error) {
	return day, b.DB.Read(ctx, func(tx *db.Tx) error {
		day, err = newest(ctx, tx, b.today().AddDays(ahead))
		return err
	})
}

// History returns every rate of a currency, the newest first; a currency of
// which none is known is fault.NotFound.
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
