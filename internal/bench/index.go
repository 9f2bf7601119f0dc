package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"adal/internal/perception/index"
)

// The size of an edition of the Corruption Perceptions Index.
const units, sources = 180, 13

// ownRecipe makes the made-up editions: the arithmetic mean, rounded.
const ownRecipe = "name = \"bench\"\nmin_sources = 3\ndecimals = 0\n[error]\ndecimals = 4\n[interval]\nz = 1.645\ndecimals = 4\n"

// made are the scores of a made-up edition: a true value of each unit and noise
// of each source, a quarter of which says nothing.
func made(units, sources int) (all []index.Observation) {
	r := rand.New(rand.NewPCG(1, 2))
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
	return all
}

// edition is a made-up edition with its recipe.
func edition(units, sources int) (*index.Recipe, *index.Edition, error) {
	recipe, err := index.ParseRecipe([]byte(ownRecipe))
	if err != nil {
		return nil, nil, err
	}
	panel, err := index.NewPanel(made(units, sources))
	if err != nil {
		return nil, nil, err
	}
	e, err := panel.Edition(2030)
	return recipe, e, err
}

// perception measures the engine of the index beside the least that it could
// cost, at the size of an edition and beyond, and beside COINr.
func perception(ctx context.Context, dir string) error {
	figures, err := oneEdition()
	if err != nil {
		return fmt.Errorf("measuring the index: %w", err)
	}
	if err := show(fmt.Sprintf("The index: a made-up edition of %d units × %d sources", units, sources), figures); err != nil {
		return err
	}
	if err := sizes(ctx); err != nil {
		return err
	}
	return coinr(ctx, dir)
}

// patience is how long each figure of the index is measured.
const patience = time.Second

// took is how long something takes at its best, since a machine that does
// something else in between says nothing of it, and what it allocates.
func took(do func() error) (best time.Duration, allocs float64, err error) {
	const least = time.Millisecond // what a clock can be trusted with
	begun, times := time.Now(), 1
	var before, after runtime.MemStats
	for time.Since(begun) < patience || best == 0 {
		runtime.ReadMemStats(&before)
		from := time.Now()
		for range times {
			if err := do(); err != nil {
				return 0, 0, err
			}
		}
		all := time.Since(from)
		runtime.ReadMemStats(&after)
		if all < least {
			times *= 2
			continue
		}
		if each := all / time.Duration(times); best == 0 || each < best {
			best, allocs = each, float64(after.Mallocs-before.Mallocs)/float64(times)
		}
	}
	return best, allocs, nil
}

func oneEdition() ([]figure, error) {
	recipe, e, err := edition(units, sources)
	if err != nil {
		return nil, err
	}
	sum := 0.0
	read, _, _ := took(func() error { sum += e.Sum(); return nil })
	runtime.KeepAlive(sum)
	var result index.Result
	compute, allocs, err := took(func() error { return recipe.ComputeInto(&result, e) })
	if err != nil {
		return nil, err
	}
	draw := func(draws int) (time.Duration, float64, error) {
		s := index.Usual()
		s.Draws = draws
		return took(func() error {
			k, err := result.Simulate(s)
			if err == nil && len(k.Intervals()) != len(result.Rows) {
				err = fmt.Errorf("%d intervals of %d units", len(k.Intervals()), len(result.Rows))
			}
			return err
		})
	}
	ranks, few, err := draw(index.Usual().Draws)
	if err != nil {
		return nil, err
	}
	_, many, err := draw(4 * index.Usual().Draws)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	sobol, err := index.Analyse(recipe, e, index.UsualAnalysis())
	if err != nil {
		return nil, err
	}
	sobol.MeanShiftEffects()
	whole, runs := time.Since(begun), len(sobol.Replications)
	return []figure{
		plain("reading every score once, the limit", "%v", read),
		below("scores, errors, intervals and ranks", "%v", compute, 200*time.Microsecond),
		plain("the same, in readings of the scores", "%.1f", float64(compute)/float64(read)),
		plain("the same, allocations", "%.0f", allocs),
		below("rank intervals from 10,000 draws", "%v", ranks.Round(10*time.Microsecond), 150*time.Millisecond),
		plain("the same, per unit and draw", "%v", ranks/time.Duration(len(result.Rows)*index.Usual().Draws)),
		exactly("allocations per draw, over 30,000 draws more", "%.4f", (many-few)/float64(3*index.Usual().Draws), 0.0005),
		atLeast("model runs of the whole Sobol analysis", "%d", runs, 10_000),
		below("the whole Sobol analysis, first and total order", "%v", whole.Round(time.Millisecond), 2*time.Second),
		plain("the same, per run", "%v", whole/time.Duration(runs)),
	}, nil
}

// exactly is a figure that should be nothing, but for what the machine does in
// between.
func exactly(name, format string, value, slack float64) figure {
	return figure{name, fmt.Sprintf(format, value), "0", value < slack}
}

// worked is how long the processors worked for something, all together: what it
// costs on a machine that has other things to do, too.
func worked(do func() error) (time.Duration, error) {
	at := func() (time.Duration, error) {
		var u syscall.Rusage
		err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
	}
	from, err := at()
	if err != nil {
		return 0, err
	}
	if err := do(); err != nil {
		return 0, err
	}
	to, err := at()
	return to - from, err
}

// sizes prints how the cost grows with units, sources and draws: per score read
// and per unit drawn it should stay what it is.
func sizes(ctx context.Context) error {
	fmt.Println("How the index grows: the cost of a score and of a unit drawn should stay the same")
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "units\tsources\tcompute\tper score\tdraws\tranks\tprocessor per unit·draw\t")
	for _, size := range [][2]int{{180, 13}, {500, 13}, {500, 40}, {1000, 20}, {2500, 40}, {5000, 20}, {5000, 40}} {
		recipe, e, err := edition(size[0], size[1])
		if err != nil {
			return err
		}
		var result index.Result
		compute, _, err := took(func() error { return recipe.ComputeInto(&result, e) })
		if err != nil {
			return err
		}
		for _, draws := range []int{1_000, 10_000} {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			s := index.Usual()
			s.Draws = draws
			begun := time.Now()
			work, err := worked(func() error { _, err := result.Simulate(s); return err })
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%d\t%d\t%v\t%.1fns\t%d\t%v\t%.1fns\t\n", size[0], size[1], compute.Round(time.Microsecond),
				float64(compute)/float64(size[0]*size[1]), draws, time.Since(begun).Round(10*time.Microsecond), float64(work)/float64(size[0]*draws))
		}
	}
	fmt.Fprintln(w)
	return w.Flush()
}

// table is a made-up edition as COINr reads one: a row for each unit.
func table(units, sources int) string {
	score := map[string]string{}
	for _, o := range made(units, sources) {
		score[o.Unit+o.Source] = fmt.Sprintf("%.6f", o.Score)
	}
	var b strings.Builder
	b.WriteString("uCode")
	for s := range sources {
		fmt.Fprintf(&b, ",s%02d", s)
	}
	for u := range units {
		fmt.Fprintf(&b, "\nU%04d", u)
		for s := range sources {
			fmt.Fprintf(&b, ",%s", score[fmt.Sprintf("U%04ds%02d", u, s)])
		}
	}
	return b.String() + "\n"
}
