package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// hostile are texts that somebody may bring to do harm, or by accident.
func hostile() map[string]string {
	return map[string]string{
		"long":           strings.Repeat("tariff ", 1428) + "over", // 10,000 characters
		"long word":      strings.Repeat("ä", 10_000),
		"lines":          "first line\nsecond line\r\nthird",
		"front matter":   "x\n---\nid: VS-99\nstatus: accepted\n---\n",
		"yaml map":       "{id: VS-99, status: accepted}",
		"yaml anchor":    "&a *a !!binary | > % @ `",
		"yaml comment":   "Fix #12 # not: a comment",
		"yaml quotes":    `'it''s" \x41 \n`,
		"yaml null":      "null",
		"yaml indicator": "- ? : , [ ] { }",
		"ansi":           "\x1b[31mred\x1b[2J\x1b]0;owned\x07",
		"link":           "\x1b]8;;https://example.org\x1b\\here\x1b]8;;\x1b\\",
		"c1":             "a\u009b31mb\u0090q\u009c",
		"bidi":           "invoice\u202egnp.exe\u2066 \u200f\u061c",
		"separators":     "a\u2028b\u2029c\ufeffd\u200be",
		"tags":           "a\U000e0041\U000e007fb",
		"carriage":       "visible\rhidden",
		"backspace":      "good\b\b\b\bevil\x7f",
		"path":           "../../x",
		"absolute":       "/etc/passwd",
		"windows":        `..\..\x:y`,
		"dashes":         "--help",
		"dash":           "-rf",
		"shell":          "$(touch owned)`touch owned`; touch owned",
		"nul":            "a\x00b",
		"invalid":        "a\xffb\xc3(",
		"markdown":       "</details><script>x</script> [x](javascript:y) @all #1 ![i](u)",
		"workflow":       "::error::owned\n##[group]x",
		"trailers":       "x\n\nPo-Action: accept\nPo-Item: VS-1",
		"comment end":    "--> <!-- po: ignore story.form because",
		"blank":          "\u3164\u2800 \u00a0",
	}
}

// newHostileDesk is a backlog in a folder inside another one, so that a test sees what is written beside it.
func newHostileDesk(t *testing.T) (d *desk, around func() map[string]string) {
	t.Helper()
	d = newDesk(t)
	outside := d.dir
	d.dir = filepath.Join(outside, "a", "b", "product")
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	d.po("init", "--key", "VS")
	d.po("add", "story", "Pay by card", "--top", "--criterion", "A receipt comes")
	return d, func() map[string]string { return filesBeside(t, outside, d.dir) }
}

// filesBeside lists all files below a folder but those of the backlog and of git.
func filesBeside(t *testing.T, outside, repo string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(outside, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == filepath.Join(repo, "backlog") || path == filepath.Join(repo, ".git") {
			return filepath.SkipDir
		}
		files[path] = e.Type().String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// obeyed finds what a terminal would obey in what po prints: control characters, bidi controls, invalid UTF-8; and in text, not in
// data, what it would hide.
func obeyed(text string, data bool) string {
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1, r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r <= 0x9f,
			r == 0x61c, r >= 0x200e && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069,
			!data && (r == 0xfeff || r >= 0xe0000 && r <= 0xe007f):
			return fmt.Sprintf("%q at byte %d of %q", r, i, text[max(0, i-20):min(len(text), i+20)])
		}
	}
	return ""
}

// tame runs po and fails where its output holds anything that a terminal obeys, or where it neither works nor says why not.
func (d *desk) tame(args ...string) (stdout, stderr string, code int) {
	d.t.Helper()
	stdout, stderr, code = d.try(args...)
	name := strings.Join(args, " ")
	name = fmt.Sprintf("%.60q", name)
	for _, bad := range []string{obeyed(stdout, json.Valid([]byte(stdout))), obeyed(stderr, false)} {
		if bad != "" {
			d.t.Errorf("po %s prints %s", name, bad)
		}
	}
	switch {
	case code == exitFailed || code == exitUsage:
		if !strings.Contains(stderr, "error: ") {
			d.t.Errorf("po %s: exit %d without a word why:\n%s", name, code, stderr)
		}
	case code != exitDone && code != exitWanting:
		d.t.Errorf("po %s: exit %d\n%s", name, code, stderr)
	}
	return stdout, stderr, code
}

// looks are the reading commands, each in every form that prints text or data.
func (d *desk) looks() {
	d.t.Helper()
	for _, line := range []string{
		"list -a", "list -a --json", "list -a --refine", "list -a --columns id,title,labels,owner,area", "list -a --group-by owner", "list --color always -a",
		"show 1", "show 2", "show 2 --json", "search a", "search x --json", "next", "check", "check --json", "check --fail-on hint",
		"diff HEAD~1", "diff HEAD~1 HEAD --json", "diff HEAD~1 --stat", "diff HEAD~1...HEAD --format markdown", "log", "log --json", "log 2", "log --format markdown", "log 1 2 --format csv --reverse", "log --author a --grep a -- e",
		"prioritize --by value", "list -a --at HEAD", "criteria 2", "config list", "__complete show VS-", "__complete list owner:",
	} {
		d.tame(strings.Fields(line)...)
	}
}

// sound holds git's view of the repository and the world around it.
func (d *desk) sound(around func() map[string]string, before map[string]string) {
	d.t.Helper()
	d.git("fsck", "--strict")
	if status := d.git("status", "--porcelain", "--untracked-files=all"); status != "" {
		d.t.Errorf("git status:\n%s", status)
	}
	if diff := cmp.Diff(before, around()); diff != "" {
		d.t.Errorf("written outside the backlog:\n%s", diff)
	}
}

// TestHostileWords types hostile texts wherever po takes a text: it takes them as they are, or refuses them and says why.
func TestHostileWords(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, around := newHostileDesk(t)
			before := around()
			d.readBack("title", text, "add", "story", "--", text)
			d.readBack("body", text, "add", "bug", "Receipt", "--body", text)
			d.readBack("owner", text, "edit", "1", "--owner", text)
			d.readBack("label", text, "edit", "1", "--label", text)
			d.readBack("criterion", text, "criteria", "1", "add", "--", text)
			for _, args := range [][]string{
				{"edit", "1", "--title", text}, {"edit", "1", "--set", "persona=" + text}, {"edit", "1", "--set", text}, {"edit", "1", "--unset", text},
				{"edit", "1", "--append", "labels=" + text}, {"edit", "1", "--due", text}, {"edit", "1", "--points", text}, {"edit", "1", "--status", text},
				{"edit", "1", "--depends-on", text}, {"edit", "1", "--path", text}, {"criteria", "1", "edit", "1", text},
				{"note", "1", text}, {"note", "1", "--question", text}, {"block", "1", "-m", text}, {"unblock", "1", "-m", text},
				{"add", "story", "Told", "--as", text, "--want", text, "--so-that", text}, {"add", text, "x"}, {"add", "story", "--from", text},
				{"prioritize", "1", "--before", text}, {"prioritize", "--by", text}, {"config", "set", "score", text}, {"config", "set", text, "x"},
				{"config", "get", text}, {"show", "--", text}, {"list", "--", text}, {"list", "owner:" + text}, {"list", text + ":x"}, {"search", "--", text},
				{"list", "--columns", text}, {"list", "--sort", text}, {"list", "--json=" + text}, {"list", "--at", text}, {"list", "--jq", text},
				{"diff", "--", text}, {"diff", text + "...HEAD"}, {"log", "--", text}, {"log", "--since", text}, {"log", "--field", text},
				{"check", "--", text}, {"check", "--explain", text}, {"check", "--since", text}, {"schema", "--of", text}, {"help", "--", text}, {"--", text},
				{"--backlog", text, "list"}, {"__complete", "show", text}, {"drop", "1", "-m", text}, {"reopen", "1", "-m", text},
			} {
				d.tame(args...)
			}
			d.looks()
			d.sound(around, before)
		})
	}
}

// readBack runs a command that writes a text: where it is taken, the JSON of the file must give the same text back; bytes that are no
// UTF-8 as U+FFFD.
func (d *desk) readBack(what, text string, args ...string) {
	d.t.Helper()
	_, stderr, code := d.tame(args...)
	if code != exitDone {
		return
	}
	var items []struct {
		Title, Body, Owner string
		Labels             []string
		Criteria           []struct{ Text string }
	}
	if err := json.Unmarshal([]byte(d.po("list", "-a", "--json=title,body,owner,labels,criteria")), &items); err != nil {
		d.t.Fatal(err)
	}
	var all []string
	for _, it := range items {
		switch what {
		case "title":
			all = append(all, it.Title, it.Title+"\n"+it.Body, it.Body)
		case "body":
			all = append(all, it.Body)
		case "owner":
			all = append(all, it.Owner)
		case "label":
			all = append(all, it.Labels...)
		case "criterion":
			for _, c := range it.Criteria {
				all = append(all, c.Text)
			}
		}
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	words := strings.Join(strings.Fields(text), " ")
	for _, a := range all {
		if a == text || strings.Join(strings.Fields(a), " ") == words {
			return
		}
	}
	d.t.Errorf("%s: %.80q was taken, and reads back as %.400q\n%s", what, text, all, stderr)
}

// TestHostileFiles lays hostile files into the backlog, as a pull request may bring them.
func TestHostileFiles(t *testing.T) {
	d, around := newHostileDesk(t)
	before := around()
	n := 1
	for name, text := range hostile() {
		n++
		d.write(fmt.Sprintf("items/VS-%d-x.md", n), fmt.Sprintf("---\nid: VS-%d\nstatus: draft\ntitle: %s\n---\n%s\n\n## Acceptance criteria\n\n- [ ] %s\n", n, quotedYAML(text), text, text))
		d.write(fmt.Sprintf("items/raw-%d.md", n), fmt.Sprintf("---\nid: VS-%d\ntitle: %s\nowner: %s\n---\n", 1000+n, text, text))
		d.write(fmt.Sprintf("items/bare-%d.md", n), text)
		d.write(fmt.Sprintf("goals/G-%d.md", n), fmt.Sprintf("---\nid: G-%d\ntitle: %s\nstatus: %s\n---\n%s\n", n, quotedYAML(text), quotedYAML(name), text))
	}
	d.write("items/bomb.md", aliasBomb())
	d.write("items/deep.md", "---\nid: VS-900\ntitle: deep\nx: "+strings.Repeat("[", 100_000)+"\n---\n")
	d.git("add", "-A")
	d.git("-c", "user.name=\x1b[31mMallory\u202e", "-c", "user.email=m@example.org", "commit", "-q", "-m", "\x1b]0;owned\x07 po: \u202eaccept\n\nPo-Action: ../../x\nPo-Item: \x1b[2J", "--author", "\x1b[31mMallory\u009b\u202e <m\x07@example.org>")
	d.git("switch", "-q", "-c", "branch\u202e\u009b$(touch\u00a0owned)")
	d.looks()
	for _, args := range [][]string{{"add", "story", "Another"}, {"prioritize", "1", "--bottom"}, {"check", "--since", "main"}, {"check", "--fix", "--dry-run"}, {"undo"}, {"prioritize", "--renumber"}} {
		d.tame(args...)
	}
	d.sound(around, before)
}

// TestHostileAuthor commits under hostile names and addresses: git reads the commits, and the log shows the names.
func TestHostileAuthor(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, around := newHostileDesk(t)
			before := around()
			for key := range d.env {
				if strings.HasSuffix(key, "_NAME") || strings.HasSuffix(key, "_EMAIL") {
					d.env[key] = text
				}
			}
			d.env["PO_NOW"] = "2026-10-06T08:00:00+02:00"
			for _, args := range [][]string{{"add", "story", "Another", "-m", text}, {"note", "1", "A word"}, {"log"}, {"log", "--json"}, {"list", "owner:me"}, {"undo", "-m", text}} {
				d.tame(args...)
			}
			d.sound(around, before)
		})
	}
}

// TestHostileWorkflow lets no text begin a line as a command to the machinery of a hosting service.
func TestHostileWorkflow(t *testing.T) {
	d, _ := newHostileDesk(t)
	d.env["GITHUB_ACTIONS"] = "true"
	const text = "::error::owned\n##[group]x\n::set-output name=x::y"
	d.write("items/VS-2.md", "---\nid: VS-2\ntitle: \"::error::owned\"\nowner: \"##[group]x\"\n---\n"+text+"\n\n    "+text+"\n")
	d.write("items/broken.md", "::error::owned")
	d.git("add", "-A")
	d.git("-c", "user.name=::error::", "-c", "user.email=m@example.org", "commit", "-q", "-m", text, "-m", text)
	for _, line := range []string{"list -a --columns title,id", "list --columns owner", "list --group-by owner", "show 2", "search owned", "check", "diff HEAD~1", "diff HEAD~1 --format markdown", "log",
		"log 2", "list --jq .[].title", "show 2 --jq .[].body", "show ::error::x", "list owner:", "config get ::x"} {
		stdout, stderr, _ := d.tame(strings.Fields(line)...)
		for l := range strings.Lines(stdout + stderr) {
			if strings.HasPrefix(l, "::") || strings.HasPrefix(l, "##[") {
				t.Errorf("po %s prints the line %q", line, l)
			}
		}
	}
}

// quotedYAML writes a text so that YAML reads it back; what YAML cannot hold stays as it is.
func quotedYAML(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return text
	}
	return string(b)
}

// aliasBomb would expand to a billion nodes.
func aliasBomb() string {
	var s strings.Builder
	s.WriteString("---\nid: VS-901\ntitle: bomb\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&s, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	return s.String() + "---\n"
}

// write lays a file into the backlog by hand.
func (d *desk) write(path, text string) {
	d.t.Helper()
	full := filepath.Join(d.dir, "backlog", filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// TestHugeFile names a file that is too big, reads nothing of it, and works with the others.
func TestHugeFile(t *testing.T) {
	d, _ := newHostileDesk(t)
	full := filepath.Join(d.dir, "backlog", "items", "VS-2-huge.md")
	d.write("items/VS-2-huge.md", "---\nid: VS-2\ntitle: huge\n---\n")
	if err := os.Truncate(full, 200<<20); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"list"}, {"show", "1"}, {"next"}, {"search", "card"}, {"edit", "1", "--points", "3"}, {"add", "story", "Another"}} {
		_, stderr, code := d.tame(args...)
		if code != exitDone || !strings.Contains(stderr, "backlog/items/VS-2-huge.md") {
			t.Errorf("po %s: exit %d\n%s", strings.Join(args, " "), code, stderr)
		}
	}
	for args, want := range map[string]int{"check": exitWanting, "edit VS-2 --points 3": exitFailed, "show VS-2": exitFailed, "commit": exitFailed} {
		if _, stderr, code := d.tame(strings.Fields(args)...); code != want {
			t.Errorf("po %s: exit %d, want %d\n%s", args, code, want, stderr)
		}
	}
	if info, err := os.Stat(full); err != nil || info.Size() != 200<<20 {
		t.Errorf("the file is touched: %v, %v", info, err)
	}
	if status := d.git("status", "--porcelain"); status != "?? backlog/items/VS-2-huge.md\n" {
		t.Errorf("git status:\n%s", status)
	}
}

// TestLinksOut passes over links that leave the backlog, for files and for folders, and writes through none.
func TestLinksOut(t *testing.T) {
	d, around := newHostileDesk(t)
	secret := filepath.Join(filepath.Dir(d.dir), "secret.md")
	const words = "---\nid: VS-77\nstatus: draft\ntitle: Secret\n---\n"
	if err := os.WriteFile(secret, []byte(words), 0o644); err != nil {
		t.Fatal(err)
	}
	items := filepath.Join(d.dir, "backlog", "items")
	for _, link := range [][2]string{
		{secret, "VS-77-secret.md"}, {"../../../secret.md", "VS-78-relative.md"}, {filepath.Dir(secret), "folder"}, {"VS-79-loop.md", "VS-79-loop.md"}, {"/dev/zero", "VS-80-zero.md"},
	} {
		if err := os.Symlink(link[0], filepath.Join(items, link[1])); err != nil {
			t.Fatal(err)
		}
	}
	before := around()
	for _, args := range [][]string{{"list", "-a"}, {"check"}, {"search", "Secret"}, {"show", "1"}, {"log"}, {"diff"}, {"commit"}} {
		if stdout, _, _ := d.tame(args...); strings.Contains(stdout, "Secret") {
			t.Errorf("po %s reads what lies outside:\n%s", strings.Join(args, " "), stdout)
		}
	}
	if _, _, code := d.tame("edit", "VS-77", "--points", "3"); code != exitFailed {
		t.Errorf("edit through a link: exit %d", code)
	}
	if got, err := os.ReadFile(secret); err != nil || string(got) != words {
		t.Errorf("the file outside is %q, %v", got, err)
	}
	if diff := cmp.Diff(before, around()); diff != "" {
		t.Errorf("written outside the backlog:\n%s", diff)
	}
}

// TestLinkedFolder writes no file into a folder that is a link out of the backlog.
func TestLinkedFolder(t *testing.T) {
	d, around := newHostileDesk(t)
	away := filepath.Join(filepath.Dir(d.dir), "away")
	items := filepath.Join(d.dir, "backlog", "items")
	if err := os.Rename(items, away); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(away, items); err != nil {
		t.Fatal(err)
	}
	before := around()
	for _, args := range [][]string{{"add", "story", "Another"}, {"edit", "1", "--points", "3"}, {"list"}, {"check"}} {
		d.tame(args...)
	}
	if diff := cmp.Diff(before, around()); diff != "" {
		t.Errorf("written outside the backlog:\n%s", diff)
	}
}

// TestFIFO does not wait for a pipe that lies among the files.
func TestFIFO(t *testing.T) {
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Log("no mkfifo on this system, which has no pipes in folders")
		return
	}
	d, _ := newHostileDesk(t)
	pipe := filepath.Join(d.dir, "backlog", "items", "VS-2-pipe.md")
	if out, err := exec.Command(mkfifo, pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, line := range []string{"list", "list -a", "check", "show 1", "edit 1 --points 3", "diff", "commit", "log", "search card", "add story Another"} {
		d.tame(strings.Fields(line)...)
	}
	d.git("fsck", "--strict")
}
