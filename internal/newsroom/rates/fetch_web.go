package rates

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
)

// client goes to the bank and nowhere else: a redirect is an answer that isn't a
// feed.
var client = &http.Client{
	Timeout:       30 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Fetch asks the bank if it is time to. What goes wrong is kept, and what is
// known stays.
func (b *Bureau) Fetch(ctx context.Context) error {
	if b.Address == "" {
		return nil
	}
	var last asked
	early := false
	if err := b.DB.Read(ctx, func(tx *db.Tx) (err error) {
		last, err = askedOf(ctx, tx, b.Address)
		early = last.again.After(tx.Now.Time)
		return err
	}); err != nil || early {
		return err
	}
	etag, err := b.ask(ctx, last.etag)
	next := asked{etag: etag}
	wait := every
	if err != nil {
		next = asked{etag: last.etag, failures: last.failures + 1}
		wait = min(first<<min(last.failures, 10), every)
	}
	if len(fault.Fields(err)) > 0 {
		err = nil // it is kept with the refusals, where the newsroom sees it
	}
	return errors.Join(err, b.DB.Write(ctx, "rates", func(tx *db.Tx) error {
		next.again = tx.Now.Plus(wait)
		return setAsked(ctx, tx, b.Address, next)
	}))
}

// ask gets the feed and takes it, unless it is the one that is known.
func (b *Bureau) ask(ctx context.Context, etag string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.Address, nil)
	if err != nil {
		return "", fmt.Errorf("asking for the rates: %w", err)
	}
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	res, err := client.Do(r)
	if err != nil {
		return "", fmt.Errorf("asking for the rates: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotModified {
		return etag, nil
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err != nil {
		return "", fmt.Errorf("reading the rates: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("asking for the rates: the bank answers %s", res.Status)
	}
	_, err = b.take(ctx, b.Address, data, func(*db.Tx) error { return nil })
	return res.Header.Get("ETag"), err
}
