package rates

import (
	"embed"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the rates to a site, and the strip of its header.
func (b *Bureau) Routes(s *web.Site) error {
	p := pages{b, s}
	s.Handle("GET /rates", charter.Read, p.day)
	s.Handle("GET /rates.csv", charter.Read, p.dayCSV)
	s.Handle("GET /rates.json", charter.Read, p.dayJSON)
	s.Handle("GET /rates/{code}", charter.Read, p.code)
	s.Handle("GET /office/rates", charter.ImportRates, p.office)
	s.Handle("POST /office/rates", charter.ImportRates, p.take, web.Limit{Bytes: most + 1<<16, Time: time.Minute})
	s.Strip = p.strip
	return s.Area("rates", pagesAndWords)
}

type pages struct {
	*Bureau
	*web.Site
}

// keepFor is how long a page may stand although no rate came in: a new day may
// have begun.
const keepFor = time.Minute

// A line is a quote as a page shows it.
type line struct {
	Quote
	Name string // of the currency, in the reader's language
}

func (p pages) lines(l i18n.Lang, quotes []Quote) []line {
	all := make([]line, len(quotes))
	for i, q := range quotes {
		all[i] = line{q, nameOf(p.Words, l, q.Code)}
	}
	return all
}

// dayPage are the rates that stand on a day.
type dayPage struct {
	Day, Today calendar.Day
	Query      string // of the same day's files
	Chosen     []line
	Lines      []line
}

// asked is the day of a request: today, if it names none.
func (p pages) asked(r *web.Request) (calendar.Day, error) {
	s := r.FormValue("day")
	if s == "" {
		return p.today(), nil
	}
	day, err := calendar.Parse(s)
	if err != nil || day.IsZero() {
		return p.today(), fault.In("day", "rates.day-wrong")
	}
	return day, nil
}

func (p pages) day(w http.ResponseWriter, r *web.Request) error {
	day, wrong := p.asked(r)
	page := dayPage{Day: day, Today: p.today()}
	if r.FormValue("day") != "" {
		page.Query = "?day=" + day.String()
	}
	all, err := p.On(r.Context(), day)
	if err != nil {
		return err
	}
	chosen, err := p.chosen(r, day)
	if err != nil {
		return err
	}
	page.Lines, page.Chosen = p.lines(r.Lang, all), p.lines(r.Lang, chosen)
	if wrong != nil {
		return p.Again(w, r, "rates/day", page, wrong)
	}
	r.Keep(keepFor)
	return p.Show(w, r, "rates/day", page)
}

func (p pages) chosen(r *web.Request, day calendar.Day) ([]Quote, error) {
	if len(p.Codes) == 0 {
		return nil, nil
	}
	return p.On(r.Context(), day, p.Codes...)
}

// codePage is a year of the history of a currency.
type codePage struct {
	Year
	Name         string
	Older, Newer string // years beside this one; "" if there are none
}

// code is the history of a currency: a year of it as a page, all of it as a file
// by its ending.
func (p pages) code(w http.ResponseWriter, r *web.Request) error {
	code, ending, dotted := strings.Cut(r.PathValue("code"), ".")
	if !isCode(code) {
		return fault.NotFound
	}
	r.Keep(keepFor)
	switch {
	case !dotted:
		return p.year(w, r, code)
	case ending == "csv":
		return p.historyCSV(w, r, code)
	case ending == "json":
		return p.historyJSON(w, r, code)
	}
	return fault.NotFound
}

func (p pages) year(w http.ResponseWriter, r *web.Request, code string) error {
	year := 0
	if asked := r.FormValue("year"); asked != "" {
		var err error
		if year, err = strconv.Atoi(asked); err != nil || year < 1 {
			return fault.NotFound
		}
	}
	y, err := p.Year(r.Context(), code, year)
	if err != nil {
		return err
	}
	page := codePage{Year: y, Name: nameOf(p.Words, r.Lang, code)}
	if y.Year > y.First {
		page.Older = strconv.Itoa(y.Year - 1)
	}
	if y.Year < y.Last {
		page.Newer = strconv.Itoa(y.Year + 1)
	}
	return p.Show(w, r, "rates/code", page)
}

// officePage is where a seat of the newsroom imports rates.
type officePage struct {
	Newest   calendar.Day
	State    State
	At       moment // of State
	Again    moment
	Refusals []shownRefusal
	Done     string
}

// A moment is a moment as the office's clock shows it; the zero one is none.
type moment struct {
	Day   calendar.Day
	Clock string
}

func (p pages) moment(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	t = t.In(p.Book.Zone)
	return moment{calendar.Of(t), t.Format("15:04")}
}

// A shownRefusal is a refusal with the moment in the zone of the office.
type shownRefusal struct {
	Refusal
	When moment
}

func (p pages) open(r *web.Request) (page officePage, err error) {
	if page.Newest, err = p.Newest(r.Context()); err != nil {
		return page, err
	}
	if page.State, err = p.State(r.Context(), r.By()); err != nil {
		return page, err
	}
	page.At, page.Again = p.moment(page.State.At), p.moment(page.State.Again)
	all, err := p.Refusals(r.Context(), r.By())
	for _, one := range all {
		page.Refusals = append(page.Refusals, shownRefusal{one, p.moment(one.At.Time)})
	}
	return page, err
}

func (p pages) office(w http.ResponseWriter, r *web.Request) error {
	page, err := p.open(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); slices.Contains([]string{"taken", "known"}, done) {
		page.Done = done
	}
	return p.Show(w, r, "rates/office", page)
}

func (p pages) take(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	added := 0
	if err == nil {
		added, err = p.sent(r, form)
	}
	if err != nil {
		page, opened := p.open(r)
		if opened != nil {
			return opened
		}
		return p.Again(w, r, "rates/office", page, err)
	}
	done := "taken"
	if added == 0 {
		done = "known"
	}
	return p.Go(w, r, "/office/rates?done="+done)
}

// sent takes the file that a form sent.
func (p pages) sent(r *web.Request, form web.Form) (added int, err error) {
	at := slices.IndexFunc(form.Files, func(f web.File) bool { return f.Field == "file" && len(f.Content) > 0 })
	if at < 0 {
		return 0, fault.In("file", "rates.file-missing")
	}
	take := p.Import
	if form.Get("sure") != "" {
		take = p.Confirm
	}
	return take(r.Context(), r.By(), form.Files[at].Name, form.Files[at].Content)
}
