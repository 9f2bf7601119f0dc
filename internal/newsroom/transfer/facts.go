package transfer

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"adal/internal/i18n"
	"adal/internal/markdown"
	"adal/internal/newsroom"
	"adal/internal/newsroom/wxr"
)

func wxrPlain(md string) string { return markdown.Plain(md) }

// facts gives an article the rubric, the region and the picture of its texts.
func (w *wordpress) facts(a *article, items []wxr.Item) {
	for _, i := range items {
		for _, c := range i.In("category") {
			if a.Rubric == "" {
				a.Rubric = w.rubric(c)
			}
			if region := mapped(w.Regions, c.Slug, c.Name); a.Region == "" {
				a.Region = region
			}
			if w.rubric(c) == "" && mapped(w.Regions, c.Slug, c.Name) == "" {
				w.unmapped[c.Name]++
			}
		}
		for _, tag := range i.In("post_tag") {
			if region := mapped(w.Regions, tag.Slug, tag.Name); a.Region == "" {
				a.Region = region
			}
		}
	}
	if a.Rubric == "" {
		a.Rubric = w.Rubric
	}
	if a.Rubric == "" {
		w.refuse(name(items[0]), "transfer.rubric-missing")
	}
	w.above(a, items)
}

// rubric is the rubric that a category is: the one that it is mapped to, or one of
// the same name.
func (w *wordpress) rubric(c wxr.Term) string {
	if id := mapped(w.Rubrics, c.Slug, c.Name); id != "" {
		return id
	}
	for _, r := range w.News.Rubrics {
		if r.ID == c.Slug {
			return r.ID
		}
		for _, l := range i18n.Langs {
			if i18n.Fold(r.Name.In(l)) == i18n.Fold(c.Name) {
				return r.ID
			}
		}
	}
	return ""
}

// above is the picture of an article, if it is described in the languages of all
// its texts.
func (w *wordpress) above(a *article, items []wxr.Item) {
	for _, i := range items {
		id, err := strconv.Atoi(i.Meta["_thumbnail_id"])
		if err != nil || a.Picture != "" {
			continue
		}
		attachment, ok := w.byID[id]
		if !ok || attachment.Type != "attachment" {
			w.note(name(i), "transfer.picture-missing", "#"+strconv.Itoa(id))
			continue
		}
		picture, alt := w.picture(i, w.lang(i), wxr.Picture{Src: attachment.File, ID: id})
		if alt == "" || picture == "" {
			continue
		}
		p := w.ready[id]
		if lacks := slices.ContainsFunc(a.Texts, func(t newsroom.PastText) bool { return p.said.Alt.Own(t.Lang) == "" }); lacks {
			w.note(name(i), "transfer.above-undescribed", fileOf(attachment))
			continue
		}
		a.Picture = picture
	}
}

// author is who a text is by: what the settings say, or the display name.
func (w *wordpress) author(i wxr.Item) string {
	shown, known := w.export.Authors[i.Author]
	if !known || shown == "" {
		shown = i.Author
	}
	for key, value := range w.Settings.Authors {
		if i18n.Fold(key) == i18n.Fold(shown) || key == i.Author {
			return value
		}
	}
	return plain(shown)
}

// tags are those of a text, as many as one may have.
func (w *wordpress) tags(i wxr.Item) (tags []string) {
	for _, t := range i.In("post_tag") {
		tag := plain(t.Name)
		if tag == "" || utf8.RuneCountInString(tag) > newsroom.MaxTag || slices.ContainsFunc(tags, func(o string) bool { return i18n.Slug(o) == i18n.Slug(tag) }) {
			continue
		}
		if len(tags) == newsroom.MaxTags {
			w.note(name(i), "transfer.tags-many", tag)
			continue
		}
		tags = append(tags, tag)
	}
	return tags
}

// views is how often the older site showed a text, and its name as the source;
// "" if it didn't count.
func (w *wordpress) views(i wxr.Item) (int64, string) {
	fields := w.Settings.Views
	if len(fields) == 0 {
		fields = viewFields
	}
	for _, field := range fields {
		if n, err := strconv.ParseInt(strings.TrimSpace(i.Meta[field]), 10, 64); err == nil && n >= 0 && n < 1<<40 {
			return n, w.source
		}
	}
	return 0, ""
}

// addresses are those under which readers may have kept an item.
func addresses(i wxr.Item) []string {
	all := []string{i.Link, i.GUID, "/?p=" + strconv.Itoa(i.ID)}
	switch i.Type {
	case "page":
		all = append(all, "/?page_id="+strconv.Itoa(i.ID))
	case "attachment":
		all = append(all, i.File, "/?attachment_id="+strconv.Itoa(i.ID))
	}
	path := newsroom.OldAddress(i.Link)
	for _, slug := range i.Slugs {
		if at := strings.LastIndexByte(path, '/'); at >= 0 && slug != "" && !strings.Contains(path, "?") {
			all = append(all, path[:at+1]+slug)
		}
	}
	var kept []string
	for _, a := range all {
		if a = newsroom.OldAddress(a); a != "" && !slices.Contains(kept, a) {
			kept = append(kept, a)
		}
	}
	return kept
}

// footnotes are those that the editor of blocks keeps beside a text.
func footnotes(i wxr.Item) map[string]string {
	var all []struct{ Content, ID string }
	if json.Unmarshal([]byte(i.Meta["footnotes"]), &all) != nil {
		return nil
	}
	byID := map[string]string{}
	for _, f := range all {
		byID[f.ID] = f.Content
	}
	return byID
}

// lists lets the older addresses of categories and tags lead to their pages here.
func (w *wordpress) lists() {
	seen := map[string]bool{}
	add := func(address, path string) {
		if !seen[address] {
			seen[address] = true
			w.moved = append(w.moved, newsroom.Moved{Address: address, Path: path, Source: w.source})
		}
	}
	for _, i := range w.export.Items {
		l := w.lang(i)
		if i.Type != "post" || l == "" || i.Status != "publish" {
			continue
		}
		for _, c := range i.In("category") {
			if rubric := w.rubric(c); rubric != "" {
				add("/category/"+c.Slug, "/"+string(l)+"/news/rubric/"+rubric)
			}
		}
		for _, t := range i.In("post_tag") {
			add("/tag/"+t.Slug, "/"+string(l)+"/news/tag/"+i18n.Slug(plain(t.Name)))
		}
	}
	if len(w.articles) > 0 {
		add("/feed", "/"+string(w.articles[0].Texts[0].Lang)+"/feed.rss")
	}
}
