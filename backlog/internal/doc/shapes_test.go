package doc

// shapes are front matters of every shape that an edit or a scanner has to know.
func shapes() []string {
	return []string{
		"", "# only a comment", "\n\n", "id: VS-12",
		"id: VS-12\nstatus: draft\ntitle: Student discount\npriority: 1040\ntype: story\ncreated: 2026-09-11\nvalue: 5\narea: pay\nmoscow: could\ndepends_on:\n  - VS-3\nscores:\n  wsjf: {ubv: 5, tc: 3, rroe: 2}",
		"a: \nb:\nc: ~ # nothing\nd: null\ne: \"null\"\nf: ''",
		"labels: []\nempty: {}\nl: [a, 'b, c', \"d\"]\nm: {a: 1, b: {c: [1, 2]}}",
		"l:\n- a\n- b\nm:\n    - a # one\n    # two\n    - 'b'\n",
		"l:\n  - date: 2026-10-02\n    reason: receipt lacks VAT\n  - {date: 2026-10-02, reason: x}\n",
		"l:\n  -\n  - a\n  - ~\n  -\n    k: v\n",
		"m:\n  a: 1\n\n  b:\n    c: 2 # deep\n  # tail\nn: x",
		"title: Fix #12\nnot: a#b\nurl: https://example.org/a:b\ntime: 12:30",
		"t: \"a \\\"quoted\\\" \\\\ text\"\nu: 'it''s'\nv: \"\\u00e9\"",
		"t: |\n  two\n  lines\n\nu: >-\n  folded\n  text\nv: |+\n  keep\n\n\nw: |2-\n    indented\n  less\nx: end",
		"t: plain\n  over two\n\n  lines\nu: x",
		"t: \"double\n  over lines\"\nu: 'single\n  too'",
		"l: [a,\n  b,\n]\nm: {a: 1,\n  b: 2}",
		"base: &b {x: 1, y: 2}\nuse: *b\nmerged:\n  <<: *b\n  y: 3\n  z: 4",
		"a: !!str 010\nb: !!str\nc: !custom x\nd: &a v\ne: [*a, *a]",
		"? explicit\n: value\n? nothing\nk: v",
		"\"quoted key\": 1\n'single': 2\nwith blank: 3",
		"l:\n  - - a\n    - b\n  - [c]\n",
		"Ünïcode: ünï\ntitle: Überweisung prüfen 中文 🚲\nspace: a\u00a0b",
		"a: b\u2028c: d", "a: \u0085b: c\nd: e", "a: 0s\u0085 a\u0085b:d: e", "a: x\u2028 y\u2029b: c", "a: x\tb\nb:\tx",
		"  id: indented\n  title: too",
		"{id: VS-1, title: flow}",
		"a: 1\na: 2", "a: {b: 1, b: 2}", "a: : b", "a: b: c", "a: [1", "a: 'x", "\ta: b", "a: @b\nc: [`d, @e]",
		"a: -1\nb: - c\nc: --- d\nd: -x",
		"--- # a document\na: 1", "a: 1\n...\nb: 2", "a: 1\n--- b",
		"a: [a: b]\nb: [? c : d]\ne: {f, g: }",
		"a: |\n  ---\n  x\nb: 1",
		"a:\r\n  - b\r\nc: d\r",
		"k: v   \nl:   x # c  \n\n# end",
	}
}
