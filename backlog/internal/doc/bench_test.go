package doc

import (
	"strings"
	"testing"
)

// story is the file of the format's first example.
const story = `---
id: VS-12
status: draft
title: Student discount
priority: 1040
type: story
created: 2026-09-11
value: 5
area: pay
moscow: could
depends_on:
  - VS-3
scores:
  wsjf: {ubv: 5, tc: 3, rroe: 2}
---
As a student, I want a cheaper fare, so that I can ride every day.

## Acceptance criteria

- [ ] Given a confirmed student, when a ride ends, then the fare is 30 % lower
- [ ] A student who is not confirmed pays the normal fare
`

func BenchmarkScan(b *testing.B) {
	long := story + strings.Repeat("A line of the body that nobody reads while a list is made.\n", 14)
	for _, c := range []struct{ name, src string }{{"story", story}, {"1.3 kB", long}} {
		b.Run(c.name, func(b *testing.B) {
			var s Scanner
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := s.Scan(c.src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkYAML(b *testing.B) {
	part, _ := fences(story)
	for b.Loop() {
		if _, e := readYAML(story, part, 0); e != nil {
			b.Fatal(e)
		}
	}
}

func BenchmarkSet(b *testing.B) {
	d, err := Parse(story)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := d.Set([]string{"priority"}, Lit("1050"), nil); err != nil {
			b.Fatal(err)
		}
	}
}
