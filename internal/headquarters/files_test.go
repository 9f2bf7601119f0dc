package headquarters_test

import (
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"adal/internal/headquarters"
	"adal/internal/i18n"
)

// TestFiles: programs read of a plan what people read, in the language of the address,
// and no cell of it is a formula.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		owner, err := h.Appoint(ctx, h.head, headquarters.Member{
			Name: i18n.Text{KK: "@Мұғалім", RU: "Учитель"}, Category: "citizen", Since: day("2020-02-01"), Until: day("2021-02-01"),
		})
		check(t, err)
		i := item("=HYPERLINK(1)", "education", "2020-03-01", "2020-03-31")
		i.Work.Title.RU, i.Work.Institution, i.Partners, i.Owner = "+Урок", "aktau", []string{"mg", "rhq"}, owner
		id, err := h.Plan(ctx, h.head, i, nil)
		check(t, err)
		check(t, h.Advance(ctx, h.head, id, 60, "-2+3", ""))
		late, err := h.Plan(ctx, h.head, item("Кешіккен", "media", "2020-02-20", "2020-02-21"), nil)
		check(t, err)
		dropped, err := h.Plan(ctx, h.head, item("Тасталған", "land", "2020-02-20", "2020-06-30"), nil)
		check(t, err)
		check(t, h.Drop(ctx, h.head, dropped, "Керек болмады"))
		h.Book.Day = day("2020-02-22")
		h.Changed()
		rows, err := csv.NewReader(strings.NewReader(h.get("/ru/headquarters/KZ-47/plan.csv", 200))).ReadAll()
		check(t, err)
		want := [][]string{
			{"HQ47-P-2020-0002", "Кешіккен", "", "", "KZ-47", "", "Информация и пресса", "2020-02-20", "2020-02-21", "overdue", "0", "", "/ru/plan/" + late},
			{"HQ47-P-2020-0001", "'+Урок", "Учитель", "Мониторингтік топ; Республикалық штаб", "KZ-47", "Ақтау әкімдігі", "Образование", "2020-03-01", "2020-03-31", "underway", "60", "'-2+3", "/ru/plan/" + id},
			{"HQ47-P-2020-0003", "Тасталған", "", "", "KZ-47", "", "Земельные отношения", "2020-02-20", "2020-06-30", "dropped", "0", "", "/ru/plan/" + dropped},
		}
		if len(rows) != 4 || !slices.EqualFunc(rows[1:], want, slices.Equal[[]string]) {
			t.Errorf("%q", rows)
		}
		if kk := h.get("/kk/headquarters/KZ-47/plan.csv", 200); !strings.Contains(kk, "'=HYPERLINK(1)") || !strings.Contains(kk, "'@Мұғалім") {
			t.Errorf("a cell is a formula: %s", kk)
		}
		h.asJSON(id)
		for _, path := range []string{"/kk/headquarters/KZ-23/plan.csv", "/kk/headquarters/nowhere/plan.json"} {
			h.get(path, 404)
		}
		if rows := h.get("/kk/headquarters/republic/plan.csv", 200); strings.Count(rows, "\n") != 1 {
			t.Errorf("an empty plan has rows: %q", rows)
		}
	})
}

// asJSON reads the plan of TestFiles as a program that takes texts as they are.
func (h *house) asJSON(id string) {
	h.t.Helper()
	var plan struct {
		Items []struct {
			ID, Title, Owner, Institution, State, Due, Evidence, Topic any
			Percent                                                    int
			Partners                                                   []string
		}
	}
	check(h.t, json.Unmarshal([]byte(h.get("/kk/headquarters/KZ-47/plan.json", 200)), &plan))
	if len(plan.Items) != 3 {
		h.t.Fatalf("%+v", plan)
	}
	i := plan.Items[1]
	if i.ID != id || i.Owner != "@Мұғалім" || i.Evidence != "-2+3" || i.Percent != 60 || i.Due != "2020-03-31" || i.Topic != "education" || len(i.Partners) != 2 {
		h.t.Errorf("%+v", i)
	}
}

// TestHousePage: the page of a headquarters says how much of its plan is done, of how
// much; who sits, who did and who will; and what other areas have of it.
func TestHousePage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for name, term := range map[string][2]string{"Бұрынғы мүше": {"2018-02-01", "2020-02-20"}, "Қазіргі мүше": {"2020-02-20", "2021-01-01"}, "Келесі мүше": {"2020-02-21", "2021-01-01"}} {
			_, err := h.Appoint(ctx, h.head, member(name, term[0], term[1]))
			check(t, err)
		}
		plan := func(title, topic, due string) string {
			id, err := h.Plan(ctx, h.head, item(title, topic, "2020-02-01", due), nil)
			check(t, err)
			return id
		}
		done, dropped := plan("Біткені", "land", "2020-02-28"), plan("Тасталғаны", "health", "2020-02-28")
		plan("Кешіккені", "roads", "2020-02-20")
		plan("Жүргені", "youth", "2020-03-31")
		check(t, h.Advance(ctx, h.head, done, 100, "Бітті", ""))
		check(t, h.Drop(ctx, h.head, dropped, "Ақша жоқ"))
		h.Book.Day = day("2020-02-21")
		h.Changed()
		for _, l := range i18n.Langs {
			page := h.get("/"+string(l)+"/headquarters/KZ-47", 200)
			has(t, page, h.Words.Say(l, "headquarters.plan-share", 4, 1, 1, 1), h.Words.Say(l, "headquarters.plan-over", 2), h.Words.Say(l, "headquarters.members-former", 1))
			sitting, rest, _ := strings.Cut(page[strings.Index(page, `id="members"`):], h.Words.Say(l, "headquarters.members-former", 1))
			for _, name := range []string{"Қазіргі мүше", "Келесі мүше"} {
				if !strings.Contains(sitting, name) {
					t.Errorf("%s: %s doesn't sit", l, name)
				}
			}
			if strings.Contains(sitting, "Бұрынғы мүше") || !strings.Contains(rest, "Бұрынғы мүше") {
				t.Errorf("%s: whose term is over sits", l)
			}
		}
		has(t, h.get("/kk/plan/"+dropped, 200), "Ақша жоқ")
		if n, err := h.Sitting(ctx, "hq"); err != nil || n != 2 {
			t.Errorf("%d sit, %v", n, err)
		}
	})
}

// TestForm: the form of the plan offers the institutions of the own region and of the
// republic, and as partners everybody but oneself and the state; what an item is stands
// in the form that changes it.
func TestForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		page := h.get("/kk/office/plan/new?from=d&title-kk=%D0%A1%22%3E%3Cb%3E", 200)
		has(t, page, `name="from" value="d"`, `value="С&#34;&gt;&lt;b&gt;"`, `<option value="aktau">`, `name="partners" value="mg"`, `name="partners" value="rhq"`, `<option value="KZ-47" selected>`)
		for _, not := range []string{`name="partners" value="hq"`, `name="partners" value="aktau"`, `<option value="rhq">`} {
			if strings.Contains(page, not) {
				t.Errorf("the form offers %s", not)
			}
		}
		at := h.plan("Сабақ", "partners", "mg", "institution", "aktau", "title-ru", "Урок")
		has(t, h.get(at+"/change", 200), `value="Сабақ"`, `value="Урок"`, `value="mg" checked`, `<option value="aktau" selected>`, `<option value="education" selected>`, `value="2020-03-31"`)
		h.post(at, 303, "title-kk", "Сабақ, ұзартылған", "topic", "youth", "region", "", "since", "2020-03-01", "due", "2020-04-30")
		page = h.get(at, 200)
		has(t, page, "Сабақ, ұзартылған", "Жастар", "Бүкіл республика", "2020 жылғы 30 сәуір")
		if strings.Contains(page, "Мониторингтік топ") || strings.Contains(page, "Ақтау әкімдігі") {
			t.Error("what was taken out is there still")
		}
		h.seat = &h.second // the republic plans about institutions of every region, and for none first
		page = h.get("/kk/office/plan/new", 200)
		has(t, page, `<option value="aktau">`)
		if strings.Contains(page, `<option value="KZ-47" selected>`) {
			t.Error("a region is chosen for the republic")
		}
	})
}
