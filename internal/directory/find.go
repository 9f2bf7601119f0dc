package directory

import (
	"cmp"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/i18n"
	"adal/internal/stem"
)

// A keyed is a word of a language that was taken apart.
type keyed struct {
	lang i18n.Lang
	word string
}

// An index is what a directory is looked up by.
type index struct {
	kinds         map[string]int
	districts     map[string]int
	topics        map[string]int
	institutions  map[string]int
	byTopic       map[string][]Competence
	byInstitution map[string][]Competence
	words         map[string][]posting // by key
}

// A posting says that a word is in the name of something.
type posting struct {
	of   thing
	at   int // among its kind
	weak bool
}

// A thing is what has a name.
type thing byte

const (
	ofInstitution thing = iota
	ofTopic
	ofRegion
	ofDistrict
)

// enter makes the index. Keys are those of words that were taken apart before.
func (d *Data) enter(keys map[keyed][]stem.Key) {
	d.link()
	d.words = map[string][]posting{}
	put := func(of thing, at int, t i18n.Text) {
		for l, text := range map[i18n.Lang]string{i18n.KK: t.KK, i18n.RU: t.RU, i18n.EN: t.EN} {
			for w := range stem.Words(text) {
				k := keyed{l, w.Folded}
				if _, ok := keys[k]; !ok {
					keys[k] = stem.Keys(l, w.Folded)
				}
				for _, key := range keys[k] {
					p := posting{of, at, key.Weak}
					if here := d.words[key.Text]; len(here) == 0 || here[len(here)-1] != p {
						d.words[key.Text] = append(here, p)
					}
				}
			}
		}
	}
	for n, i := range d.Institutions {
		for _, s := range i.Styles {
			put(ofInstitution, n, s.Name)
			put(ofInstitution, n, s.Short)
		}
		if at, ok := d.kinds[i.Kind]; ok {
			put(ofInstitution, n, d.Kinds[at].Name)
		}
	}
	for n, t := range d.Topics {
		put(ofTopic, n, t.Name)
		put(ofTopic, n, t.Words)
	}
	for n, r := range d.Regions {
		put(ofRegion, n, r.Name)
	}
	for n, k := range d.Districts {
		put(ofDistrict, n, k.Name)
	}
}

// link makes the maps by id.
func (d *Data) link() {
	d.index = index{
		kinds: map[string]int{}, districts: map[string]int{}, topics: map[string]int{}, institutions: map[string]int{},
		byTopic: map[string][]Competence{}, byInstitution: map[string][]Competence{},
	}
	for n, k := range d.Kinds {
		d.kinds[k.ID] = n
	}
	for n, k := range d.Districts {
		d.districts[k.ID] = n
	}
	for n, t := range d.Topics {
		d.topics[t.ID] = n
	}
	for n, i := range d.Institutions {
		d.institutions[i.ID] = n
	}
	for _, c := range d.Competences {
		d.byTopic[c.Topic] = append(d.byTopic[c.Topic], c)
		d.byInstitution[c.Institution] = append(d.byInstitution[c.Institution], c)
	}
}

// Get is an institution by its id.
func (d *Data) Get(id string) (Institution, bool) { return at(d.Institutions, d.institutions, id) }

// Topic is a topic by its id.
func (d *Data) Topic(id string) (Topic, bool) { return at(d.Topics, d.topics, id) }

// Kind is a kind by its id.
func (d *Data) Kind(id string) (Kind, bool) { return at(d.Kinds, d.kinds, id) }

// District is a district by its id.
func (d *Data) District(id string) (District, bool) { return at(d.Districts, d.districts, id) }

// DistrictsOf are the districts of a region.
func (d *Data) DistrictsOf(region string) (all []District) {
	for _, k := range d.Districts {
		if k.Region == region {
			all = append(all, k)
		}
	}
	return all
}

// Region is a region as it is named now, by its id.
func (d *Data) Region(id string) (name i18n.Text, in i18n.Text, ok bool) {
	for _, r := range d.Regions {
		if r.ID == id {
			return r.Name, r.In, true
		}
	}
	return name, in, false
}

func at[T any](all []T, by map[string]int, id string) (t T, ok bool) {
	n, ok := by[id]
	if ok {
		t = all[n]
	}
	return t, ok
}

// A Query narrows the list of institutions. The zero Query has all of a day.
type Query struct {
	Text     string // any form of words, in any of the languages
	Region   string // its institutions, and those of its districts
	District string
	Kind     string
	Topic    string // that they answer for, or a part of it
	Day      calendar.Day
	Gone     bool // also those that are no more on the day
}

// What a word of a question weighs where it is found.
const (
	inTopicLoosely = 1
	inNameLoosely  = 2
	inTopic        = 3
	inName         = 6
)

// Find is the institutions that a query asks for: those that its words fit best
// first, and else by their names in a language. Each word has to be in a name of
// the institution, past or present, or in a topic that it answers for.
func (d *Data) Find(q Query, l i18n.Lang) []Institution {
	scores := d.score(stem.Ask(q.Text), q.Day)
	type hit struct {
		Institution
		name  string
		score int
	}
	var hits []hit
	for n, i := range d.Institutions {
		s := i.On(q.Day)
		switch {
		case !q.Gone && !i.Is(q.Day), q.Kind != "" && i.Kind != q.Kind, q.Region != "" && s.Region != q.Region,
			q.District != "" && s.District != q.District, q.Topic != "" && !d.answersFor(i.ID, q.Topic, q.Day):
			continue
		}
		if scores != nil && scores[n] == 0 {
			continue
		}
		hits = append(hits, hit{i, s.Name.In(l), scores[n]})
	}
	i18n.Sort(l, hits, func(h hit) string { return h.name })
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	found := make([]Institution, len(hits))
	for n, h := range hits {
		found[n] = h.Institution
	}
	return found
}

func (d *Data) answersFor(id, topic string, day calendar.Day) bool {
	return slices.ContainsFunc(d.byInstitution[id], func(c Competence) bool { return c.On(day) && d.Within(c.Topic, topic) })
}

// score is how well each institution fits a question; nil if nothing was asked.
func (d *Data) score(q stem.Question, day calendar.Day) map[int]int {
	if len(q.Words) == 0 {
		return nil
	}
	var total map[int]int
	for _, w := range q.Words {
		best := map[int]int{}
		better := func(n, score int) { best[n] = max(best[n], score) }
		for _, k := range w.Keys {
			for _, p := range d.words[k.Text] {
				loose := k.Weak || p.weak
				switch {
				case p.of == ofInstitution && loose:
					better(p.at, inNameLoosely)
				case p.of == ofInstitution:
					better(p.at, inName)
				case p.of == ofTopic:
					for _, c := range d.byTopic[d.Topics[p.at].ID] {
						if n, ok := d.institutions[c.Institution]; ok && c.On(day) {
							better(n, map[bool]int{true: inTopicLoosely, false: inTopic}[loose])
						}
					}
				case !common[w.Folded]:
					d.standing(p, day, func(n int) { better(n, inTopic) })
				}
			}
		}
		total = met(total, best)
	}
	return total
}

// standing calls there with every institution of a region or district.
func (d *Data) standing(p posting, day calendar.Day, there func(n int)) {
	for n, i := range d.Institutions {
		s := i.On(day)
		if p.of == ofRegion && s.Region == d.Regions[p.at].ID || p.of == ofDistrict && s.District == d.Districts[p.at].ID {
			there(n)
		}
	}
}

// met adds the scores of another word to those that have all words before.
func met(total, best map[int]int) map[int]int {
	if total == nil {
		return best
	}
	both := map[int]int{}
	for n, score := range total {
		if best[n] > 0 {
			both[n] = score + best[n]
		}
	}
	return both
}

// An Asking is what a sentence asks for: topics, the likeliest first, and where.
type Asking struct {
	Topics           []Topic
	Region, District string
}

// Understand takes a question apart, such as "тас жол Ақтау": words that name a
// region or a district say where, the others what. A question may have words that
// nothing is called by; what has most of the others comes first.
func (d *Data) Understand(text string) (a Asking) {
	scores := map[int]int{}
	for _, w := range stem.Ask(text).Words {
		if d.place(&a, w) {
			continue
		}
		best := map[int]int{}
		for _, k := range w.Keys {
			for _, p := range d.words[k.Text] {
				if p.of == ofTopic {
					best[p.at] = max(best[p.at], map[bool]int{true: inTopicLoosely, false: inTopic}[k.Weak || p.weak])
				}
			}
		}
		for n, score := range best {
			scores[n] += score
		}
	}
	for n := range scores {
		a.Topics = append(a.Topics, d.Topics[n])
	}
	slices.SortFunc(a.Topics, func(x, y Topic) int {
		// Of two that fit alike the more particular one is meant, and else the first.
		return cmp.Or(cmp.Compare(scores[d.topics[y.ID]], scores[d.topics[x.ID]]),
			cmp.Compare(len(d.Line(y.ID)), len(d.Line(x.ID))), strings.Compare(x.ID, y.ID))
	})
	return a
}

// place reports whether a word says where, and keeps it. A word of a district's
// name is its region's too.
func (d *Data) place(a *Asking, w stem.Sought) bool {
	said := false
	for _, k := range w.Keys {
		if k.Weak {
			continue
		}
		for _, p := range d.words[k.Text] {
			switch {
			case p.weak:
			case p.of == ofDistrict && a.District == "":
				a.District, a.Region, said = d.Districts[p.at].ID, d.Districts[p.at].Region, true
			case p.of == ofRegion && a.Region == "" && !common[w.Folded]:
				a.Region, said = d.Regions[p.at].ID, true
			}
		}
	}
	return said || common[w.Folded]
}

// common are words of the names of many regions, which say of none that it is
// meant.
var common = map[string]bool{
	"облыс": true, "облысы": true, "облысында": true, "область": true, "области": true, "region": true, "in": true,
	"қала": true, "қаласы": true, "қаласында": true, "город": true, "города": true, "городе": true, "city": true,
	"аудан": true, "ауданы": true, "ауданында": true, "район": true, "района": true, "районе": true, "district": true,
	"в": true, "и": true, "the": true, "of": true, "қазақстан": true, "казахстан": true, "kazakhstan": true,
}
