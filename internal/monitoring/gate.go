package monitoring

import (
	"errors"
	"slices"

	"adal/internal/calendar"
	"adal/internal/fault"
)

// Items of the publication gate, each a question that a person answers who didn't
// write what is reviewed.
const (
	GateFacts    = "facts"    // facts stand apart from opinion, and each has evidence
	GateEvidence = "evidence" // has a time and a place, links are archived, counts have a protocol
	GatePerson   = "person"   // a process or an institution is named, never a private person
	GateCrime    = "crime"    // nobody is accused of a crime
	GateFaces    = "faces"    // faces and plates are covered
	GateChildren = "children" // no child is to be seen or recognised
	GateConflict = "conflict" // the statement is signed, and there is no conflict of interest
	GateSource   = "source"   // all was seen from a public place; nobody was asked for documents
)

// Gate is all items in their order.
var Gate = []string{GateFacts, GateEvidence, GatePerson, GateCrime, GateFaces, GateChildren, GateConflict, GateSource}

// A Check is an item of the gate as somebody answered it.
type Check struct {
	Item   string
	Passed bool
	Note   string
	Seat   string
	Day    calendar.Day
}

// A Judgement is what a reviewer says of a version.
type Judgement struct {
	Version int // that was read
	Checks  []Check
}

// check says what keeps a gate from being passed. An item that isn't answered
// isn't passed; one that accuses needs a note that says why it may stand.
func (j Judgement) check(s Shortcoming) error {
	var wrong []error
	for _, item := range Gate {
		i := slices.IndexFunc(j.Checks, func(c Check) bool { return c.Item == item })
		switch {
		case i < 0 || !j.Checks[i].Passed:
			wrong = append(wrong, fault.In("gate-"+item, "monitoring.gate-not-passed"))
		case item == GateCrime && j.Checks[i].Note == "" && len(s.Accusations()) > 0:
			wrong = append(wrong, fault.In("note-"+item, "monitoring.accusation-note"))
		default:
			wrong = append(wrong, checkText("note-"+item, j.Checks[i].Note, MaxNote))
		}
	}
	return errors.Join(wrong...)
}
