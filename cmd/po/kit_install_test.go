//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// releaseArchive is an archive of a release, in which po says only its version.
func releaseArchive(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for name, text := range map[string]string{"LICENSE": "free", "po": "#!/bin/sh\necho po v1.2.0\n"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text)), Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// toolbox is a folder with the programs that install.sh may use, and a gh that verifies as told; an empty answer is no gh.
func toolbox(t *testing.T, gh string) string {
	t.Helper()
	dir := t.TempDir()
	programs(t, "bash", "curl", "awk", "tar", "gzip", "mkdir", "rm", "dirname")
	for _, name := range []string{"bash", "curl", "awk", "tar", "gzip", "mkdir", "rm", "dirname", "env", "sh", "sha256sum", "shasum", "perl"} {
		if path, err := exec.LookPath(name); err == nil {
			if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if gh != "" {
		if err := os.WriteFile(filepath.Join(dir, "gh"), []byte("#!/bin/sh\necho \"$@\" >\"$GH_SAID\"\n"+gh+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A release is installed only whole, as it was published, and built by the project's own workflow.
func TestKitInstallsReleases(t *testing.T) {
	t.Parallel()
	archive := releaseArchive(t)
	const name = "po_1.2.0_linux_amd64.tar.gz"
	sum := fmt.Sprintf("%x", sha256.Sum256(archive))
	tests := []struct {
		name, version, sums, gh string
		says                    string // empty: it is installed
	}{
		{"as published", "v1.2.0", "0000  other.tar.gz\n" + sum + "  " + name + "\n", "exit 0", ""},
		{"other bytes", "v1.2.0", strings.Repeat("0", 64) + "  " + name + "\n", "exit 0", "does not have its published checksum"},
		{"not listed", "v1.2.0", sum + "  " + name + ".sbom.json\n", "exit 0", "has no line in checksums.txt"},
		{"built elsewhere", "v1.2.0", sum + "  " + name + "\n", "exit 1", "has no attestation of po-backlog/po"},
		{"nobody verifies", "v1.2.0", sum + "  " + name + "\n", "", "gh verifies where a release was built"},
		{"no such release", "v9.0.0", "", "exit 0", "v9.0.0: po_9.0.0_linux_amd64.tar.gz cannot be downloaded"},
		{"no version", "v1.2.0/../../evil", "", "exit 0", "version is a release such as v1.2.0, or source"},
		{"a command", "$(touch pwned)", "", "exit 0", "version is a release such as v1.2.0, or source"},
		{"a branch", "main", "", "exit 0", "version is a release such as v1.2.0, or source"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := http.NewServeMux()
			files.HandleFunc("/v1.2.0/"+name, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(archive) })
			files.HandleFunc("/v1.2.0/checksums.txt", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, tt.sums) })
			releases := httptest.NewServer(files)
			t.Cleanup(releases.Close)
			j := newJob(t, newDesk(t), "", `{}`)
			path, said := filepath.Join(t.TempDir(), "path"), filepath.Join(t.TempDir(), "said")
			input("version", tt.version)(j, nil)
			j.env = append(j.env, "PATH="+toolbox(t, tt.gh), "PO_RELEASES="+releases.URL, "GITHUB_PATH="+path, "RUNNER_OS=Linux", "RUNNER_ARCH=X64", "GH_SAID="+said)
			out, code := j.step(0)
			added, _ := os.ReadFile(path)
			if tt.says != "" {
				if code != 1 || !strings.Contains(out, tt.says) || len(added) > 0 {
					t.Errorf("exit %d, path %q\n%s", code, added, out)
				}
				return
			}
			po := filepath.Join(strings.TrimSpace(string(added)), "po")
			if got, err := exec.Command(po).Output(); code != exitDone || err != nil || string(got) != "po v1.2.0\n" {
				t.Errorf("exit %d\n%s\n%s: %s, %v", code, out, po, got, err)
			}
			if args, _ := os.ReadFile(said); !strings.HasSuffix(string(args), "/"+name+" --repo po-backlog/po\n") || !strings.HasPrefix(string(args), "attestation verify ") {
				t.Errorf("gh was asked %q", args)
			}
		})
	}
}

// Until there is a release, and for those who trust the source only: what Go builds from the commit of the action.
func TestKitInstallsFromSource(t *testing.T) {
	t.Parallel()
	j := newJob(t, newDesk(t), "", `{}`)
	path := filepath.Join(t.TempDir(), "path")
	j.env = append(j.env, "GITHUB_PATH="+path, "GOTOOLCHAIN=local")
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} { // the job has a home of its own
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		j.env = append(j.env, name+"="+strings.TrimSpace(string(value)))
	}
	out, code := j.step(0)
	added, _ := os.ReadFile(path)
	po := filepath.Join(strings.TrimSpace(string(added)), "po")
	if got, err := exec.Command(po, "--version").Output(); code != exitDone || err != nil || !strings.HasPrefix(string(got), "po ") {
		t.Errorf("exit %d\n%s\n%s: %s, %v", code, out, po, got, err)
	}
	j.env = append(j.env, "PATH="+toolbox(t, ""))
	if out, code := j.step(0); code != 1 || !strings.Contains(out, "actions/setup-go") {
		t.Errorf("without Go: exit %d\n%s", code, out)
	}
}
