package perception

import (
	"math"
	"slices"
	"strings"

	"adal/internal/i18n"
	"adal/internal/perception/index"
)

// verdict says what became of the rank, and how much of that is more than noise.
func (r reader) verdict(x *Explanation) string {
	up, ok := x.Places()
	if !ok {
		return r.say("perception.not-comparable")
	}
	said := r.places(up)
	after := x.After.Ranks
	switch {
	case !after.Known():
		return said + " " + r.say("perception.margin-unknown", x.To.Year)
	case x.Inside():
		return said + " " + r.say("perception.inside", x.Before.Rank, r.Ranks(after))
	}
	return said + " " + r.say("perception.outside", x.Before.Rank, r.Ranks(after))
}

// why are the reasons that keep two ranks from being put side by side.
func (r reader) why(x *Explanation) (all []string) {
	for _, reason := range x.Change.Comparability.Reasons {
		name := func(s string) string { return s }
		switch reason.Kind {
		case index.FieldChanged:
			name = func(code string) string { return r.Country(x.To, code) }
		case index.SourcesChanged:
			name = r.ShortName
		}
		all = append(all, r.say(reason.Word, named(reason.Args, name)...))
	}
	return all
}

// named puts names in the place of the keys in the lists of a reason; a list of
// none is a dash.
func named(lists []any, name func(string) string) []any {
	all := make([]any, len(lists))
	for i, list := range lists {
		text, ok := list.(string)
		if !ok || text == "–" {
			all[i] = list
			continue
		}
		keys := strings.Split(text, ", ")
		for j, key := range keys {
			keys[j] = name(key)
		}
		all[i] = strings.Join(keys, ", ")
	}
	return all
}

// A Standing is how a country stands in an edition.
type Standing struct {
	Label i18n.Text // whose and which
	Score i18n.Text
	Of    i18n.Text // what it is of, with its interval and the rank with its own
}

// Standing says how a country stands in an edition.
func (e *Edition) Standing(words i18n.Words, row Row) Standing {
	each := func(said func(reader) string) i18n.Text {
		in := func(l i18n.Lang) string {
			return said(reader{l, func(word string, args ...any) string { return words.Say(l, word, args...) }})
		}
		return i18n.Text{KK: in(i18n.KK), RU: in(i18n.RU), EN: in(i18n.EN)}
	}
	return Standing{
		Label: each(func(r reader) string { return r.say("perception.front-label", r.NameOf(row), yearText(e.Year)) }),
		Score: each(func(r reader) string { return r.Score(row.Score) }),
		Of:    each(func(r reader) string { return r.standing(e, row) }),
	}
}

func (r reader) standing(e *Edition, row Row) string {
	rank := r.say("perception.front-rank", row.Rank)
	if e.Field > 0 {
		rank = r.say("perception.front-rank-of", row.Rank, e.Field)
	}
	said := []string{r.say("perception.score-of"), r.Around(row), rank}
	if s := r.Ranks(row.Ranks); s != "" {
		said = append(said, r.say("perception.front-ranks", s))
	}
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), " · ")
}

func (r reader) places(up int) string {
	switch {
	case up > 0:
		return r.say("perception.places-up", up)
	case up < 0:
		return r.say("perception.places-down", -up)
	}
	return r.say("perception.places-same")
}

// Owed says what of a change of rank is the country's own doing; "" where it
// isn't known.
func (c changed) Owed() string {
	rank := c.Change.Rank
	if rank.Partial || !c.Comparable() {
		return ""
	}
	own, field := rank.Own, rank.Field
	return c.say("perception.owed", c.Signed1(own), c.Signed1(field))
}

// Signed1 writes a number of places with its sign: halves are possible, since a
// place may be owed to both.
func (c changed) Signed1(v float64) string {
	return signed(strings.TrimSuffix(strings.TrimSuffix(c.Once(v), ",0"), ".0"))
}

// Comparable reports whether the two ranks may be put side by side.
func (c changed) Comparable() bool { return c.Change.Comparability.Comparable() }

// Passed are the names of those that the country passed, and PassedBy of those
// that passed it.
func (c changed) Passed() string { return c.names(c.Change.Rank.Passed) }

// PassedBy is like Passed.
func (c changed) PassedBy() string { return c.names(c.Change.Rank.PassedBy) }

func (c changed) names(codes []string) string {
	if !c.Comparable() {
		return "" // who passed whom says nothing across a change of rules
	}
	all := make([]string, len(codes))
	for i, code := range codes {
		all[i] = c.Country(c.To, code)
	}
	return strings.Join(all, ", ")
}

// Large says how much of the change its three largest parts make; "" of fewer
// than four, and where they pull to different sides.
func (c changed) Large() string {
	if len(c.Change.Parts) < 4 {
		return ""
	}
	sum := 0.0
	var names []string
	for _, part := range c.Change.Parts[:3] {
		if part.Total*c.Change.Mean <= 0 {
			return ""
		}
		sum += part.Total
		names = append(names, c.ShortName(part.Source))
	}
	return c.say("perception.large", strings.Join(names, ", "), c.Signed(sum), c.Signed(c.Change.Mean))
}

// tests are both tests in words.
func (r reader) tests(x *Explanation) []verdict {
	return []verdict{
		r.test("perception.test-two", x.Change.TwoSample, x),
		r.test("perception.test-paired", x.Change.Paired, x),
	}
}

func (r reader) test(name string, t index.Test, x *Explanation) verdict {
	v := verdict{Name: r.say(name), Test: t}
	if !t.OK {
		v.Text = r.say("perception.test-none")
		return v
	}
	said := []string{r.say("perception.test-figures", r.Signed(t.Difference), r.Exact(t.T), r.Once(t.DF), r.Chance(t.P))}
	if t.Up+t.Down+t.Same > 0 {
		said = append(said, r.say("perception.test-signs", t.Up, t.Down, t.Same))
	}
	switch {
	case !t.Significant():
		said = append(said, r.say("perception.test-noise"))
	case x.Asked > 0 && !math.IsNaN(t.Q) && !t.Discovered():
		said = append(said, r.say("perception.test-alone", x.Asked, r.Chance(t.Q)))
	case x.Asked > 0:
		said = append(said, r.say("perception.test-stands", x.Asked, r.Chance(t.Q)))
	default:
		said = append(said, r.say("perception.test-significant"))
	}
	said = append(said, r.say("perception.test-detectable", r.Once(t.Detectable)))
	v.Text = strings.Join(said, " ")
	return v
}
