package i18n

import (
	"math"
	"testing"
)

// each checks one value in kk, ru and en. A no-break space is written "_" here.
func each(t *testing.T, name string, write func(Lang) string, want ...string) {
	t.Helper()
	for i, l := range Langs {
		var expected []rune
		for _, r := range want[i] {
			if r == '_' {
				r = '\u00a0'
			}
			expected = append(expected, r)
		}
		if got := write(l); got != string(expected) {
			t.Errorf("%s in %s = %q, want %q", name, l, got, string(expected))
		}
	}
}

// The expected forms of numbers and percentages are those of Intl.NumberFormat
// in ICU 78 (CLDR 48) for kk, ru and en-GB.

func TestNumber(t *testing.T) {
	for n, want := range map[int64][3]string{
		0:             {"0", "0", "0"},
		999:           {"999", "999", "999"},
		1000:          {"1_000", "1_000", "1,000"},
		9999:          {"9_999", "9_999", "9,999"},
		1234567:       {"1_234_567", "1_234_567", "1,234,567"},
		-1234567:      {"-1_234_567", "-1_234_567", "-1,234,567"},
		-100:          {"-100", "-100", "-100"},
		math.MaxInt64: {"9_223_372_036_854_775_807", "9_223_372_036_854_775_807", "9,223,372,036,854,775,807"},
		math.MinInt64: {"-9_223_372_036_854_775_808", "-9_223_372_036_854_775_808", "-9,223,372,036,854,775,808"},
	} {
		each(t, "Number", func(l Lang) string { return Number(l, n) }, want[:]...)
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		f      float64
		digits int
		want   [3]string
	}{
		{-1234.5, 2, [3]string{"-1_234,50", "-1_234,50", "-1,234.50"}},
		{0.79, 1, [3]string{"0,8", "0,8", "0.8"}},
		{42, 0, [3]string{"42", "42", "42"}},
		{41.96, -3, [3]string{"42", "42", "42"}},
		{-0.04, 1, [3]string{"0,0", "0,0", "0.0"}}, // no minus before nothing
		{1e6, 1, [3]string{"1_000_000,0", "1_000_000,0", "1,000,000.0"}},
		{math.NaN(), 2, [3]string{"–", "–", "–"}},
		{math.Inf(-1), 2, [3]string{"–", "–", "–"}},
	} {
		each(t, "Decimal", func(l Lang) string { return Decimal(l, c.f, c.digits) }, c.want[:]...)
	}
	if got := Decimal(EN, 0.5, 1000); got != "0.50000000000000000000" {
		t.Errorf("more than 20 digits: %q", got)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share  float64
		digits int
		want   [3]string
	}{
		{0.345, 1, [3]string{"34,5%", "34,5_%", "34.5%"}},
		{0.5, 0, [3]string{"50%", "50_%", "50%"}},
		{1, 0, [3]string{"100%", "100_%", "100%"}},
		{0, 0, [3]string{"0%", "0_%", "0%"}},
		{0.004, 0, [3]string{"0%", "0_%", "0%"}},
		{0.0007, 2, [3]string{"0,07%", "0,07_%", "0.07%"}},
		{-0.12, 0, [3]string{"-12%", "-12_%", "-12%"}},
		{-0.001, 0, [3]string{"0%", "0_%", "0%"}},
		// The nearest double to 12.345 is 12.3450000000000006…, so 1234.50000000000006… goes up.
		{12.345, 0, [3]string{"1_235%", "1_235_%", "1,235%"}},
		// The nearest double to 0.155 is 0.15499999999999999…, to 0.025 is 0.0250000000000000013…;
		// multiplied by 100 they are 15.5 and 2.5 exactly and would go the wrong way, to the even number.
		{0.155, 0, [3]string{"15%", "15_%", "15%"}},
		{0.025, 0, [3]string{"3%", "3_%", "3%"}},
		{math.NaN(), 0, [3]string{"–", "–", "–"}},
	} {
		each(t, "Percent", func(l Lang) string { return Percent(l, c.share, c.digits) }, c.want[:]...)
	}
}

func TestSize(t *testing.T) {
	for bytes, want := range map[int64][3]string{
		0:                 {"0_байт", "0_Б", "0_B"},
		999:               {"999_байт", "999_Б", "999_B"},
		1000:              {"1_кБ", "1_кБ", "1_kB"},
		1049:              {"1_кБ", "1_кБ", "1_kB"},
		1050:              {"1,1_кБ", "1,1_кБ", "1.1_kB"},
		16384:             {"16,4_кБ", "16,4_кБ", "16.4_kB"},
		123456:            {"123_кБ", "123_кБ", "123_kB"},
		99949:             {"99,9_кБ", "99,9_кБ", "99.9_kB"},
		99950:             {"100_кБ", "100_кБ", "100_kB"},
		999499:            {"999_кБ", "999_кБ", "999_kB"},
		999500:            {"1_МБ", "1_МБ", "1_MB"}, // never 1000 kB
		50_000_000:        {"50_МБ", "50_МБ", "50_MB"},
		50_400_000:        {"50,4_МБ", "50,4_МБ", "50.4_MB"},
		1_500_000_000:     {"1,5_ГБ", "1,5_ГБ", "1.5_GB"},
		2_000_000_000_000: {"2_ТБ", "2_ТБ", "2_TB"},
		math.MaxInt64:     {"9_223_372_ТБ", "9_223_372_ТБ", "9,223,372_TB"},
		-1500:             {"-1,5_кБ", "-1,5_кБ", "-1.5_kB"},
	} {
		each(t, "Size", func(l Lang) string { return Size(l, bytes) }, want[:]...)
	}
}

func TestTenge(t *testing.T) {
	for decimal, want := range map[string][3]string{
		"498.51":     {"498,51_₸", "498,51_₸", "498.51_₸"},
		"4.81":       {"4,81_₸", "4,81_₸", "4.81_₸"},
		"1234567.10": {"1_234_567,10_₸", "1_234_567,10_₸", "1,234,567.10_₸"},
		"522":        {"522_₸", "522_₸", "522_₸"},
		"-2.13":      {"-2,13_₸", "-2,13_₸", "-2.13_₸"},
		"-0.00":      {"0,00_₸", "0,00_₸", "0.00_₸"},
		"0.1":        {"0,1_₸", "0,1_₸", "0.1_₸"},
		// What is not a decimal number stands as it is.
		"":      {"_₸", "_₸", "_₸"},
		"4,81":  {"4,81_₸", "4,81_₸", "4,81_₸"},
		"1e3":   {"1e3_₸", "1e3_₸", "1e3_₸"},
		"5.":    {"5._₸", "5._₸", "5._₸"},
		".5":    {".5_₸", ".5_₸", ".5_₸"},
		"1.2.3": {"1.2.3_₸", "1.2.3_₸", "1.2.3_₸"},
		"--1":   {"--1_₸", "--1_₸", "--1_₸"},
	} {
		each(t, "Tenge", func(l Lang) string { return Tenge(l, decimal) }, want[:]...)
	}
}
