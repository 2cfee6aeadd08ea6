package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// stack is what stands around the terminal: simulated devices and a hub, each in its own process, as shipped.
type stack struct {
	bin, dir string
	running  []*exec.Cmd
}

// office is the authority whose clerks take the calls.
const office = "buergeramt"

// authorities are those that the shipped services are sent to.
func authorities() ([]string, error) {
	shipped, err := flows.LoadKnown(catalog.Embedded())
	if err != nil {
		return nil, err
	}
	return shipped.Authorities(), nil
}

// start makes keys, enrols the terminal and starts devices and hub. It returns the terminal's configuration.
func (s *stack) start(ctx context.Context) (config string, err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return "", err
	}
	all, err := authorities()
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if _, err := s.output(ctx, "clerkhub", "keygen", "--authority", a, "-o", s.path("keys")); err != nil {
			return "", err
		}
	}
	token, err := s.output(ctx, "clerkhub", "enrol", "--dir", s.path("hub"), "--place", "Foyer", "--replace", "MS-03")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(s.path("token"), []byte(token), 0o600); err != nil {
		return "", err
	}
	if err := s.launch(ctx, "devicectl", "simulate", "--dir", s.path("lines"), "--paper", s.path("paper")); err != nil {
		return "", err
	}
	if err := s.launch(ctx, "clerkhub", "serve", "--dir", s.path("hub")); err != nil {
		return "", err
	}
	return s.settings()
}

func (s *stack) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

func (s *stack) settings() (path string, err error) {
	url, err := os.ReadFile(s.path("hub", "url"))
	if err != nil {
		return "", err
	}
	path = s.path("terminal.toml")
	return path, os.WriteFile(path, fmt.Appendf(nil, `[terminal]
id = "MS-03"
place = "Foyer"
town = "Stadt Musterstadt"
site = "Bürgerterminal im Rathaus"
[devices.idcard]
path = "lines/idcard"
[devices.scanner]
path = "lines/scanner"
[devices.printer]
path = "lines/printer"
[hub]
url = %q
certificate = "hub/tls/cert.pem"
token = "token"
[files]
authority_keys = "keys"
outbox = "outbox"
log = "terminal.log"
`, strings.TrimSpace(string(url))), 0o600)
}

// output runs a program of ours to its end.
func (s *stack) output(ctx context.Context, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", program, args[0], err)
	}
	return string(out), nil
}

// launch starts a program that prints a line beginning with "ready" when it is.
func (s *stack) launch(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	s.running = append(s.running, cmd)
	said := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(out).ReadString('\n') // a program that ends instead says ""
		said <- line
	}()
	select {
	case line := <-said:
		if !strings.HasPrefix(line, "ready") {
			return fmt.Errorf("%s did not start", program)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("%s is not ready after %s", program, patience)
	case <-ctx.Done():
		return errors.New("interrupted")
	}
}

// stop ends what was started, the last first.
func (s *stack) stop() {
	for i := len(s.running) - 1; i >= 0; i-- {
		end(s.running[i])
	}
}
