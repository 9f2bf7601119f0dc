package adal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/files"
	"adal/internal/follow"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/mail"
	"adal/internal/markdown"
	"adal/internal/newsroom"
	"adal/internal/newsroom/rates"
	"adal/internal/newsroom/transfer"
	"adal/internal/newsroom/views"
	"adal/internal/newsroom/wxr"
	"adal/internal/office"
	"adal/internal/overlap"
	"adal/internal/perception"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
	"adal/internal/pictures"
	"adal/internal/poster"
	"adal/internal/record"
	"adal/internal/register"
	"adal/internal/seal"
	"adal/internal/web"
)

// tools are those that have words and no pages.
var tools = map[string]fs.FS{
	"forms":   forms.Words,
	"charter": charter.Words, "docket": docket.Words, "files": files.Words, "bodies": bodies.Words, "directory": directory.Words, "seal": seal.Words, "markdown": markdown.Words,
	"mail": mail.Words, "follow": follow.Words, "overlap": overlap.Words, "links": links.Words,
	"pictures": pictures.Words, "wxr": wxr.Words,
	"index": index.Words, "workbook": workbook.Words,
}

// newOffice is the office, with what the areas have for a seat to do.
func (a *App) newOffice(c Config) *office.Office {
	return &office.Office{
		DB: a.DB, Charter: a.Charter, Zone: a.Book.Zone, TrustProxy: c.Proxied,
		Cards: func(ctx context.Context, by *web.Seat) ([]office.Card, error) {
			switch by.Kind {
			case charter.KindAntikorCentre:
				n, err := a.Reception.Waiting(ctx, by.Principal)
				return []office.Card{{Href: "/office/matters", Word: "reception.queue-title", Number: n}}, err
			case charter.KindNewsroom:
				n, err := a.Newsroom.ToReview(ctx, by.Principal)
				waiting, failed := a.Index.ToPublish(ctx, by.Principal)
				return []office.Card{
					{Href: "/office/news", Word: "newsroom.review-card", Number: n},
					{Href: "/office/index", Word: "perception.publish-card", Number: waiting},
				}, errors.Join(err, failed)
			case charter.KindMonitoringGroup:
				return a.monitoringCards(ctx, by.Principal)
			case charter.KindStateBody:
				return a.answerCards(ctx, by.Principal)
			case charter.KindProjectOffice:
				return a.initiativeCards(ctx, by.Principal)
			case charter.KindKeeper:
				waiting, err := a.Catalogue.Waiting(ctx, by.Principal)
				return []office.Card{{Href: "/office/directory", Word: "institutions.desk", Number: len(waiting)}}, err
			case charter.KindHeadquarters:
				return a.planCards(ctx, by.Principal.Body)
			}
			return nil, nil
		},
	}
}

// newRecord is what everybody may check.
func (a *App) newRecord(c Config, reader *register.Reader) *record.Record {
	return &record.Record{
		DB: a.DB, Charter: a.Charter, Reader: reader, Today: a.Book.Today, Later: map[charter.Act]bool{}, Scripts: a.Site.Bundles(),
		SourceURL: c.Source, Version: Version(),
	}
}

// believed is how many shows of one article in a second are taken for readers.
const believed = 200

// newNewsroom is the front page and the news, with the bodies of the installation and the
// figures of the areas.
func (a *App) newNewsroom(c Config) (*newsroom.Newsroom, error) {
	rubrics, err := newsroom.LoadRubrics(os.DirFS(c.Data))
	if c.Hub != "" {
		err = errors.Join(err, newsroom.CheckHub(c.Hub))
	}
	return &newsroom.Newsroom{
		DB: a.DB, Book: a.Book, Rubrics: rubrics, Address: strings.TrimRight(c.Address, "/"), Changed: a.Site.Changed, Hub: c.Hub, Rates: a.ratesOn,
		Views: &views.Counter{DB: a.DB, Zone: a.Book.Zone, Most: believed}, Bodies: a.cards, Figures: a.figures,
		Ahead: a.ahead, Doors: doors, Within: a.within, Poster: &poster.Painter{Photo: a.Media.JPEG},
		Figure: a.Media.Figure, HasPicture: a.Media.Has, Usable: a.Media.Usable, Used: a.Media.Used, PictureAt: a.Media.At,
	}, err
}

// daysOff is how long no rate is official at the longest: one of longer ago
// isn't the rate of a day, but of which the later ones are missing.
const daysOff = 10

// ratesOn are the rates that stood on a day; nil if they aren't known.
func (a *App) ratesOn(ctx context.Context, l i18n.Lang, day calendar.Day) (any, error) {
	strip, err := a.Rates.Strip(ctx, a.Site.Words, l, day)
	all, ok := strip.(map[string]any)
	if official, _ := all["day"].(calendar.Day); err != nil || !ok || official.Before(day.AddDays(-daysOff)) {
		return nil, err
	}
	return strip, nil
}

func (a *App) cards(ctx context.Context) (cards []newsroom.Card, err error) {
	return cards, a.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := bodies.All(ctx, tx, "", a.Book.Today(tx))
		for _, b := range all {
			cards = append(cards, newsroom.Card{Kind: string(b.Kind), Name: b.Name})
		}
		return err
	})
}

// standing is how the country of the installation stands in the newest edition
// of the index that has it; nothing if none does.
func (a *App) standing(ctx context.Context) ([]newsroom.Figure, error) {
	year, err := a.Index.Latest(ctx)
	if err != nil {
		return nil, err
	}
	e, err := a.Index.Edition(ctx, year)
	if err != nil {
		return nil, err
	}
	row, ok := e.Row(perception.Home)
	if !ok {
		return nil, nil
	}
	s := e.Standing(a.Site.Words, row)
	return []newsroom.Figure{{Label: s.Label, Value: s.Score, Of: s.Of, Href: fmt.Sprintf("/index/%d/%s", year, perception.Home)}}, nil
}

// text is a word in three languages.
func (a *App) text(key string, args ...any) i18n.Text {
	return i18n.Text{
		KK: a.Site.Words.Say(i18n.KK, key, args...),
		RU: a.Site.Words.Say(i18n.RU, key, args...),
		EN: a.Site.Words.Say(i18n.EN, key, args...),
	}
}

// plain is what reads the same in all languages.
func plain(s string) i18n.Text { return i18n.Text{KK: s, RU: s, EN: s} }

// newTransfer takes over what was published before, and gives out what is.
func (a *App) newTransfer() *transfer.Transfer {
	return &transfer.Transfer{DB: a.DB, News: a.Newsroom, Media: a.Media}
}

// newRates keeps the rates that stand in the header.
func (a *App) newRates(c Config) *rates.Bureau {
	return &rates.Bureau{DB: a.DB, Book: a.Book, Codes: c.Currencies, Address: c.Rates, Changed: a.Site.Changed}
}
