package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"adal/internal/db"
	"adal/internal/stem"
)

// A Hit is a document that was found, as an answer shows it.
type Hit struct {
	Document       // without its text
	Title    []Run // with the words that were looked for marked
	Text     []Run // the place in it that has most of them
}

// A Run is letters that are marked or not. They are as they stood in the text:
// who shows them escapes them.
type Run struct {
	Text   string
	Marked bool
}

// show reads the documents of a page.
func show(ctx context.Context, tx *db.Tx, ids []int64, q stem.Question) ([]Hit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := shown(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(slices.Index(ids, a.key), slices.Index(ids, b.key)) })
	hits := make([]Hit, len(rows))
	for i, r := range rows {
		hits[i] = Hit{Document: r.Document, Title: mark(r.Title, marksOf(r.Document, r.Title, q)), Text: excerpt(r.Document, q)}
		hits[i].Document.Text = ""
	}
	return hits, nil
}

// A spot is a word of a text that was looked for.
type spot struct {
	start, end int
	nth        int // word of the text
	word       int // of the question
}

// read bounds how much of a text is searched for the best place to show.
const mostRead = 60_000

func marksOf(d Document, text string, q stem.Question) (all []spot) {
	nth := 0
	for w := range stem.Words(text) {
		if at := q.Index(d.Lang, w.Folded); at >= 0 {
			all = append(all, spot{w.Start, w.End, nth, at})
		}
		nth++
		if w.End > mostRead {
			break
		}
	}
	return all
}

// mark parts a text into what is marked and what isn't.
func mark(text string, spots []spot) (runs []Run) {
	at := 0
	for _, s := range spots {
		if s.start > at {
			runs = append(runs, Run{Text: text[at:s.start]})
		}
		runs = append(runs, Run{text[s.start:s.end], true})
		at = s.end
	}
	if at < len(text) {
		runs = append(runs, Run{Text: text[at:]})
	}
	return runs
}

// The words of an excerpt, and how many of them stand before the first one that
// was looked for.
const (
	excerptWords = 36
	before       = 8
)

// excerpt is the part of a document's summary and text with most of the words
// that were looked for, or its beginning if it has none.
func excerpt(d Document, q stem.Question) []Run {
	text := d.Summary
	spots := marksOf(d, text, q)
	if len(spots) == 0 && d.Text != "" {
		if inText := marksOf(d, d.Text, q); len(inText) > 0 || text == "" {
			text, spots = d.Text, inText
		}
	}
	first := bestOf(spots)
	from := 0
	if len(spots) > 0 {
		from = max(0, spots[first].nth-before)
	}
	start, end := window(text, from)
	var within []spot
	for _, s := range spots {
		if s.start >= start && s.end <= end {
			within = append(within, spot{start: s.start - start, end: s.end - start})
		}
	}
	runs := mark(strings.Join(strings.Fields(text[start:end]), " "), nil)
	if len(within) > 0 {
		runs = mark(text[start:end], within)
	}
	if start > 0 {
		runs = append([]Run{{Text: "… "}}, runs...)
	}
	if end < len(text) {
		runs = append(runs, Run{Text: " …"})
	}
	return runs
}

// bestOf is the spot from which on most different words stand close together.
func bestOf(spots []spot) (best int) {
	most := 0
	for i, s := range spots {
		seen := map[int]bool{}
		for _, other := range spots[i:] {
			if other.nth-s.nth > excerptWords-before {
				break
			}
			seen[other.word] = true
		}
		if len(seen) > most {
			best, most = i, len(seen)
		}
	}
	return best
}

// window is where the words of an excerpt begin and end that starts with the nth.
func window(text string, from int) (start, end int) {
	nth := 0
	end = len(text)
	for w := range stem.Words(text) {
		if nth == from && from > 0 {
			start = w.Start
		}
		if nth == from+excerptWords {
			end = w.Start
			break
		}
		nth++
	}
	return start, len(strings.TrimRight(text[:end], " \n\t"))
}
