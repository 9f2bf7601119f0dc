package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"adal/internal/adal"
	"adal/internal/db"
)

// hoped is how long a page may take at the median, with a hundred thousand
// shortcomings.
const (
	hoped   = 20 * time.Millisecond
	hopedAt = 100_000
)

// monitoring measures the public pages of monitoring with more and more
// shortcomings, on both databases.
func monitoring(ctx context.Context, dir string) error {
	return onBoth(ctx, dir, "shortcomings", func(engine string, c adal.Config) error { return growing(ctx, engine, c) })
}

// A row is what a page took at each size.
type row struct {
	name  string
	paths []string
	took  []time.Duration
	bytes []int // of the page in the middle
}

// growing fills a database step by step and measures at each.
func growing(ctx context.Context, engine string, c adal.Config) error {
	if err := seed(ctx, c); err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	app, err := adal.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer app.Close()
	f, err := newFiller(ctx, app)
	if err != nil {
		return err
	}
	var rows []*row
	for _, many := range steps() {
		begun := time.Now()
		if err := f.fill(ctx, many); err != nil {
			return fmt.Errorf("filling in shortcomings: %w", err)
		}
		fmt.Fprintf(os.Stderr, "%s: %d shortcomings filled in in %s\n", engine, many, time.Since(begun).Round(time.Second))
		if err := settle(ctx, app); err != nil {
			return err
		}
		paths, err := f.paths(ctx)
		if err != nil {
			return err
		}
		if rows == nil {
			rows = paths
		}
		for i, r := range rows {
			r.paths = paths[i].paths
			if err := r.measure(ctx, app); err != nil {
				return err
			}
		}
	}
	return printRows(engine, rows)
}

// settle lets PostgreSQL look at what it has, as it does by itself after a while.
func settle(ctx context.Context, app *adal.App) error {
	if !app.DB.Postgres() {
		return nil
	}
	_, err := app.DB.Pool().ExecContext(ctx, `VACUUM ANALYZE`)
	return err
}

// paths are the pages that are measured, each at several addresses.
func (f *filler) paths(ctx context.Context) (rows []*row, err error) {
	add := func(name, path string, of []string) {
		r := &row{name: name}
		for _, one := range of {
			r.paths = append(r.paths, fmt.Sprintf(path, one))
		}
		rows = append(rows, r)
	}
	some := func(all []string) []string { return all[:min(len(all), 9)] }
	var ids, marks, topics []string
	err = f.app.DB.Read(ctx, func(tx *db.Tx) error {
		if ids, err = db.All(ctx, tx, db.Value[string], `SELECT docket FROM shortcoming WHERE published IS NOT NULL ORDER BY docket DESC LIMIT 200`); err != nil {
			return err
		}
		if topics, err = db.All(ctx, tx, db.Value[string], `SELECT DISTINCT topic FROM docket WHERE kind = 'shortcoming' AND topic <> '' ORDER BY topic`); err != nil {
			return err
		}
		marks, err = db.All(ctx, tx, db.Value[string], `SELECT published || '.' || docket FROM shortcoming WHERE published < '2023-06' ORDER BY published DESC LIMIT 9`)
		return err
	})
	at, regions := some(f.institutions), some(f.regions)
	add("the list", "/kk/monitoring?%s", []string{""})
	add("the list, right after an act", "/kk/monitoring?%s", []string{""})
	add("the list, deep inside", "/kk/monitoring?behind=%s", marks)
	add("… of a region", "/kk/monitoring?region=%s", regions)
	add("… of an institution", "/kk/monitoring?institution=%s", at)
	add("… of a topic", "/kk/monitoring?topic=%s", some(topics))
	add("… open", "/kk/monitoring?state=open%s", []string{""})
	add("… overdue", "/kk/monitoring?state=late%s", []string{""})
	add("… of a region, a topic, overdue", "/kk/monitoring?topic="+topics[0]+"&state=late&region=%s", regions)
	add("… of an institution, fixed", "/kk/monitoring?state=fixed&institution=%s", at)
	add("… of an institution, elsewhere", "/kk/monitoring?region="+regions[len(regions)-1]+"&institution=%s", at[:1])
	add("an institution", "/kk/institutions/%s", at)
	add("a shortcoming", "/kk/monitoring/%s", some(ids))
	add("GeoJSON of a region", "/kk/monitoring.geojson?region=%s", regions)
	add("Atom of a region", "/kk/monitoring.atom?region=%s", regions)
	return rows, err
}

// A page is asked for so often in each round, and the quietest round counts: what
// else the machine does meanwhile isn't the page's cost.
const (
	asked  = 27
	rounds = 3
)

// measure asks for a page again and again, and each time it is made anew: no page is
// kept. Figures are remembered until the next act, as they are in a server.
func (r *row) measure(ctx context.Context, app *adal.App) error {
	best, size := time.Duration(math.MaxInt64), 0
	for range rounds {
		took, bytes, err := r.round(ctx, app)
		if err != nil {
			return err
		}
		best, size = min(best, took), bytes
	}
	r.took, r.bytes = append(r.took, best), append(r.bytes, size)
	return nil
}

// round is the median of a round, and how many bytes the page in the middle has.
func (r *row) round(ctx context.Context, app *adal.App) (took time.Duration, size int, err error) {
	var all []time.Duration
	var bytes []int
	for n := range asked {
		path := r.paths[n%len(r.paths)]
		app.Site.Changed()
		if strings.Contains(r.name, "after an act") {
			if err := act(ctx, app); err != nil {
				return 0, 0, err
			}
		}
		w := httptest.NewRecorder()
		begun := time.Now()
		app.Handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil))
		all, bytes = append(all, time.Since(begun)), append(bytes, w.Body.Len())
		if w.Code != http.StatusOK {
			return 0, 0, fmt.Errorf("%s: %d", path, w.Code)
		}
	}
	slices.Sort(all)
	slices.Sort(bytes)
	return all[len(all)/2], bytes[len(bytes)/2], nil
}

// act is what an act does to the figures that a server remembers.
func act(ctx context.Context, app *adal.App) error {
	return app.DB.Write(ctx, "bench", func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE tally SET n = n + 1 WHERE kind = 'turns'`)
		return err
	})
}

// printRows prints what each page took, and how that grew from the first size on
// beside how the logarithm did.
func printRows(engine string, rows []*row) error {
	all := steps()
	fmt.Printf("Public pages of monitoring on %s, the median of %d first visits in the server, in the quietest of %d rounds\n", engine, asked, rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "\t")
	for _, n := range all {
		fmt.Fprintf(w, "%d\t", n)
	}
	fmt.Fprintf(w, "growth\tof bytes\tof the logarithm\t< %v\t\n", hoped)
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t", r.name)
		verdict := "ok"
		for i, took := range r.took {
			fmt.Fprintf(w, "%.1f ms\t", took.Seconds()*1e3)
			if all[i] <= hopedAt && took > hoped {
				verdict = "missed"
			}
		}
		last := len(all) - 1
		fmt.Fprintf(w, "%.2f\t%.2f\t%.2f\t%s\t\n", r.took[last].Seconds()/r.took[0].Seconds(), float64(r.bytes[last])/float64(r.bytes[0]), logOf(all[last])/logOf(all[0]), verdict)
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func logOf(n int) float64 { return math.Log(float64(n)) }
