package git

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog"
)

// po commits edits of the backlog's files as po does.
func (b *sandbox) po(action string, edits ...backlog.FileEdit) {
	b.t.Helper()
	message := "po: " + action + "\n\nPo-Action: " + action + "\n"
	if _, err := b.open("").Commit(b.t.Context(), CommitOptions{Message: message, Files: edits, Force: true}); err != nil {
		b.t.Fatalf("%s: %v", action, err)
	}
}

// undo takes back what is to be, and gives why not.
func (b *sandbox) undo() error {
	b.t.Helper()
	u, err := b.open("").PlanUndo(b.t.Context(), "")
	if err != nil {
		return err
	}
	b.po("undo", u.Edits...)
	return nil
}

func (b *sandbox) wants(name, text string) {
	b.t.Helper()
	if got := string(b.read("backlog/" + name)); got != text {
		b.t.Errorf("%s is %q, want %q", name, got, text)
	}
}

func TestUndoIsRedo(t *testing.T) {
	b := newSandbox(t).withBacklog()
	before, after := item("VS-1", "Map"), item("VS-1", "Chart")
	b.po("edit", b.edit("items/VS-1-map.md", after), b.edit("items/VS-3-new.md", "new\n"), backlog.FileEdit{Path: "items/VS-2-pay.md", Old: b.read("backlog/items/VS-2-pay.md")})
	for range 2 {
		if err := b.undo(); err != nil {
			t.Fatal(err)
		}
		b.wants("items/VS-1-map.md", before)
		b.wants("items/VS-2-pay.md", item("VS-2", "Pay"))
		b.wants("items/VS-3-new.md", "")
		if err := b.undo(); err != nil {
			t.Fatal(err)
		}
		b.wants("items/VS-1-map.md", after)
		b.wants("items/VS-2-pay.md", "")
		b.wants("items/VS-3-new.md", "new\n")
	}
	b.sound()
	if status := b.git("status", "--porcelain"); status != "" {
		t.Errorf("status: %s", status)
	}
}

func TestUndoBesideLaterChanges(t *testing.T) {
	text := strings.Split("one\ntwo\nthree\nfour\nfive\nsix\n", "\n")
	with := func(n int, line string) string {
		lines := append([]string{}, text...)
		lines[n] = line
		return strings.Join(lines, "\n")
	}
	both := func(line2, line5 string) string {
		lines := append([]string{}, text...)
		lines[1], lines[4] = line2, line5
		return strings.Join(lines, "\n")
	}
	tests := []struct {
		name  string
		later func(b *sandbox)
		want  string // empty: refused
	}{
		{"nothing", func(*sandbox) {}, strings.Join(text, "\n")},
		{"another line, committed", func(b *sandbox) { b.seed("backlog/items/x.md", both("TWO", "FIVE")) }, with(4, "FIVE")},
		{"another line, not committed", func(b *sandbox) { b.write("backlog/items/x.md", both("TWO", "FIVE")) }, with(4, "FIVE")},
		{"the same line", func(b *sandbox) { b.seed("backlog/items/x.md", with(1, "Two")) }, ""},
		{"another file", func(b *sandbox) { b.seed("backlog/items/y.md", "y") }, strings.Join(text, "\n")},
		{"removed", func(b *sandbox) { b.git("rm", "-q", "backlog/items/x.md"); b.git("commit", "-q", "-m", "x") }, ""},
		{"renamed", func(b *sandbox) {
			b.git("mv", "backlog/items/x.md", "backlog/items/z.md")
			b.git("commit", "-q", "-m", "x")
		}, ""},
		{"commits of others in between", func(b *sandbox) {
			for range 3 {
				b.git("commit", "-q", "--allow-empty", "-m", "other")
			}
		}, strings.Join(text, "\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := newSandbox(t).withBacklog()
			b.seed("backlog/items/x.md", strings.Join(text, "\n"))
			b.po("edit", b.edit("items/x.md", with(1, "TWO")))
			tt.later(b)
			was := string(b.read("backlog/items/x.md"))
			err := b.undo()
			var conflict *ErrUndoConflict
			switch {
			case tt.want != "" && err != nil:
				t.Errorf("%v", err)
			case tt.want != "":
				b.wants("items/x.md", tt.want)
			case !errors.As(err, &conflict) || conflict.Path != "items/x.md":
				t.Errorf("%v", err)
			default:
				b.wants("items/x.md", was)
			}
		})
	}
}

func TestUndoOfNewAndGone(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.po("add", b.edit("items/VS-3-new.md", "new\n"))
	b.write("backlog/items/VS-3-new.md", "new\nand changed\n")
	var conflict *ErrUndoConflict
	if err := b.undo(); !errors.As(err, &conflict) {
		t.Errorf("a new file that was changed since: %v", err)
	}
	b.write("backlog/items/VS-3-new.md", "new\n")
	b.po("remove", backlog.FileEdit{Path: "items/VS-1-map.md", Old: b.read("backlog/items/VS-1-map.md")})
	b.write("backlog/items/VS-1-map.md", "somebody else's\n")
	if err := b.undo(); !errors.As(err, &conflict) {
		t.Errorf("a removed file whose place is taken: %v", err)
	}
	b.wants("items/VS-1-map.md", "somebody else's\n")
}

// TestUndoKeepsBacklog has the file that makes a folder a backlog in one commit with another, and in one of its own.
func TestUndoKeepsBacklog(t *testing.T) {
	b := newSandbox(t)
	b.write("backlog/po.yaml", "version: 1\n", "backlog/items/x.md", "x\n")
	settings := backlog.FileEdit{Path: "po.yaml", Old: []byte("version: 1\n"), New: []byte("version: 1\n")}
	b.po("commit", settings, backlog.FileEdit{Path: "items/x.md", Old: []byte("x\n"), New: []byte("x\n")})
	if err := b.undo(); err != nil {
		t.Fatal(err)
	}
	b.wants("items/x.md", "")
	b.wants("po.yaml", "version: 1\n")
	b.git("rm", "-q", "--cached", "backlog/po.yaml")
	b.git("commit", "-q", "-m", "by hand")
	b.po("commit", settings)
	if err := b.undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("nothing but po.yaml: %v", err)
	}
	b.wants("po.yaml", "version: 1\n")
}

// TestUndoKeepsLineEnds has CRLF on disk and LF in the commits.
func TestUndoKeepsLineEnds(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.git("config", "core.autocrlf", "true")
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	b.write("backlog/items/x.md", crlf("one\ntwo\n"))
	b.git("add", ".")
	b.git("commit", "-q", "-m", "x")
	b.po("edit", b.edit("items/x.md", crlf("one\nTWO\n")))
	if err := b.undo(); err != nil {
		t.Fatal(err)
	}
	b.wants("items/x.md", crlf("one\ntwo\n"))
	if status := b.git("status", "--porcelain"); status != "" {
		t.Errorf("status: %s", status)
	}
}

func TestNothingToUndo(t *testing.T) {
	b := newSandbox(t)
	b.write("backlog/po.yaml", "version: 1\n")
	if err := b.undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("no commit: %v", err)
	}
	b.git("add", ".")
	b.git("commit", "-q", "-m", "by hand\n\nPo-Action: in the body\n\nnot a trailer")
	if err := b.undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("by hand: %v", err)
	}
	b.po("init", b.edit("product.md", "x\n"))
	if err := b.undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("the first of all: %v", err)
	}
	b.git("switch", "-q", "-c", "side")
	b.po("edit", b.edit("product.md", "y\n"))
	b.git("switch", "-q", "main")
	b.git("commit", "-q", "--allow-empty", "-m", "on main")
	b.git("merge", "-q", "--no-ff", "-m", "merge", "side")
	if err := b.undo(); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("on another branch: %v", err)
	}
}

func TestUndoInShallowClone(t *testing.T) {
	b := newSandbox(t).withBacklog()
	b.po("edit", b.edit("items/VS-1-map.md", item("VS-1", "Chart")))
	outside := filepath.Dir(b.work)
	b.runIn(outside, "clone", "-q", "--depth", "1", "file://"+b.work, "shallow")
	shallow := &sandbox{t: t, work: filepath.Join(outside, "shallow")}
	var cut *ErrShallow
	if err := shallow.undo(); !errors.As(err, &cut) {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(shallow.work, "backlog/items/VS-1-map.md")); err != nil {
		t.Error(err)
	}
}
