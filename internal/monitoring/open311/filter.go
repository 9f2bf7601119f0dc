package open311

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/fault"
)

// Limits of what one answer has.
const (
	Most = 1000 // requests or updates
	Span = 90 * 24 * time.Hour
)

// A Filter narrows what is read. Since and Until are always set.
type Filter struct {
	IDs          []string // override everything else
	Codes        []string
	Open, Closed bool // which of the two; both for all
	Since, Until time.Time
	Page, Size   int // from 1
}

// filterOf reads a query as the specification has it: an empty parameter is none,
// several values stand in one with commas or in several. What isn't known is read
// past, for clients add parameters of their own.
func filterOf(q url.Values, now time.Time, zone *time.Location) (f Filter, err error) {
	f = Filter{IDs: listOf(q, "service_request_id"), Codes: listOf(q, "service_code"), Open: true, Closed: true}
	if len(f.IDs) > Most {
		return f, fault.In("service_request_id", "open311.too-many", Most)
	}
	if statuses := listOf(q, "status"); statuses != nil {
		f.Open, f.Closed = slices.Contains(statuses, "open"), slices.Contains(statuses, "closed")
		if slices.ContainsFunc(statuses, func(s string) bool { return s != "open" && s != "closed" }) {
			return f, fault.In("status", "open311.status-wrong")
		}
	}
	if f.Page, err = numberOf(q, "page", 1, 1, 1_000_000); err != nil {
		return f, err
	}
	if f.Size, err = numberOf(q, "page_size", Most, 1, Most); err != nil {
		return f, err
	}
	f.Since, f.Until, err = spanOf(q, now, zone)
	return f, err
}

// listOf are the values of a parameter, in any of the two ways.
func listOf(q url.Values, name string) (all []string) {
	for _, s := range strings.Split(strings.Join(q[name], ","), ",") {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func numberOf(q url.Values, name string, usual, least, most int) (int, error) {
	s := q.Get(name)
	if s == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, fault.In(name, "open311.number-wrong", name, least, most)
	}
	return n, nil
}

// spanOf is the time that is asked for: the newest 90 days, if nothing says
// otherwise, and 90 days from the one end that is given.
func spanOf(q url.Values, now time.Time, zone *time.Location) (since, until time.Time, err error) {
	if since, err = momentOf(q, "start_date", zone); err != nil {
		return since, until, err
	}
	if until, err = momentOf(q, "end_date", zone); err != nil {
		return since, until, err
	}
	switch {
	case since.IsZero() && until.IsZero():
		since, until = now.Add(-Span), now
	case until.IsZero():
		until = since.Add(Span)
	case since.IsZero():
		since = until.Add(-Span)
	}
	if until.Before(since) || until.Sub(since) > Span {
		return since, until, fault.In("end_date", "open311.span-wrong", int(Span/(24*time.Hour)))
	}
	return since, until, nil
}

// forms of a moment that the W3C's note allows. A day alone begins where the
// bodies are.
var moments = []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02"}

func momentOf(q url.Values, name string, zone *time.Location) (time.Time, error) {
	s := strings.TrimSpace(q.Get(name))
	if s == "" {
		return time.Time{}, nil
	}
	// A plus that the client didn't escape arrives as a space.
	s = strings.ReplaceAll(s, " ", "+")
	for _, form := range moments {
		if t, err := time.ParseInLocation(form, s, zone); err == nil && t.Year() > 0 && t.Year() < 9999 {
			return t, nil
		}
	}
	return time.Time{}, fault.In(name, "open311.moment-wrong", name)
}

// days are the days of which it is known no finer when something was, if they are
// to lie within a span by their beginning.
func (f Filter) days(zone *time.Location) (since, until calendar.Day) {
	since = calendar.Of(f.Since.In(zone))
	if start(since, zone).Before(f.Since) {
		since = since.AddDays(1)
	}
	return since, calendar.Of(f.Until.In(zone))
}

// start is the beginning of a day.
func start(d calendar.Day, zone *time.Location) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
}

// end is its last second, to which a deadline runs.
func end(d calendar.Day, zone *time.Location) time.Time {
	return start(d.AddDays(1), zone).Add(-time.Second)
}
