package learning

import (
	"context"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// A courseRow is a course as its table has it.
type courseRow struct {
	docket, slug, material string
	edited, published      int
	certify                bool
}

func (r *courseRow) fields() []any {
	return []any{&r.docket, &r.slug, &r.material, &r.edited, &r.published, &r.certify}
}

const courseColumns = `c.docket, c.slug, c.material, c.edited, c.published, c.certify`

func insertCourse(ctx context.Context, tx *db.Tx, r courseRow) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO course (docket, slug, material, edited, published, certify) VALUES ($1, $2, $3, $4, 0, FALSE)`,
		r.docket, r.slug, r.material, r.edited)
	return db.Explain(err)
}

func courseBySlug(ctx context.Context, tx *db.Tx, slug string) (courseRow, error) {
	return db.One(ctx, tx, (*courseRow).fields, `SELECT `+courseColumns+` FROM course c WHERE c.slug = $1`, slug)
}

func courseByDocket(ctx context.Context, tx *db.Tx, docket string) (courseRow, error) {
	return db.One(ctx, tx, (*courseRow).fields, `SELECT `+courseColumns+` FROM course c WHERE c.docket = $1`, docket)
}

func courses(ctx context.Context, tx *db.Tx) ([]courseRow, error) {
	return db.All(ctx, tx, (*courseRow).fields, `
		SELECT `+courseColumns+` FROM course c JOIN docket d ON d.id = c.docket ORDER BY d.opened, d.number`)
}

// slugsLike are the slugs that begin like one.
func slugsLike(ctx context.Context, tx *db.Tx, slug string) (map[string]bool, error) {
	all, err := db.All(ctx, tx, db.Value[string], `SELECT slug FROM course WHERE substr(slug, 1, length($1)) = $1`, slug)
	taken := map[string]bool{}
	for _, s := range all {
		taken[s] = true
	}
	return taken, err
}

func setMaterial(ctx context.Context, tx *db.Tx, docket, material string) error {
	res, err := tx.ExecContext(ctx, `UPDATE course SET material = $2, edited = edited + 1 WHERE docket = $1`, docket, material)
	return db.Affected(res, err, fault.NotFound)
}

func setPublished(ctx context.Context, tx *db.Tx, docket string, n int) error {
	res, err := tx.ExecContext(ctx, `UPDATE course SET published = $2 WHERE docket = $1`, docket, n)
	return db.Affected(res, err, fault.NotFound)
}

func setCertify(ctx context.Context, tx *db.Tx, docket string, yes bool) error {
	res, err := tx.ExecContext(ctx, `UPDATE course SET certify = $2 WHERE docket = $1`, docket, yes)
	return db.Affected(res, err, fault.NotFound)
}

// A versionRow is a version with its material as it is kept.
type versionRow struct {
	Version
	material string
}

func (r *versionRow) fields() []any {
	return []any{&r.N, &r.Day, &r.Seat, &r.Note, &r.Digest, &r.material}
}

const versionColumns = `n, day, seat, note, digest, material`

func insertVersion(ctx context.Context, tx *db.Tx, docket string, v Version, material string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO course_version (docket, n, day, seat, note, material, digest) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		docket, v.N, v.Day, v.Seat, v.Note, material, v.Digest)
	return err
}

func (r versionRow) read() (v Version, err error) {
	v = r.Version
	v.Material, err = readMaterial(r.material)
	return v, err
}

func versionOf(ctx context.Context, tx *db.Tx, docket string, n int) (Version, error) {
	r, err := db.One(ctx, tx, (*versionRow).fields, `SELECT `+versionColumns+` FROM course_version WHERE docket = $1 AND n = $2`, docket, n)
	if err != nil {
		return Version{}, err
	}
	return r.read()
}

func versions(ctx context.Context, tx *db.Tx, docket string) (all []Version, err error) {
	rows, err := db.All(ctx, tx, (*versionRow).fields, `SELECT `+versionColumns+` FROM course_version WHERE docket = $1 ORDER BY n DESC`, docket)
	for _, r := range rows {
		v, err := r.read()
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, err
}

// An attemptRow is an attempt as its table has it.
type attemptRow struct {
	id, docket, seat, code string
	version, score         int
	day                    calendar.Day
	seed                   int64
}

func (r *attemptRow) fields() []any {
	return []any{&r.id, &r.docket, &r.version, &r.seat, &r.day, &r.seed, &r.score, &r.code}
}

func insertAttempt(ctx context.Context, tx *db.Tx, r attemptRow) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO course_attempt (id, docket, version, seat, day, seed, score, code) VALUES ($1, $2, $3, $4, $5, $6, $7, '')`,
		r.id, r.docket, r.version, r.seat, r.day, r.seed, r.score)
	return err
}

func attemptByID(ctx context.Context, tx *db.Tx, id string) (attemptRow, error) {
	return db.One(ctx, tx, (*attemptRow).fields, `SELECT id, docket, version, seat, day, seed, score, code FROM course_attempt WHERE id = $1`, id)
}

func attemptsOn(ctx context.Context, tx *db.Tx, docket, seat string, day calendar.Day) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM course_attempt WHERE docket = $1 AND day = $2 AND seat = $3`, docket, day, seat)
}

func setScore(ctx context.Context, tx *db.Tx, id string, score int) error {
	res, err := tx.ExecContext(ctx, `UPDATE course_attempt SET score = $2 WHERE id = $1 AND score < 0`, id, score)
	return db.Affected(res, err, fault.Conflict)
}

func setCode(ctx context.Context, tx *db.Tx, id, key string) error {
	res, err := tx.ExecContext(ctx, `UPDATE course_attempt SET code = $2 WHERE id = $1`, id, key)
	return db.Affected(res, err, fault.NotFound)
}

// deleteAttempts forgets the attempts of before a day.
func deleteAttempts(ctx context.Context, tx *db.Tx, before calendar.Day) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM course_attempt WHERE day < $1`, before)
	return err
}

func addTally(ctx context.Context, tx *db.Tx, docket string, version int, day calendar.Day, tried, passed, issued int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO course_tally (docket, version, day, tried, passed, issued) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (docket, version, day) DO UPDATE SET tried = course_tally.tried + excluded.tried,
			passed = course_tally.passed + excluded.passed, issued = course_tally.issued + excluded.issued`,
		docket, version, day, tried, passed, issued)
	return err
}

// counted adds up the attempts of a body's courses, from a day until another.
func counted(ctx context.Context, tx *db.Tx, body string, since, until calendar.Day) (Figures, error) {
	return db.One(ctx, tx, func(f *Figures) []any { return []any{&f.Tried, &f.Passed, &f.Issued} }, `
		SELECT COALESCE(SUM(t.tried), 0), COALESCE(SUM(t.passed), 0), COALESCE(SUM(t.issued), 0)
		FROM course_tally t JOIN docket d ON d.id = t.docket WHERE t.day >= $1 AND t.day <= $2 AND ($3 = '' OR d.body = $3)`, since, until, body)
}

func addPass(ctx context.Context, tx *db.Tx, docket string, version int, seat string, day calendar.Day, score int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO course_pass (docket, version, seat, day, score) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (docket, version, seat) DO UPDATE SET score = excluded.score, day = excluded.day WHERE course_pass.score < excluded.score`,
		docket, version, seat, day, score)
	return err
}

func passes(ctx context.Context, tx *db.Tx, seat, slug string) (int, error) {
	return db.One(ctx, tx, db.Value[int], `
		SELECT COUNT(*) FROM course_pass p JOIN course c ON c.docket = p.docket WHERE p.seat = $1 AND c.slug = $2`, seat, slug)
}

// passesOf are what a seat passed, the newest version of a course last.
func passesOf(ctx context.Context, tx *db.Tx, seat string) ([]Pass, error) {
	return db.All(ctx, tx, func(p *Pass) []any { return []any{&p.Slug, &p.Version, &p.Day, &p.Score} }, `
		SELECT c.slug, p.version, p.day, p.score FROM course_pass p JOIN course c ON c.docket = p.docket WHERE p.seat = $1 ORDER BY p.version`, seat)
}

// A certificateRow is a certificate as its table has it.
type certificateRow struct {
	Certificate
	docket  string
	version int
}

func (r *certificateRow) fields() []any {
	return []any{&r.key, &r.docket, &r.version, &r.Day, &r.Score, &r.holder, &r.Withdrawn, &r.Reason}
}

func insertCertificate(ctx context.Context, tx *db.Tx, c Certificate) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO certificate (code, docket, version, day, score, holder, reason) VALUES ($1, $2, $3, $4, $5, $6, '')`,
		c.key, c.Course.Item.ID, c.Course.Version.N, c.Day, c.Score, c.holder)
	return err
}

func certificateBy(ctx context.Context, tx *db.Tx, key string) (certificateRow, error) {
	return db.One(ctx, tx, (*certificateRow).fields, `
		SELECT code, docket, version, day, score, holder, withdrawn, reason FROM certificate WHERE code = $1`, key)
}

func setWithdrawn(ctx context.Context, tx *db.Tx, key string, day calendar.Day, reason string) error {
	res, err := tx.ExecContext(ctx, `UPDATE certificate SET withdrawn = $2, reason = $3 WHERE code = $1`, key, day, reason)
	return db.Affected(res, err, fault.NotFound)
}
