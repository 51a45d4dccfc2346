package git

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"

	"github.com/po-backlog/po/backlog/git/internal/index"
	"github.com/po-backlog/po/backlog/git/internal/objects"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// A listing is the index with an entry for every file, also for those in folders that a sparse
// index holds as one entry each.
type listing struct {
	*index.File
	objects *objects.Store
}

func openListing(path string, store *objects.Store) (*listing, error) {
	f, err := index.Open(path)
	if err != nil {
		return nil, err
	}
	return &listing{File: f, objects: store}, nil
}

// Lookup gives the entries of paths; paths without one are left out.
func (l *listing) Lookup(paths []string) (map[string]index.Entry, error) {
	found := l.File.Lookup(paths)
	for _, folder := range l.Collapsed() {
		var in []string
		for _, p := range paths {
			if rest, ok := strings.CutPrefix(p, folder.Path+"/"); ok {
				in = append(in, rest)
			}
		}
		if len(in) == 0 {
			continue
		}
		entries, err := l.objects.FindAll(folder.ID, in)
		if err != nil {
			return nil, err
		}
		for rest, e := range entries {
			if !e.IsTree() {
				p := folder.Path + "/" + rest
				found[p] = collapsedFile(p, e)
			}
		}
	}
	return found, nil
}

// collapsedFile is the entry that a file has when its folder is not collapsed any more.
func collapsedFile(path string, e objects.TreeEntry) index.Entry {
	return index.Entry{Path: path, Mode: e.Mode, ID: e.ID, SkipWorktree: true}
}

// Clash gives one of new paths and an entry that keeps it from being a file; see [index.File.Clash].
func (l *listing) Clash(paths []string, foldCase bool) (path, with string, found bool, err error) {
	if path, with, found = l.File.Clash(paths, foldCase); found {
		return path, with, true, nil
	}
	c := index.NewClasher(paths, foldCase)
	for _, folder := range l.Collapsed() {
		if !c.OnWay(folder.Path) {
			continue
		}
		onWay := func(name string, e objects.TreeEntry) bool {
			name = folder.Path + "/" + name
			full := name
			if e.IsTree() {
				full += "/"
			}
			if !found {
				path, found = c.Check([]byte(full))
				with = name
			}
			return !found && e.IsTree() && c.OnWay(name)
		}
		err := l.objects.Diff(plumbing.ZeroHash, folder.ID, onWay, func(objects.TreeChange) {})
		if err != nil || found {
			return path, with, found, err
		}
	}
	return "", "", false, nil
}

// Under gives the entries below a folder, empty for the root, to visit until it says false.
func (l *listing) Under(folder string, visit func(index.Entry) bool) error {
	var err error
	more := true
	l.All(func(e index.Entry) bool {
		switch {
		case e.Mode != filemode.Dir:
			if folder == "" || strings.HasPrefix(e.Path, folder+"/") {
				more = visit(e)
			}
		case folder == "" || strings.HasPrefix(e.Path, folder+"/") || strings.HasPrefix(folder+"/", e.Path):
			more, err = l.expand(e, folder, visit)
		}
		return more && err == nil
	})
	return err
}

// expand gives the files of a collapsed folder that lie below another one.
func (l *listing) expand(e index.Entry, folder string, visit func(index.Entry) bool) (more bool, err error) {
	more = true
	below := func(name string, t objects.TreeEntry) bool {
		full := e.Path + name
		return more && (folder == "" || strings.HasPrefix(full, folder+"/") ||
			t.IsTree() && strings.HasPrefix(folder+"/", full+"/"))
	}
	err = l.objects.Diff(plumbing.ZeroHash, e.ID, below, func(c objects.TreeChange) {
		more = more && visit(collapsedFile(e.Path+c.Path, c.New))
	})
	return more, err
}

// patch gives the index as it is after a change. Git itself makes it where the index is split or sparse.
func (s *site) patch(l *listing, c index.Change) (index.Image, error) {
	if _, needs := l.NeedsGit(); needs && len(c.Edits) > 0 {
		data, err := s.patchByGit(l, c.Edits)
		return index.Image{data}, err
	}
	return l.Patch(c)
}

// patchByGit lets git change a copy of the index, which lies beside whatever else is prepared and is as old as the index: by its age
// git tells which entries might hide a change. The copy is published as any other new index is, under the lock and after the
// comparison with what was read. The shared part of a split index git finds by its name.
func (s *site) patchByGit(l *listing, edits []index.Edit) (data []byte, err error) {
	name := s.refs().NewScratch()
	if err := s.disk.Create(name, content(l.Bytes(), false)); err != nil {
		return nil, err
	}
	defer func() { err = join(err, s.disk.Remove(name)) }()
	when := l.Info.ModTime()
	if err := s.disk.Do("date", name, func() error { return os.Chtimes(name, when, when) }); err != nil {
		return nil, err
	}
	var entries, kept strings.Builder
	for _, e := range edits {
		if e.Delete {
			fmt.Fprintf(&entries, "0 %s\t%s\x00", plumbing.ZeroHash, e.Path)
			continue
		}
		fmt.Fprintf(&entries, "%o %s\t%s\x00", uint32(e.Mode), e.ID, e.Path)
		fmt.Fprintf(&kept, "%s\x00", e.Path)
	}
	if err := s.gitOn(name, entries.String(), "update-index", "-z", "--index-info"); err != nil {
		return nil, err
	}
	if kept.Len() > 0 { // what git remembers of the files, so that it need not read them again
		args := []string{"add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul"}
		if len(l.Collapsed()) > 0 {
			args = append(args, "--sparse")
		}
		err = s.gitOn(name, kept.String(), args...)
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(name)
}

// gitOn runs git with an index that is not the repository's own.
func (s *site) gitOn(name, input string, args ...string) error {
	program, err := s.look("git")
	if err != nil {
		return err
	}
	args = append([]string{"--literal-pathspecs", "-c", "core.hooksPath=" + os.DevNull}, args...)
	cmd := exec.Command(program, args...)
	cmd.Dir = s.work
	cmd.Env = s.environment(cmd.Environ(), "GIT_INDEX_FILE="+name)
	cmd.Stdin = strings.NewReader(input)
	said := &capped{left: maxSaid}
	cmd.Stdout, cmd.Stderr = said, said
	cmd.WaitDelay = time.Second
	if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
		return fmt.Errorf("git %s: %w: %s", args[3], err, strings.TrimSpace(said.text.String()))
	}
	return nil
}

// dateSlack is how much the times of files may lag behind the clock.
const dateSlack = 10 * time.Millisecond

// prepareIndex prepares a new index. It seems to be written when the commit began: of every file that changed since then, be it
// ours or one that we compared with its entry, git sees that it may have changed after the index was written, and looks at it.
func (s *site) prepareIndex(image index.Image, sync bool) (*refs.Prepared, error) {
	c := content(nil, sync)
	c.More = image
	p, err := s.refs().Prepare(c)
	if err != nil || s.began.IsZero() {
		return p, err
	}
	if err := p.Date(s.began.Add(-dateSlack)); err != nil {
		return nil, join(err, p.Discard())
	}
	return p, nil
}
