package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"adal/internal/i18n"
	"adal/internal/seal"
)

// reporters is how many bring something at the same time.
const reporters = 32

// each is how many matters each of them brings in a run.
const each = 100

// A matter is the form of one that was sealed beforehand, but for the mailbox,
// whose place is between the parts.
type matter struct{ before, after []byte }

// A load is sealed matters, to be brought again and again under new mailboxes.
type load struct {
	pool []matter
	kind string // the content type
}

// newLoad seals matters as a browser does.
func newLoad(ctx context.Context, site string) (*load, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/kk/reception/key/KZ-47", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var centre struct{ Recipient, Fingerprint string }
	if err := json.NewDecoder(resp.Body).Decode(&centre); err != nil {
		return nil, err
	}
	body, err := seal.ParseRecipient(centre.Recipient)
	if err != nil {
		return nil, err
	}
	l := &load{}
	for range 256 {
		if err := l.add(body, centre.Fingerprint); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// add seals one more.
func (l *load) add(body seal.Recipient, fingerprint string) error {
	id, err1 := seal.NewIdentity()
	person, err2 := seal.NewIdentity()
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	forBody, err1 := seal.Wrap(id, body)
	forPerson, err2 := seal.Wrap(id, person.Recipient())
	letter, err3 := seal.SealLetter(seal.Letter{Lang: i18n.KK, Kind: seal.Report, Text: "Хабар: " + rand.Text()}, id.Recipient())
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	w.SetBoundary("one-boundary-for-all") // a valid one
	for _, f := range [][2]string{
		{"track", "signal"}, {"region", "KZ-47"}, {"mailbox", mark}, {"recipient", id.Recipient().String()}, {"fingerprint", fingerprint},
		{"key_body", base64.StdEncoding.EncodeToString(forBody)}, {"key_reporter", base64.StdEncoding.EncodeToString(forPerson)},
	} {
		w.WriteField(f[0], f[1]) // a buffer takes all
	}
	part, _ := w.CreateFormFile("letter", "letter.age")
	part.Write(letter)
	w.Close()
	before, after, ok := bytes.Cut(b.Bytes(), []byte(mark))
	if !ok {
		return errors.New("the form has no mailbox")
	}
	l.pool, l.kind = append(l.pool, matter{before, after}), w.FormDataContentType()
	return nil
}

// mark stands where the mailbox goes.
const mark = "THE-MAILBOX"

// A result is what a run has shown.
type result struct {
	n, failed int
	took      time.Duration
	waits     []time.Duration // of each who was answered, sorted
	problem   string          // the first failure
}

// run lets all reporters bring their matters, each one after the other.
func (l *load) run(ctx context.Context, s *server) (r result, err error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: reporters}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	begun := time.Now()
	for range reporters {
		wg.Go(func() {
			for range each {
				m := l.pool[int(next.Add(1))%len(l.pool)]
				since := time.Now()
				err := l.bring(ctx, client, s.site, m)
				wait := time.Since(since)
				mu.Lock()
				if r.n++; err == nil {
					r.waits = append(r.waits, wait)
				} else if r.failed++; r.problem == "" {
					r.problem = err.Error()
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	r.took = time.Since(begun)
	slices.Sort(r.waits)
	if len(r.waits) == 0 {
		return r, fmt.Errorf("not one matter was taken in: %s", r.problem)
	}
	return r, ctx.Err()
}

// bring submits a matter under a new mailbox and looks for the receipt.
func (l *load) bring(ctx context.Context, client *http.Client, site string, m matter) error {
	var mailbox seal.Mailbox
	rand.Read(mailbox[:])
	body := slices.Concat(m.before, []byte(mailbox.Token()), m.after)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, site+"/kk/reception/matters", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", l.kind)
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "data:text/plain;charset=utf-8;base64,") {
		return fmt.Errorf("%s: %.300s", resp.Status, page)
	}
	return nil
}

func (r result) figures(commits float64) []figure {
	perSecond := float64(len(r.waits)) / r.took.Seconds()
	at := func(share float64) time.Duration {
		return r.waits[int(share*float64(len(r.waits)-1))].Round(100 * time.Microsecond)
	}
	all := []figure{
		atLeast("sealed submissions per second", "%.0f", perSecond, 200),
		plain("… to bare durable inserts per second", "%.2f", perSecond/commits),
		plain("half were answered within", "%v", at(0.5)),
		below("99 of 100 were answered within", "%v", at(0.99), 500*time.Millisecond),
		below("failures", "%d", r.failed, 1),
	}
	if r.problem != "" {
		all = append(all, plain("the first failure", "%s", r.problem))
	}
	return all
}
