package monitoring

import (
	"slices"

	"adal/internal/charter"
	"adal/internal/docket"
)

// States of a shortcoming.
const (
	Draft        docket.State = "draft"        // seen, and not yet reviewed
	Notified     docket.State = "notified"     // the reply window runs
	Replied      docket.State = "replied"      // the institution has replied before publication
	Misaddressed docket.State = "misaddressed" // before publication: "not ours"
	Published    docket.State = "published"
	Raised       docket.State = "raised"    // the deadline runs
	Overdue      docket.State = "overdue"   // it has passed
	Escalated    docket.State = "escalated" // the superior body was told
	Answered     docket.State = "answered"
	Promised     docket.State = "promised" // a date, which is the deadline now
	Broken       docket.State = "broken"   // a promise
	Claimed      docket.State = "claimed"  // fixed, says the institution
	Disowned     docket.State = "disowned" // "not ours"
	Fixed        docket.State = "fixed"    // as somebody saw who looked again
	Partly       docket.State = "partly"
	NoAction     docket.State = "no-action"
	NotOurs      docket.State = "not-responsible" // nobody in the directory is
	Duplicate    docket.State = "duplicate"
	Withdrawn    docket.State = "withdrawn"
	Unconfirmed  docket.State = "unconfirmed" // the review didn't bear it out
)

// Groups of states that steps start from.
var (
	hidden = []docket.State{Draft, Notified, Replied, Misaddressed}
	// late: the institution owes an answer that it is late with.
	late = []docket.State{Overdue, Escalated, Broken}
	// waits: the institution's turn.
	waits = slices.Concat([]docket.State{Raised, Answered, Promised}, late)
	// open: public and not closed.
	open   = slices.Concat([]docket.State{Published, Claimed, Disowned}, waits)
	closed = []docket.State{Fixed, Partly, NoAction, NotOurs}
	public = slices.Concat(open, closed)
	// told: whose page has words.
	told  = slices.Concat(public, []docket.State{Duplicate})
	ended = []docket.State{Duplicate, Withdrawn, Unconfirmed}
)

// States are all states in the order of a life.
var States = slices.Concat(hidden, []docket.State{
	Published, Raised, Overdue, Escalated, Answered, Promised, Broken, Claimed, Disowned,
}, closed, ended)

// Flow is the life of a shortcoming. Until it is published the register has its
// steps as commitments, so that nobody reads there what isn't reviewed.
var Flow = docket.Flow{Area: "monitoring", Kind: "shortcoming", Mark: "K", Clock: "kz-appc", Public: true, Steps: slices.Concat(before, after, judged, said)}

// before are the steps until publication.
var before = []docket.Step{
	{Act: charter.Observe, To: Draft, Sealed: true},
	{Act: charter.Observe, From: []docket.State{Draft}, Sealed: true}, // written anew
	{Act: charter.Redact, From: hidden, Sealed: true},
	{Act: charter.Review, From: []docket.State{Draft}, Sealed: true}, // sent back, with a reason
	// Also when the work goes to another institution, which may reply as well.
	{Act: charter.Review, From: hidden, To: Notified, Due: docket.Given, Sealed: true},
	{Act: charter.Review, From: hidden, To: Unconfirmed, Due: docket.Nothing, Settles: true, Sealed: true},
	{Act: charter.Reply, From: []docket.State{Notified}, To: Replied, Sealed: true},
	{Act: charter.Reply, From: []docket.State{Replied}, Sealed: true},
	{Act: charter.ClaimFixed, From: []docket.State{Notified}, To: Replied, Sealed: true},
	{Act: charter.ClaimFixed, From: []docket.State{Replied}, Sealed: true},
	{Act: charter.Disown, From: []docket.State{Notified, Replied}, To: Misaddressed, Due: docket.Nothing, Sealed: true},
	{Act: charter.Link, From: hidden, To: Duplicate, Due: docket.Nothing, Settles: true, Sealed: true},
	{Act: charter.Withdraw, From: hidden, To: Withdrawn, Due: docket.Nothing, Settles: true, Sealed: true},
	{Act: charter.PublishShortcoming, From: []docket.State{Notified, Replied}, To: Published, Due: docket.Nothing},
}

// after are the steps that deadlines, institutions and the group take with what
// is public.
var after = []docket.Step{
	// What doesn't move it: a reminder, a refusal of more time.
	// Nor that another institution has the work now.
	{Act: charter.Raise, From: open},
	{Act: charter.Raise, From: slices.Concat([]docket.State{Published, Disowned, Raised}, late), To: Raised, Due: docket.Given},
	{Act: charter.Raise, From: []docket.State{Promised}, To: Promised, Due: docket.Given}, // more time for a promise
	{Act: charter.Raise, From: []docket.State{Raised}, To: Overdue},
	{Act: charter.Raise, From: []docket.State{Promised}, To: Broken},
	{Act: charter.Raise, From: []docket.State{Overdue, Broken}, To: Escalated},
	{Act: charter.Promise, From: slices.Concat([]docket.State{Published, Raised, Answered}, late), To: Promised, Due: docket.Given},
	{Act: charter.RequestExtension, From: slices.Concat([]docket.State{Raised, Promised}, late)},
	{Act: charter.ClaimFixed, From: slices.Concat([]docket.State{Published}, waits), To: Claimed, Due: docket.Given},
	{Act: charter.Disown, From: slices.Concat([]docket.State{Published}, waits), To: Disowned, Due: docket.Nothing},
}

// judged are the steps by which the group says what became of it.
var judged = []docket.Step{
	{Act: charter.LookAgain, From: open, To: Fixed, Due: docket.Nothing, Settles: true},
	{Act: charter.LookAgain, From: open, To: Partly, Due: docket.Nothing, Settles: true},
	{Act: charter.LookAgain, From: []docket.State{Answered, Overdue, Escalated, Broken, Claimed}, To: NoAction, Due: docket.Nothing, Settles: true},
	{Act: charter.LookAgain, From: []docket.State{Disowned}, To: NotOurs, Due: docket.Nothing, Settles: true},
	// Not fixed: it is raised again.
	{Act: charter.LookAgain, From: slices.Concat([]docket.State{Answered, Claimed}, closed), To: Raised, Due: docket.Given},
	{Act: charter.Link, From: public, To: Duplicate, Due: docket.Nothing, Settles: true},
	{Act: charter.Withdraw, From: told, To: Withdrawn, Due: docket.Nothing, Settles: true},
	// A complaint is refused, or is about what isn't shown of it.
	{Act: charter.DecideAppeal, From: slices.Concat(told, []docket.State{Withdrawn})},
	{Act: charter.DecideAppeal, From: told, To: Withdrawn, Due: docket.Nothing, Settles: true},
	// It was withdrawn wrongly: it is as it was, or is raised anew.
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: Raised, Due: docket.Given},
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: Fixed, Due: docket.Nothing, Settles: true},
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: Partly, Due: docket.Nothing, Settles: true},
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: NoAction, Due: docket.Nothing, Settles: true},
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: NotOurs, Due: docket.Nothing, Settles: true},
	{Act: charter.DecideAppeal, From: []docket.State{Withdrawn}, To: Duplicate, Due: docket.Nothing, Settles: true},
}

// said are the steps that add to what is public and leave its state.
var said = []docket.Step{
	{Act: charter.Reply, From: slices.Concat([]docket.State{Raised}, late), To: Answered, Due: docket.Nothing},
	{Act: charter.Reply, From: slices.Concat([]docket.State{Published, Answered, Promised, Claimed, Disowned}, closed)},
	{Act: charter.Observe, From: public, Sealed: true}, // a correction that waits for another reader
	{Act: charter.Review, From: public},                // it was read, and is public
	{Act: charter.Redact, From: told},
	{Act: charter.Confirm, From: public},
	{Act: charter.Dispute, From: slices.Concat(told, []docket.State{Withdrawn})}, // also what isn't shown
}

// CampaignFlow is the life of a campaign.
var CampaignFlow = docket.Flow{Area: "monitoring", Kind: "campaign", Mark: "C", Public: true, Steps: []docket.Step{
	{Act: charter.PlanCampaign, To: Planned},
	{Act: charter.PlanCampaign, From: []docket.State{Planned}}, // planned anew
	{Act: charter.PlanCampaign, From: []docket.State{Planned}, To: Running},
	{Act: charter.PlanCampaign, From: []docket.State{Running}, To: Over, Settles: true},
}}

// States of a campaign.
const (
	Planned docket.State = "planned"
	Running docket.State = "running"
	Over    docket.State = "over"
)
