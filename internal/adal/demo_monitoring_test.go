package adal_test

import (
	"log/slog"
	"testing"

	"adal/internal/adal"
	"adal/internal/db"
	"adal/internal/docket"
	"adal/internal/monitoring"
)

// TestDemoStates shows a shortcoming in every state of its life in the demo, each
// with a history that is as it was recorded.
func TestDemoStates(t *testing.T) {
	c := adal.Config{Data: filled(t), Origin: "demo.test/register", Zone: "Asia/Almaty", Mail: "outbox"}
	app, err := adal.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	if _, err := app.Demo(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	count := map[docket.State]int{}
	if err := app.DB.Read(t.Context(), func(tx *db.Tx) error {
		ids, err := db.All(t.Context(), tx, db.Value[string], `SELECT id FROM docket WHERE kind = 'shortcoming'`)
		for _, id := range ids {
			item, failed := docket.Find(t.Context(), tx, id)
			if failed != nil {
				return failed
			}
			count[item.State]++
			if _, err := docket.Verify(t.Context(), tx, id); err != nil {
				t.Error(err)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, state := range monitoring.States {
		if count[state] == 0 {
			t.Errorf("nothing is %s", state)
		}
	}
	t.Log(count)
}
