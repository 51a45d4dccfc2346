package objects

import "github.com/go-git/go-git/v5/plumbing"

// A pack is read by windows: objects that are asked for one after the other lie beside each other as a rule, or come back to a
// place, and what lies in memory is decompressed faster. Each window reaches a little into the next one, so that few objects cross
// an end.
const (
	windowStep = 28 << 10
	windowSize = windowStep + 4<<10
)

// window gives a pack's bytes from a place on: as many as asked for, unless the pack ends before, and often more. They must not be
// changed.
func (s *Store) window(p *pack, at, want int64) ([]byte, error) {
	end := p.size - packTail
	want = min(want, end-at)
	skip := at % windowStep
	start := place{p, at - skip}
	_, data, known := s.windows.get(start)
	if !known {
		var err error
		if data, err = p.read(start.at, min(windowSize, end-start.at)); err != nil {
			return nil, err
		}
		s.windows.put(start, plumbing.InvalidObject, data)
	}
	if skip+want <= int64(len(data)) {
		return data[skip:], nil
	}
	return p.read(at, want)
}

// read reads some bytes of a pack.
func (p *pack) read(at, n int64) ([]byte, error) {
	data := make([]byte, n)
	_, err := p.data.ReadAt(data, at)
	return data, err
}
