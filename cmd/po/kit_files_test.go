//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"
)

// atRoot reads a file of the repository as YAML.
func atRoot(t *testing.T, name string, into any) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(text)
}

// No expression is part of a script, where what somebody wrote into a title or a branch would be run.
func TestKitActionRunsFilesOnly(t *testing.T) {
	a := readAction(t)
	for _, s := range a.Runs.Steps {
		name, ok := strings.CutPrefix(s.Run, `"$GITHUB_ACTION_PATH/`)
		if s.Shell != "bash" || !ok || !strings.HasSuffix(name, `.sh"`) || strings.Contains(s.Run, "${{") {
			t.Errorf("run: %s, shell: %s", s.Run, s.Shell)
			continue
		}
		info, err := os.Stat(filepath.Join(kitFolder, strings.TrimSuffix(name, `"`)))
		if err != nil || info.Mode()&0o111 == 0 {
			t.Errorf("%s cannot be executed: %v", name, err)
		}
	}
	if a.Runs.Using != "composite" {
		t.Errorf("using: %s", a.Runs.Using)
	}
}

// workflow is a file below .github/workflows, as far as it is looked at.
type workflow struct {
	On          any
	Permissions map[string]string
	Jobs        map[string]struct {
		Steps []struct {
			Uses, Run string
			With      map[string]string
		}
	}
}

// The example reviews a pull request: what it gives the action works, and what it uses from others is pinned.
func TestKitExampleWorkflow(t *testing.T) {
	var w workflow
	text := atRoot(t, "examples/actions/.github/workflows/backlog.yml", &w)
	if strings.Contains(text, "pull_request_target") || strings.Contains(text, "secrets.") {
		t.Error("the example takes rights that a fork's code must not have")
	}
	if diff := cmp.Diff(map[string]string{"contents": "read", "pull-requests": "write"}, w.Permissions); diff != "" {
		t.Error(diff)
	}
	d, payload := pulled(t, unready)
	h := newHost(t)
	j := newJob(t, d, h.URL, payload)
	pinned, ours := regexp.MustCompile(`@[0-9a-f]{40}$`), 0
	for _, s := range w.Jobs["review"].Steps {
		if name, own := strings.CutPrefix(s.Uses, "po-backlog/po/"); own {
			ours++
			if name, _, _ = strings.Cut(name, "@"); filepath.Join("..", "..", filepath.FromSlash(name)) != kitFolder {
				t.Errorf("%s is not the action", s.Uses)
			}
			for name, value := range s.With {
				if _, ok := readAction(t).Inputs[name]; !ok {
					t.Errorf("%s is no input of the action", name)
				}
				input(name, j.expand(value))(j, h)
			}
		} else if !pinned.MatchString(s.Uses) || s.Run != "" {
			t.Errorf("%s%s is not pinned by a commit", s.Uses, s.Run)
		}
	}
	out, code := j.step(1)
	if ours != 1 || code != exitWanting || len(h.comments) != 1 || !strings.Contains(out, "::error file=") {
		t.Errorf("the example ends with %d\n%s", code, out)
	}
}

// The hooks of the framework: which files call them, and what they do.
func TestKitPreCommitHooks(t *testing.T) {
	var hooks []struct {
		ID, Entry, Language, Files string
		Pass                       bool `yaml:"pass_filenames"`
		Serial                     bool `yaml:"require_serial"`
	}
	atRoot(t, ".pre-commit-hooks.yaml", &hooks)
	var config struct {
		Repos []struct {
			Repo, Rev string
			Hooks     []struct{ ID string }
		}
	}
	atRoot(t, "examples/actions/.pre-commit-config.yaml", &config)
	if len(hooks) != 2 || len(config.Repos) != 1 || len(config.Repos[0].Hooks) != 2 {
		t.Fatalf("%d hooks, %+v", len(hooks), config)
	}
	d, _ := pulled(t, unready)
	d.write("items/VS-9-bell.md", "---\ntitle: Bell\nid: VS-9\nstatus: draft\ntype: story\ncreated: 2026-10-05\n---\n")
	before := d.git("rev-parse", "HEAD")
	for i, want := range []int{exitWanting, exitDone} {
		h := hooks[i]
		if h.ID != config.Repos[0].Hooks[i].ID || h.Language != "golang" || h.Pass || !h.Serial {
			t.Errorf("%+v", h)
		}
		for path, called := range map[string]bool{"backlog/items/VS-1.md": true, "shop/backlog/items/VS-1.md": true, "backlog.md": false, "src/backlog/main.go": false} {
			if regexp.MustCompile(h.Files).MatchString(path) != called {
				t.Errorf("%s: %s: called %v", h.ID, path, !called)
			}
		}
		words := strings.Fields(h.Entry)
		if out, errs, code := d.try(words[1:]...); words[0] != "po" || code != want {
			t.Errorf("%s: exit %d\n%s%s", h.Entry, code, out, errs)
		}
	}
	if text, _ := os.ReadFile(filepath.Join(d.dir, "backlog", "items", "VS-9-bell.md")); !strings.HasPrefix(string(text), "---\nid: VS-9\n") {
		t.Errorf("po fmt left\n%s", text)
	}
	if d.git("rev-parse", "HEAD") != before {
		t.Error("a hook commits while a commit waits for it")
	}
}

// gitlabJob runs the script of a job of the template as GitLab does, where /tmp/po is this repository.
func gitlabJob(t *testing.T, d *desk, name string, env ...string) (out string, code int) {
	t.Helper()
	programs(t, "bash", "curl", "awk", "sed", "git")
	var template map[string]struct{ Script []string }
	atRoot(t, ".github/actions/po/gitlab.yml", &template)
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil || len(template[name].Script) == 0 {
		t.Fatalf("%s: %v", name, err)
	}
	checkout := filepath.Join(t.TempDir(), "po") // the template names a folder without a space
	if err := os.Symlink(root, checkout); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-e", "-o", "pipefail", "-c", strings.ReplaceAll(strings.Join(template[name].Script, "\n"), "/tmp/po", checkout))
	cmd.Dir = d.dir
	cmd.Env = append(append(os.Environ(), "LC_ALL=C.UTF-8", "NO_PROXY=*", "no_proxy=*", "GITHUB_SERVER_URL=", "CI_PROJECT_URL=https://gitlab.example/shop/bikes", "CI_PROJECT_ID=42", "CI_MERGE_REQUEST_IID=7",
		"CI_MERGE_REQUEST_DIFF_BASE_SHA="+strings.TrimSpace(d.git("rev-parse", "main")), "CI_COMMIT_SHA="+strings.TrimSpace(d.git("rev-parse", "HEAD"))), env...)
	for _, name := range []string{"HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "PO_NOW"} {
		cmd.Env = append(cmd.Env, name+"="+d.env[name])
	}
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

func TestKitGitLabCheck(t *testing.T) {
	t.Parallel()
	d, _ := pulled(t, unready)
	out, code := gitlabJob(t, d, "po-check")
	if code != exitWanting {
		t.Errorf("exit %d\n%s", code, out)
	}
	text, err := os.ReadFile(filepath.Join(d.dir, "gl-code-quality-report.json"))
	var found []struct {
		Name string `json:"check_name"`
	}
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err != nil || !strings.Contains(fmt.Sprint(found), "ready.criteria") {
		t.Errorf("the artifact: %v, %v", err, found)
	}
}

func TestKitGitLabNote(t *testing.T) {
	t.Parallel()
	note := func(login string, id int, body string) hostComment {
		return hostComment{ID: id, Body: body, Author: map[string]string{"username": login, "name": "po \"\\"}}
	}
	const list = gitlabList
	tests := []struct {
		name   string
		notes  []hostComment
		token  string
		refuse int
		asked  string
		log    bool // the text is in the log
	}{
		{"the first", []hostComment{note("mallory", 1, "<!-- po-diff -->\n")}, ownToken, 0, "GET /user,GET " + list + ",POST " + list, false},
		{"there already", []hostComment{note("mallory", 1, "<!-- po-diff -->"), note("project_42_bot", 2, "<!-- po-diff -->\nold")}, ownToken, 0,
			"GET /user,GET " + list + ",PUT " + list + "/2", false},
		{"no token", nil, "", 0, "", true},
		{"a token of somebody else", nil, "stale", 0, "GET /user", true},
		{"refused", nil, ownToken, http.StatusForbidden, "GET /user,GET " + list + ",POST " + list, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, _ := pulled(t, renamed)
			h := newHost(t, tt.notes...)
			h.refuse = tt.refuse
			out, code := gitlabJob(t, d, "po-note", "CI_API_V4_URL="+h.URL, "PO_TOKEN="+tt.token)
			if code != exitDone || strings.Contains(out, "### Backlog") != tt.log || strings.Contains(out, ownToken) {
				t.Errorf("exit %d\n%s", code, out)
			}
			if got := strings.Join(h.asked, ","); got != tt.asked {
				t.Errorf("asked %s, want %s", got, tt.asked)
			}
			if n := len(h.comments); n > 0 && !tt.log && (!strings.Contains(h.comments[n-1].Body, "### Backlog: 1 changed") || !strings.Contains(h.comments[n-1].Body, "| [VS-1](https://gitlab.example/shop/bikes/-/blob/")) {
				t.Errorf("the note is %q", h.comments[n-1].Body)
			}
			if len(tt.notes) > 0 && h.comments[0].Body != tt.notes[0].Body {
				t.Error("the note of somebody else was changed")
			}
		})
	}
}

// The note links files where the host says where they are: in the commit of the branch, and not at all where what it says is no address.
func TestKitGitLabLinks(t *testing.T) {
	t.Parallel()
	d, _ := pulled(t, renamed)
	branch, merged := strings.TrimSpace(d.git("rev-parse", "HEAD")), strings.TrimSpace(d.git("rev-parse", "main"))
	const file = "/backlog/items/VS-1-pay-by-card.md)"
	tests := []struct{ name, env, link string }{
		{"the branch", "", "| [VS-1](https://gitlab.example/shop/bikes/-/blob/" + branch + file},
		{"a merged result", "CI_COMMIT_SHA=" + merged + " CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=" + branch, "| [VS-1](https://gitlab.example/shop/bikes/-/blob/" + branch + file},
		{"by its parts", "CI_PROJECT_URL= CI_SERVER_URL=https://gitlab.example CI_PROJECT_PATH=shop/bikes", "| [VS-1](https://gitlab.example/shop/bikes/-/blob/" + branch + file},
		{"a script", "CI_PROJECT_URL=javascript:alert(1)//shop/bikes", "| VS-1 "},
		{"marks", "CI_PROJECT_URL=https://gitlab.example/)[x](evil/bikes", "| [VS-1](https://gitlab.example/%29%5Bx%5D%28evil/bikes/-/blob/"},
		{"an empty part", "CI_PROJECT_URL=https://gitlab.example//evil/bikes//x", "| VS-1 "},
	}
	for _, tt := range tests {
		out, code := gitlabJob(t, d, "po-note", strings.Fields(tt.env)...)
		if code != exitDone || !strings.Contains(out, tt.link) {
			t.Errorf("%s: exit %d, the note lacks %q\n%s", tt.name, code, tt.link, out)
		}
	}
}

// A body is the same text after its way through JSON, and no author or number is read out of it.
func TestKitReadsAndWritesJSON(t *testing.T) {
	t.Parallel()
	programs(t, "bash", "awk", "sed")
	bodies := []string{
		"", `"`, `\`, `\\`, `\"`, `a\`, "\\\n\\", "tab\there", "cr\r\nlf", "ä € 🚲", `\u0022`, `","user":{"login":"x"}}]`, "{[}]:,", strings.Repeat(`\"`, 5000),
		"<!-- po-diff -->", "<!-- po-diff -->\nrest", "<!-- po-diff -->\r\nrest", " <!-- po-diff -->", "<!-- po-diff --> x", `\u003c!-- po-diff --\u003e`, "x\n<!-- po-diff -->",
		"<!-- po-diff -->\x01\x1b[31m", strings.Repeat("long line ", 7000),
	}
	var want strings.Builder
	var list []hostComment
	const marker = "<!-- po-diff team/pay%20desk -->"
	for i, body := range bodies {
		body = strings.ReplaceAll(body, "po-diff", "po-diff team/pay%20desk")
		list = append(list, by("rider", i+1, body))
		mark := "other"
		if first, _, _ := strings.Cut(strings.ReplaceAll(body, "\r", "\n"), "\n"); first == marker {
			mark = "marked"
		}
		fmt.Fprintf(&want, "%d %s rider\n", i+1, mark)
	}
	file := filepath.Join(t.TempDir(), "text")
	run := func(text []byte, script string) string {
		t.Helper()
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("bash", "-euo", "pipefail", "-c", `here=$1 person=user name=login marker=$3; . "$1/comment.sh"; `+script, "kit", kitFolder, file, marker)
		cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8") // bash complains of a locale that is not installed
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	for _, indent := range []string{"", "  "} {
		text, err := json.MarshalIndent(list, "", indent)
		if indent == "" {
			text, err = json.Marshal(list)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, slash := range []string{"/", `\/`} { // servers differ in how they write one
			if diff := cmp.Diff(want.String(), run(bytes.ReplaceAll(text, []byte("/pay"), []byte(slash+"pay")), `listed "$2"`)); diff != "" {
				t.Error(diff)
			}
		}
	}
	for _, body := range bodies {
		var got string
		if err := json.Unmarshal([]byte(run([]byte(body+"\n"), `json_text "$2"`)), &got); err != nil {
			t.Errorf("%.40q: %v", body, err)
		}
		if plain := strings.NewReplacer("\x01", "", "\x1b", "").Replace(body); got != plain+"\n" {
			t.Errorf("%.40q became %.40q", body, got)
		}
	}
}
