package workbook_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"adal/internal/perception/index/workbook"
)

// little writes numbers as these files have them.
func little(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		if text, ok := v.(string); ok {
			b.WriteString(text)
			continue
		}
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	return b.Bytes()
}

// rec is a record of the stream ([MS-XLS] 2.1.4).
func rec(kind uint16, values ...any) []byte {
	body := little(values...)
	return append(little(kind, uint16(len(body))), body...)
}

// container puts a stream into a compound file of 512-byte sectors
// ([MS-CFB] 2): table of sectors, directory, stream.
func container(name string, stream []byte) []byte {
	const sector, end, free, table = 512, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
	size := max(len(stream), 4096) // shorter ones would be in small sectors
	sectors := (size + sector - 1) / sector
	head := little("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", make([]byte, 16), uint16(0x3E), uint16(3), uint16(0xFFFE), uint16(9), uint16(6),
		make([]byte, 6), uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), uint32(end), uint32(0), uint32(end), uint32(0), uint32(0))
	for len(head) < sector {
		head = append(head, 0xFF)
	}
	next := []uint32{table, end}
	for s := range sectors {
		next = append(next, uint32(s+3))
	}
	next[len(next)-1] = end
	if len(next) > 128 {
		panic("the table needs more than one sector")
	}
	for len(next) < 128 {
		next = append(next, free)
	}
	entry := func(name string, kind byte, child, start, size uint32) []byte {
		letters := utf16.Encode([]rune(name))
		wide := append(little(letters), make([]byte, 64-2*len(letters))...)
		return little(wide, uint16(2*len(letters)+2), kind, byte(1), uint32(free), uint32(free), child, make([]byte, 36), start, size, uint32(0))
	}
	directory := append(entry("Root Entry", 5, 1, end, 0), entry(name, 2, free, 2, uint32(size))...)
	for len(directory) < sector {
		directory = append(directory, little(make([]byte, 66), byte(0), byte(0), uint32(free), uint32(free), uint32(free), make([]byte, 48))...)
	}
	body := append(bytes.Clone(stream), make([]byte, sectors*sector-len(stream))...)
	return bytes.Join([][]byte{head, little(next), directory, body}, nil)
}

// biff makes the stream of a workbook with one sheet of ready records. The
// shared texts are given as records.
func biff(sheet string, texts []byte, cells ...[]byte) []byte {
	bof := rec(0x0809, uint16(0x0600), uint16(5), make([]byte, 12))
	end := rec(0x000A)
	at := len(bof) + 4 + 8 + len(sheet) + len(texts) + len(end)
	listed := rec(0x0085, uint32(at), byte(0), byte(0), byte(len(sheet)), byte(0), sheet)
	all := [][]byte{bof, listed, texts, end, rec(0x0809, uint16(0x0600), uint16(0x10), make([]byte, 12))}
	return bytes.Join(append(append(all, cells...), end), nil)
}

// oldTexts are shared texts in one record.
func oldTexts(texts ...string) []byte {
	body := little(uint32(len(texts)), uint32(len(texts)))
	for _, s := range texts {
		wide := utf16.Encode([]rune(s))
		body = append(body, little(uint16(len(wide)), byte(1), wide)...)
	}
	return rec(0x00FC, body)
}

// oldSheet writes a table as a workbook of Excel 97: texts shared, numbers as
// floats.
func oldSheet(sheet string, rows [][]any) []byte {
	var texts []string
	var cells [][]byte
	for r, row := range rows {
		for c, v := range row {
			switch v := v.(type) {
			case string:
				if v == "" {
					continue
				}
				cells = append(cells, rec(0x00FD, uint16(r), uint16(c), uint16(0), uint32(len(texts))))
				texts = append(texts, v)
			case int:
				cells = append(cells, rec(0x0203, uint16(r), uint16(c), uint16(0), float64(v)))
			case float64:
				cells = append(cells, rec(0x0203, uint16(r), uint16(c), uint16(0), v))
			}
		}
	}
	return container("Workbook", biff(sheet, oldTexts(texts...), cells...))
}

// TestOldWorkbook reads the same table from a workbook of Excel 97 and from one
// of today.
func TestOldWorkbook(t *testing.T) {
	old, err := workbook.Read("CPI2025.xls", oldSheet("CPI2025", plainSheet))
	if err != nil {
		t.Fatal(err)
	}
	new, err := workbook.Read("CPI2025.xlsx", book(t, []string{"CPI2025"}, map[string][][]any{"CPI2025": plainSheet}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(new.Observations, old.Observations); diff != "" {
		t.Error(diff)
	}
	nan := gocmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) })
	if diff := gocmp.Diff(new.Published, old.Published, nan); diff != "" {
		t.Error(diff)
	}
	if len(old.Observations) == 0 || len(old.Files[0].SHA256) != 64 {
		t.Errorf("%+v", old.Files)
	}
}

// TestOldCells reads every way to write a cell. The numbers were packed by hand
// ([MS-XLS] 2.5.217): 32.84 is 3284 hundredths, 3284<<2|3 = 0x3353; 34 is
// 34<<2|2 = 0x8A; −1 is 0xFFFFFFFE; 0.5 is 3FE00000 00000000, whose upper half
// ends in the bits 00; 0.25 is a hundredth of 25 = 40390000 00000000, upper half
// with the bit 1.
func TestOldCells(t *testing.T) {
	at := func(r, c int) []byte { return little(uint16(r), uint16(c), uint16(0)) }
	float := func(x float64) []byte { return little(x) }
	result := func(kind, value byte) []byte { return []byte{kind, 0, value, 0, 0, 0, 0xFF, 0xFF} }
	rest := make([]byte, 10)
	cells := [][]byte{
		rec(0x0204, at(0, 0), uint16(4), byte(0), "year"),
		rec(0x00D6, at(0, 1), uint16(4), byte(0), "iso3", uint16(0)),
		rec(0x00FD, at(0, 2), uint32(0)),
		rec(0x0006, at(0, 3), result(0, 0), rest), rec(0x0207, uint16(5), byte(1), utf16.Encode([]rune("score"))),
		rec(0x0203, at(1, 0), 2019.0), rec(0x00FD, at(1, 1), uint32(1)), rec(0x00FD, at(1, 2), uint32(2)),
		rec(0x027E, at(1, 3), uint32(0x3353)),
		rec(0x00BD, uint16(2), uint16(0), uint16(0), uint32(2019<<2|2), uint16(0)), // one number, and its last column
		rec(0x00FD, at(2, 1), uint32(1)), rec(0x00FD, at(2, 2), uint32(3)), rec(0x027E, at(2, 3), uint32(0x3FE00000)),
		rec(0x0006, at(3, 0), float(2019), rest), rec(0x00FD, at(3, 1), uint32(1)), rec(0x00FD, at(3, 2), uint32(4)),
		rec(0x027E, at(3, 3), uint32(0x40390001)),
		rec(0x0809, uint16(0x0600), uint16(0x20), make([]byte, 12)), rec(0x0203, at(1, 3), 99.0), rec(0x000A), // a chart with numbers of its own
		rec(0x0203, at(4, 0), 2019.0), rec(0x00FD, at(4, 1), uint32(1)), rec(0x00FD, at(4, 2), uint32(5)), rec(0x027E, at(4, 3), uint32(0x8A)),
		rec(0x0201, at(4, 4)), // a blank
	}
	// The third text has formatting after it and goes on in the next record, in
	// narrow letters where it began in wide ones.
	texts := append(rec(0x00FC, uint32(6), uint32(6), uint16(6), byte(0), "source", uint16(3), byte(0), "KAZ", uint16(3), byte(1|8), uint16(1), utf16.Encode([]rune("b"))),
		rec(0x003C, byte(0), "ti", make([]byte, 4), uint16(3), byte(0), "eiu", uint16(2), byte(4), uint32(3), "gi", "xyz", uint16(3), byte(0), "imd")...)
	sheets, err := workbook.OldCells(container("Workbook", biff("Sheet1", texts, cells...)))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"year", "iso3", "source", "score"}, {"2019", "KAZ", "bti", "32.84"}, {"2019", "KAZ", "eiu", "0.5"},
		{"2019", "KAZ", "gi", "0.25"}, {"2019", "KAZ", "imd", "34"},
	}
	if diff := gocmp.Diff([][][]string{want}, sheets); diff != "" {
		t.Error(diff)
	}
}

// TestOldRefused names what can't be read.
func TestOldRefused(t *testing.T) {
	good := biff("S", oldTexts("a"), rec(0x00FD, uint16(0), uint16(0), uint16(0), uint32(0)))
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"torn.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "can't be read"},
		{"95.xls", container("Book", good), "no workbook of Excel 97"},
		{"biff5.xls", container("Workbook", rec(0x0809, uint16(0x0500), uint16(5), uint32(0))), "older than Excel 97"},
		{"locked.xls", container("Workbook", append(rec(0x0809, uint16(0x0600), uint16(5), make([]byte, 12)), rec(0x002F, uint16(0))...)), "password"},
		{"text.xls", container("Workbook", biff("S", oldTexts("a"), rec(0x00FD, uint16(0), uint16(0), uint16(0), uint32(1)))), "damaged"},
		{"short.xls", container("Workbook", biff("S", oldTexts("a"), rec(0x0203, uint16(0)))), "damaged"},
		{"empty.xls", container("Workbook", good), "no line of headings"},
		{"error.xls", oldErrors(), "not a number"},
	} {
		_, err := workbook.Read(c.name, c.data)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), c.name) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// oldErrors is a sheet of which a score is the error of a division by zero.
func oldErrors() []byte {
	texts := []string{"Country", "ISO3", "CPI score 2023", "Rank", "Number of sources", "WB", "Chad", "TCD"}
	var cells [][]byte
	for c := range 6 {
		cells = append(cells, rec(0x00FD, uint16(0), uint16(c), uint16(0), uint32(c)))
	}
	cells = append(cells, rec(0x00FD, uint16(1), uint16(0), uint16(0), uint32(6)), rec(0x00FD, uint16(1), uint16(1), uint16(0), uint32(7)),
		rec(0x0205, uint16(1), uint16(2), uint16(0), byte(0x07), byte(1)))
	return container("Workbook", biff("CPI 2023", oldTexts(texts...), cells...))
}

// FuzzOldWorkbook varies the stream of a workbook inside a good container, and
// the container.
func FuzzOldWorkbook(f *testing.F) {
	whole97 := oldSheet("CPI2025", plainSheet)
	f.Add(whole97[1536:], true)
	f.Add(whole97, false)
	f.Add(biff("S", oldTexts("Côte d´Ivoire"), rec(0x027E, uint16(0), uint16(0), uint16(0), uint32(0x3353))), true)
	f.Fuzz(func(t *testing.T, data []byte, stream bool) {
		if stream {
			data = container("Workbook", data[:min(len(data), 60_000)])
		} else {
			data = append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), data[min(8, len(data)):]...)
		}
		got, err := workbook.Read("f.xls", data)
		whole(t, got, err)
		if err == nil && len(got.Files[0].Sheets) > 64 {
			t.Fatal(fmt.Sprint(len(got.Files[0].Sheets), " sheets"))
		}
	})
}
