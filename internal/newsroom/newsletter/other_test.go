package newsletter

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"adal/internal/fault"
	"adal/internal/follow"
	"adal/internal/i18n"
)

// shelter is what isn't news in these tests.
const shelter = "shortcoming/7"

func (w *world) withOther() {
	w.Other = func(_ context.Context, subject string) (i18n.Text, error) {
		if subject == shelter || subject == "shortcomings?all" {
			return i18n.Text{KK: "Пандус жоқ", RU: "Нет пандуса", EN: "No ramp"}, nil
		}
		return i18n.Text{}, fault.NotFound
	}
}

func happening(thing string) Happening {
	return Happening{Thing: thing, At: time.Now().Add(time.Minute), List: "monitoring", Subjects: []string{shelter, "shortcomings?all"}, Letter: func(l i18n.Lang) (string, string) {
		return "SUBJECT " + string(l), "TEXT " + thing
	}}
}

// TestOther follows what isn't news: by a link in a letter, in the language chosen
// for it, one letter for each thing, and it leaves what is wanted of the news alone.
func TestOther(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withOther()
		w.follows("a@mail.kz", follow.Weekly, time.Now(), "news/kk")
		form := w.ask("GET", "/ru/subscribe?of="+url.QueryEscape(shelter))
		if page := form.Body.String(); !strings.Contains(page, "Нет пандуса") || !strings.Contains(page, `value="`+shelter+`"`) || strings.Contains(page, `name="often"`) {
			t.Error("the form of what isn't news:", page)
		}
		if res := w.ask("POST", "/kk/subscribe", "address", "a@mail.kz", "of", "shortcoming/8", "often", "", "lang", "ru"); res.Code != http.StatusUnprocessableEntity {
			t.Errorf("what isn't there can be followed: %d", res.Code)
		}
		if res := w.ask("POST", "/ru/subscribe", "address", "a@mail.kz", "of", shelter, "lang", "ru"); res.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", res.Code, res.Body)
		}
		shelf, err := w.Box.Shelf(t.Context(), 1)
		check(t, err)
		if text := shelf[0].Text; !strings.Contains(text, "Нет пандуса") || strings.Contains(text, "на новости") {
			t.Error(text)
		}
		link := w.confirmations()[0]
		if page := w.ask("GET", link); page.Code != 200 || !strings.Contains(page.Body.String(), "Нет пандуса") {
			t.Errorf("the page of the link: %d", page.Code)
		}
		w.ask("POST", link)
		w.follows("a@mail.kz", follow.AsBefore, time.Now(), "shortcomings?all")
		for range 2 {
			check(t, w.Tell(t.Context(), happening("one")))
		}
		all := w.letters()
		if len(all) != 1 || all[0].To != "a@mail.kz" || all[0].Subject != "SUBJECT ru" || !strings.Contains(all[0].Text, "TEXT one") {
			t.Fatalf("%+v", all)
		}
		if w.count(`SELECT COUNT(*) FROM follower WHERE often = 'weekly'`) != 1 {
			t.Error("who wants the news once a week doesn't any more")
		}
		early := happening("early")
		early.At = time.Now().Add(-time.Hour)
		check(t, w.Tell(t.Context(), early))
		if len(w.letters()) != 1 {
			t.Error("somebody is told of what happened before they followed it")
		}
	})
}

// TestOtherStops ends what a letter came for in one click, and nothing else.
func TestOtherStops(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.withOther()
		w.follows("a@mail.kz", follow.Each, time.Now(), "news/kk", shelter)
		check(t, w.Tell(t.Context(), happening("one")))
		stop := ""
		for _, h := range w.letters()[0].Headers {
			switch h.Name {
			case "List-Unsubscribe":
				stop = strings.TrimPrefix(strings.Trim(h.Value, "<>"), "https://adal.example")
			case "List-Unsubscribe-Post":
				if h.Value != "List-Unsubscribe=One-Click" {
					t.Error(h.Value)
				}
			}
		}
		if page := w.ask("GET", stop); page.Code != 200 || !strings.Contains(page.Body.String(), "Пандус жоқ") || w.count(`SELECT COUNT(*) FROM following`) != 2 {
			t.Errorf("to look at %q: %d", stop, page.Code)
		}
		if res := w.ask("POST", stop, "List-Unsubscribe", "One-Click"); res.Code != 200 || strings.Contains(res.Body.String(), "Жаңалықтар енді") {
			t.Errorf("%d", res.Code)
		}
		if w.count(`SELECT COUNT(*) FROM following WHERE subject = 'news/kk'`) != 1 || w.count(`SELECT COUNT(*) FROM following`) != 1 {
			t.Error("not what was asked for has ended")
		}
	})
}
