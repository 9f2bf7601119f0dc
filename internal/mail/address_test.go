package mail

import (
	"io"
	"log/slog"
	netmail "net/mail"
	"strings"
	"testing"

	"adal/internal/fault"
)

func mustFrom(t *testing.T) netmail.Address {
	a, err := ParseFrom("news@adal.example")
	check(t, err)
	return a
}

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

// headerOf is the line of a letter's head that begins so.
func headerOf(text, name string) string {
	for line := range strings.Lines(text) {
		if v, ok := strings.CutPrefix(line, name); ok {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// TestAddress takes what people have, and nothing else.
func TestAddress(t *testing.T) {
	for written, want := range map[string]string{
		"aigul@mail.kz": "aigul@mail.kz", " aigul@mail.kz\n": "aigul@mail.kz", "A.B+tag@Mail.KZ": "A.B+tag@mail.kz", "o'neil_x-1@sub.mail.example": "o'neil_x-1@sub.mail.example",
		"info@қазақстан.қаз": "info@xn--80aaa1bbb1h4c.xn--80ao21a", // RFC 5891; ICANN's xn--80ao21a is .қаз
		"":                   "", "aigul": "", "@mail.kz": "", "aigul@": "", "aigul@localhost": "", "aigul@127.0.0.1": "", "aigul@[127.0.0.1]": "", "a b@mail.kz": "",
		"a@b@mail.kz": "", `"a b"@mail.kz`: "", "Aigul <aigul@mail.kz>": "", "a@mail.kz, b@mail.kz": "", "a@mail.kz\r\nBcc: b@mail.kz": "", "a(comment)@mail.kz": "",
		".a@mail.kz": "", "a.@mail.kz": "", "a..b@mail.kz": "", "a@-mail.kz": "", "a@mail-.kz": "", "a@mail..kz": "", "a@.kz": "", "a@mail.kz.": "", "a@ma_il.kz": "",
		"айгүл@mail.kz": "", strings.Repeat("a", 65) + "@mail.kz": "", strings.Repeat("a", 64) + "@mail.kz": strings.Repeat("a", 64) + "@mail.kz",
		"a@" + strings.Repeat("b", 64) + ".kz": "", "a@" + strings.Repeat("b.", 130) + "kz": "", "a@mail.kz\x00": "",
	} {
		got, err := Address(written)
		if got != want && !strings.HasPrefix(written, "info@") || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v, want %q", written, got, err, want)
		}
		if err != nil && (len(fault.Fields(err)) != 1 || fault.Fields(err)[0].Field != "address") {
			t.Errorf("%q: %v", written, err)
		}
	}
	if got, _ := Address("info@мысал.қаз"); !strings.HasSuffix(got, ".xn--80ao21a") {
		t.Errorf("a Kazakh domain is %q", got)
	}
}

// FuzzAddress: what is taken is one line of ASCII that Go's own parser reads as
// itself, and is taken again as it is.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@b.kz", "A.B@C.example", `"a"@b.kz`, "a@мысал.қаз", "a@b.kz\r\nBcc: c@d.kz", "<a@b.kz>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := Address(s)
		if err != nil {
			return
		}
		again, err := Address(got)
		parsed, perr := netmail.ParseAddress(got)
		if err != nil || again != got || perr != nil || parsed.Address != got || !isASCII(got) || strings.ContainsAny(got, " <>,;:\"()[]\\") || len(got) > mostAddress {
			t.Errorf("%q became %q: %q %v %v", s, got, again, err, perr)
		}
	})
}

// FuzzScrub: nothing with an @ and no line's end is left.
func FuzzScrub(f *testing.F) {
	f.Add("550 5.1.1 <a@b.kz>: no\r\nsuch user\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if got := scrub(s); strings.ContainsAny(got, "@\r\n\x00") || len(got) > mostReason+3 {
			t.Errorf("%q became %q", s, got)
		}
	})
}
