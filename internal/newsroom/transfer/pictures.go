package transfer

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/newsroom/wxr"
	"adal/internal/pictures"
)

// fileOf is where the file of an attachment lies under the folder of uploads.
func fileOf(i wxr.Item) string {
	if file := i.Meta["_wp_attached_file"]; file != "" {
		return file
	}
	return uploaded(i.File)
}

// uploaded is the path of an address under the folder of uploads; the whole path
// if it isn't there.
func uploaded(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if _, file, ok := strings.Cut(u.Path, "/uploads/"); ok {
		return file
	}
	return strings.TrimPrefix(u.Path, "/")
}

// sized is how the smaller sizes of a picture are named.
var sized = regexp.MustCompile(`-(\d{1,5}x\d{1,5}|scaled|rotated)(\.[A-Za-z]{3,4})$`)

// pictured is how files are named that may be pictures; what they are is read of
// their content.
var pictured = regexp.MustCompile(`(?i)\.(jpe?g|jfif|png|gif|webp|avif|heic|bmp|tiff?)$`)

// attachment is the item that a picture of a text is of, and whether there is one.
func (w *wordpress) attachment(p wxr.Picture) (wxr.Item, bool) {
	if i, ok := w.byID[p.ID]; ok && i.Type == "attachment" {
		return i, true
	}
	if !strings.Contains(p.Src, w.source) {
		return wxr.Item{}, false
	}
	file := uploaded(p.Src)
	for _, f := range []string{file, sized.ReplaceAllString(file, "$2"), sized.ReplaceAllString(file, "-scaled$2")} {
		if id, ok := w.byFile[f]; ok {
			return w.byID[id], true
		}
	}
	return wxr.Item{}, false
}

// picture takes a picture of a text in, and returns its id and what it shows; ""
// if the text can't show it. What nobody described is in the library, but no text
// shows it.
func (w *wordpress) picture(of wxr.Item, l i18n.Lang, p wxr.Picture) (id, alt string) {
	i, known := w.attachment(p)
	if !known {
		i = w.unlisted(p)
	}
	pic := w.ready[i.ID]
	if pic == nil {
		if pic = w.prepare(of, i); pic == nil {
			return "", ""
		}
		w.ready[i.ID] = pic
		w.byFile[fileOf(i)], w.byID[i.ID] = i.ID, typed(i)
	}
	if alt = w.describe(pic, i, l, p); alt == "" {
		w.note(name(of), "transfer.picture-undescribed", fileOf(i))
		w.Undescribed = append(w.Undescribed, fileOf(i))
		return "", ""
	}
	return pic.ID, alt
}

// unlisted is a picture that the export has no line of. Its file may lie in the
// folder all the same, under the name of a larger size.
func (w *wordpress) unlisted(p wxr.Picture) wxr.Item {
	i := wxr.Item{ID: -len(w.ready) - 1, File: p.Src, Link: p.Src}
	if !strings.Contains(p.Src, w.source) { // another site's
		i.Meta = map[string]string{"_wp_attached_file": p.Src}
		return i
	}
	file := uploaded(p.Src)
	for _, f := range []string{sized.ReplaceAllString(file, "$2"), sized.ReplaceAllString(file, "-scaled$2"), file} {
		if at, err := w.open(f); err == nil {
			at.Close()
			i.Meta = map[string]string{"_wp_attached_file": f}
			break
		}
	}
	return i
}

// typed is an attachment that the export has no line of.
func typed(i wxr.Item) wxr.Item {
	i.Type = "attachment"
	return i
}

// describe says what a picture shows in a language: what its text says, what the
// library of the site or the settings said, or its caption.
func (w *wordpress) describe(pic *picture, i wxr.Item, l i18n.Lang, p wxr.Picture) string {
	own := i.Meta["_wp_attachment_image_alt"]
	if of := i.Lang(); of != "" && of != string(l) {
		own = "" // it is described in another language
	}
	alt := cut(cmp.Or(plain(p.Alt), plain(own), w.Alts[fileOf(i)], plain(p.Caption), plain(i.Excerpt)), media.MaxAlt)
	for _, t := range []struct {
		l    i18n.Lang
		text *string
	}{{i18n.KK, &pic.said.Alt.KK}, {i18n.RU, &pic.said.Alt.RU}, {i18n.EN, &pic.said.Alt.EN}} {
		if t.l == l && *t.text == "" {
			*t.text = alt
		}
	}
	return alt
}

// cut is a text of so many letters at most.
func cut(s string, most int) string {
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return s
}

// prepare reads the file of a picture and makes it ready; nil if it can't be taken
// in, which a note says.
func (w *wordpress) prepare(of, i wxr.Item) *picture {
	file := fileOf(i)
	data, err := w.read(file)
	if errors.Is(err, fs.ErrNotExist) {
		w.note(name(of), "transfer.picture-missing", file)
		return nil
	}
	var r media.Ready
	if err == nil {
		r, err = w.Media.Prepare(w.dir, media.File{Name: path.Base(file), Data: data})
	}
	if faults := fault.Fields(err); len(faults) > 0 {
		w.note(name(of), faults[0].Word, faults[0].Args...)
		return nil
	} else if err != nil {
		w.note(name(of), "transfer.picture-unread", file)
		return nil
	}
	for _, other := range w.pictures { // the same file under another name
		if other.Same(r) {
			other.old = append(other.old, addresses(i)...)
			return other
		}
	}
	pic := &picture{Ready: r, old: addresses(i), facts: media.Facts{Source: cut(cmp.Or(w.From, w.source), media.MaxSource), Licence: cmp.Or(w.Licence, "own")}}
	if i.ID < 0 {
		pic.old = []string{newsroom.OldAddress(i.File), "/wp-content/uploads/" + file}
	}
	if caption := cut(plain(i.Excerpt), media.MaxCaption); caption != "" {
		switch w.lang(i) {
		case i18n.RU:
			pic.said.Caption.RU = caption
		case i18n.EN:
			pic.said.Caption.EN = caption
		default:
			pic.said.Caption.KK = caption
		}
	}
	w.pictures = append(w.pictures, pic)
	return pic
}

// open opens a file of the folder of uploads, which may be the folder itself or one
// above it. It never leaves the folder.
func (w *wordpress) open(file string) (fs.File, error) {
	if w.uploads == nil || !fs.ValidPath(file) {
		return nil, fs.ErrNotExist
	}
	for _, at := range []string{file, "uploads/" + file, "wp-content/uploads/" + file} {
		if f, err := w.uploads.Open(at); err == nil {
			return f, nil
		}
	}
	return nil, fmt.Errorf("%s: %w", file, fs.ErrNotExist)
}

func (w *wordpress) read(file string) ([]byte, error) {
	f, err := w.open(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, pictures.MostBytes+1))
	return data, errors.Join(err, f.Close())
}
