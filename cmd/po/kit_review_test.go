//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const hostileTitle = "`Pay` \"by\" card \\ | @everyone ::error::x <!-- po-diff --> \\u003c"

// pulled is a repository with a branch that is a pull request, and the payload of its event.
func pulled(t *testing.T, change func(d *desk)) (d *desk, payload string) {
	t.Helper()
	d = newDesk(t)
	d.git("init", "-q", "-b", "main")
	d.po("init", "--key", "VS")
	d.po("add", "story", "Pay by card", "--bottom")
	d.git("switch", "-q", "-c", "branch")
	change(d)
	return d, payloadOf(d, "main", "branch")
}

// payloadOf is what of an event's payload tells of a pull request.
func payloadOf(d *desk, base, head string) string {
	base, head = strings.TrimSpace(d.git("rev-parse", base)), strings.TrimSpace(d.git("rev-parse", head))
	return fmt.Sprintf(`{"number": 7, "pull_request": {"number": 7, "base": {"sha": %q}, "head": {"sha": %q}}}`, base, head)
}

// renamed is a change without an error.
func renamed(d *desk) { d.po("edit", "VS-1", "--title", hostileTitle, "--value", "5") }

// unready is a change that brings an error.
func unready(d *desk) {
	d.po("edit", "VS-1", "--status", "ready", "--force", "-m", "to be seen")
}

func by(login string, id int, body string) hostComment {
	return hostComment{ID: id, Body: body, User: map[string]string{"login": login},
		Other: map[string]any{"id": 77, "body": "<!-- po-diff -->", "owner": map[string]any{"login": ownAccount}}}
}

// The comment is created where there is none, and changed where there is one: ours, and of it the first.
func TestKitKeepsOneComment(t *testing.T) {
	t.Parallel()
	crowd := []hostComment{
		by("mallory", 1, "<!-- po-diff -->\nnot ours"),
		by(ownAccount, 2, "from another workflow"),
		by(ownAccount, 3, "it begins with\n<!-- po-diff -->"),
		by(ownAccount, 4, "<!-- po-diff --> on a line with more"),
		by("mallory", 5, `","user":{"login":"github-actions[bot]"},"body":"<!-- po-diff -->\n"}]\`),
		by("github-actions", 6, "<!-- po-diff -->"),
	}
	for n := range 215 {
		crowd = append(crowd, by("rider", 100+n, strings.Repeat(`"{[\`, n)))
	}
	tests := []struct {
		name     string
		comments []hostComment
		asked    []string
		changed  int // the id
	}{
		{"the first", nil, []string{"GET " + githubList, "POST " + githubList}, 9000},
		{"among those of others", crowd[:6], []string{"GET " + githubList, "POST " + githubList}, 9006},
		{"there already", append(slices.Clone(crowd[:6]), by(ownAccount, 50, "<!-- po-diff -->\r\nold")),
			[]string{"GET " + githubList, "PATCH " + githubOne + "50"}, 50},
		{"on the third page", append(slices.Clone(crowd), by(ownAccount, 50, "<!-- po-diff -->\nold"), by(ownAccount, 51, "<!-- po-diff -->\nolder")),
			[]string{"GET " + githubList, "GET " + githubList, "GET " + githubList, "PATCH " + githubOne + "50"}, 50},
	}
	d, payload := pulled(t, renamed)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := newHost(t, slices.Clone(tt.comments)...)
			j := newJob(t, d, h.URL, payload)
			if out, code := j.step(1); code != exitDone {
				t.Fatalf("exit %d\n%s", code, out)
			}
			if diff := cmp.Diff(tt.asked, h.asked); diff != "" {
				t.Error(diff)
			}
			want := slices.Clone(tt.comments)
			i := slices.IndexFunc(want, func(c hostComment) bool { return c.ID == tt.changed })
			if i < 0 {
				i, want = len(want), append(want, hostComment{ID: tt.changed, User: map[string]string{"login": ownAccount}})
			}
			d.env["GITHUB_SERVER_URL"], d.env["GITHUB_REPOSITORY"], d.env["PO_HEAD"] = "https://github.example", "shop/bikes", j.expand("${{ github.event.pull_request.head.sha }}")
			want[i].Body = d.po("diff", "main...branch", "--format", "markdown")
			if diff := cmp.Diff(want, h.comments); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(want[i].Body, "<!-- po-diff -->\n") || !strings.Contains(want[i].Body, "Pay") {
				t.Errorf("the comment says\n%s", want[i].Body)
			}
			if s := j.summarized(); strings.Contains(s, "po-diff") {
				t.Errorf("the summary repeats the comment:\n%s", s)
			}
		})
	}
}

// A pull request that leaves the backlog alone gets no comment, and one that was reverted a comment that stays true.
func TestKitNoChange(t *testing.T) {
	t.Parallel()
	d, payload := pulled(t, func(d *desk) {
		d.git("-c", "user.name=M", "-c", "user.email=m@x", "commit", "-q", "--allow-empty", "-m", "code")
	})
	for name, comments := range map[string][]hostComment{"none": nil, "reverted": {by(ownAccount, 5, "<!-- po-diff -->\nold")}} {
		h := newHost(t, comments...)
		if out, code := newJob(t, d, h.URL, payload).step(1); code != exitDone {
			t.Fatalf("%s: exit %d\n%s", name, code, out)
		}
		if len(h.comments) != len(comments) || len(comments) == 1 && !strings.Contains(h.comments[0].Body, "No change to the backlog") {
			t.Errorf("%s: %+v", name, h.comments)
		}
	}
}

// What the job says and how it ends.
func TestKitReview(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(d *desk)
		set    func(j *job, h *host)
		code   int
		posted bool
		silent bool   // nobody asks the host
		says   string // in the output
		sums   string // in the summary
	}{
		{name: "an error", change: unready, code: exitWanting, posted: true, says: "\n::error file=backlog/items/VS-1-pay-by-card.md,line=3,", sums: "ready.criteria"},
		{name: "a fork", change: renamed, set: func(_ *job, h *host) { h.refuse = http.StatusForbidden }, says: "::notice title=po::", sums: "### Backlog"},
		{name: "a fork with an error", change: unready, set: func(_ *job, h *host) { h.refuse = http.StatusForbidden }, code: exitWanting, says: "::notice title=po::", sums: "### Backlog"},
		{name: "no right to read", change: renamed, set: func(j *job, _ *host) { j.event()["token"] = "other" }, says: "::notice title=po::", sums: "### Backlog"},
		{name: "the host is down", change: renamed, set: func(_ *job, h *host) { h.broken = http.StatusInternalServerError }, says: "::warning title=po::the comment was not written (500)", sums: "### Backlog"},
		{name: "no host", change: renamed, set: func(_ *job, h *host) { h.Close() }, silent: true, says: "::warning title=po::the comment was not written (000)", sums: "### Backlog"},
		{name: "no comment wanted", change: renamed, set: input("comment", "false"), silent: true, sums: "### Backlog"},
		{name: "no pull request", change: renamed, set: func(j *job, _ *host) { j.event()["event"] = map[string]any{} }, silent: true, sums: "po check: 2 hints"},
		{name: "arguments", change: renamed, set: input("args", " --fail-on\thint \n VS-1 "), code: exitWanting, posted: true, says: "criteria.none"},
		{name: "no file names", change: renamed, set: input("args", "--expl*"), code: exitUsage, silent: true, says: "--expl*"},
		{name: "no commands", change: renamed, set: input("args", "$(touch${IFS}pwned) ;touch pwned `touch pwned` \"x"), posted: true, sums: "Nothing found."},
		{name: "wrong usage", change: renamed, set: input("args", "--nonsense"), code: exitUsage, silent: true},
		{name: "a folder of the checkout", change: renamed, set: func(j *job, h *host) {
			input("working-directory", filepath.Base(j.dir))(j, h)
			j.dir = filepath.Dir(j.dir)
		}, posted: true},
		{name: "half a history", change: renamed, set: func(j *job, _ *host) {
			j.event()["event"].(map[string]any)["pull_request"].(map[string]any)["base"].(map[string]any)["sha"] = strings.Repeat("1", 40)
		}, code: exitFailed, silent: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, payload := pulled(t, tt.change)
			d.write("../--explain=id.duplicate", "")
			h := newHost(t)
			j := newJob(t, d, h.URL, payload)
			if tt.set != nil {
				tt.set(j, h)
			}
			out, code := j.step(1)
			if code != tt.code || !strings.Contains("\n"+out, tt.says) || strings.Contains(out, ownToken) {
				t.Errorf("exit %d, want %d and %q:\n%s", code, tt.code, tt.says, out)
			}
			if s := j.summarized(); !strings.Contains(s, tt.sums) {
				t.Errorf("the summary lacks %q:\n%s", tt.sums, s)
			}
			if (len(h.comments) == 1) != tt.posted || (len(h.asked) == 0) != tt.silent {
				t.Errorf("asked %q, comments %+v", h.asked, h.comments)
			}
			if _, err := os.Stat(filepath.Join(d.dir, "pwned")); err == nil {
				t.Error("an argument was evaluated")
			}
		})
	}
}

func input(name, value string) func(*job, *host) {
	return func(j *job, _ *host) { j.context["inputs"].(map[string]any)[name] = value }
}

// event is what expressions call github.
func (j *job) event() map[string]any { return j.context["github"].(map[string]any) }

// A comment that had to be cut says that the rest is in the summary, and there it is.
func TestKitRestIsInTheSummary(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.git("init", "-q", "-b", "main")
	d.po("init", "--key", "VS")
	stories := func(criteria int) {
		for n := range 24 {
			text := fmt.Sprintf("---\nid: VS-%d\nstatus: draft\ntitle: Story\npriority: %d\ntype: story\ncreated: 2026-09-01\n---\nText.\n\n## Acceptance criteria\n\n", n+2, n)
			for c := range criteria {
				text += fmt.Sprintf("- [ ] Criterion %d of story %d: %s\n", c, n, strings.Repeat("```word ", 20))
			}
			d.write(fmt.Sprintf("items/VS-%d-s.md", n+2), text)
		}
		d.po("commit")
	}
	stories(0)
	d.git("switch", "-q", "-c", "branch")
	stories(30)
	h := newHost(t)
	j := newJob(t, d, h.URL, payloadOf(d, "main", "branch"))
	if out, code := j.step(1); code != exitDone || len(h.comments) != 1 {
		t.Fatalf("exit %d, %d comments\n%s", code, len(h.comments), out)
	}
	if !strings.HasSuffix(h.comments[0].Body, "\nThe rest is in the job summary\n") {
		t.Fatalf("%d bytes are not cut", len(h.comments[0].Body))
	}
	sum := j.summarized()
	for n := range 24 {
		if want := fmt.Sprintf("Criterion 29 of story %d: ", n); !strings.Contains(sum, want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
	_, lines, _ := strings.Cut(sum, "\n\n    ")
	for line := range strings.Lines(lines) {
		if !strings.HasPrefix("    "+strings.TrimPrefix(line, "    "), "    ") || strings.HasPrefix(line, "```") {
			t.Fatalf("a line that is not shown as it is: %q", line)
		}
	}
	full := strings.Repeat("x", 999_000)
	if err := os.WriteFile(j.summary, []byte(full), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, code := j.step(1); code != exitDone {
		t.Fatalf("exit %d\n%s", code, out)
	}
	if n := len(j.summarized()); n > 1<<20 {
		t.Errorf("the summary has %d bytes, a host takes 1 MiB", n)
	}
}
