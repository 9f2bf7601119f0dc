package open311_test

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/charter"
	"adal/internal/monitoring/open311"
)

// The names in their order, as the examples of the specification have them:
// GeoReport v2, Service Discovery, and mySociety's updates.
var examples = map[string]string{
	"discovery": "discovery changeset contact key_service endpoints endpoint specification url changeset type formats format format",
	"services":  "services service service_code service_name description metadata type keywords group",
	"services/": "service_definition service_code attributes attribute variable code datatype required datatype_description order description values value key name",
	"requests": "service_requests request service_request_id status status_notes service_name service_code description agency_responsible service_notice " +
		"requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url",
	"tokens/":               "service_requests request service_request_id token",
	"servicerequestupdates": "service_request_updates request_update update_id service_request_id status updated_datetime description media_url",
	"services/none":         "errors error code description",
}

// begins are the elements of an XML document as they come, until one of them
// repeats what was there.
func begins(t *testing.T, text string, n int) (names []string) {
	t.Helper()
	in := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := in.Token()
		if err == io.EOF {
			return names[:min(n, len(names))]
		}
		check(t, err)
		if e, ok := token.(xml.StartElement); ok {
			if e.Name.Space != "" || len(e.Attr) > 0 {
				t.Errorf("%s has a namespace or an attribute", e.Name.Local)
			}
			names = append(names, e.Name.Local)
		}
	}
}

// TestExamples holds that documents are built as the examples are, in both formats
// of one table, with the headers that the specification wants.
func TestExamples(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.public("clinic", "")
		_, token := d.send()
		at := map[string]string{"services/": "services/" + open311.Code(d.checklist, "ramp"), "tokens/": "tokens/" + token, "services/none": "services/none-none"}
		for path, want := range examples {
			order := strings.Fields(want)
			if at[path] != "" {
				path = at[path]
			}
			code, text, h := d.ask(charter.Public(), http.MethodGet, "/open311/v2/"+path+".xml", nil)
			if got := begins(t, text, len(order)); !slices.Equal(got, order) {
				t.Errorf("%s has %v, want %v", path, got, order)
			}
			if !strings.HasPrefix(text, `<?xml version="1.0" encoding="utf-8"?>`) || h.Get("Content-Type") != "text/xml; charset=utf-8" {
				t.Errorf("%s begins %.60q as %q", path, text, h.Get("Content-Type"))
			}
			same, plain, h := d.ask(charter.Public(), http.MethodGet, "/open311/v2/"+path+".json", nil)
			if same != code || h.Get("Content-Type") != "application/json; charset=utf-8" || !json.Valid([]byte(plain)) {
				t.Errorf("%s.json: %d, as %q", path, same, h.Get("Content-Type"))
			}
			object := plain[0] == '{'
			if object != (order[0] == "discovery" || order[0] == "service_definition") {
				t.Errorf("%s.json begins with %q", path, plain[:1])
			}
			if bare, again, _ := d.ask(charter.Public(), http.MethodGet, "/open311/v2/"+path, nil); bare != code || again != text {
				t.Errorf("%s without a format isn't XML", path)
			}
		}
	})
}

// The official JSON Schemas (open311/schema-validation): what is required, and of
// which types a member may be.
var schemas = map[string]struct{ required, text, whole, real, truth string }{
	"services": {"service_code service_name metadata type", "service_code service_name description type keywords group", "", "", "metadata"},
	"requests": {
		"service_request_id status service_code requested_datetime",
		"service_request_id status status_notes service_name service_code description agency_responsible service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode media_url",
		"", "lat long", "",
	},
	"attributes": {"variable code datatype required", "code datatype datatype_description description", "order", "", "variable required"},
	"values":     {"key name", "key name", "", "", ""},
}

func fits(t *testing.T, schema string, object map[string]any) {
	t.Helper()
	s := schemas[schema]
	for _, name := range strings.Fields(s.required) {
		if object[name] == nil {
			t.Errorf("%s: %s is missing", schema, name)
		}
	}
	for name, value := range object {
		ok := value == nil && !slices.Contains(strings.Fields(s.required), name)
		switch value.(type) {
		case string:
			ok = slices.Contains(strings.Fields(s.text), name)
		case float64:
			ok = slices.Contains(strings.Fields(s.whole+" "+s.real), name)
		case bool:
			ok = slices.Contains(strings.Fields(s.truth), name)
		}
		if !ok {
			t.Errorf("%s: %s is %T", schema, name, value)
		}
		if text, _ := value.(string); strings.HasSuffix(name, "_datetime") && text != "" {
			if _, err := time.Parse(time.RFC3339, text); err != nil {
				t.Errorf("%s: %v", schema, err)
			}
		}
	}
}

// TestSchemas holds JSON against the official schemas.
func TestSchemas(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		d.public("clinic", "")
		check(t, d.Raise(t.Context(), d.reviewer, d.public("land", "")))
		id, _ := d.send()
		for _, one := range append(d.rows("requests.json"), d.rows("requests/"+id+".json")...) {
			fits(t, "requests", one)
		}
		for _, one := range d.rows("services.json") {
			fits(t, "services", one)
			if !slices.Contains([]any{"realtime", "batch", "blackbox"}, one["type"]) {
				t.Errorf("the type is %v", one["type"])
			}
			var definition struct {
				Code       string `json:"service_code"`
				Attributes []map[string]any
			}
			_, text := d.get("services/" + one["service_code"].(string) + ".json")
			check(t, json.Unmarshal([]byte(text), &definition))
			if definition.Code != one["service_code"] || len(definition.Attributes) < 2 {
				t.Errorf("the definition: %s", text)
			}
			for i, a := range definition.Attributes {
				values, _ := a["values"].([]any)
				delete(a, "values")
				fits(t, "attributes", a)
				if a["order"] != float64(i+1) || !slices.Contains([]any{"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}, a["datatype"]) {
					t.Errorf("the attribute %v", a)
				}
				for _, v := range values {
					fits(t, "values", v.(map[string]any))
				}
			}
		}
	})
}

// TestNoXMLBreaks holds that no text breaks a document.
func TestNoXMLBreaks(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"<b>&amp;\"'", "]]>", "\x00\x01\x1f", "\xff\xfe", "қазақша\nекі жол", "<!--", "\u2028"} {
		d := open311.Document{Root: "a", Body: open311.List{Item: "b", All: []any{open311.Fields{{Name: "c", Value: s}}}}}
		if got := begins(t, string(d.XML()), 9); !slices.Equal(got, []string{"a", "b", "c"}) {
			t.Errorf("%q gives %v", s, got)
		}
		if text, err := d.JSON(); err != nil || !json.Valid(text) {
			t.Errorf("%q gives %s: %v", s, text, err)
		}
	}
}
