package monitoring_test

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// printed is what an independent reader (poppler) finds in a letter on paper.
func (g *group) printed(id, kind string, l i18n.Lang) string {
	g.t.Helper()
	all, _, err := g.Outbox(g.t.Context(), g.reviewer, 0)
	check(g.t, err)
	i := slices.IndexFunc(all, func(l monitoring.Letter) bool { return l.Docket == id && l.Kind == kind })
	if i < 0 {
		g.t.Fatalf("no letter %s about %s", kind, id)
	}
	pdf, err := g.Paper(g.t.Context(), g.reviewer, all[i].ID, l)
	check(g.t, err)
	cmd := exec.CommandContext(g.t.Context(), "pdftotext", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	text, err := cmd.Output()
	if err != nil {
		g.t.Fatalf("pdftotext (build/need.sh installs it): %v", err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}

// TestPaperSays reads what is printed of a letter in each of its languages: to whom,
// under which number, about what and until when, with a link of its own for whoever has
// no address, and none for who got theirs by mail. It was raised on Tue 17 November 2026
// by fifteen working days: 18–20 are three, 23–27 eight, 30 November to 4 December
// thirteen, Mon 7 and Tue 8 December fifteen.
func TestPaperSays(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.raised("school")
		for l, says := range map[i18n.Lang][]string{
			i18n.KK: {"School (kk)", "2026 жылғы 17 қараша", "2026 жылғы 8 желтоқсан", "Кіреберісте пандус жоқ", "Кіреберісте үш баспалдақ бар"},
			i18n.RU: {"School (ru)", "17 ноября 2026 г.", "8 декабря 2026 г.", "У входа нет пандуса", "У входа три ступени"},
		} {
			text := g.printed(id, monitoring.LetterRaised, l)
			for _, want := range append(says, g.of(id).Number) {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %q in %s", l, want, text)
				}
			}
			link := tokenIn.FindStringSubmatch(strings.ReplaceAll(text, " ", ""))
			if link == nil {
				t.Fatalf("%s: no link in %s", l, text)
			}
			if _, err := g.Answer(t.Context(), link[1], monitoring.Saying{Act: charter.Reply, Text: "Жауап", Lang: l}); err != nil {
				t.Errorf("%s: its link: %v", l, err)
			}
		}
		g.on(2026, 11, 2)
		if text := g.printed(g.notified("land"), monitoring.LetterNotice, i18n.KK); strings.Contains(text, "/answer/") || !strings.Contains(text, "2026 жылғы 16 қараша") {
			t.Errorf("a letter that was sent: %s", text)
		}
	})
}
