package i18n

import (
	"testing"
	"time"

	"adal/internal/calendar"
)

func on(year int, month time.Month, day int) Day {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// none is a day that is none.
var none calendar.Day

func TestDates(t *testing.T) {
	nauryz := on(2020, time.March, 6)
	for _, c := range []struct {
		name  string
		write func(Lang, Day) string
		day   Day
		want  [3]string // kk, ru, en
	}{
		{"Date", Date, nauryz, [3]string{"2020 жылғы 6 наурыз", "6 марта 2020 г.", "6 March 2020"}},
		{"Date", Date, calendar.Date(2026, time.November, 23), [3]string{"2026 жылғы 23 қараша", "23 ноября 2026 г.", "23 November 2026"}},
		{"Dateline", Dateline, nauryz, [3]string{"06 Наурыз, 2020", "06 марта, 2020", "06 March, 2020"}},
		{"Dateline", Dateline, on(2025, time.December, 16), [3]string{"16 Желтоқсан, 2025", "16 декабря, 2025", "16 December, 2025"}},
		{"ShortDate", ShortDate, nauryz, [3]string{"06.03.2020", "06.03.2020", "6 Mar 2020"}},
		{"ShortDate", ShortDate, on(2024, time.September, 30), [3]string{"30.09.2024", "30.09.2024", "30 Sept 2024"}},
		{"MonthYear", MonthYear, nauryz, [3]string{"2020 жылғы наурыз", "март 2020 г.", "March 2020"}},
		{"MonthYear", MonthYear, on(2021, time.May, 1), [3]string{"2021 жылғы мамыр", "май 2021 г.", "May 2021"}},
		{"Date", Date, none, [3]string{}},
		{"Dateline", Dateline, none, [3]string{}},
		{"ShortDate", ShortDate, none, [3]string{}},
		{"MonthYear", MonthYear, none, [3]string{}},
	} {
		for i, l := range Langs {
			if got := c.write(l, c.day); got != c.want[i] {
				t.Errorf("%s in %s = %q, want %q", c.name, l, got, c.want[i])
			}
		}
	}
	if got := Date("de", nauryz); got != "2020 жылғы 6 наурыз" {
		t.Errorf("in a language that we don't speak: %q", got)
	}
}

// TestMonths reads each month off the forms as ICU 78 (CLDR 48) prints them:
// Intl.DateTimeFormat with {year, month: "long", day}, {month: "long"} and
// dateStyle "medium" for 6 days of 2020.
func TestMonths(t *testing.T) {
	want := []struct{ kk, title, of, alone, en, short string }{
		{"қаңтар", "Қаңтар", "января", "январь", "January", "Jan"},
		{"ақпан", "Ақпан", "февраля", "февраль", "February", "Feb"},
		{"наурыз", "Наурыз", "марта", "март", "March", "Mar"},
		{"сәуір", "Сәуір", "апреля", "апрель", "April", "Apr"},
		{"мамыр", "Мамыр", "мая", "май", "May", "May"},
		{"маусым", "Маусым", "июня", "июнь", "June", "Jun"},
		{"шілде", "Шілде", "июля", "июль", "July", "Jul"},
		{"тамыз", "Тамыз", "августа", "август", "August", "Aug"},
		{"қыркүйек", "Қыркүйек", "сентября", "сентябрь", "September", "Sept"},
		{"қазан", "Қазан", "октября", "октябрь", "October", "Oct"},
		{"қараша", "Қараша", "ноября", "ноябрь", "November", "Nov"},
		{"желтоқсан", "Желтоқсан", "декабря", "декабрь", "December", "Dec"},
	}
	for i, w := range want {
		d := on(2020, time.Month(i+1), 6)
		for _, c := range [][2]string{
			{Date(KK, d), "2020 жылғы 6 " + w.kk},
			{Dateline(KK, d), "06 " + w.title + ", 2020"},
			{Date(RU, d), "6 " + w.of + " 2020 г."},
			{MonthYear(RU, d), w.alone + " 2020 г."},
			{Date(EN, d), "6 " + w.en + " 2020"},
			{ShortDate(EN, d), "6 " + w.short + " 2020"},
		} {
			if c[0] != c[1] {
				t.Errorf("%q, want %q", c[0], c[1])
			}
		}
	}
}

func TestWeekday(t *testing.T) {
	want := map[Lang][7]string{
		KK: {"жексенбі", "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі"},
		RU: {"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
		EN: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
	for l, names := range want {
		for i, name := range names {
			// 1 March 2020 was a Sunday.
			w := time.Date(2020, time.March, 1+i, 0, 0, 0, 0, time.UTC).Weekday()
			if got := Weekday(l, w); got != name {
				t.Errorf("%s: %s is %q, want %q", l, w, got, name)
			}
		}
	}
	if got := Weekday(KK, 7) + Weekday(KK, -1); got != "" {
		t.Errorf("an eighth day is called %q", got)
	}
}
