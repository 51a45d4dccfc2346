package objects

import (
	"cmp"
	"errors"
	"io/fs"

	"github.com/go-git/go-git/v5/plumbing"
)

// maxRescans is how often packs are looked for again for one object: a git gc in a loop beside us replaces them each time.
const maxRescans = 16

// find looks an object up, and again as long as there are other packs than a moment ago, since a git gc that
// runs beside us packs loose objects and replaces packs.
func (s *Store) find(id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	return s.findFrom(s.known(), id)
}

// findFrom is find with a list of packs that need not be up to date.
func (s *Store) findFrom(list packList, id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	kind, data, err := s.look(list.packs, id)
	for range maxRescans {
		if err == nil {
			break
		}
		newer := s.rescan()
		list.failed = newer.failed
		if newer.age == list.age {
			break
		}
		list = newer
		kind, data, err = s.look(list.packs, id)
	}
	var missing *NotFoundError
	if errors.As(err, &missing) && list.failed != nil {
		err = list.failed
	}
	return kind, data, err
}

// look looks an object up in packs and folders: the first whole copy of it counts. Damage is an error only where there is none.
func (s *Store) look(packs []*pack, id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	var damage error
	recent := s.recent.Load()
	for i := -1; i < len(packs); i++ {
		p := recent
		if i >= 0 {
			p = packs[i]
		}
		if p == nil || i >= 0 && p == recent {
			continue
		}
		kind, data, err := s.inPack(p, id)
		if err == nil && kind != plumbing.InvalidObject {
			s.recent.Store(p)
			return kind, data, nil
		}
		damage = cmp.Or(damage, err)
	}
	for _, dir := range s.folders() {
		path := loosePath(dir, id)
		kind, data, err := s.readLoose(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err == nil && Sum(kind, data) == id:
			return kind, data, nil
		case err == nil:
			err = corrupt(path, wrongName)
		}
		damage = cmp.Or(damage, err)
	}
	if damage != nil {
		return plumbing.InvalidObject, nil, damaged(id, damage)
	}
	return plumbing.InvalidObject, nil, &NotFoundError{ID: id.String()}
}

// wrongName says of an object that its content is another one's.
const wrongName = "content does not have this name"

// inPack reads an object of a pack; an invalid kind without an error: the pack does not have it.
func (s *Store) inPack(p *pack, id plumbing.Hash) (plumbing.ObjectType, []byte, error) {
	at, found, err := p.lookup(id)
	if err != nil || !found {
		return plumbing.InvalidObject, nil, err
	}
	kind, data, err := s.readPacked(p, at, &s.bases)
	if err == nil && Sum(kind, data) != id {
		err = corrupt(p.path, wrongName)
	}
	return kind, data, err
}
