package events_test

import (
	"regexp"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

var announced = []string{
	"kind", "briefing", "title-kk", "Жоспарды таныстыру", "about-kk", "Штаб жоспарын таныстырады.", "agenda-kk", "15:00 Сөз басы\n15:10 Жоспар",
	"day", "2020-03-06", "from", "15:00", "to", "16:00", "zone", "Asia/Aqtau", "places", "7", "press", "yes", "place-kk", "Антикор орталығы",
}

// but is the form with another value for a field.
func but(name, value string) []string {
	form := append([]string{}, announced...)
	for i := 0; i < len(form); i += 2 {
		if form[i] == name {
			form[i+1] = value
		}
	}
	return form
}

// TestJourney announces a briefing, takes a place, checks in, publishes the minutes
// and makes a decision work, over pages alone.
func TestJourney(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/events", 401)
		has(t, h.get("/kk/events", 200), "Алдағы іс-шара жоқ")
		h.seat = &h.head
		has(t, h.get("/kk/office/events/new", 200), `value="Asia/Aqtau" selected`, "Үлкен зал")
		for field, c := range map[string][2]string{
			"day": {"2020-02-19", "өтіп кеткен уақытқа жарияланбайды"}, "zone": {"Mars/Olympus", "Мұндай уақыт белдеуі жоқ"},
			"to": {"14:00", "Аяқталуы басталуынан кеш болуы керек"}, "from": {"үште", "Уақытты 15:00 түрінде жазыңыз"}, "places": {"көп", "0 мен 5000 аралығындағы"},
		} {
			has(t, h.post("/kk/office/events", 422, but(field, c[0])...), c[1], "Штаб жоспарын таныстырады.")
		}
		at := h.post("/kk/office/events", 303, append(announced, "room", h.room)...)
		id := at[strings.LastIndex(at, "/")+1:]
		has(t, h.post("/kk/office/events", 422, append(announced, "room", h.room)...), "Бұл уақытта бөлме бос емес: «Жоспарды таныстыру», 15:00–16:00.")
		has(t, h.get("/kk/office/rooms", 200), "Үлкен зал", "Жоспарды таныстыру")
		h.seat = nil
		page := h.get("/kk/events/"+id, 200)
		has(t, page, "2020 жылғы 6 наурыз, жұма, 15:00–16:00, Ақтау уақыты (UTC&#43;5)", "Үлкен зал", "15:10 Жоспар", "Бос орын: 7, барлығы 7.", "HQ47-E-2020-0001")
		has(t, h.get("/kk/events", 200), "Жоспарды таныстыру", "Маңғыстау штабы")
		has(t, h.get("/ru/events?month=2020-03", 200), "март 2020 г.", "<span>15:00</span>", `6<span class="weekday">, пятница</span>`)
		has(t, h.get("/kk/events?month=2020-05", 200), "Бұл айда іс-шара жоқ.")
		if strings.Contains(h.get("/kk/events?month=2020-03", 200), "Бұл айда іс-шара жоқ.") {
			t.Error("a month with an event says that it has none")
		}
		h.get("/kk/events?month=2020-13", 404)
		has(t, h.post("/kk/events/"+id+"/register", 422, "name", ""), "Осы жолды толтырыңыз")
		mine := h.post("/kk/events/"+id+"/register", 303, "name", "Айгүл", "address", "a@example.org")
		page = h.get(mine, 200)
		has(t, page, "Айгүл", `role="img"`, "Орыннан бас тарту")
		code := regexp.MustCompile(`<p class="no">([A-Z2-7]{8})</p>`).FindStringSubmatch(page)
		if code == nil {
			t.Fatal("there is no code")
		}
		h.get("/kk/places/nowhere", 404)
		h.door(id, code[1])
		h.minutes(id)
	})
}

// door checks in whoever has a code.
func (h *house) door(id, code string) {
	h.t.Helper()
	h.seat = &h.head
	has(h.t, h.get("/kk/office/events/"+id+"/came?code="+code, 200), `value="`+code+`"`)
	has(h.t, h.post("/kk/office/events/"+id+"/came", 200, "code", strings.ToLower(code)), "Келді: Айгүл.")
	has(h.t, h.post("/kk/office/events/"+id+"/came", 200, "code", code), "Бұрын белгіленген: Айгүл.")
	has(h.t, h.post("/kk/office/events/"+id+"/came", 422, "code", "ҚАТЕ"), "мұндай код жоқ")
}

// minutes publishes what came of the event, and makes a decision an item of the plan.
func (h *house) minutes(id string) {
	h.t.Helper()
	at := "/kk/office/events/" + id
	h.post(at+"/minutes", 409, "attended", "63", "minutes-kk", "Ерте")
	h.on("2020-03-07")
	has(h.t, h.post(at+"/minutes", 422, "attended", "көп", "minutes-kk", "Жоспар таныстырылды."), "санмен жазыңыз", "Жоспар таныстырылды.")
	h.post(at+"/minutes", 303, "attended", "63", "minutes-kk", "Жоспар таныстырылды.\nСұрақтарға жауап берілді.")
	has(h.t, h.post(at+"/materials", 422, "title", "Слайдтар", "href", "ftp://x"), "https:// немесе /")
	h.post(at+"/materials", 303, "title", "Слайдтар", "href", "https://example.org/slides.pdf")
	page := h.get("/kk/office/plan/new?from="+id+"&title-kk=Мектептерге+бару", 200)
	has(h.t, page, `name="from" value="`+id+`"`, `value="Мектептерге бару"`)
	h.post("/kk/office/plan", 303, "from", id, "title-kk", "Мектептерге бару", "topic", "education", "region", "KZ-47", "since", "2020-03-07", "due", "2020-04-30")
	h.seat = nil
	page = h.get("/kk/events/"+id, 200)
	has(h.t, page, "Қатысқандар: 63 адам.", "Тіркелгені 1, кіреберісте белгіленгені 1.", "Сұрақтарға жауап берілді.", "Слайдтар", "Шешімдер", "Мектептерге бару", "Бірге тұрған жұмыстар")
	h.seat = &h.second
	h.get(at, 404)
	h.seat = &h.monitor
	h.get(at, 403)
}

// TestSchoolPages holds a visit to a school over pages alone: its minutes come after it,
// say who was taught, are mended without losing anything, and what was wrong in them is
// said and kept. Everybody reads them in their language.
func TestSchoolPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		form := webtest.But(but("kind", "school"), "title-kk", "Мектепке бару: адал ойын", "title-ru", "Посещение школы: честная игра", "place-kk", "Ақтау, №7 мектеп", "places", "0", "press", "")
		at := h.post("/kk/office/events", 303, form...)
		id := at[strings.LastIndex(at, "/")+1:]
		if strings.Contains(h.get(at, 200), `data-form="minutes"`) {
			t.Error("minutes are asked for before the visit")
		}
		h.refused(&h.head, "/office/events/"+id+"/minutes", refusal{Form: []string{"minutes-kk", "Ерте", "attended", "25"}, Status: 409, Word: "events.ahead-still"})
		h.on("2020-03-07")
		has(t, h.get(at, 200), `data-form="minutes"`)
		minutes := []string{"attended", "жиырма бес", "trained", "yes", "minutes-kk", "Оқушылар ойын ойнады.\nСұрақ қойды.", "minutes-ru", "Ученики играли."}
		h.kept(&h.head, "/office/events/"+id+"/minutes", refusal{Form: minutes, Field: "attended", Word: "events.attended-missing"})
		h.kept(&h.head, "/office/events/"+id+"/minutes", refusal{Form: webtest.But(minutes, "attended", "25", "minutes-kk", ""), Field: "minutes-kk", Word: "headquarters.missing"})
		minutes = webtest.But(minutes, "attended", "25")
		webtest.Kept(t, h.get(h.post(at+"/minutes", 303, minutes...), 200), minutes)
		minutes = webtest.But(minutes, "attended", "26", "minutes-en", "The pupils played.")
		webtest.Kept(t, h.get(h.post(at+"/minutes", 303, minutes...), 200), minutes)
		h.seat = nil
		for l, said := range map[i18n.Lang][]string{
			i18n.KK: {"Мектепке бару: адал ойын", "Қатысқандар: 26 адам.", "Оқушылар ойын ойнады.", "<p>Сұрақ қойды.</p>"},
			i18n.RU: {"Посещение школы: честная игра", "Участников: 26.", "Ученики играли."},
			i18n.EN: {"Мектепке бару: адал ойын", "26 people were there.", "The pupils played."},
		} {
			has(t, h.get("/"+string(l)+"/events/"+id, 200), append(said, h.Words.Say(l, "events.kind-school"), h.Words.Say(l, "events.attended-counted"))...)
		}
		if f, err := h.Counted(t.Context(), "hq", day("2020-03-01"), day("2020-03-31")); err != nil || f.Held != 1 || f.Reached != 26 || f.Training != 1 || f.Trained != 26 {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// TestCancelPage: what doesn't take place says so at its address, with the reason.
func TestCancelPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		at := h.post("/kk/office/events", 303, announced...)
		id := at[strings.LastIndex(at, "/")+1:]
		h.seat = nil
		mine := h.post("/kk/events/"+id+"/register", 303, "name", "Айгүл")
		press := h.post("/kk/events/"+id+"/register", 303, "name", "Тілші", "press", "yes", "outlet", "Газет")
		has(t, h.get(press, 200), "Аккредитация сұралды")
		h.seat = &h.head
		guest := regexp.MustCompile(`name="guest" value="([0-9a-f]{64})"`).FindStringSubmatch(h.get(at, 200))
		h.post(at+"/press", 303, "guest", guest[1], "do", "out")
		has(t, h.get(at+"/change", 200), "15:00 Сөз басы", `value="2020-03-06"`)
		has(t, h.post(at, 422, but("places", "0")...), "Тіркелгендер саны 1")
		h.post(at, 303, but("from", "15:30")...)
		has(t, h.post(at+"/cancel", 422, "reason", ""), "Осы жолды толтырыңыз")
		h.post(at+"/cancel", 303, "reason", "Дауыл күтіледі")
		h.seat = nil
		has(t, h.get("/kk/events/"+id, 200), "Өтпейді", "Дауыл күтіледі", "15:30–16:00")
		has(t, h.get(press, 200), "Аккредитация берілмеді", "Дауыл күтіледі")
		if to := h.post(mine, 303); to != "/kk/events/"+id {
			t.Errorf("led to %s", to)
		}
		h.get(mine, 404)
	})
}

// TestPeriod: what a report counted can be read, from the first day to the last one
// and of one body, without what is for invited guests.
func TestPeriod(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, d := range []string{"2020-02-29", "2020-03-01", "2020-03-31", "2020-04-01"} {
			f := h.briefing()
			f.Title.KK, f.Starts, f.Ends = "Кездесу "+d, at(d, "00:00"), at(d, "01:00")
			h.announce(f)
		}
		f := h.briefing()
		f.Title.KK, f.Open = "Жабық кездесу", false
		h.announce(f)
		f = h.briefing()
		f.Title.KK, f.Room, f.Place.KK = "Республика кездесуі", "", "Астана"
		_, err := h.Announce(t.Context(), h.second, f)
		check(t, err)
		page := h.get("/kk/events?since=2020-03-01&until=2020-03-31&body=hq", 200)
		has(t, page, "Кездесу 2020-03-01", "Кездесу 2020-03-31", "Маңғыстау штабы", "2020 жылғы 1 наурыз", "басталған ашық іс-шара саны: 2")
		for _, text := range []string{"Кездесу 2020-02-29", "Кездесу 2020-04-01", "Жабық кездесу", "Республика кездесуі"} {
			if strings.Contains(page, text) {
				t.Errorf("%s is of the period of the body", text)
			}
		}
		has(t, h.get("/kk/events?since=2020-03-01&until=2020-03-31", 200), "Республика кездесуі", "саны: 3")
		for _, query := range []string{"since=2020-03-02&until=2020-03-01", "since=2020-03-01", "since=x&until=y", "since=2010-01-01&until=2020-01-01", "since=2020-03-01&until=2020-03-31&body=nobody"} {
			h.get("/kk/events?"+query, 404)
		}
	})
}
