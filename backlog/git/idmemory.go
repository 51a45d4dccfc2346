package git

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// An idMemory remembers the largest number of an id in a commit, a tree or a
// file, by the object's name: what an object holds never changes. It is a file of
// lines "NAME NUMBER BACKLOG" between a heading and a checksum, for all backlogs of
// the repository. A file that is anything else counts as none: it saves work, and
// nothing is wrong without it.
type idMemory struct {
	path    string
	disk    *disk.Disk
	backlog string // key of the ids and place of the backlog, quoted
	known   map[plumbing.Hash]int
	used    map[plumbing.Hash]int // of this run
	others  []string              // lines of other backlogs
	grown   bool
}

const memoryHeading = "po ids 1\n"

// maxMemory is how many objects are remembered; beyond, only those just needed.
const maxMemory = 100_000

// recallIDs reads what was remembered for this backlog and this key.
func (r *Repo) recallIDs(key string) *idMemory {
	m := &idMemory{
		path:    filepath.Join(r.common, "po", "ids"),
		disk:    r.disk(),
		backlog: strconv.Quote(key + " " + r.prefix),
		known:   make(map[plumbing.Hash]int),
		used:    make(map[plumbing.Hash]int),
	}
	text, err := os.ReadFile(m.path)
	if err == nil {
		m.parse(text)
	}
	return m
}

func (m *idMemory) parse(text []byte) {
	n := len(text) - 2*sha1.Size - 1
	if n < len(memoryHeading) || string(text[n:]) != sumLine(text[:n]) || !bytes.HasPrefix(text, []byte(memoryHeading)) {
		return
	}
	for line := range strings.Lines(string(text[len(memoryHeading):n])) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		digits, backlog, _ := strings.Cut(rest, " ")
		id, ok := parseHash(name)
		number, err := strconv.Atoi(digits)
		switch {
		case !ok || err != nil:
		case backlog == m.backlog:
			m.known[id] = number
		default:
			m.others = append(m.others, line)
		}
	}
}

func sumLine(text []byte) string {
	sum := sha1.Sum(text)
	return hex.EncodeToString(sum[:]) + "\n"
}

// of gives the number of an object, found by looking where it is not known.
func (m *idMemory) of(id plumbing.Hash, look func() (int, error)) (int, error) {
	n, ok := m.known[id]
	if !ok {
		var err error
		if n, err = look(); err != nil {
			return 0, err
		}
		m.known[id] = n
		m.grown = true
	}
	m.used[id] = n
	return n, nil
}

// save writes what is known, if there is more of it than before. It may fail: a
// repository can be one that only may be read.
func (m *idMemory) save() {
	if !m.grown {
		return
	}
	if len(m.known)+len(m.others) > maxMemory {
		m.known, m.others = m.used, nil
	}
	var text bytes.Buffer
	text.WriteString(memoryHeading)
	for _, line := range m.others {
		text.WriteString(line)
	}
	for id, n := range m.known {
		fmt.Fprintf(&text, "%s %d %s\n", id, n, m.backlog)
	}
	text.WriteString(sumLine(text.Bytes()))
	_ = m.disk.MkdirAll(filepath.Dir(m.path))
	temp := fmt.Sprintf("%s-%d", m.path, os.Getpid())
	if m.disk.Create(temp, disk.Content{Data: text.Bytes(), Mode: 0o666}) != nil {
		return
	}
	if m.disk.Rename(temp, m.path) != nil {
		_ = m.disk.Remove(temp)
	}
}
