package learning

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/web"
)

// written is what a form of a course may send.
var written = web.Limit{Bytes: 8 << 20, Time: time.Minute}

// officeRoutes adds the pages where a seat takes a test, and those where a
// headquarters teaches.
func (p pages) officeRoutes() {
	p.Handle("GET /office/learning", charter.SeeOwnBody, p.own)
	p.Handle("POST /office/learning/{slug}", charter.SeeOwnBody, p.ownTry)
	p.Handle("GET /office/learning/test/{attempt}", charter.SeeOwnBody, p.test)
	p.Handle("POST /office/learning/test/{attempt}", charter.SeeOwnBody, p.answer)
	p.Handle("POST /office/learning/test/{attempt}/certificate", charter.SeeOwnBody, p.issue)
	p.Handle("GET /office/courses", charter.Teach, p.desk)
	p.Handle("POST /office/courses", charter.Teach, p.begin)
	p.Handle("GET /office/courses/{id}", charter.Teach, p.edit)
	p.Handle("POST /office/courses/{id}", charter.Teach, p.save, written)
	p.Handle("GET /office/courses/{id}/{file}", charter.Teach, p.part)
	p.Handle("POST /office/courses/{id}/teach", charter.Teach, p.teach)
	p.Handle("POST /office/courses/{id}/withdraw", charter.Teach, p.withdraw)
	p.Handle("POST /office/courses/{id}/certify", charter.Certify, p.certify)
	p.Handle("POST /office/certificates", charter.Certify, p.recall)
}

// ownPage is what a seat may take, and what it passed.
type ownPage struct {
	Courses []in
	Passed  map[string]Pass
}

func (p pages) own(w http.ResponseWriter, r *web.Request) error {
	list, err := p.listed(r)
	if err != nil {
		return err
	}
	passed, err := p.Passes(r.Context(), r.By())
	if err != nil {
		return err
	}
	return p.Show(w, r, "learning/own", ownPage{list.Courses, passed})
}

func (p pages) ownTry(w http.ResponseWriter, r *web.Request) error {
	id, err := p.Try(r.Context(), r.By(), r.PathValue("slug"))
	if err != nil {
		return err
	}
	return p.Go(w, r, "/office/learning/test/"+id)
}

// deskPage is the courses of a seat's body, and where one begins.
type deskPage struct {
	Courses      []Course
	Title        i18n.Text // of a new one, as it was written
	Code, Reason string    // of a certificate to be withdrawn
	Done         string
}

func (p pages) listedDesk(r *web.Request) (page deskPage, err error) {
	page.Courses, err = p.Desk(r.Context(), r.By())
	return page, err
}

func (p pages) desk(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listedDesk(r)
	if err != nil {
		return err
	}
	if r.FormValue("done") == "recalled" {
		page.Done = "recalled"
	}
	return p.Show(w, r, "learning/desk", page)
}

func (p pages) begin(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	title := form.Text("title")
	id := ""
	if err == nil {
		id, err = p.Begin(r.Context(), r.By(), title)
	}
	if err != nil {
		page, opened := p.listedDesk(r)
		if opened != nil {
			return opened
		}
		page.Title = title
		return p.Again(w, r, "learning/desk", page, err)
	}
	return p.Go(w, r, "/office/courses/"+id)
}

func (p pages) recall(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = p.Recall(r.Context(), r.By(), form.Get("code"), form.Get("reason"))
	}
	if err != nil {
		page, opened := p.listedDesk(r)
		if opened != nil {
			return opened
		}
		page.Code, page.Reason = form.Get("code"), form.Get("reason")
		return p.Again(w, r, "learning/desk", page, err)
	}
	return p.Go(w, r, "/office/courses?done=recalled")
}

// editPage is a course as the office works on it.
type editPage struct {
	Course
	Material // as it was written
	Note     string
	Reason   string
	Done     string
	Linked   []links.Ref
}

// Editable are the lessons of the form: those that there are, and an empty one.
func (e editPage) Editable() []Lesson {
	if len(e.Lessons) >= MostLessons {
		return e.Lessons
	}
	return append(e.Lessons[:len(e.Lessons):len(e.Lessons)], Lesson{})
}

// In is the text in one language alone, for a field.
func (editPage) In(t i18n.Text, l i18n.Lang) string { return t.Own(l) }

// Place is the number of a lesson as people count.
func (editPage) Place(i int) int { return i + 1 }

// Lesson is the name of a lesson's field.
func (editPage) Lesson(i int, what string, l i18n.Lang) string {
	return fmt.Sprintf("lesson-%d-%s-%s", i+1, what, l)
}

// Ready are the faults that keep the draft from being taught; nil if none do.
func (e editPage) Ready() []*fault.Error { return fault.Fields(e.Draft.Check()) }

// May reports whether the course can be taught as it is.
func (e editPage) May() bool { return e.Item.State == Drafted || e.Item.State == Changed }

func (p pages) editing(r *web.Request) (page editPage, err error) {
	if page.Course, err = p.Get(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	page.Material = page.Draft
	page.Linked, err = p.Links.Linked(r.Context(), page.Item.ID)
	return page, err
}

// dones are what an alert on the page of a course says was done.
var dones = map[string]bool{"saved": true, "taught": true, "withdrawn": true, "certify": true}

func (p pages) edit(w http.ResponseWriter, r *web.Request) error {
	page, err := p.editing(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); dones[done] {
		page.Done = done
	}
	return p.Show(w, r, "learning/edit", page)
}

// material reads a course from a form. A file of questions takes the place of
// those in the field of its language.
func material(form web.Form) (m Material, err error) {
	m = Material{Title: form.Text("title"), About: form.Text("about"), Quiz: form.Text("quiz")}
	for i := range MostLessons + 1 {
		name := "lesson-" + strconv.Itoa(i+1)
		if form.Has(name + "-title-kk") {
			m.Lessons = append(m.Lessons, Lesson{form.Text(name + "-title"), form.Text(name + "-text")})
		}
	}
	for l, field := range map[i18n.Lang]*string{i18n.KK: &m.Quiz.KK, i18n.RU: &m.Quiz.RU, i18n.EN: &m.Quiz.EN} {
		if file := form.One("gift-" + string(l)); len(file) > 0 {
			*field = strings.ToValidUTF8(string(file), "\ufffd")
		}
	}
	for field, into := range map[string]*int{"pass": &m.Pass, "ask": &m.Ask, "daily": &m.Daily} {
		n, wrong := strconv.Atoi(strings.TrimSpace(form.Get(field)))
		if wrong != nil {
			err = fault.In(field, "learning.no-number")
		}
		*into = n
	}
	return m, err
}

func (p pages) save(w http.ResponseWriter, r *web.Request) error {
	page, err := p.editing(r)
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		page.Material, err = material(form)
	}
	edited, _ := strconv.Atoi(form.Get("edited")) // none is an old one
	if err == nil {
		err = p.Save(r.Context(), r.By(), page.Item.ID, edited, page.Material)
	}
	if err != nil {
		return p.Again(w, r, "learning/edit", page, err)
	}
	return p.Go(w, r, "/office/courses/"+page.Item.ID+"?done=saved")
}

// do takes a step with a course and shows its page again.
func (p pages) do(w http.ResponseWriter, r *web.Request, done string, step func(web.Form, *editPage) error) error {
	page, err := p.editing(r)
	if err != nil {
		return err
	}
	form, free, err := r.ReadForm()
	defer free()
	if err == nil {
		err = step(form, &page)
	}
	if err != nil {
		return p.Again(w, r, "learning/edit", page, err)
	}
	return p.Go(w, r, "/office/courses/"+page.Item.ID+"?done="+done)
}

func (p pages) teach(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, "taught", func(form web.Form, page *editPage) error {
		page.Note = form.Get("note")
		return p.Teach(r.Context(), r.By(), page.Item.ID, page.Note)
	})
}

func (p pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, "withdrawn", func(form web.Form, page *editPage) error {
		page.Reason = form.Get("reason")
		return p.Withdraw(r.Context(), r.By(), page.Item.ID, page.Reason)
	})
}

func (p pages) certify(w http.ResponseWriter, r *web.Request) error {
	return p.do(w, r, "certify", func(form web.Form, page *editPage) error {
		return p.SetCertify(r.Context(), r.By(), page.Item.ID, form.Get("certify") == "yes")
	})
}

// part is a lesson of the draft as it would be shown ("2"), or the questions of
// a language as a file ("quiz.kk.gift").
func (p pages) part(w http.ResponseWriter, r *web.Request) error {
	page, err := p.editing(r)
	if err != nil {
		return err
	}
	file := r.PathValue("file")
	for _, l := range i18n.Langs {
		if file == "quiz."+string(l)+".gift" {
			h := w.Header()
			h.Set("Content-Type", "text/plain; charset=utf-8")
			h.Set("Content-Disposition", `attachment; filename="`+page.Slug+"."+string(l)+`.gift"`)
			_, err := w.Write([]byte(page.Draft.Quiz.Own(l)))
			return err
		}
	}
	c := page.Course
	c.Version = Version{Material: c.Draft}
	lesson, err := lessonOf(in{Course: c, Lang: c.Draft.In(r.Lang)}, file)
	if err != nil {
		return err
	}
	return p.Show(w, r, "learning/preview", lesson)
}
