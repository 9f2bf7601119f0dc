package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/i18n"
)

// An edition of five countries with invented scores, as a newsroom gets it in
// two files. KAZ has 30.5, 34 and 37.5, so its mean is 34 and its error 2.02;
// in the year before each source said 3 less of it.
const (
	indexSources = `year,iso3,source,score
2018,DNK,bti,80.5
2018,DNK,eiu,85.5
2018,DNK,gi,89.5
2018,KAZ,bti,27.5
2018,KAZ,eiu,31
2018,KAZ,gi,34.5
2018,KGZ,bti,31.5
2018,KGZ,eiu,33
2018,KGZ,gi,34.5
2018,UZB,bti,22.5
2018,UZB,eiu,23
2018,UZB,gi,24.5
2019,DNK,bti,80
2019,DNK,eiu,85
2019,DNK,gi,90
2019,KAZ,bti,30.5
2019,KAZ,eiu,34
2019,KAZ,gi,37.5
2019,KGZ,bti,28
2019,KGZ,eiu,30
2019,KGZ,gi,32
2019,UZB,bti,24
2019,UZB,eiu,25
2019,UZB,gi,27.5
`
	indexScores = `year,iso3,country,region,score,rank,n_sources,standard_error,ci_low,ci_high
2019,DNK,Denmark,WE/EU,85,1,3,2.886751,80.26573,89.73427
2019,KAZ,Kazakhstan,ECA,34,2,3,2.020726,30.68601,37.31399
2019,KGZ,Kyrgyzstan,ECA,31,3,3,1.154701,28.10629,31.89371
2019,UZB,Uzbekistan,ECA,26,4,3,1.040833,24.29303,27.70697
`
)

// TestIndex takes an edition from the files of a newsroom to its readers: one
// printed figure is wrong, which has to be said before it is published.
func TestIndex(t *testing.T) {
	t.Parallel()
	h := own(t)
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "sources.csv"), filepath.Join(dir, "scores.csv")}
	for i, text := range []string{indexSources, indexScores} {
		if err := os.WriteFile(files[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	desk := seat(t, h, h.url, i18n.KK, "editor")
	desk.open("/kk/office/index")
	desk.clean("the office before any import")
	desk.do(`form[action$="/office/index"] button.button`)
	desk.until(`document.querySelector("#file:invalid, #file-error")`)
	desk.attach("#file", files...)
	desk.do(`form[action$="/office/index"] button.button`)
	desk.sees(word(t, i18n.KK, "perception.done-imported"))
	desk.clean("imported")
	desk.do(`main a[href$="/office/index/2019"]`)
	desk.sees(word(t, i18n.KK, "perception.wrong"))
	desk.clean("a review with a figure that doesn't come out")
	desk.do(`form[action$="/office/index/2019"] button.button`)
	desk.sees(word(t, i18n.KK, "perception.note-differs", "2019"))
	desk.clean("a publication without its reason")
	desk.write("#note", "Басылғаны солай")
	desk.do(`form[action$="/office/index/2019"] button.button`)
	desk.sees(word(t, i18n.KK, "perception.done-published"))
	desk.open("/kk/office/index/2018")
	desk.clean("a review without printed figures")
	desk.do(`form[action$="/office/index/2018"] button.button`)
	desk.sees(word(t, i18n.KK, "perception.done-published"))

	reader := visit(t, h.url)
	for _, width := range []int64{320, 1280} {
		reader.size(width, 800)
		for _, path := range []string{"/kk/index", "/ru/index/2019?region=ECA&sort=-name", "/en/index/2019/KAZ", "/kk/index/2019/KAZ/what-if?gi=49", "/kk/index/2018"} {
			reader.open(path)
			reader.clean(fmt.Sprintf("%s at %d", path, width))
			reader.scheme("dark")
			reader.clean(fmt.Sprintf("%s at %d in the dark", path, width))
			reader.scheme("light")
		}
	}
	reader.sorts(t)
	reader.asks(t)
}

// sorts turns the table round by keyboard alone.
func (b *tab) sorts(t *testing.T) {
	b.open("/en/index/2019")
	order := `[...document.querySelectorAll("tbody th[scope=row]")].map(th => th.innerText.trim()).join(" ")`
	first := look[string](b, order)
	if !strings.HasPrefix(first, "Denmark Kazakhstan") {
		t.Error("by rank:", first)
	}
	b.reach(`th a[href^="?sort=-rank"]`)
	b.press("\r")
	b.until(`document.querySelector("th[aria-sort=descending]")`)
	if turned := look[string](b, order); !strings.HasPrefix(turned, "Uzbekistan Kyrgyzstan") {
		t.Error("turned round:", turned)
	}
}

// asks asks what if with script, which shows the answer while it is being
// written, and without.
func (b *tab) asks(t *testing.T) {
	t.Helper()
	b.open("/en/index/2019/KAZ/what-if")
	b.until(`document.querySelector("[data-result] .big").innerText === "34"`)
	b.write("#gi", "49") // (30.5 + 34 + 49)/3 = 37.83
	b.until(`document.querySelector("[data-result] .big").innerText === "38" && location.search.includes("gi=49")`)
	b.clean("what if, live")
	b.write("#gi", "")
	b.sees("Too few sources are left")
	b.write("#gi", "a lot")
	b.do("form[data-live] .buttons button")
	b.until(`document.querySelector("#gi-error") && document.querySelector("#gi").value === "a lot"`)
	b.clean("what if, refused")

	b.script(false)
	b.open("/en/index/2019/KAZ/what-if")
	b.write("#gi", "49")
	b.do("form[data-live] .buttons button")
	b.until(`document.querySelector("[data-result] .big").innerText === "38"`)
	b.script(true)
}
