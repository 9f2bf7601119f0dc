package newsletter

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"adal/internal/db"
	"adal/internal/follow"
	"adal/internal/i18n"
	"adal/internal/mail"
)

// A Happening is something that happened to what isn't news and can be followed.
type Happening struct {
	Thing    string    // by which it is known what a follower was told of
	At       time.Time // whoever follows it only since then isn't told
	List     string    // the first part of the letters' List-Id
	Subjects []string  // under which it can be followed, the narrowest first
	// Letter is what is told of it in a language.
	Letter func(l i18n.Lang) (subject, text string)
}

// Tell posts one letter about something that happened to each who follows it, under
// however many names. It may end at any moment and be called again.
func (n *Newsletter) Tell(ctx context.Context, h Happening) error {
	for _, s := range h.Subjects {
		name, err := n.named(ctx, i18n.KK, s)
		if err != nil {
			return fmt.Errorf("naming what is followed: %w", err)
		}
		if err := n.through(ctx, func(tx *db.Tx, after string) ([]follow.Follower, error) {
			return n.Followers.Some(ctx, tx, s, after, together)
		}, func(tx *db.Tx, f follow.Follower) error {
			at := slices.IndexFunc(f.Following, func(g follow.Following) bool { return g.Subject == s && !g.Since.After(h.At) })
			if at < 0 {
				return nil
			}
			if first, err := n.Followers.Tell(ctx, tx, f.ID, h.Thing); err != nil || !first {
				return err
			}
			return n.Box.Post(ctx, tx, n.told(f, f.Following[at].Lang, h, name[0]))
		}); err != nil {
			return fmt.Errorf("telling what happened: %w", err)
		}
	}
	return nil
}

// told is the letter of something that happened. What ends in one click is what the
// letter came for.
func (n *Newsletter) told(f follow.Follower, l i18n.Lang, h Happening, what Followed) mail.Letter {
	subject, text := h.Letter(l)
	token := n.Followers.Token(f.ID)
	stop := n.page(l, "/subscribe/stop/"+token+"?of="+url.QueryEscape(what.Subject))
	return mail.Letter{
		To: f.Address, Lang: l, About: f.ID, Key: h.Thing + "/" + f.ID, Subject: short(plain(subject)),
		Text: text + "\n\n-- \n" + n.Words.Say(l, "newsletter.foot-other", what.Name.In(l), stop, n.page(l, "/subscribe/manage/"+token)) + "\n",
		Headers: []mail.Header{
			{Name: "List-Id", Value: "<" + h.List + "." + n.host() + ">"},
			{Name: "List-Unsubscribe", Value: "<" + stop + ">"},
			{Name: "List-Unsubscribe-Post", Value: "List-Unsubscribe=One-Click"},
		},
	}
}
