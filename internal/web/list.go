package web

import (
	"net/url"
	"strconv"
	"strings"

	"adal/internal/fault"
)

// mostPages is more pages than any list has.
const mostPages = 1_000_000

// Page is the number of the page of a list that is asked for, from 0; fault.NotFound
// if that is the number of none.
func (r *Request) Page() (int, error) {
	s := r.URL.Query().Get("page")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > mostPages {
		return 0, fault.NotFound
	}
	return n, nil
}

// Around are the addresses of the pages before and after a page of the list that is
// asked for, narrowed as it is and without the language; "" for one that isn't there.
// The first page has the address of the list.
func (r *Request) Around(page int, more bool) (back, next string) {
	if page > 0 {
		back = r.turned(page - 1)
	}
	if more {
		next = r.turned(page + 1)
	}
	return back, next
}

func (r *Request) turned(page int) string {
	q := url.Values{}
	for name, values := range r.URL.Query() {
		if name != "page" && name != "done" && values[0] != "" { // what was done was said on the page before
			q[name] = values
		}
	}
	if page > 0 {
		q.Set("page", strconv.Itoa(page))
	}
	address := strings.TrimPrefix(r.URL.Path, "/"+string(r.Lang))
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}
