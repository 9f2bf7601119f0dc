package perception_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/perception"
	"adal/internal/perception/index"
	"adal/internal/perception/index/workbook"
	"adal/internal/register"

	"github.com/google/go-cmp/cmp"
)

// one imports a single edition and returns what became of it.
func (w *world) one(in perception.Input) perception.Outcome {
	w.t.Helper()
	all, err := w.Import(w.t.Context(), w.by, in)
	check(w.t, err)
	if len(all) != 1 {
		w.t.Fatalf("%d editions", len(all))
	}
	return all[0]
}

// TestImport imports the small edition. Its figures stand with their derivation
// beside the data.
func TestImport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.one(input(t, sources2019, scores2019))
		if !o.Report.OK() || o.Report.String() != "2019 score 4/4 rank 4/4 se 4/4 ci 4/4 exact" || o.Partial || o.Number != "NR-E-2026-0001" {
			t.Errorf("%+v", o)
		}
		e, err := w.Draft(t.Context(), w.by, 2019)
		check(t, err)
		if e.Partial || e.Quoted || e.Field != 4 || len(e.Rows) != 4 || len(e.Unranked) != 1 || e.Unranked[0].Unit != "TKM" {
			t.Errorf("%+v", e)
		}
		var order []string
		for _, r := range e.Rows {
			order = append(order, fmt.Sprintf("%d %s %v", r.Rank, r.Unit, r.Score))
			if !r.Ranks.Has(r.Rank) || r.Tier < 1 || r.PlainRanks.Low > r.Ranks.Low || r.PlainRanks.High < r.Ranks.High {
				t.Errorf("%s: ranks %v, without the correction %v, tier %d", r.Unit, r.Ranks, r.PlainRanks, r.Tier)
			}
		}
		if diff := cmp.Diff([]string{"1 DNK 85", "2 KAZ 34", "3 KGZ 30", "4 UZB 26"}, order); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"ECA", "WE/EU"}, e.Regions()); diff != "" {
			t.Error(diff)
		}
		kaz, err := e.Need("KAZ")
		check(t, err)
		if diff := cmp.Diff(map[string]float64{"bti": 30.5, "eiu": 34, "gi": 37.5}, kaz.Sources); diff != "" || kaz.Name != "Kazakhstan" {
			t.Error(kaz.Name, diff)
		}
		if _, err := e.Need("TKM"); fault.Of(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

// TestNothingByHalves: an import with one edition that can't be taken takes
// none.
func TestNothingByHalves(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for word, texts := range map[string][]string{
			"perception.nothing-to-import":      {},
			"perception.import-without-sources": {sources2019, strings.ReplaceAll(scores2019, "\n2019", "\n2018")},
			"index.no-recipe":                   {sources2019, strings.ReplaceAll(sources2018, "\n2018", "\n2011")},
			"perception.score-out":              {sources2019, strings.ReplaceAll(sources2018, "33.5", "133.5")},
			"perception.nobody-ranked":          {sources2019, "year,iso3,source,score\n2018,KAZ,bti,20\n2018,UZB,eiu,30\n"},
			"index.source-unknown":              {sources2019, strings.ReplaceAll(sources2018, "gi", "delphi")},
			"index.no-unit":                     {sources2019, strings.ReplaceAll(scores2019, "KGZ", "TJK")},
		} {
			_, err := w.Import(t.Context(), w.by, input(t, texts...))
			var f *fault.Error
			if !errors.As(err, &f) || f.Word != word {
				t.Errorf("want %s, got %v", word, err)
			}
		}
		all, err := w.Desk(t.Context(), w.by)
		check(t, err)
		if len(all) != 0 {
			t.Errorf("%+v", all)
		}
	})
}

// TestWhoMay: the newsroom alone imports, publishes and sees what isn't
// published, and each newsroom its own.
func TestWhoMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		centre := charter.Principal{Seat: "s", Body: "centre", Kind: charter.KindAntikorCentre}
		for by, want := range map[charter.Principal]fault.Kind{charter.Public(): fault.SignIn, centre: fault.Denied} {
			_, imports := w.Import(t.Context(), by, input(t, sources2019))
			_, sees := w.Draft(t.Context(), by, 2019)
			_, lists := w.Desk(t.Context(), by)
			for _, err := range []error{imports, sees, lists} {
				if fault.Of(err) != want {
					t.Errorf("%s: %v", by.Kind, err)
				}
			}
		}
		w.one(input(t, sources2019))
		other := charter.Principal{Seat: "s", Body: "other", Kind: charter.KindNewsroom}
		if _, err := w.Import(t.Context(), other, input(t, sources2019)); fault.Of(err) != fault.Denied {
			t.Error("another newsroom's import:", err)
		}
		for _, by := range []charter.Principal{other, centre, charter.Public()} {
			if err := w.Publish(t.Context(), by, 2019, ""); fault.Of(err) != fault.Denied {
				t.Errorf("%s publishes: %v", by.Kind, err)
			}
		}
	})
}

// TestVersions follows an edition from its import over a publication to a
// changed import and its publication: what was public stays readable.
func TestVersions(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, changed := t.Context(), 0
		w.Changed = func() { changed++ }
		first := w.one(input(t, sources2019, scores2019))
		if _, err := w.EditionVersion(ctx, 2019, 1); fault.Of(err) != fault.NotFound {
			t.Error("the public reads a version that wasn't published:", err)
		}
		if e, err := w.Edition(ctx, 2019); err != nil || !e.Quoted {
			t.Error("the public sees what wasn't published:", err)
		}
		check(t, w.Publish(ctx, w.by, 2019, ""))
		if e, err := w.Edition(ctx, 2019); err != nil || e.Quoted || e.Version.N != 1 || e.Docket != first.Docket || changed != 1 {
			t.Errorf("%+v, %v", e, err)
		}
		if err := w.Publish(ctx, w.by, 2019, ""); fault.Of(err) != fault.Conflict {
			t.Error("published twice:", err)
		}
		if same := w.one(input(t, sources2019, scores2019)); !same.Unchanged || same.Version != 1 || same.Number != first.Number {
			t.Errorf("the same again: %+v", same)
		}
		// Kazakhstan's first source is corrected: mean (33.5+34+37.5)/3 = 35.
		in := input(t, strings.Replace(sources2019, "KAZ,bti,30.5", "KAZ,bti,33.5", 1))
		if _, err := w.Import(ctx, w.by, in); !isField(err, "note") {
			t.Error("a changed import without a note:", err)
		}
		in.Note = "the publisher corrected a source"
		if next := w.one(in); next.Version != 2 || next.Docket != first.Docket || next.Unchanged {
			t.Errorf("%+v", next)
		}
		if e, err := w.Edition(ctx, 2019); err != nil || e.Version.N != 1 {
			t.Error("the public sees the new version too soon:", err)
		}
		check(t, w.Publish(ctx, w.by, 2019, ""))
		w.twoVersions()
	})
}

func (w *world) twoVersions() {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	for n, want := range map[int]float64{1: 34, 2: 35} {
		e, err := w.EditionVersion(ctx, 2019, n)
		check(t, err)
		if r, err := e.Need("KAZ"); err != nil || r.Score != want {
			t.Errorf("version %d: %v, %v", n, r.Score, err)
		}
	}
	all, err := w.Versions(ctx, 2019)
	check(t, err)
	if len(all) != 2 || all[0].N != 2 || all[0].Note == "" || all[0].Person != "Editor" || all[0].Verdict != "" || all[1].Verdict != index.Exact {
		t.Errorf("%+v", all)
	}
	work, err := w.Desk(ctx, w.by)
	check(t, err)
	if len(work) != 1 || work[0].Public != 2 || work[0].Item.State != perception.Published || work[0].Newest.N != 2 {
		t.Errorf("%+v", work)
	}
	for _, n := range []int{0, 3} {
		if _, err := w.EditionVersion(ctx, 2019, n); fault.Of(err) != fault.NotFound {
			t.Error(n, err)
		}
	}
}

func isField(err error, name string) bool {
	fields := fault.Fields(err)
	return len(fields) == 1 && fields[0].Field == name
}

// TestRegister: both steps are in the register, with the hash of a manifest that
// names the files, the figures and the recipe.
func TestRegister(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.one(input(t, sources2019, scores2019))
		check(t, w.Publish(t.Context(), w.by, 2019, ""))
		e, err := w.Edition(t.Context(), 2019)
		check(t, err)
		recipe, err := index.PresetOf(2019)
		check(t, err)
		manifest := e.Version.Manifest(2019)
		for _, part := range []string{"year 2019\nversion 1\n", `"sources.csv"`, `"scores.csv"`, recipe.Hash(), "10000 draws, seed 2019, level 0.9"} {
			if !strings.Contains(manifest, part) {
				t.Errorf("%q is not in\n%s", part, manifest)
			}
		}
		var steps []register.Entry
		check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
			rows, err := tx.QueryContext(t.Context(), `SELECT entry FROM register_staged ORDER BY id`)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var text []byte
				if err := rows.Scan(&text); err != nil {
					return err
				}
				if s, ok := register.ParseEntry(text); ok {
					steps = append(steps, s)
				}
			}
			return rows.Err()
		}))
		slices.SortFunc(steps, func(a, b register.Entry) int { return strings.Compare(a.Act, b.Act) })
		if len(steps) != 2 || steps[0].Act != string(charter.ImportEdition) || steps[1].Act != string(charter.PublishEdition) {
			t.Fatalf("%+v", steps)
		}
		for _, s := range steps {
			if s.SHA256 != sum(manifest) || s.Docket != o.Docket || s.Article != "60" || s.Body != "newsroom" {
				t.Errorf("%+v, the manifest's hash is %s", s, sum(manifest))
			}
		}
		check(t, w.DB.Read(t.Context(), func(tx *db.Tx) error {
			_, err := docket.Verify(t.Context(), tx, o.Docket)
			return err
		}))
	})
}

// TestDiffers: an edition whose printed figures don't come out of its sources
// can be imported, and is published with a note alone.
func TestDiffers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		o := w.one(input(t, sources2019, strings.Replace(scores2019, "KAZ,Kazakhstan,ECA,34", "KAZ,Kazakhstan,ECA,33", 1)))
		if o.Report.OK() || len(o.Report.Wrong) == 0 || o.Report.Wrong[0].Unit != "KAZ" {
			t.Errorf("%+v", o.Report)
		}
		if err := w.Publish(t.Context(), w.by, 2019, " "); !isField(err, "note") {
			t.Error(err)
		}
		check(t, w.Publish(t.Context(), w.by, 2019, "as printed; the publisher was asked"))
	})
}

// TestPartialOverWhole: a part never takes the place of the whole, and the whole
// takes the place of a part.
func TestPartialOverWhole(t *testing.T) {
	const (
		some   = "year,iso3,source,score\n2019,KAZ,bti,30.5\n2019,KAZ,eiu,34\n2019,KAZ,gi,37.5\n"
		figure = "year,iso3,score,rank\n2019,KAZ,34,2\n"
	)
	each(t, func(t *testing.T, w *world) {
		if o := w.one(input(t, some, figure)); !o.Partial {
			t.Errorf("%+v", o)
		}
		e, err := w.Draft(t.Context(), w.by, 2019)
		check(t, err)
		if r := e.Rows[0]; !e.Partial || e.Field != 0 || r.Rank != 2 || r.Ranks.Known() || r.Tier != 0 || e.Version.Verdict != index.Exact {
			t.Errorf("%+v of %+v", r, e.Version)
		}
		if o := w.one(input(t, sources2019, scores2019)); o.Partial || o.Version != 2 {
			t.Errorf("%+v", o)
		}
		var f *fault.Error
		if _, err := w.Import(t.Context(), w.by, input(t, some, figure)); !errors.As(err, &f) || f.Word != "perception.partial-over-whole" {
			t.Error(err)
		}
	})
}

// TestOwnRecipe imports with a recipe of one's own, and what is kept of it makes
// the same again.
func TestOwnRecipe(t *testing.T) {
	recipe, err := index.ParseRecipe([]byte("name = \"own\"\nmin_sources = 2\ndecimals = 1\nerror = { decimals = 3 }\ninterval = { z = 2, decimals = 2 }\n"))
	check(t, err)
	each(t, func(t *testing.T, w *world) {
		in := input(t, sources2019)
		in.Recipe = recipe
		w.one(in)
		e, err := w.Draft(t.Context(), w.by, 2019)
		check(t, err)
		// TKM: (19.25+20)/2 = 19.625, with one decimal 19.6.
		tkm, err := e.Need("TKM")
		check(t, err)
		if tkm.Score != 19.6 || e.Recipe.Hash() != recipe.Hash() || e.Version.Recipe != "own" || len(e.Unranked) != 0 {
			t.Errorf("%+v by %+v", tkm, e.Recipe)
		}
	})
}

// TestProgress counts the editions as they are computed.
func TestProgress(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := input(t, sources2019, sources2018)
		var said []string
		in.Progress = func(done, of int) { said = append(said, fmt.Sprint(done, "/", of)) }
		_, err := w.Import(t.Context(), w.by, in)
		check(t, err)
		if diff := cmp.Diff([]string{"1/2", "2/2"}, said); diff != "" {
			t.Error(diff)
		}
	})
}

// TestFilesNames: a file's name can't put a line into the manifest, nor a path.
func TestFilesNames(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one, err := workbook.Read("C:\\data\\a\nfile 00 b.csv", []byte(sources2019))
		check(t, err)
		w.one(perception.Input{Data: one})
		e, err := w.Draft(t.Context(), w.by, 2019)
		check(t, err)
		if lines := strings.Count(e.Version.Manifest(2019), "\nfile "); lines != 1 || strings.Contains(e.Version.Files[0].Name, "data") {
			t.Errorf("%q\n%s", e.Version.Files, e.Version.Manifest(2019))
		}
	})
}

// TestNoteBounds bounds a note.
func TestNoteBounds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		in := input(t, sources2019)
		in.Note = strings.Repeat("ә", 501)
		if _, err := w.Import(t.Context(), w.by, in); !isField(err, "note") {
			t.Error(err)
		}
		in.Note = strings.Repeat("ә", 500)
		w.one(in)
		if err := w.Publish(t.Context(), w.by, 2019, strings.Repeat("ә", 501)); !isField(err, "note") {
			t.Error(err)
		}
		if err := w.Publish(t.Context(), w.by, 2018, ""); fault.Of(err) != fault.NotFound {
			t.Error(err)
		}
	})
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}
