package open311

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
)

var zone = time.FixedZone("+05", 5*60*60)

// FuzzQuery reads no query as anything but a filter within its bounds, or a fault
// with a word.
func FuzzQuery(f *testing.F) {
	for _, s := range []string{"status=open,closed&page=2&page_size=10", "start_date=2010-05-24T00:00:00Z&end_date=2010-06-24T00:00:00Z", "service_request_id=1,2,,3", "page=-1", "start_date=%00", "end_date=9999-12-31", "start_date=0001-01-01&end_date=0001-01-02"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		q, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		got, err := filterOf(q, time.Date(2026, 11, 28, 0, 0, 0, 0, zone), zone)
		if err != nil {
			if len(fault.Fields(err)) == 0 {
				t.Errorf("%q: %v", query, err)
			}
			return
		}
		since, until := got.days(zone)
		if got.Until.Before(got.Since) || got.Until.Sub(got.Since) > Span || got.Size < 1 || got.Size > Most || got.Page < 1 || len(got.IDs) > Most || since.After(until.AddDays(1)) {
			t.Errorf("%q gives %+v", query, got)
		}
	})
}

// FuzzReport keeps nothing of a form but what may be kept, and never who tells it;
// what is said about it is a whole document in both formats.
func FuzzReport(f *testing.F) {
	for _, s := range []string{
		"service_code=a-ramp&lat=43.6&long=51.1&description=x", "lat=1e400&long=0x1p-2&attribute[a][]=1&attribute[a][]=2", "attribute[]=x&attribute[a=1&attribute]b[=2",
		"description=%00%ff&media_url=http%3A%2F%2F%5B", "lat=NaN&long=Inf", "email=CANARY&phone=CANARY&first_name=CANARY&last_name=CANARY&device_id=CANARY&account_id=CANARY",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		r, unread := reportOf(form, i18n.KK)
		r = r.tidy()
		err = errors.Join(unread, r.check(unread == nil))
		if err != nil && len(fault.Fields(err)) == 0 {
			t.Errorf("%q: %v", body, err)
		}
		if err == nil && (r.Place.Known && !(r.Place.Lat >= -90 && r.Place.Lat <= 90 && r.Place.Lon >= -180 && r.Place.Lon <= 180) || len([]rune(r.Description)) > MaxDescription) {
			t.Errorf("%q gives %+v", body, r)
		}
		d := Document{"errors", List{"error", []any{Fields{{"description", r.Description}, {"media_url", some(r.Media)}}}}}
		in := xml.NewDecoder(strings.NewReader(string(d.XML())))
		for {
			if _, err := in.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%q breaks XML: %v", body, err)
			}
		}
		if text, err := d.JSON(); err != nil || !json.Valid(text) {
			t.Errorf("%q breaks JSON: %v", body, err)
		}
	})
}

// TestAsked reads a moment of the specification as the question wants it.
func TestAsked(t *testing.T) {
	for _, c := range []struct {
		t          forms.Type
		sent, want string
	}{
		{forms.Date, "2026-11-28T20:30:00Z", "2026-11-29"}, // it is the next day there
		{forms.Date, "2026-11-28", "2026-11-28"},
		{forms.DateTime, "2026-11-28T09:15:00+03:00", "2026-11-28T11:15"},
		{forms.Text, "2026-11-28T09:15:00+03:00", "2026-11-28T09:15:00+03:00"},
	} {
		if got := asked(c.t, c.sent, zone); got != c.want {
			t.Errorf("%s as %s is %s, want %s", c.sent, c.t, got, c.want)
		}
	}
}

// TestDays: a day is within a span by its beginning where the bodies are.
func TestDays(t *testing.T) {
	at := func(s string) time.Time {
		m, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	for _, c := range []struct{ since, until, first, last string }{
		{"2026-11-27T19:00:00Z", "2026-11-28T18:59:59Z", "2026-11-28", "2026-11-28"},
		{"2026-11-27T19:00:01Z", "2026-11-28T19:00:00Z", "2026-11-29", "2026-11-29"},
	} {
		first, last := Filter{Since: at(c.since), Until: at(c.until)}.days(zone)
		if first.String() != c.first || last.String() != c.last {
			t.Errorf("%s to %s is %s to %s", c.since, c.until, first, last)
		}
	}
	if got := end(calendar.Date(2026, 12, 31), zone).Format(time.RFC3339); got != "2026-12-31T23:59:59+05:00" {
		t.Errorf("the end of a day is %s", got)
	}
}

// TestToken: whatever differs gives another token, and so does another secret.
func TestToken(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range [][]string{{"s", "ab", "c"}, {"s", "a", "bc"}, {"s", "abc", ""}, {"t", "ab", "c"}, {"s", "ab"}} {
		token := tokenOf(c[0], c[1:]...)
		if seen[token] || len(token) != 26 || token != tokenOf(c[0], c[1:]...) {
			t.Errorf("%v gives %s", c, token)
		}
		seen[token] = true
	}
}
