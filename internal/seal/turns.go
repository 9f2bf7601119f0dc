package seal

import "context"

// Turns bounds how many derivations run at once. Each takes tens of mebibytes, so
// without a bound a crowd of strangers at the door that works without script
// could use up the memory of the machine; with it they wait for each other, and
// for nothing else.
type Turns struct{ free chan struct{} }

// NewTurns lets n derivations run at once, at least one.
func NewTurns(n int) *Turns { return &Turns{make(chan struct{}, max(n, 1))} }

// PhraseKeys is [Phrase.Keys] when its turn comes, or the context's error when
// the caller leaves before.
func (t *Turns) PhraseKeys(ctx context.Context, p Phrase) (Mailbox, Identity, error) {
	leave, err := t.Enter(ctx)
	if err != nil {
		return Mailbox{}, Identity{}, err
	}
	defer leave()
	return p.Keys()
}

// SeatKeys is the function [SeatKeys] when its turn comes, or the context's error
// when the caller leaves before.
func (t *Turns) SeatKeys(ctx context.Context, login, passphrase string) (LoginSecret, Identity, error) {
	leave, err := t.Enter(ctx)
	if err != nil {
		return LoginSecret{}, Identity{}, err
	}
	defer leave()
	return SeatKeys(login, passphrase)
}

// Enter waits for a turn, and returns how it ends, for other work that takes as
// much memory. The error is that of the context.
func (t *Turns) Enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case t.free <- struct{}{}:
		return func() { <-t.free }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
