package open311_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"adal/internal/bodies"
	"adal/internal/calendar"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/i18n"
	"adal/internal/monitoring"
	"adal/internal/monitoring/open311"
	"adal/internal/seal"
)

// ids are those of rows, in an order of their own.
func ids(rows []map[string]any) (all []string) {
	for _, r := range rows {
		all = append(all, r["service_request_id"].(string))
	}
	slices.Sort(all)
	return all
}

// TestFilters narrows requests as the specification says.
func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		a := d.public("clinic", "") // 17 November: the eleventh working day
		check(t, d.LookAgain(ctx, d.observer, a, monitoring.SeenFixed, "Пандус салынды"))
		b, c := d.public("land", ""), d.public("clinic", "")
		day := func(id string) string { return d.rows("requests/" + id + ".json")[0]["requested_datetime"].(string) }
		ramp, wait := open311.Code(d.checklist, "ramp"), open311.Code(d.checklist, "wait")
		both := func(names ...string) []string { slices.Sort(names); return names }
		for query, want := range map[string][]string{
			"":                                       both(a, b, c),
			"?status=":                               both(a, b, c),
			"?status=open":                           both(b, c),
			"?status=closed":                         {a},
			"?status=open,closed":                    both(a, b, c),
			"?status=open&status=closed":             both(a, b, c),
			"?service_code=" + ramp:                  both(a, b, c),
			"?service_code=" + wait:                  nil,
			"?service_code=" + wait + "," + ramp:     both(a, b, c),
			"?service_code=" + ramp[:10]:             nil,
			"?service_code=%25":                      nil,
			"?service_request_id=" + a + "," + b:     both(a, b),
			"?service_request_id=" + a + ",none":     {a},
			"?page_size=1":                           {c},
			"?page_size=1&page=3":                    {a},
			"?page_size=2&page=2":                    {a},
			"?page=4&page_size=1":                    nil,
			"?jurisdiction_id=x&extensions=true":     both(a, b, c),
			"?start_date=" + url.QueryEscape(day(b)): both(b, c),
			"?start_date=" + day(b):                  both(b, c), // the plus unescaped
			"?end_date=" + url.QueryEscape(day(a)):   {a},
			"?start_date=2026-11-17&end_date=2026-11-17T23:59:59%2B05:00": {a},
			"?start_date=2026-11-17T00:00:01%2B05:00&end_date=2026-11-18": nil,
			"?start_date=2026-11-16T19:00:00Z&end_date=2026-11-16T19:00Z": {a}, // midnight where the bodies are
			"?start_date=2025-01-01":                 nil,
			"?status=closed&service_request_id=" + b: {b}, // overrides the rest
		} {
			if got := ids(d.rows("requests.json" + query)); !slices.Equal(got, want) {
				t.Errorf("%s gives %v, want %v", query, got, want)
			}
		}
		for query, says := range map[string]string{
			"?status=done": "status", "?page=0": "page", "?page=x": "page", "?page_size=1001": "page_size", "?start_date=yesterday": "start_date",
			"?start_date=2026-01-01&end_date=2026-04-02": "90", "?start_date=2026-02-01&end_date=2026-01-01": "end_date", "?end_date=2026-13-01": "end_date",
			"?service_request_id=" + strings.Repeat("a,", 1001): "1000",
		} {
			for _, path := range []string{"requests", "servicerequestupdates"} {
				code, text := d.get(path + ".xml" + query)
				if code != http.StatusBadRequest || !strings.Contains(text, "<code>400</code>") || !strings.Contains(text, says) {
					t.Errorf("%s%s: %d %s", path, query, code, text)
				}
			}
		}
		if rows := d.rows("requests/" + a + "," + c + ".json"); len(rows) != 2 {
			t.Errorf("two of a path are %v", ids(rows))
		}
	})
}

// TestRow says of a request what its page says, in the language that is asked for.
func TestRow(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		id := d.public("clinic", "")
		check(t, d.Raise(t.Context(), d.reviewer, id))
		page, err := d.Page(t.Context(), id)
		check(t, err)
		for query, want := range map[string][2]string{
			"":           {"Clinic (kk)", "Пандус жоқ"},
			"?locale=ru": {"Clinic (ru)", "Нет пандуса"}, "?locale=ru_RU": {"Clinic (ru)", "Нет пандуса"}, "?locale=en": {"Clinic", "Пандус жоқ"}, // not translated
		} {
			r := d.rows("requests/" + id + ".json" + query)[0]
			if r["agency_responsible"] != want[0] || !strings.HasPrefix(r["description"].(string), want[1]) {
				t.Errorf("%s: %v, %v", query, r["agency_responsible"], r["description"])
			}
			// The deadline is the end of its day in the zone of the bodies.
			if r["expected_datetime"] != page.Due.String()+"T23:59:59+05:00" || r["requested_datetime"] != page.Published.String()+"T00:00:00+05:00" {
				t.Errorf("%s: expected %v, requested %v", query, r["expected_datetime"], r["requested_datetime"])
			}
			if r["status"] != "open" || r["lat"] != page.Place.Lat || r["long"] != page.Place.Lon || r["lat"] == 43.652345 || r["media_url"] != nil {
				t.Errorf("%s: %v", query, r)
			}
		}
		_, _, header := d.ask(charter.Public(), http.MethodGet, "/open311/v2/requests.xml", nil)
		if header.Get("Access-Control-Allow-Origin") != "*" || !slices.Contains(header.Values("Vary"), "Accept-Language") {
			t.Errorf("headers: %v", header)
		}
	})
}

// TestUpdates are the public steps, each once and with an id for ever.
func TestUpdates(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		id := d.public("clinic", "")
		check(t, d.Raise(ctx, d.reviewer, id))
		check(t, d.Confirm(ctx, id))
		check(t, d.LookAgain(ctx, d.observer, id, monitoring.SeenFixed, "Пандус салынды"))
		rows := d.rows("servicerequestupdates.json?locale=ru")
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r["status"]))
			if r["service_request_id"] != id || !strings.HasPrefix(r["update_id"].(string), id) {
				t.Errorf("the update %v", r)
			}
		}
		if want := []string{"OPEN", "OPEN", "CLOSED"}; !slices.Equal(got, want) {
			t.Fatalf("updates are %v, want %v", got, want)
		}
		if last := rows[2]["description"].(string); !strings.HasSuffix(last, ": Пандус салынды") {
			t.Errorf("the last says %q", last)
		}
		if again := d.rows("servicerequestupdates.json?locale=ru"); again[0]["update_id"] != rows[0]["update_id"] {
			t.Error("the id of an update changes")
		}
		if late := d.rows("servicerequestupdates.json?start_date=2026-11-18"); len(late) != 0 {
			t.Errorf("after it all there are %d", len(late))
		}
	})
}

// TestBefore: what an institution did before publication is no update, and a
// picture is shown once a seat cleared it.
func TestBefore(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		identity, err := seal.NewIdentity()
		check(t, err)
		check(t, d.DB.Write(ctx, "all", func(tx *db.Tx) error {
			_, err := bodies.Publish(ctx, tx, bodies.Key{Body: "group", Recipient: identity.Recipient().String(), Since: d.Book.Day}, d.observer.Seat, []byte("wrapped"))
			return err
		}))
		var photo bytes.Buffer
		check(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 64, 64)), nil))
		told, _ := d.send()
		id, err := d.Take(ctx, d.observer, told, open311.Taking{Institution: "land", Note: "Пандус жоқ", Conflict: monitoring.NoConflict,
			Evidence: []monitoring.Exhibit{{Kind: monitoring.Photo, Content: photo.Bytes()}}})
		check(t, err)
		check(t, d.Rewrite(ctx, d.observer, id, 1, words("")))
		wants(t, d.Approve(ctx, d.reviewer, id, passed(2)), "monitoring.picture-unread")
		desk, err := d.Desk(ctx, d.reviewer, id)
		check(t, err)
		check(t, d.Cover(ctx, d.reviewer, id, desk.Evidence[0].ID, nil, ""))
		check(t, d.Approve(ctx, d.reviewer, id, passed(2)))
		land := charter.Principal{Seat: "land-1", Body: "land", Kind: charter.KindStateBody, Region: "KZ-47"}
		check(t, d.Say(ctx, land, id, monitoring.Saying{Act: charter.Reply, Text: "MARK біз жауап береміз", Lang: i18n.KK}))
		check(t, d.Publish(ctx, d.reviewer, id))
		if u := d.rows("servicerequestupdates.json"); len(u) != 1 || u[0]["status"] != "OPEN" {
			t.Errorf("updates are %v", u)
		}
		media, _ := d.rows("requests/" + told + ".json")[0]["media_url"].(string)
		path, ok := strings.CutPrefix(media, "https://adal.example")
		if code, _, h := d.ask(charter.Public(), http.MethodGet, path, nil); !ok || code != http.StatusOK || h.Get("Content-Type") != "image/jpeg" {
			t.Errorf("the picture at %q: %d", media, code)
		}
		check(t, d.DB.Write(ctx, "all", func(tx *db.Tx) error {
			_, err := tx.ExecContext(ctx, `UPDATE evidence SET cleared = ''`)
			return err
		}))
		if media := d.rows("requests/" + told + ".json")[0]["media_url"]; media != nil {
			t.Errorf("a picture that nobody cleared is at %v", media)
		}
	})
}

// TestMoments gives programs that ask every hour what is new since then: a step of
// today has its moment, and one that was entered for another day its day alone.
func TestMoments(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		before := time.Now().Add(-time.Minute)
		old := d.public("land", "") // on a day of the book
		d.Book.Day = calendar.Day{}
		check(t, d.Raise(t.Context(), d.reviewer, old))
		query := "?start_date=" + url.QueryEscape(before.Format(time.RFC3339)) + "&end_date=" + url.QueryEscape(time.Now().Add(time.Minute).Format(time.RFC3339))
		rows := d.rows("servicerequestupdates.json" + query)
		if len(rows) != 1 {
			t.Fatalf("%d steps of this minute", len(rows))
		}
		at, err := time.Parse(time.RFC3339, rows[0]["updated_datetime"].(string))
		if err != nil || at.Before(before) || at.After(time.Now()) {
			t.Errorf("it was at %v", at)
		}
		r := d.rows("requests/" + old + ".json")[0]
		if r["updated_datetime"] != rows[0]["updated_datetime"] || !strings.Contains(r["requested_datetime"].(string), "T00:00:00+05:00") {
			t.Errorf("requested %v, updated %v", r["requested_datetime"], r["updated_datetime"])
		}
		check(t, d.Confirm(t.Context(), old))
		var moments int
		check(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			moments, err = db.One(t.Context(), tx, db.Value[int], `SELECT COUNT(*) FROM shortcoming_moment`)
			return err
		}))
		if n := len(d.rows("servicerequestupdates.json" + query)); n != 1 || moments != 1 {
			t.Errorf("what the public does has a moment: %d of %d", n, moments)
		}
	})
}

// TestRestored: of what was withdrawn wrongly programs read everything again, and that it
// was raised anew. That a complaint was refused is no update of it.
func TestRestored(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx, id, another := t.Context(), d.public("land", ""), d.observer
		another.Seat = "another"
		states := func() (all []string) {
			for _, u := range d.rows("servicerequestupdates.json") {
				all = append(all, u["status"].(string))
			}
			return all
		}
		check(t, d.Withdraw(ctx, d.reviewer, id, "Ыңғайсыз"))
		for range 2 {
			check(t, d.Complain(ctx, id, 1, "Дұрыс емес", i18n.KK))
			if got := states(); !slices.Equal(got, []string{"CLOSED"}) {
				t.Errorf("withdrawn: %v", got)
			}
			check(t, d.Decide(ctx, another, id, d.said(id), d.said(id) == 2, "Шешім"))
		}
		if got := states(); len(got) < 3 || got[len(got)-2] != "CLOSED" || got[len(got)-1] != "OPEN" {
			t.Errorf("raised anew: %v", got)
		}
		if rows := d.rows("requests/" + id + ".json"); len(rows) != 1 || rows[0]["status"] != "open" {
			t.Errorf("it reads %v", rows)
		}
	})
}

// said is how many complaints and comments there are.
func (d *door) said(id string) (n int) {
	check(d.t, d.DB.Pool().QueryRowContext(d.t.Context(), `SELECT COUNT(*) FROM shortcoming_said WHERE docket = $1`, id).Scan(&n))
	return n
}

// TestHidden holds that programs read no word of what isn't published, was
// withdrawn, or was told and not decided; and nobody's name of the group.
func TestHidden(t *testing.T) {
	each(t, func(t *testing.T, d *door) {
		ctx := t.Context()
		draft := d.draft("clinic", "MARK-DRAFT")
		waiting := d.draft("land", "MARK-NOTIFIED")
		check(t, d.Approve(ctx, d.reviewer, waiting, passed(2)))
		shown := d.public("clinic", "")
		check(t, d.Correct(ctx, d.observer, shown, 2, words("MARK-PROPOSED"), "MARK-NOTE"))
		check(t, d.Dispute(ctx, shown, "", "MARK-DISPUTE", i18n.KK))
		gone := d.public("land", "MARK-WITHDRAWN")
		check(t, d.Withdraw(ctx, d.reviewer, gone, "Қате шықты"))
		told, token := d.send("description", "MARK-TOLD", "address_string", "MARK-ADDRESS", "media_url", "https://example.kz/MARK-MEDIA", "email", "MARK-MAIL@example.kz")
		for _, ending := range []string{".xml", ".json"} {
			for _, path := range []string{
				"requests", "servicerequestupdates", "services", "discovery", "tokens/" + token, "requests/" + told, "requests/" + shown, "requests/" + gone,
				"requests/" + draft, "requests/" + waiting, "requests/" + strings.Join([]string{draft, waiting, gone, told}, ","),
			} {
				code, text := d.get(path + ending)
				for _, never := range []string{"MARK-", d.observer.Seat, d.reviewer.Seat, "43.652345", "51.153456"} {
					if strings.Contains(text, never) {
						t.Errorf("%s%s says %s", path, ending, never)
					}
				}
				want := http.StatusOK
				if slices.Contains([]string{"requests/" + gone, "requests/" + draft, "requests/" + waiting}, path) {
					want = http.StatusNotFound
				}
				if code != want {
					t.Errorf("%s%s: %d, want %d", path, ending, code, want)
				}
			}
		}
		if _, _, h := d.ask(charter.Public(), http.MethodGet, "/open311/v2/requests/"+gone+".json", nil); h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("a page of another site can't read why: %v", h)
		}
		if _, text := d.get("requests/" + gone + ".xml"); !strings.Contains(text, "Қате шықты") {
			t.Errorf("a withdrawal doesn't say why: %s", text)
		}
		all := ids(d.rows("requests.json"))
		if !slices.Equal(all, []string{shown}) {
			t.Errorf("the list has %v, want %s alone", all, shown)
		}
		for _, u := range d.rows("servicerequestupdates.json") {
			if u["service_request_id"] == gone && u["status"] != "CLOSED" {
				t.Errorf("of what was withdrawn there is %v", u)
			}
		}
	})
}
