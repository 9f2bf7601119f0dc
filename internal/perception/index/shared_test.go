package index_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"adal/internal/perception/index"
)

// sharedCPI is the folder of the published editions, which are test data and
// no part of the project: the folder ADAL_SHARED names, or a folder "shared"
// beside the checkout.
func sharedCPI(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ADAL_SHARED"); dir != "" {
		return filepath.Join(dir, "cpi")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		found := filepath.Join(dir, "shared", "cpi")
		if _, err := os.Stat(filepath.Join(found, "scores.csv")); err == nil {
			return found
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("the published editions are not here: set ADAL_SHARED to the folder that has cpi/scores.csv")
		}
		dir = up
	}
}

var editions = sync.OnceValues(func() (data struct {
	observations []index.Observation
	published    []index.Published
}, err error) {
	data.observations, data.published, err = readTidy(os.Getenv("ADAL_TEST_CPI"))
	return data, err
})

// published reads the six editions with a reader of its own, so that the
// engine's figures don't hang on the importers.
func published(t testing.TB) (*index.Panel, []index.Published) {
	t.Helper()
	os.Setenv("ADAL_TEST_CPI", sharedCPI(t))
	data, err := editions()
	if err != nil {
		t.Fatal(err)
	}
	return mustPanel(t, data.observations), data.published
}

func readTidy(dir string) (observations []index.Observation, figures []index.Published, err error) {
	rows, err := readCSV(filepath.Join(dir, "sources.csv"))
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		observations = append(observations, index.Observation{Year: int(number(r[0])), Unit: r[1], Source: r[2], Score: number(r[3])})
	}
	rows, err = readCSV(filepath.Join(dir, "scores.csv"))
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rows {
		figures = append(figures, index.Published{Year: int(number(r[0])), Unit: r[1], Name: r[2], Region: r[3],
			Score: number(r[4]), Rank: int(number(r[5])), N: int(number(r[6])), SE: number(r[7]), Low: number(r[8]), High: number(r[9])})
	}
	return observations, figures, nil
}

func readCSV(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	return rows[1:], nil
}

func number(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return x
}

func mustPanel(t testing.TB, observations []index.Observation) *index.Panel {
	t.Helper()
	p, err := index.NewPanel(observations)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// edition computes a published edition; adopted takes the printed figures over.
func edition(t testing.TB, year int, adopted bool) *index.Result {
	t.Helper()
	panel, figures := published(t)
	e, err := panel.Edition(year)
	if err != nil {
		t.Fatal(err)
	}
	recipe, err := index.PresetOf(year)
	if err != nil {
		t.Fatal(err)
	}
	r, err := recipe.Compute(e)
	if err != nil {
		t.Fatal(err)
	}
	if adopted {
		if r, err = r.Adopt(figures); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func near(t testing.TB, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %v, want %v ± %v", what, got, want, within)
	}
}
