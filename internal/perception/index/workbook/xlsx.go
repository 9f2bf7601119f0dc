package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostUnzipped bounds what a workbook may grow to when it is unpacked.
const mostUnzipped = 256 << 20

// mostColumns and mostRows bound a sheet: the publisher's have 60 and 200.
const (
	mostRows    = 200_000
	mostColumns = 2_000
)

func readXLSX(name string, data []byte) (*Import, error) {
	unreadable := func(err error) error {
		return &Error{File: name, Word: "unreadable", Args: []string{err.Error()}}
	}
	data, err := transitional(data)
	if err != nil {
		return nil, unreadable(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostUnzipped / 4})
	if err != nil {
		return nil, unreadable(err)
	}
	defer f.Close()
	var sheets []*grid
	for _, sheet := range f.GetSheetList() {
		g := &grid{file: name, sheet: sheet}
		rows, err := f.Rows(sheet)
		if err != nil && strings.Contains(err.Error(), "is not a worksheet") {
			sheets = append(sheets, g) // a sheet that is a chart has no rows
			continue
		}
		if err != nil {
			return nil, &Error{File: name, Sheet: sheet, Word: "unreadable", Args: []string{err.Error()}}
		}
		for rows.Next() {
			cells, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				return nil, &Error{File: name, Sheet: sheet, Row: len(g.rows) + 1, Word: "unreadable", Args: []string{err.Error()}}
			}
			if len(g.rows) == mostRows || len(cells) > mostColumns {
				return nil, &Error{File: name, Sheet: sheet, Row: len(g.rows) + 1, Word: "unreadable", Args: []string{"the sheet is too large"}}
			}
			g.rows = append(g.rows, cells)
		}
		if err := rows.Error(); err != nil {
			return nil, &Error{File: name, Sheet: sheet, Row: len(g.rows) + 1, Word: "unreadable", Args: []string{err.Error()}}
		}
		sheets = append(sheets, g)
	}
	return readSheets(name, sheets)
}

// strictNames are the namespaces of strict Open XML (ISO/IEC 29500-1) and what
// they are called in the transitional form that the library reads (29500-4).
var strictNames = []string{
	"http://purl.oclc.org/ooxml/spreadsheetml/main", "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
	"http://purl.oclc.org/ooxml/officeDocument/relationships", "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
	"http://purl.oclc.org/ooxml/officeDocument/extendedProperties", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
	"http://purl.oclc.org/ooxml/officeDocument/customProperties", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
	"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
	"http://purl.oclc.org/ooxml/officeDocument/sharedTypes", "http://schemas.openxmlformats.org/officeDocument/2006/sharedTypes",
	"http://purl.oclc.org/ooxml/officeDocument/math", "http://schemas.openxmlformats.org/officeDocument/2006/math",
	"http://purl.oclc.org/ooxml/drawingml/main", "http://schemas.openxmlformats.org/drawingml/2006/main",
	"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing", "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
	"http://purl.oclc.org/ooxml/drawingml/chart", "http://schemas.openxmlformats.org/drawingml/2006/chart",
}

// transitional rewrites the namespaces of a strict workbook; any other is
// returned as it is.
func transitional(data []byte) ([]byte, error) {
	from, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	strict, left := false, int64(mostUnzipped)
	parts := make([][]byte, len(from.File))
	for i, part := range from.File {
		r, err := part.Open()
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if err != nil {
			return nil, err
		}
		if left -= int64(len(text)); left < 0 {
			return nil, fmt.Errorf("unpacked, it is larger than %d MB", mostUnzipped>>20)
		}
		parts[i] = text
		strict = strict || bytes.Contains(text, []byte("http://purl.oclc.org/ooxml/"))
	}
	if !strict {
		return data, nil
	}
	replace := strings.NewReplacer(strictNames...)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for i, part := range from.File {
		w, err := to.Create(part.Name)
		if err != nil {
			return nil, err
		}
		text := parts[i]
		if strings.HasSuffix(part.Name, ".xml") || strings.HasSuffix(part.Name, ".rels") {
			text = []byte(replace.Replace(string(text)))
		}
		if _, err := w.Write(text); err != nil {
			return nil, err
		}
	}
	if err := to.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
