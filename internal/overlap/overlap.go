// Package overlap knows the work that every body plans, and finds where two works
// would do the same.
//
// The rule of the domain: the works of the institutes don't repeat one another.
// Two works meet if they are about the same institution or the same topic, in the
// same region, at the same time. Neither is forbidden by that: whoever comes later
// sees whose work it is, and joins it, moves their own out of its way, or says in
// public why both are needed. Areas enter their planned work here; none of them
// has to know another.
package overlap

import (
	"context"
	"embed"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// Words has the names of topics and kinds, and the faults.
//
//go:embed words.toml
var Words embed.FS

// Kinds of planned work.
const (
	PlanItem = "plan-item" // of a headquarters
	Campaign = "campaign"  // of observation
	Pilot    = "pilot"     // of an initiative
	Instance = "instance"  // of an initiative that is replicated
)

// Topics are what work may be about, the same for all bodies, so that two who mean
// the same say the same.
var Topics = []string{
	"culture", "education", "health", "land", "procurement", "social", "utilities", "permits", "roads", "employment", "housing", "business", "youth", "media",
}

// TopicWord is the key of a topic's name in the words of this package.
func TopicWord(topic string) string { return "overlap.topic-" + topic }

// KindWord is the key of the name of a kind of work.
func KindWord(kind string) string { return "overlap.kind-" + kind }

// A Work is what a body plans.
type Work struct {
	Docket      string
	Body        string
	Kind        string
	Title       i18n.Text
	Institution string   // id of the body that it is about; "" for none
	More        []string // ids of further bodies that it is about, as a campaign has them
	Topic       string   // one of Topics; "" for none
	Region      string   // in which it is done; "" for the whole republic
	Since       calendar.Day
	Until       calendar.Day // the last day
	Path        string       // of its page, without the language; "" if everybody sees none
	Ended       bool
}

// Meets reports whether two works would do the same. The whole republic is in
// every region, and the last day belongs to a work. What is done under one page is one
// thing: a pilot and its replication don't meet.
func (w Work) Meets(o Work) bool {
	about := w.Topic != "" && w.Topic == o.Topic || slices.ContainsFunc(w.institutions(), func(id string) bool {
		return slices.Contains(o.institutions(), id)
	})
	where := w.Region == o.Region || w.Region == "" || o.Region == ""
	when := !w.Until.Before(o.Since) && !o.Until.Before(w.Since)
	other := (w.Docket == "" || w.Docket != o.Docket) && (w.Path == "" || w.Path != o.Path)
	return about && where && when && !w.Ended && !o.Ended && other
}

// institutions are all bodies that a work is about.
func (w Work) institutions() []string {
	if w.Institution == "" {
		return w.More
	}
	return append([]string{w.Institution}, w.More...)
}

// Check says what is wrong with a work, by the fields "topic", "since" and "until".
func (w Work) Check() error {
	var wrong []error
	if w.Topic != "" && !slices.Contains(Topics, w.Topic) || w.Topic == "" && len(w.institutions()) == 0 {
		wrong = append(wrong, fault.In("topic", "overlap.about-missing"))
	}
	if w.Since.IsZero() {
		wrong = append(wrong, fault.In("since", "overlap.day-missing"))
	}
	if w.Until.IsZero() {
		wrong = append(wrong, fault.In("until", "overlap.day-missing"))
	} else if w.Until.Before(w.Since) {
		wrong = append(wrong, fault.In("until", "overlap.until-before"))
	}
	return errors.Join(wrong...)
}

// Put enters a work, or what became of it. The caller holds the scope of its body.
func Put(ctx context.Context, tx *db.Tx, w Work) error {
	if err := w.Check(); err != nil {
		return err
	}
	return put(ctx, tx, w)
}

// End says that a work is over, or given up.
func End(ctx context.Context, tx *db.Tx, docket string) error { return end(ctx, tx, docket) }

// Get returns a work, or fault.NotFound.
func Get(ctx context.Context, tx *db.Tx, docket string) (Work, error) {
	return byDocket(ctx, tx, docket)
}

// Found returns the works that a work meets, whether that was settled or not, by
// their first day. The work needn't be entered yet.
func Found(ctx context.Context, tx *db.Tx, w Work) ([]Work, error) {
	near, err := candidates(ctx, tx, w)
	return slices.DeleteFunc(near, func(o Work) bool { return !w.Meets(o) }), err
}

// Of returns the works that a body plans, by their first day, those that ended left
// out.
func Of(ctx context.Context, tx *db.Tx, body string) ([]Work, error) { return ofBody(ctx, tx, body) }

// How two works that meet are settled.
const (
	Joined = "joined" // they are done together
	Apart  = "apart"  // both are done, for a reason
)

// A Settlement is what was decided of two works that meet. It is public.
type Settlement struct {
	Docket, Other string
	How           string // Joined or Apart
	Reason        string // of Apart
	Body, Seat    string // who decided
	Day           calendar.Day
}

// reason is how long the reason of an exception is, in letters.
const (
	minReason = 10
	maxReason = 500
)

// Settle records what was decided. A later decision takes the place of an earlier
// one.
func Settle(ctx context.Context, tx *db.Tx, s Settlement) error {
	s.Reason = strings.Join(strings.Fields(strings.ToValidUTF8(s.Reason, "")), " ")
	n := utf8.RuneCountInString(s.Reason)
	switch {
	case s.How != Joined && s.How != Apart:
		return fault.In("how", "overlap.how-missing")
	case s.How == Apart && (n < minReason || n > maxReason):
		return fault.In("reason", "overlap.reason-missing", minReason, maxReason)
	case s.How == Joined:
		s.Reason = ""
	}
	if s.Other < s.Docket {
		s.Docket, s.Other = s.Other, s.Docket
	}
	return settle(ctx, tx, s)
}

// Settled returns what was decided of a work and those that it met.
func Settled(ctx context.Context, tx *db.Tx, docket string) ([]Settlement, error) {
	all, err := settled(ctx, tx, docket)
	for i, s := range all {
		if s.Other == docket {
			all[i].Docket, all[i].Other = s.Other, s.Docket
		}
	}
	return all, err
}

// Unsettled returns the works that a work meets and of which nothing was decided.
func Unsettled(ctx context.Context, tx *db.Tx, w Work) ([]Work, error) {
	found, err := Found(ctx, tx, w)
	if err != nil || len(found) == 0 || w.Docket == "" {
		return found, err
	}
	decided, err := Settled(ctx, tx, w.Docket)
	return slices.DeleteFunc(found, func(o Work) bool {
		return slices.ContainsFunc(decided, func(s Settlement) bool { return s.Other == o.Docket })
	}), err
}
