package backlog

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// ErrNotID says that a text is no id: a key, a dash, and a number or five random characters.
var ErrNotID = errors.New("not an id such as VS-12")

// The parts of an id: the key has up to 10 characters, the number up to 9 digits, a random ending 5 characters.
const (
	maxKey       = 10
	maxNumber    = 9
	randomLength = 5
	randomLetter = "abcdefghjkmnpqrstvwxyz" // no i, l, o, u: they are misread or spell words
	randomDigits = "0123456789"
)

// ID names an item (VS-12, VS-7k2mq) or another record (G-1, S-2, EX-1). Two records of one backlog never share one.
type ID string

// ParseID checks a text against the pattern of ids: KEY-NUMBER, or KEY and five characters of 0-9a-hjkmnp-tv-z with a
// letter among them. The keys of the other records take only numbers. The error is [ErrNotID].
func ParseID(text string) (ID, error) {
	id := ID(text)
	prefix, ending := id.split()
	if !ValidKey(prefix) {
		return "", ErrNotID
	}
	if validNumber(ending) || validRandom(ending) && kindOf(prefix) == KindItem {
		return id, nil
	}
	return "", ErrNotID
}

// ValidKey reports whether a text has the form of an id's prefix: [A-Z][A-Z0-9]{0,9}. Whether it may be a product's own
// key, [RecordKind] says: it must not be that of another record.
func ValidKey(key string) bool {
	if key == "" || len(key) > maxKey || key[0] < 'A' || key[0] > 'Z' {
		return false
	}
	for i := range len(key) {
		if c := key[i]; (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func validNumber(ending string) bool {
	if ending == "" || len(ending) > maxNumber || ending[0] == '0' {
		return false
	}
	_, ok := digits(ending)
	return ok
}

func validRandom(ending string) bool {
	if len(ending) != randomLength {
		return false
	}
	letter := false
	for i := range len(ending) {
		switch {
		case strings.IndexByte(randomLetter, ending[i]) >= 0:
			letter = true
		case ending[i] < '0' || ending[i] > '9':
			return false
		}
	}
	return letter
}

// split parts an id at its dash; an id without one is all prefix.
func (id ID) split() (prefix, ending string) {
	prefix, ending, _ = strings.Cut(string(id), "-")
	return prefix, ending
}

// Prefix is what stands before the dash: the product's key, or G, S, R, EX, IN, DEC.
func (id ID) Prefix() string {
	prefix, _ := id.split()
	return prefix
}

// Number is the number of a numbered id, 0 for one with a random ending.
func (id ID) Number() int {
	if _, ending := id.split(); validNumber(ending) {
		n, _ := digits(ending)
		return n
	}
	return 0
}

// Random is the random ending of an id, "" for a numbered one.
func (id ID) Random() string {
	if _, ending := id.split(); validRandom(ending) {
		return ending
	}
	return ""
}

// Kind says what kind of record an id names, by its prefix.
func (id ID) Kind() RecordKind { return kindOf(id.Prefix()) }

// Compare is the order of ids, -1, 0 or +1: by prefix, then numbers by value, then random endings by text. VS-9 comes
// before VS-10.
func Compare(a, b ID) int {
	prefixA, endA := a.split()
	prefixB, endB := b.split()
	if c := cmp.Compare(prefixA, prefixB); c != 0 {
		return c
	}
	numberA, numberB := validNumber(endA), validNumber(endB)
	switch {
	case numberA && numberB:
		return cmp.Or(cmp.Compare(len(endA), len(endB)), cmp.Compare(endA, endB))
	case numberA:
		return -1
	case numberB:
		return 1
	}
	return cmp.Or(cmp.Compare(endA, endB), cmp.Compare(a, b))
}

// nextID is the sequential id after the largest number in use. There are numbers up to 999999999; after the last one the
// error is [ErrNotID].
func nextID(key string, largest int) (ID, error) {
	return ParseID(key + "-" + strconv.Itoa(largest+1))
}

// randomID makes an id with a random ending. intn gives a random number from 0 up to, not including, its argument.
func randomID(key string, intn func(n int) int) ID {
	const alphabet = randomDigits + randomLetter
	var ending [randomLength]byte
	for i := range ending {
		ending[i] = alphabet[intn(len(alphabet))]
	}
	if !validRandom(string(ending[:])) { // five digits would read as a number
		ending[intn(randomLength)] = randomLetter[intn(len(randomLetter))]
	}
	return ID(key + "-" + string(ending[:]))
}

func kindOf(prefix string) RecordKind {
	switch prefix {
	case "G":
		return KindGoal
	case "S":
		return KindSprint
	case "R":
		return KindRelease
	case "EX":
		return KindExperiment
	case "IN":
		return KindInsight
	case "DEC":
		return KindDecision
	}
	return KindItem
}
