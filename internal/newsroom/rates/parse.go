package rates

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"adal/internal/calendar"
)

// most bounds a feed: the bank's have 15 kB.
const most = 1 << 20

// dearest is the highest rate that is believed, for any number of units.
const dearest = 1_000_000 * one

// Parse reads either of the bank's two feeds: the rates of a day
// (get_rates.cfm), which name the day once, and the newest ones (rates_all.xml),
// which name it with each item. Items of what is no currency's code are left
// out; an empty feed of a day has no rates. Anything wrong refuses the whole, as
// a fault of the field "file".
func Parse(data []byte) ([]Rate, error) {
	switch {
	case len(data) > most:
		return nil, refused("too-large", "")
	case !utf8.Valid(data):
		return nil, refused("encoding", "")
	}
	foreign := false
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) {
		foreign = true
		return nil, errors.New("another encoding than UTF-8")
	}
	var p parser
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return p.rates()
		case foreign:
			return nil, refused("encoding", "")
		case err != nil:
			return nil, refused("not-xml", err.Error())
		}
		if err := p.token(t); err != nil {
			return nil, err
		}
	}
}

// An item is what a feed says of one currency, by the names of its elements.
type item map[string]string

// A parser reads the elements of a feed as they come.
type parser struct {
	path  []string // of the element that is open
	root  string
	date  *string // of the whole feed; nil if it names none
	item  item    // that is open
	text  strings.Builder
	items []item
}

// The places where a feed says something.
const (
	dayDate  = "rates/date"
	dayItem  = "rates/item"
	feedItem = "rss/channel/item"
)

func (p *parser) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return refused("directive", "") // a document type is a door to bombs
	case xml.StartElement:
		return p.start(t.Name.Local)
	case xml.EndElement:
		return p.end()
	case xml.CharData:
		p.text.Write(t)
	}
	return nil
}

func (p *parser) at() string { return strings.Join(p.path, "/") }

func (p *parser) start(name string) error {
	if len(p.path) == 0 {
		if p.root != "" || name != "rates" && name != "rss" {
			return refused("not-rates", name)
		}
		p.root = name
	}
	if len(p.path) > 4 {
		return refused("not-rates", name) // the deepest one that says something is the fourth
	}
	p.path = append(p.path, name)
	p.text.Reset()
	if at := p.at(); at == dayItem || at == feedItem {
		p.item = item{}
	}
	return nil
}

func (p *parser) end() error {
	at, text := p.at(), strings.TrimSpace(p.text.String())
	name := p.path[len(p.path)-1]
	p.path = p.path[:len(p.path)-1]
	p.text.Reset()
	switch parent := p.at(); {
	case at == dayDate && p.date != nil:
		return refused("no-day", *p.date+", "+text)
	case at == dayDate:
		p.date = &text
	case at == dayItem, at == feedItem:
		p.items = append(p.items, p.item)
		p.item = nil
	case parent == dayItem, parent == feedItem:
		if _, said := p.item[name]; said {
			return refused("field-twice", p.item["title"]+" "+name)
		}
		p.item[name] = text
	}
	return nil
}

// rates are the rates of what was read.
func (p *parser) rates() ([]Rate, error) {
	var day calendar.Day
	var err error
	switch {
	case p.root == "":
		return nil, refused("not-xml", "")
	case p.date != nil:
		if day, err = dayOf(*p.date); err != nil {
			return nil, err
		}
	case p.root == "rates" && len(p.items) > 0:
		return nil, refused("no-day", "")
	}
	var all []Rate
	seen := map[string]bool{}
	for _, i := range p.items {
		code, said := i["title"]
		switch {
		case !said:
			return nil, refused("missing", "title")
		case !isCode(code):
			continue
		case seen[code]:
			return nil, refused("twice", code)
		}
		seen[code] = true
		r, err := i.rate(code, day)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(p.items) > 0 && len(all) == 0 {
		return nil, refused("not-rates", "")
	}
	return all, nil
}

// rate is the rate that an item tells, for a day if the feed named one.
func (i item) rate(code string, day calendar.Day) (r Rate, err error) {
	fields := []string{"description", "quant"}
	if day.IsZero() {
		fields = append(fields, "pubDate")
	}
	for _, name := range fields {
		if i[name] == "" {
			return r, refused("missing", code+" "+name)
		}
	}
	r = Rate{Code: code, Day: day}
	if day.IsZero() {
		if r.Day, err = dayOf(i["pubDate"]); err != nil {
			return r, err
		}
	}
	if r.Value, err = parseAmount(i["description"]); err != nil || r.Value <= 0 || r.Value > dearest {
		return r, refused("value", code+" "+i["description"])
	}
	if r.Quant, err = parseQuant(i["quant"]); err != nil {
		return r, refused("quant", code+" "+i["quant"])
	}
	return r, nil
}

// dayOf reads a day as the bank writes it: dd.mm.yyyy.
func dayOf(s string) (calendar.Day, error) {
	at, err := time.Parse(dayForm, s)
	day := calendar.Of(at)
	if err != nil || day.Before(tenge) {
		return calendar.Day{}, refused("no-day", s)
	}
	return day, nil
}

// tenge is the day on which the tenge came; before there were no rates in it.
var tenge = calendar.Date(1993, time.November, 15)

// dayForm is how the bank writes a day.
const dayForm = "02.01.2006"

// isCode reports whether s is a currency's code, as ISO 4217 has them.
func isCode(s string) bool {
	return len(s) == 3 && strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}
