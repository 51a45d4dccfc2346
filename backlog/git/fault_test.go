package git

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

var errFault = errors.New("the disk says no")

// failing makes a commit whose nth call fails, and says which that was; done is
// false when there are fewer calls.
func (b *sandbox) failing(n int, o CommitOptions) (at disk.Call, done bool, err error) {
	b.t.Helper()
	s, count := b.site(), 0
	s.disk = &disk.Disk{Watch: func(c disk.Call) error {
		if c.After {
			return nil
		}
		if count++; count == n {
			at = c
			return errFault
		}
		return nil
	}}
	_, err = s.commit(context.Background(), o)
	return at, count >= n, err
}

// tidies checks that the next command finds what it has to go on from, and leaves no lock and no prepared file.
func (b *sandbox) tidies(where string) {
	b.t.Helper()
	before := b.state()
	if err := b.next(nil); err != nil {
		b.t.Errorf("%s: %v", where, err)
	}
	if left := pictureOf(b.t, b.work).litter(); len(left) > 0 {
		b.t.Errorf("%s: left behind: %q", where, left)
	}
	if diff := cmp.Diff(before, b.state()); diff != "" {
		b.t.Errorf("%s: the next command changes (-before +after):\n%s", where, diff)
	}
}

// Every call of a commit fails in turn: the commit fails and everything is as it
// was, or it does without that call.
func TestEveryCallFails(t *testing.T) {
	base := seeded(t)
	base.write("staged", "x\n")
	base.git("add", "staged")
	for name, options := range map[string]CommitOptions{"durable": {Durable: true}, "files only": {FilesOnly: true}} {
		for n := 1; ; n++ {
			b := base.copyOf()
			before := b.state()
			o := options
			o.Message, o.Files = "po: change", b.three()
			at, done, err := b.failing(n, o)
			b.git("fsck", "--strict", "--no-dangling")
			if !done {
				t.Logf("%s: %d calls", name, n-1)
				break
			}
			if err != nil && !errors.Is(err, errFault) {
				t.Errorf("%s, call %d, %s %s: %v", name, n, at.Op, at.Path, err)
			}
			if err == nil {
				if got := b.git("status", "--porcelain", "backlog"); got != "" && !o.FilesOnly {
					t.Errorf("%s, call %d, %s %s: done, but %s", name, n, at.Op, at.Path, got)
				}
				b.tidies(fmt.Sprintf("%s, call %d, %s %s", name, n, at.Op, at.Path))
				continue
			}
			if diff := cmp.Diff(before, b.state()); diff != "" {
				t.Errorf("%s, call %d, %s %s (-before +after):\n%s", name, n, at.Op, at.Path, diff)
			}
			b.tidies(fmt.Sprintf("%s, call %d, %s %s", name, n, at.Op, at.Path))
		}
	}
}
