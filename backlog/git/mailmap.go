package git

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// A mailmap gives the names and addresses under which people want to be known.
type mailmap struct {
	byMail map[string]*mapping // by the address in commits, in lower case
}

// A mapping is what is said of one address; a person of one name may be told
// apart from the others that used it.
type mapping struct {
	name, mail string // to be shown instead; empty: as in the commit
	byName     map[string]*mapping
}

// mailmap reads what git reads: .mailmap of the work tree, then the blob and the
// file that the settings name. In a bare repository the blob is HEAD's .mailmap.
// What is not there, or is no text, maps nobody.
func (r *Repo) mailmap() *mailmap {
	m := &mailmap{byMail: make(map[string]*mapping)}
	c, err := r.settings()
	if err != nil {
		return m
	}
	blob, named := c.Last("mailmap.blob")
	if r.bare {
		if !named {
			blob = "HEAD:.mailmap"
		}
	} else if path := filepath.Join(r.work, ".mailmap"); !isSymlink(path) {
		m.readFile(path)
	}
	if text, ok := r.blobNamed(blob); ok {
		m.read(text)
	}
	if path, ok := c.Last("mailmap.file"); ok {
		m.readFile(absolute(r.work, config.Expand(path, r.opt.Getenv)))
	}
	return m
}

func isSymlink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

// blobNamed reads "REV:PATH".
func (r *Repo) blobNamed(name string) (string, bool) {
	rev, path, ok := strings.Cut(name, ":")
	if !ok {
		return "", false
	}
	id, found, err := r.refNamed(rev)
	if err != nil || !found {
		return "", false
	}
	c, err := r.readCommit(id)
	if err != nil {
		return "", false
	}
	e, err := r.entry(c.tree, path)
	if err != nil || e.ID.IsZero() {
		return "", false
	}
	data, err := r.store().ReadAs(plumbing.BlobObject, e.ID)
	return string(data), err == nil
}

func (m *mailmap) readFile(path string) {
	if text, err := readSmall(path); err == nil {
		m.read(text)
	}
}

// read takes lines like "Proper Name <proper@mail> Commit Name <commit@mail>", in
// which both names and the first address may be missing. Later lines win.
func (m *mailmap) read(text string) {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, mail, rest, ok := cutPerson(line, false)
		if !ok {
			continue
		}
		oldName, oldMail, _, two := cutPerson(rest, true)
		if !two {
			oldMail, mail = mail, ""
		}
		m.put(oldName, oldMail, name, mail)
	}
}

// cutPerson reads "Name <mail>" from the beginning of a line.
func cutPerson(line string, emptyMail bool) (name, mail, rest string, ok bool) {
	name, rest, opened := strings.Cut(line, "<")
	mail, rest, closed := strings.Cut(rest, ">")
	if !opened || !closed || mail == "" && !emptyMail {
		return "", "", "", false
	}
	return strings.TrimSpace(name), mail, rest, true
}

func (m *mailmap) put(oldName, oldMail, name, mail string) {
	key := strings.ToLower(oldMail)
	at := m.byMail[key]
	if at == nil {
		at = &mapping{byName: make(map[string]*mapping)}
		m.byMail[key] = at
	}
	if oldName == "" {
		if name != "" {
			at.name = name
		}
		if mail != "" {
			at.mail = mail
		}
		return
	}
	at.byName[strings.ToLower(oldName)] = &mapping{name: name, mail: mail}
}

// mapped gives the name and address to show for those of a commit.
func (m *mailmap) mapped(name, mail string) (string, string) {
	at := m.byMail[strings.ToLower(mail)]
	if at == nil {
		return name, mail
	}
	if one := at.byName[strings.ToLower(name)]; one != nil {
		at = one
	}
	if at.name != "" {
		name = at.name
	}
	if at.mail != "" {
		mail = at.mail
	}
	return name, mail
}
