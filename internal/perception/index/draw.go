package index

import (
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// blockSize is how many draws share one stream per unit. It is part of what a
// seed means: another size gives other draws.
const blockSize = 256

// A stream is a sequence of random numbers that depends on the seed, a name
// and a block alone: on neither the order of the units nor the processor that
// happens to draw. PCG is specified bit by bit (O'Neill, 2014).
type stream struct{ pcg rand.PCG }

// at puts the stream to the beginning of a block of the named unit's draws.
func (s *stream) at(seed, name uint64, block int) {
	s.pcg.Seed(seed^scramble(uint64(block)), name)
}

// uniform is strictly between 0 and 1, in steps of 2⁻⁵³.
func (s *stream) uniform() float64 {
	return (float64(s.pcg.Uint64()>>11) + 0.5) * 0x1p-53
}

// normal is a standard normal number, by inversion: one uniform number each,
// so that streams stay in step.
func (s *stream) normal() float64 { return NormalQuantile(s.uniform()) }

// nameOf is the name of a unit's stream (FNV-1a).
func nameOf(unit string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(unit))
	return h.Sum64()
}

// scramble spreads small numbers over 64 bits (the finaliser of SplitMix64).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// inBlocks calls work for every block number below n on all processors. Each
// goroutine makes its own scratch once. Which goroutine takes which block is
// left to chance, so work must add up only what doesn't depend on order.
func inBlocks[S any](n int, scratch func() S, work func(scratch S, block int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		all.Go(func() {
			s := scratch()
			for {
				block := int(next.Add(1)) - 1
				if block >= n {
					return
				}
				work(s, block)
			}
		})
	}
	all.Wait()
}
