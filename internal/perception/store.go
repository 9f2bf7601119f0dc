package perception

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/perception/index"
)

// A head is the docket of an edition and which of its versions count.
type head struct {
	Docket    string
	Year      int
	Newest    int
	Published int
}

func (h *head) fields() []any { return []any{&h.Docket, &h.Year, &h.Newest, &h.Published} }

func headOf(ctx context.Context, tx *db.Tx, year int) (head, error) {
	return db.One(ctx, tx, (*head).fields, `SELECT docket, year, newest, published FROM edition WHERE year = $1`, year)
}

func heads(ctx context.Context, tx *db.Tx) ([]head, error) {
	return db.All(ctx, tx, (*head).fields, `SELECT docket, year, newest, published FROM edition ORDER BY year`)
}

func insertEdition(ctx context.Context, tx *db.Tx, docket string, year int) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO edition (docket, year, newest, published) VALUES ($1, $2, 1, 0)`, docket, year)
	return db.Explain(err)
}

func setNewest(ctx context.Context, tx *db.Tx, docket string, n int) error {
	res, err := tx.ExecContext(ctx, `UPDATE edition SET newest = $2 WHERE docket = $1`, docket, n)
	return db.Affected(res, err, fault.NotFound)
}

func setPublished(ctx context.Context, tx *db.Tx, docket string, n int) error {
	res, err := tx.ExecContext(ctx, `UPDATE edition SET published = $2 WHERE docket = $1`, docket, n)
	if err := db.Affected(res, err, fault.NotFound); err != nil {
		return err
	}
	res, err = tx.ExecContext(ctx, `UPDATE edition_version SET published = $3 WHERE docket = $1 AND n = $2`, docket, n, tx.Now)
	return db.Affected(res, err, fault.NotFound)
}

// A versionRow is a version as its table has it.
type versionRow struct {
	Version
	files, recipe, seed string
}

func (r *versionRow) fields() []any {
	v := &r.Version
	return []any{&v.N, &v.At, &v.Seat, &v.Person, &v.Note, &r.files, &v.Figures, &r.recipe, &r.seed, &v.Simulation.Draws,
		&v.Simulation.Level, &v.Units, &v.Verdict, &v.Line, &v.Partial, &v.Digest, &v.Published}
}

// read completes the version from what stands in texts.
func (r *versionRow) read() (Version, *index.Recipe, error) {
	v := r.Version
	if err := json.Unmarshal([]byte(r.files), &v.Files); err != nil {
		return v, nil, fmt.Errorf("reading the files of a version: %w", err)
	}
	recipe, err := index.RecipeOf([]byte(r.recipe))
	if err != nil {
		return v, nil, fmt.Errorf("reading the recipe of a version: %w", err)
	}
	v.Recipe, v.RecipeHash = recipe.Name, recipe.Hash()
	v.Simulation.Errors = index.Corrected
	v.Simulation.Seed, err = strconv.ParseUint(r.seed, 10, 64)
	return v, recipe, err
}

const versionColumns = `v.n, v.at, v.seat, COALESCE(s.person, ''), v.note, v.files, v.figures, v.recipe, v.seed, v.draws,
	v.level, v.units, v.verdict, v.line, v.partial, v.digest, v.published`

func versionAndRecipe(ctx context.Context, tx *db.Tx, docket string, n int) (Version, *index.Recipe, error) {
	r, err := db.One(ctx, tx, (*versionRow).fields, `
		SELECT `+versionColumns+`
		FROM edition_version v LEFT JOIN seat s ON s.id = v.seat WHERE v.docket = $1 AND v.n = $2`, docket, n)
	if err != nil {
		return Version{}, nil, err
	}
	return r.read()
}

func versionOf(ctx context.Context, tx *db.Tx, docket string, n int) (Version, error) {
	v, _, err := versionAndRecipe(ctx, tx, docket, n)
	return v, err
}

// publishedVersions are those that were published, the newest first.
func publishedVersions(ctx context.Context, tx *db.Tx, docket string) (all []Version, err error) {
	rows, err := db.All(ctx, tx, (*versionRow).fields, `
		SELECT `+versionColumns+`
		FROM edition_version v LEFT JOIN seat s ON s.id = v.seat
		WHERE v.docket = $1 AND v.published IS NOT NULL ORDER BY v.n DESC`, docket)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		v, _, err := r.read()
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

func insertVersion(ctx context.Context, tx *db.Tx, e *Edition) error {
	v := e.Version
	files, err := json.Marshal(v.Files)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO edition_version (docket, n, at, seat, note, files, figures, recipe, seed, draws, level, units,
			verdict, line, partial, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
		e.Docket, v.N, v.At, v.Seat, v.Note, string(files), v.Figures, string(e.Recipe.Text()),
		strconv.FormatUint(v.Simulation.Seed, 10), v.Simulation.Draws, v.Simulation.Level, v.Units,
		string(v.Verdict), v.Line, v.Partial, v.Digest)
	if err != nil {
		return fmt.Errorf("keeping version %d of the edition of %d: %w", v.N, e.Year, err)
	}
	return nil
}

func insertUnits(ctx context.Context, tx *db.Tx, e *Edition) error {
	for _, r := range e.inputs() {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO edition_unit (docket, n, unit, name, region, sources, printed, count, mean, score, rank, se, plain_se,
				low, high, ranks_from, ranks_to, plain_from, plain_to, tier)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
			e.Docket, e.Version.N, r.Unit, r.Name, r.Region, pairs(r.Sources).String(), printedPairs(r.Printed).String(),
			r.N, number(r.Mean), number(r.Score), r.Rank, number(r.SE), number(r.PlainSE), number(r.Low), number(r.High),
			r.Ranks.Low, r.Ranks.High, r.PlainRanks.Low, r.PlainRanks.High, r.Tier)
		if err != nil {
			return fmt.Errorf("keeping %s of the edition of %d: %w", r.Unit, e.Year, err)
		}
	}
	return nil
}

// A unitRow is a country as its table has it.
type unitRow struct {
	Row
	year             int
	units            int
	partial          bool
	sources, printed string
}

func (u *unitRow) fields() []any {
	r := &u.Row
	return []any{&u.year, &u.units, &u.partial, &r.Unit, &r.Name, &r.Region, &u.sources, &u.printed, &r.N,
		(*number)(&r.Mean), (*number)(&r.Score), &r.Rank, (*number)(&r.SE), (*number)(&r.PlainSE), (*number)(&r.Low),
		(*number)(&r.High), &r.Ranks.Low, &r.Ranks.High, &r.PlainRanks.Low, &r.PlainRanks.High, &r.Tier}
}

func (u *unitRow) read() (Row, error) {
	r := u.Row
	sources, err := parsePairs(u.sources)
	if err != nil {
		return r, err
	}
	printed, err := parsePairs(u.printed)
	if err != nil {
		return r, err
	}
	r.Sources, r.Printed = sources, printed.published(u.year, r)
	return r, nil
}

const unitColumns = `e.year, v.units, v.partial, u.unit, u.name, u.region, u.sources, u.printed, u.count, u.mean, u.score,
	u.rank, u.se, u.plain_se, u.low, u.high, u.ranks_from, u.ranks_to, u.plain_from, u.plain_to, u.tier`

func unitsOf(ctx context.Context, tx *db.Tx, docket string, n int) ([]unitRow, error) {
	return db.All(ctx, tx, (*unitRow).fields, `
		SELECT `+unitColumns+`
		FROM edition e
		JOIN edition_version v ON v.docket = e.docket
		JOIN edition_unit u ON u.docket = v.docket AND u.n = v.n
		WHERE e.docket = $1 AND v.n = $2 ORDER BY u.unit`, docket, n)
}

// unitInAll is a country in every edition that is published, by year.
func unitInAll(ctx context.Context, tx *db.Tx, unit string) ([]unitRow, error) {
	return db.All(ctx, tx, (*unitRow).fields, `
		SELECT `+unitColumns+`
		FROM edition e
		JOIN edition_version v ON v.docket = e.docket AND v.n = e.published
		JOIN edition_unit u ON u.docket = v.docket AND u.n = v.n
		WHERE u.unit = $1 ORDER BY e.year`, unit)
}

// A scale is that of a published edition.
type scale struct {
	year   int
	recipe string
}

func (s *scale) fields() []any { return []any{&s.year, &s.recipe} }

// baselines are the scales of the published editions by year.
func baselines(ctx context.Context, tx *db.Tx) (map[int]string, error) {
	all, err := db.All(ctx, tx, (*scale).fields, `
		SELECT e.year, v.recipe FROM edition e JOIN edition_version v ON v.docket = e.docket AND v.n = e.published`)
	if err != nil {
		return nil, err
	}
	by := make(map[int]string, len(all))
	for _, s := range all {
		recipe, err := index.RecipeOf([]byte(s.recipe))
		if err != nil {
			return nil, fmt.Errorf("reading the recipe of %d: %w", s.year, err)
		}
		by[s.year] = recipe.Baseline
	}
	return by, nil
}

func (y *Year) fields() []any { return []any{&y.Year, &y.Partial, &y.Field, &y.Version} }

func publishedYears(ctx context.Context, tx *db.Tx) ([]Year, error) {
	return db.All(ctx, tx, (*Year).fields, `
		SELECT e.year, v.partial, v.units, v.n
		FROM edition e JOIN edition_version v ON v.docket = e.docket AND v.n = e.published ORDER BY e.year`)
}
