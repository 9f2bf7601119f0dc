package directory

import "slices"

// Succession is what an institution that ends and its successor answer for then:
// what the one answered for until its end, the other does from that day on. It is
// nil if the institution doesn't end.
func (d *Data) Succession(i Institution) (all []Competence) {
	if i.Until.IsZero() {
		return nil
	}
	for _, c := range d.Competences {
		if c.Institution == i.Successor {
			all = append(all, c)
		}
	}
	has := func(c Competence) bool {
		return slices.ContainsFunc(all, func(o Competence) bool {
			return o.Institution == i.Successor && o.Topic == c.Topic && o.Region == c.Region && o.District == c.District && (o.Until.IsZero() || o.Until.After(i.Until))
		})
	}
	for _, c := range d.Competences {
		if c.Institution != i.ID {
			continue
		}
		goesOn := c.Until.IsZero() || c.Until.After(i.Until)
		if goesOn && i.Successor != "" && !has(c) {
			next := c
			next.Institution = i.Successor
			if next.Since.Before(i.Until) {
				next.Since = i.Until
			}
			all = append(all, next)
		}
		if goesOn {
			c.Until = i.Until
		}
		if c.Since.Before(i.Until) {
			all = append(all, c)
		}
	}
	return all
}
