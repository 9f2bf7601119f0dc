package monitoring

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"adal/internal/fault"
	"adal/internal/pictures"
	"adal/internal/web"
)

// picturePage is where parts of a picture are covered. Boxes are in percent of its
// sides, so that they can be given without a mouse: the page shows a grid.
type picturePage struct {
	ID      string
	Number  string
	Picture Evidence
	Src     string
	Boxes   [boxRows]box
	Preview bool
	Own     bool
	Seen    bool   // by everybody, so that covering needs a reason
	Reason  string // as it was written
}

// box is a row of the form, as it was written.
type box struct{ X, Y, W, H string }

// boxRows is how many boxes one form takes; more are covered by the next.
const boxRows = 4

// Grid are the lines of the grid, in percent.
func (picturePage) Grid() []int { return []int{10, 20, 30, 40, 50, 60, 70, 80, 90} }

// Row is the number of a row, from 1.
func (picturePage) Row(i int) int { return i + 1 }

// Lines are the rows that have a box.
func (p picturePage) Lines() (all []box) {
	for _, b := range p.Boxes {
		if b != (box{}) {
			all = append(all, b)
		}
	}
	return all
}

// Script is the script of the page, by which parts can be drawn.
func (picturePage) Script() string { return "cover" }

func (p pages) openPicture(r *web.Request) (page picturePage, err error) {
	id := r.PathValue("id")
	e, _, err := p.Group.Picture(r.Context(), r.By(), id, r.PathValue("evidence"))
	if err != nil {
		return page, err
	}
	d, err := p.Desk(r.Context(), r.By(), id)
	if err != nil {
		return page, err
	}
	_, hid := p.PublicPicture(r.Context(), e.Served)
	if hid != nil && !errors.Is(hid, fault.NotFound) {
		return page, hid
	}
	return picturePage{
		ID: id, Number: d.Number, Picture: e, Own: d.Own, Seen: hid == nil,
		Src: "/" + string(r.Lang) + "/office/monitoring/" + id + "/pictures/" + e.ID + "/" + e.Served + ".jpg",
	}, nil
}

func (p pages) picture(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openPicture(r)
	if err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/picture", page)
}

func (p pages) cover(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.openPicture(r)
	if err != nil {
		return err
	}
	for i := range page.Boxes {
		side := func(name string) string { // with a point, as a drawing has it
			return strings.Replace(form.Get(name+strconv.Itoa(i+1)), ",", ".", 1)
		}
		page.Boxes[i] = box{side("x"), side("y"), side("w"), side("h")}
	}
	page.Reason = form.Get("reason")
	boxes, err := boxesOf(page.Lines())
	if form.Get("do") == "preview" && err == nil {
		page.Preview = true
		return p.Show(w, r, "monitoring/picture", page)
	}
	done := "covered"
	if form.Get("do") == "clear" {
		boxes, err, done = nil, nil, "cleared"
	} else if err == nil && len(boxes) == 0 {
		err = fault.New(fault.Invalid, "pictures.box-missing")
	}
	if err == nil {
		err = p.Cover(r.Context(), r.By(), page.ID, page.Picture.ID, boxes, page.Reason)
	}
	if err != nil {
		return p.Again(w, r, "monitoring/picture", page, err)
	}
	return p.Go(w, r, "/office/monitoring/"+page.ID+"?done="+done)
}

func boxesOf(rows []box) (all []pictures.Box, err error) {
	for _, row := range rows {
		var b pictures.Box
		for _, side := range []struct {
			from string
			to   *float64
		}{{row.X, &b.X}, {row.Y, &b.Y}, {row.W, &b.Width}, {row.H, &b.Height}} {
			if *side.to, err = strconv.ParseFloat(side.from, 64); err != nil {
				return nil, fault.New(fault.Invalid, "pictures.box-wrong")
			}
		}
		all = append(all, b)
	}
	return all, nil
}

func (p pages) pictureBytes(w http.ResponseWriter, r *web.Request) error {
	_, jpeg, err := p.Group.Picture(r.Context(), r.By(), r.PathValue("id"), r.PathValue("evidence"))
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	return jpegTo(w, jpeg)
}

// jpegTo answers with a picture.
func jpegTo(w http.ResponseWriter, jpeg []byte) error {
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Content-Length", strconv.Itoa(len(jpeg)))
	_, err := w.Write(jpeg)
	return err
}
