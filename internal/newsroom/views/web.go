package views

import (
	"net/http"
	"strings"
)

// robots are the words by which machines say what they are.
var robots = []string{"bot", "crawl", "spider", "slurp", "preview", "fetch", "monitor", "curl", "wget", "python", "headless", "lighthouse"}

// byFirst are the robots by their first letter, small and capital.
var byFirst = func() (of [256][]string) {
	for _, word := range robots {
		small, capital := word[0], word[0]-'a'+'A'
		of[small], of[capital] = append(of[small], word), append(of[capital], word)
	}
	return of
}()

// robot reports whether a program says that it is a machine. It is asked at every
// show of a page, and an expression would take longer than all else.
func robot(agent string) bool {
	for i := range len(agent) {
		for _, word := range byFirst[agent[i]] {
			if i+len(word) <= len(agent) && strings.EqualFold(agent[i:i+len(word)], word) {
				return true
			}
		}
	}
	return false
}

// Reader reports whether a request is to be counted: of somebody who reads. Only
// seats have cookies; what looks at a page before anybody asked for it says so.
// Nothing of it is kept.
func Reader(r *http.Request) bool {
	agent := r.Header.Get("User-Agent")
	return agent != "" && !robot(agent) && r.Header.Get("Cookie") == "" &&
		r.Header.Get("Sec-Purpose") == "" && r.Header.Get("Purpose") == "" && r.Method != http.MethodHead
}
