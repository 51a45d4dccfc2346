package markdown_test

import (
	"log"
	"os"
	"testing/fstest"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/markdown"
)

// Write the comment on a pull request: what it means for the product, told from
// the two states of the backlog alone.
func ExampleWrite() {
	before, err := backlog.Load(fstest.MapFS{
		"po.yaml":                   {Data: []byte("version: 1\nkey: BK\n")},
		"items/BK-1-find-a-bike.md": {Data: []byte("---\nid: BK-1\nstatus: draft\ntitle: Find a bike\npriority: 10\npoints: 2\n---\n")},
		"items/BK-2-reserve.md":     {Data: []byte("---\nid: BK-2\nstatus: draft\ntitle: Reserve a bike\npriority: 20\npoints: 3\n---\n")},
	})
	if err != nil {
		log.Fatal(err)
	}
	after, err := before.Apply(
		func(b *backlog.Backlog) (*backlog.Backlog, error) { return b.Set("BK-2", "points", "8") },
		func(b *backlog.Backlog) (*backlog.Backlog, error) {
			return b.AddCriteria("BK-2", "a reservation ends after ten minutes")
		},
	)
	if err != nil {
		log.Fatal(err)
	}
	c := render.Comparison{Old: before, New: after, Changes: backlog.Diff(before, after)}
	c.OldFindings, c.NewFindings = check.Compare(before, after, check.Options{})
	if err := markdown.Write(os.Stdout, render.Diff(c), markdown.Comment()); err != nil {
		log.Fatal(err)
	}
	// Output:
	// <!-- po-diff -->
	// ### Backlog: 1 changed
	//
	// | Item | What changed |
	// |---|---|
	// | BK-2 Reserve a bike | points 3 → **8** · criteria +1 |
	//
	// <details><summary>BK-2: acceptance criteria</summary>
	//
	// - added: a reservation ends after ten minutes
	//
	// </details>
}
