package reception

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/bits"
	"strings"
	"sync/atomic"
	"time"

	"adal/internal/fault"
)

// A Queue keeps the reception's door open for everybody. There is no limit that
// strangers could use up: when more people wait than are served at once, each
// is asked for a little work of their device, the more the longer the queue.
// A person's telephone does it in the time that the queue would have taken; a
// flood has to do it for every message.
//
// The puzzle is to find a nonce for which SHA-256(seed ‖ SHA-256 of what is
// sent ‖ nonce) begins with so many zero bits. It binds the work to one
// message, so that work is never done in advance for many or used twice for
// different ones.
type Queue struct {
	Calm    int          // as many may wait without a puzzle
	Bits    int          // of the first puzzle; every doubling of the queue adds one
	MaxBits int          // of the hardest puzzle: some seconds on an old telephone
	secret  [32]byte     // of this process
	waiting atomic.Int64 // how many are being served now
	now     func() time.Time
}

// NewQueue returns a queue that is calm up to calm people at once.
func NewQueue(calm int) *Queue {
	q := &Queue{Calm: calm, Bits: 14, MaxBits: 20, now: time.Now}
	rand.Read(q.secret[:])
	return q
}

// A Puzzle is what is asked of who brings something.
type Puzzle struct {
	Seed string `json:"seed"` // base64url
	Bits int    `json:"bits"` // 0: nothing is asked
}

// age is how long a puzzle may take: its seed is that of a slot of time, and
// that of the slot before is still good.
const age = 5 * time.Minute

// Puzzle returns what is asked now.
func (q *Queue) Puzzle() Puzzle {
	return Puzzle{Seed: base64.RawURLEncoding.EncodeToString(q.seed(0)), Bits: q.asked()}
}

func (q *Queue) seed(ago int64) []byte {
	slot := q.now().Unix()/int64(age.Seconds()) - ago
	m := hmac.New(sha256.New, q.secret[:])
	binary.Write(m, binary.BigEndian, slot) // a hash takes all that is written
	return m.Sum(nil)[:16]
}

// asked is how many bits are asked of the next one who comes.
func (q *Queue) asked() int {
	over := int(q.waiting.Load()) / max(q.Calm, 1)
	if over == 0 {
		return 0
	}
	return min(q.Bits+bits.Len(uint(over))-1, q.MaxBits)
}

// Enter lets one in who did the work asked, for the content of that SHA-256 in
// hexadecimal, and returns how they leave. proof is "seed.nonce", or empty.
// Otherwise the fault is Busy, and what is asked now goes with it.
func (q *Queue) Enter(proof, content string) (leave func(), err error) {
	if asked := q.asked(); asked > 0 && q.work(proof, content) < asked {
		return nil, fault.New(fault.Busy, "reception.busy")
	}
	q.waiting.Add(1)
	return func() { q.waiting.Add(-1) }, nil
}

// work is how many bits of work a proof has for a content.
func (q *Queue) work(proof, content string) int {
	name, nonce, _ := strings.Cut(proof, ".")
	seed, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || !(hmac.Equal(seed, q.seed(0)) || hmac.Equal(seed, q.seed(1))) {
		return 0
	}
	sum, err := hex.DecodeString(content)
	if err != nil || len(sum) != sha256.Size {
		return 0
	}
	n, err := hex.DecodeString(nonce)
	if err != nil || len(n) != 8 {
		return 0
	}
	h := sha256.Sum256(append(append(seed, sum...), n...))
	zeros := 0
	for _, b := range h {
		zeros += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return zeros
}
