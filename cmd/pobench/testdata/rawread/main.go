// Command rawread reads every Markdown file below a folder, two at a time, and
// does nothing with what it read: the least that a program which knows the
// folder's content has to do.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: rawread DIR")
		os.Exit(2)
	}
	files, bytes, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "rawread:", err)
		os.Exit(1)
	}
	fmt.Println(files, "files,", bytes, "bytes")
}

func read(dir string) (files, bytes int64, err error) {
	paths := make(chan string, 256)
	var count, total atomic.Int64
	var failed atomic.Pointer[error]
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for path := range paths {
				text, err := os.ReadFile(path)
				if err != nil {
					failed.Store(&err)
				}
				count.Add(1)
				total.Add(int64(len(text)))
			}
		})
	}
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".md" {
			paths <- path
		}
		return err
	})
	close(paths)
	workers.Wait()
	if first := failed.Load(); err == nil && first != nil {
		err = *first
	}
	return count.Load(), total.Load(), err
}
