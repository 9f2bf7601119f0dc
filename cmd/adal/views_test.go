package main

import (
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/i18n"
	"adal/internal/newsroom"
)

// TestViewsCrash kills the server while people read: what was counted until a
// second before is there, and nothing that wasn't. Then it stops the server in
// order, and every view is there.
func TestViewsCrash(t *testing.T) {
	program, c := build(t), seed(t)
	id, before := oneArticle(t, c)
	for _, stop := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM} {
		s := start(t, program, c.Data)
		shown, ended := showTo(t, s, id, stop)
		s.Wait() // it was killed, or ended
		_, after := oneArticle(t, c)
		counted := int(after - before)
		safe := 0
		for _, at := range shown {
			// A second between two flushes, and another one for a flush on a slow disk.
			if at.Before(ended.Add(-2 * time.Second)) {
				safe++
			}
		}
		if safe == 0 {
			t.Fatal("nothing was shown in time")
		}
		if stop == syscall.SIGTERM {
			safe = len(shown)
		}
		// Of eight readers each may have sent one that wasn't answered any more.
		if counted < safe || counted > len(shown)+8 {
			t.Errorf("after %v %d are counted of %d that were answered, %d of them long before", stop, counted, len(shown), safe)
		}
		before = after
	}
}

// oneArticle is an article of the demo, and how often the database has that it was
// shown.
func oneArticle(t *testing.T, c adal.Config) (id string, views int64) {
	t.Helper()
	app, err := adal.Open(t.Context(), c, quiet())
	check(t, err)
	defer app.Close()
	all, err := app.Newsroom.News(t.Context(), newsroom.Filter{Lang: i18n.KK, Limit: 1})
	check(t, err)
	n, err := app.Newsroom.Views.Of(t.Context(), all[0].Docket)
	check(t, err)
	return all[0].Docket, n.Views + n.Suspicious
}

// showTo lets eight people show an article for some seconds and then stops the
// server. It returns when each show was answered, and when the server was stopped.
func showTo(t *testing.T, s *server, id string, stop syscall.Signal) (shown []time.Time, ended time.Time) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	defer client.CloseIdleConnections()
	for range 8 {
		wg.Go(func() {
			for {
				r, err := http.NewRequest(http.MethodPost, s.site+"/views/"+id, nil)
				check(t, err)
				r.Header.Set("User-Agent", "Mozilla/5.0 Firefox/140.0")
				resp, err := client.Do(r)
				if err != nil {
					return // the server is gone
				}
				resp.Body.Close()
				mu.Lock()
				shown = append(shown, time.Now())
				mu.Unlock()
			}
		})
	}
	<-time.After(3500 * time.Millisecond)
	ended = time.Now()
	check(t, s.Process.Signal(stop))
	wg.Wait()
	return shown, ended
}
