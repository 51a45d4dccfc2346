package objects

import (
	"encoding/binary"
	"hash/adler32"
	"math/bits"
)

// A memoryInflater decompresses what lies in memory whole into a slice of the size that is known, in a third of the time that a stream takes
// which must be able to stop at every byte. It knows RFC 1950 and RFC 1951 as compressors write them; whatever is unusual or
// damaged it leaves to the stream, which says what is wrong. Its tables are used again.
type memoryInflater struct {
	src   []byte
	at    int    // what follows in src
	held  uint64 // bits read of src and not used, the next one lowest
	count int    // how many of them

	out  []byte
	done int // of out

	lit  [1<<litRoot + maxLitSymbols/2<<(maxCode-litRoot)]uint32
	dist [1<<distRoot + maxDistSymbols/2<<(maxCode-distRoot)]uint32
	lens [maxLitSymbols + maxDistSymbols]uint8

	fixed bool // the tables are those of the fixed codes
}

// Sizes of deflate's codes, and of the first of two tables that a code is looked up in. A second one is needed for those that are
// longer; two of them at least share it.
const (
	maxCode        = 15
	maxLitSymbols  = 288
	maxDistSymbols = 32
	maxLens        = 19
	litRoot        = 9
	distRoot       = 7
	lensRoot       = 7
	endOfBlock     = 256
)

// An entry of a table has these parts: how many bits to take, what it is, how many bits more the number has, the number. Zero is
// no code.
const (
	codeBits    = 1<<4 - 1
	codeLiteral = 1 << 4
	codeEnd     = 1 << 5
	codeMore    = 1 << 6 // the number is where the second table begins, the extra bits how many choose from it
	extraShift  = 8
	extraBits   = 1<<4 - 1
	valueShift  = 16
)

// unpack fills out from the zlib stream at the beginning of src; false where it does not do so exactly.
func (f *memoryInflater) unpack(out, src []byte) bool {
	if len(src) < 2 || src[0]&15 != 8 || src[0]>>4 > 7 || src[1]&32 != 0 || (uint(src[0])<<8|uint(src[1]))%31 != 0 {
		return false
	}
	f.src, f.at, f.held, f.count, f.out, f.done = src, 2, 0, 0, out, 0
	defer func() { f.src, f.out = nil, nil }()
	for last := false; !last; {
		f.fill()
		head := f.take(3)
		last = head&1 != 0
		if f.count < 0 || !f.block(head>>1) {
			return false
		}
	}
	f.toByte()
	return f.done == len(out) && len(src)-f.at >= 4 && binary.BigEndian.Uint32(src[f.at:]) == adler32.Checksum(out)
}

func (f *memoryInflater) block(kind uint) bool {
	switch kind {
	case 0:
		return f.stored()
	case 1:
		return f.fixedCodes() && f.compressed()
	case 2:
		f.fixed = false
		return f.readCodes() && f.compressed()
	}
	return false
}

// fixedCodes makes the tables of the codes that need no description, unless they are there from the last time.
func (f *memoryInflater) fixedCodes() bool {
	if !f.fixed {
		for i := range f.lens {
			f.lens[i] = fixedLength(i)
		}
		f.fixed = build(f.lit[:], litRoot, f.lens[:maxLitSymbols], litEntry) && build(f.dist[:], distRoot, f.lens[maxLitSymbols:], distEntry)
	}
	return f.fixed
}

// fixedLength is the length of a code that needs no description: of the literals, then of the distances.
func fixedLength(symbol int) uint8 {
	switch {
	case symbol < 144:
		return 8
	case symbol < 256:
		return 9
	case symbol < 280:
		return 7
	case symbol < maxLitSymbols:
		return 8
	}
	return 5
}

// fill holds 56 bits at least, or all that there are.
func (f *memoryInflater) fill() {
	if len(f.src)-f.at >= 8 {
		f.held |= binary.LittleEndian.Uint64(f.src[f.at:]) << uint(f.count)
		f.at += (63 - f.count) >> 3
		f.count |= 56
		return
	}
	for f.count <= 55 && f.at < len(f.src) {
		f.held |= uint64(f.src[f.at]) << uint(f.count)
		f.at++
		f.count += 8
	}
}

// take uses bits. After more than there were, which are zeros, count is negative.
func (f *memoryInflater) take(n int) uint {
	v := uint(f.held & (1<<uint(n) - 1))
	f.held >>= uint(n)
	f.count -= n
	return v
}

// toByte gives back whole bytes that were not used.
func (f *memoryInflater) toByte() {
	f.at -= f.count >> 3
	f.held, f.count = 0, 0
}

func (f *memoryInflater) stored() bool {
	f.toByte()
	if len(f.src)-f.at < 4 {
		return false
	}
	n := int(binary.LittleEndian.Uint16(f.src[f.at:]))
	if n^0xffff != int(binary.LittleEndian.Uint16(f.src[f.at+2:])) {
		return false
	}
	f.at += 4
	if len(f.src)-f.at < n || len(f.out)-f.done < n {
		return false
	}
	copy(f.out[f.done:], f.src[f.at:f.at+n])
	f.at, f.done = f.at+n, f.done+n
	return true
}

// readCodes reads the description of a block's codes: the lengths of all, written in a code whose lengths come first.
func (f *memoryInflater) readCodes() bool {
	lits, dists, lens := int(f.take(5))+257, int(f.take(5))+1, int(f.take(4))+4
	if f.count < 0 || lits > 286 || dists > 30 {
		return false
	}
	order := [maxLens]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
	var short [maxLens]uint8
	for _, symbol := range order[:lens] {
		if f.count < 3 {
			f.fill()
		}
		short[symbol] = uint8(f.take(3))
	}
	if f.count < 0 || !build(f.dist[:], lensRoot, short[:], plainEntry) {
		return false
	}
	all := f.lens[:lits+dists]
	if !f.readLengths(all) || all[endOfBlock] == 0 {
		return false
	}
	return build(f.lit[:], litRoot, all[:lits], litEntry) && build(f.dist[:], distRoot, all[lits:], distEntry)
}

// readLengths reads the lengths of all codes, which say how often one comes again.
func (f *memoryInflater) readLengths(all []uint8) bool {
	for i := 0; i < len(all); {
		f.fill()
		e := f.dist[f.held&(1<<lensRoot-1)]
		f.take(int(e & codeBits))
		symbol := e >> valueShift
		if e == 0 || f.count < 0 {
			return false
		}
		if symbol < 16 {
			all[i] = uint8(symbol)
			i++
			continue
		}
		var again uint8
		n := 0
		switch symbol {
		case 16:
			if i == 0 {
				return false
			}
			again, n = all[i-1], 3+int(f.take(2))
		case 17:
			n = 3 + int(f.take(3))
		default:
			n = 11 + int(f.take(7))
		}
		if f.count < 0 || n > len(all)-i {
			return false
		}
		for range n {
			all[i] = again
			i++
		}
	}
	return true
}

// compressed reads a block's symbols. The longest takes 48 bits: code and number of a length, code and number of a distance. What it
// holds and counts lies in variables, for that is where the time goes.
func (f *memoryInflater) compressed() bool {
	out, done := f.out, f.done
	held, count := f.held, f.count
	for {
		if count < 48 {
			f.held, f.count = held, count
			f.fill()
			held, count = f.held, f.count
		}
		e := lookUp(f.lit[:], litRoot, held)
		held, count = held>>(e&codeBits), count-int(e&codeBits)
		if count < 0 || e == 0 {
			return false
		}
		if e&codeLiteral != 0 {
			if done == len(out) {
				return false
			}
			out[done] = byte(e >> valueShift)
			done++
			continue
		}
		if e&codeEnd != 0 {
			f.held, f.count, f.done = held, count, done
			return true
		}
		extra := e >> extraShift & extraBits
		length := int(e>>valueShift) + int(held&(1<<extra-1))
		held, count = held>>extra, count-int(extra)
		e = lookUp(f.dist[:], distRoot, held)
		held, count = held>>(e&codeBits), count-int(e&codeBits)
		extra = e >> extraShift & extraBits
		back := int(e>>valueShift) + int(held&(1<<extra-1))
		held, count = held>>extra, count-int(extra)
		if count < 0 || e == 0 || back > done || length > len(out)-done {
			return false
		}
		for from := done - back; length > 0; {
			n := copy(out[done:done+length], out[from:done])
			done, length = done+n, length-n
		}
	}
}

// lookUp gives the entry of the code that comes next.
func lookUp(table []uint32, root uint, held uint64) uint32 {
	e := table[held&(1<<root-1)]
	if e&codeMore != 0 {
		e = table[uint64(e>>valueShift)+held>>root&(1<<(e>>extraShift&extraBits)-1)]
	}
	return e
}

// build makes the tables of a code from the lengths of its symbols. Codes that leave something unsaid are refused, but for one
// alone of one bit, and none, as they are written for distances of which there are so few.
func build(table []uint32, root int, lens []uint8, entry func(symbol int) uint32) bool {
	var count, next [maxCode + 2]int
	longest := 0
	for _, n := range lens {
		count[n]++
		longest = max(longest, int(n))
	}
	count[0] = 0
	left := 1
	for n := 1; n <= maxCode; n++ {
		left = left<<1 - count[n]
		if left < 0 {
			return false
		}
		next[n+1] = (next[n] + count[n]) << 1
	}
	if left > 0 && (longest > 1 || count[1] > 1) {
		return false
	}
	clear(table[:1<<root])
	free, more := 1<<root, max(longest-root, 0)
	for symbol, n := range lens {
		if n == 0 {
			continue
		}
		code := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		e := entry(symbol)
		if e == 0 {
			continue // one that no compressor may use
		}
		part, step, end := table, 1<<n, 1<<root
		if int(n) > root {
			low := code & (1<<root - 1)
			if table[low] == 0 {
				table[low] = uint32(free)<<valueShift | uint32(more)<<extraShift | codeMore
				clear(table[free : free+1<<more])
				free += 1 << more
			}
			part = table[table[low]>>valueShift:]
			code, step, end = code>>root, 1<<(int(n)-root), 1<<more
		}
		for ; code < end; code += step {
			part[code] = e | uint32(n)
		}
	}
	return true
}

func plainEntry(symbol int) uint32 { return uint32(symbol)<<valueShift | codeLiteral }

// litEntry is a literal, the end of the block, or the length of a copy: four lengths' codes in a row have equally many extra bits,
// but the first eight none; the last has none either.
func litEntry(symbol int) uint32 {
	switch n := symbol - endOfBlock - 1; {
	case symbol < endOfBlock:
		return uint32(symbol)<<valueShift | codeLiteral
	case symbol == endOfBlock:
		return codeEnd
	case n < 8:
		return uint32(3+n) << valueShift
	case n < 28:
		extra := n/4 - 1
		return uint32(3+(4+n%4)<<extra)<<valueShift | uint32(extra)<<extraShift
	case n == 28:
		return 258 << valueShift
	}
	return 0
}

// distEntry is a distance: two codes in a row have equally many extra bits, but the first four none.
func distEntry(n int) uint32 {
	switch {
	case n < 4:
		return uint32(1+n) << valueShift
	case n < 30:
		extra := n/2 - 1
		return uint32(1+(2+n%2)<<extra)<<valueShift | uint32(extra)<<extraShift
	}
	return 0
}
