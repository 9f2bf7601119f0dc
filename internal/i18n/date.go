package i18n

import (
	"strconv"
	"time"
)

// A Day is a day of the Gregorian calendar: time.Time in its own zone, and the
// days of package calendar. A day whose month is none of the twelve is no day
// and is written as nothing.
type Day interface {
	Year() int
	Month() time.Month
	Day() int
}

// The names are CLDR's, in small letters as running text has them: Kazakh
// "wide" months in the format form, which equal the stand-alone ones but for
// the capital that CLDR gives those; Russian in the genitive (format) and the
// nominative (stand-alone); English as in en-GB.
var (
	months = [3][12]string{
		{"қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"},
		{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
		{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	}
	kazakhTitles   = [12]string{"Қаңтар", "Ақпан", "Наурыз", "Сәуір", "Мамыр", "Маусым", "Шілде", "Тамыз", "Қыркүйек", "Қазан", "Қараша", "Желтоқсан"}
	russianAlone   = [12]string{"январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"}
	englishInShort = [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"}
	weekdays       = [3][7]string{
		{"жексенбі", "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі"},
		{"воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"},
		{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
)

// Date writes a day in running text: «2020 жылғы 6 наурыз», «6 марта 2020 г.»,
// "6 March 2020". Russian and English are CLDR's long form; it has a no-break
// space before «г.», the house a plain one, so that a date can be searched for
// and copied. In Kazakh CLDR shortens the year, «2020 ж. 6 наурыз»; the house
// writes it out, as laws and official letters do.
func Date(l Lang, d Day) string {
	m := d.Month() - 1
	if m < 0 || m > 11 {
		return ""
	}
	day, year := strconv.Itoa(d.Day()), strconv.Itoa(d.Year())
	name := months[l.place()][m]
	switch l {
	case RU:
		return day + " " + name + " " + year + " г."
	case EN:
		return day + " " + name + " " + year
	}
	return year + " жылғы " + day + " " + name
}

// Dateline writes the day above an article: «06 Наурыз, 2020», «06 марта, 2020»,
// "06 March, 2020". It is the form of the portal that the site follows, not one
// of CLDR's: two digits, and a Kazakh month with a capital.
func Dateline(l Lang, d Day) string {
	m := d.Month() - 1
	if m < 0 || m > 11 {
		return ""
	}
	name := months[l.place()][m]
	if l.place() == 0 {
		name = kazakhTitles[m]
	}
	return twoDigits(d.Day()) + " " + name + ", " + strconv.Itoa(d.Year())
}

// ShortDate writes a day in a table: «06.03.2020» in Kazakh and Russian, "6 Mar
// 2020" in English. Russian is CLDR's short form; the Kazakh one has the year
// in two digits there, and four leave no doubt. English is the medium form of
// en-GB (its September is "Sept"), because figures alone are read in two ways.
func ShortDate(l Lang, d Day) string {
	m := d.Month() - 1
	if m < 0 || m > 11 {
		return ""
	}
	year := strconv.Itoa(d.Year())
	if l == EN {
		return strconv.Itoa(d.Day()) + " " + englishInShort[m] + " " + year
	}
	return twoDigits(d.Day()) + "." + twoDigits(int(m)+1) + "." + year
}

// MonthYear writes a month of a year: «2020 жылғы наурыз», «март 2020 г.»,
// "March 2020". The forms are CLDR's, with the differences of Date.
func MonthYear(l Lang, d Day) string {
	m := d.Month() - 1
	if m < 0 || m > 11 {
		return ""
	}
	year := strconv.Itoa(d.Year())
	switch l {
	case RU:
		return russianAlone[m] + " " + year + " г."
	case EN:
		return months[l.place()][m] + " " + year
	}
	return year + " жылғы " + months[0][m]
}

// Weekday names a day of the week as running text has it: «жұма», «пятница»,
// "Friday". What is not one of the seven has no name.
func Weekday(l Lang, w time.Weekday) string {
	if w < time.Sunday || w > time.Saturday {
		return ""
	}
	return weekdays[l.place()][w]
}

// twoDigits writes a day or a month of a date with a leading zero.
func twoDigits(n int) string {
	if n >= 0 && n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
