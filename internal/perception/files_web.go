package perception

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"adal/internal/perception/index"
	"adal/internal/web"
)

// sheet sends rows as CSV (RFC 4180) below a row of names; the attribution is
// the last column, so that a row that is cut out still has it.
func (p pages) sheet(w http.ResponseWriter, r *web.Request, names []string, rows [][]any) error {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.UseCRLF = true
	all := [][]string{append(append([]string{}, names...), "attribution")}
	for _, row := range rows {
		cells := make([]string, len(row), len(row)+1)
		for i, v := range row {
			cells[i] = cellOf(v)
		}
		all = append(all, append(cells, Attribution))
	}
	if err := c.WriteAll(all); err != nil {
		return err
	}
	return p.Send(w, r, "text/csv; charset=utf-8", b.Bytes())
}

// cellOf writes a value. A text that a spreadsheet would take for a formula gets
// an apostrophe before it.
func cellOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		if v != "" && (v[0] == '=' || v[0] == '+' || v[0] == '-' || v[0] == '@') {
			return "'" + v
		}
		return v
	}
	return fmt.Sprint(v)
}

// document sends a document as JSON, with the attribution.
func (p pages) document(w http.ResponseWriter, r *web.Request, about map[string]any) error {
	about["attribution"] = Attribution
	text, err := json.MarshalIndent(about, "", " ")
	if err != nil {
		return err
	}
	return p.Send(w, r, "application/json; charset=utf-8", append(text, '\n'))
}

func (p pages) editionCSV(w http.ResponseWriter, r *web.Request, e *Edition) error {
	rows := make([][]any, len(e.Rows))
	for i, row := range e.Rows {
		rows[i] = e.Export(row)
	}
	return p.sheet(w, r, Columns, rows)
}

func (p pages) editionJSON(w http.ResponseWriter, r *web.Request, e *Edition) error {
	rows := make([]map[string]any, len(e.Rows))
	for i, row := range e.Rows {
		rows[i] = columned(e, row)
	}
	about := aboutEdition(e)
	about["rows"] = rows
	return p.document(w, r, about)
}

// columned is a row with its columns and what its sources said.
func columned(e *Edition, row Row) map[string]any {
	m := map[string]any{"sources": row.Sources}
	for i, v := range e.Export(row) {
		m[Columns[i]] = v
	}
	return m
}

// aboutEdition is what an edition is made of.
func aboutEdition(e *Edition) map[string]any {
	about := map[string]any{"year": e.Year, "partial": e.Partial, "quoted": e.Quoted, "field": orNothing(e.Field)}
	if e.Recipe != nil {
		about["recipe"], about["recipe_hash"] = e.Recipe.Name, e.Recipe.Hash()
	}
	if e.Quoted {
		about["quoted_from"] = e.Source
		return about
	}
	v := e.Version
	about["version"], about["manifest_sha256"], about["files"], about["number"] = v.N, v.Digest, v.Files, e.Number
	about["simulation"] = map[string]any{"seed": v.Simulation.Seed, "draws": v.Simulation.Draws, "level": v.Simulation.Level, "errors": v.Simulation.Errors}
	about["reproduced"] = v.Line
	return about
}

func (p pages) countryCSV(w http.ResponseWriter, r *web.Request, c *Country) error {
	var rows [][]any
	for _, point := range c.Points {
		e, err := p.Edition(r.Context(), point.Year)
		if err != nil {
			return err
		}
		rows = append(rows, e.Export(point.Row))
	}
	return p.sheet(w, r, Columns, rows)
}

func (p pages) countryJSON(w http.ResponseWriter, r *web.Request, page countryPage) error {
	var points []map[string]any
	for _, point := range page.Points {
		e, err := p.Edition(r.Context(), point.Year)
		if err != nil {
			return err
		}
		points = append(points, columned(e, point.Row))
	}
	about := aboutEdition(page.Edition)
	about["iso3"], about["editions"] = page.ISO3, points
	if page.Change != nil {
		about["change"] = changeOf(page.Change)
	}
	return p.document(w, r, about)
}

func changeOf(x *changed) map[string]any {
	c := x.Change
	parts := make([]map[string]any, len(c.Parts))
	for i, part := range c.Parts {
		parts[i] = map[string]any{
			"source": part.Source, "kind": part.Kind, "from": finite(part.From), "to": finite(part.To),
			"points": finite(part.Total), "rebasing": finite(part.Rebasing), "margin": finite(part.Margin),
		}
	}
	about := map[string]any{
		"from": c.FromYear, "to": c.ToYear, "mean": c.Mean, "margin": c.Margin, "parts": parts, "residual": c.Residual, "in_words": x.Verdict, "not_comparable": x.Why,
		"two_sample": testOf(c.TwoSample), "paired": testOf(c.Paired), "countries_tested": orNothing(x.Asked),
	}
	if places, ok := x.Places(); ok {
		about["places_up"] = places
		if !c.Rank.Partial {
			about["own"], about["field"], about["passed"], about["passed_by"] = c.Rank.Own, c.Rank.Field, c.Rank.Passed, c.Rank.PassedBy
		}
	}
	return about
}

func testOf(t index.Test) map[string]any {
	if !t.OK {
		return nil
	}
	return map[string]any{
		"difference": finite(t.Difference), "t": finite(t.T), "df": finite(t.DF), "p": finite(t.P), "q": finite(t.Q),
		"low": finite(t.Low), "high": finite(t.High), "threshold": finite(t.Threshold), "detectable": finite(t.Detectable),
	}
}
