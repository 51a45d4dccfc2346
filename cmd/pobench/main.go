// Command pobench generates backlogs of any size and measures po on them,
// beside git and beside programs that only read the same files. It reports
// figures and judges nothing: a target that is missed is written as missed.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// errUsage is an error whose words have been said.
var errUsage = errors.New("usage")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run returns the exit code: 0 done, 1 could not do it, 2 wrong usage.
func run(args []string, stdout, stderr io.Writer) int {
	err := dispatch(args, stdout, stderr)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintf(stderr, "pobench: error: %v\n", err)
	return 1
}

func dispatch(args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "gen":
			return gen(args[1:], stderr)
		case "run":
			return bencher(args[1:], stdout, stderr)
		case "commit":
			return engine(args[1:], stdout, stderr)
		}
	}
	fmt.Fprint(stderr, "usage: pobench gen [--items N] [--files M] [--commits C] [--seed S] DIR\n"+
		"       pobench run [--pairs N] [--only NAME] [--po PATH]\n"+
		"       pobench commit [--durable] POINTS FILE...\n")
	return errUsage
}
