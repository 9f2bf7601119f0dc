package events

import (
	"context"

	"adal/internal/db"
	"adal/internal/fault"
)

const guestColumns = `id, event, code, name, address, lang, outlet, state, came`

func (g *Guest) fields() []any {
	return []any{&g.ID, &g.Event, &g.Code, &g.Name, &g.address, &g.Lang, &g.Outlet, &g.State, &g.Came}
}

func insertGuest(ctx context.Context, tx *db.Tx, g Guest) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO event_guest (id, event, code, name, address, lang, outlet, state, came) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)`,
		g.ID, g.Event, g.Code, g.Name, g.address, string(g.Lang), g.Outlet, g.State)
	return err
}

// countGuests is how many places are taken; the press takes none.
func countGuests(ctx context.Context, tx *db.Tx, event string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM event_guest WHERE event = $1 AND outlet = ''`, event)
}

func countRegistered(ctx context.Context, tx *db.Tx, event string, more int) error {
	_, err := tx.ExecContext(ctx, `UPDATE event SET registered = registered + $2 WHERE docket = $1`, event, more)
	return err
}

func countCame(ctx context.Context, tx *db.Tx, event string) error {
	_, err := tx.ExecContext(ctx, `UPDATE event SET came = came + 1 WHERE docket = $1`, event)
	return err
}

func guestByID(ctx context.Context, tx *db.Tx, id string) (Guest, error) {
	return db.One(ctx, tx, (*Guest).fields, `SELECT `+guestColumns+` FROM event_guest WHERE id = $1`, id)
}

func guestByCode(ctx context.Context, tx *db.Tx, event, code string) (Guest, error) {
	return db.One(ctx, tx, (*Guest).fields, `SELECT `+guestColumns+` FROM event_guest WHERE event = $1 AND code = $2`, event, code)
}

func guests(ctx context.Context, tx *db.Tx, event string) ([]Guest, error) {
	return db.All(ctx, tx, (*Guest).fields, `SELECT `+guestColumns+` FROM event_guest WHERE event = $1 ORDER BY outlet, name, id`, event)
}

func deleteGuest(ctx context.Context, tx *db.Tx, id string) error {
	res, err := tx.ExecContext(ctx, `DELETE FROM event_guest WHERE id = $1`, id)
	return db.Affected(res, err, fault.NotFound)
}

func setCame(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE event_guest SET came = TRUE WHERE id = $1`, id)
	return err
}

func setGuestState(ctx context.Context, tx *db.Tx, id, state string) error {
	_, err := tx.ExecContext(ctx, `UPDATE event_guest SET state = $2 WHERE id = $1`, id, state)
	return err
}

// forget deletes the guests of events that ended before a moment, or don't take
// place.
func forget(ctx context.Context, tx *db.Tx, before db.Time) error {
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM event_guest WHERE event IN (SELECT docket FROM event WHERE ends < $1)`, before); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE event SET forgotten = TRUE WHERE ends < $1 AND NOT forgotten`, before)
	return err
}

func putKey(ctx context.Context, tx *db.Tx, hash, seat, body string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO calendar_key (hash, seat, body) VALUES ($1, $2, $3) ON CONFLICT (seat) DO UPDATE SET hash = $1, body = $3`, hash, seat, body)
	return err
}

func removeKey(ctx context.Context, tx *db.Tx, seat string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM calendar_key WHERE seat = $1`, seat)
	return err
}

func seatOfKey(ctx context.Context, tx *db.Tx, hash string) (seat string, err error) {
	return db.One(ctx, tx, db.Value[string], `SELECT seat FROM calendar_key WHERE hash = $1`, hash)
}
