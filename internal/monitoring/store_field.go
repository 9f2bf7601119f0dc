package monitoring

import (
	"context"
	"encoding/json"
	"errors"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
)

func insertChecklist(ctx context.Context, tx *db.Tx, v ChecklistVersion) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO checklist (id, body, name_kk, name_ru, name_en) VALUES ($1, $2, $3, $4, $5)`,
		v.Checklist, v.Body, v.Name.KK, v.Name.RU, v.Name.EN)
	return err
}

func insertChecklistVersion(ctx context.Context, tx *db.Tx, v ChecklistVersion) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO checklist_version (checklist, n, day, seat, digest, workbook) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.Checklist, v.N, v.Day, v.Seat, v.Digest, v.canonical)
	return err
}

// replaceChecklistVersion replaces a version that was never used.
func replaceChecklistVersion(ctx context.Context, tx *db.Tx, v ChecklistVersion) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE checklist_version SET day = $3, seat = $4, digest = $5, workbook = $6 WHERE checklist = $1 AND n = $2 AND frozen IS NULL`,
		v.Checklist, v.N, v.Day, v.Seat, v.Digest, v.canonical)
	return db.Affected(res, err, fault.Conflict)
}

func freeze(ctx context.Context, tx *db.Tx, checklist string, n int, day calendar.Day) error {
	_, err := tx.ExecContext(ctx, `UPDATE checklist_version SET frozen = $3 WHERE checklist = $1 AND n = $2 AND frozen IS NULL`, checklist, n, day)
	return err
}

func (v *ChecklistVersion) fields() []any {
	return []any{&v.Checklist, &v.Body, &v.Name.KK, &v.Name.RU, &v.Name.EN, &v.N, &v.Day, &v.Seat, &v.Digest, &v.canonical, &v.Frozen}
}

const checklistColumns = `c.id, c.body, c.name_kk, c.name_ru, c.name_en, v.n, v.day, v.seat, v.digest, v.workbook, v.frozen
	FROM checklist c JOIN checklist_version v ON v.checklist = c.id`

func checklistVersion(ctx context.Context, tx *db.Tx, id string, n int) (ChecklistVersion, error) {
	return db.One(ctx, tx, (*ChecklistVersion).fields, `SELECT `+checklistColumns+` WHERE c.id = $1 AND v.n = $2`, id, n)
}

func newestVersion(ctx context.Context, tx *db.Tx, id string) (ChecklistVersion, error) {
	return db.One(ctx, tx, (*ChecklistVersion).fields, `SELECT `+checklistColumns+` WHERE c.id = $1 ORDER BY v.n DESC LIMIT 1`, id)
}

func checklists(ctx context.Context, tx *db.Tx, body string) ([]Checklist, error) {
	return db.All(ctx, tx, func(c *Checklist) []any {
		return []any{&c.ID, &c.Body, &c.Name.KK, &c.Name.RU, &c.Name.EN, &c.Newest, &c.Frozen}
	}, `
		SELECT c.id, c.body, c.name_kk, c.name_ru, c.name_en, v.n, v.frozen
		FROM checklist c JOIN checklist_version v ON v.checklist = c.id
		WHERE c.body = $1 AND v.n = (SELECT MAX(n) FROM checklist_version WHERE checklist = c.id) ORDER BY c.name_kk, c.id`, body)
}

func insertCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO campaign (docket, name_kk, name_ru, name_en, about_kk, about_ru, about_en, checklist, version, since, until, grain, course)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		c.ID, c.Name.KK, c.Name.RU, c.Name.EN, c.About.KK, c.About.RU, c.About.EN, c.Checklist, c.Version, c.Since, c.Until, c.Grain, c.Course)
	return errors.Join(err, insertCoverage(ctx, tx, c))
}

func updateCampaign(ctx context.Context, tx *db.Tx, c Campaign) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE campaign SET name_kk = $2, name_ru = $3, name_en = $4, about_kk = $5, about_ru = $6, about_en = $7, checklist = $8,
			version = $9, since = $10, until = $11, grain = $12, course = $13 WHERE docket = $1`,
		c.ID, c.Name.KK, c.Name.RU, c.Name.EN, c.About.KK, c.About.RU, c.About.EN, c.Checklist, c.Version, c.Since, c.Until, c.Grain, c.Course)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM campaign_object WHERE campaign = $1`, c.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM campaign_observer WHERE campaign = $1`, c.ID); err != nil {
		return err
	}
	return insertCoverage(ctx, tx, c)
}

func insertCoverage(ctx context.Context, tx *db.Tx, c Campaign) error {
	for _, o := range c.Objects {
		if _, err := tx.ExecContext(ctx, `INSERT INTO campaign_object (campaign, institution, planned) VALUES ($1, $2, $3)`,
			c.ID, o.Institution, o.Planned); err != nil {
			return err
		}
	}
	for _, seat := range c.Observers {
		if _, err := tx.ExecContext(ctx, `INSERT INTO campaign_observer (campaign, seat) VALUES ($1, $2)`, c.ID, seat); err != nil {
			return err
		}
	}
	return nil
}

func (c *Campaign) fields() []any {
	return append(c.Item.Fields(), &c.Name.KK, &c.Name.RU, &c.Name.EN, &c.About.KK, &c.About.RU, &c.About.EN,
		&c.Checklist, &c.Version, &c.Since, &c.Until, &c.Grain, &c.Course)
}

const campaignColumns = `, c.name_kk, c.name_ru, c.name_en, c.about_kk, c.about_ru, c.about_en, c.checklist, c.version, c.since, c.until, c.grain, c.course
	FROM campaign c JOIN docket d ON d.id = c.docket`

// campaignOf is a campaign without its objects and observers.
func campaignOf(ctx context.Context, tx *db.Tx, id string) (Campaign, error) {
	return db.One(ctx, tx, (*Campaign).fields, `SELECT `+docket.Columns+campaignColumns+` WHERE c.docket = $1`, id)
}

func campaigns(ctx context.Context, tx *db.Tx, body string) ([]Campaign, error) {
	return db.All(ctx, tx, (*Campaign).fields, `SELECT `+docket.Columns+campaignColumns+` WHERE d.body = $1 ORDER BY c.since DESC, d.number DESC`, body)
}

// objects are the institutions of a campaign with what was planned and done.
func objects(ctx context.Context, tx *db.Tx, campaign string) ([]Object, error) {
	return db.All(ctx, tx, func(o *Object) []any { return []any{&o.Institution, &o.Planned, &o.Actual, &o.Drafted, &o.Public} }, `
		SELECT o.institution, o.planned,
			(SELECT COUNT(*) FROM observation b WHERE b.campaign = o.campaign AND b.institution = o.institution),
			(SELECT COUNT(*) FROM shortcoming s JOIN observation b ON b.id = s.observation
				WHERE b.campaign = o.campaign AND b.institution = o.institution),
			(SELECT COUNT(*) FROM shortcoming s JOIN observation b ON b.id = s.observation
				WHERE b.campaign = o.campaign AND b.institution = o.institution AND s.published IS NOT NULL)
		FROM campaign_object o WHERE o.campaign = $1 ORDER BY o.institution`, campaign)
}

func observers(ctx context.Context, tx *db.Tx, campaign string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT seat FROM campaign_observer WHERE campaign = $1 ORDER BY seat`, campaign)
}

func insertObservation(ctx context.Context, tx *db.Tx, o Observation) error {
	lat, lon := o.Place.point()
	_, err := tx.ExecContext(ctx, `
		INSERT INTO observation (id, campaign, institution, seat, key, day, seen, lat, lon, lang, note, answers, conflict, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		o.ID, o.Campaign, o.Institution, o.Seat, o.key, o.Day, o.Seen, lat, lon, string(o.Lang), o.Note, o.answers, o.Conflict, o.Digest)
	return err
}

func (o *Observation) fields() []any {
	return []any{
		&o.ID, &o.Campaign, &o.Institution, &o.Seat, &o.key, &o.Day, &o.Seen, &o.Place.Known, &o.Place.Lat, &o.Place.Lon,
		&o.Lang, &o.Note, &o.answers, &o.Conflict, &o.Digest,
	}
}

const observationColumns = `id, campaign, institution, seat, key, day, seen, lat IS NOT NULL, COALESCE(lat, 0), COALESCE(lon, 0),
	lang, note, answers, conflict, digest FROM observation`

func observationByKey(ctx context.Context, tx *db.Tx, campaign, seat, key string) (Observation, error) {
	o, err := db.One(ctx, tx, (*Observation).fields, `SELECT `+observationColumns+` WHERE campaign = $1 AND seat = $2 AND key = $3`, campaign, seat, key)
	if err != nil {
		return o, err
	}
	return o.fill(ctx, tx)
}

func observationOf(ctx context.Context, tx *db.Tx, id string) (Observation, error) {
	o, err := db.One(ctx, tx, (*Observation).fields, `SELECT `+observationColumns+` WHERE id = $1`, id)
	if err != nil {
		return o, err
	}
	return o.fill(ctx, tx)
}

// fill adds to an observation its answers and the drafts that it opened.
func (o Observation) fill(ctx context.Context, tx *db.Tx) (Observation, error) {
	if err := json.Unmarshal([]byte(o.answers), &o.Answers); err != nil {
		return o, err
	}
	var err error
	o.Drafts, err = db.All(ctx, tx, db.Value[string], `
		SELECT s.docket FROM shortcoming s JOIN docket d ON d.id = s.docket WHERE s.observation = $1 ORDER BY d.year, d.n`, o.ID)
	return o, err
}

func insertEvidence(ctx context.Context, tx *db.Tx, e Evidence) error {
	var file any
	if e.File != "" {
		file = e.File
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO evidence (id, observation, docket, n, kind, body, digest, at, file, fingerprint, look, link, note, cleared)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')`,
		e.ID, e.Observation, e.Docket, e.N, e.Kind, e.Body, e.Digest, e.At, file, e.Fingerprint, e.Look, e.Link, e.Note)
	return err
}

func insertPicture(ctx context.Context, tx *db.Tx, e Evidence, jpeg []byte) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO evidence_picture (evidence, width, height, boxes, served, bytes) VALUES ($1, $2, $3, $4, $5, $6)`,
		e.ID, e.Width, e.Height, e.Boxes, e.Served, jpeg)
	return err
}

// replacePicture puts a covered picture in the place of the one before, which is
// gone then.
func replacePicture(ctx context.Context, tx *db.Tx, e Evidence, jpeg []byte) error {
	res, err := tx.ExecContext(ctx, `
		UPDATE evidence_picture SET width = $2, height = $3, boxes = $4, served = $5, bytes = $6 WHERE evidence = $1`,
		e.ID, e.Width, e.Height, e.Boxes, e.Served, jpeg)
	return db.Affected(res, err, fault.NotFound)
}

func clearEvidence(ctx context.Context, tx *db.Tx, id, seat string) error {
	res, err := tx.ExecContext(ctx, `UPDATE evidence SET cleared = $2 WHERE id = $1`, id, seat)
	return db.Affected(res, err, fault.NotFound)
}

func (e *Evidence) fields() []any {
	return []any{
		&e.ID, &e.Observation, &e.Docket, &e.N, &e.Kind, &e.Body, &e.Digest, &e.At, &e.File, &e.Fingerprint, &e.Look, &e.Link, &e.Note,
		&e.Cleared, &e.Width, &e.Height, &e.Boxes, &e.Served,
	}
}

// evidenceOf is the evidence of an observation and of the claims about a
// shortcoming that it opened.
func evidenceOf(ctx context.Context, tx *db.Tx, observation, docket string) ([]Evidence, error) {
	return db.All(ctx, tx, (*Evidence).fields, `
		SELECT e.id, e.observation, e.docket, e.n, e.kind, e.body, e.digest, e.at, COALESCE(e.file, ''), e.fingerprint, e.look, e.link, e.note,
			e.cleared, COALESCE(p.width, 0), COALESCE(p.height, 0), COALESCE(p.boxes, 0), COALESCE(p.served, '')
		FROM evidence e LEFT JOIN evidence_picture p ON p.evidence = e.id
		WHERE e.observation = $1 OR e.docket = $2 ORDER BY e.docket, e.n, e.id`, observation, docket)
}

func pictureOf(ctx context.Context, tx *db.Tx, evidence string) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `SELECT bytes FROM evidence_picture WHERE evidence = $1`, evidence)
}

// showing are the shortcomings that show the picture of an evidence to everybody.
func showing(ctx context.Context, tx *db.Tx, e Evidence) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `
		SELECT s.docket FROM evidence e JOIN shortcoming s ON s.observation = e.observation OR s.docket = e.docket JOIN docket d ON d.id = s.docket
		WHERE e.id = $1 AND e.cleared <> '' AND s.published IS NOT NULL AND d.state <> 'withdrawn' ORDER BY s.docket`, e.ID)
}

// publicPicture is a picture that was cleared, of something that is public.
func publicPicture(ctx context.Context, tx *db.Tx, served string) ([]byte, error) {
	return db.One(ctx, tx, db.Value[[]byte], `
		SELECT p.bytes FROM evidence_picture p JOIN evidence e ON e.id = p.evidence
		WHERE p.served = $1 AND e.cleared <> '' AND EXISTS (
			SELECT 1 FROM shortcoming s JOIN docket d ON d.id = s.docket
			WHERE (s.observation = e.observation OR s.docket = e.docket) AND s.published IS NOT NULL AND d.state <> 'withdrawn')
		LIMIT 1`, served)
}
