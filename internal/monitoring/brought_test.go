package monitoring

import (
	"testing"
	"time"

	"adal/internal/db"
	"adal/internal/fault"
)

// FuzzBrought reads what the fields of a phone's form say of a photo, a moment and a
// place. A photo's line says the same when it is written again, as a form that is shown
// again writes it; a moment comes back from the databases as it was; a place that is on
// the earth stays within its field; and what can't be read is a fault of its field.
func FuzzBrought(f *testing.F) {
	f.Add("upload=a&key=b&sha256=c&at=2026-11-02T06%3A00%3A00Z&note=%D0%81&ask=photo", "2026-11-02T11:00:00+05:00", "43.652345", "51,153456")
	f.Add("upload=%00&upload=b&key=%ff&note=a+b%3Bc&ask=", "0000-01-01T00:00:00+23:00", "NaN", "0x1p-2")
	f.Add("a=%zz", "9999-12-31T23:59:59.999999999-23:59", "1e999", "-180")
	f.Add("note=a;b", "1970-01-01T00:00", "90", "180")
	f.Add("", "1969-12-31T23:59:59Z", "-0", "")
	zone := time.FixedZone("+05", 5*60*60)
	f.Fuzz(func(t *testing.T, line, at, lat, lon string) {
		field := func(err error, want string) {
			t.Helper()
			if all := fault.Fields(err); len(all) != 1 || all[0].Field != want || all[0].Kind != fault.Invalid {
				t.Errorf("%v, want a fault of %s", err, want)
			}
		}
		if b, err := parcelOf(line); err != nil {
			field(err, "photos")
		} else if again, err := parcelOf(b.Line()); err != nil || again != b {
			t.Errorf("%q is %+v, and written again %+v: %v", line, b, again, err)
		}
		if m, err := momentOf("seen", at, zone); err != nil {
			field(err, "seen")
		} else {
			kept, err := db.Time{Time: m}.Value()
			var back db.Time
			if err := back.Scan(kept); err != nil || !back.Equal(m.Truncate(time.Microsecond)) {
				t.Errorf("%q is kept as %v and comes back as %v: %v", at, kept, back, err)
			}
			if _, ok := kept.(string); !ok || err != nil {
				t.Errorf("%q is kept as %v, %v", at, kept, err)
			}
		}
		p, err := placeOf(lat, lon)
		if err != nil {
			field(err, "lat")
			return
		}
		if p.Known != (p.check() == nil && p.Known) {
			field(p.check(), "place")
			return
		}
		// Half the diagonal of a field of 250 m is 177 m; near the poles fields are wider.
		if c := p.Coarse(250); c.check() != nil || c.Known != p.Known || p.Known && p.Lat > -89 && p.Lat < 89 && p.Metres(c) > 178 {
			t.Errorf("%v becomes %v, %.1f m away", p, c, p.Metres(c))
		}
	})
}
