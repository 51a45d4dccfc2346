// Command pobench generates backlogs of any size and measures po on them,
// beside git and beside programs that only read the same files. It reports
// figures and judges nothing: a target that is missed is written as missed.
package main

func main() {}
