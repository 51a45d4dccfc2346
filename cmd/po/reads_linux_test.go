package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A badDisk is a copy of a repository, and of the home of whoever works in it, in which one read of po after the other fails. The
// system itself refuses them: strace makes it do so, and po is the program that is released.
type badDisk struct {
	t *testing.T
	scene
	program string
	seed    string // what is copied
	root    string // of this copy
	to      string // the commit that the branch has after an undisturbed run
	status  string // what git says then
	before  map[string]string
}

// A scene is what is done, and where.
type scene struct {
	name, setup string // of what there is besides, by a script
	about       string // what the reads that matter there have in call and path; empty: all matter
	args        []string
	refused     bool // undisturbed, too
}

func scenes() []scene {
	edit := []string{"edit", "VS-1", "--points", "5", "-m", "it is larger"}
	return []scene{
		{name: "edit", args: edit},
		{name: "add", args: []string{"add", "story", "Student discount", "--points", "3", "--top"}},
		{"in a merge", "cp .git/refs/heads/beside .git/MERGE_HEAD", "_HEAD", edit, true},
		{"in a rebase", "mkdir .git/rebase-merge", "rebase", edit, true},
		{"a hook says no", "printf '#!/bin/sh\nexit 1\n' >.git/hooks/pre-commit; chmod +x .git/hooks/pre-commit", "newfstatat {}/work/.git/hooks", edit, true},
		{"attributes of this clone", "echo '*.md -text' >.git/info/attributes", "info/attributes", edit, false},
		{"objects of another", `mkdir ../o; mv .git/objects/pack ../o; mkdir .git/objects/pack
			echo ../../../o >.git/objects/info/alternates`, "alternates", edit, false},
	}
}

// A misread is a read that fails: the system's call, and what it is about as the call names it. The root of the copy is {}.
type misread struct{ call, path string }

// TestEveryReadFails lets each read of a command that commits fail once, be it of a setting, of a ref, of the index, of an object, of
// a file of the backlog, or the question whether something is there: po ends with an error and everything is as it was, or it makes
// the very commit that it makes else.
func TestEveryReadFails(t *testing.T) {
	t.Parallel()
	if out, err := exec.Command("strace", "-f", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Logf("no strace here, or it may not trace: no read fails: %v %s", err, out)
		return
	}
	program := build(t)
	seed := t.TempDir()
	seedBadDisk(t, program, seed)
	tried := map[misread]bool{}
	for _, scene := range scenes() {
		d := &badDisk{t: t, scene: scene, program: program, seed: seed, root: t.TempDir()}
		d.renew()
		reads := slices.DeleteFunc(d.reads(), func(r misread) bool {
			return !strings.Contains(r.call+" "+r.path, d.about) || d.about == "" && tried[r]
		})
		for _, r := range reads {
			tried[r] = true
		}
		d.eachFails(reads)
	}
}

// eachFails lets reads fail in two copies at once.
func (d *badDisk) eachFails(reads []misread) {
	var next, times atomic.Int64
	var all sync.WaitGroup
	for range 2 {
		w := *d
		w.root = d.t.TempDir()
		all.Go(func() {
			w.renew()
			for i := next.Add(1) - 1; i < int64(len(reads)); i = next.Add(1) - 1 {
				times.Add(w.eachTime(reads[i]))
			}
		})
	}
	all.Wait()
	d.t.Logf("%s: %d reads fail, %d times in all", d.name, len(reads), times.Load())
	if times.Load() == 0 {
		d.t.Errorf("%s: no read fails", d.name)
	}
}

// seedBadDisk makes a repository with something of everything that is read: settings that include others, packed and loose objects
// and refs, attributes, a file with other line ends, a branch beside.
func seedBadDisk(t *testing.T, program, root string) {
	t.Helper()
	script := `set -e
mkdir home work
printf '[include]\n\tpath = who\n[maintenance]\n\tauto = false\n' >home/.gitconfig
printf '[user]\n\tname = Mara Brandt\n\temail = mara@example.org\n' >home/who
cd work
git init -q -b main
"$PO" init --key VS
"$PO" add story 'Unlock a bike' --criterion 'It unlocks within 3 seconds' --top
"$PO" add story 'Return a bike' --top
sed -i 's/$/\r/' backlog/items/VS-1-*
"$PO" edit VS-2 --points 3
git branch beside
git gc -q
"$PO" add bug 'The map is wrong'
git switch -q beside
"$PO" add bug 'The bell is loud'
git switch -q main
`
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir, cmd.Env = root, badDiskEnv(root, program)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func badDiskEnv(root, program string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(root, "home"), "PO=" + program, "PO_NOW=2026-10-05T18:00:00+02:00",
		"GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C.UTF-8", "TZ=UTC", "GIT_CEILING_DIRECTORIES=" + root,
	}
}

// run runs a program in the copy.
func (d *badDisk) run(name string, args ...string) (stdout, stderr string, code int) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = filepath.Join(d.root, "work"), badDiskEnv(d.root, d.program)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		d.t.Error(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// renew makes the copy anew.
func (d *badDisk) renew() {
	err := os.RemoveAll(d.root)
	if err == nil {
		err = exec.Command("cp", "-a", d.seed, d.root).Run()
	}
	if err != nil {
		d.t.Error(err)
	}
	if out, errs, code := d.run("sh", "-ec", d.setup); code != 0 {
		d.t.Errorf("%s: %s%s", d.name, out, errs)
	}
	d.before = d.picture()
}

// badDiskTip is the file of the branch.
const badDiskTip = "/work/.git/refs/heads/main"

// picture is what lies in the copy, but for po's own folder: by path, what a file holds.
func (d *badDisk) picture() map[string]string {
	all := map[string]string{}
	err := filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		rel := strings.TrimPrefix(path, d.root)
		if err != nil || e.IsDir() || strings.HasPrefix(rel, "/work/.git/po/") && !strings.Contains(rel, "tmp-") {
			return err
		}
		data, err := os.ReadFile(path)
		all[rel] = string(data)
		return err
	})
	if err != nil {
		d.t.Error(err)
	}
	return all
}

// reads lets po do its work undisturbed and gives what it reads, each once.
func (d *badDisk) reads() []misread {
	log := filepath.Join(d.t.TempDir(), "log")
	args := []string{"-f", "-y", "-s", "0", "-e", "signal=none", "--quiet=all", "-e", "trace=%file,%desc", "-o", log, d.program}
	from := d.before[badDiskTip]
	if _, stderr, code := d.run("strace", append(args, d.args...)...); (code != 0) != d.refused {
		d.t.Fatalf("%s: exit %d\n%s", d.name, code, stderr)
	}
	d.to = d.picture()[badDiskTip]
	d.status, _, _ = d.run("git", "status", "--porcelain")
	if (d.to == from) != d.refused {
		d.t.Fatalf("%s: the branch has %s, and had %s", d.name, d.to, from)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		d.t.Fatal(err)
	}
	found := map[misread]bool{}
	call := regexp.MustCompile(`^\d+ +(openat|newfstatat|readlinkat|fstat|read|pread64|getdents64)\((?:\w+<([^>]*)>|AT_FDCWD)(?:<[^>]*>)?, (?:"([^"]*)")?(.*)`)
	for line := range strings.Lines(string(text)) {
		m := call.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		path := m[3]
		if m[1] != "openat" && m[1] != "newfstatat" && m[1] != "readlinkat" {
			path = m[2]
		}
		lies := path
		if !filepath.IsAbs(path) {
			lies = filepath.Join(m[2], path)
		}
		if strings.HasPrefix(lies, d.root+"/") && !strings.Contains(m[4], "O_CREAT") && !strings.Contains(path, "tmp-") {
			found[misread{m[1], strings.ReplaceAll(path, d.root, "{}")}] = true
		}
	}
	return slices.SortedFunc(maps.Keys(found), func(a, b misread) int { return strings.Compare(a.call+" "+a.path, b.call+" "+b.path) })
}

// eachTime lets a read fail the first time, then the second, until there is none left, and gives their number.
func (d *badDisk) eachTime(r misread) int64 {
	log := filepath.Join(d.root, "..", filepath.Base(d.root)+".log")
	for n := 1; ; n++ {
		args := []string{"-f", "-e", "signal=none", "--quiet=all", "-e", "trace=" + r.call, "-P", strings.ReplaceAll(r.path, "{}", d.root),
			"-e", fmt.Sprintf("inject=%s:error=EIO:when=%d", r.call, n), "-o", log, d.program}
		stdout, stderr, code := d.run("strace", append(args, d.args...)...)
		text, err := os.ReadFile(log)
		if err != nil {
			d.t.Error(err)
		}
		if failed := bytes.Contains(text, []byte("(INJECTED)")); !failed {
			d.renew()
			return int64(n - 1)
		}
		d.judge(fmt.Sprintf("%s: %s %s, time %d", d.name, r.call, r.path, n), stdout, stderr, code)
		if testing.Short() {
			return int64(n)
		}
	}
}

// judge looks at what po has said and done.
func (d *badDisk) judge(where, stdout, stderr string, code int) {
	after := d.picture()
	switch {
	case code == 0 && !d.refused:
		if after[badDiskTip] != d.to {
			d.t.Errorf("%s: exit 0, and the commit is %s, want %s", where, after[badDiskTip], d.to)
		}
		if out, errs, _ := d.run("git", "status", "--porcelain"); out+errs != d.status {
			d.t.Errorf("%s: git status: %s%s, want %s", where, out, errs, d.status)
		}
	case code != 1 || !strings.HasPrefix(stderr, "po: error: ") && !strings.Contains(stderr, "\npo: error: ") || strings.Contains(stdout, "[main"):
		d.t.Errorf("%s: exit %d\n%s%s", where, code, stdout, stderr)
	case !d.refused && !strings.Contains(stderr, "input/output error"):
		d.t.Errorf("%s: the error does not say why\n%s", where, stderr)
	default:
		for path := range after {
			if was, there := d.before[path]; (!there || was != after[path]) && !strings.HasPrefix(path, "/work/.git/objects/") {
				d.t.Errorf("%s: %s is not what it was\n%s", where, path, stderr)
			}
		}
		for path := range d.before {
			if _, there := after[path]; !there {
				d.t.Errorf("%s: %s is gone\n%s", where, path, stderr)
			}
		}
	}
	if maps.Equal(d.before, after) {
		return
	}
	if _, errs, bad := d.run("git", "fsck", "--strict", "--no-dangling"); bad != 0 {
		d.t.Errorf("%s: git fsck: %s", where, errs)
	}
	d.renew()
}
