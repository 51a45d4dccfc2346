package ci

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class    string         `xml:"classname,attr"`
	Name     string         `xml:"name,attr"`
	File     string         `xml:"file,attr"`
	Failures []junitFailure `xml:"failure"`
	Out      string         `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Rule    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Place   string `xml:",chardata"`
}

// JUnit writes a test case for each item, and for each other file that something was found in. What fails the check is a failure of
// its case; the rest is its output.
func JUnit(w io.Writer, r Report) error {
	found := map[string][]check.Finding{}
	var others []string
	for _, f := range r.Found {
		if found[f.Pos.Path] == nil {
			others = append(others, f.Pos.Path)
		}
		found[f.Pos.Path] = append(found[f.Pos.Path], f)
	}
	suite := junitSuite{Name: "po check"}
	add := func(class, name, path string) {
		c := junitCase{Class: class, Name: render.Clean(name), File: r.file(path)}
		r.fill(&c, found[path])
		delete(found, path)
		suite.Tests++
		if len(c.Failures) > 0 {
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	for it := range r.Backlog.Items() {
		if r.Asked == nil || r.Asked(it.Path) {
			add(caseClass(it), string(it.ID)+" "+it.Title, it.Path)
		}
	}
	for _, path := range others {
		if found[path] != nil {
			add("file", path, path)
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	out := xml.NewEncoder(w)
	out.Indent("", "  ")
	if err := out.Encode(junitSuites{Suites: []junitSuite{suite}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// caseClass is the type of an item, which may be anything.
func caseClass(it backlog.Item) string {
	if it.Type == "" {
		return "item"
	}
	return render.Clean(string(it.Type))
}

// fill puts findings into a case.
func (r Report) fill(c *junitCase, found []check.Finding) {
	var rest []string
	for _, f := range found {
		place := fmt.Sprintf("%s:%d", r.file(f.Pos.Path), f.Pos.Line)
		if f.Level >= r.FailOn {
			c.Failures = append(c.Failures, junitFailure{f.Rule, message(f), place})
			continue
		}
		rest = append(rest, fmt.Sprintf("%s: %s: %s [%s]", place, f.Level, message(f), f.Rule))
	}
	c.Out = strings.Join(rest, "\n")
}
