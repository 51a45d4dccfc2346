package check

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog"
)

// Git is asked only for what a rule that is on cannot tell from the files.
func TestAsk(t *testing.T) {
	t.Parallel()
	const stale = "items/VS-1.md"
	for name, tt := range map[string]struct {
		files map[string]string
		want  Inquiry
	}{
		"nothing":                       {nil, Inquiry{}},
		"an old item without a place":   {map[string]string{stale: file("id: VS-1\ntitle: A\ncreated: 2026-04-07", "")}, Inquiry{Earlier: true}},
		"one that says not how old":     {map[string]string{stale: file("id: VS-1\ntitle: A", "")}, Inquiry{Earlier: true}},
		"a young one":                   {map[string]string{stale: file("id: VS-1\ntitle: A\ncreated: 2026-04-08", "")}, Inquiry{}},
		"one with a place":              {map[string]string{stale: file("id: VS-1\ntitle: A\npriority: 1", "")}, Inquiry{}},
		"a finished item without day":   {map[string]string{stale: file("id: VS-1\ntitle: A\npriority: 1\nstatus: done", "")}, Inquiry{Committed: true}},
		"an experiment that runs":       {map[string]string{"experiments/EX-1.md": file("id: EX-1\ntitle: A\nstatus: running", "")}, Inquiry{Records: []backlog.ID{"EX-1"}}},
		"an experiment that is planned": {map[string]string{"experiments/EX-1.md": file("id: EX-1\ntitle: A\nstatus: planned", "")}, Inquiry{}},
		"rules that are off": {map[string]string{
			"po.yaml": "version: 1\nkey: VS\ncheck: {item.stale: off, date.*: off, experiment.*: off}\n",
			stale:     file("id: VS-1\ntitle: A", ""), "items/VS-2.md": file("id: VS-2\ntitle: A\nstatus: done", ""),
			"experiments/EX-1.md": file("id: EX-1\ntitle: A\nstatus: running", ""),
		}, Inquiry{}},
	} {
		got := Ask(backlogOf(t, tt.files), Options{Today: backlog.NewDay(2026, time.October, 5)})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
