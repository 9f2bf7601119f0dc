// Package figures counts what became of shortcomings, with how sure that is.
//
// The rule of the domain: a rate never stands alone. It comes with its numerator,
// its denominator and its interval, with how many nobody knows about, and below a
// least number it isn't given at all: three of four say nothing of an institution.
// Whoever is still waiting counts, too: a time to fix that leaves out what isn't
// fixed yet praises those who fix nothing. Nobody is ranked here.
//
// All of it is arithmetic on what is handed in: no database, no clock.
package figures

import (
	"math"

	"adal/internal/calendar"
)

// Least is the least denominator of which a rate is given.
const Least = 5

// z is the quantile of the standard normal distribution for intervals of 95 %.
const z = 1.959963984540054

// A Rate is a share of something.
type Rate struct {
	Of, N     int // numerator and denominator
	Low, High float64
}

// NewRate is a share with its interval of 95 % by Wilson's score.
func NewRate(of, n int) Rate {
	low, high := Wilson(of, n)
	return Rate{of, n, low, high}
}

// Shown reports whether the denominator is large enough for the rate to be given.
func (r Rate) Shown() bool { return r.N >= Least }

// Share is the rate itself, 0 for none.
func (r Rate) Share() float64 {
	if r.N == 0 {
		return 0
	}
	return float64(r.Of) / float64(r.N)
}

// Wilson is the score interval of 95 % of a proportion (E. B. Wilson, Probable
// inference, the law of succession, and statistical inference, 1927); from 0 to 1
// if there is nothing to judge by.
func Wilson(of, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	p, m := float64(of)/float64(n), float64(n)
	middle := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	low, high = (middle-half)/(1+z*z/m), (middle+half)/(1+z*z/m)
	return math.Max(0, low), math.Min(1, high)
}

// A Time is how long something took, or has taken until now.
type Time struct {
	Days int
	Done bool // false: it hasn't happened yet, or can't any more (censored)
}

// A Median is the time by which half of all have happened, with its interval of
// 95 %. What a curve doesn't fall to isn't known: the field is negative then.
type Median struct {
	Days, Low, High int
	N, Done         int // all, and of them those that happened
}

// Known reports whether half have happened by now.
func (m Median) Known() bool { return m.Days >= 0 }

// KaplanMeier is the median of times of which some haven't ended yet, by the
// product-limit estimate (E. L. Kaplan and P. Meier, Nonparametric estimation from
// incomplete observations, 1958), and its interval by where the limits of the
// curve, of Greenwood's variance on the logarithm, fall to a half (R. Brookmeyer
// and J. Crowley, 1982; the usual one of R's survfit).
func KaplanMeier(times []Time) Median {
	m := median(Curve(times))
	m.N = len(times)
	return m
}

// median is where a curve falls to a half.
func median(steps []Step) Median {
	m := Median{Days: -1, Low: -1, High: -1}
	for _, s := range steps {
		m.Done += s.Events
		half := func(into *int, level float64) {
			if *into < 0 && level <= 0.5+1e-12 {
				*into = s.Days
			}
		}
		half(&m.Days, s.Left)
		half(&m.Low, s.Left*math.Exp(-z*s.se))
		half(&m.High, s.Left*math.Exp(z*s.se))
	}
	return m
}

// A Step is where the curve falls: the share of those still waiting after a time.
type Step struct {
	Days   int
	AtRisk int // before it
	Events int
	Left   float64
	se     float64 // of the logarithm of Left
}

// Curve is the product-limit estimate. Of what happens and what is censored at the
// same time, the events come first.
func Curve(times []Time) []Step {
	each := make([]spell, len(times))
	for i, t := range times {
		each[i] = spell{t, 1}
	}
	return curve(each)
}

// A Case is what became of one shortcoming, by its days; a zero Day is none.
type Case struct {
	Raised   calendar.Day
	Due      calendar.Day // the answer
	Answered calendar.Day
	Verified calendar.Day // when somebody saw that it is fixed
	Ended    calendar.Day // when it was closed in another way
	Seen     bool         // somebody looked again, whatever they saw
	Claimed  bool         // fixed, says the institution, and nobody has looked
	Broken   int          // promises
}

// Figures are what is said of an institution, or of a campaign.
type Figures struct {
	Raised   int // all
	Open     int // of them
	Response Rate
	Fix      Rate // verified fixed of those that are past their due day
	// Unknown is how many of the denominator of Fix nobody has looked at again.
	Unknown int
	Claimed int // fixed, as claimed and not yet seen
	Broken  int // promises
	ToFix   Median
}

// Reckon counts cases as things stand on a day. Only what was raised counts, and
// for a rate only what is past its due day: what isn't due yet can't be late.
func Reckon(cases []Case, today calendar.Day) Figures {
	t := Tally{}
	for _, c := range cases {
		t.Add(c, 1)
	}
	return t.Figures(today)
}
