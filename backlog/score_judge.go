package backlog

import "strings"

// judgeScoreInput judges a value for scores.METHOD.INPUT before it is written: an input of a method is a number, and a method has
// no other inputs. What is off a method's scale is a matter of the check. An empty message: nothing is against it.
func judgeScoreInput(key, text string) (msg string, allowed []string) {
	name, ok := strings.CutPrefix(key, "scores.")
	if !ok {
		return "", nil
	}
	method, input, _ := strings.Cut(name, ".")
	m, err := MethodNamed(method)
	if err != nil || len(m.Inputs) == 0 || input == "" || method == "cd3" && input == "profile" {
		return "", nil
	}
	for _, in := range m.Inputs {
		if in.Name != input || in.Key != "" {
			if in.Key == "" {
				allowed = append(allowed, in.Name)
			}
			continue
		}
		read := ScoreInput{Text: text, scale: in.Scale}
		if in.judge(&read); read.Undefined {
			return read.Fault, nil
		}
		return "", nil
	}
	return "no such input of " + m.Name, allowed
}
