package forms

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestImport reads the small checklist, with every way of naming a column.
func TestImport(t *testing.T) {
	f := form(t, entrance)
	if f.ID != "entrance" || f.Version != "3" || f.Title != (i18n.Text{KK: "Кіреберіс", RU: "Вход"}) || f.Settings["style"] != "pages" {
		t.Errorf("settings: %q %q %v %v", f.ID, f.Version, f.Title, f.Settings)
	}
	want := Question{
		Type: SelectOne, List: "yes_no", Name: "ramp", Label: i18n.Text{KK: "Пандус бар ма?", RU: "Есть ли пандус?", EN: "Is there a ramp?"},
		Hint: i18n.Text{KK: "Көшеден қараңыз"}, Required: "yes", RequiredMessage: i18n.Text{RU: "Скажите, есть ли пандус"},
		Shortcoming: "no", Finding: i18n.Text{KK: "Пандус жоқ"}, Severity: "high", Basis: "Кодекс, 1-бап",
		Extra: map[string]string{"media::image": "ramp.png"}, row: 4,
	}
	if diff := cmp.Diff(want, f.Questions[2], cmp.AllowUnexported(Question{})); diff != "" {
		t.Error(diff)
	}
	if got := f.Questions[5].Type; got != EndGroup {
		t.Errorf("end_group is %q", got)
	}
	if got := f.Choices[6]; got.Columns["region"] != "47" || got.Label.KK != "Ақтау" {
		t.Errorf("a choice: %+v", got)
	}
}

// TestRoundTrip holds that a form, its canonical bytes and its workbook are one.
func TestRoundTrip(t *testing.T) {
	f := form(t, entrance)
	again(t, f)
	d, err := f.Digest()
	if err != nil || len(d) != 64 {
		t.Errorf("digest %q, %v", d, err)
	}
	f.Questions[0].Label.KK += " "
	if other, _ := f.Digest(); other == d {
		t.Error("another form has the same digest")
	}
}

func again(t interface{ Fatalf(string, ...any) }, f *Form) {
	want, err := f.Canonical()
	if err != nil {
		t.Fatalf("%v", err)
	}
	opened, err := Open(want)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	workbook, err := opened.Export()
	if err != nil {
		t.Fatalf("%v", err)
	}
	imported, err := Import(workbook)
	if err != nil {
		t.Fatalf("importing what was exported: %v\n%s", faultsOf(err), want)
	}
	got, err := imported.Canonical()
	if err != nil {
		t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Fatalf("%s", diff)
	}
}

// TestAnyRoundTrip is the round trip of random forms, with texts that look like
// formulas.
func TestAnyRoundTrip(t *testing.T) {
	word := rapid.StringMatching(`[=+@-]?[A-Za-zӘәқ&<>'"_x0-9][A-Za-zӘә \n&<>'"]{0,8}[a-zә0-9]`)
	text := rapid.Custom(func(t *rapid.T) i18n.Text {
		return i18n.Text{KK: word.Draw(t, "kk"), RU: word.Draw(t, "ru"), EN: word.Draw(t, "en")}
	})
	maybe := func(s ...string) *rapid.Generator[string] { return rapid.SampledFrom(append(s, "")) }
	rapid.Check(t, func(t *rapid.T) {
		f := &Form{ID: maybe("f1", "=1").Draw(t, "id"), Title: text.Draw(t, "title")}
		for i := range rapid.IntRange(1, 4).Draw(t, "choices") {
			f.Choices = append(f.Choices, Choice{List: "list", Name: fmt.Sprintf("c%d", i), Label: text.Draw(t, "choice"),
				Columns: rapid.MapOfN(rapid.SampledFrom([]string{"region", "=x", "+y"}), word, 0, 2).Draw(t, "columns")})
			if len(f.Choices[i].Columns) == 0 {
				f.Choices[i].Columns = nil
			}
		}
		for i := range rapid.IntRange(1, 6).Draw(t, "questions") {
			q := Question{
				Type: rapid.SampledFrom([]Type{Text, Integer, Date, SelectOne, SelectMultiple, Image, Note, BeginGroup}).Draw(t, "type"),
				Name: fmt.Sprintf("q%d", i), Label: text.Draw(t, "label"), Hint: text.Draw(t, "hint"),
				Required: maybe("yes", "1 = 1").Draw(t, "required"), Constraint: maybe("-1 < 2", "string-length(.) > 1").Draw(t, "constraint"),
				Default: maybe("-5", "today()", "x").Draw(t, "default"), ReadOnly: rapid.Bool().Draw(t, "read only"),
			}
			if q.Type.Listed() {
				q.List = "list"
			}
			f.Questions = append(f.Questions, q)
			if q.Type == BeginGroup {
				f.Questions = append(f.Questions, Question{Type: EndGroup})
			}
		}
		again(t, f)
	})
}

// TestHarmless holds that nothing in an exported workbook looks like a formula.
func TestHarmless(t *testing.T) {
	f := form(t, entrance)
	for i, s := range []string{"=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)"} {
		f.Questions[i].Hint.KK = s
	}
	f.Settings["=style"] = "=1"
	b, err := f.Export()
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := excelizeCells(b)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, cell := range sheets {
		if strings.IndexAny(cell, "=+-@\t\r") == 0 {
			t.Errorf("the cell %q", cell)
		}
		if strings.HasPrefix(cell, " ") {
			n++
		}
	}
	if n != 6 {
		t.Errorf("%d cells were made harmless, want 6", n)
	}
}

// TestFaults holds that all faults of a workbook come at once, each with its place.
func TestFaults(t *testing.T) {
	b := book(t, map[string]string{
		"survey": `
type|name|label|relevant|constraint|calculation|adal_severity|label
text|a b|A
select_one nothing|q1|B
text|q2||${nobody} = 1
integer|q2|C|||
begin repeat|r|D
integer|q3|E||. > 'x'||huge
calculate|k1||||${k2} + 1
calculate|k2||||${k1} + 1
end group|
begin group|g|G
select_one|q4|F
magic|q5|F
select_one yes or_other|q6|F
`,
		"choices": "list_name|name|label\nyes|y|Y\nyes|y|Y\n|z|Z\nyes|b c|B",
	})
	_, err := Import(b)
	want := []string{
		"column-twice @ sheet “survey”, row 1",
		"name-wrong @ sheet “survey”, row 2, column B (name)",
		"list-unknown @ sheet “survey”, row 3, column A (type)",
		"label-missing @ sheet “survey”, row 4, column C (label)",
		"expr-unknown @ sheet “survey”, row 4, column D (relevant), letter 1",
		"name-twice @ sheet “survey”, row 5, column B (name)",
		"repeat @ sheet “survey”, row 6, column A (type)",
		"expr-not-number @ sheet “survey”, row 7, column E (constraint), letter 5",
		"severity-unknown @ sheet “survey”, row 7, column G (adal_severity)",
		"circle @ sheet “survey”, row 8",
		"group-not-open @ sheet “survey”, row 10, column A (type)",
		"group-open @ sheet “survey”, row 11, column A (type)",
		"list-missing @ sheet “survey”, row 12, column A (type)",
		"type-unknown @ sheet “survey”, row 13, column A (type)",
		"or-other @ sheet “survey”, row 14, column A (type)",
		"choice-twice @ sheet “choices”, row 3, column B (name)",
		"list-unnamed @ sheet “choices”, row 4, column A (list_name)",
		"choice-name @ sheet “choices”, row 5, column B (name)",
	}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" {
		t.Error(diff)
	}
	seen := map[string]bool{}
	for _, e := range fault.Fields(err) {
		if seen[e.Field] || e.Kind != fault.Invalid {
			t.Errorf("%v shares its field or isn't of a kind that a page shows", e)
		}
		seen[e.Field] = true
	}
}

// TestJudged holds what the types of a form refuse in its expressions.
func TestJudged(t *testing.T) {
	for _, c := range []struct{ column, text, word string }{
		{"relevant", "${one} = 'maybe'", "expr-no-choice"},
		{"relevant", "selected(${one}, 'maybe')", "expr-no-choice"},
		{"relevant", "selected(${n}, 'yes')", "expr-not-select"},
		{"relevant", "${n} = 'many'", "expr-not-number"},
		{"relevant", "${d} > 'soon'", "expr-not-day"},
		{"relevant", "${d} > '2026-01-01'", ""},
		{"relevant", "${one} = 'yes' and ${n} != ''", ""},
		{"relevant", "${place} + 1", "expr-not-number"},
		{"relevant", "${note}", "expr-no-answer"},
		{"relevant", ". = 1", "expr-this"},
		{"relevant", "yes", "expr-word"},
		{"relevant", "${q} = 1", "circle"},
		{"constraint", ". > ${q} - 1", ""},
		{"constraint", "date('tomorrow') < today()", "expr-not-day"},
		{"choice_filter", "colour = 'red'", "filter-useless"},
		{"default", "${n}", "default-refers"},
		{"adal_shortcoming", ". > 5", ""},
		{"adal_shortcoming", "no", "expr-word"},
		{"calculation", "pulldata('a', 'b')", "expr-function"},
	} {
		_, err := Import(book(t, map[string]string{
			"survey":  "type|name|label|" + c.column + "\nselect_one yes_no|one|1\ninteger|n|2\ndate|d|3\ngeopoint|place|4\nnote|note|5\ninteger|q|6|" + c.text,
			"choices": "list_name|name|label\nyes_no|yes|Y\nyes_no|no|N",
		}))
		got := strings.Join(faultsOf(err), "; ")
		if !strings.HasPrefix(got, c.word) || (c.word == "") != (got == "") {
			t.Errorf("%s %s: %q, want %q", c.column, c.text, got, c.word)
		}
	}
}

// TestFormulas takes the value that stands with a formula, and says where none
// does or where it failed.
func TestFormulas(t *testing.T) {
	survey := "type|name|label\ntext|q|formula:1+1"
	_, err := Import(book(t, map[string]string{"survey": survey}))
	if got := strings.Join(faultsOf(err), ";"); got != "formula-empty @ sheet “survey”, row 2, column “C”" {
		t.Errorf("%s", got)
	}
	_, err = Import(book(t, map[string]string{"survey": "type|name|label\ntext|q|#REF!"}))
	if got := strings.Join(faultsOf(err), ";"); got != "formula-failed @ sheet “survey”, row 2, column “C”" {
		t.Errorf("%s", got)
	}
	valued := edit(t, book(t, map[string]string{"survey": survey}), func(name, text string) string {
		return strings.Replace(text, "<f>1+1</f>", "<f>1+1</f><v>2</v>", 1)
	})
	f, err := Import(valued)
	if err != nil || f.Questions[0].Label.KK != "2" {
		t.Errorf("the value of a formula: %v, %v", f, err)
	}
}

// edit writes a workbook anew with its parts changed.
func edit(t testing.TB, workbook []byte, change func(name, text string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(workbook), int64(len(workbook)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		to, err := w.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write([]byte(change(part.Name, string(text)))); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestMalicious holds that hostile workbooks are refused before they are unpacked
// into memory, and without opening anything.
func TestMalicious(t *testing.T) {
	good := book(t, entrance)
	insert := func(what string) []byte {
		return edit(t, good, func(name, text string) string {
			if name == "xl/workbook.xml" {
				return strings.Replace(text, "?>", "?>"+what, 1)
			}
			return text
		})
	}
	add := func(name string, size int) []byte {
		z, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, part := range z.File {
			if err := w.Copy(part); err != nil {
				t.Fatal(err)
			}
		}
		to, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		piece := make([]byte, 1<<20)
		for ; size > 0; size -= len(piece) {
			if _, err := to.Write(piece[:min(size, len(piece))]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		data []byte
		word string
	}{
		"nothing":          {nil, "unreadable"},
		"a text":           {[]byte("type,name,label\n"), "unreadable"},
		"cut off":          {good[:len(good)/2], "unreadable"},
		"too large":        {make([]byte, MostWorkbook+1), "too-large"},
		"a zip bomb":       {add("xl/media/big.bin", 60<<20), "unpacked"},
		"macros":           {add("xl/vbaProject.bin", 10), "macros"},
		"an XML bomb":      {insert(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>`), "entities"},
		"another file":     {insert(`<!DOCTYPE x SYSTEM "file:///etc/passwd">`), "entities"},
		"no survey":        {book(t, map[string]string{"choices": "list_name|name|label"}), "no-survey"},
		"no question":      {book(t, map[string]string{"survey": "type|name|label"}), "empty"},
		"an empty survey":  {book(t, map[string]string{"survey": ""}), "empty"},
		"a cell too long":  {book(t, map[string]string{"survey": "type|name|label\ntext|q|" + strings.Repeat("қ", MostCell+1)}), "cell-long"},
		"too many columns": {book(t, map[string]string{"survey": "type|name|label" + strings.Repeat("|x", mostColumns)}), "sheet-large"},
	} {
		f, err := Import(c.data)
		if got := faultsOf(err); f != nil || len(got) != 1 || !strings.HasPrefix(got[0], c.word) {
			t.Errorf("%s: %v, want %s", name, err, c.word)
		}
	}
}

// TestFar holds that a row far down, which costs a sheet a few bytes, isn't unpacked
// into a million empty ones.
func TestFar(t *testing.T) {
	far := edit(t, book(t, map[string]string{"survey": "type|name|label\ntext|q|Q"}), func(name, text string) string {
		return strings.Replace(text, `<row r="2"`, `<row r="1048000"`, 1)
	})
	start := time.Now()
	if _, err := Import(far); len(faultsOf(err)) != 1 || !strings.HasPrefix(faultsOf(err)[0], "sheet-large") {
		t.Errorf("%v", err)
	}
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("it took %v", d)
	}
}

// FuzzImport holds that no workbook breaks the import, and that what was imported
// comes back from its own export.
func FuzzImport(f *testing.F) {
	f.Add(book(f, entrance))
	f.Add(book(f, map[string]string{"survey": "type|name|label\ntext|q|Q"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		form, err := Import(data)
		if err != nil {
			if len(fault.Fields(err)) == 0 {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		again(t, form)
	})
}

// FuzzCells is the same for what may stand in the cells, which random bytes of a
// zip file never reach.
func FuzzCells(f *testing.F) {
	f.Add("select_one yes_no", "q", "Сұрақ", "${q} = 1", "start=1")
	f.Add("range", "a", "=1+1", ". > 1", "end=5 step=0")
	f.Add("begin group", "g", "@x", "selected(${g}, 'a')", "")
	f.Fuzz(func(t *testing.T, kind, name, label, expr, more string) {
		b, err := (&Form{
			Questions: []Question{
				{Type: Type(kind), Name: name, Label: i18n.Text{KK: label}, Relevant: expr, Parameters: more},
				{Type: Integer, Name: "n", Label: i18n.Text{RU: label}, Constraint: expr, Default: more, Shortcoming: expr},
				{Type: SelectOne, List: "yes_no", Name: "s", Label: i18n.Text{EN: label}, Filter: expr, Extra: map[string]string{name: more}},
			},
			Choices: []Choice{{List: "yes_no", Name: "yes", Label: i18n.Text{KK: label}, Columns: map[string]string{"x" + name: more}}},
		}).Export()
		if err != nil {
			return // what no workbook can hold
		}
		form, err := Import(b)
		if err != nil {
			if len(fault.Fields(err)) == 0 {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		again(t, form)
	})
}
