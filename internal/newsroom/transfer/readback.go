package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"
	"adal/internal/pictures"
)

// Bounds of the files of an export.
const (
	mostJSON     = 8 << 20
	mostMarkdown = 1 << 20
	mostFiles    = 500_000
)

// ReadBack reads an export of ours, a folder or a zip file, and says what it comes
// to. A text that is here, or was taken over before, is left as it is. Every file
// is what its article says it is, or nothing is taken over. The caller closes the
// plan.
func (t *Transfer) ReadBack(ctx context.Context, from fs.FS) (p *Plan, err error) {
	r := readback{Transfer: t, from: from, ids: map[string]bool{}}
	var all exported
	if err := r.json(exportFile, &all); err != nil {
		return nil, err
	}
	site, err := url.Parse(all.Site)
	if all.Format != Format || err != nil {
		return nil, fault.New(fault.Invalid, "transfer.not-export", Format)
	}
	source := site.Host
	if source == "" {
		source = "adal"
	}
	if p, err = newPlan(source, hashOf(all)); err != nil {
		return nil, err
	}
	r.Plan = p
	if err := r.plan(ctx); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

type readback struct {
	*Transfer
	*Plan
	from fs.FS
	ids  map[string]bool
	sum  []string // of all that was read
}

// read reads a file of so many bytes at most.
func (r *readback) read(name string, most int64) ([]byte, error) {
	f, err := r.from.Open(name)
	if err != nil {
		return nil, fault.New(fault.Invalid, "transfer.file-missing", name)
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err := errors.Join(err, f.Close()); err != nil || int64(len(data)) > most {
		return nil, fault.New(fault.Invalid, "transfer.file-wrong", name)
	}
	return data, nil
}

func (r *readback) json(name string, v any) error {
	data, err := r.read(name, mostJSON)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fault.New(fault.Invalid, "transfer.file-wrong", name)
	}
	sum := sha256.Sum256(data)
	r.sum = append(r.sum, hex.EncodeToString(sum[:]))
	return nil
}

func (r *readback) plan(ctx context.Context) error {
	if err := r.readPictures(); err != nil {
		return err
	}
	dirs, err := fs.ReadDir(r.from, articlesDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) || len(dirs) > mostFiles {
		return fault.New(fault.Invalid, "transfer.file-wrong", articlesDir)
	}
	for n, dir := range dirs {
		r.progress("reading", n, len(dirs))
		if err := r.article(ctx, articlesDir+"/"+dir.Name()); err != nil {
			return err
		}
	}
	var moves []exportedMove
	if err := r.json(movedFile, &moves); err != nil {
		return err
	}
	for _, m := range moves {
		if m.Picture == "" && (!strings.HasPrefix(m.Path, "/") || strings.HasPrefix(m.Path, "//")) {
			return fault.New(fault.Invalid, "transfer.file-wrong", movedFile)
		}
		r.moved = append(r.moved, newsroom.Moved{Address: m.Address, Path: m.Path, Picture: m.Picture, Source: m.Source})
	}
	r.hash = hashOf(r.sum)
	r.Articles, r.Pictures, r.Moved = len(r.articles), len(r.pictures), len(moves)
	for _, a := range r.articles {
		for _, t := range a.Texts {
			if r.Texts++; len(t.Versions) == 0 {
				r.Drafts++
			}
		}
	}
	return ctx.Err()
}

func (r *readback) readPictures() error {
	files, err := fs.ReadDir(r.from, picturesDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil || len(files) > mostFiles {
		return fault.New(fault.Invalid, "transfer.file-wrong", picturesDir)
	}
	for n, f := range files {
		if path.Ext(f.Name()) != pictureEnd {
			continue
		}
		r.progress("pictures", n, len(files))
		var x exportedPicture
		if err := r.json(picturesDir+"/"+f.Name(), &x); err != nil {
			return err
		}
		if x.Withdrawn != "" || x.File == "" {
			continue // its bytes are gone, and nothing shows it
		}
		if err := r.picture(x); err != nil {
			return err
		}
	}
	return nil
}

func (r *readback) picture(x exportedPicture) error {
	name := picturesDir + "/" + x.File
	if !fs.ValidPath(name) || path.Dir(name) != picturesDir {
		return fault.New(fault.Invalid, "transfer.file-wrong", picturesDir)
	}
	data, err := r.read(name, pictures.MostBytes)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != x.FileHash {
		return fault.New(fault.Invalid, "transfer.file-changed", name)
	}
	ready, err := r.Media.Prepare(r.dir, media.File{Name: x.Name, Data: data})
	if err != nil {
		return err
	}
	if err := ready.As(x.ID, x.Hash); err != nil {
		return err
	}
	said := func(w writtenIn) i18n.Text { return i18n.Text{KK: w.KK, RU: w.RU, EN: w.EN} }
	r.pictures = append(r.pictures, &picture{
		Ready: ready, facts: media.Facts{Taken: x.Taken, Source: x.Source, Licence: x.Licence},
		said: media.Said{Alt: said(x.Alt), Caption: said(x.Caption), Credit: said(x.Credit)},
	})
	return nil
}

// article reads an article with its texts.
func (r *readback) article(ctx context.Context, dir string) error {
	var x exportedArticle
	if err := r.json(dir+"/"+articleFile, &x); err != nil {
		return err
	}
	source := x.Source
	if source == "" {
		source = r.source
	}
	a := article{Past: newsroom.Past{Source: source, Facts: newsroom.Facts{Rubric: x.Rubric, Region: x.Region, Picture: x.Picture, Byline: x.Byline}}}
	for _, one := range x.Texts {
		if r.ids[one.ID] || one.ID == "" {
			return fault.New(fault.Invalid, "transfer.id-twice", dir, one.ID)
		}
		r.ids[one.ID] = true
		here, err := r.here(ctx, source, one.ID)
		if err != nil {
			return err
		}
		if here != "" {
			a.into = here
			r.Known++
			continue
		}
		text, err := r.text(dir, one)
		if err != nil {
			return err
		}
		text.Origin = slices.IndexFunc(a.Texts, func(t newsroom.PastText) bool { return one.From != "" && t.Item == one.From }) + 1
		a.Texts = append(a.Texts, text)
	}
	if len(a.Texts) > 0 {
		r.articles = append(r.articles, a)
	}
	return nil
}

// here is the docket of a text that is here already; "" if it isn't.
func (r *readback) here(ctx context.Context, source, id string) (at string, err error) {
	return at, r.DB.Read(ctx, func(tx *db.Tx) error {
		docket, _, known, err := r.News.Taken(ctx, tx, source, id)
		if known {
			at = docket
			return err
		}
		if own, errOwn := r.News.HasText(ctx, tx, id); own {
			at = id
			return errors.Join(err, errOwn)
		}
		return err
	})
}

func (r *readback) text(dir string, x exportedText) (t newsroom.PastText, err error) {
	l, ok := i18n.Parse(x.Lang)
	if !ok {
		return t, fault.New(fault.Invalid, "transfer.file-wrong", dir+"/"+articleFile)
	}
	t = newsroom.PastText{
		Item: x.ID, Hash: hashOf(x), Lang: l, Author: x.Author, Slug: x.Slug, OriginAt: x.FromAt, Withdrawn: x.Withdrawn, Views: x.Views, Counted: x.Counted, Old: x.Old,
	}
	if x.Views > 0 && x.Counted == "" {
		t.Counted = r.source // what was counted there is counted before here
	}
	for n, one := range x.Versions {
		v, err := r.version(dir, one)
		if err != nil {
			return t, err
		}
		if v.N, v.At = n+1, moment(one.At); one.At.IsZero() {
			return t, fault.New(fault.Invalid, "transfer.file-wrong", dir+"/"+articleFile)
		}
		t.Versions = append(t.Versions, v)
		t.Words = newsroom.Words{Title: v.Title, Lead: v.Lead, Text: v.Text}
	}
	if x.Draft != nil {
		v, err := r.version(dir, *x.Draft)
		if err != nil {
			return t, err
		}
		t.Words = newsroom.Words{Title: v.Title, Lead: v.Lead, Text: v.Text}
	}
	t.Tags = x.Tags
	return t, t.Check()
}

// version reads a text from its file, which has to be what its article says.
func (r *readback) version(dir string, x exportedVersion) (v newsroom.Version, err error) {
	name := dir + "/" + x.File
	if !fs.ValidPath(name) || path.Dir(name) != dir {
		return v, fault.New(fault.Invalid, "transfer.file-wrong", dir+"/"+articleFile)
	}
	data, err := r.read(name, mostMarkdown)
	if err != nil {
		return v, err
	}
	head, text, ok := strings.Cut(strings.TrimPrefix(string(data), fence), "\n"+fence)
	if !ok || !strings.HasPrefix(string(data), fence) || strings.Contains(head, fence) {
		return v, fault.New(fault.Invalid, "transfer.file-wrong", name)
	}
	v = newsroom.Version{Note: x.Note, Title: x.Title, Lead: x.Lead, Text: strings.TrimSuffix(text, "\n")}
	if v.Hash() != x.Hash {
		return v, fault.New(fault.Invalid, "transfer.file-changed", name)
	}
	return v, nil
}
