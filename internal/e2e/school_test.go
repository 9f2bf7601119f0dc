package e2e

import (
	"strings"
	"testing"
	"time"

	"adal/internal/i18n"
)

// TestSchoolVisit: a visit to a school is announced, refused for a day that has passed,
// found in its month, asked for by a guest, moved and called off, another one is held and
// its minutes are written and mended, and each step is on its page.
func TestSchoolVisit(t *testing.T) {
	t.Parallel()
	h := shared(t)
	say := func(key string, args ...any) string { return word(t, i18n.KK, key, args...) }
	head := seat(t, h, h.url, i18n.KK, "head")
	head.open("/kk/office/events/new")
	head.choose("#kind", "school")
	head.write("#title-kk", "Мектепке бару: адал ойын")
	head.write("#about-kk", "Оқушылармен ойын және сұрақ-жауап.")
	head.write("#place-kk", "Ақтау, №7 мектеп")
	head.set("#places", "1")
	head.set("#day", ahead(-1))
	head.do("form[data-form=event] button.button")
	head.until(`document.querySelector("#day-error")`)
	head.sees(say("events.in-past"))
	head.clean("a visit to a school in the past")
	head.set("#day", ahead(40))
	head.do("form[data-form=event] button.button")
	head.sees(say("events.guests"))
	at := look[string](head, `location.pathname`)

	b := visit(t, h.url)
	b.size(360, 740)
	b.open("/kk/events?month=" + ahead(40)[:7])
	b.follow("Мектепке бару: адал ойын")
	b.sees(say("events.kind-school"))
	b.sees(say("events.places-left", 1, 1))
	b.write("#name", "Ұлжан")
	b.do("form[data-form=register] button.button")
	b.until(`document.querySelector(".receipt svg")`)
	b.fits()
	mine := look[string](b, `location.pathname`)
	b.open(strings.Replace(at, "/office", "", 1))
	b.sees(say("events.places-none"))
	b.clean("a visit to a school that is full")

	head.open(at + "/change")
	head.set("#from", "14:00")
	head.do("form[data-form=event] button.button")
	head.sees("14:00")
	look[any](head, `document.querySelectorAll("details.fold").forEach(d => d.open = true)`)
	head.write("#reason", "Мектеп карантинде")
	head.do(`form[action$="/cancel"] button.button`)
	head.sees(say("events.state-cancelled"))
	for _, path := range []string{mine, strings.Replace(at, "/office", "", 1)} {
		b.open(path)
		b.sees("Мектеп карантинде")
		b.clean("a visit to a school that was called off")
		b.fits()
	}
	schoolMinutes(head, b)
}

// schoolMinutes holds a visit to a school that begins soon, and writes its minutes by
// keyboard; everybody reads them on a small phone.
func schoolMinutes(head, b *tab) {
	say := func(key string, args ...any) string { return word(head.t, i18n.KK, key, args...) }
	begins := soon(head.t, "Asia/Aqtau")
	head.open("/kk/office/events/new")
	head.choose("#kind", "school")
	head.write("#title-kk", "Мектепке бару: парасаттылық сабағы")
	head.write("#about-kk", "Оқушылармен сабақ.")
	head.write("#place-kk", "Ақтау, №9 мектеп")
	head.set("#day", begins.Format("2006-01-02"))
	head.set("#from", begins.Format("15:04"))
	head.set("#to", begins.Add(time.Minute).Format("15:04"))
	head.do("form[data-form=event] button.button")
	head.sees(say("events.materials"))
	at := look[string](head, `location.pathname`)
	head.begun(at, begins)
	head.write("#attended", "27")
	head.reach("#trained")
	head.press(" ")
	head.do("form[data-form=minutes] button.button")
	head.until(`document.querySelector("#minutes-kk-error") || document.querySelector("#minutes-kk:invalid")`)
	head.write("#minutes-kk", "Оқушылар екі жағдайды талқылады.")
	head.do("form[data-form=minutes] button.button")
	head.until(`document.querySelector("#minutes-kk").defaultValue !== "" && document.querySelector("#trained").defaultChecked && document.readyState === "complete"`)
	head.clean("the minutes of a visit to a school")
	head.set("#attended", "28")
	head.do("form[data-form=minutes] button.button")
	head.until(`document.querySelector("#attended").defaultValue === "28" && document.readyState === "complete"`)
	b.open(strings.Replace(at, "/office", "", 1))
	for _, text := range []string{say("events.kind-school"), say("events.attended", 28), "Оқушылар екі жағдайды талқылады."} {
		b.sees(text)
	}
	b.clean("a visit to a school that was held")
	b.fits()
}
