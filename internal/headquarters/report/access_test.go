package report_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/headquarters/report"
	"adal/internal/i18n"
)

// TestStrangers: a report is made, counted, approved and published by seats of its
// body alone, and approved by none of those who made it.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		for name, by := range map[string]charter.Principal{
			"another headquarters": {Seat: "s", Body: "hq23", Kind: charter.KindHeadquarters, Region: "KZ-23"},
			"a monitor":            {Seat: "m", Body: "mg", Kind: charter.KindMonitoringGroup, Region: "KZ-47"},
			"a keeper":             {Seat: "k", Body: "kp", Kind: charter.KindKeeper},
			"a newsroom":           {Seat: "n", Body: "nr", Kind: charter.KindNewsroom, Region: "KZ-47"},
		} {
			for act, err := range map[string]error{
				"recount": h.Recount(ctx, by, id, i18n.Text{KK: "Бөтен сөз"}), "approve": h.Approve(ctx, by, id), "publish": h.Publish(ctx, by, id),
			} {
				if f := fault.Of(err); f != fault.Denied && f != fault.NotFound {
					t.Errorf("%s: %s: %v", name, act, err)
				}
			}
			if by.Kind != charter.KindHeadquarters {
				if _, err := h.Make(ctx, by, report.Half{Year: 2020, N: 1}); fault.Of(err) != fault.Denied {
					t.Errorf("%s made a report: %v", name, err)
				}
			}
		}
		if err := h.Approve(ctx, h.head, id); fault.Of(err) != fault.Denied {
			t.Errorf("who made it approved it: %v", err)
		}
		if err := h.Publish(ctx, h.head, id); fault.Of(err) != fault.Conflict {
			t.Errorf("published without approval: %v", err)
		}
		r, err := h.Get(ctx, id)
		check(t, err)
		if r.State != report.Draft || r.Foreword.KK != "" || r.Published != "" {
			t.Errorf("%+v", r)
		}
		if _, err := h.Public(ctx, id); fault.Of(err) != fault.NotFound {
			t.Errorf("a draft is public: %v", err)
		}
	})
}

// TestApprovedIsCountedAgain: what is counted anew after it was approved waits for
// approval again, and what is published is counted no more: its file stays the bytes
// whose hash is in the register.
func TestApprovedIsCountedAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id, err := h.Make(ctx, h.head, report.Half{Year: 2020, N: 1})
		check(t, err)
		check(t, h.Approve(ctx, h.second, id))
		h.held = 7
		check(t, h.Recount(ctx, h.head, id, i18n.Text{KK: "  Алғы сөз \n\n"}))
		if err := h.Publish(ctx, h.head, id); fault.Of(err) != fault.Conflict {
			t.Errorf("published what nobody approved: %v", err)
		}
		check(t, h.Approve(ctx, h.second, id))
		check(t, h.Publish(ctx, h.head, id))
		h.held = 9
		if err := h.Recount(ctx, h.head, id, i18n.Text{}); fault.Of(err) != fault.Conflict {
			t.Errorf("counted again after it was published: %v", err)
		}
		r, err := h.Public(ctx, id)
		check(t, err)
		file, err := r.File()
		check(t, err)
		sum := sha256.Sum256(file)
		if r.SHA256 != hex.EncodeToString(sum[:]) || !strings.Contains(string(file), `"kk": "7"`) || r.Foreword.KK != "Алғы сөз" {
			t.Errorf("%s of %s", r.SHA256, file)
		}
		if got := h.get("/kk/reports/"+id+"/report.json", 200); got != string(file) {
			t.Error("the page gives other bytes than those of the hash")
		}
		has(t, h.get("/kk/reports/"+id, 200), r.SHA256)
	})
}

// TestSentences: what can't be is said in the reader's language.
func TestSentences(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.seat = &h.head
		at := strings.TrimPrefix(h.post("/kk/office/reports", 303, "half", "2020-1"), "/kk")
		running := strings.TrimPrefix(h.post("/kk/office/reports", 303, "half", "2020-2"), "/kk")
		for lang, said := range map[string][]string{
			"kk": {"Бұл жартыжылдық әлі басталған жоқ", "Жартыжылдық әлі аяқталған жоқ: есепті ол аяқталғаннан кейін бекітуге болады.", h.Words.Say(i18n.KK, "report.half-there")},
			"ru": {"ещё не началось", "Полугодие ещё не закончилось: утвердить отчёт можно после его конца.", h.Words.Say(i18n.RU, "report.half-there")},
			"en": {h.Words.Say(i18n.EN, "report.half-ahead"), "The half-year isn't over: its report can be approved after its end.", h.Words.Say(i18n.EN, "report.half-there")},
		} {
			plain := func(page string) string { return strings.ReplaceAll(page, "&#39;", "'") }
			h.seat = &h.head
			has(t, plain(h.post("/"+lang+"/office/reports", 422, "half", "2021-1")), said[0])
			has(t, plain(h.post("/"+lang+"/office/reports", 422, "half", "2020-1")), said[2])
			h.seat = &h.second
			has(t, plain(h.post("/"+lang+running+"/approve", 409)), said[1])
			for _, s := range said {
				if strings.Contains(s, "report.") {
					t.Errorf("%s has no words: %s", lang, s)
				}
			}
		}
		h.seat = nil
		h.get("/kk"+at, 401)
		h.post("/kk"+at+"/approve", 401)
		h.post("/kk"+at+"/publish", 401)
		h.get("/kk"+strings.Replace(at, "/office", "", 1), 404)
		h.get("/kk"+strings.Replace(at, "/office", "", 1)+"/report.csv", 404)
	})
}
