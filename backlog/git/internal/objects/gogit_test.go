package objects_test

import (
	"fmt"
	"testing"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// gogit is go-git's own store of the same repository.
func (r *repo) gogit() *filesystem.Storage {
	return filesystem.NewStorage(osfs.New(r.dir+"/.git"), cache.NewObjectLRUDefault())
}

// What we write go-git reads, and the other way round.
func TestGoGitAgrees(t *testing.T) {
	r := newRepo(t)
	s := r.store()
	for i := range 40 {
		o := objects.New(plumbing.BlobObject, fmt.Appendf(nil, "%*d", 1+i*i*20, i))
		if err := (objects.Writer{Store: s}).Write(o); err != nil {
			t.Fatal(err)
		}
		read, err := r.gogit().EncodedObject(o.Kind, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if read.Size() != int64(len(o.Data)) {
			t.Errorf("go-git reads %d bytes of %d", read.Size(), len(o.Data))
		}
		if err := writeByGoGit(r.gogit(), append(o.Data, '!')); err != nil {
			t.Fatal(err)
		}
		if _, err := s.ReadAs(plumbing.BlobObject, plumbing.ComputeHash(plumbing.BlobObject, append(o.Data, '!'))); err != nil {
			t.Errorf("written by go-git: %v", err)
		}
	}
}

func writeByGoGit(s *filesystem.Storage, data []byte) error {
	o := s.NewEncodedObject()
	o.SetType(plumbing.BlobObject)
	w, err := o.Writer()
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	_, err = s.SetEncodedObject(o)
	return err
}

// The two benchmarks compare what one small object costs.
func BenchmarkWriteSmall(b *testing.B) {
	r := newRepo(b)
	s := r.store()
	for i := range b.N {
		if err := (objects.Writer{Store: s}).Write(objects.New(plumbing.BlobObject, fmt.Appendf(nil, "%1300d", i))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteSmallByGoGit(b *testing.B) {
	r := newRepo(b)
	s := r.gogit()
	for i := range b.N {
		if err := writeByGoGit(s, fmt.Appendf(nil, "%1300d", i)); err != nil {
			b.Fatal(err)
		}
	}
}
