package monitoring

import (
	"net/http"
	"strconv"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/files"
	"adal/internal/i18n"
	"adal/internal/web"
)

// worker is where browsers find the script that keeps the pages of observers.
const worker = "/worker/field.js"

func (p pages) fieldRoutes() error {
	p.Handle("GET /office/field", charter.Observe, p.field)
	p.Handle("GET /office/field/{id}", charter.Observe, p.outing)
	p.Handle("POST /office/field/{id}", charter.Observe, p.observe, sent)
	p.Handle("GET /office/field/{id}/kept/{key}", charter.Observe, p.kept)
	p.Handle("POST /office/photos", charter.Observe, p.beginParcel, web.Limit{Bytes: 1 << 10, Time: 10 * time.Second})
	p.Handle("GET /office/photos/{upload}", charter.Observe, p.parcel)
	p.Handle("PUT /office/photos/{upload}/{n}", charter.Observe, p.addPiece, web.Limit{Bytes: files.Piece, Time: 2 * time.Minute})
	return p.HandleWorker(worker, "keeper")
}

// afield is what the pages have that an observer takes along.
type afield struct {
	Seat string
	Most int // pieces of evidence of one observation
}

// Script is the bundle of the page.
func (afield) Script() string { return "field" }

// Afield lets the page be kept for when there is no network.
func (afield) Afield() {}

// Worker is where the script is that keeps the page.
func (afield) Worker() string { return worker }

// fieldPage lists the campaigns in which a seat observes.
type fieldPage struct {
	afield
	Campaigns []Campaign
}

func (p pages) field(w http.ResponseWriter, r *web.Request) (err error) {
	page := fieldPage{afield: afield{r.By().Seat, MostEvidence}}
	if page.Campaigns, err = p.Outings(r.Context(), r.By()); err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/field", page)
}

// openOuting is the form of a campaign with nothing in it.
func (p pages) openOuting(r *web.Request) (page outingPage, err error) {
	page = outingPage{afield: afield{r.By().Seat, MostEvidence}, Key: newID()}
	if page.Outing, err = p.Outing(r.Context(), r.By(), r.PathValue("id")); err != nil {
		return page, err
	}
	i18n.Sort(r.Lang, page.Institutions, func(i Institution) string { return i.Name.In(r.Lang) })
	page.Seen = time.Now().In(p.Book.Zone).Format(localTime)
	return page, nil
}

func (p pages) outing(w http.ResponseWriter, r *web.Request) error {
	page, err := p.openOuting(r)
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(r.URL.Query().Get("done")); err == nil && n >= 0 {
		page.Done, page.Opened = true, n
	}
	if err := page.paint(r.Lang, nil); err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/outing", page)
}

// keptAnswer is what a phone is told of an observation that is here.
type keptAnswer struct {
	ID     string `json:"id"`
	Opened int    `json:"opened"` // drafts of shortcomings
}

func (p pages) kept(w http.ResponseWriter, r *web.Request) error {
	o, err := p.Kept(r.Context(), r.By(), r.PathValue("id"), r.PathValue("key"))
	if err != nil {
		return err
	}
	return web.JSON(w, keptAnswer{o.ID, len(o.Drafts)})
}

// parcelRequest begins a parcel.
type parcelRequest struct {
	Size int64 `json:"size"`
}

func (p pages) beginParcel(w http.ResponseWriter, r *web.Request) error {
	var asked parcelRequest
	if err := web.ReadJSON(r, &asked); err != nil {
		return err
	}
	id, err := p.BeginParcel(r.Context(), r.By(), asked.Size)
	if err != nil {
		return err
	}
	return web.JSON(w, map[string]any{"id": id})
}

func (p pages) parcel(w http.ResponseWriter, r *web.Request) error {
	s, err := p.ParcelProgress(r.Context(), r.By(), r.PathValue("upload"))
	if err != nil {
		return err
	}
	return web.JSON(w, map[string]any{"have": append([]int{}, s.Have...)})
}

func (p pages) addPiece(w http.ResponseWriter, r *web.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return fault.NotFound
	}
	piece, err := r.ReadAll()
	if err != nil {
		return err
	}
	if err := p.AddPiece(r.Context(), r.By(), r.PathValue("upload"), n, r.Header.Get("Adal-Sha256"), piece); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
