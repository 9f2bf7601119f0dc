package adal

import (
	"context"
	"net/url"

	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/institutions"
	"adal/internal/reception"
)

// whoAnswers asks the directory who answers for what somebody comes with, in any
// words.
func (a *App) whoAnswers(ctx context.Context, l i18n.Lang, text string) (k reception.Known, err error) {
	k.More = "/institutions?q=" + url.QueryEscape(text)
	return k, a.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := a.Directory.In(ctx, tx)
		if err != nil {
			return err
		}
		said, today := all.Understand(text), a.Book.Today(tx)
		if len(said.Topics) == 0 {
			return nil
		}
		answer := all.WhoAnswers(said.Topics[0].ID, said.Region, said.District, today)
		k.Topic = said.Topics[0].Name.In(l)
		if name, _, ok := all.Region(said.Region); ok {
			k.Where = name.In(l)
		}
		for _, i := range answer.Found {
			k.By = append(k.By, reception.Answering{Name: i.On(today).Name.In(l), Href: institutions.Path(i.ID)})
		}
		return nil
	})
}
