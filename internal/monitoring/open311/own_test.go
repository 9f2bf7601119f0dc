package open311_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/monitoring/monitoringtest"
	"adal/internal/monitoring/open311"
	"adal/internal/web"
)

// door is a group with a campaign under way, where programs come in, and the site.
type door struct {
	*open311.Door
	t                         *testing.T
	observer, reviewer, other charter.Principal
	campaign, checklist, key  string
	h                         http.Handler
}

var institutions = []monitoring.Institution{
	{ID: "clinic", Name: one("Clinic"), Region: "KZ-47", Email: "clinic@example.kz"},
	{ID: "land", Name: one("Land office"), Region: "KZ-47", Email: "land@example.kz"},
}

// What other tests of observing use as well.
var (
	one    = monitoringtest.One
	check  = monitoringtest.Check
	wants  = monitoringtest.Wants
	passed = monitoringtest.Passed
)

// workbook asks for a ramp, and how long one waits where it is open.
func workbook(t testing.TB) []byte {
	t.Helper()
	type m = map[string]any
	return monitoringtest.Workbook(t, m{
		"title": one("Access"),
		"questions": []m{
			{"type": "note", "name": "rule", "label": forms.Rule},
			{"type": "select_one", "list": "yesno", "name": "ramp", "label": one("Is there a ramp?"), "hint": one("At the entrance"), "required": "yes", "shortcoming": "no", "finding": one("No ramp"), "severity": "medium", "basis": "SN RK 3.06-01", "topic": "access"},
			{"type": "select_one", "list": "yesno", "name": "open", "label": one("Is it open?"), "required": "yes"},
			{"type": "integer", "name": "wait", "label": one("Minutes of waiting"), "relevant": "${open} = 'yes'", "required": "yes", "constraint": ". >= 0 and . <= 600", "shortcoming": ". > 30", "finding": one("A long queue"), "topic": "time"},
			{"type": "date", "name": "since", "label": one("Since when?")},
		},
		"choices": []m{{"list": "yesno", "name": "yes", "label": one("Yes")}, {"list": "yesno", "name": "no", "label": one("No")}},
	})
}

func each(t *testing.T, test func(t *testing.T, d *door)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, database *db.DB) { test(t, newDoor(t, database)) })
}

func newDoor(t *testing.T, database *db.DB) *door {
	t.Helper()
	g := monitoringtest.Group(t, database, nil, func(err error) { t.Errorf("alarm: %v", err) }, institutions)
	s, err := web.NewSite(g.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(t, err)
	g.Words = s.Words
	d := &door{Door: &open311.Door{Group: g}, t: t}
	g.Tell = d.Stamp
	for name, words := range map[string]fs.FS{"charter": charter.Words, "docket": docket.Words, "forms": forms.Words} {
		check(t, s.Tool(name, words))
	}
	check(t, errors.Join(g.Routes(s), d.Routes(s)))
	s.SeatOf = func(r *http.Request) (*web.Seat, error) {
		for _, p := range []charter.Principal{d.observer, d.reviewer, d.other} {
			if r.Header.Get("Seat") == p.Seat && p.Seat != "" {
				return &web.Seat{Principal: p, Name: one("Seat"), Body: one("Body")}, nil
			}
		}
		return nil, nil
	}
	d.h = s.Handler()
	d.found()
	return d
}

// found founds two groups, a campaign of the first and a key for it.
func (d *door) found() {
	d.t.Helper()
	ctx := d.t.Context()
	seats := monitoringtest.Found(d.t, d.DB,
		monitoringtest.Body{ID: "group", Kind: charter.KindMonitoringGroup, Code: "MG47", Seats: []string{"observer", "reviewer"}},
		monitoringtest.Body{ID: "others", Kind: charter.KindMonitoringGroup, Code: "MG10", Seats: []string{"stranger"}})
	d.observer, d.reviewer, d.other = seats["observer"], seats["reviewer"], seats["stranger"]
	var err error
	d.checklist, _, err = d.Upload(ctx, d.reviewer, "", workbook(d.t))
	check(d.t, err)
	d.campaign, err = d.PlanCampaign(ctx, d.reviewer, monitoring.Plan{
		Name: one("Access to offices"), Checklist: d.checklist, Version: 1, Grain: 250, Since: calendar.Date(2026, 1, 1), Until: calendar.Date(2027, 12, 31),
		Observers: []string{d.observer.Seat}, Objects: []monitoring.Object{{Institution: "clinic", Planned: 2}, {Institution: "land", Planned: 2}},
	})
	check(d.t, err)
	check(d.t, d.Begin(ctx, d.reviewer, d.campaign))
	d.key, err = d.Admit(ctx, d.reviewer, "City app")
	check(d.t, err)
}

var count atomic.Int64

// draft is a draft of the observer's about an institution.
func (d *door) draft(institution, mark string) string {
	d.t.Helper()
	ctx := d.t.Context()
	o, err := d.Observe(ctx, d.observer, monitoring.Sighting{
		Key: fmt.Sprintf("key-%016d", count.Add(1)), Campaign: d.campaign, Institution: institution, Lang: i18n.RU, Conflict: monitoring.NoConflict,
		Seen: d.Book.Day.Time().Add(6 * time.Hour), Place: monitoring.Place{Known: true, Lat: 43.652345, Lon: 51.153456}, Question: "ramp",
		Answers: map[string][]string{"ramp": {"no"}}, Evidence: []monitoring.Exhibit{{Kind: monitoring.Count, Note: "Three steps."}},
	})
	check(d.t, err)
	check(d.t, d.Rewrite(ctx, d.observer, o.Drafts[0], 1, words(mark)))
	return o.Drafts[0]
}

func words(mark string) monitoring.Words {
	return monitoring.Words{
		Title: i18n.Text{KK: "Пандус жоқ " + mark, RU: "Нет пандуса " + mark},
		Facts: i18n.Text{KK: "Үш баспалдақ бар. " + mark, RU: "Три ступени. " + mark},
	}
}

// publish carries a draft through the gate and its window until it is public.
func (d *door) publish(id string, version int) {
	d.t.Helper()
	ctx := d.t.Context()
	check(d.t, d.Approve(ctx, d.reviewer, id, passed(version)))
	desk, err := d.Desk(ctx, d.reviewer, id)
	check(d.t, err)
	d.Book.Day = desk.ReplyDue.AddDays(1)
	check(d.t, d.Publish(ctx, d.reviewer, id))
}

// public is a published shortcoming.
func (d *door) public(institution, mark string) string {
	d.t.Helper()
	id := d.draft(institution, mark)
	d.publish(id, 2)
	return id
}

// ask asks as a program does, or as a seat.
func (d *door) ask(by charter.Principal, method, path string, form url.Values) (int, string, http.Header) {
	d.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	if r.Header.Set("Seat", by.Seat); form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// get is what a program reads at an address of the interface.
func (d *door) get(path string) (int, string) {
	d.t.Helper()
	code, text, _ := d.ask(charter.Public(), http.MethodGet, "/open311/v2/"+path, nil)
	return code, text
}

// rows is a JSON array that a program reads.
func (d *door) rows(path string) (all []map[string]any) {
	d.t.Helper()
	code, text := d.get(path)
	if code != http.StatusOK {
		d.t.Fatalf("%s: %d %s", path, code, text)
	}
	check(d.t, json.Unmarshal([]byte(text), &all))
	return all
}

// report is a form that is taken, changed by pairs of names and values.
func (d *door) report(changes ...string) url.Values {
	f := url.Values{"api_key": {d.key}, "service_code": {open311.Code(d.checklist, "ramp")}, "lat": {"43.652345"}, "long": {"51.153456"}, "description": {"Пандус жоқ"}}
	for i := 0; i+1 < len(changes); i += 2 {
		if f.Set(changes[i], changes[i+1]); changes[i+1] == "-" {
			f.Del(changes[i])
		}
	}
	return f
}

// send sends a report and returns the id of its request.
func (d *door) send(changes ...string) (id, token string) {
	d.t.Helper()
	code, text, _ := d.ask(charter.Public(), http.MethodPost, "/open311/v2/requests.json", d.report(changes...))
	var all []map[string]any
	if code != http.StatusOK || json.Unmarshal([]byte(text), &all) != nil || len(all) != 1 {
		d.t.Fatalf("%d %s", code, text)
	}
	token, _ = all[0]["token"].(string)
	id, _ = d.rows("tokens/" + token + ".json")[0]["service_request_id"].(string)
	return id, token
}
