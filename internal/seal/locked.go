package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"

	"adal/internal/fault"
)

// A Lock is a key for one message alone, which its sender keeps while the message
// waits elsewhere for what belongs to it: AES-256-GCM. A key that is used once needs
// no nonce that differs.
type Lock [32]byte

// NewLock returns a key that nobody has.
func NewLock() (l Lock) {
	rand.Read(l[:]) // never fails; it ends the program instead
	return l
}

// Close closes the one message of a key.
func (l Lock) Close(plain []byte) []byte {
	return l.cipher().Seal(nil, make([]byte, l.cipher().NonceSize()), plain, nil)
}

// Open opens what Close of this key closed; anything else is fault.Invalid.
func (l Lock) Open(closed []byte) ([]byte, error) {
	plain, err := l.cipher().Open(nil, make([]byte, l.cipher().NonceSize()), closed, nil)
	if err != nil {
		return nil, fault.Invalid
	}
	return plain, nil
}

func (l Lock) cipher() cipher.AEAD {
	block, err := aes.NewCipher(l[:])
	if err != nil {
		panic(err) // a key of 32 bytes is one
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // of the cipher that it is made for
	}
	return aead
}

// String keeps the key out of what is printed.
func (l Lock) String() string { return "[lock]" }

// GoString keeps the key out of what is printed.
func (l Lock) GoString() string { return l.String() }
