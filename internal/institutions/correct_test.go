package institutions_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/directory"
	"adal/internal/docket"
	"adal/internal/fault"
	"adal/internal/institutions"
	"adal/internal/register/registertest"
)

// proposal is of Aktau's address, and of its name if it isn't empty.
func proposal(email, name string) institutions.Correction {
	n := institutions.Correction{Institution: "aktau", Lang: "kk", Reason: "Қате", Source: "Қаулы", Edits: []directory.Edit{{Column: "email", Now: email}}}
	if name != "" {
		n.Edits = append(n.Edits, directory.Edit{Column: "name_kk", Was: "Ақтау қаласының әкімдігі", Now: name})
	}
	return n
}

// waiting is the only correction that waits.
func (h *house) waiting() institutions.Correction {
	h.t.Helper()
	all, err := h.Waiting(h.t.Context(), h.keeper)
	check(h.t, err)
	if len(all) != 1 {
		h.t.Fatalf("%d wait", len(all))
	}
	return all[0]
}

func (h *house) aktau() directory.Institution {
	h.t.Helper()
	all, err := h.Directory.Read(h.t.Context())
	check(h.t, err)
	i, _ := all.Get("aktau")
	return i
}

// TestCorrect proposes, decides, and reads the log.
func TestCorrect(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		number, err := h.Propose(t.Context(), charter.Public(), proposal("aktau@mangystau.example", ""))
		check(t, err)
		if again, err := h.Propose(t.Context(), charter.Public(), proposal("aktau@mangystau.example", "")); err != nil || again != number {
			t.Errorf("the same once more: %s, %v", again, err)
		}
		if h.aktau().Email != "" {
			t.Error("the directory changed before anybody decided")
		}
		page := h.get("/kk/corrections/"+number, 200)
		h.says(page, "шешім күтуде")
		if strings.Contains(page, "mangystau.example") || strings.Contains(h.get("/kk/institutions/corrections", 200), "mangystau.example") {
			t.Error("what nobody decided is public")
		}
		n := h.waiting()
		if err := h.Decide(t.Context(), h.stranger, n.Item.ID, true, "Дұрыс"); !errors.Is(err, fault.Denied) {
			t.Errorf("a receptionist decides: %v", err)
		}
		if err := h.Decide(t.Context(), h.keeper, n.Item.ID, true, " "); !errors.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		check(t, h.Decide(t.Context(), h.keeper, n.Item.ID, true, "Тексерілді"))
		if h.aktau().Email != "aktau@mangystau.example" {
			t.Error("what was accepted didn't change the directory")
		}
		if err := h.Decide(t.Context(), h.keeper, n.Item.ID, false, "Қайта"); !errors.Is(err, fault.Conflict) {
			t.Errorf("deciding twice: %v", err)
		}
		h.says(h.get("/kk/institutions/corrections", 200), "aktau@mangystau.example", "Қаулы", "Тексерілді", "қабылданды")
		if text := h.get("/kk/institutions/corrections.csv", 200); !strings.Contains(text, number+",aktau,2026-11-28,accepted,email,,aktau@mangystau.example") {
			t.Error(text)
		}
	})
}

// TestAnyKeeper: whichever keeper a correction was numbered for, a seat of any decides
// it, and its step says which did; what the one decided the other finds decided.
func TestAnyKeeper(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for n, by := range []charter.Principal{h.second, h.keeper} {
			_, err := h.Propose(t.Context(), charter.Public(), proposal(strings.Repeat("a", n+1)+"@b.example", ""))
			check(t, err)
			id := h.waiting().Item.ID
			if all, err := h.Waiting(t.Context(), by); err != nil || len(all) != 1 || all[0].Item.ID != id {
				t.Errorf("%s sees %d, %v", by.Body, len(all), err)
			}
			if c, err := h.Get(t.Context(), by, id); err != nil || c.Reason != "Қате" {
				t.Errorf("%s reads %+v, %v", by.Body, c, err)
			}
			for _, no := range []charter.Principal{h.stranger, charter.Public(), {Seat: by.Seat, Body: by.Body, Kind: charter.KindNewsroom}} {
				if _, err := h.Get(t.Context(), no, id); !errors.Is(err, fault.Denied) && !errors.Is(err, fault.SignIn) {
					t.Errorf("%+v reads it: %v", no, err)
				}
				if err := h.Decide(t.Context(), no, id, false, "x"); !errors.Is(err, fault.Denied) && !errors.Is(err, fault.SignIn) {
					t.Errorf("%+v decides: %v", no, err)
				}
			}
			check(t, h.Decide(t.Context(), by, id, false, "Расталмады"))
			check(t, h.DB.Read(t.Context(), func(tx *db.Tx) error {
				steps, err := docket.History(t.Context(), tx, id)
				if last := steps[len(steps)-1]; err == nil && (last.Body != by.Body || last.Seat != by.Seat) {
					t.Errorf("decided by %s of %s, want %s of %s", last.Seat, last.Body, by.Seat, by.Body)
				}
				return err
			}))
			for _, late := range []charter.Principal{h.keeper, h.second} {
				if err := h.Decide(t.Context(), late, id, true, "Кеш"); !errors.Is(err, fault.Conflict) {
					t.Errorf("%s decides again: %v", late.Body, err)
				}
			}
		}
		n := proposal("office@b.example", "")
		if _, err := h.Edit(t.Context(), h.second, n); err != nil || h.aktau().Email != "office@b.example" {
			t.Errorf("the second keeper edits: %v", err)
		}
	})
}

// TestNoFormula: a spreadsheet that opens the log runs nothing that anybody wrote.
func TestNoFormula(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := proposal("a@b.example", "")
		n.Reason, n.Source = `=HYPERLINK("https://c.example","Ашу")`, "+7 701"
		_, err := h.Propose(t.Context(), charter.Public(), n)
		check(t, err)
		check(t, h.Decide(t.Context(), h.keeper, h.waiting().Item.ID, false, "@x"))
		lines, err := csv.NewReader(strings.NewReader(h.get("/kk/institutions/corrections.csv", 200))).ReadAll()
		check(t, err)
		for _, cell := range lines[1] {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a cell is %q", cell)
			}
		}
	})
}

// TestNotText: what isn't text is refused with its field, and nothing is kept.
func TestNotText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, change := range []func(*institutions.Correction){
			func(n *institutions.Correction) { n.Reason = "a\x00b" }, func(n *institutions.Correction) { n.Source = "a\xffb" },
			func(n *institutions.Correction) { n.Edits[0].Now = "a\x00@b.example" },
		} {
			n := proposal("a@b.example", "")
			change(&n)
			if _, err := h.Propose(t.Context(), charter.Public(), n); !errors.Is(err, fault.Invalid) || len(fault.Fields(err)) == 0 {
				t.Errorf("%+v: %v", n, err)
			}
		}
		if all, err := h.Waiting(t.Context(), h.keeper); err != nil || len(all) != 0 {
			t.Errorf("%d wait, %v", len(all), err)
		}
	})
}

// TestRenamed: a new name holds from its day on, and a wrong one never was.
func TestRenamed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := proposal("", "Ақтау әкімдігі")
		n.Since = calendar.Date(2024, 5, 1)
		_, err := h.Propose(t.Context(), charter.Public(), n)
		check(t, err)
		check(t, h.Decide(t.Context(), h.keeper, h.waiting().Item.ID, true, "Қайта аталды"))
		i := h.aktau()
		if len(i.Styles) != 2 || i.On(calendar.Date(2024, 4, 30)).Name.KK != "Ақтау қаласының әкімдігі" || i.On(today).Name.KK != "Ақтау әкімдігі" {
			t.Errorf("%+v", i.Styles)
		}
		stale := proposal("", "Ескі")
		if _, err := h.Propose(t.Context(), charter.Public(), stale); !errors.Is(err, fault.Conflict) {
			t.Errorf("a correction of what isn't there any more: %v", err)
		}
		stale.Edits[1].Was = "Ақтау әкімдігі"
		_, err = h.Propose(t.Context(), charter.Public(), stale)
		check(t, err)
		check(t, h.Decide(t.Context(), h.keeper, h.waiting().Item.ID, true, "Қате жазылған"))
		if i := h.aktau(); len(i.Styles) != 2 || i.On(today).Name.KK != "Ескі" {
			t.Errorf("%+v", i.Styles)
		}
	})
}

// TestBounded: so many may wait and no more, whoever proposes.
func TestBounded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for n := range institutions.MostOf {
			_, err := h.Propose(t.Context(), charter.Public(), proposal(strings.Repeat("a", n+1)+"@b.example", ""))
			check(t, err)
		}
		if _, err := h.Propose(t.Context(), charter.Public(), proposal("x@b.example", "")); !errors.Is(err, fault.Busy) {
			t.Errorf("one too many: %v", err)
		}
	})
}

// TestForms walks through the pages without script.
func TestForms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.says(h.get("/kk/institutions/aktau/correct", 200), "Түзету ұсыну", "Кім ұсынғаны сақталмайды")
		page := h.post("/kk/institutions/aktau/correct", 422, "email", "aktau@b.example", "name_kk", "Ақтау қаласының әкімдігі", "name_ru", "Акимат города Актау", "name_en", "Akimat of Aktau", "reason", "", "source", "x").Body.String()
		h.says(page, "Себебін жазыңыз")
		if !strings.Contains(page, "aktau@b.example") {
			t.Error("what was written is gone")
		}
		w := h.post("/kk/institutions/aktau/correct", 303, "email", "aktau@b.example", "name_kk", "Ақтау қаласының әкімдігі", "name_ru", "Акимат города Актау", "name_en", "Akimat of Aktau", "reason", "Пошта жоқ", "source", "Сайт")
		h.says(h.get(w.Header().Get("Location"), 200), "шешім күтуде")
		h.get("/kk/office/directory", 401)
		h.seat = &h.stranger
		h.get("/kk/office/directory", 403)
		h.seat = &h.keeper
		h.says(h.get("/kk/office/directory", 200), "Ақтау қаласының әкімдігі", "Шешім күткендер")
		at := "/kk/office/directory/" + h.waiting().Item.ID
		h.says(h.get(at, 200), "aktau@b.example", "Пошта жоқ", "бос")
		h.says(h.post(at, 422, "decide", "decline", "note", "").Body.String(), "Шешімнің себебін жазыңыз")
		h.post(at, 422, "decide", "perhaps", "note", "x")
		h.post(at, 303, "decide", "decline", "note", "Расталмады")
		h.seat = nil
		h.says(h.get(w.Header().Get("Location"), 200), "қабылданбады", "Расталмады")
		if h.aktau().Email != "" {
			t.Error("what was declined changed the directory")
		}
	})
}

// TestImport tries, imports, and is refused.
func TestImport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		files := []directory.File{{Name: "a.csv", Content: []byte("id,name_kk,name_ru,name_en\ncastle,қамал,замок,castle\n")}}
		if _, err := h.Import(t.Context(), h.stranger, files, false); !errors.Is(err, fault.Denied) {
			t.Errorf("a receptionist imports: %v", err)
		}
		if _, err := h.Import(t.Context(), charter.Public(), files, false); !errors.Is(err, fault.SignIn) {
			t.Errorf("anybody imports: %v", err)
		}
		there := func() bool {
			all, err := h.Directory.Read(t.Context())
			check(t, err)
			_, ok := all.Kind("castle")
			return ok
		}
		for _, try := range []bool{true, false} {
			if o, err := h.Import(t.Context(), h.keeper, files, try); err != nil || o.Added != 1 || there() == try {
				t.Errorf("tried %v: %+v, %v, there %v", try, o, err, there())
			}
		}
		if o, err := h.Import(t.Context(), h.keeper, files, false); err != nil || !o.IsZero() {
			t.Errorf("once more: %+v, %v", o, err)
		}
	})
}

// TestRegistered: a decision and an import are in the register.
func TestRegistered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.Propose(t.Context(), charter.Public(), proposal("a@b.example", ""))
		check(t, err)
		check(t, h.Decide(t.Context(), h.keeper, h.waiting().Item.ID, true, "Дұрыс"))
		files := []directory.File{{Name: "a.csv", Content: []byte("id,name_kk,name_ru,name_en\ncastle,қамал,замок,castle\n")}}
		_, err = h.Import(t.Context(), h.keeper, files, false)
		check(t, err)
		if n := h.staged(); n != 2 {
			t.Errorf("%d entries for a decision and an import", n)
		}
	})
}

// staged is how many acts of keeping the directory wait for the register.
func (h *house) staged() (n int) {
	h.t.Helper()
	for _, e := range registertest.Staged(h.t, h.DB, string(charter.KeepDirectory)) {
		if e.Article == "85" {
			n++
		}
	}
	return n
}
