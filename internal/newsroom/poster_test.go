package newsroom_test

import (
	"context"
	"fmt"
	"image/jpeg"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"adal/internal/poster"
)

// TestPoster: what is passed on is what the public can read, at an address that
// is whole and changes with it.
func TestPoster(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var asked []string
		o.Poster = &poster.Painter{Photo: func(_ context.Context, id string) ([]byte, error) {
			asked = append(asked, id)
			return nil, fmt.Errorf("there is none")
		}}
		d := o.site()
		id := o.draft(words)
		o.publish(id, time.Time{})
		path := "/kk" + o.only().Path()
		page := d.page(path)
		src := regexp.MustCompile(`<meta property="og:image" content="([^"]+)">`).FindStringSubmatch(page)
		if src == nil || src[1] != "https://adal.example"+path+"/card.jpg?v=1" {
			t.Fatalf("og:image is %q", src)
		}
		for _, want := range []string{`<meta property="og:image:alt" content="Штаб жұмыс жоспарын таныстырды">`, `"image":["https://adal.example` + path + `/card.jpg?v=1"]`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page has no %s", want)
			}
		}
		for _, at := range []string{strings.TrimPrefix(src[1], "https://adal.example"), "/kk/card.jpg", "/ru/card.jpg"} {
			code, body := get(t, d, at)
			c, err := jpeg.DecodeConfig(strings.NewReader(body))
			if code != http.StatusOK || err != nil || c.Width != 1200 || c.Height != 630 {
				t.Errorf("%s: %d %+v %v", at, code, c, err)
			}
		}
		if len(asked) != 0 {
			t.Errorf("pictures are asked for where there are none: %q", asked)
		}
		if code, _ := get(t, d, "/ru"+o.only().Path()+"/card.jpg"); code != http.StatusNotFound {
			t.Errorf("a language that isn't there has a poster: %d", code)
		}
		later := words
		later.Title = "Ертең ғана шығады"
		o.publish(o.draft(later), time.Now().Add(time.Hour))
		if code, _ := get(t, d, strings.TrimSuffix(path, o.only().Slug)+"erten-gana-shygady/card.jpg"); code != http.StatusNotFound {
			t.Errorf("what is to come has a poster: %d", code)
		}
		check(t, o.Withdraw(t.Context(), o.chief, id, "Дереккөз расталмады."))
		if code, _ := get(t, d, path+"/card.jpg"); code != http.StatusNotFound || strings.Contains(d.page(path), "og:image") {
			t.Errorf("what was withdrawn has a poster: %d", code)
		}
	})
}
