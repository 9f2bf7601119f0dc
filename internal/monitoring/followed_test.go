package monitoring_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"

	"errors"

	"github.com/mmcdole/gofeed"
)

// TestSteps holds which steps followers are told of: what moves a shortcoming, and a
// reply, and nothing before it is public.
func TestSteps(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		var steps []string
		var last monitoring.Event
		g.Step = func(_ context.Context, _ *db.Tx, e monitoring.Event) error {
			steps, last = append(steps, string(e.Act)+"="+string(e.State)), e
			return nil
		}
		id := g.raised("land")
		check(t, g.Confirm(ctx, id))
		check(t, g.Dispute(ctx, id, "", "MARK-DISPUTE", i18n.KK))
		w := words()
		w.Title.KK = "MARK-PROPOSED"
		check(t, g.Correct(ctx, g.observer, id, 2, w, "Қате"))
		check(t, g.Say(ctx, g.land, id, reply))
		check(t, g.Say(ctx, g.land, id, reply))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenNot, "Жоқ"))
		g.Book.Day = g.of(id).AnswerDue.AddDays(1)
		check(t, g.Turn(ctx))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		want := []string{"publish-shortcoming=published", "raise=raised", "reply=answered", "reply=answered", "look-again=raised", "raise=overdue", "look-again=fixed"}
		if !slices.Equal(steps, want) {
			t.Errorf("told of %v, want %v", steps, want)
		}
		letter, err := g.Told(ctx, last)
		check(t, err)
		if subject, text := letter(i18n.RU); !strings.Contains(subject, "У входа нет пандуса") || !strings.Contains(text, "https://adal.example/ru/monitoring/"+id) || strings.Contains(text, "MARK") {
			t.Errorf("%s\n%s", subject, text)
		}
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		letter, err = g.Told(ctx, last)
		check(t, err)
		if subject, text := letter(i18n.KK); strings.Contains(subject+text, "пандус") || !strings.Contains(subject, g.of(id).Number) {
			t.Errorf("of what was withdrawn a letter says %s\n%s", subject, text)
		}
	})
}

// TestSubjects holds that a step is told to who follows the shortcoming, its
// institution, or any list that it is in, and to nobody else.
func TestSubjects(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id, e := g.raised("clinic"), monitoring.Event{}
		e = monitoring.Event{ID: id, State: monitoring.Overdue}
		all, err := g.Subjects(t.Context(), e)
		check(t, err)
		for _, f := range []struct {
			monitoring.Filter
			in bool
		}{
			{monitoring.Filter{}, true}, {monitoring.Filter{Institution: "clinic"}, true}, {monitoring.Filter{Institution: "land"}, false},
			{monitoring.Filter{Region: "KZ-47", Group: "late"}, true}, {monitoring.Filter{Group: "open"}, true}, {monitoring.Filter{Group: "fixed"}, false},
			{monitoring.Filter{Topic: "access", Campaign: g.campaign, Institution: "clinic", Region: "KZ-47", Group: "late"}, true},
		} {
			if slices.Contains(all, f.Subject()) != f.in {
				t.Errorf("%s: %v", f.Subject(), !f.in)
			}
			if name, err := g.Followable(t.Context(), f.Subject()); err != nil || name.KK == "" {
				t.Errorf("%s: %v", f.Subject(), err)
			}
		}
		hidden := g.draft("land")
		for _, no := range []string{
			"", "news/kk", "monitoring/one/x", monitoring.Subject(hidden), "monitoring/list?state=x", "monitoring/list?institution=x", "monitoring/list?x=1",
			"monitoring/list?state=late&region=KZ-47",
		} {
			if _, err := g.Followable(t.Context(), no); !errors.Is(err, fault.NotFound) {
				t.Errorf("%q can be followed: %v", no, err)
			}
		}
		if name, err := g.Followable(t.Context(), monitoring.Subject(id)); err != nil || name.RU != "У входа нет пандуса" {
			t.Errorf("%v, %v", name, err)
		}
		check(t, g.Withdraw(t.Context(), g.reviewer, id, "Қате"))
		if _, err := g.Followable(t.Context(), monitoring.Subject(id)); !errors.Is(err, fault.NotFound) {
			t.Errorf("what was withdrawn can be followed: %v", err)
		}
	})
}

// TestFeeds reads the feeds of a list and of a shortcoming as other programs do.
func TestFeeds(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), g.raised("clinic")
		g.raised("land")
		for path, want := range map[string]int{
			"/ru/monitoring.feed.json?institution=clinic": 1, "/ru/monitoring.atom?institution=clinic": 1, "/ru/monitoring.feed.json": 2,
			"/ru/monitoring/" + id + "/steps.atom": 2, "/ru/monitoring/" + id + "/steps.json": 2,
		} {
			code, page, _ := s.ask(charter.Public(), http.MethodGet, path, nil)
			feed, err := gofeed.NewParser().ParseString(page)
			if code != http.StatusOK || err != nil || len(feed.Items) != want || feed.FeedLink != "https://adal.example"+path || feed.Items[0].Title == "" {
				t.Errorf("%s: %d, %v\n%s", path, code, err, page)
			}
			if strings.Contains(path, "json") {
				var j struct{ Version string }
				check(t, json.Unmarshal([]byte(page), &j))
				if j.Version != "https://jsonfeed.org/version/1.1" {
					t.Errorf("%s is of %q", path, j.Version)
				}
			}
		}
	})
}
