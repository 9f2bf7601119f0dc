package charter

import (
	"fmt"
	"io"
	"strings"

	"adal/internal/i18n"
)

// A Row says who may do one act.
type Row struct {
	Act     Act
	Chapter string // of the article that grants or forbids it
	Cells   []Cell // one for each of Kinds()
}

// A Cell says whether one kind of seat may do one act.
type Cell struct {
	May     bool // in its own body, or wherever the charter lets it
	Article int  // that grants it, or forbids it wherever one acts; 0 if the act is just another's
}

// Matrix returns kinds × acts in the order of the charter, found by asking the
// charter in every situation.
func (c *Charter) Matrix() []Row {
	rows := map[Act]*Row{}
	place := map[string]int{}
	for i, k := range kinds {
		place[k] = i
	}
	for q := range c.questions() {
		row := rows[q.act]
		if row == nil {
			row = &Row{Act: q.act, Cells: make([]Cell, len(kinds))}
			rows[q.act] = row
		}
		cell := &row.Cells[place[q.principal.Kind]]
		if v := c.decide(q.principal, q.act, q.on); v.allowed {
			*cell = Cell{May: true, Article: c.shelf[q.act].grants[0].Number}
		} else if !cell.May {
			for _, a := range v.by {
				if !a.depends {
					cell.Article = a.Number
					break
				}
			}
		}
	}
	all := make([]Row, 0, len(rows))
	for _, act := range acts {
		if row := rows[act]; row != nil {
			row.Chapter = chapterOf(c.home(act))
			all = append(all, *row)
		}
	}
	return all
}

// home returns the number of the article that grants an act, or else of the
// first that forbids it everywhere.
func (c *Charter) home(act Act) int {
	for _, a := range c.shelf[act].grants {
		return a.Number
	}
	for _, a := range c.shelf[act].filed {
		if !a.depends {
			return a.Number
		}
	}
	return 0
}

// Fprint prints the matrix and the steps of the proof in a language, for the
// command `adal charter check`. It returns the proof's error or that of w.
func (c *Charter) Fprint(w io.Writer, l i18n.Lang) error {
	var b strings.Builder
	say := func(key string, args ...any) string { return c.words.Say(l, "charter."+key, args...) }
	fmt.Fprintf(&b, "%s\n\n", say("check-title", c.hash))
	for i, k := range kinds {
		fmt.Fprintf(&b, "%3d  %s\n", i+1, c.words.Say(l, KindWord(k)))
	}
	fmt.Fprintf(&b, "\n%s\n", say("check-legend"))
	chapter := ""
	for _, r := range c.Matrix() {
		if r.Chapter != chapter {
			chapter = r.Chapter
			fmt.Fprintf(&b, "\n%s\n    %s   %s\n", say("chapter-"+chapter), columns(), say("check-article"))
		}
		fmt.Fprintf(&b, "    %s   %4d   %s\n", r.marks(), c.home(r.Act), c.words.Say(l, r.Act.Word()))
	}
	b.WriteByte('\n')
	proof := c.Proof()
	for _, s := range proof.Steps {
		mark := "✓"
		if len(s.Faults) > 0 || s.Checked == 0 {
			mark = "✗"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, say("check-step", s.Word(), s.Checked))
		for _, f := range s.Faults {
			fmt.Fprintf(&b, "    %s\n", f)
		}
	}
	err := proof.Err()
	if err == nil {
		fmt.Fprintf(&b, "\n%s\n", say("check-holds"))
	} else {
		fmt.Fprintf(&b, "\n%s\n", say("check-fails"))
	}
	if _, werr := io.WriteString(w, b.String()); werr != nil {
		return fmt.Errorf("printing the charter: %w", werr)
	}
	return err
}

// columns numbers the kinds.
func columns() string {
	var b strings.Builder
	for i := range kinds {
		fmt.Fprintf(&b, "%3d", i+1)
	}
	return b.String()
}

// marks prints the cells of a row.
func (r Row) marks() string {
	var b strings.Builder
	for _, c := range r.Cells {
		switch {
		case c.May:
			b.WriteString("  ●")
		case c.Article != 0:
			b.WriteString("  ×")
		default:
			b.WriteString("   ")
		}
	}
	return b.String()
}
