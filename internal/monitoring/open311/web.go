package open311

import (
	"crypto/rand"
	"embed"
	"net/http"
	"net/url"
	"strings"
	"time"

	"adal/internal/charter"
	"adal/internal/fault"
	"adal/internal/i18n"
	"adal/internal/web"
)

//go:embed pages words.toml
var pagesAndWords embed.FS

// What one request of a program may send. A description of 4,000 letters takes up
// to 36 kB as a form writes it.
var (
	read = web.Limit{Bytes: 1 << 10, Time: 20 * time.Second}
	sent = web.Limit{Bytes: 256 << 10, Time: 10 * time.Second}
)

// Where programs come in: what is posted to test is looked at in the same way, and
// nothing of it is kept.
const (
	live = "/open311/v2"
	test = "/open311/test/v2"
)

// Routes adds the programs' addresses and the office's pages to a site.
func (d *Door) Routes(s *web.Site) error {
	p := pages{d, s}
	p.serve("GET /open311/discovery", charter.Read, p.discovery, read)
	for _, at := range []string{live, test} {
		p.serve("GET "+at+"/discovery", charter.Read, p.discovery, read)
		p.serve("GET "+at+"/services", charter.Read, p.services, read)
		p.serve("GET "+at+"/services/{name}", charter.Read, p.definition, read)
		p.serve("GET "+at+"/requests", charter.Read, p.requests, read)
		p.serve("GET "+at+"/requests/{name}", charter.Read, p.request, read)
		p.serve("GET "+at+"/tokens/{name}", charter.Read, p.token, read)
		p.serve("GET "+at+"/servicerequestupdates", charter.Read, p.updates, read)
		p.serve("POST "+at+"/requests", charter.Signal, p.post, sent)
		p.serve("POST "+at+"/servicerequestupdates", charter.Signal, p.postUpdate, sent)
	}
	p.officeRoutes()
	return s.Area("open311", pagesAndWords)
}

type pages struct {
	*Door
	*web.Site
}

// A request is a program's, in its language, of what is named in its path.
type request struct {
	*web.Request
	lang i18n.Lang
	name string // the last part of the address, without the format
	test bool   // nothing of it is kept
}

// serve serves a pattern in both formats. What ends in neither is answered in XML,
// which the specification requires.
func (p pages) serve(pattern string, act charter.Act, h func(request) (Document, error), limit web.Limit) {
	handler := func(w http.ResponseWriter, r *web.Request) error {
		name, json := strings.CutSuffix(r.PathValue("name"), ".json")
		json = json || strings.HasSuffix(r.URL.Path, ".json")
		name = strings.TrimSuffix(name, ".xml")
		one := request{r, langOf(r), name, strings.HasPrefix(r.URL.Path, test+"/")}
		doc, err := h(one)
		if err != nil {
			return p.fail(w, one, json, err)
		}
		return p.send(w, one, json, http.StatusOK, doc)
	}
	p.HandleProgram(pattern, act, handler, limit)
	if !strings.HasSuffix(pattern, "{name}") {
		p.HandleProgram(pattern+".xml", act, handler, limit)
		p.HandleProgram(pattern+".json", act, handler, limit)
	}
}

// langOf is the language of a request: that of its parameter locale, else the one
// its header asks for, else Kazakh.
func langOf(r *web.Request) i18n.Lang {
	locale, _, _ := strings.Cut(strings.ReplaceAll(r.URL.Query().Get("locale"), "_", "-"), "-")
	if l, ok := i18n.Parse(strings.ToLower(locale)); ok {
		return l
	}
	return i18n.Match(r.Header.Get("Accept-Language"))
}

// send writes a document in a format. Reading is open to pages of others too.
func (p pages) send(w http.ResponseWriter, r request, json bool, status int, doc Document) error {
	kind, text := "text/xml; charset=utf-8", []byte(nil)
	if json {
		var err error
		if text, err = doc.JSON(); err != nil {
			return err
		}
		kind = "application/json; charset=utf-8"
	} else {
		text = doc.XML()
	}
	h := w.Header()
	h.Set("Content-Language", string(r.lang))
	h.Set("Vary", "Accept-Language")
	h.Set("X-Robots-Tag", "noindex")
	if r.Method != http.MethodPost { // what is wrong may be read as well
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if status == http.StatusOK && r.Method != http.MethodPost {
		return p.Site.Send(w, r.Request, kind, text)
	}
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err := w.Write(text)
	return err
}

// statuses are those of the specification, and those of HTTP for what it doesn't
// speak of. What can't be done now is a mistake of the request there.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusBadRequest, fault.Conflict: http.StatusBadRequest, fault.NotFound: http.StatusNotFound,
	fault.Denied: http.StatusForbidden, fault.SignIn: http.StatusForbidden, fault.TooLarge: http.StatusRequestEntityTooLarge,
	fault.Busy: http.StatusTooManyRequests, fault.Full: http.StatusInsufficientStorage,
}

// fail says what was wrong: each fault with the status of the first.
func (p pages) fail(w http.ResponseWriter, r request, json bool, err error) error {
	faults := fault.Fields(err)
	if kind := fault.Of(err); len(faults) == 0 && statuses[kind] != 0 {
		faults = []*fault.Error{{Kind: kind, Word: "open311.fault-" + strings.ReplaceAll(string(kind), " ", "-")}}
	}
	status := http.StatusInternalServerError
	if len(faults) == 0 {
		number := strings.ToLower(rand.Text()[:8])
		p.Site.Log.ErrorContext(r.Context(), "broken", "number", number, "route", r.Pattern, "err", err)
		faults = []*fault.Error{{Word: "web.broken", Args: []any{number}}}
	} else {
		status = statuses[faults[0].Kind]
	}
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "3600")
	}
	all := List{Item: "error"}
	for _, f := range faults {
		all.All = append(all.All, Fields{{"code", status}, {"description", p.Site.Words.Say(r.lang, f.Word, f.Args...)}})
	}
	return p.send(w, r, json, status, Document{"errors", all})
}

// form is what was posted, with what stands in the address: clients send their key
// in either.
func (r request) form() (values url.Values, free func(), err error) {
	form, free, err := r.ReadForm()
	if err != nil {
		return nil, free, err
	}
	for name, all := range r.URL.Query() {
		if !form.Has(name) {
			form.Values[name] = all
		}
	}
	return form.Values, free, nil
}
