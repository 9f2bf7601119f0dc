package web

import (
	"net/url"
	"testing"

	"adal/internal/i18n"
)

// TestFormText reads a text from the fields of its languages.
func TestFormText(t *testing.T) {
	f := Form{Values: url.Values{"title-kk": {"қ"}, "title-en": {"e"}, "title": {"x"}}}
	if got := f.Text("title"); got != (i18n.Text{KK: "қ", EN: "e"}) {
		t.Errorf("%+v", got)
	}
}

// TestCell holds that nothing that a spreadsheet takes for a formula begins a cell.
func TestCell(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "мәтін": "мәтін", "a=1": "a=1", "=1+1": "'=1+1", "+7": "'+7", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx",
	} {
		if got := Cell(s); got != want {
			t.Errorf("%q is written %q, want %q", s, got, want)
		}
	}
}
