package e2e

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite" // as who has the machine has it

	"adal/internal/i18n"
	"adal/internal/seal"
)

const centre = "antikor-mangystau"

// rows opens the database of a house behind its back.
func rows(t *testing.T, h *house) *sql.DB {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(h.data, "adal.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// stored is how much of what people bring is in a database.
func stored(t *testing.T, d *sql.DB) (n [5]int) {
	t.Helper()
	err := d.QueryRow(`SELECT (SELECT count(*) FROM docket), (SELECT count(*) FROM matter), (SELECT count(*) FROM letter),
		(SELECT count(*) FROM file), (SELECT count(*) FROM matter_receipt)`).Scan(&n[0], &n[1], &n[2], &n[3], &n[4])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// stranger is a key of somebody who wants to read.
func stranger(t *testing.T) (recipient, fingerprint string) {
	t.Helper()
	id, err := seal.NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	recipient = id.Recipient().String()
	return recipient, seal.Fingerprint(recipient)
}

// refuses tells a signal and expects the page to say why it sends nothing, and
// to keep what was written.
func refuses(t *testing.T, base string, d *sql.DB, lang i18n.Lang, why string) {
	t.Helper()
	before := stored(t, d)
	r := &reporter{tab: visit(t, base), lang: lang}
	r.tell(telling{track: "signal", region: "KZ-47", text: told})
	r.sees(word(t, lang, "reception."+why))
	if kept := look[string](r.tab, `document.querySelector("#text").value`); kept != told {
		t.Errorf("the form has kept %q", kept)
	}
	if r.text("[data-status]") != "" || look[bool](r.tab, `document.querySelector("form button").disabled`) {
		t.Error("the form still looks busy")
	}
	if after := stored(t, d); after != before {
		t.Errorf("%v rows became %v", before, after)
	}
}

// accepts tells the same and expects a receipt: the form is as it should be.
func accepts(t *testing.T, base string) {
	t.Helper()
	r := &reporter{tab: visit(t, base), lang: i18n.KK}
	r.tell(telling{track: "signal", region: "KZ-47", text: told})
	r.brought()
}

// TestKeySubstitution puts the key of a stranger into the database, as who has
// the machine can: the browser seals nothing to it, because the register doesn't
// list it.
func TestKeySubstitution(t *testing.T) {
	t.Parallel()
	h := own(t)
	d := rows(t, h)
	var before [2]string
	if err := d.QueryRow(`SELECT recipient, fingerprint FROM body_key WHERE body = ?`, centre).Scan(&before[0], &before[1]); err != nil {
		t.Fatal(err)
	}
	set := func(recipient, fingerprint string) {
		t.Helper()
		done, err := d.Exec(`UPDATE body_key SET recipient = ?, fingerprint = ? WHERE body = ?`, recipient, fingerprint, centre)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := done.RowsAffected(); n != 1 || err != nil {
			t.Fatalf("%d keys were substituted: %v", n, err)
		}
	}
	listed(t, d)
	set(stranger(t))
	for _, lang := range i18n.Langs {
		refuses(t, h.url, d, lang, "script-key-unlisted")
	}
	set(before[0], before[1])
	accepts(t, h.url)
}

// listed waits until the server has done its hourly work, which lists all keys
// anew: whoever waits for the next has their key listed where everybody sees it.
func listed(t *testing.T, d *sql.DB) {
	t.Helper()
	end := time.After(patience)
	for again := time.NewTicker(50 * time.Millisecond); ; {
		var due time.Time
		var text string
		err := d.QueryRow(`SELECT due FROM job WHERE kind = 'office' AND lease IS NULL`).Scan(&text)
		if err == nil {
			due, err = time.Parse(time.RFC3339Nano, text)
		}
		if err == nil && time.Until(due) > 30*time.Minute {
			return
		}
		select {
		case <-again.C:
		case <-end:
			t.Fatalf("the hourly work isn't done: due %q, %v", text, err)
		}
	}
}

// TestTampered changes what the browser gets on its way: the key itself, and
// what the register proves with.
func TestTampered(t *testing.T) {
	t.Parallel()
	h := own(t) // where nobody else brings anything meanwhile
	b, d := stand(t, h), rows(t, h)
	flip := func(body []byte, at int) []byte {
		changed := bytes.Clone(body)
		changed[at] ^= 1
		return changed
	}
	for name, c := range map[string]struct {
		path, why string
		change    func([]byte) []byte
	}{
		"key": {"/reception/key/", "script-key-unlisted", func(body []byte) []byte {
			var answer map[string]any
			if err := json.Unmarshal(body, &answer); err != nil {
				t.Error(err)
			}
			answer["recipient"], answer["fingerprint"] = stranger(t)
			changed, err := json.Marshal(answer)
			if err != nil {
				t.Error(err)
			}
			return changed
		}},
		// Of the tiles, what the browser proves with: the listing of keys, and
		// the hash of another entry.
		"entries":    {"/register/tile/entries/", "script-key-tampered", func(b []byte) []byte { return flip(b, bytes.LastIndex(b, []byte("list-keys"))) }},
		"hashes":     {"/register/tile/0/", "script-key-tampered", func(b []byte) []byte { return flip(b, len(b)-1) }},
		"checkpoint": {"/register/checkpoint", "script-key-tampered", func(b []byte) []byte { return flip(b, bytes.IndexByte(b, '\n')+1) }},
	} {
		t.Run(name, func(t *testing.T) {
			var changed atomic.Int64 // the browser asks for tiles side by side
			b.set(nil, func(r *http.Response, body []byte) []byte {
				if !strings.Contains(r.Request.URL.Path, c.path) || r.StatusCode != http.StatusOK {
					return body
				}
				changed.Add(1)
				return c.change(body)
			})
			refuses(t, b.url, d, i18n.KK, c.why)
			b.set(nil, nil)
			if changed.Load() == 0 {
				t.Error("nothing was changed: the browser didn't ask for", c.path)
			}
		})
	}
	accepts(t, b.url)
}
