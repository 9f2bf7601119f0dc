package reception_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/reception"
)

// TestWho asks the reception who answers for a matter, in any words and with nothing
// of who asks: the directory says it, or that it isn't known, and no log has it.
func TestWho(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		get := func(q string) string {
			w := httptest.NewRecorder()
			h.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/kk/reception"+q, nil))
			if w.Code != http.StatusOK || w.Header().Get("Set-Cookie") != "" {
				t.Fatalf("%q: %d %v", q, w.Code, w.Header())
			}
			return html.UnescapeString(w.Body.String())
		}
		if page := get(""); !strings.Contains(page, "Кім жауапты?") || strings.Contains(page, "Мекемелер анықтамалығы") {
			t.Error("the question isn't asked, or is answered before that")
		}
		asked := "тас жолды жөндеу Ақтауда"
		page := get("?q=" + url.QueryEscape(asked))
		if !strings.Contains(page, "бұған мыналар жауапты:") || !strings.Contains(page, `href="/kk/institutions/`) || !strings.Contains(page, "Маңғыстау облысы") || !strings.Contains(page, asked) {
			t.Error("who answers for the roads of Aktau isn't said")
		}
		if page := get("?q=" + url.QueryEscape("әбракадабра")); !strings.Contains(page, "анықтамалықта жоқ") {
			t.Error("what isn't known is answered")
		}
		long := get("?q=" + strings.Repeat("a", 5000))
		if strings.Contains(long, strings.Repeat("a", 201)) {
			t.Error("a question of any length is read")
		}
		if text := h.log.text(); strings.Contains(text, "Ақтауда") || strings.Contains(text, url.QueryEscape("Ақтауда")) {
			t.Error("the log knows what was asked")
		}
		h.Reception.Who = nil
		if page := get("?q=x"); strings.Contains(page, "Кім жауапты?") {
			t.Error("a house without a directory asks")
		}
		h.Reception.Who = func(context.Context, i18n.Lang, string) (reception.Known, error) {
			return reception.Known{}, context.Canceled
		}
		w := httptest.NewRecorder()
		if h.Handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/kk/reception?q=x", nil)); w.Code != http.StatusInternalServerError {
			t.Errorf("what fails is hidden: %d", w.Code)
		}
	})
}
