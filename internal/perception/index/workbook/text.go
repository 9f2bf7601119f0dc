package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// readText reads a table written as text: commas, semicolons, tabs or upright
// strokes between the cells, UTF-8 or, where it isn't, Windows-1252.
func readText(name string, data []byte) (*Import, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, &Error{File: name, Word: "unreadable", Args: []string{"it is neither a workbook nor text"}}
	}
	if !utf8.Valid(data) {
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return nil, &Error{File: name, Word: "unreadable", Args: []string{err.Error()}}
		}
		data = decoded
	}
	g := &grid{file: name}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma = separator(data)
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = r.Comma != '\t' // a tab is a space, too, and would be trimmed
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			at := &Error{File: name, Word: "unreadable", Args: []string{err.Error()}}
			var where *csv.ParseError
			if errors.As(err, &where) {
				at.Row = where.Line
			}
			return nil, at
		}
		// Blank lines are skipped by the reader but count for whoever looks
		// for a row in an editor.
		line, _ := r.FieldPos(0)
		for len(g.rows) < min(line-1, mostRows) {
			g.rows = append(g.rows, nil)
		}
		if len(g.rows) >= mostRows || len(cells) > mostColumns {
			return nil, &Error{File: name, Row: line, Word: "unreadable", Args: []string{"the table is too large"}}
		}
		g.rows = append(g.rows, cells)
	}
	if g.tidy() {
		return g.readTidy()
	}
	return readSheets(name, []*grid{g})
}

// separator is the candidate that the first lines have most of.
func separator(data []byte) rune {
	head := data[:min(len(data), 4096)]
	best, most := ',', 0
	for _, c := range "|\t;," {
		if n := strings.Count(string(head), string(c)); n > most {
			best, most = c, n
		}
	}
	return best
}
