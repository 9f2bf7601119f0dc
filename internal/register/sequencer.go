package register

import (
	"cmp"
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
)

// batch bounds how many public entries, and how many sealed ones, one
// transaction appends.
const batch = 1000

const day = 24 * time.Hour

// A Sequencer appends what was staged to the tree and signs checkpoints. Several
// of them may run over one database: each appends in a Write of the scope
// "register", to the tree as it then is.
//
// It trusts the database no more than it must. It signs only what continues a
// checkpoint that carries its own signature, and never a tree that is smaller
// than one it has seen.
type Sequencer struct {
	DB     *db.DB
	Log    *slog.Logger // of the errors of Run
	Signer note.Signer  // its name is the origin of the register; see NewKey
	// Former is the key before this one, if the key was changed: a checkpoint
	// it signed is continued.
	Former note.Verifier
	// Every is the time between two runs, 0 means a second.
	Every time.Duration
	// Delay is how long sealed entries gather. 0 means a day, and then an
	// entry is due when the day on which it was staged is over; so it is with
	// several days. A shorter Delay, for demonstrations, takes all that wait
	// each time it has passed, from the first run on.
	Delay time.Duration
	// Zone is where days begin, nil means Universal Time.
	Zone *time.Location

	mu   sync.Mutex
	last Checkpoint // the greatest this sequencer has seen
	took time.Time  // when sealed entries were last taken with a short Delay
}

// Run appends every so often until ctx ends. Errors go to the log, and the next
// run tries again.
func (s *Sequencer) Run(ctx context.Context) {
	tick := time.NewTicker(cmp.Or(s.Every, time.Second))
	defer tick.Stop()
	for {
		n, err := s.Once(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "the register was not continued", "error", err)
		}
		if n >= batch {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Once appends what is due, at most 1000 public and 1000 sealed entries, and
// returns how many there were. The first call of all signs the checkpoint of the
// empty register.
func (s *Sequencer) Once(ctx context.Context) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	until, short := s.until(now)
	idle, err := s.idle(ctx, until)
	if err != nil {
		return 0, err
	}
	if !idle {
		head := s.last
		if err := s.DB.Write(ctx, "register", func(tx *db.Tx) error {
			head, n, err = s.extend(ctx, tx, until)
			return err
		}); err != nil {
			return 0, fmt.Errorf("appending to the register: %w", err)
		}
		s.last = head
	}
	if short {
		s.took = now // of nothing too: the interval does not begin with an arrival
	}
	return n, nil
}

// until is the last day whose sealed entries are due; zero is none. Short tells
// that a Delay of less than a day has passed.
func (s *Sequencer) until(now time.Time) (until calendar.Day, short bool) {
	delay := cmp.Or(s.Delay, day)
	if delay >= day {
		zone := cmp.Or(s.Zone, time.UTC)
		return calendar.Of(now.In(zone)).AddDays(-int((delay + day - 1) / day)), false
	}
	if now.Sub(s.took) < delay {
		return calendar.Day{}, false
	}
	return calendar.Date(calendar.LastYear, time.December, 31), true
}

// idle tells that there is nothing to do, without keeping others from writing.
func (s *Sequencer) idle(ctx context.Context, until calendar.Day) (bool, error) {
	return read(ctx, s.DB, "what waits", func(tx *db.Tx) (bool, error) {
		if s.last.Origin == "" {
			return false, nil // the first run looks at the checkpoint
		}
		some, err := waiting(ctx, tx, until)
		return !some, err
	})
}

// extend appends to the tree in one transaction and returns its new head.
func (s *Sequencer) extend(ctx context.Context, tx *db.Tx, until calendar.Day) (Checkpoint, int, error) {
	head, t, err := s.head(ctx, tx)
	if err != nil {
		return Checkpoint{}, 0, err
	}
	texts, err := s.take(ctx, tx, until)
	if err != nil || len(texts) == 0 {
		return head, 0, err
	}
	keep := func(t Tile, hashes []byte) error { return keepTile(ctx, tx, t, hashes) }
	for _, text := range texts {
		e, _ := ParseEntry(text)
		leaf := tlog.RecordHash(text)
		if err := insertEntry(ctx, tx, t.size, leaf, e.Act, text); err != nil {
			return Checkpoint{}, 0, fmt.Errorf("entry %d: %w", t.size, err)
		}
		if err := t.add(leaf, keep); err != nil {
			return Checkpoint{}, 0, err
		}
	}
	if err := t.rest(keep); err != nil {
		return Checkpoint{}, 0, err
	}
	head, signed, err := s.sign(t)
	if err != nil {
		return Checkpoint{}, 0, err
	}
	return head, len(texts), insertCheckpoint(ctx, tx, head.Size, signed)
}

// take removes what is due from the staged entries: public ones as they were
// staged, then the sealed ones shuffled.
func (s *Sequencer) take(ctx context.Context, tx *db.Tx, until calendar.Day) ([][]byte, error) {
	public, err := takePublic(ctx, tx, batch)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(public, func(a, b staged) int {
		return cmp.Or(a.at.Compare(b.at.Time), cmp.Compare(a.place, b.place), cmp.Compare(a.id, b.id))
	})
	sealed, err := takeSealed(ctx, tx, until, batch)
	if err != nil {
		return nil, err
	}
	var seed [32]byte
	cryptorand.Read(seed[:]) // never fails; it ends the program instead
	rand.New(rand.NewChaCha8(seed)).Shuffle(len(sealed), func(i, j int) { sealed[i], sealed[j] = sealed[j], sealed[i] })
	all := make([][]byte, len(public), len(public)+len(sealed))
	for i := range public {
		all[i] = public[i].entry
	}
	return append(all, sealed...), nil
}

// head returns the last checkpoint and the tree it signs, after making sure that
// this is what the database holds and what may be continued.
func (s *Sequencer) head(ctx context.Context, tx *db.Tx) (Checkpoint, *tree, error) {
	signed, err := checkpoint(ctx, tx)
	if errors.Is(err, fault.NotFound) {
		signed, err = nil, nil
	}
	if err != nil {
		return Checkpoint{}, nil, err
	}
	var old Checkpoint
	if signed != nil {
		if old, err = unsigned(signed); err != nil {
			return Checkpoint{}, nil, fmt.Errorf("the last checkpoint: %w", err)
		}
	}
	if old.Size < s.last.Size {
		return Checkpoint{}, nil, fmt.Errorf("the register had %d entries and now has %d", s.last.Size, old.Size)
	}
	t, err := edge(ctx, tx, old.Size)
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("the tree of %d entries: %w", old.Size, err)
	}
	c, ours, err := s.sign(t)
	switch {
	case err != nil:
		return Checkpoint{}, nil, err
	case signed == nil:
		return c, t, insertCheckpoint(ctx, tx, 0, ours)
	case c.Root != old.Root:
		return Checkpoint{}, nil, fmt.Errorf("the tree of %d entries has changed since its checkpoint was signed", old.Size)
	case c.Size == s.last.Size && s.last.Origin != "" && c.Root != s.last.Root:
		return Checkpoint{}, nil, fmt.Errorf("the checkpoint of %d entries has changed since it was signed", old.Size)
	case string(ours) == string(signed): // Ed25519 signs the same text in the same way
		return c, t, nil
	case s.Former == nil:
		return Checkpoint{}, nil, fmt.Errorf("the checkpoint of %d entries is not signed with our key", old.Size)
	}
	if _, err := note.Open(signed, note.VerifierList(s.Former)); err != nil {
		return Checkpoint{}, nil, fmt.Errorf("the checkpoint of %d entries is not signed with the former key: %w", old.Size, err)
	}
	return c, t, replaceCheckpoint(ctx, tx, c.Size, ours)
}

func (s *Sequencer) sign(t *tree) (Checkpoint, []byte, error) {
	root, err := t.root()
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("computing the root: %w", err)
	}
	c := Checkpoint{Origin: s.Signer.Name(), Size: t.size, Root: root}
	signed, err := c.sign(s.Signer)
	return c, signed, err
}

// unsigned reads a signed checkpoint without looking at its signature.
func unsigned(signed []byte) (Checkpoint, error) {
	_, err := note.Open(signed, note.VerifierList())
	var n *note.UnverifiedNoteError
	if !errors.As(err, &n) {
		return Checkpoint{}, fmt.Errorf("not a signed note: %w", err)
	}
	return ParseCheckpoint(n.Note.Text)
}

// edge reads the right edge of the tree of this size.
func edge(ctx context.Context, tx *db.Tx, size int64) (*tree, error) {
	t := &tree{size: size}
	for _, at := range partial(size) {
		var hashes []byte
		if at.Width > 0 {
			var err error
			if hashes, err = tile(ctx, tx, at.Level, at.N); err != nil {
				return nil, fmt.Errorf("%s: %w", at.Path(), err)
			}
		}
		if len(hashes) != at.Width*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", at.Path(), len(hashes))
		}
		t.edge = append(t.edge, hashes)
	}
	return t, nil
}
