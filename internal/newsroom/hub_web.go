package newsroom

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// hubs is how a hub is spoken to: it learns nothing but the feed's address, and
// leads nowhere else.
var hubs = &http.Client{
	Timeout: 20 * time.Second,
	Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10,
		DisableKeepAlives: true, ForceAttemptHTTP2: true,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Ping tells the hub that a feed has changed, as hubs expect it (WebSub, 7: how
// is left to them; all of them take what PubSubHubbub 0.4 wrote). An error means
// that it is to be tried again, which ends when the change is of yesterday.
func (n *Newsroom) Ping(ctx context.Context, c Changed) error {
	if n.Hub == "" || time.Now().After(c.Until) {
		return nil
	}
	form := url.Values{"hub.mode": {"publish"}, "hub.url": {c.Feed}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.Hub, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("telling the hub: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("User-Agent", "adal")
	res, err := hubs.Do(r)
	if err != nil {
		return fmt.Errorf("telling the hub: %w", err)
	}
	defer res.Body.Close()
	if _, err := io.CopyN(io.Discard, res.Body, 64<<10); err != nil && err != io.EOF {
		return fmt.Errorf("telling the hub: %w", err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("telling the hub: it answered %d", res.StatusCode)
	}
	return nil
}

// CheckHub says whether an address can be a hub's.
func CheckHub(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return fmt.Errorf("the hub %q isn't an https:// address", address)
	}
	return nil
}
