package main

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
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
	script    = regexp.MustCompile(`<script\b[^>]*>`)
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
	html, header, err := fetch(ctx, base.String())
	if err != nil {
		return err
	}
	tags := script.FindAllString(string(html), -1)
	if len(tags) != 1 {
		return fmt.Errorf("the page runs %d scripts, not one", len(tags))
	}
	src, sum := scriptSrc.FindStringSubmatch(tags[0]), scriptSum.FindStringSubmatch(tags[0])
	if src == nil || sum == nil {
		return errors.New("the page's script has no address or no hash")
	}
	at, err := base.Parse(src[1])
	if err != nil || at.Host != base.Host {
		return fmt.Errorf("the page's script is elsewhere: %s", src[1])
	}
	text, _, err := fetch(ctx, at.String())
	if err != nil {
		return err
	}
	hash := sha512.Sum384(text)
	got := "sha384-" + base64.StdEncoding.EncodeToString(hash[:])
	if got != sum[1] {
		return fmt.Errorf("the script is %s, and the page says %s", got, sum[1])
	}
	if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, "script-src '"+got+"'") || strings.Contains(policy, "unsafe") {
		return fmt.Errorf("the page's policy lets it run other scripts: %s", policy)
	}
	return c.published(ctx, got)
}

// published looks for the hash in the register: it has to be the newest of the
// reception's script.
func (c *verifyReception) published(ctx context.Context, hash string) error {
	source, _, err := sourceAt(ctx, c.URL)
	if err != nil {
		return err
	}
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
