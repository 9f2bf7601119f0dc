package charter

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// A shelf has the articles that speak of one act, in the order of the charter.
type shelf struct {
	action types.Entity
	filed  []filed
	grants []*article // those that permit
}

// A filed is an article as it reads for one act.
type filed struct {
	*article
	policy *cedar.Policy
}

// All gives the articles to Cedar.
func (s *shelf) All() iter.Seq2[types.PolicyID, *cedar.Policy] {
	return func(yield func(types.PolicyID, *cedar.Policy) bool) {
		for _, a := range s.filed {
			if !yield(a.id, a.policy) {
				return
			}
		}
	}
}

// find returns the article with an id.
func (s *shelf) find(id types.PolicyID) *article {
	for _, a := range s.filed {
		if a.id == id {
			return a.article
		}
	}
	return nil
}

// A verdict is one decision.
type verdict struct {
	allowed bool
	by      []*article // that forbade it, in the order of the charter
	err     error      // why it could not be decided
}

// The two contexts there are.
var (
	own    = types.NewRecord(types.RecordMap{"own": types.True})
	notOwn = types.NewRecord(types.RecordMap{"own": types.False})
)

// Questions that the schema has no words for.
var (
	errUnknownAct  = errors.New("the schema has no such act")
	errUnknownKind = errors.New("the schema has no such kind of seat")
	errNoBody      = errors.New("a seat without a body")
)

// decide asks Cedar.
func (c *Charter) decide(p Principal, act Act, on Resource) verdict {
	s, ok := c.shelf[act]
	if !ok {
		return verdict{err: errUnknownAct}
	}
	scene, err := c.scene(p, s, on)
	if err != nil {
		return verdict{err: err}
	}
	question := types.Request{
		Principal: scene.principal.UID,
		Action:    s.action.UID,
		Resource:  scene.resource.UID,
		Context:   notOwn,
	}
	if on.Own {
		question.Context = own
	}
	if err := c.validator.Request(question); err != nil {
		return verdict{err: fmt.Errorf("checking the question against the schema: %w", err)}
	}
	decision, diag := cedar.Authorize(s, scene, question)
	if len(diag.Errors) > 0 {
		return verdict{err: fmt.Errorf("article %s erred: %s", diag.Errors[0].PolicyID, diag.Errors[0].Message)}
	}
	if decision == cedar.Allow {
		return verdict{allowed: true}
	}
	v := verdict{}
	for _, r := range diag.Reasons {
		v.by = append(v.by, s.find(r.PolicyID))
	}
	slices.SortFunc(v.by, func(a, b *article) int { return a.Number - b.Number })
	return v
}

// A scene has the entities of one question.
type scene struct {
	principal, resource types.Entity
	action              *types.Entity
}

// Get gives an entity to Cedar.
func (s *scene) Get(uid types.EntityUID) (types.Entity, bool) {
	switch uid {
	case s.principal.UID:
		return s.principal, true
	case s.resource.UID:
		return s.resource, true
	case s.action.UID:
		return *s.action, true
	}
	return types.Entity{}, false
}

// scene puts up the entities of one question.
func (c *Charter) scene(p Principal, s *shelf, on Resource) (*scene, error) {
	who, err := c.figure(whoShape(p))
	if err != nil {
		return nil, fmt.Errorf("checking who asks: %w", err)
	}
	what, err := c.figure(whatShape(on))
	if err != nil {
		return nil, fmt.Errorf("checking what is acted on: %w", err)
	}
	sc := &scene{action: &s.action}
	sc.principal = who.entity(p.Seat)
	sc.resource = what.entity(on.Docket)
	return sc, nil
}

// A shape is all that the charter can tell of a principal or a resource. Most
// questions have shapes that were seen before.
type shape struct {
	typ                types.EntityType
	kind, body, region string
	to                 string
}

func whoShape(p Principal) shape {
	if p.Kind == KindPublic {
		return shape{typ: personType, kind: p.Kind}
	}
	return shape{typ: seatType, kind: p.Kind, body: p.Body, region: p.Region}
}

func whatShape(r Resource) shape {
	switch {
	case r.Docket != "":
		return shape{typ: docketType, body: r.Body, region: r.Region, to: r.To}
	case r.Body != "":
		return shape{typ: bodyType, body: r.Body, region: r.Region}
	}
	return shape{typ: platformType}
}

// A figure is an entity of a shape, already checked against the schema. Only
// its id is open where many entities have the same shape.
type figure struct {
	types.Entity
	open bool
}

func (f figure) entity(id string) types.Entity {
	if f.open {
		f.UID.ID = types.String(id)
	}
	return f.Entity
}

// maxShapes is how many figures are kept. There are a few hundred bodies; when
// there are more shapes than this, all are made anew.
const maxShapes = 4096

// figure returns the figure of a shape.
func (c *Charter) figure(s shape) (figure, error) {
	c.mu.RLock()
	f, ok := c.shapes[s]
	c.mu.RUnlock()
	if ok {
		return f, nil
	}
	f, err := c.newFigure(s)
	if err != nil {
		return figure{}, err
	}
	c.mu.Lock()
	if len(c.shapes) >= maxShapes {
		clear(c.shapes)
	}
	c.shapes[s] = f
	c.mu.Unlock()
	return f, nil
}

// newFigure makes the figure of a shape and checks it against the schema.
func (c *Charter) newFigure(s shape) (figure, error) {
	var f figure
	parents := []types.EntityUID{}
	attributes := types.RecordMap{}
	body := types.NewEntityUID(bodyType, types.String(s.body))
	f.UID.Type = s.typ
	switch s.typ {
	case personType, seatType:
		if !c.kinds[s.kind] {
			return f, fmt.Errorf("%w: %q", errUnknownKind, s.kind)
		}
		f.open = true
		for k := s.kind; k != ""; k = actsFor[k] {
			parents = append(parents, types.NewEntityUID(kindType, types.String(k)))
		}
	case docketType:
		f.open = true
		parents = append(parents, body)
		if s.to != "" {
			attributes["addressee"] = types.NewEntityUID(bodyType, types.String(s.to))
		}
	case bodyType:
		f.UID = body
	}
	if s.typ == seatType {
		if s.body == "" {
			return f, errNoBody
		}
		attributes["body"] = body
	}
	if s.region != "" {
		attributes["region"] = types.String(s.region)
	}
	f.Parents = types.NewEntityUIDSet(parents...)
	f.Attributes = types.NewRecord(attributes)
	return f, c.validator.Entity(f.Entity)
}
