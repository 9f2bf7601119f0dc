package index_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

func TestPresetsSayWhatTheEditionsDid(t *testing.T) {
	all := index.Presets()
	if len(all) != 14 {
		t.Fatalf("%d presets for 2012–2025", len(all))
	}
	seen := map[string]bool{}
	for i, r := range all {
		if r.Year != 2012+i || r.Name != fmt.Sprintf("ti-cpi-%d", r.Year) || r.MinSources != 3 {
			t.Errorf("%+v", r)
		}
		if corrected := r.Error.Population == 13; corrected != (r.Year >= 2020) {
			t.Errorf("%d: the correction is for editions from 2020 on", r.Year)
		}
		if (r.Interval.Z == 1.645) != (r.Year == 2021) {
			t.Errorf("%d: z is %v", r.Year, r.Interval.Z)
		}
		if (r.Interval.Centre == index.CentreMean) != (r.Year == 2012 || r.Year == 2016) {
			t.Errorf("%d: the centre is the %s", r.Year, r.Interval.Centre)
		}
		if h := r.Hash(); len(h) != 64 || seen[h] {
			t.Errorf("%d: the hash %s is not its own", r.Year, h)
		}
		seen[r.Hash()] = true
		if got, err := index.PresetOf(r.Year); err != nil || got.Hash() != r.Hash() {
			t.Errorf("%d: %v", r.Year, err)
		}
	}
	all[0].Sources[0], all[0].MinSources = "changed", 9
	if again := index.Presets()[0]; again.MinSources != 3 || again.Sources[0] == "changed" {
		t.Error("a caller's change reached the presets")
	}
	if _, err := index.Preset("wish"); fault.Of(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

func TestHashDependsOnTheRulesAlone(t *testing.T) {
	parse := func(text string) string { return must(index.ParseRecipe([]byte(text))).Hash() }
	a := parse("name = \"x\"\nmin_sources = 3\n[weights]\na = 1\nb = 2\n")
	if b := parse("# another layout\nmin_sources=3\nname='x'\nweights = { b = 2.0, a = 1.0 }\n"); a != b {
		t.Error("the same rules have two hashes")
	}
	if c := parse("name = \"x\"\nmin_sources = 3\n[weights]\na = 1\nb = 3\n"); a == c {
		t.Error("other rules have the same hash")
	}
}

func TestRecipesThatAreRefused(t *testing.T) {
	const good = "name = \"x\"\nmin_sources = 3\n"
	if _, err := index.ParseRecipe([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"min_sources = 3", "name = \"x\"", good + "min_source = 4", good + "[",
		good + "aggregation = \"wish\"", good + "low = 100", good + "high = inf", good + "shift = -1", good + "decimals = -1",
		good + "ties = \"wish\"", good + "version = 0", good + "error = { decimals = 10 }", good + "error = { population = 1 }",
		good + "interval = { z = -1, centre = \"score\" }", good + "interval = { z = nan, centre = \"score\" }",
		good + "interval = { centre = \"wish\" }", good + "interval = { centre = \"score\", decimals = 99 }",
		good + "weights = { a = 0 }", good + "rebased = { a = { slope = 0 } }",
	} {
		if _, err := index.ParseRecipe([]byte(bad)); fault.Of(err) != fault.Invalid {
			t.Errorf("%q should be refused: %v", bad, err)
		}
	}
}

func FuzzRecipe(f *testing.F) {
	f.Add("name = \"x\"\nmin_sources = 3\n[weights]\na = 1\n")
	f.Add("name = \"x\"\nmin_sources = 1\nlow = -1e308\nhigh = 1e308\n[interval]\nz = 1.64\n")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := index.ParseRecipe([]byte(text))
		if err != nil {
			return
		}
		if len(r.Hash()) != 64 {
			t.Fatal("a recipe that was read has a hash")
		}
	})
}

func TestRecipeMustFitTheEdition(t *testing.T) {
	e := made(t, 5, 4)
	for _, change := range []func(r *index.Recipe){
		func(r *index.Recipe) { r.Sources = []string{"s00", "s01"} },
		func(r *index.Recipe) { r.Weights = map[string]float64{"s00": 1} },
		func(r *index.Recipe) { r.Error.Population = 3 },
		func(r *index.Recipe) { r.MinSources = 0 },
	} {
		r := own(t)
		change(r)
		if _, err := r.Compute(e); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v should be refused: %v", r, err)
		}
	}
}

func TestPanelsAreWhole(t *testing.T) {
	good := index.Observation{Year: 2030, Unit: "u", Source: "s", Score: 1}
	for _, change := range []func(o *index.Observation){
		func(o *index.Observation) { o.Year = 0 }, func(o *index.Observation) { o.Unit = "" },
		func(o *index.Observation) { o.Source = "" }, func(o *index.Observation) { o.Score = math.NaN() },
		func(o *index.Observation) { o.Score = math.Inf(1) },
	} {
		o := good
		change(&o)
		if _, err := index.NewPanel([]index.Observation{o}); fault.Of(err) != fault.Invalid {
			t.Errorf("%+v should be refused: %v", o, err)
		}
	}
	if _, err := index.NewPanel([]index.Observation{good, good}); fault.Of(err) != fault.Conflict {
		t.Errorf("the same twice: %v", err)
	}
	p := mustPanel(t, []index.Observation{good, {Year: 2029, Unit: "v", Source: "s", Score: 2.25}})
	if y := p.Years(); len(y) != 2 || y[0] != 2029 || len(p.Observations()) != 2 {
		t.Errorf("%v", y)
	}
	if _, err := p.Edition(1999); fault.Of(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
	e := must(p.Edition(2029))
	if x, ok := e.Score("v", "zz"); ok || !math.IsNaN(x) || e.Of("zz") != nil || e.Decimals() != 2 || !e.Rounded() {
		t.Error("what isn't there")
	}
}

// Every word that a fault or a reason of this package names must be in
// words.toml with as many places as it is given.
func TestEveryFaultHasWordsInThreeLanguages(t *testing.T) {
	var words map[string]struct{ KK, RU, EN string }
	text := must(index.Words.ReadFile("words.toml"))
	if _, err := toml.Decode(string(text), &words); err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`"index\.([a-z-]+)"`)
	used := map[string]bool{}
	for _, f := range must(os.ReadDir(".")) {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(string(must(os.ReadFile(f.Name()))), -1) {
			used[m[1]] = true
		}
	}
	if len(used) < 30 {
		t.Errorf("only %d words were found in the code", len(used))
	}
	for key := range used {
		if w, ok := words[key]; !ok || w.KK == "" || w.RU == "" || w.EN == "" {
			t.Errorf("%s has no words", key)
		}
	}
	for key, w := range words {
		if !used[key] {
			t.Errorf("%s is never said", key)
		}
		n := strings.Count(w.EN, "%s")
		if strings.Count(w.KK, "%s") != n || strings.Count(w.RU, "%s") != n {
			t.Errorf("%s has other places in another language", key)
		}
	}
}
