package headquarters

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
)

func on(t *testing.T, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func term(t *testing.T, name, since, until string, head bool) Member {
	return Member{Name: i18n.Text{KK: name}, Since: on(t, since), Until: on(t, until), Head: head}
}

// TestTermDays: the day on which a term is over is the first one after it.
func TestTermDays(t *testing.T) {
	m := term(t, "А", "2020-02-01", "2021-02-01", false)
	for day, want := range map[string]bool{"2020-01-31": false, "2020-02-01": true, "2021-01-31": true, "2021-02-01": false} {
		if m.On(on(t, day)) != want {
			t.Errorf("on %s: %v", day, !want)
		}
	}
	if !m.Last().Equal(on(t, "2021-01-31")) {
		t.Errorf("the last day is %s", m.Last())
	}
}

// TestFree holds the rule of terms against pairs made by hand: one person has one term
// at a time, however the name is written, and a headquarters one head.
func TestFree(t *testing.T) {
	there := []Member{term(t, "Қоғам қайраткері", "2020-02-01", "2021-02-01", true), term(t, "Кәсіпкер", "2020-02-01", "2021-02-01", false),
		term(t, "Ұстаз", "2021-06-01", "2021-06-01", true)} // relieved before it began
	for _, c := range []struct {
		why         string
		m           Member
		field, word string
	}{
		{"another person", term(t, "Азамат", "2020-06-01", "2020-07-01", false), "", ""},
		{"the same days", term(t, "Кәсіпкер", "2020-02-01", "2021-02-01", false), "since", "headquarters.terms-overlap"},
		{"in other letters", term(t, "КӘСІПКЕР", "2021-01-31", "2022-01-31", false), "since", "headquarters.terms-overlap"},
		{"the day after", term(t, "Кәсіпкер", "2021-02-01", "2022-02-01", false), "", ""},
		{"the days before", term(t, "Кәсіпкер", "2019-02-01", "2020-02-01", false), "", ""},
		{"around it", term(t, "Кәсіпкер", "2019-02-01", "2022-02-01", false), "since", "headquarters.terms-overlap"},
		{"a second head", term(t, "Азамат", "2020-12-31", "2022-02-01", true), "head", "headquarters.two-heads"},
		{"the next head", term(t, "Азамат", "2021-02-01", "2022-02-01", true), "", ""},
		{"around what never began", term(t, "Ұстаз", "2021-02-01", "2022-02-01", true), "", ""},
		{"a head beside a member", term(t, "Азамат", "2021-02-01", "2022-02-01", true), "", ""},
	} {
		got := fault.Fields(free(c.m, there))
		if c.word == "" && len(got) == 0 {
			continue
		}
		if len(got) != 1 || got[0].Field != c.field || got[0].Word != c.word {
			t.Errorf("%s: %v, want %s in %q", c.why, got, c.word, c.field)
		}
	}
}

// TestFollowable: an address leads to a page of this site or of another one that is
// encrypted, and to nothing that runs.
func TestFollowable(t *testing.T) {
	for _, href := range []string{"/kk/news", "/", "https://example.org/x?y=1#z", "https://қала.қаз/бет"} {
		if !Followable(href) {
			t.Errorf("%q is none", href)
		}
	}
	for _, href := range []string{
		"", "kk/news", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "http://example.org", "https://", "mailto:a@b.kz",
		"/a b", "/a\tb", "/a\nb", "/\\evil.example", `/"onclick="x`, "/<b>", "/>", "https://a\\b", "/" + strings.Repeat("x", 500),
	} {
		if Followable(href) {
			t.Errorf("%q is one", href)
		}
	}
}

// TestTidy: what is written is kept without what can't be kept, and without spaces that
// nobody sees.
func TestTidy(t *testing.T) {
	for in, want := range map[string]string{"  а \t б\nв ": "а б в", "": "", "\x00а\x00": "а", "а\xffб": "а\uFFFDб", "\u00a0а": "а"} {
		if got := line(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if got := lines(" а \n\n \r\n б  в\n"); got != "а\nб в" {
		t.Errorf("%q", got)
	}
	if got := tidy(i18n.Text{KK: " а", RU: "б ", EN: " "}, line); got != (i18n.Text{KK: "а", RU: "б"}) {
		t.Errorf("%+v", got)
	}
}

// TestNeeds: lengths are counted in letters, Kazakh has to be there, and each language
// has its field.
func TestNeeds(t *testing.T) {
	words := func(err error) (all []string) {
		for _, f := range fault.Fields(err) {
			all = append(all, f.Field+" "+strings.TrimPrefix(f.Word, "headquarters."))
		}
		return all
	}
	long := strings.Repeat("қ", 6)
	for _, c := range []struct {
		text i18n.Text
		want []string
	}{
		{i18n.Text{KK: long[:10]}, nil}, // five letters of two bytes
		{i18n.Text{}, []string{"x-kk missing"}},
		{i18n.Text{RU: "а", EN: "a"}, []string{"x-kk missing"}},
		{i18n.Text{KK: long, RU: long, EN: long}, []string{"x-kk too-long", "x-ru too-long", "x-en too-long"}},
		{i18n.Text{RU: long}, []string{"x-kk missing", "x-ru too-long"}},
	} {
		if got := words(needsText("x", c.text, 5)); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.text, got)
		}
	}
}

// TestStatus: an item is late from the day after its due day, unless it is over.
func TestStatus(t *testing.T) {
	due, settled := on(t, "2020-03-31"), on(t, "2020-04-05")
	for _, c := range []struct {
		state   docket.State
		settled calendar.Day
		day     string
		want    docket.State
	}{
		{Planned, calendar.Day{}, "2020-03-31", Planned}, {Planned, calendar.Day{}, "2020-04-01", "overdue"}, {Underway, calendar.Day{}, "2020-03-01", Underway},
		{Underway, calendar.Day{}, "2020-04-02", "overdue"}, {Done, settled, "2020-04-06", Done}, {Dropped, settled, "2020-04-06", Dropped},
	} {
		i := Item{Item: docket.Item{State: c.state, Due: due, Settled: c.settled}}
		if got := i.Status(on(t, c.day)); got != c.want {
			t.Errorf("%s on %s is %s", c.state, c.day, got)
		}
	}
}

// TestHouseOf: a headquarters is named by its region, knows its head and who answers for
// an item, whenever their term is.
func TestHouseOf(t *testing.T) {
	if Key(bodies.Body{}) != "republic" || Key(bodies.Body{Region: "KZ-47"}) != "KZ-47" {
		t.Error("a headquarters has another name")
	}
	h := House{Body: bodies.Body{Region: "KZ-47"}, Members: []Member{{ID: "a", Name: i18n.Text{KK: "А"}}, {ID: "b", Head: true, Name: i18n.Text{KK: "Б"}}},
		Former: []Member{{ID: "c", Head: true, Name: i18n.Text{KK: "В"}}}, Coming: []Member{{ID: "d", Name: i18n.Text{KK: "Г"}}}}
	if head := h.Head(); head == nil || head.ID != "b" {
		t.Errorf("%+v", head)
	}
	if (House{Former: h.Former}).Head() != nil {
		t.Error("who was the head is one")
	}
	for id, want := range map[string]string{"a": "А", "c": "В", "d": "Г", "": "", "e": ""} {
		if got := h.Owner(Item{Owner: id}).KK; got != want {
			t.Errorf("%q is %q", id, got)
		}
	}
	if h.AimsIn(i18n.KK) != nil || h.Key() != "KZ-47" {
		t.Errorf("%v", h.AimsIn(i18n.KK))
	}
	h.Founding = &Founding{Aims: i18n.Text{KK: "Бір\nЕкі", RU: "Раз"}}
	if got := h.AimsIn(i18n.KK); len(got) != 2 || h.AimsIn(i18n.RU)[0] != "Раз" {
		t.Errorf("%v", got)
	}
}
