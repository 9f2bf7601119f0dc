package office

import (
	"context"

	"adal/internal/db"
)

func insertSession(ctx context.Context, tx *db.Tx, token string, s session) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO session (token, seat, used, ends) VALUES ($1, $2, $3, $4)`,
		token, s.seat, s.used, s.ends)
	return err
}

func sessionOf(ctx context.Context, tx *db.Tx, token string) (session, error) {
	return db.One(ctx, tx, func(s *session) []any { return []any{&s.seat, &s.used, &s.ends} },
		`SELECT seat, used, ends FROM session WHERE token = $1`, token)
}

func touchSession(ctx context.Context, tx *db.Tx, token string, now db.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE session SET used = $2 WHERE token = $1`, token, now)
	return err
}

func deleteSession(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE token = $1`, token)
	return err
}

func deleteSessionsOf(ctx context.Context, tx *db.Tx, seat string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE seat = $1`, seat)
	return err
}

func deleteEndedOf(ctx context.Context, tx *db.Tx, seat string, now, silent db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE seat = $1 AND (ends <= $2 OR used <= $3)`, seat, now, silent)
	return err
}

func deleteEnded(ctx context.Context, tx *db.Tx, now, silent db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM session WHERE ends <= $1 OR used <= $2`, now, silent)
	return err
}

func delayOf(ctx context.Context, tx *db.Tx, login string) (try, error) {
	var until db.Time
	t, err := db.One(ctx, tx, func(t *try) []any { return []any{&t.failures, &until} },
		`SELECT failures, until FROM sign_in_delay WHERE login = $1`, login)
	t.until = until.Time
	return t, err
}

func keepDelay(ctx context.Context, tx *db.Tx, login string, t try) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO sign_in_delay (login, failures, until) VALUES ($1, $2, $3)
		ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, until = excluded.until
		WHERE sign_in_delay.until < excluded.until`, login, t.failures, db.Time{Time: t.until})
	return err
}

func deleteDelay(ctx context.Context, tx *db.Tx, login string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sign_in_delay WHERE login = $1`, login)
	return err
}

func deleteDelays(ctx context.Context, tx *db.Tx, until db.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sign_in_delay WHERE until <= $1`, until)
	return err
}
