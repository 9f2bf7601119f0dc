package learning

import (
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"strings"

	"adal/internal/fault"
)

// letters are those of a code: digits and capitals without those that look like
// another. There are 31, a prime, so that the last one checks the others: any
// one that is wrong is found, and any two that changed places (a weighted sum
// modulo a prime, as in ISBN-10).
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// codeLength is how many letters a code has: 16 drawn by lot, 79 bits, and one
// that checks them.
const codeLength = 17

// codeOf is the code of the certificate that an attempt has earned. An attempt's
// id is as random as a code has to be, and is forgotten after some days.
func codeOf(attempt string) string {
	sum := sha256.Sum256([]byte("adal-certificate-code/1\n" + attempt))
	n, base, digit := new(big.Int).SetBytes(sum[:]), big.NewInt(int64(len(letters))), new(big.Int)
	code := make([]byte, codeLength-1, codeLength)
	for i := range code {
		n.DivMod(n, base, digit)
		code[i] = letters[digit.Int64()]
	}
	return string(append(code, letters[checkOf(string(code))]))
}

// checkOf is the place of the letter that makes the weighted sum zero. The last
// letter weighs one.
func checkOf(code string) int {
	sum := 0
	for i := range len(code) {
		sum += (codeLength - i) * strings.IndexByte(letters, code[i])
	}
	return (len(letters) - sum%len(letters)) % len(letters)
}

// ParseCode reads a code as people write it, with or without hyphens and spaces,
// in small letters or capitals. A code that nobody can have been given is a
// fault of the field "code".
func ParseCode(s string) (string, error) {
	code := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
	if len(code) != codeLength || strings.Trim(code, letters) != "" || checkOf(code[:codeLength-1]) != strings.IndexByte(letters, code[codeLength-1]) {
		return "", fault.In("code", "learning.code-wrong")
	}
	return code, nil
}

// ShowCode writes a code in groups of four.
func ShowCode(code string) string {
	var groups []string
	for len(code) > 4 {
		groups, code = append(groups, code[:4]), code[4:]
	}
	return strings.Join(append(groups, code), "-")
}

// keyOf is what the database finds a certificate by: not its code, so that
// whoever reads the database alone can neither make one nor try names on it.
func keyOf(code string) string {
	sum := sha256.Sum256([]byte("adal-certificate-key/1\n" + code))
	return hex.EncodeToString(sum[:])
}
