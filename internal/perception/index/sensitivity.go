package index

// Variance-based sensitivity: how much of the variance of an output each
// factor makes alone (first order) and together with the others (total order).

// An Effect is what one factor does to an output. First ≤ Total up to the
// noise of the sample; both are 0 for an output that never changes.
type Effect struct {
	Factor       Factor
	First, Total float64
}

// sobol estimates first and total order from the outputs of the base sample a,
// the resample b and, for each factor, the sample ab that is a with that
// factor's column from b. First order: Saltelli et al., Computer Physics
// Communications 181 (2010), table 2 (b); total order: Jansen, Computer Physics
// Communications 117 (1999), there table 2 (f). The variance is that of a and b
// together.
func sobol(a, b []float64, ab [][]float64) (first, total []float64) {
	n := float64(len(a))
	centre := (mean(a, nil) + mean(b, nil)) / 2
	variance := 0.0
	for j := range a {
		variance += (a[j]-centre)*(a[j]-centre) + (b[j]-centre)*(b[j]-centre)
	}
	variance /= 2*n - 1
	first, total = make([]float64, len(ab)), make([]float64, len(ab))
	if variance == 0 {
		return first, total
	}
	for i, mixed := range ab {
		for j := range a {
			// Taking the centre off b leaves the expectation and makes the
			// estimate steadier.
			first[i] += (b[j] - centre) * (mixed[j] - a[j])
			total[i] += (a[j] - mixed[j]) * (a[j] - mixed[j])
		}
		first[i] /= n * variance
		total[i] /= 2 * n * variance
	}
	return first, total
}
