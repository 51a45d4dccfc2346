package objects

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strconv"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/disk"
)

// readLoose reads one loose object: zlib around "KIND SIZE\x00" and the bytes.
func (s *Store) readLoose(path string) (plumbing.ObjectType, []byte, error) {
	packed, err := os.ReadFile(path)
	if err != nil {
		if disk.IsMissing(err) {
			err = fs.ErrNotExist
		}
		return plumbing.InvalidObject, nil, err
	}
	in := s.inflater()
	defer s.inflaters.Put(in)
	if err := in.reset(bytes.NewReader(packed)); err != nil {
		return plumbing.InvalidObject, nil, corrupt(path, "%v", err)
	}
	kind, size, err := in.looseHeader()
	if err != nil {
		return plumbing.InvalidObject, nil, corrupt(path, "%v", err)
	}
	data, err := in.all(size)
	if err != nil {
		return plumbing.InvalidObject, nil, corrupt(path, "%v", err)
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
		if err != nil {
			return kind, 0, err
		}
		size, err := strconv.ParseInt(string(digits), 10, 64)
		if err == nil && size < 0 {
			err = strconv.ErrRange
		}
		return kind, size, err
	}
	return plumbing.InvalidObject, 0, errors.New("header without an end")
}
