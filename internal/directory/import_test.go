package directory_test

import (
	"encoding/json"
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/directory"
)

// popolo is a directory as a file of Popolo.
func popolo(t testing.TB, d *directory.Data) string {
	t.Helper()
	text, err := json.MarshalIndent(d.Popolo(today, "Басшысы", nil), "", " ")
	check(t, err)
	return string(text)
}

// TestPopolo: others read names, areas and posts where the standard has them.
func TestPopolo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := filled(t, d)
		p := read(t, dir).Popolo(today, "Басшысы", func(id string) string { return "https://adal.example/kk/institutions/" + id })
		if len(p.Organizations) != 5 || len(p.Areas) != 21 || len(p.Posts) != 4 || len(p.Memberships) != 0 {
			t.Fatalf("%d organizations, %d areas, %d posts", len(p.Organizations), len(p.Areas), len(p.Posts))
		}
		m := p.Organizations[2]
		if m.ID != "ministry" || m.Name != "Көлік және жол министрлігі" || m.Founding != "2016-01-01" || m.Dissolution != "2025-08-31" || len(m.OtherNames) != 5 {
			t.Errorf("%+v", m)
		}
		if n := m.OtherNames[0]; n.Name != "Жол министрлігі" || n.Start != "2016-01-01" || n.End != "2019-06-12" || n.Note != "kk" {
			t.Errorf("%+v", n)
		}
		// An organization of somebody else's, with nothing but the standard's fields.
		foreign := `{"organizations": [{"id": "school-1", "name": "№1 мектеп", "classification": "school", "founding_date": "1965-09-01",
			"area_id": "KZ-47", "parent_id": "akimat-47", "contact_details": [{"type": "email", "value": "school1@mangystau.example"}]}]}`
		if o, err := put(t, dir, foreign); err != nil || o.Added != 1 {
			t.Fatalf("%+v, %v", o, err)
		}
		s, _ := read(t, dir).Get("school-1")
		if s.On(today).Name.RU != "№1 мектеп" || s.On(today).Superior != "akimat-47" || s.Email == "" || s.Since().String() != "1965-09-01" {
			t.Errorf("%+v", s)
		}
	})
}

// TestWrong: each wrong file changes nothing, and its fault says where and why.
func TestWrong(t *testing.T) {
	const head = "id,kind,since,name_kk,name_ru,name_en,region,district,superior,until,successor,email,lat,lon,clock\n"
	row := func(id, rest string) string {
		return head + id + ",akimat,2020-01-01,Атау,Имя,Name," + rest + "\n"
	}
	for name, c := range map[string]struct {
		text   string
		n      any
		column string
		why    string
	}{
		"no kind":              {strings.Replace(row("x", ",,,,,,,,"), "akimat", "castle", 1), 2, "kind", "kind"},
		"id":                   {row("Big Id", ",,,,,,,,"), 2, "id", "id"},
		"no name":              {strings.Replace(row("x", ",,,,,,,,"), "Имя", " ", 1), 2, "name_ru", "missing"},
		"no day":               {strings.Replace(row("x", ",,,,,,,,"), "2020-01-01", "", 1), 2, "since", "missing"},
		"no such day":          {strings.Replace(row("x", ",,,,,,,,"), "2020-01-01", "2020-02-30", 1), 2, "since", "day"},
		"no such region":       {row("x", "KZ-99,,,,,,,,"), 2, "region", "region"},
		"a region of later":    {row("x", "KZ-10,,,,,,,,"), 2, "region", "region"}, // since 8 June 2022
		"district":             {row("x", "KZ-10,kz-47-aktau,,,,,,,"), 2, "district", "district"},
		"no such superior":     {row("x", ",,nobody,,,,,,"), 2, "superior", "institution"},
		"its own superior":     {row("x", ",,x,,,,,,"), 2, "superior", "circle"},
		"a circle":             {row("akimat-47", "KZ-47,,roads-47,,,,,,"), 2, "superior", "circle"},
		"ends before it began": {row("x", ",,,2019-01-01,,,,,"), 2, "until", "until"},
		"a successor too soon": {row("x", ",,,,aktau,,,,"), 2, "successor", "exists"},
		"no such successor":    {row("x", ",,,2025-01-01,nobody,,,,"), 2, "successor", "institution"},
		"email":                {row("x", ",,,,,nowhere,,,"), 2, "email", "email"},
		"half a place":         {row("x", ",,,,,,43.6,,"), 2, "lat", "place"},
		"no number":            {row("x", ",,,,,,north,51,"), 2, "lat", "place"},
		"clock":                {row("x", ",,,,,,,,sundial"), 2, "clock", "clock"},
		"too long":             {strings.Replace(row("x", ",,,,,,,,"), "Имя", strings.Repeat("я", 2_001), 1), 2, "name_ru", "long"},
		"control characters":   {strings.Replace(row("x", ",,,,,,,,"), "Имя", "И\x00мя", 1), 2, "name_ru", "letters"},
		"unknown column":       {strings.Replace(row("x", ",,,,,,,,"), "email", "fax", 1), 1, "fax", "column"},
		"a column twice":       {strings.Replace(row("x", ",,,,,,,,"), "email", "clock", 1), 1, "clock", "column"},
		"a column too few":     {"id,kind\nx,akimat\n", 1, "since", "missing"},
		"a cell too few":       {head + "x,akimat\n", 2, "–", "csv"},
		"a quote":              {head + "x,\"akimat\n", 2, "–", "csv"},
		"nothing":              {"", 1, "–", "csv"},
		"cp1251":               {"id,kind,since\nx,akimat,\xc8\xec\xff\n", 1, "–", "utf8"},
		"two that differ":      {row("x", ",,,,,a@b.example,,,") + "x,akimat,2021-01-01,А,Б,C,,,,,,other@b.example,,,\n", 3, "email", "differs"},
		"two of one day":       {row("x", ",,,,,,,,") + "x,akimat,2020-01-01,А,Б,C,,,,,,,,,\n", 2, "since", "since"},
		"no such topic":        {"institution,topic,region,district,since,until,basis\nakimat-47,dragons,,,2020-01-01,,\n", 2, "topic", "topic"},
		"no such institution":  {"institution,topic,region,district,since,until,basis\nnobody,roads,,,2020-01-01,,\n", 2, "institution", "institution"},
		"before it was":        {"institution,topic,region,district,since,until,basis\nakimat-47,roads,,,2009-01-01,,\n", 2, "since", "before"},
		"after it was":         {"institution,topic,region,district,since,until,basis\nministry,roads,,,2017-01-01,,\n", 2, "until", "after"},
		"overlap":              {"institution,topic,region,district,since,until,basis\naktau,roads,,,2017-01-01,,\naktau,roads,,,2018-01-01,,\n", 3, "since", "overlap"},
		"a topic of itself":    {"id,parent,name_kk,name_ru,name_en\nroads,road-repair,а,б,c\n", 2, "parent", "circle"},
		"no such parent":       {"id,parent,name_kk,name_ru,name_en\nx,dragons,а,б,c\n", 2, "parent", "topic"},
		"district of nowhere":  {"id,region,name_kk,name_ru,name_en\nx,KZ-99,а,б,c\n", 2, "region", "region"},
		"broken JSON":          {"{\"organizations\":\n[}", 2, "–", "json"},
		"JSON of numbers":      {"{\"organizations\": [{\"id\": 5}]}", 1, "–", "json"},
		"JSON without a day":   {"{\"organizations\": [{\"id\": \"x\", \"name\": \"X\", \"classification\": \"school\"}]}", 1, "founding_date", "day"},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				dir := filled(t, d)
				before := string(read(t, dir).CSV(directory.Institutions)) + string(read(t, dir).CSV(directory.Competences))
				good := "id,name_kk,name_ru,name_en\ncastle-of-air,а,б,c\n" // comes along, and mustn't stay
				_, err := put(t, dir, c.text, good)
				wants(t, err, c.n, c.column, c.why)
				after := string(read(t, dir).CSV(directory.Institutions)) + string(read(t, dir).CSV(directory.Competences))
				if _, there := read(t, dir).Kind("castle-of-air"); there || before != after {
					t.Error("a half of it was kept")
				}
			})
		})
	}
}

// TestTooMany: a file of faults tells some of them, and ends.
func TestTooMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,kind,since,name_kk,name_ru,name_en\n")
	for range 1_000 {
		b.WriteString("x,akimat,never,a,b,c\n")
	}
	_, err := directory.ParseFiles(directory.File{Name: "f", Content: []byte(b.String())})
	if n := strings.Count(err.Error(), "directory.why-day"); n != directory.MostFaults {
		t.Errorf("%d faults", n)
	}
}

// FuzzFiles: any file is read or refused with a fault, and what is read can be
// written and read again as it is.
func FuzzFiles(f *testing.F) {
	f.Add([]byte(some))
	f.Add([]byte(someCompetences))
	f.Add([]byte(someDistricts))
	f.Add([]byte(`{"organizations":[{"id":"x","name":"X","classification":"school","founding_date":"2020-01-01","adal":{"styles":[{"since":"2020-01-01","name":{"kk":"а"}}]}}]}`))
	f.Add([]byte("id;kind;since\nx;school;2020-01-01\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := directory.ParseFiles(directory.File{Name: "f", Content: text})
		if err != nil {
			return
		}
		again, err := directory.ParseFiles(directory.File{Name: "f", Content: directory.InstitutionsCSV(c.Institutions)})
		if err != nil {
			t.Fatalf("%v: %q", err, directory.InstitutionsCSV(c.Institutions))
		}
		if one, two := directory.InstitutionsCSV(c.Institutions), directory.InstitutionsCSV(again.Institutions); string(one) != string(two) {
			t.Errorf("%q became %q", one, two)
		}
	})
}
