package backlog

import (
	"slices"
	"strings"
)

// defaultLanguages are used where po.yaml names none.
var defaultLanguages = []string{"en"}

// indicator is a run of whole words, in lower case, that introduces a part.
type indicator struct {
	text string
	// afterComma restricts it to places behind a comma: "so", "pour" and the
	// like stand inside a means too.
	afterComma bool
	// negated marks what is not wanted.
	negated bool
}

// language is the indicator table of one language. Within a list a longer
// indicator stands before the shorter ones it begins with.
type language struct {
	code      string
	role      []indicator // As
	articles  []indicator // a, an, the: not part of the role's text
	situation []indicator // When: a job story
	belief    []indicator // We believe: a hypothesis
	means     []indicator // I want
	ends      []indicator // so that
	// The first letters of the lists that are searched for.
	roleStarts, meansStarts, endsStarts string
	not                                 string // put in front of a negated means
}

// Languages returns the codes of the languages whose stories can be parsed.
func Languages() []string {
	codes := make([]string, len(languages))
	for i := range languages {
		codes[i] = languages[i].code
	}
	return codes
}

// languageTable returns the table of a language, nil when there is none.
func languageTable(code string) *language {
	for i := range languages {
		if languages[i].code == code {
			return &languages[i]
		}
	}
	return nil
}

var languages = [...]language{
	{
		code:      "en",
		role:      []indicator{{text: "as"}},
		articles:  []indicator{{text: "a"}, {text: "an"}, {text: "the"}},
		situation: []indicator{{text: "when"}},
		belief:    []indicator{{text: "we believe"}},
		means: []indicator{
			{text: "i want to be able to"}, {text: "i want to"}, {text: "i want"}, {text: "i wish to"},
			{text: "i would like to be able to"}, {text: "i would like the ability to"}, {text: "i would like to"},
			{text: "i would like"}, {text: "i would be able to"},
			{text: "i'd like to"}, {text: "i'd like"}, {text: "would like the ability to"}, {text: "would like to"},
			{text: "i need to"}, {text: "i need"}, {text: "i should be able to"}, {text: "i must be able to"},
			{text: "i am able to"}, {text: "i'm able to"},
			{text: "i do not want to", negated: true}, {text: "i do not want", negated: true},
			{text: "i don't want to", negated: true}, {text: "i don't want", negated: true},
			{text: "i can"},
		},
		ends: []indicator{
			{text: "so that"}, {text: "so as to"}, {text: "so i can"}, {text: "so we can"},
			{text: "so i"}, {text: "so we"}, {text: "so they"}, {text: "so", afterComma: true},
			{text: "in order to"}, {text: "in order that"}, {text: "because"},
		},
		roleStarts: "a", meansStarts: "iw", endsStarts: "sib", not: "not",
	},
	{
		code: "de",
		role: []indicator{{text: "als"}},
		articles: []indicator{
			{text: "ein"}, {text: "eine"}, {text: "einer"}, {text: "der"}, {text: "die"}, {text: "das"},
		},
		situation: []indicator{{text: "wenn"}},
		belief:    []indicator{{text: "wir glauben"}},
		means: []indicator{
			{text: "möchte ich nicht", negated: true}, {text: "möchte ich"},
			{text: "will ich nicht", negated: true}, {text: "will ich"},
			{text: "ich möchte nicht", negated: true}, {text: "ich möchte"},
			{text: "ich will nicht", negated: true}, {text: "ich will"},
		},
		ends:       []indicator{{text: "damit", afterComma: true}, {text: "um", afterComma: true}},
		roleStarts: "a", meansStarts: "miw", endsStarts: "du", not: "nicht",
	},
	{
		code: "fr",
		role: []indicator{{text: "en tant que"}, {text: "en tant qu'"}},
		articles: []indicator{
			{text: "un"}, {text: "une"}, {text: "le"}, {text: "la"}, {text: "les"}, {text: "l'"},
		},
		situation: []indicator{{text: "quand"}, {text: "lorsque"}},
		belief:    []indicator{{text: "nous croyons"}},
		means: []indicator{
			{text: "je veux"}, {text: "je souhaite"}, {text: "je voudrais"}, {text: "j'aimerais"},
			{text: "je ne veux pas", negated: true}, {text: "je ne souhaite pas", negated: true},
		},
		ends: []indicator{
			{text: "afin de"}, {text: "afin que"}, {text: "afin d'"}, {text: "afin qu'"},
			{text: "pour que", afterComma: true}, {text: "pour", afterComma: true},
		},
		roleStarts: "e", meansStarts: "j", endsStarts: "ap", not: "ne pas",
	},
	{
		code:      "es",
		role:      []indicator{{text: "como"}},
		articles:  []indicator{{text: "un"}, {text: "una"}, {text: "el"}, {text: "la"}},
		situation: []indicator{{text: "cuando"}},
		belief:    []indicator{{text: "creemos"}},
		means: []indicator{
			{text: "no quiero", negated: true}, {text: "quiero"}, {text: "yo quiero"},
			{text: "quisiera"}, {text: "me gustaría"},
		},
		ends: []indicator{
			{text: "para que"}, {text: "a fin de que"}, {text: "a fin de"}, {text: "para", afterComma: true},
		},
		roleStarts: "c", meansStarts: "nqym", endsStarts: "pa", not: "no",
	},
	{
		code:      "nl",
		role:      []indicator{{text: "als"}},
		articles:  []indicator{{text: "een"}, {text: "de"}, {text: "het"}},
		situation: []indicator{{text: "wanneer"}},
		belief:    []indicator{{text: "wij geloven"}, {text: "we geloven"}},
		means: []indicator{
			{text: "wil ik niet", negated: true}, {text: "wil ik"}, {text: "ik wil niet", negated: true},
			{text: "ik wil"}, {text: "zou ik graag"},
		},
		ends:       []indicator{{text: "zodat"}, {text: "om", afterComma: true}},
		roleStarts: "a", meansStarts: "wiz", endsStarts: "zo", not: "niet",
	},
}

// Verbs returns the words that mark an action in a language's wording rules, in
// alphabetical order; nil for a language that has no list. It is read-only.
func Verbs(language string) []string {
	if language == "en" {
		return englishVerbs[:]
	}
	return nil
}

// IsVerb reports whether word, in any case, is one of [Verbs].
func IsVerb(language, word string) bool {
	if len(word) > longestVerb {
		return false
	}
	_, found := slices.BinarySearch(Verbs(language), strings.ToLower(word))
	return found
}

const longestVerb = 16 // bytes, with room for an own list's words

var englishVerbs = [...]string{
	"add", "approve", "book", "cancel", "change", "choose", "compare", "configure", "create", "delete", "download",
	"edit", "export", "filter", "find", "get", "have", "import", "know", "make", "manage", "move", "pay", "print",
	"publish", "rate", "receive", "reject", "remove", "report", "return", "save", "search", "see", "select", "send",
	"set", "share", "sort", "store", "track", "update", "upload", "use", "view",
}
