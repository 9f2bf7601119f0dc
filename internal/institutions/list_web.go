package institutions

import (
	"net/http"
	"strconv"

	"adal/internal/chart"
	"adal/internal/directory"
	"adal/internal/web"
)

// perPage is how many institutions a page of the list has.
const perPage = 50

// listPage asks first who answers for what, and lists what was found.
type listPage struct {
	view
	Asked                              asking
	Regions, Districts, Topics, Kinds  []choice
	Answer                             *answer
	Found                              []directory.Institution
	Total, Pages                       int
	Map                                chart.SVG
	Counts                             []count // beside the map
	Back, Next, CSV, JSON, Atom, Place string
}

// A count is how many institutions a region has.
type count struct {
	Name, Href string
	N          int
}

// An answer is who answers for a topic, as a page says it.
type answer struct {
	view
	directory.Answer
	Asked directory.Topic
	Where string // asked for; "" for the whole republic
	Also  []directory.Topic
	ask   asking
}

// Known reports whether anybody is known to answer.
func (a answer) Known() bool { return len(a.Found) > 0 }

// Part reports whether the answer is of a wider topic than was asked for.
func (a answer) Part() bool { return a.Topic.ID != a.Asked.ID }

// Above are those whom a question goes to that isn't answered.
func (a answer) Above() []directory.Institution {
	if !a.Known() {
		return nil
	}
	return a.Superiors(a.Found[0].ID, a.Day)
}

// Href asks the same of another topic.
func (a answer) Href(topic string) string {
	q := a.ask
	q.Topic, q.Text, q.Page = topic, "", 1
	return "/institutions" + q.Query(1)
}

// most is how many other topics a question is offered.
const most = 4

// narrowed is what was asked for with what its words say: where, and of what.
func (v view) narrowed(a asking) (asking, *answer) {
	said := v.Understand(a.Text)
	place := a
	if a.Region == "" && a.District == "" {
		place.Region, place.District = said.Region, said.District
	}
	if k, ok := v.District(place.District); !ok || place.Region != "" && k.Region != place.Region {
		place.District = ""
	} else {
		place.Region = k.Region
	}
	topics := said.Topics
	if t, ok := v.Topic(a.Topic); ok {
		topics = []directory.Topic{t}
	}
	if len(topics) == 0 {
		return place, nil
	}
	found := &answer{view: v, Asked: topics[0], Where: v.PlaceName(place.Region, place.District), ask: place}
	found.Answer = v.WhoAnswers(topics[0].ID, place.Region, place.District, v.Day)
	found.Also = topics[1:min(len(topics), most+1)]
	return place, found
}

// find is the institutions that were asked for.
func (v view) find(a asking) []directory.Institution {
	return v.Find(directory.Query{Text: a.Text, Region: a.Region, District: a.District, Kind: a.Kind, Topic: a.Topic, Day: v.Day}, v.Lang)
}

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	page := listPage{view: v, Asked: asked(r), Topics: v.topicChoices(), Kinds: v.kinds()}
	page.Regions = v.regions()
	place, found := v.narrowed(page.Asked)
	page.Answer = found
	page.Districts = v.districts(place.Region)
	all := v.find(page.Asked)
	page.cut(all)
	if page.Asked.Empty() {
		p.chart(r, &page)
		r.Keep(keepFor)
	}
	return p.Show(w, r, "institutions/list", page)
}

// cut keeps the page that was asked for, and knows the others.
func (l *listPage) cut(all []directory.Institution) {
	a := l.Asked
	l.Total, l.Pages = len(all), max(1, (len(all)+perPage-1)/perPage)
	a.Page = min(a.Page, l.Pages)
	l.Asked.Page = a.Page
	l.Found = all[(a.Page-1)*perPage : min(a.Page*perPage, len(all))]
	if a.Page > 1 {
		l.Back = "/institutions" + a.Query(a.Page-1)
	}
	if a.Page < l.Pages {
		l.Next = "/institutions" + a.Query(a.Page+1)
	}
	q := a.Query(1)
	l.CSV, l.JSON, l.Atom, l.Place = "/institutions.csv"+q, "/institutions.json"+q, "/institutions.atom"+q, "/institutions.geojson"+q
}

// chart draws how many institutions each region has.
func (p pages) chart(r *web.Request, page *listPage) {
	v, n := page.view, map[string]int{}
	for _, i := range v.Institutions {
		if i.Is(v.Day) {
			n[i.On(v.Day).Region]++
		}
	}
	highest := 1
	for _, region := range v.Data.Regions {
		highest = max(highest, n[region.ID])
	}
	m := chart.Regions{Lang: r.Lang, About: chart.About{ID: "regions", Title: p.Text(r, "institutions.map"), Description: p.Text(r, "institutions.map-about")}}
	for _, c := range v.regions() {
		id := c["value"]
		href := "/institutions" + asking{Region: id}.Query(1)
		m.Tiles = append(m.Tiles, chart.RegionTile{
			ID: id, Name: c["label"] + ": " + strconv.Itoa(n[id]), Value: strconv.Itoa(n[id]), Class: n[id] * 5 / highest, Href: "/" + string(r.Lang) + href,
		})
		page.Counts = append(page.Counts, count{c["label"], href, n[id]})
	}
	page.Map = m.Draw()
}
