package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git"
	"github.com/po-backlog/po/examples/veloshare"
)

// dates are the days on which the examples are looked at, so that no finding appears because a year has passed.
func dates() map[string]string {
	return map[string]string{"veloshare/backlog": veloshare.AsOf, "po": "2026-11-24T18:00:00+01:00"}
}

// Every backlog among the examples can be read, and po check finds no error in it.
func TestExamples(t *testing.T) {
	examples := os.DirFS(filepath.Join("..", "..", "examples"))
	var found []string
	err := fs.WalkDir(examples, ".", func(p string, _ fs.DirEntry, err error) error {
		if path.Base(p) == "po.yaml" {
			found = append(found, path.Dir(p))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"po", "veloshare/backlog"}; !slices.Equal(found, want) {
		t.Errorf("backlogs among the examples: %q, want %q", found, want)
	}
	for _, example := range found {
		t.Run(example, func(t *testing.T) {
			b := settle(t, examples, example)
			for _, f := range decode[[]struct{ Level, Rule, Path, Message string }](t, b.run(dates()[example], "check", "--json")) {
				if f.Level == "error" {
					t.Errorf("%+v", f)
				}
			}
			if example == "veloshare/backlog" {
				if diff := cmp.Diff(sortedFindings(readGolden(t).Expected.Check), b.findings()); diff != "" {
					t.Error(diff)
				}
			}
			if items := decode[[]jsonItem](t, b.run(dates()[example], "list", "-a", "--json")); len(items) == 0 {
				t.Error("no item")
			}
		})
	}
}

// settle copies the backlog of an example into a repository of its own.
func settle(t *testing.T, examples fs.FS, example string) built {
	t.Helper()
	dir, err := emptyFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := bare().staged(dir, veloshare.AsOf, guide)
	if err := git.InitRepository(dir, git.Options{Getenv: p.getenv, LookPath: p.lookPath}); err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(examples, example)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "backlog"), files); err != nil {
		t.Fatal(err)
	}
	return built{t, dir}
}
