package initiatives

import (
	"embed"
	"encoding/csv"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/feeds"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/overlap"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// keepFor is how long a page may stand: what changes it says so, and the day
// does.
const keepFor = time.Hour

// Routes adds the pages of initiatives to a site.
func (g *Ground) Routes(s *web.Site) error {
	p := pages{g, s}
	for _, ending := range []string{"", ".csv", ".json", ".atom"} {
		s.Handle("GET /initiatives"+ending, charter.Read, p.list)
	}
	s.Handle("GET /initiatives/propose", charter.Propose, p.proposing)
	s.Handle("POST /initiatives/propose", charter.Propose, p.propose)
	s.Handle("GET /support/{token}", charter.Support, p.confirming)
	s.Handle("POST /support/{token}", charter.Support, p.confirm)
	s.Handle("GET /initiatives/{id}", charter.Read, p.initiative)
	s.Handle("GET /initiatives/{id}/kit", charter.Read, p.kit)
	s.Handle("GET /initiatives/{id}/steps.atom", charter.Read, p.steps)
	s.Handle("POST /initiatives/{id}/support", charter.Support, p.support)
	p.officeRoutes()
	return s.Area("initiatives", pagesAndWords)
}

type pages struct {
	*Ground
	*web.Site
}

// A reader is in whose language a page is shown.
type reader struct {
	Lang i18n.Lang
	say  func(word string, args ...any) string
}

func (p pages) reader(r *web.Request) reader {
	return reader{r.Lang, func(word string, args ...any) string { return p.Text(r, word, args...) }}
}

// Stage is the badge of a state.
func (r reader) Stage(s docket.State) map[string]any {
	return map[string]any{"state": badges[s], "label": r.say("initiatives.state-" + string(s))}
}

// badges are the shapes of states.
var badges = map[docket.State]string{
	Idea: "open", Shown: "open", Assessed: "taken", Piloted: "taken", Worked: "fixed", Reworked: "fixed", Failed: "destroyed", Adopted: "converted", Spread: "raised",
	Declined: "destroyed", Planned: "open", Running: "taken", Finished: "fixed", Stopped: "destroyed",
}

// Topic is the name of a topic.
func (r reader) Topic(i Initiative) string { return r.say(overlap.TopicWord(i.Said.Topic)) }

// Step names a step of the history.
func (r reader) Step(e docket.Entry) string {
	if e.Note != "" {
		return r.say(e.Note)
	}
	if e.Act == charter.ExportKit {
		return r.say("initiatives.kit-issued")
	}
	return r.say("initiatives.state-" + string(e.State))
}

// HTML shows a text of Markdown.
func (r reader) HTML(t i18n.Text) (template.HTML, error) {
	return markdown.HTML(t.In(r.Lang), markdown.Options{Lang: r.Lang})
}

// listPage is all initiatives, those of one stage if one is asked for.
type listPage struct {
	reader
	All    []Initiative
	Stages []docket.State // that there are
	Only   docket.State
}

// Address is that of the list narrowed to a stage.
func (listPage) Address(s docket.State) string {
	if s == "" {
		return "?"
	}
	return "?stage=" + string(s)
}

func (p pages) listed(r *web.Request) (page listPage, err error) {
	page = listPage{reader: p.reader(r), Only: docket.State(r.FormValue("stage"))}
	all, err := p.All(r.Context())
	there := map[docket.State]bool{}
	for _, i := range all {
		there[i.State] = true
		if page.Only == "" || page.Only == i.State {
			page.All = append(page.All, i)
		}
	}
	for _, s := range Stages {
		if there[s] {
			page.Stages = append(page.Stages, s)
		}
	}
	return page, err
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	switch _, ending, _ := strings.Cut(r.URL.Path, "."); ending {
	case "csv":
		return p.Send(w, r, "text/csv; charset=utf-8", page.csv())
	case "json":
		return web.JSON(w, page.json(p.Address))
	case "atom":
		return p.atom(w, r, page)
	}
	return p.Show(w, r, "initiatives/list", page)
}

func (l listPage) csv() []byte {
	var text strings.Builder
	out := csv.NewWriter(&text)
	_ = out.Write([]string{"number", "address", "title", "topic", "state", "opened", "pilot_region", "supporters", "instances"})
	for _, i := range l.All {
		_ = out.Write([]string{
			i.Number, i.Path(), web.Cell(i.Title.In(l.Lang)), i.Said.Topic, string(i.State), i.Opened.String(), i.Said.Pilot.Region,
			strconv.Itoa(i.Supporters), strconv.Itoa(len(i.Instances)),
		})
	}
	out.Flush()
	return []byte(text.String())
}

func (l listPage) json(address string) any {
	type one struct {
		Number     string       `json:"number"`
		Address    string       `json:"address"`
		Title      i18n.Text    `json:"title"`
		Topic      string       `json:"topic"`
		State      docket.State `json:"state"`
		Opened     calendar.Day `json:"opened"`
		Pilot      Pilot        `json:"pilot"`
		Supporters int          `json:"supporters"`
		Instances  []Local      `json:"instances"`
	}
	all := []one{}
	for _, i := range l.All {
		locals := []Local{}
		for _, n := range i.Instances {
			locals = append(locals, n.Local)
		}
		all = append(all, one{i.Number, address + "/" + string(l.Lang) + i.Path(), i.Title, i.Said.Topic, i.State, i.Opened, i.Said.Pilot, i.Supporters, locals})
	}
	return all
}

func (p pages) atom(w http.ResponseWriter, r *web.Request, page listPage) error {
	at := p.Address + "/" + string(r.Lang) + "/initiatives"
	feed := feeds.Feed{Title: p.Text(r, "initiatives.title"), About: p.Text(r, "initiatives.about"), Lang: string(r.Lang), Home: at, Self: at}
	for _, i := range page.All {
		history, err := p.History(r.Context(), i.ID)
		if err != nil {
			return err
		}
		last := i.Opened
		if len(history) > 0 {
			last = history[len(history)-1].Day
		}
		item := feeds.Item{
			ID: feeds.Tag(p.Address, i.ID), Title: i.Title.In(r.Lang), Summary: p.Text(r, "initiatives.state-"+string(i.State)),
			Link: p.Address + "/" + string(r.Lang) + i.Path(), Author: i.BodyName.In(r.Lang), Published: i.Opened.Time(), Updated: last.Time(),
		}
		feed.Items = append(feed.Items, item)
		if feed.Updated.Before(item.Updated) {
			feed.Updated = item.Updated
		}
	}
	text, err := feed.Atom()
	if err != nil {
		return err
	}
	return p.Send(w, r, feeds.AtomType, text)
}

// kit sends the kit of an initiative.
func (p pages) kit(w http.ResponseWriter, r *web.Request) error {
	text, err := p.ExportKit(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+r.PathValue("id")+`.adal-kit"`)
	_, err = w.Write(text)
	return err
}

// proposePage is the form of an idea, or what came of it.
type proposePage struct {
	reader
	Title, Summary, About string
	Topics                []map[string]any
	Number                string // of the idea, once it was taken
}

func (r reader) topics() (all []map[string]any) {
	for _, t := range overlap.Topics {
		all = append(all, map[string]any{"value": t, "label": r.say(overlap.TopicWord(t))})
	}
	return all
}

func (p pages) proposing(w http.ResponseWriter, r *web.Request) error {
	rd := p.reader(r)
	page := proposePage{reader: rd, Topics: rd.topics()}
	if number := r.FormValue("number"); len(number) < 40 {
		page.Number = number
	}
	return p.Show(w, r, "initiatives/propose", page)
}

func (p pages) propose(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	rd := p.reader(r)
	page := proposePage{reader: rd, Topics: rd.topics(), Title: form.Get("title"), Summary: form.Get("summary"), About: form.Get("topic")}
	number := ""
	if err == nil {
		number, err = p.Propose(r.Context(), r.By(), r.Lang, page.Title, page.Summary, page.About)
	}
	if err != nil {
		return p.Again(w, r, "initiatives/propose", page, err)
	}
	return p.Go(w, r, "/initiatives/propose?number="+number)
}

// supportPage is the page behind the link in a letter.
type supportPage struct {
	reader
	Initiative Initiative
	Token      string
}

func (p pages) confirming(w http.ResponseWriter, r *web.Request) error {
	i, err := p.Wished(r.Context(), r.PathValue("token"))
	if err != nil {
		return gone(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.Show(w, r, "initiatives/support", supportPage{p.reader(r), i, r.PathValue("token")})
}

// gone says of a link that it is used or too old.
func gone(err error) error {
	if fault.Of(err) == fault.NotFound {
		return fault.New(fault.NotFound, "initiatives.link-old")
	}
	return err
}

func (p pages) confirm(w http.ResponseWriter, r *web.Request) error {
	id, err := p.Confirm(r.Context(), r.By(), r.PathValue("token"))
	if err != nil {
		return gone(err)
	}
	return p.Go(w, r, "/initiatives/"+id+"?done=supported")
}
