package objects

import (
	"bytes"
	"errors"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"
)

// readLoose reads one loose object: zlib around "KIND SIZE\x00" and the bytes. The error is [fs.ErrNotExist] where there is none.
func (s *Store) readLoose(path string) (kind plumbing.ObjectType, data []byte, err error) {
	f, err := openRegular(path)
	if err != nil {
		return plumbing.InvalidObject, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := s.inflater()
	defer s.inflaters.Put(in)
	if err := in.reset(f); err != nil {
		return plumbing.InvalidObject, nil, unreadable(path, err)
	}
	kind, size, err := in.looseHeader()
	if err == nil {
		data, err = in.all(size)
	}
	if err == nil {
		err = in.nothingBehind()
	}
	if err != nil {
		return plumbing.InvalidObject, nil, unreadable(path, err)
	}
	return kind, data, nil
}

// maxHeader is the longest "KIND SIZE\x00" that makes sense.
const maxHeader = 32

// looseHeader reads the header, one byte after the other since what follows is the object.
func (in *inflater) looseHeader() (plumbing.ObjectType, int64, error) {
	var text []byte
	for len(text) < maxHeader {
		var c [1]byte
		if _, err := in.read(c[:]); err != nil {
			return plumbing.InvalidObject, 0, err
		}
		if c[0] != 0 {
			text = append(text, c[0])
			continue
		}
		name, digits, _ := bytes.Cut(text, []byte(" "))
		kind, err := plumbing.ParseObjectType(string(name))
		if err != nil || kind.IsDelta() {
			return kind, 0, errors.New("an object of an unknown kind")
		}
		size, err := strconv.ParseInt(string(digits), 10, 64)
		if err != nil || size < 0 {
			err = errNumber
		}
		return kind, size, err
	}
	return plumbing.InvalidObject, 0, errors.New("header without an end")
}
