package i18n

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// alphabet is the Kazakh alphabet of 42 letters in its order.
const alphabet = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"

func same(s string) string { return s }

// shuffled is a list in an order that is the same in every run.
func shuffled(list []string) []string {
	list = slices.Clone(list)
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func TestKazakhAlphabet(t *testing.T) {
	for _, letters := range []string{alphabet, strings.ToLower(alphabet)} {
		want := strings.Split(letters, "")
		if len(want) != 42 {
			t.Fatalf("the alphabet has %d letters", len(want))
		}
		sorted := shuffled(want)
		Sort(KK, sorted, same)
		misplaced := 0
		for i := range want {
			if sorted[i] != want[i] {
				misplaced++
			}
		}
		if misplaced != 0 {
			t.Errorf("%d letters are misplaced: %s", misplaced, strings.Join(sorted, ""))
		}
	}
}

// The lists are in the order of Intl.Collator in ICU 78 (CLDR 48).
var ordered = map[Lang]string{
	KK: "азамат|айна|Айна|ана|әділет|әке|Әке|гүл|ғалым|ежегодно|ель|ёлка|кала|кеңес|күн|кітап|қала|құрмет|нан|ңқ|озон|орын|өзен|уақыт|ұлт|ұстаз|үй|үміт|хат|һәм|ыстық|ін|ірі|іс шара|іс-шара|ісшара",
	RU: "азамат|айна|Айна|ана|әділет|әке|Әке|гүл|ғалым|ежегодно|ёлка|ель|ін|ірі|іс шара|іс-шара|ісшара|кала|кеңес|кітап|күн|қала|құрмет|нан|ңқ|озон|орын|өзен|уақыт|үй|үміт|ұлт|ұстаз|хат|һәм|ыстық",
	EN: "Abai|Akmola|Aktobe|Almaty|Mangystau|Ulytau|West Kazakhstan|Zhambyl|Zhetisu",
}

func TestOrder(t *testing.T) {
	for l, list := range ordered {
		want := strings.Split(list, "|")
		sorted := shuffled(want)
		Sort(l, sorted, same)
		if diff := cmp.Diff(want, sorted); diff != "" {
			t.Errorf("Sort in %s (-want +got):\n%s", l, diff)
		}
		sorted = shuffled(want)
		slices.SortFunc(sorted, func(a, b string) int { return Compare(l, a, b) })
		if diff := cmp.Diff(want, sorted); diff != "" {
			t.Errorf("Compare in %s (-want +got):\n%s", l, diff)
		}
	}
}

func TestRegions(t *testing.T) {
	want := strings.Split("Абай|Ақмола|Ақтөбе|Алматы|Астана|Атырау|Батыс Қазақстан|Жамбыл|Жетісу|Қарағанды|Қостанай|Қызылорда|Маңғыстау|Павлодар|Солтүстік Қазақстан|Түркістан|Ұлытау|Шығыс Қазақстан|Шымкент", "|")
	type region struct {
		name  Text
		place int
	}
	var regions []region
	// Two more of the name Абай come first, and must stay before the third.
	regions = append(regions, region{Text{KK: "Абай"}, 1}, region{Text{KK: "Абай"}, 2})
	for _, name := range shuffled(want) {
		regions = append(regions, region{Text{KK: name}, 0})
	}
	Sort(KK, regions, func(r region) string { return r.name.KK })
	if regions[0].place != 1 || regions[1].place != 2 || regions[2].place != 0 {
		t.Errorf("equal names changed places: %v", regions[:3])
	}
	var got []string
	for _, r := range regions[2:] {
		got = append(got, r.name.KK)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("regions (-want +got):\n%s", diff)
	}
}

func TestSortOfNothing(t *testing.T) {
	Sort(KK, []string(nil), same)
	if Compare(KK, "", "") != 0 || Compare(KK, "", "а") >= 0 {
		t.Error("an empty name doesn't come first")
	}
}

func TestCompareIsAnOrder(t *testing.T) {
	text := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom([]rune(alphabet+strings.ToLower(alphabet)+"a Z-\u0301")), 0, 6, -1), rapid.StringN(0, 4, -1))
	rapid.Check(t, func(t *rapid.T) {
		l := rapid.SampledFrom(Langs).Draw(t, "language")
		list := rapid.SliceOfN(text, 3, 12).Draw(t, "list")
		a, b, c := list[0], list[1], list[2]
		if Compare(l, a, b) != -Compare(l, b, a) {
			t.Errorf("%q and %q come each before the other", a, b)
		}
		if (Compare(l, a, b) == 0) != (a == b) {
			t.Errorf("%q and %q are equal", a, b)
		}
		if Compare(l, a, b) < 0 && Compare(l, b, c) < 0 && Compare(l, a, c) >= 0 {
			t.Errorf("%q, %q, %q go round in a circle", a, b, c)
		}
		Sort(l, list, same)
		if !slices.IsSortedFunc(list, func(a, b string) int { return Compare(l, a, b) }) {
			t.Errorf("Sort and Compare differ: %q", list)
		}
	})
}

func BenchmarkSort(b *testing.B) {
	list := shuffled(strings.Split(strings.Repeat(ordered[KK]+"|", 30), "|"))
	b.Run("Sort", func(b *testing.B) {
		for b.Loop() {
			Sort(KK, slices.Clone(list), same)
		}
	})
	b.Run("Compare", func(b *testing.B) {
		for b.Loop() {
			slices.SortFunc(slices.Clone(list), func(a, b string) int { return Compare(KK, a, b) })
		}
	})
}
