package headquarters_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

// TestPages founds a headquarters, appoints its members and makes its plan over
// its pages alone, and reads it as everybody does.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/headquarters", 401)
		has(t, h.get("/kk/headquarters", 200), "Маңғыстау штабы", "Республикалық штаб", "0 мүшесі бар")
		h.seat = &h.head
		page := h.post("/kk/office/headquarters/founding", 422, "number", "5", "day", "кеше", "by-kk", "Кеңес <b>", "aims-kk", "Мақсат")
		has(t, page, "Кеңес &lt;b&gt;", "Күнін жазыңыз")
		h.post("/kk/office/headquarters/founding", 303, "number", "№ 5", "day", "2020-02-01", "by-kk", "Өңірлік кеңес", "aims-kk", "Парасаттылықты қалыптастыру\nЖоспарды жұртқа таныстыру")
		h.post("/kk/office/headquarters/members", 422, "name-kk", "Кәсіпкерлер өкілі", "category", "business", "since", "2020-02-01")
		h.post("/kk/office/headquarters/members", 303, "name-kk", "Қоғам қайраткері", "name-ru", "Общественный деятель", "category", "public-figure", "since", "2020-02-01", "until", "2021-01-31", "head", "yes")
		page = h.post("/kk/office/headquarters/members", 422, "name-kk", "Қоғам қайраткері", "category", "citizen", "since", "2021-01-31", "until", "2021-12-31")
		has(t, page, "Бұл адамның басқа мерзімі осы күндерге түседі: Қоғам қайраткері, 2020 жылғы 1 ақпан – 2021 жылғы 31 қаңтар.")
		h.seat = nil
		page = h.get("/kk/headquarters/KZ-47", 200)
		has(t, page, "Өңірлік кеңес", "Жоспарды жұртқа таныстыру", "Қоғам қайраткері", "Штаб жетекшісі", "2021 жылғы 31 қаңтар", "Орындалып жатқан тармақ жоқ")
		has(t, h.get("/ru/headquarters/KZ-47", 200), "Общественный деятель")
		h.get("/kk/headquarters/KZ-23", 404)
		h.get("/kk/headquarters/nowhere", 404)
		has(t, h.get("/kk/headquarters/republic", 200), "Республикалық штаб")
	})
}

// TestRelievePages relieves over the page a member whose term runs, and one whose term
// hasn't begun: that one needs no day, and everybody reads why.
func TestRelievePages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		running, err := h.Appoint(t.Context(), h.head, member("Азамат", "2020-02-01", "2021-02-01"))
		check(t, err)
		coming, err := h.Appoint(t.Context(), h.head, member("Жас <кәсіпкер>", "2020-06-01", "2021-06-01"))
		check(t, err)
		h.seat = &h.head
		const at = "/office/headquarters/members/"
		page := h.get("/kk/office/headquarters", 200)
		has(t, page, at+running, at+coming, "Өкілеттігі басталмай тұрып босату: Жас &lt;кәсіпкер&gt;", `name="last-`+running+`"`, `name="reason-`+coming+`"`)
		if strings.Contains(page, `name="last-`+coming+`"`) {
			t.Error("a last day is asked for of a term without a day")
		}
		webtest.Refused(t, h.Words, h.post, refusal{Path: at + coming, Form: []string{"reason-" + coming, " "}, Status: 422, Field: "reason-" + coming, Word: "headquarters.missing"})
		has(t, h.post("/kk"+at+coming, 422, "reason-"+coming, strings.Repeat("ә", 201)), `<details class="fold" open><summary>Өкілеттігі басталмай`, strings.Repeat("ә", 201))
		has(t, h.get(h.post("/kk"+at+coming, 303, "reason-"+coming, "Бас тартты"), 200), "Мүше босатылды.")
		webtest.Refused(t, h.Words, h.post, refusal{Path: at + coming, Form: []string{"reason-" + coming, "Тағы"}, Status: 409, Word: "headquarters.relieved-already"})
		h.post("/kk"+at+running, 303, "reason-"+running, "Көшіп кетті", "last-"+running, "2020-03-31")
		h.seat = nil
		for l, said := range map[string]string{
			"kk": "Басталуы тиіс күн: 2020 жылғы 1 маусым. Өкілеттігі басталмай тұрып аяқталды: Бас тартты",
			"ru": "Прекращён до начала: Бас тартты", "en": "It was to begin on 1 June 2020. Ended before it began: Бас тартты",
		} {
			page := h.get("/"+l+"/headquarters/KZ-47", 200)
			has(t, page, said, "Көшіп кетті")
			if strings.Contains(page, h.Words.Say(i18n.Lang(l), "headquarters.members-coming")) {
				t.Errorf("%s: they are still said to come", l)
			}
		}
	})
}

// plan plans over the page and returns the address of the item in the office.
func (h *house) plan(title string, pairs ...string) string {
	h.t.Helper()
	form := []string{"title-kk", title, "topic", "education", "region", "KZ-47", "since", "2020-03-01", "due", "2020-03-31"}
	return h.post("/kk/office/plan", 303, webtest.But(form, pairs...)...)
}

// TestPlanPages: an overlap is shown with whose work it is, without any script; what
// was written stays, and what was decided is public.
func TestPlanPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.second
		has(t, h.get("/kk/office/plan/new", 200), "Бүкіл республика", "Ақтау әкімдігі")
		other := h.plan("Ашық сабақ апталығы")
		id := other[strings.LastIndex(other, "/")+1:]
		h.seat = &h.head
		page := h.post("/kk/office/plan", 422, "title-kk", "Мектептерде кездесу", "topic", "education", "region", "KZ-47", "since", "2020-03-10", "due", "2020-03-20", "partners", "mg")
		has(t, page, "Ұқсас жоспарланған жұмыс бар: 1.", "Ашық сабақ апталығы", "Республикалық штаб", `value="Мектептерде кездесу"`, `name="how-`+id+`"`, `value="mg" checked`)
		page = h.post("/kk/office/plan", 422, "title-kk", "Мектептерде кездесу", "topic", "education", "region", "KZ-47", "since", "2020-03-10", "due", "2020-03-20", "how-"+id, "apart", "reason-"+id, "қысқа")
		has(t, page, `value="apart" checked`, `value="қысқа"`, `id="reason-`+id+`-error"`)
		own := h.post("/kk/office/plan", 303, "title-kk", "Мектептерде кездесу", "topic", "education", "region", "KZ-47", "since", "2020-03-10", "due", "2020-03-20",
			"how-"+id, "apart", "reason-"+id, "Бірі оқушыларға, бірі мұғалімдерге арналған", "partners", "mg")
		ownID := own[strings.LastIndex(own, "/")+1:]
		h.seat = nil
		has(t, h.get("/kk/plan/"+ownID, 200), "Екеуі бөлек атқарылады. Себебі: Бірі оқушыларға, бірі мұғалімдерге арналған", "Мониторингтік топ", "HQ47-P-2020-0001", "2020 жылғы 20 наурыз")
		has(t, h.get("/kk/plan/"+id, 200), "Бірі оқушыларға", "Маңғыстау штабы")
		has(t, h.get("/kk/headquarters/KZ-47", 200), "Мектептерде кездесу", "Жоспардағы тармақтар: 1. Орындалғаны: 0, мерзімі өткені: 0, бас тартылғаны: 0.")
		h.get("/kk/plan/nowhere", 404)
	})
}

// TestTyping is what the script of the form asks.
func TestTyping(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.second
		h.plan("Ашық сабақ апталығы")
		h.seat = &h.monitor
		ask := func(query string) (all []map[string]string) {
			check(t, json.Unmarshal([]byte(h.get("/kk/office/overlap?"+query, 200)), &all))
			return all
		}
		all := ask("topic=education&region=KZ-47&since=2020-03-31&until=2020-04-30")
		if len(all) != 1 || all[0]["body"] != "Республикалық штаб" || all[0]["days"] != "2020 жылғы 1 наурыз – 2020 жылғы 31 наурыз" {
			t.Errorf("%+v", all)
		}
		for _, query := range []string{"", "topic=education", "topic=education&region=KZ-47&since=2020-04-01&until=2020-04-30", "topic=land&since=2020-03-31&until=2020-04-30"} {
			if all := ask(query); len(all) != 0 {
				t.Errorf("%s: %+v", query, all)
			}
		}
	})
}

// TestWork carries an item on over its pages: progress, links, a comment of another
// body, giving up.
func TestWork(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		first, second := h.plan("Кездесу"), h.post("/kk/office/plan", 303, "title-kk", "Брифинг", "topic", "media", "region", "KZ-47", "since", "2020-03-06", "due", "2020-03-06")
		id, to := first[strings.LastIndex(first, "/")+1:], second[strings.LastIndex(second, "/")+1:]
		has(t, h.post(first+"/progress", 422, "percent", "көп"), "0 мен 100 арасындағы", `value="көп"`)
		h.post(first+"/progress", 303, "percent", "50", "evidence", "Бір мектеп", "href", "https://example.org/x")
		page := h.post("/kk/office/links", 422, "from", id, "to", "https://evil.example/kk/plan/"+to, "back", "/office/plan/"+id)
		has(t, page, "ештеңе табылмады", "evil.example")
		if to := h.post("/kk/office/links", 303, "from", id, "to", "/ru/plan/"+to, "back", "//evil.example"); to != "/kk/office" {
			t.Errorf("led to %s", to)
		}
		has(t, h.get(first, 200), "Брифинг", "50 %", "Ажырату")
		h.seat = &h.monitor
		has(t, h.get("/kk/office/plans", 200), "Кездесу")
		h.post("/kk/office/plans/"+id, 303, "text", "Біз де сол мектептерге барамыз")
		has(t, h.post("/kk/office/plans/"+id, 422, "text", ""), "Осы жолды толтырыңыз")
		h.get(first, 403)
		h.post(first+"/drop", 403, "reason", "x")
		h.seat = nil
		page = h.get("/kk/plan/"+id, 200)
		has(t, page, "Бірге тұрған жұмыстар", "Біз де сол мектептерге барамыз", "Мониторингтік топ", "Бір мектеп", "осы бет")
		h.seat = &h.head
		h.post("/kk/office/links", 303, "from", id, "to", to, "do", "part", "back", "/office/plan/"+id)
		h.post(second+"/drop", 303, "reason", "=Кейінге қалды")
		h.get(first+"/change", 200)
		h.seat = nil
		if page := h.get("/kk/plan/"+id, 200); strings.Contains(page, "Бірге тұрған жұмыстар") {
			t.Error("parted, and still together")
		}
		h.files()
	})
}

// files reads the plan as programs do.
func (h *house) files() {
	h.t.Helper()
	rows, err := csv.NewReader(strings.NewReader(h.get("/kk/headquarters/KZ-47/plan.csv", 200))).ReadAll()
	check(h.t, err)
	if len(rows) != 3 || rows[1][1] != "Кездесу" || rows[1][9] != "underway" || rows[2][9] != "dropped" || rows[1][6] != "Білім беру" {
		h.t.Errorf("%q", rows)
	}
	var plan struct{ Items []map[string]any }
	check(h.t, json.Unmarshal([]byte(h.get("/kk/headquarters/KZ-47/plan.json", 200)), &plan))
	if len(plan.Items) != 2 || plan.Items[0]["percent"] != 50.0 {
		h.t.Errorf("%v", plan)
	}
}
