package media

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages parts words.toml
var pagesAndWords embed.FS

// sent is what one form may send: several pictures at once.
var sent = web.Limit{Bytes: 64 << 20, Time: 2 * time.Minute}

// Routes adds the pages of the library to a site, and the addresses of its
// pictures.
func (l *Library) Routes(s *web.Site) error {
	p := pages{l, s}
	s.Handle("GET /office/media", charter.ManageMedia, p.list)
	s.Handle("POST /office/media", charter.ManageMedia, p.add, sent)
	s.Handle("GET /office/media/choose", charter.ManageMedia, p.choose)
	s.Handle("GET /office/media/{id}", charter.ManageMedia, p.picture)
	s.Handle("POST /office/media/{id}", charter.ManageMedia, p.say)
	s.Handle("POST /office/media/{id}/withdraw", charter.ManageMedia, p.withdraw)
	s.Handle("GET /office/media/{id}/{file}", charter.ManageMedia, p.ofOffice)
	s.HandleProgram("GET /media/{served}/{file}", charter.Read, p.public, web.Limit{Bytes: 1 << 10, Time: 10 * time.Second})
	return s.Area("media", pagesAndWords)
}

type pages struct {
	*Library
	*web.Site
}

// A thumb is a picture in a list.
type thumb struct {
	Picture
	Src   string   // for the office; empty if it was withdrawn
	Lacks []string // languages in which it isn't described
}

func (p pages) thumb(r *web.Request, one Picture) thumb {
	t := thumb{Picture: one}
	if one.Withdrawn == "" {
		t.Src = "/" + string(r.Lang) + "/office/media/" + one.ID + "/" + strconv.Itoa(min(Widths[0], one.Width)) + ".jpg"
		for _, l := range i18n.Langs {
			if one.Alt.Own(l) == "" {
				t.Lacks = append(t.Lacks, string(l))
			}
		}
	}
	return t
}

// listPage is the library, with the form that adds to it.
type listPage struct {
	Query      string
	Thumbs     []thumb
	Back, Next string
	Facts      Facts
	Taken      string
	Credit     i18n.Text
	Done       string
	licences
}

// licences are those that a form offers.
type licences struct{}

// Licences are the choices of a form.
func (licences) Licences() []string { return Licences }

func (p pages) list(w http.ResponseWriter, r *web.Request) error {
	page, err := p.listed(r)
	if err != nil {
		return err
	}
	if r.FormValue("done") == "added" {
		page.Done = "added"
	}
	return p.Show(w, r, "media/list", page)
}

func (p pages) listed(r *web.Request) (page listPage, err error) {
	n, err := r.Page()
	if err != nil {
		return page, err
	}
	page.Query = r.URL.Query().Get("q")
	found, more, err := p.Find(r.Context(), r.By(), page.Query, n)
	for _, one := range found {
		page.Thumbs = append(page.Thumbs, p.thumb(r, one))
	}
	page.Back, page.Next = r.Around(n, more)
	return page, err
}

func (p pages) add(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	facts, said, taken := Facts{}, Said{}, error(nil)
	var ids []string
	if err == nil {
		facts, said, taken = read(form)
		if err = taken; err == nil {
			ids, err = p.Add(r.Context(), r.By(), facts, said, filesOf(form)...)
		}
	}
	if err != nil {
		page, opened := p.listed(r)
		if opened != nil {
			return opened
		}
		page.Facts, page.Taken, page.Credit = facts, form.Get("taken"), said.Credit
		return p.Again(w, r, "media/list", page, err)
	}
	if len(ids) == 1 {
		return p.Go(w, r, "/office/media/"+ids[0]+"?done=added")
	}
	return p.Go(w, r, "/office/media?done=added")
}

func filesOf(form web.Form) (files []File) {
	for _, f := range form.Files {
		if f.Field == "file" && len(f.Content) > 0 {
			files = append(files, File{f.Name, f.Content})
		}
	}
	return files
}

// read is what a form says of pictures.
func read(form web.Form) (f Facts, s Said, err error) {
	f = Facts{Source: form.Get("source"), Licence: form.Get("licence")}
	if day := strings.TrimSpace(form.Get("taken")); day != "" {
		if f.Taken, err = calendar.Parse(day); err != nil {
			err = fault.In("taken", "media.day-wrong")
		}
	}
	text := func(name string) i18n.Text {
		return i18n.Text{KK: form.Get(name + "-kk"), RU: form.Get(name + "-ru"), EN: form.Get(name + "-en")}
	}
	s = Said{Alt: text("alt"), Caption: text("caption"), Credit: text("credit")}
	return f, s, err
}

// picturePage is a picture, what is said of it and where it is used.
type picturePage struct {
	Picture thumb
	Form    Said
	Facts   Facts
	Taken   string
	Height  int // of the picture as the page shows it
	Width   int
	Uses    []Use
	Done    string
	licences
}

// Said is what a form says in a language.
func (p picturePage) Said(of string, l i18n.Lang) string {
	switch of {
	case "alt":
		return p.Form.Alt.Own(l)
	case "caption":
		return p.Form.Caption.Own(l)
	}
	return p.Form.Credit.Own(l)
}

// Public reports whether anything public has the picture.
func (p picturePage) Public() bool {
	return slices.ContainsFunc(p.Uses, func(u Use) bool { return u.Public })
}

func (p pages) open(r *web.Request) (page picturePage, err error) {
	one, err := p.Get(r.Context(), r.By(), r.PathValue("id"))
	if err != nil {
		return page, err
	}
	page.Picture, page.Form, page.Facts = p.thumb(r, one), one.Said, one.Facts
	if !one.Taken.IsZero() {
		page.Taken = one.Taken.String()
	}
	page.Width = min(Widths[0], one.Width)
	page.Height = max(1, one.Height*page.Width/one.Width)
	page.Uses, err = p.Uses(r.Context(), r.By(), one.ID)
	return page, err
}

func (p pages) picture(w http.ResponseWriter, r *web.Request) error {
	page, err := p.open(r)
	if err != nil {
		return err
	}
	if done := r.FormValue("done"); slices.Contains([]string{"added", "saved", "withdrawn"}, done) {
		page.Done = done
	}
	return p.Show(w, r, "media/picture", page)
}

func (p pages) say(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	facts, said, err := read(form)
	if err == nil {
		err = p.Say(r.Context(), r.By(), r.PathValue("id"), facts, said)
	}
	if err != nil {
		page, opened := p.open(r)
		if opened != nil {
			return opened
		}
		page.Facts, page.Form, page.Taken = facts, said, form.Get("taken")
		return p.Again(w, r, "media/picture", page, err)
	}
	return p.Go(w, r, "/office/media/"+r.PathValue("id")+"?done=saved")
}

func (p pages) withdraw(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	if err := p.Withdraw(r.Context(), r.By(), r.PathValue("id"), form.Get("reason"), form.Get("sure") == "yes"); err != nil {
		page, opened := p.open(r)
		if opened != nil {
			return opened
		}
		return p.Again(w, r, "media/picture", page, err)
	}
	return p.Go(w, r, "/office/media/"+r.PathValue("id")+"?done=withdrawn")
}

// ofOffice serves a picture to a seat, also before anything public has it.
func (p pages) ofOffice(w http.ResponseWriter, r *web.Request) error {
	one, err := p.Get(r.Context(), r.By(), r.PathValue("id"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	return p.serve(r.Context(), w, one.ID, r.PathValue("file"))
}

// public serves what something public has. What stands at an address never
// changes: another picture has another one.
func (p pages) public(w http.ResponseWriter, r *web.Request) error {
	id, err := p.shown(r.Context(), r.PathValue("served"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return p.serve(r.Context(), w, id, r.PathValue("file"))
}

// shown is the picture of an address that something public has.
func (p pages) shown(ctx context.Context, served string) (id string, err error) {
	return id, p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := byServed(ctx, tx, served)
		for _, one := range all {
			if public, err := isPublic(ctx, tx, one.ID, tx.Now); err != nil {
				return err
			} else if public {
				id = one.ID
				return nil
			}
		}
		return errors.Join(err, fault.NotFound)
	})
}

// kinds are the types of what is served, by the ending of its address.
var kinds = map[string]string{"jpg": "image/jpeg", "webp": "image/webp"}

// serve answers with the size of a picture that a name such as 800.webp means.
func (p pages) serve(ctx context.Context, w http.ResponseWriter, id, file string) error {
	number, kind, _ := strings.Cut(file, ".")
	width, err := strconv.Atoi(number)
	if err != nil || kinds[kind] == "" || strconv.Itoa(width) != number {
		return fault.NotFound
	}
	var bytes []byte
	if err := p.DB.Read(ctx, func(tx *db.Tx) error {
		bytes, err = bytesOf(ctx, tx, id, width, kind)
		return err
	}); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", kinds[kind])
	h.Set("Content-Length", strconv.Itoa(len(bytes)))
	_, err = w.Write(bytes)
	return err
}
