package index_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// publish makes up an edition of a year and prints it as that year's edition
// was printed, by plain arithmetic that shares nothing with the engine: the
// rules here are those of the reference, spelled out a second time.
func publish(year int) (inputs []index.Observation, printed []index.Published) {
	r := rand.New(rand.NewPCG(uint64(year), 9))
	sources := []string{"afdb", "bti", "eiu", "fh", "gi", "icrg", "imd", "perc", "wb", "wef", "wjp"}
	fine := year == 2015 || year == 2019 || year == 2021 || year >= 2023
	for u := range 120 {
		unit, truth := fmt.Sprintf("U%03d", u), 8+80*r.Float64()
		var xs []float64
		for i, s := range sources {
			if i >= 3 && r.Float64() < 0.4 {
				continue
			}
			x := min(max(truth+7*r.NormFloat64(), 0), 100)
			xs = append(xs, x)
			if !fine {
				x = math.Floor(x + 0.5)
			}
			inputs = append(inputs, index.Observation{Year: year, Unit: unit, Source: s, Score: x})
		}
		printed = append(printed, printedRow(year, unit, xs))
	}
	for i := range printed {
		printed[i].Rank = 1
		for _, other := range printed {
			if other.Score > printed[i].Score {
				printed[i].Rank++
			}
		}
	}
	return inputs, printed
}

func printedRow(year int, unit string, xs []float64) index.Published {
	n, sum, squares := float64(len(xs)), 0.0, 0.0
	for _, x := range xs {
		sum += x
	}
	for _, x := range xs {
		squares += (x - sum/n) * (x - sum/n)
	}
	se := math.Sqrt(squares/(n-1)) / math.Sqrt(n)
	if year >= 2020 {
		se *= math.Sqrt((13 - n) / 12)
	}
	score, z := math.Floor(sum/n+0.5), 1.64
	if year == 2021 {
		z = 1.645
	}
	centre := score
	if year == 2012 || year == 2016 {
		centre = sum / n
	}
	seDecimals, ciDecimals := 6, 5
	if year <= 2018 {
		seDecimals, ciDecimals = 2, 0
	}
	if year <= 2013 {
		seDecimals = 1
	}
	round := func(x float64, d int) float64 { return math.Floor(x*math.Pow10(d)+0.5) / math.Pow10(d) }
	return index.Published{Year: year, Unit: unit, Score: score, N: len(xs), SE: round(se, seDecimals),
		Low: round(centre-z*se, ciDecimals), High: round(centre+z*se, ciDecimals)}
}

func TestEditionsOfAllYearsAreReproduced(t *testing.T) {
	var inputs []index.Observation
	var printed []index.Published
	for year := 2012; year <= 2025; year++ {
		in, out := publish(year)
		inputs, printed = append(inputs, in...), append(printed, out...)
	}
	reports := index.Reproduce(mustPanel(t, inputs), printed)
	if len(reports) != 14 {
		t.Fatalf("%d reports", len(reports))
	}
	for _, r := range reports {
		word := "consistent"
		if r.Year == 2015 || r.Year == 2019 || r.Year == 2021 || r.Year >= 2023 {
			word = "exact"
		}
		want := fmt.Sprintf("%d score 120/120 rank 120/120 se 120/120 ci 120/120 %s", r.Year, word)
		if r.String() != want || !r.OK() || r.UnitsReproduced != 120 {
			t.Errorf("got  %s\nwant %s\n%+v", r, want, r.Wrong)
		}
		if recipe := must(index.PresetOf(r.Year)); r.Hash != recipe.Hash() || r.Recipe != recipe.Name {
			t.Errorf("%d: the report names %s %s", r.Year, r.Recipe, r.Hash)
		}
	}
}

func TestEveryFigureThatDiffersIsListed(t *testing.T) {
	for _, year := range []int{2018, 2019} {
		inputs, good := publish(year)
		for name, change := range map[string]func(p *index.Published){
			"score":   func(p *index.Published) { p.Score += 2 },
			"rank":    func(p *index.Published) { p.Rank++ },
			"n":       func(p *index.Published) { p.N++ },
			"se":      func(p *index.Published) { p.SE += 1 },
			"ci_low":  func(p *index.Published) { p.Low -= 3 },
			"ci_high": func(p *index.Published) { p.High += 3 },
		} {
			printed := append([]index.Published(nil), good...)
			change(&printed[7])
			report := index.Reproduce(mustPanel(t, inputs), printed)[0]
			found := false
			for _, f := range report.Wrong {
				found = found || f.Unit == printed[7].Unit && f.Name == name && f.Verdict == index.Differs
			}
			if report.OK() || !found || !strings.HasSuffix(report.String(), "differs") {
				t.Errorf("%d: a wrong %s of %s was not named: %s %+v", year, name, printed[7].Unit, report, report.Wrong)
			}
		}
		report := index.Reproduce(mustPanel(t, inputs), good[1:])[0]
		if report.OK() || len(report.UnitsUnmatched) != 1 || report.UnitsUnmatched[0] != good[0].Unit {
			t.Errorf("%d: a unit with sources that was not printed: %+v", year, report.UnitsUnmatched)
		}
	}
}

func TestEditionsThatCannotBeReproducedSaySo(t *testing.T) {
	inputs, printed := publish(2019)
	panel := mustPanel(t, inputs)
	for _, r := range index.Reproduce(panel, nil) {
		if r.OK() || fault.Of(r.Err) != fault.NotFound || !strings.Contains(r.String(), "2019 not reproduced") {
			t.Errorf("nothing was printed: %s", r)
		}
	}
	for i := range printed {
		printed[i].Year = 2031
	}
	for _, r := range index.Reproduce(panel, printed) {
		if r.OK() {
			t.Errorf("2019 has no figures and 2031 no recipe: %s", r)
		}
	}
	other := must(index.PresetOf(2019))
	other.Sources = []string{"afdb"}
	if r := index.ReproduceWith(other, panel, 2019, printed); r.OK() || fault.Of(r.Err) != fault.Invalid {
		t.Errorf("the recipe doesn't know the sources: %s", r)
	}
	if r := index.ReproduceWith(other, panel, 1999, printed); fault.Of(r.Err) != fault.NotFound {
		t.Errorf("there is no such year: %s", r)
	}
}

func TestKnownFiguresAreNamedAndNothingElseIs(t *testing.T) {
	known := index.KnownIrreproducible()
	if len(known) != 3 {
		t.Errorf("%d known figures; a new one needs its reason written here", len(known))
	}
	for _, k := range known {
		if k.Unit != "FIN" || k.Year != 2012 || k.Reason == "" {
			t.Errorf("%+v", k)
		}
	}
	// Another wrong figure of Finland is not excused.
	inputs, printed := publish(2012)
	for i := range inputs {
		if inputs[i].Unit == "U000" {
			inputs[i].Unit = "FIN"
		}
	}
	printed[0].Unit = "FIN"
	printed[0].SE += 7
	if report := index.Reproduce(mustPanel(t, inputs), printed)[0]; report.OK() || len(report.Known) != 0 {
		t.Errorf("%s", report)
	}
}

func TestAdoptTakesOverWhatWasPrinted(t *testing.T) {
	inputs, printed := publish(2018)
	r := compute(t, must(index.PresetOf(2018)), inputs)
	adopted, err := r.Adopt(printed)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range printed {
		row, _ := adopted.Row(p.Unit)
		was, _ := r.Row(p.Unit)
		if row.Score != p.Score || row.Rank != p.Rank || row.SE != p.SE || row.PlainSE != p.SE || row.Low != p.Low || row.Mean != was.Mean {
			t.Errorf("%+v is not %+v", row, p)
		}
	}
	for _, bad := range [][]index.Published{
		nil, append(printed, printed[0]), {{Year: 2018, Unit: "omega", Score: 3}}, {{Year: 2018, Unit: "U000", Score: math.NaN()}},
	} {
		if _, err := r.Adopt(bad); fault.Of(err) == "" {
			t.Errorf("%v should be refused: %v", len(bad), err)
		}
	}
	// With the correction the plain error is taken back from the printed one.
	inputs, printed = publish(2022)
	r = compute(t, must(index.PresetOf(2022)), inputs)
	adopted = must(r.Adopt(printed))
	for i, row := range adopted.Rows {
		near(t, "plain error", row.PlainSE*math.Sqrt(float64(13-row.N)/12), printed[i].SE, 1e-9)
	}
}
