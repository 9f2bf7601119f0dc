package perception

import (
	"context"
	"time"
)

// Occupy takes the turn of those who ask what if, until it is given back, and lets
// nobody wait for it meanwhile.
func Occupy(ctx context.Context) (free func(), err error) {
	wait := longestWait
	longestWait = time.Millisecond
	return func() { longestWait = wait; asking.Release(1) }, asking.Acquire(ctx, 1)
}
