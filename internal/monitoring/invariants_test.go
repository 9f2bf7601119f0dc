package monitoring_test

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring"
)

// corrected corrects what is public, which another person reads.
func (g *group) corrected(id string, n int) error {
	ctx, s, w := g.t.Context(), g.of(id), words()
	w.Facts.KK += " " + strconv.Itoa(n)
	if err := g.Correct(ctx, g.observer, id, s.Version, w, "Түзету"); err != nil {
		return err
	}
	return g.ApproveCorrection(ctx, g.reviewer, id, passed(g.of(id).Version))
}

// sent are the letters that went out, and fails if one that had gone out before is
// another one or is gone.
func (g *group) sent(before map[string]string) map[string]string {
	g.t.Helper()
	now := map[string]string{}
	check(g.t, g.DB.Read(g.t.Context(), func(tx *db.Tx) error {
		all, err := db.All(g.t.Context(), tx, func(l *[2]string) []any { return []any{&l[0], &l[1]} }, `
			SELECT id, docket || kind || institution || name_kk || day || address || subject_kk || text_kk || subject_ru || text_ru FROM letter_out`)
		for _, l := range all {
			now[l[0]] = l[1]
		}
		return err
	}))
	for id, text := range before {
		if now[id] != text {
			g.t.Errorf("a letter was %q and is %q", text, now[id])
		}
	}
	return now
}

// judgedStates need a reason in words: it isn't the institution's turn any more.
var judgedStates = []docket.State{"fixed", "partly", "no-action", "not-responsible", "duplicate", "withdrawn", "unconfirmed"}

// accounted fails if a step of a shortcoming hasn't its actor and its article, or one
// that judges it no reason, or its history isn't as it was recorded.
func (g *group) accounted(id string) {
	g.t.Helper()
	was := docket.State("")
	for _, e := range g.history(id) {
		byAnybody := e.Act == charter.Confirm || e.Act == charter.Dispute
		judges := e.State != was && slices.Contains(judgedStates, e.State) || e.Act == charter.LookAgain
		if e.Article == "" || e.State == "" || (e.Seat == "") != byAnybody || judges && e.Note == "" {
			g.t.Errorf("step %d: %+v", e.N, e)
		}
		was = e.State
	}
	g.verify(id)
}

// everyForm is what any of the forms of a desk may want.
func (g *group) everyForm(id string) url.Values {
	f := gate(strconv.Itoa(g.brief(id).Version))
	for name, value := range map[string]string{
		"reason": "Себебі бар", "institution": "clinic", "outcome": "fixed", "until": g.Book.Day.AddDays(30).String(), "text": "Мәтін", "kind": "dispute",
		"n": "1", "into": "K-1", "title-kk": "Атау", "title-ru": "Название", "facts-kk": "Дерек", "facts-ru": "Факты",
	} {
		f.Set(name, value)
	}
	return f
}

// posts are the addresses of everything that changes something, for an id.
func (g *group) posts(id string) (all []string) {
	for _, pattern := range slices.Concat(g.public, g.seats) {
		method, path, _ := strings.Cut(pattern, " ")
		if path = strings.NewReplacer("{id}", id, "{n}", "1").Replace(path); method == http.MethodPost && !strings.Contains(path, "{") {
			all = append(all, "/kk"+path)
		}
	}
	if len(all) < 20 {
		g.t.Errorf("only %d addresses change something: %v", len(all), all)
	}
	return all
}

// TestNoWayAroundReview sends everything to every address that changes something, as
// who wrote a draft, as a reviewer who leaves one item of the gate out, and as those
// who may do nothing: it is never notified of and never public. Nor is what was
// notified of before its window is over, whoever of the group tries.
func TestNoWayAroundReview(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), g.draft("land")
		try := func(by charter.Principal, form func(url.Values), fresh func(string) string, wrong ...docket.State) {
			for n := range g.posts(id) {
				path, f := g.posts(id)[n], g.everyForm(id)
				form(f)
				code, _, _ := s.ask(by, http.MethodPost, path, f)
				if strings.HasSuffix(path, "/review") {
					f.Set("proposed", "yes") // as if it were a correction
					code, _, _ = s.ask(by, http.MethodPost, path, f)
				}
				is := g.brief(id)
				if is.Public() || slices.Contains(wrong, is.State) || code >= 500 {
					t.Fatalf("%s by %q: %d, it is %s", path, by.Seat, code, is.State)
				}
				if slices.Contains(judgedStates, is.State) {
					id = fresh("land")
				}
			}
		}
		whole := func(url.Values) {}
		for _, by := range []charter.Principal{g.observer, g.other, g.land, charter.Public()} {
			try(by, whole, g.draft, monitoring.Notified)
		}
		try(g.reviewer, func(f url.Values) { f.Del("gate-" + monitoring.Gate[0]) }, g.draft, monitoring.Notified)
		id = g.notified("land")
		for _, by := range []charter.Principal{g.observer, g.reviewer, g.far, g.other, charter.Public()} {
			try(by, whole, g.notified)
		}
	})
}
