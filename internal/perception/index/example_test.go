package index_test

import (
	"fmt"

	"adal/internal/perception/index"
)

// From sources to an edition, and what it would be with another opinion. The
// figures are made up.
func Example() {
	panel, err := index.NewPanel([]index.Observation{
		{Year: 2030, Unit: "east", Source: "business", Score: 50}, {Year: 2030, Unit: "east", Source: "citizens", Score: 40},
		{Year: 2030, Unit: "west", Source: "business", Score: 60}, {Year: 2030, Unit: "west", Source: "citizens", Score: 44},
	})
	if err != nil {
		panic(err)
	}
	edition, _ := panel.Edition(2030)
	recipe, err := index.ParseRecipe([]byte("name = \"regions\"\nmin_sources = 2\n[interval]\nz = 1.645\ncentre = \"score\"\ndecimals = 1\n"))
	if err != nil {
		panic(err)
	}
	result, err := recipe.Compute(edition)
	if err != nil {
		panic(err)
	}
	for _, row := range result.Ranked() {
		fmt.Printf("%d. %s %.0f (%.1f–%.1f)\n", row.Rank, row.Unit, row.Score, row.Low, row.High)
	}
	after, err := result.WhatIf(index.Observation{Unit: "east", Source: "citizens", Score: 70})
	if err != nil {
		panic(err)
	}
	row, _ := after.Row("east")
	fmt.Printf("%d. %s %.0f\n", row.Rank, row.Unit, row.Score)
	// Output:
	// 1. west 52 (38.8–65.2)
	// 2. east 45 (36.8–53.2)
	// 1. east 60
}
