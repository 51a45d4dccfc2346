package main

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// fileAddress links files where the CI's own variables give the project's address and commit, and the files are there as they were
// reviewed; nil elsewhere.
func (a *app) fileAddress() func(path string) string {
	files := filesAddress(a.getenv)
	if files == "" {
		return nil
	}
	return func(path string) string { return files + escapePath(a.shown(path)) }
}

// filesAddress is the address of the files of the project in the commit that is built, with a slash at its end; empty where the
// variables give none, or one that is not what a host would say: they reach everybody who reads the comment.
func filesAddress(getenv func(string) string) string {
	if server := getenv("GITHUB_SERVER_URL"); server != "" {
		commit := cmp.Or(getenv("PO_HEAD"), getenv("GITHUB_SHA"))
		return blobAddress(server, getenv("GITHUB_REPOSITORY"), "/blob/", commit)
	}
	commit := cmp.Or(getenv("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"), getenv("CI_COMMIT_SHA")) // the second is the merged result, where there is one
	server, project := getenv("CI_SERVER_URL"), getenv("CI_PROJECT_PATH")
	if whole := getenv("CI_PROJECT_URL"); whole != "" {
		server, project = whole, ""
	}
	return blobAddress(server, project, "/-/blob/", commit)
}

// blobAddress joins the parts of an address, each of them judged; empty where one is not what it should be.
func blobAddress(server, project, blob, commit string) string {
	u, err := url.Parse(server)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", !isHost(u.Host):
		return ""
	case u.User != nil, u.RawQuery != "", u.Fragment != "", u.ForceQuery:
		return ""
	case !isCommit(commit):
		return ""
	}
	path := strings.Trim(strings.Trim(u.Path, "/")+"/"+strings.Trim(project, "/"), "/")
	if slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool { return strings.Trim(part, ".") == "" }) {
		return "" // no project, or one that leads elsewhere
	}
	return u.Scheme + "://" + u.Host + "/" + escapePath(path) + blob + commit + "/"
}

// isHost reports whether a host of an address is a name or a number, perhaps with a port.
func isHost(host string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]"
	return host != "" && strings.Trim(host, plain) == "" && strings.Trim(host[:1], ".:") != ""
}

// isCommit reports whether a text is a commit's id or the beginning of one.
func isCommit(s string) bool {
	return len(s) >= 7 && len(s) <= 64 && strings.Trim(s, "0123456789abcdef") == ""
}

// escapePath percent-encodes every segment of a path.
func escapePath(path string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
	const digits = "0123456789ABCDEF"
	var s strings.Builder
	for i := range len(path) {
		if c := path[i]; strings.IndexByte(plain, c) >= 0 {
			s.WriteByte(c)
		} else {
			s.WriteString("%" + string(digits[c>>4]) + string(digits[c&15]))
		}
	}
	return s.String()
}
