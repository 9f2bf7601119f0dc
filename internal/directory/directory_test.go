package directory_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var today = calendar.Date(2026, 11, 28)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// begun is a directory with its basics.
func begun(t testing.TB, d *db.DB) *directory.Directory {
	_, clocks, err := calendar.LoadDir(os.DirFS(t.TempDir()))
	check(t, err)
	dir := &directory.Directory{DB: d, Clocks: clocks, Today: func(*db.Tx) calendar.Day { return today }}
	check(t, d.Write(t.Context(), directory.Scope, func(tx *db.Tx) error {
		return errors.Join(bodies.LoadRegions(t.Context(), tx), dir.LoadBasics(t.Context(), tx))
	}))
	return dir
}

const someDistricts = `id,region,name_kk,name_ru,name_en
kz-47-aktau,KZ-47,Ақтау қаласы,город Актау,Aktau
`

// The ministry of 2016 was renamed in 2019 and joined to another in 2025: years
// in which ministries of the republic were. Its names are invented.
const some = `id,kind,since,name_kk,name_ru,name_en,short_kk,region,district,superior,until,successor,email,lat,lon,clock
ministry,ministry,2016-01-01,Жол министрлігі,Министерство дорог,Ministry of roads,ЖМ,,,,2025-09-01,new-ministry,,,,
ministry,ministry,2019-06-13,Көлік және жол министрлігі,Министерство транспорта и дорог,Ministry of transport and roads,КЖМ,,,,,,,,,
new-ministry,ministry,2025-09-01,Инфрақұрылым министрлігі,Министерство инфраструктуры,Ministry of infrastructure,,,,,,,,,,
akimat-47,akimat,2010-01-01,Маңғыстау облысының әкімдігі,Акимат Мангистауской области,Akimat of Mangystau region,,KZ-MAN,,,,,akimat@mangystau.example,43.65,51.17,kz-appc
roads-47,department,2010-01-01,Маңғыстау облысының жолаушылар көлігі және автомобиль жолдары басқармасы,Управление пассажирского транспорта и автомобильных дорог Мангистауской области,Department of passenger transport and roads of Mangystau region,,KZ-47,,akimat-47,,,,,,
aktau,akimat,2010-01-01,Ақтау қаласының әкімдігі,Акимат города Актау,Akimat of Aktau,,KZ-47,kz-47-aktau,akimat-47,,,,,,
`

const someCompetences = `institution,topic,region,district,since,until,basis
ministry,roads,,,2016-01-01,2025-09-01,Заң [V]
new-ministry,roads,,,2025-09-01,,
roads-47,roads,KZ-47,,2010-01-01,,
aktau,road-repair,KZ-47,kz-47-aktau,2012-01-01,,
`

// put imports files, and returns what was wrong.
func put(t testing.TB, d *directory.Directory, texts ...string) (o directory.Outcome, err error) {
	t.Helper()
	var files []directory.File
	for n, text := range texts {
		files = append(files, directory.File{Name: "f" + string(rune('1'+n)) + ".csv", Content: []byte(text)})
	}
	c, err := directory.ParseFiles(files...)
	if err != nil {
		return o, err
	}
	return o, d.DB.Write(t.Context(), directory.Scope, func(tx *db.Tx) error {
		o, err = d.Put(t.Context(), tx, c)
		return err
	})
}

func filled(t testing.TB, d *db.DB) *directory.Directory {
	dir := begun(t, d)
	_, err := put(t, dir, someDistricts, some, someCompetences)
	check(t, err)
	return dir
}

func read(t testing.TB, d *directory.Directory) *directory.Data {
	t.Helper()
	all, err := d.Read(t.Context())
	check(t, err)
	return all
}

func day(t testing.TB, s string) calendar.Day {
	t.Helper()
	d, err := calendar.Parse(s)
	check(t, err)
	return d
}

// TestNameOfItsDay follows the ministry of the fixture through its names.
func TestNameOfItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all := read(t, filled(t, d))
		m, ok := all.Get("ministry")
		if !ok || len(m.Styles) != 2 {
			t.Fatalf("%+v", m)
		}
		for _, c := range []struct {
			day, ru string
			is      bool
		}{
			{"2015-12-31", "Министерство дорог", false}, {"2016-01-01", "Министерство дорог", true}, {"2019-06-12", "Министерство дорог", true},
			{"2019-06-13", "Министерство транспорта и дорог", true}, {"2025-08-31", "Министерство транспорта и дорог", true},
			{"2025-09-01", "Министерство транспорта и дорог", false},
		} {
			if on := day(t, c.day); m.On(on).Name.RU != c.ru || m.Is(on) != c.is {
				t.Errorf("on %s: %s, %v", c.day, m.On(on).Name.RU, m.Is(on))
			}
		}
		if heir, ok := all.Heir("ministry", today); !ok || heir.ID != "new-ministry" {
			t.Errorf("the heir is %s", heir.ID)
		}
		if heir, ok := all.Heir("ministry", day(t, "2020-01-01")); !ok || heir.ID != "ministry" {
			t.Errorf("in 2020 the heir is %s", heir.ID)
		}
		if up := all.Superiors("aktau", today); len(up) != 1 || up[0].ID != "akimat-47" {
			t.Errorf("above Aktau: %+v", up)
		}
		a, _ := all.Get("akimat-47")
		if a.On(today).Region != "KZ-47" || a.Place == nil || a.Place.Lat != 43.65 || a.Clock != "kz-appc" {
			t.Errorf("KZ-MAN isn't KZ-47 now: %+v", a)
		}
	})
}

// TestOneName: on any day an institution has exactly one name, that of the style
// that began last, whatever its styles are.
func TestOneName(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.SliceOfNDistinct(rapid.IntRange(0, 5_000), 1, 8, rapid.ID[int]).Draw(rt, "days")
		slices.Sort(days)
		i := directory.Institution{ID: "x"}
		first := calendar.Date(2010, 1, 1)
		for _, n := range days {
			i.Styles = append(i.Styles, directory.Style{Since: first.AddDays(n), Name: i18n.Text{KK: first.AddDays(n).String()}})
		}
		asked := rapid.IntRange(-100, 6_000).Draw(rt, "asked")
		want := days[0] // by counting day by day
		for n := range asked + 1 {
			if slices.Contains(days, n) {
				want = n
			}
		}
		if got := i.On(first.AddDays(asked)).Name.KK; got != first.AddDays(want).String() {
			rt.Errorf("on day %d: %s, want %s", asked, got, first.AddDays(want))
		}
	})
}

// TestWhoAnswers asks in the district, in its region, elsewhere, and earlier.
func TestWhoAnswers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all := read(t, filled(t, d))
		for _, c := range []struct {
			name, topic, region, district, day string
			want                               string // "" for nobody known
			level                              directory.Level
			wider                              bool
			of                                 string
		}{
			{"potholes in the town", "road-repair", "KZ-47", "kz-47-aktau", "2026-11-28", "aktau", directory.InDistrict, false, "road-repair"},
			{"potholes in the region", "road-repair", "KZ-47", "", "2026-11-28", "roads-47", directory.InRegion, false, "roads"},
			{"buses in the town", "public-transport", "KZ-47", "kz-47-aktau", "2026-11-28", "roads-47", directory.InRegion, true, "roads"},
			{"roads in another region", "roads", "KZ-10", "", "2026-11-28", "new-ministry", directory.InRepublic, true, "roads"},
			{"roads of the republic then", "roads", "", "", "2020-01-01", "ministry", directory.InRepublic, false, "roads"},
			{"before anybody", "roads", "", "", "2015-01-01", "", "", false, ""},
			{"potholes before the town had them", "road-repair", "KZ-47", "kz-47-aktau", "2011-06-01", "roads-47", directory.InRegion, true, "roads"},
			{"water isn't known", "water", "KZ-47", "", "2026-11-28", "", "", false, ""},
			{"no such topic", "dragons", "KZ-47", "", "2026-11-28", "", "", false, ""},
		} {
			a := all.WhoAnswers(c.topic, c.region, c.district, day(t, c.day))
			got := ""
			if len(a.Found) == 1 {
				got = a.Found[0].ID
			}
			if got != c.want || len(a.Found) > 1 || a.Level != c.level || a.Wider != c.wider || a.Topic.ID != c.of {
				t.Errorf("%s: %s on %s, wider %v, by %s", c.name, got, a.Level, a.Wider, a.Topic.ID)
			}
		}
	})
}

// TestFind looks for forms that stand nowhere in the directory.
func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all := read(t, filled(t, d))
		find := func(q directory.Query) (ids []string) {
			q.Day = today
			for _, i := range all.Find(q, i18n.KK) {
				ids = append(ids, i.ID)
			}
			return ids
		}
		for _, c := range []struct {
			q    directory.Query
			want []string
		}{
			{directory.Query{Text: "әкімдігіне Ақтаудың"}, []string{"aktau"}},
			{directory.Query{Text: "акиматом области"}, []string{"akimat-47"}},
			{directory.Query{Text: "ministries"}, []string{"new-ministry"}},
			{directory.Query{Text: "ministries", Gone: true}, []string{"new-ministry", "ministry"}},
			{directory.Query{Text: "министрліктен дорогами", Gone: true}, []string{"ministry", "new-ministry"}},
			{directory.Query{Text: "шұңқырларға"}, []string{"aktau"}}, // by the words of a topic
			{directory.Query{Text: "ямами"}, []string{"aktau"}},
			{directory.Query{Text: "жүнді айдаһар"}, nil},
			{directory.Query{Topic: "roads", Region: "KZ-47"}, []string{"aktau", "roads-47"}},
			{directory.Query{Kind: "akimat", Region: "KZ-47"}, []string{"aktau", "akimat-47"}},
			{directory.Query{District: "kz-47-aktau"}, []string{"aktau"}},
		} {
			got := find(c.q)
			if c.q.Gone { // the order of two that fit alike is their names'
				slices.Sort(got)
				slices.Sort(c.want)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%+v (-want +got): %s", c.q, diff)
			}
		}
	})
}

// TestUnderstand: words say what and where.
func TestUnderstand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		all := read(t, filled(t, d))
		for text, want := range map[string][3]string{
			"тас жол Ақтауда":                        {"road-repair", "KZ-47", "kz-47-aktau"},
			"ямы на дорогах в Мангистауской области": {"road-repair", "KZ-47", ""},
			"potholes": {"road-repair", "", ""},
			"су жоқ Маңғыстау облысында": {"water", "KZ-47", ""},
			"мусор":    {"waste", "", ""},
			"қыркүйек": {"", "", ""},
		} {
			a := all.Understand(text)
			got := [3]string{"", a.Region, a.District}
			if len(a.Topics) > 0 {
				got[0] = a.Topics[0].ID
			}
			if got != want {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	})
}

// TestRoundTrip: what is exported is the same when it comes back, as CSV and as
// Popolo.
func TestRoundTrip(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := filled(t, d)
		all := read(t, dir)
		var texts []string
		for _, table := range directory.Tables {
			texts = append(texts, string(all.CSV(table)))
		}
		if o, err := put(t, dir, texts...); err != nil || !o.IsZero() || o.Same < 40 {
			t.Errorf("CSV: %+v, %v", o, err)
		}
		if o, err := put(t, dir, popolo(t, all)); err != nil || !o.IsZero() || o.Same != 5 {
			t.Errorf("Popolo: %+v, %v", o, err)
		}
		// Nor is anything lost that a directory which has nothing yet would need.
		c, err := directory.ParseFiles(directory.File{Name: "f", Content: []byte(popolo(t, all))})
		check(t, err)
		if got, want := directory.InstitutionsCSV(c.Institutions), all.CSV(directory.Institutions); !bytes.Equal(got, want) {
			t.Errorf("of Popolo comes %s, want %s", got, want)
		}
		if o, err := put(t, dir, "\ufeff"+strings.ReplaceAll(someDistricts, ",", ";")); err != nil || o.Same != 1 {
			t.Errorf("semicolons: %+v, %v", o, err)
		}
	})
}

// TestRefused: a dead mailbox is kept until there is another address.
func TestRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := filled(t, d)
		refuse := func(address string) {
			check(t, d.Write(t.Context(), directory.Scope, func(tx *db.Tx) error { return dir.Refuse(t.Context(), tx, "akimat-47", address) }))
		}
		refused := func() calendar.Day {
			i, _ := read(t, dir).Get("akimat-47")
			return i.Refused
		}
		if refuse("older@mangystau.example"); !refused().IsZero() {
			t.Error("an address that it hasn't any more made its mailbox dead")
		}
		if refuse("akimat@mangystau.example"); refused() != today {
			t.Error("the mailbox isn't dead")
		}
		if _, err := put(t, dir, some); err != nil || refused() != today {
			t.Errorf("the same address came back to life: %v", err)
		}
		if _, err := put(t, dir, strings.Replace(some, "akimat@", "office@", 1)); err != nil || !refused().IsZero() {
			t.Errorf("another address is dead too: %v", err)
		}
	})
}

// wants fails if err isn't a fault in a line and column for a reason.
func wants(t testing.TB, err error, n any, column, why string) {
	t.Helper()
	for _, f := range fault.Fields(err) {
		a := f.Args
		if f.Word == "directory.at" && a[1] == n && a[2] == column && a[3] == "directory.why-"+why || f.Word == "directory.of" && a[1] == column && a[2] == "directory.why-"+why {
			return
		}
	}
	t.Errorf("want %s in %v, line %v; got %v", why, column, n, err)
}
