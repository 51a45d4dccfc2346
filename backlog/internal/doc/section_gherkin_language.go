package doc

import "strings"

// gherkinWord is what a keyword of gherkin means.
type gherkinWord uint8

const (
	noWord gherkinWord = iota
	featureWord
	backgroundWord
	ruleWord
	scenarioWord
	examplesWord
	givenWord
	whenWord
	thenWord
	alsoWord // and, but, *: the step is of the kind before it
)

// gherkinLanguage holds the keywords of a language, of each kind the longer before the shorter that it begins with.
type gherkinLanguage struct {
	code                                          string
	feature, background, rule, scenario, examples []string // a colon follows
	given, when, then, also                       []string // a blank follows, or the word ends in an apostrophe
}

// gherkinLanguages are those of the product's own languages, English first; the words are gherkin's own.
var gherkinLanguages = [...]gherkinLanguage{
	{
		code: "en", feature: []string{"Feature", "Business Need", "Ability"}, background: []string{"Background"},
		rule:     []string{"Rule"},
		scenario: []string{"Scenario Outline", "Scenario Template", "Scenario", "Example"},
		examples: []string{"Examples", "Scenarios"},
		given:    []string{"Given"}, when: []string{"When"}, then: []string{"Then"}, also: []string{"And", "But", "*"},
	},
	{
		code: "de", feature: []string{"Funktionalität", "Funktion"},
		background: []string{"Grundlage", "Hintergrund", "Voraussetzungen", "Vorbedingungen"},
		rule:       []string{"Rule", "Regel"},
		scenario:   []string{"Szenariogrundriss", "Szenarien", "Szenario", "Beispiel"}, examples: []string{"Beispiele"},
		given: []string{"Angenommen", "Gegeben seien", "Gegeben sei"}, when: []string{"Wenn"}, then: []string{"Dann"},
		also: []string{"Und", "Aber", "*"},
	},
	{
		code: "fr", feature: []string{"Fonctionnalité"}, background: []string{"Contexte"}, rule: []string{"Règle"},
		scenario: []string{"Plan du scénario", "Plan du Scénario", "Scénario", "Exemple"}, examples: []string{"Exemples"},
		given: []string{
			"Soit", "Sachant que", "Sachant qu'", "Sachant", "Etant donné que", "Etant donné qu'", "Etant données",
			"Etant donnés", "Etant donnée", "Etant donné", "Étant donné que", "Étant donné qu'", "Étant données",
			"Étant donnés", "Étant donnée", "Étant donné",
		},
		when: []string{"Quand", "Lorsque", "Lorsqu'"}, then: []string{"Alors", "Donc"},
		also: []string{"Et que", "Et qu'", "Et", "Mais que", "Mais qu'", "Mais", "*"},
	},
	{
		code: "es", feature: []string{"Característica", "Necesidad del negocio", "Requisito"},
		background: []string{"Antecedentes"}, rule: []string{"Regla de negocio", "Regla"},
		scenario: []string{"Esquema del escenario", "Escenario", "Ejemplo"}, examples: []string{"Ejemplos"},
		given: []string{"Dado", "Dada", "Dados", "Dadas"}, when: []string{"Cuando"}, then: []string{"Entonces"},
		also: []string{"Y", "E", "Pero", "*"},
	},
	{
		code: "nl", feature: []string{"Functionaliteit"}, background: []string{"Achtergrond"}, rule: []string{"Regel"},
		scenario: []string{"Abstract Scenario", "Scenario", "Voorbeeld"}, examples: []string{"Voorbeelden"},
		given: []string{"Gegeven", "Stel"}, when: []string{"Als", "Wanneer"}, then: []string{"Dan"},
		also: []string{"En", "Maar", "*"},
	},
}

// gherkinLanguageOf finds a language by the code in "# language: de".
func gherkinLanguageOf(code string) (uint8, bool) {
	for i := range gherkinLanguages {
		if gherkinLanguages[i].code == code {
			return uint8(i), true
		}
	}
	return 0, false
}

// word reads the keyword at the start of a line; rest is what follows it.
func (l *gherkinLanguage) word(line string) (w gherkinWord, rest string) {
	headers := [...]gherkinKeyword{
		{scenarioWord, l.scenario}, {examplesWord, l.examples}, {featureWord, l.feature}, {backgroundWord, l.background}, {ruleWord, l.rule},
	}
	for _, k := range headers {
		for _, word := range k.words {
			if after, ok := strings.CutPrefix(line, word); ok && strings.HasPrefix(after, ":") {
				return k.means, trimLeft(after[1:])
			}
		}
	}
	steps := [...]gherkinKeyword{{givenWord, l.given}, {whenWord, l.when}, {thenWord, l.then}, {alsoWord, l.also}}
	for _, k := range steps {
		for _, word := range k.words {
			after, ok := strings.CutPrefix(line, word)
			if ok && (after == "" || after[0] == ' ' || strings.HasSuffix(word, "'")) {
				return k.means, trimLeft(after)
			}
		}
	}
	return noWord, line
}

// gherkinKeyword is a meaning with the words for it.
type gherkinKeyword struct {
	means gherkinWord
	words []string
}
