package office_test

import (
	"context"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/db"
	"adal/internal/web"
	"adal/internal/office"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/cdproto/runtime"
)

func TestZZ(t *testing.T) {
	d, err := db.Open(t.Context(), t.TempDir()+"/a.db")
	if err != nil { t.Fatal(err) }
	s := serve(t, d)
	s.Office.Cards = func(context.Context, *web.Seat) ([]office.Card, error) { return []office.Card{{"/office/matters", "office.work", 12}, {"/x", "office.key", 3}}, nil }
	srv := httptest.NewServer(s.Handler)
	defer srv.Close()
	_, code, err := s.Seat(t.Context(), s.ids["keeper"].by, bodies.Seat{Body: "centre", Person: "Қабылдау бөлмесінің қызметкері", Login: "aigerim"})
	s.fine(err)
	_, code2, err := s.Seat(t.Context(), s.ids["keeper"].by, bodies.Seat{Body: "centre", Person: "Екінші қызметкер", Login: "marat"})
	s.fine(err)
	alloc, c0 := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1200, 900))...)
	defer c0()
	newTab := func() context.Context {
		ctx, c := chromedp.NewContext(alloc)
		t.Cleanup(c)
		chromedp.ListenTarget(ctx, func(ev any) {
			switch e := ev.(type) {
			case *runtime.EventConsoleAPICalled:
				for _, a := range e.Args { t.Log("console", string(a.Value), a.Description) }
			case *runtime.EventExceptionThrown:
				t.Log("exception", e.ExceptionDetails.Error())
			}
		})
		return ctx
	}
	shot := func(ctx context.Context, name string) {
		var b []byte
		if err := chromedp.Run(ctx, chromedp.FullScreenshot(&b, 90)); err != nil { t.Fatal(name, err) }
		os.WriteFile("/tmp/office-"+name+".jpg", b, 0o644)
	}
	run := func(ctx context.Context, a ...chromedp.Action) {
		t.Helper()
		c, stop := context.WithTimeout(ctx, 20*time.Second); defer stop()
		if err := chromedp.Run(c, a...); err != nil {
			shot(ctx, "fail"); t.Fatal(err)
		}
	}
	join := func(ctx context.Context, code, name string, own string) string {
		run(ctx, chromedp.Navigate(srv.URL+"/kk/office/join"), chromedp.WaitEnabled("#invitation"), chromedp.SendKeys("#invitation", strings.ToLower(code)), chromedp.Click("form[data-form=invitation] button"), chromedp.WaitVisible("form[data-form=join]"))
		var words string
		run(ctx, chromedp.Evaluate(`[...document.querySelectorAll("#drawn li")].map(l=>l.textContent).join(" ")`, &words))
		shot(ctx, name)
		if own != "" {
			run(ctx, chromedp.Click("input[value=own]"), chromedp.SendKeys("#passphrase", own))
			words = own
		}
		run(ctx, chromedp.SendKeys("#again", words+"x"), chromedp.Click("form[data-form=join] button:not([type=button])"), chromedp.WaitVisible("form[data-form=join] .alert.error"))
		shot(ctx, name+"-differs")
		run(ctx, chromedp.SetValue("#again", words), chromedp.Click("form[data-form=join] button:not([type=button])"), chromedp.WaitVisible("[data-office]"))
		return words
	}
	a := newTab()
	run(a, chromedp.Navigate(srv.URL+"/kk/office"), chromedp.WaitEnabled("#login"))
	shot(a, "signin")
	words := join(a, code, "join", "")
	t.Log(words)
	shot(a, "overview1")
	run(a, chromedp.Click("form[data-form=sign-out] button"), chromedp.WaitEnabled("#login"))
	bctx := newTab()
	join(bctx, code2, "join2", "менің ұзақ құпия сөз тіркесім")
	shot(bctx, "overview2")
	run(bctx, chromedp.Click("form[data-form=sign-out] button"), chromedp.WaitEnabled("#login"))
	// sign in as first with wrong then right
	run(a, chromedp.Navigate(srv.URL+"/kk/office"), chromedp.WaitEnabled("#login"), chromedp.SendKeys("#login", "Aigerim"), chromedp.SendKeys("#passphrase", "wrong"), chromedp.Click("form[data-form=sign-in] button"), chromedp.WaitVisible(".alert.error"))
	shot(a, "wrong")
	run(a, chromedp.SetValue("#passphrase", words), chromedp.Click("form[data-form=sign-in] button"), chromedp.WaitVisible("[data-office]"))
	shot(a, "overview3")
	// another tab: no identity, must unlock
	b := newTab()
	run(b, chromedp.Navigate(srv.URL+"/kk/office"), chromedp.WaitVisible("[data-form=admit] button:not(:disabled)"), chromedp.Click("[data-form=admit] button"), chromedp.WaitVisible("[data-unlock]"))
	shot(b, "unlock")
	run(b, chromedp.SendKeys("[data-unlock] input", "wrong one"), chromedp.Click("[data-unlock] button"), chromedp.Poll(`document.querySelector("[data-unlock-status]").textContent.includes("дұрыс емес")`, nil))
	run(b, chromedp.SendKeys("[data-unlock] input", words), chromedp.Click("[data-unlock] button"), chromedp.WaitVisible(`.alert.ok`), chromedp.Poll(`location.search=="?done=admitted"`, nil))
	shot(b, "admitted")
	run(b, chromedp.Click("details.fold summary"), chromedp.Click("input[data-holder]"))
	shot(b, "renew")
	run(b, chromedp.Click("[data-form=renew] button"), chromedp.Poll(`location.search=="?done=renewed"`, nil))
	for _, e := range s.staged() { t.Log(e.Act, e.Digest) }
	// sign-out in b reloads a
	run(b, chromedp.Click("form[data-form=sign-out] button"), chromedp.WaitEnabled("#login"))
	run(a, chromedp.WaitEnabled("#login"))
	// keeper
	kt := s.in("keeper")
	k := newTab()
	_ = kt
	run(k, chromedp.Navigate(srv.URL+"/ru/office"), chromedp.WaitEnabled("#login"), chromedp.SendKeys("#login", "keeper"), chromedp.SendKeys("#passphrase", s.ids["keeper"].passphrase), chromedp.Click("form[data-form=sign-in] button"), chromedp.WaitVisible("[data-office]"))
	run(k, chromedp.Navigate(srv.URL+"/ru/office/seats"), chromedp.Evaluate(`document.querySelectorAll("details").forEach(d=>d.open=true)`, nil))
	shot(k, "seats")
	run(k, chromedp.SetValue("#body", "centre"), chromedp.SendKeys("#person", "Үшінші"), chromedp.SendKeys("#login", "saule"), chromedp.Click("form[action$='/office/seats'] button"), chromedp.WaitVisible(".receipt"))
	shot(k, "invited")
	run(k, chromedp.EmulateViewport(340, 800), chromedp.Navigate(srv.URL+"/kk/office"))
	shot(k, "phone")
}
