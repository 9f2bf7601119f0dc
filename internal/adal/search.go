package adal

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom/seek"
	"adal/internal/perception"
	"adal/internal/search"
)

// newSeeker is the page that looks for words in what the areas have made public.
func (a *App) newSeeker() *seek.Seeker {
	a.Search = &search.Index{DB: a.DB, Light: []string{"edition", "country"}, Sources: append([]search.Source{
		{Kind: "article", Version: 1, Next: a.Newsroom.Findable},
		{Kind: "body", Always: true, Next: a.whole(a.findBodies)},
		{Kind: "charter", Always: true, Next: a.whole(a.findCharter)},
		{Kind: "edition", Always: true, Next: a.whole(a.findEditions)},
		{Kind: "country", Always: true, Next: a.whole(a.findCountries)},
		{Kind: "page", Always: true, Next: a.whole(a.findPages)},
	}, a.areaSources()...)}
	return &seek.Seeker{
		Index: a.Search,
		Kinds: append([]seek.Kind{
			{ID: "article", Word: "seek.kind-article"}, {ID: "body", Word: "seek.kind-body"}, {ID: "charter", Word: "seek.kind-charter"},
			{ID: "edition", Word: "seek.kind-edition", Undated: true}, {ID: "country", Word: "seek.kind-country"}, {ID: "page", Word: "seek.kind-page"},
		}, areaKinds...),
		Regions: a.regionNames,
	}
}

func (a *App) regionNames(ctx context.Context) (map[string]i18n.Text, error) {
	names := map[string]i18n.Text{}
	return names, a.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := bodies.Regions(ctx, tx, a.Book.Today(tx))
		for _, r := range all {
			names[r.ID] = r.Name
		}
		return err
	})
}

// whole makes a source of what gives all it has at once.
func (a *App) whole(all func(context.Context, *db.Tx) ([]search.Names, error)) func(context.Context, *db.Tx, string) ([]search.Document, string, error) {
	return func(ctx context.Context, tx *db.Tx, _ string) (documents []search.Document, _ string, err error) {
		names, err := all(ctx, tx)
		for _, n := range names {
			documents = append(documents, n.Documents()...)
		}
		return documents, "", err
	}
}

// findBodies are the bodies of the installation, each with what its kind does,
// where a reader meets it.
func (a *App) findBodies(ctx context.Context, tx *db.Tx) (names []search.Names, err error) {
	all, err := bodies.All(ctx, tx, "", a.Book.Today(tx))
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		n := search.Names{Kind: "body", ID: b.ID, Region: b.Region, Title: b.Name, Path: "/#institutes"}
		switch b.Kind {
		case charter.KindAntikorCentre:
			n.Path = "/reception"
		case charter.KindHeadquarters:
			n.Path = "/headquarters"
		}
		if word := "newsroom.kind-" + string(b.Kind) + "-about"; a.Site.Words[word] != nil {
			n.Summary = a.text(word)
		}
		if region, err := bodies.RegionOn(ctx, tx, b.Region, a.Book.Today(tx)); err == nil {
			n.Text = region.Name
		} else if !errors.Is(err, fault.NotFound) {
			return nil, err
		}
		names = append(names, n)
	}
	return names, nil
}

// findCharter are the articles of the charter.
func (a *App) findCharter(context.Context, *db.Tx) (names []search.Names, err error) {
	for _, one := range a.Charter.Articles() {
		number := strconv.Itoa(one.Number)
		names = append(names, search.Names{
			Kind: "charter", ID: number, Path: "/charter#article-" + number,
			Title: joined(a.text("charter.chapter-"+one.Chapter), plain(" · № "+number)), Summary: one.Text, Text: one.Law,
		})
	}
	return names, nil
}

// joined are two texts, one behind the other, in each language.
func joined(a, b i18n.Text) i18n.Text {
	return i18n.Text{KK: a.In(i18n.KK) + b.In(i18n.KK), RU: a.In(i18n.RU) + b.In(i18n.RU), EN: a.In(i18n.EN) + b.In(i18n.EN)}
}

// findEditions are the years of the index.
func (a *App) findEditions(ctx context.Context, _ *db.Tx) (names []search.Names, err error) {
	years, err := a.Index.Years(ctx)
	for _, y := range years {
		year := strconv.Itoa(y.Year)
		names = append(names, search.Names{
			Kind: "edition", ID: year, Path: "/index/" + year,
			Day: calendar.Date(y.Year, time.December, 31), Title: a.text("perception.title", year), Summary: indexName,
		})
	}
	return names, err
}

// indexName is what the index is called by who makes it.
var indexName = i18n.Text{
	KK: "Сыбайлас жемқорлықты қабылдау индексі, Transparency International",
	RU: "Индекс восприятия коррупции, Transparency International",
	EN: "Corruption Perceptions Index, Transparency International",
}

// findCountries are the countries of the newest whole edition.
func (a *App) findCountries(ctx context.Context, _ *db.Tx) (names []search.Names, err error) {
	year, err := a.Index.Latest(ctx)
	if err != nil {
		return nil, err
	}
	edition, err := a.Index.Edition(ctx, year)
	if err != nil {
		return nil, err
	}
	for _, row := range edition.Rows {
		name := func(l i18n.Lang) string { return perception.CountryName(l, row.Unit, row.Name) }
		names = append(names, search.Names{
			Kind: "country", ID: row.Unit, Path: "/index/" + strconv.Itoa(year) + "/" + row.Unit,
			Title:   joined(i18n.Text{KK: name(i18n.KK), RU: name(i18n.RU), EN: name(i18n.EN)}, plain(" · "+strconv.Itoa(year))),
			Summary: indexName, Text: plain(row.Unit),
		})
	}
	return names, nil
}

// standing are the pages that are always there: their path, the word that is
// their title, and words that say what they are about.
var standing = [][]string{
	{"/reception", "reception.title", "reception.intro", "reception.careful-text"},
	{"/reception/mailbox", "reception.return-title", "reception.return-about"},
	{"/reception/figures", "reception.figures-title", "reception.figures-about"},
	{"/rates", "rates.title", "rates.method"},
	{"/news/archive", "newsroom.archive"},
	{"/news/counting", "newsroom.counting", "newsroom.counting-beacon", "newsroom.counting-not"},
	{"/index/methods", "perception.methods", "perception.how-mean", "perception.how-rank", "perception.how-error"},
	{"/charter", "record.charter", "record.reading-permit", "record.reading-forbid"},
	{"/charter#proof", "record.proof", "record.proof-about"},
	{"/register", "record.register", "record.check-about", "record.checkpoint-about"},
	{"/verify", "record.verify", "record.v-receipt-proves", "record.v-script-proves"},
	{"/source", "record.source", "record.right-use", "record.right-share"},
}

func (a *App) findPages(context.Context, *db.Tx) (names []search.Names, err error) {
	for _, p := range standing {
		n := search.Names{Kind: "page", ID: p[0], Path: p[0], Title: a.text(p[1])}
		for i, word := range p[2:] {
			if i == 0 {
				n.Summary = a.text(word)
				continue
			}
			n.Text = joined(n.Text, joined(a.text(word), plain("\n")))
		}
		names = append(names, n)
	}
	return names, nil
}

// tidyIndex moves what was put into the lists, and looks for what areas have made
// public by no act that puts it.
func (a *App) tidyIndex(ctx context.Context) error {
	return errors.Join(a.Search.Refresh(ctx), a.Search.Tidy(ctx))
}

// RebuildIndex makes the index of search anew, and returns of how many documents.
func (a *App) RebuildIndex(ctx context.Context) (int, error) {
	if err := a.Search.Begin(ctx); err != nil {
		return 0, fmt.Errorf("reading what is public: %w", err)
	}
	return a.Search.Rebuild(ctx)
}
