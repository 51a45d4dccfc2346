package git

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A lockFile is a lock that somebody has taken.
type lockFile struct{ path string }

func taken(t *testing.T, n int) *lockFile {
	l := &lockFile{filepath.Join(t.TempDir(), "index.lock")}
	if err := os.WriteFile(l.path, fmt.Append(nil, n), 0o644); err != nil {
		t.Fatal(err)
	}
	return l
}

// look is what somebody meets who wants the lock, too.
func (l *lockFile) look(t *testing.T) *refs.HeldError {
	info, err := os.Lstat(l.path)
	if err != nil {
		t.Fatal(err)
	}
	return &refs.HeldError{Path: "/r/index.lock", Info: info}
}

// takenAt is the lock as another one that has the number of its file.
func (l *lockFile) takenAt(t *testing.T, when time.Time) *refs.HeldError {
	if err := os.Chtimes(l.path, when, when); err != nil {
		t.Fatal(err)
	}
	return l.look(t)
}

// How long others are waited for: not for ever for one that does not let go, but as long as it takes for many that come and go.
func TestPersist(t *testing.T) {
	one := taken(t, 0).look(t)
	many := make([]error, 100)
	for i := range many {
		many[i] = taken(t, i).look(t)
	}
	coarse := taken(t, 0)
	for _, tt := range []struct {
		name  string
		try   func(n int) error
		fails bool
		least time.Duration // that it lasts
	}{
		{"nobody", func(int) error { return nil }, false, 0},
		{"one that stays", func(int) error { return one }, true, patience},
		{"many for ten minutes", func(n int) error {
			if n == 150_000 {
				return nil
			}
			return many[n/10%len(many)]
		}, false, 5 * time.Minute},
		{"many under one number, where times are of two seconds", func(n int) error {
			if n == 150_000 {
				return nil
			}
			return coarse.takenAt(t, time.Now().Truncate(2*time.Second))
		}, false, 5 * time.Minute},
		{"moves for a while", func(n int) error {
			if n == mostMoves {
				return nil
			}
			return errMoved
		}, false, 0},
		{"moves all the time", func(int) error { return errMoved }, true, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			var told []string
			wait := Options{Waiting: func(l *ErrLocked) { told = append(told, l.Path) }}.newWait()
			n, start := 0, time.Now()
			err := (&site{wait: wait}).persist(t.Context(), func() error { n++; return tt.try(n) })
			took := time.Since(start)
			if (err != nil) != tt.fails || took < tt.least {
				t.Errorf("%s: %v after %v", tt.name, err, took)
			}
			var locked *ErrLocked
			if tt.name == "one that stays" && (!errors.As(err, &locked) || took > 2*patience) {
				t.Errorf("%s: %v after %v", tt.name, err, took)
			}
			if want := took > 2*time.Second; (len(told) == 1) != want {
				t.Errorf("%s: told %q, after %v", tt.name, told, took)
			}
		})
	}
}

// How long one is waited for that stays is up to the caller.
func TestPatience(t *testing.T) {
	one := taken(t, 0).look(t)
	b := seeded(t)
	for _, enough := range []time.Duration{time.Second, time.Minute, math.MaxInt64} {
		r, err := Open(b.work, Options{Backlog: "backlog", Fresh: true, Patience: enough})
		if err != nil {
			t.Fatal(err)
		}
		s := r.site(nil)
		synctest.Test(t, func(t *testing.T) {
			const long = 3 * time.Minute
			ctx, stop := context.WithTimeout(t.Context(), long)
			defer stop()
			start := time.Now()
			err := s.persist(ctx, func() error { return one })
			took := time.Since(start)
			var locked *ErrLocked
			if fails := enough < long; errors.As(err, &locked) != fails || took < min(enough, long) || fails && took > 2*enough {
				t.Errorf("with a patience of %v: %v after %v", enough, err, took)
			}
		})
	}
}

// Whoever gives up does not wait any longer.
func TestPersistGivesUp(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	err := (&site{}).persist(ctx, func() error { stop(); return errMoved })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
