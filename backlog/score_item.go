package backlog

import "github.com/po-backlog/po/backlog/internal/doc"

// ScoreInputs are the inputs of one method that an item has under scores:.
type ScoreInputs struct {
	Method string
	// Inputs are those that are set, in the order of the method, with those that
	// stand in for one that is unset (points for size).
	Inputs []ScoreInput
	// Complete reports that the method can score the item: none is undefined, and none
	// missing (a count of kano that is left out is 0).
	Complete bool
}

// InputReader gives the function that reads, for one item after the other, the inputs
// of every method that the item has an entry for under scores:, in the order of the
// file. Epics have none. The function is for one goroutine.
func (b *Backlog) InputReader() func(Item) []ScoreInputs {
	var methods []Method
	for _, m := range Methods() {
		if len(m.Inputs) > 0 && m.Inputs[0].Key == "" {
			methods = append(methods, m)
		}
	}
	var scanner doc.Scanner
	return func(it Item) []ScoreInputs {
		if it.Type == Epic || !it.f.hasScores() {
			return nil
		}
		var out []ScoreInputs
		for _, e := range it.f.scoreInputs(&scanner).Map {
			for _, m := range methods {
				if m.Name == e.Key {
					out = append(out, m.inputsOf(b.cfg, &it, e.Value))
				}
			}
		}
		return out
	}
}

// inputsOf reads the inputs that an item gives for the method.
func (m Method) inputsOf(c *Config, it *Item, given Value) ScoreInputs {
	all := ScoreInputs{Method: m.Name, Inputs: make([]ScoreInput, 0, len(m.Inputs)), Complete: true}
	for _, in := range m.Inputs {
		read, ok := in.read(c, m, it, given)
		kano := m.Name == "kano"
		if !ok {
			all.Complete = all.Complete && kano
			continue
		}
		if kano {
			judgeCount(&read)
		}
		all.Inputs = append(all.Inputs, read)
		all.Complete = all.Complete && !read.Undefined
	}
	return all
}

// hasScores reports whether there is a key scores:.
func (f *file) hasScores() bool { return f != nil && f.scores.Start < f.scores.End }

// scoreInputs is the value of scores:, unset when there is none. Only its own lines
// are read again: they are a mapping by themselves, unless they name an anchor that
// stands elsewhere.
func (f *file) scoreInputs(s *doc.Scanner) Value {
	if !f.hasScores() {
		return Value{}
	}
	front, _, err := s.Scan("---\n" + f.src[f.scores.Start:f.scores.End] + "\n---\n")
	if err != nil || len(front) != 1 {
		return f.get("scores")
	}
	return valueOf(front[0].Value, Map)
}
