package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"adal/internal/monitoring"
	"adal/internal/seal"
)

// TestCoarseAlike moves places in the browser exactly as the server would, which then
// has nothing left to move.
func TestCoarseAlike(t *testing.T) {
	n := start(t)
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		p := monitoring.Place{Known: true, Lat: r.Float64()*170 - 85, Lon: r.Float64()*358 - 179}
		grain := 10 + r.IntN(9990)
		want := p.Coarse(grain)
		got := get[[]string](t, n, "coarseText", fmt.Sprint(p.Lat), strings.Replace(fmt.Sprint(p.Lon), ".", ",", 1), grain)
		if text := strings.Join(got, " "); text != want.String() {
			t.Errorf("%+v in fields of %d m: the browser moves it to %s, the server to %s", p, grain, text, want)
		}
	}
	for _, c := range [][2]string{{"", ""}, {"43", ""}, {"north", "51"}, {"91", "51"}, {"43", "-181"}, {"Infinity", "1"}} {
		if got := get[any](t, n, "coarseText", c[0], c[1], 250); got != nil {
			t.Errorf("%v is a place: %v", c, got)
		}
	}
	if got := get[[]string](t, n, "coarseText", "43.6523451", " 51.1534561 ", 0); got[0] != "43.652345" || got[1] != "51.153456" {
		t.Errorf("exact: %v", got)
	}
}

// TestLockAlike opens in Go what the browser's own AES closed, and it is closed the same
// each time, so that its pieces can be sent again.
func TestLockAlike(t *testing.T) {
	n := start(t)
	for _, size := range []int{0, 1, 16, 100_000} {
		lock := seal.NewLock()
		plain := bytes.Repeat([]byte{byte(size)}, size)
		key := base64.RawURLEncoding.EncodeToString(lock[:])
		closed := get[raw](t, n, "closed", key, raw(plain))
		if opened, err := lock.Open(closed); err != nil || !bytes.Equal(opened, plain) {
			t.Errorf("%d bytes: %v", size, err)
		}
		if again := get[raw](t, n, "closed", key, raw(plain)); !bytes.Equal(again, closed) {
			t.Error("closed again it is another")
		}
	}
	// The SHA-256 of "abc", FIPS 180-2, B.1.
	same(t, "SHA-256", get[string](t, n, "sha256", raw("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}

// TestHostileDatabase makes a draft and a photo of nothing that isn't one, and of what
// is strange in one that is, something harmless.
func TestHostileDatabase(t *testing.T) {
	n := start(t)
	type m = map[string]any
	key := get[string](t, n, "newKey")
	well := m{"key": key, "rev": 3, "seat": "seat1", "campaign": "c1", "state": "ready", "title": "<img src=x onerror=alert(1)>", "fields": m{"note": []string{"a"}, "answer-x": []any{"1", 2, nil}, "bad": "text"}}
	d := get[m](t, n, "draft", well)
	if d["key"] != key || d["rev"] != 3.0 || d["state"] != "ready" || d["tried"] != false || d["said"] != "" {
		t.Errorf("a draft: %v", d)
	}
	if f := d["fields"].(m); fmt.Sprint(f) != "map[answer-x:[1  ] note:[a]]" {
		t.Errorf("its fields: %v", f)
	}
	for _, change := range []m{
		{"key": "short"}, {"key": 7}, {"key": "../../../office/seats/x"}, {"seat": ""}, {"campaign": "a/b"}, {"campaign": "x?y"}, {"state": "done"}, {"state": nil},
	} {
		other := m{}
		for k, v := range well {
			other[k] = v
		}
		for k, v := range change {
			other[k] = v
		}
		if got := get[any](t, n, "draft", other); got != nil {
			t.Errorf("with %v it is a draft: %v", change, got)
		}
	}
	for _, none := range []any{nil, "text", 7, []int{}, m{}} {
		if get[any](t, n, "draft", none) != nil {
			t.Errorf("%v is a draft", none)
		}
	}
	if d := get[m](t, n, "draft", m{"key": key, "rev": -1, "seat": "s", "campaign": "c", "state": "draft", "fields": m{"note": []string{strings.Repeat("a", 50_000)}}, "changed": 1.5}); d["rev"] != 0.0 || d["changed"] != 0.0 || len(d["fields"].(m)["note"].([]any)[0].(string)) != 20_000 {
		t.Error("what is too much is kept")
	}
	for _, change := range []m{{"id": "a/b"}, {"sha256": "AB"}, {"lock": "short"}, {"content": "text"}, {"content": []int{1}}, {"draft": nil}} {
		if got := get[any](t, n, "photo", change); got != nil {
			t.Errorf("with %v it is a photo: %v", change, got)
		}
	}
	if p := get[m](t, n, "photo", m{"type": "text/html", "upload": "../x"}); p["type"] != "image/jpeg" || p["upload"] != "" {
		t.Errorf("a strange photo: %v", p)
	}
}

// TestSentForm sends what the plain form has, in the name of the draft and not of what
// its fields say.
func TestSentForm(t *testing.T) {
	n := start(t)
	type m = map[string]any
	all := get[[][2]string](t, n, "sentForm", m{
		"key": "abcdefghijklmnopqrst", "seat": "seat1", "campaign": "c1", "state": "ready", "checklist": "d1gest",
		"fields": m{"note": []string{"x"}, "answer-x": []string{"1", "2"}, "key": []string{"another"}, "seat": []string{"another"}, "checklist": []string{"another"}, "seen": []string{"2026-11-28T10:30+05:00"}},
	})
	got := url.Values{}
	for _, kv := range all {
		got.Add(kv[0], kv[1])
	}
	for name, want := range map[string]string{
		"key": "[abcdefghijklmnopqrst]", "seat": "[seat1]", "checklist": "[d1gest]", "answers-asked": "[*]", "answer-x": "[1 2]", "note": "[x]", "seen": "[2026-11-28T05:30:00.000Z]",
	} {
		if fmt.Sprint(got[name]) != want {
			t.Errorf("%s is %v, want %s", name, got[name], want)
		}
	}
	parcel, err := url.ParseQuery(got.Get("parcel"))
	if err != nil || parcel.Get("note") != "a&b=c" || parcel.Get("upload") != "u1" || parcel.Get("ask") != "sign" || parcel.Get("at") != "2025-11-28T08:00:00.000Z" {
		t.Errorf("a photo: %v, %v", parcel, err)
	}
}

// TestTaken reads when a photo was taken, by the zone that its camera names, and takes
// a directory that leads astray for none.
func TestTaken(t *testing.T) {
	n := start(t)
	photo := func(day, zone string, pointer uint32) []byte {
		var b bytes.Buffer
		be := binary.BigEndian
		b.WriteString("MM\x00*\x00\x00\x00\x08\x00\x01")
		entry := func(tag, kind uint16, count, value uint32) {
			b.Write(be.AppendUint32(be.AppendUint32(be.AppendUint16(be.AppendUint16(nil, tag), kind), count), value))
		}
		entry(0x8769, 4, 1, pointer) // the EXIF directory at 26
		b.Write(make([]byte, 4))
		b.WriteString("\x00\x02")
		entry(0x9003, 2, 20, 56)
		entry(0x9011, 2, 7, 76)
		b.Write(make([]byte, 4))
		b.WriteString(day + "\x00" + zone + "\x00")
		segment := append([]byte("Exif\x00\x00"), b.Bytes()...)
		return append(append(be.AppendUint16([]byte("\xFF\xD8\xFF\xE1"), uint16(len(segment)+2)), segment...), 0xFF, 0xDA, 0, 2)
	}
	want := float64(time.Date(2026, 11, 28, 5, 30, 15, 0, time.UTC).UnixMilli())
	if got := get[any](t, n, "takenAt", raw(photo("2026:11:28 10:30:15", "+05:00", 26))); got != want {
		t.Errorf("it was taken at %v, want %v", got, want)
	}
	for name, b := range map[string][]byte{
		"no day": photo("                   ", "+05:00", 26), "no month": photo("2026:13:28 10:30:15", "+05:00", 26),
		"astray": photo("2026:11:28 10:30:15", "+05:00", 60_000), "a circle": photo("2026:11:28 10:30:15", "+05:00", 8), "no JPEG": []byte("PNG"), "nothing": nil,
		"cut": photo("2026:11:28 10:30:15", "+05:00", 26)[:60],
	} {
		if got := get[any](t, n, "takenAt", raw(b)); got != nil {
			t.Errorf("%s: taken at %v", name, got)
		}
	}
}
