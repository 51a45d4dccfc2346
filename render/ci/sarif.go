package ci

import (
	"fmt"
	"io"
	"strings"

	"github.com/po-backlog/po/backlog/check"
)

// mostResults is how many results hosts show of one report.
const mostResults = 5000

// The shapes of SARIF 2.1.0, as far as they are used here.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		ColumnKind  string            `json:"columnKind"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"version,omitempty"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string       `json:"id"`
		Short   sarifText    `json:"shortDescription"`
		Full    sarifText    `json:"fullDescription"`
		HelpURI string       `json:"helpUri"`
		Default sarifDefault `json:"defaultConfiguration"`
	}
	sarifDefault struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifResult struct {
		RuleID    string            `json:"ruleId"`
		RuleIndex int               `json:"ruleIndex"`
		Level     string            `json:"level"`
		Message   sarifText         `json:"message"`
		Locations []sarifLocation   `json:"locations"`
		Prints    map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

// rulesPage is where the rules are described: this project has no published page yet, so that it is its module's path.
const rulesPage = "https://github.com/po-backlog/po"

// SARIF writes findings as a log of SARIF 2.1.0, at most 5,000 of them; a notification counts the others.
func SARIF(w io.Writer, r Report) error {
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "po check", Version: r.Version}}, ColumnKind: "utf16CodeUnits",
		Invocations: []sarifInvocation{{Successful: true}}, Results: []sarifResult{},
	}
	index := map[string]int{}
	for i, rule := range check.Rules() {
		short, full, _ := strings.Cut(rule.Doc, "\n")
		if full = strings.TrimSpace(full); full == "" {
			full = short
		}
		index[rule.Name] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{
			rule.Name, sarifText{short}, sarifText{full}, rulesPage, sarifDefault{sarifLevel(rule.Level)},
		})
	}
	prints := check.Fingerprints(r.Found)
	for i, f := range r.Found[:min(len(r.Found), mostResults)] {
		run.Results = append(run.Results, sarifResult{
			RuleID: f.Rule, RuleIndex: index[f.Rule], Level: sarifLevel(f.Level), Message: sarifText{withoutLinks(message(f))},
			Locations: []sarifLocation{{sarifPhysical{sarifArtifact{r.address(f.Pos.Path), "%SRCROOT%"}, r.region(f)}}},
			Prints:    map[string]string{"po/v1": prints[i]},
		})
	}
	if more := len(r.Found) - len(run.Results); more > 0 {
		run.Invocations[0].Notifications = []sarifNotification{{"warning", sarifText{fmt.Sprintf("%d more findings are left out", more)}}}
	}
	return writeJSON(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// withoutLinks keeps viewers from reading a link in a message, which SARIF allows in plain text too.
func withoutLinks(text string) string { return strings.ReplaceAll(text, "](", "]\u200b(") }

// region is where a finding is in its file; nil for the file as a whole.
func (r Report) region(f check.Finding) *sarifRegion {
	if f.Pos.Line == 0 {
		return nil
	}
	region := &sarifRegion{StartLine: f.Pos.Line}
	if f.Pos.Column > 0 {
		region.StartColumn = r.column(f.Pos)
	}
	if f.End.Line >= f.Pos.Line && f.End.Line > 0 {
		end := f.End
		end.Path = f.Pos.Path
		region.EndLine = end.Line
		if end.Column > 0 {
			region.EndColumn = r.column(end)
		}
	}
	return region
}

func sarifLevel(l check.Level) string {
	switch l {
	case check.Error, check.Warning:
		return l.String()
	case check.Off:
		return "none"
	}
	return "note"
}
