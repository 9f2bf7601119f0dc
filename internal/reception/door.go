package reception

import (
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
func (t Telling) letter(kind seal.Kind) (seal.Letter, error) {
	l := seal.Letter{Lang: t.Lang, Kind: kind, Text: t.Text}
	if t.Name != "" || t.Contact != "" {
		l.Text = strings.TrimSpace(t.Name+"\n"+t.Contact) + "\n\n" + t.Text
	}
	for _, f := range t.Files {
		stripped, err := seal.Strip(f)
		if err != nil {
			return l, err
		}
		l.Files = append(l.Files, stripped)
	}
	return l, nil
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
	if err := b.seal(t, centre, person); err != nil {
		return nil, phrase, err
	}
	receipt, err = h.Bring(ctx, b)
	return receipt, phrase, err
}

// seal seals a telling to a new matter, and the matter's identity to the body
// and to the person.
func (b *Bringing) seal(t Telling, centre Centre, person seal.Identity) error {
	matter, err := seal.NewIdentity()
	if err != nil {
		return err
	}
	body, err := seal.ParseRecipient(centre.Recipient)
	if err != nil {
		return err
	}
	l, err := t.letter(seal.Report)
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

// An Unsealed mailbox is opened at the door for who came without script: the
// letters are in memory for one page.
type Unsealed struct {
	Mailbox seal.Mailbox
	Matter  Matter
	Letters []seal.Letter // those that are still there, at the places of Matter.Letters
	Receipt []byte
}

// Unseal opens a mailbox with the phrase.
func (h *Hall) Unseal(ctx context.Context, typed string) (u Unsealed, err error) {
	phrase, err := seal.ParsePhrase(typed)
	if err != nil {
		return u, err
	}
	mailbox, person, err := h.Turns.PhraseKeys(ctx, phrase)
	if err != nil {
		return u, err
	}
	u.Mailbox = mailbox
	m, key, receipt, err := h.Mailbox(ctx, mailbox.Hash())
	if err != nil {
		return u, err
	}
	u.Matter, u.Receipt, u.Letters = m, receipt, make([]seal.Letter, len(m.Letters))
	if key == nil {
		return u, nil // destroyed
	}
	id, err := seal.Unwrap(person, key)
	if err != nil {
		return u, err
	}
	for i, l := range m.Letters {
		sealed, err := h.send(ctx, l)
		if err != nil {
			return u, err
		}
		if u.Letters[i], err = seal.OpenLetter(id, sealed); err != nil {
			// What its sender sealed wrongly is shown as unreadable, and hides
			// nothing else.
			u.Letters[i] = seal.Letter{}
		}
	}
	return u, nil
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
	l, err := t.letter(seal.Message)
	if err != nil {
		return Sealed{}, err
	}
	sealed, err := seal.SealLetter(l, to)
	return Sealed{Bytes: sealed, At: seal.SealedAtDoor}, err
}
