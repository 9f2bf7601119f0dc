package gift

import (
	"errors"
	"math"
	"strings"
	"testing"

	"adal/internal/fault"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// bank has one question of each form that the format's description names
// (docs.moodle.org, "GIFT format"): the forms are theirs, the questions ours.
const bank = `// What an observer knows.

$CATEGORY: observer/first

::Where:: Where does an observer stand? {
	=In a public place #Right: nothing else is needed.
	~In the office of the head #That would be an inspection.
	~%-50%In the archive
	####See lesson 1.
}

An observer may ask for documents.{F#Read lesson 2 again.#Right.}

::Twice a half:: [html]Which two are published? {
	~%50%the shortcoming
	~%50%the answer
	~%-100%a citizen's name
}

How many working days has an institution to answer? {#10:0}

About pi? {#
	=3.1..3.2 #close
	=%50%3:1
}

The charter is a {=list of mandates =%80%*mandates*} of bodies.

$CATEGORY: observer/second

Match. {
	=observe -> monitoring group
	=prosecute -> Agency
	=educate -> headquarters
}

Say it in your own words. {}

A line\: with \{signs\}\nand a second line.
`

func read(t testing.TB, text string) []Question {
	t.Helper()
	all, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRead(t *testing.T) {
	want := []Question{
		{Kind: Choice, Category: "observer/first", Title: "Where", Text: "Where does an observer stand?", General: "See lesson 1.", Line: 5, Answers: []Answer{
			{Text: "In a public place", Weight: 100, Feedback: "Right: nothing else is needed."},
			{Text: "In the office of the head", Feedback: "That would be an inspection."},
			{Text: "In the archive", Weight: -50},
		}},
		{Kind: TrueFalse, Category: "observer/first", Text: "An observer may ask for documents.", Wrong: "Read lesson 2 again.", Right: "Right.", Line: 12},
		{Kind: Multiple, Category: "observer/first", Title: "Twice a half", Format: "html", Text: "Which two are published?", Line: 14, Answers: []Answer{
			{Text: "the shortcoming", Weight: 50}, {Text: "the answer", Weight: 50}, {Text: "a citizen's name", Weight: -100},
		}},
		{Kind: Number, Category: "observer/first", Text: "How many working days has an institution to answer?", Line: 20, Answers: []Answer{{Text: "10:0", Weight: 100}}},
		{Kind: Number, Category: "observer/first", Text: "About pi?", Line: 22, Answers: []Answer{{Text: "3.1..3.2", Weight: 100, Feedback: "close"}, {Text: "3:1", Weight: 50}}},
		{Kind: Short, Category: "observer/first", Text: "The charter is a", After: "of bodies.", Line: 27, Answers: []Answer{{Text: "list of mandates", Weight: 100}, {Text: "*mandates*", Weight: 80}}},
		{Kind: Matching, Category: "observer/second", Text: "Match.", Line: 31, Answers: []Answer{
			{Text: "observe", Match: "monitoring group", Weight: 100}, {Text: "prosecute", Match: "Agency", Weight: 100}, {Text: "educate", Match: "headquarters", Weight: 100},
		}},
		{Kind: Essay, Category: "observer/second", Text: "Say it in your own words.", Line: 37},
		{Kind: Description, Category: "observer/second", Text: "A line: with {signs}\nand a second line.", Line: 39},
	}
	got := read(t, bank)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, read(t, strings.ReplaceAll("\ufeff"+bank, "\n", "\r\n"))); d != "" {
		t.Errorf("with the ends of lines of Windows: %s", d)
	}
	for i, marked := range []bool{true, true, true, true, true, true, true, false, false} {
		if got[i].Marked() != marked {
			t.Errorf("question %d: marked %v", i, !marked)
		}
	}
}

// TestMark marks replies; the marks follow from the weights above.
func TestMark(t *testing.T) {
	q := read(t, bank)
	for _, c := range []struct {
		question int
		reply    []string
		want     float64
	}{
		{0, []string{"0"}, 1}, {0, []string{"1"}, 0}, {0, []string{"2"}, 0}, {0, []string{"0", "1"}, 0}, {0, []string{"9"}, 0}, {0, []string{"x"}, 0}, {0, nil, 0},
		{1, []string{"false"}, 1}, {1, []string{"true"}, 0}, {1, []string{""}, 0},
		{2, []string{"0", "1"}, 1}, {2, []string{"1"}, 0.5}, {2, []string{"0", "1", "2"}, 0}, {2, []string{"0", "0"}, 0},
		{3, []string{"10"}, 1}, {3, []string{" 10,0 "}, 1}, {3, []string{"11"}, 0}, {3, []string{"NaN"}, 0}, {3, []string{"ten"}, 0},
		{4, []string{"3.14"}, 1}, {4, []string{"3.9"}, 0.5}, {4, []string{"4.1"}, 0},
		{5, []string{"List of MANDATES"}, 1}, {5, []string{"their mandates, all"}, 0.8}, {5, []string{"a law"}, 0},
		{6, []string{"0", "1", "2"}, 1}, {6, []string{"0", "2", "1"}, 1.0 / 3}, {6, []string{"0", "1"}, 0},
		{7, []string{"anything"}, 0}, {8, []string{"anything"}, 0},
	} {
		if got := q[c.question].Mark(c.reply); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("question %d, %q: %v, want %v", c.question, c.reply, got, c.want)
		}
	}
	thirds := read(t, "Three? {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}")[0]
	if got := thirds.Mark([]string{"0", "1", "2"}); got != 1 {
		t.Errorf("three thirds are %v", got)
	}
}

func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"\n\nNo end {=a ~b":               "learning.gift-braces",
		"Two {=a ~b} {=c ~d}":             "learning.gift-braces",
		"Nested {=a {~b}}":                "learning.gift-braces",
		"End only }":                      "learning.gift-braces",
		"::No end of title {=a ~b}":       "learning.gift-title",
		"{=a ~b}":                         "learning.gift-empty",
		"None is right {~a ~b}":           "learning.gift-no-right",
		"All are right {~%100%a ~%100%b}": "learning.gift-no-wrong",
		"One alone {~%50%a}":              "learning.gift-answers",
		"No sign {a}":                     "learning.gift-answers",
		"Nothing said {= ~b}":             "learning.gift-answer-empty",
		"Too heavy {=%101%a ~b}":          "learning.gift-weight",
		"No weight {=%x%a ~b}":            "learning.gift-weight",
		"Not a weight {=%NaN%a ~b}":       "learning.gift-weight",
		"Half a pair {=a->b =c}":          "learning.gift-pair",
		"An empty half {=a-> =c->d}":      "learning.gift-pair",
		"Not a number {#=ten}":            "learning.gift-number",
		"Upside down {#=3..2}":            "learning.gift-number",
		"Less than no tolerance{#3:-1}":   "learning.gift-number",
		"True thrice {T#a#b#c}":           "learning.gift-answers",
		"Cut \xff":                        "learning.gift-text",
		"Hidden \ufdd3":                   "learning.gift-text",
	} {
		_, err := Read("Good. {=a ~b}\n\n" + text)
		var f *fault.Error
		if !errors.As(err, &f) || f.Word != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		} else if want != "learning.gift-text" && (len(f.Args) == 0 || f.Args[0] != 3 && f.Args[0] != 5) {
			t.Errorf("%q: the line is %v", text, f.Args)
		}
	}
	if _, err := Read("A {=a}}\n\nB {~b ~c}\n\nC {=c ~d}"); len(strings.Split(err.Error(), "\n")) != 2 {
		t.Errorf("two that are wrong: %v", err)
	}
	if _, err := Read(strings.Repeat("x", MostBytes+1)); fault.Of(err) != fault.TooLarge {
		t.Errorf("too long: %v", err)
	}
	if _, err := Read(strings.Repeat("a {}\n\n", MostQuestions+1)); fault.Of(err) != fault.TooLarge {
		t.Errorf("too many: %v", err)
	}
}

var sameButLine = cmpopts.IgnoreFields(Question{}, "Line")

// TestRoundTrip holds that what was written is read as it was: of the bank, and
// of questions made of every sign that means something.
func TestRoundTrip(t *testing.T) {
	all := read(t, bank)
	if d := cmp.Diff(all, read(t, Write(all)), sameButLine, cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
	text := rapid.StringOfN(rapid.RuneFrom([]rune(`аң қ~=#{}:\/[]$%->.n*1`)), 1, 12, -1).Filter(func(s string) bool {
		return s == strings.TrimSpace(s)
	})
	maybe := rapid.OneOf(rapid.Just(""), text)
	rapid.Check(t, func(t *rapid.T) {
		q := Question{Kind: Choice, Title: maybe.Draw(t, "title"), Text: text.Draw(t, "text"), After: maybe.Draw(t, "after"), General: maybe.Draw(t, "general"),
			Format: rapid.SampledFrom(append(formats, "")).Draw(t, "format")}
		q.Answers = []Answer{{Text: text.Draw(t, "right"), Weight: 100, Feedback: maybe.Draw(t, "said")}}
		for range rapid.IntRange(1, 4).Draw(t, "answers") {
			q.Answers = append(q.Answers, Answer{Text: text.Draw(t, "answer"), Weight: float64(rapid.IntRange(-100, 99).Draw(t, "weight")) / 3, Feedback: maybe.Draw(t, "feedback")})
		}
		written := Write([]Question{q, q})
		got, err := Read(written)
		if err != nil {
			t.Fatalf("%v\n%s", err, written)
		}
		if d := cmp.Diff([]Question{q, q}, got, sameButLine); d != "" {
			t.Fatalf("%s\n%s", d, written)
		}
	})
}

// FuzzRead holds that any text is read or refused, and that what is read comes
// back from what is written.
func FuzzRead(f *testing.F) {
	f.Add(bank)
	f.Add("a {=b#c ~%5%d}")
	f.Add(`\ {=\n->\# =b->c}`)
	f.Fuzz(func(t *testing.T, text string) {
		all, err := Read(text)
		if err != nil {
			if fault.Of(err) == "" {
				t.Fatalf("not a person's fault: %v", err)
			}
			return
		}
		again, err := Read(Write(all))
		if err != nil {
			t.Fatalf("%v\n%s", err, Write(all))
		}
		if d := cmp.Diff(all, again, sameButLine, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("%s\n%s", d, Write(all))
		}
		for _, q := range all {
			if m := q.Mark([]string{"0"}); m < 0 || m > 1 {
				t.Fatalf("a mark of %v", m)
			}
		}
	})
}
