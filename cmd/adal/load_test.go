package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"adal/internal/adal"
	"adal/internal/files"
	"adal/internal/i18n"
	"adal/internal/seal"
)

// build builds the program as `make build` does and returns where it is.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "adal")
	if out, err := exec.Command("go", "build", "-trimpath", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return program
}

// seed fills a data folder with the demo.
func seed(t *testing.T) adal.Config {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	check(t, filledDemo.Copy(data))
	return (&demo{Data: data, Listen: "127.0.0.1:8080"}).config()
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A server is the program as its own process.
type server struct {
	*exec.Cmd
	site string
	log  bytes.Buffer // its errors
}

// start starts a server over a data folder and waits until it says that it is
// ready.
func start(t *testing.T, program, data string) *server {
	t.Helper()
	s := &server{Cmd: exec.Command(program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--merge", "200ms")}
	s.Stderr = &s.log
	out, err := s.StdoutPipe()
	check(t, err)
	check(t, s.Start())
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if site, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			s.site = site
			t.Cleanup(func() { s.Process.Kill() })
			return s
		}
	}
	t.Fatalf("the server doesn't start: %v\n%s", s.Wait(), &s.log)
	return nil
}

// A matter is one that was sealed beforehand, as a browser does.
type matter struct {
	text                string
	id                  seal.Identity // the matter's own
	body, own, sealed   string        // the form's fields; sealed is the letter
	fingerprint, digest string
}

// A centre is what a page is told to seal to.
type centre struct{ Recipient, Fingerprint string }

func centreOf(t *testing.T, site string) (c centre) {
	t.Helper()
	resp, err := http.Get(site + "/kk/reception/key/KZ-47")
	check(t, err)
	defer resp.Body.Close()
	check(t, json.NewDecoder(resp.Body).Decode(&c))
	return c
}

// reporter is who brings all of them. In earnest each matter has a phrase of its
// own; deriving its keys takes long on purpose, and isn't what is tested here.
type reporter struct{ seal.Identity }

// seal seals a matter with some bytes in a file beside the text.
func (r reporter) seal(t *testing.T, c centre, text string, attached int) matter {
	t.Helper()
	id, err := seal.NewIdentity()
	check(t, err)
	to, err := seal.ParseRecipient(c.Recipient)
	check(t, err)
	body, err := seal.Wrap(id, to)
	check(t, err)
	own, err := seal.Wrap(id, r.Recipient())
	check(t, err)
	l := seal.Letter{Lang: i18n.KK, Kind: seal.Report, Text: text}
	if attached > 0 {
		content := make([]byte, attached)
		rand.Read(content)
		l.Files = []seal.File{{Name: "a.bin", Type: "application/octet-stream", Content: content}}
	}
	sealed, err := seal.SealLetter(l, id.Recipient())
	check(t, err)
	return matter{
		text: text, id: id, sealed: string(sealed), digest: seal.Commitment(sealed), fingerprint: c.Fingerprint,
		body: base64.StdEncoding.EncodeToString(body), own: base64.StdEncoding.EncodeToString(own),
	}
}

// pool seals n matters, every sixteenth of them with a file that goes up in two
// pieces.
func (r reporter) pool(t *testing.T, c centre, n int) (all []matter) {
	t.Helper()
	for i := range n {
		attached := 0
		if i%16 == 0 {
			attached = 600 << 10 // sealed in the bucket of 1 MiB, and so just above one piece
		}
		all = append(all, r.seal(t, c, fmt.Sprintf("Хабар %d", i), attached))
	}
	return all
}

// An acknowledged matter is one whose receipt came back whole.
type acknowledged struct {
	matter
	mailbox seal.Mailbox
	receipt seal.Receipt
}

// bring submits a matter under a new mailbox: whole, or large ones in pieces.
func bring(ctx context.Context, client *http.Client, site string, m matter) (a acknowledged, err error) {
	a.matter = m
	rand.Read(a.mailbox[:])
	var upload string
	if len(m.sealed) > 64<<10 {
		if upload, err = send(ctx, client, site, m.sealed); err != nil {
			return a, fmt.Errorf("sending the pieces: %w", err)
		}
	}
	body, kind := m.form(a.mailbox, upload)
	page, err := ask(ctx, client, http.MethodPost, site+"/kk/reception/matters", kind, body)
	if err != nil {
		return a, err
	}
	file, err := receiptIn(string(page))
	if err != nil {
		return a, err
	}
	a.receipt, err = seal.OpenReceipt(file)
	return a, err
}

// form is what the page's script sends.
func (m matter) form(mailbox seal.Mailbox, upload string) (body []byte, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range [][2]string{
		{"track", "signal"}, {"region", "KZ-47"}, {"mailbox", mailbox.Token()}, {"recipient", m.id.Recipient().String()},
		{"fingerprint", m.fingerprint}, {"key_body", m.body}, {"key_reporter", m.own}, {"upload", upload},
	} {
		w.WriteField(f[0], f[1]) // a buffer takes all
	}
	if upload == "" {
		part, _ := w.CreateFormFile("letter", "letter.age")
		io.WriteString(part, m.sealed)
	}
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// send sends a sealed letter in pieces.
func send(ctx context.Context, client *http.Client, site, sealed string) (id string, err error) {
	begun, err := ask(ctx, client, http.MethodPost, site+"/reception/uploads", "application/json", fmt.Appendf(nil, `{"size":%d}`, len(sealed)))
	if err != nil {
		return "", err
	}
	var answer struct{ ID string }
	if err := json.Unmarshal(begun, &answer); err != nil {
		return "", err
	}
	for n := 0; n*files.Piece < len(sealed); n++ {
		piece := []byte(sealed[n*files.Piece : min((n+1)*files.Piece, len(sealed))])
		if _, err := ask(ctx, client, http.MethodPut, fmt.Sprintf("%s/reception/uploads/%s/%d", site, answer.ID, n), "application/octet-stream", piece); err != nil {
			return "", err
		}
	}
	return answer.ID, nil
}

// errStatus is an answer that isn't the one hoped for.
var errStatus = errors.New("the server answered")

func ask(ctx context.Context, client *http.Client, method, address, kind string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", kind)
	if method == http.MethodPut {
		sum := sha256.Sum256(body)
		r.Header.Set("Adal-Sha256", hex.EncodeToString(sum[:]))
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%w %s: %.200s", errStatus, resp.Status, page)
	}
	return page, err
}

// verify opens the mailbox of an acknowledged matter and reads what it says.
func (a acknowledged) verify(ctx context.Context, client *http.Client, site string, r reporter) error {
	form := []byte(url.Values{"mailbox": {a.mailbox.Token()}}.Encode())
	const kind = "application/x-www-form-urlencoded"
	page, err := ask(ctx, client, http.MethodPost, site+"/kk/reception/mailbox", kind, form)
	if err != nil {
		return fmt.Errorf("opening the mailbox: %w", err)
	}
	if !strings.Contains(string(page), a.receipt.Number) {
		return errors.New("the mailbox is another matter's")
	}
	sealed, err := ask(ctx, client, http.MethodPost, site+"/kk/reception/mailbox/letters/1", kind, form)
	if err != nil {
		return fmt.Errorf("reading the letter: %w", err)
	}
	if string(sealed) != a.sealed || a.receipt.Commitment != a.digest {
		return errors.New("the letter isn't the one that was sent")
	}
	key, err := base64.StdEncoding.DecodeString(a.own)
	if err != nil || !strings.Contains(string(page), `data-key="`+htmlOf(a.own)+`"`) {
		return errors.Join(err, errors.New("the mailbox doesn't have the reporter's key"))
	}
	id, err := seal.Unwrap(r.Identity, key)
	if err != nil {
		return err
	}
	l, err := seal.OpenLetter(id, sealed)
	if err == nil && l.Text != a.text {
		err = fmt.Errorf("the letter says %q", l.Text)
	}
	return err
}

// htmlOf is base64 as html/template writes it into an attribute.
func htmlOf(base64 string) string { return strings.ReplaceAll(base64, "+", "&#43;") }
