package xmodem

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pipes are a line to another program. They flip one bit of every so many bytes that come from it.
type pipes struct {
	from, to *os.File
	every    int // 0: none
	passed   int
}

func (p *pipes) Read(b []byte) (int, error) {
	n, err := p.from.Read(b)
	for i := range b[:n] {
		if p.passed++; p.every > 0 && p.passed%p.every == 0 {
			b[i] ^= 0x08
		}
	}
	return n, err
}
func (p *pipes) Write(b []byte) (int, error)        { return p.to.Write(b) }
func (p *pipes) SetReadDeadline(t time.Time) error  { return p.from.SetReadDeadline(t) }
func (p *pipes) SetWriteDeadline(t time.Time) error { return p.to.SetWriteDeadline(t) }

// lrzsz starts one of its programs with a line to it.
func lrzsz(t *testing.T, dir, program string, args ...string) (line *pipes, wait func()) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed (Debian: lrzsz)", program)
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	back, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, args...)
	c.Dir, c.Stdin, c.Stdout = dir, theirs, out
	var said bytes.Buffer
	c.Stderr = &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	out.Close()
	t.Cleanup(func() {
		ours.Close()
		back.Close()
	})
	return &pipes{from: back, to: ours}, func() {
		t.Helper()
		if err := c.Wait(); err != nil {
			t.Errorf("%s: %v\n%s", program, err, strings.TrimSpace(said.String()))
		}
	}
}

// TestFromSX takes a file from lrzsz's sx -k, clean and with flipped bits.
func TestFromSX(t *testing.T) {
	for name, every := range map[string]int{"clean": 0, "a bit of every 9000 bytes": 9000} {
		t.Run(name, func(t *testing.T) {
			data, dir := file(32_467), t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "page.jpg"), data, 0o600); err != nil {
				t.Fatal(err)
			}
			line, wait := lrzsz(t, dir, "sx", "-k", "-q", "page.jpg")
			line.every = every
			got, err := Receive(t.Context(), line, 40_000, nil)
			if err != nil {
				t.Fatal(err)
			}
			wait()
			wantFile(t, got, data)
		})
	}
}

// TestToRX gives a file to lrzsz's rx -c, whose answers are clean or damaged.
func TestToRX(t *testing.T) {
	for name, every := range map[string]int{"clean": 0, "one answer of seven": 7} {
		t.Run(name, func(t *testing.T) {
			data, dir := file(32_467), t.TempDir()
			line, wait := lrzsz(t, dir, "rx", "-c", "-q", "page.jpg")
			line.every = every
			if err := Send(t.Context(), line, data); err != nil {
				t.Fatal(err)
			}
			wait()
			got, err := os.ReadFile(filepath.Join(dir, "page.jpg"))
			if err != nil {
				t.Fatal(err)
			}
			wantFile(t, got, data)
		})
	}
}
