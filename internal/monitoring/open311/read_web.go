package open311

import (
	"context"
	"strings"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/i18n"
)

// specification is its name in a discovery.
const specification = "http://wiki.open311.org/GeoReport_v2"

// first is the day from which this interface is there: before any campaign.
var first = calendar.Date(2026, 11, 28)

// discovery says what there is and where.
func (p pages) discovery(r request) (Document, error) {
	day := ""
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		day, err = changeset(r.Context(), tx)
		return err
	}); err != nil {
		return Document{}, err
	}
	changed, err := calendar.Parse(day)
	if err != nil { // no campaign was planned yet
		changed = first
	}
	at := p.w3c(start(changed, p.Book.Zone))
	endpoint := func(path, kind string) Fields {
		return Fields{
			{"specification", specification}, {"url", p.Address + path}, {"changeset", at}, {"type", kind},
			{"formats", List{"format", []any{"text/xml", "application/json"}}},
		}
	}
	return Document{"discovery", Fields{
		{"changeset", at}, {"contact", p.word(r.lang, "open311.contact", p.page(r.lang, "/monitoring"))},
		{"key_service", p.word(r.lang, "open311.key-service", p.page(r.lang, "/charter"))}, {"endpoints", List{"endpoint", []any{endpoint(live, "production"), endpoint(test, "test")}}},
	}}, nil
}

// page is the address of a page in a language.
func (d *Door) page(l i18n.Lang, path string) string { return d.Address + "/" + string(l) + path }

func (p pages) services(r request) (Document, error) {
	all, err := p.Door.Offers(r.Context())
	list := List{Item: "service"}
	for _, o := range all {
		list.All = append(list.All, Fields{
			{"service_code", o.Code}, {"service_name", o.Name(r.lang)}, {"description", some(p.describe(o, r.lang))},
			{"metadata", true}, {"type", "batch"}, {"keywords", some(o.Question.Topic)}, {"group", o.Campaigns[0].Name.In(r.lang)},
		})
	}
	return Document{"services", list}, err
}

// describe is what an offer is about: the question, its hint, and the norm.
func (d *Door) describe(o Offer, l i18n.Lang) string {
	parts := []string{o.Question.Label.In(l)}
	if hint := o.Question.Hint.In(l); hint != "" {
		parts = append(parts, hint)
	}
	if o.Question.Basis != "" {
		parts = append(parts, d.word(l, "open311.basis", o.Question.Basis))
	}
	return strings.Join(parts, " ")
}

func (p pages) definition(r request) (Document, error) {
	o, _, err := p.Offer(r.Context(), r.name)
	if err != nil {
		return Document{}, err
	}
	at, err := p.Door.institutions(r.Context(), o)
	list := List{Item: "attribute"}
	for i, a := range p.attributes(o, at, r.lang) {
		values := List{Item: "value"}
		for _, v := range a.Values {
			values.All = append(values.All, Fields{{"key", v.Key}, {"name", v.Name}})
		}
		list.All = append(list.All, Fields{
			{"variable", a.Variable}, {"code", a.Code}, {"datatype", a.Datatype}, {"required", a.Required}, {"datatype_description", some(a.About)},
			{"order", i + 1}, {"description", some(a.Description)}, {"values", values},
		})
	}
	return Document{"service_definition", Fields{{"service_code", o.Code}, {"attributes", list}}}, err
}

func (p pages) requests(r request) (Document, error) {
	f, err := p.filter(r)
	if err != nil {
		return Document{}, err
	}
	all, err := p.Requests(r.Context(), f)
	if err != nil {
		return Document{}, err
	}
	return p.list(r, all)
}

// filter is what the query of a request asks for.
func (p pages) filter(r request) (Filter, error) {
	now, err := p.now(r.Context())
	if err != nil {
		return Filter{}, err
	}
	return filterOf(r.URL.Query(), now, p.Book.Zone)
}

// request is one request, or those of several ids with commas between them.
func (p pages) request(r request) (Document, error) {
	ids := strings.Split(r.name, ",")
	if len(ids) > Most {
		return Document{}, fault.In("service_request_id", "open311.too-many", Most)
	}
	var all []Request
	for _, id := range ids {
		one, err := p.Request(r.Context(), strings.TrimSpace(id))
		if len(ids) > 1 && fault.Of(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return Document{}, err
		}
		all = append(all, one)
	}
	return p.list(r, all)
}

// names are what requests are called in a language: of offers by their code, of
// institutions and regions by their id.
type names struct{ offers, institutions, regions map[string]string }

func (p pages) names(ctx context.Context, all []Request, l i18n.Lang) (n names, err error) {
	n = names{map[string]string{}, map[string]string{}, map[string]string{}}
	for _, r := range all {
		if _, ok := n.offers[r.Code]; ok {
			continue
		}
		v, err := p.ChecklistVersion(ctx, r.checklist, r.version)
		if err != nil {
			return n, err
		}
		f, err := v.Form()
		if err != nil {
			return n, err
		}
		for _, q := range f.Questions {
			if q.Name == r.question {
				n.offers[r.Code] = nameOf(q).In(l)
			}
		}
	}
	return n, p.DB.Read(ctx, func(tx *db.Tx) error {
		today := p.Book.Today(tx)
		for _, r := range all {
			if _, ok := n.institutions[r.Institution]; !ok && r.Institution != "" {
				i, err := p.Institution(ctx, tx, r.Institution, today)
				if err != nil {
					return err
				}
				n.institutions[r.Institution] = i.Name.In(l)
			}
			if _, ok := n.regions[r.Region]; !ok && r.Region != "" {
				one, err := bodies.RegionOn(ctx, tx, r.Region, today)
				if err != nil && fault.Of(err) != fault.NotFound {
					return err
				}
				n.regions[r.Region] = one.Name.In(l)
			}
		}
		return nil
	})
}
