package render

import (
	"strings"

	"github.com/po-backlog/po/backlog"
)

// valueWords writes what a key holds on one line: entries after commas, the keys
// of a map before their values.
func valueWords(v backlog.Value) string {
	var words []string
	switch v.Kind {
	case backlog.None:
		return "unset"
	case backlog.List:
		for _, e := range v.List {
			words = append(words, valueWords(e))
		}
	case backlog.Map:
		for _, e := range v.Map {
			words = append(words, e.Key+" "+valueWords(e.Value))
		}
	default:
		return strings.TrimSpace(v.Text)
	}
	return strings.Join(words, ", ")
}
