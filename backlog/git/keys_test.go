package git

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// here says whether this machine has the programs that a part of a test needs. The check of a checkout sees to it that they are there.
func here(t *testing.T, programs ...string) bool {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			t.Logf("no %s here: nothing is signed with it", name)
			return false
		}
	}
	return true
}

// run runs a program that must work, and gives what it printed.
func run(t *testing.T, input, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Stdin = strings.NewReader(input)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, said.String())
	}
	return string(out)
}

// gnupgHome is a throw-away home of GnuPG, in which nobody asks for a password. Its path is short since sockets lie in it.
func gnupgHome(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GNUPGHOME", dir)
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", dir, "--kill", "all").Run() // the agent that gpg has started
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// openpgpKey makes a key of the committer.
func openpgpKey(t *testing.T) (fingerprint string) {
	t.Helper()
	run(t, "", "gpg", "--batch", "--passphrase", "", "--quick-gen-key", "C O Mitter <committer@example.com>", "ed25519", "sign", "never")
	return fingerprintOf(t, "gpg")
}

// x509Key makes a certificate of the committer that signs itself, and has gpgsm trust it.
func x509Key(t *testing.T, home string) (fingerprint string) {
	t.Helper()
	file := func(name string) string { return filepath.Join(home, name) }
	write := func(name, text string) {
		if err := os.WriteFile(file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("gpgsm.conf", "disable-crl-checks\n")
	write("parameters", "Key-Type: RSA\nKey-Length: 2048\nKey-Usage: sign\nSerial: random\nNot-After: 2100-01-01\n"+
		"Name-DN: CN=C O Mitter,EMAIL=committer@example.com\nName-Email: committer@example.com\n")
	// made by gpgsm itself: of one in eighty files of PKCS#12 that openssl writes it cannot decrypt the key
	run(t, "\n", "gpgsm", "--batch", "--passphrase-fd", "0", "--pinentry-mode", "loopback", "--gen-key", "-o", file("certificate"), file("parameters"))
	run(t, "", "gpgsm", "--batch", "--import", file("certificate"))
	fingerprint = fingerprintOf(t, "gpgsm")
	write("trustlist.txt", fingerprint+" S relax\n")
	run(t, "", "gpgconf", "--reload", "gpg-agent")
	return fingerprint
}

func fingerprintOf(t *testing.T, program string) string {
	t.Helper()
	for line := range strings.Lines(run(t, "", program, "-K", "--with-colons")) {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			return fields[9]
		}
	}
	t.Fatalf("%s: no key", program)
	return ""
}

// sshKey makes a key in a folder, named key and key.pub, and a file signers that says whose it is. It gives the public half.
func sshKey(t *testing.T, dir, password string) (public string) {
	t.Helper()
	path := filepath.Join(dir, "key")
	run(t, "", "ssh-keygen", "-q", "-t", "ed25519", "-N", password, "-C", "mitter", "-f", path)
	text, err := os.ReadFile(path + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	public = strings.TrimSpace(string(text))
	if err := os.WriteFile(filepath.Join(dir, "signers"), []byte("committer@example.com "+public+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return public
}

// sshAgent starts an agent that knows the key in a folder.
func sshAgent(t *testing.T, dir string) {
	t.Helper()
	socket := filepath.Join(dir, "agent")
	agent := exec.Command("ssh-agent", "-D", "-a", socket)
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = agent.Process.Kill()
		_ = agent.Wait()
	})
	t.Setenv("SSH_AUTH_SOCK", socket)
	for range 1000 { // until it listens
		if exec.Command("ssh-add", "-q", filepath.Join(dir, "key")).Run() == nil {
			return
		}
	}
	t.Fatal("the agent does not take the key")
}
