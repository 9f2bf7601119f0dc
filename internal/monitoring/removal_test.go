package monitoring_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// log is the whole public log.
func (g *group) log() []monitoring.Removal {
	g.t.Helper()
	all, more, err := g.Removals(g.t.Context(), 0, 100)
	check(g.t, err)
	if more {
		g.t.Error("the log has more")
	}
	return all
}

// TestWithdrawnWrongly: anybody complains about a withdrawal, no seat that took part
// decides, and what was withdrawn wrongly is public again with all that it had, and
// raised anew.
func TestWithdrawnWrongly(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		check(t, g.Say(ctx, g.land, id, monitoring.Saying{Act: charter.Reply, Text: "Рақмет", Lang: i18n.KK}))
		seen := g.Book.Day
		g.Book.Day = seen.AddDays(3)
		check(t, g.Withdraw(ctx, g.reviewer, id, "Ыңғайсыз"))
		wants(t, g.Dispute(ctx, id, "", "Бұлай емес", i18n.KK), "docket.not-in-state")
		wants(t, g.Dispute(ctx, id, monitoring.Complaint, "Бұлай емес", i18n.KK), "docket.not-in-state")
		wants(t, g.Complain(ctx, id, 1, " \r\n", i18n.KK), "monitoring.reason-missing")
		wants(t, g.Complain(ctx, id, 1, strings.Repeat("ә", monitoring.MaxNote+1), i18n.KK), "monitoring.too-long")
		if err := g.Complain(ctx, id, 2, "Бар ғой", i18n.KK); fault.Of(err) != fault.NotFound {
			t.Errorf("about a removal that isn't there: %v", err)
		}
		check(t, g.Complain(ctx, id, 1, "MARK Тексерілген ғой", i18n.KK))
		check(t, g.Complain(ctx, id, 1, "MARK Тексерілген ғой", i18n.KK)) // sent again
		check(t, g.Complain(ctx, id, 1, "Екінші", i18n.RU))
		if n := g.count(`SELECT COUNT(*) FROM shortcoming_said WHERE docket = $1 AND kind = 'complaint'`, id); n != 2 {
			t.Errorf("%d complaints are kept", n)
		}
		if s := g.of(id); s.Disputed != 0 || s.State != monitoring.Withdrawn {
			t.Errorf("it is %s and disputed %d times", s.State, s.Disputed)
		}
		if all, _, _, err := g.Lines(ctx, g.far, "", 0); err != nil || !slices.ContainsFunc(all, func(l monitoring.Line) bool { return l.ID == id && l.Waiting == 2 }) {
			t.Errorf("the desk doesn't show what waits: %+v, %v", all, err)
		}
		if n, err := g.ToDo(ctx, g.far); n != 1 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
		for _, by := range []charter.Principal{g.observer, g.reviewer} {
			wants(t, g.Decide(ctx, by, id, 2, true, "Иә"), "charter.not-your-own")
		}
		if err := g.Decide(ctx, g.other, id, 2, true, "Иә"); fault.Of(err) != fault.NotFound {
			t.Errorf("another body decides: %v", err)
		}
		wants(t, g.Decide(ctx, g.far, id, 2, true, " "), "monitoring.reason-missing")
		check(t, g.Decide(ctx, g.far, id, 2, false, "Дәлелі жоқ"))
		if r := g.log(); len(r) != 1 || r[0].Decision != monitoring.Refused || r[0].Why != "Дәлелі жоқ" || r[0].Waiting != 1 || r[0].Reason != "Ыңғайсыз" || !r[0].Open() {
			t.Errorf("refused: %+v", r)
		}
		check(t, g.Decide(ctx, g.far, id, 3, true, "Дәлелі бар екен")) // who refused one took no part by that
		if r := g.log(); len(r) != 1 || r[0].Decision != monitoring.Upheld || r[0].Why != "Дәлелі бар екен" || r[0].Decided != g.Book.Day || r[0].Waiting != 0 || r[0].Open() {
			t.Errorf("upheld: %+v", r)
		}
		p, err := g.Page(ctx, id)
		if err != nil || p.State != monitoring.Fixed || p.Title == (i18n.Text{}) || p.Reason != "Бар" || p.Label != g.observer.Seat || p.Verified != seen || len(p.Evidence) == 0 || len(p.Removals) != 1 {
			t.Errorf("it isn't as it was: %+v, %v", p, err)
		}
		if all, _, err := g.Notices(ctx, monitoring.Filter{}); err != nil || len(all) != 1 || all[0].ID != id {
			t.Errorf("the list has %+v, %v", all, err)
		}
		wants(t, g.Complain(ctx, id, 1, "Тағы", i18n.KK), "monitoring.removal-over")
		g.agrees("after it was public again")
		check(t, g.Withdraw(ctx, g.reviewer, id, "Тағы да"))
		if r := g.log(); len(r) != 2 || r[0].N != 2 || !r[0].Open() || r[1].Open() {
			t.Errorf("withdrawn again: %+v", r)
		}
		check(t, g.Complain(ctx, id, 2, "Тағы да", i18n.KK))
		wants(t, g.Decide(ctx, g.far, id, 4, true, "Иә"), "charter.not-your-own") // it was that seat that showed it
	})
}

// TestRaisedAnew: what wasn't closed when it was withdrawn wrongly is raised from the
// day on which it is public again: a new deadline, a letter with a link, and nothing of
// the time in which nobody was asked counts.
func TestRaisedAnew(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("clinic")
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenFixed, "Бар"))
		check(t, g.LookAgain(ctx, g.observer, id, monitoring.SeenNot, "Қайта бұзылды")) // it isn't closed any more
		check(t, g.Dispute(ctx, id, monitoring.Complaint, "Бұл басқа мекеме", i18n.KK))
		check(t, g.Withdraw(ctx, g.reviewer, id, "Ыңғайсыз"))
		wants(t, g.Decide(ctx, g.far, id, 1, false, "Кеш"), "docket.not-in-state") // its publication is over
		if n, err := g.ToDo(ctx, g.far); n != 0 || err != nil {
			t.Errorf("%d wait that nobody can decide, %v", n, err)
		}
		if _, page, _ := g.serve().ask(g.far, http.MethodGet, "/kk/office/monitoring/"+id, nil); strings.Contains(page, "/decide") {
			t.Error("the desk asks for a decision that is none any more")
		}
		g.Book.Day = g.Book.Day.AddDays(60)
		check(t, g.Complain(ctx, id, 1, "Мекеме дұрыс аталған", i18n.KK))
		check(t, g.Complain(ctx, id, 1, "Көшеден көрінеді", i18n.KK))
		before := len(g.kinds(id))
		check(t, g.Decide(ctx, g.far, id, 2, true, "Дұрыс аталған"))
		s, kinds := g.of(id), g.kinds(id)
		if s.State != monitoring.Raised || s.Raised != g.Book.Day || s.Due != s.AnswerDue || !s.Due.After(g.Book.Day) || !s.Settled.IsZero() || s.Reason != "" {
			t.Errorf("raised anew: %+v", s)
		}
		if len(kinds) != before+1 || kinds[before] != "restored clinic" {
			t.Errorf("the letters are %v", kinds)
		}
		wants(t, g.Decide(ctx, g.far, id, 3, true, "Иә"), "charter.not-your-own") // that seat raised it
		fourth := g.far
		fourth.Seat = "fourth"
		check(t, g.Decide(ctx, fourth, id, 3, true, "Бұл да дұрыс")) // which changes nothing more
		if r := g.log(); g.of(id).State != monitoring.Raised || len(g.kinds(id)) != before+1 || r[0].Why != "Дұрыс аталған" {
			t.Errorf("after a second complaint: %s, %v", g.of(id).State, r)
		}
		if _, err := g.Answer(ctx, g.token(id, "clinic@example.kz"), monitoring.Saying{Act: charter.Reply, Text: "Жауап", Lang: i18n.KK}); err != nil {
			t.Errorf("its link doesn't open: %v", err)
		}
		g.agrees("after it was raised anew")
		g.figuresAgree("after it was raised anew")
	})
}

// TestKeptBackWrongly: a comment that was kept back is shown once another seat says so,
// also on the page of what was merged; once all is withdrawn nobody can complain about
// it, and what waits is decided.
func TestKeptBackWrongly(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		for n, text := range []string{"Пандус бар", "Жоқ", "Ол ұры"} {
			check(t, g.Dispute(ctx, id, "", text, i18n.KK))
			check(t, g.Let(ctx, g.reviewer, id, n+1, false, "Себеп "+text))
		}
		check(t, g.Complain(ctx, id, 1, "Дұрыс айтылған", i18n.KK))
		check(t, g.Complain(ctx, id, 1, "Тағы бір дәлел", i18n.KK))
		check(t, g.Complain(ctx, id, 3, "Дұрыс айтылған", i18n.KK)) // the same words about another
		wants(t, g.Decide(ctx, g.reviewer, id, 4, true, "Иә"), "charter.not-your-own")
		wants(t, g.Let(ctx, g.far, id, 4, true, ""), "monitoring.decided-already")
		check(t, g.Decide(ctx, g.far, id, 4, true, "Ештеңе айыптамайды"))
		check(t, g.Decide(ctx, g.far, id, 5, false, "Көрсетілген")) // that is no word about the first
		check(t, g.Decide(ctx, g.far, id, 6, false, "Айыптайды"))
		p, err := g.Page(ctx, id)
		check(t, err)
		if p.State != monitoring.Raised || len(p.Said) != 1 || p.Said[0].Text != "Пандус бар" {
			t.Errorf("shown: %s, %+v", p.State, p.Said)
		}
		want := []string{monitoring.Upheld, "", monitoring.Refused}
		for i, r := range p.Removals {
			if r.Decision != want[i] || r.Said != i+1 || r.Kind != monitoring.RemovedComment {
				t.Errorf("removal %d: %+v", i, r)
			}
		}
		check(t, g.Complain(ctx, id, 2, "Неге?", i18n.KK))
		check(t, g.Dispute(ctx, id, "", "Әлі жоқ", i18n.KK))
		into := g.raised("land")
		check(t, g.Merge(ctx, g.reviewer, id, into, "Бірдей"))
		wants(t, g.Dispute(ctx, id, "", "Бірдей емес", i18n.KK), "docket.not-in-state")
		check(t, g.Complain(ctx, id, 3, "Тағы", i18n.KK)) // its page is there still, and so is what isn't shown
		if n, err := g.ToDo(ctx, g.far); n != 1 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
		check(t, g.Let(ctx, g.reviewer, id, 8, true, ""))
		check(t, g.Decide(ctx, g.far, id, 7, true, "Зияны жоқ"))
		check(t, g.Decide(ctx, g.far, id, 9, false, "Айыптайды"))
		if p, err := g.Page(ctx, id); err != nil || len(p.Said) != 3 {
			t.Errorf("shown: %+v, %v", p.Said, err)
		}
		check(t, g.Dispute(ctx, into, "", "Жоқ", i18n.KK))
		check(t, g.Let(ctx, g.reviewer, into, 1, false, "Қайталау"))
		check(t, g.Complain(ctx, into, 1, "Көрсетіңіз", i18n.KK))
		check(t, g.Withdraw(ctx, g.reviewer, into, "Қате"))
		wants(t, g.Complain(ctx, into, 1, "Көрсетіңізші", i18n.KK), "monitoring.removal-over")
		check(t, g.Decide(ctx, g.far, into, 2, false, "Бәрі алынған")) // what waits is decided
		if err := g.Complain(ctx, g.notified("clinic"), 1, "x", i18n.KK); fault.Of(err) != fault.NotFound {
			t.Errorf("about what isn't public: %v", err)
		}
	})
}

// TestMergedWrongly: the words of what was merged are there still, so they can be
// complained about and withdrawn; and what was withdrawn wrongly is merged as it was.
func TestMergedWrongly(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, into, id := t.Context(), g.serve(), g.raised("land"), g.raised("land")
		check(t, g.Merge(ctx, g.reviewer, id, into, "Бірдей"))
		s.see(charter.Public(), "/monitoring/"+id, `name="kind" value="complaint"`)
		code, _, _ := s.ask(charter.Public(), http.MethodPost, "/kk/monitoring/"+id+"/dispute", url.Values{"kind": {"complaint"}, "text": {"Адам танылып тұр"}})
		if code != http.StatusSeeOther {
			t.Errorf("a complaint: %d", code)
		}
		s.see(g.far, "/office/monitoring/"+id, `/decide"`, `/withdraw"`)
		check(t, g.Decide(ctx, g.far, id, 1, true, "Адам танылады"))
		if p, err := g.Page(ctx, id); err != nil || p.State != monitoring.Withdrawn || p.Title != (i18n.Text{}) {
			t.Errorf("withdrawn: %+v, %v", p, err)
		}
		check(t, g.Complain(ctx, id, 1, "Ешкім танылмайды", i18n.KK))
		fourth := g.far
		fourth.Seat = "fourth"
		check(t, g.Decide(ctx, fourth, id, 2, true, "Сурет басқа"))
		if got := g.of(id); got.State != monitoring.Duplicate || got.Merged != into || got.Reason != "Бірдей" || got.Label != g.reviewer.Seat || got.Settled.IsZero() {
			t.Errorf("it isn't merged as it was: %+v", got)
		}
		g.agrees("after it was merged as it was")
		hidden := g.notified("land")
		check(t, g.Merge(ctx, g.reviewer, hidden, into, "Бірдей"))
		wants(t, g.Withdraw(ctx, g.reviewer, hidden, "Керек емес"), "docket.not-in-state")
		if err := g.Dispute(ctx, hidden, monitoring.Complaint, "Керек емес", i18n.KK); fault.Of(err) != fault.NotFound {
			t.Errorf("what nobody knows of is complained about: %v", err)
		}
	})
}

// TestComplaintOverPages: the whole way over the pages, with what was written kept; and
// no page has the text of what isn't shown, nor of the complaint.
func TestComplaintOverPages(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, id, nobody := t.Context(), g.serve(), g.raised("land"), charter.Public()
		check(t, g.Dispute(ctx, id, "", "MARK-HIDDEN", i18n.KK))
		check(t, g.Let(ctx, g.reviewer, id, 1, false, "Адамды айыптайды"))
		one := "/monitoring/" + id + "/removals/1"
		s.see(nobody, "/monitoring/withdrawn", "Адамды айыптайды", one)
		s.see(nobody, "/monitoring/"+id, "Адамды айыптайды", one)
		s.see(nobody, one, "Адамды айыптайды", "</textarea>")
		s.asks(nobody, one, url.Values{"text": {strings.Repeat("ұзақ ", 300)}}, http.StatusUnprocessableEntity, "ұзақ ұзақ")
		code, _, h := s.ask(nobody, http.MethodPost, "/kk"+one, url.Values{"text": {"MARK-COMPLAINT"}})
		if code != http.StatusSeeOther || h.Get("Location") != "/kk"+one+"?done=disputed" {
			t.Errorf("a complaint: %d, %s", code, h)
		}
		s.see(nobody, one+"?done=disputed", "Адамды айыптайды", "</textarea>")
		s.see(g.reviewer, "/office/monitoring/"+id, "MARK-COMPLAINT")
		s.see(g.far, "/office/monitoring/"+id, "MARK-COMPLAINT", `value="right"`)
		s.do(g.far, "/office/monitoring/"+id+"/decide", url.Values{"n": {"2"}, "do": {"wrong"}, "reason": {"Дұрыс жасырылған"}})
		s.see(nobody, one, "Дұрыс жасырылған")
		s.see(nobody, "/monitoring/"+id, "Дұрыс жасырылған")
		silent := func() {
			t.Helper()
			for _, path := range []string{one, "/monitoring/" + id, "/monitoring/" + id + "/steps.atom", "/monitoring/" + id + "/steps.json", "/monitoring/withdrawn", "/monitoring/withdrawn.csv", "/monitoring/withdrawn.json", "/monitoring/withdrawn.atom", "/monitoring/withdrawn.feed.json"} {
				code, page, _ := s.ask(nobody, http.MethodGet, "/ru"+path, nil)
				if code != http.StatusOK || strings.Contains(page, "MARK-") || !strings.Contains(page, "Дұрыс жасырылған") {
					t.Errorf("%s: %d %s", path, code, page)
				}
			}
		}
		silent()
		if _, page, _ := s.ask(nobody, http.MethodGet, "/kk/monitoring/"+id, nil); !strings.Contains(page, "шағымды шешу") {
			t.Error("the history calls a refusal something else")
		}
		s.asks(g.far, "/office/monitoring/"+id+"/decide", url.Values{"n": {"2"}, "do": {"right"}, "reason": {"Кешіктім"}}, http.StatusUnprocessableEntity, "Кешіктім")
		check(t, g.Withdraw(ctx, g.reviewer, id, "=Қате"))
		s.see(nobody, "/monitoring/"+id, "=Қате", "/monitoring/"+id+"/removals/2")
		s.see(nobody, one, "Дұрыс жасырылған")
		if _, page, _ := s.ask(nobody, http.MethodGet, "/kk"+one, nil); strings.Contains(page, "<textarea") {
			t.Error("of what was withdrawn as a whole a part can be complained about")
		}
		for _, path := range []string{one + "0", "/monitoring/" + id + "/removals/01", "/monitoring/" + id + "/removals/x", "/monitoring/" + g.draft("land") + "/removals/1"} {
			if code, _, _ := s.ask(nobody, http.MethodGet, "/kk"+path, nil); code != http.StatusNotFound {
				t.Errorf("%s: %d", path, code)
			}
		}
		silent()
	})
}

// TestLogFiles: the files of the log have what the page has, a formula disarmed; the
// page goes on after fifty.
func TestLogFiles(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, id := t.Context(), g.serve(), g.raised("land")
		for n := range monitoring.PublicPage + 1 {
			check(t, g.Remark(ctx, id, true, fmt.Sprint("Жоқ ", n), i18n.KK, nil))
			check(t, g.Let(ctx, g.reviewer, id, n+1, false, fmt.Sprintf("=себеп-%02d-", n)))
			if n%10 == 9 {
				g.Book.Day = g.Book.Day.AddDays(1)
			}
		}
		_, text, _ := s.ask(charter.Public(), http.MethodGet, "/ru/monitoring/withdrawn.csv", nil)
		lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		check(t, err)
		if len(lines) != monitoring.PublicPage+2 || lines[1][7] != "'=себеп-50-" || lines[1][8] != "0" || lines[1][0] != g.of(id).Number || lines[1][2] != "comment" || !strings.HasSuffix(lines[1][1], "/ru/monitoring/"+id+"/removals/51") {
			t.Errorf("%d lines, %q", len(lines), lines[1])
		}
		_, text, _ = s.ask(charter.Public(), http.MethodGet, "/ru/monitoring/withdrawn.json", nil)
		var objects []map[string]any
		check(t, json.Unmarshal([]byte(text), &objects))
		if len(objects) != monitoring.PublicPage+1 || objects[50]["reason"] != "=себеп-00-" {
			t.Errorf("%d objects", len(objects))
		}
		on := func(path string) (n int) {
			_, page, _ := s.ask(charter.Public(), http.MethodGet, path, nil)
			return strings.Count(page, "себеп-")
		}
		if a, b, c := on("/kk/monitoring/withdrawn"), on("/kk/monitoring/withdrawn?page=1"), on("/kk/monitoring/withdrawn?page=2"); a != 50 || b != 1 || c != 0 {
			t.Errorf("%d, %d and %d on the pages", a, b, c)
		}
		s.see(charter.Public(), "/monitoring/withdrawn", "page=1")
		for _, wrong := range []string{"x", "-1", "99999999", "2"} {
			if code, _, _ := s.ask(charter.Public(), http.MethodGet, "/kk/monitoring/withdrawn?page="+wrong, nil); code != http.StatusNotFound {
				t.Errorf("page %s: %d", wrong, code)
			}
		}
	})
}

// TestComplaintsADay: what is sent against one removal, or against the publication, takes
// nothing from what can be said against another.
func TestComplaintsADay(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		for n := range 2 {
			check(t, g.Dispute(ctx, id, "", fmt.Sprint("Жоқ ", n), i18n.KK))
			check(t, g.Let(ctx, g.reviewer, id, n+1, false, "Қайталау"))
		}
		for n := range 10 {
			check(t, g.Dispute(ctx, id, monitoring.Complaint, fmt.Sprint("Қоқыс ", n), i18n.KK))
			check(t, g.Complain(ctx, id, 1, fmt.Sprint("Қоқыс ", n), i18n.KK))
		}
		wants(t, g.Dispute(ctx, id, monitoring.Complaint, "Тағы", i18n.KK), "monitoring.enough-today")
		wants(t, g.Complain(ctx, id, 1, "Тағы", i18n.KK), "monitoring.enough-today")
		check(t, g.Complain(ctx, id, 2, "Бұл басқасы", i18n.KK))
		wants(t, g.Complain(ctx, id, 2, "\u200b \u2060", i18n.KK), "monitoring.reason-missing")
		wants(t, g.Complain(ctx, id, 2, "а\x1b[2J", i18n.KK), "monitoring.not-text")
		wants(t, g.Let(ctx, g.reviewer, id, 3, false, "\u200b"), "monitoring.reason-missing")
		wants(t, g.Withdraw(ctx, g.reviewer, id, "\u200b"), "monitoring.reason-missing")
		g.Book.Day = g.Book.Day.AddDays(1)
		check(t, g.Complain(ctx, id, 1, "Ертең", i18n.KK))
	})
}

// TestWordsOfHistory: a step of the public history is called what it was, and what is
// shown again is called so.
func TestWordsOfHistory(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, s, id := t.Context(), g.serve(), g.raised("land")
		check(t, g.Dispute(ctx, id, "", "Бірінші", i18n.KK))
		check(t, g.Dispute(ctx, id, "", "Екінші", i18n.KK))
		check(t, g.Let(ctx, g.reviewer, id, 1, true, ""))
		check(t, g.Let(ctx, g.reviewer, id, 2, false, "Қайталау"))
		page := func(path string) string {
			_, page, _ := s.ask(charter.Public(), http.MethodGet, "/kk"+path, nil)
			return page
		}
		for _, path := range []string{"/monitoring/" + id, "/monitoring/" + id + "/steps.atom"} {
			if text := page(path); !strings.Contains(text, "Пікір көрсетілді<") || !strings.Contains(text, "Пікір көрсетілмеді<") || strings.Contains(text, "адамдар туралы") {
				t.Errorf("%s: %s", path, text)
			}
		}
		check(t, g.Complain(ctx, id, 1, "Қайталамайды", i18n.KK))
		if text := page("/monitoring/withdrawn"); !strings.Contains(text, "Шағым қаралып жатыр") || strings.Contains(text, "жарияланды:") {
			t.Errorf("waiting: %s", text)
		}
		check(t, g.Complain(ctx, id, 1, "Мүлде қайталамайды", i18n.KK))
		check(t, g.Decide(ctx, g.far, id, 3, true, "Басқа ой"))
		for _, path := range []string{"/monitoring/" + id, "/monitoring/" + id + "/removals/1", "/monitoring/withdrawn"} {
			if text := page(path); !strings.Contains(text, "қайта көрсетілді") || strings.Contains(text, "Шағым қаралып жатыр") {
				t.Errorf("%s: %s", path, text)
			}
		}
		// Who comes too late finds what they wrote.
		for _, path := range []string{"/monitoring/" + id + "/removals/1", "/monitoring/" + id + "/dispute"} {
			if path == "/monitoring/"+id+"/dispute" {
				check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
			}
			if code, text, _ := s.ask(charter.Public(), http.MethodPost, "/kk"+path, url.Values{"text": {"Кешіккен сөз"}}); code != http.StatusUnprocessableEntity || !strings.Contains(text, "Кешіккен сөз") {
				t.Errorf("%s: %d %s", path, code, text)
			}
		}
	})
}

// TestLogOfBefore: a house that is upgraded has in its log what was removed before
// there was one, as its acts would have entered it.
func TestLogOfBefore(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, upheld, two, pre := t.Context(), g.raised("land"), g.raised("clinic"), g.notified("land")
		check(t, g.Dispute(ctx, upheld, "", "Жоқ", i18n.KK))
		check(t, g.Let(ctx, g.reviewer, upheld, 1, false, "Адам аты"))
		check(t, g.Dispute(ctx, upheld, monitoring.Complaint, "Қате", i18n.KK))
		check(t, g.Decide(ctx, g.far, upheld, 2, true, "Мекеме басқа"))
		for n, text := range []string{"Бір", "Екі", "Үш"} {
			check(t, g.Dispute(ctx, two, "", text, i18n.KK))
			check(t, g.Let(ctx, g.reviewer, two, n+1, n == 2, text))
		}
		check(t, g.Withdraw(ctx, g.reviewer, pre, "Ерте"))
		want := g.log()
		for i := range want {
			if want[i].ID == two {
				want[i].Said = 0 // nothing said which
			}
		}
		text, err := os.ReadFile("../db/migrations/0042_removal.sql")
		check(t, err)
		_, fill, _ := strings.Cut(string(text), "INSERT INTO removal ")
		_, hide, _ := strings.Cut(string(text), "UPDATE shortcoming_said ")
		hide, _, _ = strings.Cut(hide, ";")
		pool := g.DB.Pool()
		for _, statement := range []string{
			`DELETE FROM removal`, `UPDATE shortcoming_said SET shown = TRUE WHERE kind = 'complaint'`,
			"INSERT INTO removal " + fill, "UPDATE shortcoming_said " + hide,
		} {
			_, err := pool.ExecContext(ctx, statement)
			check(t, err)
		}
		if n := g.count(`SELECT COUNT(*) FROM shortcoming_said WHERE shown AND kind = 'complaint'`); n != 0 {
			t.Errorf("%d complaints can be read", n)
		}
		if got := g.log(); len(want) != 4 || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v\nisn't\n%+v", got, want)
		}
	})
}
