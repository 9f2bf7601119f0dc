package calendar

import (
	_ "embed"
	"errors"
	"fmt"
)

// A Unit is what a term is counted in.
type Unit string

// The units.
const (
	WorkingDays Unit = "working days"
	Days        Unit = "days"
	Months      Unit = "months"
)

// A Term is how long something may take. The zero Term is none.
type Term struct {
	N    int
	Unit Unit
}

// A Clock is a profile of the terms for what a person brings: of a law, or a
// promise of the bodies' own.
type Clock struct {
	ID          string
	Name        Name
	Law         string // where the terms stand; [V] marks what is to be verified
	Acknowledge Term   // that it was received
	Answer      Term
	Forward     Term // to the right body, if it is outside of the competence
	Extend      Term // the longest extended term, counted like Answer from the registration
	Notice      Term // of an extension
	// Register says that what comes on a day off is registered on the next
	// working day, from which the terms run.
	Register bool
}

//go:embed clocks.toml
var clocks []byte

// LoadClocks reads profiles from TOML, by their ID. An error names the clock and
// the key, and the line where the text has one for it.
func LoadClocks(text []byte) (map[string]Clock, error) {
	var f struct{ Clock []Clock }
	if err := decode(text, &f); err != nil {
		return nil, fmt.Errorf("reading the clocks: %w", err)
	}
	all := map[string]Clock{}
	for i, k := range f.Clock {
		err := k.check()
		if _, twice := all[k.ID]; twice {
			err = fmt.Errorf("there are two clocks with the id %q", k.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the clocks: %sclock[%d]: %w", lineOf(text, "clock", i), i, err)
		}
		all[k.ID] = k
	}
	return all, nil
}

func (k Clock) check() error {
	if k.ID == "" || !k.Name.complete() {
		return errors.New("has no id or isn't named in three languages")
	}
	for _, of := range []struct {
		key  string
		term Term
	}{
		{"acknowledge", k.Acknowledge}, {"answer", k.Answer}, {"forward", k.Forward},
		{"extend", k.Extend}, {"notice", k.Notice},
	} {
		if err := of.term.check(); err != nil {
			return fmt.Errorf("%s of %s: %w", of.key, k.ID, err)
		}
	}
	if k.Answer.IsZero() {
		return fmt.Errorf("answer of %s: there must be a term for it", k.ID)
	}
	return nil
}

// IsZero tells whether there is no term.
func (t Term) IsZero() bool { return t.N == 0 }

func (t Term) check() error {
	switch t.Unit {
	case WorkingDays, Days, Months:
	case "":
		if t.N == 0 {
			return nil
		}
		return fmt.Errorf("%d of no unit", t.N)
	default:
		return fmt.Errorf("the unit %q isn't known", t.Unit)
	}
	if t.N < 1 || t.N > 1000 {
		return fmt.Errorf("%d %s", t.N, t.Unit)
	}
	return nil
}

// Due is the last day of a term that something on a day sets going; that day
// itself doesn't count, and the zero Term is never due. Days and months follow
// Regulation (EEC, Euratom) No 1182/71, art. 3: months end on the same date, or
// on the last day of a month that is too short for it (3(2)(c)), and a term that
// would end on a day off ends with the next working day (3(4)); APPC has the same
// rule [V].
func (t Term) Due(c *Calendar, from Day) Day {
	switch t.Unit {
	case WorkingDays:
		return c.Add(from, t.N)
	case Days:
		return c.Next(from.AddDays(t.N))
	case Months:
		return c.Next(from.AddMonths(t.N))
	}
	return Day{}
}

// Registered is the day from which the terms of what came on a day run.
func (k Clock) Registered(c *Calendar, came Day) Day {
	if k.Register {
		return c.Next(came)
	}
	return came
}

// AnswerDue is the last day for the answer to what came on a day.
func (k Clock) AnswerDue(c *Calendar, came Day) Day { return k.Answer.Due(c, k.Registered(c, came)) }

// ExtensionDue is the last day for the answer to what came on a day, when the
// term is extended; zero if it can't be.
func (k Clock) ExtensionDue(c *Calendar, came Day) Day {
	return k.Extend.Due(c, k.Registered(c, came))
}

// ForwardDue is the last day for passing on what is another body's; zero if the
// clock has no such term.
func (k Clock) ForwardDue(c *Calendar, came Day) Day { return k.Forward.Due(c, k.Registered(c, came)) }

// AcknowledgeDue is the last day for saying that it was received; zero if the
// clock has no such term.
func (k Clock) AcknowledgeDue(c *Calendar, came Day) Day {
	return k.Acknowledge.Due(c, k.Registered(c, came))
}

// NoticeDue is the last day for telling the person that the term was extended
// on a day; zero if the clock has no such term.
func (k Clock) NoticeDue(c *Calendar, extended Day) Day { return k.Notice.Due(c, extended) }
