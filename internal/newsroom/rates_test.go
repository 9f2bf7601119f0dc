package newsroom_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// TestRatesThen: an article has the rates of its own day, and none where they
// aren't known.
func TestRatesThen(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.publish(o.draft(words), time.Time{})
		p := o.only()
		known := map[string]any{"day": calendar.Date(2020, 3, 6), "items": []map[string]any{{"label": "USD", "value": "381,25"}}}
		var strip any = known
		var failure error
		o.Rates = func(_ context.Context, l i18n.Lang, day calendar.Day) (any, error) {
			if l != i18n.KK || day != p.Day {
				t.Errorf("asked for %s %s, not for %s", l, day, p.Day)
			}
			return strip, failure
		}
		d := o.site()
		page := d.page("/kk" + p.Path())
		for _, want := range []string{"Жарияланған күнгі бағам", "381,25", `<time datetime="2020-03-06">`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %q", want)
			}
		}
		strip, d = nil, o.site()
		if strings.Contains(d.page("/kk"+p.Path()), "Жарияланған күнгі бағам") {
			t.Error("rates are shown that aren't known")
		}
		failure, d = errors.New("broken"), o.site()
		if code, body := get(t, d, "/kk"+p.Path()); code != http.StatusOK || !strings.Contains(body, p.Title) {
			t.Errorf("without its rates the article isn't shown: %d", code)
		}
	})
}
