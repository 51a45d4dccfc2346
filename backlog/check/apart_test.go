package check

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/po-backlog/po/backlog"
)

// To look for one story among others finds what to compare all with all finds, both ways round.
func TestVoicesAgreeWithTheIndex(t *testing.T) {
	t.Parallel()
	similar, equal := 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 2))
		texts := randomTexts(rng, 40, 6+int(seed)%20, 2+int(seed)%9)
		for i := range 20 {
			texts = append(texts, texts[i], texts[i]+"éa") // the same, and with a word more
		}
		for i := range texts {
			texts[i] = disguised(rng, strings.ReplaceAll(texts[i], "w3", "é3"))
		}
		texts = append(texts, "", "-", "w1", texts[0]+" w2")
		for i, a := range texts {
			v := newVoice(saying(a))
			for j, b := range texts[:i] {
				wantEqual := duplicateTexts([]string{b, a})[1] == 0
				wantSimilar := len(similarTexts([]string{b, a})[1]) == 1
				if got := v.equals(b); got != wantEqual {
					t.Fatalf("seed %d: %q and %q: equal %v, want %v", seed, a, b, got, wantEqual)
				}
				if got := v.resembles(b); got != wantSimilar {
					t.Fatalf("seed %d: %q and %q: similar %v, want %v", seed, a, b, got, wantSimilar)
				}
				other := newVoice(saying(b))
				if other.equals(a) != wantEqual || other.resembles(a) != wantSimilar {
					t.Fatalf("seed %d: %d and %d the other way round", seed, j, i)
				}
				similar, equal = similar+count(wantSimilar), equal+count(wantEqual)
			}
		}
	}
	if t.Logf("%d pairs similar, %d equal", similar, equal); similar < 1000 || equal < 1000 {
		t.Error("too few pairs that say the same")
	}
}

// saying is a sentence that is all means.
func saying(text string) *backlog.Sentence {
	return &backlog.Sentence{Text: text, Means: backlog.Part{Text: text}}
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Two stories that both come with a change are compared with each other too.
func TestNewStoriesAreCompared(t *testing.T) {
	t.Parallel()
	var rules []Rule
	for _, name := range []string{"set.duplicate", "set.similar"} {
		r, _ := Find(name)
		rules = append(rules, r)
	}
	const story = "As a rider, I want to pay my ride by card, so that I need no cash."
	for name, tt := range map[string]struct{ other, want string }{
		"the same":        {"AS A RIDER, I want to pay my ride by card; so that I need no cash", "items/VS-2.md: set.duplicate VS-2 body: says the same as VS-1"},
		"almost the same": {"As a tourist, I want to pay my long ride by card.", "items/VS-2.md: set.similar VS-2 body: says almost the same as VS-1"},
		"something else":  {"As a tourist, I want to lock my bike at a post.", ""},
	} {
		old := map[string]string{"items/VS-3.md": file("id: VS-3\ntitle: C", "As a guest, I want to see where the bikes are.")}
		now := map[string]string{"items/VS-1.md": file("id: VS-1\ntitle: A", story), "items/VS-2.md": file("id: VS-2\ntitle: B", tt.other)}
		before, after := Compare(backlogOf(t, old), backlogOf(t, united(old, now)), Options{Rules: rules})
		if got := strings.Join(onlyIn(before, after), "\n"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// disguised writes a text otherwise without saying anything else.
func disguised(rng *rand.Rand, text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		switch rng.IntN(4) {
		case 0:
			words[i] = strings.ToUpper(w)
		case 1:
			words[i] = w + ","
		}
	}
	return strings.Join(words, []string{" ", "  ", " – "}[rng.IntN(3)])
}
