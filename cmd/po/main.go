// Command po keeps a product backlog as Markdown files in a Git repository: it parses, checks, orders and renders them, and
// commits every change.
package main

import "os"

func main() { os.Exit(run(osProcess(), os.Args[1:])) }
