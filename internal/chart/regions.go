package chart

import (
	"fmt"
	"strconv"

	"adal/internal/i18n"
)

// A RegionTile is what is known of a region.
type RegionTile struct {
	ID    string // ISO 3166-2, such as KZ-47; what has no place in the grid isn't drawn
	Name  string // in full, with what the value says: read out, and shown when the pointer rests on it
	Value string // written in the tile; empty for none
	Class int    // of its shade, 0 (lightest) to 5; -1 if it isn't known
	Own   bool   // it is whom the page is about
	Href  string // where the tile leads; empty for nowhere
}

// Regions is the map of the republic in tiles of one size: the large region of
// few people weighs no more to the eye than the small one of many. A region
// stands where its neighbours are, as far as a grid allows.
type Regions struct {
	About
	Lang  i18n.Lang // of the short names in the tiles
	Tiles []RegionTile
}

// A plot is where a region stands, by column and row, and how it is called in
// the room of a tile.
type plot struct {
	x, y  int
	short i18n.Text
}

// plots is the grid: six columns from west to east, five rows from north to
// south. The gap east of Atyrau is the Aral Sea.
var plots = map[string]plot{
	"KZ-39": {2, 0, i18n.Text{KK: "Қост", RU: "Кост", EN: "Kost"}},
	"KZ-59": {3, 0, i18n.Text{KK: "СҚО", RU: "СКО", EN: "North"}},
	"KZ-27": {0, 1, i18n.Text{KK: "БҚО", RU: "ЗКО", EN: "West"}},
	"KZ-15": {1, 1, i18n.Text{KK: "Ақтө", RU: "Актю", EN: "Aktö"}},
	"KZ-11": {2, 1, i18n.Text{KK: "Ақмо", RU: "Акмо", EN: "Akmo"}},
	"KZ-71": {3, 1, i18n.Text{KK: "Аст", RU: "Аст", EN: "Ast"}},
	"KZ-55": {4, 1, i18n.Text{KK: "Павл", RU: "Павл", EN: "Pavl"}},
	"KZ-23": {0, 2, i18n.Text{KK: "Атыр", RU: "Атыр", EN: "Atyr"}},
	"KZ-62": {2, 2, i18n.Text{KK: "Ұлыт", RU: "Улыт", EN: "Ulyt"}},
	"KZ-35": {3, 2, i18n.Text{KK: "Қарағ", RU: "Караг", EN: "Karag"}},
	"KZ-10": {4, 2, i18n.Text{KK: "Абай", RU: "Абай", EN: "Abai"}},
	"KZ-63": {5, 2, i18n.Text{KK: "ШҚО", RU: "ВКО", EN: "East"}},
	"KZ-47": {0, 3, i18n.Text{KK: "Маңғ", RU: "Манг", EN: "Mang"}},
	"KZ-43": {2, 3, i18n.Text{KK: "Қызыл", RU: "Кызыл", EN: "Kyzyl"}},
	"KZ-31": {3, 3, i18n.Text{KK: "Жамб", RU: "Жамб", EN: "Zhamb"}},
	"KZ-19": {4, 3, i18n.Text{KK: "Алм о.", RU: "Алм о.", EN: "Alm r."}},
	"KZ-33": {5, 3, i18n.Text{KK: "Жет", RU: "Жет", EN: "Zhet"}},
	"KZ-61": {2, 4, i18n.Text{KK: "Түрк", RU: "Турк", EN: "Turk"}},
	"KZ-79": {3, 4, i18n.Text{KK: "Шым", RU: "Шым", EN: "Shym"}},
	"KZ-75": {4, 4, i18n.Text{KK: "Алм қ.", RU: "Алм г.", EN: "Alm c."}},
}

// Draw draws the map. A map that leads somewhere is a group of links, so that a
// screen reader enters it; one that doesn't is a picture. Either way the table
// of its values belongs beside it.
func (m Regions) Draw() SVG {
	const columns, rows, gap, low = 6, 5, 3.0, .82
	size := (width - gap*(columns-1)) / columns
	role := "img"
	for _, t := range m.Tiles {
		if t.Href != "" {
			role = "group"
		}
	}
	s := newSheetAs(m.About, role, rows*(size*low+gap))
	for _, t := range m.Tiles {
		if p, ok := plots[t.ID]; ok {
			s.region(t, p.short.In(m.Lang), float64(p.x)*(size+gap), float64(p.y)*(size*low+gap), size, size*low)
		}
	}
	return s.end()
}

func (s *sheet) region(t RegionTile, short string, x, y, w, h float64) {
	class, fill, letters := shade(t.Class)
	end := "</g>"
	if t.Href == "" {
		s.b.WriteString("<g>")
	} else {
		end = "</a>"
		// The title below is the link's name (SVG-AAM, 5.1): what stands in the tile
		// is said by it in full.
		fmt.Fprintf(&s.b, `<a href="%s">`, esc(t.Href))
	}
	s.b.WriteString("<title>" + esc(t.Name) + "</title>")
	s.box(class, fill, x, y, w, h)
	if t.Own {
		s.box("own", "none", x+1, y+1, w-2, h-2)
	}
	at := y + h/2 + 4
	if t.Value != "" {
		at = y + h*.42
		s.text("amount "+class, letters, middle, x+w/2, y+h*.82, 14, t.Value)
	}
	s.text("short "+class, letters, middle, x+w/2, at, 12, short)
	s.b.WriteString(end)
}

// shade is the class, the fill and the colour of letters of a class of tiles.
func shade(n int) (class, fill, letters string) {
	if n < 0 || n >= len(shades) {
		return "q", paper, ink
	}
	class, fill, letters = "q q"+strconv.Itoa(n), shades[n], ink
	switch {
	case n == 3:
		letters = "#000" // between the two: ink is too light for small letters there
	case n > 3:
		letters = paper
	}
	return class, fill, letters
}
