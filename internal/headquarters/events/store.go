package events

import (
	"context"
	"errors"
	"time"

	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// columns are the columns of an Event, of tables d and e.
const columns = docket.Columns + `, e.kind, e.open, e.title_kk, e.title_ru, e.title_en, e.about_kk, e.about_ru, e.about_en,
	e.agenda_kk, e.agenda_ru, e.agenda_en, e.place_kk, e.place_ru, e.place_en, e.starts, e.ends, e.zone, e.stream, e.room, e.places, e.press,
	e.seat, e.sequence, e.changed, e.cancelled, e.registered, e.came, e.attended, e.trained, e.minutes_kk, e.minutes_ru, e.minutes_en, e.forgotten,
	COALESCE((SELECT name_kk FROM room WHERE id = e.room), ''), COALESCE((SELECT name_ru FROM room WHERE id = e.room), ''),
	COALESCE((SELECT name_en FROM room WHERE id = e.room), '')`

// row is an Event as the database has it: moments without a zone.
type row struct {
	Event
	starts, ends db.Time
}

func (r *row) fields() []any {
	e := &r.Event
	return append(e.Item.Fields(), &e.Type, &e.Open, &e.Title.KK, &e.Title.RU, &e.Title.EN, &e.About.KK, &e.About.RU, &e.About.EN,
		&e.Agenda.KK, &e.Agenda.RU, &e.Agenda.EN, &e.Place.KK, &e.Place.RU, &e.Place.EN, &r.starts, &r.ends, &e.zone, &e.Stream, &e.Room, &e.Places, &e.Press,
		&e.Seat, &e.Sequence, &e.Changed, &e.Reason, &e.Registered, &e.Came, &e.Attended, &e.Trained, &e.Minutes.KK, &e.Minutes.RU, &e.Minutes.EN, &e.Forgotten,
		&e.RoomName.KK, &e.RoomName.RU, &e.RoomName.EN)
}

// event is the row with its moments in their zone.
func (r row) event() (Event, error) {
	place, err := time.LoadLocation(r.zone)
	r.Starts, r.Ends = r.starts.In(place), r.ends.In(place)
	return r.Event, err
}

func each(rows []row, err error) ([]Event, error) {
	all := make([]Event, 0, len(rows))
	for _, r := range rows {
		e, wrong := r.event()
		err = errors.Join(err, wrong)
		all = append(all, e)
	}
	return all, err
}

func insert(ctx context.Context, tx *db.Tx, e Event) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO event (docket, kind, open, title_kk, title_ru, title_en, about_kk, about_ru, about_en, agenda_kk, agenda_ru, agenda_en,
			place_kk, place_ru, place_en, starts, ends, zone, stream, room, places, press, seat, sequence, changed, cancelled, registered, came,
			attended, trained, minutes_kk, minutes_ru, minutes_en, forgotten)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, 0, $24, '', 0, 0, -1, FALSE, '', '', '', FALSE)`,
		e.ID, e.Type, e.Open, e.Title.KK, e.Title.RU, e.Title.EN, e.About.KK, e.About.RU, e.About.EN, e.Agenda.KK, e.Agenda.RU, e.Agenda.EN,
		e.Place.KK, e.Place.RU, e.Place.EN, db.Time{Time: e.Starts.UTC()}, db.Time{Time: e.Ends.UTC()}, e.Starts.Location().String(), e.Stream, e.Room,
		e.Places, e.Press, e.Seat, e.Changed)
	return err
}

func update(ctx context.Context, tx *db.Tx, e Event) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE event SET kind = $2, open = $3, title_kk = $4, title_ru = $5, title_en = $6, about_kk = $7, about_ru = $8, about_en = $9,
			agenda_kk = $10, agenda_ru = $11, agenda_en = $12, place_kk = $13, place_ru = $14, place_en = $15, starts = $16, ends = $17, zone = $18,
			stream = $19, room = $20, places = $21, press = $22, sequence = $23, changed = $24, cancelled = $25, attended = $26, trained = $27,
			minutes_kk = $28, minutes_ru = $29, minutes_en = $30
		WHERE docket = $1`,
		e.ID, e.Type, e.Open, e.Title.KK, e.Title.RU, e.Title.EN, e.About.KK, e.About.RU, e.About.EN, e.Agenda.KK, e.Agenda.RU, e.Agenda.EN,
		e.Place.KK, e.Place.RU, e.Place.EN, db.Time{Time: e.Starts.UTC()}, db.Time{Time: e.Ends.UTC()}, e.Starts.Location().String(), e.Stream, e.Room,
		e.Places, e.Press, e.Sequence, e.Changed, e.Reason, e.Attended, e.Trained, e.Minutes.KK, e.Minutes.RU, e.Minutes.EN)
	return db.Affected(res, err, fault.NotFound)
}

func byDocket(ctx context.Context, tx *db.Tx, id string) (Event, error) {
	r, err := db.One(ctx, tx, (*row).fields, `SELECT `+columns+` FROM event e JOIN docket d ON d.id = e.docket WHERE e.docket = $1`, id)
	if err != nil {
		return Event{}, err
	}
	e, err := r.event()
	if err != nil {
		return e, err
	}
	e.Bodies, err = db.All(ctx, tx, db.Value[string], `SELECT body FROM event_invited WHERE event = $1 ORDER BY body`, id)
	return e, err
}

func between(ctx context.Context, tx *db.Tx, s Span) ([]Event, error) {
	return each(db.All(ctx, tx, (*row).fields, `
		SELECT `+columns+` FROM event e JOIN docket d ON d.id = e.docket
		WHERE e.starts >= $1 AND e.starts < $2 AND ($3 = '' OR d.body = $3) ORDER BY e.starts, e.docket`,
		db.Time{Time: s.From.UTC()}, db.Time{Time: s.To.UTC()}, s.Body))
}

func ofBody(ctx context.Context, tx *db.Tx, body string) ([]Event, error) {
	return each(db.All(ctx, tx, (*row).fields, `
		SELECT `+columns+` FROM event e JOIN docket d ON d.id = e.docket
		WHERE d.body = $1 OR EXISTS (SELECT 1 FROM event_invited i WHERE i.event = e.docket AND i.body = $1)
		ORDER BY e.starts DESC, e.docket LIMIT 200`, body))
}

func putInvited(ctx context.Context, tx *db.Tx, e Event) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM event_invited WHERE event = $1`, e.ID); err != nil {
		return err
	}
	for _, body := range e.Bodies {
		if _, err := tx.ExecContext(ctx, `INSERT INTO event_invited (event, body) VALUES ($1, $2)`, e.ID, body); err != nil {
			return err
		}
	}
	return nil
}

func insertMaterial(ctx context.Context, tx *db.Tx, id string, m Material) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO event_material (event, n, title, href)
		VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM event_material WHERE event = $1), $2, $3)`, id, m.Title, m.Href)
	return err
}

func materials(ctx context.Context, tx *db.Tx, id string) ([]Material, error) {
	return db.All(ctx, tx, func(m *Material) []any { return []any{&m.N, &m.Title, &m.Href} },
		`SELECT n, title, href FROM event_material WHERE event = $1 ORDER BY n`, id)
}

func (r *Room) fields() []any {
	return []any{&r.ID, &r.Body, &r.Name.KK, &r.Name.RU, &r.Name.EN, &r.Seats}
}

func insertRoom(ctx context.Context, tx *db.Tx, r Room) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO room (id, body, name_kk, name_ru, name_en, seats) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.ID, r.Body, r.Name.KK, r.Name.RU, r.Name.EN, r.Seats)
	return err
}

func rooms(ctx context.Context, tx *db.Tx) ([]Room, error) {
	return db.All(ctx, tx, (*Room).fields, `SELECT id, body, name_kk, name_ru, name_en, seats FROM room ORDER BY body, name_kk`)
}

func roomByID(ctx context.Context, tx *db.Tx, id string) (Room, error) {
	return db.One(ctx, tx, (*Room).fields, `SELECT id, body, name_kk, name_ru, name_en, seats FROM room WHERE id = $1`, id)
}

// whoHas is an event that has a room in one of some quarters.
func whoHas(ctx context.Context, tx *db.Tx, room string, first, last int64) (Event, error) {
	r, err := db.One(ctx, tx, (*row).fields, `
		SELECT `+columns+` FROM event e JOIN docket d ON d.id = e.docket
		WHERE e.docket = (SELECT event FROM room_quarter WHERE room = $1 AND quarter >= $2 AND quarter <= $3 ORDER BY quarter LIMIT 1)`, room, first, last)
	if err != nil {
		return Event{}, err
	}
	return r.event()
}

func inRoom(ctx context.Context, tx *db.Tx, room string, from db.Time) ([]Event, error) {
	return each(db.All(ctx, tx, (*row).fields, `
		SELECT `+columns+` FROM event e JOIN docket d ON d.id = e.docket
		WHERE e.room = $1 AND e.ends > $2 AND d.state = 'announced' ORDER BY e.starts`, room, from))
}

func insertQuarter(ctx context.Context, tx *db.Tx, room string, quarter int64, event string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO room_quarter (room, quarter, event) VALUES ($1, $2, $3)`, room, quarter, event)
	return err
}

func freeRoom(ctx context.Context, tx *db.Tx, event string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM room_quarter WHERE event = $1`, event)
	return err
}
