package git

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A site is what a commit must know of its repository: facts, however they were
// found. All paths are absolute unless said otherwise.
type site struct {
	work   string // the work tree's root, without symbolic links
	gitDir string // of this worktree
	common string // of all worktrees
	prefix string // the backlog folder below work, slash separated; empty: work itself

	objects *objects.Store // writes into the common folder
	config  *config.Config
	getenv  func(name string) string
	look    func(program string) (path string, err error)

	terminal *os.File // nil: none

	author, committer person

	wait     *refs.Wait    // for others; nil: nobody is told of it
	patience time.Duration // with one lock that nobody lets go of; 0: the usual one

	disk  *disk.Disk // nil: the plain one
	held  bool       // the lock of po is held already
	noted bool       // the journal speaks of this commit
	stuck bool       // a lock or a file of it could not be put back
	began time.Time  // when the commit began

	calls   hooks // what the commit calls
	crowded bool  // an object of it lies where loose ones are counted
	holding bool  // a pack is kept that it made

	filterings map[filtering]plumbing.Hash // what git has said of files that it filters
}

// A person is who made something, and when.
type person struct {
	name, mail string
	when       time.Time
}

// line is the person in the form of commits and reflogs: "A B <a@b> 1760000000 +0200".
func (p person) line() string {
	return fmt.Sprintf("%s <%s> %d %s", tidy(p.name), tidy(p.mail), p.when.Unix(), p.when.Format("-0700"))
}

// tidy takes out what would end a name or a mail address early.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || r == '\n' || r == 0 {
			return -1
		}
		return r
	}, s)
}

func (s *site) refs() refs.Store {
	return refs.Store{GitDir: s.gitDir, Common: s.common, Disk: s.disk}
}

// writer adds objects, waiting for the medium if sync is true.
func (s *site) writer(sync bool) objects.Writer {
	return objects.Writer{Store: s.objects, Disk: s.disk, Sync: sync, Scratch: s.refs().Scratch(), Hold: s.hold, PackFrom: s.packFrom()}
}

// hold notes the .keep file of a pack, which stays until the commit is over.
func (s *site) hold(path string) error {
	s.holding = true
	return s.refs().Hold(path)
}

// packFrom is transfer.unpackLimit: from how many objects on git keeps what it fetches as the pack that it is. That many files of
// their own cost a file system more than all the rest of a commit.
func (s *site) packFrom() int {
	const gitsOwn = 100
	if n := s.number("transfer.unpacklimit", gitsOwn); n >= 0 {
		return int(min(n, math.MaxInt32))
	}
	return gitsOwn
}

func (s *site) indexPath() string { return filepath.Join(s.gitDir, "index") }

// inWork is a path of the backlog folder relative to the work tree.
func (s *site) inWork(path string) string {
	if s.prefix == "" {
		return path
	}
	return s.prefix + "/" + path
}

// foldCase says whether two paths that differ in case only are one on this disk.
func (s *site) foldCase() bool { return s.config.Bool("core.ignorecase", false) }

// sharing reads core.sharedRepository: the permissions of the files of a repository that several users write to. A number names
// them all, so that the umask does not count.
func sharing(c *config.Config) disk.Sharing {
	const group, all = 0o660, 0o664
	value, set := c.Last("core.sharedrepository")
	switch strings.ToLower(value) {
	case "umask", "0":
		return disk.Sharing{}
	case "group", "1":
		return disk.Sharing{Bits: group}
	case "all", "world", "everybody", "2":
		return disk.Sharing{Bits: all}
	}
	if bits, err := strconv.ParseUint(value, 8, 32); err == nil {
		return disk.Sharing{Bits: fs.FileMode(bits)&0o666 | 0o600, Exact: true}
	}
	if set && c.Bool("core.sharedrepository", false) {
		return disk.Sharing{Bits: group}
	}
	return disk.Sharing{}
}

// logging is core.logAllRefUpdates.
func (s *site) logging() refs.Logging {
	value, _ := s.config.Last("core.logallrefupdates")
	switch {
	case strings.EqualFold(value, "always"):
		return refs.LogAll
	case s.config.Bool("core.logallrefupdates", true):
		return refs.LogUsual
	default:
		return refs.LogExisting
	}
}

// The parts of a commit that core.fsync can ask to be waited for.
type hardening struct{ objects, index, refs bool }

// hardening reads core.fsync as git does, whose own default waits for none of
// the three.
func (s *site) hardening(durable bool) hardening {
	if durable {
		return hardening{true, true, true}
	}
	h := hardening{objects: s.config.Bool("core.fsyncobjectfiles", false)}
	value, _ := s.config.Last("core.fsync")
	var without hardening
	for word := range strings.SplitSeq(value, ",") {
		word = strings.TrimSpace(word)
		part, minus := strings.CutPrefix(word, "-")
		set := &h
		if minus {
			set = &without
		}
		switch part {
		case "none":
			h = hardening{}
		case "loose-object", "objects":
			set.objects = true
		case "reference":
			set.refs = true
		case "index":
			set.index = true
		case "committed":
			set.objects, set.refs = true, true
		case "added", "all":
			*set = hardening{true, true, true}
		}
	}
	return hardening{
		objects: h.objects && !without.objects,
		index:   h.index && !without.index,
		refs:    h.refs && !without.refs,
	}
}
