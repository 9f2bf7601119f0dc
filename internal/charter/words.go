package charter

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"adal/internal/i18n"
)

// Words has the words of this package: why an act is denied (charter.not-yours
// and others), the names of kinds of seats (charter.body-<kind>), of acts
// (charter.act-<act>), of chapters (charter.chapter-<chapter>), of laws
// (charter.law-<law>) and of the steps of the proof (charter.step-<step>).
//
//go:embed words.toml
var Words embed.FS

// readWords reads the words of this package, once. They are not to be changed.
var readWords = sync.OnceValues(func() (i18n.Words, error) {
	var w i18n.Words
	err := w.Load("charter", Words)
	return w, err
})

// lawForm is how an article cites a law: its number, the article of it if it is
// known, and "[V]" if it has to be verified.
var lawForm = regexp.MustCompile(`^([0-9]+-[IVX]+)(?: art\. ([0-9]+))?( \[V\])?$`)

// lawText says the laws that an article cites, e.g. "410-V art. 24 [V]; 350-VI".
func lawText(w i18n.Words, cited string) (i18n.Text, error) {
	if cited == "" {
		return i18n.Text{}, nil
	}
	var said [3][]string
	for law := range strings.SplitSeq(cited, "; ") {
		m := lawForm.FindStringSubmatch(law)
		if m == nil {
			return i18n.Text{}, fmt.Errorf("%q does not cite a law", law)
		}
		name := "charter.law-" + strings.ToLower(m[1])
		if _, ok := w[name]; !ok {
			return i18n.Text{}, fmt.Errorf("there is no name for the law %s", m[1])
		}
		for i, l := range i18n.Langs {
			s := w.Say(l, name)
			if m[2] != "" {
				s += ", " + w.Say(l, "charter.law-article", m[2])
			}
			said[i] = append(said[i], s+m[3])
		}
	}
	return i18n.Text{KK: strings.Join(said[0], "; "), RU: strings.Join(said[1], "; "), EN: strings.Join(said[2], "; ")}, nil
}
