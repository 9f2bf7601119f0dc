package views

import (
	"net/http/httptest"
	"testing"
)

// TestReader counts people and no machine that says what it is.
func TestReader(t *testing.T) {
	for agent, want := range map[string]bool{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": true, "Opera/9.80 (J2ME/MIDP; Opera Mini/9) Presto/2.12": true,
		"": false, "Googlebot/2.1": false, "Mozilla/5.0 (compatible; YandexBOT/3.0)": false, "curl/8": false, "x CURL": false, "Wge": true, "my-wGet": false,
		"HeadlessChrome/140": false, "Python-urllib/3": false, "bo t": true, "crawler": false, "Чтец": true,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("User-Agent", agent)
		if got := Reader(r); got != want {
			t.Errorf("%q is counted: %v", agent, got)
		}
	}
	for name, value := range map[string]string{"Cookie": "a=b", "Sec-Purpose": "prefetch", "Purpose": "prefetch"} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("User-Agent", "Firefox")
		r.Header.Set(name, value)
		if Reader(r) {
			t.Errorf("what comes with %s is counted", name)
		}
	}
	r := httptest.NewRequest("HEAD", "/", nil)
	r.Header.Set("User-Agent", "Firefox")
	if Reader(r) {
		t.Error("HEAD is counted")
	}
}
