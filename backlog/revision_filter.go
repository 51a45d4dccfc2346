package backlog

import "strings"

// A RevisionFilter chooses commits of a history, and of each the changes that are asked for. Every condition that is set must hold;
// of several words of one condition one is enough.
type RevisionFilter struct {
	Authors []string    // a part of "Name <address>" of the author, in any case
	Actions []string    // what po did, as in [Revision].Action; "none" is a commit made by hand, "any" one that po made
	Words   []string    // a part of the subject or of a line of the reason, in any case
	IDs     map[ID]bool // changes of these records alone; nil: of all
}

// Asks reports whether the filter asks who made a commit, how or why, and not only which records it changed.
func (f RevisionFilter) Asks() bool { return len(f.Authors)+len(f.Actions)+len(f.Words) > 0 }

// Of gives a commit with those of its changes that are asked for; false where the filter passes it over.
func (f RevisionFilter) Of(r Revision) (Revision, bool) {
	if !anyWord(f.Authors, r.by) || !anyWord(f.Actions, r.did) || !anyWord(f.Words, r.says) {
		return Revision{}, false
	}
	if f.IDs == nil {
		return r, true
	}
	var own []Change
	for _, c := range r.Changes {
		if f.IDs[c.ID] {
			own = append(own, c)
		}
	}
	r.Changes = own
	return r, len(own) > 0
}

// anyWord reports whether one of the words holds; no words ask nothing.
func anyWord(words []string, holds func(string) bool) bool {
	for _, w := range words {
		if holds(w) {
			return true
		}
	}
	return len(words) == 0
}

func (r Revision) by(word string) bool {
	return holdsFold(r.Author.Name+" <"+r.Author.Email+">", word)
}

func (r Revision) did(action string) bool {
	switch action {
	case "none":
		return r.Action == ""
	case "any":
		return r.Action != ""
	}
	return r.Action == action
}

func (r Revision) says(word string) bool {
	return holdsFold(r.Subject, word) || holdsFold(r.Why, word)
}

// holdsFold reports whether a text holds a word, in any case.
func holdsFold(text, word string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(word))
}
