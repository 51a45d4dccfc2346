package git

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// commit is a commit object taken apart.
type commit struct {
	id        plumbing.Hash
	tree      plumbing.Hash
	parents   []plumbing.Hash
	author    person
	committer person
	message   string
	signed    bool // whether the signature is valid is not judged
}

// readCommit reads a commit, or the one that a tag names.
func (r *Repo) readCommit(id plumbing.Hash) (*commit, error) {
	for range 10 { // a tag may name a tag
		kind, data, err := r.store().Read(id)
		if err != nil {
			return nil, err
		}
		switch kind {
		case plumbing.CommitObject:
			return parseCommit(id, data)
		case plumbing.TagObject:
			target, ok := bytes.CutPrefix(data, []byte("object "))
			if !ok || len(target) < 40 {
				return nil, fmt.Errorf("tag %s: damaged", id)
			}
			id = plumbing.NewHash(string(target[:40]))
		default:
			return nil, fmt.Errorf("%s: a %s, not a commit", id, kind)
		}
	}
	return nil, fmt.Errorf("%s: tags that name tags without end", id)
}

// parseCommit takes the headers of a commit apart; what follows the first blank line is the message.
func parseCommit(id plumbing.Hash, data []byte) (*commit, error) {
	c := &commit{id: id}
	head, message, _ := strings.Cut(string(data), "\n\n")
	c.message = message
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree":
			c.tree = plumbing.NewHash(value)
		case "parent":
			c.parents = append(c.parents, plumbing.NewHash(value))
		case "author":
			c.author = parsePerson(value)
		case "committer":
			c.committer = parsePerson(value)
		case "gpgsig":
			c.signed = true
		}
	}
	if c.tree.IsZero() {
		return nil, fmt.Errorf("commit %s: damaged", id)
	}
	return c, nil
}

// parsePerson reads "Name <mail> seconds zone"; what is missing stays empty.
func parsePerson(line string) person {
	var p person
	name, rest, _ := strings.Cut(line, "<")
	mail, rest, _ := strings.Cut(rest, ">")
	p.name, p.mail = strings.TrimSpace(name), mail
	seconds, zone, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseInt(seconds, 10, 64) // a damaged date reads as the epoch, as git shows it
	loc := time.UTC
	if z, err := time.Parse("-0700", zone); err == nil {
		_, offset := z.Zone()
		loc = time.FixedZone("", offset)
	}
	p.when = time.Unix(n, 0).In(loc)
	return p
}

// subject and body of a message, the trailers apart.
func splitMessage(message string) (subject, body string, trailers [][2]string) {
	subject, rest, _ := strings.Cut(strings.TrimLeft(message, "\n"), "\n")
	rest = strings.Trim(rest, "\n")
	last := rest
	if i := strings.LastIndex(rest, "\n\n"); i >= 0 {
		last = rest[i+2:]
	}
	for line := range strings.SplitSeq(last, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		if !ok || key == "" || strings.ContainsAny(key, " \t") {
			return subject, rest, nil
		}
		trailers = append(trailers, [2]string{key, value})
	}
	return subject, strings.Trim(strings.TrimSuffix(rest, last), "\n"), trailers
}
