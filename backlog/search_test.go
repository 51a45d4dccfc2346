package backlog

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func found(b *Backlog, words ...string) string {
	var out []string
	for _, h := range b.Search(words...) {
		var lines []string
		for _, l := range h.Lines {
			lines = append(lines, fmt.Sprint(l.Line))
		}
		out = append(out, string(h.ID)+" "+strings.Join(lines, ","))
	}
	return strings.TrimSpace(strings.Join(out, "; "))
}

func TestSearch(t *testing.T) {
	b := loaded(t, "",
		"id: VS-1; title: Receipt by mail; priority: 1020 ---As a rider, I want a receipt.\n\nIt names the VAT.\n",
		"id: VS-2; title: Pay by card; priority: 1010 ---Some text.\n\n## Acceptance criteria\n\n- [ ] The receipt shows the VAT\n- [ ] Überweisung\n",
		"id: VS-3; title: Old receipts; status: accepted; labels: [VAT] ---Closed long ago.\n",
		"id: VS-4; title: Prereceipt",
		"id: VS-5; title: With criteria above; criteria: [the receipt is there, another]",
		"id: VS-6; title: ÜBERWEISUNG PRÜFEN",
		"id: IN-1; title: Said in the shop ---The receipt lacks VAT\n",
		"id: VS-12; title: See VS-1 ---nothing\n")
	for _, tt := range []struct{ words, want string }{
		{"receipt", "VS-1 3,6; VS-3 3; VS-4 3; VS-2 10; VS-5 4; IN-1 5"},
		{"RECEIPT vat", "VS-3 3; VS-1 3,6,8; VS-2 10; IN-1 5"},
		{"receipt nothing", ""},
		{"VS-1", "VS-1 ; VS-12 3"},
		{"überweisung", "VS-6 3; VS-2 11"},
		{"ÜBERWEISUNG", "VS-6 3; VS-2 11"},
		{"draft", ""},
		{"", ""},
		{"   ", ""},
	} {
		if got := found(b, strings.Fields(tt.words)...); got != tt.want {
			t.Errorf("%s: %s\n\twant %s", tt.words, got, tt.want)
		}
	}
	if got := found(b, "shows the"); got != "VS-2 10" {
		t.Errorf("words that stand together: %s", got)
	}
}

func TestSearchLines(t *testing.T) {
	b := loaded(t, "", "id: VS-1; title: \"The fare\" ---First.\n\n   - [ ] The   FARE is   charged once\t\nEnd fare")
	want := []HitLine{{3, "The fare"}, {7, "- [ ] The   FARE is   charged once"}, {8, "End fare"}}
	hits := b.Search("fare")
	if len(hits) != 1 || fmt.Sprint(hits[0].Lines) != fmt.Sprint(want) {
		t.Errorf("hits: %+v, want the lines %+v", hits, want)
	}
}

func FuzzSearch(f *testing.F) {
	f.Add("Überweisung", "Straße\r\n\nİstanbul \xff\x00", "straße")
	f.Add("a", "---\n- [ ] a\n", "A")
	f.Fuzz(func(t *testing.T, title, body, words string) {
		title = strings.Map(func(r rune) rune {
			if r < ' ' || r == '\'' {
				return -1
			}
			return r
		}, title)
		b, err := Load(fstest.MapFS{
			"po.yaml":       {Data: []byte("version: 1\nkey: VS\n")},
			"items/VS-1.md": {Data: []byte("---\nid: VS-1\ntitle: '" + title + "'\n---\n" + body)},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range b.Search(strings.Fields(words)...) {
			source, _ := b.Source(h.Path)
			for _, l := range h.Lines {
				if l.Line < 1 || l.Line > 1+strings.Count(source, "\n") {
					t.Fatalf("line %d of a file of %d", l.Line, 1+strings.Count(source, "\n"))
				}
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	text := strings.Repeat("As a rider, I want to pay for my ride by card, so that I need no subscription.\n", 12)
	items := make([]string, 10_000)
	for i := range items {
		items[i] = fmt.Sprintf("id: VS-%d; title: Item %d; priority: %d ---%s", i+1, i, 1000+i, text)
	}
	many := loaded(b, "", items...)
	many.Len()
	for _, words := range []string{"zebra", "rider", "item 99"} {
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				many.Search(strings.Fields(words)...)
			}
		})
	}
}
