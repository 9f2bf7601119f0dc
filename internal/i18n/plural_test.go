package i18n

import (
	"math"
	"testing"
)

// samples are the integer samples of CLDR's plurals.xml (cardinal, release 44;
// unchanged since release 22 for these languages), its ranges written out.
var samples = []struct {
	l    Lang
	form string
	from int
	to   int
}{
	{RU, "one", 1, 1}, {RU, "one", 21, 21}, {RU, "one", 31, 31}, {RU, "one", 41, 41}, {RU, "one", 51, 51},
	{RU, "one", 61, 61}, {RU, "one", 71, 71}, {RU, "one", 81, 81}, {RU, "one", 101, 101}, {RU, "one", 1001, 1001},
	{RU, "few", 2, 4}, {RU, "few", 22, 24}, {RU, "few", 32, 34}, {RU, "few", 42, 44}, {RU, "few", 52, 54},
	{RU, "few", 62, 62}, {RU, "few", 102, 102}, {RU, "few", 1002, 1002},
	{RU, "many", 0, 0}, {RU, "many", 5, 20}, {RU, "many", 25, 30}, {RU, "many", 100, 100}, {RU, "many", 111, 114},
	{RU, "many", 1000, 1000}, {RU, "many", 10000, 10000}, {RU, "many", 100000, 100000}, {RU, "many", 1000000, 1000000},

	{EN, "one", 1, 1},
	{EN, "other", 0, 0}, {EN, "other", 2, 16}, {EN, "other", 21, 21}, {EN, "other", 100, 101},
	{EN, "other", 1000, 1001}, {EN, "other", 10000, 10000}, {EN, "other", 100000, 100000}, {EN, "other", 1000000, 1000000},

	{KK, "one", 1, 1},
	{KK, "other", 0, 0}, {KK, "other", 2, 16}, {KK, "other", 21, 21}, {KK, "other", 100, 101},
	{KK, "other", 1000, 1001}, {KK, "other", 10000, 10000}, {KK, "other", 100000, 100000}, {KK, "other", 1000000, 1000000},
}

func TestPlural(t *testing.T) {
	for _, s := range samples {
		for n := s.from; n <= s.to; n++ {
			if got := Plural(s.l, n); got != s.form {
				t.Errorf("%s: %d is %q, want %q", s.l, n, got, s.form)
			}
		}
	}
}

func TestPluralOfLargeAndNegativeNumbers(t *testing.T) {
	for _, c := range []struct {
		l    Lang
		n    int
		want string
	}{
		{EN, 1_000_001, "other"},
		{EN, 10_000_001, "other"}, // 1 modulo 10,000,000
		{RU, 10_000_001, "one"},
		{RU, 10_000_011, "many"},
		{RU, 10_000_003, "few"},
		{KK, 10_000_001, "other"},
		{EN, -1, "one"}, // CLDR's n is the absolute value
		{RU, -2, "few"},
		{RU, -11, "many"},
		{RU, math.MaxInt64, "many"}, // … 807
		{EN, math.MaxInt64, "other"},
		{RU, math.MinInt64, "many"}, // … 808
	} {
		if got := Plural(c.l, c.n); got != c.want {
			t.Errorf("%s: %d is %q, want %q", c.l, c.n, got, c.want)
		}
	}
	if got := form(RU, math.MaxUint64); got != base { // … 615
		t.Errorf("the largest number takes the form %d, want %d", got, base)
	}
}

func TestKazakhKeepsTheSingular(t *testing.T) {
	for _, n := range []uint64{0, 1, 2, 21, 592} {
		if got := form(KK, n); got != base {
			t.Errorf("%d takes the form %d, want %d", n, got, base)
		}
	}
}
