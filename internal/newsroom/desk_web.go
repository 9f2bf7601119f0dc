package newsroom

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/newsroom/views"
	"adal/internal/web"
)

// deskRoutes adds the pages of the office that write the news.
func (p pages) deskRoutes() {
	p.Handle("GET /office/news", charter.Draft, p.desk)
	p.Handle("GET /office/news/translations", charter.Draft, p.translations)
	p.Handle("GET /office/news/new", charter.Draft, p.newForm)
	p.Handle("POST /office/news", charter.Draft, p.create)
	p.Handle("GET /office/news/{id}", charter.Draft, p.editor)
	p.Handle("POST /office/news/{id}", charter.Draft, p.save)
	p.Handle("POST /office/news/{id}/facts", charter.Draft, p.facts)
	p.Handle("GET /office/news/{id}/revisions/{n}", charter.Draft, p.revision)
	p.Handle("POST /office/news/preview", charter.Draft, p.previewed)
	p.Handle("POST /office/news/{id}/autosave", charter.Draft, p.autosaved)
	for name, s := range steps {
		p.Handle("POST /office/news/{id}/"+name, s.act, p.step(name, s))
	}
}

// deskPage lists the texts of the seat's body.
type deskPage struct {
	Lines      []Line
	Counts     []Count
	State      docket.State
	Back, Next string
}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page := deskPage{State: docket.State(r.FormValue("state"))}
	n, more, err := 0, false, error(nil)
	if n, err = r.Page(); err != nil {
		return err
	}
	if page.Lines, more, page.Counts, err = p.Texts(r.Context(), r.By(), page.State, n); err != nil {
		return err
	}
	page.Back, page.Next = r.Around(n, more)
	return p.Show(w, r, "newsroom/desk", page)
}

// translationsPage are the articles that lack a language.
type translationsPage struct {
	Articles   []Untranslated
	Back, Next string
}

// Lacks are the languages in which an article isn't there.
func (u Untranslated) Lacks() []i18n.Lang {
	return slices.DeleteFunc(slices.Clone(i18n.Langs), func(l i18n.Lang) bool {
		return slices.ContainsFunc(u.Siblings, func(s Sibling) bool { return s.Lang == l })
	})
}

func (p pages) translations(w http.ResponseWriter, r *web.Request) error {
	n, err := r.Page()
	if err != nil {
		return err
	}
	var page translationsPage
	var more bool
	if page.Articles, more, err = p.Untranslated(r.Context(), r.By(), n); err != nil {
		return err
	}
	page.Back, page.Next = r.Around(n, more)
	return p.Show(w, r, "newsroom/translations", page)
}

// editorPage is where a text is written. What stands in the form is what the
// editor wrote, whatever is wrong with it.
type editorPage struct {
	Desk
	Form    Words
	Facts   Facts
	Base    int
	Tags    string
	Origin  *Text         // what is translated, beside the form
	Lang    i18n.Lang     // of the text
	New     bool          // it isn't there yet
	Preview template.HTML // of the form, if it was asked for
	Theirs  []markdown.Change
	Done    string
	Count   views.Count
	Rubrics []Rubric
	Regions []bodies.Region
}

// Script is the one that helps who writes.
func (e editorPage) Script() string { return "editor" }

// Lacks are the languages in which the article isn't there.
func (e editorPage) Lacks() []i18n.Lang { return Untranslated{Siblings: e.Siblings}.Lacks() }

// Has reports whether the text is in one of some states.
func (e editorPage) Has(states ...string) bool { return slices.Contains(states, string(e.State)) }

// Stale reports whether what the text was translated from has gone on.
func (e editorPage) Stale() bool {
	return slices.ContainsFunc(e.Siblings, func(s Sibling) bool { return s.Docket == e.ID && s.Stale })
}

func (p pages) newForm(w http.ResponseWriter, r *web.Request) error {
	page := editorPage{New: true, Lang: r.Lang, Facts: Facts{Region: r.Seat.Region, Byline: ByBody}}
	if err := p.translated(r, &page, r.FormValue("from"), r.FormValue("lang")); err != nil {
		return err
	}
	if page.Origin != nil {
		page.Form, page.Tags = page.Origin.Words, strings.Join(page.Origin.Tags, ", ")
	}
	return p.edit(w, r, page, nil)
}

// translated puts what is translated beside the form of a new text.
func (p pages) translated(r *web.Request, page *editorPage, from, lang string) error {
	if l, ok := i18n.Parse(lang); ok {
		page.Lang = l
	}
	if from == "" {
		return nil
	}
	d, err := p.Desk(r.Context(), r.By(), from)
	page.Origin, page.Facts = &d.Text, d.Text.Facts
	return err
}

// edit shows the editor, with what is wrong if anything is.
func (p pages) edit(w http.ResponseWriter, r *web.Request, page editorPage, wrong error) error {
	page.Rubrics = p.Rubrics
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		page.Regions, err = bodies.Regions(r.Context(), tx, p.Book.Today(tx))
		return err
	}); err != nil {
		return err
	}
	i18n.Sort(r.Lang, page.Regions, func(b bodies.Region) string { return b.Name.In(r.Lang) })
	if wrong != nil {
		return p.Again(w, r, "newsroom/editor", page, wrong)
	}
	return p.Show(w, r, "newsroom/editor", page)
}

// wordsOf are the words of a form, with the tags as they were typed.
func wordsOf(form web.Form) (w Words, tags string) {
	tags = form.Get("tags")
	return Words{Title: form.Get("title"), Lead: form.Get("lead"), Text: form.Get("text"), Tags: strings.Split(tags, ",")}, tags
}

func factsOf(form web.Form) Facts {
	return Facts{Rubric: form.Get("rubric"), Region: form.Get("region"), Picture: strings.TrimPrefix(strings.TrimSpace(form.Get("picture")), "media:"), Byline: form.Get("byline")}
}

func (p pages) create(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page := editorPage{New: true, Facts: factsOf(form), Lang: r.Lang}
	if err := p.translated(r, &page, form.Get("from"), form.Get("lang")); err != nil {
		return err
	}
	page.Form, page.Tags = wordsOf(form)
	if form.Get("do") == "preview" {
		return p.preview(w, r, page)
	}
	var id string
	if page.Origin != nil {
		id, err = p.Translate(r.Context(), r.By(), page.Origin.ID, page.Lang, page.Form)
	} else {
		id, err = p.Draft(r.Context(), r.By(), page.Facts, page.Lang, page.Form)
	}
	if err != nil {
		return p.edit(w, r, page, err)
	}
	return p.Go(w, r, "/office/news/"+id+"?done=saved")
}

func (p pages) preview(w http.ResponseWriter, r *web.Request, page editorPage) (err error) {
	if page.Preview, err = markdown.HTML(page.Form.Text, p.shownToOffice(r.Context(), page.Lang)); err != nil {
		return err
	}
	return p.edit(w, r, page, nil)
}

// open is the editor of a text that is there.
func (p pages) open(r *web.Request) (page editorPage, err error) {
	if page.Desk, err = p.Desk(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	d := page.Desk
	page.Form, page.Facts, page.Base, page.Lang = d.Words, d.Facts, d.Revision, d.Lang
	if page.Tags = strings.Join(d.Tags, ", "); d.Origin != "" {
		origin, err := p.Desk(r.Context(), r.By(), d.Origin)
		page.Origin = &origin.Text
		return page, err
	}
	return page, nil
}

func (p pages) editor(w http.ResponseWriter, r *web.Request) error {
	page, err := p.open(r)
	if err != nil {
		return err
	}
	if p.Views != nil {
		if page.Count, err = p.Views.Of(r.Context(), page.ID); err != nil {
			return err
		}
	}
	if page.Done = r.FormValue("done"); !slices.Contains(dones, page.Done) {
		page.Done = ""
	}
	if r.FormValue("saved") == "yes" && page.HasSaved {
		page.Form, page.Tags, page.Base = page.Saved.Words, strings.Join(page.Saved.Tags, ", "), page.Saved.Base
	}
	return p.edit(w, r, page, nil)
}

func (p pages) save(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.open(r)
	if err != nil {
		return err
	}
	page.Form, page.Tags = wordsOf(form)
	if page.Base, err = strconv.Atoi(form.Get("base")); err != nil {
		return fault.New(fault.Invalid, "web.invalid")
	}
	if form.Get("do") == "preview" {
		return p.preview(w, r, page)
	}
	_, err = p.Save(r.Context(), r.By(), page.ID, page.Base, page.Form, strings.TrimSpace(form.Get("note")))
	var meanwhile *EditedMeanwhile
	if errors.As(err, &meanwhile) {
		// What is sent next is made of both: the editor has theirs before them.
		page.Theirs, page.Base = markdown.Diff(meanwhile.Theirs.Text, page.Form.Text), meanwhile.Theirs.N
		return p.edit(w, r, page, nil)
	} else if err != nil {
		return p.edit(w, r, page, err)
	}
	return p.Go(w, r, "/office/news/"+page.ID+"?done=saved")
}

func (p pages) facts(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.open(r)
	if err != nil {
		return err
	}
	page.Facts = factsOf(form)
	if err := p.SetFacts(r.Context(), r.By(), page.ID, page.Facts); err != nil {
		return p.edit(w, r, page, err)
	}
	return p.Go(w, r, "/office/news/"+page.ID+"?done=saved")
}

// A step moves a text on.
type step struct {
	act charter.Act
	do  func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error
}

// steps are by the end of their address, which is also what the editor is told
// was done.
var steps = map[string]step{
	"submit": {charter.Draft, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, _ web.Form) error {
		return n.Submit(ctx, by, id)
	}},
	"back": {charter.Draft, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error {
		return n.TakeBack(ctx, by, id, strings.TrimSpace(form.Get("note")))
	}},
	"approve": {charter.ReviewArticle, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, _ web.Form) error {
		return n.Approve(ctx, by, id)
	}},
	"publish": {charter.PublishArticle, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error {
		at, err := n.momentOf(form.Get("at"))
		if err != nil {
			return err
		}
		return n.Publish(ctx, by, id, at)
	}},
	"correct": {charter.CorrectArticle, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error {
		return n.Correct(ctx, by, id, form.Get("note"))
	}},
	"withdraw": {charter.CorrectArticle, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error {
		return n.Withdraw(ctx, by, id, form.Get("note"))
	}},
	"address": {charter.PublishArticle, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, form web.Form) error {
		return n.Rename(ctx, by, id, form.Get("slug"))
	}},
	"retranslated": {charter.Draft, func(n *Newsroom, ctx context.Context, by charter.Principal, id string, _ web.Form) error {
		return n.Retranslated(ctx, by, id)
	}},
}

// dones are what the editor may be told was done.
var dones = []string{"saved", "submit", "back", "approve", "publish", "correct", "withdraw", "retranslated", "address"}

// momentOf reads a moment as a form has it, in the zone of the bodies; the zero
// Time for none.
func (n *Newsroom) momentOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", s, n.Book.Zone)
	if err != nil {
		return at, fault.In("at", "newsroom.moment-wrong")
	}
	return at, nil
}

func (p pages) step(name string, s step) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		if err := s.do(p.Newsroom, r.Context(), r.By(), r.PathValue("id"), form); err != nil {
			page, opened := p.open(r)
			if opened != nil {
				return opened
			}
			return p.edit(w, r, page, err)
		}
		return p.Go(w, r, "/office/news/"+r.PathValue("id")+"?done="+name)
	}
}

// revisionPage is a revision and what it changed.
type revisionPage struct {
	ID       string
	Revision Revision
	Title    []markdown.Change
	Lead     []markdown.Change
	Changes  []markdown.Change
}

func (p pages) revision(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 {
		return fault.NotFound
	}
	id := r.PathValue("id")
	now, err := p.Revision(r.Context(), r.By(), id, n)
	if err != nil {
		return err
	}
	var before Revision
	if n > 1 {
		if before, err = p.Revision(r.Context(), r.By(), id, n-1); err != nil {
			return err
		}
	}
	return p.Show(w, r, "newsroom/revision", revisionPage{
		ID: id, Revision: now, Title: markdown.Diff(before.Title, now.Title),
		Lead: markdown.Diff(before.Lead, now.Lead), Changes: markdown.Diff(before.Text, now.Text),
	})
}
