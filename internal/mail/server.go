package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// A Server sends letters (RFC 5321). Its connection is encrypted and its
// certificate verified, but for one on this very machine that says so.
type Server struct {
	host     string
	port     int
	whole    bool // encrypted from the first byte (RFC 8314), not after STARTTLS
	open     bool // not encrypted at all
	user     string
	password string
	// Roots are the authorities that the server's certificate may come from; nil
	// for those of the system.
	Roots *x509.CertPool
	// Patience is how long one step of the conversation may take; 0 for 20 s.
	Patience time.Duration
}

// NewServer reads the address of a server: smtps://user@host:465 for encryption
// from the first byte, smtp://user@host:587 for STARTTLS, without which nothing
// is sent. smtp+open:// does without, on this machine alone: for a relay that
// runs beside. The password may stand in the address, or come apart.
func NewServer(address, password string) (*Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("the address of the mail server isn't smtp:// or smtps:// with a host") // it may have a password in it
	}
	s := &Server{host: u.Hostname(), user: u.User.Username(), password: password}
	if own, ok := u.User.Password(); ok {
		s.password = own
	}
	usual := "587"
	switch u.Scheme {
	case "smtps":
		s.whole, usual = true, "465"
	case "smtp":
	case "smtp+open":
		s.open, usual = true, "25"
		if !local(s.host) {
			return nil, errors.New("a mail server on another machine has to be spoken to encrypted: smtps:// or smtp://")
		}
	default:
		return nil, errors.New("the address of the mail server begins with smtps:// or smtp://")
	}
	if port := u.Port(); port != "" {
		usual = port
	}
	if s.port, err = strconv.Atoi(usual); err != nil || s.port < 1 || s.port > 65535 {
		return nil, errors.New("the port of the mail server is none")
	}
	if s.user != "" && s.password == "" {
		return nil, errors.New("the mail server has a user and no password")
	}
	return s, nil
}

// local reports whether a host is this machine.
func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String is the server without its user and password.
func (s *Server) String() string {
	if s == nil {
		return ""
	}
	return net.JoinHostPort(s.host, strconv.Itoa(s.port))
}

// GoString is String: no way of printing a server shows its password.
func (s *Server) GoString() string { return s.String() }

// A session is a connection over which letters go.
type session struct {
	client *gomail.Client
	from   netmail.Address
}

// dial opens a session as whom all letters are from.
func (s *Server) dial(ctx context.Context, from netmail.Address) (*session, error) {
	patience := s.Patience
	if patience == 0 {
		patience = 20 * time.Second
	}
	secure := &tls.Config{ServerName: s.host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(patience), gomail.WithHELO(domainOf(from.Address)), gomail.WithTLSConfig(secure),
	}
	var opened net.Conn // ours to close when the greeting fails
	dialer := func(ctx context.Context, network, address string) (c net.Conn, err error) {
		c, err = new(net.Dialer).DialContext(ctx, network, address)
		opened = c
		return c, err
	}
	switch {
	case s.whole:
		options = append(options, gomail.WithSSL())
	case s.open:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithDialContextFunc(dialer))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithDialContextFunc(dialer))
	}
	if s.user != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	c, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return nil, err
	}
	if err := c.DialWithContext(ctx); err != nil {
		if opened != nil {
			opened.Close()
		}
		return nil, errors.New(scrub(s.without(err.Error())))
	}
	return &session{c, from}, nil
}

// without is what a server answered, without the user and the password, should
// it repeat them.
func (s *Server) without(said string) string {
	for _, secret := range []string{s.password, s.user} {
		if secret != "" {
			said = strings.ReplaceAll(said, secret, "…")
		}
	}
	return said
}

// send sends one letter. What went wrong is a *refusal.
func (c *session) send(w waiting) error {
	m, err := compose(w, c.from)
	if err != nil {
		return &refusal{reason: scrub(err.Error()), final: true}
	}
	if err := c.client.Send(m); err != nil && !m.IsDelivered() {
		return refusalOf(err)
	}
	return nil
}

func (c *session) close() {
	// The letters are with the server by now: what goes wrong with the farewell
	// changes nothing.
	_ = c.client.Close()
}

// domainOf is what stands after the @.
func domainOf(address string) string {
	for i := len(address) - 1; i >= 0; i-- {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return address
}

// ParseFrom reads who letters are from, such as "Adal <news@adal.example>".
func ParseFrom(s string) (netmail.Address, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil {
		return netmail.Address{}, fmt.Errorf("reading who letters are from: %w", err)
	}
	if a.Address, err = Address(a.Address); err != nil || !oneLine(a.Name) {
		return netmail.Address{}, errors.New("reading who letters are from: it isn't an address")
	}
	return *a, nil
}
