package views

import (
	"net/http"
	"regexp"
)

// robots are the words by which machines say what they are.
var robots = regexp.MustCompile(`(?i)bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless|lighthouse`)

// Reader reports whether a request is to be counted: of somebody who reads. Only
// seats have cookies; what looks at a page before anybody asked for it says so.
// Nothing of it is kept.
func Reader(r *http.Request) bool {
	agent := r.Header.Get("User-Agent")
	return agent != "" && !robots.MatchString(agent) && r.Header.Get("Cookie") == "" &&
		r.Header.Get("Sec-Purpose") == "" && r.Header.Get("Purpose") == "" && r.Method != http.MethodHead
}
