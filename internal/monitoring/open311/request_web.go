package open311

import (
	"strings"

	"adal/internal/i18n"
	"adal/internal/monitoring"
)

// list are requests as a document, in the order of the specification's fields.
func (p pages) list(r request, all []Request) (Document, error) {
	n, err := p.names(r.Context(), all, r.lang)
	if err != nil {
		return Document{}, err
	}
	list := List{Item: "request"}
	for _, one := range all {
		list.All = append(list.All, p.row(r.lang, one, n))
	}
	return Document{"service_requests", list}, nil
}

func (p pages) row(l i18n.Lang, r Request, n names) Fields {
	var lat, long, due, picture, notice any
	if r.Place.Known {
		lat, long = r.Place.Lat, r.Place.Lon
	}
	if !r.Due.IsZero() {
		due = p.w3c(end(r.Due, p.Book.Zone))
	}
	if r.Picture != "" {
		picture = p.Address + "/evidence/" + r.Picture + ".jpg"
	}
	if r.Shortcoming != "" {
		notice = p.word(l, "open311.notice", p.page(l, "/monitoring/"+r.Shortcoming))
	}
	zone := p.Book.Zone
	return Fields{
		{"service_request_id", r.ID}, {"status", r.Status()}, {"status_notes", p.status(l, r)}, {"service_name", some(n.offers[r.Code])},
		{"service_code", r.Code}, {"description", some(r.describe(l))}, {"agency_responsible", some(n.institutions[r.Institution])},
		{"service_notice", notice}, {"requested_datetime", p.w3c(r.Requested(zone))}, {"updated_datetime", p.w3c(r.Updated(zone))},
		{"expected_datetime", due}, {"address", some(address(n.institutions[r.Institution], n.regions[r.Region]))}, {"address_id", nil},
		{"zipcode", nil}, {"lat", lat}, {"long", long}, {"media_url", picture},
	}
}

// address is as exact as what is public may be: the institution and its region.
func address(institution, region string) string {
	if institution == "" || region == "" {
		return institution + region
	}
	return institution + ", " + region
}

// status says in words where a request is.
func (p pages) status(l i18n.Lang, r Request) string {
	if r.Shortcoming == "" {
		text := p.word(l, "open311.notes-"+string(r.State))
		switch {
		case r.Reason == Lapsed:
			text += " " + p.word(l, Lapsed)
		case r.Reason != "":
			text += " " + r.Reason
		}
		return text
	}
	reason := r.Reason
	if r.State == monitoring.Duplicate || !closed[r.State] {
		reason = ""
	}
	return p.notes(l, r.State, reason)
}

// describe is the title with the facts, within the letters of the specification.
func (r Request) describe(l i18n.Lang) string {
	text := []rune(strings.TrimSpace(r.Title.In(l) + "\n\n" + r.Facts.In(l)))
	if len(text) > MaxDescription {
		text = append(text[:MaxDescription-1], '…')
	}
	return string(text)
}

func (p pages) token(r request) (Document, error) {
	id, err := p.Resolve(r.Context(), r.name)
	if r.test && len(r.name) == tokenLength { // of what wasn't kept
		id, err = r.name, nil
	}
	return Document{"service_requests", List{"request", []any{Fields{{"service_request_id", id}, {"token", r.name}}}}}, err
}

func (p pages) post(r request) (Document, error) {
	form, free, err := r.form()
	defer free()
	if err != nil {
		return Document{}, err
	}
	report, wrong := reportOf(form, r.lang)
	send := p.Door.Send
	if r.test {
		send = p.Try
	}
	token, err := send(r.Context(), form.Get("api_key"), report, wrong)
	return Document{"service_requests", List{"request", []any{Fields{
		{"token", token}, {"service_notice", p.word(r.lang, "open311.thanks", decideIn)}, {"account_id", nil},
	}}}}, err
}

func (p pages) updates(r request) (Document, error) {
	f, err := p.filter(r)
	if err != nil {
		return Document{}, err
	}
	all, err := p.Updates(r.Context(), f)
	list := List{Item: "request_update"}
	for _, u := range all {
		list.All = append(list.All, Fields{
			{"update_id", u.ID()}, {"service_request_id", u.Request}, {"status", u.Status()}, {"updated_datetime", p.w3c(u.At(p.Book.Zone))},
			{"description", p.about(r.lang, u)}, {"media_url", nil},
		})
	}
	return Document{"service_request_updates", list}, err
}

func (p pages) postUpdate(r request) (Document, error) {
	form, free, err := r.form()
	defer free()
	if err != nil {
		return Document{}, err
	}
	send := p.SendUpdate
	if r.test {
		send = p.TryUpdate
	}
	id, err := send(r.Context(), form.Get("api_key"), Remark{
		Request: form.Get("service_request_id"), UpdateID: form.Get("update_id"), Status: form.Get("status"), Text: form.Get("description"), Lang: r.lang,
	})
	return Document{"service_request_updates", List{"request_update", []any{Fields{{"update_id", id}}}}}, err
}
