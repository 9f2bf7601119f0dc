package monitoring_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/monitoring"
)

// reply is what an institution says most often.
var reply = monitoring.Saying{Act: charter.Reply, Text: "Жауап"}

// TestLinks uses a link once, and finds no way by one that was used, has run out,
// was made up, or was ended.
func TestLinks(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		token := g.token(id, "land@example.kz")
		for _, forged := range []string{"", "x", strings.Repeat("A", 26), strings.ToLower(token), token + "A", token[:25] + "7"} {
			if forged == token {
				continue
			}
			if _, err := g.Answer(ctx, forged, reply); !errors.Is(err, fault.NotFound) {
				t.Errorf("forged %q: %v", forged, err)
			}
			if _, err := g.Answerable(ctx, forged); !errors.Is(err, fault.NotFound) {
				t.Errorf("forged %q opens: %v", forged, err)
			}
		}
		for range 3 { // whoever looks uses nothing up
			a, err := g.Answerable(ctx, token)
			if err != nil || a.Spent != nil || len(a.Acts) != 5 || a.Current.ID != id {
				t.Fatalf("it opens as %+v, %v", a.Acts, err)
			}
		}
		// What is wrong with an answer uses nothing up either.
		_, err := g.Answer(ctx, token, monitoring.Saying{Act: charter.Promise, Text: "x", Until: g.Book.Day})
		wants(t, err, "monitoring.date-wrong")
		_, err = g.Answer(ctx, token, monitoring.Saying{Act: charter.Raise, Text: "x"})
		wants(t, err, "monitoring.act-missing")
		next, err := g.Answer(ctx, token, reply)
		check(t, err)
		_, err = g.Answer(ctx, token, reply)
		wants(t, err, "monitoring.link-used")
		a, err := g.Answerable(ctx, token)
		if err != nil || a.Spent == nil || len(a.Acts) != 0 || len(a.Page.Said) != 1 {
			t.Errorf("a used link opens as %+v, %v", a, err)
		}
		g.Book.Day = g.Book.Day.AddDays(121)
		_, err = g.Answer(ctx, next, reply)
		wants(t, err, "monitoring.link-over")
		g.Book.Day = g.Book.Day.AddDays(-121)
		check(t, g.Withdraw(ctx, g.reviewer, id, "Қате"))
		_, err = g.Answer(ctx, next, reply)
		wants(t, err, "monitoring.link-ended")
		if h := g.history(id); h[len(h)-2].Seat == "" || !strings.HasPrefix(h[len(h)-2].Seat, "link-") || h[len(h)-2].Body != "land" {
			t.Errorf("the reply was recorded as by %+v", h[len(h)-2])
		}
	})
}

// TestNoTokenAtRest finds the token of no link in any table but the outbox of the
// demo.
func TestNoTokenAtRest(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.raised("land")
		token := g.token(id, "land@example.kz")
		var b bytes.Buffer
		for _, query := range []string{
			`SELECT hash || id || act || paper FROM answer_link`, `SELECT text_kk || text_ru || subject_kk FROM letter_out`,
			`SELECT note || seat FROM docket_step`,
		} {
			rows, err := g.DB.Pool().QueryContext(t.Context(), query)
			check(t, err)
			for rows.Next() {
				var s string
				check(t, rows.Scan(&s))
				b.WriteString(s)
			}
			check(t, rows.Err())
		}
		if b.Len() == 0 || strings.Contains(b.String(), token) {
			t.Error("a token is kept in the clear")
		}
	})
}

// TestAfterTheDeadline takes an answer that comes late: it counts as late, and ends
// the waiting.
func TestAfterTheDeadline(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id := g.raised("land")
		due := g.of(id).AnswerDue
		g.Book.Day = due
		check(t, g.Turn(t.Context()))
		g.in(id, monitoring.Raised) // the last day is still in time
		g.Book.Day = due.AddDays(1)
		check(t, g.Turn(t.Context()))
		g.in(id, monitoring.Overdue)
		check(t, g.Say(t.Context(), g.land, id, reply))
		s := g.of(id)
		if s.State != monitoring.Answered || s.Answered != g.Book.Day || !s.Answered.After(s.AnswerDue) {
			t.Errorf("%s, answered %s, due %s", s.State, s.Answered, s.AnswerDue)
		}
	})
}

// TestOwnSeat lets a seat of the institution act on what is addressed to it, and no
// other body's.
func TestOwnSeat(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		id, other := g.raised("land"), ""
		wants(t, g.Say(t.Context(), charter.Principal{Seat: "s", Body: "health", Kind: charter.KindStateBody}, id, reply), "charter.not-your-body")
		wants(t, g.Say(t.Context(), g.reviewer, id, reply), "charter.not-yours")
		wants(t, g.Say(t.Context(), charter.Public(), id, reply), "charter.not-yours")
		check(t, g.Say(t.Context(), g.land, id, reply))
		g.on(2026, 11, 2)
		other = g.notified("school")
		wants(t, g.Say(t.Context(), g.land, other, reply), "charter.not-your-body")
	})
}

// TestDisown gives what isn't an institution's to another one, with a new letter
// and a new deadline; old links act no more.
func TestDisown(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx := t.Context()
		for _, published := range []bool{false, true} {
			g.on(2026, 11, 2)
			id, want := "", monitoring.Notified
			if published {
				id, want = g.raised("land"), monitoring.Raised
			} else {
				id = g.notified("land")
			}
			token := g.token(id, "land@example.kz")
			next, err := g.Answer(ctx, token, monitoring.Saying{Act: charter.Disown, Text: "Бұл емхананікі"})
			check(t, err)
			if next != "" {
				t.Error("who disowned has a link for more")
			}
			wants(t, g.Readdress(ctx, g.reviewer, id, "land", "x"), "monitoring.object-wrong")
			wants(t, g.Readdress(ctx, g.reviewer, id, "nobody", "x"), "monitoring.object-wrong")
			check(t, g.Readdress(ctx, g.reviewer, id, "clinic", "Емхананың қарауында"))
			s := g.of(id)
			if s.Institution != "clinic" || s.State != want || s.Due.IsZero() {
				t.Errorf("it is %s of %s, due %s", s.State, s.Institution, s.Due)
			}
			check(t, func() error { _, err := g.Answer(ctx, g.token(id, "clinic@example.kz"), reply); return err }())
		}
	})
}

// TestMoreTime grants and declines more time: the deadline moves only with a grant,
// and never beyond what was asked for.
func TestMoreTime(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		due := g.of(id).Due
		wants(t, g.Grant(ctx, g.reviewer, id, due.AddDays(5), ""), "monitoring.nothing-asked")
		ask := monitoring.Saying{Act: charter.RequestExtension, Text: "Смета керек", Until: due.AddDays(20)}
		check(t, g.Say(ctx, g.land, id, ask))
		if s := g.of(id); s.Due != due || s.Asked != due.AddDays(20) || !s.Answered.IsZero() {
			t.Errorf("asking moved something: %+v", s)
		}
		check(t, g.Decline(ctx, g.reviewer, id, "Себебі жеткіліксіз"))
		if s := g.of(id); s.Due != due || !s.Asked.IsZero() || s.State != monitoring.Raised {
			t.Errorf("declined: due %s", s.Due)
		}
		check(t, g.Say(ctx, g.land, id, ask))
		wants(t, g.Grant(ctx, g.reviewer, id, due.AddDays(21), ""), "monitoring.until-wrong")
		wants(t, g.Grant(ctx, g.reviewer, id, due, ""), "monitoring.until-wrong")
		check(t, g.Grant(ctx, g.reviewer, id, due.AddDays(10), "Жарайды"))
		if s := g.of(id); s.Due != due.AddDays(10) || s.AnswerDue != s.Due || s.State != monitoring.Raised || s.Rounds != 1 {
			t.Errorf("granted: due %s, %s", s.Due, s.State)
		}
	})
}

// TestTimeIsMoot leaves nothing to decide about time that was asked for once the
// institution did something else, or it was closed: else it would wait for ever, and
// what isn't the institution's could be given back to it with a new deadline.
func TestTimeIsMoot(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, ids := t.Context(), []string{g.raised("land"), g.raised("land"), g.raised("land"), g.raised("land"), g.raised("land")}
		until := g.of(ids[4]).Due.AddDays(20)
		say := func(id string, act charter.Act) {
			check(t, g.Say(ctx, g.land, id, monitoring.Saying{Act: act, Text: "Смета керек", Lang: "kk", Until: until}))
		}
		for _, id := range ids {
			say(id, charter.RequestExtension)
		}
		say(ids[0], charter.Disown)
		say(ids[1], charter.Reply)
		say(ids[2], charter.Promise)
		check(t, g.LookAgain(ctx, g.observer, ids[3], monitoring.SeenPartly, "Бір бөлігі"))
		for _, id := range ids[:4] {
			wants(t, g.Grant(ctx, g.reviewer, id, until, ""), "monitoring.nothing-asked")
		}
		todo, err := g.ToDo(ctx, g.reviewer)
		if err != nil || todo != 2 { // what isn't the institution's, and the one that still asks
			t.Errorf("%d to do, %v", todo, err)
		}
		check(t, g.Grant(ctx, g.reviewer, ids[4], until, "Жарайды"))
	})
}

// TestResend sends a new link to the address of the directory, once a day.
func TestResend(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.raised("land")
		token := g.token(id, "land@example.kz")
		_, err := g.Answer(ctx, token, reply)
		check(t, err)
		check(t, g.Resend(ctx, token))
		wants(t, g.Resend(ctx, token), "monitoring.link-sent")
		if again := g.token(id, "land@example.kz"); again == token {
			t.Error("the letter has the old link")
		} else if a, err := g.Answerable(ctx, again); err != nil || a.Spent != nil {
			t.Errorf("the new link: %v, %v", a.Spent, err)
		}
	})
}

// TestNoAddress keeps the letter of an institution without an address to be
// brought: printed, it has a link that names who printed it.
func TestNoAddress(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		ctx, id := t.Context(), g.notified("school")
		all, more, err := g.Outbox(ctx, g.reviewer, 0)
		if err != nil || more || len(all) != 1 || all[0].Address != "" || all[0].Due != calendar.Date(2026, 11, 16) || all[0].Docket != id {
			t.Fatalf("outbox: %+v, %v", all, err)
		}
		pdf, err := g.Paper(ctx, g.reviewer, all[0].ID, "kk")
		if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			t.Fatalf("no paper: %v", err)
		}
		var paper string
		check(t, g.DB.Pool().QueryRowContext(ctx, `SELECT paper FROM answer_link WHERE docket = $1`, id).Scan(&paper))
		if paper != g.reviewer.Seat {
			t.Errorf("the link was printed by %q", paper)
		}
		if _, err := g.Paper(ctx, g.other, all[0].ID, "kk"); !errors.Is(err, fault.NotFound) {
			t.Errorf("another group prints it: %v", err)
		}
		g.on(2026, 11, 17)
		check(t, g.Publish(ctx, g.reviewer, id))
		if p, err := g.Page(ctx, id); err != nil || !p.Delivered.IsZero() {
			t.Errorf("what reached no address was delivered on %s, %v", p.Delivered, err)
		}
	})
}

// TestBounced: who keeps the addresses is told which institution's mailbox turned
// a letter away, and of no letter that isn't ours.
func TestBounced(t *testing.T) {
	each(t, func(t *testing.T, g *group) {
		g.notified("land")
		var told []string
		g.Refused = func(_ context.Context, _ *db.Tx, institution, address string) error {
			told = append(told, institution+" "+address)
			return nil
		}
		var about string
		check(t, g.DB.Pool().QueryRowContext(t.Context(), `SELECT id FROM letter_out`).Scan(&about))
		for _, a := range []string{"newsletter/1", "monitoring-letter/" + about} {
			check(t, g.DB.Write(t.Context(), "box", func(tx *db.Tx) error { return g.Bounced(t.Context(), tx, a) }))
		}
		if len(told) != 1 || told[0] != "land land@example.kz" {
			t.Errorf("told %v", told)
		}
	})
}
