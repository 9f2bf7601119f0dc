package index_test

import (
	"testing"

	"adal/internal/fault"
	"adal/internal/perception/index"
)

// quoted are the figures of one country alone, as anybody may quote them: the
// sources of Kazakhstan in 2018 and 2019 and its published rows (Corruption
// Perceptions Index, Transparency International, CC BY-ND 4.0).
func quoted() ([]index.Observation, []index.Published) {
	said := map[int]map[string]float64{
		2018: {"bti": 25, "eiu": 20, "fh": 24, "gi": 35, "icrg": 27, "imd": 48, "vdem": 17, "wef": 46, "wjp": 34},
		2019: {"bti": 32.8455, "eiu": 19.79276, "fh": 23.71598, "gi": 34.50329, "icrg": 42.52084, "imd": 54.91934, "vdem": 17.40208, "wef": 46.60795, "wjp": 35.58079},
	}
	var all []index.Observation
	for year, sources := range said {
		for source, score := range sources {
			all = append(all, index.Observation{Year: year, Unit: "KAZ", Source: source, Score: score})
		}
	}
	return all, []index.Published{
		{Year: 2018, Unit: "KAZ", Score: 31, Rank: 124, N: 9, SE: 3.6, Low: 25, High: 37},
		{Year: 2019, Unit: "KAZ", Score: 34, Rank: 113, N: 9, SE: 4.176606, Low: 27.15037, High: 40.84963},
	}
}

func TestWhatOneCountryAloneCarries(t *testing.T) {
	observations, printed := quoted()
	panel := mustPanel(t, observations)
	from, to := must(index.Assemble(panel, printed, 2018)), must(index.Assemble(panel, printed, 2019))
	if !from.Partial || !to.Partial {
		t.Fatal("one country is not the field")
	}
	c, err := index.Explain(from, to, "KAZ")
	if err != nil {
		t.Fatal(err)
	}
	near(t, "change", c.Mean, 3.54, 0.005)
	near(t, "two-sample t", c.TwoSample.T, 0.54, 0.005)
	near(t, "two-sample p", c.TwoSample.P, 0.59, 0.005)
	near(t, "paired t", c.Paired.T, 1.94, 0.005)
	near(t, "paired p", c.Paired.P, 0.089, 0.0005)
	if c.Rank.Places != 11 || !c.Rank.Partial || c.Rank.OwnScoreOnly != 0 || c.Rank.Passed != nil {
		t.Errorf("the printed ranks are 11 places apart, and no more is known: %+v", c.Rank)
	}
	if _, err := to.Simulate(index.Usual()); fault.Of(err) != fault.Invalid {
		t.Errorf("a rank interval needs the others: %v", err)
	}
	if _, err := to.ScoreForRank("KAZ", 100); fault.Of(err) != fault.Invalid {
		t.Errorf("a rank needs the others: %v", err)
	}
	after := must(to.WhatIf(index.Observation{Unit: "KAZ", Source: "eiu", Score: 60}))
	// (307.8885 + 60 − 19.79276)/9 = 38.68.
	if row, _ := after.Row("KAZ"); row.Score != 39 || row.Rank != 0 {
		t.Errorf("%+v", row)
	}
	for _, d := range must(to.DropSources("KAZ")) {
		if d.Rank != 0 || d.RankOfAll != 0 || d.Score < 32 || d.Score > 36 {
			t.Errorf("%+v", d)
		}
	}
	if r := index.Reproduce(panel, printed)[1]; r.Score.Right() != 1 || r.SE.Right() != 1 || r.CI.Right() != 1 {
		t.Errorf("score, error and interval of one row come out: %s", r)
	}
	if r := must(index.Assemble(panel, nil, 2019)); r.Partial || r.Rows[0].Score != 34 {
		t.Errorf("%+v", r)
	}
	for _, year := range []int{2017, 2031} {
		if _, err := index.Assemble(panel, printed, year); fault.Of(err) != fault.NotFound {
			t.Errorf("%d: %v", year, err)
		}
	}
}
