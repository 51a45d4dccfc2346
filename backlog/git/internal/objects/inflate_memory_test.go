package objects

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// streamed decompresses a zlib stream with the standard library; false where it is damaged, or does not make so many bytes.
func streamed(src []byte, size int) (out []byte, ok bool) {
	z, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return nil, false
	}
	out, err = io.ReadAll(io.LimitReader(z, int64(size)+1))
	return out, err == nil && len(out) == size
}

// asStreamed holds the two ways to decompress to each other.
func asStreamed(t *testing.T, f *memoryInflater, src []byte, size int) {
	t.Helper()
	out := make([]byte, size)
	got := f.unpack(out, src)
	want, ok := streamed(src, size)
	if got != ok || ok && !bytes.Equal(out, want) {
		t.Fatalf("%x: %v %.40q, the standard library has %v %.40q", src[:min(len(src), 99)], got, out, ok, want)
	}
}

// compressed are the ways in which the standard library compresses, in one piece or several.
func compressed(t testing.TB, random *rand.Rand, data []byte) []byte {
	var out bytes.Buffer
	z, err := zlib.NewWriterLevel(&out, random.IntN(12)-2)
	for len(data) > 0 && err == nil {
		n := len(data)
		if random.IntN(3) == 0 {
			n = 1 + random.IntN(n)
		}
		if _, err = z.Write(data[:n]); err == nil && random.IntN(3) == 0 {
			err = z.Flush()
		}
		data = data[n:]
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// chance makes bytes that can be compressed more or less, of codes that are short or long.
func chance(random *rand.Rand, size int) []byte {
	data := make([]byte, size)
	skew, letters := random.IntN(6), 1+random.IntN(256)
	for i := range data {
		n := random.IntN(letters)
		for range skew {
			n = random.IntN(n + 1)
		}
		data[i] = byte(n)
		if back := 1 + random.IntN(i+1); i > 100 && back <= i && random.IntN(8) == 0 {
			copy(data[i:min(size, i+random.IntN(300))], data[i-back:])
		}
	}
	return data
}

// TestInflateInMemory decompresses what is compressed in all ways, whole, cut short, changed in a byte, and with another size.
func TestInflateInMemory(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 0))
	var f memoryInflater
	for range 400 {
		size := random.IntN(1 << random.IntN(17))
		data := chance(random, size)
		src := compressed(t, random, data)
		if got, ok := streamed(src, size); !ok || !bytes.Equal(got, data) {
			t.Fatal("the standard library does not read what it has written")
		}
		asStreamed(t, &f, append(bytes.Clone(src), "more"...), size)
		asStreamed(t, &f, src[:random.IntN(len(src))], size)
		asStreamed(t, &f, src, size+1)
		asStreamed(t, &f, src, max(size-1, 0))
		for range 20 {
			damaged := bytes.Clone(src)
			at := random.IntN(len(src))
			if random.IntN(2) == 0 {
				at = random.IntN(min(len(src), 80)) // the descriptions of codes
			}
			damaged[at] ^= 1 << random.IntN(8)
			asStreamed(t, &f, damaged, size)
		}
	}
}

// FuzzInflate decompresses any bytes.
func FuzzInflate(f *testing.F) {
	random := rand.New(rand.NewPCG(4, 0))
	for range 8 {
		data := chance(random, 300)
		f.Add(compressed(f, random, data), len(data))
	}
	var in memoryInflater
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 0 || size > 1<<20 || len(src) > 1 && src[1]&32 != 0 {
			return // a dictionary, which git does not use
		}
		asStreamed(t, &in, src, size)
	})
}

// TestPatchedLikeGoGit applies deltas that are sound, or damaged in a byte or two, and holds them to go-git's arithmetic.
func TestPatchedLikeGoGit(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(5, 0))
	sound := 0
	for range 3000 {
		base := chance(random, 1+random.IntN(1<<random.IntN(13)))
		result := bytes.Clone(base)
		for range random.IntN(4) {
			at := random.IntN(len(result) + 1)
			result = append(append(bytes.Clone(result[:at]), chance(random, random.IntN(200))...), result[min(len(result), at+random.IntN(99)):]...)
		}
		delta := packfile.DiffDelta(base, result)
		for range random.IntN(3) {
			delta[random.IntN(len(delta))] ^= 1 << random.IntN(8)
		}
		if n := sizeOf(delta); n > 1<<24 {
			continue // go-git takes memory for what a delta says
		}
		got, err := patched(base, delta, new(baseMemory).room)
		want, other := packfile.PatchDelta(base, delta)
		if (err == nil) != (other == nil) || !bytes.Equal(got, want) && err == nil {
			t.Fatalf("a delta %x of %x: %x %v, go-git has %x %v", delta, base, got, err, want, other)
		}
		if err == nil {
			sound++
		}
	}
	if sound < 1000 {
		t.Errorf("%d sound deltas show nothing", sound)
	}
}

// sizeOf is the size of what a delta says that it makes.
func sizeOf(delta []byte) uint64 {
	_, n := binary.Uvarint(delta)
	size, _ := binary.Uvarint(delta[max(n, 0):])
	return size
}

// TestMemoryForgets fills a memory twice: what was asked for meanwhile stays, and it keeps no more than it may.
func TestMemoryForgets(t *testing.T) {
	t.Parallel()
	var m memory[int]
	data := make([]byte, cachedBytes/64)
	for n := range 1000 {
		m.put(n, 0, data)
		if _, _, ok := m.get(0); !ok {
			t.Fatalf("after %d more, what is asked for all the time is forgotten", n)
		}
		if kept := len(m.young) + len(m.old); kept*len(data) > cachedBytes+2*len(data) {
			t.Fatalf("%d pieces of %d bytes are kept", kept, len(data))
		}
	}
	if _, _, ok := m.get(1); ok {
		t.Error("what nobody asked for is kept")
	}
}

// TestPatchedCopies64k has a copy without a size, which stands for the largest that could not be written else.
func TestPatchedCopies64k(t *testing.T) {
	t.Parallel()
	base := chance(rand.New(rand.NewPCG(8, 0)), 1<<16+1)
	delta := binary.AppendUvarint(binary.AppendUvarint(nil, 1<<16+1), 1<<16)
	got, err := patched(base, append(delta, 0x81, 1), new(baseMemory).room)
	if err != nil || !bytes.Equal(got, base[1:]) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}
