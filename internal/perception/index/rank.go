package index

// A RankChange is the change of a rank, split between the unit's own score and
// the scores of the others by Shapley's value of the two: the mean of what
// each does when it comes first and when it comes second (Shorrocks, Journal
// of Economic Inequality 11, 2013).
type RankChange struct {
	Before, After int
	Places        int // Before − After: positive is up; see [Change.PlacesUp] before saying so
	// Partial says that one of the editions is; then all but the three numbers
	// above is left at 0.
	Partial    bool
	Own, Field float64 // they sum to Places
	// OwnScoreOnly is the place of the new score in the earlier list,
	// FieldOnly the place of the old score in the later list. Both are looked
	// up in the lists as they were published, the unit's own line included, so
	// that a reader can check them by eye.
	OwnScoreOnly, FieldOnly int
	// Passed were above the unit before and no longer are; PassedBy were not
	// and now are. Of a competition rank,
	// Places = |Passed| − |PassedBy| + |LeftAbove| − |EnteredAbove|.
	Passed, PassedBy        []string
	EnteredAbove, LeftAbove []string // units that only one of the editions has
}

func rankChange(from, to *Result, before, after Row) RankChange {
	c := RankChange{Before: before.Rank, After: after.Rank, Places: before.Rank - after.Rank}
	if from.Partial || to.Partial {
		c.Partial = true
		return c
	}
	c.OwnScoreOnly = from.PlaceOf(after.Score)
	c.FieldOnly = to.PlaceOf(before.Score)
	c.Own = float64((c.Before-c.OwnScoreOnly)+(c.FieldOnly-c.After)) / 2
	c.Field = float64((c.Before-c.FieldOnly)+(c.OwnScoreOnly-c.After)) / 2
	for _, other := range from.Rows {
		if other.Unit == before.Unit {
			continue
		}
		above := other.Score > before.Score
		now, ok := to.Row(other.Unit)
		switch {
		case !ok && above:
			c.LeftAbove = append(c.LeftAbove, other.Unit)
		case !ok:
		case above && now.Score <= after.Score:
			c.Passed = append(c.Passed, other.Unit)
		case !above && now.Score > after.Score:
			c.PassedBy = append(c.PassedBy, other.Unit)
		}
	}
	for _, other := range to.Rows {
		if _, ok := from.Row(other.Unit); !ok && other.Score > after.Score {
			c.EnteredAbove = append(c.EnteredAbove, other.Unit)
		}
	}
	return c
}
