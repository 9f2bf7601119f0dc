package directory

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// A column is one of a table: how a value is written, and read. Set says what is
// wrong with a value, "" if nothing is.
type column[T any] struct {
	name string
	of   func(*T) field
}

// A field is a value that is written as text.
type field interface {
	text() string
	set(s string) (why string)
}

// MostText is the most letters of a cell.
const MostText = 2_000

// words is a field that is text.
type words struct{ at *string }

func (w words) text() string { return *w.at }

func (w words) set(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > MostText {
		return "directory.why-long"
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }) {
		return "directory.why-letters"
	}
	*w.at = s
	return ""
}

// dayField is a field that is a day.
type dayField struct{ at *calendar.Day }

func (d dayField) text() string {
	if d.at.IsZero() {
		return ""
	}
	return d.at.String()
}

func (d dayField) set(s string) string {
	if s == "" {
		*d.at = calendar.Day{}
		return ""
	}
	day, err := calendar.Parse(s)
	if err != nil {
		return "directory.why-day"
	}
	*d.at = day
	return ""
}

// degrees is a field that is one of the two numbers of a place.
type degrees struct {
	at  **Place
	lon bool
}

func (d degrees) number() *float64 {
	if d.lon {
		return &(*d.at).Lon
	}
	return &(*d.at).Lat
}

func (d degrees) text() string {
	if *d.at == nil {
		return ""
	}
	return strconv.FormatFloat(*d.number(), 'f', -1, 64)
}

func (d degrees) set(s string) string {
	if s == "" {
		return ""
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || n != n || n < -180 || n > 180 {
		return "directory.why-place"
	}
	if *d.at == nil {
		*d.at = &Place{}
	}
	*d.number() = n
	return ""
}

// say makes a column of text.
func say[T any](name string, at func(*T) *string) column[T] {
	return column[T]{name, func(t *T) field { return words{at(t)} }}
}

// when makes a column of days.
func when[T any](name string, at func(*T) *calendar.Day) column[T] {
	return column[T]{name, func(t *T) field { return dayField{at(t)} }}
}

// named makes the three columns of a text.
func named[T any](name string, at func(*T) *i18n.Text) []column[T] {
	return []column[T]{
		say(name+"_kk", func(t *T) *string { return &at(t).KK }),
		say(name+"_ru", func(t *T) *string { return &at(t).RU }),
		say(name+"_en", func(t *T) *string { return &at(t).EN }),
	}
}

// columns joins columns, of which some come by three.
func columns[T any](parts ...[]column[T]) (all []column[T]) {
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func one[T any](c ...column[T]) []column[T] { return c }

// A styled is a row of the table of institutions: one style of one of them. What
// isn't of the style stands on the first row of an institution, and may stand on
// the others.
type styled struct {
	Institution
	Style
}

var institutionColumns = columns(
	one(
		say("id", func(r *styled) *string { return &r.ID }),
		say("kind", func(r *styled) *string { return &r.Kind }),
		when("since", func(r *styled) *calendar.Day { return &r.Style.Since }),
	),
	named("name", func(r *styled) *i18n.Text { return &r.Name }),
	named("short", func(r *styled) *i18n.Text { return &r.Short }),
	named("in", func(r *styled) *i18n.Text { return &r.In }),
	one(
		say("region", func(r *styled) *string { return &r.Region }),
		say("district", func(r *styled) *string { return &r.District }),
		say("superior", func(r *styled) *string { return &r.Superior }),
		when("until", func(r *styled) *calendar.Day { return &r.Until }),
		say("successor", func(r *styled) *string { return &r.Successor }),
		say("email", func(r *styled) *string { return &r.Email }),
	),
	named("address", func(r *styled) *i18n.Text { return &r.Address }),
	one(
		column[styled]{"lat", func(r *styled) field { return degrees{&r.Place, false} }},
		column[styled]{"lon", func(r *styled) field { return degrees{&r.Place, true} }},
		say("clock", func(r *styled) *string { return &r.Clock }),
	),
)

var competenceColumns = one(
	say("institution", func(c *Competence) *string { return &c.Institution }),
	say("topic", func(c *Competence) *string { return &c.Topic }),
	say("region", func(c *Competence) *string { return &c.Region }),
	say("district", func(c *Competence) *string { return &c.District }),
	when("since", func(c *Competence) *calendar.Day { return &c.Since }),
	when("until", func(c *Competence) *calendar.Day { return &c.Until }),
	say("basis", func(c *Competence) *string { return &c.Basis }),
)

var topicColumns = columns(
	one(say("id", func(t *Topic) *string { return &t.ID }), say("parent", func(t *Topic) *string { return &t.Parent })),
	named("name", func(t *Topic) *i18n.Text { return &t.Name }),
	named("words", func(t *Topic) *i18n.Text { return &t.Words }),
)

var districtColumns = columns(
	one(say("id", func(k *District) *string { return &k.ID }), say("region", func(k *District) *string { return &k.Region })),
	named("name", func(k *District) *i18n.Text { return &k.Name }),
)

var kindColumns = columns(
	one(say("id", func(k *Kind) *string { return &k.ID })),
	named("name", func(k *Kind) *i18n.Text { return &k.Name }),
)
