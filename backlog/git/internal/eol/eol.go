// Package eol gives the bytes that git would store for a file: line ends as
// core.autocrlf and the attributes text, crlf and eol ask for.
package eol

import (
	"bytes"

	"github.com/po-backlog/po/backlog/git/internal/attr"
)

// An Action is what is done to line ends on the way into the repository.
type Action int

// The actions.
const (
	Keep  Action = iota // as they are
	Guess               // CR LF becomes LF, if the file looks like text and its stored version has no CR LF
	Text                // CR LF becomes LF
)

// For gives the action for a file by its attributes and by whether core.autocrlf
// is on in either of its ways, which differ on the way out only.
func For(attributes map[string]string, autocrlf bool) Action {
	a, said := byAttribute(attributes["text"])
	if !said {
		a, said = byAttribute(attributes["crlf"])
	}
	if said && (a == Keep || a == Guess) {
		return a
	}
	if eol := attributes["eol"]; eol == "lf" || eol == "crlf" || said {
		return Text
	}
	if autocrlf {
		return Guess
	}
	return Keep
}

func byAttribute(value string) (a Action, said bool) {
	switch value {
	case attr.Set, "input":
		return Text, true
	case attr.Unset:
		return Keep, true
	case "auto":
		return Guess, true
	default:
		return Keep, false
	}
}

// Store gives the bytes that git would store for a file's. The stored version
// of before is asked for only where it matters; nil: there is none.
func (a Action) Store(data []byte, before func() ([]byte, error)) ([]byte, error) {
	if a == Keep || !bytes.Contains(data, []byte("\r\n")) {
		return data, nil
	}
	if a == Guess {
		if count(data).binary() {
			return data, nil
		}
		old, err := before()
		if err != nil {
			return nil, err
		}
		if c := count(old); c.crlf > 0 && !c.binary() {
			return data, nil
		}
	}
	return bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), nil
}

// Counts of bytes by which git tells text from other files.
type counts struct {
	nul, loneCR, crlf       int
	printable, nonPrintable int
}

func count(data []byte) (c counts) {
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case b == '\r' && i+1 < len(data) && data[i+1] == '\n':
			c.crlf++
			i++
		case b == '\r':
			c.loneCR++
		case b == '\n':
		case b == 0:
			c.nul++
			c.nonPrintable++
		case b == '\b' || b == '\t' || b == '\x1b' || b == '\f':
			c.printable++
		case b < ' ' || b == 127:
			c.nonPrintable++
		default:
			c.printable++
		}
	}
	if n := len(data); n > 0 && data[n-1] == 0x1a { // an end of file of old
		c.nonPrintable--
	}
	return c
}

func (c counts) binary() bool {
	return c.loneCR > 0 || c.nul > 0 || c.printable>>7 < c.nonPrintable
}
