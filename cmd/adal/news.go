package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"adal/internal/adal"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom/transfer"
	"adal/internal/newsroom/wxr"
)

type newsCmd struct {
	Import importNews `cmd:"" help:"Take over an export of WordPress (WXR), or read an export of Adal back: all of it or nothing."`
	Export exportNews `cmd:"" help:"Give out every article in every language and version, with pictures and older addresses, as Markdown and JSON."`
}

type importNews struct {
	adal.Config
	From     string    `arg:"" help:"A file that WordPress exported, or a folder or .zip that adal news export made." type:"path"`
	Media    string    `help:"Folder or .zip of the older site's uploads. Without it no picture is taken over; the net is never asked." type:"path"`
	Settings string    `help:"File of settings (TOML): lang, zone, rubric, [rubrics], [regions], [authors], [alts], views, without, drafts, licence, from." type:"existingfile"`
	Lang     i18n.Lang `help:"Language of texts of which the site doesn't say it: kk, ru or en."`
	Clock    string    `help:"Zone of the older site's clock, such as Asia/Almaty."`
	Rubric   string    `help:"Rubric of what has no category that is one."`
	Drafts   bool      `help:"Take over as drafts what wasn't published."`
	Without  []int     `help:"Ids that are left out."`
	DryRun   bool      `help:"Print the report and take nothing over."`
	Seat     string    `help:"Sign-in name of the newsroom's seat whose act it is; needn't be given if there is one seat." env:"ADAL_SEAT"`
}

// Run prints what a file comes to and takes it over, if nothing stands against it.
func (c *importNews) Run(ctx context.Context) error {
	return with(ctx, c.Config, func(app *adal.App) (err error) {
		defer func() { err = inEnglish(app, err) }()
		by, err := newsroomSeat(ctx, app, c.Seat)
		if err != nil {
			return err
		}
		app.Transfer.Progress = steps()
		plan, err := c.plan(ctx, app)
		if err != nil {
			return err
		}
		defer plan.Close()
		if err := plan.Print(os.Stdout, app.Site.Words, i18n.EN); err != nil || c.DryRun {
			return err
		}
		if err := app.Transfer.Take(ctx, by, plan); err != nil {
			return err
		}
		fmt.Println("taken over")
		return nil
	})
}

// inEnglish is an error with its faults in words.
func inEnglish(app *adal.App, err error) error {
	var all []error
	for _, f := range fault.Fields(err) {
		all = append(all, errors.New(app.Site.Words.Say(i18n.EN, f.Word, f.Args...)))
	}
	if len(all) == 0 {
		return err
	}
	return errors.Join(all...)
}

func (c *importNews) plan(ctx context.Context, app *adal.App) (*transfer.Plan, error) {
	info, err := os.Stat(c.From)
	if err != nil {
		return nil, err
	}
	if info.IsDir() || strings.EqualFold(filepath.Ext(c.From), ".zip") {
		from, done, err := folder(c.From)
		if err != nil {
			return nil, err
		}
		plan, err := app.Transfer.ReadBack(ctx, from)
		return plan, errors.Join(err, done())
	}
	settings, err := c.settings()
	if err != nil {
		return nil, err
	}
	var uploads fs.FS
	if c.Media != "" {
		from, done, err := folder(c.Media)
		if err != nil {
			return nil, err
		}
		defer done()
		uploads = from
	}
	file, err := os.Open(c.From)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return app.Transfer.WordPress(ctx, file, wxr.MostBytes, uploads, settings)
}

// settings are those of the file, and above them those of the command.
func (c *importNews) settings() (s transfer.Settings, err error) {
	if c.Settings != "" {
		text, err := os.ReadFile(c.Settings)
		if err != nil {
			return s, err
		}
		if s, err = transfer.ReadSettings(text); err != nil {
			return s, err
		}
	}
	if c.Lang != "" {
		s.Lang = c.Lang
	}
	if c.Clock != "" {
		s.Zone = c.Clock
	}
	if c.Rubric != "" {
		s.Rubric = c.Rubric
	}
	s.Drafts = s.Drafts || c.Drafts
	s.Without = append(s.Without, c.Without...)
	return s, nil
}

// folder is a folder or a zip file, out of which nothing leads: neither a name with
// dots nor a link.
func folder(path string) (from fs.FS, done func() error, err error) {
	if strings.EqualFold(filepath.Ext(path), ".zip") {
		z, err := zip.OpenReader(path)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		return z, z.Close, nil
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, nil, err
	}
	return root.FS(), root.Close, nil
}

// steps prints how far a long act has come, on a terminal's line of errors.
func steps() func(what string, done, of int) {
	last := ""
	return func(what string, done, of int) {
		if of == 0 {
			return
		}
		now := fmt.Sprintf("%s %d%%", what, done*100/of/5*5)
		if now != last && of >= 20 {
			fmt.Fprintln(os.Stderr, now)
			last = now
		}
	}
}

type exportNews struct {
	adal.Config
	To string `arg:"" help:"A new folder, or a new file that ends in .zip." type:"path"`
}

// Run gives out all bodies' news. It never writes over what is there.
func (c *exportNews) Run(ctx context.Context) error {
	if _, err := os.Stat(c.To); err == nil {
		return fmt.Errorf("%s is there already", c.To)
	}
	return with(ctx, c.Config, func(app *adal.App) (err error) {
		app.Transfer.Progress = steps()
		if !strings.EqualFold(filepath.Ext(c.To), ".zip") {
			return app.Transfer.Export(ctx, "", transfer.Folder(c.To))
		}
		half := c.To + ".part"
		file, err := os.OpenFile(half, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		z := transfer.NewZip(file)
		if err := errors.Join(app.Transfer.Export(ctx, "", z), z.Close(), file.Sync(), file.Close()); err != nil {
			return errors.Join(err, os.Remove(half))
		}
		return os.Rename(half, c.To)
	})
}
