package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// editText opens a text in the editor and hands what was saved to take. Where take says no, the buffer opens again with the error
// on top, as often as the person changes it. Nothing changed: errUnchanged. A buffer that could not be used is kept and named.
func (a *app) editText(ctx context.Context, name, text string, take func(edited string) error) error {
	dir, err := os.MkdirTemp("", "po-")
	if err != nil {
		return err
	}
	path := filepath.Join(dir, filepath.Base(name))
	buffer := text
	for {
		if err := os.WriteFile(path, []byte(buffer), 0o600); err != nil {
			return err
		}
		if err := a.runEditor(ctx, path); err != nil {
			return kept(err, path)
		}
		saved, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		edited := withoutComplaint(string(saved))
		if edited == text {
			return errors.Join(errUnchanged, os.RemoveAll(dir))
		}
		problem := take(edited)
		if problem == nil {
			return os.RemoveAll(dir)
		}
		again := complaint(problem) + edited
		if again == buffer { // nobody has mended it
			return kept(problem, path)
		}
		buffer = again
	}
}

// errUnchanged says that the editor was left without a change.
var errUnchanged = errors.New("nothing was changed")

// kept says where a buffer lies that could not be used.
func kept(err error, path string) error { return &hinted{err, "the text is kept in " + path} }

const complaintMark = "#! "

// complaint is an error as lines on top of a buffer.
func complaint(err error) string {
	var s strings.Builder
	for line := range strings.Lines(err.Error()) {
		s.WriteString(complaintMark + strings.TrimRight(line, "\r\n") + "\n")
	}
	return s.String()
}

func withoutComplaint(text string) string {
	for strings.HasPrefix(text, complaintMark) {
		_, rest, _ := strings.Cut(text, "\n")
		text = rest
	}
	return text
}

// runEditor runs the editor on a file, through the shell as git does, so that "code --wait" works.
func (a *app) runEditor(ctx context.Context, path string) error {
	editor := a.editor()
	if editor == "" {
		return &hinted{errors.New("no editor is found"), "set PO_EDITOR, such as export PO_EDITOR=nano"}
	}
	var cmd *exec.Cmd
	if runtime.GOOS == "windows" {
		words := append(strings.Fields(editor), path)
		cmd = exec.CommandContext(ctx, words[0], words[1:]...)
	} else {
		cmd = exec.CommandContext(ctx, "sh", "-c", editor+` "$@"`, editor, path)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Dir = a.in, a.out.W, a.err.W, a.folder()
	if err := a.io.Flush(); err != nil {
		return err
	}
	a.editing.Store(true) // Ctrl-C is the editor's
	defer a.editing.Store(false)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("editor %s: %w", editor, err)
	}
	return nil
}

// editor is the command line of the editor.
func (a *app) editor() string {
	for _, name := range []string{"PO_EDITOR", "GIT_EDITOR"} {
		if v := a.getenv(name); v != "" {
			return v
		}
	}
	if repo, err := a.open(); err == nil {
		if v := repo.ConfigValue("core.editor"); v != "" {
			return v
		}
	}
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if v := a.getenv(name); v != "" {
			return v
		}
	}
	if runtime.GOOS == "windows" {
		return "notepad"
	}
	for _, name := range []string{"nano", "vim", "vi"} {
		if _, err := a.lookPath(name); err == nil {
			return name
		}
	}
	return ""
}
