package learning

import (
	"embed"
	"encoding/csv"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/markdown"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// keepFor is how long a page may stand: what changes it says so.
const keepFor = time.Hour

// Routes adds the pages of the school to a site.
func (s *School) Routes(site *web.Site) error {
	p := pages{s, site}
	site.Handle("GET /learning", charter.Read, p.list)
	site.Handle("GET /learning.csv", charter.Read, p.listCSV)
	site.Handle("GET /learning.json", charter.Read, p.listJSON)
	site.Handle("GET /learning/{slug}", charter.Read, p.course)
	site.Handle("GET /learning/{slug}/{n}", charter.Read, p.lesson)
	site.Handle("POST /learning/{slug}/test", charter.RegisterForEvent, p.try)
	site.Handle("GET /learning/{slug}/test/{attempt}", charter.RegisterForEvent, p.test)
	site.Handle("POST /learning/{slug}/test/{attempt}", charter.RegisterForEvent, p.answer)
	site.Handle("POST /learning/{slug}/test/{attempt}/certificate", charter.RegisterForEvent, p.issue)
	site.Handle("GET /certificates", charter.Read, p.check)
	site.Handle("GET /certificates/{code}", charter.Read, p.certificate)
	site.Handle("POST /certificates/{code}", charter.Read, p.compare)
	p.officeRoutes()
	return site.Area("learning", pagesAndWords)
}

type pages struct {
	*School
	*web.Site
}

// In is a course in the language of its reader, or in one that it has.
type in struct {
	Course
	Lang i18n.Lang // in which the course is shown
	Asks int       // how many questions an attempt has
}

// Title is the course's title.
func (c in) Title() string { return c.Version.Title.Own(c.Lang) }

// About says what the course is about.
func (c in) About() string { return c.Version.About.Own(c.Lang) }

// Href is the course's address, without the language.
func (c in) Href() string { return "/learning/" + c.Slug }

// A step is a lesson in a list.
type step struct {
	Title, Href string
	Minutes     int
}

// Steps are the lessons.
func (c in) Steps() (all []step) {
	for i, l := range c.Version.Lessons {
		all = append(all, step{l.Title.Own(c.Lang), c.Href() + "/" + strconv.Itoa(i+1), markdown.ReadingTime(l.Text.Own(c.Lang))})
	}
	return all
}

// Minutes is how long it takes to read the whole course.
func (c in) Minutes() (sum int) {
	for _, s := range c.Steps() {
		sum += s.Minutes
	}
	return sum
}

func (p pages) in(r *web.Request, c Course) (in, error) {
	shown := in{Course: c, Lang: c.Version.In(r.Lang)}
	all, err := c.Version.Questions(shown.Lang)
	if shown.Asks = len(all); c.Version.Ask > 0 {
		shown.Asks = min(shown.Asks, c.Version.Ask)
	}
	return shown, err
}

// listPage is all courses.
type listPage struct{ Courses []in }

func (p pages) listed(r *web.Request) (page listPage, err error) {
	all, err := p.Taught(r.Context())
	if err != nil {
		return page, err
	}
	for _, c := range all {
		one, err := p.in(r, c)
		if err != nil {
			return page, err
		}
		page.Courses = append(page.Courses, one)
	}
	return page, nil
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "learning/list", page)
}

func (p pages) listCSV(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	var text strings.Builder
	out := csv.NewWriter(&text)
	_ = out.Write([]string{"number", "address", "title", "body", "version", "day", "lessons", "minutes", "questions", "pass", "sha256"})
	for _, c := range page.Courses {
		_ = out.Write([]string{
			c.Item.Number, c.Href(), c.Title(), c.Body, strconv.Itoa(c.Version.N), c.Version.Day.String(), strconv.Itoa(len(c.Version.Lessons)),
			strconv.Itoa(c.Minutes()), strconv.Itoa(c.Asks), strconv.Itoa(c.Version.Pass), c.Version.Digest,
		})
	}
	out.Flush()
	return p.Send(w, r, "text/csv; charset=utf-8", []byte(text.String()))
}

func (p pages) listJSON(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	type one struct {
		Number  string      `json:"number"`
		Address string      `json:"address"`
		Body    string      `json:"body"`
		Title   i18n.Text   `json:"title"`
		Langs   []i18n.Lang `json:"languages"`
		Version int         `json:"version"`
		Day     string      `json:"day"`
		Pass    int         `json:"pass"`
		SHA256  string      `json:"sha256"`
	}
	all := []one{}
	for _, c := range page.Courses {
		all = append(all, one{
			c.Item.Number, p.Address + "/" + string(r.Lang) + c.Href(), c.Body, c.Version.Title, c.Version.Langs(),
			c.Version.N, c.Version.Day.String(), c.Version.Pass, c.Version.Digest,
		})
	}
	return web.JSON(w, all)
}

// coursePage is a course, with its earlier versions.
type coursePage struct {
	in
	Versions []Version
	Together []links.Ref
}

// LD is the course as programs read it (schema.org/Course).
func (c coursePage) LD() any {
	return map[string]any{
		"@context": "https://schema.org", "@type": "Course", "name": c.Title(), "description": c.About(), "inLanguage": c.Lang,
		"provider": map[string]any{"@type": "GovernmentOrganization", "name": c.BodyName.In(c.Lang)}, "isAccessibleForFree": true,
	}
}

func (p pages) opened(r *web.Request) (in, error) {
	c, err := p.Open(r.Context(), r.PathValue("slug"))
	if err != nil {
		return in{}, err
	}
	return p.in(r, c)
}

func (p pages) course(w http.ResponseWriter, r *web.Request) error {
	c, err := p.opened(r)
	if err != nil {
		return err
	}
	page := coursePage{in: c}
	if page.Versions, err = p.Versions(r.Context(), c.Slug); err != nil {
		return err
	}
	if page.Together, err = p.Links.Timeline(r.Context(), c.Item.ID); err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "learning/course", page)
}

// lessonPage is a lesson of a course.
type lessonPage struct {
	in
	N          int // from 1
	Name       string
	HTML       template.HTML
	Back, Next *step
}

func (p pages) lesson(w http.ResponseWriter, r *web.Request) error {
	c, err := p.opened(r)
	if err != nil {
		return err
	}
	page, err := lessonOf(c, r.PathValue("n"))
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "learning/lesson", page)
}

// lessonOf is the lesson with a number from 1.
func lessonOf(c in, number string) (page lessonPage, err error) {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(c.Version.Lessons) || strconv.Itoa(n) != number {
		return page, fault.NotFound
	}
	steps, lesson := c.Steps(), c.Version.Lessons[n-1]
	page = lessonPage{in: c, N: n, Name: lesson.Title.Own(c.Lang)}
	if n > 1 {
		page.Back = &steps[n-2]
	}
	if n < len(steps) {
		page.Next = &steps[n]
	}
	page.HTML, err = markdown.HTML(lesson.Text.Own(c.Lang), markdown.Options{Lang: c.Lang})
	return page, err
}

// checkPage asks for a certificate's code.
type checkPage struct{ Code string }

func (p pages) check(w http.ResponseWriter, r *web.Request) error {
	if code := r.FormValue("code"); code != "" {
		return p.Go(w, r, "/certificates/"+url.PathEscape(strings.TrimSpace(code)))
	}
	return p.Show(w, r, "learning/check", checkPage{})
}

// certificatePage is a certificate as anybody who has its code may see it.
type certificatePage struct {
	Certificate
	Code     string
	Name     string // that was compared
	Compared bool
}

// Same reports whether the name that was compared is the one.
func (c certificatePage) Same() bool { return c.Names(c.Code, c.Name) }

// Title is the course's title.
func (c certificatePage) Title(l i18n.Lang) string { return c.Course.Version.Title.In(l) }

func (p pages) certificate(w http.ResponseWriter, r *web.Request) error {
	page, err := p.looked(r)
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		return p.Again(w, r, "learning/check", checkPage{r.PathValue("code")}, err)
	}
	return p.Show(w, r, "learning/certificate", page)
}

func (p pages) looked(r *web.Request) (page certificatePage, err error) {
	page.Certificate, err = p.Certificate(r.Context(), r.PathValue("code"))
	if err == nil {
		page.Code, err = ParseCode(r.PathValue("code"))
	}
	return page, err
}

// compare says whether a name is the one on a certificate. It comes as a form's
// body, so that no address holds it.
func (p pages) compare(w http.ResponseWriter, r *web.Request) error {
	page, err := p.looked(r)
	if err != nil {
		return p.Again(w, r, "learning/check", checkPage{r.PathValue("code")}, err)
	}
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page.Name, page.Compared = strings.TrimSpace(form.Get("name")), true
	return p.Show(w, r, "learning/certificate", page)
}
