package open311_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
)

const requests = "/open311/v2/requests.xml"

// TestKeys: no key, a wrong one, half a one and a revoked one are all refused with
// 403, and a key of another group opens nothing of this one.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		other, err := d.Admit(ctx, d.other, "Another city's app")
		check(t, err)
		gone, err := d.Admit(ctx, d.reviewer, "An old app")
		check(t, err)
		id, secret, _ := strings.Cut(gone, ".")
		check(t, d.Revoke(ctx, d.reviewer, id))
		wants(t, d.Revoke(ctx, d.reviewer, id), "open311.revoked-already")
		own, _, _ := strings.Cut(d.key, ".")
		if err := d.Revoke(ctx, d.other, own); err == nil {
			t.Error("another group revokes a key")
		}
		for name, key := range map[string]string{
			"missing": "", "wrong": "xyz", "another secret": own + "." + secret, "half": own + ".", "no secret": own, "revoked": gone,
			"another group's": other, "longer": d.key + "A", "small letters": strings.ToLower(d.key),
		} {
			for _, path := range []string{requests, "/open311/v2/servicerequestupdates.xml"} {
				if name == "another group's" && path != requests {
					continue // what is public anybody may speak of
				}
				code, text, _ := d.ask(charter.Public(), http.MethodPost, path, d.report("api_key", key, "service_request_id", "x"))
				if code != http.StatusForbidden || !strings.Contains(text, "<errors><error><code>403</code><description>") {
					t.Errorf("%s, %s: %d %s", name, path, code, text)
				}
			}
		}
		// In the address it is as good as in the form.
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, requests+"?api_key="+d.key, d.report("api_key", "-")); code != http.StatusOK {
			t.Errorf("a key in the address: %d %s", code, text)
		}
		var hashes []string
		check(t, d.DB.Read(ctx, func(tx *db.Tx) (err error) {
			hashes, err = db.All(ctx, tx, db.Value[string], `SELECT hash FROM program_key`)
			return err
		}))
		for _, h := range hashes {
			if strings.Contains(d.key, h) || len(h) != 64 {
				t.Errorf("a key is kept as %q", h)
			}
		}
	})
}

// TestErrors says what is wrong with a report in one sentence each, and keeps
// nothing of it.
func TestErrors(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		wait := open311.Code(d.checklist, "wait")
		for _, c := range []struct {
			changes []string
			code    int
			says    string
		}{
			{[]string{"service_code", "-"}, 400, "service_code was not provided"},
			{[]string{"service_code", "nothing"}, 404, "no such service_code"},
			{[]string{"service_code", open311.Code(d.checklist, "open")}, 404, "no such service_code"}, // no shortcoming comes of it
			{[]string{"lat", "-", "long", "-"}, 400, "Say where it is"},
			{[]string{"lat", "-"}, 400, "real place"},
			{[]string{"lat", "91"}, 400, "real place"},
			{[]string{"lat", "NaN"}, 400, "real place"},
			{[]string{"lat", "0", "long", "0.0"}, 400, "real place"},
			{[]string{"long", "51°"}, 400, "real place"},
			{[]string{"description", strings.Repeat("ә", 4001)}, 400, "description is too long: 4001"},
			{[]string{"description", "a\x00b"}, 400, "description is no text"},
			{[]string{"media_url", "javascript:alert(1)"}, 400, "media_url"},
			{[]string{"media_url", "file:///etc/passwd"}, 400, "media_url"},
			{[]string{"media_url", "ftp://example.kz/1.jpg"}, 400, "media_url"},
			{[]string{"attribute[" + open311.AtInstitution + "]", "school"}, 400, "No such institution"},
			{[]string{"attribute[ramp]", "perhaps"}, 400, "ramp"},
			{[]string{"attribute[ramp]", "yes"}, 400, "no shortcoming"},
			{[]string{"service_code", wait}, 400, "Is it open?"}, // required by the checklist
			{[]string{"service_code", wait, "attribute[open]", "yes", "attribute[wait]", "many"}, 400, "Minutes"},
			{[]string{"service_code", wait, "attribute[open]", "yes", "attribute[wait]", "601"}, 400, "Minutes"},
			{[]string{"service_code", wait, "attribute[open]", "yes", "attribute[wait]", "30"}, 400, "no shortcoming"},
			{[]string{"service_code", wait, "attribute[open]", "no", "attribute[wait]", "40"}, 400, "no shortcoming"}, // isn't relevant
		} {
			code, text, _ := d.ask(charter.Public(), http.MethodPost, "/open311/v2/requests.json?locale=en", d.report(c.changes...))
			var errors []struct {
				Code        int
				Description string
			}
			if json.Unmarshal([]byte(text), &errors) != nil || code != c.code || len(errors) == 0 || errors[0].Code != code || !strings.Contains(errors[0].Description, c.says) || strings.Contains(text, "%!") {
				t.Errorf("%v: %d %s", c.changes, code, text)
			}
		}
		all, _, err := d.Signals(t.Context(), d.reviewer, false, 0)
		if err != nil || len(all) != 0 {
			t.Errorf("%d were kept: %v", len(all), err)
		}
		r := d.report()
		r.Set("description", strings.Repeat("a", 300<<10))
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, requests, r); code != http.StatusRequestEntityTooLarge || !strings.Contains(text, "<code>413</code>") {
			t.Errorf("too large: %d %.200s", code, text)
		}
	})
}

// TestTry says of a report what is wrong with it, and keeps none: of clients that
// are being written.
func TestTry(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		id := d.public("clinic", "")
		const at = "/open311/test/v2/"
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, at+"requests.xml", d.report("lat", "91")); code != http.StatusBadRequest {
			t.Errorf("a wrong one: %d %s", code, text)
		}
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, at+"requests.xml", d.report("api_key", "x")); code != http.StatusForbidden {
			t.Errorf("a wrong key: %d %s", code, text)
		}
		code, text, _ := d.ask(charter.Public(), http.MethodPost, at+"requests.json", d.report())
		var all []struct{ Token string }
		if code != http.StatusOK || json.Unmarshal([]byte(text), &all) != nil || len(all) != 1 {
			t.Fatalf("%d %s", code, text)
		}
		if code, text, _ := d.ask(charter.Public(), http.MethodGet, at+"tokens/"+all[0].Token+".xml", nil); code != http.StatusOK || !strings.Contains(text, "<service_request_id>") {
			t.Errorf("its token: %d %s", code, text)
		}
		if code, _ := d.get("tokens/" + all[0].Token + ".xml"); code != http.StatusNotFound {
			t.Errorf("its token elsewhere: %d", code)
		}
		update := url.Values{"api_key": {d.key}, "service_request_id": {id}, "status": {"CLOSED"}, "description": {"x"}}
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, at+"servicerequestupdates.xml", update); code != http.StatusOK || !strings.Contains(text, "<update_id>") {
			t.Errorf("an update: %d %s", code, text)
		}
		waiting, _, err := d.Signals(t.Context(), d.reviewer, false, 0)
		p, failed := d.Page(t.Context(), id)
		if err != nil || failed != nil || len(waiting) != 0 || p.Disputed != 0 {
			t.Errorf("%d signals and %d disputes are kept: %v %v", len(waiting), p.Disputed, err, failed)
		}
	})
}

// TestTaken takes what is as long as it may be, with attributes of both kinds and
// those that the client adds by itself.
func TestTaken(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		wait := open311.Code(d.checklist, "wait")
		for i, changes := range [][]string{
			{"description", strings.Repeat("ә", 4000)},
			{"description", "-"},
			{"lat", "-", "long", "-", "address_string", "11-шағын аудан, 5-үй"},
			{"lat", "-", "long", "-", "address_id", "#NOTPINPOINTED#"},
			{"attribute[" + open311.AtInstitution + "]", "land", "attribute[ramp]", "no", "attribute[fixmystreet_id]", "7"},
			{"service_code", wait, "attribute[open]", "yes", "attribute[wait]", "31"},
			{"service_code", wait, "attribute[open][]", "yes", "attribute[wait]", "45"},
		} {
			if id, token := d.send(changes...); len(id) != 26 || len(token) != 26 || id == token {
				t.Errorf("%d: %q and %q", i, id, token)
			}
		}
	})
}

// TestTwice keeps once what is sent twice, also at the same moment and after
// midnight, and gives it the same token; another key has another one.
func TestTwice(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		tokens := make([]string, 5)
		var wg sync.WaitGroup
		for i := range tokens {
			wg.Go(func() {
				_, text, _ := d.ask(charter.Public(), http.MethodPost, "/open311/v2/requests.xml", d.report())
				tokens[i] = text
			})
		}
		wg.Wait()
		d.Book.Day = d.Book.Day.AddDays(1)
		_, after, _ := d.ask(charter.Public(), http.MethodPost, "/open311/v2/requests.xml", d.report())
		for _, text := range append(tokens, after) {
			if text != tokens[0] || !strings.Contains(text, "<token>") || strings.Contains(text, "<service_request_id>") {
				t.Errorf("%s, and %s", tokens[0], text)
			}
		}
		d.send("description", "Басқа")
		key, err := d.Admit(t.Context(), d.reviewer, "Second app")
		check(t, err)
		d.send("api_key", key)
		if all, _, err := d.Signals(t.Context(), d.reviewer, false, 0); err != nil || len(all) != 3 {
			t.Errorf("%d were kept: %v", len(all), err)
		}
	})
}

// personal are the parameters by which the specification lets a client say who
// tells.
var personal = []string{"email", "CANARY1@example.kz", "device_id", "CANARY2", "account_id", "CANARY3", "first_name", "CANARY4", "last_name", "CANARY5", "phone", "CANARY6"}

// tables are all that the database has, as text.
func (d *door) tables() string {
	d.t.Helper()
	var text strings.Builder
	check(d.t, d.DB.Read(d.t.Context(), func(tx *db.Tx) error {
		rows, err := db.All(d.t.Context(), tx, func(r *[9]string) []any {
			return []any{&r[0], &r[1], &r[2], &r[3], &r[4], &r[5], &r[6], &r[7], &r[8]}
		}, `SELECT docket, token, program, item, institution, description, address, media, answers FROM signal`)
		for _, r := range rows {
			text.WriteString(strings.Join(r[:], "\n"))
		}
		steps, failed := db.All(d.t.Context(), tx, func(r *[4]string) []any { return []any{&r[0], &r[1], &r[2], &r[3]} }, `SELECT docket, seat, body, note FROM docket_step`)
		for _, r := range steps {
			text.WriteString(strings.Join(r[:], "\n"))
		}
		if err == nil {
			err = failed
		}
		return err
	}))
	return text.String()
}

// TestNobody keeps nothing of who told it, and of what was told nothing once it
// was decided.
func TestNobody(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		declined, _ := d.send(append([]string{"description", "TOLD-A", "address_string", "TOLD-B", "media_url", "https://example.kz/TOLD-C"}, personal...)...)
		taken, token := d.send(append([]string{"description", "TOLD-D", "media_url", "https://example.kz/TOLD-E"}, personal...)...)
		if s, err := d.Signal(t.Context(), d.reviewer, taken); err != nil || !s.Place.Known || s.Place.Lat == 43.652345 || s.Place.Metres(s.Place.Coarse(250)) > 0.5 {
			t.Errorf("its place is kept as %+v: %v", s.Place, err)
		}
		kept := d.tables()
		if strings.Contains(kept, "CANARY") || !strings.Contains(kept, "TOLD-A") || !strings.Contains(kept, "TOLD-E") || strings.Contains(kept, token) {
			t.Errorf("kept is %s", kept)
		}
		check(t, d.Decline(t.Context(), d.reviewer, declined, "Мекеме қаралмайды"))
		_, err := d.Take(t.Context(), d.observer, taken, open311.Taking{Institution: "clinic", Note: "Баспалдақ бар", Conflict: monitoring.NoConflict})
		check(t, err)
		if kept := d.tables(); strings.Contains(kept, "TOLD") {
			t.Errorf("after it was decided: %s", kept)
		}
	})
}

// flood puts so many hundreds of signals beside one, by its program or by another.
func (d *door) flood(id, program string, hundreds int) {
	d.t.Helper()
	check(d.t, d.DB.Write(d.t.Context(), "all", func(tx *db.Tx) error {
		for n := range hundreds * 100 {
			other := fmt.Sprintf("flood-%s-%d", program, n)
			if _, err := tx.ExecContext(d.t.Context(), `
				INSERT INTO docket (id, kind, body, region, topic, year, n, number, state, opened)
				SELECT $1, kind, body, region, '', year, $2, $1, state, opened FROM docket WHERE id = $3`, other, hundreds*100_000+n, id); err != nil {
				return err
			}
			if _, err := tx.ExecContext(d.t.Context(), `
				INSERT INTO signal (docket, token, program, campaign, item, institution, lang, description, address, media, answers, shortcoming, reason)
				SELECT $1, $1, $2, campaign, item, '', lang, '', '', '', '', '', '' FROM signal WHERE docket = $3`, other, program, id); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestLimits refuses more of a key in a day than is allowed and goes on tomorrow,
// and refuses everybody when more waits than anybody reads.
func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		id, _ := d.send()
		program, _, _ := strings.Cut(d.key, ".")
		d.flood(id, program, open311.MostADay/100)
		code, text, h := d.ask(charter.Public(), http.MethodPost, requests, d.report("description", "one more"))
		if code != http.StatusTooManyRequests || h.Get("Retry-After") == "" || !strings.Contains(text, "500") {
			t.Errorf("%d %s", code, text)
		}
		// A repetition of what was taken is answered all the same.
		if code, _, _ := d.ask(charter.Public(), http.MethodPost, requests, d.report()); code != http.StatusOK {
			t.Errorf("a repetition: %d", code)
		}
		d.Book.Day = d.Book.Day.AddDays(1)
		d.send("description", "one more")
		other, err := d.Admit(t.Context(), d.reviewer, "Another")
		check(t, err)
		program, _, _ = strings.Cut(other, ".")
		d.flood(id, program, (open311.MostWaiting-open311.MostADay)/100)
		if code, text, _ := d.ask(charter.Public(), http.MethodPost, requests, d.report("description", "too many")); code != http.StatusTooManyRequests {
			t.Errorf("too many wait: %d %s", code, text)
		}
	})
}

// TestUpdateLimits refuses more updates of a key in a day than is allowed, and
// forgets in time which came.
func TestUpdateLimits(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		id := d.public("clinic", "")
		program, _, _ := strings.Cut(d.key, ".")
		check(t, d.DB.Write(t.Context(), "all", func(tx *db.Tx) error {
			for n := range open311.MostADay {
				if _, err := tx.ExecContext(t.Context(), `INSERT INTO signal_update (id, program, docket, day) VALUES ($1, $2, $3, $4)`, fmt.Sprint(n), program, id, d.Book.Day); err != nil {
					return err
				}
			}
			return nil
		}))
		r := open311.Remark{Request: id, Text: "one more", Lang: i18n.KK}
		_, err := d.SendUpdate(t.Context(), d.key, r)
		wants(t, err, "open311.enough-today")
		left := func() (n int) {
			check(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
				n, err = db.One(t.Context(), tx, db.Value[int], `SELECT COUNT(*) FROM signal_update`)
				return err
			}))
			return n
		}
		d.Book.Day = d.Book.Day.AddDays(30)
		check(t, d.Sweep(t.Context()))
		if n := left(); n != open311.MostADay {
			t.Errorf("after 30 days %d are left", n)
		}
		d.Book.Day = d.Book.Day.AddDays(1)
		check(t, d.Sweep(t.Context()))
		if n := left(); n != 0 {
			t.Errorf("after 31 days %d are left", n)
		}
		_, err = d.SendUpdate(t.Context(), d.key, r)
		check(t, err)
	})
}

// TestUpdatesIn are claims that a seat reads: they change no state, count once, and
// nobody reads them before.
func TestUpdatesIn(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx, id := t.Context(), d.public("clinic", "")
		post := func(changes ...string) (int, string) {
			f := url.Values{"api_key": {d.key}, "service_request_id": {id}, "update_id": {"77"}, "status": {"CLOSED"}, "description": {"MARK пандус салынды"},
				"updated_datetime": {"2026-11-20T10:00:00Z"}, "first_name": {"CANARY"}, "email": {"CANARY@example.kz"}}
			for i := 0; i < len(changes); i += 2 {
				f.Set(changes[i], changes[i+1])
			}
			code, text, _ := d.ask(charter.Public(), http.MethodPost, "/open311/v2/servicerequestupdates.xml?locale=en", f)
			return code, text
		}
		code, first := post()
		if code != http.StatusOK || !strings.Contains(first, "<service_request_updates><request_update><update_id>") {
			t.Fatalf("%d %s", code, first)
		}
		if code, again := post("description", "written otherwise"); code != http.StatusOK || again != first {
			t.Errorf("sent again: %d %s", code, again)
		}
		if code, other := post("update_id", "78", "status", "OPEN", "description", "әлі жоқ"); code != http.StatusOK || other == first {
			t.Errorf("another: %d %s", code, other)
		}
		told, _ := d.send()
		for says, changes := range map[string][]string{
			"service_request_id was not provided": {"service_request_id", ""}, "no such service_request_id": {"service_request_id", "none"},
			"published yet": {"service_request_id", told}, "The status is": {"status", "gone"}, "Write what": {"description", " ", "update_id", "80"},
			"too long": {"description", strings.Repeat("a", 4001), "update_id", "81"},
		} {
			if code, text := post(changes...); code != 400 && code != 404 || !strings.Contains(text, says) {
				t.Errorf("%v: %d %s", changes, code, text)
			}
		}
		p, err := d.Page(ctx, id)
		if err != nil || p.State != monitoring.Published || p.Confirmed != 1 || p.Disputed != 1 || len(p.Said) != 0 {
			t.Errorf("%s, %d and %d, said %v: %v", p.State, p.Confirmed, p.Disputed, p.Said, err)
		}
		if _, text := d.get("servicerequestupdates.xml"); strings.Contains(text, "MARK") {
			t.Error("an unread update is read by everybody")
		}
		check(t, d.Let(ctx, d.reviewer, id, 1, true, ""))
		if p, err := d.Page(ctx, id); err != nil || len(p.Said) != 1 || p.Said[0].Kind != monitoring.Remark {
			t.Errorf("after a seat let it: %+v, %v", p.Said, err)
		}
		if kept := d.tables(); strings.Contains(kept, "CANARY") {
			t.Error("who sent an update is kept")
		}
	})
}
