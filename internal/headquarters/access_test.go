package headquarters_test

import (
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
)

// TestStrangers: nobody but its own seats changes who is a member of a headquarters and
// what it plans, and after all of them tried it is as it was.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		m := member("Кәсіпкерлер өкілі", "2020-02-01", "2021-02-01")
		sits, err := h.Appoint(ctx, h.head, m)
		check(t, err)
		id, err := h.Plan(ctx, h.head, item("Ашық сабақ", "education", "2020-03-01", "2020-04-10"), nil)
		check(t, err)
		for name, by := range map[string]charter.Principal{
			"a monitor": h.monitor, "the republic": h.second,
			"a region": {Seat: "s", Body: "hq23", Kind: charter.KindHeadquarters, Region: "KZ-23"}, "a keeper": {Seat: "k", Body: "kp", Kind: charter.KindKeeper},
		} {
			refused := map[string]error{
				"relieve": h.Relieve(ctx, by, sits, day("2020-06-01"), "Ауысты"),
				"replan":  h.Replan(ctx, by, id, item("Басқа", "media", "2020-03-01", "2020-04-10"), nil),
				"advance": h.Advance(ctx, by, id, 50, "Жарты", ""),
				"drop":    h.Drop(ctx, by, id, "Керек емес"),
			}
			for act, err := range refused {
				if f := fault.Of(err); f != fault.Denied && f != fault.NotFound {
					t.Errorf("%s: %s: %v", name, act, err)
				}
			}
			if by.Kind == charter.KindHeadquarters {
				continue // they appoint and plan for themselves
			}
			if _, err := h.Appoint(ctx, by, m); fault.Of(err) != fault.Denied {
				t.Errorf("%s appointed: %v", name, err)
			}
			if _, err := h.Plan(ctx, by, item("Басқа", "media", "2020-03-01", "2020-04-10"), nil); fault.Of(err) != fault.Denied {
				t.Errorf("%s planned: %v", name, err)
			}
			if err := h.Found(ctx, by, headquarters.Founding{Number: "1", Day: day("2020-02-01"), By: i18n.Text{KK: "Мен"}, Aims: i18n.Text{KK: "x"}}); fault.Of(err) != fault.Denied {
				t.Errorf("%s founded: %v", name, err)
			}
		}
		one, err := h.House(ctx, "KZ-47")
		check(t, err)
		got, err := h.Get(ctx, id)
		check(t, err)
		if len(one.Members) != 1 || one.Members[0].Relieved != "" || one.Founding != nil || got.State != headquarters.Planned || got.Work.Title.KK != "Ашық сабақ" || got.Percent != 0 {
			t.Errorf("%+v %+v", one, got)
		}
	})
}

// TestStrangersPages: the pages of the office say the same.
func TestStrangersPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		at := h.plan("Ашық сабақ")
		id := at[strings.LastIndex(at, "/")+1:]
		for _, c := range []struct {
			seat              *charter.Principal
			office, item, own int
		}{{nil, 401, 401, 401}, {&h.monitor, 403, 403, 403}, {&h.second, 200, 404, 422}} {
			h.seat = c.seat
			for _, path := range []string{"/kk/office/headquarters", "/kk/office/plan", "/kk/office/plan/new"} {
				h.get(path, c.office)
			}
			for _, path := range []string{at, at + "/change"} {
				h.get(path, c.item)
			}
			h.post(at+"/progress", c.item, "percent", "10")
			h.post(at+"/drop", c.item, "reason", "x")
			h.post("/kk/office/headquarters/members/nobody", map[int]int{401: 401, 403: 403, 422: 404}[c.own], "last-nobody", "2020-06-01", "reason-nobody", "x")
			h.post("/kk/office/headquarters/founding", c.own, "number", "")
			h.post("/kk/office/headquarters/members", c.own, "name-kk", "")
			h.post("/kk/office/plan", c.own, "title-kk", "")
		}
		h.seat = &h.second
		h.get("/kk/office/plans/"+id, 200) // everybody with a seat may comment
		h.seat = nil
		h.get("/kk/office/plans", 401)
		h.get("/kk/office/overlap?topic=media", 401)
		h.post("/kk/office/plans/"+id, 401, "text", "x")
		has(t, h.get("/kk/plan/"+id, 200), "Ашық сабақ")
	})
}

// TestSentences: what is wrong is said in one sentence of the reader's language, and
// what was written is there again.
func TestSentences(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		h.post("/kk/office/headquarters/members", 303, "name-kk", "Қоғам қайраткері", "category", "public-figure", "since", "2020-02-01", "until", "2021-01-31", "head", "yes")
		other := h.plan("Ашық сабақ")
		for _, c := range []struct {
			path       string
			form       []string
			kk, ru, en string
		}{
			{"/office/headquarters/members", []string{"name-kk", "Қоғам қайраткері", "category", "citizen", "since", "2021-01-31", "until", "2021-12-31"},
				"Бұл адамның басқа мерзімі осы күндерге түседі: Қоғам қайраткері, 2020 жылғы 1 ақпан – 2021 жылғы 31 қаңтар.",
				"Қоғам қайраткері, 1 февраля 2020 г. – 31 января 2021 г.", "Қоғам қайраткері, 1 February 2020 – 31 January 2021."},
			{"/office/plan", []string{"title-kk", "Кеш", "topic", "media", "region", "KZ-47", "since", "2020-02-01", "due", "2020-02-19"},
				h.Words.Say(i18n.KK, "headquarters.due-past"), h.Words.Say(i18n.RU, "headquarters.due-past"), h.Words.Say(i18n.EN, "headquarters.due-past")},
			{"/office/plan", []string{"title-kk", "Сол сабақ", "topic", "education", "region", "KZ-47", "since", "2020-03-10", "due", "2020-03-20"},
				"Ұқсас жоспарланған жұмыс бар: 1. Әрқайсысы туралы шешім таңдаңыз.", "Найдены похожие запланированные работы: 1. Выберите решение о каждой.",
				"Similar planned works were found: 1. Choose what becomes of each."},
			{"/office/plan", []string{"title-kk", "Кері", "topic", "media", "region", "KZ-47", "since", "2020-03-10", "due", "2020-03-09"},
				"Соңғы күн басталған күннен ерте бола алмайды.", "Последний день не может быть раньше первого.", "The last day can't be before the first."},
			{"/office/plan", []string{"title-kk", "Өңірсіз", "topic", "media", "region", "KZ-99", "since", "2020-03-10", "due", "2020-03-19"},
				"Тізімдегі өңірді таңдаңыз.", h.Words.Say(i18n.RU, "headquarters.region-unknown"), h.Words.Say(i18n.EN, "headquarters.region-unknown")},
			{"/office/headquarters/founding", []string{"number", "7", "day", "2020-02-21", "by-kk", "Кеңес", "aims-kk", "Мақсат"},
				"Құрылу шешімінің күні келешекте бола алмайды.", "Решение о создании не может быть принято в будущем.", "A founding decision can't be of a day to come."},
			{strings.TrimPrefix(other, "/kk") + "/progress", []string{"percent", "100"},
				h.Words.Say(i18n.KK, "headquarters.evidence-missing"), h.Words.Say(i18n.RU, "headquarters.evidence-missing"), h.Words.Say(i18n.EN, "headquarters.evidence-missing")},
		} {
			for lang, said := range map[string]string{"kk": c.kk, "ru": c.ru, "en": c.en} {
				page := h.post("/"+lang+c.path, 422, c.form...)
				if said == "" || strings.Contains(said, "headquarters.") {
					t.Errorf("%s %s has no words: %q", lang, c.path, said)
				}
				has(t, page, strings.ReplaceAll(said, "'", "&#39;"), `value="`+c.form[1]+`"`)
			}
		}
		all, err := h.Items(t.Context(), "hq")
		check(t, err)
		if len(all) != 1 {
			t.Errorf("%d are planned", len(all))
		}
	})
}
