package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

// call runs devicectl with args.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = dispatch(t.Context(), commands(), args, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

func TestCommandLine(t *testing.T) {
	for _, test := range []struct {
		args           []string
		code           int
		stdout, stderr string // a part of them; empty means that nothing is written
	}{
		{nil, exitUsage, "", "devicectl simulate"},
		{[]string{"help"}, exitDone, "devicectl control", ""},
		{[]string{"--help"}, exitDone, "devicectl printer", ""},
		{[]string{"dance"}, exitUsage, "", `no command "dance"`},
		{[]string{"simulate"}, exitUsage, "", "--until-stdin-closes"},
		{[]string{"simulate", "-h"}, exitDone, "", "until it is interrupted"},
		{[]string{"simulate", "--dir", "x", "y"}, exitUsage, "", "until it is interrupted"},
		{[]string{"simulate", "--colour"}, exitUsage, "", "colour"},
		{[]string{"control", "-h"}, exitDone, "", "complaints"},
		{[]string{"control", "scanner", "plug"}, exitUsage, "", "--dir DIR"},
		{[]string{"control", "--dir", "nowhere", "scanner"}, exitUsage, "", "--dir DIR"},
		{[]string{"control", "--dir", "nowhere", "scanner", "plug"}, exitFailed, "", "no simulation answers in nowhere"},
	} {
		code, stdout, stderr := call(t, test.args...)
		if code != test.code || !shows(stdout, test.stdout) || !shows(stderr, test.stderr) {
			t.Errorf("%q: code %d\nstdout: %s\nstderr: %s", test.args, code, stdout, stderr)
		}
	}
}

func shows(got, part string) bool {
	return (part == "") == (got == "") && strings.Contains(got, part)
}

// simulation starts "devicectl simulate" and waits until it is ready. Closing stdin or cancelling ends it.
func simulation(t *testing.T, ctx context.Context, dir string) (stdin io.Closer, code <-chan int) {
	t.Helper()
	in, closer := io.Pipe()
	out, writer := io.Pipe()
	ended := make(chan int, 1)
	var stderr bytes.Buffer
	go func() {
		ended <- dispatch(ctx, commands(), []string{"simulate", "--dir", dir, "--until-stdin-closes"}, in, writer, &stderr)
		writer.Close()
	}()
	ready, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || ready != "ready "+dir+"\n" {
		t.Fatalf("simulate said %q, %v; code %d, %s", ready, err, <-ended, &stderr)
	}
	return closer, ended
}

func TestSimulateAndControl(t *testing.T) {
	for name, end := range map[string]func(stdin io.Closer, interrupt func()){
		"interrupt":    func(_ io.Closer, interrupt func()) { interrupt() },
		"stdin closes": func(stdin io.Closer, _ func()) { stdin.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "line")
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			stdin, ended := simulation(t, ctx, dir)
			for _, device := range []string{"idcard", "cardreader", "scanner", "printer"} {
				path := filepath.Join(dir, device)
				l, err := line.Open(path, line.Settings{})
				if err != nil {
					t.Fatal(err)
				}
				l.Close()
				if code, _, stderr := call(t, "control", "--dir", dir, device, "unplug"); code != exitDone {
					t.Errorf("unplug: %d, %s", code, stderr)
				}
				if _, err := line.Open(path, line.Settings{}); devices.FaultOf(err) != devices.FaultUnplugged {
					t.Errorf("after unplug: %v", err)
				}
				if code, stdout, _ := call(t, "control", "--dir", dir, device, "complaints"); code != exitDone || stdout != "" {
					t.Errorf("complaints: %d, %q", code, stdout)
				}
			}
			if code, _, stderr := call(t, "control", "--dir", dir, "scanner", "sing"); code != exitFailed || !strings.Contains(stderr, "refuses") {
				t.Errorf("sing: %d, %s", code, stderr)
			}
			end(stdin, interrupt)
			if code := <-ended; code != exitDone {
				t.Errorf("simulate ended with %d", code)
			}
			for _, left := range []string{"idcard", "cardreader", "scanner", "printer", "control"} {
				if _, err := os.Lstat(filepath.Join(dir, left)); !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%s is left: %v", left, err)
				}
			}
		})
	}
}
