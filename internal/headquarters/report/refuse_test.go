package report_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

type refusal = webtest.Refusal

// stands is what the reports and the register are, as one text.
func (h *house) stands() string {
	h.t.Helper()
	all, err := h.Of(h.t.Context(), "hq")
	check(h.t, err)
	text := fmt.Sprint(h.number("%%"), " entries")
	for _, r := range all {
		text += fmt.Sprintf("\n%s %s %s %s %+v %q", r.Number, r.State, r.Counted, r.SHA256, r.Foreword, r.Published)
	}
	return text
}

// refused sends a form that is refused, and changes nothing.
func (h *house) refused(by *charter.Principal, r refusal) {
	h.t.Helper()
	before := h.stands()
	h.seat = by
	webtest.Refused(h.t, h.Words, h.post, r)
	if after := h.stands(); after != before {
		h.t.Errorf("%s: it was\n%s\nand is\n%s", r.Path, before, after)
	}
}

// TestRefusals takes a report through its life and tries at each step what can't be
// then: it is refused in the reader's language and changes nothing.
func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		for _, c := range []struct{ half, word string }{
			{"", "half-wrong"}, {"кеше", "half-wrong"}, {"2020-0", "half-wrong"}, {"2020-3", "half-wrong"}, {"2018-2", "half-wrong"}, {"12020-1", "half-wrong"}, {"2020/1", "half-wrong"},
			{"2021-1", "half-ahead"}, {"2199-2", "half-ahead"},
		} {
			h.refused(&h.head, refusal{Path: "/office/reports", Form: []string{"sent", "", "half", c.half}, Status: 422, Field: "half", Word: "report." + c.word}) // a list keeps no choice that it hasn't
		}
		running, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 2}) // it is the first day of it
		check(t, err)
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		h.refused(&h.second, refusal{Path: "/office/reports", Form: []string{"half", "2020-1"}, Status: 422, Field: "half", Word: "report.half-there"})
		at := "/office/reports/" + id
		for _, l := range i18n.Langs {
			field := "foreword-" + string(l)
			h.refused(&h.head, refusal{Path: at, Form: []string{field, strings.Repeat("ә", 4001)}, Status: 422, Field: field, Word: "headquarters.too-long", Args: []any{4001, 4000}})
		}
		state := func(path, state string) refusal {
			return refusal{Path: path, Status: 409, Word: "docket.not-in-state", Args: []any{"report.state-" + state}}
		}
		h.refused(&h.head, state(at+"/publish", "draft"))
		h.refused(&h.second, refusal{Path: "/office/reports/" + running + "/approve", Status: 409, Word: "report.not-over"})
		check(t, h.Approve(ctx, h.second, id))
		h.refused(&h.second, state(at+"/approve", "approved"))
		check(t, h.Publish(ctx, h.second, id)) // who approved may publish
		h.refused(&h.second, state(at+"/approve", "published"))
		h.refused(&h.second, state(at+"/publish", "published"))
		h.refused(&h.head, func() refusal { r := state(at, "published"); r.Form = []string{"foreword-kk", "Кеш"}; return r }())
		h.Book.Day = day("2020-12-31") // the last day of the half belongs to it
		h.Changed()
		h.refused(&h.second, refusal{Path: "/office/reports/" + running + "/approve", Status: 409, Word: "report.not-over"})
		h.Book.Day = day("2021-01-01")
		h.refused(&h.second, refusal{Path: "/office/reports/" + running + "/approve", Status: 409, Word: "report.counted-early"})
		check(t, h.Recount(ctx, h.second, running, i18n.Text{}))
		check(t, h.Approve(ctx, h.second, running))
	})
}

// TestDrafts: what isn't published is at no address that everybody reads, in no form and
// no language, and on no list; published it is at all of them.
func TestDrafts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		all := func(want int) {
			t.Helper()
			for _, l := range i18n.Langs {
				for _, form := range []string{"", "/report.pdf", "/report.csv", "/report.json"} {
					h.get("/"+string(l)+"/reports/"+id+form, want)
				}
				if on := strings.Contains(h.get("/"+string(l)+"/reports", 200), id); on != (want == 200) {
					t.Errorf("%s: it is on the list: %v", l, on)
				}
			}
			if found, err := h.Of(ctx, ""); err != nil || (len(found) == 1) != (want == 200) {
				t.Errorf("everybody has %d, %v", len(found), err)
			}
		}
		all(404)
		check(t, h.Approve(ctx, h.second, id))
		all(404)
		check(t, h.Publish(ctx, h.head, id))
		all(200)
	})
}

// TestCounts: a figure that can't be counted makes no report, a part that nobody counts
// says so, and what was counted stands until it is counted again.
func TestCounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		broken := errors.New("the area is broken")
		h.Parts = append(h.Parts, report.Part{Word: "report.part-plan", Count: func(context.Context, report.Span) ([]report.Figure, error) { return nil, broken }})
		if _, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1}); !errors.Is(err, broken) {
			t.Errorf("made all the same: %v", err)
		}
		if all, err := h.Of(ctx, "hq"); err != nil || len(all) != 0 {
			t.Errorf("%d are there, %v", len(all), err)
		}
		h.Parts = h.Parts[:3]
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		h.held = 8
		r, err := h.Get(ctx, id)
		check(t, err)
		chapters, err := r.Chapters()
		check(t, err)
		if len(chapters) != 3 || !chapters[0].Counted || chapters[1].Counted || !chapters[2].Counted || len(chapters[2].Figures) != 0 || chapters[0].Figures[0].Value.KK != "3" {
			t.Errorf("%+v", chapters)
		}
		h.Parts[0].Count = func(context.Context, report.Span) ([]report.Figure, error) { return nil, broken }
		if err := h.Recount(ctx, h.head, id, i18n.Text{KK: "Сөз"}); !errors.Is(err, broken) {
			t.Errorf("counted again all the same: %v", err)
		}
		if r, err = h.Get(ctx, id); err != nil || r.Foreword.KK != "" {
			t.Errorf("%+v, %v", r.Foreword, err)
		}
	})
}

// TestMayReport asks for every other kind of seat whether it reports, even one that says
// it is of the body.
func TestMayReport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		before := h.stands()
		for _, kind := range []string{string(charter.KindMonitoringGroup), string(charter.KindAntikorCentre), string(charter.KindKeeper), string(charter.KindNewsroom), string(charter.KindStateBody)} {
			by := charter.Principal{Seat: "s", Body: "hq", Kind: kind, Region: "KZ-47"}
			_, made := h.Make(ctx, by, report.Half{Year: 2019, N: 2})
			for act, err := range map[string]error{"make": made, "recount": h.Recount(ctx, by, id, i18n.Text{}), "approve": h.Approve(ctx, by, id), "publish": h.Publish(ctx, by, id)} {
				if fault.Of(err) != fault.Denied {
					t.Errorf("%s of a %s: %v", act, kind, err)
				}
			}
		}
		if after := h.stands(); after != before {
			t.Errorf("it was\n%s\nand is\n%s", before, after)
		}
	})
}

// TestHalves: a half has its days, and a report knows its half by the first of them.
func TestHalves(t *testing.T) {
	for _, c := range []struct {
		half         report.Half
		since, until string
		text         string
	}{{report.Half{Year: 2020, N: 1}, "2020-01-01", "2020-06-30", "2020-1"}, {report.Half{Year: 2020, N: 2}, "2020-07-01", "2020-12-31", "2020-2"}} {
		since, until := c.half.Days()
		if !since.Equal(day(c.since)) || !until.Equal(day(c.until)) || c.half.String() != c.text {
			t.Errorf("%v is %s to %s", c.half, since, until)
		}
		for _, d := range []calendar.Day{since, until} {
			if got := (report.Report{Since: d}).Half(); got != c.half {
				t.Errorf("%s is of %v", d, got)
			}
		}
	}
}
