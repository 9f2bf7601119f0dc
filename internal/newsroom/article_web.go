package newsroom

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/markdown"
	"adal/internal/newsroom/views"
	"adal/internal/web"
)

// articleRoutes adds the page of an article and of its versions.
func (p pages) articleRoutes() {
	p.Handle("GET /news/{year}/{month}/{slug}", charter.Read, p.article)
	p.Handle("GET /news/{year}/{month}/{slug}/versions", charter.Read, p.versions)
	p.Handle("GET /news/{year}/{month}/{slug}/versions/{n}", charter.Read, p.version)
}

// articlePage is an article.
type articlePage struct {
	Article
	HTML     template.HTML
	Above    markdown.Figure // the picture of the article
	HasAbove bool
	Rubric   Rubric
	Address  string // of the site
	Letters  bool   // it can be had by letter
	LD       *newsArticle
	Poster   *passedOn
	Count    views.Count
	Counted  bool
	Rates    any // of the day on which it was published; nil for none
	languages
	Together []links.Ref
}

// Script is the one that says that the page was read for a while.
func (p articlePage) Script() string {
	if p.Counted {
		return "reading"
	}
	return ""
}

// languages are the addresses of an article in each language.
type languages struct{ all []web.Elsewhere }

// Elsewhere implements web's switch of languages.
func (l languages) Elsewhere() []web.Elsewhere { return l.all }

// Canonical is the one address of the page.
func (p articlePage) Canonical() string { return p.Address + "/" + string(p.Lang) + p.Path() }

func (p pages) article(w http.ResponseWriter, r *web.Request) error {
	a, others, err := p.ofAddress(r)
	if gone, to := p.renamed(r, err); gone {
		http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
		return nil
	}
	if errors.Is(err, fault.NotFound) && len(others) > 0 {
		return p.elsewhere(w, r, others)
	} else if err != nil {
		return err
	}
	page := articlePage{Article: a, Address: p.Address, Letters: p.Letters, languages: p.languages(a)}
	page.Rubric, _ = p.rubric(a.Rubric)
	page.Above, page.HasAbove = p.above(r.Context(), a)
	if page.HTML, err = markdown.HTML(a.Text, p.shown(r.Context(), a.Lang, page.HasAbove)); err != nil {
		return err
	}
	page.Poster = p.posterOf(a)
	page.LD = p.ld(page)
	if err := p.count(r, &page); err != nil {
		return err
	}
	if p.Newsroom.Rates != nil && a.Withdrawn == "" {
		if page.Rates, err = p.Newsroom.Rates(r.Context(), r.Lang, a.Day); err != nil { // the article is worth more
			p.Log.ErrorContext(r.Context(), "the rates of the day of an article", "err", err)
		}
	}
	if p.Together != nil && a.Withdrawn == "" {
		if page.Together, err = p.Together(r.Context(), a.Docket); err != nil {
			p.Log.ErrorContext(r.Context(), "what belongs together with an article", "err", err)
		}
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/article", page)
}

func (p pages) ofAddress(r *web.Request) (Article, []Publication, error) {
	year, month, err := monthOf(r)
	if err != nil {
		return Article{}, nil, err
	}
	return p.Article(r.Context(), r.Lang, year, month, r.PathValue("slug"))
}

// renamed is where the article of an address is that had another one when its
// reader kept it, with what the address asks of it, such as its versions.
func (p pages) renamed(r *web.Request, err error) (bool, string) {
	if !errors.Is(err, fault.NotFound) {
		return false, ""
	}
	old := "/" + string(r.Lang) + "/news/" + r.PathValue("year") + "/" + r.PathValue("month") + "/" + r.PathValue("slug")
	to, err := p.MovedTo(r.Context(), old)
	if err != nil {
		p.Log.ErrorContext(r.Context(), "looking for an older address", "err", err)
	}
	return to != "", to + strings.TrimPrefix(r.URL.Path, old)
}

// languages are where an article is in each language. Where it isn't, the
// address of this text says so.
func (p pages) languages(a Article) languages {
	all := make([]web.Elsewhere, len(i18n.Langs))
	for i, l := range i18n.Langs {
		all[i] = web.Elsewhere{Lang: l, Href: "/" + string(l) + a.Path(), Missing: l != a.Lang}
		if at := slices.IndexFunc(a.Others, func(o Publication) bool { return o.Lang == l }); at >= 0 {
			all[i] = web.Elsewhere{Lang: l, Href: "/" + string(l) + a.Others[at].Path()}
		}
	}
	return languages{all}
}

// missingPage says that an article isn't there in a language, and where it is.
type missingPage struct {
	Others []Publication
	languages
}

// elsewhere answers for an address that is another language's: with the address
// of the text in this one, or with where the article can be read.
func (p pages) elsewhere(w http.ResponseWriter, r *web.Request, others []Publication) error {
	if others[0].Lang == r.Lang {
		return p.Go(w, r, others[0].Path())
	}
	return p.Missing(w, r, "newsroom/missing", missingPage{others, p.languages(Article{Publication: others[0], Others: others})})
}

// newsArticle is what schema.org's NewsArticle says of an article to machines.
type newsArticle struct {
	Context   string      `json:"@context"`
	Type      string      `json:"@type"`
	Headline  string      `json:"headline"`
	About     string      `json:"description"`
	Lang      string      `json:"inLanguage"`
	Section   string      `json:"articleSection"`
	Published string      `json:"datePublished"`
	Modified  string      `json:"dateModified"`
	Page      string      `json:"mainEntityOfPage"`
	Author    []ldNamed   `json:"author"`
	Publisher ldNamed     `json:"publisher"`
	Place     *ldNamed    `json:"contentLocation,omitempty"`
	Keywords  []string    `json:"keywords,omitempty"`
	Minutes   string      `json:"timeRequired"`
	Images    []string    `json:"image,omitempty"`
	Corrected []ldComment `json:"correction,omitempty"`
}

type ldNamed struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type ldComment struct {
	Type string `json:"@type"`
	Text string `json:"text"`
	At   string `json:"datePublished"`
}

// moments are written with the zone of the bodies, so that machines know the day
// that people read.
const ldMoment = "2006-01-02T15:04:05-07:00"

func (p pages) ld(page articlePage) *newsArticle {
	a := page.Article
	if a.Withdrawn != "" {
		return nil
	}
	ld := &newsArticle{
		Context: "https://schema.org", Type: "NewsArticle", Headline: a.Title, About: a.Lead, Lang: string(a.Lang),
		Section: page.Rubric.Name.In(a.Lang), Page: page.Canonical(), Minutes: "PT" + strconv.Itoa(a.Minutes) + "M",
		Published: a.Published.In(p.Book.Zone).Format(ldMoment), Modified: a.Changed.In(p.Book.Zone).Format(ldMoment),
		Author: []ldNamed{{"Organization", a.Author}}, Publisher: ldNamed{"Organization", p.Words.Say(a.Lang, "web.name")},
	}
	if page.Poster != nil {
		ld.Images = append(ld.Images, page.Poster.Src)
	}
	if page.HasAbove && page.Above.Src != "" {
		ld.Images = append(ld.Images, p.Address+page.Above.Src)
	}
	if a.Region.ID != "" {
		ld.Place = &ldNamed{"AdministrativeArea", a.Region.Name.In(a.Lang)}
	}
	for _, t := range a.Tags {
		ld.Keywords = append(ld.Keywords, t.Name)
	}
	for _, v := range a.Versions {
		if v.Note != "" {
			ld.Corrected = append(ld.Corrected, ldComment{"CorrectionComment", v.Note, v.At.In(p.Book.Zone).Format(ldMoment)})
		}
	}
	return ld
}

// Corrections are the versions after the first, the newest first.
func (p articlePage) Corrections() []Version {
	return slices.DeleteFunc(slices.Clone(p.Versions), func(v Version) bool { return v.Note == "" })
}

// versionsPage is the log of corrections of an article, each with what it
// changed.
type versionsPage struct {
	Article
	Steps []versionStep
	languages
}

// A versionStep is a version and how it differs from the one before.
type versionStep struct {
	Version
	Day     calendar.Day
	Hash    string
	Title   []markdown.Change
	Lead    []markdown.Change
	Changes []markdown.Change
}

func (p pages) versions(w http.ResponseWriter, r *web.Request) error {
	a, all, err := p.allVersions(r)
	if gone, to := p.renamed(r, err); gone && a.Docket == "" {
		http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
		return nil
	}
	if err != nil {
		return err
	}
	page := versionsPage{Article: a, languages: p.languages(a)}
	for i, v := range all {
		step := versionStep{Version: v, Day: calendar.Of(v.At.In(p.Book.Zone)), Hash: v.Hash()}
		if i > 0 {
			before := all[i-1]
			step.Title, step.Lead, step.Changes = changed(before.Title, v.Title), changed(before.Lead, v.Lead), changed(before.Text, v.Text)
		}
		page.Steps = append(page.Steps, step)
	}
	slices.Reverse(page.Steps)
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/versions", page)
}

// changed is how two texts differ; nil if they don't.
func changed(before, after string) []markdown.Change {
	if before == after {
		return nil
	}
	return markdown.Diff(before, after)
}

// allVersions are those of the article of an address, the oldest first. What was
// withdrawn has none to be read any more.
func (p pages) allVersions(r *web.Request) (Article, []Version, error) {
	a, _, err := p.ofAddress(r)
	if err != nil {
		return a, nil, err
	}
	if a.Withdrawn != "" {
		return a, nil, fault.NotFound
	}
	all, err := p.Versions(r.Context(), a.Docket)
	return a, all, err
}

// versionPage is an article as it once was.
type versionPage struct {
	Article
	Version Version
	Day     calendar.Day
	HTML    template.HTML
	languages
}

func (p pages) version(w http.ResponseWriter, r *web.Request) error {
	a, all, err := p.allVersions(r)
	if gone, to := p.renamed(r, err); gone && a.Docket == "" {
		http.Redirect(w, r.Request, to, http.StatusMovedPermanently)
		return nil
	}
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 || n > len(all) || strings.HasPrefix(r.PathValue("n"), "0") {
		return fault.NotFound
	}
	v := all[n-1]
	page := versionPage{Article: a, Version: v, Day: calendar.Of(v.At.In(p.Book.Zone)), languages: p.languages(a)}
	if page.HTML, err = markdown.HTML(v.Text, p.shown(r.Context(), a.Lang, false)); err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "newsroom/version", page)
}
