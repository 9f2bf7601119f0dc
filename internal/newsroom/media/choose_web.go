package media

import (
	"net/http"

	"adal/internal/i18n"
	"adal/internal/web"
)

// choice is a picture that the editor's script may offer for a text in a
// language.
type choice struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Src  string `json:"src"`
	Alt  string `json:"alt"`  // in the language; empty if nobody wrote it
	Href string `json:"href"` // where what is said of it can be written
}

// choices are a page of pictures, and whether there are more.
type choices struct {
	Pictures []choice `json:"pictures"`
	More     bool     `json:"more"`
}

func (p pages) choose(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	l, ok := i18n.Parse(r.FormValue("lang"))
	if !ok {
		l = r.Lang
	}
	all := choices{Pictures: []choice{}, More: page.Next != ""}
	for _, t := range page.Thumbs {
		if t.Withdrawn == "" {
			all.Pictures = append(all.Pictures, choice{
				ID: t.ID, Name: t.Name, Src: t.Src, Alt: t.Alt.Own(l), Href: "/" + string(r.Lang) + "/office/media/" + t.ID,
			})
		}
	}
	return web.JSON(w, all)
}
