// Package reception receives people: a person tells a body what they saw, in
// their own words and without saying who they are, and comes back for the
// answer.
//
// What a person tells is sealed to the body before it is kept, in their browser
// or, without script, at the door of the server; the server can't open it. The
// person keeps an access phrase: whoever has it has the mailbox. They get a
// signed receipt that binds the body to a day, and the register counts it.
//
// There are two tracks, never mixed in words or figures. An appeal is the
// statutory one: the person says who they are and the law's clock runs. A
// signal is informal or anonymous, under a promise of the platform's own.
package reception

import (
	"context"
	"log/slog"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/seal"

	"golang.org/x/mod/sumdb/note"
)

// A Track is a kind of matter, and the kind of its docket.
type Track string

// The tracks.
const (
	Signal Track = "signal"
	Appeal Track = "appeal"
)

// Tracks are the tracks in the order that pages show them.
var Tracks = []Track{Signal, Appeal}

// The states of a matter.
const (
	New       docket.State = "new"
	Taken     docket.State = "taken"
	Asked     docket.State = "asked"
	Answered  docket.State = "answered"
	Reopened  docket.State = "reopened"  // the person wrote after the answer
	Converted docket.State = "converted" // goes on as an appeal
	Destroyed docket.State = "destroyed" // by the person
)

var (
	open     = []docket.State{New, Taken, Asked, Reopened}
	standing = []docket.State{New, Taken, Asked, Reopened, Answered}
)

// steps are the life of a matter of either track.
func steps() []docket.Step {
	return []docket.Step{
		{Act: charter.Bring, To: New, Due: docket.Answer},
		{Act: charter.BringFor, To: New, Due: docket.Answer},
		{Act: charter.Triage, From: open},
		{Act: charter.Take, From: []docket.State{New, Reopened}, To: Taken},
		{Act: charter.Ask, From: []docket.State{Taken}, To: Asked},
		{Act: charter.Appoint, From: open},
		{Act: charter.Extend, From: open, Due: docket.Extended},
		{Act: charter.Answer, From: []docket.State{Taken, Asked}, To: Answered, Settles: true},
		{Act: charter.Export, From: standing},
		{Act: charter.Write, From: []docket.State{New, Taken, Reopened}},
		{Act: charter.Write, From: []docket.State{Asked}, To: Taken},
		{Act: charter.Write, From: []docket.State{Answered}, To: Reopened, Due: docket.Answer},
		{Act: charter.Destroy, From: standing, To: Destroyed, Due: docket.Nothing, Settles: true},
	}
}

// Flows are the lives of matters by track. A signal may become an appeal, with
// the consent of who brought it; then the signal ends and the appeal begins
// under its own number and clock.
var Flows = map[Track]docket.Flow{
	Signal: {Area: "reception", Kind: string(Signal), Mark: "S", Clock: "adal-signal", Steps: append(steps(),
		docket.Step{Act: charter.Convert, From: standing, To: Converted, Due: docket.Nothing, Settles: true})},
	Appeal: {Area: "reception", Kind: string(Appeal), Mark: "A", Clock: "kz-appc", Steps: append(steps(),
		docket.Step{Act: charter.Convert, To: New, Due: docket.Answer})},
}

// Topics are what a receptionist sorts matters by. Their names are words.
var Topics = []string{
	"land", "procurement", "health", "education", "social", "utilities", "permits",
	"roads", "employment", "housing", "conduct", "other",
}

// Competences say whose a matter is, as a receptionist found.
var Competences = []string{"ours", "other-body", "agency"}

// Channels are how a matter came.
const (
	Online    = "online"
	Desk      = "desk"
	Telephone = "telephone"
)

// A Hall is the reception of all bodies of an installation.
type Hall struct {
	DB     *db.DB
	Book   *docket.Book
	Log    *slog.Logger
	Signer note.Signer // signs receipts; it is the register's
	Key    string      // the verifier key of Signer
	Turns  *seal.Turns // bounds what deriving keys at the door costs
	Queue  *Queue
	// Who says who answers for what somebody comes with, in any words; nil if
	// nothing knows.
	Who func(ctx context.Context, l i18n.Lang, text string) (Known, error)
}

// kind is the kind of body that receives people.
const kind = bodies.Kind(charter.KindAntikorCentre)

// A Letter is what was said at once in a matter. Its contents are sealed.
type Letter struct {
	N      int
	Kind   seal.Kind
	Day    calendar.Day
	Sealed string // where: seal.SealedInBrowser or seal.SealedAtDoor
	Size   int64  // of the sealed bytes
	file   string
	digest string
}

// FromReporter reports whether the person wrote it.
func (l Letter) FromReporter() bool { return l.Kind == seal.Report || l.Kind == seal.Message }

// Gone reports whether it was destroyed.
func (l Letter) Gone() bool { return l.file == "" }

// A Matter is what a person brought.
type Matter struct {
	docket.Item
	MatterID   string
	Recipient  string // of the matter's own identity: what everybody seals to
	Sealed     string // where its first letter was sealed
	Channel    string
	Competence string
	Offered    bool // the body proposes to turn the signal into an appeal
	commitment string

	Letters []Letter
	History []docket.Entry
}

// Track is the track of the matter.
func (m Matter) Track() Track { return Track(m.Kind) }

// Ended reports whether nothing can be said in the matter any more.
func (m Matter) Ended() bool { return m.State == Destroyed || m.State == Converted }

// A Centre is a body that receives people, and what is sealed for it.
type Centre struct {
	bodies.Body
	About       string // the region that it was looked for, by its present code
	Recipient   string
	Fingerprint string
}
