package office

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
)

// Guessing is slowed down for each login name apart, and for names that nobody
// has in the same way. There is no limit over all names, with which a stranger
// could keep everybody out, and none by address, of which nothing is known here.
const (
	free     = 5                // failures in a row without a delay
	longestD = 15 * time.Minute // of a delay
	forget   = 24 * time.Hour   // after which failures are forgotten
	names    = 10_000           // how many are remembered in memory
)

// tries are the failures of login names. The first few of a name are in this
// memory only, so that a stranger who makes up names writes nothing; a delay is
// in the database too, where other servers see it and a restart doesn't end it.
type tries struct {
	mu sync.Mutex
	of map[string]try
}

// A try is what happened to a login name lately.
type try struct {
	failures int
	until    time.Time // before which nobody may try again
}

// delay is how long to wait after so many failures in a row: a second, then
// twice as long each time.
func delay(failures int) time.Duration {
	if failures < free {
		return 0
	}
	return min(time.Second<<min(failures-free, 20), longestD)
}

// mayTry counts a try as failed before it is made, so that many at once don't
// pass together; a success takes the count back.
func (o *Office) mayTry(ctx context.Context, name string) error {
	now := o.now().Time
	if err := o.tries.wait(name, now); err != nil {
		return err // without asking the database
	}
	var kept try
	err := o.DB.Read(ctx, func(tx *db.Tx) (err error) {
		kept, _, err = absent(delayOf(ctx, tx, name))
		return err
	})
	if err != nil {
		return fmt.Errorf("looking whether %.8s has to wait: %w", name, err)
	}
	if now.Sub(kept.until) < forget {
		o.tries.learn(name, kept)
	}
	return o.tries.begin(name, now)
}

// failed keeps a delay when there is one.
func (o *Office) failed(ctx context.Context, name string) error {
	t := o.tries.get(name)
	if t.failures < free {
		return nil
	}
	err := o.DB.Write(ctx, "sign-in/"+name, func(tx *db.Tx) error {
		return keepDelay(ctx, tx, name, t)
	})
	if err != nil {
		return fmt.Errorf("keeping a delay: %w", err)
	}
	return nil
}

// succeeded forgets the failures of a name.
func (o *Office) succeeded(ctx context.Context, name string) error {
	if before := o.tries.drop(name); before.failures <= free {
		return nil // the last is this one: nothing was kept
	}
	err := o.DB.Write(ctx, "sign-in/"+name, func(tx *db.Tx) error { return deleteDelay(ctx, tx, name) })
	if err != nil {
		return fmt.Errorf("ending a delay: %w", err)
	}
	return nil
}

func (t *tries) get(name string) try {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[name]
}

// wait is a fault while a name has to wait.
func (t *tries) wait(name string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.of[name].wait(now)
}

func (t try) wait(now time.Time) error {
	if left := t.until.Sub(now); left > 0 {
		return fault.New(fault.Busy, "office.wait", int((left+time.Second-1)/time.Second))
	}
	return nil
}

// learn takes over what the database knows, if that is more.
func (t *tries) learn(name string, kept try) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if mine := t.of[name]; kept.failures > mine.failures {
		t.set(name, kept)
	}
}

// begin counts one more failure.
func (t *tries) begin(name string, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	mine := t.of[name]
	if err := mine.wait(now); err != nil {
		return err
	}
	if now.Sub(mine.until) >= forget {
		mine = try{}
	}
	mine.failures++
	mine.until = now.Add(delay(mine.failures))
	t.set(name, mine)
	return nil
}

func (t *tries) set(name string, v try) {
	if t.of == nil || len(t.of) >= names {
		t.of = map[string]try{} // the delays are in the database
	}
	t.of[name] = v
}

func (t *tries) drop(name string) try {
	t.mu.Lock()
	defer t.mu.Unlock()
	before := t.of[name]
	delete(t.of, name)
	return before
}

// clear forgets what is old.
func (t *tries) clear(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for name, v := range t.of {
		if now.Sub(v.until) >= forget {
			delete(t.of, name)
		}
	}
}

// loginKey is how a login name is kept in the table of delays: people type
// other things than their name into that field.
func loginKey(login string) string {
	h := sha256.Sum256([]byte("adal login\n" + strings.ToLower(strings.TrimSpace(login))))
	return hex.EncodeToString(h[:])
}
