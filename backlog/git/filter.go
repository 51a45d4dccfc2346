package git

import (
	"context"
	"crypto/sha256"
	"errors"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// filterPrefix begins the name under which a filter is found to be guilty.
const filterPrefix = "filter="

// A filtering is a text that git has been given to store under a path. The same is not asked for twice: a filter may be
// dear, and a commit that others disturb is made several times.
type filtering struct {
	path string
	text [sha256.Size]byte
	kept bool // the result was to be stored, not only named
}

// filter has git find out what it stores of a file that goes through a program on the way, such as that of Git LFS, before and after.
func (p *planner) filter(ctx context.Context, f *planned, filter string) error {
	var err error
	if f.edit.Old != nil {
		if f.disk, err = p.site.filtered(ctx, f.path, filter, f.edit.Old, false); err != nil {
			return err
		}
	}
	if f.edit.New == nil {
		return nil
	}
	if same(f.edit.Old, f.edit.New) && f.disk == f.index && !f.index.IsZero() {
		f.blob = objects.Object{ID: f.disk}
	} else {
		f.blob = objects.Object{Kind: plumbing.BlobObject}
		if f.blob.ID, err = p.site.filtered(ctx, f.path, filter, f.edit.New, true); err != nil {
			return err
		}
	}
	f.stored = true
	return nil
}

// filtered is the name of the blob that git makes of a text; keep: git stores it, too. It reads the text that is about to be
// written, not the file.
func (s *site) filtered(ctx context.Context, path, filter string, text []byte, keep bool) (plumbing.Hash, error) {
	asked := filtering{path: path, text: sha256.Sum256(text), kept: keep}
	if id, known := s.filterings[asked]; known {
		return id, nil
	}
	if _, err := s.look("git"); err != nil {
		return plumbing.ZeroHash, &ErrNeedsGit{What: path + ": " + filterPrefix + filter}
	}
	args := []string{"hash-object", "--stdin", "--path", path}
	if keep {
		args = append(args, "-w")
	}
	out, said := &capped{left: maxSaid}, &capped{left: maxSaid}
	err := s.run(ctx, errand{program: "git", args: args, input: strings.NewReader(string(text)), out: out, said: said})
	if ctx.Err() != nil {
		return plumbing.ZeroHash, ctx.Err()
	}
	id, ok := parseHash(strings.TrimSpace(out.text.String()))
	if err == nil && !ok {
		err = errors.New("git hash-object: printed no name")
	}
	if err != nil {
		return plumbing.ZeroHash, &ErrHook{Name: filterPrefix + filter, Output: said.text.String()}
	}
	if s.filterings == nil {
		s.filterings = make(map[filtering]plumbing.Hash)
	}
	s.filterings[asked] = id
	return id, nil
}
