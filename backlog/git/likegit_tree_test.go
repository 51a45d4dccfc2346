package git

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A known tree is what a node of the cache tree must say.
type knownTree struct {
	id    plumbing.Hash // zero: none, since something in it is intended to be added only
	count int           // entries in it, on all levels
}

// expectedTrees computes every tree that the entries stand for, by the path of its folder.
func expectedTrees(entries map[string]line) map[string]knownTree {
	root := &treeNode{}
	for key, l := range entries {
		path, _, _ := strings.Cut(key, "\x00")
		root.add(path, l)
	}
	out := map[string]knownTree{}
	root.compute("", out)
	return out
}

type treeNode struct {
	files   map[string]line
	folders map[string]*treeNode
	whole   *line // an entry that stands for the folder
}

func (n *treeNode) add(path string, l line) {
	name, rest, below := strings.Cut(path, "/")
	if !below {
		if n.files == nil {
			n.files = map[string]line{}
		}
		n.files[name] = l
		return
	}
	if n.folders == nil {
		n.folders = map[string]*treeNode{}
	}
	if n.folders[name] == nil {
		n.folders[name] = &treeNode{}
	}
	if rest == "" {
		n.folders[name].whole = &l
		return
	}
	n.folders[name].add(rest, l)
}

func (n *treeNode) compute(path string, out map[string]knownTree) knownTree {
	const intended = 1 << 29
	if n.whole != nil {
		k := knownTree{plumbing.NewHash(n.whole.ID), 1}
		out[path] = k
		return k
	}
	lines := map[string][]byte{} // by the name in the order of trees
	k := knownTree{}
	valid := true
	for name, l := range n.files {
		k.count++
		valid = valid && l.Flags&intended == 0
		id := plumbing.NewHash(l.ID)
		lines[name] = append([]byte(l.Mode+" "+name+"\x00"), id[:]...)
	}
	for name, folder := range n.folders {
		below := folder.compute(strings.TrimPrefix(path+"/"+name, "/"), out)
		k.count += below.count
		valid = valid && !below.id.IsZero()
		lines[name+"/"] = append(fmt.Appendf(nil, "40000 %s\x00", name), below.id[:]...)
	}
	var names []string
	for name := range lines {
		names = append(names, name)
	}
	slices.Sort(names)
	var data bytes.Buffer
	for _, name := range names {
		data.Write(lines[name])
	}
	if valid {
		k.id = plumbing.ComputeHash(plumbing.TreeObject, data.Bytes())
	}
	out[path] = k
	return k
}
