package reception

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"math/bits"
	"strings"
	"sync"
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
// message, so that work is never done in advance for many; and a proof is taken
// once, so that one message isn't sent under many mailboxes for one piece of work.
// Who sends again after an answer was lost does the work again.
type Queue struct {
	Calm    int          // as many may wait without a puzzle
	Bits    int          // of the first puzzle; every doubling of the queue adds one
	MaxBits int          // of the hardest puzzle: some seconds on an old telephone
	secret  [32]byte     // of this process
	waiting atomic.Int64 // how many are being served now
	now     func() time.Time

	mu    sync.Mutex
	slot  int64              // of the last proof taken
	spent map[[32]byte]int64 // the proofs taken, by the slot in which they were
}

// NewQueue returns a queue that is calm up to calm people at once.
func NewQueue(calm int) *Queue {
	q := &Queue{Calm: calm, Bits: 14, MaxBits: 20, now: time.Now, spent: map[[32]byte]int64{}}
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

func (q *Queue) slotNow() int64 { return q.now().Unix() / int64(age.Seconds()) }

func (q *Queue) seed(ago int64) []byte {
	slot := q.slotNow() - ago
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
	if asked := q.asked(); asked > 0 {
		if hash, ok := q.work(proof, content); !ok || zeros(hash) < asked || !q.spend(hash) {
			return nil, fault.New(fault.Busy, "reception.busy")
		}
	}
	q.waiting.Add(1)
	return func() { q.waiting.Add(-1) }, nil
}

// spend takes a proof if it wasn't taken before. What is older than the seeds
// that are good is forgotten.
func (q *Queue) spend(hash [32]byte) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if slot := q.slotNow(); slot != q.slot {
		q.slot = slot
		maps.DeleteFunc(q.spent, func(_ [32]byte, taken int64) bool { return taken < slot-1 })
	}
	if _, taken := q.spent[hash]; taken {
		return false
	}
	q.spent[hash] = q.slot
	return true
}

// work is the hash of a proof for a content, if its form and its seed are right.
func (q *Queue) work(proof, content string) (hash [32]byte, ok bool) {
	name, nonce, _ := strings.Cut(proof, ".")
	seed, err := base64.RawURLEncoding.DecodeString(name)
	if err != nil || !(hmac.Equal(seed, q.seed(0)) || hmac.Equal(seed, q.seed(1))) {
		return hash, false
	}
	sum, err := hex.DecodeString(content)
	if err != nil || len(sum) != sha256.Size {
		return hash, false
	}
	n, err := hex.DecodeString(nonce)
	if err != nil || len(n) != 8 {
		return hash, false
	}
	return sha256.Sum256(append(append(seed, sum...), n...)), true
}

// zeros is how many zero bits a hash begins with.
func zeros(hash [32]byte) (n int) {
	for _, b := range hash {
		n += bits.LeadingZeros8(b)
		if b != 0 {
			break
		}
	}
	return n
}
