package objects

import (
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// cachedBytes is how much a memory keeps.
const cachedBytes = 32 << 20

// A memory keeps objects that are likely to be asked for again: those of packs by their place, since the next object read is as a
// rule a delta to one, for packs hold the versions of a file in a row; and trees by their name, since a commit looks at a folder
// before it changes it. It forgets all at once when it is full, which costs one chain a time and needs no order.
type memory[K comparable] struct {
	mu    sync.Mutex
	known map[K]kept
	bytes int
}

// place is where a pack holds an object.
type place struct {
	pack *pack
	at   int64
}

type kept struct {
	kind plumbing.ObjectType
	data []byte
}

func (m *memory[K]) get(key K) (plumbing.ObjectType, []byte, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.known[key]
	return k.kind, k.data, ok
}

func (m *memory[K]) put(key K, kind plumbing.ObjectType, data []byte) {
	if len(data) > cachedBytes/4 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || m.bytes+len(data) > cachedBytes {
		m.known, m.bytes = make(map[K]kept), 0
	}
	m.known[key] = kept{kind, data}
	m.bytes += len(data)
}
