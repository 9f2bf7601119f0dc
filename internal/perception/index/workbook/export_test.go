package workbook

import "strings"

// PlainWords are the keys of all errors and how many places their words have.
func PlainWords() map[string]int {
	all := map[string]int{}
	for key, text := range plain {
		all[key] = strings.Count(text, "%s") + strings.Count(text, "%q")
	}
	return all
}

// OldCells are the cells of every sheet of a workbook of Excel 97.
func OldCells(data []byte) (sheets [][][]string, err error) {
	stream, err := streamOf(data)
	if err != nil {
		return nil, err
	}
	w, err := readGlobals(stream)
	if err != nil {
		return nil, err
	}
	for _, s := range w.sheets {
		g := &grid{}
		if err := w.readSheet(g, s.at); err != nil {
			return nil, err
		}
		sheets = append(sheets, g.rows)
	}
	return sheets, nil
}
