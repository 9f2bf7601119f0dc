package docket_test

import (
	"slices"
	"strings"
	"testing"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/docket"
	"adal/internal/register"

	"github.com/google/go-cmp/cmp"
)

func (w *world) verify(id string) (leaves [][]byte, err error) {
	err = w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		leaves, err = docket.Verify(w.t.Context(), tx, id)
		return err
	})
	return leaves, err
}

// TestHistory records who did what on which day, by which article.
func TestHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		i := w.open(flow, "KZ-47")
		w.Day = calendar.Date(2026, 12, 17)
		_, err := w.do(i.ID, charter.Take)
		check(t, err)
		got := w.history(i.ID)
		want := []docket.Entry{
			{N: 1, Day: calendar.Date(2026, 12, 15), Act: charter.Bring, Article: w.Charter.Article(charter.Bring), State: "new", Due: i.Due},
			{N: 2, Day: w.Day, Seat: "seat", Body: "centre", Act: charter.Take, Article: w.Charter.Article(charter.Take), State: "taken", Due: i.Due},
		}
		same := cmp.Comparer(func(a, b docket.Entry) bool {
			return a.N == b.N && a.Day == b.Day && a.Seat == b.Seat && a.Body == b.Body && a.Act == b.Act &&
				a.Article == b.Article && a.State == b.State && a.Due == b.Due && a.Note == b.Note
		})
		if diff := cmp.Diff(want, got, same); diff != "" {
			t.Error(diff)
		}
		if want[0].Article == "" || want[0].Article == want[1].Article {
			t.Errorf("the articles are %q and %q", want[0].Article, want[1].Article)
		}
	})
}

// TestVerify changes the history in every way: each is found, and what wasn't
// changed has its entries in what waits for the register.
func TestVerify(t *testing.T) {
	changes := map[string]string{
		"day":     `UPDATE docket_step SET day = '2026-12-14' WHERE docket = $1 AND n = 2`,
		"seat":    `UPDATE docket_step SET seat = 'another' WHERE docket = $1 AND n = 2`,
		"body":    `UPDATE docket_step SET body = 'another' WHERE docket = $1 AND n = 2`,
		"act":     `UPDATE docket_step SET act = 'answer' WHERE docket = $1 AND n = 2`,
		"article": `UPDATE docket_step SET article = '99' WHERE docket = $1 AND n = 2`,
		"state":   `UPDATE docket_step SET state = 'answered' WHERE docket = $1 AND n = 2`,
		"due":     `UPDATE docket_step SET due = '2027-02-01' WHERE docket = $1 AND n = 2`,
		"no due":  `UPDATE docket_step SET due = NULL WHERE docket = $1 AND n = 2`,
		"note":    `UPDATE docket_step SET note = 'x' WHERE docket = $1 AND n = 2`,
		"link":    `UPDATE docket_step SET link = (SELECT link FROM docket_step WHERE docket = $1 AND n = 1) WHERE docket = $1 AND n = 2`,
		"dropped": `DELETE FROM docket_step WHERE docket = $1 AND n = 2`,
		"first":   `DELETE FROM docket_step WHERE docket = $1 AND n = 1`,
		"moved":   `UPDATE docket_step SET n = 9 WHERE docket = $1 AND n = 2`,
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for name, change := range changes {
			i := w.open(flow, "KZ-47")
			for _, act := range []charter.Act{charter.Take, charter.Answer} {
				_, err := w.do(i.ID, act)
				check(t, err)
			}
			leaves, err := w.verify(i.ID)
			if err != nil || len(leaves) != 3 {
				t.Fatalf("before anything is changed: %d leaves, %v", len(leaves), err)
			}
			waiting := w.sealed()
			for n, leaf := range leaves {
				if !slices.Contains(waiting, string(leaf)) {
					t.Errorf("step %d doesn't wait for the register", n+1)
				}
			}
			_, err = d.Pool().ExecContext(t.Context(), change, i.ID)
			check(t, err)
			if _, err := w.verify(i.ID); err == nil || !strings.Contains(err.Error(), "isn't as it was recorded") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func (w *world) sealed() (all []string) {
	w.t.Helper()
	check(w.t, w.d.Read(w.t.Context(), func(tx *db.Tx) error {
		texts, err := db.All(w.t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_sealed`)
		for _, text := range texts {
			all = append(all, string(text))
		}
		return err
	}))
	return all
}

// TestPublic puts the steps of a public flow into the register in readable form,
// and those of a closed one as commitments alone.
func TestPublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		open := flow
		open.Public, open.Kind, open.Mark = true, "open", "P"
		i := w.open(open, "KZ-47")
		staged := func() (all []register.Entry) {
			check(t, d.Read(t.Context(), func(tx *db.Tx) error {
				texts, err := db.All(t.Context(), tx, db.Value[[]byte], `SELECT entry FROM register_staged`)
				for _, text := range texts {
					e, _ := register.ParseEntry(text)
					all = append(all, e)
				}
				return err
			}))
			return all
		}
		got := staged()
		if len(got) != 1 || got[0].Number != i.Number || got[0].Act != "bring" || got[0].Docket != i.ID || len(got[0].Digest) != 64 {
			t.Errorf("the register gets %+v", got)
		}
		closed := w.open(flow, "KZ-47")
		if len(staged()) != 1 {
			t.Error("a step of a closed flow is readable")
		}
		for _, text := range w.sealed() {
			if strings.Contains(text, closed.ID) || strings.Contains(text, closed.Number) {
				t.Errorf("a commitment tells of its item: %q", text)
			}
		}
	})
}
