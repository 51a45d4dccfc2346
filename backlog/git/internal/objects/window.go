package objects

import "sync"

const (
	// windowSize is how much of a pack is read at once: objects that are asked for one after the other lie beside each other as a
	// rule, and what lies in memory is decompressed faster.
	windowSize = 32 << 10
	// maxWindows is how many are kept, so that commits, trees and files each have theirs.
	maxWindows = 16
)

// A windows keeps pieces of packs.
type windows struct {
	mu   sync.Mutex
	list []window // the last used first
}

// A window is a piece of a pack, which never changes.
type window struct {
	at   place
	data []byte
}

// from gives a pack's bytes from a place on: as many as asked for, unless the pack ends before, and often more.
func (w *windows) from(p *pack, at int64, want int) ([]byte, error) {
	end := p.size - packTail
	want = int(min(int64(want), end-at))
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, one := range w.list {
		if skip := at - one.at.at; one.at.pack == p && skip >= 0 && skip+int64(want) <= int64(len(one.data)) {
			copy(w.list[1:], w.list[:i])
			w.list[0] = one
			return one.data[skip:], nil
		}
	}
	data := make([]byte, min(int64(max(want, windowSize)), end-at))
	if _, err := p.data.ReadAt(data, at); err != nil {
		return nil, err
	}
	if len(w.list) < maxWindows {
		w.list = append(w.list, window{})
	}
	copy(w.list[1:], w.list)
	w.list[0] = window{place{p, at}, data}
	return data, nil
}
