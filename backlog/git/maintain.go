package git

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
)

// git counts loose objects by one of the 256 folders over which they spread, and so do we.
const (
	counted     = 0x17
	fanOut      = 256
	manyObjects = 1000 // in all, after which git is asked to look
	gitsMany    = 6700 // gc.auto, where nobody sets it

	gitsManyPacks = 50 // gc.autoPackLimit
)

// crowds says whether the commit has put an object into the folder that is counted. Only then can the count have passed the
// bound, so that most commits do not look, and a commit loop asks git once in some hundred objects.
func (a *attempt) crowds() bool {
	in := func(id plumbing.Hash) bool { return !id.IsZero() && id[0] == counted }
	if in(a.commit.ID) {
		return true
	}
	for _, f := range a.files {
		if in(f.blob.ID) && f.blob.ID != f.head {
			return true
		}
	}
	for _, f := range a.folders {
		if in(f.New) {
			return true
		}
	}
	return false
}

// overdue says whether there are so many loose objects, or packs where the commit has made one, and nobody has said to leave them.
func (s *site) overdue() bool {
	bound := s.number("gc.auto", gitsMany)
	if bound <= 0 || !s.config.Bool("maintenance.auto", true) {
		return false
	}
	if s.holding && s.manyPacks() {
		return true
	}
	bound = (min(bound, manyObjects) + fanOut - 1) / fanOut
	entries, err := os.ReadDir(filepath.Join(s.objects.Dir(), fmt.Sprintf("%02x", counted)))
	return err == nil && int64(len(entries)) >= bound
}

// manyPacks says whether there are more packs than git leaves.
func (s *site) manyPacks() bool {
	bound := s.number("gc.autopacklimit", gitsManyPacks)
	packs, err := filepath.Glob(filepath.Join(s.objects.Dir(), "pack", "pack-*.pack"))
	return err == nil && bound > 0 && int64(len(packs)) > bound
}

// number is the last whole number that is set, such as 6700 or 7k.
func (s *site) number(key string, unset int64) int64 {
	for _, set := range s.config.Settings() {
		if set.Key != key {
			continue
		}
		if n, ok := set.Int(); ok {
			unset = n
		}
	}
	return unset
}

// maintain asks git to tidy up if there is one, and does not wait for it. What is to be done, and whether, git knows itself.
func (s *site) maintain() {
	program, err := s.look("git")
	if err != nil {
		return
	}
	cmd := exec.Command(program, "maintenance", "run", "--auto", "--quiet")
	cmd.Dir = s.work
	cmd.Env = s.environment(cmd.Environ())
	cmd.SysProcAttr = detached()
	if cmd.Start() == nil {
		_ = cmd.Process.Release()
	}
}
