package index

import "math"

// NormalQuantile is the z with P(Z ≤ z) = p, for 0 < p < 1; ±Inf at the ends
// and NaN outside. It is Wichura's rational approximation AS 241 (PPND16,
// Applied Statistics 37, 1988), good to 16 digits. The products are converted
// before they are added so that no machine fuses the two and every machine
// gets the same bits.
func NormalQuantile(p float64) float64 {
	switch {
	case p <= 0 || p >= 1 || math.IsNaN(p):
		return edge(p)
	case math.Abs(p-0.5) <= 0.425:
		q := p - 0.5
		r := 0.180625 - float64(q*q)
		return q * ratio(r, &centralTop, &centralBottom)
	}
	r := math.Sqrt(-math.Log(min(p, 1-p)))
	var z float64
	if r <= 5 {
		z = ratio(r-1.6, &middleTop, &middleBottom)
	} else {
		z = ratio(r-5, &farTop, &farBottom)
	}
	if p < 0.5 {
		return -z
	}
	return z
}

func edge(p float64) float64 {
	switch p {
	case 0:
		return math.Inf(-1)
	case 1:
		return math.Inf(1)
	}
	return math.NaN()
}

// ratio divides two polynomials of the seventh degree by Horner's rule.
func ratio(r float64, top, bottom *[8]float64) float64 {
	t, b := top[7], bottom[7]
	for i := 6; i >= 0; i-- {
		t = float64(t*r) + top[i]
		b = float64(b*r) + bottom[i]
	}
	return t / b
}

// The coefficients of AS 241 from the lowest power up.
var (
	centralTop = [8]float64{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
		4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3}
	centralBottom = [8]float64{1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
		2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3}
	middleTop = [8]float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4}
	middleBottom = [8]float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	farTop = [8]float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	farBottom = [8]float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)

// NormalBelow is P(Z ≤ z) of the standard normal distribution.
func NormalBelow(z float64) float64 { return 0.5 * math.Erfc(-z/math.Sqrt2) }

// StudentBelow is P(T ≤ t) of Student's distribution with df > 0 degrees of
// freedom, which need not be whole; NaN for any other df.
func StudentBelow(t, df float64) float64 {
	if !(df > 0) || math.IsNaN(t) {
		return math.NaN()
	}
	if math.IsInf(t, 0) {
		return (1 + math.Copysign(1, t)) / 2
	}
	tail := 0.5 * incompleteBeta(df/(df+t*t), df/2, 0.5)
	if t > 0 {
		return 1 - tail
	}
	return tail
}

// twoSided is P(|T| ≥ |t|), taken from the tail so that small values keep
// their digits.
func twoSided(t, df float64) float64 {
	if !(df > 0) || math.IsNaN(t) {
		return math.NaN()
	}
	return incompleteBeta(df/(df+t*t), df/2, 0.5)
}

// StudentQuantile is the t with P(T ≤ t) = p for 0 < p < 1. It halves an
// interval until nothing is left between its ends.
func StudentQuantile(p, df float64) float64 {
	if !(df > 0) || !(p > 0 && p < 1) {
		return math.NaN()
	}
	if p < 0.5 {
		return -StudentQuantile(1-p, df)
	}
	low, high := 0.0, 1.0
	for twoSided(high, df) > 2*(1-p) && high < 1e300 {
		high *= 2
	}
	for range 200 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if twoSided(middle, df) > 2*(1-p) {
			low = middle
		} else {
			high = middle
		}
	}
	return low + (high-low)/2
}

// incompleteBeta is the regularised incomplete beta function I_x(a, b) by its
// continued fraction (DLMF 8.17.22), summed with Lentz's method.
func incompleteBeta(x, a, b float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2):
		return 1 - incompleteBeta(1-x, b, a)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab - la - lb + a*math.Log(x) + b*math.Log1p(-x))
	const tiny = 1e-300
	keep := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/keep(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m <= 10_000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/keep(1+even*d), keep(1+even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/keep(1+odd*d), keep(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return front * h / a
}
