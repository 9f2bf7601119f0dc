package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A post is a mail server that speaks SMTP as RFC 5321 has it, and keeps what it
// gets.
type post struct {
	net.Listener
	t      *testing.T
	cert   tls.Certificate
	roots  *x509.CertPool
	offers []string                      // more extensions
	whole  bool                          // TLS from the first byte
	answer func(verb, arg string) string // in place of the usual answer; "" for the usual, "cut" to hang up
	login  string                        // "\x00user\x00password" that AUTH PLAIN takes

	mu     sync.Mutex
	got    []string // letters
	to     []string
	said   []string // commands
	conns  int
	plains int // letters that came without encryption
}

func newPost(t *testing.T) *post {
	p := &post{t: t}
	p.cert, p.roots = certificate(t)
	return p
}

// listen starts the server and returns its port.
func (p *post) listen() string {
	p.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(p.t, err)
	if p.whole {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{p.cert}})
	}
	p.Listener = l
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				p.talk(c)
			})
		}
	})
	p.t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// talk has one conversation.
func (p *post) talk(c net.Conn) {
	p.mu.Lock()
	p.conns++
	p.mu.Unlock()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	r := bufio.NewReader(c)
	say := func(s string) { fmt.Fprintf(c, "%s\r\n", s) }
	_, encrypted := c.(*tls.Conn)
	say("220 post.test ESMTP")
	to := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, arg, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		p.mu.Lock()
		p.said = append(p.said, line)
		p.mu.Unlock()
		if p.answer != nil {
			if a := p.answer(verb, arg); a == "cut" {
				return
			} else if a != "" {
				say(a)
				continue
			}
		}
		switch verb {
		case "EHLO":
			all := append([]string{"post.test", "ENHANCEDSTATUSCODES", "8BITMIME"}, p.offers...)
			if !encrypted && p.cert.Certificate != nil {
				all = append(all, "STARTTLS")
			}
			for i, e := range all {
				sep := "-"
				if i == len(all)-1 {
					sep = " "
				}
				say("250" + sep + e)
			}
		case "STARTTLS":
			say("220 go on")
			t := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{p.cert}})
			if t.Handshake() != nil {
				return
			}
			c, r, encrypted = t, bufio.NewReader(t), true
		case "AUTH":
			_, given, _ := strings.Cut(arg, " ")
			if plain, _ := base64.StdEncoding.DecodeString(given); string(plain) != p.login {
				say("535 5.7.8 who is " + string(plain))
				continue
			}
			say("235 2.7.0 welcome")
		case "RCPT":
			to = strings.Trim(strings.TrimPrefix(arg, "TO:"), "<>")
			say("250 2.1.5 good")
		case "DATA":
			say("354 go on")
			text := readData(r)
			if p.answer != nil {
				if a := p.answer("END", text); a == "cut" {
					return
				} else if a != "" {
					say(a)
					continue
				}
			}
			p.mu.Lock()
			p.got, p.to = append(p.got, text), append(p.to, to)
			if !encrypted {
				p.plains++
			}
			p.mu.Unlock()
			say("250 2.0.0 taken")
		case "QUIT":
			say("221 2.0.0 bye")
			return
		default:
			say("250 2.0.0 good")
		}
	}
}

// letters are those that came.
func (p *post) letters() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.got)
}

// visits is how many connections there were.
func (p *post) visits() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns
}

// readData reads a letter up to the line with one dot (RFC 5321, 4.5.2).
func readData(r *bufio.Reader) string {
	var b strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil || line == ".\r\n" {
			return b.String()
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// certificate is one for 127.0.0.1, and the authorities that vouch for it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "post.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	check(t, err)
	leaf, err := x509.ParseCertificate(der)
	check(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
