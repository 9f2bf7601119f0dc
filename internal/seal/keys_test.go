package seal

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"adal/internal/fault"
	"adal/internal/i18n"
)

// BIP 173 gives these two valid strings: one without data, and one whose 32
// groups are 0 to 31, which is 20 bytes.
func TestBech32(t *testing.T) {
	if got := bech32Encode("a", nil); got != "a12uel5l" {
		t.Errorf("no data: %s, want a12uel5l", got)
	}
	data, err := hex.DecodeString("00443214c74254b635cf84653a56d7c675be77df")
	if err != nil {
		t.Fatal(err)
	}
	const want = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
	if got := bech32Encode("abcdef", data); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// age itself is the reference for the text form of a seed.
func TestIdentityFromSeed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		id, err := IdentityFromSeed(seed)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := IdentityFromSeed(seed); err != nil || again.Recipient().String() != id.Recipient().String() {
			t.Fatalf("the same seed gave another recipient: %v", err)
		}
		seed[31] ^= 1
		if other, err := IdentityFromSeed(seed); err != nil || other.Recipient().String() == id.Recipient().String() {
			t.Fatalf("another seed gave the same recipient: %v", err)
		}
	})
}

// RFC 5869, A.3: no salt, no info; the first 32 of its 42 bytes.
func TestExpand(t *testing.T) {
	master, err := hex.DecodeString(strings.Repeat("0b", 22))
	if err != nil {
		t.Fatal(err)
	}
	const want = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
	if got := expand(master, ""); hex.EncodeToString(got[:]) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func TestTokens(t *testing.T) {
	// 32 zero bytes are 256 bits: 42 characters of six bits, and one of four bits
	// and two that must be zero; so "A" forty-three times, and the last character
	// may be one of sixteen only.
	zero := strings.Repeat("A", 43)
	m, err := ParseMailbox(zero)
	if err != nil || m != (Mailbox{}) || m.Token() != zero {
		t.Errorf("ParseMailbox of zeros = %x, %v", [32]byte(m), err)
	}
	// SHA-256 of 32 zero bytes.
	const want = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
	if m.Hash() != want {
		t.Errorf("Hash = %s, want %s", m.Hash(), want)
	}
	var s LoginSecret
	if s.Hash() != want || !s.Matches(want) || s.Matches(strings.ToUpper(want)) || s.Matches("") {
		t.Error("LoginSecret.Matches is wrong")
	}
	for _, bad := range []string{"", zero[1:], zero + "A", zero[1:] + "B", zero[1:] + "=", zero[1:] + "+", zero + "\n", zero[:20] + "\n" + zero[20:]} {
		if _, err := ParseMailbox(bad); err == nil {
			t.Errorf("ParseMailbox took %q", bad)
		}
		if _, err := ParseLoginSecret(bad); err == nil {
			t.Errorf("ParseLoginSecret took %q", bad)
		}
	}
}

func TestLists(t *testing.T) {
	for _, l := range i18n.Langs {
		words := wordsOf()[l]
		if len(words) != wordCount {
			t.Errorf("%s: %d words, want %d", l, len(words), wordCount)
		}
		seen := make(map[string]bool)
		for _, w := range words {
			if seen[w] {
				t.Errorf("%s: %s stands twice", l, w)
			}
			seen[w] = true
			if normalPhrase(w) != w || strings.Contains(w, " ") {
				t.Errorf("%s: %q is not in normal form", l, w)
			}
		}
	}
}

func TestNewPhrase(t *testing.T) {
	for _, l := range i18n.Langs {
		p, err := NewPhrase(l)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(strings.Fields(p.Text())); n != 8 {
			t.Errorf("%s: %d words, want 8", l, n)
		}
		typed := "  1. " + strings.ToUpper(strings.ReplaceAll(p.Text(), " ", ",\r\n2) ")) + ". "
		if again, err := ParsePhrase(typed); err != nil || again != p {
			t.Errorf("%s: ParsePhrase of what was typed in capitals: %v", l, err)
		}
	}
	if _, err := NewPhrase("de"); err == nil {
		t.Error("a phrase in a language without a list")
	}
	if _, err := NewPassphrase("kk", 4); err == nil {
		t.Error("a passphrase of 4 words")
	}
	if p, err := NewPassphrase("kk", 6); err != nil || len(strings.Fields(p)) != 6 {
		t.Errorf("NewPassphrase: %v", err)
	}
}

// Every word is drawn about as often as any other: of 1024 words in 40,960 draws
// each is expected 40 times, and being more than nine standard deviations (6.3)
// away happens less than once in 10¹⁵.
func TestDrawIsEven(t *testing.T) {
	text, err := draw("en", 40*wordCount)
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[string]int)
	for _, w := range strings.Fields(text) {
		count[w]++
	}
	for w, n := range count {
		if n > 97 {
			t.Errorf("%s was drawn %d times, expected 40", w, n)
		}
	}
	if len(count) != wordCount {
		t.Errorf("%d words were drawn, want all of %d", len(count), wordCount)
	}
}

func TestParsePhraseFaults(t *testing.T) {
	words := wordsOf()["en"][:8]
	eight := strings.Join(words, " ")
	tests := []struct {
		typed, word string
		args        []any
	}{
		{"", "seal.phrase-empty", nil},
		{" 12 — … ", "seal.phrase-empty", nil},
		{strings.Join(words[:7], " "), "seal.phrase-length", []any{8, 7}},
		{eight + " " + words[0], "seal.phrase-length", []any{8, 9}},
		{"Zzyzx " + eight, "seal.phrase-unknown-word", []any{"zzyzx"}},
		{strings.Repeat("ж", 50), "seal.phrase-unknown-word", []any{strings.Repeat("ж", 40) + "…"}},
	}
	for _, tt := range tests {
		_, err := ParsePhrase(tt.typed)
		var f *fault.Error
		if !errors.As(err, &f) || f.Field != "phrase" || f.Word != tt.word || len(f.Args) != len(tt.args) {
			t.Errorf("ParsePhrase(%.30q) = %v, want %s %v", tt.typed, err, tt.word, tt.args)
			continue
		}
		for i := range tt.args {
			if f.Args[i] != tt.args[i] {
				t.Errorf("ParsePhrase(%.30q): argument %v, want %v", tt.typed, f.Args[i], tt.args[i])
			}
		}
	}
}

func TestNormalForms(t *testing.T) {
	tests := []struct{ typed, phrase, passphrase string }{
		{"  Ёлка\t\nЕЛЬ ", "елка ель", "Ёлка ЕЛЬ"},
		{"и\u0306од", "йод", "йод"}, // decomposed й
		{"қаз—Ән; ұя!", "қаз ән ұя", "қаз—Ән; ұя!"},
		{"a\u00a0b\u2003c\u0085d", "a b c d", "a b c d"}, // spaces that are not U+0020
		{"a\ufeffb", "a b", "a\ufeffb"},                  // no space, but no letter either
		{"", "", ""},
	}
	for _, tt := range tests {
		if got := normalPhrase(tt.typed); got != tt.phrase {
			t.Errorf("normalPhrase(%q) = %q, want %q", tt.typed, got, tt.phrase)
		}
		if got := normalPassphrase(tt.typed); got != tt.passphrase {
			t.Errorf("normalPassphrase(%q) = %q, want %q", tt.typed, got, tt.passphrase)
		}
	}
}

func TestSeatKeys(t *testing.T) {
	secret, id, err := SeatKeys("Aigul.S", "  Сөз  сөз\tсөз ")
	if err != nil {
		t.Fatal(err)
	}
	same, sameID, err := SeatKeys("aigul.s", "Сөз сөз сөз")
	if err != nil || same != secret || sameID.Secret() != id.Secret() {
		t.Errorf("spaces or the case of the login name made a difference: %v", err)
	}
	for _, other := range [][2]string{{"aigul.s", "сөз сөз сөз"}, {"bolat.k", "Сөз сөз сөз"}} {
		s, i, err := SeatKeys(other[0], other[1])
		if err != nil || s == secret || i.Secret() == id.Secret() {
			t.Errorf("%v gave the same keys: %v", other, err)
		}
	}
	if strings.Contains(id.Secret(), secret.Token()) {
		t.Error("the secrets are not apart")
	}
	if _, _, err := SeatKeys("aigul.s", " \n"); fault.Of(err) != fault.Invalid {
		t.Errorf("an empty passphrase: %v, want a fault", err)
	}
}

func TestTurnsDerive(t *testing.T) {
	turns := NewTurns(0) // at least one
	p, err := NewPhrase("ru")
	if err != nil {
		t.Fatal(err)
	}
	m, id, err := turns.PhraseKeys(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	wantM, wantID, err := p.Keys()
	if err != nil || m != wantM || id.Secret() != wantID.Secret() {
		t.Errorf("PhraseKeys differs from Keys: %v", err)
	}
	if _, _, err := turns.SeatKeys(t.Context(), "a", "b"); err != nil {
		t.Error(err)
	}
	leave, err := turns.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := turns.PhraseKeys(gone, p); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who left: %v, want context.Canceled", err)
	}
	if _, _, err := turns.SeatKeys(gone, "a", "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller who left: %v, want context.Canceled", err)
	}
	if _, _, err := (Phrase{}).Keys(); fault.Of(err) != fault.Invalid {
		t.Errorf("the empty phrase: %v, want a fault", err)
	}
}

func FuzzParsePhrase(f *testing.F) {
	f.Add("Алма, 2 қазан; ёлка")
	f.Add("a\u0301 \xff")
	f.Fuzz(func(t *testing.T, s string) {
		if n := normalPhrase(s); normalPhrase(n) != n {
			t.Errorf("normal form of %q is not stable: %q, then %q", s, n, normalPhrase(n))
		}
		if p, err := ParsePhrase(s); err == nil {
			if again, err := ParsePhrase(p.Text()); err != nil || again != p {
				t.Errorf("ParsePhrase(Text()) = %v", err)
			}
		}
	})
}

func FuzzParseKeys(f *testing.F) {
	f.Add("age1pq1", "AAAA")
	f.Fuzz(func(t *testing.T, key, token string) {
		if r, err := ParseRecipient(key); err == nil && r.String() != key {
			t.Errorf("two spellings of one recipient: %q", key)
		}
		if id, err := ParseIdentity(key); err == nil && id.Secret() != key {
			t.Errorf("two spellings of one identity: %q", key)
		}
		if m, err := ParseMailbox(token); err == nil && m.Token() != token {
			t.Errorf("two spellings of one mailbox: %q", token)
		}
	})
}

func BenchmarkPhraseKeys(b *testing.B) {
	p, err := NewPhrase("kk")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := p.Keys(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeatKeys(b *testing.B) {
	for b.Loop() {
		if _, _, err := SeatKeys("aigul.s", "сөз сөз"); err != nil {
			b.Fatal(err)
		}
	}
}
