package directory

import (
	"context"
	"errors"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

func tokenOf(ctx context.Context, tx *db.Tx) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT token FROM directory_state WHERE id = 1`)
}

func setToken(ctx context.Context, tx *db.Tx, token string) error {
	_, err := tx.ExecContext(ctx, `UPDATE directory_state SET token = $1 WHERE id = 1`, token)
	return err
}

// A styleRow is a style with its institution.
type styleRow struct {
	institution string
	Style
}

// load reads the whole directory.
func load(ctx context.Context, tx *db.Tx) (*Data, error) {
	d := &Data{}
	var err [6]error
	var styles []styleRow
	d.Kinds, err[0] = db.All(ctx, tx, func(k *Kind) []any { return []any{&k.ID, &k.Name.KK, &k.Name.RU, &k.Name.EN} }, `
		SELECT id, name_kk, name_ru, name_en FROM institution_kind ORDER BY id`)
	d.Districts, err[1] = db.All(ctx, tx, func(k *District) []any { return []any{&k.ID, &k.Region, &k.Name.KK, &k.Name.RU, &k.Name.EN} }, `
		SELECT id, region, name_kk, name_ru, name_en FROM district ORDER BY region, id`)
	d.Topics, err[2] = db.All(ctx, tx, func(t *Topic) []any {
		return []any{&t.ID, &t.Parent, &t.Name.KK, &t.Name.RU, &t.Name.EN, &t.Words.KK, &t.Words.RU, &t.Words.EN}
	}, `
		SELECT id, parent, name_kk, name_ru, name_en, words_kk, words_ru, words_en FROM topic ORDER BY id`)
	rows, failed := db.All(ctx, tx, (*institutionRow).fields, `
		SELECT id, kind, until, successor, email, address_kk, address_ru, address_en, lat, lon, clock, refused FROM institution ORDER BY id`)
	err[3] = failed
	styles, err[4] = db.All(ctx, tx, (*styleRow).fields, `
		SELECT institution, since, name_kk, name_ru, name_en, short_kk, short_ru, short_en, in_kk, in_ru, in_en, region, district, superior
		FROM institution_style ORDER BY institution, since`)
	d.Competences, err[5] = db.All(ctx, tx, func(c *Competence) []any {
		return []any{&c.Institution, &c.Topic, &c.Region, &c.District, &c.Since, &c.Until, &c.Basis}
	}, `
		SELECT institution, topic, region, district, since, until, basis FROM competence ORDER BY institution, topic, region, district, since`)
	of := map[string][]Style{}
	for _, s := range styles {
		of[s.institution] = append(of[s.institution], s.Style)
	}
	for _, r := range rows {
		if r.lat != nil && r.lon != nil {
			r.Place = &Place{*r.lat, *r.lon}
		}
		r.Styles = of[r.ID]
		d.Institutions = append(d.Institutions, r.Institution)
	}
	return d, errors.Join(err[:]...)
}

// An institutionRow is an institution as its table has it.
type institutionRow struct {
	Institution
	lat, lon *float64
}

func (r *institutionRow) fields() []any {
	return []any{&r.ID, &r.Kind, &r.Until, &r.Successor, &r.Email, &r.Address.KK, &r.Address.RU, &r.Address.EN, &r.lat, &r.lon, &r.Clock, &r.Refused}
}

func (s *styleRow) fields() []any {
	return []any{&s.institution, &s.Since, &s.Name.KK, &s.Name.RU, &s.Name.EN, &s.Short.KK, &s.Short.RU, &s.Short.EN, &s.In.KK, &s.In.RU, &s.In.EN, &s.Region, &s.District, &s.Superior}
}

func saveKind(ctx context.Context, tx *db.Tx, k Kind) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO institution_kind (id, name_kk, name_ru, name_en) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET name_kk = excluded.name_kk, name_ru = excluded.name_ru, name_en = excluded.name_en`,
		k.ID, k.Name.KK, k.Name.RU, k.Name.EN)
	return err
}

func saveDistrict(ctx context.Context, tx *db.Tx, k District) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO district (id, region, name_kk, name_ru, name_en) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET region = excluded.region, name_kk = excluded.name_kk, name_ru = excluded.name_ru, name_en = excluded.name_en`,
		k.ID, k.Region, k.Name.KK, k.Name.RU, k.Name.EN)
	return err
}

func saveTopic(ctx context.Context, tx *db.Tx, t Topic) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO topic (id, parent, name_kk, name_ru, name_en, words_kk, words_ru, words_en) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name_kk = excluded.name_kk, name_ru = excluded.name_ru, name_en = excluded.name_en,
			words_kk = excluded.words_kk, words_ru = excluded.words_ru, words_en = excluded.words_en`,
		t.ID, t.Parent, t.Name.KK, t.Name.RU, t.Name.EN, t.Words.KK, t.Words.RU, t.Words.EN)
	return err
}

func saveInstitution(ctx context.Context, tx *db.Tx, i Institution) error {
	var lat, lon *float64
	if i.Place != nil {
		lat, lon = &i.Place.Lat, &i.Place.Lon
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO institution (id, kind, until, successor, email, address_kk, address_ru, address_en, lat, lon, clock, refused)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, until = excluded.until, successor = excluded.successor, email = excluded.email,
			address_kk = excluded.address_kk, address_ru = excluded.address_ru, address_en = excluded.address_en,
			lat = excluded.lat, lon = excluded.lon, clock = excluded.clock, refused = excluded.refused`,
		i.ID, i.Kind, i.Until, i.Successor, i.Email, i.Address.KK, i.Address.RU, i.Address.EN, lat, lon, i.Clock, i.Refused); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM institution_style WHERE institution = $1`, i.ID); err != nil {
		return err
	}
	for _, s := range i.Styles {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO institution_style (institution, since, name_kk, name_ru, name_en, short_kk, short_ru, short_en, in_kk, in_ru, in_en, region, district, superior)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			i.ID, s.Since, s.Name.KK, s.Name.RU, s.Name.EN, s.Short.KK, s.Short.RU, s.Short.EN, s.In.KK, s.In.RU, s.In.EN, s.Region, s.District, s.Superior); err != nil {
			return err
		}
	}
	return nil
}

func saveCompetences(ctx context.Context, tx *db.Tx, institution string, all []Competence) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM competence WHERE institution = $1`, institution); err != nil {
		return err
	}
	for _, c := range all {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO competence (institution, topic, region, district, since, until, basis) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			c.Institution, c.Topic, c.Region, c.District, c.Since, c.Until, c.Basis); err != nil {
			return err
		}
	}
	return nil
}

func setRefused(ctx context.Context, tx *db.Tx, id string, day calendar.Day) error {
	res, err := tx.ExecContext(ctx, `UPDATE institution SET refused = $2 WHERE id = $1`, id, day)
	return db.Affected(res, err, fault.NotFound)
}
