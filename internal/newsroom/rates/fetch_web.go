package rates

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

const (
	// every is how often the bank is asked when all is well; a new official day
	// asks at once.
	every = time.Hour
	// first is how soon it is asked again when it isn't; each failure doubles that
	// up to slowest.
	first   = 5 * time.Minute
	slowest = 6 * time.Hour
	// backlog is how many days back missing ones are asked for, if Bureau.Since
	// doesn't say.
	backlog = 35
	// tries is how often a day is asked about that the bank gives no usable answer
	// for.
	tries = 5
	// patience is how long one answer may take.
	patience = 30 * time.Second
)

// client goes to the bank's host and to none that it names.
var client = &http.Client{
	Timeout: patience,
	Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second,
		ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
	},
	CheckRedirect: func(to *http.Request, via []*http.Request) error {
		from := via[0].URL
		if len(via) > 3 || to.URL.Host != from.Host || from.Scheme == "https" && to.URL.Scheme != "https" {
			return http.ErrUseLastResponse
		}
		return nil
	},
}

// Fetch asks the bank once if it is time to: for the rates of today, or for
// those of a day that is missing. It is called every few minutes. What goes wrong
// is kept, where the newsroom sees it, and in the log; what is known stays.
func (b *Bureau) Fetch(ctx context.Context) error {
	if b.Address == "" {
		return nil
	}
	now, today := b.now(), b.today()
	var last asked
	var day calendar.Day
	if err := b.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if last, err = askedOf(ctx, tx, b.Address); err != nil {
			return err
		}
		switch early := last.again.After(now.Time); {
		case !early, last.failures == 0 && last.day != today:
			day = today
		case last.failures == 0 && b.daily():
			day, err = b.missing(ctx, tx, today)
		}
		return err
	}); err != nil {
		return fmt.Errorf("seeing whether to ask for rates: %w", err)
	}
	switch day {
	case calendar.Day{}:
		return nil
	case today:
		return b.fetchToday(ctx, last, today)
	}
	return b.fetchMissing(ctx, last, day)
}

// daily reports whether the address is that of the feed of a day.
func (b *Bureau) daily() bool { return strings.Contains(b.Address, dayPlace) }

// dayPlace stands in an address for the day that is asked for.
const dayPlace = "{day}"

// missing is the newest day before today that has to be asked about; zero if
// there is none.
func (b *Bureau) missing(ctx context.Context, tx *db.Tx, today calendar.Day) (calendar.Day, error) {
	since := b.Since
	switch {
	case since.IsZero():
		since = today.AddDays(-backlog)
	case since.Before(tenge):
		since = tenge
	}
	all, err := settled(ctx, tx, since, tries)
	if err != nil {
		return calendar.Day{}, err
	}
	known := make(map[calendar.Day]bool, len(all))
	for _, day := range all {
		known[day] = true
	}
	for day := today.AddDays(-1); !day.Before(since); day = day.AddDays(-1) {
		if !known[day] {
			return day, nil
		}
	}
	return calendar.Day{}, nil
}

// fetchToday asks for what stands today, unless it is what is known.
func (b *Bureau) fetchToday(ctx context.Context, last asked, today calendar.Day) error {
	if last.day != today && b.daily() {
		last.etag, last.modified = "", "" // they were those of another day's answer
	}
	next, failed := b.ask(ctx, today, last)
	next.day = today
	if failed != nil {
		next = last.failed(failed)
	}
	return b.settle(ctx, next, calendar.Day{}, failed)
}

// fetchMissing asks for a day that has gone by.
func (b *Bureau) fetchMissing(ctx context.Context, last asked, day calendar.Day) error {
	_, failed := b.ask(ctx, day, asked{})
	if failed != nil {
		last = last.failed(failed)
	}
	return b.settle(ctx, last, day, failed)
}

// failed is what is known of an address after something went wrong there.
func (a asked) failed(why error) asked {
	a.failures++
	a.failure = failureOther
	if all := fault.Fields(why); len(all) > 0 {
		a.failure = all[0].Word
		if strings.HasPrefix(a.failure, refusedBefore) {
			a.failure = failureRefused // the refusal says the rest
		}
	}
	return a
}

// settle keeps what came of asking, and when to ask again.
func (b *Bureau) settle(ctx context.Context, a asked, day calendar.Day, failed error) error {
	if failed != nil {
		b.log().WarnContext(ctx, "asking the bank for rates", "err", failed, "failures", a.failures)
	}
	now := b.now()
	return b.DB.Write(ctx, "rates", func(tx *db.Tx) error {
		switch {
		case failed != nil:
			a.at, a.again = now, now.Plus(min(first<<min(a.failures-1, 10), slowest))
		case day.IsZero():
			a.at, a.again = now, now.Plus(every)
		}
		if !day.IsZero() {
			if err := probed(ctx, tx, day, failed == nil); err != nil {
				return err
			}
		}
		return setAsked(ctx, tx, b.Address, a)
	})
}

// What can go wrong with asking, as words.
const (
	failureRefused  = "rates.failure-refused"
	failureNoAnswer = "rates.failure-no-answer"
	failureStatus   = "rates.failure-status"
	failureOther    = "rates.failure-other"
)

// ask gets the feed for a day and takes it, unless it is the one that is known.
// The error says what went wrong with the answer.
func (b *Bureau) ask(ctx context.Context, day calendar.Day, last asked) (next asked, err error) {
	address := strings.ReplaceAll(b.Address, dayPlace, day.Time().Format(dayForm))
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return next, fmt.Errorf("asking for the rates: %w", err)
	}
	r.Header.Set("User-Agent", "adal")
	r.Header.Set("Accept", "application/xml, text/xml;q=0.9, */*;q=0.1")
	for name, mark := range map[string]string{"If-None-Match": last.etag, "If-Modified-Since": last.modified} {
		if mark != "" {
			r.Header.Set(name, mark)
		}
	}
	res, err := client.Do(r)
	if err != nil {
		return next, fmt.Errorf("%w: %w", fault.New(fault.Busy, failureNoAnswer), err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotModified && (last.etag != "" || last.modified != "") {
		return asked{etag: last.etag, modified: last.modified}, nil
	} else if res.StatusCode != http.StatusOK {
		return next, fmt.Errorf("%w: %s", fault.New(fault.Busy, failureStatus), res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err != nil {
		return next, fmt.Errorf("%w: %w", fault.New(fault.Busy, failureNoAnswer), err)
	}
	// The newest rates may be those of the next days, the rates of a day may not.
	f := feed{source: address, data: data, last: day}
	if !b.daily() {
		f.last = day.AddDays(ahead)
	}
	if _, err := b.take(ctx, f); err != nil {
		return next, err
	}
	return asked{etag: markOf(res, "Etag"), modified: markOf(res, "Last-Modified")}, nil
}

// markOf is a mark of an answer, to be sent back as it came; "" if it is too long
// to be kept or isn't text.
func markOf(res *http.Response, name string) string {
	mark := res.Header.Get(name)
	if clip(mark) != mark {
		return ""
	}
	return mark
}
