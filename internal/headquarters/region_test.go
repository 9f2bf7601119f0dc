package headquarters_test

import (
	"strings"
	"sync"
	"testing"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

func atyrau() headquarters.Regional {
	return headquarters.Regional{Region: "KZ-23", Name: i18n.Text{KK: "Атырау облысының штабы"}, Founding: headquarters.Founding{
		Number: "12", Day: day("2020-02-19"), Aims: i18n.Text{KK: "Парасаттылықты қалыптастыру"},
	}}
}

// TestFoundIn: the republic founds the headquarters of a region by its decision; it
// exists from the day of the decision, under its own page, and can be seated.
func TestFoundIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.FoundIn(ctx, h.second, atyrau())
		check(t, err)
		one, err := h.House(ctx, "KZ-23")
		check(t, err)
		if one.ID != id || one.Code != "HQ23" || one.Parent != "rhq" || !one.Since.Equal(day("2020-02-19")) || one.Founding.By.KK != "Республикалық штаб" || one.Founding.Number != "12" {
			t.Errorf("%+v %+v", one.Body, one.Founding)
		}
		head := charter.Principal{Seat: "new", Body: id, Kind: charter.KindHeadquarters, Region: "KZ-23"}
		_, err = h.Appoint(ctx, head, member("Кәсіпкерлер өкілі", "2020-02-20", "2021-02-20"))
		check(t, err)
		_, err = h.FoundIn(ctx, h.second, atyrau())
		wants(t, err, "region", "headquarters.region-has-one")
		// One that is no more leaves its region, and its numbers stay its own.
		check(t, h.DB.Write(ctx, id, func(tx *db.Tx) error { return bodies.End(ctx, tx, id, "rhq", day("2020-02-20")) }))
		again, err := h.FoundIn(ctx, h.second, atyrau())
		check(t, err)
		if one, err = h.House(ctx, "KZ-23"); err != nil || again == id || one.Code != "HQ23B" || len(one.Members) != 0 {
			t.Errorf("%s %+v %v", again, one.Body, err)
		}
	})
}

// TestFoundInFaults: whoever may not found, and what can't be, founds nothing.
func TestFoundInFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, by := range []charter.Principal{h.head, h.monitor, charter.Public()} {
			if _, err := h.FoundIn(ctx, by, atyrau()); fault.Of(err) != fault.Denied {
				t.Errorf("%+v founded a headquarters: %v", by, err)
			}
		}
		_, err := h.FoundIn(ctx, h.second, headquarters.Regional{})
		for field, word := range map[string]string{"name-kk": "headquarters.missing", "number": "headquarters.missing", "aims-kk": "headquarters.missing", "day": "overlap.day-missing", "region": "headquarters.region-unknown"} {
			wants(t, err, field, word)
		}
		for word, change := range map[string]func(*headquarters.Regional){
			"headquarters.founded-later":  func(n *headquarters.Regional) { n.Day = day("2020-02-21") },
			"headquarters.founded-before": func(n *headquarters.Regional) { n.Day = day("2019-10-31") },
		} {
			n := atyrau()
			change(&n)
			_, err := h.FoundIn(ctx, h.second, n)
			wants(t, err, "day", word)
		}
		if _, err := h.House(ctx, "KZ-23"); fault.Of(err) != fault.NotFound {
			t.Errorf("founded all the same: %v", err)
		}
	})
}

// TestFoundInAtOnce: eight seats found the headquarters of one region at the same
// moment, and there is one.
func TestFoundInAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var all sync.WaitGroup
		got := make([]error, 8)
		for i := range got {
			all.Go(func() { _, got[i] = h.FoundIn(t.Context(), h.second, atyrau()) })
		}
		all.Wait()
		founded := 0
		for _, err := range got {
			if err == nil {
				founded++
			} else {
				wants(t, err, "region", "headquarters.region-has-one")
			}
		}
		if founded != 1 {
			t.Errorf("%d were founded", founded)
		}
	})
}

// TestRegionsPage founds over the page, after a mistake that keeps what was written.
func TestRegionsPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/headquarters/regions", 401)
		h.seat = &h.head
		has(t, h.get("/kk/office/headquarters/regions", 403), "тек республикалық штаб құрады")
		h.post("/kk/office/headquarters/regions", 403, "region", "KZ-23")
		if strings.Contains(h.get("/kk/office/headquarters", 200), "headquarters/regions") {
			t.Error("a region is led to a page that it can't open")
		}
		h.seat = &h.second
		has(t, h.get("/kk/office/headquarters", 200), "headquarters/regions")
		has(t, h.get("/kk/office/headquarters/regions", 200), "Маңғыстау штабы", `value="KZ-23"`)
		page := h.post("/kk/office/headquarters/regions", 422, "region", "KZ-47", "name-kk", "Екінші <штаб>", "number", "1", "day", "2020-02-20", "aims-kk", "Мақсат")
		has(t, page, "Бұл өңірде штаб бар: Маңғыстау штабы.", "Екінші &lt;штаб&gt;")
		for l, said := range map[string]string{"ru": "В этом регионе штаб уже есть: Маңғыстау штабы.", "en": "This region has a headquarters: Маңғыстау штабы."} {
			has(t, h.post("/"+l+"/office/headquarters/regions", 422, "region", "KZ-47"), said)
		}
		to := h.post("/kk/office/headquarters/regions", 303, "region", "KZ-23", "name-kk", "Атырау штабы", "number", "№ 7", "day", "2020-02-20", "aims-kk", "Мақсат")
		has(t, h.get(to, 200), "Құрылды: Атырау штабы", "Енді жүйе әкімшісі")
		h.seat = nil
		has(t, h.get("/kk/headquarters", 200), "Атырау штабы")
		has(t, h.get("/kk/headquarters/KZ-23", 200), "Республикалық штаб", "№ 7", "Мақсат")
	})
}

// TestRegionUsedUp: the letters behind a region's mark are used up once seven of its
// headquarters are no more, since numbers of theirs stay theirs. Whoever founds an eighth
// reads so in their language, has all that they wrote again, and founds nothing.
func TestRegionUsedUp(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for range 7 {
			id, err := h.FoundIn(ctx, h.second, atyrau())
			check(t, err)
			check(t, h.DB.Write(ctx, id, func(tx *db.Tx) error { return bodies.End(ctx, tx, id, "rhq", day("2020-02-20")) }))
		}
		before := h.stands()
		h.seat = &h.second
		form := webtest.But(newHQ, "name-ru", "Штаб Атырау", "aims-en", "Integrity")
		const path = "/office/headquarters/regions"
		webtest.Refused(t, h.Words, h.post, refusal{Path: path, Form: form, Status: 422, Field: "region", Word: "headquarters.region-used-up"})
		for _, l := range i18n.Langs {
			webtest.Kept(t, h.post("/"+string(l)+path, 422, form...), form)
		}
		if after := h.stands(); after != before {
			t.Errorf("it was\n%s\nand is\n%s", before, after)
		}
	})
}
