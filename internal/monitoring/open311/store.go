package open311

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

func (p *Program) fields() []any {
	return []any{&p.ID, &p.Body, &p.Name, &p.hash, &p.Made, &p.Seat, &p.Revoked, &p.RevokedBy, &p.Signals}
}

const programColumns = `SELECT k.id, k.body, k.name, k.hash, k.made, k.seat, k.revoked, k.revoked_by, (SELECT COUNT(*) FROM signal g WHERE g.program = k.id)
	FROM program_key k`

func programOf(ctx context.Context, tx *db.Tx, id string) (Program, error) {
	return db.One(ctx, tx, (*Program).fields, programColumns+` WHERE k.id = $1`, id)
}

func programs(ctx context.Context, tx *db.Tx, body string) ([]Program, error) {
	return db.All(ctx, tx, (*Program).fields, programColumns+` WHERE k.body = $1 ORDER BY k.made DESC, k.id`, body)
}

func insertProgram(ctx context.Context, tx *db.Tx, p Program) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO program_key (id, body, name, hash, made, seat, revoked_by) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		p.ID, p.Body, p.Name, p.hash, p.Made, p.Seat)
	return err
}

func revoke(ctx context.Context, tx *db.Tx, id string, day calendar.Day, seat string) error {
	res, err := tx.ExecContext(ctx, `UPDATE program_key SET revoked = $2, revoked_by = $3 WHERE id = $1 AND revoked IS NULL`, id, day, seat)
	return db.Affected(res, err, fault.Conflict)
}

func (s *Signal) fields() []any {
	return append(s.Item.Fields(), &s.Program, &s.ProgramName, &s.Campaign, &s.CampaignName.KK, &s.CampaignName.RU, &s.CampaignName.EN,
		&s.Checklist, &s.Version, &s.Question, &s.Institution, &s.Lang, &s.Description, &s.Address, &s.Media, &s.answers,
		&s.Place.Known, &s.Place.Lat, &s.Place.Lon, &s.Shortcoming, &s.Reason)
}

const signalColumns = `SELECT ` + docket.Columns + `, g.program, k.name, g.campaign, c.name_kk, c.name_ru, c.name_en,
	c.checklist, c.version, g.item, g.institution, g.lang, g.description, g.address, g.media, g.answers,
	g.lat IS NOT NULL, COALESCE(g.lat, 0), COALESCE(g.lon, 0), g.shortcoming, g.reason
	FROM signal g JOIN docket d ON d.id = g.docket JOIN program_key k ON k.id = g.program JOIN campaign c ON c.docket = g.campaign`

func signalOf(ctx context.Context, tx *db.Tx, id string) (Signal, error) {
	return db.One(ctx, tx, (*Signal).fields, signalColumns+` WHERE g.docket = $1`, id)
}

func signals(ctx context.Context, tx *db.Tx, body string, decided bool, limit, offset int) ([]Signal, error) {
	return db.All(ctx, tx, (*Signal).fields, signalColumns+`
		WHERE d.body = $1 AND (d.settled IS NOT NULL) = $2
		ORDER BY CASE WHEN $2 THEN '' ELSE COALESCE(d.due, '9999') END, d.year DESC, d.n DESC LIMIT $3 OFFSET $4`, body, decided, limit, offset)
}

// lapsed are those that wait though their campaign is over.
func lapsed(ctx context.Context, tx *db.Tx, today calendar.Day) ([]Signal, error) {
	return db.All(ctx, tx, (*Signal).fields, signalColumns+` JOIN docket o ON o.id = g.campaign
		WHERE d.settled IS NULL AND (o.settled IS NOT NULL OR c.until < $1) ORDER BY d.id`, today)
}

func insertSignal(ctx context.Context, tx *db.Tx, token string, s Signal) error {
	var lat, lon any
	if s.Place.Known {
		lat, lon = s.Place.Lat, s.Place.Lon
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO signal (docket, token, program, campaign, item, institution, lang, description, address, media, answers, lat, lon, shortcoming, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '')`,
		s.ID, token, s.Program, s.Campaign, s.Question, s.Institution, string(s.Lang), s.Description, s.Address, s.Media, s.answers, lat, lon)
	return err
}

// decideSignal keeps what became of a signal, and empties what was told.
func decideSignal(ctx context.Context, tx *db.Tx, id, shortcoming, reason string) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE signal SET shortcoming = $2, reason = $3, description = '', address = '', media = '', answers = '', lat = NULL, lon = NULL
		WHERE docket = $1`, id, shortcoming, reason)
	return db.Affected(res, err, fault.NotFound)
}

// signalByToken is the id of the signal that a token was given for.
func signalByToken(ctx context.Context, tx *db.Tx, hash string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT docket FROM signal WHERE token = $1`, hash)
}

// signalRequest is a signal as a request that says nothing of what was told.
func signalRequest(ctx context.Context, tx *db.Tx, id string) (Request, error) {
	return db.One(ctx, tx, func(r *Request) []any {
		return []any{&r.ID, &r.State, &r.Code, &r.checklist, &r.version, &r.question, &r.Shortcoming, &r.Reason, &r.published, &r.moved, &r.after}
	}, `
		SELECT g.docket, d.state, c.checklist || '-' || g.item, c.checklist, c.version, g.item, g.shortcoming, g.reason, d.opened, COALESCE(d.settled, d.opened),
			COALESCE((SELECT o.state FROM docket o WHERE o.id = g.shortcoming), '')
		FROM signal g JOIN docket d ON d.id = g.docket JOIN campaign c ON c.docket = g.campaign WHERE g.docket = $1`, id)
}

func waitingFor(ctx context.Context, tx *db.Tx, body string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM docket WHERE kind = 'seen' AND body = $1 AND settled IS NULL`, body)
}

// sentOn is how many signals a program sent on a day.
func sentOn(ctx context.Context, tx *db.Tx, program string, day calendar.Day) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM signal g JOIN docket d ON d.id = g.docket WHERE g.program = $1 AND d.opened = $2`, program, day)
}

func updatesOn(ctx context.Context, tx *db.Tx, program string, day calendar.Day) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM signal_update WHERE program = $1 AND day = $2`, program, day)
}

// insertUpdate keeps that an update came, and reports whether it is new.
func insertUpdate(ctx context.Context, tx *db.Tx, id, program, shortcoming string, day calendar.Day) (bool, error) {
	res, err := tx.ExecContext(ctx, `INSERT INTO signal_update (id, program, docket, day) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
		id, program, shortcoming, day)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func forgetUpdates(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM signal_update WHERE day < $1`, before)
	return err
}
