package institutions_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"testing"
)

func emptyDir(t testing.TB) fs.FS { return os.DirFS(t.TempDir()) }

// TestWhoAnswers asks in words, as people do.
func TestWhoAnswers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ask := func(q string) string { return h.get("/kk/institutions?q="+url.QueryEscape(q), 200) }
		page := ask("тас жол Ақтауда")
		h.says(page, "Кім жауапты: Жол жөндеу", "Маңғыстау облысы, Ақтау қаласы", "Ақтау қаласының әкімдігі", "аудан деңгейінде", "Жауап болмаса")
		h.says(ask("автобустарға Ақтауда"), "Маңғыстау облысының әкімдігі", "өңірлік мекеме көрсетілді", "құрамына кіреді")
		h.says(ask("ямы Павлодар"), "республикалық мекеме көрсетілді", "Инфрақұрылым министрлігі")
		h.says(ask("су жоқ"), "Кім жауапты: Ауыз су", "Белгісіз", "Қабылдау бөлмесіне жазу")
		h.says(ask("zzzz"), "Ештеңе табылмады")
		h.says(h.get("/ru/institutions?topic=roads&region=KZ-47", 200), "Кто отвечает: Дороги и транспорт", "на уровне региона", "Найдено 2 учреждения")
		for _, odd := range []string{"?page=99999", "?page=-1", "?region=KZ-99&district=nowhere&topic=x&kind=y", "?q=%ff%fe", "?q=" + strings.Repeat("a", 10_000)} {
			h.get("/en/institutions"+odd, 200)
		}
	})
}

// TestOne: the page of an institution shows the name of its day.
func TestOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		page := h.get("/kk/institutions/ministry", 200)
		h.says(page, "Көлік министрлігі", "Жол министрлігі", "Мекеме жұмысын тоқтатқан", "Инфрақұрылым министрлігі")
		if !strings.Contains(page, `"@type":"GovernmentOrganization"`) || !strings.Contains(page, `"dissolutionDate":"2025-08-31"`) {
			t.Error("programs read no GovernmentOrganization")
		}
		h.says(h.get("/kk/institutions/ministry?day=2018-05-01", 200), "2018 жылғы 1 мамыр", "Жолдар мен көлік")
		h.says(h.get("/ru/institutions/new-ministry", 200), "Чью работу приняло:", "Министерство транспорта")
		h.says(h.get("/en/institutions/akimat-47", 200), "akimat@mangystau.example", "43.65, 51.17", "15 working days", "has no seats", "1 institution below")
		h.says(h.get("/kk/institutions/aktau", 200), "Жоғары тұрған мекемелер", "Маңғыстау облысының әкімдігі", "Шұңқыр", "4-тен")
		h.get("/kk/institutions/nobody", 404)
		h.get("/kk/institutions/ministry?day=never", 404)
		h.says(h.get("/kk/institutions/topics", 200), "Жол жөндеу", "тас жол", "3 мекеме жауапты")
	})
}

// TestExports: each format is whole, and has what the list has.
func TestExports(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows, err := csv.NewReader(strings.NewReader(h.get("/kk/institutions.csv", 200))).ReadAll()
		if err != nil || len(rows) != 4 {
			t.Errorf("%d rows, %v", len(rows), err)
		}
		var list []struct{ ID, Page string }
		if err := json.Unmarshal([]byte(h.get("/ru/institutions.json?kind=akimat", 200)), &list); err != nil || len(list) != 2 {
			t.Fatalf("%+v, %v", list, err)
		}
		if list[0].Page != "https://adal.example/ru/institutions/aktau" && list[1].Page != "https://adal.example/ru/institutions/aktau" {
			t.Errorf("%+v", list)
		}
		var places struct {
			Type     string
			Features []struct {
				ID       string
				Geometry struct{ Coordinates []float64 }
			}
		}
		check(t, json.Unmarshal([]byte(h.get("/kk/institutions.geojson", 200)), &places))
		if places.Type != "FeatureCollection" || len(places.Features) != 1 || places.Features[0].Geometry.Coordinates[0] != 51.17 {
			t.Errorf("%+v", places)
		}
		var feed struct {
			Entry []struct {
				Title string `xml:"title"`
			} `xml:"entry"`
		}
		check(t, xml.Unmarshal([]byte(h.get("/en/institutions.atom", 200)), &feed))
		if len(feed.Entry) != 6 || !strings.Contains(feed.Entry[0].Title, "2025") && !strings.Contains(feed.Entry[0].Title, "Ministry of") {
			t.Errorf("%+v", feed)
		}
		var p struct{ Organizations, Areas, Posts []any }
		check(t, json.Unmarshal([]byte(h.get("/institutions/popolo.json", 200)), &p))
		if len(p.Organizations) != 4 || len(p.Areas) != 21 || len(p.Posts) != 3 {
			t.Errorf("%d organizations, %d areas, %d posts", len(p.Organizations), len(p.Areas), len(p.Posts))
		}
		for _, path := range []string{"/kk/institutions/topics.csv", "/kk/institutions/topics.json", "/kk/institutions/competences.csv"} {
			if text := h.get(path, 200); !strings.Contains(text, "road") {
				t.Errorf("%s: %.200s", path, text)
			}
		}
	})
}
