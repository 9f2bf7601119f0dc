package web_test

import (
	"net/http"
	"testing"

	"adal/internal/charter"
	"adal/internal/web"
)

// TestAround gives the pages of a list their addresses: one for each, the first that of
// the list, narrowed as it is.
func TestAround(t *testing.T) {
	s, _ := site(t)
	var got [2]string
	var page int
	s.Handle("GET /list", charter.Read, func(w http.ResponseWriter, r *web.Request) (err error) {
		if page, err = r.Page(); err != nil {
			return err
		}
		got[0], got[1] = r.Around(page, page < 2)
		return nil
	})
	for query, want := range map[string]struct {
		page       int
		back, next string
	}{
		"":                        {0, "", "/list?page=1"},
		"?page=0":                 {0, "", "/list?page=1"},
		"?page=1":                 {1, "/list", "/list?page=2"},
		"?state=&page=1":          {1, "/list", "/list?page=2"},
		"?state=a%26b&page=2":     {2, "/list?page=1&state=a%26b", ""},
		"?page=1&done=x&q=%D3%99": {1, "/list?q=%D3%99", "/list?page=2&q=%D3%99"},
	} {
		if w := ask(s, "GET", "/kk/list"+query, nil); w.Code != 200 || page != want.page || got != [2]string{want.back, want.next} {
			t.Errorf("%s: %d, page %d, %q", query, w.Code, page, got)
		}
	}
	for _, wrong := range []string{"x", "-1", "1000001", "99999999999999999999", "1.5", "%ff"} {
		if w := ask(s, "GET", "/kk/list?page="+wrong, nil); w.Code != 404 {
			t.Errorf("page %s: %d", wrong, w.Code)
		}
	}
}
