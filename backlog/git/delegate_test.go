package git

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// hook installs an executable hook.
func (b *sandbox) hook(name, script string) { b.t.Helper(); b.script(".git/hooks/"+name, script) }

// script writes a shell script.
func (b *sandbox) script(name, script string) {
	b.t.Helper()
	path := filepath.Join(b.work, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		b.t.Fatal(err)
	}
}

// three edits: one changed, one new, one removed.
func (b *sandbox) three() []backlog.FileEdit {
	b.t.Helper()
	return []backlog.FileEdit{
		b.edit("items/VS-1.md", "one more\n"), {Path: "deep/new [1].md", New: []byte("new\n")}, {Path: "items/VS-2.md", Old: b.read("backlog/items/VS-2.md")},
	}
}

func TestHooksRun(t *testing.T) {
	b := seeded(t)
	b.write("staged", "x\n", "unstaged", "x\n")
	b.git("add", ".")
	b.git("commit", "-q", "-m", "neighbours")
	b.write("staged", "y\n", "unstaged", "y\n", "intent", "y\n")
	b.git("add", "staged")
	b.git("add", "-N", "intent")
	b.hook("pre-commit", `git diff --cached --name-only >"$(git rev-parse --git-dir)/seen"; echo pre >>"$(git rev-parse --git-dir)/ran"`)
	b.hook("prepare-commit-msg", `echo prepare >>"$(git rev-parse --git-dir)/ran"`)
	b.hook("commit-msg", `echo "Ticket: 7" >>"$1"; echo msg >>"$(git rev-parse --git-dir)/ran"`)
	b.hook("post-commit", `echo post >>"$(git rev-parse --git-dir)/ran"`)
	before := b.outside("backlog")
	res, err := b.try(CommitOptions{Message: "po: change\n\n# why", Files: b.three()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.outside("backlog")); diff != "" {
		t.Errorf("neighbours:\n%s", diff)
	}
	if got := string(b.read(".git/ran")); got != "pre\nprepare\nmsg\npost\n" {
		t.Errorf("hooks ran: %q", got)
	}
	want := "backlog/deep/new [1].md\nbacklog/items/VS-1.md\nbacklog/items/VS-2.md\n"
	if got := string(b.read(".git/seen")); got != want {
		t.Errorf("the hook saw %q", got)
	}
	if got := b.git("diff", "--name-only", "HEAD^", "HEAD"); got != want {
		t.Errorf("in the commit: %q", got)
	}
	who := "A U Thor <author@example.com> 1760000000 +0200\nC O Mitter <committer@example.com> 1760000100 +0200\n"
	if got := b.git("log", "-1", "--date=raw", "--format=%an <%ae> %ad%n%cn <%ce> %cd"); got != who {
		t.Errorf("by %s", got)
	}
	if got := b.git("log", "-1", "--format=%B"); got != "po: change\n\n# why\nTicket: 7\n\n" {
		t.Errorf("message %q", got)
	}
	if got := strings.TrimSpace(b.git("rev-parse", "HEAD")); got != res.Hash {
		t.Errorf("HEAD %s, result %s", got, res.Hash)
	}
	b.sound()
}

func TestHookRefuses(t *testing.T) {
	for _, name := range []string{"pre-commit", "prepare-commit-msg", "commit-msg", "reference-transaction"} {
		t.Run(name, func(t *testing.T) {
			b := seeded(t)
			b.write("intent", "x\n", "backlog/hand.md", "x\n")
			b.git("add", "-N", "intent", "backlog/hand.md")
			b.hook(name, `echo "not on a Friday"; echo "and not so" >&2; exit 1`)
			err := b.refused(CommitOptions{Files: append(b.three(), b.edit("hand.md", "y\n"))})
			var hook *ErrHook
			if !errors.As(err, &hook) || hook.Name != name || !strings.Contains(hook.Output, "and not so") {
				t.Errorf("%v: %+v", err, hook)
			}
			b.sound()
		})
	}
}

// HEAD moves between git's look and git's lock, once: git gives up, and is asked again. What the others have done stays theirs, and
// what they have left in the index, too.
func TestHEADMovesUnderGit(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit", `cd "$(git rev-parse --git-dir)"; echo x >>ran; test "$(wc -l <ran)" -gt 1 && exit 0
export GIT_INDEX_FILE="$PWD/theirs"
git read-tree HEAD && git rm -q --cached README
git update-ref refs/heads/main "$(git commit-tree -p HEAD -m theirs "$(git write-tree)")"`)
	first := strings.TrimSpace(b.git("rev-parse", "HEAD"))
	res, err := b.try(CommitOptions{Message: "po: change", Files: b.three()})
	var hook *ErrHook
	if err != nil {
		t.Fatal(err, errors.As(err, &hook), hook)
	}
	if got := b.git("log", "--format=%s", first+"..HEAD"); got != "po: change\ntheirs\n" {
		t.Errorf("commits since: %q", got)
	}
	if got := strings.TrimSpace(b.git("rev-parse", "HEAD")); got != res.Hash {
		t.Errorf("HEAD %s, result %s", got, res.Hash)
	}
	if got := b.git("status", "--porcelain"); got != "A  README\n" {
		t.Errorf("status %q", got)
	}
	b.sound()
}

// A hook that moves HEAD each time is not run for ever, and git's own words come out. What it has committed stays.
func TestHookMovesHEADAlways(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit", `git update-ref refs/heads/main "$(git commit-tree -p HEAD -m theirs HEAD^{tree})"`)
	files := b.three()
	before := b.git("ls-files", "--stage", "--debug") + b.git("status", "--porcelain")
	_, err := b.try(CommitOptions{Message: "po: change", Files: files})
	var hook *ErrHook
	if !errors.As(err, &hook) || hook.Name != "git commit" || !strings.Contains(hook.Output, "cannot lock ref 'HEAD'") {
		t.Errorf("%v: %+v", err, hook)
	}
	if got := b.git("rev-list", "--count", "--grep=theirs", "HEAD"); got != fmt.Sprintln(mostGitMoves+1) {
		t.Errorf("asked %s times", got)
	}
	if diff := cmp.Diff(before, b.git("ls-files", "--stage", "--debug")+b.git("status", "--porcelain")); diff != "" {
		t.Errorf("index and files:\n%s", diff)
	}
	b.sound()
}

func TestNoVerify(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit", "exit 1")
	b.hook("commit-msg", "exit 1")
	if _, err := b.try(CommitOptions{Message: "x", NoVerify: true, Files: b.three()}); err != nil {
		t.Fatal(err)
	}
	b.hook("post-commit", `echo post >"$(git rev-parse --git-dir)/ran"`)
	if _, err := b.try(CommitOptions{Message: "x", NoVerify: true, Files: []backlog.FileEdit{b.edit("items/VS-1.md", "again\n")}}); err != nil {
		t.Fatal(err)
	}
	b.clean()
	if b.read(".git/ran") == nil {
		t.Error("post-commit did not run")
	}
}

func TestHookIsOne(t *testing.T) {
	b := seeded(t)
	b.hook("pre-commit.sample", "exit 1")
	b.hook("pre-push", "exit 1")
	b.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 1\n")
	if how, err := b.site().way(CommitOptions{}); how != ownWay || err != nil {
		t.Errorf("nothing that runs: way %d, %v", how, err)
	}
	b.write("hooks/commit-msg", "#!/bin/sh\nexit 1\n")
	if err := os.Chmod(filepath.Join(b.work, "hooks/commit-msg"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.git("config", "core.hooksPath", "hooks")
	if how, err := b.site().way(CommitOptions{}); how != gitsWay || err != nil {
		t.Errorf("core.hooksPath: way %d, %v", how, err)
	}
}

func TestWithoutGit(t *testing.T) {
	b := seeded(t)
	nowhere := func(o CommitOptions) error {
		s := b.site()
		s.look = func(string) (string, error) { return "", exec.ErrNotFound }
		_, err := s.commit(t.Context(), o)
		return err
	}
	o := CommitOptions{Message: "x", Files: []backlog.FileEdit{b.edit("items/VS-1.md", "1\n")}}
	if err := nowhere(o); err != nil {
		t.Errorf("no hook, no signature: %v", err)
	}
	b.hook("commit-msg", "exit 1")
	o.Files = []backlog.FileEdit{b.edit("items/VS-1.md", "2\n")}
	var needs *ErrNeedsGit
	if err := nowhere(o); !errors.As(err, &needs) || needs.What != "the hook commit-msg" {
		t.Errorf("a hook: %v", err)
	}
	o.NoVerify = true
	if err := nowhere(o); err != nil {
		t.Errorf("a hook that is not asked: %v", err)
	}
	if got := b.git("status", "--porcelain"); got != "" {
		t.Errorf("status %q", got)
	}
}

func TestSigned(t *testing.T) {
	b := seeded(t)
	signer := filepath.Join(b.work, ".git/signer")
	b.write(".git/signer", "#!/bin/sh\ncat >/dev/null\necho '[GNUPG:] BEGIN_SIGNING' >&2\necho '[GNUPG:] SIG_CREATED ' >&2\necho '-----BEGIN PGP SIGNATURE-----'\necho x\necho '-----END PGP SIGNATURE-----'\n")
	if err := os.Chmod(signer, 0o755); err != nil {
		t.Fatal(err)
	}
	b.git("config", "commit.gpgsign", "true")
	b.git("config", "gpg.program", signer)
	b.commit(b.edit("items/VS-1.md", "signed\n"))
	if got := b.git("cat-file", "commit", "HEAD"); !strings.Contains(got, "gpgsig -----BEGIN PGP SIGNATURE-----") {
		t.Errorf("not signed:\n%s", got)
	}
	b.write(".git/signer", "#!/bin/sh\ncat >/dev/null\nexit 2\n")
	var hook *ErrHook
	err := b.refused(CommitOptions{Files: b.three()})
	if !errors.As(err, &hook) || hook.Name != "commit.gpgsign" || !strings.Contains(hook.Output, "exit status 2") {
		t.Errorf("a signer that fails: %v %+v", err, hook)
	}
}

// A first commit by git's own hand.
func TestHookInNewRepository(t *testing.T) {
	b := newSandbox(t)
	b.hook("pre-commit", "exit 0")
	res := b.commit(backlog.FileEdit{Path: "po.yaml", New: []byte("x\n")})
	b.clean()
	if res.Hash == "" || res.Branch != "main" {
		t.Errorf("%+v", res)
	}
}

// What git is not asked to run may leave something running that holds its output.
func TestHookLeavesSomethingRunning(t *testing.T) {
	b := seeded(t)
	b.hook("post-commit", "sleep 5 &")
	b.commit(b.edit("items/VS-1.md", "x\n"))
	b.clean()
}
