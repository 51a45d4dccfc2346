package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/disk"
	"github.com/po-backlog/po/backlog/git/internal/refs"
)

// ErrDriver says that another program is set already where the merge driver would be.
type ErrDriver struct{ Command string }

func (e *ErrDriver) Error() string { return "merge.po.driver is set to " + e.Command }

// InstallMergeDriver writes into the repository's own configuration which command line merges the files that have the attribute
// merge=po: git puts %O, %A, %B, %L and %P in. It reports false when it is set so already. Errors: *[ErrDriver], *[ErrLocked].
func (r *Repo) InstallMergeDriver(command string) (installed bool, err error) {
	settings, err := r.settings()
	if err != nil {
		return false, err
	}
	switch now, set := settings.Last("merge.po.driver"); {
	case set && now == command:
		return false, nil
	case set:
		return false, &ErrDriver{Command: now}
	}
	return true, r.appendConfig("[merge \"po\"]\n\tname = merge backlog items by field\n\tdriver = " + quoted(command) + "\n")
}

// ErrForeignHook says that a hook is there already that somebody else has made.
type ErrForeignHook struct{ Path string }

func (e *ErrForeignHook) Error() string { return e.Path + ": a hook is there already" }

// InstallHook writes a hook where git looks for it: core.hooksPath, else the common folder. A hook that has the mark in it is ours
// and brought up to date; it reports false when nothing was to be done. Errors: *[ErrForeignHook].
func (r *Repo) InstallHook(name, text, mark string) (path string, installed bool, err error) {
	if r.bare {
		return "", false, errBare(r.gitDir)
	}
	settings, err := r.settings()
	if err != nil {
		return "", false, err
	}
	dir := hooksDir(settings, r.opt.Getenv, r.work, r.common)
	path = filepath.Join(dir, name)
	switch now, err := os.ReadFile(path); {
	case err == nil && string(now) == text:
		return path, false, nil
	case err == nil && !strings.Contains(string(now), mark):
		return path, false, &ErrForeignHook{Path: path}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return path, false, err
	}
	d := &disk.Disk{Shared: sharing(settings)}
	if err := d.MkdirAll(dir); err != nil {
		return path, false, err
	}
	store := refs.Store{GitDir: r.gitDir, Common: r.common, Disk: d}
	prepared := store.NewScratch()
	if err := d.MkdirAll(store.Scratch()); err != nil {
		return path, false, err
	}
	if err := d.Create(prepared, disk.Content{Data: []byte(text), Mode: 0o777}); err != nil {
		return path, false, err
	}
	if err := d.Rename(prepared, path); err != nil {
		return path, false, join(err, d.Remove(prepared))
	}
	return path, true, nil
}

// quoted is a value as git's configuration writes it.
func quoted(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value) + `"`
}

// appendConfig adds lines to the configuration that all worktrees share, under git's own lock.
func (r *Repo) appendConfig(lines string) error {
	path := filepath.Join(r.common, "config")
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	settings, err := r.settings()
	if err != nil {
		return err
	}
	store := refs.Store{GitDir: r.gitDir, Common: r.common, Disk: &disk.Disk{Shared: sharing(settings)}}
	lock, err := store.Lock(path, content(nil, false))
	var held *refs.HeldError
	if errors.As(err, &held) {
		return &ErrLocked{Path: held.Path, Age: held.Age}
	}
	if err != nil {
		return err
	}
	err = replaceConfig(store, lock, path, lines)
	if err == nil {
		err = lock.Commit()
	}
	return join(err, lock.Release())
}

func replaceConfig(store refs.Store, lock *refs.Lock, path, lines string) error {
	mode := fs.FileMode(0o666)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	p, err := store.Prepare(disk.Content{Data: append(text, lines...), Mode: mode})
	if err != nil {
		return err
	}
	return lock.Replace(p)
}
