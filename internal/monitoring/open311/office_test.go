package open311_test

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
)

// see fails unless a page of the office is there in three languages, whole and
// saying something.
func (d *door) see(by charter.Principal, path string, says ...string) {
	d.t.Helper()
	for _, l := range []string{"kk", "ru", "en"} {
		code, page, _ := d.ask(by, http.MethodGet, "/"+l+path, nil)
		if code != http.StatusOK {
			d.t.Errorf("%s%s: %d %.400s", l, path, code, page[max(0, strings.Index(page, "<main")):])
		}
		for _, never := range []string{"open311.", "%!", "<no value>"} {
			if strings.Contains(page, never) {
				d.t.Errorf("%s%s has %q", l, path, never)
			}
		}
		for _, s := range says {
			if !strings.Contains(page, s) {
				d.t.Errorf("%s%s has no %q", l, path, s)
			}
		}
	}
}

var keyIn = regexp.MustCompile(`[a-z2-7]{10}\.[A-Z2-7]{26}`)

// TestPrograms gives a key on its page, shows it once, and revokes it.
func TestPrograms(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.see(d.reviewer, "/office/programs", "City app")
		if code, page, _ := d.ask(d.reviewer, http.MethodPost, "/en/office/programs", url.Values{"name": {strings.Repeat("n", 101)}}); code != http.StatusUnprocessableEntity || !strings.Contains(page, "nnnn") {
			t.Errorf("a name that is too long: %d", code)
		}
		code, page, h := d.ask(d.reviewer, http.MethodPost, "/en/office/programs", url.Values{"name": {"  Ai  <b>Qala</b> "}})
		key := keyIn.FindString(page)
		if code != http.StatusOK || key == "" || h.Get("Cache-Control") != "no-store" || strings.Contains(page, "<b>Qala") {
			t.Fatalf("%d, the key %q, %s", code, key, h.Get("Cache-Control"))
		}
		d.send("api_key", key)
		if _, page, _ := d.ask(d.reviewer, http.MethodGet, "/en/office/programs", nil); keyIn.MatchString(page) || !strings.Contains(page, "signals: 1") {
			t.Error("the key is shown twice, or its signals aren't counted")
		}
		id, _, _ := strings.Cut(key, ".")
		if code, _, _ := d.ask(d.other, http.MethodPost, "/en/office/programs/"+id+"/revoke", url.Values{}); code != http.StatusNotFound {
			t.Errorf("another group revokes it: %d", code)
		}
		for range 2 { // who presses twice sees the same
			if code, _, _ := d.ask(d.reviewer, http.MethodPost, "/en/office/programs/"+id+"/revoke", url.Values{}); code != http.StatusSeeOther {
				t.Errorf("revoking: %d", code)
			}
		}
		if code, _, _ := d.ask(charter.Public(), http.MethodPost, requests, d.report("api_key", key)); code != http.StatusForbidden {
			t.Errorf("a revoked key: %d", code)
		}
		d.see(d.reviewer, "/office/programs?done=revoked")
		if _, page, _ := d.ask(d.other, http.MethodGet, "/en/office/programs", nil); strings.Contains(page, "City app") {
			t.Error("another group sees the programs")
		}
		for _, path := range []string{"/kk/office/programs", "/kk/office/signals"} {
			if code, _, _ := d.ask(charter.Public(), http.MethodGet, path, nil); code != http.StatusUnauthorized {
				t.Errorf("%s for everybody: %d", path, code)
			}
		}
		_, err := d.Admit(t.Context(), charter.Principal{Seat: "s", Body: "group", Kind: charter.KindNewsroom}, "x")
		if !errors.Is(err, fault.Denied) {
			t.Errorf("a newsroom gives a key: %v", err)
		}
	})
}

// TestTake carries a signal to a page that everybody reads, by the way of
// everything else: nobody skips the second person or the institution's window.
func TestTake(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		id, token := d.send("description", "Кіреберісте <b>баспалдақ</b>", "attribute["+open311.AtInstitution+"]", "land", "media_url", "https://example.kz/1.jpg")
		d.see(d.observer, "/office/signals", "/office/signals/"+id, "City app")
		d.see(d.observer, "/office/signals/"+id, "&lt;b&gt;", "https://example.kz/1.jpg", `value="land" selected`)
		path, form := "/kk/office/signals/"+id+"/take", url.Values{"institution": {"land"}, "note": {"Үш баспалдақ, пандус жоқ"}, "count": {"Үш баспалдақ"}, "none": {"yes"}}
		if code, _, _ := d.ask(d.other, http.MethodPost, path, form); code != http.StatusNotFound {
			t.Errorf("another group takes it: %d", code)
		}
		if code, _, _ := d.ask(d.reviewer, http.MethodPost, path, form); code != http.StatusForbidden {
			t.Errorf("who isn't an observer takes it: %d", code)
		}
		for field, wrong := range map[string]url.Values{"note": {"institution": {"land"}, "none": {"yes"}, "note": {" "}}, "institution": {"note": {"KEPT"}, "none": {"yes"}, "institution": {"x"}}, "conflict": {"institution": {"land"}, "note": {"KEPT"}}} {
			code, page, _ := d.ask(d.observer, http.MethodPost, path, wrong)
			if code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#`+field) || field != "note" && !strings.Contains(page, "KEPT") {
				t.Errorf("%s: %d", field, code)
			}
		}
		code, page, h := d.ask(d.observer, http.MethodPost, path, form)
		if code != http.StatusSeeOther {
			t.Fatalf("%d %.600s", code, page)
		}
		shortcoming := strings.TrimPrefix(h.Get("Location"), "/kk/office/monitoring/")
		if code, _, _ := d.ask(d.observer, http.MethodPost, path, form); code != http.StatusConflict {
			t.Errorf("it is taken twice: %d", code)
		}
		// Its poster sees its state and nothing else, and the list has nothing.
		r := d.rows("requests/" + id + ".json")[0]
		if r["status"] != "open" || r["description"] != nil || r["lat"] != nil || len(d.rows("requests.json")) != 0 {
			t.Errorf("under review: %v", r)
		}
		check(t, d.Rewrite(ctx, d.observer, shortcoming, 1, words("")))
		wants(t, d.Approve(ctx, d.observer, shortcoming, passed(2)), "charter.not-your-own")
		wants(t, d.Publish(ctx, d.reviewer, shortcoming), "docket.not-in-state")
		d.publish(shortcoming, 2)
		// Now it is a request like all, under the id that its poster knows.
		for _, path := range []string{"requests.json", "requests/" + id + ".json", "requests/" + shortcoming + ".json"} {
			if rows := d.rows(path); len(rows) != 1 || rows[0]["service_request_id"] != id || !strings.HasPrefix(rows[0]["description"].(string), "Пандус жоқ") {
				t.Errorf("%s: %v", path, rows)
			}
		}
		if u := d.rows("servicerequestupdates.json"); len(u) != 1 || u[0]["service_request_id"] != id {
			t.Errorf("updates: %v", u)
		}
		if d.rows("tokens/" + token + ".json")[0]["service_request_id"] != id {
			t.Error("the token leads elsewhere")
		}
		d.see(d.observer, "/office/signals?state=decided", "/office/signals/"+id)
		d.see(d.observer, "/office/signals/"+id, "/office/monitoring/"+shortcoming)
	})
}

// TestRefused: what the review doesn't bear out is closed for its poster, without
// the group's reasons.
func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		id, _ := d.send()
		shortcoming, err := d.Take(ctx, d.observer, id, open311.Taking{Institution: "clinic", Note: "Жоқ", Conflict: monitoring.NoConflict})
		check(t, err)
		check(t, d.Refuse(ctx, d.reviewer, shortcoming, "MARK пандус бар екен"))
		code, text := d.get("requests/" + id + ".json")
		if code != http.StatusOK || !strings.Contains(text, `"closed"`) || strings.Contains(text, "MARK") {
			t.Errorf("%d %s", code, text)
		}
	})
}

// TestDecline ends a signal with a reason that its poster reads, once.
func TestDecline(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		id, _ := d.send()
		path := "/kk/office/signals/" + id + "/decline"
		if code, _, _ := d.ask(d.reviewer, http.MethodPost, path, url.Values{"reason": {" "}}); code != http.StatusUnprocessableEntity {
			t.Errorf("without a reason: %d", code)
		}
		if code, _, _ := d.ask(d.other, http.MethodPost, path, url.Values{"reason": {"x"}}); code != http.StatusNotFound {
			t.Errorf("another group declines it: %d", code)
		}
		if code, _, _ := d.ask(d.reviewer, http.MethodPost, path, url.Values{"reason": {"Бұл мекеме бақыланбайды"}}); code != http.StatusSeeOther {
			t.Errorf("declining: %d", code)
		}
		wants(t, d.Decline(t.Context(), d.reviewer, id, "x"), "docket.not-in-state")
		r := d.rows("requests/" + id + ".json")[0]
		if r["status"] != "closed" || !strings.HasSuffix(r["status_notes"].(string), "Бұл мекеме бақыланбайды") {
			t.Errorf("declined: %v", r)
		}
		d.see(d.reviewer, "/office/signals?done=declined")
		d.see(d.reviewer, "/office/signals/"+id, "Бұл мекеме бақыланбайды")
	})
}

// TestSweep ends what waits when its campaign is over, keeps what doesn't, and
// takes nothing more.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		id, _ := d.send("description", "TOLD-A")
		check(t, d.Sweep(ctx))
		if s, err := d.Signal(ctx, d.reviewer, id); err != nil || s.State != open311.Waiting {
			t.Errorf("before its time: %s, %v", s.State, err)
		}
		check(t, d.End(ctx, d.reviewer, d.campaign))
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, requests, d.report()); code != http.StatusNotFound {
			t.Errorf("after the campaign: %d %s", code, text)
		}
		if code, _ := d.get("services/" + open311.Code(d.checklist, "ramp") + ".json"); code != http.StatusOK || len(d.rows("services.json")) != 0 {
			t.Errorf("the definition of an old request: %d", code)
		}
		check(t, d.Sweep(ctx))
		check(t, d.Sweep(ctx))
		s, err := d.Signal(ctx, d.reviewer, id)
		if err != nil || s.State != open311.Declined || strings.Contains(d.tables(), "TOLD") {
			t.Errorf("after it: %s, %v", s.State, err)
		}
		d.see(d.reviewer, "/office/signals/"+id)
		if notes := d.rows("requests/" + id + ".json")[0]["status_notes"].(string); strings.Contains(notes, "open311") {
			t.Errorf("its poster reads %q", notes)
		}
	})
}

// TestFlow: each step of a signal is an act of the charter, and two decide at the
// same time only once.
func TestFlow(t *testing.T) {
	t.Parallel()
	for _, s := range open311.Flow.Steps {
		if s.From == nil != (s.Act == charter.Signal) || !slices.Contains([]docket.State{open311.Waiting, open311.Taken, open311.Declined}, s.To) {
			t.Errorf("the step %+v", s)
		}
	}
}
