// Command adal is the platform: a server, and what its keepers and anybody who
// checks them do with it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// cli is every command; its tags are their documentation.
type cli struct {
	Demo         demo            `cmd:"" help:"Serve a demo: the network of bodies, seats and some matters, all invented."`
	Serve        serve           `cmd:"" help:"Serve the platform."`
	Migrate      migrate         `cmd:"" help:"Bring the database up to date and end."`
	Body         body            `cmd:"" help:"Bodies: add one."`
	Seat         seat            `cmd:"" help:"Seats: invite a person to one."`
	Charter      charterCmd      `cmd:"" help:"The charter of mandates."`
	Register     registerCmd     `cmd:"" help:"The register of what was done."`
	Index        indexCmd        `cmd:"" help:"The corruption perceptions index: import, reproduce, explain."`
	News         newsCmd         `cmd:"" help:"The news: take over what an older site published, give out all."`
	Rates        ratesCmd        `cmd:"" help:"Official rates of the National Bank."`
	Institutions institutionsCmd `cmd:"" help:"The directory of institutions: import, export."`
	Verify       verify          `cmd:"" help:"Check the platform from outside."`
	Backup       backup          `cmd:"" help:"Copy the database and the register's key, while the server goes on."`
	Restore      restore         `cmd:"" help:"Make a data folder of a backup."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k := kong.Parse(&cli{},
		kong.Name("adal"),
		kong.Description("Adal (honest): a person tells, an observer sees, a body answers, and everybody can see what changed."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	k.FatalIfErrorf(k.Run())
}
