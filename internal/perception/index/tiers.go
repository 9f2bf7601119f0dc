package index

import "slices"

// Odds are how likely one unit's published score would be above, equal to and
// below another's; they sum to 1.
type Odds struct{ Above, Equal, Below float64 }

// Odds are the odds of unit a against unit b, from the same draws as the rank
// intervals: each unit's stream can be drawn again by itself, so that no
// matrix of all pairs has to be kept.
func (k *Ranking) Odds(a, b string) (Odds, error) {
	i, err := k.at(a)
	if err != nil {
		return Odds{}, err
	}
	j, err := k.at(b)
	if err != nil {
		return Odds{}, err
	}
	return k.odds(k.scores(i, nil), k.scores(j, nil)), nil
}

// Pairwise are the odds of every unit against every other, in the order of
// units: Pairwise()[i][j].Above is P(units[i] above units[j]). Its cost grows
// with the square of the number of units.
func (k *Ranking) Pairwise() (units []string, all [][]Odds) {
	n := len(k.units)
	scores := make([][]int64, n)
	all = make([][]Odds, n)
	inBlocks(n, noScratch, func(_ struct{}, u int) { scores[u] = k.scores(u, nil) })
	inBlocks(n, noScratch, func(_ struct{}, i int) {
		all[i] = make([]Odds, n)
		for j := range n {
			all[i][j] = k.odds(scores[i], scores[j])
		}
	})
	for _, u := range k.units {
		units = append(units, u.unit)
	}
	return units, all
}

func noScratch() struct{} { return struct{}{} }

// scores are all draws of a unit, rounded.
func (k *Ranking) scores(u int, into []int64) []int64 {
	into = slices.Grow(into[:0], k.Simulation.Draws)[:k.Simulation.Draws]
	var s stream
	for block := 0; block*blockSize < len(into); block++ {
		at := block * blockSize
		k.draw(&s, u, block, into[at:min(at+blockSize, len(into))])
	}
	return into
}

func (k *Ranking) odds(a, b []int64) Odds {
	above, equal := 0, 0
	for d := range a {
		if a[d] > b[d] {
			above++
		} else if a[d] == b[d] {
			equal++
		}
	}
	n := float64(len(a))
	return Odds{Above: float64(above) / n, Equal: float64(equal) / n, Below: float64(len(a)-above-equal) / n}
}

// A Tier is a group of units that can't be told apart from its first.
type Tier struct {
	Number int // 1 is the best
	Units  []string
}

// Tiers groups the units from the best mean down: a new tier begins with the
// first unit that the head of the current one is above with a probability of
// at least (1+Level)/2. Within a tier an order is a guess.
func (k *Ranking) Tiers() []Tier {
	order := make([]int, len(k.units))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch x, y := k.units[a].mean, k.units[b].mean; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	sure := (1 + k.Simulation.Level) / 2
	var tiers []Tier
	var head, other []int64
	for _, u := range order {
		if len(tiers) > 0 {
			other = k.scores(u, other)
		}
		if len(tiers) == 0 || k.odds(head, other).Above >= sure {
			tiers = append(tiers, Tier{Number: len(tiers) + 1})
			head = k.scores(u, head)
		}
		last := &tiers[len(tiers)-1]
		last.Units = append(last.Units, k.units[u].unit)
	}
	return tiers
}
