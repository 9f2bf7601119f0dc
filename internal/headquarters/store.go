package headquarters

import (
	"context"
	"errors"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

func putFounding(ctx context.Context, tx *db.Tx, f Founding) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO founding (body, number, day, by_kk, by_ru, by_en, aims_kk, aims_ru, aims_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (body) DO UPDATE SET number = $2, day = $3, by_kk = $4, by_ru = $5, by_en = $6, aims_kk = $7, aims_ru = $8, aims_en = $9`,
		f.Body, f.Number, f.Day, f.By.KK, f.By.RU, f.By.EN, f.Aims.KK, f.Aims.RU, f.Aims.EN)
	return err
}

func founding(ctx context.Context, tx *db.Tx, body string) (Founding, error) {
	fields := func(f *Founding) []any {
		return []any{&f.Body, &f.Number, &f.Day, &f.By.KK, &f.By.RU, &f.By.EN, &f.Aims.KK, &f.Aims.RU, &f.Aims.EN}
	}
	return db.One(ctx, tx, fields, `
		SELECT body, number, day, by_kk, by_ru, by_en, aims_kk, aims_ru, aims_en FROM founding WHERE body = $1`, body)
}

const memberColumns = `id, body, category, head, name_kk, name_ru, name_en, since, until, interests, relieved`

func (m *Member) fields() []any {
	return []any{&m.ID, &m.Body, &m.Category, &m.Head, &m.Name.KK, &m.Name.RU, &m.Name.EN, &m.Since, &m.Until, &m.Interests, &m.Relieved}
}

func insertMember(ctx context.Context, tx *db.Tx, m Member) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO member (id, body, category, head, name_kk, name_ru, name_en, since, until, interests, relieved)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Body, m.Category, m.Head, m.Name.KK, m.Name.RU, m.Name.EN, m.Since, m.Until, m.Interests, m.Relieved)
	return err
}

// members are those of a body, the head first, then by category and term.
func members(ctx context.Context, tx *db.Tx, body string) ([]Member, error) {
	return db.All(ctx, tx, (*Member).fields, `
		SELECT `+memberColumns+` FROM member WHERE body = $1 ORDER BY CASE WHEN head THEN 0 ELSE 1 END, category DESC, since, id`, body)
}

func memberByID(ctx context.Context, tx *db.Tx, id string) (Member, error) {
	return db.One(ctx, tx, (*Member).fields, `SELECT `+memberColumns+` FROM member WHERE id = $1`, id)
}

func endMember(ctx context.Context, tx *db.Tx, id string, until calendar.Day, reason string) error {
	res, err := tx.ExecContext(ctx, `UPDATE member SET until = $2, relieved = $3 WHERE id = $1`, id, until, reason)
	return db.Affected(res, err, fault.NotFound)
}

// itemColumns are the columns of an Item, of tables d, w and p.
const itemColumns = docket.Columns + `, w.docket, w.body, w.kind, w.title_kk, w.title_ru, w.title_en, w.institution, w.topic, w.region,
	w.since, w.until, w.path, w.ended, p.seat, p.owner, p.evidence, p.evidence_href, p.done, p.dropped`

func (i *Item) fields() []any {
	w := &i.Work
	return append(i.Item.Fields(), &w.Docket, &w.Body, &w.Kind, &w.Title.KK, &w.Title.RU, &w.Title.EN, &w.Institution, &w.Topic, &w.Region,
		&w.Since, &w.Until, &w.Path, &w.Ended, &i.Seat, &i.Owner, &i.Evidence, &i.EvidenceHref, &i.Percent, &i.DropReason)
}

func insertItem(ctx context.Context, tx *db.Tx, i Item) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO plan_item (docket, seat, owner, evidence, evidence_href, done, dropped) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		i.ID, i.Seat, i.Owner, i.Evidence, i.EvidenceHref, i.Percent, i.DropReason)
	return errors.Join(err, putPartners(ctx, tx, i))
}

func updateItem(ctx context.Context, tx *db.Tx, i Item) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE plan_item SET owner = $2, evidence = $3, evidence_href = $4, done = $5, dropped = $6 WHERE docket = $1`,
		i.ID, i.Owner, i.Evidence, i.EvidenceHref, i.Percent, i.DropReason)
	if err := db.Affected(res, err, fault.NotFound); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM plan_partner WHERE docket = $1`, i.ID); err != nil {
		return err
	}
	return putPartners(ctx, tx, i)
}

func putPartners(ctx context.Context, tx *db.Tx, i Item) error {
	for _, body := range i.Partners {
		if _, err := tx.ExecContext(ctx, `INSERT INTO plan_partner (docket, body) VALUES ($1, $2)`, i.ID, body); err != nil {
			return err
		}
	}
	return nil
}

func item(ctx context.Context, tx *db.Tx, id string) (Item, error) {
	i, err := db.One(ctx, tx, (*Item).fields, `
		SELECT `+itemColumns+` FROM plan_item p JOIN docket d ON d.id = p.docket JOIN work w ON w.docket = p.docket WHERE p.docket = $1`, id)
	if err != nil {
		return i, err
	}
	i.Partners, err = db.All(ctx, tx, db.Value[string], `SELECT body FROM plan_partner WHERE docket = $1 ORDER BY body`, id)
	return i, err
}

func items(ctx context.Context, tx *db.Tx, body string) ([]Item, error) {
	all, err := db.All(ctx, tx, (*Item).fields, `
		SELECT `+itemColumns+` FROM plan_item p JOIN docket d ON d.id = p.docket JOIN work w ON w.docket = p.docket
		WHERE d.body = $1
		ORDER BY CASE WHEN d.settled IS NULL THEN 0 ELSE 1 END, COALESCE(d.due, '9999'), d.number`, body)
	if err != nil {
		return nil, err
	}
	type pair struct{ docket, body string }
	pairs, err := db.All(ctx, tx, func(p *pair) []any { return []any{&p.docket, &p.body} }, `
		SELECT p.docket, p.body FROM plan_partner p JOIN docket d ON d.id = p.docket WHERE d.body = $1 ORDER BY p.docket, p.body`, body)
	at := map[string]int{}
	for n, i := range all {
		at[i.ID] = n
	}
	for _, p := range pairs {
		all[at[p.docket]].Partners = append(all[at[p.docket]].Partners, p.body)
	}
	return all, err
}

func insertComment(ctx context.Context, tx *db.Tx, id string, c Comment) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO plan_comment (docket, n, body, seat, day, text)
		VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM plan_comment WHERE docket = $1), $2, $3, $4, $5)`,
		id, c.Body, c.Seat, c.Day, c.Text)
	return err
}

func comments(ctx context.Context, tx *db.Tx, id string) ([]Comment, error) {
	return db.All(ctx, tx, func(c *Comment) []any { return []any{&c.N, &c.Body, &c.Seat, &c.Day, &c.Text} }, `
		SELECT n, body, seat, day, text FROM plan_comment WHERE docket = $1 ORDER BY n`, id)
}

func insertOrigin(ctx context.Context, tx *db.Tx, id, origin string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO plan_origin (docket, origin) VALUES ($1, $2)`, id, origin)
	return err
}

func decidedAt(ctx context.Context, tx *db.Tx, event string) ([]Item, error) {
	return db.All(ctx, tx, (*Item).fields, `
		SELECT `+itemColumns+` FROM plan_item p JOIN docket d ON d.id = p.docket JOIN work w ON w.docket = p.docket
		WHERE p.docket IN (SELECT docket FROM plan_origin WHERE origin = $1) ORDER BY d.number`, event)
}
