package events

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"adal/internal/bodies"
	"adal/internal/charter"
	"adal/internal/db"
	"adal/internal/fault"
	"adal/internal/headquarters"
	"adal/internal/i18n"
)

// Zones are those that an event of ours can be in, with the key of the name of each.
var Zones = []string{"Asia/Almaty", "Asia/Aqtau", "Asia/Aqtobe", "Asia/Atyrau", "Asia/Oral", "Asia/Qostanay", "Asia/Qyzylorda"}

// ZoneWord is the key of the name of a zone in the words of this package.
func ZoneWord(zone string) string {
	return "events.zone-" + strings.ToLower(strings.TrimPrefix(zone, "Asia/"))
}

// regional are the zones of the regions whose time isn't that of Almaty.
var regional = map[string]string{
	"KZ-47": "Asia/Aqtau", "KZ-15": "Asia/Aqtobe", "KZ-23": "Asia/Atyrau", "KZ-27": "Asia/Oral", "KZ-39": "Asia/Qostanay", "KZ-43": "Asia/Qyzylorda",
}

// ZoneOf is the zone of a region, that of Almaty for the republic.
func ZoneOf(region string) string {
	if z, ok := regional[region]; ok {
		return z
	}
	return "Asia/Almaty"
}

// Moment reads a time of a day in a zone, such as "2024-03-01", "15:00" and
// "Asia/Aqtau". A time that no clock of the zone showed on that day is none.
func Moment(day, clock, zone string) (time.Time, error) {
	if !slices.Contains(Zones, zone) {
		return time.Time{}, fault.In("zone", "events.zone-wrong")
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	const layout = "2006-01-02"
	if _, err := time.Parse(layout, strings.TrimSpace(day)); err != nil {
		return time.Time{}, fault.In("day", "overlap.day-missing")
	}
	written := strings.TrimSpace(day) + " " + strings.TrimSpace(clock)
	t, err := time.ParseInLocation(layout+" 15:04", written, place)
	if err != nil || t.Format(layout+" 15:04") != written {
		return time.Time{}, fault.In("from", "events.clock-wrong")
	}
	return t, nil
}

// check tidies what was written of an event and says what is wrong with it.
func (h *Hall) check(ctx context.Context, tx *db.Tx, by charter.Principal, f *Facts) error {
	f.Title, f.About, f.Agenda, f.Place = tidy(f.Title, line), tidy(f.About, lines), tidy(f.Agenda, lines), tidy(f.Place, line)
	f.Stream = strings.TrimSpace(f.Stream)
	wrong := []error{needsText("title", f.Title, maxLine), needsText("about", f.About, maxText), fitsText("agenda", f.Agenda, maxText), fitsText("place", f.Place, maxLine)}
	if !slices.Contains(Kinds, f.Type) {
		wrong = append(wrong, fault.In("kind", "events.kind-missing"))
	}
	switch {
	case f.Starts.IsZero() || f.Ends.IsZero():
		wrong = append(wrong, fault.In("day", "overlap.day-missing"))
	case !f.Ends.After(f.Starts):
		wrong = append(wrong, fault.In("to", "events.ends-before"))
	case f.Ends.Sub(f.Starts) > longest:
		wrong = append(wrong, fault.In("to", "events.too-long", int(longest.Hours())))
	}
	if f.Stream != "" && !strings.HasPrefix(f.Stream, "https://") || !headquarters.Followable("/"+f.Stream) {
		wrong = append(wrong, fault.In("stream", "events.stream-wrong"))
	}
	if f.Type == "live" && f.Stream == "" {
		wrong = append(wrong, fault.In("stream", "events.stream-missing"))
	}
	if f.Room == "" && f.Place.KK == "" && f.Stream == "" {
		wrong = append(wrong, fault.In("place-kk", "events.place-missing"))
	}
	if f.Places < 0 || f.Places > maxPlaces {
		wrong = append(wrong, fault.In("places", "events.places-wrong", maxPlaces))
	}
	for _, id := range f.Bodies {
		if _, err := bodies.Get(ctx, tx, id, h.Book.Today(tx)); err != nil || id == by.Body {
			wrong = append(wrong, fault.In("bodies", "headquarters.body-unknown"))
			break
		}
	}
	slices.Sort(f.Bodies)
	f.Bodies = slices.Compact(f.Bodies)
	return errors.Join(wrong...)
}

// hash is the SHA-256 of what an event says, for the register.
func (f Facts) hash() string {
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts, numbers and moments can be written
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// line is a text in one line without what can't be kept.
func line(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")), " ")
}

// lines is a text whose lines are tidy, and none of them empty.
func lines(s string) string {
	var all []string
	for _, l := range strings.Split(s, "\n") {
		if l = line(l); l != "" {
			all = append(all, l)
		}
	}
	return strings.Join(all, "\n")
}

func tidy(t i18n.Text, each func(string) string) i18n.Text {
	return i18n.Text{KK: each(t.KK), RU: each(t.RU), EN: each(t.EN)}
}

func needs(field, s string, most int) error {
	if s == "" {
		return fault.In(field, "headquarters.missing")
	}
	return fits(field, s, most)
}

func fits(field, s string, most int) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fault.In(field, "headquarters.too-long", n, most)
	}
	return nil
}

func needsText(field string, t i18n.Text, most int) error {
	return errors.Join(needs(field+"-kk", t.KK, most), fits(field+"-ru", t.RU, most), fits(field+"-en", t.EN, most))
}

func fitsText(field string, t i18n.Text, most int) error {
	return errors.Join(fits(field+"-kk", t.KK, most), fits(field+"-ru", t.RU, most), fits(field+"-en", t.EN, most))
}

// splitLines are the lines of a tidy text; an empty one has none.
func splitLines(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
