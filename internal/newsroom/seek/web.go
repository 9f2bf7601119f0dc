package seek

import (
	"embed"
	"fmt"
	"net/http"
	"strconv"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/search"
	"adal/internal/web"
)

//go:embed pages words.toml
var pagesAndWords embed.FS

// Routes adds the page to a site, and the box to all pages.
func (s *Seeker) Routes(site *web.Site) error {
	site.Handle("GET /search", charter.Read, pages{s, site}.search)
	site.Seek = "/search"
	return site.Area("seek", pagesAndWords)
}

type pages struct {
	*Seeker
	*web.Site
}

// searchPage is a question and what there is.
type searchPage struct {
	Asked   asked
	Answer  search.Answer
	Hits    []hit
	Filters []filter
	Doors   []door
	Newer   string // the page before, without the language; "" for none
	Older   string
	query   string // of the address, for the other languages
}

// A hit is something that was found, as the page shows it.
type hit struct {
	search.Hit
	Href   string
	Kind   string // in the reader's language
	Region i18n.Text
	Other  bool // it is in another language than the page
}

// A filter narrows an answer to one of its values.
type filter struct {
	Word   string
	Values []value
	Chosen string // what it is narrowed to; "" for nothing
	All    string // where it isn't, without the language
}

type value struct {
	Label string
	N     int
	Href  string
	Now   bool
}

// A door is where somebody can go who found nothing.
type door struct{ Href, Word, About string }

// doors are the doors, the most needed first.
var doors = []door{
	{"/reception", "seek.door-tell", "seek.door-tell-about"},
	{"/charter", "seek.door-who", "seek.door-who-about"},
	{"/news/archive", "seek.door-news", "seek.door-news-about"},
}

// Elsewhere keeps the question when the reader changes the language.
func (p searchPage) Elsewhere() []web.Elsewhere {
	all := make([]web.Elsewhere, len(i18n.Langs))
	for i, l := range i18n.Langs {
		all[i] = web.Elsewhere{Lang: l, Href: "/" + string(l) + "/search" + p.query}
	}
	return all
}

func (p pages) search(w http.ResponseWriter, r *web.Request) error {
	a := askedOf(r.URL.Query())
	page := searchPage{Asked: a, Doors: doors}
	if a.Text != "" {
		page.query = a.with("page", strconv.Itoa(a.Page+1))[len("/search"):]
	}
	var err error
	if page.Answer, err = p.Index.Find(r.Context(), a.query(r.Lang)); err != nil {
		return err
	}
	if err := p.fill(r, &page); err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	return p.Show(w, r, "seek/search", page)
}

// fill makes an answer readable in the language of a request.
func (p pages) fill(r *web.Request, page *searchPage) error {
	regions, err := p.Regions(r.Context())
	if err != nil {
		return fmt.Errorf("the names of regions: %w", err)
	}
	for _, h := range page.Answer.Hits {
		kind := p.kind(h.Kind)
		if kind.Undated {
			h.Day = calendar.Day{}
		}
		page.Hits = append(page.Hits, hit{
			Hit: h, Href: "/" + string(h.Lang) + h.Path, Kind: p.Text(r, kind.Word), Region: regions[h.Document.Region], Other: h.Lang != r.Lang,
		})
	}
	page.Filters = p.filters(r, page.Asked, page.Answer, regions)
	if n := page.Asked.Page; n > 0 {
		page.Newer = page.Asked.with("page", strconv.Itoa(n))
	}
	if n := page.Asked.Page; n+1 < page.Answer.Pages {
		page.Older = page.Asked.with("page", strconv.Itoa(n+2))
	}
	return nil
}

// filters are those that would leave something and not everything.
func (p pages) filters(r *web.Request, a asked, found search.Answer, regions map[string]i18n.Text) (all []filter) {
	names := map[i18n.Lang]string{i18n.KK: "Қазақша", i18n.RU: "Русский", i18n.EN: "English"}
	for _, f := range []struct {
		name, word, chosen string
		counts             []search.Count
		label              func(string) string
	}{
		{"kind", "seek.by-kind", a.Kind, found.Kinds, func(s string) string { return p.Text(r, p.kind(s).Word) }},
		{"lang", "seek.by-lang", a.Lang, found.Langs, func(s string) string { return names[i18n.Lang(s)] }},
		{"year", "seek.by-year", yearText(a.Year), found.Years, func(s string) string { return s }},
		{"region", "seek.by-region", a.Region, found.Regions, func(s string) string { return regions[s].In(r.Lang) }},
	} {
		one := filter{Word: f.word, Chosen: f.chosen, All: a.with(f.name, "")}
		for _, c := range f.counts {
			if label := f.label(c.Name); label != "" {
				one.Values = append(one.Values, value{label, c.N, a.with(f.name, c.Name), c.Name == f.chosen})
			}
		}
		if len(one.Values) > 1 || f.chosen != "" {
			all = append(all, one)
		}
	}
	return all
}

// Filtered reports whether the question has filters.
func (p searchPage) Filtered() bool { return p.Asked.filtered() }

// Unfiltered is where the question has no filters.
func (p searchPage) Unfiltered() string { return asked{Text: p.Asked.Text}.with("", "") }

// First is the number of the first hit of the page.
func (p searchPage) First() int { return p.Asked.Page*perPage + 1 }
