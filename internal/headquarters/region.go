package headquarters

import (
	"context"
	"errors"
	"slices"
	"strings"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"
)

// A Regional is the headquarters of a region that is to be founded, with the
// decision. Who decides is the body that founds it.
type Regional struct {
	Region string
	Name   i18n.Text
	Founding
}

// FoundIn founds the headquarters of a region, which has none, and returns its body.
// Nobody sits in it yet: people are seated by the keeper of the installation.
func (h *Headquarters) FoundIn(ctx context.Context, by charter.Principal, n Regional) (id string, err error) {
	n.Name, n.Number, n.Aims = tidy(n.Name, line), line(n.Number), tidy(n.Aims, lines)
	wrong := []error{needsText("name", n.Name, maxLine), needs("number", n.Number, maxLine), needsText("aims", n.Aims, maxText)}
	if n.Day.IsZero() {
		wrong = append(wrong, fault.In("day", "overlap.day-missing"))
	}
	id = "headquarters-" + strings.ToLower(n.Region)
	if err := h.Book.Charter.Allow(by, charter.Found, charter.Resource{Body: id, Region: n.Region}); err != nil {
		return "", err
	}
	err = h.DB.Write(ctx, id, func(tx *db.Tx) error {
		wrong = append(wrong, h.unfounded(ctx, tx, n))
		own, err := bodies.Get(ctx, tx, by.Body, h.Book.Today(tx))
		if err != nil {
			return err
		}
		if !n.Day.IsZero() && n.Day.Before(own.Since) {
			wrong = append(wrong, fault.In("day", "headquarters.founded-before", own.Since))
		}
		if err := errors.Join(wrong...); err != nil {
			return err
		}
		id, err = h.found(ctx, tx, own, n)
		return errors.Join(err, register.Stage(ctx, tx, register.Entry{
			Act: string(charter.Found), Day: h.Book.Today(tx), Body: by.Body, Seat: by.Seat, To: id,
			Article: h.Book.Charter.Article(charter.Found), Name: n.Number,
		}))
	})
	if err == nil && h.Changed != nil {
		h.Changed()
	}
	return id, err
}

// unfounded says what keeps a region from getting a headquarters on a day.
func (h *Headquarters) unfounded(ctx context.Context, tx *db.Tx, n Regional) error {
	var wrong []error
	today := h.Book.Today(tx)
	if n.Day.After(today) {
		wrong = append(wrong, fault.In("day", "headquarters.founded-later"))
	}
	known, err := bodies.Regions(ctx, tx, today)
	if err != nil {
		return err
	}
	there, err := bodies.All(ctx, tx, charter.KindHeadquarters, today)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(known, func(r bodies.Region) bool { return r.ID == n.Region }) {
		wrong = append(wrong, fault.In("region", "headquarters.region-unknown"))
	} else if i := slices.IndexFunc(there, func(b bodies.Body) bool { return b.Region == n.Region }); i >= 0 {
		wrong = append(wrong, fault.In("region", "headquarters.region-has-one", there[i].Name))
	}
	return errors.Join(wrong...)
}

// found adds the body below the one that founds it. Its registration numbers begin
// with the number of its region, and with a letter more if a headquarters that is no
// more began its own so.
func (h *Headquarters) found(ctx context.Context, tx *db.Tx, own bodies.Body, n Regional) (string, error) {
	b := bodies.Body{Kind: charter.KindHeadquarters, Region: n.Region, Parent: own.ID, Since: n.Day, Name: n.Name}
	for _, more := range []string{"", "b", "c", "d", "e", "f", "g"} {
		b.ID = "headquarters-" + strings.ToLower(n.Region) + more
		b.Code = own.Code + strings.TrimPrefix(n.Region, "KZ-") + strings.ToUpper(more)
		free, err := bodies.Free(ctx, tx, b.ID, b.Code)
		if err != nil {
			return "", err
		}
		if free {
			n.Founding.Body, n.Founding.By = b.ID, own.Name
			return b.ID, errors.Join(bodies.Add(ctx, tx, b), putFounding(ctx, tx, n.Founding))
		}
	}
	return "", fault.In("region", "headquarters.region-used-up")
}
