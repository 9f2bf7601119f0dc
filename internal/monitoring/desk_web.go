package monitoring

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/markdown"
	"adal/internal/web"
)

// deskPage is a shortcoming on its group's desk. What stands in its forms is what
// was written, whatever is wrong with it.
type deskPage struct {
	Desk
	Form         Words
	Checks       map[string]Check
	Reason       string
	Until        string
	Into         string
	To           string // another institution
	Alike        []Likeness
	Institutions []Institution
	Done         string
	Sent         string  // the step whose form was sent
	Shown        Version // that is public, if a correction waits
	Changes      []change
	Meanwhile    []change // what was written would change in the text that somebody else wrote meanwhile
	Lost         []string // what else was written in a form that somebody else was quicker with
	N            int      // what was decided of all that was said
	Linked       []links.Ref
}

// change is what a correction changes in a part of the text.
type change struct {
	Field string
	Lang  i18n.Lang
	Lines []markdown.Change
}

// May reports whether the state allows an act, and to a state if one is given.
func (d deskPage) May(act string, to ...string) bool {
	return slices.ContainsFunc(Flow.Steps, func(s docket.Step) bool {
		return string(s.Act) == act && slices.Contains(s.From, d.State) && (len(to) == 0 || string(s.To) == to[0])
	})
}

// Has reports whether it is in one of some states.
func (d deskPage) Has(states ...string) bool { return slices.Contains(states, string(d.State)) }

// Gate is the items of the gate in their order.
func (deskPage) Gate() []string { return Gate }

// WindowOver reports whether the reply window is over.
func (d deskPage) WindowOver() bool { return d.State == Replied || d.Today.After(d.ReplyDue) }

// IsStep reports whether a note is a word of what deadlines do, and not what a
// person wrote.
func (deskPage) IsStep(note string) bool { return strings.HasPrefix(note, "monitoring.step-") }

// Decides reports whether what somebody said waits for a decision that the state
// allows.
func (d deskPage) Decides(s Said) bool {
	act := charter.Redact
	if s.Kind == Complaint {
		act = charter.DecideAppeal
	}
	return s.Decided == Waiting && allows(act, d.State) && (s.About > 0 || d.State != Withdrawn)
}

// Removed is what a complaint is about.
func (d deskPage) Removed(s Said) (r Removal) {
	for _, one := range d.Removals {
		if one.N == s.About {
			r = one
		}
	}
	return r
}

// Written is a part of the words in a language, for the fields of forms.
func (d deskPage) Written(field string, l i18n.Lang) (text string) {
	d.Form.each(func(name string, _ int, lang i18n.Lang, s *string) {
		if name == field && lang == l {
			text = *s
		}
	})
	return text
}

// Outcomes are what somebody may have seen who looked again.
func (d deskPage) Outcomes() (all []Outcome) {
	for _, o := range []Outcome{SeenFixed, SeenPartly, SeenNot, SeenNoAction, SeenNotOurs} {
		if d.May(string(charter.LookAgain), string(outcomes[o])) {
			all = append(all, o)
		}
	}
	return all
}

func (p pages) open(r *web.Request) (page deskPage, err error) {
	id := r.PathValue("id")
	if page.Desk, err = p.Desk(r.Context(), r.By(), id); err != nil {
		return page, err
	}
	page.Form, page.Checks = page.Words, map[string]Check{}
	for _, c := range page.Desk.Gate {
		page.Checks[c.Item] = c
	}
	if page.Alike, err = p.Alike(r.Context(), r.By(), id); err != nil {
		return page, err
	}
	if page.Proposed > 0 {
		if i := slices.IndexFunc(page.Versions, func(v Version) bool { return v.N == page.Desk.Shortcoming.Shown }); i >= 0 {
			page.Shown = page.Versions[i]
			page.Changes = changes(page.Shown.Words, page.Words)
		}
	}
	if page.Linked, err = p.Links.Linked(r.Context(), page.ID); err != nil {
		return page, err
	}
	if page.Has("misaddressed", "disowned") {
		page.Institutions, err = p.institutions(r)
	}
	return page, err
}

// institutions are all that may be observed, by their names.
func (p pages) institutions(r *web.Request) (all []Institution, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err = p.Institutions(r.Context(), tx, p.Book.Today(tx))
		return err
	})
	i18n.Sort(r.Lang, all, func(i Institution) string { return i.Name.In(r.Lang) })
	return all, err
}

// changes are the parts of a text that differ.
func changes(before, after Words) (all []change) {
	was := map[string]string{}
	before.each(func(f string, _ int, l i18n.Lang, s *string) { was[f+string(l)] = *s })
	after.each(func(f string, _ int, l i18n.Lang, s *string) {
		if was[f+string(l)] != *s {
			all = append(all, change{f, l, markdown.Diff(was[f+string(l)], *s)})
		}
	})
	return all
}

// dones are what the desk may say was done.
var dones = []string{"covered", "cleared"}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.open(r)
	if err != nil {
		return err
	}
	if page.Done = r.URL.Query().Get("done"); steps[page.Done].do == nil && !slices.Contains(dones, page.Done) {
		page.Done = ""
	}
	return p.Show(w, r, "monitoring/desk", page)
}

// A step moves a shortcoming on.
type step struct {
	act charter.Act
	do  func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error
}

// steps are by the end of their address, which is also what the desk says was done.
var steps = map[string]step{
	"rewrite": {charter.Observe, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Rewrite(ctx, by, id, number(f, "version"), wordsOf(f))
	}},
	"correct": {charter.Observe, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Correct(ctx, by, id, number(f, "version"), wordsOf(f), f.Get("reason"))
	}},
	"drop": {charter.Observe, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.DropCorrection(ctx, by, id, f.Get("reason"))
	}},
	"review": {charter.Review, review},
	"readdress": {charter.Review, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Readdress(ctx, by, id, f.Get("institution"), f.Get("reason"))
	}},
	"publish": {charter.PublishShortcoming, func(g *Group, ctx context.Context, by charter.Principal, id string, _ web.Form) error {
		return g.Publish(ctx, by, id)
	}},
	"raise": {charter.Raise, func(g *Group, ctx context.Context, by charter.Principal, id string, _ web.Form) error {
		return g.Raise(ctx, by, id)
	}},
	"grant": {charter.Raise, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		until, err := dayOf(f, "until")
		if err != nil {
			return err
		}
		return g.Grant(ctx, by, id, until, strings.TrimSpace(f.Get("reason")))
	}},
	"decline": {charter.Raise, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Decline(ctx, by, id, f.Get("reason"))
	}},
	"look": {charter.LookAgain, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.LookAgain(ctx, by, id, Outcome(f.Get("outcome")), f.Get("reason"))
	}},
	"withdraw": {charter.Withdraw, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Withdraw(ctx, by, id, f.Get("reason"))
	}},
	"merge": {charter.Link, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		into, err := g.numbered(ctx, by, f.Get("into"))
		if err != nil {
			return err
		}
		return g.Merge(ctx, by, id, into, f.Get("reason"))
	}},
	"let": {charter.Redact, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Let(ctx, by, id, number(f, "n"), f.Get("do") == "show", f.Get("reason"))
	}},
	"decide": {charter.DecideAppeal, func(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
		return g.Decide(ctx, by, id, number(f, "n"), f.Get("do") == "right", f.Get("reason"))
	}},
}

// review does what the reviewer chose under the gate.
func review(g *Group, ctx context.Context, by charter.Principal, id string, f web.Form) error {
	j := judgementOf(f)
	switch f.Get("do") {
	case "approve":
		if f.Get("proposed") == "yes" {
			return g.ApproveCorrection(ctx, by, id, j)
		}
		return g.Approve(ctx, by, id, j)
	case "back":
		return g.SendBack(ctx, by, id, f.Get("reason"), j)
	case "refuse":
		return g.Refuse(ctx, by, id, f.Get("reason"))
	}
	return fault.New(fault.Invalid, "web.invalid")
}

// numbered is the shortcoming of a registration number that people quote.
func (g *Group) numbered(ctx context.Context, by charter.Principal, number string) (id string, err error) {
	return id, g.DB.Read(ctx, func(tx *db.Tx) error {
		item, err := docket.FindNumber(ctx, tx, strings.TrimSpace(number))
		if fault.Of(err) == fault.NotFound || err == nil && (item.Kind != Flow.Kind || item.Body != by.Body) {
			return fault.In("into", "monitoring.merge-wrong")
		}
		id = item.ID
		return err
	})
}

// number is a number of a hidden field; what is none is 0, which nothing has.
func number(f web.Form, name string) int {
	n, err := strconv.Atoi(f.Get(name))
	if err != nil {
		return 0
	}
	return n
}

func wordsOf(f web.Form) Words {
	return Words{Title: f.Text("title"), Facts: f.Text("facts"), Opinion: f.Text("opinion")}
}

func judgementOf(f web.Form) (j Judgement) {
	j.Version = number(f, "version")
	for _, item := range Gate {
		if f.Get("gate-"+item) == "" {
			continue
		}
		j.Checks = append(j.Checks, Check{Item: item, Passed: f.Get("gate-"+item) == "yes", Note: strings.TrimSpace(f.Get("note-" + item))})
	}
	return j
}

func (p pages) step(name string, s step) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		if err := s.do(p.Group, r.Context(), r.By(), r.PathValue("id"), form); err != nil {
			page, opened := p.open(r)
			if opened != nil {
				return opened
			}
			page.keep(name, form)
			if fault.Of(err) == fault.Conflict && page.meanwhile(name, form) {
				err = sayable(err) // with all that was written
			}
			return p.Again(w, r, "monitoring/desk", page, err)
		}
		return p.Go(w, r, "/office/monitoring/"+r.PathValue("id")+"?done="+name)
	}
}

// keep keeps what was written in the form of a step.
func (d *deskPage) keep(name string, f web.Form) {
	d.Sent = name
	if name == "decline" {
		d.Sent = "grant" // its button is in that form
	}
	if name == "rewrite" || name == "correct" {
		d.Form = wordsOf(f)
	}
	if name == "review" {
		for _, c := range judgementOf(f).Checks {
			d.Checks[c.Item] = c
		}
	}
	d.Reason, d.Until, d.Into, d.To, d.N = f.Get("reason"), f.Get("until"), f.Get("into"), f.Get("institution"), number(f, "n")
}

// meanwhile says what was written in a form that came too late: it may have no field
// any more. Who reviewed another text has judged nothing of this one but in words. It
// reports whether anything was written.
func (d *deskPage) meanwhile(name string, f web.Form) bool {
	switch name {
	case "rewrite", "correct":
		d.Meanwhile = changes(d.Words, d.Form)
	case "review":
		for _, item := range Gate {
			note := strings.TrimSpace(f.Get("note-" + item))
			d.Checks[item] = Check{Note: note}
			d.Lost = append(d.Lost, note)
		}
	}
	d.Lost = append(d.Lost, strings.TrimSpace(d.Reason))
	d.Lost = slices.DeleteFunc(d.Lost, func(s string) bool { return s == "" })
	return len(d.Meanwhile)+len(d.Lost) > 0
}

// Late is how many working days a deadline has passed by, 0 if it hasn't.
func (p listPage) Late(due calendar.Day) bool { return !due.IsZero() && p.Today.After(due) }
