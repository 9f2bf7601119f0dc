package bodies

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

func (r *Region) fields() []any {
	return []any{&r.ID, &r.Name.KK, &r.Name.RU, &r.Name.EN, &r.In.KK, &r.In.RU, &r.In.EN}
}

func regions(ctx context.Context, tx *db.Tx, day calendar.Day) ([]Region, error) {
	return db.All(ctx, tx, (*Region).fields, `
		SELECT r.id, n.name_kk, n.name_ru, n.name_en, n.in_kk, n.in_ru, n.in_en
		FROM region r JOIN region_name n ON n.region = r.id
		WHERE r.since <= $1 AND (r.until IS NULL OR r.until > $1)
		  AND n.since = (SELECT MAX(since) FROM region_name WHERE region = r.id AND since <= $1)
		ORDER BY r.id`, day)
}

func regionOn(ctx context.Context, tx *db.Tx, code string, day calendar.Day) (Region, error) {
	return db.One(ctx, tx, (*Region).fields, `
		SELECT r.id, n.name_kk, n.name_ru, n.name_en, n.in_kk, n.in_ru, n.in_en
		FROM region r JOIN region_name n ON n.region = r.id
		WHERE (r.id = $1 OR r.id = (SELECT region FROM region_code WHERE code = $1))
		  AND n.since = (SELECT MAX(since) FROM region_name WHERE region = r.id AND since <= $2)`, code, day)
}

func insertRegion(ctx context.Context, tx *db.Tx, r regionData) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO region (id, since) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING`,
		r.ID, r.Since); err != nil {
		return err
	}
	for _, c := range r.Codes {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO region_code (code, region, since, until) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			c.Code, r.ID, r.Since, c.Until); err != nil {
			return err
		}
	}
	for _, n := range r.Names {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO region_name (region, since, name_kk, name_ru, name_en, in_kk, in_ru, in_en)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
			r.ID, n.Since, n.Name.KK, n.Name.RU, n.Name.EN, n.In.KK, n.In.RU, n.In.EN); err != nil {
			return err
		}
	}
	return nil
}

func (b *Body) fields() []any {
	return []any{&b.ID, &b.Kind, &b.Code, &b.Region, &b.Parent, &b.Since, &b.Until, &b.Successor, &b.Name.KK, &b.Name.RU, &b.Name.EN}
}

func body(ctx context.Context, tx *db.Tx, id string, day calendar.Day) (Body, error) {
	return db.One(ctx, tx, (*Body).fields, `
		SELECT b.id, b.kind, b.code, COALESCE(b.region, ''), COALESCE(b.parent, ''), b.since, b.until, COALESCE(b.successor, ''),
		       n.name_kk, n.name_ru, n.name_en
		FROM body b JOIN body_name n ON n.body = b.id
		WHERE b.id = $1 AND n.since = (
			SELECT COALESCE(MAX(CASE WHEN since <= $2 THEN since END), MIN(since)) FROM body_name WHERE body = b.id)`, id, day)
}

func all(ctx context.Context, tx *db.Tx, kind Kind, day calendar.Day) ([]Body, error) {
	return db.All(ctx, tx, (*Body).fields, `
		SELECT b.id, b.kind, b.code, COALESCE(b.region, ''), COALESCE(b.parent, ''), b.since, b.until, COALESCE(b.successor, ''),
		       n.name_kk, n.name_ru, n.name_en
		FROM body b JOIN body_name n ON n.body = b.id
		WHERE ($1 = '' OR b.kind = $1) AND b.since <= $2 AND (b.until IS NULL OR b.until > $2)
		  AND n.since = (SELECT MAX(since) FROM body_name WHERE body = b.id AND since <= $2)
		ORDER BY COALESCE(b.region, ''), b.kind, b.id`, kind, day)
}

func insertBody(ctx context.Context, tx *db.Tx, b Body) error {
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO body (id, kind, code, region, parent, since) VALUES ($1, $2, $3, NULLIF($4, ''), NULLIF($5, ''), $6)`,
		b.ID, b.Kind, b.Code, b.Region, b.Parent, b.Since); err != nil {
		return err
	}
	return insertBodyName(ctx, tx, b.ID, b.Name, b.Since)
}

func countNamed(ctx context.Context, tx *db.Tx, id, code string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM body WHERE id = $1 OR code = $2`, id, code)
}

func insertBodyName(ctx context.Context, tx *db.Tx, id string, n i18n.Text, since calendar.Day) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO body_name (body, since, name_kk, name_ru, name_en) VALUES ($1, $2, $3, $4, $5)`,
		id, since, n.KK, n.RU, n.EN)
	return err
}

func endBody(ctx context.Context, tx *db.Tx, id, successor string, until calendar.Day) error {
	res, err := tx.ExecContext(ctx, `UPDATE body SET until = $2, successor = NULLIF($3, '') WHERE id = $1 AND until IS NULL`,
		id, until, successor)
	return db.Affected(res, err, fault.Conflict)
}

// seatColumns are the columns of a Seat, in the order of its fields.
const seatColumns = `id, body, person, login, since, until, COALESCE(recipient, ''), identity, COALESCE(login_hash, '')`

func (s *Seat) fields() []any {
	return []any{&s.ID, &s.Body, &s.Person, &s.Login, &s.Since, &s.Until, &s.Recipient, &s.Identity, &s.loginHash}
}

func insertSeat(ctx context.Context, tx *db.Tx, s Seat, invitation string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO seat (id, body, person, login, since, until, invitation) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.ID, s.Body, s.Person, s.Login, s.Since, s.Until, invitation)
	return db.Explain(err)
}

func invited(ctx context.Context, tx *db.Tx, hash string) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT id FROM seat WHERE invitation = $1`, hash)
}

func setSeatKeys(ctx context.Context, tx *db.Tx, id, loginHash, recipient string, identity []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE seat SET invitation = NULL, login_hash = $2, recipient = $3, identity = $4 WHERE id = $1`,
		id, loginHash, recipient, identity)
	return err
}

func seatWhereID(ctx context.Context, tx *db.Tx, id string) (Seat, error) {
	return db.One(ctx, tx, (*Seat).fields, `
		SELECT `+seatColumns+`
		FROM seat WHERE id = $1`, id)
}

func seatWhereLogin(ctx context.Context, tx *db.Tx, login string) (Seat, error) {
	return db.One(ctx, tx, (*Seat).fields, `
		SELECT `+seatColumns+`
		FROM seat WHERE login = $1`, login)
}

func seatsOf(ctx context.Context, tx *db.Tx, body string) ([]Seat, error) {
	return db.All(ctx, tx, (*Seat).fields, `
		SELECT `+seatColumns+`
		FROM seat WHERE body = $1 ORDER BY since, id`, body)
}

func seatsWithout(ctx context.Context, tx *db.Tx, body, fingerprint string, day calendar.Day) ([]Seat, error) {
	return db.All(ctx, tx, (*Seat).fields, `
		SELECT `+seatColumns+`
		FROM seat s WHERE body = $1 AND recipient IS NOT NULL AND (until IS NULL OR until > $3)
		  AND NOT EXISTS (SELECT 1 FROM body_key_wrap w WHERE w.fingerprint = $2 AND w.seat = s.id)
		ORDER BY since, id`, body, fingerprint, day)
}

// seatsOver are the seats whose term is over and that weren't emptied yet.
func seatsOver(ctx context.Context, tx *db.Tx, day calendar.Day) ([]Seat, error) {
	return db.All(ctx, tx, (*Seat).fields, `
		SELECT `+seatColumns+`
		FROM seat WHERE until <= $1 AND login <> id ORDER BY id`, day)
}

func endSeat(ctx context.Context, tx *db.Tx, id string, until calendar.Day) error {
	held, err := db.One(ctx, tx, db.Value[bool], `
		SELECT EXISTS (SELECT 1 FROM seat WHERE id = $1 AND (until IS NULL OR until > $2))`, id, until)
	if err != nil {
		return err
	}
	if !held {
		return fault.Conflict
	}
	return emptySeat(ctx, tx, id, until)
}

// emptySeat ends a seat. Its login becomes its id, so that the name is free.
func emptySeat(ctx context.Context, tx *db.Tx, id string, until calendar.Day) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM body_key_wrap WHERE seat = $1`, id); err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, `
		UPDATE seat SET until = $2, login = id, invitation = NULL, login_hash = NULL, identity = NULL WHERE id = $1`, id, until)
	return db.Affected(res, err, fault.Conflict)
}

func (k *Key) fields() []any {
	return []any{&k.Fingerprint, &k.Body, &k.Recipient, &k.Since, &k.Revoked}
}

func insertKey(ctx context.Context, tx *db.Tx, k Key) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO body_key (fingerprint, body, recipient, since) VALUES ($1, $2, $3, $4)`,
		k.Fingerprint, k.Body, k.Recipient, k.Since)
	return err
}

func revokeKeys(ctx context.Context, tx *db.Tx, body string, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `UPDATE body_key SET revoked = $2 WHERE body = $1 AND revoked IS NULL`, body, day)
	return err
}

func keyOf(ctx context.Context, tx *db.Tx, body string) (Key, error) {
	return db.One(ctx, tx, (*Key).fields, `
		SELECT fingerprint, body, recipient, since, revoked FROM body_key WHERE body = $1 AND revoked IS NULL`, body)
}

func goodKeys(ctx context.Context, tx *db.Tx) ([]Key, error) {
	return db.All(ctx, tx, (*Key).fields, `
		SELECT fingerprint, body, recipient, since, revoked FROM body_key WHERE revoked IS NULL ORDER BY body`)
}

func insertWrap(ctx context.Context, tx *db.Tx, fingerprint, seat string, identity []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO body_key_wrap (fingerprint, seat, identity) VALUES ($1, $2, $3)`,
		fingerprint, seat, identity)
	return err
}

func wrapsOf(ctx context.Context, tx *db.Tx, seat string) ([]Wrap, error) {
	return db.All(ctx, tx, func(w *Wrap) []any { return []any{&w.Fingerprint, &w.Recipient, &w.Identity} }, `
		SELECT k.fingerprint, k.recipient, w.identity
		FROM body_key_wrap w JOIN body_key k ON k.fingerprint = w.fingerprint
		WHERE w.seat = $1 ORDER BY k.since DESC, k.fingerprint`, seat)
}
