package monitoring_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/monitoring"
)

var snippet = regexp.MustCompile(`<pre class="code" tabindex="0"><code>(.*?)</code></pre>`)

// TestCard follows the line that people copy to where it leads: a page that every
// site may show and that runs, sends and keeps nothing.
func TestCard(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, ctx := g.serve(), t.Context()
		id := g.notified("clinic")
		at := "/kk/monitoring/" + id
		if code, _, _ := s.ask(charter.Public(), http.MethodGet, at+"/card", nil); code != http.StatusNotFound {
			t.Errorf("the card of what isn't public: %d", code)
		}
		g.Book.Day = g.of(id).ReplyDue.AddDays(1)
		check(t, g.Publish(ctx, g.reviewer, id))
		_, page, _ := s.ask(charter.Public(), http.MethodGet, at, nil)
		copied := snippet.FindStringSubmatch(page)
		if copied == nil || !strings.HasPrefix(html.UnescapeString(copied[1]), `<iframe src="https://adal.example`+at+`/card" title="Кіреберісте пандус жоқ" `) {
			t.Fatalf("the line to copy: %q", copied)
		}
		code, card, h := s.ask(charter.Public(), http.MethodGet, at+"/card", nil)
		if code != http.StatusOK || !strings.Contains(card, "Кіреберісте пандус жоқ") || strings.Contains(card, "<script") || strings.Contains(card, "<form") {
			t.Errorf("%d\n%s", code, card)
		}
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors *") || strings.Contains(policy, "script-src") || !strings.Contains(policy, "default-src 'none'") || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || h.Get("Set-Cookie") != "" {
			t.Errorf("%v", h)
		}
		if _, _, h := s.ask(charter.Public(), http.MethodGet, at, nil); !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Error("the page itself may be framed")
		}
		check(t, g.Raise(ctx, g.reviewer, id))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		if _, card, _ := s.ask(charter.Public(), http.MethodGet, at+"/card?1", nil); !strings.Contains(card, g.Words.Say("kk", "monitoring.state-fixed")) {
			t.Error("the card doesn't know that it is fixed")
		}
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате шықты"))
		if _, card, _ := s.ask(charter.Public(), http.MethodGet, at+"/card?2", nil); strings.Contains(card, "пандус") || !strings.Contains(card, "Қате шықты") {
			t.Error("the card of what was withdrawn still says it")
		}
	})
}
