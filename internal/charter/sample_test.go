//go:build !race

package charter

// sample is the share of changes that are tried: all of them.
const sample = 1
