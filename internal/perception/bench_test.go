package perception_test

import (
	"context"
	"path/filepath"
	"testing"

	"adal/internal/db"
)

// BenchmarkRead measures what a page costs that isn't kept: an edition of 180
// countries, a country in six editions, and a change explained, which makes two
// editions again of their inputs.
func BenchmarkRead(b *testing.B) {
	in := published(b)
	d, err := db.Open(b.Context(), filepath.Join(b.TempDir(), "adal.db"))
	check(b, err)
	defer d.Close()
	w := newWorld(b, d)
	outcomes, err := w.Import(b.Context(), w.by, in)
	check(b, err)
	for _, o := range outcomes {
		check(b, w.Publish(b.Context(), w.by, o.Year, ""))
	}
	for name, do := range map[string]func(context.Context) error{
		"edition": func(ctx context.Context) error { return second(w.Edition(ctx, 2019)) },
		"country": func(ctx context.Context) error { return second(w.Country(ctx, "KAZ")) },
		"explain": func(ctx context.Context) error { return second(w.Explain(ctx, "KAZ", 2018, 2019)) },
		"what if": func(ctx context.Context) error {
			return second(w.WhatIf(ctx, 2019, "KAZ", map[string]float64{"icrg": 30}))
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				check(b, do(b.Context()))
			}
		})
	}
}
