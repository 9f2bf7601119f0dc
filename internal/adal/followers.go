package adal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/jobs"
	"adal/internal/monitoring"
	"adal/internal/newsroom/newsletter"
)

// A told is a step of a shortcoming that its followers are to be told of.
type told struct {
	Thing string
	At    time.Time
	monitoring.Event
}

// toldOut is the job that tells them.
const toldOut jobs.Kind[told] = "followers"

// tellLater asks, in the transaction of the step itself, for its followers to be
// told.
func tellLater(ctx context.Context, tx *db.Tx, e monitoring.Event) error {
	thing := "step/" + rand.Text()
	return toldOut.Add(ctx, tx, thing, tx.Now, told{thing, tx.Now.Time, e})
}

// tellFollowers tells those who follow a shortcoming, its institution, or a list
// that it is in.
func (a *App) tellFollowers(ctx context.Context, t told) error {
	letter, err := a.Monitoring.Told(ctx, t.Event)
	if errors.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing what happened: %w", err)
	}
	subjects, err := a.Monitoring.Subjects(ctx, t.Event)
	if err != nil {
		return fmt.Errorf("asking how a step can be followed: %w", err)
	}
	return a.Newsletter.Tell(ctx, newsletter.Happening{Thing: t.Thing, At: t.At, List: "monitoring", Subjects: subjects, Letter: letter})
}

// followAt is where letters about what isn't news can be asked for.
func followAt(subject string) string { return "/subscribe?of=" + url.QueryEscape(subject) }

// followable is the name of what can be followed and isn't news.
func (a *App) followable(ctx context.Context, subject string) (i18n.Text, error) {
	return a.Monitoring.Followable(ctx, subject)
}
