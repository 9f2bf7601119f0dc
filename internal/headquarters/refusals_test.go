package headquarters_test

import (
	"slices"
	"strings"

	"adal/internal/i18n"
	"adal/internal/web/webtest"
)

type refusal = webtest.Refusal

var (
	seated  = []string{"name-kk", "Жас кәсіпкер", "category", "business", "since", "2020-03-01", "until", "2021-02-28"}
	founded = []string{"number", "№ 5", "day", "2020-02-01", "by-kk", "Өңірлік кеңес", "aims-kk", "Парасаттылық"}
	newItem = []string{"title-kk", "Мектептегі кездесу", "topic", "youth", "region", "KZ-47", "since", "2020-03-01", "due", "2020-03-31"}
	newHQ   = []string{"name-kk", "Атырау штабы", "region", "KZ-23", "number", "№ 7", "day", "2020-02-20", "aims-kk", "Мақсат"}
)

// long is a text of one letter more than may be.
func long(most int) string { return strings.Repeat("ә", most+1) }

// at are cases of one address that takes a form.
func at(path string, all ...refusal) []refusal {
	for i := range all {
		all[i].Path, all[i].Status = path, 422
	}
	return all
}

func memberRefusals(head string) []refusal {
	const missing, tooLong = "headquarters.missing", "headquarters.too-long"
	name := i18n.Text{KK: "Қоғам қайраткері"}
	first, last := day("2020-02-01"), day("2021-01-31")
	return append(at("/office/headquarters/members",
		refusal{Form: webtest.But(seated, "name-kk", " "), Field: "name-kk", Word: missing},
		refusal{Form: webtest.But(seated, "name-kk", long(200)), Field: "name-kk", Word: tooLong, Args: []any{201, 200}},
		refusal{Form: webtest.But(seated, "name-en", long(200)), Field: "name-en", Word: tooLong, Args: []any{201, 200}},
		refusal{Form: webtest.But(seated, "interests", long(200)), Field: "interests", Word: tooLong, Args: []any{201, 200}},
		refusal{Form: webtest.But(seated, "category", "minister"), Field: "category", Word: "headquarters.category-missing"},
		refusal{Form: webtest.But(seated, "since", "кеше"), Field: "since", Word: "overlap.day-missing"},
		refusal{Form: webtest.But(seated, "until", "2021-02-30"), Field: "until", Word: "overlap.day-missing"},
		refusal{Form: webtest.But(seated, "until", "2020-02-29"), Field: "until", Word: "overlap.until-before"},
		refusal{Form: webtest.But(seated, "until", "2025-03-01"), Field: "until", Word: "headquarters.term-long", Args: []any{5}},
		refusal{Form: webtest.But(seated, "name-kk", "ҚОҒАМ қайраткері"), Field: "since", Word: "headquarters.terms-overlap", Args: []any{name, first, last}},
		refusal{Form: webtest.But(seated, "since", "2021-01-31", "until", "2021-12-31", "head", "yes"), Field: "head", Word: "headquarters.two-heads", Args: []any{name, first, last}},
	), at("/office/headquarters/members/"+head,
		refusal{Form: []string{"reason-" + head, "Ауысты", "last-" + head, "2021-01-31"}, Field: "last-" + head, Word: "headquarters.not-in-term", Args: []any{first, last}},
		refusal{Form: []string{"reason-" + head, "Ауысты", "last-" + head, "2020-01-31"}, Field: "last-" + head, Word: "headquarters.not-in-term", Args: []any{first, last}},
		refusal{Form: []string{"reason-" + head, "Ауысты", "last-" + head, ""}, Field: "last-" + head, Word: "headquarters.not-in-term", Args: []any{first, last}},
		refusal{Form: []string{"last-" + head, "2020-06-30", "reason-" + head, " "}, Field: "reason-" + head, Word: missing},
	)...)
}

func foundingRefusals() []refusal {
	return at("/office/headquarters/founding",
		refusal{Form: webtest.But(founded, "number", " "), Field: "number", Word: "headquarters.missing"},
		refusal{Form: webtest.But(founded, "by-kk", ""), Field: "by-kk", Word: "headquarters.missing"},
		refusal{Form: webtest.But(founded, "aims-kk", "\n \n"), Field: "aims-kk", Word: "headquarters.missing"},
		refusal{Form: webtest.But(founded, "aims-ru", long(2000)), Field: "aims-ru", Word: "headquarters.too-long", Args: []any{2001, 2000}},
		refusal{Form: webtest.But(founded, "day", ""), Field: "day", Word: "overlap.day-missing"},
		refusal{Form: webtest.But(founded, "day", "2020-02-21"), Field: "day", Word: "headquarters.founded-later"},
	)
}

func regionRefusals() []refusal {
	return at("/office/headquarters/regions",
		refusal{Form: webtest.But(newHQ, "name-kk", ""), Field: "name-kk", Word: "headquarters.missing"},
		refusal{Form: webtest.But(newHQ, "number", ""), Field: "number", Word: "headquarters.missing"},
		refusal{Form: webtest.But(newHQ, "aims-kk", ""), Field: "aims-kk", Word: "headquarters.missing"},
		refusal{Form: webtest.But(newHQ, "region", "KZ-99"), Field: "region", Word: "headquarters.region-unknown"},
		refusal{Form: webtest.But(newHQ, "region", "KZ-47"), Field: "region", Word: "headquarters.region-has-one", Args: []any{i18n.Text{KK: "Маңғыстау штабы"}}},
		refusal{Form: webtest.But(newHQ, "day", ""), Field: "day", Word: "overlap.day-missing"},
		refusal{Form: webtest.But(newHQ, "day", "2020-02-21"), Field: "day", Word: "headquarters.founded-later"},
		refusal{Form: webtest.But(newHQ, "day", "2019-10-31"), Field: "day", Word: "headquarters.founded-before", Args: []any{day("2019-11-01")}},
	)
}

func planRefusals(items planned) []refusal {
	form := func(field, word string, args ...any) func(...string) refusal {
		return func(pairs ...string) refusal {
			return refusal{Form: webtest.But(newItem, pairs...), Field: field, Word: word, Args: args}
		}
	}
	whole := []refusal{
		form("title-kk", "headquarters.missing")("title-kk", "", "title-ru", "Только по-русски"),
		form("title-kk", "headquarters.too-long", 201, 200)("title-kk", long(200)),
		form("topic", "overlap.about-missing")("topic", ""),
		form("topic", "overlap.about-missing")("topic", "poetry"),
		form("since", "overlap.day-missing")("since", "ертең"),
		form("due", "overlap.day-missing")("due", ""),
		form("due", "overlap.until-before")("due", "2020-02-29"),
		form("due", "headquarters.due-past")("since", "2020-02-01", "due", "2020-02-19"),
		form("owner", "headquarters.owner-unknown")("owner", "nobody"),
		form("institution", "headquarters.body-unknown")("institution", "nowhere"),
		form("partners", "headquarters.body-unknown")("partners", "nowhere"),
		form("partners", "headquarters.body-unknown")("partners", "hq"), // nobody is a partner of their own
		form("region", "headquarters.region-unknown")("region", "KZ-99"),
		form("overlap", "overlap.undecided", 1)("topic", "land", "since", "2020-05-31", "due", "2020-06-10"),
		form("overlap", "overlap.undecided", 1)("topic", "land", "since", "2020-05-31", "due", "2020-06-10", "how-"+items.other, ""),
		form("reason-"+items.other, "overlap.reason-missing", 10, 500)("topic", "land", "since", "2020-05-31", "due", "2020-06-10", "how-"+items.other, "apart", "reason-"+items.other, "тоғыз әрі"),
		form("reason-"+items.other, "overlap.reason-missing", 10, 500)("topic", "land", "since", "2020-05-31", "due", "2020-06-10", "how-"+items.other, "apart", "reason-"+items.other, long(500)),
	}
	again := slices.Clone(whole)
	return append(at("/office/plan", whole...), append(at("/office/plan/"+items.open, again...),
		refusal{Path: "/office/plan/" + items.done, Form: newItem, Status: 409, Word: "headquarters.item-over"})...)
}

func progressRefusals(items planned) []refusal {
	over := func(act string, form ...string) refusal {
		return refusal{Path: "/office/plan/" + items.done + act, Form: form, Status: 409, Word: "headquarters.item-over"}
	}
	return slices.Concat(at("/office/plan/"+items.open+"/progress",
		refusal{Form: []string{"percent", "101"}, Field: "percent", Word: "headquarters.percent-wrong"},
		refusal{Form: []string{"percent", "-1"}, Field: "percent", Word: "headquarters.percent-wrong"},
		refusal{Form: []string{"percent", "жартысы"}, Field: "percent", Word: "headquarters.percent-wrong"},
		refusal{Form: []string{"percent", "100", "evidence", " "}, Field: "evidence", Word: "headquarters.evidence-missing"},
		refusal{Form: []string{"percent", "40", "evidence", long(2000)}, Field: "evidence", Word: "headquarters.too-long", Args: []any{2001, 2000}},
		refusal{Form: []string{"percent", "40", "href", "javascript:alert(1)"}, Field: "href", Word: "headquarters.href-wrong"},
	), at("/office/plan/"+items.open+"/drop",
		refusal{Form: []string{"reason", " "}, Field: "reason", Word: "headquarters.missing"},
		refusal{Form: []string{"reason", long(200)}, Field: "reason", Word: "headquarters.too-long", Args: []any{201, 200}},
	), []refusal{over("/progress", "percent", "50"), over("/progress", "percent", "100", "evidence", "Тағы"), over("/drop", "reason", "Керек емес")},
		at("/office/links", refusal{Form: []string{"to", "", "from", items.open}, Field: "to", Word: "links.missing"},
			refusal{Form: []string{"to", "HQ47-P-2020-9999", "from", items.open}, Field: "to", Word: "links.unknown"},
			refusal{Form: []string{"to", items.open, "from", items.open}, Field: "to", Word: "links.itself"}))
}

func commentRefusals(items planned) []refusal {
	return at("/office/plans/"+items.open,
		refusal{Form: []string{"text", " "}, Field: "text", Word: "headquarters.missing"},
		refusal{Form: []string{"text", long(2000)}, Field: "text", Word: "headquarters.too-long", Args: []any{2001, 2000}},
	)
}
