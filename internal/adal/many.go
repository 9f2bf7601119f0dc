package adal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/newsroom"
)

// inTurn is how many articles one transaction takes over: SQLite gets slower with
// every step of a long one.
const inTurn = 200

// Many takes over invented articles of many days, rubrics, regions and tags, by
// their numbers, for those who measure: an installation that has the demo is as
// full then as one that is old.
func (a *App) Many(ctx context.Context, from, to int) error {
	by, regions, err := a.writer(ctx)
	if err != nil {
		return err
	}
	for ; from < to; from += inTurn {
		if err := a.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
			for n := from; n < min(from+inTurn, to); n++ {
				if _, err := a.Newsroom.TakeOver(ctx, tx, by, invented(n, a.Newsroom.Rubrics, regions), ""); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return fmt.Errorf("filling in articles: %w", err)
		}
	}
	return nil
}

// writer is a seat of the newsroom, and the regions there are.
func (a *App) writer(ctx context.Context) (by charter.Principal, regions []bodies.Region, err error) {
	err = a.DB.Read(ctx, func(tx *db.Tx) error {
		today := a.Book.Today(tx)
		if regions, err = bodies.Regions(ctx, tx, today); err != nil {
			return err
		}
		all, err := bodies.All(ctx, tx, charter.KindNewsroom, today)
		if err != nil {
			return err
		}
		for _, b := range all {
			seats, err := bodies.Seats(ctx, tx, b.ID)
			if err != nil {
				return err
			}
			if len(seats) > 0 {
				by = charter.Principal{Seat: seats[0].ID, Body: b.ID, Kind: charter.KindNewsroom, Region: b.Region}
				return nil
			}
		}
		return errors.New("no newsroom has a seat")
	})
	return by, regions, err
}

// firstDay is the day of the first invented article; each later one is half an hour
// later, so a hundred thousand fill six years.
var firstDay = time.Date(2020, 3, 6, 4, 0, 0, 0, time.UTC)

// stems are what invented texts are made of.
var stems = strings.Fields("штаб орталық брифинг өтініш мерзім жауап байқаушы кемшілік мекеме өңір парасаттылық адалдық индекс дереккөз қателік есеп жоспар хабар түбіртек тізілім өкілеттік жарғы тәжірибе көрсеткіш мектеп кәсіпкер тұрғын қоғам бақылау пікір дәлел")

// invented is an article by its number: always the same one.
func invented(n int, rubrics []newsroom.Rubric, regions []bodies.Region) newsroom.Past {
	word := func(k int) string { return stems[(n*7+k*k*13+k*3)%len(stems)] }
	title := fmt.Sprintf("%d-хабар: %s және %s", n, word(1), word(2))
	var b strings.Builder
	for p := range 3 {
		for k := range 40 {
			b.WriteString(word(p*40 + k))
			b.WriteByte(' ')
		}
		b.WriteString(word(p) + ".\n\n")
	}
	text, lead := strings.TrimSpace(b.String()), word(3)+" туралы "+word(4)+" айтты."
	facts := newsroom.Facts{Rubric: rubrics[n%len(rubrics)].ID, Byline: newsroom.ByBody}
	if n%3 > 0 {
		facts.Region = regions[n%len(regions)].ID
	}
	words := newsroom.Words{Title: title, Lead: lead, Text: text, Tags: []string{word(5), word(6)}}
	return newsroom.Past{Facts: facts, Source: "older.example", Texts: []newsroom.PastText{{
		Words: words, Item: fmt.Sprint(n), Lang: i18n.KK,
		Versions: []newsroom.Version{{N: 1, At: db.Time{Time: firstDay.Add(time.Duration(n) * 30 * time.Minute)}, Title: title, Lead: lead, Text: text}},
	}}}
}
