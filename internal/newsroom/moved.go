package newsroom

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// A Moved says what stands at an older address now: a text, a picture, or what
// another address of the site has; one of the three.
type Moved struct {
	Address string // the older one, as [OldAddress] writes it
	Docket  string
	Picture string
	Path    string
	Source  string // the older site; empty for a text that was renamed here
	Since   db.Time
}

// longestAddress bounds an older address in bytes.
const longestAddress = 1_000

// oldQueries name what an address without a path of its own leads to.
var oldQueries = []string{"p", "page_id", "attachment_id"}

// OldAddress is the one spelling of an address that readers may still have: its
// path, decoded and without a slash at its end, and of its query what names an
// article or a file. It is empty if nothing can be kept under it.
func OldAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || !i18n.Readable(u.Path) || len(u.Path) > longestAddress {
		return ""
	}
	path := strings.TrimRight(u.Path, "/")
	query := u.Query()
	for _, name := range oldQueries {
		if id := query.Get(name); id != "" && len(id) < 20 && strings.Trim(id, "0123456789") == "" {
			return path + "/?" + name + "=" + id
		}
	}
	if path != "" && !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

// sized is how WordPress names the smaller sizes of a picture, and the one that
// it made of a large one.
var sized = regexp.MustCompile(`-(\d{1,5}x\d{1,5}|scaled|rotated)(\.[A-Za-z]{3,4})$`)

// mostHops bounds how many addresses lead on to one another. They are followed
// here, so that a reader is sent on once.
const mostHops = 10

// MovedTo is where what stood at an address is now, for web's Site.Moved: a path,
// or "" if nothing is known of it or it isn't public.
func (n *Newsroom) MovedTo(ctx context.Context, address string) (to string, err error) {
	return to, n.DB.Read(ctx, func(tx *db.Tx) error {
		to, err = n.movedTo(ctx, tx, address)
		return err
	})
}

func (n *Newsroom) movedTo(ctx context.Context, tx *db.Tx, address string) (string, error) {
	at := ""
	for range mostHops {
		if address = OldAddress(address); address == "" {
			return "", nil
		}
		m, err := moved(ctx, tx, address)
		if errors.Is(err, fault.NotFound) && at == "" && sized.MatchString(address) {
			m, err = moved(ctx, tx, sized.ReplaceAllString(address, "$2"))
		}
		switch {
		case errors.Is(err, fault.NotFound):
			return at, nil // the last one that led on is of this site
		case err != nil:
			return "", err
		case m.Docket != "":
			return n.nowAt(ctx, tx, m.Docket)
		case m.Picture != "":
			return n.pictureAt(ctx, tx, m.Picture)
		}
		at, address = m.Path, m.Path
	}
	return "", nil // they lead round in a ring
}

// nowAt is the address of a text that is public; "" if it isn't.
func (n *Newsroom) nowAt(ctx context.Context, tx *db.Tx, docket string) (string, error) {
	p, err := byDocket(ctx, tx, docket)
	if errors.Is(err, fault.NotFound) || err == nil && p.Published.After(n.moment(tx).Time) {
		return "", nil
	}
	return "/" + string(p.Lang) + p.Path(), err
}

func (n *Newsroom) pictureAt(ctx context.Context, tx *db.Tx, picture string) (string, error) {
	if n.PictureAt == nil {
		return "", nil
	}
	return n.PictureAt(ctx, tx, picture)
}

// move keeps an older address. One that would lead back to itself is refused, and
// one that leads elsewhere already is left as it is.
func (n *Newsroom) move(ctx context.Context, tx *db.Tx, m Moved) error {
	if m.Address == "" || m.Address == OldAddress(m.Path) {
		return nil
	}
	if m.Path != "" {
		for to, hops := OldAddress(m.Path), 0; ; hops++ {
			next, err := moved(ctx, tx, to)
			if errors.Is(err, fault.NotFound) {
				break
			} else if err != nil {
				return err
			}
			if to = OldAddress(next.Path); to == m.Address || hops == mostHops {
				return fault.New(fault.Conflict, "newsroom.moved-ring", m.Address)
			}
		}
	}
	m.Since = tx.Now
	return insertMoved(ctx, tx, m)
}

// Rename gives a text that is public another address. Its older ones lead there,
// and none of them is ever given to another text.
func (n *Newsroom) Rename(ctx context.Context, by charter.Principal, id, slug string) error {
	err := n.with(ctx, by, id, func(tx *db.Tx, t Text) error {
		if err := n.may(by, charter.PublishArticle, t); err != nil {
			return err
		}
		p, err := byDocket(ctx, tx, id)
		if errors.Is(err, fault.NotFound) {
			return n.notNow(t)
		} else if err != nil {
			return err
		}
		before := p
		if p.Slug = i18n.Slug(slug); !strings.ContainsFunc(slug, unicode.IsLetter) || p.Slug == before.Slug {
			return fault.In("slug", "newsroom.slug-missing")
		}
		if taken, err := addressTaken(ctx, tx, p); err != nil {
			return err
		} else if taken {
			return fault.In("slug", "newsroom.slug-taken", p.Slug)
		}
		// It may be one that the text once had.
		if err := deleteMoved(ctx, tx, "/"+string(p.Lang)+p.Path()); err != nil {
			return err
		}
		return errors.Join(setSlug(ctx, tx, id, p.Slug), findable(ctx, tx, id), n.move(ctx, tx, Moved{Address: "/" + string(p.Lang) + before.Path(), Docket: id}))
	})
	n.changed()
	return err
}
