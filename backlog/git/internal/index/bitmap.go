package index

import "encoding/binary"

// positions reads one compressed bitmap, as git writes them with EWAH: the number of
// bits, the number of words, the words, the place of the last head among them. A head says how
// many words all zeros or all ones come, and how many as they are after those. It gives the
// positions of the ones in their order, and the number of bytes read, 0 for damage: a position
// of limit or more is.
func positions(b []byte, limit int) (ones []int, n int) {
	const around = 12 // what is not words
	if len(b) < around {
		return nil, 0
	}
	words := uint64(binary.BigEndian.Uint32(b[4:]))
	if words > uint64(len(b)-around)/8 {
		return nil, 0
	}
	n = around + 8*int(words)
	word := func(i int) uint64 { return binary.BigEndian.Uint64(b[8+8*i:]) }
	at := uint64(0) // in the bitmap, in words
	most := uint64(limit)/64 + 1
	for i := 0; i < int(words); {
		head := word(i)
		run, plain := head>>1&(1<<32-1), head>>33
		i++
		if plain > words-uint64(i) || at+run+plain > most && (head&1 != 0 || plain > 0) {
			return nil, 0
		}
		if head&1 != 0 {
			for range run {
				ones = appendOnes(ones, at, ^uint64(0))
				at++
			}
		} else {
			at += run
		}
		for range plain {
			ones = appendOnes(ones, at, word(i))
			at++
			i++
		}
	}
	if len(ones) > 0 && ones[len(ones)-1] >= limit {
		return nil, 0
	}
	return ones, n
}

// appendOnes adds the positions of the ones of a word.
func appendOnes(ones []int, at, word uint64) []int {
	for bit := range uint64(64) {
		if word>>bit&1 != 0 {
			ones = append(ones, int(at*64+bit))
		}
	}
	return ones
}
