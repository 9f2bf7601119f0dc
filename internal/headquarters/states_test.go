package headquarters_test

import (
	"testing"

	"adal/internal/charter"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

// TestStates takes every act with an item in every state. What is over stays as it is;
// what goes on may go back and forth until then.
func TestStates(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		reach := map[docket.State]func(id string) error{
			headquarters.Planned:  func(string) error { return nil },
			headquarters.Underway: func(id string) error { return h.Advance(ctx, h.head, id, 60, "Жарты жолда", "") },
			headquarters.Done:     func(id string) error { return h.Advance(ctx, h.head, id, 100, "Бітті", "") },
			headquarters.Dropped:  func(id string) error { return h.Drop(ctx, h.head, id, "Керек болмады") },
		}
		acts := []struct {
			name string
			do   func(id string) error
			to   docket.State
		}{
			{"replan", func(id string) error {
				return h.Replan(ctx, h.head, id, item("Жаңа", "health", "2020-03-01", "2020-05-01"), nil)
			}, ""},
			{"advance", func(id string) error { return h.Advance(ctx, h.head, id, 0, "", "") }, headquarters.Underway},
			{"finish", func(id string) error { return h.Advance(ctx, h.head, id, 100, "Дәлел", "/kk/news") }, headquarters.Done},
			{"give up", func(id string) error { return h.Drop(ctx, h.head, id, "Басқасы бар") }, headquarters.Dropped},
		}
		for state, make := range reach {
			over := state == headquarters.Done || state == headquarters.Dropped
			for _, act := range acts {
				id, err := h.Plan(ctx, h.head, item("Тармақ", "health", "2020-03-01", "2020-03-31"), nil)
				check(t, err)
				check(t, make(id))
				before, err := h.Get(ctx, id)
				check(t, err)
				err = act.do(id)
				after, failed := h.Get(ctx, id)
				check(t, failed)
				if over {
					wants(t, err, "", "headquarters.item-over")
					if after.State != state || after.Percent != before.Percent || after.Work.Title != before.Work.Title || after.DropReason != before.DropReason {
						t.Errorf("%s of what is %s: %+v", act.name, state, after)
					}
				} else if want := act.to; err != nil || want != "" && after.State != want || want == "" && after.State != state {
					t.Errorf("%s of what is %s makes it %s: %v", act.name, state, after.State, err)
				}
				if after.Settled.IsZero() {
					check(t, h.Drop(ctx, h.head, id, "Келесіге орын")) // or the next one would meet it
				}
			}
		}
	})
}

// TestMoved: a deadline that is kept may be past, one that is moved may not; what was
// given up or is done meets nothing any more.
func TestMoved(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		own := item("Сабақ", "education", "2020-02-21", "2020-02-29")
		id, err := h.Plan(ctx, h.head, own, nil)
		check(t, err)
		_, err = h.Plan(ctx, h.head, own, nil)
		wants(t, err, "overlap", "overlap.undecided")
		h.Book.Day = day("2020-03-10")
		own.Work.Title = i18n.Text{KK: "Сабақ, кешіккен"}
		check(t, h.Replan(ctx, h.head, id, own, nil))
		own.Due = day("2020-03-09")
		wants(t, h.Replan(ctx, h.head, id, own, nil), "due", "headquarters.due-past")
		own.Due = day("2020-03-10")
		check(t, h.Replan(ctx, h.head, id, own, nil))
		check(t, h.Advance(ctx, h.head, id, 100, "Өтті", ""))
		next := item("Келесі сабақ", "education", "2020-03-10", "2020-03-20")
		id, err = h.Plan(ctx, h.head, next, nil)
		check(t, err)
		check(t, h.Drop(ctx, h.head, id, "Оқушылар демалыста"))
		_, err = h.Plan(ctx, h.head, next, nil)
		check(t, err)
	})
}

// TestOwners: who answers for an item is a member of its own headquarters, in whatever
// term, and partners are named once, however a form names them.
func TestOwners(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		mine, err := h.Appoint(ctx, h.head, member("Мұғалім", "2020-02-01", "2021-02-01"))
		check(t, err)
		theirs, err := h.Appoint(ctx, h.second, member("Заңгер", "2020-02-01", "2021-02-01"))
		check(t, err)
		i := item("Сабақ", "education", "2020-03-01", "2020-03-31")
		i.Partners, i.Owner = []string{"rhq", "", "mg", "rhq"}, theirs
		_, err = h.Plan(ctx, h.head, i, nil)
		wants(t, err, "owner", "headquarters.owner-unknown")
		i.Owner = mine
		id, err := h.Plan(ctx, h.head, i, nil)
		check(t, err)
		check(t, h.Relieve(ctx, h.head, mine, day("2020-02-20"), "Көшті"))
		got, err := h.Get(ctx, id)
		check(t, err)
		one, err := h.House(ctx, "KZ-47")
		check(t, err)
		if len(got.Partners) != 2 || got.Partners[0] != "mg" || one.Owner(got).KK != "Мұғалім" || len(one.Former) != 1 {
			t.Errorf("%v answers %+v of %+v", got.Partners, one.Owner(got), one)
		}
		for body, want := range map[string]int{"hq": 0, "rhq": 1, "mg": 0} {
			if n, err := h.Sitting(ctx, body); err != nil || n != want {
				t.Errorf("%d sit in %s, %v", n, body, err)
			}
		}
		if n, err := h.Waiting(ctx, "hq"); err != nil || n != 1 {
			t.Errorf("%d wait, %v", n, err)
		}
	})
}

// TestOrigin: what is decided at an event of the own body belongs together with it; at
// another body's nothing is decided.
func TestOrigin(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		// An item stands for an event here: what matters is the docket and whose it is.
		event, err := h.Plan(ctx, h.head, item("Брифинг", "media", "2020-02-21", "2020-02-21"), nil)
		check(t, err)
		i := item("Сабақ", "education", "2020-03-01", "2020-03-31")
		i.From = event
		if _, err := h.Plan(ctx, h.second, i, nil); fault.Of(err) != fault.NotFound {
			t.Errorf("another body decided at it: %v", err)
		}
		i.From = "nowhere"
		if _, err := h.Plan(ctx, h.head, i, nil); fault.Of(err) != fault.NotFound {
			t.Errorf("decided nowhere: %v", err)
		}
		if all, err := h.Items(ctx, "rhq"); err != nil || len(all) != 0 {
			t.Errorf("%d were planned, %v", len(all), err)
		}
		i.From = event
		id, err := h.Plan(ctx, h.head, i, nil)
		check(t, err)
		decided, err := h.Decided(ctx, event)
		check(t, err)
		together, err := h.Links.Timeline(ctx, event)
		check(t, err)
		if len(decided) != 1 || decided[0].ID != id || len(together) != 2 {
			t.Errorf("%+v %+v", decided, together)
		}
	})
}

// TestMayPlan asks for every kind of seat whether it plans, appoints, founds and
// comments: what the charter says of headquarters, by hand.
func TestMayPlan(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Plan(ctx, h.head, item("Сабақ", "education", "2020-03-01", "2020-03-31"), nil)
		check(t, err)
		before := h.stands()
		for _, kind := range []charter.Principal{
			{Kind: charter.KindMonitoringGroup}, {Kind: charter.KindAntikorCentre}, {Kind: charter.KindKeeper}, {Kind: charter.KindNewsroom},
			{Kind: charter.KindStateBody},
		} {
			by := kind
			by.Seat, by.Body, by.Region = "s", "b", "KZ-47"
			acts := map[string]error{
				"relieve": h.Relieve(ctx, by, "nobody", day("2020-03-01"), "x"), "advance": h.Advance(ctx, by, id, 1, "", ""), "drop": h.Drop(ctx, by, id, "x"),
				"replan": h.Replan(ctx, by, id, item("Басқа", "media", "2020-03-01", "2020-03-31"), overlap.Decisions{}),
				"found":  h.Found(ctx, by, headquarters.Founding{Number: "1", Day: day("2020-02-01"), By: i18n.Text{KK: "К"}, Aims: i18n.Text{KK: "М"}}),
			}
			_, acts["appoint"] = h.Appoint(ctx, by, member("Азамат", "2020-03-01", "2021-03-01"))
			_, acts["plan"] = h.Plan(ctx, by, item("Басқа", "media", "2020-03-01", "2020-03-31"), nil)
			_, acts["found in"] = h.FoundIn(ctx, by, atyrau())
			for act, err := range acts {
				if fault.Of(err) != fault.Denied {
					t.Errorf("%s of %s: %v", act, by.Kind, err)
				}
			}
		}
		if after := h.stands(); after != before {
			t.Errorf("it was\n%s\nand is\n%s", before, after)
		}
	})
}
