// Command bench prints what Adal costs on this machine, beside what is hoped for
// and beside the limits of the machine itself: how many durable commits a bare
// database does in a second, how many times the disk takes something for good.
// It is no test: a slower machine gives other figures, and the ratios stay.
//
//	go run ./internal/bench         everything
//	go run ./internal/bench index   the index alone
//	go run ./internal/bench news    the article page and the counting of views alone
//	go run ./internal/bench monitoring   the public pages of monitoring alone
//
// ADAL_BENCH_MOST says up to how many articles and shortcomings, ADAL_BENCH_ONLY on
// which database: sqlite or postgres.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"adal/internal/adal"
	"adal/internal/db/dbtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	part := ""
	if len(os.Args) > 1 {
		part = os.Args[1]
	}
	do := func() error { return run(ctx, part) }
	if part == bareMode {
		do = serveBare
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// A figure is a line of the table. Its target is empty if it has none.
type figure struct {
	name, value, target string
	met                 bool
}

// below is a figure that should stay below a target.
func below[T cmp.Ordered](name, format string, value, target T) figure {
	return figure{name, fmt.Sprintf(format, value), "< " + fmt.Sprintf(format, target), value < target}
}

// atLeast is a figure that should reach a target.
func atLeast[T cmp.Ordered](name, format string, value, target T) figure {
	return figure{name, fmt.Sprintf(format, value), "≥ " + fmt.Sprintf(format, target), value >= target}
}

// plain is a figure without a target.
func plain(name, format string, value ...any) figure {
	return figure{name: name, value: fmt.Sprintf(format, value...)}
}

func show(title string, figures []figure) error {
	fmt.Printf("%s\n", title)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, f := range figures {
		verdict := ""
		if f.target != "" {
			verdict = "missed"
			if f.met {
				verdict = "ok"
			}
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", f.name, f.value, f.target, verdict)
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func run(ctx context.Context, part string) (err error) {
	dir, err := os.MkdirTemp(".", ".bench-") // not in /tmp, which may be no disk
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if dir, err = filepath.Abs(dir); err != nil {
		return err
	}
	fmt.Printf("%s/%s, %d cores, %s\n\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	if part == "monitoring" {
		return monitoring(ctx, dir)
	}
	if part != "news" {
		if err := perception(ctx, dir); err != nil || part == "index" {
			return err
		}
	}
	if err := checklists(); err != nil {
		return fmt.Errorf("measuring checklists: %w", err)
	}
	program := filepath.Join(dir, "adal")
	size, err := build(ctx, program)
	if err != nil {
		return err
	}
	if err := news(ctx, dir, program); err != nil || part == "news" {
		return err
	}
	if err := monitoring(ctx, dir); err != nil {
		return fmt.Errorf("measuring monitoring: %w", err)
	}
	limits, commits, err := machine(ctx, dir)
	if err != nil {
		return fmt.Errorf("measuring the machine: %w", err)
	}
	if err := show("The machine", limits); err != nil {
		return err
	}
	config := adal.Config{Data: filepath.Join(dir, "data"), Origin: "bench.example/register", Zone: "Asia/Almaty", Merge: 24 * time.Hour}
	if err := engine(ctx, "SQLite, synchronous=FULL", program, config, commits, 4); err != nil {
		return err
	}
	if err := still(ctx, program, config, size); err != nil {
		return err
	}
	return postgres(ctx, dir, program, commits)
}

// build builds the program as `make build` does and returns its size in bytes.
func build(ctx context.Context, program string) (int64, error) {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "adal/cmd/adal")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("building: %w\n%s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// seed fills the database of an installation with the demo.
func seed(ctx context.Context, c adal.Config) error {
	app, err := adal.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	_, err = app.Demo(ctx, c)
	return errors.Join(err, app.Begin(ctx), app.Close())
}

// engine measures submissions on one engine, some runs of them.
func engine(ctx context.Context, title, program string, c adal.Config, commits float64, runs int) error {
	if err := seed(ctx, c); err != nil {
		return fmt.Errorf("seeding: %w", err)
	}
	s, err := start(ctx, program, c)
	if err != nil {
		return err
	}
	defer s.stop()
	l, err := newLoad(ctx, s.site)
	if err != nil {
		return fmt.Errorf("sealing beforehand: %w", err)
	}
	for n := range runs {
		r, err := l.run(ctx, s)
		if err != nil {
			return err
		}
		if err := show(fmt.Sprintf("%s, run %d of %d: %d reporters over HTTP, %d matters of 16 KiB sealed beforehand", title, n+1, runs, reporters, r.n), r.figures(commits)); err != nil {
			return err
		}
	}
	return nil
}

// postgres measures submissions on PostgreSQL, if the tests have one.
func postgres(ctx context.Context, dir, program string, commits float64) error {
	url := os.Getenv(dbtest.Postgres)
	if url == "" {
		fmt.Printf("PostgreSQL: %s is not set\n", dbtest.Postgres)
		return nil
	}
	own, drop, err := schema(ctx, url)
	if err != nil {
		return err
	}
	c := adal.Config{Data: filepath.Join(dir, "postgres"), Database: own.url, Origin: "bench.example/register", Zone: "Asia/Almaty", Merge: 24 * time.Hour}
	return errors.Join(engine(ctx, "PostgreSQL, fsync="+own.fsync, program, c, commits, 2), drop())
}
