package newsroom_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/i18n"
	"adal/internal/links"
)

// TestTogether: an article shows what other areas link with it, and is shown without
// it when that can't be had.
func TestTogether(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(o.draft(words), time.Time{})
		p := o.only()
		var failure error
		o.Together = func(_ context.Context, docket string) ([]links.Ref, error) {
			if docket != p.Docket {
				t.Errorf("asked for %s", docket)
			}
			return []links.Ref{
				{Docket: "e", Kind: "event", Title: i18n.Text{KK: "Баспасөз брифингі"}, Path: "/events/e", Day: calendar.Date(2020, 3, 6)},
				{Docket: docket, Kind: "article", Title: i18n.Text{KK: p.Title}, Here: true, Day: p.Day},
			}, failure
		}
		page := o.site().page("/kk" + p.Path())
		for _, want := range []string{`<a href="/kk/events/e">Баспасөз брифингі</a>`, `aria-current="step"`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %q", want)
			}
		}
		failure = errors.New("broken")
		if code, body := get(t, o.site(), "/kk"+p.Path()); code != 200 || !strings.Contains(body, p.Title) {
			t.Errorf("without what belongs to it the article isn't shown: %d", code)
		}
	})
}
