package overlap_test

import (
	"strings"
	"testing"

	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/overlap"
)

// TestReasons: a reason has ten to five hundred letters, however many bytes and spaces;
// works that are joined need none, and two works have one decision whoever takes it.
func TestReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, k := t.Context(), open(t, d)
		check(t, d.Write(ctx, "hq", func(tx *db.Tx) error {
			a, err := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-03-01", "2020-03-31"))
			check(t, err)
			b, err := k.put(ctx, tx, work("aktau", "", "KZ-47", "2020-03-05", "2020-03-06"))
			check(t, err)
			s := overlap.Settlement{Docket: a.Docket, Other: b.Docket, How: overlap.Apart, Body: "hq", Seat: "s", Day: day("2020-02-20")}
			for reason, ok := range map[string]bool{
				"": false, strings.Repeat("ғ", 9): false, strings.Repeat("ғ", 10): true, "ғ" + strings.Repeat(" ", 30) + "ғ": false,
				strings.Repeat("ғ", 500): true, strings.Repeat("ғ", 501): false, "  " + strings.Repeat("ғ", 500) + "\n": true, strings.Repeat("ғ", 9) + "\xff": false,
			} {
				s.Reason = reason
				if err := overlap.Settle(ctx, tx, s); (err == nil) != ok || err != nil && fault.Of(err) != fault.Invalid {
					t.Errorf("%d letters of %q: %v", len([]rune(reason)), reason, err)
				}
			}
			s.How, s.Reason = overlap.Joined, "not asked for"
			s.Docket, s.Other = s.Other, s.Docket
			check(t, overlap.Settle(ctx, tx, s))
			all, err := overlap.Settled(ctx, tx, a.Docket)
			if err != nil || len(all) != 1 || all[0].How != overlap.Joined || all[0].Reason != "" {
				t.Errorf("%+v, %v", all, err)
			}
			for _, how := range []string{"", "later", "Apart"} {
				s.How = how
				if f := fault.Fields(overlap.Settle(ctx, tx, s)); len(f) != 1 || f[0].Word != "overlap.how-missing" {
					t.Errorf("%q: %+v", how, f)
				}
			}
			// What ended is met by nothing and is planned no more; what isn't there doesn't end.
			check(t, overlap.End(ctx, tx, a.Docket))
			if of, err := overlap.Of(ctx, tx, "hq"); err != nil || len(of) != 1 || of[0].Docket != b.Docket {
				t.Errorf("%+v, %v", of, err)
			}
			if found, err := overlap.Found(ctx, tx, b); err != nil || len(found) != 0 {
				t.Errorf("%+v, %v", found, err)
			}
			if err := overlap.End(ctx, tx, "nobody"); fault.Of(err) != fault.NotFound {
				t.Errorf("what isn't there ended: %v", err)
			}
			return nil
		}))
	})
}

// TestNames: every topic and every kind has a name in each language, of its own.
func TestNames(t *testing.T) {
	words := i18n.Words{}
	check(t, words.Load("overlap", overlap.Words))
	seen := map[string]string{}
	keys := []string{overlap.KindWord(overlap.PlanItem), overlap.KindWord(overlap.Campaign), overlap.KindWord(overlap.Pilot), overlap.KindWord(overlap.Instance)}
	for _, topic := range overlap.Topics {
		keys = append(keys, overlap.TopicWord(topic))
	}
	for _, key := range keys {
		for _, l := range i18n.Langs {
			said := words.Say(l, key)
			if said == key || seen[string(l)+said] != "" {
				t.Errorf("%s is %q in %s, as is %q", key, said, l, seen[string(l)+said])
			}
			seen[string(l)+said] = key
		}
	}
}
