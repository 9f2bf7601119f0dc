package rates

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
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
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) { return nil, errors.New("in " + label) }
	p := parser{seen: map[string]bool{}}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, refused("not-xml", err.Error())
		}
		if err := p.token(d, t); err != nil {
			return nil, err
		}
	}
	if p.root == "" {
		return nil, refused("not-xml", "")
	}
	if p.root == "rates" && !p.dated && len(p.items) > 0 {
		return nil, refused("no-day", "")
	}
	return p.rates()
}

type item struct {
	Title       string `xml:"title"`
	PubDate     string `xml:"pubDate"`
	Description string `xml:"description"`
	Quant       string `xml:"quant"`
}

type parser struct {
	root  string
	dated bool
	day   calendar.Day
	items []item
	seen  map[string]bool
}

func (p *parser) token(d *xml.Decoder, t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		return refused("directive", "") // a document type is a door to bombs
	case xml.StartElement:
		name := t.Name.Local
		switch {
		case p.root == "" && name != "rates" && name != "rss":
			return refused("not-rates", name)
		case p.root == "":
			p.root = name
		case name == "item":
			var i item
			if err := d.DecodeElement(&i, &t); err != nil {
				return refused("not-xml", err.Error())
			}
			p.items = append(p.items, i)
		case name == "date":
			var s string
			if err := d.DecodeElement(&s, &t); err != nil {
				return refused("not-xml", err.Error())
			}
			var err error
			p.day, err = dayOf(s)
			p.dated = true
			return err
		}
	}
	return nil
}

func dayOf(s string) (calendar.Day, error) {
	at, err := time.Parse("02.01.2006", strings.TrimSpace(s))
	if err != nil || at.Year() < 1993 { // the tenge is of that year
		return calendar.Day{}, refused("no-day", s)
	}
	return calendar.Of(at), nil
}

func (p *parser) rates() ([]Rate, error) {
	var all []Rate
	for _, i := range p.items {
		code := strings.TrimSpace(i.Title)
		if !isCode(code) {
			continue
		}
		r := Rate{Code: code, Day: p.day}
		if i.PubDate != "" || !p.dated {
			var err error
			if r.Day, err = dayOf(i.PubDate); err != nil {
				return nil, err
			}
		}
		if p.seen[code] {
			return nil, refused("twice", code)
		}
		p.seen[code] = true
		var err error
		if r.Value, err = parseAmount(strings.TrimSpace(i.Description)); err != nil || r.Value <= 0 || r.Value > dearest {
			return nil, refused("value", code+" "+i.Description)
		}
		if r.Quant, err = strconv.Atoi(strings.TrimSpace(i.Quant)); err != nil || r.Quant < 1 || r.Quant > 1_000_000 {
			return nil, refused("quant", code+" "+i.Quant)
		}
		all = append(all, r)
	}
	if len(p.items) > 0 && len(all) == 0 {
		return nil, refused("not-rates", "")
	}
	return all, nil
}

// isCode reports whether s is a currency's code, as ISO 4217 has them.
func isCode(s string) bool {
	return len(s) == 3 && strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
}

// parseAmount reads a decimal of up to four digits after its point, exactly.
func parseAmount(s string) (Amount, error) {
	whole, part, found := strings.Cut(s, ".")
	if found && part == "" || len(part) > 4 || len(whole) > 12 || strings.ContainsAny(s, "+-eExX_ ") {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseInt(whole+part+"0000"[len(part):], 10, 64)
	return Amount(n), err
}
