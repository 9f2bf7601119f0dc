package newsletter

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/mail"
	"adal/internal/web"
)

// confirmations are the links in the letters that ask to confirm, the newest
// first.
func (w *world) confirmations() (paths []string) {
	w.t.Helper()
	all, err := w.Box.Shelf(w.t.Context(), 100)
	check(w.t, err)
	for _, l := range all {
		if at := strings.Index(l.Text, "/subscribe/confirm/"); at >= 0 {
			paths = append(paths, "/"+string(l.Lang)+strings.Fields(l.Text[at:])[0])
		}
	}
	return paths
}

// TestJourney asks, confirms, reads and leaves, in each language.
func TestJourney(t *testing.T) {
	for _, l := range i18n.Langs {
		each(t, func(t *testing.T, w *world) {
			at := "/" + string(l) + "/subscribe"
			form := w.ask("GET", at+"?of=rubric/law")
			if body := form.Body.String(); form.Code != 200 || !strings.Contains(body, `value="rubric/law" selected`) || strings.Contains(body, "newsletter.") || strings.Contains(body, "<script") {
				t.Errorf("the form: %d\n%s", form.Code, body)
			}
			res := w.ask("POST", at, "address", " Aigul@Mail.KZ ", "of", "rubric/law", "often", "each", "lang", string(l))
			if res.Code != http.StatusSeeOther || res.Header().Get("Location") != at+"/sent" {
				t.Fatalf("%d %s", res.Code, res.Body)
			}
			w.ask("GET", at+"/sent")
			links := w.confirmations()
			if len(links) != 1 {
				t.Fatalf("the links are %v", links)
			}
			for range 3 { // a scanner of links, a preview, a reader
				if page := w.ask("GET", links[0]); page.Code != 200 || !strings.Contains(page.Body.String(), "noindex") || page.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("the link: %d %v", page.Code, page.Header())
				}
			}
			w.ask("HEAD", links[0])
			if w.count(`SELECT COUNT(*) FROM follower`) != 0 {
				t.Error("opening a link confirmed it")
			}
			res = w.ask("POST", links[0])
			manage := res.Header().Get("Location")
			if res.Code != http.StatusSeeOther || !strings.HasPrefix(manage, at+"/manage/") {
				t.Fatalf("%d %s", res.Code, manage)
			}
			for _, method := range []string{"GET", "POST"} {
				if res := w.ask(method, links[0]); res.Code != http.StatusNotFound {
					t.Errorf("a link that was used: %s %d", method, res.Code)
				}
			}
			if page := w.ask("GET", manage); page.Code != 200 || !strings.Contains(page.Body.String(), `value="news/`+string(l)+`/rubric/law"`) || strings.Contains(page.Body.String(), "mail.kz") {
				t.Errorf("%d\n%s", page.Code, page.Body)
			}
			w.publish("a", l, time.Now().Add(time.Second), "rubric/law")
			check(t, w.Send(t.Context(), "a"))
			if all := w.letters(); len(all) != 1 || all[0].To != "Aigul@mail.kz" {
				t.Fatalf("%+v", all)
			}
			if box := w.ask("GET", "/"+string(l)+"/office/outbox"); !strings.Contains(box.Body.String(), `<a href="/`+string(l)+`/news/2026/11/a">`) {
				t.Errorf("the box: %s", box.Body)
			}
			res = w.ask("POST", manage, "leave", "news/"+string(l)+"/rubric/law")
			if res.Code != 200 || w.count(`SELECT COUNT(*) FROM follower`) != 0 || len(w.letters()) != 0 {
				t.Errorf("%d: something is left of who left", res.Code)
			}
			if page := w.ask("GET", manage); page.Code != http.StatusNotFound {
				t.Errorf("the page of who left: %d", page.Code)
			}
		})
	}
}

// TestSameAnswer: nothing in the answer tells whether an address is known, waits
// to be confirmed, or got too many letters.
func TestSameAnswer(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.follows("known@mail.kz", follow.Each, time.Now(), "news/kk")
		answers := map[string]bool{}
		for _, address := range []string{"known@mail.kz", "new@mail.kz", "new@mail.kz", "new@mail.kz", "new@mail.kz", "new@mail.kz", "KNOWN@mail.kz"} {
			res := w.ask("POST", "/kk/subscribe", "address", address, "of", "", "often", "each", "lang", "kk")
			answers[res.Result().Status+res.Header().Get("Location")+res.Body.String()] = true
		}
		if len(answers) != 1 {
			t.Errorf("there are %d answers", len(answers))
		}
		if n := len(w.confirmations()); n != 2+3 {
			t.Errorf("%d letters went", n)
		}
	})
}

// TestOneClick: RFC 8058: what is posted to the address in the head ends the
// letters, without a cookie, a token of a form or an origin; to open it only shows
// a page. It can be done twice, and what isn't news goes on.
func TestOneClick(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		f := w.follows("a@mail.kz", follow.Each, time.Now(), "news/kk", "news/ru/rubric/law", "shortcoming/7")
		stop := "/kk/subscribe/stop/" + w.Followers.Token(f.ID)
		if page := w.ask("GET", stop); page.Code != 200 || !strings.Contains(page.Body.String(), `<form method="post">`) || w.count(`SELECT COUNT(*) FROM following`) != 3 {
			t.Errorf("to look at it does something: %d", page.Code)
		}
		for range 2 {
			if res := w.ask("POST", stop, "List-Unsubscribe", "One-Click"); res.Code != 200 {
				t.Errorf("%d %s", res.Code, res.Body)
			}
		}
		if w.count(`SELECT COUNT(*) FROM following`) != 1 || w.count(`SELECT COUNT(*) FROM follower`) != 1 {
			t.Error("who followed something else, too, doesn't any more")
		}
		for _, bad := range []string{"/kk/subscribe/stop/x", "/kk/subscribe/stop/" + f.ID, "/kk/subscribe/stop/" + f.ID + ".AAAA"} {
			if res := w.ask("POST", bad, "List-Unsubscribe", "One-Click"); res.Code != 200 {
				t.Errorf("%s tells that nobody has it: %d", bad, res.Code)
			}
		}
		if w.count(`SELECT COUNT(*) FROM following`) != 1 {
			t.Error("somebody left in another's name")
		}
	})
}

// TestBadForms: what is wrong is said beside its field, and runs nowhere.
func TestBadForms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const bad = `"><script>alert(1)</script>`
		for _, fields := range [][]string{
			{"address", bad, "often", "each", "lang", "kk"}, {"address", "a@mail.kz", "of", bad, "often", "each", "lang", "kk"},
			{"address", "a@mail.kz", "often", bad, "lang", "kk"}, {"address", "a@mail.kz", "often", "each", "lang", bad},
			{"address", "a@mail.kz\r\nBcc: b@mail.kz", "often", "each", "lang", "kk"}, {"address", "a@mail.kz", "of", "rubric/none", "often", "each", "lang", "kk"}, {},
		} {
			res := w.ask("POST", "/ru/subscribe", fields...)
			if res.Code != http.StatusUnprocessableEntity || strings.Contains(res.Body.String(), "<script>alert") || !strings.Contains(res.Body.String(), `role="alert"`) {
				t.Errorf("%q: %d", fields, res.Code)
			}
		}
		for _, path := range []string{"/kk/subscribe?of=" + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/kk/subscribe/confirm/%3Cscript%3E", "/kk/subscribe/manage/%3Cscript%3Ealert", "/kk/subscribe/stop/%22%3E%3Cscript%3Ealert"} {
			if body := w.ask("GET", path).Body.String(); strings.Contains(body, "<script") {
				t.Errorf("%s runs what stands in it", path)
			}
		}
		if w.count(`SELECT COUNT(*) FROM mail_letter`)+w.count(`SELECT COUNT(*) FROM follow_wish`) != 0 {
			t.Error("something of it is kept")
		}
	})
}

// TestBox: where the box isn't open, its letters are the keepers' alone; where
// letters are sent, there is no page.
func TestBox(t *testing.T) {
	each(t, func(t *testing.T, open *world) {
		w := newWorld(t, open.DB, false)
		w.ask("POST", "/kk/subscribe", "address", "secret@mail.kz", "often", "each", "lang", "kk")
		for kind, want := range map[string]int{"": 401, charter.KindNewsroom: 404, charter.KindAntikorCentre: 404, charter.KindKeeper: 200} {
			w.seat = nil
			if kind != "" {
				w.seat = &web.Seat{Principal: charter.Principal{Seat: "s", Body: "b", Kind: kind}}
			}
			res := w.ask("GET", "/kk/office/outbox")
			if res.Code != want || strings.Contains(res.Body.String(), "secret@mail.kz") != (want == 200) {
				t.Errorf("%s: %d", kind, res.Code)
			}
		}
		w.seat = nil
		if page := w.ask("GET", "/kk/subscribe/sent"); strings.Contains(page.Body.String(), "outbox") {
			t.Error("everybody is sent to a page of the keepers")
		}
		open.Box.Shown = false
		if res := open.ask("GET", "/kk/office/outbox"); res.Code != http.StatusNotFound {
			t.Errorf("%d", res.Code)
		}
		if res := open.ask("POST", "/kk/subscribe", "address", "a@mail.kz", "often", "each", "lang", "kk"); res.Code != http.StatusUnprocessableEntity {
			t.Errorf("an address is taken although no letter can be sent: %d", res.Code)
		}
	})
}

// TestLinks: a letter on the page links to this site and to nowhere else.
func TestLinks(t *testing.T) {
	p := pages{Newsletter: &Newsletter{Address: "https://adal.example", Box: &mail.Box{}}}
	var linked []string
	whole := ""
	const text = "a https://adal.example/kk/x, https://adal.example.evil/y https://evil.example/https://adal.example/z\nhttps://adal.example/kk/w\n"
	for _, part := range p.parts(text) {
		whole += part.Text
		if part.Href != "" {
			linked = append(linked, part.Href)
		}
	}
	if whole != text || strings.Join(linked, " ") != "/kk/x /kk/w" {
		t.Errorf("%q %q", linked, whole)
	}
}
