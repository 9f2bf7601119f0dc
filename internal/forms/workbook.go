package forms

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook.
const (
	MostWorkbook = 5 << 20  // bytes as it comes
	mostUnzipped = 40 << 20 // bytes unpacked, of all its parts
	mostParts    = 200
	mostColumns  = 100
)

// A sheet is the cells of a sheet as texts.
type sheet [][]string

// readWorkbook reads the sheets of a workbook that a form is made of. It opens no
// other file and runs nothing: formulas give the value that stands with them.
func readWorkbook(data []byte) (map[string]sheet, error) {
	formulas, err := inspect(data)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: mostUnzipped, UnzipXMLSizeLimit: mostUnzipped})
	if err != nil {
		return nil, fault.In("workbook", "forms.unreadable")
	}
	defer f.Close()
	sheets := map[string]sheet{}
	for _, name := range f.GetSheetList() {
		known := strings.ToLower(strings.TrimSpace(name))
		if known != surveySheet && known != choicesSheet && known != settingsSheet {
			continue
		}
		if sheets[known], err = readSheet(f, name); err != nil {
			return nil, err
		}
		if formulas {
			if err := valueless(f, name, sheets[known]); err != nil {
				return nil, err
			}
		}
	}
	return sheets, nil
}

// inspect looks at a workbook before anything reads it: at what it would grow to,
// at macros, and at what XML could have in it that no workbook needs.
func inspect(data []byte) (formulas bool, err error) {
	if len(data) > MostWorkbook {
		return false, &fault.Error{Kind: fault.TooLarge, Field: "workbook", Word: "forms.too-large", Args: []any{i18n.Bytes(MostWorkbook)}}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return false, fault.In("workbook", "forms.unreadable")
	}
	left := int64(mostUnzipped)
	if len(z.File) > mostParts {
		return false, fault.In("workbook", "forms.unreadable")
	}
	for _, part := range z.File {
		name := strings.ToLower(part.Name)
		if strings.Contains(name, "vbaproject") || strings.Contains(name, "macrosheets") || strings.Contains(name, "activex") {
			return false, fault.In("workbook", "forms.macros")
		}
		r, err := part.Open()
		if err != nil {
			return false, fault.In("workbook", "forms.unreadable")
		}
		text, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if err != nil {
			return false, fault.In("workbook", "forms.unreadable")
		}
		if left -= int64(len(text)); left < 0 {
			return false, &fault.Error{Kind: fault.TooLarge, Field: "workbook", Word: "forms.unpacked", Args: []any{i18n.Bytes(mostUnzipped)}}
		}
		formulas = formulas || bytes.Contains(text, []byte("<f>")) || bytes.Contains(text, []byte("<f ")) || bytes.Contains(text, []byte("<f/"))
		// No workbook declares a type of document; entities, which grow without
		// end or name other files, are declared nowhere else.
		if bytes.Contains(text, []byte("<!DOCTYPE")) || bytes.Contains(text, []byte("<!ENTITY")) || bytes.Contains(text, []byte("<\x00!\x00D\x00O\x00C")) {
			return false, fault.In("workbook", "forms.entities")
		}
	}
	return formulas, nil
}

// failed are what a cell shows whose formula failed.
var failed = []string{"#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

// readSheet reads the cells of a sheet.
func readSheet(f *excelize.File, name string) (sheet, error) {
	rows, err := f.Rows(name)
	if err != nil {
		return nil, fault.In("workbook", "forms.unreadable")
	}
	defer rows.Close()
	var s sheet
	wrong := &faults{}
	known := strings.ToLower(strings.TrimSpace(name))
	for rows.Next() {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fault.In("workbook", "forms.unreadable")
		}
		if len(cells) > mostColumns || len(s) > MostQuestions+MostChoices {
			wrong.add(known, len(s)+1, "", "forms.sheet-large", mostColumns, MostQuestions+MostChoices)
			return nil, wrong.err()
		}
		for i := range cells {
			cells[i] = plain(cells[i])
			if slices.Contains(failed, cells[i]) {
				at, _ := excelize.ColumnNumberToName(i + 1) // within mostColumns there is always one
				wrong.add(known, len(s)+1, at, "forms.formula-failed", cells[i])
			}
			if len([]rune(cells[i])) > MostCell {
				at, _ := excelize.ColumnNumberToName(i + 1)
				wrong.add(known, len(s)+1, at, "forms.cell-long", MostCell)
			}
		}
		s = append(s, cells)
	}
	if rows.Error() != nil {
		return nil, fault.In("workbook", "forms.unreadable")
	}
	return s, wrong.err()
}

// valueless finds formulas beside which no value stands: a program wrote them, and
// none has counted yet.
func valueless(f *excelize.File, name string, s sheet) error {
	wrong, known := &faults{}, strings.ToLower(strings.TrimSpace(name))
	if len(s) == 0 {
		return nil
	}
	for i, cells := range s {
		for j := range max(len(cells), len(s[0])) {
			if j < len(cells) && cells[j] != "" {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return fault.In("workbook", "forms.unreadable")
			}
			if formula, err := f.GetCellFormula(name, cell); err == nil && formula != "" {
				letters, _ := excelize.ColumnNumberToName(j + 1) // within mostColumns there is always one
				wrong.add(known, i+1, letters, "forms.formula-empty")
			}
		}
	}
	return wrong.err()
}

// plain is the text of a cell: without white space around it, with one kind of
// line ends, and without what no text has.
func plain(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u00a0", " ").Replace(strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, s))
}
