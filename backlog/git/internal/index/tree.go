package index

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// maxDepth is how deep folders may lie in each other in a cache tree that is patched.
const maxDepth = 4096

// patchTree gives the cache tree, the extension TREE, after a commit. It is a
// list of nodes, a folder before those below it:
//
//	NAME \0 ENTRIES ' ' SUBFOLDERS '\n' [ID]
//
// with −1 entries and no id where a node is not valid. A node on the way that
// held HEAD's old tree holds the new one now; any other may differ from it in what the
// user has staged, and becomes invalid. Where a folder appeared or went, so do those
// above it, whose number of subfolders is another. A folder on the way of an edit of
// which nothing is known becomes invalid.
//
// False: the extension is damaged, and git does without it.
func patchTree(content []byte, c Change) ([]byte, bool) {
	t := treePatcher{rest: content, out: make([]byte, 0, len(content)), folders: make(map[string]*change, len(c.Folders))}
	for _, f := range c.Folders {
		t.folders[f.Path] = &change{Folder: f, gone: f.New.IsZero()}
	}
	for _, e := range c.Edits {
		t.knowAbove(e.Path)
	}
	for _, f := range c.Folders {
		if f.Old.IsZero() || f.New.IsZero() {
			t.invalidateAbove(f.Path)
		}
	}
	if !t.node("", true, 0) || len(t.rest) > 0 {
		return nil, false
	}
	return t.out, true
}

type change struct {
	Folder
	gone    bool
	invalid bool // whatever it held
}

type treePatcher struct {
	rest    []byte
	out     []byte
	folders map[string]*change
}

// knowAbove marks those folders above a path as invalid of which nothing is known.
func (t *treePatcher) knowAbove(path string) {
	for path != "" {
		path = above(path)
		if t.folders[path] == nil {
			t.folders[path] = &change{invalid: true}
		}
	}
}

func (t *treePatcher) invalidateAbove(path string) {
	for path != "" {
		path = above(path)
		if c := t.folders[path]; c != nil {
			c.invalid = true
		}
	}
}

func above(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// head is the fixed part of a node.
type head struct {
	name       []byte
	entries    int
	subfolders int
	id         plumbing.Hash // zero while invalid
}

func (t *treePatcher) read() (h head, ok bool) {
	name, rest, ok1 := bytes.Cut(t.rest, []byte{0})
	entries, rest, ok2 := bytes.Cut(rest, []byte{' '})
	subfolders, rest, ok3 := bytes.Cut(rest, []byte{'\n'})
	if !ok1 || !ok2 || !ok3 || len(entries) > 11 || len(subfolders) > 10 {
		return h, false
	}
	var err1, err2 error
	h.name = name
	h.entries, err1 = strconv.Atoi(string(entries))
	h.subfolders, err2 = strconv.Atoi(string(subfolders))
	if err1 != nil || err2 != nil || h.subfolders < 0 {
		return h, false
	}
	if h.entries >= 0 {
		if len(rest) < len(h.id) {
			return h, false
		}
		rest = rest[copy(h.id[:], rest):]
	}
	t.rest = rest
	return h, true
}

func (t *treePatcher) write(h head) {
	t.out = append(append(t.out, h.name...), 0)
	t.out = strconv.AppendInt(t.out, int64(h.entries), 10)
	t.out = append(t.out, ' ')
	t.out = strconv.AppendInt(t.out, int64(h.subfolders), 10)
	t.out = append(t.out, '\n')
	if h.entries >= 0 {
		t.out = append(t.out, h.id[:]...)
	}
}

// node copies one node and those below it, changing what lies on the way.
func (t *treePatcher) node(path string, onWay bool, depth int) bool {
	if depth > maxDepth {
		return false
	}
	h, ok := t.read()
	if !ok {
		return false
	}
	c := t.folders[path]
	if !onWay || c == nil {
		t.write(h)
		for range h.subfolders {
			if !t.node("", false, depth+1) {
				return false
			}
		}
		return true
	}
	if h.entries >= 0 && h.id == c.Old && !c.invalid && h.entries+c.Grew >= 0 {
		h.id, h.entries = c.New, h.entries+c.Grew
	} else {
		h.entries = -1
	}
	return t.children(h, path, depth)
}

// children writes a node on the way after the number of its subfolders is
// known: those that are gone are left out.
func (t *treePatcher) children(h head, path string, depth int) bool {
	start := len(t.out)
	left := h.subfolders
	for range h.subfolders {
		child, ok := t.peek()
		if !ok {
			return false
		}
		full := child
		if path != "" {
			full = path + "/" + child
		}
		mark := len(t.out)
		if !t.node(full, true, depth+1) {
			return false
		}
		if c := t.folders[full]; c != nil && c.gone {
			t.out = t.out[:mark]
			left--
		}
	}
	h.subfolders = left
	children := bytes.Clone(t.out[start:])
	t.out = t.out[:start]
	t.write(h)
	t.out = append(t.out, children...)
	return true
}

func (t *treePatcher) peek() (name string, ok bool) {
	b, _, ok := bytes.Cut(t.rest, []byte{0})
	return string(b), ok
}
