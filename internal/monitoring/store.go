package monitoring

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

// columns are those of a shortcoming s with its docket d and its newest version v.
const columns = docket.Columns + `, s.observation, s.campaign, s.institution, s.item, s.severity, s.basis, s.seen,
	s.lat IS NOT NULL, COALESCE(s.lat, 0), COALESCE(s.lon, 0), s.version, s.shown, s.proposed, s.notified, s.reply_due, s.replied,
	s.published, s.raised, s.answer_due, s.answered, s.rounds, s.promised, s.broken, s.escalated, s.asked, s.claimed, s.verified,
	s.label, s.reason, s.merged, s.confirmed, s.disputed,
	v.title_kk, v.title_ru, v.title_en, v.facts_kk, v.facts_ru, v.facts_en, v.opinion_kk, v.opinion_ru, v.opinion_en`

// from joins what columns are of.
const from = ` FROM shortcoming s JOIN docket d ON d.id = s.docket JOIN shortcoming_version v ON v.docket = s.docket AND v.n = s.version`

func (w *Words) fields() []any {
	return []any{
		&w.Title.KK, &w.Title.RU, &w.Title.EN, &w.Facts.KK, &w.Facts.RU, &w.Facts.EN, &w.Opinion.KK, &w.Opinion.RU, &w.Opinion.EN,
	}
}

func (s *Shortcoming) fields() []any {
	all := append(s.Item.Fields(), &s.Observation, &s.Campaign, &s.Institution, &s.Question, &s.Severity, &s.Basis, &s.Seen,
		&s.Place.Known, &s.Place.Lat, &s.Place.Lon, &s.Version, &s.Shown, &s.Proposed, &s.Notified, &s.ReplyDue, &s.Replied,
		&s.Published, &s.Raised, &s.AnswerDue, &s.Answered, &s.Rounds, &s.Promised, &s.Broken, &s.Escalated, &s.Asked, &s.Claimed,
		&s.Verified, &s.Label, &s.Reason, &s.Merged, &s.Confirmed, &s.Disputed)
	return append(all, s.Words.fields()...)
}

func shortcomingOf(ctx context.Context, tx *db.Tx, id string) (Shortcoming, error) {
	return db.One(ctx, tx, (*Shortcoming).fields, `SELECT `+columns+from+` WHERE s.docket = $1`, id)
}

// point is a place as the database has it.
func (p Place) point() (lat, lon any) {
	if !p.Known {
		return nil, nil
	}
	return p.Lat, p.Lon
}

func insert(ctx context.Context, tx *db.Tx, s Shortcoming) error {
	lat, lon := s.Place.point()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO shortcoming (docket, observation, campaign, institution, item, severity, basis, seen, lat, lon, version, shown, proposed,
			rounds, broken, label, reason, merged, confirmed, disputed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, '', '', '', 0, 0)`,
		s.ID, s.Observation, s.Campaign, s.Institution, s.Question, s.Severity, s.Basis, s.Seen, lat, lon, s.Version)
	return err
}

func update(ctx context.Context, tx *db.Tx, s Shortcoming) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE shortcoming SET institution = $2, version = $3, shown = $4, proposed = $5, notified = $6, reply_due = $7, replied = $8,
			published = $9, raised = $10, answer_due = $11, answered = $12, rounds = $13, promised = $14, broken = $15, escalated = $16,
			asked = $17, claimed = $18, verified = $19, label = $20, reason = $21, merged = $22, confirmed = $23, disputed = $24
		WHERE docket = $1`,
		s.ID, s.Institution, s.Version, s.Shown, s.Proposed, s.Notified, s.ReplyDue, s.Replied, s.Published, s.Raised, s.AnswerDue,
		s.Answered, s.Rounds, s.Promised, s.Broken, s.Escalated, s.Asked, s.Claimed, s.Verified, s.Label, s.Reason, s.Merged,
		s.Confirmed, s.Disputed)
	return db.Affected(res, err, fault.NotFound)
}

// remerge moves what was merged into one shortcoming to another.
func remerge(ctx context.Context, tx *db.Tx, was, now string) error {
	_, err := tx.ExecContext(ctx, `UPDATE shortcoming SET merged = $2 WHERE merged = $1`, was, now)
	return err
}

func mergedInto(ctx context.Context, tx *db.Tx, id string) ([]Merged, error) {
	return db.All(ctx, tx, func(m *Merged) []any { return []any{&m.ID, &m.Number, &m.Seen, &m.Confirmed} }, `
		SELECT d.id, d.number, s.seen, s.confirmed FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE s.merged = $1 AND s.merged <> '' ORDER BY d.number`, id)
}

// sameQuestion are the shortcomings that answer the same question about the same
// institution, seen between two days, the nearest in time first.
func sameQuestion(ctx context.Context, tx *db.Tx, of Shortcoming, since, until calendar.Day, most int) ([]Shortcoming, error) {
	return db.All(ctx, tx, (*Shortcoming).fields, `SELECT `+columns+from+`
		WHERE s.institution = $1 AND s.item = $2 AND s.seen >= $3 AND s.seen <= $4 AND s.docket <> $5 AND d.body = $6
			AND s.merged = '' AND d.state NOT IN ('withdrawn', 'unconfirmed')
		ORDER BY s.seen DESC, s.docket LIMIT $7`,
		of.Institution, of.Question, since, until, of.ID, of.Body, most)
}

// A deadline is a shortcoming whose deadline comes.
type deadline struct{ id, body string }

// dueBy are the shortcomings for which a deadline has something to do by a day.
func dueBy(ctx context.Context, tx *db.Tx, day calendar.Day) ([]deadline, error) {
	return db.All(ctx, tx, func(d *deadline) []any { return []any{&d.id, &d.body} }, `
		SELECT id, body FROM docket
		WHERE kind = 'shortcoming' AND state IN ('raised', 'promised', 'overdue', 'broken') AND due <= $1 ORDER BY due, id`, day)
}

func nextVersion(ctx context.Context, tx *db.Tx, id string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COALESCE(MAX(n), 0) + 1 FROM shortcoming_version WHERE docket = $1`, id)
}

func insertVersion(ctx context.Context, tx *db.Tx, id string, v Version) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO shortcoming_version (docket, n, day, seat, note, title_kk, title_ru, title_en, facts_kk, facts_ru, facts_en,
			opinion_kk, opinion_ru, opinion_en)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		id, v.N, v.Day, v.Seat, v.Note, v.Title.KK, v.Title.RU, v.Title.EN, v.Facts.KK, v.Facts.RU, v.Facts.EN,
		v.Opinion.KK, v.Opinion.RU, v.Opinion.EN)
	return err
}

func setPublic(ctx context.Context, tx *db.Tx, id string, n int, day calendar.Day) error {
	res, err := tx.ExecContext(ctx, `UPDATE shortcoming_version SET public = $3 WHERE docket = $1 AND n = $2`, id, n, day)
	return db.Affected(res, err, fault.NotFound)
}

func (v *Version) fields() []any {
	return append([]any{&v.N, &v.Day, &v.Seat, &v.Note, &v.Public}, v.Words.fields()...)
}

const versionColumns = `n, day, seat, note, public, title_kk, title_ru, title_en, facts_kk, facts_ru, facts_en, opinion_kk, opinion_ru, opinion_en`

func versionOf(ctx context.Context, tx *db.Tx, id string, n int) (Version, error) {
	return db.One(ctx, tx, (*Version).fields, `SELECT `+versionColumns+` FROM shortcoming_version WHERE docket = $1 AND n = $2`, id, n)
}

func versions(ctx context.Context, tx *db.Tx, id string) ([]Version, error) {
	return db.All(ctx, tx, (*Version).fields, `SELECT `+versionColumns+` FROM shortcoming_version WHERE docket = $1 ORDER BY n`, id)
}

// wrote are the seats that made what is reviewed: who saw it, and who wrote any of
// it.
func wrote(ctx context.Context, tx *db.Tx, s Shortcoming) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT seat FROM shortcoming_version WHERE docket = $1 UNION SELECT seat FROM observation WHERE id = $2`, s.ID, s.Observation)
}

// tookPart reports whether a seat saw, wrote, reviewed or moved a shortcoming. To
// decide a complaint without moving it is no part: who does may decide the next one.
func tookPart(ctx context.Context, tx *db.Tx, s Shortcoming, seat string) (bool, error) {
	return db.One(ctx, tx, db.Value[bool], `
		SELECT EXISTS (SELECT 1 FROM docket_step e WHERE e.docket = $1 AND e.seat = $2 AND (e.act <> 'decide-appeal'
				OR e.state <> (SELECT b.state FROM docket_step b WHERE b.docket = e.docket AND b.n = e.n - 1)))
			OR EXISTS (SELECT 1 FROM shortcoming_version WHERE docket = $1 AND seat = $2)
			OR EXISTS (SELECT 1 FROM observation WHERE id = $3 AND seat = $2)`, s.ID, seat, s.Observation)
}

func putCheck(ctx context.Context, tx *db.Tx, id string, n int, c Check) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO shortcoming_gate (docket, n, item, passed, note, seat, day) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (docket, n, item) DO UPDATE SET passed = $4, note = $5, seat = $6, day = $7`,
		id, n, c.Item, c.Passed, c.Note, c.Seat, c.Day)
	return err
}

func checks(ctx context.Context, tx *db.Tx, id string, n int) ([]Check, error) {
	return db.All(ctx, tx, func(c *Check) []any { return []any{&c.Item, &c.Passed, &c.Note, &c.Seat, &c.Day} }, `
		SELECT item, passed, note, seat, day FROM shortcoming_gate WHERE docket = $1 AND n = $2 ORDER BY item`, id, n)
}

func (s *Said) fields() []any {
	return []any{&s.N, &s.Day, &s.Kind, &s.Body, &s.Seat, &s.Lang, &s.Text, &s.Until, &s.Shown, &s.Decided, &s.About}
}

const saidColumns = `n, day, kind, body, seat, lang, text, until, shown, decided, about`

func insertSaid(ctx context.Context, tx *db.Tx, id string, s Said) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO shortcoming_said (docket, n, day, kind, body, seat, lang, text, until, shown, decided, about)
		VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM shortcoming_said WHERE docket = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, s.Day, s.Kind, s.Body, s.Seat, string(s.Lang), s.Text, s.Until, s.Shown, s.Decided, s.About)
	return err
}

func saids(ctx context.Context, tx *db.Tx, id string) ([]Said, error) {
	return db.All(ctx, tx, (*Said).fields, `SELECT `+saidColumns+` FROM shortcoming_said WHERE docket = $1 ORDER BY n`, id)
}

func saidOf(ctx context.Context, tx *db.Tx, id string, n int) (Said, error) {
	return db.One(ctx, tx, (*Said).fields, `SELECT `+saidColumns+` FROM shortcoming_said WHERE docket = $1 AND n = $2`, id, n)
}

// saidOn is how often something of a kind was said on a day, of complaints about one
// removal: those about another take nothing from it.
func saidOn(ctx context.Context, tx *db.Tx, id string, s Said) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM shortcoming_said WHERE docket = $1 AND kind = $2 AND about = $3 AND day = $4`, id, s.Kind, s.About, s.Day)
}

// waitingSame reports whether the same that anybody wrote waits already.
func waitingSame(ctx context.Context, tx *db.Tx, id string, s Said) (bool, error) {
	return db.One(ctx, tx, db.Value[bool], `
		SELECT EXISTS (SELECT 1 FROM shortcoming_said WHERE docket = $1 AND kind = $2 AND text = $3 AND about = $4 AND decided = 'waiting')`, id, s.Kind, s.Text, s.About)
}

// showAll shows what the institution said before publication: it stands in full.
func showAll(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.ExecContext(ctx, `UPDATE shortcoming_said SET shown = TRUE WHERE docket = $1 AND body <> ''`, id)
	return err
}

func decide(ctx context.Context, tx *db.Tx, id string, n int, show bool, decided string) error {
	res, err := tx.ExecContext(ctx, `UPDATE shortcoming_said SET shown = $3, decided = $4 WHERE docket = $1 AND n = $2`, id, n, show, decided)
	return db.Affected(res, err, fault.NotFound)
}

func (t *Ticket) fields() []any {
	return []any{&t.ID, &t.Docket, &t.Institution, &t.Made, &t.Ends, &t.Used, &t.Act, &t.Paper}
}

func insertTicket(ctx context.Context, tx *db.Tx, hash string, t Ticket) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO answer_link (hash, id, docket, institution, made, ends, act, paper) VALUES ($1, $2, $3, $4, $5, $6, '', $7)`,
		hash, t.ID, t.Docket, t.Institution, t.Made, t.Ends, t.Paper)
	return err
}

func ticketByHash(ctx context.Context, tx *db.Tx, hash string) (Ticket, error) {
	return db.One(ctx, tx, (*Ticket).fields, `
		SELECT id, docket, institution, made, ends, used, act, paper FROM answer_link WHERE hash = $1`, hash)
}

func useTicket(ctx context.Context, tx *db.Tx, hash string, day calendar.Day, act charter.Act) error {
	res, err := tx.ExecContext(ctx, `UPDATE answer_link SET used = $2, act = $3 WHERE hash = $1 AND used IS NULL`, hash, day, string(act))
	return db.Affected(res, err, fault.Conflict)
}

// endLinks ends the links of a shortcoming that weren't used.
func endLinks(ctx context.Context, tx *db.Tx, id string, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `UPDATE answer_link SET used = $2 WHERE docket = $1 AND used IS NULL`, id, day)
	return err
}

func (l *Line) fields() []any {
	return append(l.Item.Fields(), &l.Title.KK, &l.Title.RU, &l.Title.EN, &l.Institution, &l.Asked, &l.Proposed, &l.Waiting)
}

// unread is what anybody wrote and a seat has to decide.
const unread = `FROM shortcoming_said w WHERE w.docket = s.docket AND w.decided = 'waiting'
	AND (w.about > 0 OR d.state <> 'withdrawn')`

// lines are the shortcomings of a body in a state, or all that aren't settled or that
// somebody wrote about.
func lines(ctx context.Context, tx *db.Tx, body string, state docket.State, limit, offset int) ([]Line, error) {
	return db.All(ctx, tx, (*Line).fields, `
		SELECT `+docket.Columns+`, v.title_kk, v.title_ru, v.title_en, s.institution, s.asked, s.proposed,
			(SELECT COUNT(*) `+unread+`)
		`+from+`
		WHERE d.kind = 'shortcoming' AND d.body = $1 AND (d.state = $2 OR $2 = '' AND (d.settled IS NULL OR EXISTS (SELECT 1 `+unread+`)))
		ORDER BY COALESCE(d.due, '9999'), d.year, d.n LIMIT $3 OFFSET $4`, body, string(state), limit, offset)
}

// addressed are the shortcomings that a body has to answer, from the notice on.
func addressed(ctx context.Context, tx *db.Tx, body string, limit int) ([]Line, error) {
	return db.All(ctx, tx, (*Line).fields, `
		SELECT `+docket.Columns+`, v.title_kk, v.title_ru, v.title_en, s.institution, s.asked, s.proposed, 0
		`+from+`
		WHERE s.institution = $1 AND d.settled IS NULL AND d.state <> 'draft'
		ORDER BY COALESCE(d.due, '9999'), d.year, d.n LIMIT $2`, body, limit)
}

func countStates(ctx context.Context, tx *db.Tx, body string) ([]InState, error) {
	return db.All(ctx, tx, func(c *InState) []any { return []any{&c.State, &c.N} }, `
		SELECT state, COUNT(*) FROM docket WHERE kind = 'shortcoming' AND body = $1 GROUP BY state ORDER BY state`, body)
}

func toDo(ctx context.Context, tx *db.Tx, body string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM shortcoming s JOIN docket d ON d.id = s.docket
		WHERE d.kind = 'shortcoming' AND d.body = $1 AND (d.state IN ('draft', 'claimed', 'disowned', 'misaddressed', 'replied')
			OR s.asked IS NOT NULL OR s.proposed > 0
			OR EXISTS (SELECT 1 `+unread+`))`, body)
}
