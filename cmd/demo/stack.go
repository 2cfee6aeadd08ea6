package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// terminalID is the terminal's name at the hub of the demo.
const terminalID = "MS-03"

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

// stack is what runs beside the terminal, each in its own process.
type stack struct {
	bin, dir string
	running  []*child
}

// child is a process that the demo started, and ends.
type child struct {
	name string
	cmd  *exec.Cmd
	in   io.Closer
	done chan struct{}
}

func (s *stack) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// start brings up devices and hub, with keys and an enrolment made on the first start.
func (s *stack) start(ctx context.Context) error {
	bin, err := os.Executable()
	if err != nil {
		return err
	}
	s.bin = filepath.Dir(bin)
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	if _, err := s.launch(ctx, "devicectl", "simulate", "--dir", s.path("lines"), "--paper", s.path("paper"), "--csca", s.path("csca"), "--until-stdin-closes"); err != nil {
		return err
	}
	_, err = s.launch(ctx, "clerkhub", "serve", "--dir", s.path("hub"))
	return err
}

// prepare makes the authorities' keys and enrols the terminal, where that has not been done.
func (s *stack) prepare(ctx context.Context) error {
	all, err := authorities()
	if err != nil {
		return err
	}
	for _, a := range all {
		if _, err := os.Stat(s.path("keys", a+".public.jwk")); err == nil {
			continue
		}
		if _, err := s.output(ctx, "clerkhub", "keygen", "--authority", a, "-o", s.path("keys")); err != nil {
			return err
		}
	}
	if err := s.hubSettings(); err != nil {
		return err
	}
	if _, err := os.Stat(s.path("token")); err == nil {
		return nil
	}
	token, err := s.output(ctx, "clerkhub", "enrol", "--dir", s.path("hub"), "--place", "Foyer", "--authority", office, "--replace", terminalID)
	if err != nil {
		return err
	}
	return os.WriteFile(s.path("token"), []byte(token), 0o600)
}

// hubSettings names the one authority whose clerks help.
func (s *stack) hubSettings() error {
	if err := os.MkdirAll(s.path("hub"), 0o700); err != nil {
		return err
	}
	text := fmt.Sprintf("# Written by demo.\n[[authority]]\nid = %q\nname = \"Bürgeramt\"\n", office)
	return os.WriteFile(s.path("hub", "hub.toml"), []byte(text), 0o600)
}

// output runs a program of ours to its end.
func (s *stack) output(ctx context.Context, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", program, args[0], err, strings.TrimSpace(complaint.String()))
	}
	return string(out), nil
}

// launch starts a program that prints "ready …" when it is, and returns the rest of that line.
func (s *stack) launch(ctx context.Context, program string, args ...string) (string, error) {
	log, err := os.OpenFile(s.path(program+".log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.bin, program), args...)
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches the demo, which ends the others in order
	in, err := cmd.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("%s: %w", program, err)
	}
	c := &child{name: program, cmd: cmd, in: in, done: make(chan struct{})}
	s.running = append(s.running, c)
	lines := make(chan string, 1)
	go func() {
		defer close(c.done)
		read := bufio.NewScanner(out)
		for read.Scan() {
			select {
			case lines <- read.Text():
			default:
			}
		}
		close(lines)
		_ = cmd.Wait() // its exit status is in its log; that it ended is what counts
	}()
	select {
	case line, open := <-lines:
		if rest, ready := strings.CutPrefix(line, "ready "); open && ready {
			return rest, nil
		}
		return "", fmt.Errorf("%s did not start; %s tells why", program, log.Name())
	case <-time.After(20 * time.Second):
		return "", fmt.Errorf("%s is not ready after 20 s; %s tells why", program, log.Name())
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// stop ends what was started, the last first, and waits for it.
func (s *stack) stop() {
	for i := len(s.running) - 1; i >= 0; i-- {
		s.running[i].stop()
	}
	s.running = nil
}

func (c *child) stop() {
	_ = c.in.Close()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return
	}
	select {
	case <-c.done:
	case <-time.After(10 * time.Second):
		_ = c.cmd.Process.Kill()
		<-c.done
	}
}
