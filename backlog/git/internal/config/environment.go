package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxPairs is how many settings the environment may give, as in git.
const maxPairs = 1 << 15

// environment reads GIT_CONFIG_COUNT with its pairs, and GIT_CONFIG_PARAMETERS,
// which is how git -c hands its settings to the programs it starts.
func (r *reader) environment() error {
	if text := r.place.Getenv("GIT_CONFIG_COUNT"); text != "" {
		count, err := strconv.Atoi(text)
		if err != nil || count < 0 || count > maxPairs {
			return fmt.Errorf("GIT_CONFIG_COUNT: %q is no number of settings", text)
		}
		for i := range count {
			n := strconv.Itoa(i)
			if err := r.given(r.place.Getenv("GIT_CONFIG_KEY_"+n), r.place.Getenv("GIT_CONFIG_VALUE_"+n), false); err != nil {
				return err
			}
		}
	}
	return r.parameters(r.place.Getenv("GIT_CONFIG_PARAMETERS"))
}

// parameters reads words in single quotes: 'key=value' as older versions of git
// write it, or 'key'='value'.
func (r *reader) parameters(text string) error {
	for text = strings.TrimLeft(text, " "); text != ""; text = strings.TrimLeft(text, " ") {
		word, rest, ok := unquote(text)
		if !ok {
			return errParameters()
		}
		key, value, hasValue := word, "", false
		switch {
		case strings.HasPrefix(rest, "='"):
			if value, rest, ok = unquote(rest[1:]); !ok {
				return errParameters()
			}
			hasValue = true
		case strings.HasPrefix(rest, "="):
			rest = rest[1:]
		default:
			key, value, hasValue = strings.Cut(word, "=")
		}
		if rest != "" && rest[0] != ' ' {
			return errParameters()
		}
		if err := r.given(key, value, !hasValue); err != nil {
			return err
		}
		text = rest
	}
	return nil
}

func errParameters() error { return errors.New("GIT_CONFIG_PARAMETERS: bad quotes") }

// unquote reads one word in single quotes, in which '\” and '\!' stand for ' and !.
func unquote(text string) (word, rest string, ok bool) {
	if !strings.HasPrefix(text, "'") {
		return "", "", false
	}
	var out strings.Builder
	for rest = text[1:]; ; {
		part, after, closed := strings.Cut(rest, "'")
		if !closed {
			return "", "", false
		}
		out.WriteString(part)
		if len(after) < 3 || after[0] != '\\' || after[1] != '\'' && after[1] != '!' || after[2] != '\'' {
			return out.String(), after, true
		}
		out.WriteByte(after[1])
		rest = after[3:]
	}
}

// given takes a setting whose key was not parsed from a file.
func (r *reader) given(key, value string, implicit bool) error {
	normal, ok := Key(key)
	if !ok {
		return fmt.Errorf("configuration in the environment: %q is no key", key)
	}
	s := Setting{Key: normal, Value: value, Implicit: implicit, Scope: Command}
	r.found = append(r.found, s)
	return r.follow(s, file{scope: Command})
}

// Key brings a key into the form of [Setting]: section and key in lower case.
func Key(key string) (normal string, ok bool) {
	first, last := strings.IndexByte(key, '.'), strings.LastIndexByte(key, '.')
	if first <= 0 || last == len(key)-1 || !isLetter(key[last+1]) {
		return "", false
	}
	section, name := key[:first], key[last:]
	for i := range len(section) {
		if !isKeyByte(section[i]) {
			return "", false
		}
	}
	for i := 1; i < len(name); i++ {
		if !isKeyByte(name[i]) {
			return "", false
		}
	}
	return strings.ToLower(section) + key[first:last] + strings.ToLower(name), true
}
