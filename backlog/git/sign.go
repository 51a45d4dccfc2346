package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/config"
	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// signing is the setting that asks for a signature, and the name under which a program that gives none is guilty.
const signing = "commit.gpgsign"

// statusPrefix begins the lines that gpg and gpgsm print for the program that has called them.
const statusPrefix = "[GNUPG:] "

// maxSignature bounds a signature in bytes: it becomes a part of the commit.
const maxSignature = 1 << 20

// A signer is the program that signs commits, as the settings name it.
type signer struct {
	site    *site
	program string // a path or a name on PATH
	key     string // user.signingkey; what it is depends on the format
	ssh     bool   // ssh-keygen's way of being called; else gpg's, which is gpgsm's too
}

// signer reads the settings of git; nil: commits are not to be signed.
func (s *site) signer() (*signer, error) {
	value, set := s.config.Last(signing)
	if yes := s.config.Bool(signing, false); yes != s.config.Bool(signing, true) && set {
		return nil, &ErrUnsupported{Extension: signing + "=" + value}
	} else if !yes {
		return nil, nil
	}
	format, set := s.config.Last("gpg.format")
	if !set {
		format = "openpgp"
	}
	programs := map[string]string{"openpgp": "gpg", "x509": "gpgsm", "ssh": "ssh-keygen"}
	program, known := programs[format]
	if !known {
		return nil, &ErrUnsupported{Extension: "gpg.format=" + format}
	}
	for _, set := range s.config.Settings() {
		if set.Key == "gpg."+format+".program" || set.Key == "gpg.program" && format == "openpgp" {
			program = config.Expand(set.Value, s.getenv)
		}
	}
	key, _ := s.config.Last("user.signingkey")
	return &signer{site: s, program: program, key: key, ssh: format == "ssh"}, nil
}

// signed is a commit with its signature, where the settings ask for one: by the program that git would call, with the arguments
// that git would give it.
func (s *site) signed(ctx context.Context, commit []byte) ([]byte, error) {
	with, err := s.signer()
	if with == nil || err != nil {
		return commit, err
	}
	call := with.gpg
	if with.ssh {
		call = with.sshKeygen
	}
	signature, err := call(ctx, commit)
	if err == nil && len(signature) == 0 {
		err = &ErrHook{Name: signing, Output: with.program + ": gave no signature\n"}
	}
	if err != nil {
		return nil, err
	}
	return withSignature(commit, signature), nil
}

// withSignature puts a signature into a commit, as the last line of its head: each line of it begins with a space, the first one
// with the name before.
func withSignature(commit, signature []byte) []byte {
	var out bytes.Buffer
	head := bytes.Index(commit, []byte("\n\n")) + 1
	out.Write(commit[:head])
	out.WriteString("gpgsig")
	for line := range bytes.Lines(signature) {
		out.WriteByte(' ')
		out.Write(line)
	}
	if !bytes.HasSuffix(signature, []byte("\n")) {
		out.WriteByte('\n')
	}
	out.Write(commit[head:])
	return out.Bytes()
}

// gpg has gpg or gpgsm sign what it reads. Without a key it is told the committer, as by git.
func (w *signer) gpg(ctx context.Context, commit []byte) ([]byte, error) {
	key := w.key
	if _, set := w.site.config.Last("user.signingkey"); !set {
		key = fmt.Sprintf("%s <%s>", tidy(w.site.committer.name), tidy(w.site.committer.mail))
	}
	out, said := &capped{left: maxSignature}, &capped{left: maxSaid}
	err := w.site.run(ctx, errand{
		program: w.program, args: []string{"--status-fd=2", "-bsau", key}, input: bytes.NewReader(commit), out: out, said: said,
	})
	text := said.text.String()
	if err == nil && !strings.Contains("\n"+text, "\n"+statusPrefix+"SIG_CREATED ") {
		err = errors.New("gave no signature")
	}
	if err != nil {
		return nil, w.failed(ctx, err, text)
	}
	return tidySignature(out.text.String()), nil
}

// sshKeygen has ssh-keygen sign a file, beside which it puts the signature. A key that is not one of a file is that of an agent.
func (w *signer) sshKeygen(ctx context.Context, commit []byte) (signature []byte, err error) {
	key, err := w.sshKey(ctx)
	if err != nil {
		return nil, err
	}
	d, store := w.site.disk, w.site.refs()
	args := []string{"-Y", "sign", "-n", "git", "-f"}
	if literal, ok := literalKey(key); ok {
		file := store.NewScratch()
		if err := d.Create(file, disk.Content{Data: []byte(literal), Mode: 0o600}); err != nil {
			return nil, err
		}
		defer d.Remove(file)
		args = append(args, file, "-U")
	} else {
		args = append(args, config.Expand(key, w.site.getenv))
	}
	file := store.NewScratch()
	if err := d.Create(file, disk.Content{Data: commit, Mode: 0o600}); err != nil {
		return nil, err
	}
	defer d.Remove(file)
	said := &capped{left: maxSaid}
	if err := w.site.run(ctx, errand{program: w.program, args: append(args, file), said: said}); err != nil {
		return nil, w.failed(ctx, err, said.text.String())
	}
	defer d.Remove(file + ".sig")
	out, err := os.ReadFile(file + ".sig")
	if err != nil {
		return nil, w.failed(ctx, err, said.text.String())
	}
	return tidySignature(string(out[:min(len(out), maxSignature)])), nil
}

// sshKey is user.signingkey or, where there is none, the first line that gpg.ssh.defaultKeyCommand prints.
func (w *signer) sshKey(ctx context.Context) (string, error) {
	if w.key != "" {
		return w.key, nil
	}
	none := func(why string) error { return &ErrHook{Name: signing, Output: why} }
	command, _ := w.site.config.Last("gpg.ssh.defaultkeycommand")
	_, set := w.site.config.Last("user.signingkey")
	if set || command == "" {
		return "", none("user.signingKey or gpg.ssh.defaultKeyCommand is needed to sign with ssh\n")
	}
	words, ok := splitCommand(command)
	if !ok {
		return "", none("gpg.ssh.defaultKeyCommand: bad quotes\n")
	}
	out, said := &capped{left: maxSaid}, &capped{left: maxSaid}
	err := w.site.run(ctx, errand{program: words[0], args: words[1:], out: out, said: said})
	if err != nil {
		return "", w.failed(ctx, err, said.text.String())
	}
	key, _, _ := strings.Cut(out.text.String(), "\n")
	if _, literal := literalKey(key); !literal {
		return "", none("gpg.ssh.defaultKeyCommand: printed no key\n" + said.text.String())
	}
	return key, nil
}

// literalKey says whether a key of ssh is given itself, not by the name of its file.
func literalKey(key string) (literal string, ok bool) {
	if literal, ok := strings.CutPrefix(key, "key::"); ok {
		return literal, true
	}
	return key, strings.HasPrefix(key, "ssh-")
}

// failed is the error of a program that gave no signature, with its own words if it had any.
func (w *signer) failed(ctx context.Context, err error, text string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if text = spoken(text); strings.TrimSpace(text) == "" {
		text = fmt.Sprintf("%s: %v\n", w.program, err)
	}
	return &ErrHook{Name: signing, Output: text}
}

// spoken is what a program printed, without the lines that are for other programs.
func spoken(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, statusPrefix) {
			out.WriteString(line)
		}
	}
	return out.String()
}

// tidySignature is a signature as git stores it: with Unix line ends, up to a NUL.
func tidySignature(text string) []byte {
	text, _, _ = strings.Cut(strings.ReplaceAll(text, "\r", ""), "\x00")
	return []byte(text)
}

// splitCommand splits a command into its words as git does: at blanks, with single and double quotes, and a backslash that takes
// the next character as it is except between single quotes. False: a quote is not closed, or there is no word.
func splitCommand(command string) (words []string, ok bool) {
	var word strings.Builder
	quote, begun := rune(0), false
	escaped := false
	for _, c := range command {
		switch {
		case escaped:
			word.WriteRune(c)
			escaped = false
		case c == '\\' && quote != '\'':
			escaped, begun = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case quote == 0 && strings.ContainsRune(" \t\n\r\v\f", c):
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(c)
			begun = true
		}
	}
	if begun {
		words = append(words, word.String())
	}
	return words, quote == 0 && !escaped && len(words) > 0
}
