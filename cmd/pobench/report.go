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
	fmt.Fprintf(w, "Times are min / **median** / max; a ratio is that of the medians; the peak of memory is the largest of all turns, po's / the other's.\n\n")
	fmt.Fprintf(w, "| target | what | pairs | po | beside | peak | promised | measured | |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range results {
		fmt.Fprintln(w, row(r))
	}
}

func row(r result) string {
	t := r.target
	start := fmt.Sprintf("| `%s` | %s | %d |", t.name, t.what, len(r.po))
	if r.err != nil {
		reason, _, _ := strings.Cut(r.err.Error(), "\n")
		return fmt.Sprintf("%s | | | %s | | not measured: %s |", start, t.limit, strings.ReplaceAll(reason, "|", `\|`))
	}
	beside, peak := "", megabytes(spreadOf(peaks(r.po)).max)
	if t.opponent.exists() {
		beside = fmt.Sprintf("`%s` %s", t.opponent.label, milliseconds(spreadOf(walls(r.opponent))))
		peak += " / " + megabytes(spreadOf(peaks(r.opponent)).max)
	}
	figure, held := judge(r)
	verdict := "held"
	if !held {
		verdict = "**missed**"
	}
	return fmt.Sprintf("%s `%s` %s | %s | %s MB | %s | %s | %s |", start, t.po.label, milliseconds(spreadOf(walls(r.po))), beside, peak, t.limit, figure, verdict)
}

// judge returns the figures that the limit speaks of, and whether all are kept.
func judge(r result) (figures string, held bool) {
	wall, peak, l := spreadOf(walls(r.po)), spreadOf(peaks(r.po)).median, r.target.limit
	var words []string
	held = true
	add := func(word string, kept bool) {
		words = append(words, word)
		held = held && kept
	}
	if l.ratio > 0 {
		ratio := wall.median / spreadOf(walls(r.opponent)).median
		add(fmt.Sprintf("%.2f ×", ratio), ratio <= l.ratio)
	}
	if l.wall > 0 {
		add(fmt.Sprintf("%.1f ms", wall.median*1e3), wall.median <= l.wall.Seconds())
	}
	if l.worst > 0 {
		add(fmt.Sprintf("%.1f ms", wall.max*1e3), wall.max <= l.worst.Seconds())
	}
	switch {
	case l.peak > 0 && peak == 0:
		add("memory unknown to this system", false)
	case l.peak > 0:
		add(megabytes(peak)+" MB", peak <= float64(l.peak))
	}
	return strings.Join(words, ", "), held
}

// String is the promise in words.
func (l limit) String() string {
	var words []string
	if l.ratio > 0 {
		words = append(words, fmt.Sprintf("≤ %g ×", l.ratio))
	}
	if l.wall > 0 {
		words = append(words, "≤ "+l.wall.String())
	}
	if l.worst > 0 {
		words = append(words, "longest ≤ "+l.worst.String())
	}
	if l.peak > 0 {
		words = append(words, fmt.Sprintf("≤ %g MB", float64(l.peak)/1e6))
	}
	return strings.Join(words, ", ")
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

func megabytes(bytes float64) string { return fmt.Sprintf("%.1f", bytes/1e6) }
