package git

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// Bounds on the waiting for other programs.
const (
	firstWait   = time.Millisecond
	longestWait = 32 * time.Millisecond
	shortWait   = 4 * time.Millisecond // the longest of a pessimist: the gap between two others may be no longer
	patience    = 3 * time.Second      // with one lock that nobody lets go of, where nobody says otherwise
	pessimistic = 2                    // attempts after which the index is locked before anything is prepared
	mostMoves   = 1000                 // attempts in a row that find the repository changed and nobody who holds a lock
)

// persist repeats what fails because of other programs, until it has waited too
// long for one lock. Others that come and go do not make it give up: they end
// their work one after the other, and the wait ends when somebody says so.
func (s *site) persist(ctx context.Context, try func() error) error {
	defer s.wait.Over()
	var held *refs.HeldError
	var stuck time.Duration // with one lock
	enough := cmp.Or(s.patience, patience)
	moves := 0
	pause := firstWait
	for tries := 1; ; tries++ {
		err := try()
		var now *refs.HeldError
		if !errors.As(err, &now) && !errors.Is(err, errMoved) {
			return err
		}
		if !sameLock(held, now) {
			stuck = 0
		}
		if moves++; now != nil {
			moves = 0
		}
		if stuck > enough || moves > mostMoves {
			return lockedError(err, now)
		}
		held = now
		s.wait.For(func() *refs.HeldError { return now })
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			stuck += pause
		}
		pause = min(2*pause, longestWait)
		if tries >= pessimistic {
			pause = min(pause, shortWait)
		}
	}
}

func sameLock(a, b *refs.HeldError) bool {
	return a != nil && b != nil && a.Path == b.Path && a.Info != nil && b.Info != nil && refs.Unchanged(a.Info, b.Info)
}

// lockedError says it in the words of this package.
func lockedError(err error, held *refs.HeldError) error {
	if held == nil {
		return err
	}
	return locked(held)
}

func locked(held *refs.HeldError) *ErrLocked {
	return &ErrLocked{Path: held.Path, Age: held.Age, PID: held.PID}
}

// newWait tells Waiting, in the words of this package, who is in the way.
func (o Options) newWait() *refs.Wait {
	if o.Waiting == nil {
		return nil
	}
	return refs.NewWait(func(held *refs.HeldError) {
		if held == nil { // the repository moves all the time, whoever it is
			held = &refs.HeldError{}
		}
		o.Waiting(locked(held))
	})
}
