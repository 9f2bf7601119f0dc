package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"adal/internal/adal"
	"adal/internal/fault"
	"adal/internal/i18n"
)

type ratesCmd struct {
	Import importRates `cmd:"" help:"Import files of the National Bank's feed, each as a whole or not at all."`
}

type importRates struct {
	adal.Config
	Files []string `arg:"" help:"Files as get_rates.cfm or rates_all.xml have them." type:"existingfile"`
	Seat  string   `help:"Sign-in name of the newsroom's seat whose act it is; needn't be given if there is one seat." env:"ADAL_SEAT"`
}

// Run imports one file after the other; one that is refused doesn't keep the
// others out.
func (c *importRates) Run(ctx context.Context) error {
	return with(ctx, c.Config, func(app *adal.App) error {
		by, err := newsroomSeat(ctx, app, c.Seat)
		if err != nil {
			return err
		}
		var wrong []error
		for _, file := range c.Files {
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			n, err := app.Rates.Import(ctx, by, filepath.Base(file), data)
			if err != nil {
				if f := fault.Fields(err); len(f) > 0 {
					err = errors.New(app.Site.Words.Say(i18n.EN, f[0].Word, f[0].Args...))
				}
				wrong = append(wrong, fmt.Errorf("%s: %w", file, err))
				continue
			}
			fmt.Printf("%s: %d rates\n", file, n)
		}
		return errors.Join(wrong...)
	})
}
