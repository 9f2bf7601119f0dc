// Package e2e takes the journey of the reception through the program as it is
// installed, in a real browser: a person tells, a body answers, and nobody
// between them reads. Everything here asks the pages what a person would ask
// them, and the machine below them what an enemy would.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	chromium = "/usr/bin/chromium"
	axeFile  = "../../script/node_modules/axe-core/axe.min.js"
	// patience is how long a tab waits for what must come. The longest is a
	// derivation of keys on a busy machine with two cores.
	patience = 60 * time.Second
)

// folder is where the tests keep the program, the common house and the
// browser's profile.
var folder string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if folder, err = os.MkdirTemp("", "adal-e2e-"); err != nil {
		log.Print(err)
		return 1
	}
	defer os.RemoveAll(folder)
	defer func() {
		if closeBrowser != nil {
			closeBrowser()
		}
		if standing != nil {
			if err := standing.stop(); err != nil {
				log.Print("the common house didn't stop well: ", err)
			}
		}
	}()
	return m.Run()
}

// closeBrowser ends the browser, and standing is the common house, once there
// are such.
var (
	closeBrowser context.CancelFunc
	standing     *house
)

// need skips a test where its browser isn't.
func need(t *testing.T) {
	t.Helper()
	for _, file := range []string{chromium, axeFile} {
		if _, err := os.Stat(file); err != nil {
			t.Skipf("there is no %s: `make test` installs chromium, `npm ci --prefix script` the rest", file)
		}
	}
}

// started is the browser that all tests share. Each test has a profile of its
// own in it.
var started = sync.OnceValues(func() (context.Context, error) {
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(chromium), chromedp.UserDataDir(filepath.Join(folder, "chromium")),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-backgrounding-occluded-windows", true),
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ = chromedp.NewContext(ctx)
	closeBrowser = end
	return ctx, chromedp.Do(ctx)
})

// A tab is a page that a person has before them.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string // of the house or of what stands before it
	to   string // where it keeps what it downloads

	mu      sync.Mutex
	trouble []string          // what the browser complained of
	names   map[string]string // of downloads, by their guid
	loaded  []string          // guids of downloads that are complete, in order
}

// visit opens an empty tab in a new profile: a person whom nobody knows.
func visit(t *testing.T, base string) *tab {
	t.Helper()
	parent, err := started()
	if err != nil {
		t.Fatal("starting the browser:", err)
	}
	return newTab(t, parent, base, chromedp.WithNewBrowserContext())
}

// another opens a second tab of the same person.
func (b *tab) another() *tab {
	b.t.Helper()
	second := newTab(b.t, b.ctx, b.base)
	second.front()
	return second
}

// front brings a tab before those that were opened later: the Tab key moves in
// the front one only.
func (b *tab) front() {
	b.t.Helper()
	call(b, page.BringToFront, cdp.Empty{})
}

func newTab(t *testing.T, parent context.Context, base string, options ...chromedp.ContextOption) *tab {
	t.Helper()
	b := &tab{t: t, base: base, to: t.TempDir(), names: map[string]string{}}
	ctx, end := chromedp.NewContext(parent, append(options, chromedp.WithListener(b.hear))...)
	ctx, stop := context.WithTimeout(ctx, 8*time.Minute)
	b.ctx = ctx
	t.Cleanup(func() {
		b.mu.Lock()
		for _, text := range b.trouble {
			t.Error("the browser complains:", text)
		}
		b.mu.Unlock()
		if t.Failed() {
			b.tell()
		}
		stop()
		end()
	})
	b.must(chromedp.Do(ctx))
	dialogs := chromedp.Events(ctx, page.JavascriptDialogOpening)
	go func() {
		for range dialogs { // a page that asks whether to leave it is left
			chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	}()
	b.must(chromedp.ListenBrowser(ctx, b.hear))
	yes := true
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	_, err := chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior:         browser.SetDownloadBehaviorBehaviorAllowAndName,
		BrowserContextID: chromedp.FromContext(ctx).BrowserContextID, DownloadPath: b.to, EventsEnabled: &yes,
	})
	b.must(err)
	b.size(1280, 900)
	b.scheme("light")
	return b
}

// hear keeps what the browser says of the page: errors that no code caught,
// what the policy of the page stopped, and every request to elsewhere.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		b.trouble = append(b.trouble, text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			b.trouble = append(b.trouble, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "blob:") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "chrome-extension:") { // the last is the browser's own page for a PDF
			b.trouble = append(b.trouble, "a request to elsewhere: "+u)
		}
	case *browser.EventDownloadWillBegin:
		b.names[e.GUID] = e.SuggestedFilename
	case *browser.EventDownloadProgress:
		if e.State == browser.DownloadProgressStateCompleted {
			b.loaded = append(b.loaded, e.GUID)
		}
	}
}

// tell writes what the tab shows, of a test that failed.
func (b *tab) tell() {
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	b.t.Logf("the tab shows: %v\n%.3000s", err, text)
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// call runs a command of the browser's protocol in a tab.
func call[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.t.Helper()
	r, err := chromedp.Call(b.ctx, c, params)
	b.must(err)
	return r
}

// open goes to a path.
func (b *tab) open(path string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.Navigate(b.base+path)))
}

// size is what the window shows.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)))
}

// scheme shows the page light or dark, and without movement: a colour that is
// still on its way would be taken for the one that is meant.
func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// script lets the pages run scripts or not, as Tor Browser's "Safest" does.
func (b *tab) script(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// look evaluates an expression in a page. Each %s in it is a string of args.
func look[T any](b *tab, expression string, args ...string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](quoted(expression, args)))
	if err != nil {
		b.t.Fatalf("looking at %s: %v", expression, err)
	}
	return v
}

func quoted(expression string, args []string) string {
	all := make([]any, len(args))
	for i, a := range args {
		text, _ := json.Marshal(a) // a string always is JSON
		all[i] = string(text)
	}
	if len(all) == 0 {
		return expression
	}
	return fmt.Sprintf(expression, all...)
}

// until waits until an expression is true in the page, or in the next one.
func (b *tab) until(expression string, args ...string) {
	b.t.Helper()
	end := time.After(patience)
	for again := time.NewTicker(15 * time.Millisecond); ; {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+quoted(expression, args)+")"))
		if err == nil && ok {
			return
		}
		select {
		case <-again.C: // an error is a page that is just left
		case <-end:
			b.t.Fatalf("%s didn't become true within %v: %v", quoted(expression, args), patience, err)
		}
	}
}

// sees waits until the page shows a text.
func (b *tab) sees(text string) {
	b.t.Helper()
	b.until(`document.body.innerText.replace(/\s+/g, " ").includes(%s)`, strings.Join(strings.Fields(text), " "))
}

// text is what an element shows.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return look[string](b, `(document.querySelector(%s)?.innerText ?? "").trim()`, selector)
}

// press presses keys one after another.
func (b *tab) press(keys string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.KeyEvent(keys)))
}

// reach goes on with the Tab key until it stands on an element, as somebody
// without a mouse does.
func (b *tab) reach(selector string) {
	b.t.Helper()
	for range 150 {
		if look[bool](b, `!!document.activeElement?.matches(%s)`, selector) {
			return
		}
		b.press(kb.Tab)
	}
	b.t.Fatalf("the Tab key doesn't reach %s, but stands on %s", selector, look[string](b, `document.activeElement?.outerHTML.slice(0, 200) + document.hasFocus() + document.visibilityState`))
}

// write types a text into a field that the Tab key reaches, over what is there.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.reach(selector)
	look[any](b, `document.activeElement.select?.()`)
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// choose chooses an option with the arrow keys.
func (b *tab) choose(selector, value string) {
	b.t.Helper()
	b.reach(selector)
	b.press(kb.Home)
	for range 100 {
		if look[string](b, `document.activeElement.value`) == value {
			return
		}
		b.press(kb.ArrowDown)
	}
	b.t.Fatalf("the arrow keys don't reach %s in %s", value, selector)
}

// attach chooses files in a field, which the system's own window does otherwise.
func (b *tab) attach(selector string, files ...string) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, chromedp.SetUploadFiles(chromedp.CSS(selector), files)))
}

// do presses Enter on a link or button that the Tab key reaches.
func (b *tab) do(selector string) {
	b.t.Helper()
	b.reach(selector)
	b.press(kb.Enter)
}

// turn presses Enter on what leads to another document, maybe at the same address, and
// waits until that is there: the one before may have what is waited for next.
func (b *tab) turn(selector string) {
	b.t.Helper()
	look[any](b, `window.before = true`)
	b.do(selector)
	b.until(`!window.before && document.readyState === "complete"`)
}

// save presses Enter on a link to a file, and returns the file when it is there.
func (b *tab) save(selector string) (name string, content []byte) {
	b.t.Helper()
	b.mu.Lock()
	before := len(b.loaded)
	b.mu.Unlock()
	b.do(selector)
	guid := ""
	for end, again := time.After(patience), time.NewTicker(15*time.Millisecond); guid == ""; {
		b.mu.Lock()
		if len(b.loaded) > before {
			guid = b.loaded[before]
		}
		b.mu.Unlock()
		select {
		case <-again.C:
		case <-end:
			b.t.Fatalf("%s gave no file", selector)
		}
	}
	content, err := os.ReadFile(filepath.Join(b.to, guid))
	b.must(err)
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.names[guid], content
}

// listen serves a handler of a test.
func listen(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	s.Config.ErrorLog = log.New(discard{}, "", 0)
	t.Cleanup(s.Close)
	return s.URL
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
