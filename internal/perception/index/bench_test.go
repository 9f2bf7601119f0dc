package index_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"adal/internal/perception/index"
)

// made is a made-up edition of any size: a true value per unit and noise per
// source, with gaps.
func made(t testing.TB, units, sources int) *index.Edition {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var all []index.Observation
	for u := range units {
		truth := 10 + 75*r.Float64()
		for s := range sources {
			if s >= 3 && r.Float64() < 0.25 {
				continue
			}
			x := min(max(truth+8*r.NormFloat64(), 0.5), 100)
			all = append(all, index.Observation{Year: 2030, Unit: fmt.Sprintf("U%04d", u), Source: fmt.Sprintf("s%02d", s), Score: x})
		}
	}
	e, err := mustPanel(t, all).Edition(2030)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func own(t testing.TB) *index.Recipe {
	t.Helper()
	r, err := index.ParseRecipe([]byte("name = \"own\"\nmin_sources = 2\ndecimals = 0\n[error]\ndecimals = 4\n[interval]\nz = 1.645\ndecimals = 4\n"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Scores, errors, intervals and ranks of one edition; the measure is 200 µs
// for 180 units of 13 sources.
func BenchmarkCompute(b *testing.B) {
	for _, size := range [][2]int{{180, 13}, {1000, 20}, {5000, 40}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			e, r := made(b, size[0], size[1]), own(b)
			var result index.Result
			b.ReportAllocs()
			for b.Loop() {
				if err := r.ComputeInto(&result, e); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size[0]*size[1]), "ns/cell")
		})
	}
}

// Reading every cell once: the limit of what Compute can be.
func BenchmarkReadOnly(b *testing.B) {
	e := made(b, 180, 13)
	for b.Loop() {
		if sum := e.Sum(); !(sum > 0) {
			b.Fatal("nothing was read")
		}
	}
}

// Rank intervals from 10,000 draws; the measure is 150 ms for 180 units.
func BenchmarkRankIntervals(b *testing.B) {
	for _, size := range [][2]int{{180, 13}, {1000, 20}, {5000, 40}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			r, err := own(b).Compute(made(b, size[0], size[1]))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				k, err := r.Simulate(index.Usual())
				if err != nil {
					b.Fatal(err)
				}
				if len(k.Intervals()) != size[0] {
					b.Fatal("units are missing")
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size[0]*10_000), "ns/unit·draw")
		})
	}
}

// The whole sensitivity analysis; the measure is 2 s for an edition and at
// least 10,000 replications.
func BenchmarkSobol(b *testing.B) {
	r, e := own(b), made(b, 180, 13)
	for b.Loop() {
		s, err := index.Analyse(r, e, index.UsualAnalysis())
		if err != nil {
			b.Fatal(err)
		}
		if len(s.Replications) < 10_000 {
			b.Fatal("too few replications")
		}
		s.MeanShiftEffects()
		b.ReportMetric(float64(len(s.Replications)), "replications")
	}
}

// Both tests, the split and the ranks of all units.
func BenchmarkExplainAll(b *testing.B) {
	r, err := own(b).Compute(made(b, 180, 13))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := index.ExplainAll(r, r); err != nil {
			b.Fatal(err)
		}
	}
}
