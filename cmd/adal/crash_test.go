package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/register"
	"adal/internal/seal"
)

// rounds is how often TestCrash kills the server; ADAL_CRASH_ROUNDS changes it.
func rounds(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("ADAL_CRASH_ROUNDS")); err == nil {
		return n
	}
	if testing.Short() {
		return 5
	}
	return 50
}

// A load is people who bring matters to a server, until it is gone.
type load struct {
	reporter
	pool  []matter
	ack   []acknowledged
	first chan struct{} // closed when the first is acknowledged
}

// run lets eight people bring matters until stop ends the server. It returns
// what was wrong while the server was there.
func (l *load) run(t *testing.T, s *server, stop func()) {
	t.Helper()
	l.first = make(chan struct{})
	var once sync.Once
	var mu sync.Mutex
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	for range 8 {
		wg.Go(func() {
			for {
				a, err := bring(context.Background(), client, s.site, l.pool[rand.IntN(len(l.pool))])
				switch {
				case errors.Is(err, errStatus):
					t.Errorf("a matter was refused: %v", err)
					return
				case err != nil:
					return // the server is gone
				}
				mu.Lock()
				l.ack = append(l.ack, a)
				mu.Unlock()
				once.Do(func() { close(l.first) })
			}
		})
	}
	select {
	case <-l.first:
	case <-time.After(20 * time.Second):
		t.Error("nothing was acknowledged in 20 seconds")
	}
	stop()
	wg.Wait()
}

// TestCrash kills the server in the midst of work, again and again. Whatever it
// acknowledged is there, whole, and in the register; the register goes on from
// where it was.
func TestCrash(t *testing.T) {
	program, c := build(t), seed(t)
	state := filepath.Join(t.TempDir(), "state")
	l := newLoad(t, program, c)
	for n := range rounds(t) {
		s := start(t, program, c.Data)
		verifyRegisterAt(t, s.site, state)
		l.run(t, s, func() {
			<-time.After(50*time.Millisecond + rand.N(350*time.Millisecond))
			if err := s.Process.Kill(); err != nil {
				t.Errorf("round %d: %v", n, err)
			}
		})
		s.Wait() // it was killed
		if t.Failed() {
			t.Fatalf("in round %d\n%s", n, &s.log)
		}
	}
	l.verifyAll(t, program, c, state)
}

// TestOrderlyStop stops the server under load as its keeper does. It ends
// without an error, and what it acknowledged is there.
func TestOrderlyStop(t *testing.T) {
	program, c := build(t), seed(t)
	state := filepath.Join(t.TempDir(), "state")
	l := newLoad(t, program, c)
	for range 3 {
		s := start(t, program, c.Data)
		l.run(t, s, func() {
			<-time.After(50*time.Millisecond + rand.N(200*time.Millisecond))
			if err := s.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
		})
		if err := s.Wait(); err != nil || s.log.Len() > 0 {
			t.Errorf("the server ended with %v\n%s", err, &s.log)
		}
	}
	l.verifyAll(t, program, c, state)
}

func newLoad(t *testing.T, program string, c adal.Config) *load {
	t.Helper()
	id, err := seal.NewIdentity()
	check(t, err)
	s := start(t, program, c.Data)
	l := &load{reporter: reporter{id}}
	l.pool = l.reporter.pool(t, centreOf(t, s.site), 64)
	check(t, s.Process.Signal(syscall.SIGTERM))
	check(t, s.Wait())
	return l
}

// verifyRegisterAt checks the register against all that was seen of it before.
func verifyRegisterAt(t *testing.T, site, state string) {
	t.Helper()
	client := &register.Client{Source: &register.Site{Base: site + "/register"}, State: state}
	if _, err := client.Verify(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// verifyAll opens all that was acknowledged, and looks for each receipt in the
// register after everything that waited has entered it.
func (l *load) verifyAll(t *testing.T, program string, c adal.Config, state string) {
	t.Helper()
	t.Logf("%d matters were acknowledged", len(l.ack))
	s := start(t, program, c.Data)
	work := make(chan acknowledged)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for a := range work {
				if err := a.verify(t.Context(), http.DefaultClient, s.site, l.reporter); err != nil {
					t.Errorf("%s, acknowledged: %v", a.receipt.Number, err)
				}
			}
		})
	}
	numbers := map[string]bool{}
	for _, a := range l.ack {
		if numbers[a.receipt.Number] {
			t.Errorf("%s was given twice", a.receipt.Number)
		}
		numbers[a.receipt.Number] = true
		work <- a
	}
	close(work)
	wg.Wait()
	verifyRegisterAt(t, s.site, state)
	check(t, s.Process.Signal(syscall.SIGTERM))
	check(t, s.Wait())
	if out, err := exec.Command(program, "register", "verify", c.Data, "--state", state).CombinedOutput(); err != nil {
		t.Errorf("adal register verify: %v\n%s", err, out)
	}
	l.included(t, c)
}

// included appends what still waits and looks for every receipt.
func (l *load) included(t *testing.T, c adal.Config) {
	t.Helper()
	c.Merge = time.Nanosecond
	app, err := adal.Open(t.Context(), c, quiet())
	check(t, err)
	for n := 1; n > 0; {
		n, err = app.Sequencer.Once(t.Context())
		check(t, err)
	}
	there := map[string]bool{}
	client := &register.Client{Source: &register.Reader{DB: app.DB, VKey: app.Key}}
	_, err = client.Walk(t.Context(), func(_ int64, entry []byte) error {
		there[string(entry)] = true
		return nil
	})
	check(t, errors.Join(err, app.Close()))
	for _, a := range l.ack {
		if !there[string(a.receipt.Leaf())] {
			t.Errorf("the receipt of %s isn't in the register", a.receipt.Number)
		}
	}
}
