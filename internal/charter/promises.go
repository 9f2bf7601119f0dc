package charter

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cedar-policy/cedar-go/types"
)

// A question is who wants to do what in which situation.
type question struct {
	principal Principal
	act       Act
	on        Resource
}

// String says the question in English.
func (q question) String() string {
	return fmt.Sprintf("%s (region %q) to %s on %+v", q.principal.Kind, q.principal.Region, q.act, q.on)
}

// The bodies and regions of the questions. Only whether they are equal matters:
// no article names a body or a region, which proveKinds makes sure of.
const (
	home, away   = "home", "away"
	here, beyond = "KZ-47", "KZ-10"
)

// situations are all the resources that articles can tell apart, as a seat of
// the body home in the region here sees them; each is tried as one's own and as
// another's, by a seat of the region and by a seat of the republic.
var situations = []Resource{
	{},
	{Body: home, Region: here},
	{Body: home, Region: here, Docket: "1"},
	{Body: home},
	{Body: home, Docket: "1"},
	{Body: away, Region: here},
	{Body: away, Region: here, Docket: "1"},
	{Body: away, Region: here, Docket: "1", To: home},
	{Body: away, Region: here, Docket: "1", To: "third"},
	{Body: away, Region: beyond},
	{Body: away, Region: beyond, Docket: "1"},
	{Body: away, Region: beyond, Docket: "1", To: home},
	{Body: away},
	{Body: away, Docket: "1"},
	{Body: away, Docket: "1", To: home},
}

// questions are all kinds × acts × situations × own or not × regions.
func (c *Charter) questions() iter.Seq[question] {
	return func(yield func(question) bool) {
		for _, kind := range kinds {
			for _, act := range acts {
				for _, on := range c.situations(act) {
					for _, p := range seats(kind) {
						if !yield(question{p, act, on}) {
							return
						}
					}
				}
			}
		}
	}
}

// seats are the seats of a kind that articles can tell apart.
func seats(kind string) []Principal {
	if kind == KindPublic {
		return []Principal{Public()}
	}
	return []Principal{
		{Seat: "s", Body: home, Kind: kind, Region: here},
		{Seat: "s", Body: home, Kind: kind},
	}
}

// situations are those that the schema allows for an act.
func (c *Charter) situations(act Act) []Resource {
	var all []Resource
	a, ok := c.schema.Actions[actionUID(string(act))]
	if !ok || a.AppliesTo == nil {
		return nil
	}
	for _, on := range situations {
		if !slices.Contains(a.AppliesTo.Resources, whatShape(on).typ) {
			continue
		}
		mine := on
		mine.Own = true
		all = append(all, on, mine)
	}
	return all
}

func actionUID(id string) types.EntityUID {
	return types.NewEntityUID(actionType, types.String(id))
}

// A promise says which questions a prohibition has to forbid. The promises are
// written without looking at the articles.
type promise struct {
	name  string
	holds func(question) bool
}

// promises are what the charter promises to the public.
var promises = []promise{
	{"inspection", func(q question) bool { return q.act.in("inspection") }},
	{"prosecution", func(q question) bool { return q.act.in("prosecution") && !q.principal.agency() }},
	{"excluded", func(q question) bool { return q.act.in("excluded") }},
	{"identity", func(q question) bool { return q.act.in("identity") }},
	{"sealed", func(q question) bool { return q.act.in("sealed") && q.principal.Kind == KindKeeper }},
	{"own", func(q question) bool { return q.act.in("by-another") && q.on.Own }},
	{"reporter", func(q question) bool { return q.act.in("own-only") && !q.on.Own }},
	{"body", func(q question) bool {
		return q.principal.Body != "" && !q.act.in("anywhere") && !q.act.in("across") &&
			q.on.Body != home && q.on.To != home
	}},
	{"region", func(q question) bool {
		return q.principal.Region != "" && q.act.in("across") && q.on.Region != q.principal.Region &&
			(q.on.Body != "" || q.principal.Kind != KindKeeper)
	}},
	{"founding", func(q question) bool { return q.act == Found && q.principal.Region != "" }},
}

// agency reports whether a seat is of the Agency or of its department.
func (p Principal) agency() bool { return p.Kind == KindAgency || p.Kind == KindDepartment }
