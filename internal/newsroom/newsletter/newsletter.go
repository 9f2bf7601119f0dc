// Package newsletter sends the news to those who asked for it by letter.
//
// The rule of the domain: an article comes to a follower once, in the language
// they chose, as its title, its lead and its address, and nothing in the letter
// tells anybody that it was read. A correction isn't news. Who asks gets the same
// answer whether an address is known or not; who leaves is asked nothing.
package newsletter

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// An Item is an article as a letter names it.
type Item struct {
	ID        string
	Lang      i18n.Lang
	Path      string // of its page, without the language
	Title     string
	Lead      string
	Day       calendar.Day
	Published time.Time
	// Of are the rubric and the region that it is of, as in Choice.ID.
	Of []string
}

// A Choice is a part of the news that can be followed.
type Choice struct {
	ID   string // "rubric/law" or "region/KZ-47"; "" for all of it
	Name i18n.Text
}

// A Newsletter may be used by many goroutines at once.
type Newsletter struct {
	DB        *db.DB
	Book      *docket.Book
	Followers *follow.Followers
	Box       *mail.Box
	Words     i18n.Words
	// Address of the site as readers know it.
	Address string
	// Choices returns the rubrics and the regions of today.
	Choices func(context.Context) ([]Choice, error)
	// Item returns an article that the public can read; fault.NotFound if it
	// can't.
	Item func(ctx context.Context, id string) (Item, error)
	// Between returns the articles of a language that were published from one
	// moment on and before another, the newest first.
	Between func(ctx context.Context, l i18n.Lang, from, to time.Time) ([]Item, error)
	// Other names what isn't news but can be followed, too, or returns
	// fault.NotFound; nil if nothing can. What happens to it is told by Tell.
	Other func(ctx context.Context, subject string) (i18n.Text, error)
	// Open says that whoever comes may read the letters that lie in the box, as in
	// a demo; else the keepers alone may.
	Open bool
	// Now tells the moment; nil for the clock of the machine.
	Now func() time.Time
}

// family is what all subjects of the news begin with.
const family = "news/"

// subject is how a part of the news in a language is called among what can be
// followed.
func subject(l i18n.Lang, of string) string {
	return strings.TrimSuffix(family+string(l)+"/"+of, "/")
}

// isNews reports whether a subject is of the news.
func isNews(subject string) bool { return strings.HasPrefix(subject, family) }

// subjects are all under which an item can be followed.
func (i Item) subjects() []string {
	all := []string{subject(i.Lang, "")}
	for _, of := range i.Of {
		all = append(all, subject(i.Lang, of))
	}
	return all
}

// concerns reports whether a follower asked for an item before it was published.
func (i Item) concerns(f follow.Follower) bool {
	mine := i.subjects()
	return slices.ContainsFunc(f.Following, func(g follow.Following) bool {
		return slices.Contains(mine, g.Subject) && !g.Since.After(i.Published)
	})
}

// An Asking is what somebody wrote into the form.
type Asking struct {
	Address string
	Of      string // a Choice's ID
	Lang    i18n.Lang
	Often   follow.Often
}

// Ask sends a letter to an address with a link that confirms what was asked. The
// answer is the same whether the address is known, or got so many such letters
// that no other goes.
func (n *Newsletter) Ask(ctx context.Context, by charter.Principal, a Asking) error {
	if !n.Box.Takes() {
		return fault.New(fault.Invalid, "mail.closed")
	}
	address, err := mail.Address(a.Address)
	if err != nil {
		return err
	}
	name, followed, err := n.nameOf(ctx, a)
	if err != nil {
		return err
	}
	if followed == a.Of {
		a.Often = follow.AsBefore // each time, whatever is wanted of the news
	}
	return n.DB.Write(ctx, follow.Scope, func(tx *db.Tx) error {
		if err := n.Book.Charter.Allow(by, charter.Subscribe, charter.Resource{}); err != nil {
			return err
		}
		token, err := n.Followers.Wish(ctx, tx, follow.Wish{Address: address, Lang: a.Lang, Often: a.Often, Subjects: []string{followed}})
		if err != nil || token == "" {
			return err
		}
		return n.Box.Post(ctx, tx, n.confirmation(address, a.Lang, name, isNews(followed), token))
	})
}

// nameOf is the name and the subject of what somebody asks for: a part of the news,
// or something else. What isn't offered is a fault.
func (n *Newsletter) nameOf(ctx context.Context, a Asking) (name i18n.Text, followed string, err error) {
	if a.Of == "" {
		return n.text("newsletter.all"), subject(a.Lang, ""), nil
	}
	all, err := n.Choices(ctx)
	if err != nil {
		return name, "", fmt.Errorf("what can be followed: %w", err)
	}
	if at := slices.IndexFunc(all, func(c Choice) bool { return c.ID == a.Of }); at >= 0 {
		return all[at].Name, subject(a.Lang, a.Of), nil
	}
	if name, err = n.other(ctx, a.Of); errors.Is(err, fault.NotFound) {
		err = fault.In("of", "follow.subject-missing")
	}
	return name, a.Of, err
}

// other is the name of what isn't news, or fault.NotFound.
func (n *Newsletter) other(ctx context.Context, subject string) (i18n.Text, error) {
	if n.Other == nil || isNews(subject) {
		return i18n.Text{}, fault.NotFound
	}
	return n.Other(ctx, subject)
}

// A Followed is a subject with its name.
type Followed struct {
	Subject string
	Name    i18n.Text
	Lang    i18n.Lang
}

// named names subjects. One that isn't offered any more keeps its name in
// addresses: who follows it has to be able to leave.
func (n *Newsletter) named(ctx context.Context, l i18n.Lang, subjects ...string) (all []Followed, err error) {
	choices, err := n.Choices(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range subjects {
		f := Followed{Subject: s, Lang: l, Name: i18n.Text{KK: s, RU: s, EN: s}}
		of, news := strings.CutPrefix(s, family)
		switch news {
		case true:
			lang, part, _ := strings.Cut(of, "/")
			f.Lang = i18n.Lang(lang)
			if part == "" {
				f.Name = n.text("newsletter.all")
			} else if at := slices.IndexFunc(choices, func(c Choice) bool { return c.ID == part }); at >= 0 {
				f.Name = choices[at].Name
			}
		default:
			if name, err := n.other(ctx, s); err == nil {
				f.Name = name
			} else if !errors.Is(err, fault.NotFound) {
				return nil, err
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// Wished returns what a link would confirm.
func (n *Newsletter) Wished(ctx context.Context, token string) (often follow.Often, all []Followed, err error) {
	var w follow.Wish
	if err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		w, err = n.Followers.Wished(ctx, tx, token)
		return err
	}); err != nil {
		return "", nil, err
	}
	all, err = n.named(ctx, w.Lang, w.Subjects...)
	return w.Often, all, err
}

// Confirm makes what a link stands for true, and returns the token of the pages
// of who follows it.
func (n *Newsletter) Confirm(ctx context.Context, by charter.Principal, token string) (manage string, err error) {
	return manage, n.DB.Write(ctx, follow.Scope, func(tx *db.Tx) error {
		if err := n.Book.Charter.Allow(by, charter.Subscribe, charter.Resource{}); err != nil {
			return err
		}
		f, err := n.Followers.Confirm(ctx, tx, token)
		manage = n.Followers.Token(f.ID)
		return err
	})
}

// Followed returns what the holder of a token follows.
func (n *Newsletter) Followed(ctx context.Context, token string) (often follow.Often, all []Followed, err error) {
	var f follow.Follower
	if err := n.DB.Read(ctx, func(tx *db.Tx) (err error) {
		f, err = n.Followers.Of(ctx, tx, token)
		return err
	}); err != nil {
		return "", nil, err
	}
	for _, g := range f.Following {
		one, err := n.named(ctx, g.Lang, g.Subject)
		if err != nil {
			return "", nil, err
		}
		all = append(all, one...)
	}
	return f.Often, all, nil
}

// Leave ends one subject, "all" of them, or with "news" all that is news.
func (n *Newsletter) Leave(ctx context.Context, token, what string) error {
	leaves := func(s string) bool { return s == what }
	switch what {
	case "all":
		leaves = follow.Everything
	case "news":
		leaves = isNews
	}
	return n.DB.Write(ctx, follow.Scope, func(tx *db.Tx) error { return n.Followers.Leave(ctx, tx, token, leaves) })
}

// text is a word in three languages.
func (n *Newsletter) text(key string) i18n.Text {
	return i18n.Text{KK: n.Words.Say(i18n.KK, key), RU: n.Words.Say(i18n.RU, key), EN: n.Words.Say(i18n.EN, key)}
}

func (n *Newsletter) now() time.Time {
	if n.Now != nil {
		return n.Now()
	}
	return time.Now()
}
