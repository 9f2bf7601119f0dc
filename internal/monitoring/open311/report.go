package open311

import (
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// Limits of a report in letters.
const (
	MaxDescription = 4000
	MaxAddress     = 500
	MaxMedia       = 2000
)

// reportOf reads what a program posts. Of the parameters of the specification it
// reads past those that say who tells: email, device_id, account_id, first_name,
// last_name and phone. They stand in the request's memory alone.
func reportOf(form url.Values, l i18n.Lang) (r Report, err error) {
	r = Report{
		Code: strings.TrimSpace(form.Get("service_code")), Description: form.Get("description"), Address: form.Get("address_string"),
		Media: form.Get("media_url"), Lang: l, Answers: attributesOf(form),
	}
	if r.Address == "" {
		r.Address = form.Get("address_id")
	}
	r.Place, err = placeOf(form.Get("lat"), form.Get("long"))
	return r, err
}

// attributesOf are the values of attribute[code] and attribute[code][].
func attributesOf(form url.Values) map[string][]string {
	all := map[string][]string{}
	for name, values := range form {
		rest, ok := strings.CutPrefix(name, "attribute[")
		code, _, closed := strings.Cut(rest, "]")
		if ok && closed && code != "" {
			all[code] = append(all[code], values...)
		}
	}
	return all
}

// placeOf reads coordinates: both or none, on the earth, and not where the equator
// meets the meridian of Greenwich, which is what devices send that know no place.
func placeOf(lat, long string) (p monitoring.Place, err error) {
	lat, long = strings.TrimSpace(lat), strings.TrimSpace(long)
	if lat == "" && long == "" {
		return p, nil
	}
	var wrong [2]error
	p.Lat, wrong[0] = strconv.ParseFloat(lat, 64)
	p.Lon, wrong[1] = strconv.ParseFloat(long, 64)
	p.Known = true
	if errors.Join(wrong[:]...) != nil || !(math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180) || p.Lat == 0 && p.Lon == 0 {
		return monitoring.Place{}, fault.In("lat", "open311.place-wrong")
	}
	return p, nil
}

func (r Report) tidy() Report {
	for _, s := range []*string{&r.Description, &r.Address, &r.Media} {
		*s = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(*s))
	}
	return r
}

// check says what of a report can't be kept. Placed says that its place could be
// read, if it has one.
func (r Report) check(placed bool) error {
	var wrong []error
	for _, one := range []struct {
		field, text string
		most        int
	}{{"description", r.Description, MaxDescription}, {"address_string", r.Address, MaxAddress}, {"media_url", r.Media, MaxMedia}} {
		if n := utf8.RuneCountInString(one.text); n > one.most {
			wrong = append(wrong, fault.In(one.field, "open311.too-long", one.field, n, one.most))
		}
		if !i18n.Readable(one.text) {
			wrong = append(wrong, fault.In(one.field, "open311.not-text", one.field))
		}
	}
	if placed && !r.Place.Known && r.Address == "" {
		wrong = append(wrong, fault.In("lat", "open311.place-missing"))
	}
	// It is never fetched: a reviewer reads it as letters.
	if u, err := url.Parse(r.Media); r.Media != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		wrong = append(wrong, fault.In("media_url", "open311.media-wrong"))
	}
	return errors.Join(wrong...)
}

// institution is whom a report is about, "" if it doesn't say.
func (r Report) institution() string {
	return strings.TrimSpace(strings.Join(r.Answers[AtInstitution], ""))
}

// question is what a report is of, in its campaign.
func (r Report) question(c monitoring.Campaign) string {
	return strings.TrimPrefix(r.Code, Code(c.Checklist, ""))
}

// answers are what a report answers, as the checklist's own rules take it. What it
// doesn't say of the offer itself, it says by reporting it.
func (o Offer) answers(raw map[string][]string, today calendar.Day, zone *time.Location) (forms.Answers, error) {
	given := map[string][]string{}
	for _, q := range o.Form.Questions {
		for _, s := range raw[q.Name] {
			given[q.Name] = append(given[q.Name], asked(q.Type, strings.TrimSpace(s), zone))
		}
	}
	if name := o.Question.Name; strings.TrimSpace(strings.Join(given[name], "")) == "" {
		if answer := o.implied(); answer != "" {
			given[name] = []string{answer}
		}
	}
	a, err := o.Form.Check(given, today)
	if err == nil && len(o.Form.Shortcomings(a, today)) == 0 {
		err = fault.In(forms.Field(o.Question.Name), "open311.no-shortcoming", nameOf(o.Question))
	}
	return a, err
}

// asked is a moment as the specification sends it, in the way the question wants.
func asked(t forms.Type, s string, zone *time.Location) string {
	at, err := time.Parse(time.RFC3339Nano, s)
	switch {
	case err != nil:
		return s
	case t == forms.Date:
		return at.In(zone).Format(time.DateOnly)
	case t == forms.DateTime:
		return at.In(zone).Format("2006-01-02T15:04")
	}
	return s
}
