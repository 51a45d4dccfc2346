package objects

import (
	"encoding/binary"
	"errors"
	"fmt"
)

var (
	errDelta   = errors.New("invalid delta")
	errCommand = errors.New("wrong delta command")
)

// patched applies a delta: the sizes of both sides, then commands, each of which adds bytes to the result. Memory is taken once, for
// what the commands make and not for what the delta says: room gives an empty slice for so many bytes.
func patched(base, delta []byte, room func(size int) []byte) ([]byte, error) {
	from, n := binary.Uvarint(delta)
	if n <= 0 || from != uint64(len(base)) {
		return nil, errDelta
	}
	delta = delta[n:]
	size, n := binary.Uvarint(delta)
	if n <= 0 {
		return nil, errDelta
	}
	if size > MaxSize {
		return nil, fmt.Errorf("larger than %d bytes", MaxSize)
	}
	commands, sum := delta[n:], 0
	for rest := commands; len(rest) > 0; {
		var part []byte
		var err error
		if part, rest, err = nextPart(base, rest); err != nil {
			return nil, err
		}
		if sum += len(part); sum > int(size) {
			return nil, errDelta
		}
	}
	if sum != int(size) {
		return nil, errDelta
	}
	out := room(int(size))
	for len(commands) > 0 {
		var part []byte
		part, commands, _ = nextPart(base, commands)
		out = append(out, part...)
	}
	return out, nil
}

// nextPart gives what the first command of a delta adds, and the other commands.
//
//	1xxxxxxx  copy out of the base: four bits say which bytes of the place follow, three which of the size; zero is 64 kB
//	0xxxxxxx  insert so many bytes, which follow; zero is reserved
func nextPart(base, delta []byte) (part, rest []byte, err error) {
	op := delta[0]
	delta = delta[1:]
	if op == 0 {
		return nil, nil, errCommand
	}
	if op < 128 {
		if len(delta) < int(op) {
			return nil, nil, errDelta
		}
		return delta[:op], delta[op:], nil
	}
	var v uint64 // four bytes of place, three of size
	for bit := range 7 {
		if op>>bit&1 == 0 {
			continue
		}
		if len(delta) == 0 {
			return nil, nil, errDelta
		}
		v |= uint64(delta[0]) << (8 * bit)
		delta = delta[1:]
	}
	at, n := v&(1<<32-1), v>>32
	if n == 0 {
		n = 1 << 16
	}
	if at > uint64(len(base)) || n > uint64(len(base))-at {
		return nil, nil, errDelta
	}
	return base[at : at+n], delta, nil
}
