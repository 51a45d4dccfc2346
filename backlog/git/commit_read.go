package git

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// A commit is what a commit object says.
type commit struct {
	id                plumbing.Hash
	tree              plumbing.Hash
	parents           []plumbing.Hash
	author, committer person
	message           string
	signed            bool // whether the signature is valid is not judged
}

// maxTags is how many tags may stand between a name and a commit.
const maxTags = 16

// errNoCommit says that a name stands for something else than a commit.
var errNoCommit = errors.New("not a commit")

// readCommit reads a commit, or the one that a tag names.
func (r *Repo) readCommit(id plumbing.Hash) (*commit, error) {
	for range maxTags {
		kind, data, err := r.store().Read(id)
		if err != nil {
			return nil, err
		}
		switch kind {
		case plumbing.CommitObject:
			return parseCommit(id, data)
		case plumbing.TagObject:
			line, _, _ := bytes.Cut(data, []byte("\n"))
			target, ok := parseHash(strings.TrimPrefix(string(line), "object "))
			if !ok {
				return nil, &objects.CorruptError{What: "tag " + id.String(), Why: "damaged"}
			}
			id = target
		default:
			return nil, errNoCommit
		}
	}
	return nil, errNoCommit
}

// parseCommit reads the lines of a commit up to the empty one, and the message.
// Lines that it does not know are passed over.
func parseCommit(id plumbing.Hash, data []byte) (*commit, error) {
	c := &commit{id: id}
	damaged := &objects.CorruptError{What: "commit " + id.String(), Why: "damaged"}
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		if len(line) == 0 {
			c.message = string(rest)
			break
		}
		key, value, _ := bytes.Cut(line, []byte(" "))
		ok := true
		switch string(key) {
		case "tree":
			c.tree, ok = parseHash(string(value))
		case "parent":
			var parent plumbing.Hash
			parent, ok = parseHash(string(value))
			c.parents = append(c.parents, parent)
		case "author":
			c.author = parsePerson(value)
		case "committer":
			c.committer = parsePerson(value)
		case "gpgsig":
			c.signed = true
		}
		if !ok {
			return nil, damaged
		}
	}
	if c.tree.IsZero() {
		return nil, damaged
	}
	return c, nil
}

// parsePerson reads "A B <a@b> 1760000000 +0200" as leniently as old and broken
// commits need it: what is missing stays empty.
func parsePerson(line []byte) person {
	var p person
	name, rest, found := bytes.Cut(line, []byte("<"))
	if !found {
		return person{name: string(bytes.TrimSpace(line)), when: time.Unix(0, 0).UTC()}
	}
	p.name = string(bytes.TrimSpace(name))
	end := bytes.LastIndexByte(rest, '>')
	if end < 0 {
		end = len(rest)
	}
	p.mail = string(bytes.TrimSpace(rest[:end]))
	var seconds int64
	zone := time.UTC
	if fields := bytes.Fields(rest[min(end+1, len(rest)):]); len(fields) > 0 {
		seconds, _ = strconv.ParseInt(string(fields[0]), 10, 64)
		if len(fields) > 1 {
			zone = parseZone(string(fields[1]))
		}
	}
	p.when = time.Unix(seconds, 0).In(zone)
	return p
}

// parseZone reads an offset such as +0200; one that is none is UTC.
func parseZone(text string) *time.Location {
	n, err := strconv.Atoi(text)
	if err != nil || n < -9959 || n > 9959 || text[0] != '+' && text[0] != '-' {
		return time.UTC
	}
	return time.FixedZone("", (n/100*60+n%100)*60)
}

// parseHash reads a full object name.
func parseHash(text string) (plumbing.Hash, bool) {
	if !plumbing.IsHash(text) || len(text) != 2*len(plumbing.ZeroHash) {
		return plumbing.ZeroHash, false
	}
	return plumbing.NewHash(text), true
}

// A trailer is one line "Key: value" at the end of a message.
type trailer struct{ key, value string }

// splitMessage takes a commit message apart. The trailers are its last
// paragraph if each line of that is one; the body is what stands before them.
func splitMessage(message string) (subject, body string, trailers []trailer) {
	subject, rest, _ := strings.Cut(strings.TrimLeft(message, "\n"), "\n")
	rest = strings.Trim(rest, "\n")
	start := strings.LastIndex(rest, "\n\n") + len("\n\n")
	if start < len("\n\n") {
		start = 0
	}
	for line := range strings.SplitSeq(rest[start:], "\n") {
		key, value, ok := strings.Cut(line, ": ")
		switch {
		case strings.HasPrefix(line, "(cherry picked from commit "):
			continue // git adds it among the trailers
		case !ok || key == "" || strings.ContainsAny(key, " \t"):
			return subject, rest, nil
		}
		trailers = append(trailers, trailer{key, strings.TrimSpace(value)})
	}
	return subject, strings.TrimRight(rest[:start], "\n"), trailers
}
