package rates

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
)

// bank is a bank that answers what a test tells it to.
type bank struct {
	*httptest.Server
	answer http.HandlerFunc
	asked  []*http.Request
	busy   sync.Mutex // held while it answers
}

func newBank(t *testing.T, w *world, address string) *bank {
	b := &bank{}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.busy.Lock()
		defer b.busy.Unlock()
		b.asked = append(b.asked, r)
		b.answer(w, r)
	}))
	t.Cleanup(b.Close)
	w.Address = b.URL + address
	return b
}

// good answers with a feed and its marks, and says if it is the one that is
// known.
func good(etag, modified string, data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if etag != "" && r.Header.Get("If-None-Match") == etag || etag == "" && modified != "" && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		w.Write(data)
	}
}

func broken(status int, data string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		w.Write([]byte(data))
	}
}

// fetch runs the job so many minutes after the last time, and says how often the
// bank was asked.
func (w *world) fetch(b *bank, minutes int) int {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(minutes) * time.Minute)
	before := len(b.asked)
	check(w.t, w.Fetch(w.t.Context()))
	b.busy.Lock() // whoever breaks off is heard before it ends
	defer b.busy.Unlock()
	return len(b.asked) - before
}

// TestFetch asks every hour with the marks of the last answer, and never says
// who asks.
func TestFetch(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		check(t, w.Fetch(t.Context())) // without an address nobody is asked
		bank := newBank(t, w, "/rates_all.xml")
		for _, marks := range [][2]string{{`"one"`, ""}, {"", "Fri, 06 Mar 2020 03:00:00 GMT"}} {
			bank.answer = good(marks[0], marks[1], daily("06.03.2020", "USD 381.25 1"))
			w.fetch(bank, 60)
			if n := w.fetch(bank, 59); n != 0 {
				t.Errorf("the bank is asked again before an hour went by")
			}
			if n := w.fetch(bank, 1); n != 1 {
				t.Errorf("the bank is asked %d times after an hour", n)
			}
			last := bank.asked[len(bank.asked)-1]
			if last.Header.Get("If-None-Match") != marks[0] || last.Header.Get("If-Modified-Since") != marks[1] {
				t.Errorf("%v is asked with %v", marks, last.Header)
			}
			if last.UserAgent() != "adal" || last.Header.Get("Cookie") != "" || last.Referer() != "" {
				t.Errorf("the bank learns who asks: %v", last.Header)
			}
		}
		if got := w.on("2020-03-07", "USD"); got != "2020-03-06 381.25 0.00" {
			t.Error(got)
		}
		if n := w.count(`SELECT COUNT(*) FROM register_staged`); n != 0 {
			t.Error("a fetch is no act of a seat, and stands in the register")
		}
	})
}

// TestNewDay: a new official day asks at once: midnight in Almaty is 18 o'clock
// in Greenwich.
func TestNewDay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bank := newBank(t, w, "/rates_all.xml")
		bank.answer = good(`"one"`, "", daily("06.03.2020", "USD 381.25 1"))
		w.now = time.Date(2020, 3, 6, 17, 50, 0, 0, time.UTC)
		if first, same, next := w.fetch(bank, 0), w.fetch(bank, 9), w.fetch(bank, 1); first != 1 || same != 0 || next != 1 {
			t.Error(first, same, next)
		}
	})
}

// TestBroken: whatever comes instead of a feed changes nothing; the bank is asked
// again after 5, 10, 20 … minutes up to six hours, and every hour when it is well
// again.
func TestBroken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bank := newBank(t, w, "/rates_all.xml")
		bank.answer = good(`"one"`, "", daily("06.03.2020", "USD 381.25 1"))
		w.fetch(bank, 0)
		answers := []http.HandlerFunc{
			broken(200, "<html><body>Технические работы</body></html>"), broken(502, "Bad Gateway"), broken(200, "<!DOCTYPE rates><rates/>"),
			broken(200, strings.Repeat(" ", most+1)), broken(200, string(daily("06.03.2020", "USD 1 1", "USD 2 1"))),
			func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, broken(404, ""), broken(200, "<rates>"),
		}
		words := []string{failureRefused, failureStatus, failureRefused, failureRefused, failureRefused, failureNoAnswer, failureStatus, failureRefused}
		w.fetch(bank, 55)
		wait := 5
		for i, answer := range answers {
			bank.answer = answer
			if n := w.fetch(bank, wait); n != 1 {
				t.Fatalf("%d: the bank is asked %d times after %d minutes", i, n, wait)
			}
			wait = min(5<<i, 360)
			state, err := w.State(t.Context(), w.by)
			check(t, err)
			if state.Failures != i+1 || state.Failure != words[i] || state.Again.Sub(state.At) != time.Duration(wait)*time.Minute {
				t.Errorf("%d: %+v, want %s and to wait for %d minutes", i, state, words[i], wait)
			}
			if n := w.fetch(bank, 0); n != 0 {
				t.Errorf("%d: the bank is asked again at once", i)
			}
			if got := w.on("2020-03-07", "USD"); got != "2020-03-06 381.25 0.00" {
				t.Errorf("%d: the last good rates are %q", i, got)
			}
		}
		if n := w.count(`SELECT COUNT(*) FROM rate_refusal`); n != 5 {
			t.Errorf("%d refusals are kept", n)
		}
		bank.answer = good(`"two"`, "", daily("07.03.2020", "USD 382 1"))
		w.fetch(bank, wait)
		if state, err := w.State(t.Context(), w.by); err != nil || state.Failures != 0 || state.Failure != "" {
			t.Errorf("%+v %v", state, err)
		}
		if got := w.on("2020-03-07", "USD"); got != "2020-03-07 382 +0.75" {
			t.Error(got)
		}
	})
}

// TestRedirect: another host isn't asked; the same one is.
func TestRedirect(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reached := false
		elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reached = true
			w.Write(daily("06.03.2020", "USD 1 1"))
		}))
		defer elsewhere.Close()
		bank := newBank(t, w, "/rates_all.xml")
		bank.answer = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusFound)
		}
		w.fetch(bank, 0)
		if reached || w.count(`SELECT COUNT(*) FROM rate`) != 0 {
			t.Error("the bank sent us on to another host, and we went")
		}
		bank.answer = func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/new" {
				http.Redirect(w, r, "/new", http.StatusMovedPermanently)
				return
			}
			w.Write(daily("06.03.2020", "USD 381.25 1"))
		}
		w.fetch(bank, 5)
		if got := w.on("2020-03-06", "USD"); got != "2020-03-06 381.25 0.00" {
			t.Error(got)
		}
	})
}

// TestMissing asks for missing days, one at a time and each once, also if it has
// no rates; a day on which the bank answers nonsense is left after five times.
func TestMissing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bank := newBank(t, w, "/get_rates.cfm?fdate={day}")
		w.Since = calendar.Date(2020, 3, 1)
		var asked []string
		bank.answer = func(w http.ResponseWriter, r *http.Request) {
			day := r.FormValue("fdate")
			asked = append(asked, day)
			switch day {
			case "01.03.2020": // a Sunday
				w.Write([]byte("<rates><date>01.03.2020</date></rates>"))
			case "02.03.2020":
				w.Write([]byte("<html/>"))
			default:
				w.Write(daily(day, "USD 381.25 1"))
			}
		}
		w.take(daily("04.03.2020", "USD 380 1")) // needn't be asked for
		for range 200 {
			w.fetch(bank, 5)
		}
		slices.Sort(asked)
		perDay := map[string]int{}
		for _, day := range asked {
			perDay[day]++
		}
		// 1000 minutes: today every hour, twice at midnight at the latest.
		if perDay["04.03.2020"] != 0 || perDay["05.03.2020"] != 1 || perDay["03.03.2020"] != 1 || perDay["02.03.2020"] != tries || perDay["01.03.2020"] != 1 {
			t.Errorf("%v", perDay)
		}
		if perDay["29.02.2020"] != 0 || perDay["06.03.2020"] > 20 || perDay["07.03.2020"] > 20 {
			t.Errorf("%v", perDay)
		}
		if got := w.on("2020-03-05", "USD"); got != "2020-03-05 381.25 +1.25" {
			t.Error(got)
		}
	})
}

// TestLater: the rates of a later day than the one asked for are refused; those
// of an earlier one stand for themselves, and the day is done with.
func TestLater(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bank := newBank(t, w, "/get_rates.cfm?fdate={day}")
		bank.answer = good("", "", daily("07.03.2020", "USD 381.25 1"))
		w.fetch(bank, 0)
		if all, err := w.Refusals(t.Context(), w.by); err != nil || len(all) != 1 || all[0].Word != "day-to-come" || all[0].Detail != "2020-03-07" {
			t.Errorf("%+v %v", all, err)
		}
		if !strings.HasSuffix(bank.asked[0].URL.String(), "fdate=06.03.2020") {
			t.Error(bank.asked[0].URL)
		}
		bank.answer = good("", "", daily("05.03.2020", "USD 381.25 1"))
		w.fetch(bank, 5)
		if got := w.on("2020-03-06", "USD"); got != "2020-03-05 381.25 0.00" {
			t.Error(got)
		}
	})
}

// TestRestart: another server over the same database knows when the bank was
// asked.
func TestRestart(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bank := newBank(t, w, "/rates_all.xml")
		bank.answer = good(`"one"`, "", daily("06.03.2020", "USD 381.25 1"))
		w.fetch(bank, 0)
		other := &Bureau{DB: w.DB, Book: w.Book, Address: w.Address, Now: w.Bureau.Now}
		check(t, other.Fetch(t.Context()))
		if len(bank.asked) != 1 {
			t.Errorf("the bank is asked %d times", len(bank.asked))
		}
		check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
			a, err := askedOf(t.Context(), tx, w.Address)
			if a.etag != `"one"` || a.day != calendar.Date(2020, 3, 6) {
				t.Errorf("%+v", a)
			}
			return err
		}))
	})
}
