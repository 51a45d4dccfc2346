package git

import (
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// TestSignatureIsSeen tells commits that carry a signature from those that only speak of one.
func TestSignatureIsSeen(t *testing.T) {
	const head = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n"
	for text, want := range map[string]bool{
		head + "\nsubject\n": false,
		head + "gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----\n\nsubject\n": true,
		head + "\ngpgsig -----BEGIN SSH SIGNATURE-----\n":                                               false,
	} {
		c, err := parseCommit(plumbing.ZeroHash, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if c.signed != want {
			t.Errorf("signed is %t for\n%s", c.signed, strings.TrimSpace(text))
		}
	}
}
