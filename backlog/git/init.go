package git

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// InitRepository makes a folder a Git repository as git init does; no git program is needed. The branch is that of
// init.defaultBranch, else main. Files that are there already stay as they are.
func InitRepository(dir string, o Options) error {
	o = o.complete()
	c, err := config.Load(config.Place{Getenv: o.Getenv})
	if err != nil {
		return err
	}
	branch, _ := c.Last("init.defaultbranch")
	if !refs.ValidBranch(branch) {
		branch = "main"
	}
	gitDir := filepath.Join(dir, ".git")
	head := filepath.Join(gitDir, "HEAD")
	if _, err := os.Lstat(head); err == nil {
		if is, err := isHead(head); err != nil || !is {
			return cmp.Or[error](err, &ErrBrokenRef{Name: head}) // a repository that is damaged, not one to be made
		}
	}
	for _, folder := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"} {
		if err := os.MkdirAll(filepath.Join(gitDir, filepath.FromSlash(folder)), 0o777); err != nil {
			return err
		}
	}
	for _, f := range []struct{ name, text string }{
		{"description", "Unnamed repository; edit this file 'description' to name the repository.\n"},
		{"info/exclude", "# Files that git ignores in this clone alone, one pattern a line.\n"},
		{"config", ""},
	} {
		if err := createNew(filepath.Join(gitDir, filepath.FromSlash(f.name)), f.text); err != nil {
			return err
		}
	}
	if err := fillConfig(filepath.Join(gitDir, "config")); err != nil {
		return err
	}
	return createNew(head, "ref: refs/heads/"+branch+"\n") // last: now it is a repository
}

// createNew makes a file unless it is there already.
func createNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// fillConfig writes the settings of a new repository into its empty file. What
// the file system can do is tried out on that file.
func fillConfig(path string) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() > 0 {
		return err
	}
	var s strings.Builder
	s.WriteString("[core]\n\trepositoryformatversion = 0\n\tfilemode = " + strconv.FormatBool(keepsModes(path, info.Mode())) +
		"\n\tbare = false\n\tlogallrefupdates = true\n")
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "CoNfIg")); err == nil {
		s.WriteString("\tignorecase = true\n")
	}
	switch runtime.GOOS {
	case "darwin":
		s.WriteString("\tprecomposeunicode = true\n")
	case "windows":
		s.WriteString("\tsymlinks = false\n")
	}
	return os.WriteFile(path, []byte(s.String()), info.Mode())
}

// keepsModes says whether the file system knows executable files.
func keepsModes(path string, mode fs.FileMode) bool {
	if runtime.GOOS == "windows" || os.Chmod(path, mode^0o100) != nil {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode() == mode^0o100 && os.Chmod(path, mode) == nil
}
