package index

import "crypto/sha1"

// WithoutExtensions is the index with its entries only.
func WithoutExtensions(f *File) []byte {
	out := append([]byte(nil), f.data[:f.end]...)
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}

// PatchInPieces is [File.Patch] with pieces that may be as small as least bytes.
func PatchInPieces(f *File, c Change, least int) (Image, error) { return f.patch(c, least) }
