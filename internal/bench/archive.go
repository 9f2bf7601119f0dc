package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/i18n"
)

// archives are of how many articles pages and search are measured.
var archives = [2]int{1_000, 100_000}

// archive measures the pages of the news and search on both databases, and how
// they grow with the number of articles. Nothing is taken off the shelf: each
// page is made anew.
func archive(ctx context.Context, dir string) error {
	lite := func(n int) (string, func() error, error) { return "", func() error { return nil }, nil }
	if err := grow(ctx, dir, "SQLite", lite); err != nil {
		return err
	}
	at := os.Getenv(dbtest.Postgres)
	if at == "" {
		return nil
	}
	return grow(ctx, dir, "PostgreSQL", func(int) (string, func() error, error) {
		own, drop, err := schema(ctx, at)
		return own.url, drop, err
	})
}

// A visited is a page with how long it took, the median, by the number of
// articles.
type visited struct {
	name, path string
	took       [len(archives)]time.Duration
}

// visits are the pages that are measured. The words of a search are common,
// rare, or in other forms than in the articles.
func visits() []visited {
	seek := func(q, filters string) string { return "/kk/search?q=" + url.QueryEscape(q) + filters }
	return []visited{
		{name: "front page", path: "/kk/"},
		{name: "news", path: "/kk/news"},
		{name: "rubric", path: "/kk/news/rubric/regions"},
		{name: "region", path: "/kk/news/region/KZ-47"},
		{name: "archive", path: "/kk/news/archive"},
		{name: "month", path: "/kk/news/2021/03"},
		{name: "search: a word of every article", path: seek("жылдың", "")},
		{name: "search: a word of one in five", path: seek("мекемелерге", "")},
		{name: "search: two words", path: seek("мекеменің жауаптары", "")},
		{name: "search: a rare word", path: seek(rare+"ға", "")},
		{name: "search: without Kazakh letters", path: seek("жемкорлыктын", "")},
		{name: "search: three words and filters", path: seek("жыл мекеме жемқорлық", "&year=2021&region=KZ-47&kind=article")},
		{name: "search: twelve words", path: seek("жыл мекеме жемқорлық жауап халық орын қоғам адал бақылау өтініш заң мәселе", "")},
	}
}

// rare is a word that few articles have.
const rare = "сиректас"

// enough visits for a median.
const rounds = 41

func grow(ctx context.Context, dir, name string, open func(n int) (string, func() error, error)) error {
	all := visits()
	var figures []figure
	for i, n := range archives {
		database, drop, err := open(n)
		if err != nil {
			return err
		}
		c := adal.Config{Data: filepath.Join(dir, fmt.Sprint(name, n)), Database: database, Origin: "bench.example/register", Zone: "Asia/Almaty", Merge: time.Hour}
		filled, err := visitAll(ctx, c, n, all, i)
		if err := errors.Join(err, drop(), os.RemoveAll(c.Data)); err != nil {
			return fmt.Errorf("%s, %d articles: %w", name, n, err)
		}
		figures = append(figures, plain(fmt.Sprintf("entering %d articles, all in all", n), "%v", filled.Round(10*time.Millisecond)))
	}
	for _, v := range all {
		figures = append(figures, below(v.name, "%v", v.took[1].Round(100*time.Microsecond), 20*time.Millisecond),
			plain("… with a hundredth of the articles", "%v, × %.1f", v.took[0].Round(100*time.Microsecond), float64(v.took[1])/float64(v.took[0])))
	}
	return show(fmt.Sprintf("%s, %d articles, pages made anew, median of %d", name, archives[1], rounds), figures)
}

func visitAll(ctx context.Context, c adal.Config, n int, all []visited, size int) (filled time.Duration, err error) {
	app, err := adal.Open(ctx, c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	begun := time.Now()
	if err := fill(ctx, app, n); err != nil {
		return 0, fmt.Errorf("entering articles: %w", err)
	}
	filled = time.Since(begun)
	for i := range all {
		var took []time.Duration
		for range rounds {
			app.Site.Changed()
			w := httptest.NewRecorder()
			begun := time.Now()
			app.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, all[i].path, nil))
			took = append(took, time.Since(begun))
			if w.Code != http.StatusOK {
				return 0, fmt.Errorf("%s: %d", all[i].path, w.Code)
			}
		}
		slices.Sort(took)
		all[i].took[size] = took[rounds/2]
	}
	return filled, nil
}

// fill enters articles in bulk. What isn't public of them, such as their history,
// is left out: no page of the public reads it.
func fill(ctx context.Context, app *adal.App, n int) error {
	if err := app.DB.Write(ctx, "bench", func(tx *db.Tx) error {
		return bodies.Add(ctx, tx, bodies.Body{ID: "nr", Kind: charter.KindNewsroom, Code: "NR", Since: calendar.Date(2019, time.January, 1), Name: i18n.Text{KK: "Редакция"}})
	}); err != nil {
		return err
	}
	if err := app.Begin(ctx); err != nil {
		return err
	}
	tx, err := app.DB.Pool().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	w := writer{rand.New(rand.NewPCG(7, 11)), n}
	const columns, atOnce = 10, 100
	for first := 0; first < n; first += atOnce {
		var values strings.Builder
		var args []any
		for i := range atOnce {
			if i > 0 {
				values.WriteByte(',')
			}
			at := i * columns
			fmt.Fprintf(&values, "($%d, -1, 'article', $%d, 'kk', $%d, $%d, $%d, $%d, $%d, $%d, $%d, $%d, $1)",
				at+2, at+3, at+4, at+5, at+6, at+7, at+8, at+9, at+10, at+11)
			args = append(args, w.article(first+i)...)
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO search_document (id, number, kind, thing, lang, region, day, since, path, title, summary, text, hash, words) VALUES `+values.String(),
			append([]any{[]byte{}}, args...)...); err != nil {
			return err
		}
	}
	for _, copied := range publicOf {
		if _, err := tx.ExecContext(ctx, copied); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if app.DB.Postgres() { // as its daemon does by itself after a while
		if _, err := app.DB.Pool().ExecContext(ctx, `ANALYZE`); err != nil {
			return err
		}
	}
	if err := app.Search.Learn(ctx, 0); err != nil {
		return err
	}
	return app.Search.Gather(ctx)
}

// publicOf makes the news of what is in the index.
var publicOf = []string{
	`INSERT INTO docket (id, kind, body, region, year, n, number, state, opened)
		SELECT thing, 'article', 'nr', region, 2020, id, 'NR-' || thing, 'published', day FROM search_document WHERE kind = 'article'`,
	`INSERT INTO article (id, body, rubric, region, picture, byline, source)
		SELECT thing, 'nr', CASE WHEN id % 3 = 0 THEN 'regions' ELSE 'law' END, region, '', 'body', '' FROM search_document WHERE kind = 'article'`,
	`INSERT INTO article_text (docket, article, lang, revision, origin, origin_version)
		SELECT thing, thing, lang, 1, '', 0 FROM search_document WHERE kind = 'article'`,
	`INSERT INTO publication (docket, article, lang, slug, year, month, day, published, changed, rubric, region, picture, body, author, version, minutes, title, lead, withdrawn)
		SELECT thing, thing, lang, thing, CAST(substr(day, 1, 4) AS BIGINT), CAST(substr(day, 6, 2) AS BIGINT), day, since, since,
			CASE WHEN id % 3 = 0 THEN 'regions' ELSE 'law' END, region, '', 'nr', 'Редакция', 1, 1, title, summary, '' FROM search_document WHERE kind = 'article'`,
	`INSERT INTO version (docket, n, revision, at, note, title, lead, text)
		SELECT thing, 1, 1, since, '', title, summary, text FROM search_document WHERE kind = 'article'`,
}

// A writer writes articles.
type writer struct {
	*rand.Rand
	of int // how many it writes
}

// article is a row of the index: ten years of articles, one after the other.
func (w writer) article(i int) []any {
	at := time.Date(2016, 1, 1, 5, 0, 0, 0, time.UTC).Add(time.Duration(i) * (10 * 365 * 24 * time.Hour / time.Duration(w.of)))
	if i%(w.of/20) == 17 {
		return w.row(i, at, w.words(5)+" "+rare)
	}
	return w.row(i, at, w.words(6))
}

func (w writer) row(i int, at time.Time, title string) []any {
	region := []string{"", "KZ-47", "KZ-75", "KZ-71", "KZ-11"}[w.IntN(5)]
	return []any{
		int64(i) + 1, fmt.Sprint("m", i), region, at.Format("2006-01-02"), db.Time{Time: at}, fmt.Sprintf("/news/%d/%02d/m%d", at.Year(), at.Month(), i),
		title, w.words(12), "Бұл жылы " + w.words(60) + ".", fmt.Sprint(i),
	}
}

// Stems and suffixes of the articles' words: few are common and most are rare,
// as in any language.
var (
	stems    = strings.Fields("мекеме жауап халық орын қоғам адал жемқорлық бақылау өтініш заң мәселе азамат мемлекет аймақ мектеп қала бюджет сот кеңес іс сөз уақыт жұмыс құқық ел бала жол су баға көмек")
	suffixes = strings.Fields("- лар ның ға да дан мен ы ында лары")
	parts    = strings.Fields("ба ре ші қо ла те мұ на сы ке тұ ра жі дә пи гө шы ма рұ зе")
)

func (w writer) words(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(' ')
		}
		if rank := w.IntN(100); rank < 30 {
			b.WriteString(stems[w.IntN(1+w.IntN(len(stems)))])
		} else { // some thousands of words, the first ones often
			b.WriteString(parts[w.IntN(1+w.IntN(len(parts)))] + parts[w.IntN(1+w.IntN(len(parts)))] + parts[w.IntN(1+w.IntN(6))])
		}
		if suffix := suffixes[w.IntN(len(suffixes))]; suffix != "-" {
			b.WriteString(suffix)
		}
	}
	return b.String()
}
