package monitoring

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"adal/internal/fault"
	"adal/internal/forms"
	"adal/internal/i18n"
	"adal/internal/web"
)

// localTime is a moment as a field of a page has it.
const localTime = "2006-01-02T15:04"

// outingPage is the form of an observation, with what was written in it.
type outingPage struct {
	afield
	Outing
	Sheet       *forms.Sheet
	Unseen      bool // questions follow that weren't asked yet
	Done        bool
	Opened      int // shortcomings by what was sent before
	Key         string
	Institution string
	Seen        string
	Lat, Lon    string
	Note        string
	Links       string
	Count       string
	Conflict    string // "none" or "some"
	Interest    string
	Shown       string // what is to be seen on the photos that come with the form
	Parcels     []broughtParcel

	raw map[string][]string
}

// A broughtParcel is a photo that is here already, as the form carries it.
type broughtParcel struct {
	Parcel
	At   string
	Note string
	Ask  string // the question that it answers; empty if it answers none
}

// Line is all of it in one field.
func (b broughtParcel) Line() string {
	v := url.Values{"upload": {b.Upload}, "key": {b.Key}, "sha256": {b.Digest}, "at": {b.At}, "note": {b.Note}}
	if b.Ask != "" {
		v.Set("ask", b.Ask)
	}
	return v.Encode()
}

func parcelOf(line string) (b broughtParcel, err error) {
	v, err := url.ParseQuery(line)
	if err != nil {
		return b, fault.In("photos", "monitoring.photo-changed")
	}
	return broughtParcel{Parcel{v.Get("upload"), v.Get("key"), v.Get("sha256")}, v.Get("at"), v.Get("note"), v.Get("ask")}, nil
}

// read is what a form says was seen. What it says of a place that can't be one, or of
// a time, is a fault; all that was written stays in the page.
func (o *outingPage) read(f web.Form, lang i18n.Lang, zone *time.Location) (s Sighting, err error) {
	o.Key, o.Institution, o.Seen, o.Lat, o.Lon = f.Get("key"), f.Get("institution"), f.Get("seen"), f.Get("lat"), f.Get("lon")
	o.Note, o.Links, o.Count, o.Shown = f.Get("note"), f.Get("links"), f.Get("count"), f.Get("shown")
	o.Conflict, o.Interest, o.raw = f.Get("conflict"), f.Get("interest"), forms.FromPage(f.Values)
	s = Sighting{
		Key: o.Key, Campaign: o.ID, Institution: o.Institution, Lang: lang, Note: unixLines(o.Note),
		Seat: f.Get("seat"), Checklist: f.Get("checklist"),
	}
	var wrong [4]error
	s.Seen, wrong[0] = momentOf("seen", o.Seen, zone)
	s.Place, wrong[1] = placeOf(o.Lat, o.Lon)
	switch {
	case o.Conflict == NoConflict:
		s.Conflict = NoConflict
	case o.Conflict == "some" && strings.TrimSpace(o.Interest) != "" && strings.TrimSpace(o.Interest) != NoConflict:
		s.Conflict = unixLines(o.Interest)
	case o.Conflict == "some":
		wrong[2] = fault.In("interest", "monitoring.interest-missing")
	}
	s.Evidence, wrong[3] = o.evidence(f, s.Seen, zone)
	s.Answers = o.raw
	return s, errors.Join(wrong[:]...)
}

// evidence is what a form brings to bear a sighting out. Photos that answer a question
// answer it by their SHA-256.
func (o *outingPage) evidence(f web.Form, seen time.Time, zone *time.Location) (all []Exhibit, err error) {
	images := map[string]string{}
	for _, q := range o.Form.Questions {
		if q.Type == forms.Image {
			images[q.Name] = cut(q.Label, MaxNote).In(i18n.KK)
			delete(o.raw, q.Name)
		}
	}
	for _, line := range f.Values["parcel"] {
		b, err := parcelOf(line)
		if err != nil {
			return nil, err
		}
		o.Parcels = append(o.Parcels, b)
		at, err := momentOf("photos", b.At, zone)
		if err != nil {
			return nil, err
		}
		if _, ok := images[b.Ask]; ok {
			o.raw[b.Ask] = []string{b.Digest}
		}
		all = append(all, Exhibit{Kind: Photo, Parcel: b.Parcel, Note: b.Note, At: at})
	}
	for _, file := range f.Files {
		x := Exhibit{Kind: Photo, Content: file.Content, Note: strings.TrimSpace(o.Shown), At: seen}
		ask := strings.TrimPrefix(file.Field, forms.Field(""))
		if label, ok := images[ask]; ok {
			if x.Content, err = bare(file.Content); err != nil {
				return nil, inPhotos(err)
			}
			x.Note = label
			o.raw[ask] = []string{digest(x.Content)}
		} else if file.Field != "photos" {
			continue
		}
		all = append(all, x)
	}
	for _, link := range strings.Fields(o.Links) {
		all = append(all, Exhibit{Kind: Link, Link: link, At: seen})
	}
	if count := unixLines(o.Count); count != "" {
		all = append(all, Exhibit{Kind: Count, Note: count, At: seen})
	}
	return all, nil
}

// unixLines is a text of several lines as it is kept.
func unixLines(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// earliestYear and latestYear are those between which the clock of a photo or of a visit can
// be: one that was never set begins in 1970, in some zones a day before. The databases
// have no year 0, and a moment's text no room for a fifth digit.
const earliestYear, latestYear = 1969, 9999

// momentOf is a moment of a field, with the zone that it says or that of the bodies.
func momentOf(field, s string, zone *time.Location) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t, err = time.ParseInLocation(localTime, s, zone)
	}
	if y := t.UTC().Year(); err != nil || y < earliestYear || y > latestYear {
		return time.Time{}, fault.In(field, "monitoring.moment-wrong")
	}
	return t, nil
}

// placeOf is a place of two fields; both empty are none.
func placeOf(lat, lon string) (p Place, err error) {
	lat, lon = strings.TrimSpace(lat), strings.TrimSpace(lon)
	if lat == "" && lon == "" {
		return p, nil
	}
	var wrong [2]error
	p.Known = true
	p.Lat, wrong[0] = strconv.ParseFloat(strings.Replace(lat, ",", ".", 1), 64)
	p.Lon, wrong[1] = strconv.ParseFloat(strings.Replace(lon, ",", ".", 1), 64)
	if errors.Join(wrong[:]...) != nil {
		return Place{}, fault.In("lat", "monitoring.place-wrong")
	}
	return p, nil
}

// paint lays the questions out, with what was answered and what is wrong.
func (o *outingPage) paint(lang i18n.Lang, wrong error) (err error) {
	state := forms.State{Raw: o.raw, Today: o.Today, Faults: map[string]*fault.Error{}}
	for _, f := range fault.Fields(wrong) {
		state.Faults[f.Field] = f
	}
	o.Sheet, err = o.Form.Sheet(state, lang)
	return err
}

func (p pages) observe(w http.ResponseWriter, r *web.Request) error {
	form, free, err := r.ReadForm()
	defer free()
	if err != nil {
		return err
	}
	page, err := p.openOuting(r)
	if err != nil {
		return err
	}
	s, err := page.read(form, r.Lang, p.Book.Zone)
	script := r.Header.Get("Accept") == "application/json" // it has asked all that follows, and what it missed is said
	if !script && page.Form.Unseen(form.Values, page.Today) {
		page.Unseen = true
		return p.observeAgain(w, r, form, page, nil)
	}
	var o Observation
	if err == nil {
		o, err = p.Observe(r.Context(), r.By(), s)
	}
	if err != nil {
		return p.observeAgain(w, r, form, page, err)
	}
	if script {
		return web.JSON(w, keptAnswer{o.ID, len(o.Drafts)})
	}
	return p.Go(w, r, "/office/field/"+page.ID+"?done="+strconv.Itoa(len(o.Drafts)))
}

// observeAgain shows the form again with all that was written, and with the photos
// that came. A script keeps its own: it needs the sentence alone.
func (p pages) observeAgain(w http.ResponseWriter, r *web.Request, form web.Form, page outingPage, wrong error) error {
	if r.Header.Get("Accept") == "application/json" {
		return wrong
	}
	for _, file := range form.Files {
		ask := strings.TrimPrefix(file.Field, forms.Field(""))
		if file.Field == "photos" {
			ask = ""
		}
		content, err := bare(file.Content)
		if err != nil {
			continue // what is no picture is said, and not kept
		}
		parcel, err := p.Park(r.Context(), r.By(), content)
		if err != nil {
			return err
		}
		page.Parcels = append(page.Parcels, broughtParcel{parcel, page.Seen, page.Shown, ask})
		if ask != "" {
			page.raw[ask] = []string{parcel.Digest}
		}
	}
	if err := page.paint(r.Lang, wrong); err != nil {
		return err
	}
	if wrong == nil {
		return p.Show(w, r, "monitoring/outing", page)
	}
	return p.Again(w, r, "monitoring/outing", page, sayable(wrong))
}

// sayable makes of what keeps a seat from observing what a form can say, with all that
// was written below it.
func sayable(err error) error {
	all := fault.Fields(err)
	if i := slices.IndexFunc(all, func(f *fault.Error) bool { return f.Kind == fault.Conflict || f.Kind == fault.Denied }); i >= 0 {
		return fault.New(fault.Invalid, all[i].Word, all[i].Args...)
	}
	return err
}
