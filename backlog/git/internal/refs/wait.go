package refs

import (
	"sync"
	"time"
)

// overdue is how long a writer waits for others before somebody is told.
const overdue = 1500 * time.Millisecond

// A Wait is one writer's waiting for others. Once it takes long somebody is told who
// is in the way, once in the life of a Wait. Nil tells nobody.
type Wait struct {
	tell func(*HeldError)

	mu    sync.Mutex
	who   func() *HeldError
	timer *time.Timer // nil: nobody is in the way
	began time.Time
	told  bool
}

// NewWait gives a Wait that calls tell, from another goroutine but never after
// [Wait.Over]; nil: nobody wants to know.
func NewWait(tell func(*HeldError)) *Wait {
	if tell == nil {
		return nil
	}
	return &Wait{tell: tell}
}

// For notes that somebody is in the way: who says it if it takes long.
func (w *Wait) For(who func() *HeldError) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.who = who
	if w.timer == nil {
		w.began = time.Now()
		w.timer = time.AfterFunc(overdue, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.say()
		})
	}
}

// say tells who is in the way, unless that is said already or nobody is any more. The mutex must be held.
func (w *Wait) say() {
	if w.told || w.timer == nil {
		return
	}
	w.told = true
	w.tell(w.who())
}

// Over says that nobody is in the way any more. A wait that was long is told even
// where the machine was too busy to tell it in time.
func (w *Wait) Over() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer == nil {
		return
	}
	w.timer.Stop()
	if time.Since(w.began) >= overdue {
		w.say()
	}
	w.timer = nil
}
