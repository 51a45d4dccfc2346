//go:build !unix

package git

type fileReader = portableReader

func newFileReader(w *workFS) fileReader { return portableReader{w} }

func openFolderFD(string) (int, error) { return -1, nil }

func closeFD(int) error { return nil }
