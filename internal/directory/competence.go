package directory

import (
	"slices"

	"adal/internal/calendar"
	"adal/internal/i18n"
)

// A Topic is what somebody may answer for. Topics are a tree: who answers for a
// whole answers for its parts, unless somebody else does.
type Topic struct {
	ID, Parent string // no parent at the top
	Name       i18n.Text
	Words      i18n.Text // in which people say it, separated by commas
	from       line
}

// A Competence is that an institution answers for a topic: in a district, in a
// region, or in the whole republic, whichever is the narrowest that it names.
type Competence struct {
	Institution, Topic string
	Region, District   string
	Since              calendar.Day
	Until              calendar.Day // the first day on which it doesn't any more; zero while it does
	Basis              string       // the law that says so
	from               line
}

// On reports whether an institution answers for it on a day.
func (c Competence) On(day calendar.Day) bool {
	return !day.Before(c.Since) && (c.Until.IsZero() || day.Before(c.Until))
}

// A Level is how wide a competence reaches.
type Level string

// The levels, from the narrowest.
const (
	InDistrict Level = "district"
	InRegion   Level = "region"
	InRepublic Level = "republic"
)

// Level is how wide a competence reaches.
func (c Competence) Level() Level { return levelOf(c.Region, c.District) }

func levelOf(region, district string) Level {
	switch {
	case district != "":
		return InDistrict
	case region != "":
		return InRegion
	}
	return InRepublic
}

// An Answer is who answers for a topic somewhere.
type Answer struct {
	Topic  Topic // that was found: the one asked for, or one that it is part of
	Level  Level // on which it was found
	Wider  bool  // nobody is known on the level that was asked for, so it is one above
	Found  []Answering
	Region string // asked for
}

// Answering is an institution that answers, and by which competence.
type Answering struct {
	Institution
	Competence Competence
}

// WhoAnswers finds who answers for a topic in a district of a region on a day.
// What is said of the very topic counts before what is said of one that it is
// part of, and a narrow place before a wide one. No answer has nobody in Found:
// then it isn't known, which is not to say that nobody does.
func (d *Data) WhoAnswers(topic, region, district string, day calendar.Day) (a Answer) {
	a.Region = region
	asked := levelOf(region, district)
	for _, t := range d.Line(topic) {
		for _, at := range [][2]string{{region, district}, {region, ""}, {"", ""}} {
			for _, c := range d.byTopic[t.ID] {
				i, ok := d.Get(c.Institution)
				if ok && c.Region == at[0] && c.District == at[1] && c.On(day) && i.Is(day) {
					a.Found = append(a.Found, Answering{i, c})
				}
			}
			if len(a.Found) > 0 {
				a.Topic, a.Level = t, levelOf(at[0], at[1])
				a.Wider = a.Level != asked
				return a
			}
		}
	}
	return a
}

// Line is a topic and those that it is part of, up to the widest; nothing if
// there is no such topic.
func (d *Data) Line(topic string) (line []Topic) {
	for topic != "" && len(line) <= len(d.Topics) {
		t, ok := d.Topic(topic)
		if !ok {
			break
		}
		line, topic = append(line, t), t.Parent
	}
	return line
}

// Within reports whether a topic is another or part of it.
func (d *Data) Within(topic, whole string) bool {
	return slices.ContainsFunc(d.Line(topic), func(t Topic) bool { return t.ID == whole })
}

// Under are the topics right below one, "" for those at the top.
func (d *Data) Under(parent string) (all []Topic) {
	for _, t := range d.Topics {
		if t.Parent == parent {
			all = append(all, t)
		}
	}
	return all
}

// Superiors are the institutions above one on a day, the nearest first: whom a
// question goes to that isn't answered.
func (d *Data) Superiors(id string, day calendar.Day) (above []Institution) {
	i, ok := d.Get(id)
	for ok && len(above) <= len(d.Institutions) {
		if i, ok = d.Get(i.On(day).Superior); ok {
			above = append(above, i)
		}
	}
	return above
}

// Heir is who has the work of an institution on a day: itself while it exists,
// else its successor's heir; false if nobody is known to.
func (d *Data) Heir(id string, day calendar.Day) (Institution, bool) {
	for range len(d.Institutions) + 1 {
		i, ok := d.Get(id)
		if !ok || i.Until.IsZero() || day.Before(i.Until) {
			return i, ok
		}
		id = i.Successor
	}
	return Institution{}, false
}

// CompetencesOf are what an institution answers for on a day, by topic.
func (d *Data) CompetencesOf(id string, day calendar.Day) (all []Competence) {
	for _, c := range d.byInstitution[id] {
		if c.On(day) {
			all = append(all, c)
		}
	}
	return all
}
