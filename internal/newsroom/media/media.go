// Package media keeps the pictures of the newsroom.
//
// The rule of the domain: a picture is shown with what it shows for those who
// don't see it, with whose it is, and with nothing that its file had besides. It
// may be published in a language when it is described in it. Whoever isn't a seat
// of the newsroom sees a picture when something public has it, and not before.
// What is withdrawn is gone from every page, and its bytes from the database; its
// line and the reason stay.
package media

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/pictures"
	"adal/internal/register"
)

// A Library keeps the pictures. It may be used by many goroutines at once.
type Library struct {
	DB   *db.DB
	Book *docket.Book
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// A Picture is a picture of the library.
type Picture struct {
	Facts
	Said
	ID            string
	Body          string
	Hash          string // SHA-256 of the file as it came, lower hex
	Served        string // names what is served, in addresses
	Look          string
	Width, Height int    // of the widest size, in pixels
	Name          string // of the file as it came
	Added         db.Time
	Seat          string // that added it
	Withdrawn     string // why; empty if it wasn't
}

// Facts are where a picture is from.
type Facts struct {
	Taken   calendar.Day // zero if nobody knows
	Source  string       // who made it, or where it was found
	Licence string       // one of Licences
}

// Said is what is said of a picture in each language.
type Said struct {
	Alt     i18n.Text // what it shows, for those who don't see it
	Caption i18n.Text
	Credit  i18n.Text // how its author wants to be named
}

// Licences are on what grounds a picture may be shown: it is the body's own, its
// owner agreed, nobody's right is on it, or its licence allows it.
var Licences = []string{"own", "agreed", "public", "cc-by", "cc-by-sa"}

// Widths are those in which pictures are served, in pixels.
var Widths = []int{400, 800, 1600}

// Limits of what is said of a picture, in letters.
const (
	MaxAlt     = 300
	MaxCaption = 500
	MaxCredit  = 120
	MaxSource  = 300
)

// A File is a picture as it came, with its name.
type File struct {
	Name string
	Data []byte
}

// made is a picture with its sizes.
type made struct {
	Picture
	sizes []pictures.Size
}

// Add adds files in the name of a seat, all of them or none, and returns their
// ids. A file that is there already is itself, with what was said of it. What is
// wrong with a file is a fault of the field "file" that names it.
func (l *Library) Add(ctx context.Context, by charter.Principal, f Facts, s Said, files ...File) (ids []string, err error) {
	if err := l.allowed(by, by.Body); err != nil {
		return nil, err
	}
	f, s = f.tidy(), s.tidy()
	wrong := []error{f.check(), s.check()}
	if len(files) == 0 {
		wrong = append(wrong, fault.In("file", "media.file-missing"))
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	all := make([]made, len(files))
	for i, file := range files {
		if all[i], err = newPicture(file); err != nil {
			return nil, err
		}
		all[i].Facts, all[i].Said = f, s
	}
	return ids, l.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		ids = nil // the transaction may be tried again
		for _, m := range all {
			id, err := l.add(ctx, tx, by, m)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
}

// newPicture makes a picture of a file.
func newPicture(file File) (m made, err error) {
	name := clip(path.Base(strings.ReplaceAll(file.Name, `\`, "/")))
	p, err := pictures.Read(file.Data)
	if wrong := fault.Fields(err); len(wrong) > 0 {
		return m, &fault.Error{Kind: wrong[0].Kind, Field: "file", Word: "media.file-refused", Args: []any{name, wrong[0].Word}}
	} else if err != nil {
		return m, err
	}
	if m.sizes, err = p.Sizes(Widths...); err != nil {
		return m, err
	}
	widest := m.sizes[len(m.sizes)-1]
	sum := sha256.Sum256(widest.JPEG)
	m.Picture = Picture{
		ID: strings.ToLower(rand.Text()[:10]), Hash: p.Hash, Served: hex.EncodeToString(sum[:16]), Look: p.Look.String(),
		Width: widest.Width, Height: widest.Height, Name: name,
	}
	return m, nil
}

func (l *Library) add(ctx context.Context, tx *db.Tx, by charter.Principal, m made) (string, error) {
	known, err := byHash(ctx, tx, by.Body, m.Hash)
	switch {
	case err == nil && known.Withdrawn != "":
		return "", fault.In("file", "media.file-withdrawn", m.Name, known.Withdrawn)
	case err == nil:
		return known.ID, nil
	case !errors.Is(err, fault.NotFound):
		return "", err
	}
	m.Body, m.Seat, m.Added = by.Body, by.Seat, tx.Now
	if err := insert(ctx, tx, m.Picture); err != nil {
		return "", err
	}
	for _, s := range m.sizes {
		if err := errors.Join(insertSize(ctx, tx, m.ID, s, "jpg", s.JPEG), insertSize(ctx, tx, m.ID, s, "webp", s.WebP)); err != nil {
			return "", err
		}
	}
	return m.ID, l.stage(ctx, tx, by, m.Picture)
}

// stage says in the register that a seat added or withdrew a picture.
func (l *Library) stage(ctx context.Context, tx *db.Tx, by charter.Principal, p Picture) error {
	return register.Stage(ctx, tx, register.Entry{
		Act: string(charter.ManageMedia), Day: l.Book.Today(tx), Body: by.Body, Seat: by.Seat,
		Article: l.Book.Charter.Article(charter.ManageMedia), Name: p.Served,
	})
}

func (l *Library) allowed(by charter.Principal, body string) error {
	return l.Book.Charter.Allow(by, charter.ManageMedia, charter.Resource{Body: body, Region: by.Region})
}

// Get returns a picture of the seat's body.
func (l *Library) Get(ctx context.Context, by charter.Principal, id string) (p Picture, err error) {
	return p, l.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = l.held(ctx, tx, by, id)
		return err
	})
}

// held is a picture that is the seat's body's.
func (l *Library) held(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Picture, error) {
	if err := l.allowed(by, by.Body); err != nil {
		return Picture{}, err
	}
	p, err := byID(ctx, tx, id)
	if err == nil && p.Body != by.Body {
		err = fault.NotFound
	}
	return p, err
}

// Say changes what is said of a picture, and where it is from. What is public
// follows at once.
func (l *Library) Say(ctx context.Context, by charter.Principal, id string, f Facts, s Said) error {
	f, s = f.tidy(), s.tidy()
	err := l.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		p, err := l.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if p.Withdrawn != "" {
			return fault.New(fault.Conflict, "media.is-withdrawn")
		}
		wrong := []error{f.check(), s.check()}
		if s.Alt.KK == "" {
			wrong = append(wrong, fault.In("alt-kk", "media.alt-missing"))
		}
		if err := errors.Join(wrong...); err != nil {
			return err
		}
		return update(ctx, tx, id, f, s)
	})
	l.changed()
	return err
}

// Withdraw takes a picture from every page for a reason and destroys its bytes.
// If something public has it, whoever withdraws it has to say that they know.
func (l *Library) Withdraw(ctx context.Context, by charter.Principal, id, reason string, knowing bool) error {
	reason = strings.Join(strings.Fields(reason), " ")
	err := l.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		p, err := l.held(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if p.Withdrawn != "" {
			return fault.New(fault.Conflict, "media.is-withdrawn")
		}
		if n := utf8.RuneCountInString(reason); n < 3 || n > MaxSource || !i18n.Readable(reason) {
			return fault.In("reason", "media.reason-missing")
		}
		if public, err := isPublic(ctx, tx, id, tx.Now); err != nil {
			return err
		} else if public && !knowing {
			return fault.In("sure", "media.is-public")
		}
		return errors.Join(setWithdrawn(ctx, tx, id, reason), deleteSizes(ctx, tx, id), l.stage(ctx, tx, by, p))
	})
	l.changed()
	return err
}

func (l *Library) changed() {
	if l.Changed != nil {
		l.Changed()
	}
}

// tidy is what a person meant to write.
func (f Facts) tidy() Facts {
	f.Source = line(f.Source)
	return f
}

func (s Said) tidy() Said {
	for _, t := range []*i18n.Text{&s.Alt, &s.Caption, &s.Credit} {
		t.KK, t.RU, t.EN = line(t.KK), line(t.RU), line(t.EN)
	}
	return s
}

// line is a text in one line without what can't be kept.
func line(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
}

// clip keeps of a name that a stranger wrote what can be shown in a line.
func clip(s string) string {
	const longest = 120
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if letters := []rune(s); len(letters) > longest {
		return string(letters[:longest]) + "…"
	}
	return s
}

func (f Facts) check() error {
	var wrong []error
	if n := utf8.RuneCountInString(f.Source); n == 0 {
		wrong = append(wrong, fault.In("source", "media.source-missing"))
	} else if n > MaxSource {
		wrong = append(wrong, fault.In("source", "media.too-long", n, MaxSource))
	}
	if !slices.Contains(Licences, f.Licence) {
		wrong = append(wrong, fault.In("licence", "media.licence-missing"))
	}
	return errors.Join(wrong...)
}

func (s Said) check() error {
	var wrong []error
	for _, f := range []struct {
		name string
		text i18n.Text
		most int
	}{{"alt", s.Alt, MaxAlt}, {"caption", s.Caption, MaxCaption}, {"credit", s.Credit, MaxCredit}} {
		for i, t := range []string{f.text.KK, f.text.RU, f.text.EN} {
			if n := utf8.RuneCountInString(t); n > f.most {
				wrong = append(wrong, fault.In(f.name+"-"+string(i18n.Langs[i]), "media.too-long", n, f.most))
			}
		}
	}
	return errors.Join(wrong...)
}
