package json

import (
	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
)

// SettingsSchema is the JSON Schema (draft 7) of po.yaml. It is as strict as po:
// a key that it does not know is an error.
func SettingsSchema() Members {
	return append(Members{{"$schema", draft}, {"title", "settings of a backlog"}}, strict(Members{
		{"version", withDoc("of the format", Members{{"const", 1}})},
		{"key", withDoc("prefix of new item ids", Members{{"type", "string"}, {"pattern", "^[A-Z][A-Z0-9]{0,9}$"}})},
		{"ids", withDoc("how new ids end", words([]string{"sequential", "random"}))},
		{"timezone", withDoc("where a day begins and ends, such as Europe/Berlin", text())},
		{"calendar", withDoc("working days", calendarSchema())},
		{"acceptance", withDoc("none takes accepted and rejected out of the flow", words([]string{"required", "none"}))},
		{"statuses", withDoc("changes to the flow", list(statusSchema()))},
		{"points", withDoc("scale of points", list(numbers(backlog.Field{})))},
		{"value", withDoc("scale of value", list(numbers(backlog.Field{})))},
		{"score", withDoc("the default method", words(methodNames()))},
		{"areas", withDoc("parts of the product", list(strict(Members{{"name", text()}, {"owner", text()}})))},
		{"fields", withDoc("own keys of items", list(ownFieldSchema()))},
		{"headings", withDoc("further headings of acceptance criteria", list(text()))},
		{"check", withDoc("levels of rules and groups, words of rules", checkSchema())},
		{"policy", withDoc("who may change what", list(policySchema()))},
		{"ready", withDoc("the Definition of Ready", readySchema())},
		{"language", withDoc("indicator tables and word lists", oneOrMore(words([]string{"en", "de", "fr", "es", "nl"})))},
		{"scoring", withDoc("settings of the scoring methods", scoringSchema())},
		{"planning", withDoc("settings of sprint planning", strict(Members{
			{"velocity_sprints", whole()}, {"over", numbers(backlog.Field{})}, {"under", numbers(backlog.Field{})},
		}))},
		{"forecast", withDoc("settings of forecasts", forecastSchema())},
		{"commit", withDoc("how po commits", strict(Members{
			{"mode", words([]string{"each", "off"})}, {"subject", text()}, {"durable", onOff()},
		}))},
	})...)
}

func methodNames() []string {
	var names []string
	for _, m := range backlog.Methods() {
		names = append(names, m.Name)
	}
	return names
}

func categories() []string {
	var names []string
	for c := backlog.Proposed; c <= backlog.Dropped; c++ {
		names = append(names, c.String())
	}
	return names
}

func statusSchema() Members {
	return append(strict(Members{
		{"name", text()},
		{"label", withDoc("what people are shown", text())},
		{"category", withDoc("what it means", words(categories()))},
		{"verb", withDoc("what leads there", words([]string{"ready", "start", "done", "accept", "reject", "drop"}))},
		{"limit", withDoc("items at once", whole())},
	}), Member{"required", []string{"name"}})
}

func ownFieldSchema() Members {
	return append(strict(Members{
		{"key", text()},
		{"type", words([]string{"string", "number", "date", "bool", "list"})},
		{"values", list(text())},
		{"doc", text()},
	}), Member{"required", []string{"key"}})
}

// checkSchema knows the rules by name, and their groups.
func checkSchema() Members {
	level := levels()
	setting := Members{{"anyOf", []any{
		level,
		strict(Members{{"level", level}, {"words", list(text())}}),
	}}}
	rules := Members{}
	for _, r := range check.Rules() {
		rules = append(rules, Member{r.Name, setting})
	}
	return Members{
		{"type", []string{"object", "null"}},
		{"properties", rules},
		{"patternProperties", Members{{`^[a-z]+\.([a-z-]+\.)?\*$`, setting}}},
	}
}

// levels is the schema of the level of a rule. YAML readers of version 1.1 take
// off for false.
func levels() Members {
	return Members{{"enum", []any{"error", "warning", "hint", "off", false, nil}}}
}

func policySchema() Members {
	return strict(Members{
		{"keys", list(text())},
		{"when", withDoc("category before the change", words(categories()))},
		{"only", withDoc("addresses of the authors who may", list(text()))},
		{"not", withDoc("who may not: assignee and owner as the item names them, finisher as the history does", list(words([]string{"assignee", "owner", "finisher"})))},
		{"signed", onOff()},
		{"level", levels()},
	})
}

func readySchema() Members {
	return Members{{"anyOf", []any{
		onOff(),
		strict(Members{
			{"text", onOff()},
			{"benefit", onOff()},
			{"criteria", withDoc("at least so many", Members{{"anyOf", []any{whole(), onOff()}}})},
			{"points", withDoc("at most so many", Members{{"anyOf", []any{numbers(backlog.Field{}), onOff()}}})},
			{"dependencies", onOff()},
			{"questions", onOff()},
			{"unblocked", onOff()},
		}),
	}}}
}

func scoringSchema() Members {
	return strict(Members{
		{"rice_period", text()},
		{"ice", words([]string{"product", "mean"})},
		{"weights", Members{{"type", []string{"object", "null"}}, {"additionalProperties", Members{{"type", "number"}}}}},
	})
}

func calendarSchema() Members {
	return strict(Members{
		{"days", list(words([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}))},
		{"holidays", list(date())},
	})
}

func forecastSchema() Members {
	return strict(Members{
		{"window", whole()},
		{"unit", words([]string{"day", "week"})},
		{"runs", whole()},
		{"seed", whole()},
		{"split_rate", Members{{"type", []string{"number", "string", "null"}}}},
		{"exclude", list(text())},
	})
}

// onOff is the schema of a switch. YAML readers of version 1.1 take the words
// for booleans.
func onOff() Members {
	return Members{{"enum", []any{"on", "off", "yes", "no", true, false, nil}}}
}

func whole() Members { return Members{{"type", []string{"integer", "null"}}, {"minimum", 0}} }

func oneOrMore(entry Members) Members {
	return Members{{"anyOf", []any{entry, list(entry)}}}
}

// strict is the schema of a map that holds no other keys.
func strict(properties Members) Members {
	return append(object(properties), Member{"additionalProperties", false})
}
