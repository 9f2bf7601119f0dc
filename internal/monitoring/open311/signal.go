package open311

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// Limits of what programs send.
const (
	MostADay    = 500   // signals, and as many updates, by one key
	MostWaiting = 3_000 // for a seat of one body
	decideIn    = 10    // working days that a group promises to decide in
)

// A Report is what a program posts. There is no member for who tells it.
type Report struct {
	Code                        string
	Description, Address, Media string
	Place                       monitoring.Place
	Answers                     map[string][]string
	Lang                        i18n.Lang
}

// A Signal is a report that a group has in hand. Once it was decided nothing is
// left of what was told.
type Signal struct {
	docket.Item
	Program, ProgramName        string
	Campaign                    string
	CampaignName                i18n.Text
	Question                    string
	Institution                 string
	Lang                        i18n.Lang
	Description, Address, Media string
	Place                       monitoring.Place // as coarse as the campaign says
	Shortcoming                 string           // what came of it
	Reason                      string
	Checklist                   string
	Version                     int
	answers                     string
}

// Answers are what the reporter answered, as the checklist took it.
func (s Signal) Answers() (a forms.Answers, err error) {
	if s.answers == "" {
		return nil, nil
	}
	return a, json.Unmarshal([]byte(s.answers), &a)
}

// weighed is a report that may be kept.
type weighed struct {
	Report
	program  Program
	secret   string
	campaign monitoring.Campaign
	answers  forms.Answers
}

// Send keeps a report as a signal and returns its token. What is sent again under
// the same key within a day, because an answer was lost, is kept once and has the
// same token. Unread is what reading the report found wrong: it is said to who has
// a key, after what is wrong with that.
func (d *Door) Send(ctx context.Context, key string, r Report, unread error) (token string, err error) {
	w, err := d.weigh(ctx, key, r, unread)
	if err != nil {
		return "", err
	}
	return token, d.DB.Write(ctx, w.program.Body, func(tx *db.Tx) error {
		token, err = d.keep(ctx, tx, w)
		return err
	})
}

// Try says what is wrong with a report as Send does, and keeps nothing: for who
// writes a program.
func (d *Door) Try(ctx context.Context, key string, r Report, unread error) (token string, err error) {
	w, err := d.weigh(ctx, key, r, unread)
	return tokenOf(w.secret, "test", r.Code, r.Description), err
}

func (d *Door) weigh(ctx context.Context, key string, r Report, unread error) (w weighed, err error) {
	w.Report = r.tidy()
	if w.program, w.secret, err = d.admit(ctx, key); err != nil {
		return w, err
	}
	o, open, err := d.wanted(ctx, r.Code)
	if err != nil {
		return w, err
	}
	if !open {
		return w, fault.New(fault.NotFound, "open311.code-closed")
	}
	if o.Body != w.program.Body {
		return w, fault.New(fault.Denied, "open311.key-other")
	}
	if w.campaign, o, err = d.campaignOf(ctx, o, w.Report); err != nil {
		return w, err
	}
	today, err := d.today(ctx)
	if err != nil {
		return w, err
	}
	var wrong error
	w.answers, wrong = o.answers(r.Answers, today, d.Book.Zone)
	return w, errors.Join(unread, w.check(unread == nil), wrong)
}

// admit is the program of a key with the key's secret.
func (d *Door) admit(ctx context.Context, key string) (p Program, secret string, err error) {
	_, secret, _ = strings.Cut(key, ".")
	return p, secret, d.DB.Read(ctx, func(tx *db.Tx) error {
		p, err = admitted(ctx, tx, key)
		return err
	})
}

func (d *Door) wanted(ctx context.Context, code string) (Offer, bool, error) {
	if code == "" {
		return Offer{}, false, fault.In("service_code", "open311.code-missing")
	}
	return d.Offer(ctx, code)
}

// campaignOf is the campaign that a report belongs to, with its own version of the
// offer: that which has the institution, or the newest if none is named.
func (d *Door) campaignOf(ctx context.Context, o Offer, r Report) (monitoring.Campaign, Offer, error) {
	at := r.institution()
	for _, c := range o.Campaigns {
		var ids []string
		if err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
			ids, err = objectsOf(ctx, tx, c.ID)
			return err
		}); err != nil {
			return c, o, err
		}
		if at != "" && !slices.Contains(ids, at) {
			continue
		}
		own, err := d.offers(ctx, []monitoring.Campaign{c})
		i := slices.IndexFunc(own, func(one Offer) bool { return one.Code == o.Code })
		if err != nil || i < 0 {
			return c, o, errors.Join(err, fault.NotFound)
		}
		return c, own[i], nil
	}
	return monitoring.Campaign{}, o, fault.In(AtInstitution, "open311.institution-wrong")
}

// keep opens the docket of a signal, unless it is there already.
func (d *Door) keep(ctx context.Context, tx *db.Tx, w weighed) (string, error) {
	r, p, c, today := w.Report, w.program, w.campaign, d.Book.Today(tx)
	text, err := json.Marshal(w.answers)
	if err != nil {
		return "", err
	}
	content := []string{c.ID, r.Code, r.institution(), r.Description, r.Address, r.Media, string(text), scalar(r.Place.Lat), scalar(r.Place.Lon)}
	token := tokenOf(w.secret, append(content, today.String())...)
	// A repetition may come after midnight.
	for _, sent := range []string{token, tokenOf(w.secret, append(content, today.AddDays(-1).String())...)} {
		if _, err := signalByToken(ctx, tx, hashOf(sent)); err == nil || fault.Of(err) != fault.NotFound {
			return sent, err
		}
	}
	if err := d.room(ctx, tx, p, today); err != nil {
		return "", err
	}
	body, err := bodies.Get(ctx, tx, p.Body, today)
	if err != nil {
		return "", err
	}
	item, err := d.Book.Open(ctx, tx, Flow, charter.Signal, docket.Doing{By: charter.Public(), Due: d.Book.Calendar.Add(today, decideIn)}, body, body.Region)
	if err != nil {
		return "", err
	}
	return token, insertSignal(ctx, tx, hashOf(token), Signal{
		Item: item, Program: p.ID, Campaign: c.ID, Question: r.question(c), Institution: r.institution(), Lang: r.Lang, Description: r.Description,
		Address: r.Address, Media: r.Media, Place: r.Place.Coarse(c.Grain), answers: string(text),
	})
}

// room says whether a program may send more today.
func (d *Door) room(ctx context.Context, tx *db.Tx, p Program, today calendar.Day) error {
	sent, err := sentOn(ctx, tx, p.ID, today)
	if err == nil && sent >= MostADay {
		err = fault.New(fault.Busy, "open311.enough-today", MostADay)
	}
	if err != nil {
		return err
	}
	waiting, err := waitingFor(ctx, tx, p.Body)
	if err == nil && waiting >= MostWaiting {
		err = fault.New(fault.Busy, "open311.enough-waiting")
	}
	return err
}

// tokenLength is how many letters a token has.
const tokenLength = 26

// tokenOf is what a program gets for what it sent: made of that with the secret of
// its key, of which the database has a hash. So a repetition gets the same token,
// and nobody else can tell what a token was given for.
func tokenOf(secret string, content ...string) string {
	h := hmac.New(sha256.New, []byte("adal open311 token\n"+secret))
	// What JSON keeps apart can't be moved from one part to the next.
	_ = json.NewEncoder(h).Encode(content)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:16]))
}

// Resolve is the id of the request of a token.
func (d *Door) Resolve(ctx context.Context, token string) (id string, err error) {
	err = d.DB.Read(ctx, func(tx *db.Tx) error {
		id, err = signalByToken(ctx, tx, hashOf(token))
		return err
	})
	if fault.Of(err) == fault.NotFound {
		return "", fault.New(fault.NotFound, "open311.token-unknown")
	}
	return id, err
}

// today is the day of the bodies.
func (d *Door) today(ctx context.Context) (today calendar.Day, err error) {
	return today, d.DB.Read(ctx, func(tx *db.Tx) error {
		today = d.Book.Today(tx)
		return nil
	})
}

// now is the moment of the database, where it is some time on the day of the book.
func (d *Door) now(ctx context.Context) (now time.Time, err error) {
	return now, d.DB.Read(ctx, func(tx *db.Tx) error {
		if now = tx.Now.Time; !d.Book.Day.IsZero() {
			now = end(d.Book.Day, d.Book.Zone)
		}
		return nil
	})
}
