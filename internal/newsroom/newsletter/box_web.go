package newsletter

import (
	"net/http"
	"regexp"
	"strings"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/mail"
	"adal/internal/web"
)

// boxRoutes adds the page of letters that aren't sent. Where it is open, as in a
// demo, anybody reads them there; else only the keepers of the installation do,
// who could read the database as well.
func (p pages) boxRoutes() {
	act := charter.SeeOwnBody
	if p.Open {
		act = charter.Read
	}
	p.Handle("GET /office/outbox", act, p.box)
}

// mostShown is how many letters the page has.
const mostShown = 50

// boxPage are the letters that lie in the box, the newest first.
type boxPage struct {
	Letters []shownLetter
}

// A shownLetter is a letter as the page shows it.
type shownLetter struct {
	mail.Waiting
	Day   calendar.Day
	Clock string
	Parts []part
}

// A part of a letter's text is words, or an address of this site.
type part struct{ Text, Href string }

func (p pages) box(w http.ResponseWriter, r *web.Request) error {
	if !p.Box.Shown || !p.Open && r.By().Kind != charter.KindKeeper {
		return fault.New(fault.NotFound, "web.not-found")
	}
	all, err := p.Box.Shelf(r.Context(), mostShown)
	if err != nil {
		return err
	}
	page := boxPage{}
	for _, l := range all {
		at := l.Posted.In(p.Book.Zone)
		page.Letters = append(page.Letters, shownLetter{l, calendar.Of(at), at.Format("15:04"), p.parts(l.Text)})
	}
	return p.Show(w, r, "newsletter/box", page)
}

var link = regexp.MustCompile(`https?://[^\s<>]*[^\s<>.,;:!?()]`)

// parts makes links of the addresses of this site in a text, and of no others.
func (p pages) parts(text string) (all []part) {
	last := 0
	for _, at := range link.FindAllStringIndex(text, -1) {
		path, own := strings.CutPrefix(text[at[0]:at[1]], p.Address+"/")
		if !own {
			continue
		}
		all = append(all, part{Text: text[last:at[0]]}, part{Text: text[at[0]:at[1]], Href: "/" + path})
		last = at[1]
	}
	return append(all, part{Text: text[last:]})
}
