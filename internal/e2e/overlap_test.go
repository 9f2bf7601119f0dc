package e2e

import (
	"strings"
	"testing"
	"time"

	"adal/internal/i18n"
)

// ahead is a day as a field of days has it.
func ahead(days int) string { return time.Now().AddDate(0, 0, days).Format("2006-01-02") }

// TestOverlap: whoever plans a campaign or a pilot sees while typing, and without any
// script when it is sent, what another body does already and whose it is.
func TestOverlap(t *testing.T) {
	t.Parallel()
	h := shared(t)
	say := func(key string) string { return word(t, i18n.KK, key) }
	head := seat(t, h, h.url, i18n.KK, "head")
	head.open("/kk/office/plan/new")
	head.write("#title-kk", "Емхана туралы әңгіме")
	head.choose("#topic", "media")
	head.choose("#institution", "polyclinic-aktau")
	head.set("#since", ahead(90))
	head.set("#due", ahead(100))
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#progress")`)

	group := seat(t, h, h.url, i18n.KK, "monitor2")
	fill := func() {
		group.open("/kk/office/campaigns/new")
		group.write("#name-kk", "Емхана есігі")
		group.write("#name-ru", "Дверь поликлиники")
		look[any](group, `document.querySelector("#checklist").selectedIndex = 1`)
		group.set("#since", ahead(95))
		group.set("#until", ahead(120))
		look[any](group, `document.querySelector("input[name=observers]").checked = true`)
		group.set("#planned-polyclinic-aktau", "3")
	}
	fill()
	group.until(`document.querySelector("[data-met] li")`)
	for _, text := range []string{say("overlap.script-met"), "Емхана туралы әңгіме", "Маңғыстау облысының ақпараттық-ағартушылық штабы"} {
		group.sees(text)
	}
	group.clean("a campaign that meets a plan")
	group.set("#planned-polyclinic-aktau", "")
	group.set("#planned-aktau", "3")
	group.sees(say("overlap.script-free"))

	group.script(false)
	fill()
	look[any](group, `document.querySelector("main form").submit()`)
	group.until(`document.querySelector("#overlap")`)
	if met := group.text("[data-met]"); met != "" {
		t.Errorf("without script it says %q", met)
	}
	look[any](group, `document.querySelector("#overlap input[value=joined]").checked = true`)
	look[any](group, `document.querySelector("main form").submit()`)
	group.sees(say("monitoring.campaign-planned"))
	head.open(strings.Replace(look[string](head, `location.pathname`), "/office", "", 1))
	head.sees("Емхана есігі")
	head.sees(say("overlap.met-joined"))
}

// TestOverlapOfPilot: the same of the pilot of an idea that somebody proposed.
func TestOverlapOfPilot(t *testing.T) {
	t.Parallel()
	h := shared(t)
	head := seat(t, h, h.url, i18n.KK, "head")
	head.open("/kk/office/plan/new")
	head.write("#title-kk", "Жол туралы жиын")
	head.choose("#topic", "roads")
	head.set("#since", ahead(200))
	head.set("#due", ahead(210))
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#progress")`)
	b := visit(t, h.url)
	b.open("/kk/initiatives/propose")
	b.write("#title", "Жол картасы")
	b.write("#summary", "Жөнделген жолдар картада тұрады.")
	b.choose("#topic", "roads")
	b.do("main form button.button")
	b.until(`location.search.startsWith("?number=")`)

	lead := seat(t, h, h.url, i18n.KK, "lead")
	lead.open("/kk/office/initiatives")
	lead.follow("Жол картасы")
	lead.write("#assessment-kk", "Шығыны аз.")
	lead.do("main button[value=assessed]")
	lead.until(`document.querySelector("#pilot") && document.readyState === "complete"`)
	lead.choose("#region", "KZ-47")
	lead.set("#since", ahead(205))
	lead.set("#until", ahead(230))
	lead.until(`document.querySelector("[data-met] li")`)
	lead.sees("Жол туралы жиын")
	lead.clean("a pilot that meets a plan")
	lead.choose("#region", "KZ-23")
	lead.sees(word(t, i18n.KK, "overlap.script-free"))
	lead.choose("#region", "KZ-47")
	lead.write("#name-1-kk", "Шұңқыр саны")
	look[any](lead, `document.querySelector("#kind-1").value = "count"`)
	lead.write("#target-1", "3")
	lead.do(`form[action$="/pilot"] button.button`)
	lead.until(`document.querySelector("#overlap") && document.querySelector("#here-before-1-error")`) // both at once
	lead.write("#here-before-1", "9")
	look[any](lead, `document.querySelector("#overlap input[value=apart]").checked = true`)
	lead.write("#overlap input[name^=reason]", "Жиын жол туралы айтады, карта көрсетеді.")
	lead.do(`form[action$="/pilot"] button.button`)
	lead.until(`document.querySelector("#measure")`)
	b.open(strings.Replace(look[string](lead, `location.pathname`), "/office", "", 1))
	b.sees("Жиын жол туралы айтады, карта көрсетеді.")
	b.clean("a pilot that is done beside a plan")
}

// TestOverlapOfReplication: the same once more when what worked goes to another region,
// and its page says beside what it is done.
func TestOverlapOfReplication(t *testing.T) {
	t.Parallel()
	h := shared(t)
	head := seat(t, h, h.url, i18n.KK, "head")
	head.open("/kk/office/plan/new")
	head.write("#title-kk", "Жетісуда кезек туралы әңгіме")
	head.choose("#topic", "social")
	head.choose("#region", "KZ-33")
	head.set("#since", ahead(300))
	head.set("#due", ahead(310))
	head.do("form[data-form=plan] button.button")
	head.until(`document.querySelector("#progress")`)

	lead := seat(t, h, h.url, i18n.KK, "lead")
	lead.open("/kk/office/initiatives")
	lead.follow("Ашық кезек")
	lead.until(`document.querySelector("#replicate") && document.readyState === "complete"`)
	const form = `form[action$="/replicate"] `
	lead.write(form+"#name-kk", "Жетісудағы ашық кезек")
	lead.choose(form+"#owner", "adaldyq-alany")
	lead.set(form+"#since", ahead(305))
	lead.set(form+"#until", ahead(320))
	lead.choose(form+"#region", "KZ-19")
	lead.sees(word(t, i18n.KK, "overlap.script-free"))
	lead.choose(form+"#region", "KZ-33")
	lead.until(`document.querySelector("[data-met] li")`)
	lead.sees("Жетісуда кезек туралы әңгіме")
	lead.clean("a replication that meets a plan")
	lead.do(form + ".buttons button.button")
	lead.until(`document.querySelector("#overlap-error")`)
	lead.clean("a replication that waits for a decision")
	look[any](lead, `document.querySelector("#overlap input[value=joined]").checked = true`)
	lead.do(form + ".buttons button.button")
	lead.until(`!document.querySelector("#faults") && document.readyState === "complete"`)
	lead.sees("Жетісудағы ашық кезек")
	b := visit(t, h.url)
	b.open(strings.Replace(look[string](head, `location.pathname`), "/office", "", 1))
	b.sees("Жетісудағы ашық кезек")
	b.sees(word(t, i18n.KK, "overlap.met-joined"))
	b.clean("a plan that a replication joins")
}
