package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Two files that claim one id are told as that, and not besides as two items that stand at one place and say the same: "VS-1 and VS-1".
func TestOneIDIsNoTie(t *testing.T) {
	t.Parallel()
	const story = "As a rider, I want to pay by card, so that I need no cash."
	rules := func(second string) (names []string) {
		b := backlogOf(t, map[string]string{
			"po.yaml":         "version: 1\nkey: VS\n",
			"items/VS-1.md":   file("id: VS-1\ntitle: A\npriority: 10", story),
			"items/VS-1-b.md": file("id: "+second+"\ntitle: B\npriority: 10", story),
		})
		for _, f := range Run(b, Options{}) {
			if f.Level > Hint {
				names = append(names, f.Rule)
			}
		}
		return names
	}
	if diff := cmp.Diff([]string{"id.duplicate", "id.duplicate"}, rules("VS-1")); diff != "" {
		t.Errorf("one id (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"order.tie", "set.duplicate"}, rules("VS-2")); diff != "" {
		t.Errorf("two ids (-want +got):\n%s", diff)
	}
}
