package refs

import (
	"testing"
	"testing/synctest"
	"time"
)

// Whoever waits long is told once who is in the way at that time; a short wait, or nobody who listens, is no word.
func TestWaitTellsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		w := NewWait(func(e *HeldError) { told = append(told, e.Path) })
		held := func(path string) func() *HeldError { return func() *HeldError { return &HeldError{Path: path} } }
		w.For(held("short"))
		time.Sleep(overdue / 2)
		w.Over()
		time.Sleep(time.Hour)
		synctest.Wait()
		if len(told) > 0 {
			t.Errorf("a short wait: %q", told)
		}
		w.For(held("first"))
		time.Sleep(overdue / 2)
		w.For(held("second"))
		time.Sleep(overdue)
		synctest.Wait()
		if len(told) != 1 || told[0] != "second" {
			t.Errorf("a long wait: %q", told)
		}
		w.For(held("third"))
		time.Sleep(2 * overdue)
		w.Over()
		w.For(held("fourth"))
		time.Sleep(2 * overdue)
		w.Over()
		synctest.Wait()
		if len(told) != 1 {
			t.Errorf("told once more: %q", told)
		}
		NewWait(nil).For(held("nobody"))
		NewWait(nil).Over()
	})
}

// A machine that is too busy to wake anybody in time tells it at the end.
func TestWaitIsToldLate(t *testing.T) {
	told := 0
	w := NewWait(func(*HeldError) { told++ })
	w.For(func() *HeldError { return &HeldError{} })
	w.timer.Stop()
	w.began = w.began.Add(-overdue)
	w.Over()
	w.Over()
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
