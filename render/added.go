package render

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

// addedKeys is what a reviewer must know of a record that came besides its
// title, its size and its text: of an item what it is and where it belongs, of
// any other record all that it says.
func addedKeys(c backlog.Change) []Text {
	keys := []Text{} // not nil: its reader is a reviewer
	add := func(key string, v backlog.Value) {
		if v.IsSet() {
			keys = append(keys, Text{{Text: key + " "}, {Text: valueWords(v), Code: wordy(v)}})
		}
	}
	switch {
	case c.Item != nil:
		for _, key := range []string{"type", "status", "sprint", "release", "epic", "goal", "blocked", "due", "depends_on"} {
			if !usual(*c.Item, key) {
				add(key, c.Item.Get(key))
			}
		}
	case c.Record != nil:
		for _, e := range c.Record.Values() {
			if e.Key != "id" && e.Key != "title" && e.Key != "name" && e.Key != "created" {
				add(e.Key, e.Value)
			}
		}
	}
	return keys
}

// usual reports whether a key of an item says no more than most new items do: a
// story that waits.
func usual(it backlog.Item, key string) bool {
	switch key {
	case "type":
		return it.Type == backlog.Story
	case "status":
		return it.Category() == backlog.Proposed
	}
	return false
}

// addedText is the body of a record that came, line by line.
func addedText(c backlog.Change) []string {
	var body string
	switch {
	case c.Item != nil:
		body = c.Item.Body()
	case c.Record != nil:
		body = c.Record.Body()
	}
	if body = strings.Trim(body, "\r\n"); body == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
}

// points says a size in words.
func points(d backlog.Decimal) string {
	if d == backlog.Int(1) {
		return "1 point"
	}
	return d.String() + " points"
}
