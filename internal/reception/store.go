package reception

import (
	"context"

	"adal/internal/db"
	"adal/internal/docket"
)

func (m *Matter) fields() []any {
	return append(m.Item.Fields(), &m.MatterID, &m.Recipient, &m.Sealed, &m.Channel, &m.Competence, &m.Offered, &m.commitment)
}

func byMailbox(ctx context.Context, tx *db.Tx, mailbox string) (Matter, error) {
	return db.One(ctx, tx, (*Matter).fields, `
		SELECT `+docket.Columns+`, m.id, m.recipient, m.sealed, m.channel, m.competence, m.offered, m.commitment
		FROM matter m JOIN docket d ON d.id = m.docket WHERE m.mailbox = $1`, mailbox)
}

func byDocket(ctx context.Context, tx *db.Tx, id string) (Matter, error) {
	return db.One(ctx, tx, (*Matter).fields, `
		SELECT `+docket.Columns+`, m.id, m.recipient, m.sealed, m.channel, m.competence, m.offered, m.commitment
		FROM matter m JOIN docket d ON d.id = m.docket WHERE m.docket = $1`, id)
}

// fill adds to a matter what is said and done in it.
func fill(ctx context.Context, tx *db.Tx, m Matter) (Matter, error) {
	var err error
	if m.Letters, err = letters(ctx, tx, m.MatterID); err != nil {
		return m, err
	}
	m.History, err = docket.History(ctx, tx, m.ID)
	return m, err
}

func insertMatter(ctx context.Context, tx *db.Tx, m Matter, mailbox string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO matter (id, docket, mailbox, recipient, sealed, channel, commitment) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.MatterID, m.ID, mailbox, m.Recipient, m.Sealed, m.Channel, m.commitment)
	return err
}

func moveMatter(ctx context.Context, tx *db.Tx, matter, docket string) error {
	_, err := tx.ExecContext(ctx, `UPDATE matter SET docket = $2, offered = FALSE WHERE id = $1`, matter, docket)
	return err
}

func sortMatter(ctx context.Context, tx *db.Tx, matter, competence string, offered bool) error {
	_, err := tx.ExecContext(ctx, `UPDATE matter SET competence = $2, offered = $3 WHERE id = $1`, matter, competence, offered)
	return err
}

func insertKey(ctx context.Context, tx *db.Tx, matter, holder, fingerprint string, identity []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO matter_key (matter, holder, fingerprint, identity) VALUES ($1, $2, $3, $4)`,
		matter, holder, fingerprint, identity)
	return err
}

func keyFor(ctx context.Context, tx *db.Tx, matter, holder string) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT identity FROM matter_key WHERE matter = $1 AND holder = $2`, matter, holder)
}

func bodyKey(ctx context.Context, tx *db.Tx, matter, body string) (identity []byte, fingerprint string, err error) {
	type key struct {
		identity    []byte
		fingerprint string
	}
	k, err := db.One(ctx, tx, func(k *key) []any { return []any{&k.identity, &k.fingerprint} }, `
		SELECT identity, fingerprint FROM matter_key WHERE matter = $1 AND holder = $2`, matter, body)
	return k.identity, k.fingerprint, err
}

func deleteKeys(ctx context.Context, tx *db.Tx, matter string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM matter_key WHERE matter = $1`, matter)
	return err
}

func insertReceipt(ctx context.Context, tx *db.Tx, docket string, file []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO matter_receipt (docket, file) VALUES ($1, $2)`, docket, file)
	return err
}

func receiptOf(ctx context.Context, tx *db.Tx, docket string) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT file FROM matter_receipt WHERE docket = $1`, docket)
}

func (l *Letter) fields() []any {
	return []any{&l.N, &l.Kind, &l.Day, &l.Sealed, &l.Size, &l.file, &l.digest}
}

func letters(ctx context.Context, tx *db.Tx, matter string) ([]Letter, error) {
	return db.All(ctx, tx, (*Letter).fields, `
		SELECT n, kind, day, sealed, size, COALESCE(file, ''), digest FROM letter WHERE matter = $1 ORDER BY n`, matter)
}

func insertLetter(ctx context.Context, tx *db.Tx, matter string, l Letter) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO letter (matter, n, kind, day, sealed, file, size, digest)
		SELECT CAST($1 AS TEXT), COUNT(*) + 1, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), $6, CAST($7 AS TEXT)
		FROM letter WHERE matter = $1`,
		matter, string(l.Kind), l.Day, l.Sealed, l.file, l.Size, l.digest)
	return err
}

func clearLetter(ctx context.Context, tx *db.Tx, matter string, n int) error {
	_, err := tx.ExecContext(ctx, `UPDATE letter SET file = NULL WHERE matter = $1 AND n = $2`, matter, n)
	return err
}
