package office_test

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/office"
	"adal/internal/seal"
	"adal/internal/web"

	"github.com/google/go-cmp/cmp"
)

// A site is a house with its pages.
type site struct {
	*house
	http.Handler
}

func serve(t *testing.T, d *db.DB) *site {
	t.Helper()
	h := open(t, d)
	s, err := web.NewSite(law, slog.New(slog.NewTextHandler(t.Output(), nil)))
	h.fine(err)
	h.fine(s.Tool("bodies", bodies.Words))
	h.fine(s.Tool("charter", charter.Words))
	h.fine(s.Tool("seal", seal.Words))
	s.SeatOf = h.SeatOf
	h.fine(h.Routes(s))
	return &site{h, s.Handler()}
}

// ask makes a request as whoever holds a token.
func (s *site) ask(method, path, token string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "adal_seat", Value: token})
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// wantsPage checks the status of an answer and that a text stands in it.
func (s *site) wantsPage(w *httptest.ResponseRecorder, status int, texts ...string) {
	s.t.Helper()
	body := html.UnescapeString(w.Body.String())
	if w.Code != status {
		s.t.Errorf("status %d, want %d: %.300s", w.Code, status, body)
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			s.t.Errorf("the page lacks %q", text)
		}
	}
	if key := unsaid.FindString(body); key != "" {
		s.t.Errorf("the page has a key instead of its word: %s", key)
	}
}

// unsaid finds a key that nobody gave words to.
var unsaid = regexp.MustCompile(`>[^<]*\b(office|web|bodies|charter)\.[a-z]+(-[a-z]+)*`)

func TestSignInPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		for l, words := range map[string][]string{
			"kk": {"Жүйеге кіру", "Кіру аты", "Бұл бетке скрипттер қажет"},
			"ru": {"Вход", "Имя для входа"},
			"en": {"Sign in", "Sign-in name"},
		} {
			w := s.ask("GET", "/"+l+"/office?next=/"+l+"/office/matters", "", nil)
			s.wantsPage(w, 200, append(words, `<fieldset disabled data-needs-script>`, `value="/`+l+`/office/matters"`)...)
			if c := w.Result().Cookies(); len(c) != 0 {
				t.Errorf("a visitor got cookies: %v", c)
			}
			if csp := w.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'sha384-") || strings.Contains(csp, "unsafe") {
				t.Errorf("the policy is %q", csp)
			}
		}
		s.wantsPage(s.ask("GET", "/kk/office/join", "", nil), 200, "Шақыру коды", "Алты кездейсоқ сөз")
		s.wantsPage(s.ask("GET", "/kk/office/keys", "", nil), 401, "жүйеге кіріңіз")
	})
}

// TestScriptWords reads the words that pages hand to their script.
func TestScriptWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		for _, page := range []string{"/office", "/office/join"} {
			for _, l := range []string{"kk", "ru", "en"} {
				body := s.ask("GET", "/"+l+page, "", nil).Body.String()
				_, rest, ok := strings.Cut(body, `data-words="`)
				text, _, _ := strings.Cut(rest, `"`)
				var words map[string]string
				if err := json.Unmarshal([]byte(html.UnescapeString(text)), &words); err != nil || !ok {
					t.Fatalf("%s in %s: %v", page, l, err)
				}
				for key, word := range words {
					if word == "" || strings.HasSuffix(word, key) {
						t.Errorf("%s in %s: %s is %q", page, l, key, word)
					}
				}
			}
		}
	})
}

func TestSignInCookie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		s.seat("centre", "aigerim")
		enter := url.Values{"login": {"Aigerim"}, "secret": {s.ids["aigerim"].secret}, "next": {"/ru/office/matters?page=2"}}
		cookie := func(headers ...string) *http.Cookie {
			w := s.ask("POST", "/ru/office/sign-in", "", enter, headers...)
			s.wantsPage(w, 200)
			return w.Result().Cookies()[0]
		}
		c := cookie()
		want := http.Cookie{Name: "adal_seat", Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
		got := *c
		got.Value, got.Raw = "", ""
		if diff := cmp.Diff(want, got); diff != "" || len(c.Value) != 43 {
			t.Errorf("the cookie (-want +got): %s", diff)
		}
		if cookie("X-Forwarded-Proto", "https").Secure {
			t.Error("believed a header that anybody can send")
		}
		s.TrustProxy = true
		if !cookie("X-Forwarded-Proto", "https").Secure || cookie("X-Forwarded-Proto", "http").Secure {
			t.Error("the proxy's word on https isn't taken")
		}
		var answer struct{ Identity, Next string }
		s.fine(json.NewDecoder(s.ask("POST", "/ru/office/sign-in", "", enter).Body).Decode(&answer))
		sealed, err := base64.StdEncoding.DecodeString(answer.Identity)
		s.fine(err)
		_, unlocking, err := seal.SeatKeys("aigerim", s.ids["aigerim"].passphrase)
		s.fine(err)
		if id, err := seal.Unwrap(unlocking, sealed); err != nil || id.Secret() != s.ids["aigerim"].identity.Secret() {
			t.Errorf("the identity in the answer: %v", err)
		}
		if answer.Next != "/ru/office/matters?page=2" {
			t.Errorf("next is %q", answer.Next)
		}
		s.wantsPage(s.ask("POST", "/ru/office/sign-in", "", enter, "Sec-Fetch-Site", "cross-site"), 403)
		w := s.ask("GET", "/ru/office?next=/ru/office/matters", c.Value, nil)
		if w.Code != 303 || w.Header().Get("Location") != "/ru/office/matters" {
			t.Errorf("who is signed in already: %d %s", w.Code, w.Header().Get("Location"))
		}
		w = s.ask("POST", "/ru/office/sign-out", c.Value, nil)
		if out := w.Result().Cookies(); len(out) != 1 || out[0].MaxAge >= 0 || out[0].Value != "" || w.Code != 303 {
			t.Errorf("signing out: %d %v", w.Code, out)
		}
		s.wantsPage(s.ask("GET", "/ru/office", c.Value, nil), 200, "Имя для входа")
	})
}

// TestSignInFaults gets one and the same answer for all that is wrong.
func TestSignInFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		s.seat("centre", "aigerim")
		var first string
		for _, enter := range []url.Values{
			{"login": {"aigerim"}, "secret": {s.ids["keeper"].secret}},
			{"login": {"nobody"}, "secret": {s.ids["aigerim"].secret}},
			{"login": {"aigerim"}, "secret": {"short"}},
			{},
		} {
			w := s.ask("POST", "/kk/office/sign-in", "", enter)
			s.wantsPage(w, 422, "Кіру аты немесе құпия сөз тіркесі дұрыс емес.")
			if len(w.Result().Cookies()) != 0 {
				t.Error("a cookie for nobody")
			}
			if first == "" {
				first = w.Body.String()
			} else if diff := cmp.Diff(first, w.Body.String()); diff != "" {
				t.Errorf("%v tells more (-first +this): %s", enter, diff)
			}
		}
		for range 3 {
			s.ask("POST", "/kk/office/sign-in", "", url.Values{"login": {"aigerim"}})
		}
		s.wantsPage(s.ask("POST", "/kk/office/sign-in", "", url.Values{"login": {"aigerim"}}), 503, "1 секундтан кейін")
	})
}

// TestHostileNext asks to be led elsewhere.
func TestHostileNext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		token := s.in("keeper")
		for _, next := range []string{
			"https://evil.example/", "//evil.example", "/\\evil.example", "/kk//evil.example", "/kk/../../evil", "/kk/./x",
			"javascript:alert(1)", "/kkevil", "/de/office", "/kk/office#x", "/kk/\r\nSet-Cookie: a=b", "/kk/%2e%2e/x", " /kk", "/",
			"/kk@evil.example", "/kk/office?a=b?c", "/kk:80",
		} {
			w := s.ask("GET", "/en/office?"+url.Values{"next": {next}}.Encode(), token, nil)
			if got := w.Header().Get("Location"); w.Code != 303 || got != "/en/office" {
				t.Errorf("%q leads to %q", next, got)
			}
		}
		for _, next := range []string{"/kk", "/kk/", "/ru/office/matters", "/en/office/matters/abc?page=2&lang=kk"} {
			w := s.ask("GET", "/en/office?"+url.Values{"next": {next}}.Encode(), token, nil)
			if got := w.Header().Get("Location"); got != next {
				t.Errorf("%q leads to %q", next, got)
			}
		}
	})
}

// FuzzNext makes sure that a browser stays on this site wherever it is led.
func FuzzNext(f *testing.F) {
	for _, next := range []string{"/kk/office", "//evil", "/kk/..//x", "/en?x=1"} {
		f.Add(next)
	}
	base, err := url.Parse("https://adal.example/en/office")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		got := office.NextOf(asked, "en")
		u, err := base.Parse(got)
		if err != nil || u.Host != base.Host || u.Scheme != "https" || u.User != nil {
			t.Errorf("%q leads to %q (%v)", asked, got, err)
		}
		if l := strings.SplitN(u.Path, "/", 3)[1]; l != "kk" && l != "ru" && l != "en" {
			t.Errorf("%q leads to %q", asked, u.Path)
		}
	})
}

// TestOverviewPages shows the office to who holds the key, who waits, and the
// keeper.
func TestOverviewPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		s.seat("centre", "aigerim")
		s.seat("centre", "marat")
		s.Cards = nil
		marat := s.ids["marat"]
		code := seal.Fingerprint(marat.identity.Recipient().String())
		holds, waits, keeps := s.in("aigerim"), s.in("marat"), s.in("keeper")
		s.wantsPage(s.ask("GET", "/kk/office", holds, nil), 200, "Кілт сізде бар", "Кілт күтіп отыр", code, "data-form=\"admit\"", "data-unlock", "өкіл aigerim · Орган")
		s.wantsPage(s.ask("GET", "/ru/office", waits, nil), 200, "Ключ передаст коллега", code)
		if body := s.ask("GET", "/ru/office", waits, nil).Body.String(); strings.Contains(body, `data-form="admit"`) || strings.Contains(body, `data-form="renew"`) {
			t.Error("who waits for the key gets forms to hand it out")
		}
		s.wantsPage(s.ask("GET", "/en/office", keeps, nil), 200, "Bodies and seats")
		s.wantsPage(s.ask("GET", "/en/office?done=admitted", holds, nil), 200, "The key was handed over.")
		s.wantsPage(s.ask("GET", "/en/office?done=<b>", holds, nil), 200)

		var ring struct {
			Login string
			Keys  []struct {
				Fingerprint string
				Identity    []byte
			}
		}
		w := s.ask("GET", "/kk/office/keys", holds, nil)
		s.fine(json.NewDecoder(w.Body).Decode(&ring))
		if ring.Login != "aigerim" || len(ring.Keys) != 1 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%+v", ring)
		}
		body, err := seal.Unwrap(s.ids["aigerim"].identity, ring.Keys[0].Identity)
		s.fine(err)
		wrap, err := seal.Wrap(body, marat.identity.Recipient())
		s.fine(err)
		form := url.Values{"seat": {marat.by.Seat}, "fingerprint": {ring.Keys[0].Fingerprint}}
		s.wantsPage(s.ask("POST", "/kk/office/admit", holds, form), 422)
		form.Set("identity", "не base64")
		s.wantsPage(s.ask("POST", "/kk/office/admit", holds, form), 422, "жарамсыз")
		form.Set("identity", base64.StdEncoding.EncodeToString(wrap))
		s.wantsPage(s.ask("POST", "/kk/office/admit", waits, form), 403)
		s.wantsPage(s.ask("POST", "/kk/office/admit", "", form), 401)
		if w := s.ask("POST", "/kk/office/admit", holds, form); w.Code != 303 {
			t.Errorf("admitting: %d", w.Code)
		}
		s.wantsPage(s.ask("POST", "/kk/office/admit", holds, form), 409)

		next, mine := s.keys(marat.identity.Recipient())
		renewal := url.Values{"recipient": {next.Recipient().String()}, "seat": {marat.by.Seat}, "identity": {base64.StdEncoding.EncodeToString(mine)}}
		if w := s.ask("POST", "/kk/office/key", waits, renewal); w.Code != 303 {
			t.Errorf("another key: %d %s", w.Code, w.Body)
		}
		s.wantsPage(s.ask("GET", "/kk/office?done=renewed", holds, nil), 200, "Кілтті әріптесіңіз береді")
	})
}

// TestJoinOverWeb joins as the script of the page does.
func TestJoinOverWeb(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		w := s.ask("POST", "/ru/office/seats", s.in("keeper"), url.Values{"body": {"centre"}, "person": {"Приёмная"}, "login": {"aigerim"}})
		s.wantsPage(w, 200, "Код приглашения готов", "aigerim")
		code := regexp.MustCompile(`[A-Z2-7]{5}(-[A-Z2-7]{5}){3}-[A-Z2-7]{6}`).FindString(w.Body.String())
		s.wantsPage(s.ask("POST", "/ru/office/join/invitation", "", url.Values{"invitation": {"AAAAA"}}), 422, "не найден")
		w = s.ask("POST", "/ru/office/join/invitation", "", url.Values{"invitation": {code}})
		var invited map[string]any
		s.fine(json.NewDecoder(w.Body).Decode(&invited))
		if diff := cmp.Diff(map[string]any{"login": "aigerim", "person": "Приёмная", "body": "Орган", "needsKey": true}, invited); diff != "" {
			t.Errorf("(-want +got): %s", diff)
		}
		j, _, _ := s.browser("aigerim", "passphrase", code, true)
		form := url.Values{
			"invitation": {code}, "secret": {j.Secret}, "recipient": {j.Recipient}, "identity": {base64.StdEncoding.EncodeToString(j.Identity)},
			"body_recipient": {j.BodyRecipient}, "body_identity": {base64.StdEncoding.EncodeToString(j.BodyIdentity)},
		}
		w = s.ask("POST", "/ru/office/join", "", form)
		s.wantsPage(w, 200)
		token := w.Result().Cookies()[0].Value
		s.wantsPage(s.ask("GET", "/ru/office", token, nil), 200, "Ключ у вас есть")
		s.wantsPage(s.ask("POST", "/ru/office/join", "", form), 422, "уже использован")
	})
}

// TestSeatsPage is for the keeper and for nobody else.
func TestSeatsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		s.seat("centre", "aigerim")
		aigerim, keeper := s.in("aigerim"), s.in("keeper")
		seat := "/kk/office/seats/" + s.ids["aigerim"].by.Seat + "/unseat"
		form := url.Values{"body": {"centre"}, "person": {"Өкіл"}, "login": {"marat"}, "until": {"2027-01-01"}}
		for _, c := range [][2]string{
			{"GET", "/kk/office/seats"}, {"POST", "/kk/office/seats"}, {"POST", seat},
			{"POST", "/kk/office/bodies/centre/revoke-key"}, {"POST", "/kk/office/list"},
		} {
			s.wantsPage(s.ask(c[0], c[1], "", form), 401)
			s.wantsPage(s.ask(c[0], c[1], aigerim, form), 403, "-бап")
		}
		s.wantsPage(s.ask("GET", "/kk/office/seats", keeper, nil), 200, "Өкіл тағайындау", "өкіл aigerim", "Қосылған")
		for field, value := range map[string]string{"body": "none", "person": "", "login": "бір", "until": "ертең"} {
			wrong := url.Values{}
			for k, v := range form {
				wrong[k] = v
			}
			wrong.Set(field, value)
			s.wantsPage(s.ask("POST", "/kk/office/seats", keeper, wrong), 422, `id="`+field+`-error"`)
		}
		s.wantsPage(s.ask("POST", "/kk/office/seats", keeper, form), 200, "Шақыру коды дайын")
		for path, done := range map[string]string{
			"/kk/office/bodies/centre/revoke-key": "revoked", "/kk/office/list": "listed", seat: "unseated",
		} {
			w := s.ask("POST", path, keeper, nil)
			if want := "/kk/office/seats?done=" + done; w.Code != 303 || w.Header().Get("Location") != want {
				t.Errorf("%s: %d %s", path, w.Code, w.Header().Get("Location"))
			}
		}
		s.wantsPage(s.ask("GET", "/kk/office/seats?done=revoked", keeper, nil), 200, "Кілт жарамсыз деп танылды", "Өкілдігі аяқталды")
		s.wantsPage(s.ask("GET", "/kk/office", aigerim, nil), 200, "Жүйеге кіру") // her session ended
	})
}

// TestExpired sees a session end between two clicks.
func TestExpired(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := serve(t, d)
		token := s.in("keeper")
		s.wantsPage(s.ask("GET", "/kk/office/seats", token, nil), 200)
		s.at = s.at.Add(3 * time.Hour)
		s.wantsPage(s.ask("GET", "/kk/office/seats", token, nil), 401, "жүйеге кіріңіз")
	})
}
