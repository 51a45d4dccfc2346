package objects_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// bareObjects is a folder of objects without a repository around it.
func bareObjects(t testing.TB) *repo {
	r := &repo{t, t.TempDir()}
	if err := os.MkdirAll(filepath.Join(r.objects(), "pack"), 0o755); err != nil {
		t.Fatal(err)
	}
	return r
}

// neverWrong reads objects that may be damaged: an error of its kind, or bytes of that name.
func neverWrong(t *testing.T, r *repo, ids ...plumbing.Hash) {
	s := r.store()
	for _, id := range ids {
		kind, data, err := s.Read(id)
		var missing *objects.NotFoundError
		var corrupt *objects.CorruptError
		switch {
		case err == nil && plumbing.ComputeHash(kind, data) != id:
			t.Errorf("%s was read as a %s %.40q", id, kind, data)
		case err != nil && !errors.As(err, &missing) && !errors.As(err, &corrupt):
			t.Errorf("%s: %v (%T)", id, err, err)
		}
		if _, err := s.WithPrefix(id.String()[:4]); err != nil && !errors.As(err, &corrupt) {
			t.Errorf("%s abbreviated: %v", id, err)
		}
	}
}

// FuzzLoose reads any bytes as a loose object.
func FuzzLoose(f *testing.F) {
	r := newRepo(f)
	o := objects.New(plumbing.BlobObject, []byte("hello"))
	if err := (objects.Writer{Store: r.store()}).Write(o); err != nil {
		f.Fatal(err)
	}
	f.Add(contentOf(f, filepath.Join(r.objects(), o.ID.String()[:2], o.ID.String()[2:])))
	f.Add([]byte("x\x01"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bareObjects(t)
		for _, id := range []plumbing.Hash{o.ID, named("a")} {
			path := filepath.Join(r.objects(), id.String()[:2], id.String()[2:])
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			overwrite(t, path, data)
			neverWrong(t, r, id)
		}
	})
}

// FuzzPackEntry reads any bytes as the entries of a pack: one at its beginning, one in the middle of them, one behind a sound base.
func FuzzPackEntry(f *testing.F) {
	p := newHandPack(f)
	base := p.whole(plumbing.BlobObject, "a base to stand upon")
	sound := len(p.data)
	p.on(named("1"), base, delta(20, 4, copied(2, 4)))
	p.add(named("2"), plumbing.OFSDeltaObject, 11, backBy(int64(len(p.data)-12)), delta(20, 4, copied(2, 4)))
	p.on(named("3"), named("3"), delta(20, 4, copied(2, 4)))
	p.whole(plumbing.TreeObject, "100644 x\x00aaaaaaaaaaaaaaaaaaaa")
	f.Add(p.data[sound:], 0)
	f.Add(p.data[sound:], 20)
	f.Add(p.data[12:], 7)
	head := bytes.Clone(p.data[:sound])
	f.Fuzz(func(t *testing.T, data []byte, at int) {
		r := bareObjects(t)
		p := newHandPack(t)
		p.data = append(bytes.Clone(head), data...)
		p.places = map[plumbing.Hash]int64{base: 12, named("1"): int64(sound), named("2"): int64(sound + max(at, 0)%(len(data)+1))}
		p.store(r, 1<<31)
		neverWrong(t, r, base, named("1"), named("2"))
	})
}

// FuzzDelta reads any bytes as a delta.
func FuzzDelta(f *testing.F) {
	const text = "a base to stand upon"
	f.Add(delta(20, 24, copied(0, 20), insert("more")))
	f.Add(delta(20, 1<<60, copied(0, 20)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, d []byte) {
		r := bareObjects(t)
		p := newHandPack(t)
		base := p.whole(plumbing.BlobObject, text)
		p.on(named("1"), base, d)
		p.on(plumbing.ComputeHash(plumbing.BlobObject, []byte(text+"more")), base, d)
		p.store(r, 1<<31)
		neverWrong(t, r, named("1"), plumbing.ComputeHash(plumbing.BlobObject, []byte(text+"more")))
	})
}

// FuzzPackIndex reads any bytes as the index of a pack.
func FuzzPackIndex(f *testing.F) {
	r := newRepo(f)
	p := newHandPack(f)
	ids := []plumbing.Hash{p.whole(plumbing.BlobObject, "one"), p.whole(plumbing.BlobObject, "two"), named("1"), named("f")}
	p.store(r, 13)
	pack := contentOf(f, r.packs()[0])
	f.Add(contentOf(f, strings.TrimSuffix(r.packs()[0], ".pack")+".idx"))
	r.indexAnew("--index-version=1")
	f.Add(contentOf(f, strings.TrimSuffix(r.packs()[0], ".pack")+".idx"))
	f.Fuzz(func(t *testing.T, index []byte) {
		r := bareObjects(t)
		(&handPack{t: t}).write(r, pack, index)
		neverWrong(t, r, ids...)
	})
}
