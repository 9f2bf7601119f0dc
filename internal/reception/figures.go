package reception

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/i18n"
)

// atLeast is the least number that a public figure shows: below it, a figure
// could tell of persons.
const atLeast = 5

// A Cell is a figure that is shown, or kept back because it could tell of
// persons.
type Cell struct {
	N      int
	Hidden bool
}

// String is the figure, or a star: one that was kept back only so that another
// isn't found need not be small itself.
func (c Cell) String() string {
	if c.Hidden {
		return "*"
	}
	return strconv.Itoa(c.N)
}

// TrackFigures are the public figures of one track. Tracks are never added up.
type TrackFigures struct {
	Track    Track
	Since    calendar.Day
	Until    calendar.Day
	Opened   Cell
	Answered Cell // of those opened
	InTime   Cell // of the answered
	Late     Cell // of the answered
	Closed   Cell // ended without an answer
	Open     Cell // waiting
	Regions  []RegionFigure
}

// A RegionFigure is how many matters of a track came from a region.
type RegionFigure struct {
	ID     string
	Name   i18n.Text
	Opened Cell
}

// Figures returns the public figures of each track for what was registered
// since the first day of the year.
func (h *Hall) Figures(ctx context.Context) (all []TrackFigures, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		today := h.Book.Today(tx)
		since := calendar.Date(today.Year(), 1, 1)
		regions, err := bodies.Regions(ctx, tx, today)
		if err != nil {
			return err
		}
		for _, t := range Tracks {
			counted, err := docket.Count(ctx, tx, string(t), since, today)
			if err != nil {
				return err
			}
			all = append(all, publish(t, since, today, counted, regions))
		}
		return nil
	})
}

// FiguresOf returns the public figures of each track for what was registered in a
// region from a day until another, as things stand; of all regions if it is "".
func (h *Hall) FiguresOf(ctx context.Context, region string, since, until calendar.Day) (all []TrackFigures, err error) {
	return all, h.DB.Read(ctx, func(tx *db.Tx) error {
		for _, t := range Tracks {
			counted, err := docket.Count(ctx, tx, string(t), since, until)
			if err != nil {
				return err
			}
			if region != "" {
				counted = slices.DeleteFunc(counted, func(f docket.Figures) bool { return f.Region != region })
			}
			all = append(all, publish(t, since, until, counted, nil))
		}
		return nil
	})
}

// publish is the public part of what was counted.
func publish(t Track, since, until calendar.Day, counted []docket.Figures, regions []bodies.Region) TrackFigures {
	f := TrackFigures{Track: t, Since: since, Until: until}
	var sum docket.Figures
	byRegion := make([]int, len(regions))
	for _, c := range counted {
		sum.Opened += c.Opened
		sum.Answered += c.Answered
		sum.InTime += c.InTime
		sum.Closed += c.Closed
		if i := slices.IndexFunc(regions, func(r bodies.Region) bool { return r.ID == c.Region }); i >= 0 {
			byRegion[i] = c.Opened
		}
	}
	whole := suppress([]int{sum.Opened, 0})
	f.Opened = whole[0]
	parts := suppress([]int{sum.Answered, sum.Closed, sum.Open()})
	f.Answered, f.Closed, f.Open = parts[0], parts[1], parts[2]
	times := suppress([]int{sum.InTime, sum.Answered - sum.InTime})
	f.InTime, f.Late = times[0], times[1]
	if f.Answered.Hidden { // its parts would tell it
		f.InTime, f.Late = Cell{Hidden: true}, Cell{Hidden: true}
	}
	for i, c := range suppress(byRegion) {
		f.Regions = append(f.Regions, RegionFigure{regions[i].ID, regions[i].Name, c})
	}
	return f
}

// suppress says which parts of a published total are shown. A part below
// atLeast is kept back unless it is zero, and so that nobody finds it by
// subtraction, the next smallest with it, until what is kept back together
// makes at least atLeast, is more than one part, and isn't one for each of them.
// Where there is too little for that, not even the zeros are shown: five regions
// that share a total of five would have one each.
func suppress(parts []int) []Cell {
	cells := make([]Cell, len(parts))
	order := make([]int, len(parts))
	hidden, sum := 0, 0
	for i, n := range parts {
		cells[i], order[i] = Cell{N: n}, i
		if n > 0 && n < atLeast {
			cells[i].Hidden = true
			hidden++
			sum += n
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(parts[a], parts[b]) })
	enough := func() bool { return hidden == 0 || hidden > 1 && sum >= atLeast && sum > hidden }
	for _, i := range order {
		if !enough() && !cells[i].Hidden && parts[i] > 0 {
			cells[i].Hidden = true
			hidden++
			sum += parts[i]
		}
	}
	if !enough() {
		return slices.Repeat([]Cell{{Hidden: true}}, len(parts))
	}
	for i := range cells {
		if cells[i].Hidden {
			cells[i].N = 0 // what is kept back is not even in memory when the page is made
		}
	}
	return cells
}
