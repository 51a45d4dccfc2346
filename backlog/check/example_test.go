package check_test

import (
	"fmt"
	"testing/fstest"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
)

func example() *backlog.Backlog {
	b, err := backlog.Load(fstest.MapFS{
		"po.yaml": {Data: []byte("key: VS\ncheck: {story.vague: warning}\n")},
		"items/VS-1-map.md": {Data: []byte(`---
id: VS-1
status: ready
title: Map
---
As a rider, I want a nice map, so that I find a bike.
`)},
	})
	if err != nil {
		panic(err)
	}
	return b
}

// Judge a backlog and name the next steps.
func ExampleRun() {
	today := backlog.NewDay(2026, time.October, 5)
	for _, f := range check.Run(example(), check.Options{Today: today}) {
		fmt.Printf("%s: %s: %s [%s]\n", f.Pos, f.Level, f.Message, f.Rule)
		fmt.Printf("  next: %s\n", f.Fix.Message)
	}
	// Output:
	// items/VS-1-map.md:3:9: error: ready without acceptance criteria [ready.criteria]
	//   next: po criteria VS-1 add "Given …, when …, then …"
	// items/VS-1-map.md:6:22: warning: "nice" is vague [story.vague]
	//   next: po edit VS-1: say how much, how fast, how often, or move it to the criteria
}

// Add a rule of one's own to the table.
func ExampleRule() {
	short := check.Rule{
		Name: "own.short-title", Level: check.Hint,
		Doc: "a title has two words\n\nOne word is a topic, not a wish.",
		Check: func(p *check.Pass) {
			for it := range p.Open() {
				if len(it.Title) < 5 {
					p.Report(it, "title", "%q is a topic", it.Title).Next("po edit %s --title …", it.ID)
				}
			}
		},
	}
	for _, f := range check.Run(example(), check.Options{Rules: []check.Rule{short}}) {
		fmt.Println(f.ID, f.Level, f.Message)
	}
	// Output: VS-1 hint "Map" is a topic
}

// Tell what a change brings, in files that it did not touch too.
func ExampleCompare() {
	old := example()
	now, err := old.With(backlog.FileEdit{Path: "items/VS-2-fare.md", New: []byte("---\nid: VS-2\ntitle: Fare\ntype: spike\nepic: VS-1\n---\n")})
	if err != nil {
		fmt.Println(err)
		return
	}
	before, after := check.Compare(old, now, check.Options{Today: backlog.NewDay(2026, time.October, 5)})
	for i, brought := range check.Brought(before, after) {
		if brought {
			fmt.Println(after[i].ID, after[i].Message)
		}
	}
	// Output: VS-2 epic: VS-1 is a story
}
