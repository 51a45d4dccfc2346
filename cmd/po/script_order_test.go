package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// scriptCommands are the words of our own in scripts:
//
//	order VS-1=1000 VS-2=1010,accepted VS-9   makes backlog/ anew with these priorities, VS-9 without a place
//	wrote VS-9=1005                           since then exactly these numbers have changed
//	snapshot NAME [DIR]                       remembers every byte of a folder
//	same NAME [DIR]                           since then not one of them was written
//	refused po ARG...                         exit code 1, and nothing on stdout
//	extend-index FILE NAME                    adds an extension to an index
func scriptCommands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"order": makeOrder, "wrote": wrote, "snapshot": takeSnapshot, "same": sameAsSnapshot, "refused": refused, "extend-index": extendIndex,
	}
}

const itemsFolder = "backlog/items"

// makeOrder writes the items, and beside them what wrote compares with.
func makeOrder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: order ID[=PRIORITY[,STATUS]]...")
	}
	ts.Check(os.RemoveAll(ts.MkAbs("backlog")))
	ts.Check(os.MkdirAll(ts.MkAbs(itemsFolder), 0o777))
	ts.Check(os.WriteFile(ts.MkAbs("backlog/po.yaml"), []byte("version: 1\nkey: VS\n"), 0o666))
	for _, arg := range args {
		id, rest, _ := strings.Cut(arg, "=")
		number, status, _ := strings.Cut(rest, ",")
		text := fmt.Sprintf("---\nid: %s\nstatus: %s\ntitle: Story %s\n", id, cmp.Or(status, "draft"), id)
		if number != "" {
			text += "priority: " + number + "\n"
		}
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs(itemsFolder), id+".md"), []byte(text+"type: story\n---\n"), 0o666))
	}
	ts.Check(os.WriteFile(ts.MkAbs("order.before"), []byte(strings.Join(numbersIn(ts), " ")), 0o666))
}

// wrote compares the numbers in the files with those of order.
func wrote(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: wrote [ID=PRIORITY]...")
	}
	before := strings.Fields(ts.ReadFile("order.before"))
	var got []string
	for _, now := range numbersIn(ts) {
		if !slices.Contains(before, now) {
			got = append(got, now)
		}
	}
	want := slices.Sorted(slices.Values(args))
	if !slices.Equal(want, got) {
		ts.Fatalf("written %s, want %s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

// numbersIn gives ID=PRIORITY of every file, sorted; without a place ID= alone.
func numbersIn(ts *testscript.TestScript) []string {
	paths, err := filepath.Glob(filepath.Join(ts.MkAbs(itemsFolder), "*.md"))
	ts.Check(err)
	number := regexp.MustCompile(`(?m)^priority: (.*)$`)
	found := map[string]bool{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		ts.Check(err)
		line := strings.TrimSuffix(filepath.Base(path), ".md") + "="
		if m := number.FindSubmatch(text); m != nil {
			line += string(m[1])
		}
		found[line] = true
	}
	return slices.Sorted(maps.Keys(found))
}
