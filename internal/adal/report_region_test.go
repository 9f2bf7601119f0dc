package adal_test

import (
	"encoding/json"
	"fmt"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/monitoring"
	"adal/internal/monitoring/monitoringtest"
	"adal/internal/newsroom"
	"adal/internal/reception"
	"adal/internal/seal"
)

// published publishes about the region, from the first day of the half to its last, a
// text in Kazakh, its Russian translation and another one in Kazakh: three, with 3, 2
// and 1 views. What was withdrawn (5 views), what is about another region (7) and what
// was published the day after (9) isn't counted, nor how often a page was only served.
func (h half) published() {
	ctx := h.Context()
	publish := func(month, day int, region, origin string, l i18n.Lang, views int) (id string) {
		h.on(month, day)
		words := newsroom.Words{Title: fmt.Sprintf("Штаб жұмысы %d %d", month, day), Lead: "Кіріспе", Text: "Штаб не істегенін айтты."}
		var err error
		if origin == "" {
			id, err = h.Newsroom.Draft(ctx, h.writer, newsroom.Facts{Rubric: "regions", Region: region, Byline: newsroom.ByBody}, l, words)
		} else {
			id, err = h.Newsroom.Translate(ctx, h.writer, origin, l, words)
		}
		h.must(err)
		h.must(h.Newsroom.Submit(ctx, h.writer, id))
		h.must(h.Newsroom.Approve(ctx, h.editor, id))
		h.must(h.Newsroom.Publish(ctx, h.editor, id, time.Time{}))
		h.Newsroom.Views.Served(id)
		for range views {
			h.Newsroom.Views.Viewed(id)
		}
		return id
	}
	first := publish(1, 1, "KZ-47", "", i18n.KK, 3)
	publish(2, 4, "KZ-47", first, i18n.RU, 2)
	publish(6, 30, "KZ-47", "", i18n.KK, 1)
	wrong := publish(3, 3, "KZ-47", "", i18n.KK, 5)
	h.must(h.Newsroom.Withdraw(ctx, h.editor, wrong, "Қате мәлімет"))
	publish(3, 4, "KZ-10", "", i18n.KK, 7)
	publish(7, 1, "KZ-47", "", i18n.KK, 9)
	h.must(h.Newsroom.Views.Flush(ctx))
}

// received receives fifteen appeals from the region: five are answered a week later,
// five of Monday 3 February on 30 June – fifteen working days were over on 24 February –
// and five wait, the last of them since the last day of the half. Of four signals nothing
// is said: fewer than five could tell who it was. An appeal from another region and one
// of the day after aren't counted.
func (h half) received() {
	ctx := h.Context()
	bring := func(month, day int, region string, track reception.Track) (i docket.Item) {
		h.on(month, day)
		t := reception.Telling{Lang: i18n.KK, Region: region, Track: track, Text: "Жер телімі туралы"}
		if track == reception.Appeal {
			t.Name, t.Contact = "Айгүл", "aigul@example.kz"
		}
		file, _, err := h.Reception.Tell(ctx, t)
		h.must(err)
		receipt, err := seal.OpenReceipt(file)
		h.must(err)
		h.must(h.DB.Read(ctx, func(tx *db.Tx) error {
			i, err = docket.FindNumber(ctx, tx, receipt.Number)
			return err
		}))
		return i
	}
	answer := func(i docket.Item, month, day int) {
		h.on(month, day)
		h.must(h.Reception.Take(ctx, h.clerk, i.ID))
		o, err := h.Reception.Open(ctx, h.clerk, i.ID)
		h.must(err)
		to, err := seal.ParseRecipient(o.Recipient)
		h.must(err)
		letter, err := seal.SealLetter(seal.Letter{Lang: i18n.KK, Kind: seal.Answer, Text: "Жауап"}, to)
		h.must(err)
		h.must(h.Reception.Answer(ctx, h.clerk, i.ID, reception.Sealed{Bytes: letter, At: seal.SealedInBrowser}))
	}
	for range 5 {
		answer(bring(2, 3, "KZ-47", reception.Appeal), 2, 10)
		answer(bring(2, 3, "KZ-47", reception.Appeal), 6, 30)
	}
	for range 4 {
		bring(6, 2, "KZ-47", reception.Appeal)
		bring(6, 2, "KZ-47", reception.Signal)
	}
	bring(6, 30, "KZ-47", reception.Appeal)
	bring(6, 2, "KZ-10", reception.Appeal)
	bring(7, 1, "KZ-47", reception.Appeal)
}

// observed raises four shortcomings in the region. Three are of 3 March: one is answered
// in time and seen to be fixed, one is answered in time, one on 5 May, when fifteen
// working days were long over; at the last two nobody has looked again. The fourth is of
// 27 June, isn't due by 1 July, and the institution claims that it is fixed. Of a fifth
// only the institution was told, a sixth was withdrawn, a seventh is of another region,
// an eighth was raised the day after.
func (h half) observed() {
	ctx := h.Context()
	h.on(3, 3)
	w := watched{half: h, campaign: h.watching()}
	reply := monitoring.Saying{Act: charter.Reply, Text: "Жоспарда бар", Lang: i18n.KK}
	fixed, answered, late, wrong := w.raise("land-mangystau", h.answerer), w.raise("land-mangystau", h.answerer), w.raise("land-mangystau", h.answerer), w.raise("land-mangystau", h.answerer)
	w.raise("land-abai", h.other)
	w.tell("land-mangystau")
	h.on(3, 10)
	h.must(h.Monitoring.Say(ctx, h.answerer, fixed, reply))
	h.must(h.Monitoring.Say(ctx, h.answerer, answered, reply))
	h.must(h.Monitoring.Withdraw(ctx, h.reviewer, wrong, "Басқа ғимарат екен"))
	h.on(4, 1)
	h.must(h.Monitoring.LookAgain(ctx, h.observer, fixed, monitoring.SeenFixed, "Пандус салынды"))
	h.on(5, 5)
	h.must(h.Monitoring.Say(ctx, h.answerer, late, reply))
	h.on(6, 27)
	claimed := w.raise("land-mangystau", h.answerer)
	h.on(6, 30)
	h.must(h.Monitoring.Say(ctx, h.answerer, claimed, monitoring.Saying{Act: charter.ClaimFixed, Text: "Жойылды", Lang: i18n.KK}))
	h.on(7, 1)
	w.raise("land-mangystau", h.answerer)
}

// watched is a campaign under way.
type watched struct {
	half
	campaign string
}

// watching is a campaign of one question that begins.
func (h half) watching() string {
	ctx := h.Context()
	type row = map[string]any
	one := monitoringtest.One
	form, err := json.Marshal(row{"title": one("Access"), "questions": []row{{"type": "note", "name": "rule", "label": forms.Rule}, {
		"type": "select_one", "list": "yesno", "name": "ramp", "label": one("Is there a ramp?"), "shortcoming": "no", "finding": one("No ramp"),
		"severity": "medium", "basis": "Law 1", "topic": "accessibility",
	}}, "choices": []row{{"list": "yesno", "name": "yes", "label": one("Yes")}, {"list": "yesno", "name": "no", "label": one("No")}}})
	h.must(err)
	list, version, err := h.Monitoring.Upload(ctx, h.reviewer, "", monitoringtest.Workbook(h.T, json.RawMessage(form)))
	h.must(err)
	id, err := h.Monitoring.PlanCampaign(ctx, h.reviewer, monitoring.Plan{
		Name: one("Access"), Checklist: list, Version: version, Since: calendar.Date(2031, 1, 1), Until: calendar.Date(2031, 12, 31), Observers: []string{h.observer.Seat},
		Objects: []monitoring.Object{{Institution: "land-mangystau", Planned: 9}, {Institution: "land-abai", Planned: 1}},
	})
	h.must(err)
	h.must(h.Monitoring.Begin(ctx, h.reviewer, id))
	return id
}

// tell lets an institution know of what was seen today and reviewed.
func (w watched) tell(institution string) string {
	ctx := w.Context()
	o, err := w.Monitoring.Observe(ctx, w.observer, monitoring.Sighting{
		Key: seal.NewNonce()[:16], Campaign: w.campaign, Institution: institution, Seen: w.Book.Day.Time().Add(6 * time.Hour), Lang: i18n.KK,
		Answers: map[string][]string{"ramp": {"no"}}, Note: "Пандус жоқ.", Conflict: monitoring.NoConflict,
		Evidence: []monitoring.Exhibit{{Kind: monitoring.Count, Note: "Үш баспалдақ"}},
	})
	w.must(err)
	d, err := w.Monitoring.Desk(ctx, w.observer, o.Drafts[0])
	w.must(err)
	words := d.Words
	words.Facts = i18n.Text{KK: "Кіреберісте пандус жоқ.", RU: "У входа нет пандуса."}
	w.must(w.Monitoring.Rewrite(ctx, w.observer, d.ID, d.Version, words))
	w.must(w.Monitoring.Approve(ctx, w.reviewer, d.ID, monitoringtest.Passed(d.Version+1)))
	return d.ID
}

// raise raises on the same day what its institution has replied to.
func (w watched) raise(institution string, by charter.Principal) string {
	ctx := w.Context()
	id := w.tell(institution)
	w.must(w.Monitoring.Say(ctx, by, id, monitoring.Saying{Act: charter.Reply, Text: "Хабардармыз", Lang: i18n.KK}))
	w.must(w.Monitoring.Publish(ctx, w.reviewer, id))
	w.must(w.Monitoring.Raise(ctx, w.reviewer, id))
	return id
}

// tried tries initiatives in the region: two are still piloted, one worked, one worked
// with changes, one failed, and one that worked elsewhere is at work in the region. What
// is piloted elsewhere, what was only assessed and what began the day after the half
// isn't counted.
func (h half) tried() {
	ctx := h.Context()
	h.on(2, 3)
	begin := func(topic string) string {
		s := initiatives.Said{Title: i18n.Text{KK: topic}, Summary: i18n.Text{KK: "Мазмұны"}, Topic: topic}
		id, err := h.Ground.Begin(ctx, h.lead, s)
		h.must(err)
		h.must(h.Ground.Assess(ctx, h.lead, id, initiatives.Assessed, initiatives.Assessing{Title: s.Title, Summary: s.Summary, Topic: topic, Assessment: i18n.Text{KK: "Пайдалы"}}))
		return id
	}
	pilot := func(topic, region string) string {
		id := begin(topic)
		p := initiatives.Pilot{Region: region, Since: calendar.Date(2031, 2, 3), Until: calendar.Date(2031, 4, 30)}
		p.Indicators = []initiatives.Indicator{{Name: i18n.Text{KK: "Саны"}, Kind: initiatives.Count, Target: 9, HereBefore: initiatives.Measure{Known: true, Value: 3}}}
		h.must(h.Ground.Pilot(ctx, h.lead, id, p, nil))
		return id
	}
	pilot("education", "KZ-47")
	pilot("land", "KZ-47")
	judged := map[string]docket.State{
		pilot("procurement", "KZ-47"): initiatives.Worked, pilot("utilities", "KZ-47"): initiatives.Reworked, pilot("social", "KZ-47"): initiatives.Failed,
	}
	spread := pilot("youth", "KZ-75")
	judged[spread] = initiatives.Worked
	pilot("media", "KZ-75")
	begin("culture")
	h.on(5, 5)
	for id, verdict := range judged {
		h.must(h.Ground.Measure(ctx, h.lead, id, []initiatives.Measure{{Known: true, Value: 10}}, []initiatives.Measure{{}}))
		h.must(h.Ground.Judge(ctx, h.judge, id, verdict, i18n.Text{KK: "Көрсеткіш бойынша"}))
	}
	_, err := h.Ground.Replicate(ctx, h.lead, spread, initiatives.Local{
		Region: "KZ-47", Name: i18n.Text{KK: "Маңғыстауда"}, Owner: "headquarters-mangystau", Since: calendar.Date(2031, 5, 5), Until: calendar.Date(2031, 12, 31),
	}, nil)
	h.must(err)
	h.on(7, 1)
	pilot("employment", "KZ-47")
}
