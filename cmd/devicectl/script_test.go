package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"buergerterminal/devices/simulator"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"devicectl": main})
}

// TestScripts runs devicectl as a program against the simulated devices, as a technician would type it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"exits": exits, "reads": reads, "simulation": startSimulation, "lay": lay,
	}})
}

// exits runs a program and asserts its exit code: exits 3 devicectl status …
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if code := exitCode(ts, args[1:]); code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

func exitCode(ts *testscript.TestScript, command []string) int {
	var ended *exec.ExitError
	switch err := ts.Exec(command[0], command[1:]...); {
	case errors.As(err, &ended):
		return ended.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	return 0
}

// reads is exits for a program that reads what lay lays down. A document whose bytes were on their way when the line was opened
// arrives in part, which the program rightly calls noise: then it is read again, as a technician would.
func reads(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: reads CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	for range 5 {
		code = exitCode(ts, args[1:])
		if !strings.Contains(ts.ReadFile("stdout")+ts.ReadFile("stderr"), "line.noise") {
			break
		}
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// startSimulation puts the simulated devices on pseudo-terminals until the script ends: simulation DIR [OPTIONS…]
func startSimulation(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: simulation DIR OPTIONS…")
	}
	line := []string{"simulate", "--dir", ts.MkAbs(args[0])}
	for _, word := range args[1:] {
		if !strings.HasPrefix(word, "-") { // the name of a file, which the program looks for in the script's folder
			word = ts.MkAbs(word)
		}
		line = append(line, word)
	}
	ctx, stop := context.WithCancel(context.Background())
	out, writer := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- dispatch(ctx, commands(), line, os.Stdin, writer, writer)
		writer.Close()
	}()
	ts.Defer(func() {
		stop()
		<-ended
	})
	said := bufio.NewReader(out)
	if first, err := said.ReadString('\n'); err != nil || first != "ready "+ts.MkAbs(args[0])+"\n" {
		ts.Fatalf("simulate: %q, %v", first, err)
	}
	go io.Copy(io.Discard, said)
}

// lay puts a document on the reader and takes it away, again and again until the script ends, because a reader forgets what was
// laid on it before it was asked: lay DIR NAME
func lay(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lay DIR NAME")
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		again := time.NewTicker(300 * time.Millisecond)
		defer again.Stop()
		for ctx.Err() == nil {
			// A refusal means that the document before is still on its way.
			_, _ = simulator.Send(ctx, ts.MkAbs(args[0]), "idcard", "insert", args[1])
			_, _ = simulator.Send(ctx, ts.MkAbs(args[0]), "idcard", "remove")
			select {
			case <-again.C:
			case <-ctx.Done():
			}
		}
	}()
	ts.Defer(func() {
		stop()
		<-ended
	})
}
