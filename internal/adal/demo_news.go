package adal

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/i18n"
	"adal/internal/newsroom"

	"github.com/BurntSushi/toml"
)

// demoNews are the articles of the demo: each a file of Markdown under a few
// lines of TOML. The texts of an article in other languages have its name and
// their language: name.kk.md, name.ru.md.
//
//go:embed news
var demoNews embed.FS

// demoRates are rates of the National Bank for three days of April 2026, as its
// feed had them (nationalbank.kz), for some currencies.
//
//go:embed rates
var demoRates embed.FS

// rates imports the rates of the demo in the name of the newsroom.
func (d demo) rates(ctx context.Context, by charter.Principal) error {
	files, err := fs.Glob(demoRates, "rates/*.xml")
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := demoRates.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := d.Rates.Import(ctx, by, path.Base(file), text); err != nil {
			return fmt.Errorf("the rates %s: %w", file, err)
		}
	}
	return nil
}

// demoText is a text of an article of the demo.
type demoText struct {
	Lang   i18n.Lang    `toml:"-"`
	Day    calendar.Day // on which it was published
	Rubric string
	Region string
	Title  string
	Lead   string
	Tags   []string
	Text   string `toml:"-"`
}

// readDemoNews reads the articles of the demo, each with its texts, Kazakh
// first.
func readDemoNews(fsys fs.FS) (articles [][]demoText, err error) {
	files, err := fs.Glob(fsys, "news/*.kk.md")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		var texts []demoText
		for _, l := range i18n.Langs {
			name := strings.TrimSuffix(file, "kk.md") + string(l) + ".md"
			t, err := readDemoText(fsys, name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			} else if err != nil {
				return nil, fmt.Errorf("reading %s: %w", name, err)
			}
			t.Lang = l
			texts = append(texts, t)
		}
		articles = append(articles, texts)
	}
	return articles, nil
}

func readDemoText(fsys fs.FS, name string) (t demoText, err error) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return t, err
	}
	head, body, ok := strings.Cut(strings.TrimPrefix(string(text), "+++\n"), "\n+++\n")
	if !ok {
		return t, errors.New("it has no head between lines of +++")
	}
	t.Text = strings.TrimSpace(body)
	return t, toml.Unmarshal([]byte(head), &t)
}

// news publishes the articles of the demo on their days: one seat writes, the
// other one reads.
func (d demo) news(ctx context.Context, seats []charter.Principal) error {
	if len(seats) < 2 {
		return errors.New("the newsroom of the demo has one seat, and nobody reads what it writes")
	}
	if err := d.rates(ctx, seats[0]); err != nil {
		return err
	}
	articles, err := readDemoNews(demoNews)
	if err != nil {
		return err
	}
	book := *d.Book
	office := *d.Newsroom
	office.Book, office.Changed = &book, nil
	for _, texts := range articles {
		origin := ""
		for _, t := range texts {
			if book.Day = t.Day; t.Day.IsZero() {
				book.Day = texts[0].Day
			}
			id, err := publishDemo(ctx, &office, seats, origin, t)
			if err != nil {
				return fmt.Errorf("the article %q: %w", t.Title, err)
			}
			if origin == "" {
				origin = id
			}
		}
	}
	d.Site.Changed()
	return nil
}

func publishDemo(ctx context.Context, n *newsroom.Newsroom, seats []charter.Principal, origin string, t demoText) (id string, err error) {
	words := newsroom.Words{Title: t.Title, Lead: t.Lead, Text: t.Text, Tags: t.Tags}
	if origin == "" {
		id, err = n.Draft(ctx, seats[0], newsroom.Facts{Rubric: t.Rubric, Region: t.Region, Byline: newsroom.ByBody}, t.Lang, words)
	} else {
		id, err = n.Translate(ctx, seats[0], origin, t.Lang, words)
	}
	if err != nil {
		return "", err
	}
	if err := n.Submit(ctx, seats[0], id); err != nil {
		return "", err
	}
	if err := n.Approve(ctx, seats[1], id); err != nil {
		return "", err
	}
	return id, n.Publish(ctx, seats[1], id, time.Time{})
}
