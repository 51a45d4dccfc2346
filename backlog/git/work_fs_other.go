//go:build !unix

package git

type fileReader = portableReader

func newFileReader(w *workFS) fileReader { return portableReader{w} }
