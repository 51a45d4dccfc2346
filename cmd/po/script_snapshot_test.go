package main

import (
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// A snapshot is what a folder holds: by path a line that tells kind, permissions and content of what lies there, and when it was written.
type snapshot map[string]string

// snapshotsKey is where a script keeps its snapshots, by name.
type snapshotsKey struct{}

// poFolder is where po keeps what it may lose: in a repository's own folder, beside what is git's.
const poFolder = "po"

// takeSnapshot is the command snapshot NAME [DIR]: it remembers all that lies in DIR, else in the working folder, the
// repository's own folder included.
func takeSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: snapshot NAME [DIR]")
	}
	snapshotsOf(ts)[args[0]] = lookAround(ts, folderOf(ts, args[1:]))
}

// sameAsSnapshot is the command same NAME [DIR]: byte for byte, and without a file that was so much as written anew, DIR is what
// it was when the snapshot was taken.
func sameAsSnapshot(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: same NAME [DIR]")
	}
	before, ok := snapshotsOf(ts)[args[0]]
	if !ok {
		ts.Fatalf("no snapshot %s", args[0])
	}
	after := lookAround(ts, folderOf(ts, args[1:]))
	paths := maps.Clone(before)
	maps.Copy(paths, after)
	var unlike []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if was, is := before[path], after[path]; was != is {
			unlike = append(unlike, fmt.Sprintf("%s\n  before: %s\n  after:  %s", path, was, is))
		}
	}
	if len(unlike) > 0 {
		ts.Fatalf("not as it was:\n%s", strings.Join(unlike, "\n"))
	}
}

func snapshotsOf(ts *testscript.TestScript) map[string]snapshot {
	all, ok := ts.Value(snapshotsKey{}).(map[string]snapshot)
	if !ok {
		ts.Fatalf("the script was set up without snapshots")
	}
	return all
}

func folderOf(ts *testscript.TestScript, args []string) string {
	if len(args) == 0 {
		return ts.MkAbs(".")
	}
	return ts.MkAbs(args[0])
}

// lookAround takes a snapshot of a folder. Of po's own folder in a repository it leaves out what may be lost at any time: the lock, and
// what is remembered of ids and history. The journal of the last commit counts like any file, and what nobody has described fails
// the script.
func lookAround(ts *testscript.TestScript, root string) snapshot {
	found := snapshot{}
	ts.Check(filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if own := filepath.Dir(path); filepath.Base(own) == poFolder && isRepository(filepath.Dir(own)) {
			if !slices.Contains([]string{"lock", "journal", "ids", "history"}, d.Name()) {
				ts.Fatalf("%s: left behind", path)
			}
			if d.Name() != "journal" {
				return nil
			}
		}
		if d.Name() == poFolder && isRepository(filepath.Dir(path)) {
			return nil
		}
		found[filepath.ToSlash(rel)], err = describe(path, d)
		return err
	}))
	return found
}

// isRepository tells git's own folder from one that is merely called po.
func isRepository(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "objects"))
	return err == nil
}

// describe is one line about what lies at a path. The time of a folder says no more than what lies in it.
func describe(path string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil {
		return "", err
	}
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		to, err := os.Readlink(path)
		return "link to " + to, err
	case !info.Mode().IsRegular():
		return info.Mode().String(), nil
	}
	data, err := os.ReadFile(path)
	return fmt.Sprintf("%s %x written %s", info.Mode(), sha256.Sum256(data), info.ModTime().Format("15:04:05.000000000")), err
}

// refused is the command refused PROGRAM [ARG]...: po says no, with exit code 1 and not a word on stdout.
func refused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: refused PROGRAM [ARG]...")
	}
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
		ts.Fatalf("%v, want exit code %d", err, exitFailed)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("stdout: %s", out)
	}
}

// extendIndex is the command extend-index FILE NAME: an index gets one extension more, of one byte, and its checksum anew.
func extendIndex(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || len(args[1]) != 4 {
		ts.Fatalf("usage: extend-index FILE NAME")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	data = append(data[:len(data)-sha1.Size], args[1]+"\x00\x00\x00\x01x"...)
	sum := sha1.Sum(data)
	ts.Check(os.WriteFile(path, append(data, sum[:]...), 0o666))
}
