package monitoring

import (
	"context"
	"slices"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/pictures"
)

// A Likeness is another shortcoming that may be the same, with what speaks for it.
type Likeness struct {
	Shortcoming
	Days    int     // between the two
	Metres  float64 // between them; negative if a place isn't known
	Text    float64 // the share of three-letter pieces that both texts have
	Picture bool    // two of their pictures look alike
}

// What makes two shortcomings alike: the institution and the question are the
// same, they were seen within a quarter of a year, and near one another, or the
// texts or two pictures are alike.
const (
	window  = 92    // days
	near    = 300.0 // metres
	similar = 0.5
	mostOf  = 50 // that are looked at, the nearest in time
)

// Alike returns the shortcomings of the same body that may be the same one, the
// likeliest first. It suggests and doesn't decide.
func (g *Group) Alike(ctx context.Context, by charter.Principal, id string) (all []Likeness, err error) {
	if err := g.may(by, charter.Review); err != nil {
		return nil, err
	}
	return all, g.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := g.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		others, err := sameQuestion(ctx, tx, s, s.Seen.AddDays(-window), s.Seen.AddDays(window), mostOf)
		if err != nil {
			return err
		}
		looks, err := looksOf(ctx, tx, s)
		if err != nil {
			return err
		}
		for _, o := range others {
			theirs, err := looksOf(ctx, tx, o)
			if err != nil {
				return err
			}
			if l := liken(s, o, looks, theirs); l.near() || l.Picture || l.Text >= similar {
				all = append(all, l)
			}
		}
		slices.SortStableFunc(all, func(a, b Likeness) int { return b.weight() - a.weight() })
		return nil
	})
}

// near reports whether two were seen at one place, as far as it is known. Places
// of a campaign are coarse: those of one field are one.
func (l Likeness) near() bool { return l.Metres >= 0 && l.Metres <= near }

func (l Likeness) weight() (n int) {
	if l.Picture {
		n += 200
	}
	if l.near() {
		n += 50
	}
	return n + int(l.Text*100)
}

func liken(s, o Shortcoming, looks, theirs []pictures.Look) Likeness {
	l := Likeness{Shortcoming: o, Days: s.Seen.DaysUntil(o.Seen), Metres: -1, Text: alikeness(s.Words, o.Words)}
	if l.Days < 0 {
		l.Days = -l.Days
	}
	if s.Place.Known && o.Place.Known {
		l.Metres = s.Place.Metres(o.Place)
	}
	for _, a := range looks {
		l.Picture = l.Picture || slices.ContainsFunc(theirs, func(b pictures.Look) bool { return pictures.Like(a, b) })
	}
	return l
}

func looksOf(ctx context.Context, tx *db.Tx, s Shortcoming) (looks []pictures.Look, err error) {
	all, err := exhibits(ctx, tx, s)
	for _, e := range all {
		if e.Look == "" {
			continue
		}
		look, err := pictures.ParseLook(e.Look)
		if err != nil {
			return nil, err
		}
		looks = append(looks, look)
	}
	return looks, err
}

// alikeness is how alike two texts are in the language in which they are most:
// the share of the pieces of three letters that both have (Jaccard's index).
func alikeness(a, b Words) (most float64) {
	for _, l := range i18n.Langs {
		// What the checklist says in both is no likeness of what was seen.
		x, y := pieces(factsIn(a, l)), pieces(factsIn(b, l))
		both := 0
		for p := range x {
			if y[p] {
				both++
			}
		}
		if all := len(x) + len(y) - both; all > 0 {
			most = max(most, float64(both)/float64(all))
		}
	}
	return most
}

func factsIn(w Words, l i18n.Lang) string {
	switch l {
	case i18n.RU:
		return w.Facts.RU
	case i18n.EN:
		return w.Facts.EN
	}
	return w.Facts.KK
}

func pieces(s string) map[string]bool {
	all := map[string]bool{}
	r := []rune(" " + strings.TrimSpace(i18n.Fold(s)) + " ")
	for i := 0; i+3 <= len(r); i++ {
		all[string(r[i:i+3])] = true
	}
	if len(r) < 10 { // too short to be like anything
		return nil
	}
	return all
}
