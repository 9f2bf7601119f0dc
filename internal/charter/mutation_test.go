package charter

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// caught reports what is wrong with a changed charter: reading it, its form or
// the trial has to fail. "" means that the change was let through.
func caught(t *testing.T, text, schema string) string {
	t.Helper()
	c, err := Parse([]byte(text), []byte(schema))
	if err != nil {
		return err.Error()
	}
	if err := (Proof{Steps: c.proveForm()}).Err(); err != nil {
		return err.Error()
	}
	if err := (Proof{Steps: c.proveTrial()}).Err(); err != nil {
		return err.Error()
	}
	return ""
}

// policies cuts the charter into its articles, each from @article to the line
// that ends with a semicolon.
func policies(t testing.TB) []string {
	t.Helper()
	all := regexp.MustCompile(`(?ms)^@article\(.*?;$`).FindAllString(string(text), -1)
	if want := strings.Count(string(text), "@article(\""); len(all) != want || want < 40 {
		t.Fatalf("%d articles cut, %d written", len(all), want)
	}
	return all
}

var (
	kindPart = regexp.MustCompile(`principal in Kind::"[a-z-]+"`)
	kindName = regexp.MustCompile(`Kind::"([a-z-]+)"`)
	actName  = regexp.MustCompile(`Action::"([a-z-]+)"`)
	noteLine = regexp.MustCompile(`(?m)^@(article|kk|ru|en|word)\("[^"]*"\)$`)
)

// A change is one mutation of the charter.
type change struct {
	name string
	text string
}

// tryAll expects every change to be caught.
func tryAll(t *testing.T, changes []change, schema string, atLeast int) {
	t.Helper()
	if len(changes) < atLeast {
		t.Fatalf("%d changes made, at least %d expected", len(changes), atLeast)
	}
	equal := 0
	for i, ch := range changes {
		if i%sample != 0 {
			continue
		}
		if ch.text == string(text) {
			t.Errorf("%s: nothing changed", ch.name)
		}
		if caught(t, ch.text, schema) != "" {
			continue
		}
		if same(t, ch.text) {
			equal++
			continue
		}
		t.Errorf("%s: not caught", ch.name)
	}
	if equal*10 > len(changes) {
		t.Errorf("%d of %d changes say the same as before", equal, len(changes))
	}
	t.Logf("%d changes, %d of them say the same in other words", len(changes), equal)
}

// same reports whether a changed charter decides every question as before, by
// the same articles: "forbid unless own" says no more with "unless own" twice.
func same(t *testing.T, changed string) bool {
	t.Helper()
	before, after := load(t), parse(t, changed)
	for q := range before.questions() {
		v, w := before.decide(q.principal, q.act, q.on), after.decide(q.principal, q.act, q.on)
		if v.allowed != w.allowed || w.err != nil || !slices.Equal(numbers(v.by), numbers(w.by)) {
			return false
		}
	}
	return true
}

// parse reads a charter without proving it.
func parse(t testing.TB, text string) *Charter {
	t.Helper()
	c, err := Parse([]byte(text), schemaText)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func swap(article, by string) string { return strings.Replace(string(text), article, by, 1) }

func name(article string) string {
	line, _, _ := strings.Cut(article, "\n")
	return line
}

func isPermit(article string) bool { return strings.Contains(article, "\npermit (") }

// The unchanged charter passes the same check, so that catching means something.
func TestUnchangedIsNotCaught(t *testing.T) {
	if wrong := caught(t, string(text), string(schemaText)); wrong != "" {
		t.Fatal(wrong)
	}
}

func TestWidenedPermitIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		if !isPermit(a) {
			continue
		}
		add := func(how, by string) { changes = append(changes, change{name(a) + " " + how, swap(a, by)}) }
		if kindPart.MatchString(a) {
			add("for everybody", kindPart.ReplaceAllString(a, "principal"))
			add("for every seat", kindPart.ReplaceAllString(a, "principal is Seat"))
			add("with the kind in a condition", strings.TrimSuffix(kindPart.ReplaceAllString(a, "principal"), ";")+
				"\nwhen { "+kindPart.FindString(a)+` || principal in Kind::"newsroom" };`)
		} else if strings.Contains(a, "principal is Seat") {
			add("for everybody", strings.Replace(a, "principal is Seat", "principal", 1))
		}
		for _, k := range []string{"public", "department"} {
			second := regexp.MustCompile(`(?m)^  principal.*,$`).ReplaceAllString(a, `  principal in Kind::"`+k+`",`)
			second = strings.Replace(second, name(a), `@article("89")`, 1)
			changes = append(changes, change{name(a) + " again for " + k, string(text) + "\n" + second + "\n"})
		}
		add("for one body", strings.Replace(a, "\n  resource\n", "\n  resource in Body::\"x\"\n", 1))
		add("on a condition", strings.TrimSuffix(a, ";")+"\nwhen { context.own };")
	}
	tryAll(t, changes, string(schemaText), 200)
}

func TestDroppedArticleIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		changes = append(changes, change{name(a) + " dropped", swap(a, "")})
	}
	tryAll(t, changes, string(schemaText), 40)
}

func TestWeakenedForbidIsCaught(t *testing.T) {
	t.Parallel()
	clauses := []string{
		"when { false }", "unless { true }", `unless { principal in Kind::"agency" && context.own }`,
		`when { principal in Kind::"keeper" && action in Action::"sealed" }`,
		"when { resource is Docket }", "unless { resource is Docket }",
		`when { principal is Person }`, `when { resource in Body::"x" }`,
		`unless { principal is Seat && principal has region && principal.region == "KZ-47" }`,
	}
	var changes []change
	for _, a := range policies(t) {
		if isPermit(a) {
			continue
		}
		for _, clause := range clauses {
			if strings.Contains(a, `@article("83")`) && strings.HasPrefix(clause, `when { principal in Kind::"keeper"`) {
				continue // says the same again
			}
			changes = append(changes, change{name(a) + " " + clause, swap(a, strings.TrimSuffix(a, ";")+"\n"+clause+";")})
		}
		changes = append(changes, change{name(a) + " permits", swap(a, strings.Replace(a, "\nforbid (", "\npermit (", 1))})
	}
	tryAll(t, changes, string(schemaText), 80)
}

// An article that errs when it is evaluated passes the schema: its type is right.
func TestErringArticleIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		for _, clause := range []string{"when { 9223372036854775807 + 1 > 0 }", "unless { -9223372036854775807 - 2 > 0 }"} {
			changes = append(changes, change{name(a) + " errs", swap(a, strings.TrimSuffix(a, ";")+"\n"+clause+";")})
		}
	}
	tryAll(t, changes, string(schemaText), 80)
}

func TestMisspeltNameIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		for _, form := range []*regexp.Regexp{kindName, actName} {
			for _, at := range form.FindAllStringSubmatchIndex(a, -1) {
				by := a[:at[3]] + "x" + a[at[3]:]
				changes = append(changes, change{name(a) + " misspells " + a[at[2]:at[3]], swap(a, by)})
			}
		}
	}
	tryAll(t, changes, string(schemaText), 120)
}

func TestMissingTextIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		for _, at := range noteLine.FindAllStringSubmatchIndex(a, -1) {
			note := a[at[2]:at[3]]
			changes = append(changes, change{name(a) + " without " + note, swap(a, a[:at[0]]+strings.TrimPrefix(a[at[1]:], "\n"))})
			if note == "kk" {
				changes = append(changes, change{name(a) + " with an empty text", swap(a, a[:at[0]]+`@kk(" ")`+a[at[1]:])})
			}
		}
	}
	tryAll(t, changes, string(schemaText), 230)
}

func TestWrongNumberIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	all := policies(t)
	bad := []string{`@article("0")`, `@article("-1")`, `@article("07")`, `@article("x")`, `@article("1e1")`}
	for i, a := range all {
		other := name(all[(i+1)%len(all)])
		for _, by := range []string{other, `@article("90")`, bad[i%len(bad)]} {
			changes = append(changes, change{name(a) + " is " + by, swap(name(a), by)})
		}
	}
	tryAll(t, changes, string(schemaText), 130)
}

func TestGrantedActIsCaught(t *testing.T) {
	t.Parallel()
	var changes []change
	for _, a := range policies(t) {
		if !isPermit(a) {
			continue
		}
		for _, act := range []string{"inspect", "identify", "open", "sealed"} {
			if strings.Contains(a, `"`+act+`"`) {
				continue
			}
			scope := regexp.MustCompile(`action (?:in \[|== )([^\]\n]*?)\]?,\n  resource`)
			by := scope.ReplaceAllString(a, `action in [$1, Action::"`+act+`"],`+"\n  resource")
			changes = append(changes, change{name(a) + " also grants " + act, swap(a, by)})
		}
		by := regexp.MustCompile(`(?m)^  action.*,$`).ReplaceAllString(a, "  action,")
		changes = append(changes, change{name(a) + " grants everything", swap(a, by)})
	}
	tryAll(t, changes, string(schemaText), 150)
}

// What the schema says of kinds, acts and groups is said by the program too.
func TestChangedSchemaIsCaught(t *testing.T) {
	t.Parallel()
	whole := string(schemaText)
	line := regexp.MustCompile(`(?m)^action ("[^;]*?") *(in \[[^\]]*\])?\n  appliesTo`)
	var schemas []string
	for _, at := range line.FindAllStringSubmatchIndex(whole, -1) {
		head, tail := whole[:at[0]], whole[at[1]:]
		names := strings.Split(whole[at[2]:at[3]], ", ")
		groups := ""
		if at[4] >= 0 {
			groups = whole[at[4]:at[5]]
			schemas = append(schemas, head+"action "+whole[at[2]:at[3]]+"\n  appliesTo"+tail)
		}
		for _, g := range []string{"shared", "anywhere", "across", "sealed", "by-another", "own-only"} {
			if !strings.Contains(groups, g) {
				schemas = append(schemas, head+"action "+whole[at[2]:at[3]]+
					" in ["+strings.Trim(strings.TrimPrefix(groups, "in ")+`, "`+g+`"`, "[], ")+"]\n  appliesTo"+tail)
			}
		}
		schemas = append(schemas, head+"action "+strings.Join(append(names, `"unheard-of"`), ", ")+groups+"\n  appliesTo"+tail)
		schemas = append(schemas, head+"action "+strings.Join(append(names[1:], `"instead"`), ", ")+" "+groups+"\n  appliesTo"+tail)
	}
	for _, at := range regexp.MustCompile(`(?m)^  "[a-z-]+",?$`).FindAllStringIndex(whole, -1) {
		schemas = append(schemas, whole[:at[0]]+`  "somebody",`+whole[at[1]:])
	}
	schemas = append(schemas,
		strings.Replace(whole, `"keeper"`, `"keeper", "inspector"`, 1),
		strings.Replace(whole, "{ own: Bool }", "{ own?: Bool }", 1),
		strings.Replace(whole, "{ own: Bool }", "{ own: Long }", 1),
		strings.Replace(whole, "body: Body, ", "body?: Body, ", 1),
		strings.Replace(whole, "entity Seat in [Kind]", "entity Seat", 1),
		strings.Replace(whole, "entity Docket in [Body]", "entity Docket", 1),
		strings.Replace(whole, "addressee?: Body", "addressee?: String", 1),
		strings.Replace(whole, "entity Platform;", "", 1),
	)
	for i, s := range schemas {
		if i%sample != 0 {
			continue
		}
		if s == whole {
			t.Errorf("change %d of the schema changed nothing", i)
		}
		if caught(t, string(text), s) == "" {
			t.Errorf("change %d of the schema was not caught:\n%s", i, diff(whole, s))
		}
	}
	t.Logf("%d changes", len(schemas))
}

// diff shows the first line that differs.
func diff(a, b string) string {
	la, lb := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(la), len(lb)) {
		if la[i] != lb[i] {
			return fmt.Sprintf("%s\n%s", la[i], lb[i])
		}
	}
	return ""
}
