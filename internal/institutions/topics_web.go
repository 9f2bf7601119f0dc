package institutions

import (
	"net/http"

	"adal/internal/directory"
	"adal/internal/i18n"
	"adal/internal/web"
)

// topicsPage is the tree of topics, each with how many answer for it.
type topicsPage struct{ view }

// A branch is a topic with its parts.
type branch struct {
	directory.Topic
	N     int // institutions that answer for it on the day
	Parts []branch
}

// Tree is the topics from the top, by their names.
func (t topicsPage) Tree() []branch { return t.below("") }

func (t topicsPage) below(parent string) (all []branch) {
	for _, topic := range t.Under(parent) {
		b := branch{Topic: topic, Parts: t.below(topic.ID)}
		b.N = len(t.Find(directory.Query{Topic: topic.ID, Day: t.Day}, t.Lang))
		all = append(all, b)
	}
	i18n.Sort(t.Lang, all, func(b branch) string { return b.Name.In(t.Lang) })
	return all
}

func (p pages) topics(w http.ResponseWriter, r *web.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	r.Keep(keepFor)
	return p.Show(w, r, "institutions/topics", topicsPage{v})
}

func (p pages) topicsCSV(w http.ResponseWriter, r *web.Request) error {
	return p.table(w, r, directory.Topics)
}

func (p pages) competencesCSV(w http.ResponseWriter, r *web.Request) error {
	return p.table(w, r, directory.Competences)
}

func (p pages) table(w http.ResponseWriter, r *web.Request, t directory.Table) error {
	all, _, err := p.today(r.Context())
	if err != nil {
		return err
	}
	return p.send(w, r, "text/csv; charset=utf-8", all.CSV(t))
}

func (p pages) topicsJSON(w http.ResponseWriter, r *web.Request) error {
	all, _, err := p.today(r.Context())
	if err != nil {
		return err
	}
	type one struct {
		ID     string    `json:"id"`
		Parent string    `json:"parent,omitempty"`
		Name   i18n.Text `json:"name"`
		Words  i18n.Text `json:"words"`
	}
	topics := []one{}
	for _, t := range all.Topics {
		topics = append(topics, one{t.ID, t.Parent, t.Name, t.Words})
	}
	return p.sendJSON(w, r, "application/json; charset=utf-8", topics)
}
