package adal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/jobs"
	"adal/internal/mail"
	"adal/internal/newsroom"
	"adal/internal/newsroom/newsletter"
)

// newBox is where letters are put: into the hands of the mail server, or on a
// page, or nowhere.
func (a *App) newBox(c Config) (*mail.Box, error) {
	b := &mail.Box{DB: a.DB, Zone: a.Book.Zone, Log: a.log, Shown: c.Mail == "outbox"}
	if c.Mail == "outbox" || c.SMTP == "" {
		return b, nil
	}
	var err error
	if b.Server, err = mail.NewServer(c.SMTP, c.SMTPPassword); err != nil {
		return nil, fmt.Errorf("--smtp: %w", err)
	}
	if b.From, err = mail.ParseFrom(c.MailFrom); err != nil {
		return nil, fmt.Errorf("--mail-from: %w", err)
	}
	return b, nil
}

// followKeyFile seals the addresses of followers, and makes the links by which
// they leave. It is no part of the database, so that a copy of that has neither.
const followKeyFile = "follow.key"

// followKey reads the key of followers from the data folder, and makes it at the
// first start.
func (c Config) followKey() ([]byte, error) {
	file := filepath.Join(c.Data, followKeyFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeFollowKey(file)
	} else if err != nil {
		return nil, fmt.Errorf("reading the key of followers: %w", err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != follow.KeySize {
		return nil, fmt.Errorf("reading the key of followers: %s isn't %d bytes in hex", file, follow.KeySize)
	}
	return key, nil
}

func makeFollowKey(file string) ([]byte, error) {
	key := make([]byte, follow.KeySize)
	rand.Read(key) // never fails
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("making the key of followers: %w", err)
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	return key, errors.Join(err, f.Sync(), f.Close())
}

// newNewsletter sends the news by letter. It comes after the newsroom.
func (a *App) newNewsletter(c Config) (*newsletter.Newsletter, error) {
	key, err := c.followKey()
	if err != nil {
		return nil, err
	}
	if a.Box, err = a.newBox(c); err != nil {
		return nil, err
	}
	followers := &follow.Followers{DB: a.DB, Box: a.Box, Key: key}
	a.Followers, a.Box.Bounced = followers, followers.Bounced
	if a.Newsroom.Letters = a.Box.Takes(); a.Newsroom.Letters {
		a.Newsroom.Tell = func(ctx context.Context, tx *db.Tx, p newsroom.Publication) error {
			return newsletter.Out.Add(ctx, tx, p.Docket, tx.Now, p.Docket)
		}
	}
	return &newsletter.Newsletter{
		DB: a.DB, Book: a.Book, Followers: followers, Box: a.Box, Words: a.Site.Words, Address: a.Newsroom.Address, Open: c.OpenBox,
		Choices: a.choices, Item: a.item, Between: a.between, Other: a.followable,
	}, nil
}

// choices are the parts of the news that can be followed: its rubrics, and the
// regions of today.
func (a *App) choices(ctx context.Context) (all []newsletter.Choice, err error) {
	for _, r := range a.Newsroom.Rubrics {
		all = append(all, newsletter.Choice{ID: "rubric/" + r.ID, Name: a.of("newsletter.rubric", r.Name)})
	}
	return all, a.DB.Read(ctx, func(tx *db.Tx) error {
		regions, err := bodies.Regions(ctx, tx, a.Book.Today(tx))
		for _, r := range regions {
			all = append(all, newsletter.Choice{ID: "region/" + r.ID, Name: a.of("newsletter.region", r.Name)})
		}
		return err
	})
}

// of is a word about something that has a name in each language.
func (a *App) of(key string, name i18n.Text) i18n.Text { return a.text(key, name) }

func (a *App) item(ctx context.Context, id string) (newsletter.Item, error) {
	p, err := a.Newsroom.Public(ctx, id)
	return itemOf(p), err
}

// mostOfWeek is how many articles a letter of the week may have.
const mostOfWeek = 500

func (a *App) between(ctx context.Context, l i18n.Lang, from, to time.Time) (items []newsletter.Item, err error) {
	all, err := a.Newsroom.News(ctx, newsroom.Filter{Lang: l, Since: from, Before: newsroom.Place{At: db.Time{Time: to}}, Limit: mostOfWeek})
	for _, p := range all {
		items = append(items, itemOf(p))
	}
	return items, err
}

func itemOf(p newsroom.Publication) newsletter.Item {
	i := newsletter.Item{
		ID: p.Docket, Lang: p.Lang, Path: p.Path(), Title: p.Title, Lead: p.Lead, Day: p.Day, Published: p.Published.Time,
		Of: []string{"rubric/" + p.Rubric},
	}
	if p.Region != "" {
		i.Of = append(i.Of, "region/"+p.Region)
	}
	return i
}

// post is what is done for letters and feeds beside the serving.
func (a *App) post() {
	jobs.Handle(a.Jobs, newsroom.Ping, a.Newsroom.Ping)
	jobs.Handle(a.Jobs, newsletter.Out, a.Newsletter.Send)
	jobs.Handle(a.Jobs, mail.Out, func(ctx context.Context, _ struct{}) error { return a.Box.Send(ctx) })
	jobs.Handle(a.Jobs, toldOut, a.tellFollowers)
	a.Jobs.Repeat("mail-again", 5*time.Minute, a.Box.Send)
	a.Jobs.Repeat("newsletter-week", 10*time.Minute, a.Newsletter.Digest)
	a.Jobs.Repeat("follow-sweep", time.Hour, a.Followers.Sweep)
	a.Jobs.Repeat("mail-sweep", 6*time.Hour, a.Box.Sweep)
}

// mainSite is where the link to the main site leads; "" for none.
func (c Config) mainSite() (string, error) {
	if c.MainSite == "" {
		return "", nil
	}
	u, err := url.Parse(c.MainSite)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", fmt.Errorf("--main-site: %q isn't the address of a site", c.MainSite)
	}
	return u.String(), nil
}
