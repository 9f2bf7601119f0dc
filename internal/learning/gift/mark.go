package gift

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"adal/internal/i18n"
)

// Mark is what a reply earns, from 0 to 1. A reply to a Choice or a Multiple has
// the numbers of the answers that were chosen, to a Matching the number of the
// half for each answer, each as a decimal from 0; to a TrueFalse "true" or
// "false"; to a Short or a Number what was written. What no program can mark
// earns nothing.
func (q Question) Mark(reply []string) float64 {
	if len(reply) == 0 {
		return 0
	}
	switch q.Kind {
	case TrueFalse:
		return share(len(reply) == 1 && reply[0] == strconv.FormatBool(q.True))
	case Choice:
		if n, ok := q.chosen(reply[0]); ok && len(reply) == 1 {
			return clamp(q.Answers[n].Weight)
		}
	case Multiple:
		return q.markMultiple(reply)
	case Matching:
		return q.markPairs(reply)
	case Short, Number:
		if len(reply) == 1 {
			return q.markWritten(reply[0])
		}
	}
	return 0
}

func share(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

func clamp(percent float64) float64 { return min(1, max(0, percent/100)) }

// chosen is the answer that a reply names.
func (q Question) chosen(reply string) (int, bool) {
	n, err := strconv.Atoi(reply)
	return n, err == nil && n >= 0 && n < len(q.Answers)
}

func (q Question) markMultiple(reply []string) float64 {
	sum := 0.0
	for i, r := range reply {
		n, ok := q.chosen(r)
		if !ok || slices.Contains(reply[:i], r) {
			return 0
		}
		sum += q.Answers[n].Weight
	}
	// Thirds are written as 33.33333: three of them are the whole.
	if sum > 99.99 {
		sum = 100
	}
	return clamp(sum)
}

func (q Question) markPairs(reply []string) float64 {
	if len(reply) != len(q.Answers) {
		return 0
	}
	right := 0
	for i, r := range reply {
		if n, ok := q.chosen(r); ok && q.Answers[n].Match == q.Answers[i].Match {
			right++
		}
	}
	return float64(right) / float64(len(q.Answers))
}

func (q Question) markWritten(reply string) float64 {
	best := 0.0
	for _, a := range q.Answers {
		if a.Text == "" && q.Kind == Number || a.covers(q.Kind, reply) {
			best = max(best, a.Weight)
		}
	}
	return clamp(best)
}

// covers reports whether a reply is the answer: as a number within its span, or
// as words, whatever their case; * stands for anything.
func (a Answer) covers(k Kind, reply string) bool {
	if k == Number {
		low, high, _ := span(a.Text)
		v, ok := number(reply)
		return ok && v >= low && v <= high
	}
	parts := strings.Split(a.Text, "*")
	for i := range parts {
		parts[i] = i18n.Fold(parts[i])
	}
	reply = i18n.Fold(reply)
	if len(parts) == 1 {
		return reply == parts[0]
	}
	rest, ok := strings.CutPrefix(reply, parts[0])
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(rest, p)
		ok = ok && i >= 0
		rest = rest[max(0, i):]
		rest = strings.TrimPrefix(rest, p)
	}
	return ok && strings.HasSuffix(rest, parts[len(parts)-1])
}

// span reads "3", "3:0.5" or "2.5..3.5".
func span(s string) (low, high float64, ok bool) {
	if from, to, is := strings.Cut(s, ".."); is {
		l, lowOK := number(from)
		h, highOK := number(to)
		return l, h, lowOK && highOK && l <= h
	}
	at, around, has := strings.Cut(s, ":")
	v, ok := number(at)
	if !has {
		return v, v, ok
	}
	t, toleranceOK := number(around)
	return v - t, v + t, ok && toleranceOK && t >= 0
}

// number reads a decimal, with a point or a comma.
func number(s string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	return v, err == nil && !math.IsInf(v, 0) && !math.IsNaN(v) && math.Abs(v) < 1e15
}
