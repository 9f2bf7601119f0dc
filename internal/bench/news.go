package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"adal/internal/adal"
)

// anew is how often each kind of page is made.
const anew = 15

// newsLimit is what half of the pages of each kind have to be made within.
const newsLimit = 20 * time.Millisecond

// newsPages are the kinds of page that have to do with all articles, each by
// addresses that are read in turn. The words of searches are of the invented
// articles, in forms that aren't those of their texts.
var newsPages = []struct {
	name      string
	addresses []string
}{
	{"front page", []string{"/kk/", "/ru/", "/en/"}},
	{"news", []string{"/kk/news", "/ru/news"}},
	{"a rubric", []string{"/kk/news/rubric/regions", "/kk/news/rubric/society", "/kk/news/rubric/observation"}},
	{"a region", []string{"/kk/news/region/KZ-47", "/kk/news/region/KZ-75", "/kk/news/region/KZ-71"}},
	{"a month", []string{"/kk/news/2020/03", "/kk/news/2020/04"}},
	{"the archive", []string{"/kk/news/archive"}},
	{"a feed", []string{"/kk/feed.atom", "/kk/feed.json"}},
	{"search: a word of every third text", []string{searchFor("брифингтерге"), searchFor("тізілімнен")}},
	{"search: two such words", []string{searchFor("кемшіліктер индекстің"), searchFor("мекемелерге сұрау жауапты")}},
	{"search: a word of one text", []string{searchFor("777-хабарлар"), searchFor("515")}},
	{"search: a word of none", []string{searchFor("пингвин")}},
}

func searchFor(q string) string { return "/kk/search?q=" + url.QueryEscape(q) }

// news measures the newsroom with many articles on both databases.
func news(ctx context.Context, dir, program string) error {
	return onBoth(ctx, dir, "news", func(engine string, c adal.Config) error {
		if err := grow(ctx, engine, c); err != nil || c.Database != "" {
			return err
		}
		return errors.Join(articlePage(ctx, program, c, slices.Max(steps())), views(ctx, c))
	})
}

// grow fills in articles, and reads the pages at every step.
func grow(ctx context.Context, engine string, c adal.Config) error {
	if err := seed(ctx, c); err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	app, err := adal.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	medians, filled := make([][]time.Duration, len(newsPages)), 0
	var fillings []time.Duration
	for _, many := range steps() {
		begun := time.Now()
		if err := app.Many(ctx, filled, many); err != nil {
			return errors.Join(err, app.Close())
		}
		if err := errors.Join(app.Search.Tidy(ctx), app.DB.Survey(ctx), entered(ctx, app)); err != nil { // as a server does by itself
			return errors.Join(err, app.Close())
		}
		filled, fillings = many, append(fillings, time.Since(begun))
		for i, p := range newsPages {
			m, err := median(app, p.addresses)
			if err != nil {
				return errors.Join(err, app.Close())
			}
			medians[i] = append(medians[i], m)
		}
	}
	return errors.Join(showGrowth(engine, medians, fillings), app.Close())
}

// entered waits until all that was done has entered the register.
func entered(ctx context.Context, app *adal.App) error {
	for {
		if n, err := app.Sequencer.Once(ctx); n == 0 || err != nil {
			return err
		}
	}
}

// median is how long a page of a kind takes to be made, not kept from before.
func median(app *adal.App, addresses []string) (time.Duration, error) {
	took := make([]time.Duration, 0, anew)
	for n := range anew {
		app.Site.Changed()
		address := addresses[n%len(addresses)]
		r, w := httptest.NewRequest(http.MethodGet, address, nil), httptest.NewRecorder()
		begun := time.Now()
		app.ServeHTTP(w, r)
		took = append(took, time.Since(begun))
		if w.Code != http.StatusOK {
			return 0, fmt.Errorf("%s: %d", address, w.Code)
		}
	}
	slices.Sort(took)
	return took[len(took)/2], nil
}

// showGrowth prints what each kind of page took at each step.
func showGrowth(engine string, medians [][]time.Duration, fillings []time.Duration) error {
	fmt.Printf("The newsroom on %s: median time to make a page, by how many articles there are (limit %v)\n", engine, newsLimit)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "articles\t")
	for _, many := range steps() {
		fmt.Fprintf(w, "%d\t", many)
	}
	fmt.Fprint(w, "growth\t\t\n")
	for i, of := range medians {
		fmt.Fprintf(w, "%s\t", newsPages[i].name)
		for _, m := range of {
			fmt.Fprintf(w, "%v\t", m.Round(10*time.Microsecond))
		}
		verdict := "ok"
		if slices.Max(of) >= newsLimit {
			verdict = "missed"
		}
		fmt.Fprintf(w, "%.1f\t%s\t\n", float64(of[len(of)-1])/float64(of[0]), verdict)
	}
	fmt.Fprint(w, "filled in within\t")
	for _, f := range fillings {
		fmt.Fprintf(w, "%v\t", f.Round(time.Second))
	}
	fmt.Fprint(w, "\t\t\n")
	fmt.Fprintln(w)
	return w.Flush()
}
