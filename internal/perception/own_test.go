package perception_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/i18n"
	"adal/internal/perception"
	"adal/internal/perception/index/workbook"
)

// world is an index with a newsroom and a seat.
type world struct {
	*perception.Index
	t  testing.TB
	by charter.Principal
}

func each(t *testing.T, test func(t *testing.T, w *world)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newWorld(t, d)) })
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	ch, err := charter.Load()
	check(t, err)
	w := &world{t: t, Index: &perception.Index{DB: d, Book: &docket.Book{
		Charter: ch, Calendar: calendar.Kazakhstan(), Zone: time.UTC, Day: calendar.Date(2026, 11, 24),
	}}}
	name := i18n.Text{KK: "Редакция", RU: "Редакция", EN: "Newsroom"}
	var seat bodies.Seat
	check(t, d.Write(t.Context(), "all", func(tx *db.Tx) (err error) {
		err = errors.Join(bodies.LoadRegions(t.Context(), tx),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "newsroom", Kind: charter.KindNewsroom, Code: "NR", Since: calendar.Date(2020, 3, 1), Name: name}),
			bodies.Add(t.Context(), tx, bodies.Body{ID: "other", Kind: charter.KindNewsroom, Code: "NO", Since: calendar.Date(2020, 3, 1), Name: name}))
		if err != nil {
			return err
		}
		seat, _, err = bodies.Invite(t.Context(), tx, bodies.Seat{Body: "newsroom", Login: "editor", Person: "Editor", Since: calendar.Date(2020, 3, 1)})
		return err
	}))
	w.by = charter.Principal{Seat: seat.ID, Body: "newsroom", Kind: charter.KindNewsroom}
	return w
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// input reads texts as files.
func input(t testing.TB, texts ...string) perception.Input {
	t.Helper()
	all := &workbook.Import{}
	for i, text := range texts {
		one, err := workbook.Read([]string{"sources.csv", "scores.csv", "more.csv"}[i], []byte(text))
		check(t, err)
		check(t, all.Join(one))
	}
	return perception.Input{Data: all}
}

// The small edition of 2019: five countries with invented scores. By the recipe
// of 2019 a score is the mean rounded half up, and its error s/√n.
//
//	DNK 80, 85, 90: mean 85, s 5, error 5/√3 = 2.886751; 85 ± 1.64·2.886751 = 80.26573–89.73427
//	KAZ 30.5, 34, 37.5: mean 34, s 3.5, error 2.020726; ± 3.313990 = 30.68601–37.31399
//	KGZ 28, 30, 32: mean 30, s 2, error 1.154701; ± 1.893709 = 28.10629–31.89371
//	UZB 24, 25, 27.5: mean 25.5, rounded 26; deviations −1.5, −0.5, 2, squares 6.5,
//	s = √3.25 = 1.802776, error 1.040833; 26 ± 1.706966 = 24.29303–27.70697
//	TKM has two sources and so no score.
const (
	sources2019 = `year,iso3,source,score
2019,DNK,bti,80
2019,DNK,eiu,85
2019,DNK,gi,90
2019,KAZ,bti,30.5
2019,KAZ,eiu,34
2019,KAZ,gi,37.5
2019,KGZ,bti,28
2019,KGZ,eiu,30
2019,KGZ,gi,32
2019,UZB,bti,24
2019,UZB,eiu,25
2019,UZB,gi,27.5
2019,TKM,bti,19.25
2019,TKM,eiu,20
`
	scores2019 = `year,iso3,country,region,score,rank,n_sources,standard_error,ci_low,ci_high
2019,DNK,Denmark,WE/EU,85,1,3,2.886751,80.26573,89.73427
2019,KAZ,Kazakhstan,ECA,34,2,3,2.020726,30.68601,37.31399
2019,KGZ,Kyrgyzstan,ECA,30,3,3,1.154701,28.10629,31.89371
2019,UZB,Uzbekistan,ECA,26,4,3,1.040833,24.29303,27.70697
`
	// A year before, of the same countries: KAZ 31, third behind KGZ 33.
	sources2018 = `year,iso3,source,score
2018,DNK,bti,80.5
2018,DNK,eiu,85.5
2018,DNK,gi,89.5
2018,KAZ,bti,28.5
2018,KAZ,eiu,31
2018,KAZ,gi,33.5
2018,KGZ,bti,31.5
2018,KGZ,eiu,33
2018,KGZ,gi,34.5
2018,UZB,bti,22.5
2018,UZB,eiu,23
2018,UZB,gi,24.5
`
)

// sharedCPI is the folder of the published editions, which are test data and no
// part of the project.
func sharedCPI(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("ADAL_SHARED"); dir != "" {
		return filepath.Join(dir, "cpi")
	}
	dir, err := os.Getwd()
	check(t, err)
	for {
		found := filepath.Join(dir, "shared", "cpi")
		if _, err := os.Stat(filepath.Join(found, "scores.csv")); err == nil {
			return found
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("the published editions are not here: set ADAL_SHARED to the folder that has cpi/scores.csv")
		}
		dir = up
	}
}

// published reads the six published editions.
func published(t testing.TB) perception.Input {
	t.Helper()
	dir := sharedCPI(t)
	all, err := workbook.ReadFiles(filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv"))
	check(t, err)
	return perception.Input{Data: all}
}
