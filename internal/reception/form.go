package reception

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/register"
	"adal/internal/seal"
	"adal/internal/web"
)

// tellingOf is what a form without script says.
func tellingOf(r *web.Request, f web.Form) Telling {
	t := Telling{
		Lang: r.Lang, Region: f.Get("region"), Track: Track(f.Get("track")),
		Name: strings.TrimSpace(f.Get("name")), Contact: strings.TrimSpace(f.Get("contact")),
		Text: strings.ReplaceAll(f.Get("text"), "\r\n", "\n"),
	}
	for _, file := range f.Files {
		if file.Field == "files" {
			t.Files = append(t.Files, seal.File{Name: file.Name, Type: file.Type, Content: file.Content})
		}
	}
	return t
}

// errDamaged is said of what a script sent and can't be used.
var errDamaged = fault.New(fault.Invalid, "reception.damaged")

// bringingOf is what the page's script sealed.
func bringingOf(r *web.Request, f web.Form, channel string) (Bringing, error) {
	mailbox, err1 := seal.ParseMailbox(f.Get("mailbox"))
	matter, err2 := seal.ParseRecipient(f.Get("recipient"))
	body, err3 := base64.StdEncoding.DecodeString(f.Get("key_body"))
	person, err4 := base64.StdEncoding.DecodeString(f.Get("key_reporter"))
	if errors.Join(err1, err2, err3, err4) != nil {
		return Bringing{}, errDamaged
	}
	return Bringing{
		By: r.By(), Channel: channel, Region: f.Get("region"), Track: Track(f.Get("track")), Mailbox: mailbox.Hash(),
		Matter: matter, Fingerprint: f.Get("fingerprint"), ForBody: body, ForReporter: person, Letter: sealedOf(f),
	}, nil
}

// sealedOf is the letter that the page's script sealed.
func sealedOf(f web.Form) Sealed {
	return Sealed{Bytes: f.One("letter"), Upload: f.Get("upload"), At: seal.SealedInBrowser}
}

// content is what the work of a puzzle is bound to.
func (b Bringing) content() string {
	if b.Letter.Upload != "" {
		return seal.Commitment([]byte(b.Letter.Upload))
	}
	return seal.Commitment(b.Letter.Bytes)
}

// listing is the place of the register's newest listing of keys.
func (h *Hall) listing(ctx context.Context, tx *db.Tx) (int64, error) {
	newest, err := register.Newest(ctx, tx, register.ListKeys)
	if errors.Is(err, fault.NotFound) {
		return 0, fault.New(fault.Busy, "reception.not-listed-yet")
	}
	return newest.N, err
}

// words are the words of a phrase, none of the zero phrase.
func words(p seal.Phrase) []string { return strings.Fields(p.Text()) }

// receiptView is a receipt as a page shows it.
type receiptView struct {
	seal.Receipt
	BodyName i18n.Text
	Link     string // the file itself, as a link that needs no server
	Name     string // of the file
}

func (p pages) receiptView(r *web.Request, file []byte) (receiptView, error) {
	receipt, err := seal.OpenReceipt(file)
	if err != nil {
		return receiptView{}, err
	}
	v := receiptView{
		Receipt: receipt, Name: "adal-" + receipt.Number + ".txt",
		Link: "data:text/plain;charset=utf-8;base64," + base64.StdEncoding.EncodeToString(file),
	}
	return v, p.DB.Read(r.Context(), func(tx *db.Tx) error {
		b, err := bodies.Get(r.Context(), tx, receipt.Body, receipt.Day)
		v.BodyName = b.Name
		return err
	})
}

// A deadline as the page shows it: what is left of it, or by how much it
// passed, in working days.
type deadline struct {
	Day        calendar.Day
	Left, Late int
	Met, None  bool
}

// badge is the state as a badge shows it.
func (d deadline) badge(i docket.Item) string {
	switch {
	case d.Late > 0 && i.Settled.IsZero():
		return "overdue"
	case i.State == New, i.State == Reopened:
		return "open"
	}
	return string(i.State)
}

func (h *Hall) deadline(i docket.Item, today calendar.Day) deadline {
	d := deadline{Day: i.Due, None: i.Due.IsZero()}
	switch {
	case d.None:
	case i.Overdue(today):
		end := today
		if !i.Settled.IsZero() {
			end = i.Settled
		}
		d.Late = max(h.Book.Calendar.Between(i.Due, end), 1)
	case !i.Settled.IsZero():
		d.Met = true
	default:
		d.Left = h.Book.Calendar.Between(today, i.Due)
	}
	return d
}
