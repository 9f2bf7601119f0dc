package headquarters_test

import (
	"context"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/overlap"
	"adal/internal/register/registertest"
)

func (h *house) title(ctx context.Context, id string) (links.Ref, error) {
	i, err := h.Headquarters.Get(ctx, id)
	return links.Ref{Kind: overlap.PlanItem, Title: i.Work.Title, Path: "/plan/" + id, Day: i.Work.Since}, err
}

func (h *house) at(_ context.Context, _ i18n.Lang, path string) (string, error) {
	if id, ok := strings.CutPrefix(path, "/plan/"); ok {
		return id, nil
	}
	return "", fault.NotFound
}

func member(name, since, until string) headquarters.Member {
	return headquarters.Member{Name: i18n.Text{KK: name}, Category: "business", Since: day(since), Until: day(until)}
}

// TestTerms: one person has one term at a time, and a headquarters one head. The
// first day after a term may begin the next.
func TestTerms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		head := member("Қоғам қайраткері", "2020-02-01", "2021-02-01")
		head.Head, head.Category = true, "public-figure"
		id, err := h.Appoint(ctx, h.head, head)
		check(t, err)
		_, err = h.Appoint(ctx, h.head, member("ҚОҒАМ ҚАЙРАТКЕРІ", "2021-01-31", "2022-01-31"))
		wants(t, err, "since", "headquarters.terms-overlap")
		second := member("Кәсіпкерлер өкілі", "2020-06-01", "2021-06-01")
		second.Head = true
		_, err = h.Appoint(ctx, h.head, second)
		wants(t, err, "head", "headquarters.two-heads")
		_, err = h.Appoint(ctx, h.head, member("Қоғам қайраткері", "2021-02-01", "2022-02-01"))
		check(t, err)
		wants(t, h.Relieve(ctx, h.head, id, day("2021-02-01"), "Ауысты"), "until", "headquarters.not-in-term")
		check(t, h.Relieve(ctx, h.head, id, day("2020-06-01"), "Басқа жұмысқа ауысты"))
		_, err = h.Appoint(ctx, h.head, second)
		check(t, err)
		one, err := h.House(ctx, "KZ-MAN") // as ISO called the region until 2022
		check(t, err)
		if len(one.Members) != 1 || one.Head() == nil || len(one.Coming) != 2 || one.Members[0].Relieved == "" {
			t.Errorf("%+v", one)
		}
		// Three were appointed and the first of them was relieved; what was refused says nothing.
		staged := registertest.Staged(t, h.DB, string(charter.AppointMember))
		about := map[string]int{}
		for _, e := range staged {
			if about[e.Name]++; e.Body != h.head.Body || e.Seat != h.head.Seat || e.Article == "" {
				t.Errorf("the register says %+v", e)
			}
		}
		if len(staged) != 4 || len(about) != 3 || about[id] != 2 {
			t.Errorf("the register has %d entries, of members %v", len(staged), about)
		}
	})
}

// TestRelieveBefore: whoever is relieved before their term begins is no member on any of
// its days, which are free for others, and stays on the page with the reason.
func TestRelieveBefore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		over, err := h.Appoint(ctx, h.head, member("Азамат", "2019-02-01", "2020-02-01")) // a category earlier, a term that ended earlier
		check(t, err)
		coming := member("Қоғам қайраткері", "2020-06-01", "2021-06-01")
		coming.Head, coming.Category = true, "public-figure"
		id, err := h.Appoint(ctx, h.head, coming)
		check(t, err)
		wants(t, h.Relieve(ctx, h.head, id, calendar.Day{}, " "), "reason", "headquarters.missing")
		if err := h.Relieve(ctx, h.second, id, calendar.Day{}, "Бас тартты"); fault.Of(err) != fault.NotFound {
			t.Errorf("another headquarters relieved them: %v", err)
		}
		check(t, h.Relieve(ctx, h.head, id, calendar.Day{}, "Бас тартты"))
		if err := h.Relieve(ctx, h.head, id, day("2020-07-01"), "Тағы"); fault.Of(err) != fault.Conflict {
			t.Errorf("relieved twice: %v", err)
		}
		again, err := h.Appoint(ctx, h.head, coming) // for the same days, and as the head
		check(t, err)
		for _, at := range []struct {
			day   string
			where [3]int // members, coming, former
		}{{"2020-02-20", [3]int{0, 1, 2}}, {"2020-06-01", [3]int{1, 0, 2}}} {
			h.Book.Day = day(at.day)
			one, err := h.House(ctx, "KZ-47")
			check(t, err)
			if got := [3]int{len(one.Members), len(one.Coming), len(one.Former)}; got != at.where {
				t.Errorf("on %s there are %v, want %v", at.day, got, at.where)
			}
			if one.Former[0].ID != id || one.Former[0].Relieved != "Бас тартты" || one.Former[1].ID != over || len(one.Members) == 1 && one.Members[0].ID != again {
				t.Errorf("on %s: %+v, former %+v", at.day, one.Members, one.Former)
			}
		}
		wants(t, h.Relieve(ctx, h.head, again, calendar.Day{}, "Ауысты"), "until", "headquarters.not-in-term") // it has begun
	})
}

// TestMemberFaults says what is wrong with each field at once, and then nobody is
// appointed.
func TestMemberFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.Appoint(ctx, h.head, headquarters.Member{Category: "minister"})
		for field, word := range map[string]string{
			"name-kk": "headquarters.missing", "category": "headquarters.category-missing", "since": "overlap.day-missing",
		} {
			wants(t, err, field, word)
		}
		_, err = h.Appoint(ctx, h.head, member("Азамат", "2020-02-01", "2020-02-01"))
		wants(t, err, "until", "overlap.until-before")
		_, err = h.Appoint(ctx, h.head, member("Азамат", "2020-02-01", "2025-02-02"))
		wants(t, err, "until", "headquarters.term-long")
		if _, err := h.Appoint(ctx, h.monitor, member("Азамат", "2020-02-01", "2021-02-01")); fault.Of(err) != fault.Denied {
			t.Errorf("a monitor appointed a member: %v", err)
		}
		one, err := h.House(ctx, "KZ-47")
		check(t, err)
		if len(one.Members) != 0 {
			t.Errorf("%+v", one.Members)
		}
		wants(t, h.Found(ctx, h.head, headquarters.Founding{Number: "1", Day: day("2020-02-21"), By: i18n.Text{KK: "Кеңес"}, Aims: i18n.Text{KK: "Мақсат"}}), "day", "headquarters.founded-later")
		check(t, h.Found(ctx, h.head, headquarters.Founding{Number: "1", Day: day("2020-02-01"), By: i18n.Text{KK: "Кеңес"}, Aims: i18n.Text{KK: " Бір \n\n Екі "}}))
		if one, err = h.House(ctx, "KZ-47"); err != nil || one.Founding.Aims.KK != "Бір\nЕкі" {
			t.Errorf("%+v, %v", one.Founding, err)
		}
	})
}

func item(title, topic, since, due string) headquarters.Item {
	i := headquarters.Item{Work: overlap.Work{Title: i18n.Text{KK: title}, Topic: topic, Region: "KZ-47", Since: day(since)}}
	i.Due = day(due)
	return i
}

// TestItem is the life of an item: planned, under way, done with evidence. Each
// step is in its history, which is chained.
func TestItem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Plan(ctx, h.head, item("Мектептерде кездесу өткізу", "education", "2020-03-01", "2020-03-31"), nil)
		check(t, err)
		i, err := h.Headquarters.Get(ctx, id)
		check(t, err)
		if i.Number != "HQ47-P-2020-0001" || i.State != headquarters.Planned || i.Due != day("2020-03-31") {
			t.Errorf("%+v", i)
		}
		check(t, h.Replan(ctx, h.head, id, item("Мектептерде екі кездесу өткізу", "education", "2020-03-01", "2020-04-10"), nil))
		wants(t, h.Advance(ctx, h.head, id, 101, "", ""), "percent", "headquarters.percent-wrong")
		wants(t, h.Advance(ctx, h.head, id, 100, " ", ""), "evidence", "headquarters.evidence-missing")
		for _, href := range []string{"javascript:alert(1)", "//evil.example", "http://x", "https://", "/a b"} {
			wants(t, h.Advance(ctx, h.head, id, 10, "", href), "href", "headquarters.href-wrong")
		}
		check(t, h.Advance(ctx, h.head, id, 40, "Бір кездесу өтті", ""))
		check(t, h.Advance(ctx, h.head, id, 100, "Екі кездесу, 120 оқушы", "/kk/news"))
		if err := h.Drop(ctx, h.head, id, "Керек емес"); fault.Of(err) != fault.Conflict {
			t.Errorf("what is done was given up: %v", err)
		}
		if i, err = h.Headquarters.Get(ctx, id); err != nil || i.State != headquarters.Done || i.Percent != 100 || !i.Work.Ended || i.Work.Title.KK != "Мектептерде екі кездесу өткізу" {
			t.Errorf("%+v, %v", i, err)
		}
		check(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			leaves, err := docket.Verify(ctx, tx, id)
			if len(leaves) != 4 {
				t.Errorf("%d steps", len(leaves))
			}
			return err
		}))
		// Each step says in the register what the item was then: four texts, each another.
		texts := map[string]bool{}
		for _, e := range registertest.Staged(t, h.DB, string(charter.Plan)) {
			if texts[e.SHA256] = true; e.Docket != id || len(e.SHA256) != 64 {
				t.Errorf("the register says %+v", e)
			}
		}
		if len(texts) != 4 {
			t.Errorf("four steps say %d texts", len(texts))
		}
	})
}

// TestItemFaults refuses what can't be planned, and then nothing is.
func TestItemFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for field, change := range map[string]func(*headquarters.Item){
			"title-kk":    func(i *headquarters.Item) { i.Work.Title = i18n.Text{RU: "Только по-русски"} },
			"topic":       func(i *headquarters.Item) { i.Work.Topic = "" },
			"since":       func(i *headquarters.Item) { i.Work.Since = calendar.Day{} },
			"due":         func(i *headquarters.Item) { i.Due = day("2020-02-19"); i.Work.Since = day("2020-02-01") },
			"owner":       func(i *headquarters.Item) { i.Owner = "nobody" },
			"partners":    func(i *headquarters.Item) { i.Partners = []string{"hq"} },
			"institution": func(i *headquarters.Item) { i.Work.Institution = "nowhere" },
			"region":      func(i *headquarters.Item) { i.Work.Region = "KZ-99" },
		} {
			i := item("Кездесу", "education", "2020-03-01", "2020-03-31")
			change(&i)
			_, err := h.Plan(ctx, h.head, i, nil)
			found := false
			for _, f := range fault.Fields(err) {
				found = found || f.Field == field
			}
			if !found {
				t.Errorf("%s: %v", field, err)
			}
		}
		if all, err := h.Items(ctx, "hq"); err != nil || len(all) != 0 {
			t.Errorf("%d were planned, %v", len(all), err)
		}
		if _, err := h.Plan(ctx, h.monitor, item("Кездесу", "education", "2020-03-01", "2020-03-31"), nil); fault.Of(err) != fault.Denied {
			t.Errorf("a monitor planned: %v", err)
		}
	})
}

// TestOverlap: what another body plans already stops an item until somebody says
// what becomes of both; a day out of its way, nothing does.
func TestOverlap(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		republic := item("Бүкіл елде ашық сабақ", "education", "2020-03-15", "2020-04-15")
		republic.Work.Region = ""
		other, err := h.Plan(ctx, h.second, republic, nil)
		check(t, err)
		own := item("Мектептерде кездесу", "education", "2020-03-01", "2020-03-31")
		_, err = h.Plan(ctx, h.head, own, nil)
		wants(t, err, "overlap", "overlap.undecided")
		_, err = h.Plan(ctx, h.head, own, overlap.Decisions{other: {How: overlap.Apart, Reason: "жоқ"}})
		wants(t, err, "reason-"+other, "overlap.reason-missing")
		if all, err := h.Items(ctx, "hq"); err != nil || len(all) != 0 {
			t.Errorf("%d were planned all the same, %v", len(all), err)
		}
		_, err = h.Plan(ctx, h.head, item("Мектептерде кездесу", "education", "2020-03-01", "2020-03-14"), nil)
		check(t, err)
		joined, err := h.Plan(ctx, h.head, item("Тағы кездесу", "education", "2020-04-01", "2020-04-10"), overlap.Decisions{other: {How: overlap.Joined}})
		check(t, err)
		check(t, h.Replan(ctx, h.head, joined, item("Тағы кездесу", "education", "2020-04-01", "2020-04-12"), nil))
		check(t, h.DB.Read(ctx, func(tx *db.Tx) error {
			all, err := overlap.Settled(ctx, tx, other)
			if len(all) != 1 || all[0].Other != joined || all[0].How != overlap.Joined || all[0].Body != "hq" {
				t.Errorf("%+v", all)
			}
			return err
		}))
	})
}

// TestComment: seats of any body comment on a plan, the public doesn't.
func TestComment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Plan(ctx, h.head, item("Кездесу", "education", "2020-03-01", "2020-03-31"), nil)
		check(t, err)
		check(t, h.Comment(ctx, h.monitor, id, "Біз де осы мектептерге барамыз"))
		wants(t, h.Comment(ctx, h.monitor, id, " "), "text", "headquarters.missing")
		if err := h.Comment(ctx, charter.Public(), id, "Мен де"); fault.Of(err) != fault.Denied {
			t.Errorf("the public commented: %v", err)
		}
	})
}
