package learning

import (
	"net/http"
	"strconv"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/learning/gift"
	"adal/internal/web"
)

// testPage is an attempt: its questions, or how it ended.
type testPage struct {
	in
	Attempt   Attempt
	Questions []question
	At        string // the attempt's address, without the language
	Back      string // where its course is
	Again     string // where another attempt begins
	Name      string // for the certificate, as it was written
}

// A question is one as the page shows it.
type question struct {
	Question
	Number int      // on the page, from 1
	Field  string   // in the form
	Reply  []string // as it was given
}

// Options are the answers of a Choice or a Multiple in the order of the lot.
func (q question) Options() (all []map[string]any) {
	for _, n := range q.Order {
		all = append(all, map[string]any{"value": strconv.Itoa(n), "title": q.Answers[n].Text})
	}
	return all
}

// Value is what was chosen, as the component of choices wants it.
func (q question) Value() any {
	if q.Kind != gift.Multiple {
		return strings.Join(q.Reply, "")
	}
	chosen := map[string]bool{}
	for _, r := range q.Reply {
		chosen[r] = true
	}
	return chosen
}

// A pair is a half of a Matching, with what may belong to it.
type pair struct {
	Field, Text, Value string
	Options            []map[string]any
}

// Pairs are the halves of a Matching.
func (q question) Pairs() (all []pair) {
	var halves []map[string]any
	for _, n := range q.Order {
		halves = append(halves, map[string]any{"value": strconv.Itoa(n), "label": q.Answers[n].Match})
	}
	for i, a := range q.Answers {
		p := pair{Field: q.Field + "-" + strconv.Itoa(i), Text: a.Text, Options: halves}
		if i < len(q.Reply) {
			p.Value = q.Reply[i]
		}
		all = append(all, p)
	}
	return all
}

func (p pages) try(w http.ResponseWriter, r *web.Request) error {
	slug := r.PathValue("slug")
	id, err := p.Try(r.Context(), r.By(), slug)
	if err != nil {
		return err
	}
	return p.Go(w, r, "/learning/"+slug+"/test/"+id)
}

func (p pages) tested(r *web.Request) (page testPage, err error) {
	a, err := p.Attempt(r.Context(), r.By(), r.PathValue("attempt"))
	if err != nil {
		return page, err
	}
	if slug := r.PathValue("slug"); slug != "" && slug != a.Course.Slug {
		return page, fault.NotFound
	}
	page.Attempt = a
	if page.in, err = p.in(r, a.Course); err != nil {
		return page, err
	}
	page.At, page.Back, page.Again = page.Href()+"/test/"+a.ID, page.Href(), page.Href()+"/test"
	if a.Seat != "" {
		page.At, page.Back, page.Again = "/office/learning/test/"+a.ID, "/office/learning", "/office/learning/"+a.Course.Slug
	}
	drawn, err := a.Questions(page.Lang)
	for i, q := range drawn {
		page.Questions = append(page.Questions, question{Question: q, Number: i + 1, Field: "q" + strconv.Itoa(q.N)})
	}
	return page, err
}

func (p pages) test(w http.ResponseWriter, r *web.Request) error {
	page, err := p.tested(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return p.Show(w, r, "learning/test", page)
}

// answer marks what was replied. A question without a reply is said, and what
// was replied to the others is kept.
func (p pages) answer(w http.ResponseWriter, r *web.Request) error {
	page, err := p.tested(r)
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	replies, err := page.read(form)
	if err == nil {
		_, err = p.Answer(r.Context(), r.By(), page.Attempt.ID, replies)
	}
	if fault.Of(err) == fault.Conflict {
		return p.Go(w, r, page.At)
	} else if err != nil {
		return p.Again(w, r, "learning/test", page, err)
	}
	return p.Go(w, r, page.At)
}

// read takes the replies of a form, by the questions' places.
func (page *testPage) read(form web.Form) (map[int][]string, error) {
	replies := map[int][]string{}
	var missing error
	for i := range page.Questions {
		q := &page.Questions[i]
		q.Reply = form.Values[q.Field]
		if q.Kind == gift.Matching {
			q.Reply = nil
			for _, half := range q.Pairs() {
				q.Reply = append(q.Reply, form.Get(half.Field))
			}
		}
		replies[q.N] = q.Reply
		if missing == nil && strings.TrimSpace(strings.Join(q.Reply, "")) == "" {
			missing = fault.In(q.Field, "learning.reply-missing", q.Number)
		}
	}
	return replies, missing
}

// issue answers with the certificate as PDF.
func (p pages) issue(w http.ResponseWriter, r *web.Request) error {
	page, err := p.tested(r)
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page.Name = form.Get("name")
	c, code, err := p.Issue(r.Context(), r.By(), page.Attempt.ID, page.Name)
	if err != nil {
		return p.Again(w, r, "learning/test", page, err)
	}
	pdf, err := p.sheet(c, code, strings.Join(strings.Fields(page.Name), " "), r.Lang, func(word string, args ...any) string {
		return p.Words.Say(c.Course.Version.In(r.Lang), word, args...)
	})
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="adal-`+i18n.Slug(page.Slug)+`.pdf"`)
	h.Set("Cache-Control", "no-store")
	_, err = w.Write(pdf)
	return err
}
