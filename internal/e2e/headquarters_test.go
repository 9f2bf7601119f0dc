package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"adal/internal/i18n"

	"github.com/chromedp/chromedp/kb"
)

// set gives a field of days or times a value, which no keys type alike in every
// language of a browser.
func (b *tab) set(selector, value string) {
	b.t.Helper()
	look[any](b, `(f => { f.value = %s; f.dispatchEvent(new Event("input", {bubbles: true})); f.dispatchEvent(new Event("change", {bubbles: true})); })(document.querySelector(%s))`, value, selector)
}

// follow opens the first link of a page whose text has a part.
func (b *tab) follow(part string) {
	b.t.Helper()
	b.open(look[string](b, `[...document.querySelectorAll("main a")].find(a => a.textContent.includes(%s)).getAttribute("href")`, part))
}

// TestHeadquarters is the journey of a headquarters that wasn't there, in Kazakh and
// by keyboard: the republic founds it, its people are seated and appointed, an item of
// its plan meets another body's, a briefing is announced, a guest comes by the code of
// their place, this briefing's minutes become work, and the half-year is reported.
func TestHeadquarters(t *testing.T) {
	t.Parallel()
	j := &founded{t: t, house: own(t), say: func(key string, args ...any) string { return word(t, i18n.KK, key, args...) }}
	j.founding()
	j.members()
	j.plan()
	j.briefing()
	j.guest()
	j.minutes()
	j.report()
}

// founded is a headquarters on its way, with those who work in it.
type founded struct {
	t *testing.T
	*house
	say             func(string, ...any) string
	head, secretary *tab
	event           string // address of its briefing
	begins          time.Time
}

const founders = "Атырау облысының ақпараттық-ағартушылық штабы"

// founding is the decision of the republic. Then the keeper seats people, and they
// take their seats.
func (j *founded) founding() {
	republic := seat(j.t, j.house, j.url, i18n.KK, "coordinator")
	republic.open("/kk/office/headquarters")
	republic.do(`main a[href$="/headquarters/regions"]`)
	republic.until(`document.querySelector("form[data-form=found]") && document.readyState === "complete"`)
	republic.clean("the headquarters of regions")
	republic.write("#name-kk", founders)
	republic.write("#number", "14")
	republic.write("#aims-kk", "Өңірде парасаттылық ұғымын қалыптастыру")
	republic.do("form[data-form=found] button.button")
	republic.sees(j.say("headquarters.region-unknown"))
	republic.clean("a headquarters of nowhere")
	republic.choose("#region", "KZ-23")
	republic.do("form[data-form=found] button.button")
	republic.sees(j.say("headquarters.region-founded", founders))
	keeper := seat(j.t, j.house, j.url, i18n.KK, "keeper")
	j.head = j.takes(keeper, "Штаб жетекшісі", "atyrau-head")
	j.secretary = j.takes(keeper, "Штаб хатшысы", "atyrau-secretary")
}

// takes lets the keeper invite somebody, who takes their seat.
func (j *founded) takes(keeper *tab, person, login string) *tab {
	keeper.open("/kk/office/seats")
	keeper.choose("#body", "headquarters-kz-23")
	keeper.write("#person", person)
	keeper.write("#login", login)
	keeper.do(`main form[action$="/office/seats"] button.button`)
	keeper.until(`document.querySelector(".receipt .no")`)
	b := visit(j.t, j.url)
	b.open("/kk/office/join")
	b.until(`document.querySelector("form[data-form=invitation] fieldset").disabled === false`)
	b.write("#invitation", keeper.text(".receipt .no"))
	b.do("form[data-form=invitation] button.button")
	b.sees(person)
	b.write("#again", look[string](b, `[...document.querySelectorAll("#drawn li")].map(li => li.textContent).join(" ")`))
	b.do("form[data-form=join] .buttons button:not([data-draw])")
	b.until(`document.querySelector("[data-office]")`)
	return b
}

// members gathers the head and a member of another category.
func (j *founded) members() {
	for i, name := range []string{"Қоғам қайраткері, мұғалім", "Жас кәсіпкер, дүкен иесі"} {
		j.head.open("/kk/office/headquarters")
		j.head.write("#name-kk", name)
		j.head.reach("#category")
		j.head.press(strings.Repeat(kb.ArrowDown, i) + " ")
		if i == 0 {
			j.head.reach("#head")
			j.head.press(" ")
		}
		j.head.do("form[data-form=appoint] button.button")
		j.head.sees(j.say("headquarters.done-appointed"))
	}
	j.head.sees(j.say("headquarters.category-business"))
}

// plan plans an item. What it meets is found while one types, and asked for when it
// is saved.
func (j *founded) plan() {
	head := j.head
	head.open("/kk/office/plan/new")
	head.write("#title-kk", "Мұғалімдерге арналған сабақ")
	head.choose("#topic", "education")
	head.set("#due", time.Now().AddDate(0, 0, 10).Format("2006-01-02"))
	head.until(`document.querySelector("[data-met] li")`)
	head.sees(j.say("overlap.script-met"))
	head.sees("Республикалық ақпараттық-ағартушылық штаб")
	head.clean("an overlap while one types")
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#overlap")`)
	head.clean("an overlap that waits for a decision")
	look[any](head, `document.querySelectorAll("#overlap input[value=apart]").forEach(i => i.checked = true)`)
	look[any](head, `document.querySelectorAll("#overlap input[name^=reason]").forEach(i => i.value = "Бұл сабақ мұғалімдерге, оқушыларға емес")`)
	head.do("form[data-form=plan] button.button")
	head.sees(j.say("headquarters.progress"))
	head.sees("Бұл сабақ мұғалімдерге, оқушыларға емес")
	head.clean("an item at work")
}

// soon is when an event begins so soon that its minutes can be written, and not within
// the last minutes of a day.
func soon(t testing.TB, place string) time.Time {
	zone, err := time.LoadLocation(place)
	if err != nil {
		t.Fatal(err)
	}
	begins := time.Now().In(zone).Add(3 * time.Minute).Truncate(time.Minute)
	for begins.Hour() == 23 && begins.Minute() > 57 {
		begins = begins.Add(time.Minute)
	}
	return begins
}

// begun opens the page of an event in the office once it has begun.
func (b *tab) begun(at string, begins time.Time) {
	b.t.Helper()
	for again := time.NewTicker(time.Second); ; <-again.C {
		b.open(at)
		if look[bool](b, `!!document.querySelector("form[data-form=minutes]")`) {
			return
		}
		if time.Since(begins) > patience {
			b.t.Fatal("the event doesn't begin")
		}
	}
}

// briefing announces one that begins so soon that its minutes can be written, and
// not within the last minutes of a day.
func (j *founded) briefing() {
	j.begins = soon(j.t, "Asia/Atyrau")
	b := j.secretary
	b.open("/kk/office/events/new")
	b.write("#title-kk", "Брифинг: штабтың жұмыс жоспары")
	b.set("#day", j.begins.Format("2006-01-02"))
	b.set("#from", j.begins.Format("15:04"))
	b.set("#to", j.begins.Add(time.Minute).Format("15:04"))
	b.write("#about-kk", "Штаб мүшелері жоспарын таныстырады.")
	b.write("#agenda-kk", "Сөз басы\nЖоспар")
	b.write("#place-kk", "Атырау, Антикор орталығы")
	b.write("#places", "2")
	b.do("form[data-form=event] button.button")
	b.sees(j.say("events.guests"))
	b.clean("an event at work")
	j.event = look[string](b, `location.pathname.replace("/office", "")`)
}

// guest takes a place without an account and gives it back, and another one is
// checked in at the door by the code of theirs.
func (j *founded) guest() {
	b := visit(j.t, j.url)
	take := func(name string) {
		b.open(j.event)
		b.write("#name", name)
		b.do("form[data-form=register] button.button")
		b.until(`document.querySelector(".receipt svg")`)
	}
	take("Айгүл")
	b.clean("a place")
	b.do("form[data-form=give-back] button.button")
	b.sees(j.say("events.places-left", 2, 2))
	b.clean("an event")
	take("Ғазиза")
	code := b.text(".receipt .no")
	j.head.open(strings.Replace(j.event, "/kk/", "/kk/office/", 1) + "/came")
	j.head.write("#code", "AAAAAAAA")
	j.head.do("form[data-form=door] button.button")
	j.head.sees(j.say("events.code-unknown"))
	j.head.write("#code", code)
	j.head.do("form[data-form=door] button.button")
	j.head.sees(j.say("events.came-now", "Ғазиза"))
	j.head.clean("the door")
}

// minutes publishes what came of the briefing, and makes a decision of it work.
func (j *founded) minutes() {
	head := j.head
	head.begun(strings.Replace(j.event, "/kk/", "/kk/office/", 1), j.begins)
	head.write("#attended", "41")
	head.write("#minutes-kk", "Мұғалімдерге сабақ өткізу шешілді.")
	head.turn("form[data-form=minutes] button.button")
	if kept := look[string](head, `document.querySelector("#attended").value`); kept != "41" {
		j.t.Errorf("%s came, as the page has it", kept)
	}
	head.write("#title-kk", "Сабақтың бағдарламасын жазу")
	head.do("form[data-form=decision] button.button")
	head.until(`document.querySelector("form[data-form=plan]")`)
	head.choose("#topic", "media")
	head.set("#due", time.Now().AddDate(0, 0, 5).Format("2006-01-02"))
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#overlap") || document.querySelector("#progress")`)
	head.sees(j.say("headquarters.progress"))
	head.open(j.event)
	for _, text := range []string{j.say("events.attended", 41), j.say("events.attended-how", 1, 1), "Сабақтың бағдарламасын жазу", j.say("links.timeline")} {
		head.sees(text)
	}
	head.clean("an event that was held")
}

// report makes the report of this half, which counts the briefing and can't be
// approved while the half runs, and that of the half before, which the head approves.
func (j *founded) report() {
	make := func(half int) string {
		j.secretary.open("/kk/office/reports")
		look[any](j.secretary, fmt.Sprintf(`document.querySelector("#half").selectedIndex = %d`, half))
		j.secretary.do("form[data-form=report] button.button")
		j.secretary.sees(j.say("report.approve-other"))
		return look[string](j.secretary, `location.pathname`)
	}
	approve := func(at string) {
		j.head.open(at)
		j.head.do("form[data-form=approve] button.button")
	}
	running := make(0)
	j.secretary.sees(j.say("report.reached-of", 1))
	j.secretary.clean("a draft of a report")
	approve(running)
	j.head.sees(j.say("report.not-over"))
	at := make(1)
	approve(at)
	j.head.until(`document.querySelector("form[data-form=publish]")`)
	j.secretary.open(at)
	j.secretary.do("form[data-form=publish] button.button")
	j.secretary.sees(j.say("report.public-page"))
	j.read(strings.Replace(at, "/kk/office/", "/kk/", 1))
}

// read reads as everybody does what became public.
func (j *founded) read(report string) {
	b := visit(j.t, j.url)
	b.open("/kk/headquarters")
	b.sees(founders)
	b.open("/kk/headquarters/KZ-23")
	for _, text := range []string{"Жас кәсіпкер, дүкен иесі", "Мұғалімдерге арналған сабақ", "Сабақтың бағдарламасын жазу", "Брифинг: штабтың жұмыс жоспары", "Өңірде парасаттылық ұғымын қалыптастыру"} {
		b.sees(text)
	}
	b.clean("a new headquarters")
	b.open(report)
	b.sees(j.say("report.proof"))
	b.clean("a report")
	hash := b.text("#proof ~ * code.hash")
	if len(hash) != 64 {
		j.t.Fatalf("the report's hash is %q", hash)
	}
	for again, end := time.NewTicker(time.Second), time.Now().Add(patience); ; <-again.C {
		b.open("/kk/register")
		if look[bool](b, `document.body.textContent.includes(%s)`, hash) {
			return
		}
		if time.Now().After(end) {
			j.t.Fatalf("the register has no %s", hash)
		}
	}
}

// TestRoom: a briefing is announced in a room of the Antikor centre, which is then
// nobody else's at that time.
func TestRoom(t *testing.T) {
	t.Parallel()
	h := shared(t)
	head := seat(t, h, h.url, i18n.KK, "head")
	announce := func(title string) {
		head.open("/kk/office/events/new")
		head.write("#title-kk", title)
		head.set("#day", time.Now().AddDate(0, 0, 30).Format("2006-01-02"))
		head.write("#about-kk", "Штаб не істейтінін айтады.")
		head.reach("#room")
		look[any](head, `document.querySelector("#room").selectedIndex = 1`)
		head.do("form[data-form=event] button.button")
	}
	announce("Брифинг: мұғалімдерге сабақ")
	head.sees(word(t, i18n.KK, "events.materials"))
	announce("Брифинг: сол бөлмеде")
	head.until(`document.querySelector("#room-error")`)
	head.sees("Брифинг: мұғалімдерге сабақ")
	head.clean("a room that is taken")
}

// TestHeadquartersPages checks the pages of the headquarters and of its seats, and
// saves pictures of them if somebody wants to look.
func TestHeadquartersPages(t *testing.T) {
	t.Parallel()
	h := shared(t)
	s := &shooting{dir: os.Getenv("ADAL_SHOTS")}
	see := func(b *tab, name, path string) {
		b.open(path)
		b.clean(name)
		if s.dir != "" {
			s.shoot(b, filepath.Base(name))
		}
	}
	b := visit(t, h.url)
	see(b, "headquarters", "/kk/headquarters")
	see(b, "mangystau", "/kk/headquarters/KZ-47")
	plan := b.links("/kk/plan/")
	see(b, "item", plan[0])
	see(b, "events", "/kk/events")
	see(b, "event-ahead", b.links("/kk/events/")[1])
	see(b, "month", "/kk/events?month=2020-03")
	see(b, "briefing", b.links("/kk/events/")[1])
	see(b, "reports", "/kk/reports")
	see(b, "report", b.links("/kk/reports/")[0])
	for _, lang := range []string{"ru", "en"} {
		for _, path := range []string{"/headquarters/KZ-47", "/events", "/reports"} {
			see(b, lang+path, "/"+lang+path)
		}
	}
	b = seat(t, h, h.url, i18n.KK, "head")
	see(b, "office-headquarters", "/kk/office/headquarters")
	see(b, "office-plan", "/kk/office/plan")
	see(b, "office-item", b.links("/kk/office/plan/")[1])
	see(b, "office-plan-new", "/kk/office/plan/new")
	see(b, "office-events", "/kk/office/events")
	see(b, "office-event", b.links("/kk/office/events/")[1])
	see(b, "office-event-new", "/kk/office/events/new")
	see(b, "rooms", "/kk/office/rooms")
	see(b, "own-calendar", "/kk/office/calendar")
	see(b, "office-reports", "/kk/office/reports")
	see(b, "plans-of-others", "/kk/office/plans")
	see(b, "comment", b.links("/kk/office/plans/")[0])
}
