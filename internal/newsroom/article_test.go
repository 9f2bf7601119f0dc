package newsroom_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
)

// TestJourney brings a text from its draft to the public, corrects and
// withdraws it.
func TestJourney(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.draft(words)
		if all, err := o.News(ctx, newsroom.Filter{Lang: i18n.KK, Limit: 10}); err != nil || len(all) != 0 {
			t.Fatalf("a draft is public: %v %v", all, err)
		}
		check(t, o.Submit(ctx, o.editor, id))
		if err := o.Approve(ctx, o.editor, id); fault.Of(err) != fault.Denied {
			t.Errorf("who wrote a text has read it for itself: %v", err)
		}
		check(t, o.Approve(ctx, o.chief, id))
		check(t, o.Publish(ctx, o.chief, id, time.Time{}))
		p := o.only()
		if p.Slug != "shtab-zhumys-zhosparyn-tanystyrdy" || p.Author != "Редакция" || p.Version != 1 || p.Minutes != 1 || o.changes == 0 {
			t.Errorf("%+v", p)
		}
		a, _, err := o.Article(ctx, i18n.KK, p.Year, p.Month, p.Slug)
		check(t, err)
		if a.Text != words.Text || a.Region.Name.KK != "Маңғыстау облысы" || len(a.Tags) != 2 || len(a.Versions) != 1 {
			t.Errorf("%+v", a)
		}

		// A correction is read by somebody else too, and the first version stays.
		if err := o.Submit(ctx, o.editor, id); fault.Of(err) != fault.Conflict {
			t.Errorf("the same text was handed in as a correction: %v", err)
		}
		corrected := words
		corrected.Text = "Жоспарда **он үш** іс-шара бар."
		_, err = o.Save(ctx, o.editor, id, 1, corrected, "сан түзетілді")
		check(t, err)
		if a, _, _ = o.Article(ctx, i18n.KK, p.Year, p.Month, p.Slug); a.Text != words.Text {
			t.Error("an edit is public before somebody has read it")
		}
		check(t, o.Submit(ctx, o.editor, id))
		wants(t, o.Correct(ctx, o.chief, id, " "), "newsroom.note-missing")
		if err := o.Correct(ctx, o.chief, id, "Сан түзетілді."); fault.Of(err) != fault.Conflict {
			t.Errorf("an unread correction is public: %v", err)
		}
		check(t, o.Approve(ctx, o.chief, id))
		check(t, o.Correct(ctx, o.chief, id, "Сан түзетілді."))
		a, _, err = o.Article(ctx, i18n.KK, p.Year, p.Month, p.Slug)
		check(t, err)
		if a.Text != corrected.Text || len(a.Versions) != 2 || a.Versions[0].Note != "Сан түзетілді." {
			t.Errorf("%+v", a)
		}
		before, err := o.Versions(ctx, id)
		check(t, err)
		if len(before) != 2 || before[0].Text != words.Text || before[0].Hash() == before[1].Hash() {
			t.Errorf("%+v", before)
		}

		check(t, o.Withdraw(ctx, o.chief, id, "Дереккөз расталмады."))
		a, _, err = o.Article(ctx, i18n.KK, p.Year, p.Month, p.Slug)
		if err != nil || a.Withdrawn != "Дереккөз расталмады." || a.Text != "" {
			t.Errorf("what was withdrawn is %+v, %v", a, err)
		}
		check(t, o.Publish(ctx, o.chief, id, time.Time{}))
		if o.only().Withdrawn != "" {
			t.Error("it isn't back")
		}
	})
}

// TestMoment: a text is public from its moment on and not before, with no job
// that could be late.
func TestMoment(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		id := o.draft(words)
		check(t, o.Submit(t.Context(), o.editor, id))
		check(t, o.Approve(t.Context(), o.chief, id))
		wants(t, o.Publish(t.Context(), o.chief, id, time.Now().AddDate(2, 0, 0)), "newsroom.moment-far")
		at := time.Now().Add(48 * time.Hour)
		check(t, o.Publish(t.Context(), o.chief, id, at))
		all, err := o.News(t.Context(), newsroom.Filter{Lang: i18n.KK, Limit: 10})
		if err != nil || len(all) != 0 {
			t.Errorf("it is public already: %v %v", all, err)
		}
		d, err := o.Desk(t.Context(), o.editor, id)
		check(t, err)
		if want := at.In(aqtau).Format("15:04") + " (UTC+05:00)"; !d.Waits || d.Clock != want {
			t.Errorf("its page doesn't say that it waits for %s: %v, %s", want, d.Waits, d.Clock)
		}
		if _, _, err := o.Article(t.Context(), i18n.KK, d.Public.Year, d.Public.Month, d.Public.Slug); fault.Of(err) != fault.NotFound {
			t.Errorf("its address answers already: %v", err)
		}
		// The book says that it is three days later.
		o.Book.Day = d.Public.Day.AddDays(3)
		if p := o.only(); p.Docket != id {
			t.Errorf("%+v", p)
		}
	})
}

// TestMeanwhile: two editors at once lose nothing.
func TestMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.draft(words)
		mine, theirs := words, words
		mine.Text, theirs.Text = "менікі", "онікі"
		around, err := o.Autosave(ctx, o.editor, id, 1, mine)
		if err != nil || len(around.Others) != 0 || around.Revision != 1 {
			t.Errorf("%+v %v", around, err)
		}
		around, err = o.Autosave(ctx, o.chief, id, 1, theirs)
		if err != nil || !slices.Equal(around.Others, []string{"editor"}) {
			t.Errorf("the other editor isn't noticed: %+v %v", around, err)
		}
		n, err := o.Save(ctx, o.chief, id, 1, theirs, "")
		if err != nil || n != 2 {
			t.Fatal(n, err)
		}
		_, err = o.Save(ctx, o.editor, id, 1, mine, "")
		var meanwhile *newsroom.EditedMeanwhile
		if !errors.As(err, &meanwhile) || meanwhile.Theirs.Text != "онікі" || fault.Of(err) != fault.Conflict {
			t.Fatalf("%v", err)
		}
		d, err := o.Desk(ctx, o.editor, id)
		check(t, err)
		if d.Text.Text != "онікі" || !d.HasSaved || d.Saved.Text != "менікі" || d.Saved.Base != 1 {
			t.Errorf("%+v", d)
		}
		// Looking at theirs, the editor saves over it: both stay as revisions.
		if n, err = o.Save(ctx, o.editor, id, 2, mine, ""); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		r, err := o.Revision(ctx, o.chief, id, 2)
		if err != nil || r.Text != "онікі" {
			t.Errorf("%+v %v", r, err)
		}
		// The same words again are no revision.
		if n, err = o.Save(ctx, o.editor, id, 3, mine, ""); err != nil || n != 3 {
			t.Errorf("%d %v", n, err)
		}
	})
}

// TestTranslation: each language has its own text; what follows an older version
// is told.
func TestTranslation(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.draft(words)
		o.publish(id, time.Time{})
		p := o.only()
		if _, others, err := o.Article(ctx, i18n.RU, p.Year, p.Month, p.Slug); fault.Of(err) != fault.NotFound || len(others) != 1 || others[0].Lang != i18n.KK {
			t.Errorf("a missing translation: %v %v", others, err)
		}
		all, _, err := o.Untranslated(ctx, o.editor, 0)
		if err != nil || len(all) != 1 || len(all[0].Siblings) != 1 {
			t.Errorf("%+v %v", all, err)
		}
		ru, err := o.Translate(ctx, o.editor, id, i18n.RU, newsroom.Words{Title: "Штаб представил план", Lead: "Первый брифинг.", Text: "Двенадцать мероприятий."})
		check(t, err)
		_, err = o.Translate(ctx, o.chief, id, i18n.RU, newsroom.Words{Title: "Ещё раз"})
		wants(t, err, "newsroom.translated-already")
		o.publish(ru, time.Time{})
		if _, others, err := o.Article(ctx, i18n.RU, p.Year, p.Month, p.Slug); err == nil || len(others) != 1 || others[0].Slug != "shtab-predstavil-plan" {
			t.Errorf("the address of another language doesn't lead to its own: %v %v", others, err)
		}
		corrected := words
		corrected.Text += " Тағы бір сөйлем."
		_, err = o.Save(ctx, o.editor, id, 1, corrected, "")
		check(t, err)
		check(t, o.Submit(ctx, o.editor, id))
		check(t, o.Approve(ctx, o.chief, id))
		check(t, o.Correct(ctx, o.chief, id, "Толықтырылды."))
		stale := func() bool {
			d, err := o.Desk(ctx, o.editor, ru)
			check(t, err)
			return slices.ContainsFunc(d.Siblings, func(s newsroom.Sibling) bool { return s.Lang == i18n.RU && s.Stale })
		}
		if !stale() {
			t.Error("nobody hears that the origin went on")
		}
		check(t, o.Retranslated(ctx, o.editor, ru))
		if stale() {
			t.Error("it is said to be older still")
		}
	})
}

// TestStrangers: another body's seat and the public see and change nothing of
// what isn't public.
func TestStrangers(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		id := o.draft(words)
		for who, by := range map[string]charter.Principal{"stranger": o.stranger, "public": charter.Public()} {
			_, saved := o.Save(ctx, by, id, 1, words, "")
			_, kept := o.Autosave(ctx, by, id, 1, words)
			_, desk := o.Desk(ctx, by, id)
			_, revision := o.Revision(ctx, by, id, 1)
			_, translated := o.Translate(ctx, by, id, i18n.EN, words)
			for what, err := range map[string]error{
				"save": saved, "autosave": kept, "desk": desk, "revision": revision, "translate": translated,
				"submit": o.Submit(ctx, by, id), "approve": o.Approve(ctx, by, id), "publish": o.Publish(ctx, by, id, time.Time{}),
				"facts": o.SetFacts(ctx, by, id, facts), "withdraw": o.Withdraw(ctx, by, id, "себебі бар"), "back": o.TakeBack(ctx, by, id, ""),
			} {
				if kind := fault.Of(err); kind != fault.NotFound && kind != fault.Denied && kind != fault.SignIn {
					t.Errorf("%s may %s: %v", who, what, err)
				}
			}
		}
		if _, err := o.Draft(ctx, charter.Public(), facts, i18n.KK, words); err == nil {
			t.Error("the public writes articles")
		}
	})
}

// TestWrong names every field that is wrong, and keeps nothing of it.
func TestWrong(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		_, err := o.Draft(ctx, o.editor, newsroom.Facts{Rubric: "no", Region: "XX-1"}, i18n.KK, newsroom.Words{
			Lead: strings.Repeat("ә", newsroom.MaxLead+1), Text: "\x00", Tags: []string{strings.Repeat("ұ", 61)},
		})
		for _, word := range []string{"title-missing", "too-long-by", "not-text", "tag-wrong", "rubric-missing", "region-missing", "byline-missing"} {
			wants(t, err, "newsroom."+word)
		}
		id := o.draft(newsroom.Words{Title: "Бос"})
		err = o.Submit(ctx, o.editor, id)
		wants(t, err, "newsroom.lead-missing")
		wants(t, err, "newsroom.text-missing")
		hostile := newsroom.Words{Title: "Т", Lead: "Л", Text: "![](media:x) <script>alert(1)</script>"}
		_, err = o.Save(ctx, o.editor, id, 1, hostile, "")
		check(t, err)
		err = o.Submit(ctx, o.editor, id)
		wants(t, err, "markdown.picture-undescribed")
		wants(t, err, "markdown.markup")
	})
}

// TestPages walks the news page by page, of a rubric, a region and a tag, and
// meets every text once, the newest first.
func TestPages(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		for i := range 7 {
			w := words
			w.Title = fmt.Sprintf("Мәтін %d", i)
			o.publish(o.draft(w), time.Time{})
		}
		for name, f := range map[string]newsroom.Filter{
			"all": {}, "rubric": {Rubric: "regions"}, "region": {Region: "KZ-47"}, "tag": {Tag: "aqtau"},
		} {
			f.Lang, f.Limit = i18n.KK, 3
			var seen []string
			for {
				page, err := o.News(ctx, f)
				check(t, err)
				for _, p := range page {
					seen = append(seen, p.Title)
				}
				if len(page) < f.Limit {
					break
				}
				last := page[len(page)-1]
				f.Before = newsroom.Place{At: last.Published, Docket: last.Docket}
			}
			if want := []string{"Мәтін 6", "Мәтін 5", "Мәтін 4", "Мәтін 3", "Мәтін 2", "Мәтін 1", "Мәтін 0"}; !slices.Equal(seen, want) {
				t.Errorf("%s: %v", name, seen)
			}
		}
		months, err := o.Archive(ctx, i18n.KK)
		if err != nil || len(months) != 1 || months[0].Articles != 7 {
			t.Errorf("%v %v", months, err)
		}
		counted := func(what string, want int) {
			t.Helper()
			months, err := o.Archive(ctx, i18n.KK)
			check(t, err)
			n := 0
			for _, m := range months {
				n += m.Articles
			}
			if n != want {
				t.Errorf("%s: the archive counts %d articles, want %d", what, n, want)
			}
		}
		later := words
		later.Title = "Кейінгі мәтін"
		o.publish(o.draft(later), time.Now().Add(48*time.Hour))
		counted("one is to come", 7)
		p, err := o.News(ctx, newsroom.Filter{Lang: i18n.KK, Limit: 1})
		check(t, err)
		check(t, o.Withdraw(ctx, o.chief, p[0].Docket, "Қате шықты."))
		counted("one is withdrawn", 6)
		check(t, o.Publish(ctx, o.chief, p[0].Docket, time.Time{}))
		counted("it is back", 7)
		p, err = o.News(ctx, newsroom.Filter{Lang: i18n.KK, Limit: 1})
		check(t, err)
		a, _, err := o.Article(ctx, i18n.KK, p[0].Year, p[0].Month, p[0].Slug)
		check(t, err)
		if len(a.Related) != 4 || slices.ContainsFunc(a.Related, func(r newsroom.Publication) bool { return r.Docket == a.Docket }) {
			t.Errorf("%v", a.Related)
		}
	})
}
