package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"adal/internal/adal"
	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

type body struct {
	Add addBody `cmd:"" help:"Add a body."`
}

type addBody struct {
	adal.Config
	ID     string `arg:"" help:"Permanent name, such as antikor-mangystau."`
	Kind   string `required:"" help:"Kind of the charter, such as antikor-centre."`
	Code   string `required:"" help:"Begins its registration numbers, such as AC47."`
	Region string `help:"ISO 3166-2 code, such as KZ-47; none for a republican body."`
	Parent string `help:"The body above it."`
	Since  string `help:"First day, such as 2020-03-01; today if it isn't given."`
	NameKK string `required:"" name:"kk" help:"Name in Kazakh."`
	NameRU string `required:"" name:"ru" help:"Name in Russian."`
	NameEN string `required:"" name:"en" help:"Name in English."`
}

// Run adds the body.
func (c *addBody) Run(ctx context.Context) error {
	return with(ctx, c.Config, func(app *adal.App) error {
		return app.DB.Write(ctx, c.ID, func(tx *db.Tx) error {
			since := app.Book.Today(tx)
			if c.Since != "" {
				day, err := calendar.Parse(c.Since)
				if err != nil {
					return err
				}
				since = day
			}
			if !app.Charter.Knows(c.Kind) {
				return fmt.Errorf("the charter knows no kind of body %q", c.Kind)
			}
			return bodies.Add(ctx, tx, bodies.Body{
				ID: c.ID, Kind: bodies.Kind(c.Kind), Code: c.Code, Region: c.Region, Parent: c.Parent, Since: since,
				Name: i18n.Text{KK: c.NameKK, RU: c.NameRU, EN: c.NameEN},
			})
		})
	})
}

type seat struct {
	Invite invite `cmd:"" help:"Invite the first keeper and print the invitation, once. Keepers invite all others at /kk/office/seats."`
}

type invite struct {
	adal.Config
	Body   string `arg:"" help:"The keepers' body."`
	Login  string `arg:"" help:"Sign-in name."`
	Person string `arg:"" help:"How the body names the person."`
}

// Run invites.
func (c *invite) Run(ctx context.Context) error {
	return with(ctx, c.Config, func(app *adal.App) error {
		_, invitation, err := app.Office.First(ctx, bodies.Seat{Body: c.Body, Login: c.Login, Person: c.Person})
		if errors.Is(err, fault.Conflict) {
			return fmt.Errorf("only the first keeper is invited here, and %s has had a seat or isn't the keepers' body: keepers invite all others at /kk/office/seats", c.Body)
		} else if err != nil {
			return err
		}
		fmt.Printf("%s\nThe holder enters it at /kk/office/join, once.\n", invitation)
		return nil
	})
}

// with opens the App for a keeper's command and closes it.
func with(ctx context.Context, c adal.Config, do func(*adal.App) error) error {
	app, err := adal.Open(ctx, c, logger())
	if err != nil {
		return err
	}
	return errors.Join(do(app), app.Close())
}

type backup struct {
	adal.Config
	To string `arg:"" help:"A new folder for the backup." type:"path"`
}

// Run copies the database at one moment, and the key that signs the register.
// The server goes on meanwhile.
func (c *backup) Run(ctx context.Context) error {
	if c.Database != "" {
		return errors.New("a PostgreSQL database is backed up with pg_dump; keep register.key of the data folder with it")
	}
	if _, err := os.Stat(c.File()); err != nil {
		return fmt.Errorf("there is no database to back up: %w", err)
	}
	if _, err := c.PublicKey(); err != nil {
		return fmt.Errorf("a backup needs the register's key: %w", err)
	}
	if err := os.Mkdir(c.To, 0o700); err != nil {
		return fmt.Errorf("making the folder of the backup: %w", err)
	}
	started := time.Now()
	copied := adal.Config{Data: c.To}.File()
	if err := db.BackupFile(ctx, c.File(), copied); err != nil {
		return err
	}
	if err := db.Check(ctx, copied); err != nil {
		return err
	}
	for _, name := range adal.Beside {
		if err := copyFile(filepath.Join(c.Data, name), filepath.Join(c.To, name)); err != nil {
			return err
		}
	}
	fmt.Printf("backed up to %s in %s and checked\n", c.To, time.Since(started).Round(time.Millisecond))
	return nil
}

type restore struct {
	From string `arg:"" help:"Folder of the backup." type:"existingdir"`
	Data string `required:"" help:"The data folder to make; it must not be there yet." type:"path"`
}

// Run makes a data folder of a backup that passes its check. It never writes
// over data.
func (c *restore) Run(ctx context.Context) error {
	from := adal.Config{Data: c.From}.File()
	if err := db.Check(ctx, from); err != nil {
		return err
	}
	if _, err := (adal.Config{Data: c.From}).PublicKey(); err != nil {
		return fmt.Errorf("the backup can't be restored without the register's key: %w", err)
	}
	if err := os.Mkdir(c.Data, 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	if err := copyFile(from, adal.Config{Data: c.Data}.File()); err != nil {
		return err
	}
	for _, name := range adal.Beside {
		if err := copyFile(filepath.Join(c.From, name), filepath.Join(c.Data, name)); err != nil {
			return err
		}
	}
	fmt.Printf("restored to %s\n", c.Data)
	return nil
}

// copyFile copies a file durably; one that isn't there is left out.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
