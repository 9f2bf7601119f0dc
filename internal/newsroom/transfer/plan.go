package transfer

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/wxr"
)

// A wordpress makes a plan of an export.
type wordpress struct {
	*Transfer
	*Plan
	Settings
	export   *wxr.Export
	zone     *time.Location
	uploads  fs.FS // nil for none
	byID     map[int]wxr.Item
	byFile   map[string]int // attachments by the path of their file, and by those of its sizes
	ready    map[int]*picture
	unmapped map[string]int
}

// WordPress reads an export, whose pictures lie in a folder of uploads that may be
// nil, and says what it comes to. Nothing is written, and nobody is asked for
// anything. A file that can't be read is a fault that names the place; what of it
// can't be taken over is in the plan's report. The caller closes the plan.
func (t *Transfer) WordPress(ctx context.Context, file io.Reader, most int, uploads fs.FS, s Settings) (*Plan, error) {
	if err := s.check(t.News); err != nil {
		return nil, err
	}
	sum := sha256.New()
	export, err := wxr.Read(io.TeeReader(file, sum), most)
	if err != nil {
		return nil, err
	}
	site, err := url.Parse(strings.TrimSpace(export.Address))
	if err != nil || site.Host == "" {
		return nil, fault.New(fault.Invalid, "transfer.site-unknown")
	}
	plan, err := newPlan(site.Host, hex.EncodeToString(sum.Sum(nil)))
	if err != nil {
		return nil, err
	}
	w := &wordpress{
		Transfer: t, Plan: plan, Settings: s, export: export, uploads: uploads,
		byID: map[int]wxr.Item{}, byFile: map[string]int{}, ready: map[int]*picture{}, unmapped: map[string]int{},
	}
	if w.zone, err = s.zone(t.News); err == nil {
		err = w.plan(ctx)
	}
	if err != nil {
		plan.Close()
		return nil, err
	}
	return plan, nil
}

// name is how a report names an item.
func name(i wxr.Item) string { return fmt.Sprintf("#%d %s", i.ID, clip(plain(i.Title))) }

// clip is what a report quotes.
func clip(s string) string {
	const most = 80
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}

// plan goes through the export.
func (w *wordpress) plan(ctx context.Context) error {
	for _, i := range w.export.Items {
		w.byID[i.ID] = i
		if i.Type == "attachment" {
			w.byFile[fileOf(i)] = i.ID
		}
	}
	groups, order := map[string][]wxr.Item{}, []string(nil)
	for _, i := range w.export.Items {
		if !w.wanted(i) {
			continue
		}
		key := i.Group()
		if key == "" || slices.ContainsFunc(groups[key], func(other wxr.Item) bool { return w.lang(other) == w.lang(i) }) {
			key = "#" + strconv.Itoa(i.ID) // it stands alone
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], i)
	}
	for n, key := range order {
		w.progress("reading", n, len(order))
		if err := w.group(ctx, groups[key]); err != nil {
			return err
		}
	}
	for category, n := range w.unmapped {
		w.note("", "transfer.category-unmapped", category, n)
	}
	w.lists()
	w.count()
	return ctx.Err()
}

// wanted reports whether an item is a text that may be taken over, and says why
// not.
func (w *wordpress) wanted(i wxr.Item) bool {
	switch {
	case i.Type == "attachment":
		if !pictured.MatchString(fileOf(i)) {
			w.note(name(i), "transfer.no-picture", fileOf(i))
		}
		return false
	case i.Type != "post" && i.Type != "page":
		if i.Status == "publish" && i.Type != "nav_menu_item" && !strings.HasPrefix(i.Type, "wp_") && !strings.HasPrefix(i.Type, "custom_css") {
			w.note(name(i), "transfer.other-type", i.Type)
		}
		return false
	case slices.Contains(w.Without, i.ID):
		w.note(name(i), "transfer.left-out")
		return false
	case i.Status == "trash" || i.Status == "auto-draft":
		return false
	case i.Protected:
		w.note(name(i), "transfer.protected")
		return false
	case i.Status != "publish" && !w.Drafts:
		w.note(name(i), "transfer.unpublished", i.Status)
		return false
	case w.lang(i) == "":
		w.note(name(i), "transfer.lang-other", cmp.Or(i.Lang(), w.export.Lang))
		return false
	}
	return true
}

// lang is the language of a text; "" if it is none of ours.
func (w *wordpress) lang(i wxr.Item) i18n.Lang {
	of := i.Lang()
	if of == "" {
		of = string(w.Lang)
	}
	if of == "" {
		of = (wxr.Item{Meta: map[string]string{"_wpml_import_language_code": w.export.Lang}}).Lang()
	}
	l, ok := i18n.Parse(of)
	if !ok {
		return ""
	}
	return l
}

// group makes an article of the translations of one text.
func (w *wordpress) group(ctx context.Context, items []wxr.Item) error {
	slices.SortStableFunc(items, func(a, b wxr.Item) int {
		return cmp.Compare(slices.Index(i18n.Langs, w.lang(a)), slices.Index(i18n.Langs, w.lang(b)))
	})
	a := article{Past: newsroom.Past{Source: w.source, Facts: newsroom.Facts{Byline: newsroom.ByBody}}}
	for _, i := range items {
		fresh, err := w.fresh(ctx, i, &a)
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		text, ok, err := w.text(i)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if len(a.Texts) > 0 {
			text.Origin, text.OriginAt = 1, min(len(a.Texts[0].Versions), 1)
		}
		a.Texts = append(a.Texts, text)
	}
	if len(a.Texts) == 0 {
		return nil
	}
	w.facts(&a, items)
	w.articles = append(w.articles, a)
	return nil
}

// fresh reports whether a text wasn't taken over before.
func (w *wordpress) fresh(ctx context.Context, i wxr.Item, a *article) (fresh bool, err error) {
	return fresh, w.DB.Read(ctx, func(tx *db.Tx) error {
		docket, hash, known, err := w.News.Taken(ctx, tx, w.source, strconv.Itoa(i.ID))
		if err != nil {
			return err
		}
		if fresh = !known; fresh {
			return nil
		}
		if a.into = docket; hash == hashOf(i) {
			w.Known++
		} else {
			w.note(name(i), "transfer.changed-there")
		}
		return nil
	})
}

// text makes a text of a post, and whether it could.
func (w *wordpress) text(i wxr.Item) (t newsroom.PastText, ok bool, err error) {
	t = newsroom.PastText{
		Item: strconv.Itoa(i.ID), Hash: hashOf(i), Lang: w.lang(i), Slug: i18n.Slug(plain(i.Title)), Author: w.author(i), Old: addresses(i),
	}
	md, err := wxr.Markdown(i.Content, wxr.Options{
		Site: w.export.Address, Base: cmp.Or(i.Link, w.export.Address), Footnotes: footnotes(i),
		Picture: func(p wxr.Picture) (string, string) { return w.picture(i, t.Lang, p) },
	})
	if faults := fault.Fields(err); len(faults) > 0 {
		w.refuse(name(i), faults[0].Word, faults[0].Args...)
		return t, false, nil
	} else if err != nil {
		return t, false, err
	}
	for _, what := range md.Dropped {
		w.note(name(i), "transfer.dropped", what)
	}
	t.Words = newsroom.Words{Title: plain(i.Title), Text: md.Markdown, Tags: w.tags(i)}
	w.lead(&t, i, md)
	at := i.At(w.zone)
	if i.Status == "publish" {
		if at.IsZero() || at.After(time.Now()) {
			w.refuse(name(i), "transfer.undated")
			return t, false, nil
		}
		t.Versions = []newsroom.Version{{N: 1, At: moment(at), Title: t.Title, Lead: t.Lead, Text: t.Text}}
		t.Views, t.Counted = w.views(i)
	}
	if faults := fault.Fields(t.Check()); len(faults) > 0 {
		for _, f := range faults {
			w.refuse(name(i), f.Word, f.Args...)
		}
		return t, false, nil
	}
	return t, true, nil
}

// longest is how long a lead may be that is taken from a text that has no second
// paragraph, in letters.
const longest = 300

// lead gives a text its lead: the excerpt, or else its first paragraph.
func (w *wordpress) lead(t *newsroom.PastText, i wxr.Item, md wxr.Text) {
	excerpt := plain(i.Excerpt)
	switch {
	case excerpt != "" && len([]rune(excerpt)) <= newsroom.MaxLead:
		t.Lead = excerpt
	case md.Lead != "" && md.Rest != "" && len([]rune(md.Lead)) <= newsroom.MaxLead:
		t.Lead, t.Text = md.Lead, md.Rest
		w.note(name(i), "transfer.lead-first")
	default:
		t.Lead = begin(cmp.Or(md.Lead, plain(i.Content)))
		w.note(name(i), "transfer.lead-made")
	}
}

// begin is the beginning of a text, to the end of a word.
func begin(s string) string {
	letters := []rune(s)
	if len(letters) <= longest {
		return s
	}
	s = string(letters[:longest])
	if at := strings.LastIndexByte(s, ' '); at > 0 {
		s = s[:at]
	}
	return strings.TrimRight(s, " ,;:–-") + "…"
}

// plain is what a field of markup says, in a line.
func plain(s string) string {
	if strings.ContainsAny(s, "<&") {
		md, err := wxr.Markdown("<!-- wp:x -->"+strings.Join(strings.Fields(s), " "), wxr.Options{})
		if err == nil {
			s = wxrPlain(md.Markdown)
		} else {
			s = html.UnescapeString(s)
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")), " ")
}

// count fills in the numbers of a report.
func (w *wordpress) count() {
	w.Articles, w.Pictures, w.Moved = len(w.articles), len(w.pictures), len(w.moved)
	for _, a := range w.articles {
		for _, t := range a.Texts {
			if w.Texts++; len(t.Versions) == 0 {
				w.Report.Drafts++
			}
			w.Moved += len(t.Old)
		}
	}
	for _, p := range w.pictures {
		w.Moved += len(p.old)
	}
	slices.SortStableFunc(w.Notes, func(a, b Note) int { return bytes.Compare([]byte(a.Item), []byte(b.Item)) })
	slices.Sort(w.Undescribed)
	w.Undescribed = slices.Compact(w.Undescribed)
}
