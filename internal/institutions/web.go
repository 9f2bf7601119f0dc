package institutions

import (
	"embed"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/directory"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// keepFor is how long a page may stand: what changes it says so.
const keepFor = time.Hour

// Routes adds the pages of the directory to a site.
func (c *Catalogue) Routes(site *web.Site) error {
	p := pages{c, site}
	site.Handle("GET /institutions", charter.Read, p.list)
	site.Handle("GET /institutions.csv", charter.Read, p.listCSV)
	site.Handle("GET /institutions.json", charter.Read, p.listJSON)
	site.Handle("GET /institutions.atom", charter.Read, p.listAtom)
	site.Handle("GET /institutions.geojson", charter.Read, p.listGeoJSON)
	site.Handle("GET /institutions/topics", charter.Read, p.topics)
	site.Handle("GET /institutions/topics.csv", charter.Read, p.topicsCSV)
	site.Handle("GET /institutions/topics.json", charter.Read, p.topicsJSON)
	site.Handle("GET /institutions/competences.csv", charter.Read, p.competencesCSV)
	site.Handle("GET /institutions/{id}", charter.Read, p.one)
	p.correctionRoutes()
	site.HandleProgram("GET /institutions/popolo.json", charter.Read, p.popolo, web.Limit{Bytes: 1 << 10, Time: 10 * time.Second})
	return site.Area("institutions", pagesAndWords)
}

type pages struct {
	*Catalogue
	*web.Site
}

// A view is the directory on a day, in the language of its reader.
type view struct {
	*directory.Data
	Day  calendar.Day
	Lang i18n.Lang
}

func (p pages) view(r *web.Request) (v view, err error) {
	v.Lang = r.Lang
	v.Data, v.Day, err = p.today(r.Context())
	return v, err
}

// Name is what an institution is called on the day; its id if there is none.
func (v view) Name(id string) string {
	if i, ok := v.Get(id); ok {
		return i.On(v.Day).Name.In(v.Lang)
	}
	return id
}

// Where is the place of an institution's style: its district and region, or "" for
// the whole republic.
func (v view) Where(s directory.Style) string { return v.PlaceName(s.Region, s.District) }

// PlaceName names a district of a region.
func (v view) PlaceName(region, district string) string {
	name, _, _ := v.Region(region)
	if k, ok := v.District(district); ok {
		return name.In(v.Lang) + ", " + k.Name.In(v.Lang)
	}
	return name.In(v.Lang)
}

// KindName is what a kind is called.
func (v view) KindName(id string) string {
	k, _ := v.Kind(id)
	return k.Name.In(v.Lang)
}

// TopicName is what a topic is called.
func (v view) TopicName(id string) string {
	t, _ := v.Topic(id)
	return t.Name.In(v.Lang)
}

// A choice is one of a select.
type choice map[string]string

func (v view) kinds() (all []choice) {
	for _, k := range v.Kinds {
		all = append(all, choice{"value": k.ID, "label": k.Name.In(v.Lang)})
	}
	return v.sorted(all)
}

func (v view) regions() (all []choice) {
	for _, r := range v.Regions {
		all = append(all, choice{"value": r.ID, "label": r.Name.In(v.Lang)})
	}
	return v.sorted(all)
}

func (v view) districts(region string) (all []choice) {
	for _, k := range v.DistrictsOf(region) {
		all = append(all, choice{"value": k.ID, "label": k.Name.In(v.Lang)})
	}
	return v.sorted(all)
}

func (v view) sorted(all []choice) []choice {
	i18n.Sort(v.Lang, all, func(c choice) string { return c["label"] })
	return all
}

// topicChoices are all topics, each below the one that it is part of.
func (v view) topicChoices() (all []choice) {
	var add func(parent, indent string)
	add = func(parent, indent string) {
		below := v.Under(parent)
		i18n.Sort(v.Lang, below, func(t directory.Topic) string { return t.Name.In(v.Lang) })
		for _, t := range below {
			all = append(all, choice{"value": t.ID, "label": indent + t.Name.In(v.Lang)})
			add(t.ID, indent+"– ")
		}
	}
	add("", "")
	return all
}

// An asking is what a reader asked for.
type asking struct {
	Text, Region, District, Topic, Kind string
	Page                                int // from 1
}

// asked is what the address says.
func asked(r *web.Request) asking {
	a := asking{
		Text: strings.TrimSpace(r.FormValue("q")), Region: r.FormValue("region"), District: r.FormValue("district"),
		Topic: r.FormValue("topic"), Kind: r.FormValue("kind"), Page: 1,
	}
	if n, err := strconv.Atoi(r.FormValue("page")); err == nil && n > 1 && n < 1_000_000 {
		a.Page = n
	}
	return a
}

// Empty reports whether nothing was asked.
func (a asking) Empty() bool { return a.Text+a.Region+a.District+a.Topic+a.Kind == "" }

// Query is the asking as an address has it, "" if it is empty.
func (a asking) Query(page int) string {
	q := url.Values{}
	for name, value := range map[string]string{"q": a.Text, "region": a.Region, "district": a.District, "topic": a.Topic, "kind": a.Kind} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// send serves an export of the directory.
func (p pages) send(w http.ResponseWriter, r *web.Request, kind string, body []byte) error {
	if r.URL.RawQuery == "" {
		r.Keep(keepFor)
	}
	return p.Send(w, r, kind, body)
}
