package main

import (
	"strings"
	"testing"
)

func TestFilesAddress(t *testing.T) {
	t.Parallel()
	const sha = "0123456789abcdef0123456789abcdef01234567"
	github := func(server, repo, commit string) string {
		return "GITHUB_SERVER_URL=" + server + "\tGITHUB_REPOSITORY=" + repo + "\tGITHUB_SHA=" + commit
	}
	gitlab := func(project, commit string) string { return "CI_PROJECT_URL=" + project + "\tCI_COMMIT_SHA=" + commit }
	tests := []struct{ name, env, want string }{
		{"no build service", "", ""},
		{"GitHub", github("https://github.com", "shop/bikes", sha), "https://github.com/shop/bikes/blob/" + sha + "/"},
		{"GitHub's pull request", github("https://github.com", "shop/bikes", sha) + "\tPO_HEAD=abcdef0", "https://github.com/shop/bikes/blob/abcdef0/"},
		{"an own server", github("http://ghe.shop.example:8080/", "shop/bikes", "0123abc"), "http://ghe.shop.example:8080/shop/bikes/blob/0123abc/"},
		{"GitLab", gitlab("https://gitlab.com/shop/web/bikes", sha), "https://gitlab.com/shop/web/bikes/-/blob/" + sha + "/"},
		{"GitLab below a path", gitlab("https://shop.example/gitlab/shop/bikes", sha), "https://shop.example/gitlab/shop/bikes/-/blob/" + sha + "/"},
		{"GitLab's merge request", gitlab("https://gitlab.com/shop/bikes", sha) + "\tCI_MERGE_REQUEST_SOURCE_BRANCH_SHA=abcdef0", "https://gitlab.com/shop/bikes/-/blob/abcdef0/"},
		{"GitLab by its parts", "CI_SERVER_URL=https://[2001:db8::1]:443\tCI_PROJECT_PATH=shop/bikes\tCI_COMMIT_SHA=" + sha, "https://[2001:db8::1]:443/shop/bikes/-/blob/" + sha + "/"},
		{"words of other scripts", gitlab("https://gitlab.com/shop/r%C3%A4der (1)", sha), "https://gitlab.com/shop/r%C3%A4der%20%281%29/-/blob/" + sha + "/"},
		{"no commit", gitlab("https://gitlab.com/shop/bikes", ""), ""},
		{"no project", github("https://github.com", "", sha), ""},
		{"only a server", gitlab("https://gitlab.com", sha), ""},
		{"a branch", gitlab("https://gitlab.com/shop/bikes", "main"), ""},
		{"a commit that says more", gitlab("https://gitlab.com/shop/bikes", sha[:30]+")[x](//evil"), ""},
		{"too long", gitlab("https://gitlab.com/shop/bikes", strings.Repeat("a", 65)), ""},
		{"a script", github("javascript:alert(1)//", "shop/bikes", sha), ""},
		{"data", gitlab("data:text/html,x", sha), ""},
		{"a file", gitlab("file:///etc/shop", sha), ""},
		{"no scheme", gitlab("//evil.example/shop/bikes", sha), ""},
		{"no host", gitlab("https:///shop/bikes", sha), ""},
		{"a port alone", gitlab("https://:443/shop/bikes", sha), ""},
		{"marks in the host", gitlab("https://a)b<c>/shop/bikes", sha), ""},
		{"quotes in the host", gitlab("https://a\"b/shop/bikes", sha), ""},
		{"a name before the host", gitlab("https://github.com@evil.example/shop/bikes", sha), ""},
		{"a question", gitlab("https://gitlab.com/shop/bikes?x=1", sha), ""},
		{"an empty question", gitlab("https://gitlab.com/shop/bikes?", sha), ""},
		{"a place in the page", gitlab("https://gitlab.com/shop/bikes#x", sha), ""},
		{"out of the project", github("https://github.com", "shop/../../evil/bikes", sha), ""},
		{"line ends", gitlab("https://gitlab.com/shop\n/bikes", sha), ""},
		{"marks in the project", github("https://github.com", "shop/b](x) [y", sha), "https://github.com/shop/b%5D%28x%29%20%5By/blob/" + sha + "/"},
	}
	for _, tt := range tests {
		env := map[string]string{}
		for pair := range strings.SplitSeq(tt.env, "\t") {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		if got := filesAddress(func(name string) string { return env[name] }); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}
