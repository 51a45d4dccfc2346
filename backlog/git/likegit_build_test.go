package git

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
)

// What the files of a scene were last changed at, as seconds: long before, in between, and in the very second of the index.
const (
	oldTime   = 1750000000
	newerTime = oldTime + 10
	racyTime  = oldTime + 100
)

// A stage is the repository of a scene. Two of one scene differ in where they are, and in what follows from that.
type stage struct {
	*sandbox
	scene
	gitDir string // of the worktree
	dir    string // of the neighbours
}

// build makes the repository of a scene under a folder.
func (s scene) build(t *testing.T, under string) *stage {
	t.Helper()
	st := &stage{sandbox: &sandbox{t: t, work: filepath.Join(under, "work")}, scene: s, dir: "src"}
	st.gitDir = filepath.Join(st.work, ".git")
	if s.is("neighbours in", "our folder") {
		st.dir = "backlog/items"
	}
	st.start()
	if s.is("attributes since", "ever") {
		st.attributes()
	}
	st.seedFiles()
	st.placeHead()
	if s.is("attributes since", "now") {
		st.attributes()
	}
	if s.is("index shape", "sparse", "sparse checkout") {
		kind := map[bool]string{true: "--sparse-index", false: "--no-sparse-index"}[s.is("index shape", "sparse")]
		st.git("sparse-checkout", "set", "--cone", kind, "backlog", "src")
	}
	st.disturbNeighbours()
	st.disturbOurs()
	st.shapeIndex()
	return st
}

// start makes an empty repository, as git init does, and its settings.
func (st *stage) start() {
	for _, dir := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info"} {
		if err := os.MkdirAll(filepath.Join(st.gitDir, dir), 0o755); err != nil {
			st.t.Fatal(err)
		}
	}
	conf := "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tlogallrefupdates = true\n\tsafecrlf = false\n" +
		"\ttrustctime = false\n" + // else it hangs on a second's turn what git knows of files that were renamed
		"\tfilemode = " + st.value["filemode"] + "\n\tignorecase = " + st.value["ignorecase"] + "\n"
	if !st.is("autocrlf", "unset") {
		conf += "\tautocrlf = " + st.value["autocrlf"] + "\n"
	}
	st.put(".git/HEAD", "ref: refs/heads/main\n", 0)
	st.put(".git/config", conf, 0)
}

// put writes a file; a time other than 0 is what it seems to have been changed at.
func (st *stage) put(name, text string, when int64) {
	st.t.Helper()
	st.write(name, text)
	if when != 0 {
		st.date(filepath.Join(st.work, name), when)
	}
}

func (st *stage) date(path string, when int64) {
	st.t.Helper()
	at := time.Unix(when, 0)
	if err := os.Chtimes(path, at, at); err != nil {
		st.t.Fatal(err)
	}
}

// lines is a text with the line ends of the scene.
func (st *stage) lines(words ...string) string {
	text := strings.Join(words, "\n") + "\n"
	switch st.value["line ends"] {
	case "crlf":
		return strings.ReplaceAll(text, "\n", "\r\n")
	case "mixed":
		return strings.Replace(text, "\n", "\r\n", 1)
	}
	return text
}

func (st *stage) attributes() {
	if st.is("attributes", "none") {
		return
	}
	line := "*.md " + st.value["attributes"] + "\n"
	switch st.value["attributes in"] {
	case "root":
		st.put(".gitattributes", line, oldTime)
	case "folder":
		st.put("backlog/.gitattributes", line, oldTime)
	case "info":
		common := st.gitDir
		if st.is("head", "linked worktree") {
			common = filepath.Join(filepath.Dir(st.work), "main", ".git")
			if st.is("attributes since", "ever") {
				common = st.gitDir
			}
		}
		if err := os.WriteFile(filepath.Join(common, "info", "attributes"), []byte(line), 0o644); err != nil {
			st.t.Fatal(err)
		}
	}
}

// neighbour is the path of the neighbour in a state.
func (st *stage) neighbour(state string) string { return st.dir + "/n-" + state + ".md" }

// seedFiles commits what is in HEAD.
func (st *stage) seedFiles() {
	st.put("README", "hi\n", oldTime)
	st.put("docs/deep/a", "a\n", oldTime)
	st.put("src/code", "code\n", oldTime)
	st.put("backlog/po.yaml", "key: VS\n", oldTime)
	for _, name := range []string{"items/VS-1", "items/VS-2", "items/VS-3", "lone/only", "decisions/one"} {
		st.put("backlog/"+name+".md", st.lines("# "+name, "text of "+name, "end"), oldTime)
	}
	for _, state := range append(neighbourStates(), "racy") {
		st.put(st.neighbour(state), st.lines("neighbour", state), oldTime)
	}
	for i := range 12 { // a split index writes itself whole when much of it changes
		st.put(fmt.Sprintf("src/more/%d", i), "x\n", oldTime)
	}
	if st.is("ours", "executable") {
		if err := os.Chmod(filepath.Join(st.work, "backlog/items/VS-1.md"), 0o755); err != nil {
			st.t.Fatal(err)
		}
	}
	st.git("add", "-A")
	if st.is("ours", "executable") && st.is("filemode", "false") {
		st.git("update-index", "--chmod=+x", "backlog/items/VS-1.md")
	}
	st.git("commit", "-q", "-m", "seed")
}

// placeHead puts HEAD where the scene has it.
func (st *stage) placeHead() {
	switch st.value["head"] {
	case "detached":
		id, err := os.ReadFile(filepath.Join(st.gitDir, "refs/heads/main"))
		if err != nil {
			st.t.Fatal(err)
		}
		st.put(".git/HEAD", string(id), 0)
	case "unborn":
		st.put(".git/HEAD", "ref: refs/heads/fresh\n", 0)
	case "packed":
		st.git("pack-refs", "--all")
	case "linked worktree":
		main := filepath.Join(filepath.Dir(st.work), "main")
		if err := os.Rename(st.work, main); err != nil {
			st.t.Fatal(err)
		}
		st.runIn(main, "worktree", "add", "-q", "-b", "topic/linked", st.work)
		st.gitDir = filepath.Join(main, ".git", "worktrees", "work")
		st.oldFiles()
		st.git("update-index", "-q", "--refresh")
	}
}

// oldFiles makes every file of the work tree an old one.
func (st *stage) oldFiles() {
	err := filepath.WalkDir(st.work, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			st.date(path, oldTime)
		}
		return err
	})
	if err != nil {
		st.t.Fatal(err)
	}
}

// disturbNeighbours brings the user's own files into the states of the scene.
func (st *stage) disturbNeighbours() {
	var add []string
	for _, state := range []string{"staged", "both", "resolved"} {
		if st.has(state) {
			st.put(st.neighbour(state), st.lines("staged", state), newerTime)
			if state != "resolved" {
				add = append(add, st.neighbour(state))
			}
		}
	}
	if len(add) > 0 {
		st.git(append([]string{"add"}, add...)...)
	}
	if st.has("resolved") {
		st.resolve(st.neighbour("resolved"))
	}
	for _, state := range []string{"unstaged", "both", "assumed", "skipped"} {
		if st.has(state) {
			st.put(st.neighbour(state), st.lines("unstaged", state), newerTime)
		}
	}
	if st.has("untracked") {
		st.put(st.dir+"/new-untracked.md", "x\n", newerTime)
		st.put("loose/untracked", "x\n", newerTime)
	}
	if st.has("renamed") {
		st.git("mv", st.neighbour("renamed"), st.dir+"/a-renamed.md")
	}
	if st.has("intent") {
		st.put(st.dir+"/z-intent.md", "x\n", newerTime)
		st.git("add", "-N", st.dir+"/z-intent.md")
	}
	if st.has("unlinked") {
		if err := os.Remove(filepath.Join(st.work, st.neighbour("unlinked"))); err != nil {
			st.t.Fatal(err)
		}
	}
	for _, m := range [][]string{
		{"deleted", "rm", "-q", "--cached"}, {"mode", "update-index", "--chmod=+x"},
		{"assumed", "update-index", "--assume-unchanged"}, {"skipped", "update-index", "--skip-worktree"},
	} {
		if st.has(m[0]) {
			st.git(append(m[1:], st.neighbour(m[0]))...)
		}
	}
}

// resolve leaves the traces of a conflict that has been resolved.
func (st *stage) resolve(name string) {
	id := strings.Fields(st.git("ls-files", "--stage", name))[1]
	list := fmt.Sprintf("0 %040d\t%s\n100644 %s 1\t%s\n100644 %s 2\t%s\n100644 %s 3\t%s\n", 0, name, id, name, id, name, id, name)
	cmd := exec.Command("git", "update-index", "--index-info")
	cmd.Dir, cmd.Env, cmd.Stdin = st.work, quietEnv(), strings.NewReader(list)
	if out, err := cmd.CombinedOutput(); err != nil {
		st.t.Fatalf("%v: %s", err, out)
	}
	st.git("add", name)
}

// disturbOurs does to our files what somebody did before the commit.
func (st *stage) disturbOurs() {
	const first, fresh = "backlog/items/VS-1.md", "backlog/items/VS-9.md"
	switch st.value["ours"] {
	case "by hand", "staged by hand":
		st.put(first, st.lines("by hand"), newerTime)
	case "assumed unchanged":
		st.git("update-index", "--assume-unchanged", first)
	case "intent to add", "staged new":
		st.put(fresh, st.lines("begun"), newerTime)
	}
	switch st.value["ours"] {
	case "staged by hand":
		st.git("add", first)
	case "staged new":
		st.git("add", fresh)
	case "intent to add":
		st.git("add", "-N", fresh)
	}
}

// edits is what the commit of the scene is of.
func (st *stage) edits() []backlog.FileEdit {
	changed := st.edit("items/VS-1.md", st.lines("# changed", "in scene", fmt.Sprint(st.number)))
	removed := backlog.FileEdit{Path: "items/VS-2.md", Old: st.read("backlog/items/VS-2.md")}
	fresh := st.edit("items/VS-9.md", st.lines("# new"))
	far := st.edit("notes/2026/x.md", st.lines("# far"))
	lone := backlog.FileEdit{Path: "lone/only.md", Old: st.read("backlog/lone/only.md")}
	switch st.value["ours"] {
	case "new", "intent to add", "staged new":
		return []backlog.FileEdit{fresh}
	case "new in a new folder":
		return []backlog.FileEdit{far}
	case "removed":
		return []backlog.FileEdit{removed}
	case "last of its folder":
		return []backlog.FileEdit{lone}
	case "several":
		return []backlog.FileEdit{changed, removed, fresh, far, lone}
	}
	return []backlog.FileEdit{changed}
}

// shapeIndex gives the index its form, which whatever git does next could undo.
func (st *stage) shapeIndex() {
	index := filepath.Join(st.gitDir, "index")
	racy := st.neighbour("racy")
	if !st.is("racy", "none") {
		st.date(filepath.Join(st.work, racy), racyTime)
		st.git("update-index", "-q", "--refresh") // of the others nothing is to be seen
	}
	args := []string{"update-index", "--index-version", st.value["index version"]}
	if st.is("index version", "3") {
		args[2] = "2" // which becomes 3 by the flags
	}
	if st.is("watch", "untracked cache", "both") {
		args = append(args, "--force-untracked-cache")
	}
	if st.is("watch", "fsmonitor", "both") {
		st.watch("/")
		args = append(args, "--fsmonitor")
	}
	st.git(args...)
	if st.is("index shape", "split") {
		st.git("update-index", "--split-index")
	}
	if st.is("cache tree", "valid") {
		st.git("write-tree")
	}
	if !st.is("watch", "none") {
		st.git("status", "--porcelain")
	}
	if st.is("cache tree", "absent") {
		st.rewrite(index, func(data []byte) []byte { return without(data, "TREE") })
	}
	if st.is("index shape", "no checksum") {
		st.rewrite(index, func(data []byte) []byte { return append(data[:len(data)-20:len(data)-20], make([]byte, 20)...) })
	}
	if st.is("racy", "edited") {
		text := strings.ToUpper(string(st.read(racy))) // of the same size
		st.put(racy, text, racyTime)
	}
	if !st.is("racy", "none") {
		st.date(index, racyTime)
	}
}

// watch installs a monitor of the file system that says what has changed.
func (st *stage) watch(changed ...string) {
	hook := filepath.Join(filepath.Dir(st.work), "watch")
	list := strings.Join(changed, "\x00") + "\x00"
	if err := os.WriteFile(hook+".list", []byte(list), 0o644); err != nil {
		st.t.Fatal(err)
	}
	if _, err := os.Stat(hook); err == nil {
		return
	}
	script := "#!/bin/sh\nprintf 'token\\0'\ncat '" + hook + ".list'\n"
	if err := os.WriteFile(hook, []byte(script), 0o644); err != nil {
		st.t.Fatal(err)
	}
	st.git("config", "core.fsmonitor", "sh '"+hook+"'") // a file just written may not be run while another is being started
}

func (st *stage) rewrite(path string, how func([]byte) []byte) {
	data, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, how(data), 0o644)
	}
	if err != nil {
		st.t.Fatal(err)
	}
}

// without is an index without one of its extensions. That its name may stand elsewhere in it matters not: what follows would not
// lead to the end.
func without(data []byte, name string) []byte {
	end := len(data) - sha1.Size
	for at := bytes.LastIndex(data[:end], []byte(name)); at > 0; at = bytes.LastIndex(data[:at], []byte(name)) {
		next := at + 8 + int(binary.BigEndian.Uint32(data[at+4:]))
		if next > end {
			continue
		}
		return summed(append(bytes.Clone(data[:at]), data[next:]...))
	}
	return data
}

// summed is an index with its checksum.
func summed(data []byte) []byte {
	out := data[: len(data)-sha1.Size : len(data)-sha1.Size]
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}
