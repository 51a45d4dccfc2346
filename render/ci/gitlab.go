package ci

import (
	"encoding/json"
	"io"

	"github.com/po-backlog/po/backlog/check"
)

type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// GitLab writes findings as a code quality report.
func GitLab(w io.Writer, r Report) error {
	prints := check.Fingerprints(r.Found)
	issues := make([]gitlabIssue, len(r.Found))
	for i, f := range r.Found {
		issues[i] = gitlabIssue{
			Description: message(f), CheckName: f.Rule, Fingerprint: prints[i], Severity: severity(f.Level),
			Location: gitlabLocation{Path: r.file(f.Pos.Path), Lines: gitlabLines{Begin: max(f.Pos.Line, 1)}},
		}
	}
	return writeJSON(w, issues)
}

func severity(l check.Level) string {
	switch l {
	case check.Error:
		return "major"
	case check.Warning:
		return "minor"
	}
	return "info"
}

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}
