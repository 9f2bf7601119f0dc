package main

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"adal/internal/register"
)

type verifyReception struct {
	URL string `arg:"" help:"Address of the platform."`
	Key string `help:"The register's key, if you know it from elsewhere."`
}

// script finds the scripts of a page: address and integrity.
var (
	script    = regexp.MustCompile(`(?i)<script\b[^>]*>`)
	scriptSrc = regexp.MustCompile(`\bsrc="([^"]+)"`)
	scriptSum = regexp.MustCompile(`\bintegrity="([^"]+)"`)
)

// page is where a reporter writes.
const page = "/kk/reception/new/signal"

// Run fetches the page as a reporter would and compares what it runs with what
// the register has.
func (c *verifyReception) Run(ctx context.Context) error {
	base, err := url.Parse(strings.TrimSuffix(c.URL, "/") + page)
	if err != nil {
		return err
	}
	text, header, err := fetch(ctx, base.String())
	if err != nil {
		return err
	}
	tags := script.FindAllString(string(text), -1)
	if len(tags) != 1 {
		return fmt.Errorf("the page runs %d scripts, not one", len(tags))
	}
	src, sum := scriptSrc.FindStringSubmatch(tags[0]), scriptSum.FindStringSubmatch(tags[0])
	if src == nil || sum == nil {
		return errors.New("the page's script has no address or no hash")
	}
	// A page writes "+" as "&#43;" in an attribute.
	address, integrity := html.UnescapeString(src[1]), html.UnescapeString(sum[1])
	at, err := base.Parse(address)
	if err != nil || at.Host != base.Host {
		return fmt.Errorf("the page's script is elsewhere: %s", address)
	}
	bundle, _, err := fetch(ctx, at.String())
	if err != nil {
		return err
	}
	hash := sha512.Sum384(bundle)
	got := "sha384-" + base64.StdEncoding.EncodeToString(hash[:])
	if got != integrity {
		return fmt.Errorf("the script is %s, and the page says %s", got, integrity)
	}
	if policy := header.Get("Content-Security-Policy"); !onlyRuns(policy, got) {
		return fmt.Errorf("the page's policy lets it run other scripts: %s", policy)
	}
	return c.published(ctx, got)
}

// onlyRuns reports whether a policy lets a page run the script of a hash and
// nothing else. Of a directive that stands there twice a browser takes the first,
// and script-src-elem and script-src-attr go before script-src (CSP Level 3).
func onlyRuns(policy, hash string) bool {
	said := map[string]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(directive), " ")
		name = strings.ToLower(name)
		if _, before := said[name]; before || strings.HasPrefix(name, "script-src-") {
			return false
		}
		said[name] = strings.TrimSpace(sources)
	}
	return said["script-src"] == "'"+hash+"'" && said["default-src"] == "'none'" && said["base-uri"] == "'none'"
}

// published looks for the hash in the register: it has to be the newest of the
// reception's script.
func (c *verifyReception) published(ctx context.Context, hash string) error {
	source, done, err := sourceAt(ctx, c.URL)
	if err != nil {
		return err
	}
	defer done()
	var newest register.Entry
	report, err := (&register.Client{Source: source, VKey: c.Key}).Walk(ctx, func(_ int64, text []byte) error {
		if e, ok := register.ParseEntry(text); ok && e.Act == register.PublishScript && e.Name == "reception.js" {
			newest = e
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case newest.SHA384 == "":
		return errors.New("the register has no script of the reception")
	case newest.SHA384 != hash:
		return fmt.Errorf("the page runs %s, and the register's newest script of the reception is %s", hash, newest.SHA384)
	}
	printReport(report)
	fmt.Printf("the page runs the script that was published on %s: %s\n", newest.Day, hash)
	return nil
}

// fetch gets at most 10 MiB.
func fetch(ctx context.Context, url string) ([]byte, http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, 10<<20))
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", url, resp.Status)
	}
	return body, resp.Header, err
}
