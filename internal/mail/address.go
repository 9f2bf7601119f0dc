package mail

import (
	netmail "net/mail"
	"strings"

	"adal/internal/fault"

	"golang.org/x/net/idna"
)

// The most letters of an address and of what stands before its @ (RFC 5321,
// 4.5.3.1, with the brackets left out).
const (
	mostAddress = 254
	mostLocal   = 64
)

// Address reads what a person wrote as their address, and returns it as it is
// written on a letter: the domain in small letters, and in ASCII if it is of
// another script (RFC 5891). It refuses what mail can carry but people don't
// have: quoted names, comments, numbers in place of a domain, and names before
// the @ in another script, which most servers don't take. Faults are of the field
// "address".
func Address(written string) (string, error) {
	s := strings.TrimSpace(written)
	if s == "" {
		return "", fault.In("address", "mail.address-missing")
	}
	wrong := fault.In("address", "mail.address-wrong")
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > mostLocal || len(s) > 4*mostAddress || strings.IndexFunc(s[:at], notAtom) >= 0 {
		return "", wrong
	}
	domain, err := idna.Lookup.ToASCII(strings.ToLower(s[at+1:]))
	if err != nil || !isDomain(domain) {
		return "", wrong
	}
	s = s[:at+1] + domain
	if parsed, err := netmail.ParseAddress(s); err != nil || len(s) > mostAddress || parsed.Address != s || parsed.Name != "" {
		return "", wrong
	}
	return s, nil
}

// notAtom reports whether a letter can't stand before the @ without quotes
// (RFC 5322, 3.2.3).
func notAtom(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		return false
	}
	return !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r)
}

// isDomain reports whether a name has two parts at least, each made of letters,
// digits and hyphens, and the last one isn't a number.
func isDomain(name string) bool {
	parts := strings.Split(name, ".")
	for _, p := range parts {
		if p == "" || len(p) > 63 || p[0] == '-' || p[len(p)-1] == '-' || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	last := parts[len(parts)-1]
	return len(parts) > 1 && strings.Trim(last, "0123456789") != ""
}
