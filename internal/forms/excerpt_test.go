package forms

import (
	"encoding/json"
	"slices"
	"testing"

	"adal/internal/calendar"
)

// TestExcerpt is the part of a form that a question needs, and no more: what its
// expressions, its texts and the groups around it ask for.
func TestExcerpt(t *testing.T) {
	f, err := Open([]byte(`{"questions":[
		{"type":"text","name":"alone","label":{"kk":"Жеке"},"required":"yes"},
		{"type":"integer","name":"age","label":{"kk":"Жас"}},
		{"type":"begin group","name":"inside","relevant":"${age} > 3"},
		{"type":"select_one","list":"yesno","name":"open","label":{"kk":"Ашық па"},"shortcoming":"no"},
		{"type":"image","name":"photo","label":{"kk":"Сурет"},"required":"yes"},
		{"type":"begin group","name":"deeper"},
		{"type":"integer","name":"wait","label":{"kk":"${open} болса, қанша"},"constraint":". < ${most} and ${photo} != 'x'","shortcoming":". > 30"},
		{"type":"end group"},
		{"type":"end group"},
		{"type":"begin group","name":"other"},
		{"type":"end group"},
		{"type":"calculate","name":"most","calculation":"${age} * 100"}
	],"choices":[{"list":"yesno","name":"yes","label":{"kk":"Иә"}},{"list":"yesno","name":"no","label":{"kk":"Жоқ"}},{"list":"far","name":"a","label":{"kk":"А"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	part, err := f.Excerpt("wait")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, q := range part.Questions {
		names = append(names, string(q.Type)+" "+q.Name)
	}
	want := []string{"integer age", "begin group inside", "select_one open", "image photo", "begin group deeper", "integer wait", "end group ", "end group ", "calculate most"}
	if !slices.Equal(names, want) || len(part.Choices) != 2 {
		text, _ := json.Marshal(part)
		t.Fatalf("%q, want %q: %s", names, want, text)
	}
	day := calendar.Date(2026, 11, 28)
	a, err := part.Check(map[string][]string{"age": {"4"}, "open": {"no"}, "wait": {"31"}}, day)
	if err != nil || a["wait"] != "31" || a["most"] != "400" {
		t.Errorf("%v: %v", a, err)
	}
	if found := part.Shortcomings(a, day); len(found) != 1 || found[0].Name != "wait" {
		t.Errorf("it finds %v", found)
	}
	if _, err := part.Check(map[string][]string{"age": {"4"}, "wait": {"401"}}, day); err == nil {
		t.Error("the constraint is gone")
	}
	if alone, err := f.Excerpt("alone"); err != nil || len(alone.Questions) != 1 || len(alone.Choices) != 0 {
		t.Errorf("%+v: %v", alone, err)
	}
	if all := f.Offered("open"); len(all) != 2 || all[1].Name != "no" || f.Offered("wait") != nil || f.Offered("none") != nil {
		t.Errorf("offered are %v", all)
	}
	for _, none := range []string{"inside", "none", ""} {
		if _, err := f.Excerpt(none); err == nil {
			t.Errorf("%q has an excerpt", none)
		}
	}
}
