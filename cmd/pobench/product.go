package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The generated product lives so long; everything in it happens in between.
const (
	lifeDays    = 1000
	sprintDays  = 14
	releaseDays = 90
	epicEvery   = 40 // every so many items one is an epic
)

// firstDay is when the product began. The clock of every measured command
// stands lifeDays later, so that no finding comes and goes with the calendar.
var firstDay = time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC)

func lastDay() time.Time { return firstDay.AddDate(0, 0, lifeDays+1) }

// A file is one path of the repository and what it holds.
type file struct {
	path, text string
}

// product returns the files of the backlog besides its items.
func product() []file {
	files := []file{
		{"backlog/po.yaml", "version: 1\nkey: " + prefix + "\ntimezone: Europe/Berlin\nscore: wsjf\nareas:\n" + areaLines()},
		{"backlog/product.md", "---\nname: Pedal\nowner: mara\nvision: Anyone in the city gets on a bike within three minutes.\n" +
			"done:\n  - reviewed\n  - tests pass\n  - texts in German and English\n---\n"},
		{"backlog/.gitattributes", "*.md text=auto merge=po\n"},
		{"backlog/goals/G-1-paid-rides.md", "---\nid: G-1\nstatus: active\ntitle: Paid rides\ncreated: " + day(firstDay) +
			"\nmeasure: {metric: paid rides per week, unit: rides, baseline: 0, target: 500, by: 2026-12-31}\n---\n"},
	}
	for n := range (lifeDays + 60) / sprintDays {
		files = append(files, sprint(n+1))
	}
	for n := range lifeDays/releaseDays + 1 {
		files = append(files, release(n+1))
	}
	return files
}

func areaLines() string {
	var b strings.Builder
	for i, area := range areas {
		fmt.Fprintf(&b, "  - {name: %s, owner: %s}\n", area, people[i%2])
	}
	return b.String()
}

func sprint(n int) file {
	start := firstDay.AddDate(0, 0, (n-1)*sprintDays)
	end := start.AddDate(0, 0, sprintDays-3)
	status, closed := "planned", ""
	switch {
	case end.Before(lastDay()):
		status, closed = "closed", fmt.Sprintf("closed: {date: %s, met: true}\n", day(end))
	case start.Before(lastDay()):
		status = "active"
	}
	return file{fmt.Sprintf("backlog/sprints/S-%d.md", n), fmt.Sprintf(
		"---\nid: S-%d\nstatus: %s\ntitle: Sprint %d\nsprint_goal: The riders of area %d pay and return.\ngoal: G-1\nstart: %s\nend: %s\ncapacity: 30\n%s---\n",
		n, status, n, n, day(start), day(end), closed)}
}

func release(n int) file {
	target := firstDay.AddDate(0, 0, n*releaseDays)
	status, released := "active", ""
	if target.Before(lastDay()) {
		status, released = "released", "released: "+day(target)+"\n"
	}
	return file{fmt.Sprintf("backlog/releases/R-%d.md", n), fmt.Sprintf(
		"---\nid: R-%d\nstatus: %s\ntitle: Release %d\ncreated: %s\nversion: \"0.%d\"\ngoal: G-1\ntarget: %s\n%s---\n",
		n, status, n, day(firstDay), n, day(target), released)}
}

// otherFiles returns the source tree that surrounds the backlog: a hundred
// files a folder, of some hundred bytes each.
func otherFiles(seed uint64, n int) []file {
	r := rand.New(rand.NewPCG(seed, 0))
	files := make([]file, 0, n)
	for i := range n {
		var b strings.Builder
		for range 4 + r.IntN(8) {
			b.WriteString("# " + expand(r, "{verb} the {quality} {object} {circumstance}") + "\n")
		}
		files = append(files, file{otherPath(i), b.String()})
	}
	return files
}

// otherPath is where the file of a number, from 0, of the source tree lies.
func otherPath(i int) string {
	return "src/" + strconv.Itoa(i/10_000) + "/" + strconv.Itoa(i/100%100) + "/" + strconv.Itoa(i%100) + ".py"
}
