package index_test

import (
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

func TestStandardiseByHand(t *testing.T) {
	b := index.NewBaseline("v1")
	b.Parameters["up"] = index.Parameters{Mean: 5, SD: 2}
	b.Parameters["down"] = index.Parameters{Reversed: true, Mean: -3, SD: 1}
	raw := must(mustPanel(t, []index.Observation{
		{Year: 2030, Unit: "u", Source: "up", Score: 6},    // z = ½: 45 + 10
		{Year: 2030, Unit: "u", Source: "down", Score: 4},  // −4 is z = −1: 45 − 20
		{Year: 2030, Unit: "v", Source: "up", Score: 20},   // z = 7.5: 195, capped
		{Year: 2030, Unit: "v", Source: "down", Score: 40}, // z = −37, capped
	}).Edition(2030))
	e, err := b.Standardise(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		unit, source string
		want         float64
	}{{"u", "up", 55}, {"u", "down", 25}, {"v", "up", 100}, {"v", "down", 0}} {
		got, _ := e.Score(c.unit, c.source)
		near(t, c.unit+" "+c.source, got, c.want, 1e-12)
	}
	delete(b.Parameters, "up")
	if _, err := b.Standardise(raw); fault.Of(err) != fault.Invalid {
		t.Errorf("a source without parameters: %v", err)
	}
}

// y = 2x + 3 wherever both speak; so y of the unit it leaves out is 2·9 + 3.
func TestBaselineImputesForItsParametersOnly(t *testing.T) {
	var all []index.Observation
	xs := []float64{1, 2, 4, 5, 7, 9}
	for i, x := range xs {
		unit := string(rune('a' + i))
		all = append(all, index.Observation{Year: 2030, Unit: unit, Source: "x", Score: x})
		if i < 5 {
			all = append(all, index.Observation{Year: 2030, Unit: unit, Source: "y", Score: 2*x + 3})
		}
	}
	raw := must(mustPanel(t, all).Edition(2030))
	b, put, err := index.EstimateBaseline("v1", raw)
	if err != nil {
		t.Fatal(err)
	}
	if len(put) != 1 || put[0].Unit != "f" || put[0].Source != "y" || len(put[0].From) != 1 {
		t.Fatalf("%+v", put)
	}
	near(t, "imputed", put[0].Score, 21, 1e-9)
	// x: sum 28, mean 14/3; squares 1+4+16+25+49+81 = 176, less 6·(14/3)² =
	// 130.667: 45.333, s = √9.0667 = 3.01109. y has twice that.
	near(t, "mean of x", b.Parameters["x"].Mean, 14.0/3, 1e-12)
	near(t, "SD of x", b.Parameters["x"].SD, 3.01109, 1e-5)
	near(t, "mean of y", b.Parameters["y"].Mean, 2*14.0/3+3, 1e-9)
	near(t, "SD of y", b.Parameters["y"].SD, 2*3.01109, 2e-5)
	e, err := b.Standardise(raw)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := e.Score("f", "y"); ok {
		t.Error("an imputed value must never enter a unit's score")
	}
	// On the baseline's own year a full source has mean 45 and SD 20.
	sum := 0.0
	for _, u := range e.Units() {
		x, _ := e.Score(u, "x")
		sum += x
	}
	near(t, "mean on the common scale", sum/6, 45, 1e-9)
}

func TestBaselineThatCannotBeMade(t *testing.T) {
	lonely := must(mustPanel(t, []index.Observation{
		{Year: 2030, Unit: "a", Source: "x", Score: 1}, {Year: 2030, Unit: "b", Source: "y", Score: 2}}).Edition(2030))
	if _, _, err := index.EstimateBaseline("v1", lonely); fault.Of(err) != fault.Invalid {
		t.Errorf("nothing to predict from: %v", err)
	}
	flat := must(mustPanel(t, []index.Observation{
		{Year: 2030, Unit: "a", Source: "x", Score: 1}, {Year: 2030, Unit: "b", Source: "x", Score: 1}}).Edition(2030))
	if _, _, err := index.EstimateBaseline("v1", flat); fault.Of(err) != fault.Invalid {
		t.Errorf("no spread: %v", err)
	}
}

// Re-basing goes through the raw score: standardising by the new baseline is
// the same as moving along the line.
func TestRebasingIsALine(t *testing.T) {
	old, next := index.NewBaseline("v1"), index.NewBaseline("v2")
	old.Parameters["s"] = index.Parameters{Mean: 5, SD: 2}
	next.Parameters["s"] = index.Parameters{Mean: 5.5, SD: 2.5}
	next.Parameters["other"] = index.Parameters{Mean: 1, SD: 1}
	lines := old.RebaseTo(next)
	if len(lines) != 1 {
		t.Fatalf("only one source is in both: %v", lines)
	}
	for _, raw := range []float64{2, 5, 7} {
		e := must(mustPanel(t, []index.Observation{{Year: 2030, Unit: "u", Source: "s", Score: raw}}).Edition(2030))
		was, _ := must(old.Standardise(e)).Score("u", "s")
		now, _ := must(next.Standardise(e)).Score("u", "s")
		near(t, "re-based", lines["s"].Of(was), now, 1e-9)
	}
}

// A change across a re-basing: what the scale did is not movement. The maps
// are those of 2023→2024; raw opinions are the same in both years but for gi.
func TestRebasingIsKeptApartFromMovement(t *testing.T) {
	was := map[string]float64{"eiu": 50, "gi": 40, "bti": 30, "vdem": 20}
	now := map[string]float64{"eiu": 50*0.922 + 0.162, "gi": 40*1.086 - 5.218 + 4, "bti": 30*1.077 - 1.150, "vdem": 23}
	result := func(year int, said map[string]float64) *index.Result {
		var all []index.Observation
		for s, x := range said {
			all = append(all, index.Observation{Year: year, Unit: "KAZ", Source: s, Score: x})
		}
		return compute(t, must(index.PresetOf(year)), all)
	}
	c, err := index.Explain(result(2023, was), result(2024, now), "KAZ")
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]index.Part{}
	for _, p := range c.Parts {
		parts[p.Source] = p
	}
	near(t, "eiu moved", parts["eiu"].Movement, 0, 1e-12)
	near(t, "eiu re-based", parts["eiu"].Rebasing, (50*0.922+0.162-50)/4, 1e-12)
	near(t, "gi moved", parts["gi"].Movement, 1, 1e-12)
	near(t, "bti moved", parts["bti"].Movement, 0, 1e-12)
	if parts["vdem"].Separable || !parts["gi"].Separable {
		t.Error("of vdem it isn't known what the scale did")
	}
	near(t, "residual", c.Residual, 0, 1e-12)
	near(t, "sum", c.Movement+c.Rebasing, c.Mean, 1e-12)
	if _, err := c.PlacesUp(); fault.Of(err) != fault.Conflict {
		t.Errorf("the scale was re-based: %v", err)
	}
}

func TestNormaliseByHand(t *testing.T) {
	var all []index.Observation
	for unit, x := range map[string]float64{"a": 10, "b": 20, "c": 20, "d": 50} {
		all = append(all, index.Observation{Year: 2030, Unit: unit, Source: "s", Score: x})
	}
	e := must(mustPanel(t, all).Edition(2030))
	// Mean 25, squares 225 + 25 + 25 + 625 = 900, s = √300 = 17.3205.
	for how, want := range map[index.Normalisation]map[string]float64{
		index.AsGiven:    {"a": 10, "b": 20, "c": 20, "d": 50},
		index.MinMax:     {"a": 0, "b": 25, "c": 25, "d": 100},
		index.ZScore:     {"a": 45 - 20*15/17.320508, "b": 45 - 20*5/17.320508, "c": 45 - 20*5/17.320508, "d": 45 + 20*25/17.320508},
		index.Percentile: {"a": 12.5, "b": 50, "c": 50, "d": 87.5},
	} {
		n, err := e.Normalise(how, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for unit, w := range want {
			got, _ := n.Score(unit, "s")
			near(t, string(how)+" "+unit, got, w, 1e-5)
		}
	}
	if x, _ := e.Score("a", "s"); x != 10 {
		t.Error("the edition itself was changed")
	}
	if _, err := e.Normalise("wish", 0, 100); fault.Of(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
}
