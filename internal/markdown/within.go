package markdown

import (
	"fmt"
	"html"
)

// A Within is what another area shows in a text: a card, or a chart if it has a
// drawing.
type Within struct {
	Title string
	Text  string // a sentence or two; of a chart, what the drawing shows for those who don't see it
	State string // how far it has come; empty for none
	Href  string // where it is proved
	Link  string // what is there; empty for the title
	Chart string // the address of a drawing; empty for none
	Width int    // of the drawing, in pixels
	High  int
}

func (s Within) write(w writer) {
	say := html.EscapeString
	href, ok := safeLink([]byte(s.Href))
	if !ok {
		href = "#"
	}
	if s.Chart != "" {
		link := s.Link
		if link == "" {
			link = s.Title
		}
		fmt.Fprintf(w, `<figure class="within"><img src="%s" width="%d" height="%d" alt="%s" loading="lazy" decoding="async">`, say(s.Chart), s.Width, s.High, say(s.Text))
		fmt.Fprintf(w, "\n<figcaption>%s · <a href=\"%s\">%s</a></figcaption></figure>\n", say(s.Title), href, say(link))
		return
	}
	_, _ = w.WriteString(`<div class="within card">`)
	if s.State != "" {
		fmt.Fprintf(w, `<p class="meta"><span>%s</span></p>`, say(s.State))
	}
	fmt.Fprintf(w, `<p><a href="%s"><strong>%s</strong></a></p>`, href, say(s.Title))
	for _, line := range []string{s.Text, s.Link} {
		if line != "" {
			fmt.Fprintf(w, `<p class="small">%s</p>`, say(line))
		}
	}
	_, _ = w.WriteString("</div>\n")
}
