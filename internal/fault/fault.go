// Package fault is what can be wrong with what a person asked for.
//
// A fault has a kind, which a program reads (package web makes it a status),
// and a word, which a person reads in their own language. Any other error is
// ours: people see that something broke and a number for it, and the log has
// the rest.
package fault

import (
	"errors"
	"fmt"
)

// A Kind is a class of faults. errors.Is(err, fault.NotFound) asks for it.
type Kind string

// The kinds.
const (
	Invalid  Kind = "invalid"   // what was written can't be used
	SignIn   Kind = "sign in"   // only a seat that signed in may ask this
	Denied   Kind = "denied"    // not this seat's to do
	NotFound Kind = "not found" // or not for them to see
	Conflict Kind = "conflict"  // not in this state, or there is one already
	TooLarge Kind = "too large" // more than the stated limit
	Busy     Kind = "busy"      // come again: the queue is long
	Full     Kind = "full"      // there is no room to keep it durably
)

// Error implements error.
func (k Kind) Error() string { return string(k) }

// An Error is one fault.
type Error struct {
	Kind  Kind
	Field string // of the form, if it is about one
	Word  string // key of the words that explain it
	Args  []any  // what the words are filled with
}

// New returns a fault that word explains.
func New(k Kind, word string, args ...any) error { return &Error{Kind: k, Word: word, Args: args} }

// In returns a fault of one field of a form.
func In(field, word string, args ...any) error {
	return &Error{Kind: Invalid, Field: field, Word: word, Args: args}
}

// Error implements error.
func (e *Error) Error() string {
	where := ""
	if e.Field != "" {
		where = " in " + e.Field
	}
	return fmt.Sprintf("%s%s: %s %v", e.Kind, where, e.Word, e.Args)
}

// Unwrap lets errors.Is find the kind.
func (e *Error) Unwrap() error { return e.Kind }

// Fields returns the faults of a form's fields inside err, which may be one
// fault or several joined with errors.Join, in the order they were found.
func Fields(err error) []*Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok {
		return []*Error{e}
	}
	switch u := err.(type) {
	case interface{ Unwrap() []error }:
		var all []*Error
		for _, e := range u.Unwrap() {
			all = append(all, Fields(e)...)
		}
		return all
	case interface{ Unwrap() error }:
		return Fields(u.Unwrap())
	}
	return nil
}

// Of returns the kind of err, or "" if it isn't a person's fault.
func Of(err error) Kind {
	var k Kind
	if errors.As(err, &k) {
		return k
	}
	return ""
}
