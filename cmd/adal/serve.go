package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"text/tabwriter"
	"time"

	"adal/internal/adal"
	"adal/internal/web"
)

type serve struct {
	adal.Config
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" env:"ADAL_LISTEN"`
}

// Run serves until ctx ends.
func (c *serve) Run(ctx context.Context) error {
	app, err := adal.Open(ctx, c.Config, logger())
	if err != nil {
		return err
	}
	return run(ctx, app, c.Listen)
}

// logger writes what keepers have to know. No line of it has an address.
func logger() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stderr, nil)) }

// room is never touched, so the machine never gives it. To the collector it is
// something that lives: garbage may take half of it beyond half of what lives in
// truth, which is little, and would be looked through ten times in a second when
// many read. It is made before anything else, where memory is still empty.
var room = make([]byte, 24<<20)

// run serves an App until ctx ends, lets what is under way finish, and closes
// it.
func run(ctx context.Context, app *adal.App, listen string) (err error) {
	defer func() { err = errors.Join(err, app.Close()) }()
	if err := app.Begin(ctx); err != nil {
		return err
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	// Reading the charter and the pages took memory that is needed no more. From
	// here on half of Go's usual room for garbage is enough, and that of room.
	debug.SetGCPercent(50)
	debug.FreeOSMemory()
	defer runtime.KeepAlive(room)
	whole := web.Whole{Listener: l}
	srv := &http.Server{
		Handler: app, ConnContext: whole.Remember, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		// The server's own log has readers' addresses in it.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	var wg sync.WaitGroup
	ctx, end := context.WithCancel(ctx) // with the signal, or when serving fails
	defer end()
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	wg.Go(func() { app.Run(background) })
	wg.Go(func() {
		<-ctx.Done()
		finish, cancel := context.WithTimeout(context.Background(), 15*time.Second)
		defer cancel()
		if err := srv.Shutdown(finish); err != nil {
			srv.Close()
		}
		stop()
	})
	fmt.Printf("ready http://%s\n", l.Addr())
	if err = srv.Serve(whole); errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	end()
	wg.Wait()
	return err
}

type migrate struct{ adal.Config }

// Run opens the database, which brings it up to date.
func (c *migrate) Run(ctx context.Context) error {
	app, err := adal.Open(ctx, c.Config, logger())
	if err != nil {
		return err
	}
	return app.Close()
}

type demo struct {
	Data   string        `help:"Folder of the data; a new temporary one if it isn't given." type:"path"`
	Listen string        `help:"Address to listen on." default:"127.0.0.1:8080"`
	Merge  time.Duration `help:"How long receipts gather before they enter the register together; a day in earnest." default:"5s"`
}

// Run fills a data folder with the demo and serves it.
func (c *demo) Run(ctx context.Context) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "adal-demo-")
		if err != nil {
			return err
		}
		c.Data = dir
	}
	app, seats, err := c.fill(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("demo data in %s\n\nSeats (sign in at /kk/office):\n", c.Data)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range seats {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", s.Login, s.Passphrase, s.Body, s.Person)
	}
	if err := w.Flush(); err != nil {
		return errors.Join(err, app.Close())
	}
	fmt.Println()
	return run(ctx, app, c.Listen)
}

// config is how the demo is set up.
func (c *demo) config() adal.Config {
	return adal.Config{Data: c.Data, Origin: "demo.adal.example/register", Address: "http://" + c.Listen, Currencies: []string{"USD", "EUR", "RUB"}, Zone: "Asia/Almaty", Merge: c.Merge, Mail: "outbox", OpenBox: true}
}

// fill opens the demo and fills it, if it isn't filled yet.
func (c *demo) fill(ctx context.Context) (*adal.App, []adal.DemoSeat, error) {
	config := c.config()
	if err := adal.ForgetHalf(config); err != nil {
		return nil, nil, err
	}
	app, err := adal.Open(ctx, config, logger())
	if err != nil {
		return nil, nil, err
	}
	seats, err := app.Demo(ctx, config)
	if err != nil {
		return nil, nil, errors.Join(err, app.Close())
	}
	return app, seats, nil
}
