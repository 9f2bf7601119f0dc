package institutions_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/directory"
	"adal/internal/fault"
	"adal/internal/institutions"
)

// TestEdit changes an institution as a keeper does: at once, with its history and
// with a line in the log that everybody reads; and nobody else does.
func TestEdit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := institutions.Correction{Institution: "aktau", Reason: "Қайта ұйымдастырылды", Source: "№ 7 қаулы", Since: calendar.Date(2024, 5, 1), Edits: []directory.Edit{
			{Column: "name_kk", Was: "Ақтау қаласының әкімдігі", Now: "Ақтау әкімдігі"}, {Column: "email", Now: "aktau@b.example"},
		}}
		for _, by := range []charter.Principal{h.stranger, charter.Public()} {
			if _, err := h.Edit(t.Context(), by, n); !errors.Is(err, fault.Denied) && !errors.Is(err, fault.SignIn) {
				t.Errorf("somebody else edits: %v", err)
			}
			if _, err := h.Edit(t.Context(), by, institutions.Correction{}); !errors.Is(err, fault.Denied) && !errors.Is(err, fault.SignIn) {
				t.Errorf("somebody else hears what is wrong with it: %v", err)
			}
		}
		ends := n
		ends.Edits = []directory.Edit{{Column: "until", Now: "2027-01-01"}, {Column: "successor", Now: "akimat-47"}}
		if _, err := h.Propose(t.Context(), charter.Public(), ends); !errors.Is(err, fault.Invalid) {
			t.Errorf("anybody ends an institution: %v", err)
		}
		if _, err := h.Edit(t.Context(), h.keeper, institutions.Correction{Institution: "aktau", Reason: "x", Source: "y"}); !errors.Is(err, fault.Invalid) {
			t.Errorf("nothing was changed: %v", err)
		}
		number, err := h.Edit(t.Context(), h.keeper, n)
		check(t, err)
		i := h.aktau()
		if len(i.Styles) != 2 || i.On(calendar.Date(2024, 4, 30)).Name.KK != "Ақтау қаласының әкімдігі" || i.On(today).Name.KK != "Ақтау әкімдігі" || i.Email != "aktau@b.example" {
			t.Errorf("%+v", i)
		}
		h.says(h.get("/kk/institutions/corrections", 200), number, "Қайта ұйымдастырылды", "№ 7 қаулы", "Ақтау әкімдігі")
		ends.Since = calendar.Day{}
		_, err = h.Edit(t.Context(), h.keeper, ends)
		check(t, err)
		if i := h.aktau(); i.Until != calendar.Date(2027, 1, 1) || i.Successor != "akimat-47" {
			t.Errorf("%+v", i)
		}
		all, err := h.Directory.Read(t.Context())
		check(t, err)
		answered := len(all.CompetencesOf("aktau", calendar.Date(2026, 12, 31)))
		if n := len(all.CompetencesOf("aktau", calendar.Date(2027, 1, 1))); n != 0 || answered == 0 {
			t.Errorf("it answers for %d before its end, and for %d after it", answered, n)
		}
		for _, c := range all.CompetencesOf("aktau", calendar.Date(2026, 12, 31)) {
			if !slices.ContainsFunc(all.CompetencesOf("akimat-47", calendar.Date(2027, 1, 1)), func(o directory.Competence) bool { return o.Topic == c.Topic && o.District == c.District }) {
				t.Errorf("nobody answers for %s any more", c.Topic)
			}
		}
	})
}

// TestKeepForm changes an institution by the form, without script.
func TestKeepForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := "/kk/office/directory/institutions/aktau"
		h.get(at, 401)
		h.seat = &h.stranger
		h.get(at, 403)
		h.seat = &h.keeper
		page := h.get(at, 200)
		h.says(page, "Мекеме жазбасын өзгерту", "Мирасқоры", "Маңғыстау облысының әкімдігі")
		i := h.aktau()
		s := i.On(today)
		for name, value := range map[string]string{"kind": i.Kind, "region": s.Region, "district": s.District, "superior": s.Superior} {
			if value != "" && !strings.Contains(page, `value="`+value+`" selected`) {
				t.Errorf("the form would change %s, which is %s", name, value)
			}
		}
		fields := func(more ...string) []string {
			return append([]string{
				"name_kk", s.Name.KK, "name_ru", s.Name.RU, "name_en", s.Name.EN, "kind", i.Kind, "region", s.Region, "district", s.District,
				"superior", s.Superior, "clock", i.Clock, "source", "Сайт",
			}, more...)
		}
		again := h.post(at, 422, fields("email", "aktau@b.example", "reason", "")...).Body.String()
		h.says(again, "Себебін жазыңыз")
		if !strings.Contains(again, "aktau@b.example") || h.aktau().Email != "" {
			t.Error("what was written is gone, or was kept")
		}
		h.post(at, 422, fields("until", "2027-01-01", "successor", "nobody", "reason", "Жойылды")...)
		w := h.post(at, 303, fields("email", "aktau@b.example", "until", "2027-01-01", "successor", "akimat-47", "reason", "Біріктірілді")...)
		h.seat = nil
		h.says(h.get(w.Header().Get("Location"), 200), "қабылданды", "Біріктірілді")
		if i := h.aktau(); i.Email != "aktau@b.example" || i.Successor != "akimat-47" || len(i.Styles) != 1 {
			t.Errorf("%+v", i)
		}
	})
}
