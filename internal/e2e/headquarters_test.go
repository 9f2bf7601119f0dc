package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"adal/internal/i18n"
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

// TestHeadquarters is the journey of a headquarters, in Kazakh and by keyboard: its
// founding, a member, an item of the plan that meets another one, a briefing, a guest
// of it, minutes whose decision becomes work, and the report.
func TestHeadquarters(t *testing.T) {
	t.Parallel()
	h := own(t)
	head := seat(t, h, h.url, i18n.KK, "head")
	say := func(key string, args ...any) string { return word(t, i18n.KK, key, args...) }

	head.open("/kk/office/headquarters")
	head.write("#number", "3-1")
	head.do("form[data-form=founding] button.button")
	head.sees(say("headquarters.done-founded"))
	head.open("/kk/office/headquarters")
	head.write("#name-kk", "Жас кәсіпкер, дүкен иесі")
	head.reach("#category")
	head.press(" ")
	head.do("form[data-form=appoint] button.button")
	head.sees(say("headquarters.done-appointed"))

	plan(head, say)
	event := briefing(head, say)
	guest(t, h, event, say)
	minutes(head, say)
	reports(t, h, head, say)
}

// plan plans an item. What it meets is found while one types, and asked for when it
// is saved.
func plan(head *tab, say func(string, ...any) string) {
	head.open("/kk/office/plan/new")
	head.write("#title-kk", "Мұғалімдерге арналған сабақ")
	head.choose("#topic", "education")
	head.set("#due", time.Now().AddDate(0, 0, 10).Format("2006-01-02"))
	head.until(`document.querySelector("[data-met] li")`)
	head.sees(say("headquarters.script-met"))
	head.clean("an overlap while one types")
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#overlap")`)
	head.clean("an overlap that waits for a decision")
	look[any](head, `document.querySelectorAll("#overlap input[value=apart]").forEach(i => i.checked = true)`)
	look[any](head, `document.querySelectorAll("#overlap input[name^=reason]").forEach(i => i.value = "Бұл сабақ мұғалімдерге, оқушыларға емес")`)
	head.do("form[data-form=plan] button.button")
	head.sees(say("headquarters.progress"))
	head.sees("Бұл сабақ мұғалімдерге, оқушыларға емес")
	head.clean("an item at work")
}

// briefing announces one in a room, and returns its public address.
func briefing(head *tab, say func(string, ...any) string) string {
	head.open("/kk/office/events/new")
	head.write("#title-kk", "Брифинг: мұғалімдерге сабақ")
	head.set("#day", time.Now().AddDate(0, 0, 3).Format("2006-01-02"))
	head.write("#about-kk", "Штаб не істейтінін айтады.")
	head.reach("#room")
	look[any](head, `document.querySelector("#room").selectedIndex = 1`)
	head.write("#places", "2")
	head.do("form[data-form=event] button.button")
	head.sees(say("events.guests"))
	head.clean("an event at work")
	return look[string](head, `location.pathname.replace("/office", "")`)
}

// guest takes a place without an account, and gives it back.
func guest(t *testing.T, h *house, event string, say func(string, ...any) string) {
	b := visit(t, h.url)
	b.open(event)
	b.clean("an event")
	b.write("#name", "Айгүл")
	b.do("form[data-form=register] button.button")
	b.until(`document.querySelector(".receipt svg")`)
	b.clean("a place")
	b.do("form[data-form=give-back] button.button")
	b.sees(say("events.places-left", 2, 2))
}

// minutes publishes what came of yesterday's briefing, and makes a decision work.
func minutes(head *tab, say func(string, ...any) string) {
	head.open("/kk/office/events")
	head.follow("Брифинг: мектептердегі ашық сабақтар")
	head.write("#attended", "41")
	head.write("#minutes-kk", "Мұғалімдерге сабақ өткізу шешілді.")
	head.do("form[data-form=minutes] button.button")
	head.until(`document.querySelector("#attended")?.value === "41" && document.readyState === "complete"`)
	at := look[string](head, `location.pathname.replace("/office", "")`)
	head.write("#title-kk", "Сабақтың бағдарламасын жазу")
	head.do("form[data-form=decision] button.button")
	head.until(`document.querySelector("form[data-form=plan]")`)
	head.choose("#topic", "media")
	head.set("#due", time.Now().AddDate(0, 0, 5).Format("2006-01-02"))
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#overlap") || document.querySelector("#progress")`)
	head.sees(say("headquarters.progress"))
	head.open(at)
	head.sees(say("events.attended", 41))
	head.sees("Сабақтың бағдарламасын жазу")
	head.sees(say("links.timeline"))
	head.clean("an event that was held")
}

// reports makes the report of a half that is over, lets somebody else approve it and
// reads it as everybody does.
func reports(t *testing.T, h *house, head *tab, say func(string, ...any) string) {
	head.open("/kk/office/reports")
	look[any](head, `(s => s.selectedIndex = s.options.length - 1)(document.querySelector("#half"))`)
	head.do("form[data-form=report] button.button")
	head.sees(say("report.approve-other"))
	head.clean("a draft of a report")
	at := look[string](head, `location.pathname`)
	other := seat(t, h, h.url, i18n.KK, "secretary")
	other.open(at)
	other.do("form[data-form=approve] button.button")
	other.until(`document.querySelector("form[data-form=publish]")`)
	head.open(at)
	head.do("form[data-form=publish] button.button")
	head.sees(say("report.public-page"))
	b := visit(t, h.url)
	b.open("/kk/headquarters/KZ-47")
	b.sees("Жас кәсіпкер, дүкен иесі")
	b.sees("Мұғалімдерге арналған сабақ")
	b.open(at[:3] + "/reports/" + at[len("/kk/office/reports/"):])
	b.sees(say("report.proof"))
	b.clean("a report")
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
