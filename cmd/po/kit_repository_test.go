//go:build unix

package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// commitAll commits all files as they are.
func (d *desk) commitAll(message string) {
	d.t.Helper()
	d.git("add", "-A")
	d.git("-c", "user.name=M", "-c", "user.email=m@x", "commit", "-q", "-m", message)
}

// Each backlog of a repository has its own comment, which says whose it is.
func TestKitSeveralBacklogs(t *testing.T) {
	t.Parallel()
	folders := []string{"backlog", "team/pay desk", "fleet"}
	d := newDesk(t)
	d.git("init", "-q", "-b", "main")
	for _, points := range []string{"3", "5"} {
		for _, folder := range folders {
			d.write("../"+folder+"/po.yaml", "version: 1\nkey: VS\n")
			d.write("../"+folder+"/items/VS-1.md", "---\nid: VS-1\nstatus: draft\ntitle: A\npoints: "+points+"\n---\n")
		}
		d.commitAll("points " + points)
	}
	h := newHost(t)
	for range 2 {
		for _, folder := range folders {
			j := newJob(t, d, h.URL, payloadOf(d, "main~1", "main"))
			input("working-directory", folder)(j, h)
			if out, code := j.step(1); code != exitDone {
				t.Fatalf("exit %d\n%s", code, out)
			}
		}
	}
	var got []string
	for _, c := range h.comments {
		marker, rest, _ := strings.Cut(c.Body, "\n")
		headline, _, _ := strings.Cut(rest, "\n")
		got = append(got, marker, headline)
	}
	want := []string{
		"<!-- po-diff -->", "### Backlog: 1 changed",
		"<!-- po-diff team/pay%20desk -->", "### Backlog team/pay desk: 1 changed",
		"<!-- po-diff fleet -->", "### Backlog fleet: 1 changed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d.git("switch", "-q", "--detach", "main~1")
	j := newJob(t, d, h.URL, payloadOf(d, "main~1", "main~1"))
	input("working-directory", "fleet")(j, h)
	if out, code := j.step(1); code != exitDone || !strings.Contains(h.comments[2].Body, "### No change to the backlog fleet\n") || len(h.comments) != 3 {
		t.Errorf("exit %d, %+v\n%s", code, h.comments, out)
	}
}

// A po.yaml that nobody can read is a finding at its line, and the comment says so instead of what was true before.
func TestKitSettingsUnreadable(t *testing.T) {
	t.Parallel()
	d, payload := pulled(t, func(d *desk) {
		d.write("po.yaml", "version: 1\nkey: [\n")
		d.commitAll("broken")
	})
	h := newHost(t, by(ownAccount, 5, "<!-- po-diff -->\n### Backlog: 1 changed\n"))
	out, code := newJob(t, d, h.URL, payload).step(1)
	if code != exitWanting || !strings.Contains("\n"+out, "\n::error file=backlog/po.yaml,line=") || !strings.Contains(out, "title=file.yaml::") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if body := h.comments[0].Body; !strings.Contains(body, "/po.yaml) | **unreadable** after the change · backlog/po.yaml:") || !strings.Contains(body, "nothing else can be told") {
		t.Errorf("the comment says\n%s", body)
	}
	// whoever repairs it is not refused
	d.git("switch", "-q", "-c", "repair")
	d.git("-c", "user.name=M", "-c", "user.email=m@x", "revert", "--no-edit", "HEAD")
	j := newJob(t, d, h.URL, payloadOf(d, "branch", "repair"))
	input("args", "--since "+strings.TrimSpace(d.git("rev-parse", "branch")))(j, h)
	if out, code = j.step(1); code != exitDone {
		t.Errorf("exit %d\n%s", code, out)
	}
	if body := h.comments[0].Body; !strings.Contains(body, "/po.yaml) | **unreadable** before the change · backlog/po.yaml:") {
		t.Errorf("the comment says\n%s", body)
	}
}

// What keeps a job from its work is an annotation: a checkout as actions/checkout makes it by default has no history.
func TestKitSaysWhyItFailed(t *testing.T) {
	t.Parallel()
	d, payload := pulled(t, renamed)
	for name, tt := range map[string]struct{ args, want string }{
		"a checkout of one commit":       {"", "\n::error title=po::"},
		"a checkout of one commit since": {"--since main", "\n::error title=po::main: no such commit, tag, branch or day%0Apo: hint: this clone is shallow"},
		"wrong usage":                    {"--nonse%nse", "\n::error title=po::--nonse%25nse"},
	} {
		shallow := *d
		shallow.dir = filepath.Join(t.TempDir(), "clone")
		clone := exec.Command("git", "clone", "-q", "--depth", "1", "--branch", "branch", "file://"+d.dir, shallow.dir)
		if text, err := clone.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		h := newHost(t)
		j := newJob(t, &shallow, h.URL, payload)
		input("args", tt.args)(j, h)
		out, code := j.step(1)
		if code != exitFailed && code != exitUsage || !strings.Contains("\n"+out, tt.want) || len(h.asked) > 0 {
			t.Errorf("%s: exit %d, asked %q\n%s", name, code, h.asked, out)
		}
		if tt.args == "" && (!strings.Contains(out, "this clone is shallow") || !strings.Contains(out, "fetch-depth: 0")) {
			t.Errorf("%s: the way out is missing\n%s", name, out)
		}
	}
}
