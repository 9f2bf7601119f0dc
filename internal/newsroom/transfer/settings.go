package transfer

import (
	"errors"
	"slices"
	"strings"
	"time"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"

	"github.com/BurntSushi/toml"
)

// Settings say what of an older site is what here.
type Settings struct {
	Lang    i18n.Lang         // of texts of which the site doesn't say it; empty for the site's own
	Zone    string            // of the site's clock; empty for the bodies'
	Rubric  string            // of articles whose categories are no rubric; empty refuses them
	Rubrics map[string]string // rubrics by category, its name or how it stands in addresses
	Regions map[string]string // codes of regions by category or tag
	Authors map[string]string // what stands for a display name or login; empty for the body
	Views   []string          // fields that have how often a text was shown
	Alts    map[string]string // what pictures show, by their files under uploads/
	Without []int             // ids that are left out
	Drafts  bool              // what wasn't published comes as drafts
	Licence string            // on what grounds pictures may be shown; empty for "own"
	From    string            // who made the pictures; empty for the site
}

// viewFields are where the usual counters keep how often a text was shown.
var viewFields = []string{"post_views_count", "views", "_post_views", "wpb_post_views_count", "pageviews", "hits"}

// ReadSettings reads settings as TOML.
func ReadSettings(text []byte) (s Settings, err error) {
	meta, err := toml.Decode(string(text), &s)
	if err != nil {
		return s, fault.In("settings", "transfer.settings-wrong", firstLine(err.Error()))
	}
	if other := meta.Undecoded(); len(other) > 0 {
		return s, fault.In("settings", "transfer.settings-unknown", other[0].String())
	}
	return s, nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// check says what of settings this newsroom doesn't have.
func (s Settings) check(n *newsroom.Newsroom) error {
	var wrong []error
	has := func(rubric string) bool {
		return slices.ContainsFunc(n.Rubrics, func(r newsroom.Rubric) bool { return r.ID == rubric })
	}
	for _, rubric := range append(values(s.Rubrics), s.Rubric) {
		if rubric != "" && !has(rubric) {
			wrong = append(wrong, fault.In("settings", "transfer.rubric-unknown", rubric))
		}
	}
	if _, ok := i18n.Parse(string(s.Lang)); s.Lang != "" && !ok {
		wrong = append(wrong, fault.In("settings", "transfer.lang-unknown", string(s.Lang)))
	}
	if s.Licence != "" && !slices.Contains(media.Licences, s.Licence) {
		wrong = append(wrong, fault.In("settings", "media.licence-missing"))
	}
	if _, err := s.zone(n); err != nil {
		wrong = append(wrong, fault.In("settings", "transfer.zone-unknown", s.Zone))
	}
	return errors.Join(wrong...)
}

func values(m map[string]string) (all []string) {
	for _, v := range m {
		all = append(all, v)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (s Settings) zone(n *newsroom.Newsroom) (*time.Location, error) {
	if s.Zone == "" {
		return n.Book.Zone, nil
	}
	return time.LoadLocation(s.Zone)
}

// mapped looks a term up by its slug and its name, in whatever case.
func mapped(m map[string]string, slug, name string) string {
	for key, value := range m {
		if i18n.Fold(key) == i18n.Fold(slug) || i18n.Fold(key) == i18n.Fold(name) {
			return value
		}
	}
	return ""
}
