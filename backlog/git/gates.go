package git

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/po-backlog/po/backlog/git/internal/config"
)

// refuse stops at a repository that must not be read or written by us: of a
// format that we do not know, or somebody else's.
func (l *layout) refuse(getenv func(string) string) error {
	own, err := config.ReadFiles(filepath.Join(l.common, "config"))
	if err != nil {
		return err
	}
	if err := refuseFormat(own); err != nil {
		return err
	}
	stranger, owner := l.stranger(getenv)
	bare := l.work == "" && l.gitFile == ""
	if !l.found || !bare && stranger == "" {
		return nil // whoever sets GIT_DIR has chosen the repository
	}
	trusted, err := config.Load(config.Place{Getenv: getenv})
	if err != nil {
		return err
	}
	if value, _ := trusted.Last("safe.barerepository"); bare && value == "explicit" {
		return &ErrUnsupported{Extension: "safe.bareRepository=explicit"}
	}
	if stranger == "" || isSafe(stranger, trusted.All("safe.directory"), getenv) {
		return nil
	}
	return &ErrNotOwned{Path: stranger, Owner: owner}
}

// refuseFormat judges repository version and extensions. With version 0 git
// takes the extensions that it has always known and ignores the others.
func refuseFormat(own *config.Config) error {
	version := 0
	if text, ok := own.Last("core.repositoryformatversion"); ok {
		var err error
		if version, err = strconv.Atoi(text); err != nil || version < 0 || version > 1 {
			return &ErrUnsupported{Extension: "core.repositoryFormatVersion=" + text}
		}
	}
	for _, s := range own.Settings() {
		name, ok := strings.CutPrefix(s.Key, "extensions.")
		if ok && !knownExtension(name, s.Value, version) {
			return &ErrUnsupported{Extension: extensionName(name) + "=" + s.Value}
		}
	}
	return nil
}

func knownExtension(name, value string, version int) bool {
	switch name {
	case "noop", "partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees":
		return true
	case "objectformat":
		return strings.EqualFold(value, "sha1")
	case "refstorage":
		return strings.EqualFold(value, "files")
	case "noop-v1":
		return version == 1
	case "compatobjectformat":
		return false // new objects would lack their second name
	default:
		return version == 0 // not an extension yet, says git, and goes on
	}
}

// extensionName is an extension in the spelling of git's manual.
func extensionName(name string) string {
	switch name {
	case "objectformat":
		name = "objectFormat"
	case "refstorage":
		name = "refStorage"
	case "compatobjectformat":
		name = "compatObjectFormat"
	}
	return "extensions." + name
}

// stranger is the repository's place if a part of it belongs to another user,
// and that user; else empty.
func (l *layout) stranger(getenv func(string) string) (place, owner string) {
	assumed := isTrue(getenv("GIT_TEST_ASSUME_DIFFERENT_OWNER")) // with which git, too, lets itself be tried out
	for _, path := range []string{l.gitFile, l.work, l.gitDir} {
		if path == "" {
			continue
		}
		owner, known := ownerOf(path)
		if assumed {
			owner = "" // whoever it is
		}
		if assumed || known && !isUs(owner, getenv) {
			if l.work != "" {
				return l.work, owner
			}
			return l.gitDir, owner
		}
	}
	return "", ""
}

// isSafe goes through the values of safe.directory in order: an empty one
// forgets those before it, * is every folder, DIR/* all below one.
func isSafe(place string, values []string, getenv func(string) string) bool {
	safe := false
	for _, value := range values {
		switch {
		case value == "":
			safe = false
		case value == "*":
			safe = true
		default:
			folder, all := strings.CutSuffix(config.Expand(value, getenv), "/*")
			folder = filepath.Clean(folder)
			safe = safe || !all && (folder == place || realPath(folder) == place) || all && inside(place, folder)
		}
	}
	return safe
}
