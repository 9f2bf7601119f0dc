package markdown

import (
	"strings"
	"unicode"
)

// Kinds of changes.
const (
	Kept    = "kept"
	Added   = "added"
	Removed = "removed"
)

// A Change is a run of words that two texts share, or that one of them has.
type Change struct{ Kind, Text string }

// thorough bounds the work of a comparison word by word. Texts that differ in
// more are compared line by line, and if that is too much as a whole.
const thorough = 4_000_000

// Diff compares two texts word by word. The Kept and Removed changes together
// are before, the Kept and Added ones after, letter by letter.
func Diff(before, after string) []Change {
	for _, split := range []func(string) []string{words, lines} {
		a, b := split(before), split(after)
		head, tail := shared(a, b)
		a2, b2 := a[head:len(a)-tail], b[head:len(b)-tail]
		if (len(a2)+1)*(len(b2)+1) > thorough {
			continue
		}
		var d diff
		d.add(Kept, a[:head])
		d.compare(a2, b2)
		d.add(Kept, a[len(a)-tail:])
		return d.changes
	}
	var d diff
	d.add(Removed, []string{before})
	d.add(Added, []string{after})
	return d.changes
}

type diff struct{ changes []Change }

func (d *diff) add(kind string, pieces []string) {
	s := strings.Join(pieces, "")
	if s == "" {
		return
	}
	if last := len(d.changes) - 1; last >= 0 && d.changes[last].Kind == kind {
		d.changes[last].Text += s
		return
	}
	d.changes = append(d.changes, Change{kind, s})
}

// compare adds the changes between two lists by their longest common
// subsequence. longest[i][j] is its length for what follows a[i] and b[j].
func (d *diff) compare(a, b []string) {
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			d.add(Kept, a[i:i+1])
			i, j = i+1, j+1
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			d.add(Removed, a[i:i+1])
			i++
		default:
			d.add(Added, b[j:j+1])
			j++
		}
	}
	d.add(Removed, a[i:])
	d.add(Added, b[j:])
}

// shared is how many pieces two lists begin and end with alike.
func shared(a, b []string) (head, tail int) {
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

func lines(s string) []string { return strings.SplitAfter(s, "\n") }

// words are the words of a text, and what stands between them.
func words(s string) (all []string) {
	start, inWord := 0, false
	for i, r := range s {
		if word := unicode.IsLetter(r) || unicode.IsDigit(r); word != inWord || !word {
			if i > start {
				all = append(all, s[start:i])
			}
			start, inWord = i, word
		}
	}
	return append(all, s[start:])
}
