package forms

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A group of cases has the same surroundings. The same file is run by the page's
// script (script/forms_test.go).
type caseGroup struct {
	About   string
	Answers map[string][2]string // type and answer
	Self    [2]string
	Columns map[string]string
	Cases   [][2]string // expression and result as a text
}

func cases(t testing.TB) (all []caseGroup) {
	t.Helper()
	text, err := os.ReadFile("testdata/expressions.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (g caseGroup) env() *Env {
	return &Env{
		Answer: func(name string) Value { return valueOf(Type(g.Answers[name][0]), g.Answers[name][1]) },
		This:   valueOf(Type(g.Self[0]), g.Self[1]),
		Column: func(name string) string { return g.Columns[name] },
		Today:  calendar.Date(2026, 11, 28),
	}
}

// TestExpressions holds the table of cases.
func TestExpressions(t *testing.T) {
	n := 0
	for _, g := range cases(t) {
		for _, c := range g.Cases {
			n++
			node, err := Parse(c[0])
			if err != nil {
				t.Errorf("%s: %s: %v", g.About, c[0], err)
			} else if got := node.Eval(g.env()).String(); got != c[1] {
				t.Errorf("%s: %s = %q, want %q", g.About, c[0], got, c[1])
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d cases", n)
	}
}

// TestWrongExpressions holds what is refused, and at which letter.
func TestWrongExpressions(t *testing.T) {
	for _, c := range []struct {
		text, word, at string
	}{
		{"", "expr-end", "letter 1"},
		{"1 +", "expr-end", "letter 4"},
		{"(1", "expr-end", "letter 3"},
		{"1 2", "expr-unexpected", "letter 3"},
		{")", "expr-unexpected", "letter 1"},
		{"қ = 'x", "expr-quote", "letter 5"},
		{"${a = 1", "expr-brace", "letter 1"},
		{"${a b}", "expr-brace", "letter 1"},
		{"/data/a", "expr-path", "letter 1"},
		{". = ‘a’", "expr-curly", "letter 5"},
		{"1 & 2", "expr-sign", "letter 3"},
		{"system('x')", "expr-function", "letter 1"},
		{"if(1, 2)", "expr-arguments", "letter 1"},
		{"today(1)", "expr-arguments", "letter 1"},
		{"regex(., ${p})", "expr-pattern-literal", "letter 10"},
		{"regex(., '(')", "expr-pattern", "letter 10"},
		{`regex(., '\bx')`, "expr-pattern", "letter 10"},
		{`regex(., '(?i)x')`, "expr-pattern", "letter 10"},
		{`regex(., '(a)\1')`, "expr-pattern", "letter 10"},
		{`regex(., '(?=a)')`, "expr-pattern", "letter 10"},
		{`regex(., '(a{100}){20}')`, "expr-pattern", "letter 10"},
		{`regex(., '[a-z]{900}')`, "expr-pattern-large", "letter 10"},
		{strings.Repeat("(", 41) + "1" + strings.Repeat(")", 41), "expr-deep", "letter 41"},
		{strings.Repeat("-", 50) + "1", "expr-deep", "letter 41"},
		{"1" + strings.Repeat("+1", 300), "expr-large", ""},
		{strings.Repeat(" ", 5000), "expr-long", "letter 1"},
	} {
		_, err := Parse(c.text)
		all := fault.Fields(err)
		if len(all) != 1 || all[0].Word != "forms."+c.word {
			t.Errorf("%.40s: %v, want %s", c.text, err, c.word)
		} else if place := all[0].Args[0].(i18n.Text); c.at != "" && place.EN != c.at {
			t.Errorf("%.40s: at %s, want %s", c.text, place.EN, c.at)
		}
	}
}

// TestNotText refuses bytes that are no letters: kept as JSON they would be others.
func TestNotText(t *testing.T) {
	for _, text := range []string{"('\xab')", "${a\xff}", "'\xc3' = 'x'"} {
		if n, err := Parse(text); err == nil {
			t.Errorf("%q is taken as %v", text, n)
		}
	}
	if _, err := Parse("'\uFFFD'"); err != nil {
		t.Errorf("a letter that stands for others is one: %v", err)
	}
}

// FuzzParse holds that no expression breaks the parser, that a tree as JSON is the
// same tree, and that evaluating it ends.
func FuzzParse(f *testing.F) {
	for _, g := range cases(f) {
		for _, c := range g.Cases {
			f.Add(c[0])
		}
	}
	env := caseGroup{Answers: map[string][2]string{"n": {"integer", "7"}}}.env()
	f.Fuzz(func(t *testing.T, text string) {
		n, err := Parse(text)
		if err != nil {
			if len(fault.Fields(err)) != 1 {
				t.Fatalf("%q: %v is no fault", text, err)
			}
			return
		}
		want := n.Eval(env).String()
		b, err := json.Marshal(n)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		var again Node
		if err := json.Unmarshal(b, &again); err != nil {
			t.Fatal(err)
		}
		if got := again.Eval(env).String(); got != want {
			t.Fatalf("%q: from JSON %q, was %q", text, got, want)
		}
	})
}
