package charter

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"adal/internal/fault"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"pgregory.net/rapid"
)

// An erring prohibition is skipped by Cedar, and what it forbids would be
// allowed. The charter denies, whatever else the articles say, and tells.
func TestErringArticleDenies(t *testing.T) {
	for _, a := range policies(t) {
		c := parse(t, swap(a, strings.TrimSuffix(a, ";")+"\nwhen { 9223372036854775807 + 1 > 0 };"))
		var alarms []error
		c.Alarm = func(err error) { alarms = append(alarms, err) }
		erred := 0
		for q := range c.questions() {
			v := c.decide(q.principal, q.act, q.on)
			if v.err == nil {
				continue
			}
			if erred++; erred > 20 {
				erred = 20
				break
			}
			if err := c.Allow(q.principal, q.act, q.on); wordOf(err) != "undecided" || !errors.Is(err, fault.Denied) {
				t.Fatalf("%s: %s is answered with %v", name(a), q, err)
			}
		}
		if erred == 0 || len(alarms) != erred {
			t.Errorf("%s: erred %d times, %d alarms", name(a), erred, len(alarms))
		}
	}
}

// What the schema has no words for is denied and raises the alarm: it is the
// program's mistake.
func TestNonsenseIsDenied(t *testing.T) {
	c := load(t)
	home := Resource{Body: "b", Docket: "1"}
	receptionist := Principal{Seat: "s", Body: "b", Kind: "antikor-centre"}
	for _, tc := range []struct {
		name string
		p    Principal
		act  Act
		on   Resource
	}{
		{"an unknown act", receptionist, "steal", home},
		{"no act", receptionist, "", home},
		{"a group as an act", receptionist, "sealed", home},
		{"an unknown kind", Principal{Seat: "s", Body: "b", Kind: "tsar"}, Take, home},
		{"a kind in capitals", Principal{Seat: "s", Body: "b", Kind: "Antikor-Centre"}, Take, home},
		{"nobody", Principal{}, Read, home},
		{"a seat without a body", Principal{Seat: "s", Kind: "antikor-centre"}, Take, home},
		{"a seat without a body on a docket without one", Principal{Seat: "s", Kind: "antikor-centre"}, Take, Resource{Docket: "1"}},
		{"a key recovered on a docket", Principal{Seat: "s", Body: "b", Kind: "agency"}, RecoverKey, home},
		{"a matter taken on the installation", receptionist, Take, Resource{}},
	} {
		var alarm error
		c.Alarm = func(err error) { alarm = err }
		if err := c.Allow(tc.p, tc.act, tc.on); wordOf(err) != "undecided" {
			t.Errorf("%s: %v", tc.name, err)
		}
		if alarm == nil {
			t.Errorf("%s: no alarm", tc.name)
		}
	}
}

// A seat never reaches a body by an id that looks like another's: whatever the
// ids are, what is allowed is allowed to an owner in the own body, unless the
// act reaches further by its nature.
func TestAnyIdentifiers(t *testing.T) {
	c := load(t)
	c.Alarm = func(error) {}
	id := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "A", "a ", `a"`, "Body::\"a\"", "KZ-47", "ә", "\x00", "*"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		p := Principal{Seat: id.Draw(t, "seat"), Body: id.Draw(t, "body"), Region: id.Draw(t, "region"),
			Kind: rapid.SampledFrom(append(Kinds(), "", "x")).Draw(t, "kind")}
		on := Resource{Body: id.Draw(t, "of"), Region: id.Draw(t, "in"), Docket: id.Draw(t, "docket"),
			To: id.Draw(t, "to"), Own: rapid.Bool().Draw(t, "own")}
		act := rapid.SampledFrom(Acts()).Draw(t, "act")
		if c.Allow(p, act, on) != nil {
			return
		}
		if !slices.Contains(c.Owner(act), p.Kind) {
			t.Fatalf("%+v may %s", p, act)
		}
		if p.Kind == KindPublic || act.in("anywhere") || act.in("across") {
			return
		}
		if p.Body == "" || p.Body != on.Body && p.Body != on.To {
			t.Fatalf("%+v may %s on %+v", p, act, on)
		}
	})
}

// The shelves hold articles that were partly decided beforehand. The whole
// charter, asked by the library without shelves, says the same.
func TestShelvesDecideAsTheWholeCharter(t *testing.T) {
	c := load(t)
	whole, err := cedar.NewPolicySetFromBytes("charter.cedar", text)
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for q := range c.questions() {
		if asked++; asked%sample != 0 {
			continue
		}
		sc, err := c.scene(q.principal, c.shelf[q.act], q.on)
		if err != nil {
			t.Fatal(err)
		}
		entities := types.EntityMap{sc.principal.UID: sc.principal, sc.resource.UID: sc.resource}
		for uid, a := range c.schema.Actions {
			entities[uid] = a.Entity
		}
		context := types.NewRecord(types.RecordMap{"own": types.Boolean(q.on.Own)})
		want, diag := cedar.Authorize(whole, entities, types.Request{
			Principal: sc.principal.UID, Action: sc.action.UID, Resource: sc.resource.UID, Context: context,
		})
		got := c.decide(q.principal, q.act, q.on)
		if len(diag.Errors) > 0 || got.err != nil || got.allowed != bool(want) {
			t.Fatalf("%s: %v by shelf, %v by the whole (%v, %v)", q, got.allowed, want, got.err, diag.Errors)
		}
		if !got.allowed && len(got.by) != len(diag.Reasons) {
			t.Fatalf("%s: forbidden by %v on the shelf, by %v in the whole", q, numbers(got.by), diag.Reasons)
		}
	}
	if asked < 20000 {
		t.Errorf("only %d questions", asked)
	}
}

// Every constant of type Act is in the list of acts, and no two are the same.
func TestActsAreListed(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "acts.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || fmt.Sprint(v.Type) != "Act" {
			return true
		}
		s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		written = append(written, s)
		return true
	})
	var listed []string
	for _, a := range Acts() {
		listed = append(listed, string(a))
	}
	slices.Sort(written)
	slices.Sort(listed)
	if !slices.Equal(written, listed) || len(slices.Compact(listed)) != len(written) {
		t.Errorf("written %v\nlisted %v", written, listed)
	}
}

func TestManyShapesAndGoroutines(t *testing.T) {
	c := load(t)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range maxShapes {
				body := fmt.Sprintf("body-%d-%d", g, i)
				p := Principal{Seat: "s", Body: body, Kind: KindNewsroom}
				if err := c.Allow(p, Draft, Resource{Body: body, Docket: "1"}); err != nil {
					t.Errorf("%s: %v", body, err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n := len(c.shapes); n > maxShapes {
		t.Errorf("%d figures are kept", n)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, tc := range map[string]struct{ text, schema string }{
		"no cedar":            {"permit everything;", string(schemaText)},
		"no schema":           {string(text), "entity"},
		"an undeclared type":  {string(text), "entity A in [B];"},
		"a namespace":         {string(text), "namespace N { entity A; action a appliesTo { principal: A, resource: A }; }"},
		"no number":           {"permit (principal, action, resource);", string(schemaText)},
		"an unknown law":      {`@article("1") @law("1-I") permit (principal, action, resource);`, string(schemaText)},
		"a law in other form": {`@article("1") @law("some law") permit (principal, action, resource);`, string(schemaText)},
		"an unknown attribute": {`@article("1") forbid (principal, action, resource) when { resource.reporter == "x" };`,
			string(schemaText)},
		"too long": {strings.Repeat(" ", maxText+1), string(schemaText)},
	} {
		if _, err := Parse([]byte(tc.text), []byte(tc.schema)); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

// An empty charter is read and proves nothing.
func TestEmptyCharterIsNoProof(t *testing.T) {
	c, err := Parse(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Prove(); err == nil || !strings.Contains(err.Error(), "nothing was checked") {
		t.Errorf("an empty charter: %v", err)
	}
	if err := c.Allow(Public(), Read, Resource{}); !errors.Is(err, fault.Denied) {
		t.Errorf("an empty charter allows: %v", err)
	}
}

// TestLoadProves: a charter whose proof doesn't hold isn't loaded, nor when it is asked
// for again, and one whose proof holds hides no other.
func TestLoadProves(t *testing.T) {
	for range 2 {
		if _, err := proven(nil, nil); err == nil || !strings.Contains(err.Error(), "nothing was checked") {
			t.Errorf("an empty charter: %v", err)
		}
		if _, err := proven(text, schemaText); err != nil {
			t.Error(err)
		}
	}
}

func FuzzParse(f *testing.F) {
	const schema = `entity Kind enum ["public", "keeper"]; entity Person in [Kind];
		entity Seat in [Kind] { body: Body, region?: String }; entity Body { region?: String };
		entity Docket in [Body] { addressee?: Body }; entity Platform; action "g";
		action "read" in ["g"] appliesTo { principal: [Person, Seat], resource: [Body, Platform], context: { own: Bool } };
		action "open" appliesTo { principal: [Seat], resource: [Docket], context: { own: Bool } };`
	for _, a := range policies(f)[:9] {
		f.Add(a, schema)
	}
	f.Add(`@article("1") @law("410-V art. 7 [V]") permit (principal in Kind::"keeper", action == Action::"open", resource);`, schema)
	f.Add(`@article("1") permit (principal, action, resource) when { if context.own then true else resource has region };`, schema)
	f.Add(`@article("1") forbid (principal == Seat::"s", action, resource is Docket in Body::"b");`, schema)
	f.Fuzz(func(t *testing.T, text, schema string) {
		c, err := Parse([]byte(text), []byte(schema))
		if err != nil {
			return
		}
		c.Alarm = func(error) {}
		_ = c.Articles()
		_ = c.Areas()
		if c.Prove() != nil {
			return
		}
		// Whatever is proved, nobody inspects and no civic body prosecutes.
		monitor := Principal{Seat: "s", Body: "b", Kind: KindMonitoringGroup}
		for _, act := range []Act{Inspect, DemandDocument, Prosecute, Identify} {
			if c.Allow(monitor, act, Resource{Body: "b"}) == nil {
				t.Errorf("a proved charter lets a monitoring group %s", act)
			}
		}
	})
}
