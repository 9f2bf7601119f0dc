package calendar

import (
	_ "embed"
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

// LoadClocks reads profiles from TOML, by their ID.
func LoadClocks(text []byte) (map[string]Clock, error) {
	var f struct{ Clock []Clock }
	if err := decode(text, &f); err != nil {
		return nil, fmt.Errorf("reading the clocks: %w", err)
	}
	all := map[string]Clock{}
	for i, c := range f.Clock {
		if c.ID == "" || c.Name.KK == "" || c.Name.RU == "" || c.Name.EN == "" {
			return nil, fmt.Errorf("reading the clocks: clock[%d] has no id or isn't named in three languages", i)
		}
		if _, twice := all[c.ID]; twice {
			return nil, fmt.Errorf("reading the clocks: there are two clocks %q", c.ID)
		}
		for what, t := range map[string]Term{"acknowledge": c.Acknowledge, "answer": c.Answer, "forward": c.Forward, "extend": c.Extend, "notice": c.Notice} {
			if err := t.check(); err != nil {
				return nil, fmt.Errorf("reading the clocks: %s of %s: %w", what, c.ID, err)
			}
		}
		if c.Answer.N == 0 {
			return nil, fmt.Errorf("reading the clocks: %s has no term for the answer", c.ID)
		}
		all[c.ID] = c
	}
	return all, nil
}

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

// Due is the last day of the term that begins on a day. A term in days or
// months that would end on a day off ends with the next working day (Regulation
// (EEC, Euratom) No 1182/71, art. 3(4); APPC has the same rule [V]).
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
