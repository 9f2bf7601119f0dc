// Package initiatives brings good practices from an idea to the whole country:
// «Адалдық алаңы».
//
// The rule of the domain: nothing is spread that wasn't tried, and of a trial it
// is said beforehand what would count as success. An idea is proposed by anybody
// and assessed by the project office; a pilot names its indicators with baseline
// and target before it begins, and, where there is one, a region to compare with;
// whoever ran it doesn't judge it. That something did not work is a result and
// stays on the page like any other. What worked is put to work region by region,
// each instance with its own name, its deviations and its result.
//
// Every step is in the register with the hash of what the initiative says then.
package initiatives

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/links"
	"adal/internal/mail"
	"adal/internal/overlap"

	"golang.org/x/mod/sumdb/note"
)

// A Ground is the initiatives of an installation.
type Ground struct {
	DB    *db.DB
	Book  *docket.Book
	Words i18n.Words
	// Box takes the letters by which support is confirmed.
	Box *mail.Box
	// Secret keys the hashes by which an address counts once for an idea.
	Secret []byte
	// Signer signs replication kits, and Key verifies them; that of the register.
	Signer note.Signer
	Key    string
	// Address is the site's own, without a slash at the end.
	Address string
	// Together is what belongs together with an initiative, across areas; nil for
	// nothing. Linked is what it is linked with.
	Together, Linked func(ctx context.Context, id string) ([]links.Ref, error)
	// Changed is called when what the public sees has changed; nil for nobody.
	Changed func()
}

// The states of an initiative.
const (
	Idea     docket.State = "idea"     // nobody outside the office sees it yet
	Shown    docket.State = "shown"    // everybody sees it and may support it
	Declined docket.State = "declined" // with a reason
	Assessed docket.State = "assessed" // worth a pilot
	Piloted  docket.State = "piloted"
	Worked   docket.State = "worked"
	Reworked docket.State = "reworked" // it worked with changes
	Failed   docket.State = "failed"   // it did not work
	Adopted  docket.State = "adopted"  // it worked elsewhere: it came as a kit
	Spread   docket.State = "spread"   // instances of it are in the regions
)

// The states of an instance.
const (
	Planned  docket.State = "planned"
	Running  docket.State = "running"
	Finished docket.State = "finished"
	Stopped  docket.State = "stopped"
)

// Kind is the kind of an initiative's docket.
const Kind = "initiative"

// Flow is the life of an initiative.
var Flow = docket.Flow{Area: "initiatives", Kind: Kind, Mark: "I", Clock: "kz-appc", Public: true, Steps: []docket.Step{
	{Act: charter.Propose, To: Idea, Sealed: true},
	{Act: charter.Assess, To: Idea, Sealed: true},
	{Act: charter.Assess, To: Adopted},
	{Act: charter.Assess, From: []docket.State{Idea}, To: Shown},
	{Act: charter.Assess, From: []docket.State{Idea, Shown}, To: Assessed},
	{Act: charter.Assess, From: []docket.State{Idea, Shown, Assessed}, To: Declined, Settles: true},
	{Act: charter.Pilot, From: []docket.State{Assessed}, To: Piloted, Due: docket.Given},
	{Act: charter.Pilot, From: []docket.State{Piloted}},
	{Act: charter.Judge, From: []docket.State{Piloted}, To: Worked, Settles: true},
	{Act: charter.Judge, From: []docket.State{Piloted}, To: Reworked, Settles: true},
	{Act: charter.Judge, From: []docket.State{Piloted}, To: Failed, Settles: true},
	{Act: charter.Replicate, From: []docket.State{Worked, Reworked, Adopted}, To: Spread},
	{Act: charter.ExportKit, From: []docket.State{Worked, Reworked, Spread}},
}}

// InstanceFlow is the life of an initiative in a region.
var InstanceFlow = docket.Flow{Area: "initiatives", Kind: overlap.Instance, Mark: "A", Clock: "kz-appc", Public: true, Steps: []docket.Step{
	{Act: charter.Replicate, To: Planned, Due: docket.Given},
	{Act: charter.Replicate, From: []docket.State{Planned}, To: Running},
	{Act: charter.Replicate, From: []docket.State{Running}, To: Finished, Settles: true},
	{Act: charter.Replicate, From: []docket.State{Planned, Running}, To: Stopped, Settles: true},
}}

// Said is what an initiative says of itself. It is kept as one text, whose hash
// each step has.
type Said struct {
	Title      i18n.Text `json:"title"`
	Summary    i18n.Text `json:"summary"` // Markdown
	Topic      string    `json:"topic"`   // one of overlap.Topics
	Origin     Origin    `json:"origin,omitzero"`
	Assessment i18n.Text `json:"assessment,omitzero"`
	Declined   i18n.Text `json:"declined,omitzero"` // why
	Pilot      Pilot     `json:"pilot,omitzero"`
	Verdict    i18n.Text `json:"verdict,omitzero"`
	Kit        Kit       `json:"kit,omitzero"`
	// Seen says that what it says was shown to everybody: what a stranger wrote
	// and the office declined at once never was.
	Seen bool `json:"seen,omitempty"`
}

// An Origin is where an initiative came from, if not from the office.
type Origin struct {
	Citizen bool   `json:"citizen,omitempty"`
	Address string `json:"address,omitempty"` // of the platform that made the kit
	Number  string `json:"number,omitempty"`  // its number there
	Key     string `json:"key,omitempty"`     // that verified the kit
	SHA256  string `json:"sha256,omitempty"`  // of the kit
}

// text is what is said as it is kept and hashed.
func (s Said) text() (text, hash string, err error) {
	b, err := json.Marshal(s)
	if err != nil {
		return "", "", fmt.Errorf("writing an initiative: %w", err)
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), nil
}

// An Initiative is one with what belongs to it.
type Initiative struct {
	docket.Item
	Said
	BodyName   i18n.Text
	Edited     int
	Supporters int
	Pilots     string // the seat that began the pilot; "" before
	Instances  []Instance
}

// Public reports whether everybody may see it.
func (i Initiative) Public() bool { return i.State != Idea }

// outside is the initiative as everybody may see it: of an idea that was declined
// unseen, its number and the reason.
func (i Initiative) outside() Initiative {
	if !i.Seen && i.State == Declined {
		i.Title, i.Summary = i18n.Text{KK: i.Number, RU: i.Number, EN: i.Number}, i18n.Text{}
	}
	return i
}

// Path is the address of its page, without the language.
func (i Initiative) Path() string { return "/initiatives/" + i.ID }

// Get returns an initiative that the public may see.
func (g *Ground) Get(ctx context.Context, id string) (i Initiative, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		if i, err = g.get(ctx, tx, id); err == nil && !i.Public() {
			return fault.NotFound
		}
		return err
	})
	return i.outside(), err
}

func (g *Ground) get(ctx context.Context, tx *db.Tx, id string) (i Initiative, err error) {
	r, err := rowOf(ctx, tx, id)
	if err != nil {
		return i, err
	}
	return g.complete(ctx, tx, r)
}

// complete reads what belongs to a row.
func (g *Ground) complete(ctx context.Context, tx *db.Tx, r row) (i Initiative, err error) {
	i = Initiative{Edited: r.edited, Pilots: r.pilots}
	if err := json.Unmarshal([]byte(r.said), &i.Said); err != nil {
		return i, fmt.Errorf("reading an initiative: %w", err)
	}
	if i.Item, err = docket.Find(ctx, tx, r.docket); err != nil {
		return i, err
	}
	body, err := bodies.Get(ctx, tx, i.Body, g.Book.Today(tx))
	if err != nil && !errors.Is(err, fault.NotFound) {
		return i, err
	}
	i.BodyName = body.Name
	if i.Supporters, err = supporters(ctx, tx, i.ID); err != nil {
		return i, err
	}
	i.Instances, err = instancesOf(ctx, tx, i.ID)
	return i, err
}

// All are the initiatives that the public may see, the newest first.
func (g *Ground) All(ctx context.Context) (all []Initiative, err error) {
	all, err = g.list(ctx, Initiative.Public)
	for n := range all {
		all[n] = all[n].outside()
	}
	return all, err
}

func (g *Ground) list(ctx context.Context, keep func(Initiative) bool) (all []Initiative, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		rows, err := rows(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			i, err := g.complete(ctx, tx, r)
			if err != nil {
				return err
			}
			if keep(i) {
				all = append(all, i)
			}
		}
		return nil
	})
	return all, err
}

// Desk are all initiatives of a seat's office.
func (g *Ground) Desk(ctx context.Context, by charter.Principal) ([]Initiative, error) {
	if err := g.allowed(by, charter.Assess); err != nil {
		return nil, err
	}
	return g.list(ctx, func(i Initiative) bool { return i.Body == by.Body })
}

// Mine is an initiative of a seat's office, also one that nobody else sees.
func (g *Ground) Mine(ctx context.Context, by charter.Principal, id string) (i Initiative, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		i, err = g.mine(ctx, tx, by, id)
		return err
	})
	return i, err
}

func (g *Ground) mine(ctx context.Context, tx *db.Tx, by charter.Principal, id string) (Initiative, error) {
	if err := g.allowed(by, charter.Assess); err != nil {
		return Initiative{}, err
	}
	i, err := g.get(ctx, tx, id)
	if err == nil && i.Body != by.Body {
		return Initiative{}, fault.NotFound
	}
	return i, err
}

// History is what was done with an initiative, and with its instances.
func (g *Ground) History(ctx context.Context, id string) (all []docket.Entry, err error) {
	err = g.DB.Read(ctx, func(tx *db.Tx) error {
		all, err = docket.History(ctx, tx, id)
		return err
	})
	return all, err
}

// Stages are the states of an initiative that the public sees, in the order of its
// life.
var Stages = []docket.State{Shown, Assessed, Piloted, Worked, Reworked, Failed, Adopted, Spread, Declined}

// Counted is how many initiatives of those that the public sees are in each
// state.
func (g *Ground) Counted(ctx context.Context) (map[docket.State]int, error) {
	return g.StagesIn(ctx, "", calendar.Day{})
}

// StagesIn is how many initiatives that began until a day are in each state: those
// that are piloted or at work in a region; all if the region is empty. The zero
// day is today.
func (g *Ground) StagesIn(ctx context.Context, region string, until calendar.Day) (map[docket.State]int, error) {
	all, err := g.All(ctx)
	stages := map[docket.State]int{}
	for _, i := range all {
		if i.in(region) && (until.IsZero() || !i.Opened.After(until)) {
			stages[i.State]++
		}
	}
	return stages, err
}

// in reports whether an initiative is piloted or at work in a region.
func (i Initiative) in(region string) bool {
	return region == "" || i.Said.Pilot.Region == region || slices.ContainsFunc(i.Instances, func(n Instance) bool { return n.Where() == region })
}

func (g *Ground) allowed(by charter.Principal, act charter.Act) error {
	if by.Body == "" {
		return fault.SignIn
	}
	return g.Book.Charter.Allow(by, act, charter.Resource{Body: by.Body, Region: by.Region})
}

func (g *Ground) changed() {
	if g.Changed != nil {
		g.Changed()
	}
}

// today is the day of the installation.
func (g *Ground) today(ctx context.Context) (day calendar.Day, err error) {
	return day, g.DB.Read(ctx, func(tx *db.Tx) error {
		day = g.Book.Today(tx)
		return nil
	})
}
