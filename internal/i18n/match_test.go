package i18n

import (
	"slices"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		header string
		want   Lang
		why    string
	}{
		{"kk", KK, "asked for"},
		{"kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7", KK, "asked for first"},
		{"ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", RU, "asked for first"},
		{"ru-KZ", RU, "the region does not change the language"},
		{"en-US,en;q=0.5", EN, "asked for first"},
		{"en;q=0.1, kk;q=1.0", KK, "the weight decides, not the order"},
		{"ru;q=0.3,en;q=0.8", EN, "the weight decides, not the order"},
		{"en_GB", EN, "an underscore is forgiven"},
		{"kaz", KK, "ISO 639-2"},
		{"rus", RU, "ISO 639-2"},

		{"", KK, "nothing asked for"},
		{"*", KK, "anything will do"},
		{"de", KK, "x/text would say English"},
		{"fr-FR,fr;q=0.9", KK, "x/text would say English"},
		{"zh-CN", KK, "unknown"},
		{"ar", KK, "unknown"},
		{"und", KK, "undetermined"},
		{"x-private", KK, "private use"},

		{"de,en;q=0.5", EN, "the first that we speak"},
		{"fr-FR,fr;q=0.9,ru;q=0.1", RU, "the first that we speak"},
		{"xzz,ru;q=0.5", RU, "a language that the tables don't know is passed over"},

		{"kk-Latn", KK, "Kazakh in Latin letters is Kazakh"},
		{"kk-Latn,en;q=0.5", KK, "before English"},
		{"kk-Arab", KK, "Kazakh in Arabic letters is Kazakh"},
		{"kk-CN,zh-CN;q=0.8,en;q=0.2", KK, "Kazakh in China"},

		// CLDR's languageMatching has ky, tt, uz and be → ru.
		{"ky-KG,ky", RU, "Kyrgyz is not Kazakh"},
		{"tt", RU, "Tatar is not Kazakh"},
		{"uz", RU, "Uzbek is not Kazakh"},
		{"be", RU, "Belarusian"},
		{"ky,en;q=0.9", EN, "a real match counts more than a close language"},

		{"ru;q=0", KK, "not acceptable"},
		{"ru;q=0,en;q=0.3", EN, "not acceptable"},
		{"ru,", RU, "an empty entry is allowed (RFC 9110, 5.6.1)"},
		{"ru; q=0.5", RU, "space before the weight is allowed"},

		{"q=;;", KK, "malformed"},
		{"ru;q=x", KK, "malformed"},
		{"ru;q=NaN", KK, "malformed"},
		{"ru;q=2", KK, "a weight is at most 1"},
		{"\x00\xff", KK, "malformed"},
		{strings.Repeat("-", 2000), KK, "malformed"},
	} {
		if got := Match(c.header); got != c.want {
			t.Errorf("Match(%q) = %q, want %q: %s", c.header, got, c.want, c.why)
		}
	}
}

func TestMatchReadsNoMoreThanItMust(t *testing.T) {
	// 100 entries of 8 bytes: the English one behind the first 512 is not read.
	long := strings.Repeat("de;q=0.5,", 100) + "en"
	if got := Match(long); got != KK {
		t.Errorf("an entry behind 512 bytes was read: %q", got)
	}
	if got := Match("ru," + long); got != RU {
		t.Errorf("the entries within 512 bytes were not read: %q", got)
	}
	if got := Match(strings.Repeat("a", 1<<20)); got != KK {
		t.Errorf("a header without an end: %q", got)
	}
}

func FuzzMatch(f *testing.F) {
	for _, s := range []string{"", "*", "kk-KZ,kk;q=0.9,ru;q=0.8", "en;q=1e-9", "de-u-co-phonebk", "ru;q=0", ",,;,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if l := Match(header); !slices.Contains(Langs, l) {
			t.Errorf("Match(%q) = %q", header, l)
		}
		if n := len(bounded(header)); n > longestHeader {
			t.Errorf("%d bytes are read", n)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	for b.Loop() {
		Match("kk-KZ,kk;q=0.9,ru-RU;q=0.8,ru;q=0.7,en-US;q=0.6,en;q=0.5")
	}
}
