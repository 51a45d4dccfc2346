package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// whereabouts are the ways in which a repository can lie, each made from the one in the folder seed by a shell script, which leaves
// the one to work in under the name of place.
func whereabouts() map[string]string {
	return map[string]string{
		"as po makes it": "mv seed place",
		"packed":         "mv seed place; cd place; git pack-refs --all; git gc -q --prune=now; git repack -q -adf",
		"linked worktree": `git -C seed worktree add -q -b topic ../place
			git -C seed commit -q --allow-empty -m beside`,
		"alternates":         "git clone -q --shared seed place",
		"shallow":            "git clone -q --depth 2 file://$PWD/seed place",
		"separate folder":    "git clone -q --separate-git-dir apart.git seed place",
		"detached":           "mv seed place; git -C place checkout -q --detach",
		"index of version 4": "mv seed place; cd place; git update-index --index-version 4 --untracked-cache",
		"sparse checkout": `mkdir seed/away; echo x >seed/away/x; git -C seed add away; git -C seed commit -q -m away
			mv seed place; git -C place sparse-checkout set --cone backlog`,
		"line ends": "git clone -q -c core.autocrlf=true seed place",
		"commit-graph and several packs": `mv seed place; cd place; git repack -q; git commit -q --allow-empty -m x
			git repack -q; git multi-pack-index write; git commit-graph write --reachable`,
	}
}

// day is what somebody does with po.
func day() [][]string {
	return [][]string{
		{"list"}, {"add", "story", "Student discount", "--points", "3", "--criterion", "The fare is 30 % lower"},
		{"add", "story", "Group booking", "--top"}, {"edit", "VS-1", "--value", "5"}, {"prioritize", "VS-1", "--top"},
		{"tick", "VS-3", "1"}, {"show", "VS-3"}, {"list", "--json"}, {"check"}, {"diff", "HEAD~1"}, {"diff"},
		{"undo"}, {"list", "--at", "HEAD~2"}, {"list", "--at", "HEAD^"}, {"log"}, {"log", "VS-1"}, {"log", "--json"},
		{"edit", "VS-2", "--points", "8", "--no-commit"}, {"diff"}, {"commit"}, {"commit"}, {"remove", "VS-2", "--yes"},
		{"remove", "VS-4", "--yes"}, {"config", "set", "score", "wsjf"}, {"undo"}, {"edit", "VS-9", "--points", "1"}, {"search", "discount"},
	}
}

// TestWithoutGit does the same in every kind of repository, once where a git is on PATH and once where none is: every word that po
// says, every commit by its name, every entry of the index and of the reflog is the same, and git finds nothing amiss.
func TestWithoutGit(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(whereabouts())) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(spendDay(t, whereabouts()[name], true), spendDay(t, whereabouts()[name], false)); diff != "" {
				t.Errorf("without git it is another day (-with +without):\n%s", diff)
			}
		})
	}
}

// spendDay gives all that a day leaves: what po said, and what git sees of it.
func spendDay(t *testing.T, prepare string, withGit bool) []string {
	t.Helper()
	d := newDesk(t)
	d.withGit = withGit
	root := d.dir
	seed := filepath.Join(root, "seed")
	if err := os.Mkdir(seed, 0o777); err != nil {
		t.Fatal(err)
	}
	d.dir = seed
	d.po("init", "--key", "VS")
	d.po("add", "story", "Pay by card")
	d.po("add", "story", "Map of free bikes")
	d.shell(root, prepare)
	d.dir = filepath.Join(root, "place")

	var left []string
	for _, args := range day() {
		out, errs, code := d.try(args...)
		left = append(left, fmt.Sprintf("po %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs))
		if code != exitDone && !slices.Contains(args, "VS-9") {
			t.Errorf("with git %t: %s", withGit, left[len(left)-1])
		}
	}
	for _, args := range [][]string{
		{"log", "--format=%H %an <%ae> %ad %cn %cd%n%B"}, {"log", "-g", "--format=%H %gs"}, {"ls-files", "--stage"}, {"status", "--porcelain"},
	} {
		left = append(left, "git "+strings.Join(args, " ")+"\n"+d.git(args...))
	}
	if status := left[len(left)-1]; status != "git status --porcelain\n" {
		t.Errorf("with git %t: %s", withGit, status)
	}
	d.git("fsck", "--strict", "--no-dangling")
	for i := range left {
		left[i] = strings.ReplaceAll(left[i], root, "ROOT")
	}
	return left
}

// shell runs a script in a folder, with a git that has the desk's names and time.
func (d *desk) shell(dir, script string) {
	d.t.Helper()
	cmd := exec.Command("sh", "-ec", script)
	cmd.Dir = dir
	cmd.Env = os.Environ()
	for name, value := range d.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Env = append(cmd.Env, "GIT_AUTHOR_DATE="+d.env["PO_NOW"], "GIT_COMMITTER_DATE="+d.env["PO_NOW"])
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("%s: %v\n%s", script, err, out)
	}
}

// TestIdentityWithoutGit finds whom git would name in each of the files where git looks, without git.
func TestIdentityWithoutGit(t *testing.T) {
	for name, prepare := range map[string]string{
		"the user's file":   `git config --global user.name Ole; git config --global user.email ole@example.org`,
		"the repository's":  `git config user.name Repo; git config user.email repo@example.org`,
		"author, committer": `git config author.name A; git config author.email a@x; git config committer.name C; git config committer.email c@x`,
		"an include": `git config --global include.path who.inc
			git config --file "$HOME/who.inc" user.name Included; git config --file "$HOME/who.inc" user.email i@example.org`,
		"an include by folder": `git config --global user.name Else; git config --global user.email e@example.org
			git config --global includeIf."gitdir:$PWD/".path work.inc
			git config --file "$HOME/work.inc" user.name Worker; git config --file "$HOME/work.inc" user.email w@example.org`,
		"an include by branch": `git config --global user.name Else; git config --global user.email e@example.org
			git config --global includeIf.onbranch:main.path main.inc
			git config --file "$HOME/main.inc" user.email main@example.org`,
		"the worktree's": `git config extensions.worktreeConfig true
			git config --worktree user.name Tree; git config --worktree user.email t@example.org`,
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.withGit = false
			d.po("init", "--key", "VS")
			for name := range d.env {
				if strings.HasSuffix(name, "_NAME") || strings.HasSuffix(name, "_EMAIL") {
					delete(d.env, name)
				}
			}
			d.shell(d.dir, prepare)
			d.po("add", "story", "Pay by card")
			// git makes one beside it, by its own finding
			d.shell(d.dir, "git commit -q --allow-empty -m witness")
			ours, gits, _ := strings.Cut(d.git("log", "-2", "--reverse", "--format=%an <%ae> %cn <%ce>"), "\n")
			if ours+"\n" != gits {
				t.Errorf("po names %s, git %s", ours, gits)
			}
		})
	}
}
