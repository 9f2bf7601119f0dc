package transfer

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/newsroom"
	"adal/internal/newsroom/media"

	"github.com/BurntSushi/toml"
)

// A Sink takes the files of an export.
type Sink interface {
	// File takes a file, whose name has slashes.
	File(name string, content []byte) error
}

// Format is what an export is of, and its version.
const Format = "adal-news/1"

// The files of an export. Each article has a folder with article.json and a file
// of Markdown for every version of each of its texts.
const (
	exportFile   = "export.json"
	articleFile  = "article.json"
	movedFile    = "moved.json"
	articlesDir  = "articles"
	picturesDir  = "pictures"
	pictureEnd   = ".json"
	pictureBytes = ".jpg"
)

// exported is export.json.
type exported struct {
	Format   string `json:"format"`
	Site     string `json:"site"`
	Articles int    `json:"articles"`
	Pictures int    `json:"pictures"`
}

// exportedArticle is article.json.
type exportedArticle struct {
	ID      string         `json:"id"`
	Rubric  string         `json:"rubric"`
	Region  string         `json:"region,omitempty"`
	Picture string         `json:"picture,omitempty"`
	Byline  string         `json:"byline"`
	Source  string         `json:"source,omitempty"`
	Texts   []exportedText `json:"texts"`
}

type exportedText struct {
	ID        string            `json:"id"`
	Number    string            `json:"number"`
	Lang      string            `json:"lang"`
	State     string            `json:"state"`
	Author    string            `json:"author,omitempty"`
	Slug      string            `json:"slug,omitempty"`
	Tags      []string          `json:"tags,omitempty"`
	From      string            `json:"translated_from,omitempty"`
	FromAt    int               `json:"translated_version,omitempty"`
	Withdrawn string            `json:"withdrawn,omitempty"`
	Views     int64             `json:"views,omitempty"`
	Counted   string            `json:"views_before_by,omitempty"`
	Old       []string          `json:"addresses,omitempty"`
	Versions  []exportedVersion `json:"versions"`
	Draft     *exportedVersion  `json:"draft,omitempty"` // as the office works on it, if it differs
}

// exportedVersion is a text in a file. Hash is that of the register: the SHA-256 of
// {"title", "lead", "text"} as JSON.
type exportedVersion struct {
	File  string    `json:"file"`
	At    time.Time `json:"at,omitzero"`
	Note  string    `json:"note,omitempty"`
	Title string    `json:"title"`
	Lead  string    `json:"lead"`
	Hash  string    `json:"sha256"`
}

// exportedPicture is what is said of a picture. Its bytes are those of its widest
// size, as it is served.
type exportedPicture struct {
	ID        string       `json:"id"`
	Hash      string       `json:"sha256"` // of the file as it once came
	File      string       `json:"file,omitempty"`
	FileHash  string       `json:"file_sha256,omitempty"`
	Name      string       `json:"name"`
	Width     int          `json:"width"`
	Height    int          `json:"height"`
	Taken     calendar.Day `json:"taken,omitzero"`
	Source    string       `json:"source"`
	Licence   string       `json:"licence"`
	Alt       writtenIn    `json:"alt"`
	Caption   writtenIn    `json:"caption"`
	Credit    writtenIn    `json:"credit"`
	Withdrawn string       `json:"withdrawn,omitempty"`
}

// writtenIn is a text in the languages in which it is written.
type writtenIn struct {
	KK string `json:"kk,omitempty"`
	RU string `json:"ru,omitempty"`
	EN string `json:"en,omitempty"`
}

type exportedMove struct {
	Address string `json:"address"`
	Path    string `json:"path,omitempty"`
	Picture string `json:"picture,omitempty"`
	Source  string `json:"source,omitempty"`
}

// Export gives out everything of a body, or of all bodies if it is empty, as it is
// at one moment.
func (t *Transfer) Export(ctx context.Context, body string, to Sink) error {
	return t.DB.Read(ctx, func(tx *db.Tx) error {
		articles, err := t.News.Articles(ctx, tx, body)
		if err != nil {
			return err
		}
		for n, id := range articles {
			t.progress("articles", n, len(articles))
			if err := t.exportArticle(ctx, tx, id, to); err != nil {
				return fmt.Errorf("giving out the article %s: %w", id, err)
			}
		}
		t.progress("articles", len(articles), len(articles))
		pictures, err := t.Media.Of(ctx, tx, body)
		if err != nil {
			return err
		}
		for n, p := range pictures {
			t.progress("pictures", n, len(pictures))
			if err := t.exportPicture(ctx, tx, p, to); err != nil {
				return fmt.Errorf("giving out the picture %s: %w", p.ID, err)
			}
		}
		if err := t.exportMoves(ctx, tx, to); err != nil {
			return err
		}
		return file(to, exportFile, exported{Format, t.News.Address, len(articles), len(pictures)})
	})
}

// file gives out something as JSON.
func file(to Sink, name string, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(v); err != nil {
		return err
	}
	return to.File(name, b.Bytes())
}

func (t *Transfer) exportArticle(ctx context.Context, tx *db.Tx, id string, to Sink) error {
	p, err := t.News.Past(ctx, tx, id)
	if err != nil {
		return err
	}
	dir := articlesDir + "/" + id + "/"
	a := exportedArticle{ID: id, Rubric: p.Rubric, Region: p.Region, Picture: p.Picture, Byline: p.Byline, Source: p.Source}
	for _, text := range p.Texts {
		x := exportedText{
			ID: text.Item, Number: text.Number, Lang: string(text.Lang), State: string(text.State), Author: text.Author, Slug: text.Slug, Tags: text.Tags,
			Withdrawn: text.Withdrawn, Views: text.Views, Counted: text.Counted, Old: text.Old, Versions: []exportedVersion{},
		}
		if text.Origin > 0 {
			x.From, x.FromAt = p.Texts[text.Origin-1].Item, text.OriginAt
		}
		var last newsroom.Version
		for _, v := range text.Versions {
			one, err := t.exportVersion(dir, fmt.Sprintf("%s.%d.md", text.Lang, v.N), text, v, to)
			if err != nil {
				return err
			}
			x.Versions = append(x.Versions, one)
			last = v
		}
		if len(text.Versions) == 0 || last.Title != text.Title || last.Lead != text.Lead || last.Text != text.Text {
			draft, err := t.exportVersion(dir, string(text.Lang)+".draft.md", text, newsroom.Version{Title: text.Title, Lead: text.Lead, Text: text.Text}, to)
			if err != nil {
				return err
			}
			x.Draft = &draft
		}
		a.Texts = append(a.Texts, x)
	}
	return file(to, dir+articleFile, a)
}

// exportVersion gives out a text as Markdown under a few lines of TOML, which
// whoever looks at it alone needs.
func (t *Transfer) exportVersion(dir, name string, text newsroom.PastText, v newsroom.Version, to Sink) (x exportedVersion, err error) {
	x = exportedVersion{File: name, Note: v.Note, Title: v.Title, Lead: v.Lead, Hash: v.Hash()}
	head := struct {
		Title string     `toml:"title"`
		Lead  string     `toml:"lead"`
		Lang  string     `toml:"lang"`
		Date  *time.Time `toml:"date,omitempty"`
		Tags  []string   `toml:"tags,omitempty"`
	}{Title: v.Title, Lead: v.Lead, Lang: string(text.Lang), Tags: text.Tags}
	if !v.At.IsZero() {
		x.At = v.At.UTC()
		at := v.At.In(t.News.Book.Zone)
		head.Date = &at
	}
	var b bytes.Buffer
	b.WriteString(fence)
	if err := toml.NewEncoder(&b).Encode(head); err != nil {
		return x, err
	}
	b.WriteString(fence)
	b.WriteString(v.Text)
	b.WriteByte('\n')
	return x, to.File(dir+name, b.Bytes())
}

// fence parts the head of a file of Markdown from its text.
const fence = "+++\n"

func (t *Transfer) exportPicture(ctx context.Context, tx *db.Tx, p media.Picture, to Sink) error {
	said := func(kk, ru, en string) writtenIn { return writtenIn{kk, ru, en} }
	x := exportedPicture{
		ID: p.ID, Hash: p.Hash, Name: p.Name, Width: p.Width, Height: p.Height, Taken: p.Taken, Source: p.Source, Licence: p.Licence, Withdrawn: p.Withdrawn,
		Alt: said(p.Alt.KK, p.Alt.RU, p.Alt.EN), Caption: said(p.Caption.KK, p.Caption.RU, p.Caption.EN), Credit: said(p.Credit.KK, p.Credit.RU, p.Credit.EN),
	}
	data, err := t.Media.Bytes(ctx, tx, p)
	if err != nil {
		return err
	}
	if data != nil {
		sum := sha256.Sum256(data)
		x.File, x.FileHash = p.ID+pictureBytes, hex.EncodeToString(sum[:])
		if err := to.File(picturesDir+"/"+x.File, data); err != nil {
			return err
		}
	}
	return file(to, picturesDir+"/"+p.ID+pictureEnd, x)
}

func (t *Transfer) exportMoves(ctx context.Context, tx *db.Tx, to Sink) error {
	all, err := t.News.MovedPages(ctx, tx)
	if err != nil {
		return err
	}
	moves := make([]exportedMove, len(all))
	for i, m := range all {
		moves[i] = exportedMove{m.Address, m.Path, m.Picture, m.Source}
	}
	return file(to, movedFile, moves)
}

// A Folder takes an export into a new folder.
type Folder string

// File implements Sink.
func (f Folder) File(name string, content []byte) error {
	at := filepath.Join(string(f), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	return os.WriteFile(at, content, 0o644)
}

// A Zip takes an export into a file.
type Zip struct{ w *zip.Writer }

// NewZip writes a file of an export to w. Close ends it.
func NewZip(w io.Writer) Zip { return Zip{zip.NewWriter(w)} }

// File implements Sink. Pictures aren't packed once more.
func (z Zip) File(name string, content []byte) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate}
	if strings.HasSuffix(name, pictureBytes) {
		h.Method = zip.Store
	}
	w, err := z.w.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// Close ends the file.
func (z Zip) Close() error { return z.w.Close() }
