//go:build unix

package git

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// under runs a program in the work tree with a umask of its own.
func (b *sandbox) under(umask string, env []string, args ...string) {
	b.t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", `umask "$0" && exec "$@"`, umask}, args...)...)
	cmd.Dir = b.work
	cmd.Env = append(quietEnv(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.t.Fatalf("%q: %v\n%s", args, err, out)
	}
}

// modes are the permissions of what a commit makes or changes in the repository's own folder.
func (b *sandbox) modes() map[string]string {
	b.t.Helper()
	modes := map[string]string{}
	note := func(name, path string) {
		info, err := os.Stat(filepath.Join(b.work, ".git", path))
		if err != nil {
			b.t.Fatal(err)
		}
		modes[name] = (info.Mode() & (fs.ModePerm | fs.ModeSetgid | fs.ModeDir)).String()
	}
	for _, name := range []string{"index", "refs/heads/team", "refs/heads/team/x", "logs/HEAD", "logs/refs/heads/team", "logs/refs/heads/team/x"} {
		note(name, name)
	}
	for _, of := range []string{"HEAD", "HEAD^{tree}", "HEAD:backlog/new.md"} {
		id := strings.TrimSpace(b.git("rev-parse", of))
		note("object "+of, "objects/"+id[:2]+"/"+id[2:])
		note("folder of "+of, "objects/"+id[:2])
	}
	return modes
}

// What core.sharedRepository says of permissions holds for a commit of ours as for one of git's: neither does anybody lose what the
// umask gives, nor does anybody get more. A reflog that is there already is shared, too.
func TestSharedLikeGit(t *testing.T) {
	for _, at := range []string{
		"022 ", "022 umask", "022 group", "022 all", "022 true", "022 false", "022 1", "022 2", "022 0640", "022 0600", "022 0666", "022 0770",
		"077 group", "077 0640", "002 0640",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			umask, shared, _ := strings.Cut(at, " ")
			ours := newSandbox(t)
			ours.seed("README", "read\n")
			if shared != "" {
				ours.git("config", "core.sharedRepository", shared)
			}
			ours.git("checkout", "-q", "-b", "team/x")
			ours.git("pack-refs", "--all")
			gits := ours.copyOf()

			ours.under(umask, []string{committer + "=" + ours.work + "\nnew.md"}, os.Args[0])
			gits.under(umask, nil, "sh", "-c", "mkdir backlog && echo new.md > backlog/new.md && git add -N backlog && git commit -q -m x -o backlog")
			if diff := cmp.Diff(gits.modes(), ours.modes()); diff != "" {
				t.Errorf("-git +ours:\n%s", diff)
			}
		})
	}
}
