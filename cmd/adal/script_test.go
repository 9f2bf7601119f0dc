package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/adal"
	"adal/internal/db"
	"adal/internal/db/dbtest"
	"adal/internal/register"
	"adal/internal/seal"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(tidying{m}, map[string]func(){"adal": main})
}

// tidying are all tests, after which nothing of them is left.
type tidying struct{ *testing.M }

func (m tidying) Run() int {
	defer filledDemo.Remove()
	return m.M.Run()
}

// TestScript runs what a keeper and a citizen do, as testdata/*.txt tell it.
//
//	get URL [NAME=VALUE ...]   GET it with headers; stdout is the status, where it leads, and the page
//	post URL k=v ...           POST a form
//	tell URL k=v ... k=@FILE   POST a form with files, as a browser without script
//	keep NAME REGEXP           set $NAME to what the regexp's group finds in stdout
//	phrase                     set $PHRASE to the words that stdout shows, and a step back
//	receipt FILE               keep the receipt that the page of stdout carries as a link
//	flip FILE                  change one byte
//	merged FILE                wait until the register at $SITE has the receipt
//	sql DATA STATEMENT         change a database behind its server's back
//	filled DATA                a folder with the demo's data, as "adal demo" fills it
//	stop                       end what runs in the background, as Ctrl-C does
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("ADDR", l.Addr().String())
			e.Setenv("ADAL_LISTEN", l.Addr().String())
			e.Setenv("SITE", "http://"+l.Addr().String())
			return l.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"get": get, "post": post, "tell": tell, "keep": keep, "phrase": phrase, "receipt": receipt,
			"flip": flip, "merged": merged, "sql": change, "filled": filled, "stop": stop,
		},
	})
}

// filledDemo is filled once for all stories: under the race detector that takes most
// of a minute.
var filledDemo = dbtest.Filled{Fill: func(dir string) error {
	app, _, err := (&demo{Data: dir, Listen: "127.0.0.1:8080", Merge: time.Second}).fill(context.Background())
	if err != nil {
		return err
	}
	return app.Close()
}}

func filled(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(filledDemo.Copy(ts.MkAbs(args[0])))
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	show(ts, func() (*http.Request, error) {
		r, err := http.NewRequest(http.MethodGet, args[0], nil)
		for _, a := range args[1:] {
			k, v, _ := strings.Cut(a, "=")
			r.Header.Set(k, v)
		}
		return r, err
	})
}

func post(ts *testscript.TestScript, neg bool, args []string) {
	form := url.Values{}
	for _, a := range args[1:] {
		k, v, _ := strings.Cut(a, "=")
		form.Add(k, v)
	}
	show(ts, func() (*http.Request, error) {
		r, err := http.NewRequest(http.MethodPost, args[0], strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r, err
	})
}

func tell(ts *testscript.TestScript, neg bool, args []string) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, a := range args[1:] {
		k, v, _ := strings.Cut(a, "=")
		name, isFile := strings.CutPrefix(v, "@")
		if !isFile {
			ts.Check(w.WriteField(k, v))
			continue
		}
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename=%q`, k, name)}, "Content-Type": {"text/plain"},
		})
		ts.Check(err)
		_, err = io.WriteString(part, ts.ReadFile(name))
		ts.Check(err)
	}
	ts.Check(w.Close())
	show(ts, func() (*http.Request, error) {
		r, err := http.NewRequest(http.MethodPost, args[0], bytes.NewReader(body.Bytes()))
		r.Header.Set("Content-Type", w.FormDataContentType())
		return r, err
	})
}

// browser shows where it is led and doesn't go there.
var browser = &http.Client{
	Timeout:       30 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// show prints a response, once the server is up.
func show(ts *testscript.TestScript, make func() (*http.Request, error)) {
	resp, err := soon(func() (*http.Response, error) {
		r, err := make()
		if err != nil {
			return nil, err
		}
		return browser.Do(r)
	})
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	_, err = fmt.Fprintf(ts.Stdout(), "%s\nLocation: %s\n%s", resp.Status, resp.Header.Get("Location"), body)
	ts.Check(err)
}

// soon tries what another process has still to get ready for.
func soon[T any](do func() (T, error)) (got T, err error) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 4800 { // four minutes: two cores may have to fill several demos at once, under the race detector
		if got, err = do(); err == nil {
			return got, nil
		}
		<-tick.C
	}
	return got, err
}

func keep(ts *testscript.TestScript, neg bool, args []string) {
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if m == nil {
		ts.Fatalf("no %s in stdout", args[1])
	}
	ts.Setenv(args[0], m[1])
}

var wordList, wordItem = regexp.MustCompile(`(?s)<ol class="phrase".*?</ol>`), regexp.MustCompile(`<li>(\pL+)</li>`)

func phrase(ts *testscript.TestScript, neg bool, args []string) {
	var words []string
	for _, m := range wordItem.FindAllStringSubmatch(wordList.FindString(ts.ReadFile("stdout")), -1) {
		words = append(words, m[1])
	}
	if len(words) != seal.PhraseWords {
		ts.Fatalf("the page shows %d words", len(words))
	}
	ts.Setenv("PHRASE", strings.Join(words, " "))
}

var receiptLink = regexp.MustCompile(`data:text/plain;charset=utf-8;base64,([^"]+)"`)

// receiptIn finds the receipt that a page carries.
func receiptIn(page string) ([]byte, error) {
	m := receiptLink.FindStringSubmatch(page)
	if m == nil {
		return nil, errors.New("the page carries no receipt")
	}
	return base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
}

func receipt(ts *testscript.TestScript, neg bool, args []string) {
	file, err := receiptIn(ts.ReadFile("stdout"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file, 0o600))
}

func flip(ts *testscript.TestScript, neg bool, args []string) {
	text := []byte(ts.ReadFile(args[0]))
	text[len(text)/2] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}

func merged(ts *testscript.TestScript, neg bool, args []string) {
	r, err := seal.OpenReceipt([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	client := &register.Client{Source: &register.Site{Base: ts.Getenv("SITE") + "/register"}, VKey: r.Key}
	_, err = soon(func() (register.Inclusion, error) { return client.Inclusion(context.Background(), r.Leaf()) })
	ts.Check(err)
}

func change(ts *testscript.TestScript, neg bool, args []string) {
	d, err := db.Open(context.Background(), adal.Config{Data: filepath.Join(ts.Getenv("WORK"), args[0])}.File())
	ts.Check(err)
	_, err = d.Pool().Exec(args[1])
	ts.Check(errors.Join(err, d.Close()))
}

func stop(ts *testscript.TestScript, neg bool, args []string) {
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(os.Interrupt))
	}
}
