package perception_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"adal/internal/charter"
)

// TestOfficePages takes an edition from its files to the public as a seat of the
// newsroom does, without any script.
func TestOfficePages(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.site()
		s.seat = &w.by
		s.has("/kk/office/index", "Әзірге ештеңе жүктелген жоқ", `type="file"`)
		code, to, _ := s.upload("", "sources.csv", sources2019, "scores.csv", scores2019)
		if code != http.StatusSeeOther || to != "/kk/office/index?done=imported" {
			t.Fatal(code, to)
		}
		s.has("/kk"+"/office/index?done=imported", "2019 score 4/4 rank 4/4 se 4/4 ci 4/4 exact", `href="/kk/office/index/2019"`, "Жүктелді.")
		s.has("/en/index/2019", "A part of the edition only") // the public sees quoted facts still
		s.has("/en/office/index/2019", "All printed figures come out", "Denmark", `name="note"`, "sources.csv")
		if code, to, page := s.post("/en/office/index/2019", "note", ""); code != http.StatusSeeOther || to != "/en/office/index?done=published" {
			t.Fatal(code, to, page)
		}
		s.has("/en/index/2019", "Denmark")
		s.lacks("/en/office/index/2019", `name="note"`) // nothing waits
		if _, to, _ := s.upload("", "sources.csv", sources2019, "scores.csv", scores2019); to != "/kk/office/index?done=unchanged" {
			t.Error("the same again:", to)
		}
		for _, lang := range []string{"kk", "ru", "en"} {
			s.wholePage("/"+lang+"/office/index", 0)
			s.wholePage("/"+lang+"/office/index/2019", 0)
		}
	})
}

// TestOfficeDiffers: figures that don't come out are listed before anybody
// publishes them, and it takes a reason.
func TestOfficeDiffers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.site()
		s.seat = &w.by
		if code, _, page := s.upload("", "sources.csv", sources2019, "scores.csv", strings.Replace(scores2019, "Kazakhstan,ECA,34", "Kazakhstan,ECA,35", 1)); code != http.StatusSeeOther {
			t.Fatal(code, page)
		}
		s.has("/en/office/index/2019", "Printed figures that don&#39;t come out", "KAZ", ">35<", ">34<")
		code, _, page := s.post("/en/office/index/2019", "note", "  ")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "write why you publish it") || !strings.Contains(page, `id="note-error"`) {
			t.Error(code, page)
		}
		long := strings.Repeat("ұ", 501)
		if code, _, page := s.post("/en/office/index/2019", "note", long); code != http.StatusUnprocessableEntity || !strings.Contains(page, long) {
			t.Error("a note that is too long:", code)
		}
		if code, to, _ := s.post("/en/office/index/2019", "note", "as printed"); code != http.StatusSeeOther {
			t.Error(code, to)
		}
	})
}

// TestOfficeRefuses: a file that can't be taken says where it is wrong, keeps
// what was written, and leaves nothing behind.
func TestOfficeRefuses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.site()
		s.seat = &w.by
		for want, files := range map[string][]string{
			"Индекс файлын таңдаңыз": {},
			"sources.csv": {"sources.csv", "year,iso3,source,score\n2019,KAZ,bti,much\n"},
			"score.xlsx":  {"score.xlsx", "PK\x03\x04 and then nothing"},
			"old.xls":     {"old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
			"..evil":      {"../../..evil", "\x00\x01\x02"},
			"more.csv":    {"sources.csv", sources2019, "more.csv", strings.Replace(sources2019, "gi,90", "gi,91", 1)},
		} {
			code, _, page := s.upload("менің жазғаным", files...)
			if code != http.StatusUnprocessableEntity || !strings.Contains(page, want) || !strings.Contains(page, "менің жазғаным") {
				t.Errorf("%s: %d %s", want, code, page)
			}
		}
		s.has("/kk/office/index", "Әзірге ештеңе жүктелген жоқ")
	})
}

// TestOfficeHuge: neither a file beyond the limit nor one that would take the
// machine's memory when it is computed is taken, and what was written is there
// again.
func TestOfficeHuge(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		s := w.site()
		s.seat = &w.by
		var many strings.Builder
		many.WriteString("year,iso3,source,score\n")
		for i := range 5001 {
			for _, source := range []string{"bti", "eiu", "gi"} {
				fmt.Fprintf(&many, "2019,U%d,%s,%d\n", i, source, i%100)
			}
		}
		for name, text := range map[string]string{"many.csv": many.String(), "large.csv": strings.Repeat("x", 25<<20)} {
			code, _, page := s.upload("менің жазғаным", name, text)
			if code != http.StatusRequestEntityTooLarge || !strings.Contains(page, "менің жазғаным") {
				t.Errorf("%s: %d %.200s", name, code, page)
			}
		}
		s.has("/kk/office/index", "Әзірге ештеңе жүктелген жоқ")
	})
}

// TestOfficeCloses: nobody but a newsroom's seat sees or does any of it.
func TestOfficeCloses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publishes(sources2019, scores2019)
		s := w.site()
		centre := charter.Principal{Seat: "s", Body: "other", Kind: charter.KindAntikorCentre}
		for want, seat := range map[int]*charter.Principal{http.StatusUnauthorized: nil, http.StatusForbidden: &centre} {
			s.seat = seat
			for _, path := range []string{"/kk/office/index", "/kk/office/index/2019"} {
				if got := s.ask(path); got.Code != want {
					t.Errorf("%s: %d, not %d", path, got.Code, want)
				}
			}
			if code, _, _ := s.post("/kk/office/index/2019", "note", "x"); code != want {
				t.Errorf("publishing: %d, not %d", code, want)
			}
			if code, _, _ := s.upload("", "sources.csv", sources2018); code != want {
				t.Errorf("importing: %d, not %d", code, want)
			}
		}
		s.seat = &w.by
		for _, path := range []string{"/kk/office/index/2018", "/kk/office/index/x", "/kk/office/index/99999"} {
			if got := s.ask(path); got.Code != http.StatusNotFound {
				t.Errorf("%s: %d", path, got.Code)
			}
		}
	})
}
