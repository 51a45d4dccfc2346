package git

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/attr"
	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/eol"
	"github.com/po-backlog/po/backlog/git/internal/index"
)

// attributesName is the file in a folder that gives attributes to what is in it.
const attributesName = ".gitattributes"

// attributeFiles gives the files of attributes that may speak of paths.
func attributeFiles(paths []string) []string {
	names := []string{attributesName}
	seen := map[string]bool{".": true}
	for _, p := range paths {
		for dir := path.Dir(p); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			names = append(names, dir+"/"+attributesName)
		}
	}
	return names
}

// attributes gives the finder for the files of the work tree. Their rules are
// read from disk or, where the file is not there, from the index, as git does
// when it stores a file.
func (s *site) attributes(w *worktree, entries map[string]index.Entry) *attr.Finder {
	o := attr.Options{FoldCase: s.foldCase()}
	var failed error
	everywhere := func(to []attr.Source, name string) []attr.Source {
		text, err := os.ReadFile(name)
		switch {
		case err == nil:
			return append(to, text)
		case unknown(err): // git, too, does without what it may not read
			failed = err
		}
		return to
	}
	for _, name := range s.attributesOfAll() {
		o.Before = everywhere(o.Before, name)
	}
	o.After = everywhere(nil, filepath.Join(s.common, "info", "attributes"))
	o.Read = func(folder string) ([]byte, error) {
		if failed != nil {
			return nil, failed
		}
		name := path.Join(folder, attributesName)
		text, _, err := w.read(name)
		if e, known := entries[name]; known && errors.Is(err, fs.ErrNotExist) && plain(e.Mode) {
			return s.objects.ReadAs(plumbing.BlobObject, e.ID)
		}
		return text, err
	}
	return attr.New(o)
}

// attributesOfAll gives the files of attributes for all repositories, the
// system's first.
func (s *site) attributesOfAll() []string {
	var names []string
	if no := (config.Setting{Value: s.getenv("GIT_ATTR_NOSYSTEM")}); runtime.GOOS != "windows" && !no.Bool(true) {
		names = append(names, "/etc/gitattributes")
	}
	if name, set := s.config.Last("core.attributesfile"); set {
		return append(names, config.Expand(name, s.getenv))
	}
	if dir := s.getenv("XDG_CONFIG_HOME"); dir != "" {
		return append(names, filepath.Join(dir, "git", "attributes"))
	}
	if home := config.Home(s.getenv); home != "" {
		return append(names, filepath.Join(home, ".config", "git", "attributes"))
	}
	return names
}

// storing says what git does to a file's bytes before it stores them, and by which filter if there is one;
// it refuses what needs another encoding.
func (s *site) storing(rules *attr.Finder, path string) (action eol.Action, filter string, err error) {
	attributes, err := rules.Of(path)
	if err != nil {
		return eol.Keep, "", err
	}
	switch encoding := attributes["working-tree-encoding"]; {
	case encoding == attr.Unspecified || encoding == attr.Unset || encoding == attr.Set:
	case !strings.EqualFold(encoding, "utf-8"):
		return eol.Keep, "", &ErrUnsupported{Extension: "working-tree-encoding=" + encoding, Path: path}
	}
	if attributes["ident"] == attr.Set {
		return eol.Keep, "", &ErrUnsupported{Extension: "the attribute ident", Path: path}
	}
	autocrlf, _ := s.config.Last("core.autocrlf")
	action = eol.For(attributes, strings.EqualFold(autocrlf, "input") || s.config.Bool("core.autocrlf", false))
	switch filter = attributes["filter"]; {
	case filter == attr.Unspecified || filter == attr.Unset || filter == attr.Set || !s.hasFilter(filter):
		return action, "", nil
	}
	return action, filter, nil
}

// hasFilter says whether a filter is more than a name. One that no configuration
// knows is none, for git too.
func (s *site) hasFilter(name string) bool {
	for _, key := range []string{"clean", "process"} {
		if _, set := s.config.Last("filter." + name + "." + key); set {
			return true
		}
	}
	return s.config.Bool("filter."+name+".required", false)
}
