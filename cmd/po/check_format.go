package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/po-backlog/po/backlog"
	"github.com/po-backlog/po/backlog/check"
	"github.com/po-backlog/po/render"
	"github.com/po-backlog/po/render/ci"
	"github.com/po-backlog/po/render/markdown"
)

// checkFormats are the forms of --format.
func checkFormats() []string { return append([]string{"text", "json"}, ci.Formats()...) }

// What the summary of a GitHub job shows: findings, and bytes, of which a step may write 1 MiB.
const (
	summaryRows  = 200
	summaryBytes = 900_000
)

// reportFor writes findings in a form for build services.
func (a *app) reportFor(format string, b *backlog.Backlog, found []check.Finding, failOn check.Level, asked *fileSet) error {
	r := ci.Report{
		Backlog: b, Found: found, Root: a.prefix(), FailOn: failOn, Version: version(),
		Asked: func(path string) bool { return asked.has(path) },
	}
	out := io.Writer(a.io.Out)
	if format == "github" {
		if err := a.io.Out.Flush(); err != nil {
			return err
		}
		out = a.out.W // the commands are ours: they must not be disarmed
	}
	if _, err := ci.Write(out, format, r); err != nil {
		return err
	}
	if format == "github" {
		return a.jobSummary(found)
	}
	return nil
}

// jobSummary adds the findings to the summary of a GitHub job, where there is one.
func (a *app) jobSummary(found []check.Finding) error {
	name := a.getenv("GITHUB_STEP_SUMMARY")
	if name == "" {
		return nil
	}
	var text bytes.Buffer
	if err := markdown.Write(&text, render.FindingsTable(found, a.prefix(), summaryRows), markdown.Options{Limit: summaryBytes, Title: 200}); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text.Bytes())
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// known reads the fingerprints of a baseline, which po check --json has written.
func (a *app) known(name string) (map[string]bool, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(a.inDir(name))
	if err != nil {
		return nil, &hinted{err, "po check --json > " + name + " makes one"}
	}
	var findings []struct {
		Fingerprint string `json:"fingerprint"`
	}
	if err := json.Unmarshal(data, &findings); err != nil {
		return nil, &hinted{errors.New(name + ": no list of findings"), "po check --json > " + name + " makes one"}
	}
	prints := make(map[string]bool, len(findings))
	for _, f := range findings {
		if f.Fingerprint == "" {
			return nil, &hinted{errors.New(name + ": findings without their fingerprint"), "po check --json > " + name + " writes all their fields"}
		}
		prints[f.Fingerprint] = true
	}
	return prints, nil
}

// withoutKnown leaves out the findings of a baseline. The fingerprints are those of all findings, before any are left out.
func withoutKnown(found []check.Finding, known map[string]bool) []check.Finding {
	if len(known) == 0 {
		return found
	}
	prints := check.Fingerprints(found)
	var out []check.Finding
	for i, f := range found {
		if !known[prints[i]] {
			out = append(out, f)
		}
	}
	return out
}

// typed gives the backlog with the standard input in the place of a file, as an editor has it before it is saved, and that file's path.
func (a *app) typed(b *backlog.Backlog, name string) (*backlog.Backlog, string, error) {
	paths := a.pathsMeant(name)
	at := slices.IndexFunc(paths, backlog.Reads)
	if at < 0 {
		return nil, "", usagef("--stdin-filename %s: no file that a backlog reads", name)
	}
	text, err := a.readInput("-")
	if err != nil {
		return nil, "", err
	}
	edit := backlog.FileEdit{Path: paths[at], New: []byte(text)}
	if src, ok := b.Source(paths[at]); ok {
		edit.Old = []byte(src)
	}
	b, err = b.With(edit)
	return b, paths[at], err
}

// formatsInWords lists the forms as a sentence does.
func formatsInWords() string {
	all := checkFormats()
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}
