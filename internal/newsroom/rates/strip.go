package rates

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// strip is the strip of the header: nil if there are no rates.
func (p pages) strip(ctx context.Context, l i18n.Lang) (any, error) {
	return p.Bureau.Strip(ctx, p.Words, l, p.today())
}

// Strip returns what the component c-rates shows: the chosen currencies as they
// stood on a day, in a language; nil if none are chosen or known. An article
// shows with it the rates of the day on which it was published.
//
// It is a dict with "day", the official day of the rates, and "items", each a
// dict with "label", "value", "name", "href" without the language, and where the
// day before is known "change", its "sign" for the eye and its "way" for the ear. An
// item with another official day has its own "day".
func (b *Bureau) Strip(ctx context.Context, words i18n.Words, l i18n.Lang, day calendar.Day) (any, error) {
	if len(b.Codes) == 0 {
		return nil, nil
	}
	all, err := b.On(ctx, day, b.Codes...)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	official := all[0].Day
	for _, q := range all {
		if q.Day.After(official) {
			official = q.Day
		}
	}
	items := make([]map[string]any, len(all))
	for i, q := range all {
		items[i] = map[string]any{"label": q.Label(), "value": q.Value.Say(l), "name": nameOf(words, l, q.Code), "href": "/rates/" + q.Code}
		if !q.Before.IsZero() {
			items[i]["sign"], items[i]["change"], items[i]["way"] = q.Change.Sign(), q.Change.Size().Say(l), words.Say(l, q.Way())
		}
		if q.Day != official {
			items[i]["day"] = q.Day
		}
	}
	return map[string]any{"items": items, "day": official}, nil
}
