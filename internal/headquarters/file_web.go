package headquarters

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"adal/internal/i18n"
	"adal/internal/overlap"
	"adal/internal/web"
)

// A planLine is an item of a plan for programs.
type planLine struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`
	Title       i18n.Text `json:"title"`
	Owner       string    `json:"owner,omitempty"`
	Partners    []string  `json:"partners,omitempty"`
	Region      string    `json:"region,omitempty"`
	Institution string    `json:"institution,omitempty"`
	Topic       string    `json:"topic,omitempty"`
	Since       string    `json:"since"`
	Due         string    `json:"due"`
	State       string    `json:"state"`
	Percent     int       `json:"percent"`
	Evidence    string    `json:"evidence,omitempty"`
	Page        string    `json:"page"`
}

func (p pages) planLines(r *web.Request) (all []planLine, err error) {
	page, err := p.housePage(r, r.PathValue("region"))
	for _, i := range append(page.Open, page.Over...) {
		due := i.Due
		if due.IsZero() {
			due = i.Work.Until
		}
		l := planLine{
			ID: i.ID, Number: i.Number, Title: i.Work.Title, Owner: page.Owner(i).In(r.Lang), Region: i.Work.Region, Topic: i.Work.Topic,
			Since: i.Work.Since.String(), Due: due.String(), State: string(i.Status(page.Today)), Percent: i.Percent, Evidence: i.Evidence,
			Page: "/" + string(r.Lang) + "/plan/" + i.ID,
		}
		if i.Work.Institution != "" {
			l.Institution = page.BodyName(i.Work.Institution).In(r.Lang)
		}
		for _, b := range i.Partners {
			l.Partners = append(l.Partners, page.BodyName(b).In(r.Lang))
		}
		all = append(all, l)
	}
	return all, err
}

func (p pages) json(w http.ResponseWriter, r *web.Request) error {
	all, err := p.planLines(r)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(map[string]any{"items": all}, "", "\t")
	if err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Send(w, r, "application/json; charset=utf-8", text)
}

func (p pages) csv(w http.ResponseWriter, r *web.Request) error {
	all, err := p.planLines(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.Write([]string{"number", "title", "owner", "partners", "region", "institution", "topic", "since", "due", "state", "percent", "evidence", "page"})
	for _, l := range all {
		topic := ""
		if l.Topic != "" {
			topic = p.Text(r, overlap.TopicWord(l.Topic))
		}
		out.Write([]string{
			l.Number, web.Cell(l.Title.In(r.Lang)), web.Cell(l.Owner), web.Cell(strings.Join(l.Partners, "; ")), l.Region, web.Cell(l.Institution), topic,
			l.Since, l.Due, l.State, strconv.Itoa(l.Percent), web.Cell(l.Evidence), l.Page,
		})
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	r.Keep(fresh)
	return p.Send(w, r, "text/csv; charset=utf-8", b.Bytes())
}
