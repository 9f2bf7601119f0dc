package rates

import (
	"bytes"
	"context"
	"embed"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages words.toml
var pagesAndWords embed.FS

// Routes adds the pages of the rates to a site, and the strip of its header.
func (b *Bureau) Routes(s *web.Site) error {
	p := pages{b, s}
	s.Handle("GET /rates", charter.Read, p.day)
	s.Handle("GET /rates/{code}", charter.Read, p.code)
	s.Handle("GET /office/rates", charter.ImportRates, p.office)
	s.Handle("POST /office/rates", charter.ImportRates, p.take, web.Limit{Bytes: most + 1<<16, Time: time.Minute})
	s.Strip = b.strip
	return s.Area("rates", pagesAndWords)
}

type pages struct {
	*Bureau
	*web.Site
}

// keepFor is how long a page may stand although no rate came in: a new day may
// have begun.
const keepFor = time.Minute

func (b *Bureau) today(ctx context.Context) (day calendar.Day, err error) {
	return day, b.DB.Read(ctx, func(tx *db.Tx) error {
		day = calendar.Of(tx.Now.In(b.Book.Zone))
		return nil
	})
}

// strip is the strip of the header: nil if there are no rates.
func (b *Bureau) strip(ctx context.Context, l i18n.Lang) (any, error) {
	if len(b.Codes) == 0 {
		return nil, nil
	}
	today, err := b.today(ctx)
	if err != nil {
		return nil, err
	}
	all, err := b.On(ctx, today, b.Codes...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var items []map[string]string
	day := all[0].Day
	for _, q := range all {
		items = append(items, map[string]string{"label": q.Label(), "value": q.Value.Say(l)})
		if q.Day.Before(day) {
			day = q.Day
		}
	}
	return map[string]any{"items": items, "day": day}, nil
}

// dayPage are the rates that stand on a day.
type dayPage struct {
	Day    calendar.Day
	Newest calendar.Day
	Quotes []Quote
}

func (p pages) day(w http.ResponseWriter, r *web.Request) (err error) {
	var page dayPage
	if page.Day, err = p.today(r.Context()); err != nil {
		return err
	}
	if s := r.FormValue("day"); s != "" {
		if page.Day, err = calendar.Parse(s); err != nil {
			return p.Again(w, r, "rates/day", page, fault.In("day", "rates.day-wrong"))
		}
	}
	if page.Newest, err = p.Newest(r.Context()); err != nil {
		return err
	}
	if page.Quotes, err = p.On(r.Context(), page.Day); err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "rates/day", page)
}

// codePage is the history of a currency.
type codePage struct {
	Code  string
	Rates []Rate
	All   bool
}

// shownRates is how many rates of a history a page shows; the rest is a file.
const shownRates = 60

// code is the history of a currency as a page, or as a file by its ending.
func (p pages) code(w http.ResponseWriter, r *web.Request) error {
	code, ending, _ := strings.Cut(r.PathValue("code"), ".")
	if !isCode(code) {
		return fault.NotFound
	}
	all, err := p.History(r.Context(), code)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	switch ending {
	case "":
		shown := all[:min(len(all), shownRates)]
		return p.Show(w, r, "rates/code", codePage{Code: code, Rates: shown, All: len(shown) == len(all)})
	case "csv":
		return p.csv(w, r, all)
	case "json":
		return p.json(w, r, code, all)
	}
	return fault.NotFound
}

func (p pages) csv(w http.ResponseWriter, r *web.Request, all []Rate) error {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	rows := [][]string{{"day", "code", "quant", "tenge"}}
	for _, one := range all {
		rows = append(rows, []string{one.Day.String(), one.Code, strconv.Itoa(one.Quant), one.Value.String()})
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return p.Send(w, r, "text/csv; charset=utf-8", b.Bytes())
}

func (p pages) json(w http.ResponseWriter, r *web.Request, code string, all []Rate) error {
	type row struct {
		Day   string      `json:"day"`
		Quant int         `json:"quant"`
		Tenge json.Number `json:"tenge"`
	}
	rows := make([]row, len(all))
	for i, one := range all {
		rows[i] = row{one.Day.String(), one.Quant, json.Number(one.Value.String())}
	}
	text, err := json.MarshalIndent(map[string]any{"code": code, "source": p.Words.Say(r.Lang, "rates.source"), "rates": rows}, "", " ")
	if err != nil {
		return err
	}
	return p.Send(w, r, "application/json; charset=utf-8", text)
}

// officePage is where a seat of the newsroom imports rates.
type officePage struct {
	Newest   calendar.Day
	Address  string
	Refusals []Refusal
	Done     string
}

func (p pages) open(r *web.Request) (page officePage, err error) {
	if page.Newest, err = p.Newest(r.Context()); err != nil {
		return page, err
	}
	page.Address = p.Address
	page.Refusals, err = p.Refusals(r.Context(), r.By())
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
	if err != nil {
		return err
	}
	added := 0
	if at := slices.IndexFunc(form.Files, func(f web.File) bool { return f.Field == "file" && len(f.Content) > 0 }); at < 0 {
		err = fault.In("file", "rates.file-missing")
	} else {
		added, err = p.Import(r.Context(), r.By(), form.Files[at].Name, form.Files[at].Content)
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
