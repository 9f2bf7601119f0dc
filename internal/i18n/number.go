package i18n

import (
	"math"
	"strconv"
	"strings"
)

// space is the no-break space that CLDR puts between groups of digits in Kazakh
// and Russian, and before a unit: a number is not torn apart at a line's end.
const space = "\u00a0"

// Number writes a whole number in groups of three digits: «1 234 567» with
// no-break spaces in Kazakh and Russian, "1,234,567" in English (CLDR).
func Number(l Lang, n int64) string {
	var room [32]byte
	return string(appendInteger(room[:0], l, magnitude(n), n < 0, 4))
}

// Decimal writes a number with so many digits behind the comma (Kazakh,
// Russian) or the point (English), 0 to 20, rounded to the nearest. What is not
// a finite number is an en dash, as in a table without the value.
func Decimal(l Lang, f float64, digits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "–"
	}
	return amount(l, strconv.FormatFloat(f, 'f', min(max(digits, 0), 20), 64))
}

// Percent writes a share, 0.345, as a percentage with so many digits behind the
// comma: «34,5%» in Kazakh, «34,5 %» with a no-break space in Russian, "34.5%"
// in English (CLDR).
func Percent(l Lang, share float64, digits int) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	digits = min(max(digits, 0), 20)
	// The point is moved in the written number, because share*100 would round twice.
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(share, 'f', digits+2, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	whole = strings.TrimLeft(whole+fraction[:2], "0")
	if whole == "" {
		whole = "0"
	}
	if fraction = fraction[2:]; fraction != "" {
		whole += "." + fraction
	}
	if l == RU {
		return amount(l, sign+whole) + space + "%"
	}
	return amount(l, sign+whole) + "%"
}

// units are powers of 1000 (IEC 80000-13: kB is 1000 bytes), in CLDR's short
// form, with "B" from its narrow one. CLDR's Kazakh has a Latin letter in «MБ»
// and «TБ»; ours are Cyrillic throughout.
var units = [3][5]string{
	{"байт", "кБ", "МБ", "ГБ", "ТБ"},
	{"Б", "кБ", "МБ", "ГБ", "ТБ"},
	{"B", "kB", "MB", "GB", "TB"},
}

// Bytes are a number of bytes as an argument of Say, which writes them by Size.
type Bytes int64

// Size writes a number of bytes in the largest unit that leaves at least one
// whole: «512 байт», «16,4 кБ», «50 МБ». Below a hundred there is one digit
// behind the comma unless it is zero, so that a file just over a limit of 50 MB
// does not read as 50 MB.
func Size(l Lang, bytes int64) string {
	n, unit := magnitude(bytes), uint64(1)
	power := 0
	// A number that would round to 1000 of a unit is one of the next.
	for power < len(units[0])-1 && n >= unit*1000-unit/2 {
		unit *= 1000
		power++
	}
	tenths := (n/unit)*10 + ((n%unit)*10+unit/2)/unit
	s := strconv.FormatUint(tenths/10, 10)
	switch {
	case tenths >= 1000:
		s = strconv.FormatUint(n/unit+(n%unit+unit/2)/unit, 10)
	case tenths%10 != 0:
		s += "." + strconv.FormatUint(tenths%10, 10)
	}
	if bytes < 0 {
		s = "-" + s
	}
	return amount(l, s) + space + units[l.place()][power]
}

// Tenge writes an amount of tenge that is kept as a decimal string, "498.51":
// «498,51 ₸», in English "498.51 ₸". All digits stay, because rates are never
// rounded. What is not a decimal number stands as it is. CLDR puts the sign
// first in English; the house puts it where everybody in the country does.
func Tenge(l Lang, decimal string) string { return amount(l, decimal) + space + "₸" }

// amount writes a decimal string ("-1234.50") in a language. What is not one is
// returned as it is. Minus zero loses its sign.
func amount(l Lang, decimal string) string {
	digits, negative := strings.CutPrefix(decimal, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if !figures(whole) || point && !figures(fraction) {
		return decimal
	}
	var room [64]byte
	said := room[:0]
	if negative && strings.Trim(digits, "0.") != "" {
		said = append(said, '-')
	}
	said = appendGrouped(said, l, whole, 4)
	if point {
		if l == EN {
			said = append(said, '.')
		} else {
			said = append(said, ',')
		}
		said = append(said, fraction...)
	}
	return string(said)
}

// figures tells whether a string is one or more of the digits 0 to 9.
func figures(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// appendInteger writes a whole number, in groups if it has at least so many digits.
func appendInteger(said []byte, l Lang, n uint64, negative bool, from int) []byte {
	if negative {
		said = append(said, '-') // the hyphen is CLDR's minus sign in all three
	}
	var room [20]byte
	return appendGrouped(said, l, string(strconv.AppendUint(room[:0], n, 10)), from)
}

// appendGrouped writes digits in groups of three if there are at least so many.
func appendGrouped(said []byte, l Lang, digits string, from int) []byte {
	for i := range len(digits) {
		if left := len(digits) - i; i > 0 && left%3 == 0 && len(digits) >= from {
			if l == EN {
				said = append(said, ',')
			} else {
				said = append(said, space...)
			}
		}
		said = append(said, digits[i])
	}
	return said
}
