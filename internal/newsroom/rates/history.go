package rates

import (
	"context"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// A Month is the rates of a currency in a month.
type Month struct {
	Day    calendar.Day // the first
	Quant  int          // that the amounts are for: that of the month's last rate
	Last   Amount
	Low    Amount
	High   Amount
	Quotes []Quote // the newest first
}

// A Year is a year of a currency's history.
type Year struct {
	Code        string
	Year        int
	First, Last int     // years of which there are rates
	Months      []Month // the newest first; months without rates are left out
}

// Year returns a year of the history of a currency, the last one there is if
// year is 0. A currency or a year without rates is fault.NotFound.
func (b *Bureau) Year(ctx context.Context, code string, year int) (y Year, err error) {
	err = b.DB.Read(ctx, func(tx *db.Tx) error {
		first, last, err := span(ctx, tx, code)
		if err != nil {
			return err
		}
		if year == 0 {
			year = last.Year()
		}
		if first.IsZero() || year < first.Year() || year > last.Year() {
			return fault.NotFound
		}
		begins := calendar.Date(year, time.January, 1)
		// What was before the year says how its first rate changed.
		rates, err := ofCodeBetween(ctx, tx, code, begins.AddDays(-days), calendar.Date(year, time.December, 31))
		y = Year{Code: code, Year: year, First: first.Year(), Last: last.Year(), Months: months(rates, begins)}
		return err
	})
	return y, err
}

// months puts the rates of a currency, the newest first, under their months;
// those before a day only say how the first one changed.
func months(rates []Rate, begins calendar.Day) (all []Month) {
	for i, r := range rates {
		if r.Day.Before(begins) {
			break
		}
		q := Quote{Rate: r}
		if i+1 < len(rates) {
			q = r.since(rates[i+1])
		}
		of := calendar.Date(r.Day.Year(), r.Day.Month(), 1)
		if n := len(all); n == 0 || all[n-1].Day != of {
			all = append(all, Month{Day: of, Quant: r.Quant, Last: r.Value, Low: r.Value, High: r.Value})
		}
		m := &all[len(all)-1]
		m.Low, m.High = min(m.Low, r.per(m.Quant)), max(m.High, r.per(m.Quant))
		m.Quotes = append(m.Quotes, q)
	}
	return all
}
