package mail

import (
	"bytes"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// compose writes a letter as mail has it (RFC 5322, MIME). Its Message-ID is the
// same at every try, so that a server that gets it again after a broken
// connection can tell.
func compose(w waiting, from netmail.Address) (*gomail.Msg, error) {
	l := w.letter
	if err := l.check(); err != nil && l.Key != "" {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&from)
	if err := errors.Join(m.To(l.To)); err != nil {
		return nil, fmt.Errorf("the address: %w", err)
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(w.posted.UTC())
	m.SetMessageIDWithValue(strings.ToLower(w.id) + "@" + domainOf(from.Address))
	// Nobody's holiday answers this (RFC 3834, 5).
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Lang != "" {
		m.SetGenHeader("Content-Language", string(l.Lang))
	}
	for _, h := range l.Headers {
		m.SetGenHeader(gomail.Header(h.Name), h.Value)
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	for _, a := range l.Attachments {
		if err := m.AttachReader(a.Name, bytes.NewReader(a.Content), gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, fmt.Errorf("attaching a file: %w", err)
		}
	}
	return m, nil
}
