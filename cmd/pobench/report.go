package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// A setting says where and with what the figures were measured.
type setting struct {
	date, machine, system, golang, git, po, command string
}

// survey looks at the machine. What it does not tell stays empty.
func survey(po string, args []string) setting {
	return setting{
		date:    time.Now().UTC().Format(time.DateOnly),
		machine: machine(),
		system:  strings.TrimSpace(firstLine("/proc/sys/kernel/osrelease") + " " + runtime.GOOS + "/" + runtime.GOARCH),
		golang:  strings.TrimPrefix(said("go", "version"), "go version "),
		git:     strings.TrimPrefix(said("git", "version"), "git version "),
		po:      strings.TrimSpace(said(po, "--version") + ", commit " + said("git", "describe", "--always", "--dirty")),
		command: strings.TrimSpace("go run ./cmd/pobench run " + strings.Join(args, " ")),
	}
}

func machine() string {
	cores := strconv.Itoa(runtime.NumCPU()) + " cores"
	if model := match("/proc/cpuinfo", `(?m)^model name\s*: (.*)$`); model != "" {
		cores += " of " + model
	}
	if kib, err := strconv.ParseFloat(match("/proc/meminfo", `(?m)^MemTotal:\s+(\d+) kB$`), 64); err == nil {
		cores += fmt.Sprintf(", %.0f GB of memory", kib*1024/1e9)
	}
	return cores
}

func match(file, pattern string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	if found := regexp.MustCompile(pattern).FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return ""
}

func firstLine(file string) string { return match(file, `^(.*)`) }

// said returns the first line that a program prints.
func said(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	return line
}

// report writes the results as Markdown.
func report(w io.Writer, where setting, results []result) {
	fmt.Fprintf(w, "Measured on %s with `%s`.\n\n", where.date, where.command)
	fmt.Fprintf(w, "- Machine: %s; %s\n- Go: %s\n- Git: %s\n- po: %s\n\n", where.machine, where.system, where.golang, where.git, where.po)
	fmt.Fprintf(w, "Times and memory are min / **median** / max; a ratio is that of the medians.\n\n")
	fmt.Fprintf(w, "| target | what | po | beside | promised | measured | |\n|---|---|---|---|---|---|---|\n")
	for _, r := range results {
		fmt.Fprintln(w, row(r))
	}
}

func row(r result) string {
	t := r.target
	start := fmt.Sprintf("| `%s` | %s |", t.name, t.what)
	if r.err != nil {
		reason, _, _ := strings.Cut(r.err.Error(), "\n")
		return fmt.Sprintf("%s | | %s | | not measured: %s |", start, t.limit, strings.ReplaceAll(reason, "|", `\|`))
	}
	beside := ""
	if t.opponent.exists() {
		beside = fmt.Sprintf("`%s` %s", t.opponent.label, milliseconds(spreadOf(walls(r.opponent))))
	}
	own := milliseconds(spreadOf(walls(r.po)))
	if t.limit.peak > 0 {
		own = megabytes(spreadOf(peaks(r.po)))
	}
	figure, held := judge(r)
	verdict := "held"
	if !held {
		verdict = "**missed**"
	}
	return fmt.Sprintf("%s `%s` %s | %s | %s | %s | %s |", start, t.po.label, own, beside, t.limit, figure, verdict)
}

// judge returns the figure that the limit speaks of, and whether it is kept.
func judge(r result) (figure string, held bool) {
	po := spreadOf(walls(r.po)).median
	switch l := r.target.limit; {
	case l.ratio > 0:
		ratio := po / spreadOf(walls(r.opponent)).median
		return fmt.Sprintf("%.2f ×", ratio), ratio <= l.ratio
	case l.wall > 0:
		return fmt.Sprintf("%.1f ms", po*1e3), po <= l.wall.Seconds()
	default:
		peak := spreadOf(peaks(r.po)).median
		if peak == 0 {
			return "unknown to this system", false
		}
		return fmt.Sprintf("%.1f MB", peak/1e6), peak <= float64(l.peak)
	}
}

// String is the promise in words.
func (l limit) String() string {
	switch {
	case l.ratio > 0:
		return fmt.Sprintf("≤ %g ×", l.ratio)
	case l.wall > 0:
		return "≤ " + l.wall.String()
	}
	return fmt.Sprintf("≤ %g MB", float64(l.peak)/1e6)
}

// walls returns the times of samples in seconds.
func walls(samples []sample) []float64 {
	var seconds []float64
	for _, s := range samples {
		seconds = append(seconds, s.wall.Seconds())
	}
	return seconds
}

// peaks returns the peaks of samples in bytes.
func peaks(samples []sample) []float64 {
	var bytes []float64
	for _, s := range samples {
		bytes = append(bytes, float64(s.peak))
	}
	return bytes
}

func milliseconds(s spread) string {
	return fmt.Sprintf("%.1f / **%.1f** / %.1f ms", s.min*1e3, s.median*1e3, s.max*1e3)
}

func megabytes(s spread) string {
	return fmt.Sprintf("%.1f / **%.1f** / %.1f MB", s.min/1e6, s.median/1e6, s.max/1e6)
}
