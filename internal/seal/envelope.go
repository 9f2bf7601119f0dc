package seal

import (
	"crypto/sha256"
	"encoding/hex"
)

// SealLetter packs a letter and seals it to its matter's recipient. Letters of
// the same [Bucket] come out with the same length. A letter above the limits is
// a fault.
func SealLetter(l Letter, to Recipient) ([]byte, error) {
	packed, err := Pack(l)
	if err != nil {
		return nil, err
	}
	return Seal(packed, to)
}

// OpenLetter opens what [SealLetter] made, here or in the browser.
func OpenLetter(with Identity, sealed []byte) (Letter, error) {
	packed, err := Open(with, sealed)
	if err != nil {
		return Letter{}, err
	}
	return Unpack(packed)
}

// Commitment is the SHA-256 of a sealed letter in lower hex. It stands in the
// [Receipt], says nothing about the content, and fits no other letter.
func Commitment(sealed []byte) string {
	sum := sha256.Sum256(sealed)
	return hex.EncodeToString(sum[:])
}

// MaxSealed bounds the length of a letter sealed to one recipient, in bytes:
// [MaxPacked], 16 bytes for each piece of 64 KiB, and an age header, which stays
// below 4 KiB. A server refuses longer uploads.
const MaxSealed = MaxPacked + MaxPacked/(64<<10)*16 + 4<<10
