package monitoring

import (
	"net/http"
	"slices"
	"strings"

	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/web"
)

// answering are the acts of an institution, by the end of their address.
var answering = []charter.Act{charter.Reply, charter.Promise, charter.ClaimFixed, charter.RequestExtension, charter.Disown}

func (p pages) answerRoutes() {
	p.HandleLinked("GET /answer/{token}", charter.Reply, p.answerPage)
	p.HandleLinked("GET /answer/{token}/pictures/{served}", charter.Reply, p.answerPicture)
	p.HandleLinked("POST /answer/{token}/resend", charter.Reply, p.resend)
	p.Handle("GET /office/answers", charter.Reply, p.addressed)
	p.Handle("GET /office/answers/{id}", charter.Reply, p.answerOfSeat)
	p.Handle("GET /office/answers/{id}/pictures/{served}", charter.Reply, p.pictureOfSeat)
	for _, act := range answering {
		p.HandleLinked("POST /answer/{token}/"+string(act), act, p.answer(act), sent)
		p.Handle("POST /office/answers/{id}/"+string(act), act, p.say(act), sent)
	}
}

// answeringPage is where an institution answers, by its link or its seat.
type answeringPage struct {
	Answerable
	At     string // the address that the forms go to
	Linked bool
	Form   Saying
	Until  string
	Act    charter.Act // whose form was sent
	Done   bool
}

// May reports whether the state allows an act.
func (a answeringPage) May(act string) bool { return slices.Contains(a.Acts, charter.Act(act)) }

// Kept is what was written in the form of an act.
func (a answeringPage) Kept(act string) string {
	if string(a.Act) == act {
		return a.Form.Text
	}
	return ""
}

// Day is the day that was written in the form of an act.
func (a answeringPage) Day(act string) string {
	if string(a.Act) == act {
		return a.Until
	}
	return ""
}

// Why is why the link doesn't act.
func (a answeringPage) Why() *fault.Error { return fault.Fields(a.Spent)[0] }

// Mine reports whether a fault is of the form of an act.
func (a answeringPage) Mine(act string) bool { return string(a.Act) == act }

func (p pages) answerPage(w http.ResponseWriter, r *web.Request) error {
	a, err := p.Answerable(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	return p.Show(w, r, "monitoring/answer", answeringPage{
		Answerable: a, Linked: true, At: "/answer/" + r.PathValue("token"), Done: r.URL.Query().Get("done") == "yes",
	})
}

// read is what the form of an act says.
func (a *answeringPage) read(act charter.Act, r *web.Request, f web.Form) (s Saying, err error) {
	s = Saying{Act: act, Text: f.Get("text"), Lang: r.Lang}
	for _, file := range f.Files {
		if len(file.Content) > 0 {
			s.Proof = append(s.Proof, Exhibit{Kind: Proof, Content: file.Content, Note: strings.TrimSpace(f.Get("proof-note"))})
		}
	}
	a.Act, a.Until = act, f.Get("until")
	s.Until, err = dayOf(f, "until")
	a.Form = s
	if err != nil {
		return s, fault.In("until", "monitoring.date-wrong")
	}
	return s, nil
}

func (p pages) answer(act charter.Act) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		token := r.PathValue("token")
		a, err := p.Answerable(r.Context(), token)
		if err != nil {
			return err
		}
		page := answeringPage{Answerable: a, Linked: true, At: "/answer/" + token}
		s, err := page.read(act, r, form)
		next := ""
		if err == nil {
			next, err = p.Answer(r.Context(), token, s)
		}
		if fault.Of(err) == fault.Conflict {
			page.Spent, page.Acts = err, nil // what they wrote stays on the page
			return p.Show(w, r, "monitoring/answer", page)
		}
		if err != nil {
			return p.Again(w, r, "monitoring/answer", page, err)
		}
		if next == "" {
			next = token
		}
		return p.Go(w, r, "/answer/"+next+"?done=yes")
	}
}

func (p pages) resend(w http.ResponseWriter, r *web.Request) error {
	if err := p.Resend(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return p.Go(w, r, "/answer/"+r.PathValue("token")+"?done=yes")
}

// answerPicture serves a picture of what an institution answers to, also before
// everybody may see it.
func (p pages) answerPicture(w http.ResponseWriter, r *web.Request) error {
	a, err := p.Answerable(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return p.shown(w, r, a.Page, r.PathValue("served"))
}

func (p pages) pictureOfSeat(w http.ResponseWriter, r *web.Request) error {
	page, err := p.ofSeat(r)
	if err != nil {
		return err
	}
	return p.shown(w, r, page.Page, r.PathValue("served"))
}

// shown serves a picture that a page has.
func (p pages) shown(w http.ResponseWriter, r *web.Request, page Page, served string) error {
	i := slices.IndexFunc(page.Evidence, func(e Evidence) bool { return e.Served+".jpg" == served && e.Served != "" })
	if i < 0 {
		return fault.NotFound
	}
	var jpeg []byte
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		jpeg, err = pictureOf(r.Context(), tx, page.Evidence[i].ID)
		return err
	}); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-store")
	return jpegTo(w, jpeg)
}

// addressedPage lists what waits for the seat's body.
type addressedPage struct{ Lines []Line }

func (p pages) addressed(w http.ResponseWriter, r *web.Request) error {
	all, err := p.Addressed(r.Context(), r.By())
	if err != nil {
		return err
	}
	return p.Show(w, r, "monitoring/addressed", addressedPage{all})
}

func (p pages) answerOfSeat(w http.ResponseWriter, r *web.Request) error {
	page, err := p.ofSeat(r)
	if err != nil {
		return err
	}
	page.Done = r.URL.Query().Get("done") == "yes"
	return p.Show(w, r, "monitoring/answer", page)
}

func (p pages) ofSeat(r *web.Request) (page answeringPage, err error) {
	page.At = "/office/answers/" + r.PathValue("id")
	page.Answerable, err = p.AnswerableBy(r.Context(), r.By(), r.PathValue("id"))
	return page, err
}

func (p pages) say(act charter.Act) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		form, free, err := r.ReadForm()
		defer free()
		if err != nil {
			return err
		}
		page, err := p.ofSeat(r)
		if err != nil {
			return err
		}
		s, err := page.read(act, r, form)
		if err == nil {
			err = p.Say(r.Context(), r.By(), r.PathValue("id"), s)
		}
		if err != nil {
			return p.Again(w, r, "monitoring/answer", page, err)
		}
		return p.Go(w, r, page.At+"?done=yes")
	}
}
