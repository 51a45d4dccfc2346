//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"
)

// kitFolder is the composite action, seen from this package.
var kitFolder = filepath.Join("..", "..", ".github", "actions", "po")

// A hostComment is a comment as a code host gives it; GitHub calls the author user and login, GitLab author and username.
type hostComment struct {
	ID     int               `json:"id"`
	Body   string            `json:"body"`
	User   map[string]string `json:"user,omitempty"`
	Author map[string]string `json:"author,omitempty"`
	Other  map[string]any    `json:"performed_via_github_app,omitempty"`
}

// A host is a code host of which only the comments of one pull request are there.
type host struct {
	*httptest.Server
	mu       sync.Mutex
	comments []hostComment
	asked    []string // METHOD PATH, in order
	refuse   int      // the status of every attempt to write
	broken   int      // the status of everything
}

const (
	githubList = "/repos/shop/bikes/issues/7/comments"
	githubOne  = "/repos/shop/bikes/issues/comments/"
	gitlabList = "/projects/42/merge_requests/7/notes"
	ownAccount = "github-actions[bot]"
	ownToken   = "token-of-the-job"
)

func newHost(t *testing.T, comments ...hostComment) *host {
	h := &host{comments: comments}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.Method+" "+r.URL.Path)
	number, one := strings.CutPrefix(r.URL.Path, githubOne)
	if !one {
		number, one = strings.CutPrefix(r.URL.Path, gitlabList+"/")
	}
	replaces := map[bool]string{true: "PUT", false: "PATCH"}[strings.HasPrefix(r.URL.Path, gitlabList)]
	switch {
	case h.broken != 0:
		h.answer(w, h.broken, map[string]string{"message": "no server is available"})
	case r.Header.Get("Authorization") != "Bearer "+ownToken && r.Header.Get("Private-Token") != ownToken:
		h.answer(w, http.StatusUnauthorized, map[string]string{"message": "Bad credentials"})
	case r.Method == "GET" && r.URL.Path == "/user":
		h.answer(w, http.StatusOK, map[string]any{"id": 9, "username": "project_42_bot", "name": `po "reviews"`})
	case r.Method == "GET" && !one:
		h.list(w, r)
	case r.Method != "GET" && h.refuse != 0:
		h.answer(w, h.refuse, map[string]string{"message": "Resource not accessible by integration"})
	case r.Method == "POST" && !one:
		h.create(w, r)
	case r.Method == replaces && one:
		h.change(w, r, number)
	default:
		h.answer(w, http.StatusNotFound, map[string]string{"message": "Not Found"})
	}
}

// answer writes JSON with white space between its parts, as GitHub answers curl.
func (h *host) answer(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(len(h.asked)%2 == 0) // servers differ in whether they write < as it is
	e.SetIndent("", "  ")
	_ = e.Encode(v)
}

func (h *host) list(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	if page < 1 || size < 1 || size > 100 {
		h.answer(w, http.StatusBadRequest, nil)
		return
	}
	from := min((page-1)*size, len(h.comments))
	h.answer(w, http.StatusOK, h.comments[from:min(from+size, len(h.comments))])
}

func (h *host) create(w http.ResponseWriter, r *http.Request) {
	c := hostComment{ID: 9000 + len(h.comments), Body: h.body(r), User: map[string]string{"login": ownAccount}}
	h.comments = append(h.comments, c)
	h.answer(w, http.StatusCreated, c)
}

func (h *host) change(w http.ResponseWriter, r *http.Request, number string) {
	i := slices.IndexFunc(h.comments, func(c hostComment) bool { return strconv.Itoa(c.ID) == number })
	if i < 0 {
		h.answer(w, http.StatusNotFound, nil)
		return
	}
	h.comments[i].Body = h.body(r)
	h.answer(w, http.StatusOK, h.comments[i])
}

// body is the text that was sent, or why it is none.
func (h *host) body(r *http.Request) string {
	var sent map[string]string
	d := json.NewDecoder(r.Body)
	if err := d.Decode(&sent); err != nil || len(sent) != 1 || r.Header.Get("Content-Type") != "application/json" {
		return fmt.Sprintf("NO COMMENT: %v, %d keys, %s", err, len(sent), r.Header.Get("Content-Type"))
	}
	return sent["body"]
}

// A job is a runner that runs the composite action.
type job struct {
	t       *testing.T
	dir     string // the checkout
	env     []string
	context map[string]any
	summary string // the file
}

// newJob is a runner for the pull request of an event's payload.
func newJob(t *testing.T, d *desk, api string, payload string) *job {
	t.Helper()
	programs(t, "bash", "curl", "awk", "sed", "git")
	var event map[string]any
	if err := json.Unmarshal([]byte(payload), &event); err != nil {
		t.Fatal(err)
	}
	folder, err := filepath.Abs(kitFolder)
	if err != nil {
		t.Fatal(err)
	}
	j := &job{t: t, dir: d.dir, summary: filepath.Join(t.TempDir(), "summary.md")}
	j.context = map[string]any{
		"github": map[string]any{"event": event, "token": ownToken},
		"inputs": map[string]any{"version": "source", "args": "", "comment": "true", "working-directory": "."},
	}
	j.env = append(os.Environ(), "CI=true", "GITHUB_ACTIONS=true", "GITHUB_ACTION_PATH="+folder, "GITHUB_API_URL="+api, "GITHUB_REPOSITORY=shop/bikes",
		"GITHUB_SERVER_URL=https://github.example", "GITHUB_STEP_SUMMARY="+j.summary, "RUNNER_TEMP="+t.TempDir(), "NO_PROXY=*", "no_proxy=*")
	for _, name := range []string{"HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "PO_NOW"} {
		j.env = append(j.env, name+"="+d.env[name])
	}
	return j
}

// programs ends a test on a machine where nothing could be shown.
func programs(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is missing: the scripts of the action cannot be tried", name)
		}
	}
}

// An actionStep is a step of the composite action.
type actionStep struct {
	Run, Shell string
	Env        map[string]string
	Directory  string `yaml:"working-directory"`
}

type actionFile struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []actionStep
	}
}

func readAction(t *testing.T) (a actionFile) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(kitFolder, "action.yml"))
	if err == nil {
		err = yaml.Unmarshal(text, &a)
	}
	if err != nil || len(a.Runs.Steps) != 2 {
		t.Fatalf("action.yml: %v, %d steps", err, len(a.Runs.Steps))
	}
	return a
}

// step runs a step of action.yml as a runner does: its expressions are computed from the event, and go into the environment.
func (j *job) step(number int) (out string, code int) {
	j.t.Helper()
	s := readAction(j.t).Runs.Steps[number]
	cmd := exec.Command("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", s.Run)
	cmd.Dir = filepath.Join(j.dir, j.expand(s.Directory))
	cmd.Env = slices.Clone(j.env)
	for name, value := range s.Env {
		cmd.Env = append(cmd.Env, name+"="+j.expand(value))
	}
	text, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		j.t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

// expand computes the expressions of a value; what the context has not is empty, as it is on a runner.
func (j *job) expand(value string) string {
	return regexp.MustCompile(`\$\{\{ *([^}]*?) *\}\}`).ReplaceAllStringFunc(value, func(expression string) string {
		var at any = j.context
		for name := range strings.SplitSeq(strings.Trim(expression, "${} "), ".") {
			m, _ := at.(map[string]any)
			at = m[name]
		}
		switch v := at.(type) {
		case nil:
			return ""
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		default:
			return fmt.Sprint(v)
		}
	})
}

// summarized is what the job's summary says.
func (j *job) summarized() string {
	text, err := os.ReadFile(j.summary)
	if err != nil && !os.IsNotExist(err) {
		j.t.Fatal(err)
	}
	return string(text)
}
