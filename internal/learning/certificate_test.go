package learning_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/learning"
	"adal/internal/register"
	"adal/internal/register/registertest"

	"pgregory.net/rapid"
)

// name has the letters that only Kazakh has.
const name = "Әлия Ғұмарқызы Қаңтөреұлі-Һүсейін"

// TestCertificate issues a certificate, checks it, forges it and withdraws it.
func TestCertificate(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		id, slug := h.taught()
		attempt := h.pass(public, slug)
		for _, bad := range []string{"", " ", "Ә", strings.Repeat("ә", 121), "…!"} {
			_, _, err := h.Issue(ctx, public, attempt, bad)
			wants(t, err, "name", "learning.name-wrong")
		}
		_, code, err := h.Issue(ctx, public, attempt, "  "+name+" ")
		check(t, err)
		c, err := h.Certificate(ctx, strings.ToLower(learning.ShowCode(code)))
		check(t, err)
		if !c.Good() || c.Day != today || c.Score != 100 || c.Course.Item.ID != id || c.Course.Version.N != 1 {
			t.Errorf("%+v", c)
		}
		if !c.Names(code, strings.ToUpper(name)) || c.Names(code, name+"а") || c.Names(strings.Repeat("2", 17), name) {
			t.Errorf("a name isn't compared as it should be with %s", code)
		}
		if _, again, err := h.Issue(ctx, public, attempt, name); err != nil || again != code {
			t.Errorf("the same name gets %s, %v", again, err)
		}
		_, _, err = h.Issue(ctx, public, attempt, "Басқа Біреу")
		wants(t, err, "", "learning.name-other")
		h.forge(code)
		h.keepsNoName(code)
		h.recall(code)
		// Issued once and withdrawn once, whatever was tried; nobody's name is in it.
		given := registertest.Staged(t, h.DB, string(charter.Certify))
		taken := registertest.Staged(t, h.DB, "withdraw-certificate")
		given = slices.DeleteFunc(given, func(e register.Entry) bool { return e.Digest == "" || e.Seat != "" }) // the course's own act
		if len(given) != 1 || len(taken) != 1 {
			t.Fatalf("the register has %d and %d entries", len(given), len(taken))
		}
		if g, k := given[0], taken[0]; g.Docket != id || len(g.Digest) != 64 || k.Digest != g.Digest || k.Docket != id || k.Seat != h.head.Seat || k.Body != g.Body || k.Article == "" {
			t.Errorf("the register says %+v and %+v", g, k)
		}
	})
}

// forge holds that a code with one character that is wrong, or two that changed
// places, is nobody's.
func (h *house) forge(code string) {
	h.t.Helper()
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*Ә"
	n := 0
	for i := range code {
		for _, other := range letters {
			if string(other) == code[i:i+1] {
				continue
			}
			_, err := h.Certificate(h.t.Context(), code[:i]+string(other)+code[i+1:])
			wants(h.t, err, "code", "learning.code-wrong")
			n++
		}
		if i > 0 && code[i] != code[i-1] {
			_, err := h.Certificate(h.t.Context(), code[:i-1]+code[i:i+1]+code[i-1:i]+code[i+1:])
			wants(h.t, err, "code", "learning.code-wrong")
		}
	}
	if n < 17*36 {
		h.t.Errorf("only %d forgeries were tried", n)
	}
	_, err := h.Certificate(h.t.Context(), code[:16])
	wants(h.t, err, "code", "learning.code-wrong")
}

// keepsNoName holds that no table of learning has the name or the code.
func (h *house) keepsNoName(code string) {
	h.t.Helper()
	for _, table := range []string{"course_attempt", "certificate", "course_pass", "course_tally", "register_staged", "docket_step"} {
		rows, err := h.DB.Pool().QueryContext(h.t.Context(), `SELECT * FROM `+table)
		if err != nil {
			continue // it has another name
		}
		columns, err := rows.Columns()
		check(h.t, err)
		for rows.Next() {
			row, to := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				to[i] = &row[i]
			}
			check(h.t, rows.Scan(to...))
			for _, v := range row {
				if b, ok := v.([]byte); ok {
					v = string(b)
				}
				if s := fmt.Sprint(v); strings.Contains(s, "Ғұмарқызы") || strings.Contains(s, code) {
					h.t.Errorf("%s keeps %q", table, s)
				}
			}
		}
		check(h.t, rows.Close())
	}
}

func (h *house) recall(code string) {
	h.t.Helper()
	ctx := h.t.Context()
	wants(h.t, h.Recall(ctx, h.stranger, code, "x"), "code", "learning.code-unknown")
	if err := h.Recall(ctx, h.monitor, code, "x"); fault.Of(err) != fault.Denied {
		h.t.Errorf("an observer withdraws it: %v", err)
	}
	wants(h.t, h.Recall(ctx, h.head, code, " "), "reason", "learning.reason-missing")
	check(h.t, h.Recall(ctx, h.head, code, "Қате берілген"))
	if c, err := h.Certificate(ctx, code); err != nil || c.Good() || c.Reason != "Қате берілген" || c.Withdrawn != today {
		h.t.Errorf("%+v %v", c, err)
	}
	wants(h.t, h.Recall(ctx, h.head, code, "тағы"), "", "learning.recalled-before")
}

// TestUnknownCode holds that a code that checks is still nobody's if it wasn't
// issued: a guess is one of 31^16.
func TestUnknownCode(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.taught()
		_, err := h.Certificate(t.Context(), "22222222222222222") // 2 is the digit 0
		wants(t, err, "code", "learning.code-unknown")
	})
}

// TestNoCertificates holds that nobody vouches before the body decided to.
func TestNoCertificates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, public := t.Context(), charter.Public()
		id, slug := h.taught()
		check(t, h.SetCertify(ctx, h.head, id, false))
		_, _, err := h.Issue(ctx, public, h.pass(public, slug), name)
		wants(t, err, "", "learning.no-certificates")
		h.leaves(id, 4)
	})
}

// TestSheet reads the certificate that the page gives as another program does.
func TestSheet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, slug := h.taught()
		at := "/kk/learning/" + slug + "/test/" + h.pass(charter.Public(), slug)
		page := h.post(at+"/certificate", 422, "name", "Ә")
		if !strings.Contains(page.Body.String(), `value="Ә"`) {
			t.Error("what was written isn't kept")
		}
		name := strings.TrimSpace(strings.Repeat("Қаңтөре Һүсейін ", 7)) // 111 letters, nearly the longest
		w := h.post(at+"/certificate", 200, "name", name)
		if got := w.Header().Get("Content-Type"); got != "application/pdf" || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s", got)
		}
		cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
		cmd.Stdin = bytes.NewReader(w.Body.Bytes())
		text, err := cmd.Output()
		if err != nil {
			t.Fatalf("pdftotext (build/need.sh installs it): %v", err)
		}
		if n := bytes.Count(text, []byte("\f")); n != 1 { // one ends each page
			t.Errorf("the certificate has %d pages", n)
		}
		said := strings.Join(strings.Fields(string(text)), " ")
		for _, want := range []string{name, "Қысқа курс", "Штаб hq", "HQ-L-2026-0001", "2026 жылғы 27 қараша", "100 %"} {
			if !strings.Contains(said, want) {
				t.Errorf("the paper doesn't say %q: %s", want, said)
			}
		}
		_, code, ok := strings.Cut(said, "https://adal.example/kk/certificates/")
		if !ok {
			t.Fatalf("no address: %s", said)
		}
		code, _, _ = strings.Cut(code, " ")
		if _, err := h.Certificate(t.Context(), code); err != nil {
			t.Errorf("the code %q on the paper: %v", code, err)
		}
	})
}

// TestCodes holds that codes are read as they are shown, and that nearly nothing
// else is a code.
func TestCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{16}`).Draw(t, "code")
		found := ""
		for _, last := range "23456789ABCDEFGHJKMNPQRSTUVWXYZ" {
			if got, err := learning.ParseCode(learning.ShowCode(code + string(last))); err == nil {
				found += got
			}
		}
		if len(found) != 17 {
			t.Fatalf("%s has the codes %q, want one", code, found)
		}
	})
}
