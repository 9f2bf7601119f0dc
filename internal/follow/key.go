package follow

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// What the key is for. Each use has a key of its own (RFC 5869).
const (
	forName    = "adal follow name v1"
	forAddress = "adal follow address v1"
	forToken   = "adal follow token v1"
)

// secret is a token of 256 bits.
func secret() string {
	var b [32]byte
	rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// derived is the key of a use.
func (f *Followers) derived(use string) []byte {
	if len(f.Key) != KeySize {
		panic(fmt.Sprintf("follow: the key has %d bytes, not %d", len(f.Key), KeySize)) // a mistake of the program
	}
	key, err := hkdf.Key(sha256.New, f.Key, nil, use, 32)
	if err != nil {
		panic(err) // 32 bytes can be derived
	}
	return key
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// name is by what an address is found, whoever writes it in small letters or
// large ones: in practice no server tells them apart.
func (f *Followers) name(address string) string {
	return hex.EncodeToString(mac(f.derived(forName), strings.ToLower(address)))
}

// aead seals addresses (AES-256-GCM with random nonces).
func (f *Followers) aead() cipher.AEAD {
	block, err := aes.NewCipher(f.derived(forAddress))
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

func (f *Followers) seal(address string) []byte { return f.aead().Seal(nil, nil, []byte(address), nil) }

func (f *Followers) open(sealed []byte) (string, error) {
	address, err := f.aead().Open(nil, nil, sealed, nil)
	if err != nil {
		return "", errors.New("an address of a follower doesn't open with the key of the data folder")
	}
	return string(address), nil
}

// Token is what stands in the links by which a follower sees what they follow,
// and leaves. It is made of the key, so the database has nothing that lets
// anybody leave in somebody else's name.
func (f *Followers) Token(id string) string {
	return id + "." + base64.RawURLEncoding.EncodeToString(mac(f.derived(forToken), id))
}

// holder is whose token it is, and whether it is one.
func (f *Followers) holder(token string) (id string, ok bool) {
	id, given, _ := strings.Cut(token, ".")
	sum, err := base64.RawURLEncoding.Strict().DecodeString(given)
	return id, err == nil && hmac.Equal(sum, mac(f.derived(forToken), id))
}
