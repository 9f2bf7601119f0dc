package perception_test

import (
	"net/http"
	"strings"
	"testing"

	"adal/internal/perception"
)

// TestWhatIfPage asks the server what would be, without any script: of KAZ 30.5,
// 34, 37.5 with gi at 49 the mean is 37.83 and the score 38; without gi there are
// two sources, which is too few.
func TestWhatIfPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		const at = "/en/index/2019/KAZ/what-if"
		s.has(at, `value="37.50"`, "in fact: 34", `name="wjp"`, ">34<")
		s.has(at+"?bti=30.5&eiu=34&gi=49", `value="49"`, ">38<", "37.83", "in fact: 34", `<svg class="chart"`)
		s.has(at+"?gi=49,0", ">38<")
		s.has(at+"?gi=90&eiu=90&bti=90", ">90<", ">1<") // above Denmark's 85
		s.has(at+"?gi=", "Too few sources are left", `name="gi"`)
		s.has(at+"?wjp=40", "35.50")                // (30.5+34+37.5+40)/4
		s.has(at+"?nonsense=1&gi=37.5", "in fact")  // what isn't a source isn't asked
		s.has(at+"?gi=37.5&gi=99", "in fact: 34")   // the first of two
		s.has("/kk/index/2018/KAZ/what-if", "2018") // figures that are quoted can be asked as well
	})
}

// TestWhatIfRefuses: what isn't a score is said beside its field, and everything
// that was written is there again.
func TestWhatIfRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		for _, wrong := range []string{"-1", "100.01", "1e308", "1e999", "NaN", "Inf", "-Inf", "abc", "5 5", "<script>", "٣٤", "1,2,3", "' OR 1=1", strings.Repeat("9", 4000)} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/en/index/2019/KAZ/what-if", nil)
			check(t, err)
			q := r.URL.Query()
			q.Set("gi", wrong)
			q.Set("eiu", "12.25")
			r.URL.RawQuery = q.Encode()
			code, _, page := s.send(r)
			if code != http.StatusUnprocessableEntity || !strings.Contains(page, "Write a number from 0 to 100") || !strings.Contains(page, `value="12.25"`) {
				t.Errorf("%.20q: %d", wrong, code)
			}
			if strings.Contains(page, "<script>") || !strings.Contains(page, `id="gi-error"`) {
				t.Errorf("%.20q isn't shown as it was written, or its field has no fault", wrong)
			}
		}
		if got := s.ask("/en/index/2019/KAZ/what-if?gi=%zz&eiu=12"); got.Code >= http.StatusInternalServerError {
			t.Error("a query that can't be read:", got.Code)
		}
	})
}

// TestWhatIfInTurn: whoever would have to wait too long for their turn is told
// so, and nobody's numbers are lost.
func TestWhatIfInTurn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		free, err := perception.Occupy(t.Context())
		check(t, err)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/en/index/2019/KAZ/what-if?gi=49", nil)
		check(t, err)
		code, _, page := s.send(r)
		if code != http.StatusServiceUnavailable || !strings.Contains(page, `value="49"`) {
			t.Errorf("%d %.300s", code, page)
		}
		s.has("/en/index/2019/KAZ/what-if", "in fact: 34") // what was published needs no turn
		free()
		s.has("/en/index/2019/KAZ/what-if?gi=49", ">38<")
	})
}
