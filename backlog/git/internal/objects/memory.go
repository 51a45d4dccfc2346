package objects

import (
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// cachedBytes is how much a memory keeps.
const cachedBytes = 32 << 20

// A memory keeps objects that are likely to be asked for again: those of packs by their place, since the next object read is as a
// rule a delta to one, for packs hold the versions of a file in a row; and trees by their name, since a commit looks at a folder
// before it changes it. When it is half full it forgets what was not asked for since it was half full the last time, which needs
// no order.
type memory[K comparable] struct {
	mu         sync.Mutex
	young, old map[K]kept
	bytes      int // of young
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
	k, ok := m.young[key]
	if !ok {
		if k, ok = m.old[key]; ok {
			m.keep(key, k)
		}
	}
	return k.kind, k.data, ok
}

func (m *memory[K]) put(key K, kind plumbing.ObjectType, data []byte) {
	if len(data) > cachedBytes/4 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.keep(key, kept{kind, data})
}

func (m *memory[K]) keep(key K, k kept) {
	if m.young == nil || m.bytes+len(k.data) > cachedBytes/2 {
		m.young, m.old, m.bytes = make(map[K]kept), m.young, 0
	}
	m.young[key] = k
	m.bytes += len(k.data)
}

// A baseMemory keeps objects of packs. Trees have a place of their own in it: one of a large folder would drive a thousand files out,
// and history needs only the next of its trees again, but each file's last version.
type baseMemory struct{ trees, others memory[place] }

func (m *baseMemory) get(at place) (plumbing.ObjectType, []byte, bool) {
	if kind, data, ok := m.others.get(at); ok {
		return kind, data, true
	}
	return m.trees.get(at)
}

func (m *baseMemory) put(at place, kind plumbing.ObjectType, data []byte) {
	if kind == plumbing.TreeObject {
		m.trees.put(at, kind, data)
		return
	}
	m.others.put(at, kind, data)
}

func (*baseMemory) room(size int) []byte { return make([]byte, 0, size) }
