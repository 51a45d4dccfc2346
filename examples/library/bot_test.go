package library_test

import (
	"fmt"
	"io/fs"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/examples/library"
	"github.com/po-backlog/po/examples/veloshare"
)

// load reads the example product.
func load() *backlog.Backlog {
	files, err := fs.Sub(veloshare.Files, "backlog")
	if err != nil {
		log.Fatal(err)
	}
	b, err := backlog.Load(files)
	if err != nil {
		log.Fatal(err)
	}
	return b
}

func ExampleAgenda() {
	agenda, err := library.Agenda(load(), backlog.NewDay(2026, time.October, 5), 3)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(agenda)
	// Output:
	// Refinement, 2026-10-05
	// - VS-4 Return a bike at a station and get a receipt: nothing is missing
	// - VS-12 Student discount: blocked: legal must confirm proof of study
	// - VS-9 Unlock up to four bikes as a group: no criteria; 13 points, at most 8
	// - R-1 release.must-share: must is 91.9 % of its points, above 60 %
}

func ExampleChase() {
	before := load()
	after, err := library.Chase(before, backlog.NewDay(2026, time.October, 5), 7)
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range backlog.Lines(backlog.Diff(before, after)) {
		fmt.Println(line)
	}
	for _, edit := range backlog.Edits(before, after) {
		fmt.Println(edit.Path)
		fmt.Print(strings.TrimPrefix(string(edit.New), string(edit.Old)))
	}
	// Output:
	// VS-12  body  text edited (+4 −0 lines)
	// items/VS-12-student-discount.md
	//
	// ## Open questions
	//
	// - [ ] Who can unblock this? legal must confirm proof of study
}

// The bot may run every day: what it has asked once it does not ask again.
func TestChaseAsksOnce(t *testing.T) {
	today := backlog.NewDay(2026, time.October, 5)
	asked, err := library.Chase(load(), today, 7)
	if err != nil {
		t.Fatal(err)
	}
	again, err := library.Chase(asked, today.AddDays(1), 7)
	if err != nil {
		t.Fatal(err)
	}
	if again != asked {
		t.Error(backlog.Lines(backlog.Diff(asked, again)))
	}
}

// Somebody who is blocked for a short time is left in peace.
func TestChaseWaits(t *testing.T) {
	b := load()
	same, err := library.Chase(b, backlog.NewDay(2026, time.October, 2), 7)
	if err != nil {
		t.Fatal(err)
	}
	if same != b {
		t.Error(backlog.Lines(backlog.Diff(b, same)))
	}
}
