package perception

import (
	"context"
	"errors"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/fault"
	"adal/internal/perception/index"
	"adal/internal/web"

	"golang.org/x/sync/semaphore"
)

// draws is how often an edition is drawn for the interval of a rank that isn't
// one: a fifth of what a published one gets, because everybody may ask.
const draws = 2000

// asking bounds how many draw at the same moment: each uses all cores, so that
// more of them at once would only keep everybody else from theirs.
var asking = semaphore.NewWeighted(1)

// longestWait is how long a reader waits for their turn.
var longestWait = 3 * time.Second

// drawn is the interval of the rank as it would be, when it is one's turn.
func (q *whatIfPage) drawn(ctx context.Context) (i index.RankInterval, err error) {
	ctx, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	if asking.Acquire(ctx, 1) != nil {
		return i, fault.New(fault.Busy, "web.busy")
	}
	defer asking.Release(1)
	return q.WhatIf.Interval(draws)
}

// whatIfPage asks what the score would be if a source said something else.
type whatIfPage struct {
	reader
	*Edition
	ISO3    string
	Title   string
	Row     Row
	Spoke   []question // sources that spoke of the country
	Silent  []question // and that didn't
	WhatIf  *WhatIf
	TooFew  bool               // too few sources are left for a score
	Drawn   index.RankInterval // of the rank as it would be; zero if it isn't known
	Chart   template.HTML
	Missing *fault.Error
}

// Script is the page's: it asks the server while numbers are being written.
func (whatIfPage) Script() string { return "index" }

// A question is a source with what it said and what it is asked to say.
type question struct {
	Key, Name, Said string
	Value           string // as it was written
}

// whatIf answers a form: each source is a field of its own, an empty one takes
// the source away, and one that is left out says what it said.
func (p pages) whatIf(w http.ResponseWriter, r *web.Request) error {
	e, c, _, err := p.asked(r)
	if err != nil {
		return err
	}
	row, err := e.Need(c.ISO3)
	if err != nil {
		return err
	}
	page := whatIfPage{reader: p.reader(r), Edition: e, ISO3: c.ISO3, Title: p.reader(r).titleOf(c), Row: row}
	scores, err := page.read(r)
	if err == nil {
		err = page.compute(r.Context(), scores)
	}
	f := (*fault.Error)(nil)
	switch {
	case err == nil:
	case errors.As(err, &f) && f.Kind == fault.NotFound:
		page.Missing = f
	case errors.As(err, &f) && f.Word == "index.too-few-sources":
		page.TooFew = true // which is an answer, and no fault of who asked
	default:
		return p.Again(w, r, "perception/what-if", page, err)
	}
	return p.Show(w, r, "perception/what-if", page)
}

// read reads the scores of the form, of the sources that the recipe knows.
func (q *whatIfPage) read(r *web.Request) (scores map[string]float64, err error) {
	scores, asked := map[string]float64{}, r.URL.Query()
	for _, key := range q.sources() {
		said, spoke := q.Row.Sources[key]
		a := question{Key: key, Name: q.SourceName(key)}
		if spoke {
			a.Said = q.Exact(said)
			a.Value = a.Said
		}
		if asked.Has(key) {
			a.Value = strings.TrimSpace(asked.Get(key))
			score, ok := scoreOf(a.Value)
			if low, high := q.Recipe.Low, q.Recipe.High; !ok || score < low || score > high {
				err = errors.Join(err, fault.In(key, "perception.score-wrong", q.Score(low), q.Score(high)))
			} else if !(spoke && a.Value == a.Said) {
				scores[key] = score
			}
		}
		if spoke {
			q.Spoke = append(q.Spoke, a)
		} else {
			q.Silent = append(q.Silent, a)
		}
	}
	return scores, err
}

// scoreOf reads a score; an empty one is NaN. A comma is as good as a point.
func scoreOf(s string) (v float64, ok bool) {
	if s == "" {
		return math.NaN(), true
	}
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return v, err == nil && !math.IsNaN(v)
}

// sources are those that may be asked: all that the recipe knows.
func (q *whatIfPage) sources() []string {
	all := slices.Clone(q.Recipe.Sources)
	if len(all) == 0 {
		all = q.Edition.Sources()
	}
	slices.Sort(all)
	return all
}

func (q *whatIfPage) compute(ctx context.Context, scores map[string]float64) (err error) {
	if q.WhatIf, err = q.Edition.WhatIf(q.ISO3, scores); err != nil {
		return err
	}
	if !q.WhatIf.Ranked || !q.Row.Ranks.Known() {
		return nil
	}
	if len(q.WhatIf.Changes) == 0 {
		q.Drawn = index.RankInterval{Low: q.Row.Ranks.Low, High: q.Row.Ranks.High}
	} else if q.Drawn, err = q.drawn(ctx); err != nil {
		return err
	}
	q.Chart = q.drawRank(q.Would(), q.Field).HTML()
	return nil
}

// Opened reports whether something was written of a source that didn't speak.
func (q whatIfPage) Opened() bool {
	return slices.ContainsFunc(q.Silent, func(a question) bool { return a.Value != "" })
}

// Would is the row as it would be.
func (q whatIfPage) Would() Row {
	return Row{Row: q.WhatIf.After, Ranks: Ranks{q.Drawn.Low, q.Drawn.High}}
}
