package perception

import (
	"embed"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/perception/index/workbook"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// longest bounds an upload: the largest of the publisher's workbooks has 2 MB.
const longest = 24 << 20

// Routes adds the pages of the index to a site.
func (x *Index) Routes(s *web.Site) error {
	p := pages{x, s}
	s.Handle("GET /index", charter.Read, p.latest)
	s.Handle("GET /index.csv", charter.Read, p.latest)
	s.Handle("GET /index.json", charter.Read, p.latest)
	s.Handle("GET /index/methods", charter.Read, p.methods)
	s.Handle("GET /index/methods.csv", charter.Read, p.methodsCSV)
	s.Handle("GET /index/methods.json", charter.Read, p.methodsJSON)
	s.Handle("GET /index/{year}", charter.Read, p.year)
	s.Handle("GET /index/{year}/chart.svg", charter.Read, p.fieldFile)
	s.Handle("GET /index/{year}/manifest.txt", charter.Read, p.manifest)
	s.Handle("GET /index/{year}/{iso3}", charter.Read, p.country)
	s.Handle("GET /index/{year}/{iso3}/chart.svg", charter.Read, p.seriesFile)
	s.Handle("GET /index/{year}/{iso3}/what-if", charter.Read, p.whatIf)
	s.Handle("GET /office/index", charter.ImportEdition, p.desk)
	s.Handle("POST /office/index", charter.ImportEdition, p.take, web.Limit{Bytes: longest, Time: 2 * time.Minute})
	s.Handle("GET /office/index/{year}", charter.PublishEdition, p.review)
	s.Handle("POST /office/index/{year}", charter.PublishEdition, p.publish)
	return s.Area("perception", pagesAndWords)
}

type pages struct {
	*Index
	*web.Site
}

// keepFor is how long a page may stand although nothing was published here:
// another program, such as `adal index import`, may have.
const keepFor = time.Minute

// yearOf reads the year of an address.
func yearOf(s string) (int, error) {
	year, err := strconv.Atoi(s)
	if err != nil || year < 1000 || year > 9999 || s != strconv.Itoa(year) {
		return 0, fault.NotFound
	}
	return year, nil
}

// countryOf reads the country of an address.
func countryOf(s string) (string, error) {
	if !workbook.IsUnit(s) {
		return "", fault.NotFound
	}
	return s, nil
}

// A reader is in whose language a page is shown.
type reader struct {
	Lang i18n.Lang
	say  func(word string, args ...any) string
}

func (p pages) reader(r *web.Request) reader {
	return reader{r.Lang, func(word string, args ...any) string { return p.Text(r, word, args...) }}
}

// NameOf is the name of a country.
func (r reader) NameOf(row Row) string { return CountryName(r.Lang, row.Unit, row.Name) }

// CodeName is the name of a country by its code alone.
func (r reader) CodeName(iso3 string) string { return CountryName(r.Lang, iso3, "") }

// Country is the name of a country of which only the code is at hand.
func (r reader) Country(e *Edition, iso3 string) string {
	row, _ := e.Row(iso3)
	return CountryName(r.Lang, iso3, row.Name)
}

// SourceName is the name of a source.
func (r reader) SourceName(key string) string { return r.or(SourceWord(key), key) }

// or is a word, or what was read where there is none: a recipe of one's own has
// sources and regions of its own.
func (r reader) or(word, read string) string {
	if said := r.say(word); said != word {
		return said
	}
	return read
}

// ShortName is the short name of a source, for where there is little room.
func (r reader) ShortName(key string) string { return r.or("perception.short-"+key, key) }

// RegionName is the name of a region.
func (r reader) RegionName(region string) string {
	if region == "" {
		return ""
	}
	return r.or(RegionWord(region), region)
}

// Score writes a score as it was printed: without decimals, as every edition of
// the index has it.
func (r reader) Score(v float64) string { return i18n.Decimal(r.Lang, v, 0) }

// Exact writes a number with two decimals.
func (r reader) Exact(v float64) string { return i18n.Decimal(r.Lang, v, 2) }

// Chance writes a probability with three decimals.
func (r reader) Chance(v float64) string { return i18n.Decimal(r.Lang, v, 3) }

// Once writes a number with one decimal.
func (r reader) Once(v float64) string { return i18n.Decimal(r.Lang, v, 1) }

// Trimmed writes a number with the decimals that it has, six at most.
func (r reader) Trimmed(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	s := strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)
	_, decimals, _ := strings.Cut(s, ".")
	return i18n.Decimal(r.Lang, v, len(decimals))
}

// Signed writes a difference with its sign.
func (r reader) Signed(v float64) string { return signed(i18n.Decimal(r.Lang, v, 2)) }

// signed gives a written number its sign: a plus, or a minus as wide as it; 0 has
// none.
func signed(s string) string {
	minus, number := strings.HasPrefix(s, "-"), strings.TrimPrefix(s, "-")
	switch {
	case strings.Trim(number, "0.,") == "":
		return number
	case minus:
		return "−" + number
	}
	return "+" + number
}

// Interval writes an interval of numbers; "" if it isn't known.
func (r reader) Interval(low, high float64) string {
	if low != low || high != high {
		return ""
	}
	return r.Once(low) + "–" + r.Once(high)
}

// Ranks writes an interval of ranks; "" if it isn't known.
func (r reader) Ranks(ranks Ranks) string {
	if !ranks.Known() {
		return ""
	}
	return strconv.Itoa(ranks.Low) + "–" + strconv.Itoa(ranks.High)
}

// openly lets other sites show what is sent: a chart is made to be shown there.
func openly(w http.ResponseWriter) { w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") }

// Known writes a number with two decimals; "" if it isn't known.
func (r reader) Known(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return r.Exact(v)
}

// Around says an interval of scores in words; "" if it isn't known.
func (r reader) Around(row Row) string {
	if s := r.Interval(row.Low, row.High); s != "" {
		return r.say("perception.interval-of", s)
	}
	return ""
}

// Between says an interval of ranks in words; "" if it isn't known.
func (r reader) Between(ranks Ranks) string {
	if s := r.Ranks(ranks); s != "" {
		return r.say("perception.rank-lies", s)
	}
	return ""
}
