package charter

import (
	"slices"

	"adal/internal/i18n"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	xast "github.com/cedar-policy/cedar-go/x/exp/ast"
)

// The types of the schema.
const (
	actionType   types.EntityType = "Action"
	kindType     types.EntityType = "Kind"
	personType   types.EntityType = "Person"
	seatType     types.EntityType = "Seat"
	bodyType     types.EntityType = "Body"
	docketType   types.EntityType = "Docket"
	platformType types.EntityType = "Platform"
)

// An Article is one article of the charter as citizens read it.
type Article struct {
	Number  int       // stable and unique
	Chapter string    // "general", "reception", …: the chapter its number is in
	Area    string    // the part of the platform that offers its acts, "" if none does
	Effect  string    // "permit" or "forbid"
	Text    i18n.Text // what it says
	Law     i18n.Text // the law it rests on, "" if none; "[V]" marks what is to be verified
	Acts    []Act     // the acts it speaks of, in the order of the charter
	Kinds   []string  // the kinds of seats it speaks of; for "forbid" before its exceptions
	Source  string    // the policy in Cedar, without the texts
}

// An article is an Article with what the program needs of it.
type article struct {
	Article
	id       types.PolicyID
	tree     *xast.Policy
	named    string   // the one kind that its scope names, "" if it names none
	word     string   // key of the words for whoever meets the prohibition
	depends  bool     // whether it forbids depends on what is acted on
	refersTo []string // every kind it mentions
	names    []string // everything else it mentions by name: a body, a region, a number
}

// newArticle reads what the annotations and the scope of a policy say.
func newArticle(w i18n.Words, p *cedar.Policy, tree *xast.Policy) (*article, error) {
	notes := p.Annotations()
	n, err := number(string(notes["article"]))
	if err != nil {
		return nil, err
	}
	a := &article{
		Article: Article{
			Number:  n,
			Chapter: chapterOf(n),
			Area:    string(notes["area"]),
			Effect:  "forbid",
			Text:    i18n.Text{KK: string(notes["kk"]), RU: string(notes["ru"]), EN: string(notes["en"])},
			Source:  source(tree),
		},
		id:   types.PolicyID(notes["article"]),
		tree: tree,
		word: string(notes["word"]),
	}
	if p.Effect() == cedar.Permit {
		a.Effect = "permit"
	}
	if a.Law, err = lawText(w, string(notes["law"])); err != nil {
		return nil, err
	}
	a.readScope()
	a.readConditions()
	return a, nil
}

func (a *article) permits() bool { return a.Effect == "permit" }

// readScope finds the kinds that a policy's scope covers, and what it names.
func (a *article) readScope() {
	switch s := a.tree.Principal.(type) {
	case xast.ScopeTypeAll:
		a.Kinds = Kinds()
	case xast.ScopeTypeIs:
		a.Kinds = slices.DeleteFunc(Kinds(), func(k string) bool { return (k == KindPublic) != (s.Type == personType) })
	case xast.ScopeTypeIn:
		if s.Entity.Type == kindType {
			a.named = string(s.Entity.ID)
			a.Kinds = covered(a.named)
		}
		a.mention(s.Entity)
	case xast.ScopeTypeIsIn:
		a.names = append(a.names, s.Entity.String())
	case xast.ScopeTypeEq:
		a.names = append(a.names, s.Entity.String())
	}
	if _, ok := a.tree.Resource.(xast.ScopeTypeAll); !ok {
		a.depends = true
	}
	switch s := a.tree.Resource.(type) {
	case xast.ScopeTypeEq:
		a.mention(s.Entity)
	case xast.ScopeTypeIn:
		a.mention(s.Entity)
	case xast.ScopeTypeIsIn:
		a.mention(s.Entity)
	}
}

// readConditions finds what conditions mention, and whether they ask for what
// is acted on.
func (a *article) readConditions() {
	for _, c := range a.tree.Conditions {
		xast.Inspect(xast.NewNode(c.Body), func(n xast.IsNode) bool {
			switch n := n.(type) {
			case xast.NodeValue:
				a.mention(n.Value)
			case xast.NodeTypeVariable:
				if n.Name == "resource" || n.Name == "context" {
					a.depends = true
				}
			}
			return true
		})
	}
}

// mention notes a value that a policy names.
func (a *article) mention(v types.Value) {
	switch e, ok := v.(types.EntityUID); {
	case ok && e.Type == kindType:
		a.refersTo = append(a.refersTo, string(e.ID))
	case ok && e.Type == actionType:
	default:
		a.names = append(a.names, v.String())
	}
}

// source prints a policy without its annotations.
func source(tree *xast.Policy) string {
	bare := *tree
	bare.Annotations = nil
	return string((*ast.Policy)(&bare).MarshalCedar())
}

// chapters are the chapters with the first number of each; a chapter ends
// where the next begins, the last one at 89.
var chapters = []struct {
	from int
	name string
}{
	{1, "general"}, {10, "reception"}, {20, "monitoring"}, {30, "headquarters"}, {40, "initiatives"},
	{50, "agency"}, {60, "index"}, {70, "newsroom"}, {80, "platform"}, {90, ""},
}

// chapterOf returns the chapter of an article, "" if its number is in none.
func chapterOf(n int) string {
	name := ""
	for _, c := range chapters {
		if n >= c.from {
			name = c.name
		}
	}
	return name
}

// inOrder sorts acts as the charter orders them, unknown ones last by name.
func inOrder(list []Act) {
	place := func(a Act) int {
		if i := slices.Index(acts, a); i >= 0 {
			return i
		}
		return len(acts)
	}
	slices.SortStableFunc(list, func(a, b Act) int { return place(a) - place(b) })
}
