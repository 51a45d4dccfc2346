package objects

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// MinPrefix is the length of the shortest abbreviated name, as in git.
const MinPrefix = 4

// maxMatches is how many objects of a pack are gathered for one abbreviated name. Of the shortest names there are so many among
// 250 million objects.
const maxMatches = 4096

// WithPrefix gives the objects whose names begin with some hexadecimal digits,
// in order. A prefix shorter than [MinPrefix], or of anything but lower case
// digits, has none.
func (s *Store) WithPrefix(prefix string) ([]plumbing.Hash, error) {
	var full plumbing.Hash
	if len(prefix) < MinPrefix || len(prefix) > 2*len(full) || strings.Trim(prefix, "0123456789abcdef") != "" {
		return nil, nil
	}
	var found []plumbing.Hash
	for _, dir := range s.folders() {
		entries, err := os.ReadDir(filepath.Join(dir, prefix[:2]))
		if err != nil {
			continue // no object begins like this
		}
		for _, e := range entries {
			name := prefix[:2] + e.Name()
			if strings.HasPrefix(name, prefix) && plumbing.IsHash(name) {
				found = append(found, plumbing.NewHash(name))
			}
		}
	}
	low, err := hex.DecodeString(prefix + strings.Repeat("0", 2*len(full)-len(prefix)))
	if err != nil {
		return nil, err
	}
	copy(full[:], low)
	var damage error
	for _, p := range s.known().packs {
		if found, err = p.from(full, prefix, found); err != nil {
			damage = err
		}
	}
	if len(found) == 0 {
		return nil, damage
	}
	slices.SortFunc(found, func(a, b plumbing.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(found), nil
}

// from adds the objects of a pack that begin with the prefix, of which low is
// the least possible name.
func (p *pack) from(low plumbing.Hash, prefix string, found []plumbing.Hash) ([]plumbing.Hash, error) {
	if err := p.open(); err != nil {
		if p.gone.Load() {
			err = nil
		}
		return found, err
	}
	n, _, err := p.idx.search(low)
	if err != nil {
		return found, err
	}
	for last := min(n+maxMatches, p.idx.count); n < last; n++ {
		name, err := p.idx.name(n)
		if err != nil {
			return found, err
		}
		if !strings.HasPrefix(name.String(), prefix) {
			break
		}
		found = append(found, name)
	}
	return found, nil
}
