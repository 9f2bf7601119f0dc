//go:build race

package charter

// sample is the share of changes that are tried: one of so many. The trial of
// a changed charter runs in one goroutine, so that the race detector makes it
// ten times slower and has nothing to find; the plain tests try all.
const sample = 7
