package forms

import (
	"bytes"
	"strings"
	"testing"

	"adal/internal/fault"
	"adal/internal/i18n"

	"github.com/xuri/excelize/v2"
)

// book makes a workbook of sheets: each a table whose rows are lines, with bars
// between the cells. A cell that begins with "formula:" is one.
func book(t testing.TB, sheets map[string]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for name, table := range sheets {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(table), "\n") {
			for j, cell := range strings.Split(line, "|") {
				at, err := excelize.CoordinatesToCellName(j+1, i+1)
				if err != nil {
					t.Fatal(err)
				}
				cell = strings.TrimSpace(cell)
				if formula, ok := strings.CutPrefix(cell, "formula:"); ok {
					err = f.SetCellFormula(name, at, formula)
				} else if cell != "" {
					err = f.SetCellStr(name, at, cell)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// form imports a workbook that has to be right.
func form(t testing.TB, sheets map[string]string) *Form {
	t.Helper()
	f, err := Import(book(t, sheets))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// entrance is a small checklist of what anybody sees from the street.
var entrance = map[string]string{
	"survey": `
type|name|label::Қазақша (kk)|label::Русский (ru)|label::English (en)|hint::kk|required|required_message::ru|relevant|constraint|constraint_message::kk|calculation|choice_filter|default|appearance|parameters|read_only|adal_shortcoming|adal_finding::kk|adal_severity|adal_basis|media::image
note|rule|Қоғамдық жерден қараңыз, ешқашан құжат сұрамаңыз.|Наблюдайте из общественного места, никогда не спрашивайте документы.|Observe from public space, never ask for documents.
begin group|access|Кіреберіс|Вход|Entrance
select_one yes_no|ramp|Пандус бар ма?|Есть ли пандус?|Is there a ramp?|Көшеден қараңыз|yes|Скажите, есть ли пандус||||||||||no|Пандус жоқ|high|Кодекс, 1-бап|ramp.png
integer|steps|Неше баспалдақ?|Сколько ступеней?|How many steps?||yes||${ramp} = 'no'|. >= 0 and . < 100|Сан 0–99 болсын|||||||. > 3
select_multiple signs|signs|Қандай белгілер бар?|Какие есть знаки?|Which signs are there?
end_group|
calculate|score||||||||||if(${ramp} = 'yes', 2, 0) + count-selected(${signs})
select_one town|town|Қала|Город|Town|||||||| region = ${region}
select_one region|region|Өңір|Регион|Region
range|clean|Тазалық|Чистота|Cleanliness|||||||||1||start=0 end=5 step=0.5
date|seen|Қай күні?|Когда?|When?||||| . <= today()||||today()
`,
	"choices": `
list_name|name|label::kk|label::ru|label::en|region
yes_no|yes|Иә|Да|Yes
yes_no|no|Жоқ|Нет|No
signs|hours|Жұмыс уақыты|Часы работы|Opening hours
signs|name|Атауы|Название|Name
region|47|Маңғыстау|Мангистау|Mangystau
region|23|Атырау|Атырау|Atyrau
town|aqtau|Ақтау|Актау|Aktau|47
town|atyrau|Атырау|Атырау|Atyrau|23
`,
	"settings": `
form_title|form_title::ru|form_id|version|default_language|style
Кіреберіс|Вход|entrance|3|Қазақша (kk)|pages
`,
}

// faultsOf are the faults of an error as words with their English places.
func faultsOf(err error) (all []string) {
	for _, e := range fault.Fields(err) {
		word := strings.TrimPrefix(e.Word, "forms.")
		if len(e.Args) > 0 {
			if place, ok := e.Args[0].(i18n.Text); ok {
				word += " @ " + place.EN
			}
		}
		all = append(all, word)
	}
	return all
}

// excelizeCells are all cells of a workbook as they are written.
func excelizeCells(workbook []byte) (all []string, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			all = append(all, r...)
		}
	}
	return all, nil
}
