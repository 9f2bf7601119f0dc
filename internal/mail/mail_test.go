package mail

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// a box with a server, on an empty database.
type world struct {
	*Box
	*post
	t   *testing.T
	log *bytes.Buffer
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log := &bytes.Buffer{}
		test(t, &world{
			Box: &Box{DB: d, From: netmail.Address{Name: "Адал", Address: "news@adal.example"}, Log: slog.New(slog.NewTextHandler(log, nil))},
			t:   t, log: log, post: newPost(t),
		})
	})
}

// serve lets the box send to the test's server at an address without a host.
func (w *world) serve(scheme, user, password string) {
	w.t.Helper()
	if user != "" {
		user += "@"
	}
	s, err := NewServer(scheme+"://"+user+"127.0.0.1:"+w.listen(), password)
	check(w.t, err)
	s.Roots, s.Patience = w.roots, 5*time.Second
	w.Server = s
}

func (w *world) put(letters ...Letter) {
	w.t.Helper()
	check(w.t, w.DB.Write(w.t.Context(), "test", func(tx *db.Tx) error { return w.Post(w.t.Context(), tx, letters...) }))
}

func (w *world) count(query string) (n int) {
	w.t.Helper()
	check(w.t, w.DB.Pool().QueryRow(query).Scan(&n))
	return n
}

// later makes everything that is put off due, and posted so long ago.
func (w *world) later(ago time.Duration) {
	w.t.Helper()
	check(w.t, w.DB.Write(w.t.Context(), "test", func(tx *db.Tx) error {
		_, err := tx.ExecContext(w.t.Context(), `UPDATE mail_letter SET due = $1, posted = $2, lease = NULL`, tx.Now, tx.Now.Plus(-ago))
		return err
	}))
}

var letter = Letter{
	To: "reader@mail.example", Lang: i18n.KK, Key: "one",
	Subject: "Жаңалықтарға жазылуыңызды растаңыз: Маңғыстау облысы, өңірлер, құқық және сыбайлас жемқорлыққа қарсы іс-қимыл",
	Text:    "Сәлеметсіз бе!\n\nСілтеме: https://adal.example/kk/subscribe/confirm/abc\n.\nКүнімен",
	Headers: []Header{
		{"List-Unsubscribe", "<https://adal.example/kk/subscribe/stop/0123456789012345678901234567890123456789>"},
		{"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
	},
}

// TestSent sends a letter by STARTTLS and by TLS from the first byte, and reads
// it with Go's own reader of mail.
func TestSent(t *testing.T) {
	for _, scheme := range []string{"smtp", "smtps"} {
		each(t, func(t *testing.T, w *world) {
			w.whole = scheme == "smtps"
			w.offers, w.login = []string{"AUTH PLAIN"}, "\x00box\x00secret"
			w.serve(scheme, "box", "secret")
			w.put(letter)
			check(t, w.Send(t.Context()))
			if len(w.letters()) != 1 || w.to[0] != letter.To || w.plains != 0 {
				t.Fatalf("%d letters to %v, %d open\n%s", len(w.letters()), w.to, w.plains, w.log)
			}
			for _, line := range strings.Split(w.letters()[0], "\r\n") {
				if len(line) > 78 && !strings.Contains(line, "List-") && !strings.Contains(line, "stop/") || !isASCII(strings.ReplaceAll(line, "\t", " ")) {
					t.Errorf("a line of %d bytes: %q", len(line), line)
				}
			}
			m, err := netmail.ReadMessage(strings.NewReader(w.letters()[0]))
			check(t, err)
			subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
			check(t, err)
			if subject != letter.Subject {
				t.Errorf("the subject is %q", subject)
			}
			from, err := m.Header.AddressList("From")
			if err != nil || from[0].Name != "Адал" || from[0].Address != "news@adal.example" {
				t.Errorf("from %v %v", from, err)
			}
			for name, want := range map[string]string{
				"To": "<reader@mail.example>", "Auto-Submitted": "auto-generated", "Content-Language": "kk", "Mime-Version": "1.0",
				"List-Unsubscribe": letter.Headers[0].Value, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "User-Agent": "", "X-Mailer": "",
			} {
				if got := m.Header.Get(name); got != want {
					t.Errorf("%s is %q", name, got)
				}
			}
			if id := m.Header.Get("Message-ID"); !strings.HasSuffix(id, "@adal.example>") {
				t.Errorf("the id is %q", id)
			}
			if _, err := m.Header.Date(); err != nil {
				t.Error(err)
			}
			kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
			if err != nil || kind != "text/plain" || !strings.EqualFold(params["charset"], "utf-8") {
				t.Errorf("%s %v %v", kind, params, err)
			}
			text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
			if err != nil || strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) != letter.Text {
				t.Errorf("the text is %q %v", text, err)
			}
			if w.count(`SELECT COUNT(*) FROM mail_letter`) != 0 || w.count(`SELECT SUM(number) FROM mail_count WHERE outcome = 'sent'`) != 1 {
				t.Error("a letter that was sent is still there")
			}
			w.put(letter)
			check(t, w.Send(t.Context()))
			if len(w.letters()) != 1 {
				t.Error("a letter went twice")
			}
		})
	}
}

// TestParts: plain text comes first, then what is prettier (RFC 2046, 5.1.4),
// then the files.
func TestParts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.serve("smtp", "", "")
		l := letter
		l.HTML = "<p>Сәлем</p>"
		l.Attachments = []Attachment{{"шақыру.ics", "text/calendar", []byte("BEGIN:VCALENDAR\r\n")}, {"b.pdf", "application/pdf", []byte("%PDF")}}
		w.put(l)
		check(t, w.Send(t.Context()))
		m, err := netmail.ReadMessage(strings.NewReader(w.letters()[0]))
		check(t, err)
		var kinds []string
		var walk func(header string, body io.Reader)
		walk = func(header string, body io.Reader) {
			kind, params, err := mime.ParseMediaType(header)
			check(t, err)
			if !strings.HasPrefix(kind, "multipart/") {
				kinds = append(kinds, kind)
				return
			}
			for r := multipart.NewReader(body, params["boundary"]); ; {
				p, err := r.NextPart()
				if err == io.EOF {
					return
				}
				check(t, err)
				if kind == "multipart/mixed" && p.FileName() != "" {
					kinds = append(kinds, p.FileName())
				}
				walk(p.Header.Get("Content-Type"), p)
			}
		}
		walk(m.Header.Get("Content-Type"), m.Body)
		for i, k := range kinds {
			if d, err := new(mime.WordDecoder).DecodeHeader(k); err == nil {
				kinds[i] = d
			}
		}
		if want := []string{"text/plain", "text/html", "шақыру.ics", "text/calendar", "b.pdf", "application/pdf"}; !slices.Equal(kinds, want) {
			t.Errorf("the parts are %q", kinds)
		}
		if w.count(`SELECT COUNT(*) FROM mail_file`) != 0 {
			t.Error("files are still there")
		}
	})
}

// TestInjection: nothing that somebody writes becomes a header or a command.
func TestInjection(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Shown = true
		bad := func(change func(*Letter)) {
			t.Helper()
			l := letter
			l.Headers = slices.Clone(l.Headers)
			change(&l)
			if err := w.DB.Write(t.Context(), "test", func(tx *db.Tx) error { return w.Post(t.Context(), tx, l) }); err == nil {
				t.Errorf("posted: %q %q %q", l.To, l.Subject, l.Headers)
			}
		}
		for _, s := range []string{"a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\u0085b", "", " ", "\xff", strings.Repeat("я", 251)} {
			bad(func(l *Letter) { l.Subject = s })
			if s != strings.Repeat("я", 251) {
				bad(func(l *Letter) { l.Attachments = []Attachment{{s, "text/plain", nil}} })
			}
			bad(func(l *Letter) { l.Headers[0].Value = s })
			bad(func(l *Letter) { l.To = s })
			bad(func(l *Letter) { l.To = "reader@mail.example" + s + "x@y.example" })
		}
		for _, name := range []string{"Bcc", "To", "From", "Subject", "Content-Type", "List-Unsubscribe\r\nBcc", "list-unsubscribe", ""} {
			bad(func(l *Letter) { l.Headers[0].Name = name })
		}
		for _, to := range []string{"Reader@Mail.Example", " reader@mail.example", "Reader <reader@mail.example>", "<reader@mail.example>"} {
			bad(func(l *Letter) { l.To = to }) // not as Address returns it
		}
		bad(func(l *Letter) { l.Text = "a\x00" })
		bad(func(l *Letter) { l.Text = strings.Repeat("a", mostText+1) })
		bad(func(l *Letter) { l.HTML = "\x1b" })
		bad(func(l *Letter) { l.Key = "" })
		bad(func(l *Letter) { l.Attachments = []Attachment{{"a", "text", nil}} })
		bad(func(l *Letter) { l.Attachments = []Attachment{{"../a", "text/plain", nil}} })
		bad(func(l *Letter) { l.Attachments = []Attachment{{"a", "text/plain", make([]byte, mostAttached+1)}} })
		if n := w.count(`SELECT COUNT(*) FROM mail_letter`) + w.count(`SELECT COUNT(*) FROM mail_key`); n != 0 {
			t.Errorf("%d rows of letters that weren't posted", n)
		}
	})
}

// TestRollback: a letter of a transaction that failed was never posted, and
// its key is free.
func TestRollback(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Shown = true
		err := w.DB.Write(t.Context(), "test", func(tx *db.Tx) error {
			check(t, w.Post(t.Context(), tx, letter))
			return context.Canceled
		})
		if err != context.Canceled || w.count(`SELECT COUNT(*) FROM mail_letter`) != 0 {
			t.Error(err)
		}
		w.put(letter, letter)
		if all, err := w.Shelf(t.Context(), 10); err != nil || len(all) != 1 || all[0].Subject != letter.Subject || all[0].Headers[1] != letter.Headers[1] {
			t.Errorf("%+v %v", all, err)
		}
		check(t, w.Send(t.Context()))
		check(t, w.Sweep(t.Context()))
		if w.count(`SELECT COUNT(*) FROM mail_letter`) != 1 {
			t.Error("what is to be looked at is gone")
		}
		_, err = w.DB.Pool().Exec(`UPDATE mail_letter SET posted = '2020-01-01T00:00:00.000000Z'`)
		check(t, err)
		check(t, w.Sweep(t.Context()))
		if w.count(`SELECT COUNT(*) FROM mail_letter`) != 0 {
			t.Error("a letter of long ago is still there")
		}
	})
}

// TestClosed: a box that neither sends nor shows takes nothing.
func TestClosed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		err := w.DB.Write(t.Context(), "test", func(tx *db.Tx) error { return w.Post(t.Context(), tx, letter) })
		if all := fault.Fields(err); len(all) != 1 || all[0].Word != "mail.closed" || w.Takes() {
			t.Error(err)
		}
	})
}

// TestDrop: who leaves takes their letters with them, also those that somebody
// took to send them.
func TestDrop(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.serve("smtp", "", "")
		var letters []Letter
		for _, about := range []string{"a", "b", "a", ""} {
			l := letter
			l.About, l.Key = about, "k"+string(rune('0'+len(letters)))
			l.Attachments = []Attachment{{"a", "text/plain", nil}}
			letters = append(letters, l)
		}
		w.put(letters...)
		taken, err := w.take(t.Context())
		check(t, err)
		check(t, w.DB.Write(t.Context(), "test", func(tx *db.Tx) error { return w.Drop(t.Context(), tx, "a") }))
		c, err := w.Server.dial(t.Context(), w.From)
		check(t, err)
		defer c.close()
		for _, l := range taken {
			_, err := w.sendOne(t.Context(), c, l)
			check(t, err)
		}
		if len(taken) != 4 || len(w.letters()) != 2 {
			t.Errorf("%d of %d letters went", len(w.letters()), len(taken))
		}
	})
}
