package e2e

import (
	"os"
	"testing"

	"adal/internal/i18n"
)

// links are the addresses of the links of a page that begin with something.
func (b *tab) links(begin string) []string {
	b.t.Helper()
	return look[[]string](b, `[...new Set([...document.querySelectorAll("main a")].map(a => a.getAttribute("href")).filter(h => h.startsWith(%s)))]`, begin)
}

// TestMonitoringDesk checks the pages of a monitoring group's seat, with a
// shortcoming in every state, and where an institution's seat answers.
func TestMonitoringDesk(t *testing.T) {
	t.Parallel()
	h := shared(t)
	s := &shooting{dir: os.Getenv("ADAL_SHOTS")}
	b := seat(t, h, h.url, i18n.KK, "monitor2")
	look := func(name, path string) {
		b.open(path)
		b.clean(name)
		if s.dir != "" {
			s.shoot(b, name)
		}
	}
	look("what a group has in hand", "/kk/office/monitoring")
	states := b.links("/kk/office/monitoring?state=")
	if len(states) < 20 {
		t.Errorf("the demo has shortcomings in %d states", len(states))
	}
	seen := ""
	for _, state := range states {
		b.open(state)
		ids := b.links("/kk/office/monitoring/")
		if len(ids) == 0 {
			t.Fatalf("%s lists nothing", state)
		}
		look("desk "+state[len("/kk/office/monitoring?state="):], ids[0])
		if pictures := b.links(ids[0] + "/pictures/"); len(pictures) > 0 && seen == "" {
			seen = pictures[0]
		}
	}
	look("picture", seen)
	look("campaigns", "/kk/office/campaigns")
	look("campaign", b.links("/kk/office/campaigns/")[1])
	look("new campaign", "/kk/office/campaigns/new")
	look("letters", "/kk/office/letters")
	look("letter", b.links("/kk/office/letters/")[0])
	look("signals", "/kk/office/signals")
	look("signal", b.links("/kk/office/signals/")[0])
	look("decided signals", "/kk/office/signals?state=decided")
	look("decided signal", b.links("/kk/office/signals/")[0])
	look("programs", "/kk/office/programs")
	b = seat(t, h, h.url, i18n.KK, "keeper")
	look("the directory of a keeper", "/kk/office/directory")
	look("an institution's record", "/kk/office/directory/institutions/akimat-71")
	b = seat(t, h, h.url, i18n.KK, "polyclinic")
	look("addressed", "/kk/office/answers")
	look("answer", b.links("/kk/office/answers/")[0])
}

// TestMonitoringPublic checks what everybody sees of a shortcoming and a campaign,
// and the card that stands on pages of others, in the light and in the dark.
func TestMonitoringPublic(t *testing.T) {
	t.Parallel()
	h := shared(t)
	s := &shooting{dir: os.Getenv("ADAL_SHOTS")}
	b := visit(t, h.url)
	b.open("/kk/monitoring")
	one := b.links("/kk/monitoring/")[0]
	b.open("/kk/campaigns")
	for name, path := range map[string]string{"shortcoming": one, "card": one + "/card", "campaign of everybody": b.links("/kk/campaigns/")[0]} {
		b.open(path)
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(scheme)
			b.clean(name + " " + scheme)
			if s.dir != "" {
				s.shoot(b, name+" "+scheme)
			}
		}
	}
}
