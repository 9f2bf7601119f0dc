package rates

import (
	"fmt"
	"strconv"
	"strings"

	"adal/internal/i18n"
)

// An Amount is an amount of tenge in ten-thousandths: the bank's rates have two
// digits behind the point, seldom more, and are reckoned with exactly.
type Amount int64

// one is a tenge.
const one Amount = 10_000

// decimals is how many digits behind the point an Amount has.
const decimals = 4

// String writes an amount as the bank does, without zeros at its end: "-2.1".
func (a Amount) String() string {
	whole, part, _ := strings.Cut(a.fixed(), ".")
	if part = strings.TrimRight(part, "0"); part == "" {
		return whole
	}
	return whole + "." + part
}

// fixed writes an amount with all its digits.
func (a Amount) fixed() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	return fmt.Sprintf("%s%d.%04d", sign, int64(a/one), int64(a%one))
}

// Say writes an amount as readers of a language do, «381,25», with two digits
// behind the comma at least and none left out.
func (a Amount) Say(l i18n.Lang) string {
	s := a.fixed()
	for range decimals - 2 {
		s = strings.TrimSuffix(s, "0")
	}
	said := strings.TrimSuffix(i18n.Tenge(l, s), "₸")
	return strings.TrimRight(said, "\u00a0 ")
}

// Sign is the sign of a change, as wide as a plus: "+", "−", and none of nought.
// It is for the eye alone: beside it stands a word, and a listener would hear
// "down, minus".
func (a Amount) Sign() string {
	switch {
	case a > 0:
		return "+"
	case a < 0:
		return "−"
	}
	return ""
}

// Size is how much a change is, without its sign.
func (a Amount) Size() Amount { return max(a, -a) }

// parseAmount reads a decimal of up to four digits behind its point, exactly.
// Signs, exponents and spaces are no part of one.
func parseAmount(s string) (Amount, error) {
	whole, part, point := strings.Cut(s, ".")
	if !digits(whole) || len(whole) > 12 || point && !digits(part) || len(part) > decimals {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseInt(whole+part+"0000"[len(part):], 10, 64)
	return Amount(n), err
}

// parseQuant reads a number of units from 1 to a million.
func parseQuant(s string) (int, error) {
	if !digits(s) || len(s) > 7 {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.Atoi(s)
	if err == nil && (n < 1 || n > 1_000_000) {
		err = strconv.ErrRange
	}
	return n, err
}

// digits reports whether s is one or more of the digits 0 to 9.
func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
