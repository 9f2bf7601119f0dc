package workbook

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
)

// The records of a workbook of Excel 97–2003 that hold what a sheet shows
// (Microsoft, [MS-XLS] 2.3). All others are passed over.
const (
	recFormula  = 0x0006
	recEOF      = 0x000A
	recFilePass = 0x002F
	recContinue = 0x003C
	recSheet    = 0x0085
	recMulRK    = 0x00BD
	recRString  = 0x00D6
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBoolErr  = 0x0205
	recString   = 0x0207
	recRK       = 0x027E
	recBOF      = 0x0809
)

var (
	errDamaged = errors.New("a record of it is damaged")
	errLocked  = errors.New("it is protected by a password")
)

// readXLS reads a workbook of Excel 97–2003. Cells with a formula have the value
// that was calculated last, as in the newer format.
func readXLS(name string, data []byte) (*Import, error) {
	unreadable := func(sheet string, err error) error {
		return &Error{File: name, Sheet: sheet, Word: "unreadable", Args: []string{err.Error()}}
	}
	stream, err := streamOf(data)
	if err != nil {
		return nil, unreadable("", err)
	}
	if stream == nil {
		return nil, &Error{File: name, Word: "old-format"}
	}
	w, err := readGlobals(stream)
	if err != nil {
		return nil, unreadable("", err)
	}
	var grids []*grid
	for _, s := range w.sheets {
		g := &grid{file: name, sheet: s.name}
		if s.worksheet {
			if err := w.readSheet(g, s.at); err != nil {
				return nil, unreadable(s.name, err)
			}
		}
		grids = append(grids, g)
	}
	return readSheets(name, grids)
}

// streamOf is the stream of the workbook inside its container; nil if there is
// none, as in files of Excel 95 and in other documents.
func streamOf(data []byte) ([]byte, error) {
	c, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for {
		e, err := c.Next()
		if err == io.EOF {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		if !strings.EqualFold(e.Name, "Workbook") {
			continue
		}
		// A container can claim a stream larger than itself.
		stream, err := io.ReadAll(io.LimitReader(e, int64(len(data))))
		if err == nil && len(stream) == 0 {
			err = errDamaged
		}
		return stream, err
	}
}

// An oldBook is the stream of an old workbook with what its sheets share.
type oldBook struct {
	stream  []byte
	strings []string
	sheets  []oldSheet
	room    int // how many more cells are taken
}

type oldSheet struct {
	name      string
	at        uint32
	worksheet bool
}

// mostCells and mostSheets bound a workbook.
const (
	mostCells  = 2_000_000
	mostSheets = 64
)

// A record is one of a stream; at is where the next one begins.
type record struct {
	kind uint16
	data []byte
	at   int
}

func recordAt(stream []byte, at int) (record, error) {
	if at < 0 || len(stream)-at < 4 {
		return record{}, errDamaged
	}
	kind, size := binary.LittleEndian.Uint16(stream[at:]), int(binary.LittleEndian.Uint16(stream[at+2:]))
	if len(stream)-at-4 < size {
		return record{}, errDamaged
	}
	return record{kind, stream[at+4 : at+4+size], at + 4 + size}, nil
}

// readGlobals reads the first part of the stream: sheets and shared texts.
func readGlobals(stream []byte) (*oldBook, error) {
	w := &oldBook{stream: stream, room: mostCells}
	r, err := recordAt(stream, 0)
	if err != nil {
		return nil, err
	}
	if r.kind != recBOF || len(r.data) < 2 || binary.LittleEndian.Uint16(r.data) != 0x0600 {
		return nil, errors.New("it is older than Excel 97")
	}
	for r.kind != recEOF {
		if r, err = recordAt(stream, r.at); err != nil {
			return nil, err
		}
		switch r.kind {
		case recFilePass:
			return nil, errLocked
		case recSheet:
			if len(r.data) < 8 || len(w.sheets) == mostSheets {
				return nil, errDamaged
			}
			p := &pieces{parts: [][]byte{r.data[8:]}}
			name, err := p.letters(int(r.data[6]), r.data[7]&1 != 0)
			if err != nil {
				return nil, err
			}
			w.sheets = append(w.sheets, oldSheet{name, binary.LittleEndian.Uint32(r.data), r.data[5] == 0})
		case recSST:
			if r, err = w.readStrings(r); err != nil {
				return nil, err
			}
		}
	}
	return w, nil
}

// readStrings reads the shared texts, which go on over several records, and
// returns the last of them.
func (w *oldBook) readStrings(r record) (record, error) {
	p := &pieces{parts: [][]byte{r.data}}
	for {
		next, err := recordAt(w.stream, r.at)
		if err != nil || next.kind != recContinue {
			break
		}
		p.parts = append(p.parts, next.data)
		r = next
	}
	head, err := p.take(8)
	if err != nil {
		return r, err
	}
	for range binary.LittleEndian.Uint32(head[4:]) {
		text, err := p.rich()
		if err != nil {
			return r, err
		}
		w.strings = append(w.strings, text)
	}
	return r, nil
}

// readSheet reads the cells of a sheet. A chart inside it is passed over.
func (w *oldBook) readSheet(g *grid, at uint32) error {
	r, err := recordAt(w.stream, int(at))
	if err != nil {
		return err
	}
	if r.kind != recBOF {
		return errDamaged
	}
	s := &oldCells{book: w, grid: g}
	for depth := 1; depth > 0; {
		if r, err = recordAt(w.stream, r.at); err != nil {
			return err
		}
		switch {
		case r.kind == recBOF:
			depth++
		case r.kind == recEOF:
			depth--
		case depth == 1:
			if err := s.record(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// oldCells puts the cells of a sheet into a grid.
type oldCells struct {
	book    *oldBook
	grid    *grid
	pending [2]int // the cell whose formula gave a text, which follows
	waits   bool
}

func (s *oldCells) record(r record) error {
	d := r.data
	need := map[uint16]int{recFormula: 14, recMulRK: 6, recRString: 9, recLabelSST: 10, recNumber: 14, recLabel: 9, recBoolErr: 8, recRK: 10, recString: 3}
	least, known := need[r.kind]
	if !known {
		return nil
	}
	if len(d) < least {
		return errDamaged
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(d[at:])) }
	if r.kind == recString {
		return s.formulaText(d)
	}
	row, column := u16(0), u16(2)
	switch r.kind {
	case recLabelSST:
		n := binary.LittleEndian.Uint32(d[6:])
		if int64(n) >= int64(len(s.book.strings)) {
			return errDamaged
		}
		return s.put(row, column, s.book.strings[n])
	case recLabel, recRString:
		text, err := (&pieces{parts: [][]byte{d[9:]}}).letters(u16(6), d[8]&1 != 0)
		if err != nil {
			return err
		}
		return s.put(row, column, text)
	case recNumber:
		return s.put(row, column, floatText(d[6:]))
	case recRK:
		return s.put(row, column, rkText(binary.LittleEndian.Uint32(d[6:])))
	case recMulRK:
		for at := 4; at+8 <= len(d); at += 6 {
			if err := s.put(row, column, rkText(binary.LittleEndian.Uint32(d[at+2:]))); err != nil {
				return err
			}
			column++
		}
		return nil
	case recBoolErr:
		return s.put(row, column, boolErrText(d[6], d[7] != 0))
	}
	return s.formula(row, column, d[6:14])
}

// formula takes the value that a formula had when the file was saved.
func (s *oldCells) formula(row, column int, value []byte) error {
	if value[6] != 0xFF || value[7] != 0xFF {
		return s.put(row, column, floatText(value))
	}
	switch value[0] {
	case 0:
		s.pending, s.waits = [2]int{row, column}, true
		return nil
	case 1, 2:
		return s.put(row, column, boolErrText(value[2], value[0] == 2))
	}
	return nil // an empty text
}

func (s *oldCells) formulaText(d []byte) error {
	if !s.waits {
		return errDamaged
	}
	s.waits = false
	text, err := (&pieces{parts: [][]byte{d[3:]}}).letters(int(binary.LittleEndian.Uint16(d)), d[2]&1 != 0)
	if err != nil {
		return err
	}
	return s.put(s.pending[0], s.pending[1], text)
}

// put writes a cell. Rows and columns are 16 bits wide, so the whole is bounded
// by the number of cells.
func (s *oldCells) put(row, column int, text string) error {
	if grow := row + 1 - len(s.grid.rows); grow > 0 {
		s.book.room -= grow
		s.grid.rows = append(s.grid.rows, make([][]string, grow)...)
	}
	cells := s.grid.rows[row]
	if grow := column + 1 - len(cells); grow > 0 {
		if s.book.room -= grow; s.book.room < 0 || column >= mostColumns {
			return fmt.Errorf("row %d is too large", row+1)
		}
		cells = append(cells, make([]string, grow)...)
		s.grid.rows[row] = cells
	}
	cells[column] = text
	return nil
}

func floatText(d []byte) string {
	return numberText(math.Float64frombits(binary.LittleEndian.Uint64(d)))
}

func numberText(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// rkText is a number in four bytes: a whole number or the upper half of a float,
// perhaps in hundredths ([MS-XLS] 2.5.217).
func rkText(rk uint32) string {
	x := float64(int32(rk) >> 2)
	if rk&2 == 0 {
		x = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		x /= 100
	}
	return numberText(x)
}

// boolErrText is a truth value, or an error as a cell shows it: only "not
// available" means that there is nothing.
func boolErrText(value byte, isError bool) string {
	switch {
	case isError && value == 0x2A:
		return "#N/A"
	case isError:
		return "#ERROR"
	case value != 0:
		return "TRUE"
	}
	return "FALSE"
}

// pieces are bytes that go on over several records.
type pieces struct{ parts [][]byte }

// take takes n bytes, wherever records end.
func (p *pieces) take(n int) (all []byte, err error) {
	for n > 0 {
		if len(p.parts) == 0 {
			return nil, errDamaged
		}
		k := min(n, len(p.parts[0]))
		all = append(all, p.parts[0][:k]...)
		p.drop(k)
		n -= k
	}
	return all, nil
}

func (p *pieces) drop(n int) {
	p.parts[0] = p.parts[0][n:]
	for len(p.parts) > 0 && len(p.parts[0]) == 0 {
		p.parts = p.parts[1:]
	}
}

// skip passes n bytes over.
func (p *pieces) skip(n int64) error {
	for n > 0 {
		if len(p.parts) == 0 {
			return errDamaged
		}
		k := int(min(n, int64(len(p.parts[0]))))
		p.drop(k)
		n -= int64(k)
	}
	return nil
}

// letters takes n letters, which are one or two bytes wide. Where they go on in
// the next record that begins with a byte which says how wide they are there.
func (p *pieces) letters(n int, wide bool) (string, error) {
	var text []uint16
	for n > 0 {
		if len(p.parts) == 0 {
			return "", errDamaged
		}
		size := 1
		if wide {
			size = 2
		}
		k := min(n, len(p.parts[0])/size)
		for i := range k {
			if wide {
				text = append(text, binary.LittleEndian.Uint16(p.parts[0][2*i:]))
			} else {
				text = append(text, uint16(p.parts[0][i]))
			}
		}
		before := len(p.parts)
		if k == 0 && before == 1 || len(p.parts[0])%size != 0 && k < n {
			return "", errDamaged
		}
		p.drop(k * size)
		if n -= k; n == 0 {
			break
		}
		if len(p.parts) == 0 || len(p.parts) == before {
			return "", errDamaged
		}
		flags, err := p.take(1)
		if err != nil {
			return "", err
		}
		wide = flags[0]&1 != 0
	}
	return string(utf16.Decode(text)), nil
}

// rich takes a text with what may follow it: formatting and phonetic signs.
func (p *pieces) rich() (string, error) {
	head, err := p.take(3)
	if err != nil {
		return "", err
	}
	n, flags := int(binary.LittleEndian.Uint16(head)), head[2]
	after := int64(0)
	if flags&8 != 0 {
		runs, err := p.take(2)
		if err != nil {
			return "", err
		}
		after += 4 * int64(binary.LittleEndian.Uint16(runs))
	}
	if flags&4 != 0 {
		size, err := p.take(4)
		if err != nil {
			return "", err
		}
		after += int64(binary.LittleEndian.Uint32(size))
	}
	text, err := p.letters(n, flags&1 != 0)
	if err != nil {
		return "", err
	}
	return text, p.skip(after)
}
