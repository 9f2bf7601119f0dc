package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/i18n"
)

type institutionsCmd struct {
	Import importInstitutions `cmd:"" help:"Lay files of CSV or Popolo over the directory, all of them or nothing."`
	Export exportInstitutions `cmd:"" help:"Write the directory as files that import reads."`
}

type importInstitutions struct {
	adal.Config
	Files  []string `arg:"" help:"CSV (kinds, districts, topics, institutions, competences, told apart by their columns) or Popolo JSON." type:"existingfile"`
	DryRun bool     `help:"Say what would change, and change nothing."`
	Seat   string   `help:"Sign-in name of the keeper's seat whose act it is; needn't be given if there is one seat." env:"ADAL_SEAT"`
}

// Run imports the files, or says what is wrong with them, line by line.
func (c *importInstitutions) Run(ctx context.Context) error {
	var files []directory.File
	for _, name := range c.Files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		files = append(files, directory.File{Name: filepath.Base(name), Content: text})
	}
	return with(ctx, c.Config, func(app *adal.App) error {
		by, err := keeperSeat(ctx, app, c.Seat)
		if err != nil {
			return err
		}
		o, err := app.Catalogue.Import(ctx, by, files, c.DryRun)
		if all := fault.Fields(err); len(all) > 0 {
			var said []error
			for _, f := range all {
				said = append(said, errors.New(app.Site.Words.Say(i18n.EN, f.Word, f.Args...)))
			}
			return errors.Join(append(said, errors.New("nothing was changed"))...)
		} else if err != nil {
			return err
		}
		if c.DryRun {
			fmt.Print("nothing was changed; it would be: ")
		}
		fmt.Printf("%d added, %d changed, %d as before\n", o.Added, o.Changed, o.Same)
		return nil
	})
}

type exportInstitutions struct {
	adal.Config
	To string `arg:"" help:"A folder for the files; made if it isn't there." type:"path"`
}

// Run writes a file for each table, and one of Popolo.
func (c *exportInstitutions) Run(ctx context.Context) error {
	return with(ctx, c.Config, func(app *adal.App) error {
		all, err := app.Directory.Read(ctx)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(c.To, 0o755); err != nil {
			return err
		}
		for _, t := range directory.Tables {
			if err := os.WriteFile(filepath.Join(c.To, string(t)+".csv"), all.CSV(t), 0o644); err != nil {
				return err
			}
		}
		text, err := app.Catalogue.Popolo(ctx, app.Site.Words)
		if err != nil {
			return err
		}
		fmt.Printf("%d institutions, %d competences, %d topics\n", len(all.Institutions), len(all.Competences), len(all.Topics))
		return os.WriteFile(filepath.Join(c.To, "popolo.json"), text, 0o644)
	})
}

// keeperSeat is the seat of a keeper whose act something is: the one of a sign-in
// name, or the only one there is.
func keeperSeat(ctx context.Context, app *adal.App, login string) (by charter.Principal, err error) {
	var logins []string
	err = app.DB.Read(ctx, func(tx *db.Tx) error {
		today := app.Book.Today(tx)
		all, err := bodies.All(ctx, tx, charter.KindKeeper, today)
		if err != nil {
			return err
		}
		for _, b := range all {
			seats, err := bodies.Seats(ctx, tx, b.ID)
			if err != nil {
				return err
			}
			for _, s := range seats {
				if s.On(today) && (login == "" || s.Login == strings.ToLower(login)) {
					logins = append(logins, s.Login)
					by = charter.Principal{Seat: s.ID, Body: b.ID, Kind: string(b.Kind), Region: b.Region}
				}
			}
		}
		return nil
	})
	slices.Sort(logins)
	switch {
	case err != nil || len(logins) == 1:
		return by, err
	case len(logins) > 1:
		return by, fmt.Errorf("say whose act it is with --seat: %s", strings.Join(logins, ", "))
	}
	return by, errors.New("an import is an act of a keeper's seat, and there is none: add a body of the kind keeper, and a seat")
}
