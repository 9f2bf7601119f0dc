package charter

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"adal/internal/i18n"

	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
)

// A Proof is what was checked of the charter as a whole.
type Proof struct {
	Steps []Step
}

// A Step is one statement about the charter.
type Step struct {
	Name    string   // short name, e.g. "owners"
	Checked int      // how many things were looked at; a step that looked at nothing fails
	Faults  []string // where the statement doesn't hold, in English
}

// Word is the key of the step's statement in the words of this package.
func (s Step) Word() string { return "charter.step-" + s.Name }

// check counts one thing looked at, and notes a fault unless it holds.
func (s *Step) check(holds bool, format string, args ...any) {
	s.Checked++
	if !holds {
		s.Faults = append(s.Faults, fmt.Sprintf(format, args...))
	}
}

// Err returns an error that names every fault, nil if the proof holds.
func (p Proof) Err() error {
	var wrong []error
	for _, s := range p.Steps {
		if s.Checked == 0 {
			wrong = append(wrong, fmt.Errorf("%s: nothing was checked", s.Name))
		}
		for _, f := range s.Faults {
			wrong = append(wrong, fmt.Errorf("%s: %s", s.Name, f))
		}
	}
	return errors.Join(wrong...)
}

// Prove returns an error that names everything that is wrong with the charter
// as a whole, nil if it holds.
func (c *Charter) Prove() error { return c.Proof().Err() }

// Proof checks the charter as a whole. The form of the articles is checked
// first: a permit names one kind of seat and has no conditions, and an act that
// isn't shared is granted by one article only, so mandates can't overlap by
// form. Then every kind of seat tries every act in every situation, and the
// prohibitions have to have forbidden what they promise: that nobody permits it
// is not enough, because the next article might. What was proved at loading holds.
func (c *Charter) Proof() Proof {
	if c.proof != nil {
		return *c.proof
	}
	return Proof{Steps: append(c.proveForm(), c.proveTrial()...)}
}

// proveForm checks the form of the articles.
func (c *Charter) proveForm() []Step {
	return []Step{c.proveWords(), c.proveArticles(), c.proveKinds(), c.provePermits(), c.proveOwners()}
}

// proveTrial asks every question.
func (c *Charter) proveTrial() []Step {
	decisions := Step{Name: "decisions"}
	promised := make([]Step, len(promises))
	for i, pr := range promises {
		promised[i].Name = pr.name
	}
	used := map[use]bool{}
	for q := range c.questions() {
		v := c.decide(q.principal, q.act, q.on)
		c.proveDecision(&decisions, q, v, used)
		for i, pr := range promises {
			if pr.holds(q) {
				promised[i].check(!v.allowed && v.err == nil && len(v.by) > 0, "no article forbids: %s", q)
			}
		}
	}
	c.proveUse(&decisions, used)
	return append([]Step{decisions}, promised...)
}

// proveWords checks that the schema and the program know the same kinds, acts
// and groups.
func (c *Charter) proveWords() Step {
	s := Step{Name: "words"}
	for _, k := range kinds {
		s.check(c.kinds[k], "the schema has no kind %q", k)
		s.check(c.said(KindWord(k)), "the kind %q has no name", k)
	}
	for k := range c.kinds {
		s.check(slices.Contains(kinds, k), "the program has no kind %q", k)
	}
	for _, a := range acts {
		s.check(c.shelf[a] != nil, "the schema has no act %q", a)
		s.check(c.said(a.Word()), "the act %q has no name", a)
	}
	for a, sh := range c.shelf {
		s.check(slices.Contains(acts, a), "the program has no act %q", a)
		for g, of := range groups {
			in := within(c.schema, sh.action.UID, actionUID(g), len(c.schema.Actions))
			s.check(in == slices.Contains(of, a), "schema and program differ on whether %q is in the group %q", a, g)
		}
	}
	return s
}

// said reports whether there is a word with a key.
func (c *Charter) said(key string) bool { _, ok := c.words[key]; return ok }

// proveArticles checks what citizens read: numbers, texts, explanations.
func (c *Charter) proveArticles() Step {
	s := Step{Name: "articles"}
	last := 0
	for _, a := range c.articles {
		n := a.Number
		s.check(n > last, "article %d stands after article %d", n, last)
		last = n
		s.check(a.Chapter != "", "article %d is in no chapter", n)
		for _, l := range i18n.Langs {
			s.check(strings.TrimSpace(a.Text.Own(l)) != "", "article %d has no text in %q", n, l)
		}
		s.check(len(a.Acts) > 0, "article %d speaks of no act", n)
		s.check(a.permits() || a.word != "" && c.said("charter."+a.word), "article %d forbids without a word that explains it", n)
		s.check(a.Area == "" || a.permits() && c.said("charter.chapter-"+a.Area), "article %d is of an unknown area %q", n, a.Area)
	}
	return s
}

// proveKinds checks that articles mention known kinds, which the library doesn't
// (it takes any entity of an enumerated type), and nothing else by name. An
// article that names no body, region or number decides alike for all of them, so
// that the situations tried below stand for every other.
func (c *Charter) proveKinds() Step {
	s := Step{Name: "kinds"}
	for _, a := range c.articles {
		for _, k := range a.refersTo {
			s.check(c.kinds[k], "article %d mentions an unknown kind %q", a.Number, k)
		}
		s.check(len(a.names) == 0, "article %d names %v instead of a kind", a.Number, a.names)
	}
	return s
}

// provePermits checks the form of permits.
func (c *Charter) provePermits() Step {
	s := Step{Name: "permits"}
	for _, a := range c.articles {
		if !a.permits() {
			continue
		}
		s.check(len(a.tree.Conditions) == 0, "article %d permits on conditions", a.Number)
		s.check(a.tree.Resource == xast.IsResourceScopeNode(xast.ScopeTypeAll{}), "article %d permits on some resources", a.Number)
		s.check(a.named != "" || all(a.Acts, "shared"), "article %d names no kind of seat, and not all of its acts are shared", a.Number)
		s.check(a.named != "" || all(a.Acts, "everybody") || !slices.Contains(a.Kinds, KindPublic), "article %d gives the public what needs a seat", a.Number)
		s.check(actsFor[a.named] == "", "article %d names %q, which acts for another", a.Number, a.named)
	}
	return s
}

// all reports whether all of some acts are of a group.
func all(some []Act, group string) bool {
	return !slices.ContainsFunc(some, func(a Act) bool { return !a.in(group) })
}

// proveOwners checks that every act is granted by exactly one article, or is
// forbidden to all and granted by none.
func (c *Charter) proveOwners() Step {
	s := Step{Name: "owners"}
	for _, act := range acts {
		sh := c.shelf[act]
		if sh == nil {
			continue // proveWords says so
		}
		if act.in("inspection") || act.in("excluded") || act.in("identity") {
			s.check(len(sh.grants) == 0, "%q is nobody's, but article %v grants it", act, numbers(sh.grants))
			continue
		}
		s.check(len(sh.grants) == 1, "%q is granted by %d articles %v instead of one", act, len(sh.grants), numbers(sh.grants))
	}
	return s
}

// numbers returns the numbers of articles.
func numbers(of []*article) []int {
	var n []int
	for _, a := range of {
		n = append(n, a.Number)
	}
	return n
}

// A use is a kind of seat that does an act somewhere.
type use struct {
	kind string
	act  Act
}

// proveDecision checks one decision: no article erred, and what was allowed is
// the owner's.
func (c *Charter) proveDecision(s *Step, q question, v verdict, used map[use]bool) {
	s.check(v.err == nil, "%s could not be decided: %v", q, v.err)
	if !v.allowed {
		return
	}
	used[use{q.principal.Kind, q.act}] = true
	s.check(c.owns(q.principal.Kind, q.act), "allowed, but not the owner: %s", q)
}

// proveUse checks that every permit can be used by everybody whom it names. A
// permit that prohibitions always undo would promise what isn't kept.
func (c *Charter) proveUse(s *Step, used map[use]bool) {
	for _, act := range acts {
		for _, kind := range c.Owner(act) {
			s.check(used[use{kind, act}], "%s may %s by an article, but never can", kind, act)
		}
	}
}
