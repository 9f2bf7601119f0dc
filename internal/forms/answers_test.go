package forms

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/fault"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var on = calendar.Date(2026, 11, 28)

// wrongs are the faults of an error as "field word".
func wrongs(err error) (all []string) {
	for _, e := range fault.Fields(err) {
		all = append(all, e.Field+" "+strings.TrimPrefix(e.Word, "forms."))
	}
	return all
}

// TestCheck makes answers of what came from a page.
func TestCheck(t *testing.T) {
	f := form(t, entrance)
	a, err := f.Check(map[string][]string{
		"ramp": {"no"}, "steps": {" 5 "}, "signs": {"name", "hours"}, "region": {"47"}, "town": {"aqtau"},
		"clean": {"2,5"}, "seen": {"2026-11-27"}, "score": {"1000"}, "unknown": {"x"},
	}, on)
	if err != nil {
		t.Fatal(err)
	}
	// score is if(ramp = 'yes', 2, 0) + 2 signs, whatever came for it; choices come
	// in the order of their list.
	want := Answers{"ramp": "no", "steps": "5", "signs": "hours name", "region": "47", "town": "aqtau", "clean": "2.5", "seen": "2026-11-27", "score": "2"}
	if diff := cmp.Diff(want, a); diff != "" {
		t.Error(diff)
	}
	if a.Number("clean") != 2.5 || a.Day("seen") != calendar.Date(2026, 11, 27) || len(a.Chosen("signs")) != 2 || !math.IsNaN(a.Number("ramp")) {
		t.Error("the answers aren't what they were")
	}
	var found []string
	for _, q := range f.Shortcomings(a, on) {
		found = append(found, q.Name)
	}
	if diff := cmp.Diff([]string{"ramp", "steps"}, found); diff != "" { // no ramp, and more than 3 steps
		t.Error(diff)
	}
}

// TestIrrelevant holds that what isn't relevant is neither asked nor kept.
func TestIrrelevant(t *testing.T) {
	f := form(t, entrance)
	a, err := f.Check(map[string][]string{"ramp": {"yes"}, "steps": {"rubbish"}}, on)
	if diff := cmp.Diff(Answers{"ramp": "yes", "score": "2"}, a); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// TestFaultsOfAnswers holds what can't be kept, all at once, each with its field.
func TestFaultsOfAnswers(t *testing.T) {
	f := form(t, entrance)
	for _, c := range []struct {
		raw  map[string][]string
		want []string
	}{
		{nil, []string{"answer-ramp say"}}, // its own message
		{map[string][]string{"ramp": {"no"}}, []string{"answer-steps required"}},
		{map[string][]string{"ramp": {"maybe"}}, []string{"answer-ramp choice-unknown"}},
		{map[string][]string{"ramp": {"yes", "no"}}, []string{"answer-ramp choice-one"}},
		{map[string][]string{"ramp": {"no"}, "steps": {"100"}, "clean": {"9"}, "seen": {"2026-11-29"}},
			[]string{"answer-steps say", "answer-clean number-range", "answer-seen constraint"}},
		{map[string][]string{"ramp": {"no"}, "steps": {"2.5"}, "clean": {"0.7"}, "seen": {"27.11.2026"}},
			[]string{"answer-steps number-whole", "answer-clean number-range", "answer-seen day-wrong"}},
		{map[string][]string{"ramp": {"no"}, "steps": {"1e3"}}, []string{"answer-steps number-wrong"}},
		{map[string][]string{"ramp": {"no"}, "steps": {"9999999999999999"}}, []string{"answer-steps number-large"}},
		{map[string][]string{"ramp": {"yes"}, "region": {"23"}, "town": {"aqtau"}}, []string{"answer-town choice-unknown"}}, // the filter lets it not through
	} {
		a, err := f.Check(c.raw, on)
		if diff := cmp.Diff(c.want, wrongs(err)); diff != "" || a != nil {
			t.Errorf("%v: %s", c.raw, diff)
		}
	}
}

// TestTypes reads each type of question.
func TestTypes(t *testing.T) {
	f := form(t, map[string]string{
		"survey": `
type|name|label|appearance|default|read_only
text|word|W|multiline
decimal|decimal|D
time|time|T
dateTime|moment|M
geopoint|place|P
image|picture|I
acknowledge|ok|OK
rank abc|rank|R
hidden|secret|||v1
text|fixed|F||as it is|yes
`,
		"choices": "list_name|name|label\nabc|a|A\nabc|b|B\nabc|c|C",
	})
	for _, c := range []struct {
		name, raw, want string
	}{
		{"word", "  a\r\nb \x00", "a\nb"}, {"word", strings.Repeat("қ", MostAnswer), strings.Repeat("қ", MostAnswer)},
		{"word", strings.Repeat("қ", MostAnswer+1), "answer-word answer-long"},
		{"decimal", "-1,50", "-1.5"}, {"decimal", "007", "7"}, {"decimal", "1.2.3", "answer-decimal number-wrong"},
		{"time", "23:59", "23:59"}, {"time", "24:00", "answer-time time-wrong"}, {"time", "9:00", "answer-time time-wrong"},
		{"moment", "2026-11-28T10:30", "2026-11-28T10:30"}, {"moment", "2026-11-28", "answer-moment day-wrong"},
		{"place", "43.65  51.17", "43.65 51.17"}, {"place", "43.65 51.17 10 5", "43.65 51.17 10 5"},
		{"place", "91 0", "answer-place place-wrong"}, {"place", "43.65", "answer-place place-wrong"}, {"place", "a b", "answer-place place-wrong"},
		{"picture", "p-1.jpg", "p-1.jpg"}, {"ok", "anything", "OK"},
		{"rank", "c a b", "c a b"}, {"rank", "a b", "answer-rank rank-all"}, {"rank", "a a b", "answer-rank rank-twice"}, {"rank", "a b x", "answer-rank choice-unknown"},
		{"secret", "changed", "v1"}, {"fixed", "changed", "as it is"},
	} {
		a, err := f.Check(map[string][]string{c.name: {c.raw}}, on)
		if err != nil {
			a = Answers{c.name: strings.Join(wrongs(err), ";")}
		}
		if a[c.name] != c.want {
			t.Errorf("%s %.40q: %.40q, want %.40q", c.name, c.raw, a[c.name], c.want)
		}
	}
	two, err := f.Check(map[string][]string{"place": {"43.65", "51.17"}}, on)
	if lat, lon, ok := two.Place("place"); err != nil || lat != 43.65 || lon != 51.17 || !ok {
		t.Errorf("a place of two fields: %v, %v", two, err)
	}
	if half, err := f.Check(map[string][]string{"place": {"43.65", ""}}, on); err == nil {
		t.Errorf("half a place: %v", half)
	}
}

// TestOrder holds that questions are settled after what they depend on, wherever
// they stand: here each shows the one before it.
func TestOrder(t *testing.T) {
	f := form(t, map[string]string{"survey": `
type|name|label|relevant|calculation
begin group|g|G|${d} = 4
text|a|A|${b} != ''
end group
text|b|B|${c} = 3
calculate|c|||${d} - 1
integer|d|D
`})
	a, err := f.Check(map[string][]string{"a": {"x"}, "b": {"y"}, "d": {"4"}}, on)
	if diff := cmp.Diff(Answers{"a": "x", "b": "y", "c": "3", "d": "4"}, a); err != nil || diff != "" {
		t.Error(err, diff)
	}
	a, err = f.Check(map[string][]string{"a": {"x"}, "b": {"y"}, "d": {"5"}}, on)
	if diff := cmp.Diff(Answers{"c": "4", "d": "5"}, a); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

// TestNothingOffered holds that a question whose filter lets nothing through isn't
// missed, and isn't shown.
func TestNothingOffered(t *testing.T) {
	f := form(t, map[string]string{
		"survey":  "type|name|label|required|choice_filter\ninteger|n|N\nselect_one abc|q|Q|yes|weight <= ${n}",
		"choices": "list_name|name|label|weight\nabc|a|A|1\nabc|b|B|2",
	})
	for n, want := range map[string]string{"0": "", "1": "answer-q required"} {
		_, err := f.Check(map[string][]string{"n": {n}}, on)
		if got := strings.Join(wrongs(err), ";"); got != want {
			t.Errorf("%s: %q, want %q", n, got, want)
		}
		sheet, err := f.Sheet(State{Raw: map[string][]string{"n": {n}}, Today: on}, "en")
		if err != nil || sheet.Blocks[1].Hidden != (want == "") {
			t.Errorf("%s: shown %v, %v", n, !sheet.Blocks[1].Hidden, err)
		}
	}
}

// TestSettled holds for any answers that what is kept is kept again as it is, and
// that whatever is refused is a fault of a field of the form.
func TestSettled(t *testing.T) {
	f := form(t, entrance)
	value := rapid.OneOf(rapid.SampledFrom([]string{"", "yes", "no", "hours", "name", "47", "23", "aqtau", "atyrau", "5", "2.5", "2026-11-28"}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		raw := map[string][]string{}
		for _, q := range f.Questions {
			raw[q.Name] = rapid.SliceOfN(value, 0, 3).Draw(t, q.Name)
		}
		a, err := f.Check(raw, on)
		if err != nil {
			for _, e := range fault.Fields(err) {
				if _, ok := f.byName[strings.TrimPrefix(e.Field, "answer-")]; !ok {
					t.Fatalf("a fault of %q", e.Field)
				}
			}
			return
		}
		again := map[string][]string{}
		for name, answer := range a {
			again[name] = []string{answer}
		}
		b, err := f.Check(again, on)
		if diff := cmp.Diff(a, b); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
	})
}

// TestLarge settles a chain of a thousand calculations, the last of which comes
// first.
func TestLarge(t *testing.T) {
	f := &Form{}
	for i := range 1000 {
		q := Question{Type: Calculate, Name: fmt.Sprintf("c%d", i), Calculation: "1"}
		if i < 999 {
			q.Calculation = fmt.Sprintf("${c%d} + 1", i+1)
		}
		f.Questions = append(f.Questions, q)
	}
	wrong := &faults{}
	f.compile(wrong)
	if err := wrong.err(); err != nil {
		t.Fatal(err)
	}
	a, err := f.Check(nil, on)
	if err != nil || a["c0"] != "1000" {
		t.Errorf("%q, %v", a["c0"], err)
	}
}
