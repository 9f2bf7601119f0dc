package perception

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
)

// An Input is what is imported: figures that were read from files.
type Input struct {
	Data   *workbook.Import
	Recipe *index.Recipe // nil: the preset of each year
	Note   string        // why; it must be there where a version was published before
	// Progress, if set, is told how many of the editions have been computed.
	Progress func(done, of int)
}

// An Outcome is what became of one edition of an import.
type Outcome struct {
	Year      int
	Docket    string
	Number    string
	Version   int
	Unchanged bool // the newest version has the same figures and recipe already
	Partial   bool
	Report    index.EditionReport
}

// mostUnits bounds the countries of an edition: who drew how often which rank is a
// table of its square.
const mostUnits = 5000

// longestNote bounds a note, in letters.
const longestNote = 500

// Import imports every edition in the input, or none: all is checked and
// computed before anything is kept. An edition of which the newest version has
// the same figures and recipe stays as it is. What was published stays as the
// public sees it until Publish.
func (x *Index) Import(ctx context.Context, by charter.Principal, in Input) ([]Outcome, error) {
	note := strings.TrimSpace(in.Note)
	if utf8.RuneCountInString(note) > longestNote {
		return nil, fault.In("note", "perception.note-long", longestNote)
	}
	if err := x.allowed(by); err != nil {
		return nil, err
	}
	made, err := computeAll(ctx, in)
	if err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(made))
	err = x.DB.Write(ctx, by.Body, func(tx *db.Tx) error {
		for i, m := range made {
			var err error
			if outcomes[i], err = x.keep(ctx, tx, by, m, note); err != nil {
				return err
			}
		}
		return nil
	})
	return outcomes, err
}

// A computed edition is one that is ready to be kept.
type computed struct {
	*Edition
	report index.EditionReport
}

// computeAll checks and computes all editions of an input.
func computeAll(ctx context.Context, in Input) ([]computed, error) {
	years := yearsOf(in.Data)
	if len(years) == 0 {
		return nil, fault.New(fault.Invalid, "perception.nothing-to-import")
	}
	var all []computed
	for i, year := range years {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, report, err := Make(in, year)
		if err != nil {
			return nil, err
		}
		all = append(all, computed{e, report})
		if in.Progress != nil {
			in.Progress(i+1, len(years))
		}
	}
	return all, nil
}

// Make computes the edition of a year of an input and compares it with what was
// printed, without keeping it. Rows are by rank.
func Make(in Input, year int) (*Edition, index.EditionReport, error) {
	e, err := gather(in, year)
	if err != nil {
		return nil, index.EditionReport{}, err
	}
	report, err := e.compute()
	if err != nil {
		return nil, report, err
	}
	e.sort()
	return e, report, nil
}

// Years are the years that an input has figures of, ascending.
func (in Input) Years() []int { return yearsOf(in.Data) }

func yearsOf(data *workbook.Import) (years []int) {
	if data == nil {
		return nil
	}
	for _, o := range data.Observations {
		years = append(years, o.Year)
	}
	for _, p := range data.Published {
		years = append(years, p.Year)
	}
	slices.Sort(years)
	return slices.Compact(years)
}

// gather takes the edition of a year out of an input, without computing it.
func gather(in Input, year int) (*Edition, error) {
	recipe := in.Recipe
	if recipe == nil {
		var err error
		if recipe, err = index.PresetOf(year); err != nil {
			return nil, err
		}
	}
	rows := map[string]*Row{}
	row := func(iso3 string) *Row {
		if rows[iso3] == nil {
			r := unknown(iso3)
			r.Sources = map[string]float64{}
			rows[iso3] = &r
		}
		return rows[iso3]
	}
	spoken := false
	for _, o := range in.Data.Observations {
		if o.Year == year {
			if !(o.Score >= recipe.Low && o.Score <= recipe.High) {
				return nil, fault.New(fault.Invalid, "perception.score-out", yearText(year), o.Unit, o.Source, decimal(o.Score), decimal(recipe.Low), decimal(recipe.High))
			}
			row(o.Unit).Sources[o.Source] = o.Score
			spoken = true
		}
	}
	if len(rows) > mostUnits {
		return nil, fault.New(fault.TooLarge, "perception.units-many", yearText(year), mostUnits)
	}
	if !spoken {
		return nil, fault.New(fault.Invalid, "perception.import-without-sources", yearText(year))
	}
	for _, p := range in.Data.Published {
		if p.Year == year {
			r := row(p.Unit)
			r.Printed, r.Name, r.Region = p, p.Name, p.Region
		}
	}
	e := &Edition{Year: year, Recipe: recipe}
	for _, r := range rows {
		e.Rows = append(e.Rows, *r)
	}
	slices.SortFunc(e.Rows, func(a, b Row) int { return cmp.Compare(a.Unit, b.Unit) })
	e.Version = Version{Recipe: recipe.Name, RecipeHash: recipe.Hash(), Figures: hashOf(e.figuresText()),
		Simulation: simulation(index.Corrected)}
	for _, f := range in.Data.Files {
		e.Version.Files = append(e.Version.Files, File{Name: path.Base(strings.ReplaceAll(f.Name, `\`, "/")), SHA256: f.SHA256})
	}
	return e, nil
}

// compute makes the figures of an edition of its inputs: rows, rank intervals
// and tiers, and how what was printed comes out.
func (e *Edition) compute() (index.EditionReport, error) {
	result, err := e.Result()
	if err != nil {
		return index.EditionReport{}, err
	}
	if len(result.Rows) == 0 {
		return index.EditionReport{}, fault.New(fault.Invalid, "perception.nobody-ranked", yearText(e.Year), e.Recipe.MinSources)
	}
	var report index.EditionReport
	if printed := e.Printed(); len(printed) > 0 {
		if report, err = e.Reproduce(); err != nil {
			return report, err
		}
		e.Version.Verdict, e.Version.Line = report.Verdict, report.String()
		if result.Partial && report.Err == nil {
			e.Version.Verdict = verdictOf(e)
		}
	}
	e.Partial, e.Version.Partial = result.Partial, result.Partial
	all := e.Rows
	e.Rows = nil
	for _, r := range all {
		row, ok := result.Row(r.Unit)
		if !ok {
			e.Unranked = append(e.Unranked, r)
			continue
		}
		r.Row = row
		e.Rows = append(e.Rows, r)
	}
	e.Version.Units = len(result.Rows)
	if e.Field = len(result.Rows); e.Partial {
		e.Field = 0
		return report, nil
	}
	return report, e.draw(result)
}

// draw gives every row of a whole edition its rank intervals and its tier.
func (e *Edition) draw(result *index.Result) error {
	for _, r := range result.Rows {
		if math.IsNaN(r.SE) {
			return nil // nothing to draw from: an index of one source
		}
	}
	ranking, err := result.Simulate(simulation(index.Corrected))
	if err != nil {
		return err
	}
	plain, err := result.Simulate(simulation(index.Plain))
	if err != nil {
		return err
	}
	tiers := map[string]int{}
	for _, t := range ranking.Tiers() {
		for _, unit := range t.Units {
			tiers[unit] = t.Number
		}
	}
	for i := range e.Rows {
		r := &e.Rows[i]
		c, err := ranking.Interval(r.Unit)
		if err != nil {
			return err
		}
		p, err := plain.Interval(r.Unit)
		if err != nil {
			return err
		}
		r.Ranks, r.PlainRanks, r.Tier = Ranks{c.Low, c.High}, Ranks{p.Low, p.High}, tiers[r.Unit]
	}
	return nil
}

// keep puts a computed edition into the database as the next version of its
// docket, which it opens if there is none.
func (x *Index) keep(ctx context.Context, tx *db.Tx, by charter.Principal, m computed, note string) (Outcome, error) {
	o := Outcome{Year: m.Year, Partial: m.Partial, Report: m.report}
	head, err := headOf(ctx, tx, m.Year)
	first := errors.Is(err, fault.NotFound)
	if err != nil && !first {
		return o, err
	}
	if !first {
		same, err := x.unchanged(ctx, tx, by, head, m, &o)
		if err != nil || same {
			return o, err
		}
		if head.Published > 0 && note == "" {
			return o, fault.In("note", "perception.note-missing", yearText(m.Year))
		}
	}
	v := &m.Version
	v.N, v.At, v.Seat, v.Note = head.Newest+1, tx.Now, by.Seat, note
	v.Digest = hashOf(v.Manifest(m.Year))
	doing := docket.Doing{By: by, Note: note, SHA256: v.Digest}
	if o.Docket, o.Number, err = x.stepIn(ctx, tx, by, head.Docket, doing); err != nil {
		return o, err
	}
	m.Docket, o.Version = o.Docket, v.N
	if first {
		err = insertEdition(ctx, tx, m.Docket, m.Year)
	} else {
		err = setNewest(ctx, tx, m.Docket, v.N)
	}
	if err != nil {
		return o, fmt.Errorf("keeping the edition of %d: %w", m.Year, err)
	}
	return o, errors.Join(insertVersion(ctx, tx, m.Edition), insertUnits(ctx, tx, m.Edition))
}

// unchanged reports whether the newest version has the same figures and recipe,
// and refuses an import that would put a part in the place of the whole.
func (x *Index) unchanged(ctx context.Context, tx *db.Tx, by charter.Principal, h head, m computed, o *Outcome) (bool, error) {
	newest, err := versionOf(ctx, tx, h.Docket, h.Newest)
	if err != nil {
		return false, err
	}
	item, err := x.Book.Get(ctx, tx, Flow, h.Docket)
	if err != nil {
		return false, err
	}
	on := charter.Resource{Body: item.Body, Docket: item.ID, Region: by.Region}
	if err := x.Book.Charter.Allow(by, charter.ImportEdition, on); err != nil {
		return false, err
	}
	if newest.Figures == m.Version.Figures && newest.RecipeHash == m.Version.RecipeHash {
		o.Docket, o.Number, o.Version, o.Unchanged = item.ID, item.Number, h.Newest, true
		return true, nil
	}
	if m.Partial && !newest.Partial {
		return false, fault.New(fault.Conflict, "perception.partial-over-whole", yearText(m.Year))
	}
	return false, nil
}

// stepIn takes the step of an import: it opens a docket, or moves one on.
func (x *Index) stepIn(ctx context.Context, tx *db.Tx, by charter.Principal, id string, d docket.Doing) (string, string, error) {
	if id != "" {
		i, err := x.Book.Do(ctx, tx, Flow, id, charter.ImportEdition, d)
		return i.ID, i.Number, err
	}
	body, err := bodies.Get(ctx, tx, by.Body, x.Book.Today(tx))
	if err != nil {
		return "", "", err
	}
	i, err := x.Book.Open(ctx, tx, Flow, charter.ImportEdition, d, body, "")
	return i.ID, i.Number, err
}
