package git

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// InitRepository makes a folder a Git repository as git init does, honouring init.defaultBranch; no git program is needed.
func InitRepository(dir string, o Options) error {
	c, err := config.Load(config.Place{Getenv: o.getenv})
	if err != nil {
		return err
	}
	branch, ok := c.Last("init.defaultbranch")
	if !ok || !validRefName(branch) {
		branch = "main"
	}
	gitDir := filepath.Join(dir, ".git")
	for _, folder := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"} {
		if err := os.MkdirAll(filepath.Join(gitDir, filepath.FromSlash(folder)), 0o777); err != nil {
			return err
		}
	}
	settings := fmt.Sprintf("[core]\n\trepositoryformatversion = 0\n\tfilemode = %t\n\tbare = false\n\tlogallrefupdates = true\n", runtime.GOOS != "windows")
	if runtime.GOOS != "linux" {
		settings += "\tignorecase = true\n"
	}
	for name, text := range map[string]string{
		"config":       settings,
		"description":  "Unnamed repository; edit this file 'description' to name the repository.\n",
		"info/exclude": "# Files that git ignores in this clone alone, one pattern a line.\n",
		"HEAD":         "ref: refs/heads/" + branch + "\n",
	} {
		if err := os.WriteFile(filepath.Join(gitDir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}
