package charter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
)

// load returns the charter of the house, which must never be undecided in t.
func load(t testing.TB) *Charter {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	c.Alarm = func(err error) { t.Errorf("alarm: %v", err) }
	return c
}

// mandates are written from the document and from the facts of the domain, not
// from the articles: who does what. What isn't here, nobody does.
var mandates = map[string]string{
	// Line 2 of the document and facts 4 to 7: people bring matters, come back,
	// and are masters of what they told; they confirm what was observed.
	"public": `read sign-in bring write destroy convert propose support confirm dispute signal correct
		subscribe register-for-event respond`,
	// Line 1: members, plan, briefings, teaching; it may work in the Antikor centre.
	"headquarters": `read sign-in see-own-body link comment-plan
		found appoint-member plan hold-briefing book-room teach certify report approve-report`,
	// Line 2 and fact 8: reception, forwarding; line 5: handover to the Agency.
	"antikor-centre": `read sign-in see-own-body link comment-plan
		receive open triage take ask answer extend forward hand-over export bring-for appoint`,
	// Line 3: observes from outside, names shortcomings, raises them.
	"monitoring-group": `read sign-in see-own-body link comment-plan
		plan-campaign observe review publish-shortcoming raise look-again redact withdraw decide-appeal admit-program`,
	// Line 4: what proved itself is put to work across the republic.
	"project-office": `read sign-in see-own-body link comment-plan
		assess pilot judge replicate export-kit`,
	// Line 5: prosecution is the Agency's alone; it gets what was handed over.
	"agency": `read sign-in see-own-body link comment-plan
		take-over countersign supervise recover-key detect investigate prosecute search fine`,
	"department": `read sign-in see-own-body link comment-plan
		take-over countersign supervise recover-key detect investigate prosecute search fine`,
	// The table of users: it answers, promises, claims, asks for time, or says "not ours".
	"state-body": `read sign-in see-own-body link comment-plan
		reply promise claim-fixed request-extension disown`,
	// Lines 6 and 7.
	"newsroom": `read sign-in see-own-body link comment-plan
		import-edition publish-edition survey
		draft review-article publish-article correct-article import-article import-rates manage-media`,
	// The table of users: one person; seats, keys, calendars, back-ups, successors.
	"keeper": `read sign-in see-own-body link comment-plan
		seat unseat back-up publish-key revoke-key set-calendar succeed keep-directory`,
}

func TestWhoMayWhat(t *testing.T) {
	c := load(t)
	ownOnly := []Act{"write", "destroy", "convert"}
	bodyOnly := []Act{"recover-key", "seat", "unseat", "back-up", "publish-key", "revoke-key", "set-calendar", "succeed", "correct"}
	for kind, list := range mandates {
		p := Principal{Seat: "seat-7", Body: "body-7", Kind: kind, Region: "KZ-47"}
		if kind == "public" {
			p = Public()
		}
		for _, act := range Acts() {
			on := Resource{Body: "body-7", Region: "KZ-47", Docket: "d-7", Own: slices.Contains(ownOnly, act)}
			if slices.Contains(bodyOnly, act) {
				on.Docket = ""
			}
			p := p
			if act == Found {
				p.Region = "" // only a body of the whole republic may
			}
			err := c.Allow(p, act, on)
			if want := slices.Contains(strings.Fields(list), string(act)); (err == nil) != want {
				t.Errorf("%s may %s: %v, want %v (%v)", kind, act, err == nil, want, err)
			}
			if err != nil && !errors.Is(err, fault.Denied) {
				t.Errorf("%s may not %s: %v is not denied", kind, act, err)
			}
		}
	}
}

func TestSituations(t *testing.T) {
	c := load(t)
	mangystau := func(kind string) Principal {
		return Principal{Seat: "s1", Body: "ours", Kind: kind, Region: "KZ-47"}
	}
	ours := Resource{Body: "ours", Region: "KZ-47", Docket: "1"}
	theirs := Resource{Body: "theirs", Region: "KZ-10", Docket: "2"}
	neighbour := Resource{Body: "neighbour", Region: "KZ-47"}
	mine := func(r Resource) Resource { r.Own = true; return r }
	to := func(r Resource, body string) Resource { r.To = body; return r }
	republic := func(p Principal) Principal { p.Region = ""; return p }
	for _, tc := range []struct {
		name string
		p    Principal
		act  Act
		on   Resource
		word string // "" if allowed
	}{
		{"a receptionist opens a matter of another region", mangystau("antikor-centre"), Open, theirs, "not-your-body"},
		{"a receptionist opens what was forwarded to the centre", mangystau("antikor-centre"), Open, to(theirs, "ours"), ""},
		{"a receptionist opens what was forwarded elsewhere", mangystau("antikor-centre"), Open, to(theirs, "third"), "not-your-body"},
		{"an officer takes over what was handed over", mangystau("department"), TakeOver, to(theirs, "ours"), ""},
		{"an officer takes over what nobody handed over", mangystau("department"), TakeOver, theirs, "not-your-body"},
		{"an officer opens a matter of the reception", mangystau("agency"), Open, ours, "not-yours"},
		{"a state body answers what is addressed to it", mangystau("state-body"), Reply, to(theirs, "ours"), ""},
		{"a state body answers for another", mangystau("state-body"), Reply, to(theirs, "other"), "not-your-body"},
		{"a monitor reviews another's observation", mangystau("monitoring-group"), Review, ours, ""},
		{"a monitor reviews the own observation", mangystau("monitoring-group"), Review, mine(ours), "not-your-own"},
		{"a monitor decides on the own publication", mangystau("monitoring-group"), DecideAppeal, mine(ours), "not-your-own"},
		{"a monitor demands a document", mangystau("monitoring-group"), DemandDocument, ours, "no-inspection"},
		{"a monitor inspects", mangystau("monitoring-group"), Inspect, ours, "no-inspection"},
		{"the head approves the own report", mangystau("headquarters"), ApproveReport, mine(ours), "not-your-own"},
		{"the headquarters books a room of the region's centre", mangystau("headquarters"), BookRoom, neighbour, ""},
		{"the headquarters books a room of another region", mangystau("headquarters"), BookRoom, Resource{Body: "theirs", Region: "KZ-10"}, "not-your-region"},
		{"the republican headquarters books anywhere", republic(mangystau("headquarters")), BookRoom, Resource{Body: "theirs", Region: "KZ-10"}, ""},
		{"a department sees deadlines of its region", mangystau("department"), Supervise, neighbour, ""},
		{"a department sees deadlines of another", mangystau("department"), Supervise, Resource{Body: "theirs", Region: "KZ-10"}, "not-your-region"},
		{"a department sees deadlines of the republic", mangystau("department"), Supervise, Resource{}, "not-your-region"},
		{"the Agency sees deadlines of the republic", republic(mangystau("agency")), Supervise, Resource{}, ""},
		{"the keeper opens a matter", mangystau("keeper"), Open, ours, "nothing-sealed"},
		{"the keeper opens a matter of another body", mangystau("keeper"), Open, theirs, "nothing-sealed"},
		{"the keeper seats somebody", mangystau("keeper"), SeatSomebody, neighbour, ""},
		{"the keeper takes a seat", mangystau("keeper"), SeatSomebody, mine(neighbour), "not-your-own"},
		{"the keeper backs up the installation", mangystau("keeper"), BackUp, Resource{}, ""},
		{"the republic founds the headquarters of a region", republic(mangystau("headquarters")), Found, Resource{Body: "new", Region: "KZ-10"}, ""},
		{"a headquarters of a region founds another", mangystau("headquarters"), Found, Resource{Body: "new", Region: "KZ-10"}, "republic-founds"},
		{"a headquarters of a region founds one beside it", mangystau("headquarters"), Found, neighbour, "republic-founds"},
		{"the keeper founds a headquarters", republic(mangystau("keeper")), Found, Resource{Body: "new", Region: "KZ-10"}, "not-yours"},
		{"a keeper of one region seats somebody in another", mangystau("keeper"), SeatSomebody, Resource{Body: "theirs", Region: "KZ-10"}, "not-your-region"},
		{"the keeper of the republic hands work to a successor", republic(mangystau("keeper")), Succeed, Resource{Body: "theirs", Region: "KZ-10"}, ""},
		{"an officer recovers the own key", mangystau("agency"), RecoverKey, mine(neighbour), "not-your-own"},
		{"an officer recovers another's key", mangystau("agency"), RecoverKey, neighbour, ""},
		{"a reporter adds to the own matter", Public(), Write, mine(theirs), ""},
		{"a reporter adds to another's matter", Public(), Write, theirs, "only-your-own"},
		{"a reporter destroys another's matter", Public(), Destroy, ours, "only-your-own"},
		{"a receptionist destroys a matter", mangystau("antikor-centre"), Destroy, mine(ours), "not-yours"},
		{"anybody reads anything published", Public(), Read, theirs, ""},
		{"a seat reads anything published", mangystau("newsroom"), Read, theirs, ""},
		{"a person sees a body's work", Public(), SeeOwnBody, ours, "not-yours"},
		{"a seat sees another body's work", mangystau("newsroom"), SeeOwnBody, theirs, "not-your-body"},
		{"a seat comments on the plan of another body", mangystau("project-office"), CommentPlan, theirs, ""},
		{"the newsroom prosecutes", mangystau("newsroom"), Prosecute, ours, "no-prosecution"},
		{"a person investigates", Public(), Investigate, ours, "no-prosecution"},
		{"the Agency learns who reported", republic(mangystau("agency")), Identify, ours, "no-identity"},
		{"the Agency passes a sentence", republic(mangystau("agency")), Sentence, ours, "no-excluded"},
		{"an editor publishes a shortcoming", mangystau("newsroom"), PublishShortcoming, ours, "not-yours"},
	} {
		err := c.Allow(tc.p, tc.act, tc.on)
		if got := wordOf(err); got != tc.word {
			t.Errorf("%s: %q, want %q (%v)", tc.name, got, tc.word, err)
		}
	}
}

// wordOf returns the word of a denial without its package, "" if allowed.
func wordOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	return strings.TrimPrefix(f.Word, "charter.")
}

func TestDenialCitesWhoseActItIs(t *testing.T) {
	c := load(t)
	var w i18n.Words
	if err := w.Load("charter", Words); err != nil {
		t.Fatal(err)
	}
	err := c.Allow(Principal{Seat: "s", Body: "b", Kind: KindMonitoringGroup}, Take, Resource{Body: "b", Docket: "1"})
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("%v is no fault", err)
	}
	got := []string{}
	for _, l := range i18n.Langs {
		got = append(got, w.Say(l, f.Word, f.Args...))
	}
	want := []string{
		"Мұны тек Антикор орталығы жасайды (12-бап).",
		"Это делает только Антикор-центр (статья 12).",
		"Only the Antikor centre does that (article 12).",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Every denial that can be met has words in the three languages with every
// place filled.
func TestEveryDenialHasWords(t *testing.T) {
	c := load(t)
	var w i18n.Words
	if err := w.Load("charter", Words); err != nil {
		t.Fatal(err)
	}
	met := map[string]bool{}
	for q := range c.questions() {
		var f *fault.Error
		if !errors.As(c.Allow(q.principal, q.act, q.on), &f) {
			continue
		}
		met[f.Word] = true
		for _, l := range i18n.Langs {
			if s := w.Say(l, f.Word, f.Args...); s == f.Word || strings.Contains(s, "%") || strings.Contains(s, "charter.") {
				t.Fatalf("%s in %s: %q", q, l, s)
			}
		}
	}
	if len(met) < 9 {
		t.Errorf("only %d words were met: %v", len(met), met)
	}
}

func TestHashIsThatOfTheFiles(t *testing.T) {
	sum := sha256.New()
	for _, name := range []string{"charter.cedar", "charter.cedarschema"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(b)
	}
	if got, want := load(t).Hash(), hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}

func TestOwner(t *testing.T) {
	c := load(t)
	for act, want := range map[Act][]string{
		"take": {"antikor-centre"}, "supervise": {"agency", "department"}, "inspect": nil, "no-such-act": nil,
	} {
		if d := cmp.Diff(want, c.Owner(act)); d != "" {
			t.Errorf("%s: %s", act, d)
		}
	}
	if got := c.Owner(Read); len(got) != len(Kinds()) {
		t.Errorf("everybody reads, not only %v", got)
	}
}

func TestAreas(t *testing.T) {
	areas := load(t).Areas()
	for act, want := range map[Act]string{
		"bring": "reception", "observe": "monitoring", "book-room": "headquarters", "judge": "initiatives",
		"take-over": "agency", "import-edition": "index", "draft": "newsroom", "seat": "platform", "read": "platform",
	} {
		if areas[act] != want {
			t.Errorf("%s is of %q, want %q", act, areas[act], want)
		}
	}
	for _, act := range []Act{"prosecute", "detect", "investigate", "search", "fine", "inspect", "demand-document", "sentence", "enforce", "open-state-secret", "identify"} {
		if a, ok := areas[act]; ok {
			t.Errorf("a page of %s would have to offer %s", a, act)
		}
	}
	if got, want := len(areas), len(Acts())-11; got != want {
		t.Errorf("%d acts have an area, want %d", got, want)
	}
}

func TestArticles(t *testing.T) {
	articles := load(t).Articles()
	seen := map[int]bool{}
	for i, a := range articles {
		if seen[a.Number] || i > 0 && a.Number < articles[i-1].Number {
			t.Errorf("article %d stands twice or out of order", a.Number)
		}
		seen[a.Number] = true
		if a.Text.KK == "" || a.Text.RU == "" || a.Text.EN == "" {
			t.Errorf("article %d lacks a text", a.Number)
		}
		if strings.Contains(a.Source, "@") || !strings.Contains(a.Source, a.Effect) {
			t.Errorf("the source of article %d: %s", a.Number, a.Source)
		}
		if len(a.Acts) == 0 || len(a.Kinds) == 0 {
			t.Errorf("article %d speaks of %v, %v", a.Number, a.Acts, a.Kinds)
		}
	}
	i := slices.IndexFunc(articles, func(a Article) bool { return a.Number == 15 })
	want := Article{
		Number: 15, Chapter: "reception", Area: "reception", Effect: "permit",
		Acts: []Act{"hand-over"}, Kinds: []string{"antikor-centre"},
		Law: i18n.Text{
			KK: "«Сыбайлас жемқорлыққа қарсы іс-қимыл туралы» № 410-V Заң, 24-бап [V]",
			RU: "Закон № 410-V «О противодействии коррупции», ст. 24 [V]",
			EN: "Law No. 410-V on countering corruption, art. 24 [V]",
		},
	}
	got := articles[i]
	got.Text, got.Source = i18n.Text{}, ""
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The chapters begin where the plan of the charter says: general 1–9, then the
// areas by tens.
func TestChapters(t *testing.T) {
	for n, want := range map[int]string{
		0: "", 1: "general", 9: "general", 10: "reception", 29: "monitoring", 30: "headquarters", 45: "initiatives",
		50: "agency", 60: "index", 79: "newsroom", 80: "platform", 89: "platform", 90: "", 1000: "",
	} {
		if got := chapterOf(n); got != want {
			t.Errorf("article %d is in %q, want %q", n, got, want)
		}
	}
}
