package office_test

import (
	"errors"
	"testing"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
)

// TestSeatFaults asks the keeper's rules: nobody seats themselves, no other body
// seats anybody, the last keeper stays.
func TestSeatFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d), t.Context()
		h.seat("centre", "aigerim")
		keeper, aigerim := h.ids["keeper"].by, h.ids["aigerim"].by
		try := func(by charter.Principal, s bodies.Seat) error {
			_, code, err := h.Seat(ctx, by, s)
			if err != nil && code != "" {
				t.Error("an invitation in spite of a fault")
			}
			return err
		}
		h.wants(try(aigerim, bodies.Seat{Body: "centre", Person: "бауырым", Login: "brother"}), fault.Denied, "")
		h.wants(try(keeper, bodies.Seat{Body: "centre", Person: "әкімші", Login: "keeper2"}), fault.Denied, "")
		h.wants(try(keeper, bodies.Seat{Body: "none", Person: "өкіл", Login: "somebody"}), fault.Invalid, "office.body-unknown")
		h.wants(try(keeper, bodies.Seat{Body: "centre", Person: "өкіл", Login: "aigerim"}), fault.Invalid, "bodies.login-taken")
		h.wants(h.Unseat(ctx, aigerim, keeper.Seat), fault.Denied, "")
		h.wants(h.Unseat(ctx, keeper, keeper.Seat), fault.Conflict, "office.last-keeper")
		h.wants(h.Unseat(ctx, keeper, "nobody"), fault.NotFound, "")
		h.wants(h.RevokeKey(ctx, aigerim, "centre"), fault.Denied, "")
		h.wants(h.RevokeKey(ctx, keeper, "group"), fault.Conflict, "office.no-key")
		h.wants(h.PublishList(ctx, aigerim), fault.Denied, "")
		if _, err := h.Directory(ctx, aigerim); !errors.Is(err, fault.Denied) {
			t.Errorf("the list of seats for a centre: %v", err)
		}
		_, _, err := h.First(ctx, bodies.Seat{Body: "keeper", Person: "екінші", Login: "second"})
		h.wants(err, fault.Conflict, "office.not-first")
		_, _, err = h.First(ctx, bodies.Seat{Body: "group", Person: "екінші", Login: "second"})
		h.wants(err, fault.Conflict, "office.not-first")
		if len(h.acts()) != 6 {
			t.Errorf("the register has %v", h.acts())
		}
		h.seat("keeper", "keeper2")
		h.fine(h.Unseat(ctx, keeper, keeper.Seat))
	})
}
