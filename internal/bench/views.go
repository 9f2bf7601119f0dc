package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"adal/internal/adal"
)

// shows is how many views are sent.
const shows = 1_000_000

// views sends a million views of an article over HTTP, stops in order, and looks
// at what the database has.
func views(ctx context.Context, c adal.Config) error {
	app, err := adal.Open(ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	id, err := idOf(app)
	if err != nil {
		return errors.Join(err, app.Close())
	}
	before, err := counted(ctx, app, id)
	if err != nil {
		return errors.Join(err, app.Close())
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, app.Close())
	}
	srv := &http.Server{Handler: app}
	running, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { srv.Serve(l) })
	wg.Go(func() { app.Run(running) })
	begun := time.Now()
	err = send(ctx, l.Addr().String(), id)
	took := time.Since(begun)
	err = errors.Join(err, srv.Shutdown(ctx))
	stop()
	wg.Wait()
	after, err2 := counted(ctx, app, id)
	writes := app.Newsroom.Views.Writes()
	if err := errors.Join(err, err2, app.Close()); err != nil {
		return err
	}
	return show(fmt.Sprintf("Views: %d over %d connections, then an orderly stop", shows, readers), []figure{
		plain("views taken per second", "%.0f", shows/took.Seconds()),
		below("views lost", "%d", shows-(after-before), 1),
		below("write transactions per second", "%.2f", float64(writes)/took.Seconds(), 1.1),
	})
}

// counted is how often the database has that an article was shown, believed or not.
func counted(ctx context.Context, app *adal.App, id string) (int64, error) {
	n, err := app.Newsroom.Views.Of(ctx, id)
	return n.Views + n.Suspicious, err
}

// shownID is where a page says what it counts.
var shownID = regexp.MustCompile(`data-views="/views/([^"]+)"`)

// idOf is the id of the long article.
func idOf(app *adal.App) (string, error) {
	w := httptest.NewRecorder()
	app.ServeHTTP(w, httptest.NewRequest(http.MethodGet, longPage, nil))
	found := shownID.FindStringSubmatch(w.Body.String())
	if found == nil {
		return "", fmt.Errorf("%s counts nothing: %d", longPage, w.Code)
	}
	return found[1], nil
}

// send sends all views, each after the one before was answered.
func send(ctx context.Context, host string, id string) (err error) {
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			if e := sendSome(ctx, host, id, &next); e != nil {
				mu.Lock()
				err = errors.Join(err, e)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return err
}

func sendSome(ctx context.Context, host string, id string, next *atomic.Int64) error {
	c, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for {
		n := next.Add(1)
		if n > shows || ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := fmt.Fprintf(c, "POST /views/%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nContent-Length: 0\r\n\r\n", id, host, agent); err != nil {
			return err
		}
		for first := true; ; first = false {
			line, err := in.ReadString('\n')
			if err != nil {
				return err
			}
			if first && !strings.HasPrefix(line, "HTTP/1.1 204") {
				return fmt.Errorf("the answer is %q", line)
			}
			if len(line) <= 2 {
				break
			}
		}
	}
}
