package monitoring

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strings"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring/figures"
)

// Classes part what is listed: each shortcoming is in one of them, and a group of
// states is some of them.
const (
	classLate    = GroupLate
	classClaimed = GroupClaimed
	classFixed   = GroupFixed
	classClosed  = GroupClosed
	classWaiting = "waiting" // open, and neither late nor claimed
)

// classes are those of a group; of all that is listed for "".
var classes = map[string][]string{
	"":        {classWaiting, classLate, classClaimed, classFixed, classClosed},
	GroupOpen: {classWaiting, classLate, classClaimed}, GroupLate: {classLate}, GroupClaimed: {classClaimed},
	GroupFixed: {classFixed}, GroupClosed: {classClosed},
}

// class is that of a state; "" for one that isn't listed.
func class(s docket.State) string {
	for _, group := range []string{GroupLate, GroupClaimed, GroupFixed, GroupClosed} {
		if slices.Contains(of[group], s) {
			return group
		}
	}
	if slices.Contains(open, s) {
		return classWaiting
	}
	return ""
}

// An entry is where the lists have a shortcoming, and what of it is counted.
type entry struct {
	Institution, Region, Topic, Campaign string
	Class                                string
	Published                            calendar.Day
	Shown                                int // the version that is public
	Case                                 figures.Case
}

// entry is that of a shortcoming as it is now; the zero entry if no list has it.
func (s Shortcoming) entry() entry {
	c := class(s.State)
	if c == "" || !s.Public() {
		return entry{}
	}
	o := outcome{state: s.State, settled: s.Settled, label: s.Label, Case: figures.Case{
		Raised: s.Raised, Due: s.AnswerDue, Answered: s.Answered, Verified: s.Verified, Broken: s.Broken,
	}}
	return entry{s.Institution, s.Region, s.Topic, s.Campaign, c, s.Published, s.Shown, o.counted()}
}

// facet is a way to narrow a list, by its number: of what is narrowed and to what.
func facet(class, institution, region, topic, campaign string) int64 {
	text, err := json.Marshal([]string{class, institution, region, topic, campaign})
	if err != nil {
		panic(err) // five strings can be written
	}
	sum := sha256.Sum256(text)
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// ways is in how many ways a list can lead to a shortcoming: each of four parts of
// a filter may be given or not.
const ways = 1 << 4

// facets are all ways to narrow a list that lead to an entry.
func (e entry) facets() (all [ways]int64) {
	for n := range all {
		some := func(bit int, s string) string {
			if n&bit == 0 {
				return ""
			}
			return s
		}
		all[n] = facet(e.Class, some(1, e.Institution), some(2, e.Region), some(4, e.Topic), some(8, e.Campaign))
	}
	return all
}

// A part is some of all shortcomings of which something is counted: those of an
// institution, a region, a topic, a campaign, or of what of them is given. How many
// are listed of each institution and each topic stands in parts of its own, which
// are read as a whole; and so does how many are in each region, of what else is
// given.
type part struct{ of, name string }

// Kinds of parts.
const (
	partFigures      = "figures"
	partInstitutions = "institutions"
	partRegions      = "regions"
	partTopics       = "topics"
	partAll          = "all"
)

// partOf is the part of what is given, "" for any.
func partOf(kind string, given ...string) part { return part{kind, strings.Join(given, "/")} }

// figuresOf is the part of an institution, a region, a topic and a campaign.
func figuresOf(institution, region, topic, campaign string) part {
	return partOf(partFigures, institution, region, topic, campaign)
}

// regionsOf is the part of an institution, a topic and a campaign in all regions.
func regionsOf(institution, topic, campaign string) part {
	return partOf(partRegions, institution, topic, campaign)
}

// A count is a mark within a part.
type count struct {
	part
	figures.Mark
}

// count adds what is counted of an entry, so many times.
func (e entry) count(into map[count]int, times int) {
	if e.Class == "" {
		return
	}
	marks := figures.Tally{}
	marks.Add(e.Case, times)
	into[count{part{partInstitutions, e.Institution}, figures.Mark{Kind: e.Class}}] += times
	into[count{part{partTopics, e.Topic}, figures.Mark{Kind: e.Class}}] += times
	for p := range e.parts() {
		if p.of == partRegions {
			into[count{p, figures.Mark{Kind: inRegion(e.Region, e.Class)}}] += times
			continue
		}
		for m, n := range marks {
			into[count{p, m}] += n
		}
	}
}

// inRegion is the kind of a mark that counts a class in a region.
func inRegion(region, class string) string { return region + " " + class }

// parts are all that an entry is counted in: one without a topic is in fewer.
func (e entry) parts() map[part]bool {
	all := map[part]bool{}
	for _, institution := range []string{"", e.Institution} {
		for _, topic := range []string{"", e.Topic} {
			for _, campaign := range []string{"", e.Campaign} {
				all[regionsOf(institution, topic, campaign)] = true
				for _, region := range []string{"", e.Region} {
					all[figuresOf(institution, region, topic, campaign)] = true
				}
			}
		}
	}
	return all
}

// relist brings the lists and the counts up to what a shortcoming is now, and
// reports whether that was anything else.
func relist(ctx context.Context, tx *db.Tx, s Shortcoming) (changed bool, err error) {
	if !s.Public() {
		return false, nil // no list has ever had it
	}
	// Whoever counts holds this row first, so that two never wait for each other.
	if err := addCounts(ctx, tx, map[count]int{{part{partAll, ""}, figures.Mark{Kind: "turns"}}: 1}); err != nil {
		return false, err
	}
	now := s.entry()
	was, err := entryOf(ctx, tx, s.ID)
	if err != nil || was == now {
		return false, err
	}
	counts := map[count]int{}
	was.count(counts, -1)
	now.count(counts, 1)
	if err := move(ctx, tx, s.ID, was, now); err != nil {
		return false, err
	}
	return true, addCounts(ctx, tx, counts)
}
