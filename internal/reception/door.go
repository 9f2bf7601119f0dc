package reception

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/seal"
)

// A Telling is what a person told without script. It is open, so it stays in
// memory until it is sealed, and is kept nowhere.
type Telling struct {
	Lang          i18n.Lang
	Region        string
	Track         Track
	Name, Contact string // of an appeal
	Text          string
	Files         []seal.File
}

// check says what is wrong with what was told, field by field.
func (t Telling) check() error {
	var wrong []error
	if t.Region == "" {
		wrong = append(wrong, fault.In("region", "reception.region-missing"))
	}
	wrong = append(wrong, t.who()...)
	if strings.TrimSpace(t.Text) == "" {
		wrong = append(wrong, fault.In("text", "reception.text-missing"))
	} else if n := utf8.RuneCountInString(t.Text); n > seal.MaxText {
		wrong = append(wrong, fault.In("text", "seal.text-too-long", seal.MaxText, n))
	}
	return errors.Join(wrong...)
}

// who says what is missing of who the person is, in an appeal.
func (t Telling) who() (wrong []error) {
	if t.Track == Appeal && strings.TrimSpace(t.Name) == "" {
		wrong = append(wrong, fault.In("name", "reception.name-missing"))
	}
	if t.Track == Appeal && strings.TrimSpace(t.Contact) == "" {
		wrong = append(wrong, fault.In("contact", "reception.contact-missing"))
	}
	return wrong
}

// letter is what is sealed of a telling. Who the person of an appeal is stands
// in it and nowhere else.
func (h *Hall) letter(ctx context.Context, t Telling, kind seal.Kind) (seal.Letter, error) {
	l := seal.Letter{Lang: t.Lang, Kind: kind, Text: t.Text}
	if t.Name != "" || t.Contact != "" {
		l.Text = strings.TrimSpace(t.Name+"\n"+t.Contact) + "\n\n" + t.Text
	}
	for _, f := range t.Files {
		stripped, err := h.strip(ctx, f)
		if err != nil {
			return l, err
		}
		l.Files = append(l.Files, stripped)
	}
	return l, nil
}

// strip strips a file when its turn comes: a small picture may take 300 MB of
// memory meanwhile.
func (h *Hall) strip(ctx context.Context, f seal.File) (seal.File, error) {
	leave, err := h.Turns.Enter(ctx)
	if err != nil {
		return f, err
	}
	defer leave()
	return seal.Strip(f)
}

// Tell seals what a person told at the door and brings it. The phrase is the
// person's: it is shown once and kept nowhere.
func (h *Hall) Tell(ctx context.Context, t Telling) (receipt []byte, phrase seal.Phrase, err error) {
	if err := t.check(); err != nil {
		return nil, phrase, err
	}
	var centre Centre
	if err := h.DB.Read(ctx, func(tx *db.Tx) error {
		centre, err = h.CentreOf(ctx, tx, t.Region)
		return err
	}); err != nil {
		return nil, phrase, err
	}
	if phrase, err = seal.NewPhrase(t.Lang); err != nil {
		return nil, phrase, err
	}
	mailbox, person, err := h.Turns.PhraseKeys(ctx, phrase)
	if err != nil {
		return nil, phrase, err
	}
	b := Bringing{
		By: own.By, Channel: Online, Region: t.Region, Track: t.Track, Mailbox: mailbox.Hash(), Fingerprint: centre.Fingerprint,
	}
	l, err := h.letter(ctx, t, seal.Report)
	if err != nil {
		return nil, phrase, err
	}
	if err := b.seal(l, centre, person); err != nil {
		return nil, phrase, err
	}
	receipt, err = h.Bring(ctx, b)
	return receipt, phrase, err
}

// seal seals a letter to a new matter, and the matter's identity to the body
// and to the person.
func (b *Bringing) seal(l seal.Letter, centre Centre, person seal.Identity) error {
	matter, err := seal.NewIdentity()
	if err != nil {
		return err
	}
	body, err := seal.ParseRecipient(centre.Recipient)
	if err != nil {
		return err
	}
	b.Matter, b.Letter.At = matter.Recipient(), seal.SealedAtDoor
	if b.Letter.Bytes, err = seal.SealLetter(l, b.Matter); err != nil {
		return err
	}
	if b.ForBody, err = seal.Wrap(matter, body); err != nil {
		return err
	}
	b.ForReporter, err = seal.Wrap(matter, person.Recipient())
	return err
}

// An Unsealed mailbox is opened at the door for who came without script: what
// the letters say is in memory for one page.
type Unsealed struct {
	Mailbox seal.Mailbox
	Matter  Matter
	Letters []Opened // empty ones for those that are gone, at the places of Matter.Letters
	Receipt []byte
}

// An Opened letter is what a page shows of one that was opened at the door. What
// its files hold is not in it: twenty letters may have a gigabyte of them.
type Opened struct {
	Text  string
	Files []OpenedFile
}

// An OpenedFile is a file of an opened letter.
type OpenedFile struct {
	Name string
	Size int // bytes
}

// Unseal opens a mailbox with the phrase.
func (h *Hall) Unseal(ctx context.Context, typed string) (u Unsealed, err error) {
	u, id, err := h.unlock(ctx, typed)
	if err != nil {
		return u, err
	}
	u.Letters = make([]Opened, len(u.Matter.Letters))
	for i, l := range u.Matter.Letters {
		if l.Gone() {
			continue
		}
		if err := h.unseal(ctx, id, l, func(l seal.Letter) {
			u.Letters[i].Text = l.Text
			for _, f := range l.Files {
				u.Letters[i].Files = append(u.Letters[i].Files, OpenedFile{f.Name, len(f.Content)})
			}
		}); err != nil {
			return u, err
		}
	}
	return u, nil
}

// UnsealFile opens file i, from 0, of letter n of a mailbox with the phrase, or
// returns fault.NotFound.
func (h *Hall) UnsealFile(ctx context.Context, typed string, n, i int) (f seal.File, err error) {
	u, id, err := h.unlock(ctx, typed)
	if err != nil {
		return f, err
	}
	l, err := u.Matter.letter(n)
	if err != nil {
		return f, err
	}
	err = h.unseal(ctx, id, l, func(l seal.Letter) {
		if i >= 0 && i < len(l.Files) {
			f = l.Files[i]
			f.Content = bytes.Clone(f.Content) // the rest of the letter isn't kept for it
		}
	})
	if err == nil && f.Name == "" {
		err = fault.NotFound
	}
	return f, err
}

// unlock finds a mailbox, and the identity of its matter: the zero one if the
// matter was destroyed.
func (h *Hall) unlock(ctx context.Context, typed string) (u Unsealed, id seal.Identity, err error) {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return u, id, err
	}
	mailbox, person, err := h.Turns.PhraseKeys(ctx, phrase)
	if err != nil {
		return u, id, err
	}
	u.Mailbox = mailbox
	var key []byte
	if u.Matter, key, u.Receipt, err = h.Mailbox(ctx, mailbox.Hash()); err != nil || key == nil {
		return u, id, err
	}
	id, err = seal.Unwrap(person, key)
	return u, id, err
}

// unseal opens a letter when its turn comes, since a large one takes three times
// its size in memory. What its sender sealed wrongly is shown as empty, and hides
// nothing else.
func (h *Hall) unseal(ctx context.Context, id seal.Identity, l Letter, use func(seal.Letter)) error {
	leave, err := h.Turns.Enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	sealed, err := h.sealedBytes(ctx, l)
	if err != nil {
		return err
	}
	if opened, err := seal.OpenLetter(id, sealed); err == nil {
		use(opened)
	}
	return nil
}

// AtDoor seals what a person further writes without script. Who turns a signal
// into an appeal says who they are.
func (h *Hall) AtDoor(ctx context.Context, mailbox string, t Telling) (Sealed, error) {
	if strings.TrimSpace(t.Text) == "" && len(t.Files) == 0 {
		return Sealed{}, fault.In("text", "reception.text-missing")
	}
	if err := errors.Join(t.who()...); err != nil {
		return Sealed{}, err
	}
	m, _, _, err := h.Mailbox(ctx, mailbox)
	if err != nil {
		return Sealed{}, err
	}
	to, err := seal.ParseRecipient(m.Recipient)
	if err != nil {
		return Sealed{}, err
	}
	l, err := h.letter(ctx, t, seal.Message)
	if err != nil {
		return Sealed{}, err
	}
	sealed, err := seal.SealLetter(l, to)
	return Sealed{Bytes: sealed, At: seal.SealedAtDoor}, err
}
