package monitoring_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/monitoring/monitoringtest"
	"adal/internal/overlap"
	"adal/internal/seal"
)

// group is a monitoring group of three seats with a campaign under way, and the
// institutions that it observes.
type group struct {
	*monitoring.Group
	t                       testing.TB
	observer, reviewer, far charter.Principal // three seats of the group
	other                   charter.Principal // a seat of another group
	land                    charter.Principal // a seat of the land office
	campaign, checklist     string
	changes                 atomic.Int64
	identity                seal.Identity // of the group
	public, seats           []string      // the patterns of the site that everybody may ask for, and that only seats may
}

// institutions are those of the tests: the clinic is under the health office, and
// nobody knows the address of the school.
var institutions = []monitoring.Institution{
	{ID: "land", Name: one("Land office"), Region: "KZ-47", Email: "land@example.kz"},
	{ID: "clinic", Name: one("Clinic"), Region: "KZ-47", Email: "clinic@example.kz", Superior: "health"},
	{ID: "health", Name: one("Health office"), Region: "KZ-47", Email: "health@example.kz"},
	{ID: "school", Name: one("School"), Region: "KZ-47"},
}

// What other tests of observing use as well.
var (
	one    = monitoringtest.One
	check  = monitoringtest.Check
	wants  = monitoringtest.Wants
	passed = monitoringtest.Passed
)

// workbook is the checklist of the tests, whose title ends in something: an answer
// "no" is a shortcoming.
func workbook(t testing.TB, title string) []byte {
	t.Helper()
	return monitoringtest.Workbook(t, json.RawMessage(canonical(t, title)))
}

// canonical is the form of the checklist of the tests.
func canonical(t testing.TB, title string) []byte {
	t.Helper()
	type m = map[string]any
	form := m{"title": one(title), "choices": []m{
		{"list": "yesno", "name": "yes", "label": one("Yes")}, {"list": "yesno", "name": "no", "label": one("No")},
	}}
	questions := []m{{"type": "note", "name": "rule", "label": forms.Rule}}
	for _, q := range []string{"ramp", "hours", "queue"} {
		questions = append(questions, m{
			"type": "select_one", "list": "yesno", "name": q, "label": one("Is there a " + q + "?"), "shortcoming": "no",
			"finding": one("No " + q), "severity": "medium", "basis": "Law 1", "topic": "access",
		})
	}
	form["questions"] = questions
	text, err := json.Marshal(form)
	check(t, err)
	return text
}

func each(t *testing.T, test func(t *testing.T, g *group)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newGroup(t, d)) })
}

func newGroup(t testing.TB, d *db.DB) *group {
	t.Helper()
	words := i18n.Words{}
	check(t, words.Load("monitoring", os.DirFS(".")))
	// Some tests ask what no page could.
	g := &group{t: t, Group: monitoringtest.Group(t, d, words, func(error) {}, institutions)}
	g.Changed = func() { g.changes.Add(1) }
	g.Institutions = func(context.Context, *db.Tx, calendar.Day) ([]monitoring.Institution, error) {
		return institutions[:3], nil
	}
	g.TopicName = func(_ context.Context, _ *db.Tx, topic string) (i18n.Text, error) {
		if topic == "access" {
			return one("Access"), nil
		}
		return i18n.Text{}, fault.NotFound
	}
	g.found()
	return g
}

// found founds the bodies with their seats, and the group's key.
func (g *group) found() {
	g.t.Helper()
	ctx := g.t.Context()
	seats := monitoringtest.Found(g.t, g.DB,
		monitoringtest.Body{ID: "group", Kind: charter.KindMonitoringGroup, Code: "MG47", Seats: []string{"observer", "reviewer", "far-away"}},
		monitoringtest.Body{ID: "others", Kind: charter.KindMonitoringGroup, Code: "MG10", Seats: []string{"stranger"}},
		monitoringtest.Body{ID: "land", Kind: charter.KindStateBody, Code: "SB47L", Seats: []string{"land-officer"}})
	g.observer, g.reviewer, g.far, g.other, g.land = seats["observer"], seats["reviewer"], seats["far-away"], seats["stranger"], seats["land-officer"]
	check(g.t, g.DB.Write(ctx, "all", func(tx *db.Tx) (err error) {
		if g.identity, err = seal.NewIdentity(); err != nil {
			return err
		}
		_, err = bodies.Publish(ctx, tx, bodies.Key{Body: "group", Recipient: g.identity.Recipient().String(), Since: g.Book.Day}, g.observer.Seat, []byte("wrapped"))
		return err
	}))
	var err error
	g.checklist, _, err = g.Upload(ctx, g.reviewer, "", workbook(g.t, "Access"))
	check(g.t, err)
	g.campaign, err = g.PlanCampaign(ctx, g.reviewer, g.plan())
	check(g.t, err)
	check(g.t, g.Begin(ctx, g.reviewer, g.campaign))
}

// again is a plan of what other campaigns of the tests observe already, with what
// becomes of them decided.
func (g *group) again(p monitoring.Plan) monitoring.Plan {
	g.t.Helper()
	met, err := g.Meets(g.t.Context(), g.reviewer, "", p)
	check(g.t, err)
	p.Overlaps = overlap.Decisions{}
	for _, m := range met {
		p.Overlaps[m.Docket] = overlap.Settlement{How: overlap.Joined}
	}
	return p
}

func (g *group) plan() monitoring.Plan {
	return monitoring.Plan{
		Name: one("Access to offices"), Checklist: g.checklist, Version: 1, Grain: 250,
		Since: calendar.Date(2026, 1, 1), Until: calendar.Date(2027, 12, 31), Observers: []string{g.observer.Seat},
		Objects: []monitoring.Object{{Institution: "land", Planned: 3}, {Institution: "clinic", Planned: 2}, {Institution: "school", Planned: 1}},
	}
}

// on is the day of the book from now on.
func (g *group) on(year int, month time.Month, day int) { g.Book.Day = calendar.Date(year, month, day) }

// sighting is what the observer saw at an institution.
func (g *group) sighting(key, institution string, answers ...string) monitoring.Sighting {
	s := monitoring.Sighting{
		Key: key + strings.Repeat("x", 16), Campaign: g.campaign, Institution: institution, Lang: i18n.RU,
		Seen: g.Book.Day.Time().Add(6 * time.Hour), Place: monitoring.Place{Known: true, Lat: 43.652345, Lon: 51.153456},
		Answers: map[string][]string{}, Note: "Пандуса нет: у входа три ступени.", Conflict: monitoring.NoConflict,
		Evidence: []monitoring.Exhibit{{Kind: monitoring.Count, Note: "Three steps at the entrance, counted twice."}},
	}
	for _, a := range answers {
		s.Answers[a] = []string{"no"}
	}
	return s
}

// draft is a draft about an institution with all its words.
func (g *group) draft(institution string) string {
	g.t.Helper()
	o, err := g.Observe(g.t.Context(), g.observer, g.sighting(strings.ReplaceAll(g.t.Name(), "/", "")[:6]+seq(), institution, "ramp"))
	check(g.t, err)
	if len(o.Drafts) != 1 {
		g.t.Fatalf("%d drafts", len(o.Drafts))
	}
	check(g.t, g.Rewrite(g.t.Context(), g.observer, o.Drafts[0], 1, words()))
	return o.Drafts[0]
}

var count atomic.Int64

// seq makes keys of tests different.
func seq() string { return fmt.Sprintf("k%d", count.Add(1)) }

func words() monitoring.Words {
	return monitoring.Words{
		Title: i18n.Text{KK: "Кіреберісте пандус жоқ", RU: "У входа нет пандуса"},
		Facts: i18n.Text{KK: "Кіреберісте үш баспалдақ бар, пандус жоқ.", RU: "У входа три ступени, пандуса нет."},
	}
}

// notified is a shortcoming whose institution was notified.
func (g *group) notified(institution string) string {
	g.t.Helper()
	id := g.draft(institution)
	check(g.t, g.Approve(g.t.Context(), g.reviewer, id, passed(2)))
	return id
}

// raised is a shortcoming that was published after its window and raised.
func (g *group) raised(institution string) string {
	g.t.Helper()
	id := g.notified(institution)
	g.Book.Day = g.of(id).ReplyDue.AddDays(1)
	check(g.t, g.Publish(g.t.Context(), g.reviewer, id))
	check(g.t, g.Raise(g.t.Context(), g.reviewer, id))
	return id
}

// of is a shortcoming as the group has it.
func (g *group) of(id string) monitoring.Shortcoming {
	g.t.Helper()
	d, err := g.Desk(g.t.Context(), g.reviewer, id)
	check(g.t, err)
	return d.Shortcoming
}

// in fails unless a shortcoming is in a state.
func (g *group) in(id string, state docket.State) {
	g.t.Helper()
	if s := g.of(id); s.State != state {
		g.t.Errorf("it is %s, want %s", s.State, state)
	}
}

var tokenIn = regexp.MustCompile(`/answer/([A-Z2-7]{26})`)

// token is that of the newest letter to an address about a shortcoming.
func (g *group) token(id, to string) string {
	g.t.Helper()
	shelf, err := g.Box.Shelf(g.t.Context(), 1000)
	check(g.t, err)
	number := g.of(id).Number
	for _, l := range shelf {
		if l.To == to && strings.Contains(l.Subject, number) {
			if m := tokenIn.FindStringSubmatch(l.Text); m != nil {
				return m[1]
			}
		}
	}
	g.t.Fatalf("no letter with a link went to %s", to)
	return ""
}

// kinds are the kinds of the letters about a shortcoming, in their order.
func (g *group) kinds(id string) (all []string) {
	g.t.Helper()
	d, err := g.Desk(g.t.Context(), g.reviewer, id)
	check(g.t, err)
	for _, l := range d.Letters {
		all = append(all, l.Kind+" "+l.Institution)
	}
	return all
}

// photo is a picture that looks like few others: a grey field with squares.
func photo(seed int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for y := range 240 {
		for x := range 320 {
			v := uint8((x/40*seed*37 + y/30*91 + seed*(x/40)*(y/30)*53) % 251)
			img.SetRGBA(x, y, color.RGBA{v, v, v, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}
