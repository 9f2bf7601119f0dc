package index

import (
	"fmt"
	"slices"
	"strings"

	"adal/internal/fault"
)

// A Comparability says whether two ranks or scores of a unit may be put side
// by side without more words, and if not, why.
type Comparability struct{ Reasons []Reason }

// A Reason is one thing that changed between two editions. Word is its key in
// Words and Args what the words are filled with.
type Reason struct {
	Kind ReasonKind
	Word string
	Args []any
}

// A ReasonKind is a class of reasons.
type ReasonKind string

// The kinds of reasons, from the ground up.
const (
	RecipeChanged   ReasonKind = "recipe"   // another rule makes the score or the rank
	BaselineChanged ReasonKind = "baseline" // the scale was re-based
	SourcesChanged  ReasonKind = "sources"  // other sources speak of the unit
	FieldChanged    ReasonKind = "field"    // other units are ranked
)

// Comparable reports whether nothing stands against a plain comparison.
func (c Comparability) Comparable() bool { return len(c.Reasons) == 0 }

// NotComparable is why a plain comparison of ranks was refused. It is a fault
// of the kind Conflict.
type NotComparable struct {
	Unit    string
	Reasons []Reason
}

// Error implements error.
func (e *NotComparable) Error() string {
	var why []string
	for _, r := range e.Reasons {
		why = append(why, fmt.Sprintf("%s %v", r.Word, r.Args))
	}
	return fmt.Sprintf("the ranks of %s can't be compared: %s", e.Unit, strings.Join(why, "; "))
}

// Unwrap lets errors.Is find fault.Conflict.
func (e *NotComparable) Unwrap() error {
	return refuse(fault.Conflict, "index.not-comparable", e.Unit)
}

// PlacesUp is by how many places the unit went up (negative: down) – or a
// *NotComparable with the reasons, because "up eleven places" says nothing
// when the recipe, the scale, the sources or the field are other ones. That
// the ranks can be compared doesn't mean that the difference is more than
// noise: ask [Result.Simulate] and the tests for that.
func (c *Change) PlacesUp() (int, error) {
	if !c.Comparability.Comparable() {
		return 0, &NotComparable{Unit: c.Unit, Reasons: c.Comparability.Reasons}
	}
	return c.Rank.Places, nil
}

// compareFields gives the reasons that hold for every unit.
func compareFields(from, to *Result) Comparability {
	var c Comparability
	for _, key := range differingRules(from.Recipe, to.Recipe) {
		c.add(RecipeChanged, "index.recipe-changed", key, from.Year, to.Year)
	}
	if from.Recipe.Baseline != to.Recipe.Baseline {
		c.add(BaselineChanged, "index.baseline-changed", from.Recipe.Baseline, to.Recipe.Baseline)
	}
	entered, left := onlyIn(to, from), onlyIn(from, to)
	if len(entered)+len(left) > 0 {
		c.add(FieldChanged, "index.field-changed", list(entered), list(left))
	}
	return c
}

// of adds what holds for the unit of the change alone.
func (c Comparability) of(change *Change) Comparability {
	own := Comparability{Reasons: slices.Clone(c.Reasons)}
	var entered, left []string
	for _, p := range change.Parts {
		switch p.Kind {
		case Entered:
			entered = append(entered, p.Source)
		case Left:
			left = append(left, p.Source)
		}
	}
	if len(entered)+len(left) > 0 {
		slices.Sort(entered)
		slices.Sort(left)
		own.add(SourcesChanged, "index.sources-changed", list(entered), list(left))
	}
	return own
}

func (c *Comparability) add(kind ReasonKind, word string, args ...any) {
	c.Reasons = append(c.Reasons, Reason{Kind: kind, Word: word, Args: texts(args)})
}

func list(keys []string) string {
	if len(keys) == 0 {
		return "–"
	}
	return strings.Join(keys, ", ")
}

func onlyIn(a, b *Result) (units []string) {
	for _, row := range a.Rows {
		if _, ok := b.Row(row.Unit); !ok {
			units = append(units, row.Unit)
		}
	}
	return units
}

// differingRules are the keys of the rules that make scores and ranks and that
// the two recipes don't share. How errors are printed is not among them.
func differingRules(a, b *Recipe) (keys []string) {
	for _, rule := range []struct {
		key  string
		same bool
	}{
		{"aggregation", a.Aggregation == b.Aggregation && a.Shift == b.Shift},
		{"sources", slices.Equal(sortedSet(slices.Clone(a.Sources)), sortedSet(slices.Clone(b.Sources)))},
		{"weights", sameWeights(a.Weights, b.Weights)},
		{"min_sources", a.MinSources == b.MinSources},
		{"low–high", a.Low == b.Low && a.High == b.High},
		{"decimals", a.Decimals == b.Decimals},
		{"ties", a.Ties == b.Ties},
	} {
		if !rule.same {
			keys = append(keys, rule.key)
		}
	}
	return keys
}

func sameWeights(a, b map[string]float64) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || w != v {
			return false
		}
	}
	return true
}
