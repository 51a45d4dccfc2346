// Package config reads git's configuration as git does: all its files in their
// order, what they include, and the environment.
//
// The language is parsed here and not by go-git, whose decoder merges sections
// of one name and so forgets whether a setting stands before an include or after it.
package config

import (
	"slices"
	"strconv"
	"strings"
)

// A Scope says where a setting comes from.
type Scope int

// The scopes, in the order in which they are read: the last setting of a key holds.
const (
	System Scope = iota
	Global
	Local
	Worktree
	Command // the environment, which is where git -c puts its settings
)

// A Setting is one line of a configuration.
type Setting struct {
	Key      string // "section.key" or "section.Sub.section.key": lower case but for the subsection
	Value    string
	Implicit bool // a key alone, without "=": true where a boolean is asked for
	Scope    Scope
}

// A Config is what all files together say.
type Config struct {
	settings []Setting
}

// Settings gives all settings in the order in which they were read.
func (c *Config) Settings() []Setting { return c.settings }

// Last gives the value that holds for a key.
func (c *Config) Last(key string) (value string, ok bool) {
	s, ok := c.find(key)
	return s.Value, ok
}

func (c *Config) find(key string) (Setting, bool) {
	for _, s := range slices.Backward(c.settings) {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}

// All gives every value of a key, in order.
func (c *Config) All(key string) []string {
	var values []string
	for _, s := range c.settings {
		if s.Key == key {
			values = append(values, s.Value)
		}
	}
	return values
}

// Protected gives every value of a key that does not come from the repository
// itself, which may be somebody else's.
func (c *Config) Protected(key string) []string {
	var values []string
	for _, s := range c.settings {
		if s.Key == key && s.Scope != Local && s.Scope != Worktree {
			values = append(values, s.Value)
		}
	}
	return values
}

// Bool reads a key as a boolean. What is not set, and what is no boolean, is unset.
func (c *Config) Bool(key string, unset bool) bool {
	s, ok := c.find(key)
	if !ok {
		return unset
	}
	return s.Bool(unset)
}

// Bool reads a setting as a boolean; what is none is the value given.
func (s Setting) Bool(other bool) bool {
	if s.Implicit {
		return true
	}
	switch strings.ToLower(s.Value) {
	case "true", "yes", "on":
		return true
	case "false", "no", "off", "":
		return false
	}
	if n, ok := s.Int(); ok {
		return n != 0
	}
	return other
}

// Int reads a setting as a whole number, which may end in k, m or g.
func (s Setting) Int() (int64, bool) {
	digits, unit := s.Value, int64(1)
	if n := len(digits); n > 0 {
		switch lower(digits[n-1]) {
		case 'k':
			unit = 1 << 10
		case 'm':
			unit = 1 << 20
		case 'g':
			unit = 1 << 30
		}
		if unit > 1 {
			digits = digits[:n-1]
		}
	}
	n, err := strconv.ParseInt(digits, 0, 64)
	if err != nil || n > (1<<62)/unit || n < -(1<<62)/unit {
		return 0, false
	}
	return n * unit, true
}

// Subsections gives the names of a section's subsections, in the order of their
// first appearance.
func (c *Config) Subsections(section string) []string {
	var names []string
	for _, s := range c.settings {
		rest, ok := strings.CutPrefix(s.Key, section+".")
		if !ok {
			continue
		}
		if dot := strings.LastIndexByte(rest, '.'); dot >= 0 && !slices.Contains(names, rest[:dot]) {
			names = append(names, rest[:dot])
		}
	}
	return names
}

// Promisors gives the remotes that have promised to give objects that are not here, in the order in which git asks them: the one
// that made the clone a partial one last. None: the clone is whole.
func (c *Config) Promisors() []string {
	var names []string
	for _, s := range c.settings {
		name, found := strings.CutPrefix(s.Key, "remote.")
		name, promisor := strings.CutSuffix(name, ".promisor")
		if found && promisor && s.Bool(false) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if last, ok := c.Last("extensions.partialclone"); ok && last != "" {
		names = append(slices.DeleteFunc(names, func(name string) bool { return name == last }), last)
	}
	return names
}
