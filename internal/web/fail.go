package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"adal/internal/fault"
)

// statuses say the status of a kind and the word for a fault that has none.
var statuses = map[fault.Kind]struct {
	code int
	word string
}{
	fault.Invalid:  {http.StatusUnprocessableEntity, "web.invalid"},
	fault.SignIn:   {http.StatusUnauthorized, "web.sign-in"},
	fault.Denied:   {http.StatusForbidden, "web.denied"},
	fault.NotFound: {http.StatusNotFound, "web.not-found"},
	fault.Conflict: {http.StatusConflict, "web.conflict"},
	fault.TooLarge: {http.StatusRequestEntityTooLarge, "web.too-large"},
	fault.Busy:     {http.StatusServiceUnavailable, "web.busy"},
	fault.Full:     {http.StatusInsufficientStorage, "web.full"},
}

// faultPage says what was wrong.
type faultPage struct{ Fault *fault.Error }

// fail shows what was wrong. What is ours gets a number to ask about: the log
// has it with the route's pattern, and neither address nor anything sent.
func (s *Site) fail(w http.ResponseWriter, r *Request, err error) {
	f, code := s.failure(w, r, err)
	if err := s.show(w, r, code, "web/fault", Frame{Page: faultPage{f}}); err != nil {
		s.Log.ErrorContext(r.Context(), "fault page", "err", err)
	}
}

// failure is the fault to show for an error, and the status that goes with it.
func (s *Site) failure(w http.ResponseWriter, r *Request, err error) (*fault.Error, int) {
	f := s.faultOf(tooLarge(err))
	if f == nil {
		number := strings.ToLower(rand.Text()[:8])
		s.Log.ErrorContext(r.Context(), "broken", "number", number, "route", r.Pattern, "err", err)
		return &fault.Error{Word: "web.broken", Args: []any{number}}, http.StatusInternalServerError
	}
	if f.Kind == fault.Busy {
		w.Header().Set("Retry-After", "2")
	}
	return f, statuses[f.Kind].code
}

// faultOf is the fault to show for an error, or nil if it is ours.
func (s *Site) faultOf(err error) *fault.Error {
	if all := fault.Fields(err); len(all) > 0 {
		return all[0]
	}
	kind := fault.Of(err)
	if kind == fault.Full {
		s.Log.Error("the disk is full", "err", err)
	}
	if st, ok := statuses[kind]; ok {
		return &fault.Error{Kind: kind, Word: st.word}
	}
	return nil
}

// recover turns a panic of a handler into a broken page. The server's own way
// would write the reader's address into the log.
func (s *Site) recover(w http.ResponseWriter, r *Request) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
}
