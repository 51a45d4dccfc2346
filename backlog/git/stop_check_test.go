package git

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// A stop is a commit in a situation that is stopped over and over.
type stop struct {
	situation
	b      *sandbox
	root   string // holds everything
	files  []backlog.FileEdit
	before picture

	from, others    string            // the tip, and what git says of the neighbours
	reflogs         map[string]string // by ref
	sane            map[string]bool   // sets of objects that git has found sound
	happened, never int
}

func newStop(t *testing.T, sit situation, base *sandbox, files int) *stop {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pictureOf(t, filepath.Dir(base.work)).restore(t, root)
	b := &sandbox{t: t, work: filepath.Join(root, "work")}
	if sit.setup != nil {
		b = sit.setup(b)
	}
	b.manyNeighbours()
	s := &stop{situation: sit, b: b, root: root, files: b.stopEdits(files), sane: make(map[string]bool)}
	s.before, s.from, s.others, s.reflogs = pictureOf(t, root), b.tip(), s.neighbours(), b.reflogs()
	if files > 3 {
		s.makeFolders()
	}
	return s
}

// makeFolders adds to what is there before each stop the folders of the commit's objects. To make them over and over takes longer than all the rest.
func (s *stop) makeFolders() {
	s.commit(nil)
	for name, file := range pictureOf(s.b.t, s.root) {
		if file.mode.IsDir() && strings.Contains(name, ".git/objects/") {
			s.before[name] = file
		}
	}
}

// neighbours is what git says of everything but our files.
func (s *stop) neighbours() string {
	names := make([]string, len(s.files))
	for i, e := range s.files {
		names[i] = "backlog/" + e.Path
	}
	return smudged(s.b.outside(names...))
}

// smudged is a list of git ls-files --debug in which the entries of racy files have the size 0, as git writes them.
func smudged(list string) string {
	lines, racy := strings.Split(list, "\n"), false
	for i, line := range lines {
		if !strings.HasPrefix(line, "  ") {
			racy = strings.HasSuffix(line, "/racy") || strings.HasSuffix(line, "\tracy")
		}
		if size, ok := strings.CutPrefix(line, "  size: 13\t"); ok && racy {
			lines[i] = "  size: 0\t" + size
		}
	}
	return strings.Join(lines, "\n")
}

// commit makes the commit.
func (s *stop) commit(d *disk.Disk) {
	o := s.o
	o.Message, o.Files, o.Force = "po: change", s.files, true
	_ = s.b.turn(d, func(at *site) { _, _ = at.commit(context.Background(), o) })
}

// stops makes the commit and gives what it leaves at each moment, and in the end.
func (s *stop) stops() []leftover {
	s.b.t.Helper()
	s.before.restore(s.b.t, s.root)
	var refuse func(disk.Call) error
	if s.refuse != nil {
		refuse = s.refuse()
	}
	all := s.moments(refuse, s.commit)
	return append(all, leftover{where: "not stopped", left: pictureOf(s.b.t, s.root), times: 1})
}

// recovered checks what the next command has made of it: it has not happened, and everything is what it was; or it has, and files,
// index, branch and reflog agree. Nothing is left over, and what the user had under way is as it was.
func (s *stop) recovered(where string) {
	t := s.b.t
	t.Helper()
	now := pictureOf(t, s.root)
	if left := now.litter(); len(left) > 0 {
		t.Errorf("%s: left behind: %q", where, left)
	}
	if j, err := readJournal(s.b.site().refs()); j != nil || err != nil {
		t.Errorf("%s: the journal is not closed: %+v %v", where, j, err)
	}
	differ := now.asBefore(s.before)
	if len(differ) == 0 {
		s.never++
		if objects := now.objects(); !s.sane[objects] { // else git has been asked of the same bytes
			s.sane[objects] = true
			s.b.git("fsck", "--strict", "--no-dangling")
		}
		return
	}
	s.happened++
	s.b.git("fsck", "--strict", "--no-dangling")
	if s.b.tip() == s.from {
		t.Errorf("%s: it has not happened, but these are not what they were: %q", where, differ)
		return
	}
	s.isDone(where)
}

// isDone checks that the commit holds the edits, that files, index, HEAD and reflogs agree, and that nothing else has changed.
func (s *stop) isDone(where string) {
	t, b := s.b.t, s.b
	t.Helper()
	want := map[string]string{}
	status := []string{"--no-optional-locks", "--literal-pathspecs", "status", "--porcelain=v2", "-uall", "--"}
	for _, e := range s.files {
		path := "backlog/" + e.Path
		status = append(status, path)
		if got := b.read(path); !same(got, e.New) {
			t.Errorf("%s: %s holds %q", where, e.Path, got)
		}
		switch {
		case e.New == nil && s.from != "":
			want[path] = "D"
		case e.New == nil: // the branch never had it
		case e.Old == nil || s.from == "":
			want[path] = "A"
		default:
			want[path] = "M"
		}
	}
	if diff := cmp.Diff(want, b.changedByHead()); diff != "" {
		t.Errorf("%s: in the commit (-want +got)\n%s", where, diff)
	}
	for _, e := range s.files {
		if e.New != nil {
			status = append(status, "backlog/"+e.Path)
		}
	}
	if got := b.git(status...); got != "" {
		t.Errorf("%s: status of our files\n%s", where, got)
	}
	line := fmt.Sprintf("%s %s C O Mitter <committer@example.com> 1760000100 +0200\tcommit: po: change\n", s.from, b.tip())
	if s.from == "" {
		line = plumbing.ZeroHash.String() + strings.Replace(line, "commit:", "commit (initial):", 1)
	}
	for ref, log := range b.reflogs() {
		if log != s.reflogs[ref]+line {
			t.Errorf("%s: reflog of %s: %q", where, ref, log)
		}
	}
	if diff := cmp.Diff(s.others, s.neighbours()); diff != "" {
		t.Errorf("%s: neighbours (-before +after)\n%s", where, diff)
	}
	for name, was := range s.before {
		if s.foreign(name) {
			if now, err := os.ReadFile(filepath.Join(s.root, name)); err != nil || string(now) != was.data {
				t.Errorf("%s: %s holds %q, %v", where, name, now, err)
			}
		}
	}
}

// foreign says whether a path of the picture is a file of the work tree that is not ours.
func (s *stop) foreign(name string) bool {
	if strings.Contains(name+"/", ".git/") || s.before[name].mode.IsDir() {
		return false
	}
	for _, e := range s.files {
		if filepath.Join(s.root, name) == filepath.Join(s.b.work, "backlog", e.Path) {
			return false
		}
	}
	return true
}

// changedByHead gives what HEAD changes, by path.
func (b *sandbox) changedByHead() map[string]string {
	b.t.Helper()
	fields := strings.Split(b.git("diff-tree", "-r", "-z", "--no-commit-id", "--root", "--name-status", "HEAD"), "\x00")
	changed := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		changed[fields[i+1]] = fields[i]
	}
	return changed
}

// reflogs are those of HEAD and of the branch that it is on, as they stand in their files.
func (b *sandbox) reflogs() map[string]string {
	b.t.Helper()
	logs := map[string]string{}
	branch, _ := tryGit(b.work, "symbolic-ref", "-q", "HEAD")
	for _, ref := range append([]string{"HEAD"}, strings.Fields(branch)...) {
		path := strings.TrimSpace(b.git("rev-parse", "--git-path", "logs/"+ref))
		if !filepath.IsAbs(path) {
			path = filepath.Join(b.work, path)
		}
		text, err := os.ReadFile(path)
		if err != nil && !os.IsNotExist(err) {
			b.t.Fatal(err)
		}
		logs[ref] = string(text)
	}
	return logs
}

// tip is the commit that HEAD names; empty while there is none.
func (b *sandbox) tip() string {
	out, err := tryGit(b.work, "rev-parse", "--verify", "-q", "HEAD")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(out)
}

// neighbourNames are the files of manyNeighbours that have been committed, each under the name of what becomes of it.
func neighbourNames() []string {
	var names []string
	for _, name := range []string{"staged", "unstaged", "both", "assumed", "skipped", "deleted", "unlinked", "mode", "racy", "racy-same"} {
		names = append(names, name, "backlog/items/"+name)
	}
	return names
}

// manyNeighbours is what a user may have under way beside a commit, some of it in the folder of our files. No time in it is near now.
func (b *sandbox) manyNeighbours() {
	b.t.Helper()
	for _, dir := range []string{"", "backlog/items/"} {
		b.write(dir+"staged", "1\n", dir+"both", "1\n", dir+"new", "1\n", dir+"intent", "1\n", dir+"untracked", "1\n")
		b.git("add", dir+"staged", dir+"both", dir+"new")
		b.git("add", "-N", dir+"intent")
		b.git("rm", "-q", "--cached", dir+"deleted")
		b.git("update-index", "--assume-unchanged", dir+"assumed")
		b.git("update-index", "--skip-worktree", dir+"skipped")
		b.git("update-index", "--chmod=+x", dir+"mode")
		b.write(dir+"unstaged", "2\n", dir+"both", "2\n", dir+"assumed", "2\n", dir+"skipped", "2\n")
		if err := os.Remove(filepath.Join(b.work, dir+"unlinked")); err != nil {
			b.t.Fatal(err)
		}
	}
	b.racyNeighbours()
}

// racyNeighbours are changed in the very second in which the index was written, of the same size, all of it long ago.
func (b *sandbox) racyNeighbours() {
	b.t.Helper()
	at := func(path string) { b.timed(time.Unix(longAgo, 0), path) }
	for _, dir := range []string{"", "backlog/items/"} {
		at(dir + "racy")
		at(dir + "racy-same")
	}
	b.git("update-index", "-q", "--refresh")
	for _, dir := range []string{"", "backlog/items/"} {
		b.write(dir+"racy", "As Committed\n")
		at(dir + "racy")
	}
	at(b.site().indexPath())
}

// longAgo is the second, since 1970, in which the index of racyNeighbours was written.
const longAgo = 1_000_000_000

// timed gives a file a time.
func (b *sandbox) timed(when time.Time, path string) {
	b.t.Helper()
	if !filepath.IsAbs(path) {
		path = filepath.Join(b.work, path)
	}
	if err := os.Chtimes(path, when, when); err != nil {
		b.t.Fatal(err)
	}
}
