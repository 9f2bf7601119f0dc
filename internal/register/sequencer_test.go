package register_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/fault"
	"adal/internal/register"
)

func isNotFound(err error) bool { return errors.Is(err, fault.NotFound) }

// stageSealed stages the commitments to the numbers from, …, to-1.
func (b *book) stageSealed(day calendar.Day, from, to int) (texts []string) {
	b.t.Helper()
	for i := from; i < to; i++ {
		text := register.Sealed(register.Matter, sha256.Sum256([]byte(fmt.Sprint(i))))
		texts = append(texts, string(text))
		b.write(func(ctx context.Context, tx *db.Tx) error { return register.StageSealed(ctx, tx, text, day) })
	}
	return texts
}

func today() calendar.Day { return calendar.Of(time.Now().UTC()) }

// TestStageWithAct: an act that fails leaves nothing to append, one that goes well
// leaves its entries in their order.
func TestStageWithAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		failed := errors.New("failed")
		if err := d.Write(t.Context(), "act", func(tx *db.Tx) error {
			return errors.Join(register.Stage(t.Context(), tx, register.Entry{Act: "undone"}), failed)
		}); !errors.Is(err, failed) {
			t.Fatal(err)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return errors.Join(
				register.Stage(ctx, tx, register.Entry{Act: "b"}),
				register.Stage(ctx, tx, register.Entry{Act: "a"}),
				register.Stage(ctx, tx, register.Entry{Act: "a"}),
			)
		})
		b.write(func(ctx context.Context, tx *db.Tx) error { return register.Stage(ctx, tx, register.Entry{Act: "aa"}) })
		b.once(4)
		want := []string{`{"act":"b"}`, `{"act":"a"}`, `{"act":"a"}`, `{"act":"aa"}`}
		if got := b.texts(); !slices.Equal(got, want) {
			t.Errorf("entries %q, want %q", got, want)
		}
		b.once(0)
	})
}

func TestStageRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		good := register.Sealed(register.Step, [32]byte{})
		b.write(func(ctx context.Context, tx *db.Tx) error {
			if err := register.Stage(ctx, tx, register.Entry{}); err == nil {
				t.Error("an entry without an act was staged")
			}
			if err := register.StageSealed(ctx, tx, []byte("the plain truth"), today()); err == nil {
				t.Error("a text was staged for a commitment")
			}
			if err := register.StageSealed(ctx, tx, good, calendar.Day{}); err == nil {
				t.Error("a commitment was staged without a day")
			}
			return nil
		})
		b.once(0)
	})
}

// TestSealed: entries of a day enter when it is over, once each, not in the order
// in which they came.
func TestSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		came := b.stageSealed(today().AddDays(-1), 0, 20)
		b.stageSealed(today().AddDays(-1), 0, 20) // again, as a browser would that had no answer
		b.stageSealed(today().AddDays(1), 20, 25)
		b.stage(0, 3)
		b.once(23)
		got := b.texts()
		if want := `{"act":"note","number":"0"}`; got[0] != want {
			t.Errorf("the first entry is %s, want %s", got[0], want)
		}
		got = got[3:]
		// 20! orders: neither the order in which they came nor that of their
		// hashes, by which the table is sorted, comes out by chance.
		if slices.Equal(got, came) {
			t.Error("the sealed entries stand in the order in which they came")
		}
		sorted := slices.SortedFunc(slices.Values(came), func(a, b string) int {
			x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
			return slices.Compare(x[:], y[:])
		})
		if slices.Equal(got, sorted) {
			t.Error("the sealed entries stand in the order of their hashes")
		}
		slices.Sort(got)
		slices.Sort(came)
		if !slices.Equal(got, came) {
			t.Errorf("%d sealed entries are not those that came", len(got))
		}
		b.once(0)
	})
}

// TestSealedShort: with a short delay they are taken together, whatever the day.
func TestSealedShort(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.Delay = time.Hour
		b.stageSealed(today(), 0, 3)
		b.once(3)
		b.stageSealed(today(), 3, 6)
		b.stage(0, 1)
		b.once(1) // the hour is not over
		b.Delay = time.Nanosecond
		b.once(3)
	})
}

// TestSealedRows looks at all that is stored of a sealed entry before it is
// appended: nothing finer than a day, and no trace of the order.
func TestSealedRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.stageSealed(today(), 0, 50)
		rows, err := d.Pool().QueryContext(t.Context(), `SELECT * FROM register_sealed`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil || !slices.Equal(columns, []string{"id", "day", "entry"}) {
			t.Fatalf("columns %v, %v", columns, err)
		}
		clock := regexp.MustCompile(`\d\d:\d\d|T\d\d`)
		var ids []string
		for rows.Next() {
			var id, day string
			var entry []byte
			if err := rows.Scan(&id, &day, &entry); err != nil {
				t.Fatal(err)
			}
			if day != today().String() || clock.MatchString(id+day+string(entry)) {
				t.Errorf("row %s %s %q", id, day, entry)
			}
			if want := fmt.Sprintf("%x", sha256.Sum256(entry)); id != want {
				t.Errorf("id %s, want %s", id, want)
			}
			ids = append(ids, id)
		}
		if err := rows.Err(); err != nil || len(ids) != 50 {
			t.Fatalf("%d rows, %v", len(ids), err)
		}
		if d.Postgres() {
			return // see StageSealed
		}
		if !slices.IsSorted(ids) {
			t.Error("SQLite keeps the rows in another order than that of their hashes")
		}
		if _, err := d.Pool().ExecContext(t.Context(), `SELECT rowid FROM register_sealed`); err == nil {
			t.Error("the rows are numbered as they came")
		}
	})
}

// TestRace lets two sequencers run while others stage.
func TestRace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := fresh(t, d)
		const stagers, acts = 4, 60
		var staging, running sync.WaitGroup
		done := make(chan struct{})
		for i := range stagers {
			staging.Go(func() {
				for j := range acts {
					if err := d.Write(t.Context(), fmt.Sprint(i), func(tx *db.Tx) error {
						return register.Stage(t.Context(), tx, register.Entry{Act: "note", Number: fmt.Sprint(i, "-", j)})
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for range 2 {
			s := sequencer(t, d, b.skey)
			running.Go(func() {
				for end := false; !end; {
					select {
					case <-done:
						end = true // and once more
					default:
					}
					if _, err := s.Once(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		staging.Wait()
		close(done)
		running.Wait()
		texts := b.texts()
		if len(texts) != stagers*acts || b.head().Root != mth(texts) {
			t.Fatalf("%d entries of %d", len(texts), stagers*acts)
		}
		// Whoever staged one after the other finds it so.
		next := make([]int, stagers)
		for _, text := range texts {
			e, _ := register.ParseEntry([]byte(text))
			var i, j int
			if _, err := fmt.Sscanf(e.Number, "%d-%d", &i, &j); err != nil || next[i] != j {
				t.Fatalf("%s comes where %d was expected: %v", text, next[i], err)
			}
			next[i]++
		}
		if _, err := (&register.Client{Source: b.Reader}).Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// A watched signer tells when it signs a checkpoint of some size.
type watched struct {
	note.Signer
	size   string
	signed chan struct{}
}

func (w *watched) Sign(text []byte) ([]byte, error) {
	if strings.Contains(string(text), w.size) {
		close(w.signed)
	}
	return w.Signer.Sign(text)
}

// TestRun: more than one transaction takes is appended without waiting for the
// next tick.
func TestRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := fresh(t, d)
		b.stage(0, 1500)
		w := &watched{Signer: b.Signer, size: "\n1500\n", signed: make(chan struct{})}
		b.Signer, b.Every = w, time.Hour
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { b.Run(ctx) })
		<-w.signed
		w.size = "never"
		b.once(0) // comes after the run that signed
		stop()
		running.Wait()
		if c := b.head(); c.Size != 1500 || c.Root != mth(b.texts()) {
			t.Errorf("the register has %d entries", c.Size)
		}
	})
}

// TestOldestFirst: when more wait than one transaction takes, those go first that
// were staged first, wherever their rows are.
func TestOldestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.exec(`INSERT INTO register_staged (id, staged, place, entry) VALUES ('0', '2199-01-01T00:00:00.000000Z', 0, $1)`, []byte("last"))
		b.stage(0, 1000)
		b.once(1000)
		b.once(1)
		texts := b.texts()
		for i, text := range texts[:1000] {
			if want := fmt.Sprintf(`{"act":"note","number":"%d"}`, i); text != want {
				t.Fatalf("entry %d is %s, want %s", i, text, want)
			}
		}
		if texts[1000] != "last" {
			t.Errorf("the last entry is %s", texts[1000])
		}
	})
}

// TestRunFails: an error goes to the log and is not the end.
func TestRunFails(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.stage(0, 1)
		b.exec(`UPDATE register_checkpoint SET note = 'x'`)
		ctx, stop := context.WithCancel(t.Context())
		var log strings.Builder
		runs := 0
		b.Log = slog.New(slog.NewTextHandler(writer(func(line []byte) {
			log.Write(line)
			if runs++; runs == 2 {
				stop()
			}
		}), nil))
		b.Every = time.Millisecond
		b.Run(ctx)
		if !strings.Contains(log.String(), "not a signed note") || b.texts() != nil {
			t.Errorf("logged %q", log.String())
		}
	})
}

type writer func([]byte)

func (w writer) Write(line []byte) (int, error) {
	w(line)
	return len(line), nil
}

// TestRefusesToContinue changes the database behind the sequencer's back: it must
// not sign what comes out of it.
func TestRefusesToContinue(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b *book)
		fresh  bool // seen by a sequencer that starts afterwards too
		want   string
	}{
		"tile": {
			func(b *book) {
				hashes, err := b.Tile(b.t.Context(), register.Tile{Level: 0, N: 1, Width: 44})
				if err != nil {
					b.t.Fatal(err)
				}
				hashes[0] ^= 1
				b.exec(`UPDATE register_tile SET hashes = $1 WHERE level = 0 AND n = 1`, hashes)
			}, true, "has changed since its checkpoint was signed",
		},
		"tile cut": {
			func(b *book) { b.exec(`UPDATE register_tile SET hashes = $1 WHERE level = 1`, []byte{1}) },
			true, "tile/1/000.p/1 has 1 bytes",
		},
		"tile lost": {
			func(b *book) { b.exec(`DELETE FROM register_tile WHERE level = 0 AND n = 1`) },
			true, "tile/0/001.p/44",
		},
		"checkpoint lost": {
			func(b *book) { b.exec(`DELETE FROM register_checkpoint WHERE size = 300`) },
			false, "had 300 entries and now has 260",
		},
		"all checkpoints lost": {
			func(b *book) { b.exec(`DELETE FROM register_checkpoint`) },
			false, "had 300 entries and now has 0",
		},
		"checkpoint of another key": {
			func(b *book) {
				skey, _, err := register.NewKey(origin)
				if err != nil {
					b.t.Fatal(err)
				}
				signer, _ := note.NewSigner(skey)
				signed, err := note.Sign(&note.Note{Text: b.head().String()}, signer)
				if err != nil {
					b.t.Fatal(err)
				}
				b.exec(`UPDATE register_checkpoint SET note = $1 WHERE size = 300`, string(signed))
			}, true, "is not signed with our key",
		},
		"no checkpoint": {
			func(b *book) { b.exec(`UPDATE register_checkpoint SET note = 'x' WHERE size = 300`) },
			true, "not a signed note",
		},
		"an entry ahead": {
			func(b *book) {
				b.exec(`INSERT INTO register_entry (n, leaf, act, entry) VALUES (300, $1, '', $1)`, []byte("x"))
			}, true, "entry 300",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := open(t, d)
				b.grow(260)
				b.grow(300)
				c.change(b)
				b.stage(300, 301)
				if n, err := b.Once(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%d entries were appended, %v; want %q", n, err, c.want)
				}
				if n, err := sequencer(t, d, b.skey).Once(t.Context()); c.fresh && err == nil {
					t.Errorf("a new sequencer appended %d entries", n)
				}
			})
		})
	}
}

// TestChangeOfKey continues the register with another key, which must be told of
// the former one.
func TestChangeOfKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.grow(3)
		before := b.head()
		former, err := note.NewVerifier(b.VKey)
		if err != nil {
			t.Fatal(err)
		}
		skey, vkey, err := register.NewKey(origin)
		if err != nil {
			t.Fatal(err)
		}
		b.Sequencer, b.VKey = sequencer(t, d, skey), vkey
		if _, err := b.Once(t.Context()); err == nil {
			t.Error("any key may continue the register")
		}
		b.Former = former
		b.once(0)
		if after := b.head(); after != before {
			t.Errorf("the new key signed %v, the former one %v", after, before)
		}
		b.grow(5)
	})
}

func TestNewest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		list := func(fingerprint string) {
			b.write(func(ctx context.Context, tx *db.Tx) error {
				return register.Stage(ctx, tx, register.Entry{Act: register.ListKeys, Keys: []register.Key{{Body: "b", Fingerprint: fingerprint}}})
			})
		}
		newest := func(act string) (fingerprint string, err error) {
			err = d.Read(t.Context(), func(tx *db.Tx) error {
				l, err := register.Newest(t.Context(), tx, act)
				if err != nil {
					return err
				}
				e, _ := l.Entry()
				fingerprint = e.Keys[0].Fingerprint
				return nil
			})
			return fingerprint, err
		}
		list("old")
		b.once(1)
		list("new")
		if got, err := newest(register.ListKeys); got != "old" || err != nil {
			t.Errorf("before the new list is appended: %q, %v", got, err)
		}
		b.stage(0, 5)
		b.once(6)
		if got, err := newest(register.ListKeys); got != "new" || err != nil {
			t.Errorf("after it is appended: %q, %v", got, err)
		}
		if _, err := newest(register.PublishScript); !isNotFound(err) {
			t.Errorf("an act that never was: %v", err)
		}
	})
}
