package objects

import (
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// packedRepo is a repository of a few blobs, half of them in a first pack, half in a second one.
func packedRepo(t *testing.T) (dir string, ids []plumbing.Hash) {
	t.Helper()
	dir = t.TempDir()
	runGit(t, dir, "", "init", "-q", "--bare")
	for pack := range 2 {
		var names strings.Builder
		for i := range 5 {
			names.WriteString(runGit(t, dir, fmt.Sprint("blob ", pack, i), "hash-object", "-w", "--stdin"))
		}
		for name := range strings.Lines(names.String()) {
			ids = append(ids, plumbing.NewHash(strings.TrimSpace(name)))
		}
		runGit(t, dir, names.String(), "pack-objects", "-q", filepath.Join(dir, "objects", "pack", "pack"))
		runGit(t, dir, "", "prune-packed", "-q")
	}
	return dir, ids
}

func runGit(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C")
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %q: %v", args, err)
	}
	return string(out)
}

// onePack packs all that there is into one new pack, as git repack -ad does where refs reach it.
func onePack(t *testing.T, dir string, ids []plumbing.Hash) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "pack-*"))
	if err != nil {
		t.Fatal(err)
	}
	var names strings.Builder
	for _, id := range ids {
		fmt.Fprintln(&names, id)
	}
	runGit(t, dir, names.String(), "pack-objects", "-q", filepath.Join(dir, "objects", "pack", "pack"))
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func openIn(t *testing.T, dir string) *Store {
	s := Open(Options{Dir: filepath.Join(dir, "objects")})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestStaleList reads with a list of packs that another reader of the same store has found to be out of date meanwhile: what counts
// is whether the list that was used is the newest, not who has noticed.
func TestStaleList(t *testing.T) {
	dir, ids := packedRepo(t)
	s := openIn(t, dir)
	stale := s.known()
	onePack(t, dir, ids)
	s.rescan() // by the other one
	for _, id := range ids {
		if _, _, err := s.findFrom(stale, id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestStaleListOfLoose is the same for objects that were loose when the list was made.
func TestStaleListOfLoose(t *testing.T) {
	dir := t.TempDir()
	runGit(t, dir, "", "init", "-q", "--bare")
	s := openIn(t, dir)
	name := runGit(t, dir, "a blob", "hash-object", "-w", "--stdin")
	stale := s.known()
	runGit(t, dir, name, "pack-objects", "-q", filepath.Join(dir, "objects", "pack", "pack"))
	runGit(t, dir, "", "prune-packed", "-q")
	s.rescan() // by the other one
	if _, _, err := s.findFrom(stale, plumbing.NewHash(strings.TrimSpace(name))); err != nil {
		t.Error(err)
	}
}

// TestPackComesBack takes packs away and puts them back, as two runs of git gc that come to the same do.
func TestPackComesBack(t *testing.T) {
	dir, ids := packedRepo(t)
	s := openIn(t, dir)
	s.known()
	folder := filepath.Join(dir, "objects", "pack")
	if err := os.Rename(folder, folder+"-away"); err != nil {
		t.Fatal(err)
	}
	var missing *NotFoundError
	if _, _, err := s.Read(ids[0]); !errors.As(err, &missing) {
		t.Errorf("without packs: %v", err)
	}
	if err := os.Rename(folder+"-away", folder); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if _, _, err := s.Read(id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestPackIsReplaced has the pack in use replaced between two reads: the open files are read on, the new ones found.
func TestPackIsReplaced(t *testing.T) {
	dir, ids := packedRepo(t)
	s := openIn(t, dir)
	for i, id := range ids {
		if _, _, err := s.Read(id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if i == 1 {
			onePack(t, dir, ids)
		}
	}
}

// TestFilesShrink cuts pack and index while they are open: an error or the right bytes, where a memory map would end the process.
func TestFilesShrink(t *testing.T) {
	for _, ext := range []string{"*.pack", "*.idx"} {
		for _, rest := range []int64{0, 20, 1100} {
			dir, ids := packedRepo(t)
			s := openIn(t, dir)
			for _, p := range s.known().packs {
				if err := p.open(); err != nil {
					t.Fatal(err)
				}
			}
			files, err := filepath.Glob(filepath.Join(dir, "objects", "pack", ext))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				if err := errors.Join(os.Chmod(file, 0o644), os.Truncate(file, rest)); err != nil {
					t.Fatal(err)
				}
			}
			for _, id := range ids {
				_, _, err := s.Read(id)
				var damage *CorruptError
				if whole := ext == "*.pack" && rest == 1100; !whole && !errors.As(err, &damage) {
					t.Errorf("%s cut to %d bytes: %v", ext, rest, err)
				}
			}
		}
	}
}

// TestFarAway reads an object beyond the fourth gigabyte of a pack, whose place needs the table of 64 bits. The pack has a hole in
// front of it, so that it takes no room.
func TestFarAway(t *testing.T) {
	dir, ids := packedRepo(t)
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	const far = 5 << 30
	for _, path := range packs {
		moveFar(t, path, far)
	}
	s := openIn(t, dir)
	for _, id := range ids {
		_, data, err := s.Read(id)
		if want := runGit(t, dir, "", "cat-file", "blob", id.String()); err != nil || string(data) != want {
			t.Errorf("%s: %q (%v), git says %q", id, data, err, want)
		}
	}
}

// moveFar moves all entries of a pack but the first away from its beginning, and says so in its index.
func moveFar(t *testing.T, path string, by int64) {
	t.Helper()
	idx := strings.TrimSuffix(path, ".pack") + ".idx"
	pack, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(idx)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(path), os.Remove(idx), os.WriteFile(idx, farIndex(index, by), 0o644), os.WriteFile(path, pack, 0o644)); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err == nil {
		_, err = f.WriteAt(pack[packHead:], packHead+by)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// farIndex is an index of version 2 with places that much larger, but for the first one.
func farIndex(index []byte, by int64) []byte {
	count := int(binary.BigEndian.Uint32(index[idxFan+4:]))
	places := len(idxSecond) + idxFan + 24*count
	out := index[:places:places]
	var table []byte
	for i := range count {
		at := binary.BigEndian.Uint32(index[places+4*i:])
		if at > packHead {
			table = binary.BigEndian.AppendUint64(table, uint64(at)+uint64(by))
			at = 1<<31 | uint32(len(table)/8-1)
		}
		out = binary.BigEndian.AppendUint32(out, at)
	}
	out = append(append(out, table...), index[len(index)-40:len(index)-20]...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}
