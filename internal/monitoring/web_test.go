package monitoring_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/files"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/monitoring"
	"adal/internal/overlap"
	"adal/internal/pictures"
	"adal/internal/web"
)

// site is the pages of a group, as a seat or nobody in particular asks for them.
type site struct {
	t testing.TB
	h http.Handler
	g *group
}

func (g *group) serve() site {
	g.t.Helper()
	s, err := web.NewSite(g.Book.Charter, slog.New(slog.NewTextHandler(io.Discard, nil)))
	check(g.t, err)
	g.Changed = func() { g.changes.Add(1); s.Changed() }
	s.SeatOf = func(r *http.Request) (*web.Seat, error) {
		for _, p := range []charter.Principal{g.observer, g.reviewer, g.far, g.other, g.land} {
			if r.Header.Get("Seat") == p.Seat {
				return &web.Seat{Principal: p, Name: one("Seat"), Body: one("Body")}, nil
			}
		}
		return nil, nil
	}
	g.Institutions = func(context.Context, *db.Tx, calendar.Day) ([]monitoring.Institution, error) {
		return append([]monitoring.Institution(nil), institutions...), nil
	}
	for name, words := range map[string]fs.FS{"charter": charter.Words, "docket": docket.Words, "files": files.Words, "pictures": pictures.Words, "forms": forms.Words, "overlap": overlap.Words, "links": links.Words} {
		check(g.t, s.Tool(name, words))
	}
	check(g.t, g.Routes(s))
	g.public, g.seats = s.Patterns(), s.SeatPatterns()
	return site{g.t, s.Handler(), g}
}

// ask asks for a page and returns its status and what it says.
func (s site) ask(by charter.Principal, method, path string, form url.Values) (int, string, http.Header) {
	s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Seat", by.Seat)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// see fails unless a page is there in three languages and says something, without
// a word that is missing.
func (s site) see(by charter.Principal, path string, says ...string) {
	s.t.Helper()
	for _, l := range []string{"kk", "ru", "en"} {
		code, page, _ := s.ask(by, http.MethodGet, "/"+l+path, nil)
		if code != http.StatusOK {
			s.t.Errorf("%s %s: %d %.600s", l, path, code, page[strings.Index(page, "<main"):])
			continue
		}
		for _, never := range []string{"monitoring.", "%!", "<no value>", "web.state", "style="} {
			if i := strings.Index(page, never); i >= 0 {
				s.t.Errorf("%s %s has %q: %.80s", l, path, never, page[i:])
			}
		}
		for _, says := range says {
			if !strings.Contains(page, says) {
				s.t.Errorf("%s %s has no %q", l, path, says)
			}
		}
		if n := strings.Count(page, "<h1"); n != 1 {
			s.t.Errorf("%s %s has %d main headings", l, path, n)
		}
		once := map[string]bool{}
		for _, part := range strings.Split(page, ` id="`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			if once[id] {
				s.t.Errorf("%s %s has the id %q twice", l, path, id)
			}
			once[id] = true
		}
	}
}

// do sends a form and fails unless it is taken.
func (s site) do(by charter.Principal, path string, form url.Values) (to string) {
	s.t.Helper()
	code, page, h := s.ask(by, http.MethodPost, "/kk"+path, form)
	if code != http.StatusSeeOther {
		s.t.Fatalf("%s: %d %.1500s", path, code, page[max(0, strings.Index(page, "<main")):])
	}
	return h.Get("Location")
}

// gate is a form in which every item of the gate was passed.
func gate(version string) url.Values {
	f := url.Values{"do": {"approve"}, "version": {version}}
	for _, item := range monitoring.Gate {
		f.Set("gate-"+item, "yes")
	}
	return f
}

// TestPages goes the whole way by the pages, and looks at each of them in each
// state, in three languages.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		s.see(g.reviewer, "/office/monitoring")
		s.see(g.reviewer, "/office/campaigns", g.campaign)
		s.see(g.reviewer, "/office/campaigns/new")
		s.see(g.reviewer, "/office/campaigns/"+g.campaign)
		s.see(g.reviewer, "/office/letters")
		sighting := g.sighting("pages", "clinic", "ramp")
		sighting.Evidence = append(sighting.Evidence, monitoring.Exhibit{Kind: monitoring.Photo, Content: photo(5), Note: "Кіреберіс"}, monitoring.Exhibit{Kind: monitoring.Link, Link: "https://example.kz/a"})
		o, err := g.Observe(t.Context(), g.observer, sighting)
		check(t, err)
		id := o.Drafts[0]
		at := "/office/monitoring/" + id
		s.see(g.reviewer, "/office/monitoring", at)
		s.see(g.observer, at, "No ramp")
		f := url.Values{"version": {"1"}}
		for _, l := range []string{"kk", "ru"} {
			f.Set("title-"+l, "Тақырып "+l)
			f.Set("facts-"+l, "Вор "+l)
		}
		s.do(g.observer, at+"/rewrite", f)
		s.see(g.reviewer, at, "Тақырып")
		d, err := g.Desk(t.Context(), g.reviewer, id)
		check(t, err)
		picture := at + "/pictures/" + d.Evidence[1].ID
		s.see(g.reviewer, picture, "<path")
		box := url.Values{"do": {"preview"}, "x1": {"10"}, "y1": {"10,5"}, "w1": {"20"}, "h1": {"20"}}
		if code, page, _ := s.ask(g.reviewer, http.MethodPost, "/kk"+picture, box); code != http.StatusOK || !strings.Contains(page, `<rect x="10" y="10.5"`) {
			t.Errorf("preview: %d", code)
		}
		box.Set("do", "cover")
		s.do(g.reviewer, picture, box)
		s.asks(g.reviewer, at+"/review", gate("2"), http.StatusUnprocessableEntity, "Кінәсіздік")
		f = gate("2")
		f.Set("note-crime", "Аты-жөні емес, құстың аты")
		s.do(g.reviewer, at+"/review", f)
		s.see(g.reviewer, at, "2026-11-16")
		s.asks(g.reviewer, at+"/publish", url.Values{}, http.StatusConflict, "16")
		s.letters(id)
		s.answers(id)
		g.on(2026, 11, 17)
		s.do(g.reviewer, at+"/publish", url.Values{})
		s.see(g.reviewer, at, "/monitoring/"+id)
		s.do(g.reviewer, at+"/raise", url.Values{})
		s.public(id)
	})
}

// asks sends a form that isn't taken: the page says why.
func (s site) asks(by charter.Principal, path string, form url.Values, status int, says string) {
	s.t.Helper()
	code, page, _ := s.ask(by, http.MethodPost, "/kk"+path, form)
	if code != status || !strings.Contains(page, says) {
		s.t.Errorf("%s: %d, want %d with %q: %.900s", path, code, status, says, page[max(0, strings.Index(page, "<main")):])
	}
}

// letters looks at the outbox and at a letter.
func (s site) letters(id string) {
	s.t.Helper()
	all, _, err := s.g.Outbox(s.t.Context(), s.g.reviewer, 0)
	check(s.t, err)
	s.see(s.g.reviewer, "/office/letters", all[0].Number, "clinic@example.kz")
	s.see(s.g.reviewer, "/office/letters/"+all[0].ID, "Тақырып kk", "Тақырып ru")
	code, pdf, h := s.ask(s.g.reviewer, http.MethodPost, "/ru/office/letters/"+all[0].ID+"/paper", url.Values{"lang": {"ru"}})
	if code != http.StatusOK || h.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf, "%PDF") {
		s.t.Errorf("the paper: %d %s", code, h.Get("Content-Type"))
	}
	if code, _, _ := s.ask(s.g.other, http.MethodGet, "/kk/office/letters/"+all[0].ID, nil); code != http.StatusNotFound {
		s.t.Errorf("another group reads a letter: %d", code)
	}
	_ = id
}

// answers answers by the link of the letter, keeping what is written with a
// mistake.
func (s site) answers(id string) {
	s.t.Helper()
	at := "/answer/" + s.g.token(id, "clinic@example.kz")
	nobody := charter.Public()
	s.see(nobody, at, "Тақырып", "<textarea", "2026-11-16")
	s.asks(nobody, at+"/disown", url.Values{"text": {" "}}, http.StatusUnprocessableEntity, "<textarea")
	to := s.do(nobody, at+"/reply", url.Values{"text": {"Толық жауап мәтіні"}})
	if to == "/kk"+at+"?done=yes" {
		s.t.Error("the link isn't used up")
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(to, "/kk"), "?")
	s.see(nobody, path, "Толық жауап мәтіні", "<textarea")
	s.see(nobody, at, "Толық жауап мәтіні", "resend")
	code, page, _ := s.ask(nobody, http.MethodPost, "/kk"+at+"/reply", url.Values{"text": {"Екінші рет"}})
	if code != http.StatusOK && code != http.StatusConflict || !strings.Contains(page, "Екінші рет") {
		s.t.Errorf("what is written by a used link is lost: %d", code)
	}
	if code, _, _ := s.ask(nobody, http.MethodGet, "/kk/answer/"+strings.Repeat("A", 26), nil); code != http.StatusNotFound {
		s.t.Errorf("a forged link opens: %d", code)
	}
	s.see(s.g.reviewer, "/office/monitoring/"+id, "Толық жауап мәтіні", "· Clinic") // by its name in the history
}

// public looks at what was raised: promises, requests, disputes, corrections, and
// looks again.
func (s site) public(id string) {
	s.t.Helper()
	g, at := s.g, "/office/monitoring/"+id
	ctx := s.t.Context()
	check(s.t, g.Dispute(ctx, id, "", "Пандус бар", i18n.KK))
	check(s.t, g.Dispute(ctx, id, monitoring.Complaint, "Қате", i18n.KK))
	_, err := g.Answer(ctx, g.token(id, "clinic@example.kz"), monitoring.Saying{Act: charter.RequestExtension, Text: "Смета", Until: g.of(id).Due.AddDays(9)})
	check(s.t, err)
	s.see(g.reviewer, at, "Пандус бар", "Смета", "/grant")
	s.see(g.far, at, "/decide")
	s.see(g.reviewer, "/office/monitoring?state=raised", id)
	s.do(g.reviewer, at+"/grant", url.Values{"until": {g.of(id).Due.AddDays(2).String()}})
	s.do(g.reviewer, at+"/let", url.Values{"n": {"2"}, "do": {"show"}})
	s.do(g.far, at+"/decide", url.Values{"n": {"3"}, "do": {"wrong"}, "reason": {"Негізсіз"}})
	f := url.Values{"version": {"2"}, "reason": {"Анықтау"}}
	for _, l := range []string{"kk", "ru"} {
		f.Set("title-"+l, "Тақырып "+l)
		f.Set("facts-"+l, "Түзетілді "+l)
	}
	s.do(g.observer, at+"/correct", f)
	s.see(g.reviewer, at, "<ins>", "Түзетілді")
	f = gate("3")
	f.Set("proposed", "yes")
	s.do(g.reviewer, at+"/review", f)
	s.asks(g.reviewer, at+"/look", url.Values{"reason": {"Көрдім"}}, http.StatusUnprocessableEntity, "Көрдім")
	s.do(g.reviewer, at+"/look", url.Values{"outcome": {"fixed"}, "reason": {"Пандус салынды"}})
	s.see(g.reviewer, at, "Пандус салынды")
	s.asks(g.reviewer, at+"/merge", url.Values{"into": {"MG47-K-1999-0001"}, "reason": {"x"}}, http.StatusUnprocessableEntity, "MG47-K-1999-0001")
	s.do(g.reviewer, at+"/withdraw", url.Values{"reason": {"Қате шықты"}})
	s.see(g.reviewer, at, "Қате шықты")
}

// TestOwnSeatPages lets a seat of an institution answer without a link.
func TestOwnSeatPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s, id := g.serve(), g.raised("land")
		s.see(g.land, "/office/answers", "/office/answers/"+id)
		s.see(g.land, "/office/answers/"+id, "<textarea")
		s.do(g.land, "/office/answers/"+id+"/promise", url.Values{"text": {"Жөндейміз"}, "until": {g.Book.Day.AddDays(40).String()}})
		s.see(g.land, "/office/answers/"+id, "Жөндейміз")
		if code, _, _ := s.ask(g.land, http.MethodGet, "/kk/office/monitoring/"+id, nil); code != http.StatusForbidden {
			t.Errorf("the institution sees the group's desk: %d", code)
		}
		if code, _, _ := s.ask(charter.Public(), http.MethodGet, "/kk/office/answers/"+id, nil); code == http.StatusOK {
			t.Errorf("anybody sees what an institution answers: %d", code)
		}
		if code, _, _ := s.ask(g.reviewer, http.MethodGet, "/kk/office/answers/"+id, nil); code == http.StatusOK {
			t.Errorf("the group answers itself: %d", code)
		}
	})
}

// TestCampaignPages plans a campaign, keeps what was written with a mistake, and
// begins and ends it.
func TestCampaignPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		f := url.Values{
			"name-kk": {"Жаңа науқан"}, "name-ru": {"Новая кампания"}, "checklist": {g.checklist + " 1"}, "since": {"2026-11-01"},
			"until": {"2026-10-01"}, "grain": {"100"}, "observers": {g.observer.Seat}, "planned-land": {"2"},
		}
		s.asks(g.reviewer, "/office/campaigns", f, http.StatusUnprocessableEntity, "Жаңа науқан")
		f.Set("until", "2026-12-31")
		how, reason := "how-"+g.campaign, "reason-"+g.campaign
		s.asks(g.reviewer, "/office/campaigns", f, http.StatusUnprocessableEntity, `name="`+how+`"`)
		f.Set(how, "apart")
		s.asks(g.reviewer, "/office/campaigns", f, http.StatusUnprocessableEntity, `id="`+reason+`-error"`)
		f.Set(reason, "Бірі кезекті, бірі жөндеуді қарайды")
		to := s.do(g.reviewer, "/office/campaigns", f)
		at, _, _ := strings.Cut(strings.TrimPrefix(to, "/kk"), "?")
		s.see(g.reviewer, at, "<form", "2026-12-31")
		f.Set("planned-clinic", "3")
		s.do(g.reviewer, at, f)
		s.do(g.reviewer, at+"/begin", url.Values{})
		s.asks(g.reviewer, at, f, http.StatusConflict, "")
		s.see(g.reviewer, at, "end")
		s.see(charter.Public(), strings.Replace(at, "/office", "", 1), "Бірі кезекті, бірі жөндеуді қарайды", "Access to offices")
		s.do(g.reviewer, at+"/end", url.Values{})
		s.see(g.reviewer, at)
	})
}

// TestChecklistPages uploads a workbook, shows what it asks, gives it back, and says
// what is wrong with one that can't be used.
func TestChecklistPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		s := g.serve()
		upload := func(content []byte) (int, string, string) {
			var b bytes.Buffer
			form := multipart.NewWriter(&b)
			part, err := form.CreateFormFile("workbook", "checklist.xlsx")
			check(t, err)
			_, err = part.Write(content)
			check(t, errors.Join(err, form.Close()))
			r := httptest.NewRequest(http.MethodPost, "/kk/office/checklists", &b)
			r.Header.Set("Seat", g.reviewer.Seat)
			r.Header.Set("Content-Type", form.FormDataContentType())
			w := httptest.NewRecorder()
			s.h.ServeHTTP(w, r)
			return w.Code, w.Body.String(), w.Header().Get("Location")
		}
		s.see(g.reviewer, "/office/checklists", "xlsx")
		code, page, to := upload(workbook(t, "Uploaded"))
		if code != http.StatusSeeOther {
			t.Fatalf("%d %.900s", code, page)
		}
		at, _, _ := strings.Cut(strings.TrimPrefix(to, "/kk"), "?")
		s.see(g.reviewer, at, "Uploaded", "select_one yesno")
		code, book, _ := s.ask(g.reviewer, http.MethodGet, "/kk"+at+"/checklist.xlsx", nil)
		if f, err := forms.Import([]byte(book)); code != http.StatusOK || err != nil || f.Title != one("Uploaded") {
			t.Errorf("what comes back: %d, %v", code, err)
		}
		for _, broken := range [][]byte{[]byte("PK\x03\x04 not whole"), []byte("<html>"), {}} {
			if code, page, _ := upload(broken); code != http.StatusUnprocessableEntity || !strings.Contains(page, `type="file"`) {
				t.Errorf("%.10q: %d", broken, code)
			}
		}
		if code, _, _ := s.ask(g.other, http.MethodGet, "/kk"+at, nil); code != http.StatusNotFound {
			t.Errorf("another group's checklist: %d", code)
		}
	})
}
