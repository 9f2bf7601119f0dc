package report

import (
	"adal/internal/calendar"
	"adal/internal/i18n"
	"adal/internal/paper"
)

// Paper is a published report as PDF in a language, with the name of its body.
func (d *Desk) Paper(r Report, l i18n.Lang, body string) ([]byte, error) {
	say := func(key string, args ...any) string { return d.Words.Say(l, key, args...) }
	chapters, err := r.Chapters()
	if err != nil {
		return nil, err
	}
	day := r.Counted
	if published, err := calendar.Parse(r.Published); err == nil {
		day = published
	}
	page := d.Address + "/" + string(l) + "/reports/" + r.ID
	p := paper.New(paper.About{Lang: l, Title: d.Title(l, r), Author: body, Day: day, Foot: page})
	p.Title(d.Title(l, r))
	p.Text(body)
	p.Facts(
		paper.Fact{Name: say("report.number"), Value: r.Number},
		paper.Fact{Name: say("report.days"), Value: i18n.Date(l, r.Since) + " – " + i18n.Date(l, r.Until)},
		paper.Fact{Name: say("report.counted"), Value: i18n.Date(l, r.Counted)},
	)
	p.Text(r.Foreword.In(l))
	for _, c := range chapters {
		p.Heading(say(c.Word))
		if !c.Counted || len(c.Figures) == 0 {
			p.Note(d.empty(l, c))
			continue
		}
		p.Table(d.table(c, l, say))
	}
	if r.SHA256 != "" {
		p.Heading(say("report.proof"))
		p.Note(say("report.proof-about"))
		p.Note(r.SHA256)
	}
	if err := p.QR(page, page, 28); err != nil {
		return nil, err
	}
	return p.Bytes()
}

// empty says why a chapter has no figures.
func (d *Desk) empty(l i18n.Lang, c Chapter) string {
	if c.Counted {
		return d.Words.Say(l, "report.nothing")
	}
	return d.Words.Say(l, "report.not-counted")
}

func (d *Desk) table(c Chapter, l i18n.Lang, say func(string, ...any) string) paper.Table {
	t := paper.Table{Cols: []paper.Column{{Head: say("report.figure"), Share: 4}, {Head: say("report.value"), Share: 1.4, Number: true}, {Head: say("report.of"), Share: 5}}}
	for _, f := range c.Figures {
		link := ""
		if f.Href != "" {
			link = d.Address + "/" + string(l) + f.Href
		}
		of := f.Of.In(l)
		if how := f.How.In(l); how != "" {
			of += "\n" + how
		}
		t.Rows = append(t.Rows, []paper.Cell{{Text: f.Label.In(l)}, {Text: f.Value.In(l)}, {Text: of, Link: link}})
	}
	return t
}

// Title is what a report is called in a language.
func (d *Desk) Title(l i18n.Lang, r Report) string {
	h := r.Half()
	word := "report.title-first"
	if h.N == 2 {
		word = "report.title-second"
	}
	return d.Words.Say(l, word, h.Text())
}

// Text is the year as a name, which isn't grouped.
func (h Half) Text() string { return calendar.Date(h.Year, 1, 1).String()[:4] }
