package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/perception"
	"adal/internal/perception/index/workbook"
)

type importIndex struct {
	adal.Config
	output
	Files   []string `arg:"" help:"Workbooks (xls, xlsx), text with commas or upright strokes, tidy CSV." type:"existingfile"`
	Seat    string   `help:"Sign-in name of the newsroom's seat whose act it is; needn't be given if there is one seat." env:"ADAL_SEAT"`
	Note    string   `help:"Why: needed where the edition was published before."`
	Publish bool     `help:"Publish the editions, too."`
	Recipe  string   `help:"A recipe of your own (TOML), in place of the preset of each year." type:"existingfile"`
}

// Run imports all files together, or nothing.
func (c *importIndex) Run(ctx context.Context) error {
	data, err := workbook.ReadFiles(c.Files...)
	if err != nil {
		return err
	}
	recipe, err := recipeIn(c.Recipe)
	if err != nil {
		return err
	}
	in := perception.Input{Data: data, Recipe: recipe, Note: c.Note, Progress: progress("computing")}
	return inWords(with(ctx, c.Config, func(app *adal.App) error {
		x := &perception.Index{DB: app.DB, Book: app.Book}
		by, err := newsroomSeat(ctx, app, c.Seat)
		if err != nil {
			return err
		}
		outcomes, err := x.Import(ctx, by, in)
		if err != nil {
			return err
		}
		for _, o := range outcomes {
			if c.Publish && !o.Unchanged {
				if err := x.Publish(ctx, by, o.Year, c.Note); err != nil {
					return fmt.Errorf("the editions are imported; publishing that of %d: %w", o.Year, inWords(err))
				}
			}
		}
		return c.write(stdout, c.answer(outcomes))
	}))
}

func (c *importIndex) answer(outcomes []perception.Outcome) answer {
	a := answer{columns: []string{"year", "number", "version", "state", "verdict", "line"}}
	for _, o := range outcomes {
		state := "imported"
		switch {
		case o.Unchanged:
			state = "unchanged"
		case c.Publish:
			state = "published"
		}
		line := "nothing printed to compare with"
		if o.Report.Year != 0 {
			line = o.Report.String()
		}
		if o.Partial {
			state += ", partial"
		}
		a.rows = append(a.rows, []any{o.Year, o.Number, o.Version, state, string(o.Report.Verdict), line})
	}
	a.text = printer(func(p *paper) {
		for i, o := range outcomes {
			p.line("%d %s version %d %s", o.Year, o.Number, o.Version, a.rows[i][3])
			if o.Unchanged {
				p.line("  the same figures by the same recipe are there already: nothing was changed")
				continue
			}
			p.line("  %s", a.rows[i][5])
		}
	})
	return a
}

// newsroomSeat is the seat of a newsroom whose act something is: the one of a
// sign-in name, or the only one there is.
func newsroomSeat(ctx context.Context, app *adal.App, login string) (by charter.Principal, err error) {
	var logins []string
	err = app.DB.Read(ctx, func(tx *db.Tx) error {
		today := app.Book.Today(tx)
		all, err := bodies.All(ctx, tx, charter.KindNewsroom, today)
		if err != nil {
			return err
		}
		for _, b := range all {
			seats, err := bodies.Seats(ctx, tx, b.ID)
			if err != nil {
				return err
			}
			for _, s := range seats {
				if !s.On(today) || login != "" && s.Login != strings.ToLower(login) {
					continue
				}
				logins = append(logins, s.Login)
				by = charter.Principal{Seat: s.ID, Body: b.ID, Kind: string(b.Kind), Region: b.Region}
			}
		}
		return nil
	})
	slices.Sort(logins)
	switch {
	case err != nil:
		return by, err
	case len(logins) == 1:
		return by, nil
	case len(logins) > 1:
		return by, fmt.Errorf("say whose act it is with --seat: %s", strings.Join(logins, ", "))
	case login != "":
		return by, fmt.Errorf("no newsroom has a seat %s", login)
	}
	return by, errors.New("an import is an act of a newsroom's seat, and there is none: add a body of the kind newsroom, and a seat at /kk/office/seats")
}
