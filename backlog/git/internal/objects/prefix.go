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

// maxMatches is how many objects are gathered for one abbreviated name.
const maxMatches = 64

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
	for _, p := range s.packList() {
		if found, err = p.from(full, prefix, found); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b plumbing.Hash) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(found), nil
}

// from adds the objects of a pack that begin with the prefix, of which low is
// the least possible name.
func (p *pack) from(low plumbing.Hash, prefix string, found []plumbing.Hash) ([]plumbing.Hash, error) {
	n, _, err := p.search(low)
	if err != nil {
		return found, err
	}
	for ; n < p.count && len(found) < maxMatches; n++ {
		name, err := p.name(n)
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
