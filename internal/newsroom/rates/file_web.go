package rates

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"

	"adal/internal/calendar"
	"adal/internal/web"
)

// A figure is an amount in JSON: a number with the digits that the bank gave.
func figure(a Amount) json.Number { return json.Number(a.String()) }

// attribution says whose figures a file has and what they are: it goes with each
// row of a table, so that a row that is cut out still has it.
func (p pages) attribution(r *web.Request) (source, method string) {
	return p.Text(r, "rates.attribution"), p.Text(r, "rates.method")
}

// table sends rows as CSV (RFC 4180) below a row of names; the attribution
// becomes the last columns.
func (p pages) table(w http.ResponseWriter, r *web.Request, names []string, rows [][]string) error {
	source, method := p.attribution(r)
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	all := [][]string{append(names, "source", "method")}
	for _, row := range rows {
		all = append(all, append(row, source, method))
	}
	if err := c.WriteAll(all); err != nil {
		return err
	}
	return p.Send(w, r, "text/csv; charset=utf-8", b.Bytes())
}

// document sends a document as JSON, with the attribution.
func (p pages) document(w http.ResponseWriter, r *web.Request, about map[string]any) error {
	about["source"], about["method"] = p.attribution(r)
	text, err := json.MarshalIndent(about, "", " ")
	if err != nil {
		return err
	}
	return p.Send(w, r, "application/json; charset=utf-8", append(text, '\n'))
}

// ofDay are the quotes of the day that a request asks for.
func (p pages) ofDay(r *web.Request) (calendar.Day, []Quote, error) {
	day, err := p.asked(r)
	if err != nil {
		return day, nil, err
	}
	r.Keep(keepFor)
	all, err := p.On(r.Context(), day)
	return day, all, err
}

func (p pages) dayCSV(w http.ResponseWriter, r *web.Request) error {
	_, all, err := p.ofDay(r)
	if err != nil {
		return err
	}
	rows := make([][]string, len(all))
	for i, q := range all {
		before, change := "", ""
		if !q.Before.IsZero() {
			before, change = q.Before.String(), q.Change.String()
		}
		rows[i] = []string{q.Day.String(), q.Code, nameOf(p.Words, r.Lang, q.Code), strconv.Itoa(q.Quant), q.Value.String(), before, change}
	}
	return p.table(w, r, []string{"day", "code", "name", "quant", "tenge", "before", "change"}, rows)
}

func (p pages) dayJSON(w http.ResponseWriter, r *web.Request) error {
	day, all, err := p.ofDay(r)
	if err != nil {
		return err
	}
	type row struct {
		Day    calendar.Day `json:"day"`
		Code   string       `json:"code"`
		Name   string       `json:"name"`
		Quant  int          `json:"quant"`
		Tenge  json.Number  `json:"tenge"`
		Before calendar.Day `json:"before,omitzero"`
		Change json.Number  `json:"change,omitempty"`
	}
	rows := make([]row, len(all))
	for i, q := range all {
		rows[i] = row{Day: q.Day, Code: q.Code, Name: nameOf(p.Words, r.Lang, q.Code), Quant: q.Quant, Tenge: figure(q.Value)}
		if !q.Before.IsZero() {
			rows[i].Before, rows[i].Change = q.Before, figure(q.Change)
		}
	}
	return p.document(w, r, map[string]any{"day": day, "rates": rows})
}

func (p pages) historyCSV(w http.ResponseWriter, r *web.Request, code string) error {
	all, err := p.History(r.Context(), code)
	if err != nil {
		return err
	}
	rows := make([][]string, len(all))
	for i, one := range all {
		rows[i] = []string{one.Day.String(), one.Code, strconv.Itoa(one.Quant), one.Value.String()}
	}
	return p.table(w, r, []string{"day", "code", "quant", "tenge"}, rows)
}

func (p pages) historyJSON(w http.ResponseWriter, r *web.Request, code string) error {
	all, err := p.History(r.Context(), code)
	if err != nil {
		return err
	}
	type row struct {
		Day   calendar.Day `json:"day"`
		Quant int          `json:"quant"`
		Tenge json.Number  `json:"tenge"`
	}
	rows := make([]row, len(all))
	for i, one := range all {
		rows[i] = row{one.Day, one.Quant, figure(one.Value)}
	}
	return p.document(w, r, map[string]any{"code": code, "name": nameOf(p.Words, r.Lang, code), "rates": rows})
}
