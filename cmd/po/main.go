// Command po keeps a product backlog as Markdown files in a Git repository.
package main

func main() {}
