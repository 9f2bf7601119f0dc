package learning

import (
	"fmt"
	"strconv"

	"adal/internal/i18n"
	"adal/internal/paper"
)

// say is a word of this package, or of another, in a language.
type say func(word string, args ...any) string

// sheet is a certificate as PDF, in a language of its course: one page, whose code
// would be of no use on another.
func (s *School) sheet(c Certificate, code, name string, l i18n.Lang, say say) ([]byte, error) {
	l = c.Course.Version.In(l)
	body, title := c.Course.BodyName.In(l), c.Course.Version.Title.In(l)
	address := s.Address + "/" + string(l) + "/certificates/" + ShowCode(code)
	p := paper.New(paper.About{Lang: l, Title: say("learning.certificate") + ": " + title, Author: body, Day: c.Day, Foot: body, Wide: true})
	p.Space(2)
	p.Centre(body, 13, false)
	p.Space(3)
	p.Centre(say("learning.certificate"), 28, true)
	p.Space(3)
	p.Centre(name, 22, true)
	p.Space(3)
	p.Centre(say("learning.has-passed"), 13, false)
	p.Space(2)
	p.Centre(title, 16, true)
	p.Space(4)
	p.Facts(
		paper.Fact{Name: say("learning.day"), Value: i18n.Date(l, c.Day)},
		paper.Fact{Name: say("learning.score"), Value: say("learning.score-of", c.Score, c.Course.Version.Pass)},
		paper.Fact{Name: say("learning.version"), Value: strconv.Itoa(c.Course.Version.N) + " · " + c.Course.Item.Number},
		paper.Fact{Name: say("learning.code"), Value: ShowCode(code)},
	)
	if s.Address != "" {
		if err := p.QR(address, say("learning.check-at"), 26); err != nil {
			return nil, fmt.Errorf("drawing the code of a certificate: %w", err)
		}
		p.Link(address, address)
	}
	return p.Bytes()
}
