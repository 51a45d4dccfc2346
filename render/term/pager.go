package term

import (
	"io"
	"os/exec"
	"strings"
)

// pager is a running program that shows what is written to it.
type pager struct {
	in  io.WriteCloser
	cmd *exec.Cmd
}

// pagerCommand returns the command line of the pager: PO_PAGER, else PAGER,
// else less. One that is set and empty, and cat, mean none.
func pagerCommand(lookup func(string) (string, bool)) string {
	line, set := lookup("PO_PAGER")
	if !set {
		line, set = lookup("PAGER")
	}
	if !set {
		line = "less"
	}
	if line = strings.TrimSpace(line); line == "cat" {
		return ""
	}
	return line
}

// StartPager sends what follows on the standard output through the pager,
// until [IO.Close]. Without a terminal, without a pager, or when the pager
// cannot be started, the output stays as it is.
func (t *IO) StartPager() {
	if t.Pager == "" || !t.Out.Terminal || t.paged != nil || t.Out.Flush() != nil {
		return
	}
	cmd := pagerProcess(t.Pager)
	cmd.Stdout, cmd.Stderr = t.Out.device, t.Err.device
	if _, set := t.lookup("LESS"); !set {
		cmd.Env = append(cmd.Environ(), "LESS=FRX")
	}
	in, err := cmd.StdinPipe()
	if err != nil || cmd.Start() != nil {
		return
	}
	t.paged = &pager{in: in, cmd: cmd}
	t.Out.Links = false
	t.Out.send(in)
}

// pagerProcess returns the process of a command line. As git does, it asks a
// shell only where the line holds something for a shell to do.
func pagerProcess(line string) *exec.Cmd {
	if strings.ContainsAny(line, "|&;<>()$`\\\"'*?[#~=%\n") {
		return exec.Command("sh", "-c", line)
	}
	words := strings.Fields(line)
	return exec.Command(words[0], words[1:]...)
}

// wait ends the pager's input and waits until the reader has left it. How it
// ended is its own affair.
func (p *pager) wait() {
	_ = p.in.Close()
	_ = p.cmd.Wait()
}
