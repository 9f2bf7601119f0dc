package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"adal/internal/adal"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/register"
	"adal/internal/seal"
)

type charterCmd struct {
	Check checkCharter `cmd:"" help:"Prove that no two bodies have the same act, and print who has which."`
}

type checkCharter struct {
	Lang string `help:"kk, ru or en." default:"en" enum:"kk,ru,en"`
}

// Run prints the matrix and the proof; it fails if the proof doesn't hold.
func (c *checkCharter) Run() error {
	ch, err := charter.Load()
	if err != nil {
		return err
	}
	return ch.Fprint(os.Stdout, i18n.Lang(c.Lang))
}

type registerCmd struct {
	Verify verifyRegister `cmd:"" help:"Recompute the whole register and compare it with what was signed."`
}

type verifyRegister struct {
	Where string `arg:"" help:"Address of the platform, or its data folder."`
	Key   string `help:"The register's key, if you know it from elsewhere."`
	State string `help:"File that remembers the checkpoint, so that the next check finds a rewritten register." type:"path"`
}

// Run checks consistency and inclusion.
func (c *verifyRegister) Run(ctx context.Context) error {
	source, done, err := sourceAt(ctx, c.Where)
	if err != nil {
		return err
	}
	defer done()
	r, err := (&register.Client{Source: source, VKey: c.Key, State: c.State}).Verify(ctx)
	if err != nil {
		return err
	}
	printReport(r)
	fmt.Println("every entry is in the signed tree, and every tile is as it should be")
	return nil
}

func printReport(r register.Report) {
	fmt.Printf("register %s, %d entries\nkey %s\n", r.Checkpoint.Origin, r.Checkpoint.Size, r.VKey)
	if r.FirstUse {
		fmt.Println(unvouched("register"))
	}
	if r.Before.Origin != "" {
		fmt.Printf("all %d entries of the earlier check are still there\n", r.Before.Size)
	}
}

// unvouched warns that a key came from what it should prove.
func unvouched(from string) string {
	return fmt.Sprintf("(the key is the one that the %s itself names: compare it with one from elsewhere)", from)
}

// sourceAt is the register at an address or in a data folder.
func sourceAt(ctx context.Context, where string) (register.Source, func(), error) {
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		return &register.Site{Base: strings.TrimSuffix(where, "/") + "/register"}, func() {}, nil
	}
	c := adal.Config{Data: where}
	if _, err := os.Stat(c.File()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s is neither an address nor a data folder", where)
	}
	key, err := c.PublicKey()
	if err != nil {
		return nil, nil, err
	}
	d, err := db.Open(ctx, c.File())
	if err != nil {
		return nil, nil, err
	}
	return &register.Reader{DB: d, VKey: key}, func() { d.Close() }, nil
}

type verify struct {
	Receipt   verifyReceipt   `cmd:"" help:"Check a receipt: its signature here, and with --url that the register has it."`
	Reception verifyReception `cmd:"" help:"Check that the reception's page runs the script that was published."`
	Register  verifyRegister  `cmd:"" help:"The same as adal register verify."`
}

type verifyReceipt struct {
	File string `arg:"" help:"The receipt." type:"existingfile"`
	URL  string `help:"Address of the platform: then the register is asked too."`
	Key  string `help:"The register's key, if you know it from elsewhere."`
}

// Run checks the receipt.
func (c *verifyReceipt) Run(ctx context.Context) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	r, err := seal.OpenReceipt(file)
	if err != nil {
		return err
	}
	if c.Key != "" && c.Key != r.Key {
		return fmt.Errorf("the receipt was signed by %s, not by the key you gave", r.Key)
	}
	fmt.Printf("the signature is good\n  number %s\n  body   %s\n  track  %s\n  day    %s\n  due    %s\n  sealed %s\n  key    %s\n",
		r.Number, r.Body, r.Track, r.Day, r.Due, r.Sealed, r.Key)
	if c.Key == "" {
		fmt.Println(unvouched("receipt"))
	}
	if c.URL == "" {
		return nil
	}
	source, done, err := sourceAt(ctx, c.URL)
	if err != nil {
		return err
	}
	defer done()
	in, err := (&register.Client{Source: source, VKey: r.Key}).Inclusion(ctx, r.Leaf())
	if errors.Is(err, register.ErrNotIncluded) {
		return fmt.Errorf("%w: it is promised within a day after %s; if it isn't there then, the receipt proves that the matter was received", err, r.Day)
	} else if err != nil {
		return err
	}
	fmt.Printf("the register of %d entries has it, as number %d\n", in.Checkpoint.Size, in.N)
	return nil
}
