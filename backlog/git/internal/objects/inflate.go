package objects

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// An inflater is a decompressor that is used again, for its state is 90 kB.
type inflater struct {
	buf *bufio.Reader
	z   io.ReadCloser // nil until the first use

	head   bytes.Reader // of an entry in memory
	memory memoryInflater
}

func (s *Store) inflater() *inflater {
	if in, ok := s.inflaters.Get().(*inflater); ok {
		return in
	}
	return &inflater{buf: bufio.NewReaderSize(nil, 4096)}
}

// reset begins with a new compressed stream.
func (in *inflater) reset(r io.Reader) error {
	in.buf.Reset(r)
	return in.begin()
}

// begin starts to decompress at the place where the buffered reader is.
func (in *inflater) begin() error {
	if in.z == nil {
		z, err := zlib.NewReader(in.buf)
		in.z = z
		if err != nil {
			in.z = nil
		}
		return err
	}
	return in.z.(zlib.Resetter).Reset(in.buf, nil)
}

func (in *inflater) read(p []byte) (int, error) { return io.ReadFull(in.z, p) }

var errSize = errors.New("not as long as it says")

// all reads to the end of the stream, which must come after size bytes. Memory
// grows with what is there, not with what the header says.
func (in *inflater) all(size int64) ([]byte, error) {
	if size > MaxSize {
		return nil, fmt.Errorf("larger than %d bytes", MaxSize)
	}
	if size <= 1<<20 {
		data := make([]byte, size)
		if _, err := io.ReadFull(in.z, data); err != nil {
			return nil, err
		}
		return data, in.atEnd()
	}
	out := make([]byte, 0, 1<<20)
	for int64(len(out)) < size {
		if len(out) == cap(out) {
			larger := make([]byte, len(out), min(2*int64(cap(out)), size))
			copy(larger, out)
			out = larger
		}
		n, err := in.z.Read(out[len(out):cap(out)])
		out = out[:len(out)+n]
		switch {
		case errors.Is(err, io.EOF) && int64(len(out)) < size:
			return nil, errSize
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		}
	}
	return out, in.atEnd()
}

// nothingBehind says that the compressed stream ends where what it is read from does.
func (in *inflater) nothingBehind() error {
	switch _, err := in.buf.ReadByte(); {
	case err == nil:
		return errors.New("something behind its end")
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}

// unreadable says why something in a file cannot be read: what is there is damaged, or the system failed.
func unreadable(path string, err error) error {
	var system *fs.PathError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return corrupt(path, "ends too early")
	case errors.As(err, &system):
		return err
	}
	return corrupt(path, "%v", err)
}

// atEnd reads the end of the stream, which verifies its checksum.
func (in *inflater) atEnd() error {
	var c [1]byte
	n, err := in.z.Read(c[:])
	if n != 0 {
		return errSize
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err == nil {
		return errSize
	}
	return err
}
