package initiatives_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"adal/internal/i18n"
	"adal/internal/initiatives"
	"adal/internal/links"

	"github.com/mmcdole/gofeed"
)

// TestPages shows an initiative in all its stages, in three languages.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, id := t.Context(), h.judged()
		one, err := h.Replicate(ctx, h.lead, id, local("KZ-47"), nil)
		check(t, err)
		check(t, h.Advance(ctx, h.lead, one, initiatives.Running, local("").Name, local("").Deviations))
		h.Together = func(context.Context, string) ([]links.Ref, error) {
			return []links.Ref{{Docket: "x", Kind: "event", Title: i18n.Text{KK: "Брифинг"}, Path: "/events/x", Day: today}}, nil
		}
		at := "/initiatives/" + id
		if page := h.get("/kk"+at+"?now", 200); !strings.Contains(page, `href="/kk/events/x"`) {
			t.Error("what belongs together with it isn't shown")
		}
		for path, want := range map[string]string{
			"/kk/initiatives": "Ашық кезек", "/en/initiatives?stage=spread": "Being replicated", "/kk/initiatives?stage=<x>": "Әзірге бастама жоқ.",
			// 63 − 44 = 19 against 47 − 46 = 1: 18, as below.
			"/kk" + at: "&#43;18", "/ru" + at: "Разность изменений", "/en" + at: "Where it was piloted it changed for the better",
			"/kk" + at + "?on=2020-01-01": "Бастаманың таралуы, 2020 жылғы 1 қаңтар", "/kk/initiatives.csv": "OFFICE-I-2026-0001,/initiatives/" + id,
		} {
			if page := h.get(path, 200); !strings.Contains(page, want) || !utf8.ValidString(page) {
				t.Errorf("%s doesn't say %q", path, want)
			}
		}
		var all []struct{ Number, State string }
		if err := json.Unmarshal([]byte(h.get("/kk/initiatives.json", 200)), &all); err != nil || len(all) != 1 || all[0].State != "spread" {
			t.Errorf("%+v %v", all, err)
		}
		feed, err := gofeed.NewParser().ParseString(h.get("/kk/initiatives.atom", 200))
		if err != nil || len(feed.Items) != 1 || feed.Items[0].Title != "Ашық кезек" {
			t.Errorf("%+v %v", feed, err)
		}
		for _, path := range []string{"/kk/initiatives/nothing", "/kk" + at + "?on=yesterday", "/kk" + at + "/kit", "/kk/support/nothing"} {
			h.get(path, 404)
		}
	})
}

// TestSupportPages supports an idea as a browser without script does.
func TestSupportPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := "/kk/initiatives/" + h.shown()
		page := h.post(at+"/support", 422, "address", "not an address")
		if !strings.Contains(page, `value="not an address"`) {
			t.Error("what was written is lost")
		}
		if to := h.post(at+"/support", 303, "address", "aigul@mail.example"); to != at+"?done=asked" {
			t.Errorf("sent to %s", to)
		}
		path := link.FindStringSubmatch(h.letters()[0].Text)[1]
		h.get(path, 200)
		h.post(path, 303)
		h.post(path, 404)
		if page := h.get(at, 200); !strings.Contains(page, "1 адам қолдады") {
			t.Error("the page doesn't count the supporter")
		}
		h.post("/kk/initiatives/propose", 422, "title", "<b>x", "summary", "", "topic", "social")
		h.get(h.post("/kk/initiatives/propose", 303, "title", "<b>x", "summary", "y", "topic", "social"), 200)
	})
}

// TestOffice takes an initiative through its life over the pages of the office.
func TestOffice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.get("/kk/office/initiatives", 401)
		h.seat = &h.head
		h.get("/kk/office/initiatives", 403)
		h.seat = &h.lead
		h.post("/kk/office/initiatives", 422, "title-kk", "Кезек")
		at := h.post("/kk/office/initiatives", 303, "title-kk", "Кезек", "summary-kk", "Тақта", "topic", "social")
		h.get(at, 200)
		h.post(at+"/assess", 422, "to", "assessed", "title-kk", "Кезек", "summary-kk", "Тақта", "topic", "social")
		h.post(at+"/assess", 303, "to", "assessed", "title-kk", "Кезек", "summary-kk", "Тақта", "topic", "social", "assessment-kk", "Иә")
		trial := []string{"region", "KZ-71", "comparison", "KZ-75", "since", "2026-12-01", "until", "2027-02-01", "name-1-kk", "Минут", "kind-1", "mean", "less-1", "yes", "target-1", "25",
			"here-before-1", "41,5", "here-before-1-n", "120", "here-before-1-sd", "18", "there-before-1", "39", "there-before-1-n", "110", "there-before-1-sd", "17"}
		if page := h.post(at+"/pilot", 422, append(trial, "target-1", "x")[2:]...); !strings.Contains(page, `value="41,5"`) {
			t.Error("what was written is lost")
		}
		h.post(at+"/pilot", 303, trial...)
		h.post(at+"/measure", 422, "here-after-1", "few")
		h.post(at+"/measure", 303, "here-after-1", "23", "here-after-1-n", "130", "here-after-1-sd", "12", "there-after-1", "38", "there-after-1-n", "115", "there-after-1-sd", "16")
		h.post(at+"/judge", 403, "to", "worked", "verdict-kk", "Ақтады")
		h.seat = &h.judge
		h.post(at+"/judge", 303, "to", "worked", "verdict-kk", "Ақтады")
		h.post(at+"/replicate", 422, "region", "KZ-47")
		h.post(at+"/replicate", 303, "region", "KZ-47", "name-kk", "Ақтау", "owner", "hq", "since", "2026-12-01", "until", "2027-02-01")
		page := h.get(at, 200)
		_, rest, ok := strings.Cut(page, at+"/instance/")
		if !ok {
			t.Fatal("the instance has no form")
		}
		one, _, _ := strings.Cut(rest, `"`)
		h.post(at+"/instance/"+one, 303, "to", "running")
		if page := h.post(at+"/instance/"+one, 422, "to", "finished", "result-"+one+"-kk", ""); !strings.Contains(page, `id="result-`+one+`-kk-error"`) {
			t.Error("the fault isn't beside its field")
		}
		h.post(at+"/instance/"+one, 303, "to", "finished", "result-"+one+"-kk", "Болды")
		h.post(at+"/kit", 422, "steps-kk", "")
		h.post(at+"/kit", 303, "steps-kk", "1. Тақта", "checklist", "/x", "course", "")
		h.post("/kk/office/initiatives/kit", 422, "key", "abc")
	})
}

// TestSteps follows one initiative by its feed: each step once, the newest first, with
// what is done in a region under the region's own name.
func TestSteps(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.judged()
		one, err := h.Replicate(t.Context(), h.lead, id, local("KZ-47"), nil)
		check(t, err)
		check(t, h.Advance(t.Context(), h.lead, one, initiatives.Running, local("").Deviations, local("").Deviations))
		at := "/kk/initiatives/" + id
		feed, err := gofeed.NewParser().ParseString(h.get(at+"/steps.atom", 200))
		check(t, err)
		seen, named := map[string]bool{}, 0
		for n, e := range feed.Items {
			if seen[e.GUID] || n > 0 && e.UpdatedParsed.After(*feed.Items[n-1].UpdatedParsed) {
				t.Errorf("entry %d: %+v", n, e)
			}
			seen[e.GUID] = true
			if strings.HasPrefix(e.Title, local("KZ-47").Name.KK+": ") {
				named++
			}
		}
		history, err := h.History(t.Context(), id)
		check(t, err)
		if len(feed.Items) != len(history)+2 || named != 2 || feed.FeedLink != "https://adal.example"+at+"/steps.atom" {
			t.Errorf("%d entries, %d of the region, at %s", len(feed.Items), named, feed.FeedLink)
		}
		if page := h.get(at, 200); !strings.Contains(page, at+"/steps.atom") {
			t.Error("the page doesn't lead to its feed")
		}
		h.get("/kk/initiatives/nothing/steps.atom", 404)
	})
}
