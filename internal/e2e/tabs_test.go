package e2e

import (
	"strings"
	"testing"

	"adal/internal/i18n"
	"adal/internal/seal"
)

// one brings a matter of its own for a test of the desk.
func one(t *testing.T, h *house) (number string) {
	t.Helper()
	r := &reporter{tab: visit(t, h.url), lang: i18n.KK}
	r.tell(telling{track: "signal", region: "KZ-47", text: told})
	r.brought()
	return r.receipt.Number
}

// TestOtherTab opens a second tab: it is signed in but has no keys, and asks
// for the passphrase.
func TestOtherTab(t *testing.T) {
	t.Parallel()
	h := shared(t)
	number := one(t, h)
	desk := seat(t, h, h.url, i18n.KK, "receptionist")
	desk.matter(i18n.KK, number)
	path := look[string](desk, `location.pathname`)
	second := desk.another()
	second.open(path)
	second.until(`document.querySelector("form[data-unlock]")?.hidden === false`)
	second.sees(word(t, i18n.KK, "reception.letter-closed"))
	if strings.Contains(second.text("body"), told) {
		t.Fatal("a tab without keys shows the letter")
	}
	second.write("#passphrase", "мүлде басқа сөздер")
	second.do("form[data-unlock] button")
	second.sees(word(t, i18n.KK, "reception.script-wrong-key"))
	second.write("#passphrase", h.seat["receptionist"])
	second.do("form[data-unlock] button")
	second.sees(told)
	second.until(`document.querySelector("form[data-unlock]").hidden`)

	desk.front()
	desk.open("/kk/office")
	desk.do("form[data-form=sign-out] button.plain")
	desk.until(`document.querySelector("form[data-form=sign-in]")`)
	second.until(`sessionStorage.length === 0 && document.readyState === "complete" && !document.querySelector("[data-matter]")`)
	second.sees(word(t, i18n.KK, "web.sign-in"))
}

// TestSessionOver ends a session behind the seat's back.
func TestSessionOver(t *testing.T) {
	t.Parallel()
	h := shared(t)
	number := one(t, h)
	desk := seat(t, h, h.url, i18n.RU, "receptionist2")
	desk.matter(i18n.RU, number)
	desk.take()
	if _, err := rows(t, h).Exec(`DELETE FROM session WHERE seat = (SELECT id FROM seat WHERE login = 'receptionist2')`); err != nil {
		t.Fatal(err)
	}
	desk.write("#text", question)
	desk.do(`button[formaction$="/ask"]`)
	desk.sees(word(t, i18n.RU, "web.sign-in"))
	if kept := look[string](desk, `document.querySelector("#text").value`); kept != question {
		t.Errorf("the form has kept %q", kept)
	}
	desk.open("/ru/office/matters")
	desk.sees(word(t, i18n.RU, "web.sign-in"))
	desk.open("/ru/office")
	desk.until(`document.querySelector("form[data-form=sign-in]")`)
}

// TestWrongPassphrase says one sentence for a wrong name and a wrong
// passphrase, and keeps the name.
func TestWrongPassphrase(t *testing.T) {
	t.Parallel()
	h := shared(t)
	for _, login := range []string{"receptionist2", "nobody-here"} {
		b := visit(t, h.url)
		b.open("/en/office")
		b.signIn(login, "not the words of this seat at all")
		b.sees(word(t, i18n.EN, "office.sign-in-wrong"))
		if kept := look[string](b, `document.querySelector("#login").value`); kept != login {
			t.Errorf("the name that was kept is %q, want %q", kept, login)
		}
	}
}

// TestWrongPhrase says what is wrong with a phrase, and keeps what was typed,
// with script and without.
func TestWrongPhrase(t *testing.T) {
	t.Parallel()
	h := shared(t)
	other, err := seal.NewPhrase(i18n.KK)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, typed, script, door string }{
		{"not a word", "адамм " + other.Text(), word(t, i18n.KK, "reception.script-phrase-word"), word(t, i18n.KK, "seal.phrase-unknown-word", "адамм")},
		{"too short", strings.Join(strings.Fields(other.Text())[:3], " "), word(t, i18n.KK, "reception.script-phrase-length"), word(t, i18n.KK, "seal.phrase-length", 8, 3)},
		{"nobody's", other.Text(), word(t, i18n.KK, "reception.phrase-unknown"), word(t, i18n.KK, "reception.phrase-unknown")},
	} {
		for way, sentence := range map[string]string{"script": c.script, "door": c.door} {
			t.Run(c.name+"/"+way, func(t *testing.T) {
				b := visit(t, h.url)
				b.script(way == "script")
				b.open("/kk/reception/mailbox")
				b.write("#phrase", c.typed)
				b.do("form[data-form=mailbox] button.button")
				b.sees(sentence)
				if kept := look[string](b, `document.querySelector("#phrase").value`); kept != c.typed {
					t.Errorf("the phrase that was kept is %q, want %q", kept, c.typed)
				}
			})
		}
	}
}
