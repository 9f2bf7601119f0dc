package newsroom

import (
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/web"
)

// What the editor's script asks for while somebody writes. Without it the same
// form has a button for the preview, and the editor's page says who else is there.

// seen is a text as its readers would see it, and what keeps it from them.
type seen struct {
	HTML  template.HTML `json:"html"`
	Wrong []string      `json:"wrong"`
}

func (p pages) previewed(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if err := p.Book.Charter.Allow(r.By(), charter.Draft, charter.Resource{Body: r.By().Body, Region: r.By().Region}); err != nil {
		return err
	}
	text := form.Get("text")
	if utf8.RuneCountInString(text) > MaxText {
		return fault.New(fault.TooLarge, "newsroom.too-long")
	}
	l, ok := i18n.Parse(form.Get("lang"))
	if !ok {
		l = r.Lang
	}
	s := seen{Wrong: []string{}}
	if s.HTML, err = markdown.HTML(text, p.shownToOffice(r.Context(), l)); err != nil {
		return err
	}
	for _, f := range fault.Fields(errors.Join(p.lint(r.Context(), l, text)...)) {
		s.Wrong = append(s.Wrong, p.Text(r, f.Word, f.Args...))
	}
	return web.JSON(w, s)
}

// kept is the answer to who saved by itself: what there is to know of others, as
// sentences.
type kept struct {
	Others string `json:"others"`
	Newer  string `json:"newer"`
}

func (p pages) autosaved(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	base, err := strconv.Atoi(form.Get("base"))
	if err != nil || base < 1 {
		return fault.New(fault.Invalid, "web.invalid")
	}
	words, _ := wordsOf(form)
	around, err := p.Autosave(r.Context(), r.By(), r.PathValue("id"), base, words)
	if err != nil {
		return err
	}
	var k kept
	if len(around.Others) > 0 {
		k.Others = p.Text(r, "newsroom.script-others", strings.Join(around.Others, ", "))
	}
	if around.Revision != base {
		k.Newer = p.Text(r, "newsroom.script-newer")
	}
	return web.JSON(w, k)
}
