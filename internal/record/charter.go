package record

import (
	"slices"
	"strings"

	"adal/internal/charter"
)

// A sheet is the charter as a page lays it out. It never changes while the
// program runs, so it is made once.
type sheet struct {
	Hash     string
	Chapters []chapter
	Proof    []charter.Step
	Holds    bool
}

// A chapter is the articles of a part of the charter, and who may do what in it.
type chapter struct {
	Name     string
	Articles []article
	Kinds    []string // the columns: kinds that may or must not do some act of the chapter
	Rows     []row
}

// An article is an article with what it means on this installation.
type article struct {
	charter.Article
	Permits bool
	Doings  []doing
}

// A doing is an act, and whether a page offers it.
type doing struct {
	Act   charter.Act
	Later bool // not yet
	Never bool // permitted to somebody, but not on this platform
}

// A row says who may do an act.
type row struct {
	doing
	Cells []charter.Cell // one for each of the chapter's Kinds
}

// layOut reads a charter as citizens do: by chapters.
func layOut(c *charter.Charter, later map[charter.Act]bool) sheet {
	s := sheet{Hash: c.Hash()}
	areas := c.Areas()
	do := func(a charter.Act) doing {
		return doing{Act: a, Later: later[a], Never: areas[a] == "" && len(c.Owner(a)) > 0}
	}
	for _, a := range c.Articles() {
		if n := len(s.Chapters); n == 0 || s.Chapters[n-1].Name != a.Chapter {
			s.Chapters = append(s.Chapters, chapter{Name: a.Chapter})
		}
		one := article{Article: a, Permits: a.Effect == "permit"}
		for _, act := range a.Acts {
			if one.Permits {
				one.Doings = append(one.Doings, do(act))
			} else {
				one.Doings = append(one.Doings, doing{Act: act})
			}
		}
		last := &s.Chapters[len(s.Chapters)-1]
		last.Articles = append(last.Articles, one)
	}
	matrix := c.Matrix()
	for i := range s.Chapters {
		s.Chapters[i].fill(matrix, do)
	}
	proof := c.Proof()
	s.Proof, s.Holds = proof.Steps, proof.Err() == nil
	return s
}

// fill takes the chapter's rows out of the whole matrix, and of its columns
// those that say something: ten columns of dashes would hide who may act.
func (ch *chapter) fill(matrix []charter.Row, do func(charter.Act) doing) {
	kinds := charter.Kinds()
	says := make([]bool, len(kinds))
	for _, r := range matrix {
		if r.Chapter != ch.Name {
			continue
		}
		for i, cell := range r.Cells {
			says[i] = says[i] || cell.May || cell.Article != 0
		}
	}
	for i, kind := range kinds {
		if says[i] {
			ch.Kinds = append(ch.Kinds, kind)
		}
	}
	for _, r := range matrix {
		if r.Chapter != ch.Name {
			continue
		}
		one := row{doing: do(r.Act)}
		for i, cell := range r.Cells {
			if says[i] {
				one.Cells = append(one.Cells, cell)
			}
		}
		ch.Rows = append(ch.Rows, one)
	}
}

// Mark is the word for an act that no page offers, "" if one does.
func (d doing) Mark() string {
	switch {
	case d.Later:
		return "later"
	case d.Never:
		return "never"
	}
	return ""
}

// Mark is the word for an article of which no act is offered, for one and the
// same reason. A prohibition needs none: what it forbids isn't offered anyway.
func (a article) Mark() string {
	word := a.Doings[0].Mark()
	if slices.ContainsFunc(a.Doings, func(d doing) bool { return d.Mark() != word }) {
		return ""
	}
	return word
}

// Excepts reports whether a prohibition has exceptions, which its text names.
func (a article) Excepts() bool { return !a.Permits && strings.Contains(a.Source, "unless") }

// Wide reports whether an article speaks of so many acts that a list of them
// says less than a sentence.
func (a article) Wide() bool { return len(a.Doings) > 16 }

// Everybody reports whether an article speaks of every kind of seat.
func (a article) Everybody() bool { return len(a.Kinds) == len(charter.Kinds()) }

// Seats reports whether an article speaks of every seat and not of the public.
func (a article) Seats() bool {
	return len(a.Kinds) == len(charter.Kinds())-1 && !slices.Contains(a.Kinds, charter.KindPublic)
}
