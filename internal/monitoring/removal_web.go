package monitoring

import (
	"net/http"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/web"
)

// removalRoutes adds the public log of what isn't shown.
func (p pages) removalRoutes() {
	for _, ending := range []string{"", ".csv", ".json", ".atom", ".feed.json"} {
		p.Handle("GET /monitoring/withdrawn"+ending, charter.Read, p.removals)
	}
	p.Handle("GET /monitoring/{id}/removals/{n}", charter.Read, p.removal)
	p.Handle("POST /monitoring/{id}/removals/{n}", charter.Dispute, p.complain)
}

// removalsPage is a page of the log.
type removalsPage struct {
	Removals   []Removal
	Names      map[string]Institution
	Back, Next string
	number     int // from 0
}

func (p pages) removals(w http.ResponseWriter, r *web.Request) error {
	_, ending, _ := strings.Cut(r.URL.Path, ".")
	n, err := r.Page()
	if err != nil {
		return err
	}
	all, more, err := p.Removals(r.Context(), n, most[ending])
	if err != nil {
		return err
	}
	if n > 0 && len(all) == 0 {
		return fault.NotFound
	}
	page := removalsPage{Removals: all, number: n}
	page.Back, page.Next = r.Around(n, more)
	var ids []string
	for _, m := range all {
		ids = append(ids, m.Institution)
	}
	if page.Names, err = p.Called(r.Context(), ids); err != nil {
		return err
	}
	r.Keep(keepPublic)
	at := p.Address + "/" + string(r.Lang)
	if ending != "" && page.Next != "" {
		w.Header().Set("Link", "<"+at+page.Next+`>; rel="next"`) // RFC 8288
	}
	switch ending {
	case "csv":
		return p.sendCSV(w, r, page.csv(at, r.Lang))
	case "json":
		return p.sendJSON(w, r, page.json(at))
	case "atom", "feed.json":
		return p.sendFeed(w, r, p.removalFeed(r, page, at))
	}
	return p.Show(w, r, "monitoring/withdrawn", page)
}

func (page removalsPage) csv(at string, l i18n.Lang) [][]string {
	lines := [][]string{{"number", "address", "kind", "institution", "institution_name", "published", "removed", "reason", "complaints_waiting", "decision", "decided", "decision_reason"}}
	for _, m := range page.Removals {
		lines = append(lines, []string{
			m.Number, at + m.Path(), m.Kind, m.Institution, web.Cell(page.Names[m.Institution].Name.In(l)), m.Published.String(), m.Day.String(),
			web.Cell(m.Reason), strconv.Itoa(m.Waiting), m.Decision, dayText(m.Decided), web.Cell(m.Why),
		})
	}
	return lines
}

func (page removalsPage) json(at string) any {
	type removal struct {
		Number      string       `json:"number"`
		Address     string       `json:"address"`
		Kind        string       `json:"kind"`
		Institution string       `json:"institution"`
		Name        i18n.Text    `json:"institution_name"`
		Published   calendar.Day `json:"published"`
		Removed     calendar.Day `json:"removed"`
		Reason      string       `json:"reason"`
		Waiting     int          `json:"complaints_waiting"`
		Decision    string       `json:"decision,omitempty"`
		Decided     calendar.Day `json:"decided,omitzero"`
		Why         string       `json:"decision_reason,omitempty"`
	}
	all := make([]removal, 0, len(page.Removals))
	for _, m := range page.Removals {
		all = append(all, removal{
			m.Number, at + m.Path(), m.Kind, m.Institution, page.Names[m.Institution].Name, m.Published, m.Day, m.Reason, m.Waiting, m.Decision, m.Decided, m.Why,
		})
	}
	return all
}

func (p pages) removalFeed(r *web.Request, page removalsPage, at string) feeds.Feed {
	f := p.newFeed(r, p.Text(r, "monitoring.withdrawn-log"), at+"/monitoring/withdrawn")
	f.About = p.Text(r, "monitoring.withdrawn-log-about")
	if page.number > 0 {
		f.Query = "page=" + strconv.Itoa(page.number)
	}
	for _, m := range page.Removals {
		item := feeds.Item{
			ID: feeds.Tag(p.Address, m.ID+"/removals/"+strconv.Itoa(m.N)), Title: m.Number + ": " + p.Text(r, "monitoring.removed-"+m.Kind), Link: at + m.Path(),
			Author: p.Text(r, "web.name"), Summary: m.Reason, Published: m.Day.Time(), Updated: m.Day.Time(),
		}
		if m.Decision != "" {
			item.Updated = m.Decided.Time()
			item.Summary += " · " + p.Text(r, "monitoring.decided-"+m.Decision) + " · " + m.Why
		}
		f.Items = append(f.Items, item)
		if f.Updated.Before(item.Updated) {
			f.Updated = item.Updated
		}
	}
	return f
}

// removalPage is one removal, with the form of a complaint.
type removalPage struct {
	Removal
	At   Institution
	Text string // of a complaint, as it was written
	Done bool
}

func (p pages) openRemoval(r *web.Request) (page removalPage, err error) {
	n, wrong := strconv.Atoi(r.PathValue("n"))
	if wrong != nil || strconv.Itoa(n) != r.PathValue("n") {
		return page, fault.NotFound // one address for one page
	}
	if page.Removal, err = p.Removal(r.Context(), r.PathValue("id"), n); err != nil {
		return page, err
	}
	names, err := p.Called(r.Context(), []string{page.Institution})
	page.At = names[page.Institution]
	return page, err
}

func (p pages) removal(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openRemoval(r)
	if err != nil {
		return err
	}
	page.Done = r.FormValue("done") == "disputed"
	r.Keep(keepPublic)
	return p.Show(w, r, "monitoring/removal", page)
}

func (p pages) complain(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	page, opened := p.openRemoval(r)
	if opened != nil {
		return opened
	}
	if err == nil {
		err = p.Complain(r.Context(), page.ID, page.N, form.Get("text"), r.Lang)
	}
	if err != nil {
		page.Text = form.Get("text")
		return p.Again(w, r, "monitoring/removal", page, sayable(err)) // with what was written
	}
	return p.Go(w, r, page.Path()+"?done=disputed")
}
