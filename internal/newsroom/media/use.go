package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/markdown"
)

// Has reports whether the library has a picture that wasn't withdrawn.
func (l *Library) Has(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	p, err := byID(ctx, tx, id)
	if errors.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && p.Withdrawn == "", err
}

// At is the address of a picture, for those who had an older one of it; "" if no
// page of the public has it.
func (l *Library) At(ctx context.Context, tx *db.Tx, id string) (string, error) {
	p, err := byID(ctx, tx, id)
	if errors.Is(err, fault.NotFound) || err == nil && p.Withdrawn != "" {
		return "", nil
	} else if err != nil {
		return "", err
	}
	if public, err := isPublic(ctx, tx, id, tx.Now); err != nil || !public {
		return "", err
	}
	return fmt.Sprintf("/media/%s/%d.jpg", p.Served, p.Width), nil
}

// Usable says what keeps pictures from being published in a language: each has
// to be there and described in it, and somebody must have said whose it is. Empty
// ids are none.
func (l *Library) Usable(ctx context.Context, tx *db.Tx, lang i18n.Lang, ids []string) error {
	var wrong []error
	for _, id := range ids {
		if id == "" {
			continue
		}
		p, err := byID(ctx, tx, id)
		switch {
		case errors.Is(err, fault.NotFound), err == nil && p.Withdrawn != "":
			wrong = append(wrong, fault.In("text", "media.gone", id))
		case err != nil:
			return err
		case p.Alt.Own(lang) == "":
			wrong = append(wrong, fault.In("text", undescribed[lang], id))
		}
	}
	return errors.Join(wrong...)
}

// undescribed are the words that say in which language a description lacks.
var undescribed = map[i18n.Lang]string{i18n.KK: "media.undescribed-kk", i18n.RU: "media.undescribed-ru", i18n.EN: "media.undescribed-en"}

// Used remembers which pictures a version of a text has. Version 0 is the text
// as the office works on it, of which what it had before is forgotten.
func (l *Library) Used(ctx context.Context, tx *db.Tx, docket string, version int, ids []string) error {
	if version == 0 {
		if err := deleteUses(ctx, tx, docket); err != nil {
			return err
		}
	}
	for i, id := range ids {
		if id == "" || slices.Contains(ids[:i], id) {
			continue
		}
		if err := insertUse(ctx, tx, docket, version, id); err != nil {
			return err
		}
	}
	return nil
}

// A Use is a text that has a picture.
type Use struct {
	Docket string
	Lang   i18n.Lang
	Title  string
	Public bool // everybody can see the picture there
}

// Uses returns the texts that have a picture, those that are public first.
func (l *Library) Uses(ctx context.Context, by charter.Principal, id string) (all []Use, err error) {
	return all, l.DB.Read(ctx, func(tx *db.Tx) error {
		if _, err := l.held(ctx, tx, by, id); err != nil {
			return err
		}
		all, err = uses(ctx, tx, id, tx.Now)
		return err
	})
}

// Figure returns a picture as texts in a language show it, and whether there is
// one to be shown. For the office the addresses are those that its seats may see
// before anything is public.
func (l *Library) Figure(ctx context.Context, lang i18n.Lang, office bool, id string) (f markdown.Figure, ok bool) {
	err := l.DB.Read(ctx, func(tx *db.Tx) error {
		p, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		all, err := sizes(ctx, tx, id)
		if err != nil || len(all) == 0 {
			return errors.Join(err, fault.NotFound)
		}
		at := "/media/" + p.Served
		if office {
			at = "/" + string(lang) + "/office/media/" + p.ID
		}
		f = figure(p, lang, at, all)
		return nil
	})
	return f, err == nil // a text without its picture is better than no text
}

// middle is the width that browsers load that know of no others.
const middle = 800

// A size is one in which a picture is served.
type size struct{ width, height int }

func figure(p Picture, lang i18n.Lang, at string, all []size) markdown.Figure {
	f := markdown.Figure{Alt: p.Alt.In(lang), Caption: p.Caption.In(lang), Credit: p.Credit.In(lang)}
	var webp, jpeg []string
	for _, s := range all {
		webp = append(webp, fmt.Sprintf("%s/%d.webp %dw", at, s.width, s.width))
		jpeg = append(jpeg, fmt.Sprintf("%s/%d.jpg %dw", at, s.width, s.width))
		if f.Src == "" || s.width <= middle {
			f.Src, f.Width, f.Height = fmt.Sprintf("%s/%d.jpg", at, s.width), s.width, s.height
		}
	}
	f.Sources = []markdown.Source{{Type: "image/webp", Srcset: strings.Join(webp, ", ")}, {Type: "image/jpeg", Srcset: strings.Join(jpeg, ", ")}}
	return f
}

// PerPage is how many pictures a page of the library has.
const PerPage = 24

// Find returns a page of the body's pictures, the newest first, of which
// something that was said has all words of a query in whatever case, and whether
// there are more. Withdrawn ones are among them.
func (l *Library) Find(ctx context.Context, by charter.Principal, query string, page int) (found []Picture, more bool, err error) {
	if err := l.allowed(by, by.Body); err != nil {
		return nil, false, err
	}
	err = l.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := ofBody(ctx, tx, by.Body)
		found = slices.DeleteFunc(all, func(p Picture) bool { return !p.says(strings.Fields(i18n.Fold(query))) })
		return err
	})
	found = found[min(page*PerPage, len(found)):]
	if more = len(found) > PerPage; more {
		found = found[:PerPage]
	}
	return found, more, err
}

// says reports whether what is said of a picture has all of some words, which are
// folded.
func (p Picture) says(words []string) bool {
	all := i18n.Fold(strings.Join([]string{
		p.ID, p.Name, p.Source, p.Alt.KK, p.Alt.RU, p.Alt.EN, p.Caption.KK, p.Caption.RU, p.Caption.EN, p.Credit.KK, p.Credit.RU, p.Credit.EN,
	}, "\n"))
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(all, w) })
}

// JPEG returns a picture that something public has, in the smallest size that is
// as wide as a poster, or else the widest; fault.NotFound if nothing public has it.
func (l *Library) JPEG(ctx context.Context, id string) (jpeg []byte, err error) {
	return jpeg, l.DB.Read(ctx, func(tx *db.Tx) error {
		if public, err := isPublic(ctx, tx, id, tx.Now); err != nil || !public {
			return errors.Join(err, fault.NotFound)
		}
		all, err := sizes(ctx, tx, id)
		if err != nil || len(all) == 0 {
			return errors.Join(err, fault.NotFound)
		}
		slices.SortFunc(all, func(a, b size) int { return a.width - b.width })
		at := len(all) - 1
		if i := slices.IndexFunc(all, func(s size) bool { return s.width >= wideEnough }); i >= 0 {
			at = i
		}
		jpeg, err = bytesOf(ctx, tx, id, all[at].width, "jpg")
		return err
	})
}

// wideEnough is how wide a picture is that fills a poster.
const wideEnough = 1200
