// Package charter says which body may do what, and proves that no two may do
// the same.
//
// The rule of the domain: the civic institutes don't duplicate one another, none
// of them inspects, demands documents or takes part in criminal prosecution,
// which is the Agency's alone, and what a person tells is opened by the body it
// was told to and by nobody else. These mandates stand in charter.cedar as
// articles that citizens read, in the Cedar language with its text in Kazakh,
// Russian and English; charter.cedarschema has its words. The same text is
// enforced on every act.
//
// Cedar leaves some guards to its user, and they are here. A policy that errs is
// skipped by Cedar, so that an erring prohibition would allow: any error denies
// and raises the alarm. Who asks and what is asked are checked against the
// schema, as is every article when it is read. Entities of an enumerated type
// are not checked by the library: kinds are checked here. Every act has a shelf
// of the articles that speak of it, so that a decision reads few of them.
//
// What holds of the charter as a whole is proved when it is loaded, by its form
// and by trying every kind of seat with every act in every situation; see Prove.
package charter

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

var (
	//go:embed charter.cedar
	text []byte
	//go:embed charter.cedarschema
	schemaText []byte
)

// A Charter decides. It may be used by many goroutines at once.
type Charter struct {
	// Alarm is told when the charter could not decide, which is never a
	// person's mistake: an article erred, or the program asked what the schema
	// doesn't know. The act was denied. It is set before the first decision and
	// has to return soon; at first it writes to the log.
	Alarm func(error)

	hash      string
	words     i18n.Words
	schema    *resolved.Schema
	validator *validate.Validator
	kinds     map[string]bool
	articles  []*article
	shelf     map[Act]*shelf
	proof     *Proof // of a text that was proved when it was loaded

	mu     sync.RWMutex
	shapes map[shape]figure
}

// Load returns the charter of the house. It fails if the charter can't be read
// or the proof doesn't hold.
func Load() (*Charter, error) { return proven(text, schemaText) }

// proofs say of texts, by their hash, whether the proof holds. It takes a second,
// and what it says of a text doesn't change while the program runs.
var proofs sync.Map // of func() Proof

func proven(text, schema []byte) (*Charter, error) {
	c, err := Parse(text, schema)
	if err != nil {
		return nil, err
	}
	once, _ := proofs.LoadOrStore(c.hash, sync.OnceValue(c.Proof))
	proof := once.(func() Proof)()
	if err := proof.Err(); err != nil {
		return nil, fmt.Errorf("proving the charter: %w", err)
	}
	c.proof = &proof
	return c, nil
}

// Hash returns the SHA-256 of charter.cedar followed by charter.cedarschema, in
// lower hex: what `cat charter.cedar charter.cedarschema | sha256sum` prints.
func (c *Charter) Hash() string { return c.hash }

// Allow returns nil if p may do act on a resource, else a fault.Denied whose
// words cite the article. A prohibition that holds wherever one acts is cited
// first, then whose act it is, then a prohibition that has to do with this
// resource. What can't be decided is denied, and Alarm is called.
func (c *Charter) Allow(p Principal, act Act, on Resource) error {
	v := c.decide(p, act, on)
	switch {
	case v.err != nil:
		c.Alarm(fmt.Errorf("deciding whether %s may %s: %w", p.Kind, act, v.err))
		return fault.New(fault.Denied, "charter.undecided")
	case v.allowed:
		return nil
	}
	return c.denial(p.Kind, act, v.by)
}

// denial says why an act is denied, by the articles that forbid it, if any.
func (c *Charter) denial(kind string, act Act, forbids []*article) error {
	for _, a := range forbids {
		if !a.depends {
			return a.denial()
		}
	}
	grants := c.shelf[act].grants
	switch {
	case len(forbids) > 0 && c.owns(kind, act):
		return forbids[0].denial()
	case len(grants) > 0:
		owner := grants[0].named
		if owner == "" {
			owner = "seat"
		}
		return fault.New(fault.Denied, "charter.not-yours", KindWord(owner), strconv.Itoa(grants[0].Number))
	}
	return fault.New(fault.Denied, "charter.nobodys")
}

// denial is the fault of whoever meets a prohibition.
func (a *article) denial() error {
	return fault.New(fault.Denied, "charter."+a.word, strconv.Itoa(a.Number))
}

// Articles returns the articles in the order of their numbers.
func (c *Charter) Articles() []Article {
	all := make([]Article, len(c.articles))
	for i, a := range c.articles {
		all[i] = a.Article
		all[i].Acts = slices.Clone(a.Acts)
		all[i].Kinds = slices.Clone(a.Kinds)
	}
	slices.SortFunc(all, func(a, b Article) int { return a.Number - b.Number })
	return all
}

// Owner returns the kinds of seats whose act it is, nil if it is nobody's. An
// act that isn't shared has one owner; "agency" and "department" together are
// one, since departments act for the Agency.
func (c *Charter) Owner(act Act) []string {
	var owners []string
	for _, k := range kinds {
		if c.owns(k, act) {
			owners = append(owners, k)
		}
	}
	return owners
}

// owns reports whether an article grants an act to a kind of seats.
func (c *Charter) owns(kind string, act Act) bool {
	s, ok := c.shelf[act]
	return ok && slices.ContainsFunc(s.grants, func(g *article) bool { return slices.Contains(g.Kinds, kind) })
}

// Areas returns the part of the platform that has to offer each act. Acts that
// no page may offer are not in it.
func (c *Charter) Areas() map[Act]string {
	areas := map[Act]string{}
	for _, a := range c.articles {
		if !a.permits() || a.Area == "" {
			continue
		}
		for _, act := range a.Acts {
			areas[act] = a.Area
		}
	}
	return areas
}
