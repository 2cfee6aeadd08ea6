package simulator_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

const patience = time.Minute

// echo answers every byte with itself.
type echo struct {
	baud int
	deaf bool // does not even listen
}

func (e echo) Serve(ctx context.Context, l io.ReadWriter) error {
	if e.deaf {
		_, err := l.Read(make([]byte, 1))
		if err == nil {
			<-ctx.Done()
		}
		return err
	}
	_, err := io.Copy(l, onlyReader{l})
	return err
}

type onlyReader struct{ io.Reader }

func (e echo) Baud() int { return e.baud }

func (e echo) Complaints() []string { return []string{"one", "two"} }

func (e echo) Control(_ context.Context, command string, args []string) (string, error) {
	if command == "refuse" {
		return "", errors.New("no\nnever")
	}
	return command + ":" + strings.Join(args, ","), nil
}

// start runs a simulation of models until the test ends, and gives its directory.
func start(t *testing.T, models map[devices.Kind]simulator.Model) (dir string, stop func() error) {
	t.Helper()
	return startOptions(t, simulator.Options{Models: models})
}

// startWith runs a simulation as options say, all but the directory.
func startWith(t *testing.T, o simulator.Options) (dir string) {
	t.Helper()
	dir, _ = startOptions(t, o)
	return dir
}

func startOptions(t *testing.T, o simulator.Options) (dir string, stop func() error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "line") // not t.TempDir: the path of a socket takes no long test names
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan bool), make(chan error, 1)
	go func() {
		o.Dir, o.Ready = dir, func() { close(ready) }
		ended <- simulator.Run(ctx, o)
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("Run: %v", err)
	}
	var stopped atomic.Bool
	stop = func() error {
		stopped.Store(true)
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if stopped.Load() {
			return
		}
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	return dir, stop
}

func startEcho(t *testing.T, e echo) (dir string) {
	dir, _ = start(t, map[devices.Kind]simulator.Model{devices.Scanner: e})
	return dir
}

func open(t *testing.T, dir string, s line.Settings) *line.Line {
	t.Helper()
	l, err := line.Open(filepath.Join(dir, "scanner"), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	l.SetReadDeadline(time.Now().Add(patience))
	l.SetWriteDeadline(time.Now().Add(patience))
	return l
}

func send(t *testing.T, dir string, words ...string) string {
	t.Helper()
	text, err := simulator.Send(t.Context(), dir, words...)
	if err != nil {
		t.Fatalf("%v: %v", words, err)
	}
	return text
}

// lay sends a command to a reader that has just been plugged in: until its model serves the line, it has no slot to lay
// anything into.
func lay(t *testing.T, dir string, words ...string) {
	t.Helper()
	for end := time.Now().Add(patience); ; {
		_, err := simulator.Send(t.Context(), dir, words...)
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "unplugged") || time.Now().After(end) {
			t.Fatalf("%v: %v", words, err)
		}
	}
}

// answers asks the echo and reports whether it repeats the question.
func answers(t *testing.T, l *line.Line, question string) bool {
	t.Helper()
	if _, err := l.Write([]byte(question)); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(question))
	if _, err := io.ReadFull(l, got); err != nil {
		t.Fatal(err)
	}
	return string(got) == question
}

func TestBytesPassBothWays(t *testing.T) {
	dir := startEcho(t, echo{})
	l := open(t, dir, line.Settings{Baud: 4000000})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if !answers(t, l, string(all)) {
		t.Error("the bytes came back changed")
	}
}

func TestUnplugAndPlug(t *testing.T) {
	dir := startEcho(t, echo{})
	for range 5 {
		l := open(t, dir, line.Settings{})
		if !answers(t, l, "hello") {
			t.Fatal("no echo")
		}
		send(t, dir, "scanner", "unplug")
		send(t, dir, "scanner", "unplug") // is nothing more
		if _, err := l.Read(make([]byte, 1)); !errors.Is(err, line.ErrGone) {
			t.Fatalf("Read: %v", err)
		}
		if _, err := line.Open(filepath.Join(dir, "scanner"), line.Settings{}); devices.FaultOf(err) != devices.FaultUnplugged {
			t.Fatalf("Open: %v", err)
		}
		if _, err := simulator.Send(t.Context(), dir, "scanner", "noise"); !errors.Is(err, simulator.ErrRefused) {
			t.Fatalf("noise on no line: %v", err)
		}
		l.Close()
		send(t, dir, "scanner", "plug")
		send(t, dir, "scanner", "plug")
	}
}

func TestSilence(t *testing.T) {
	dir := startEcho(t, echo{})
	l := open(t, dir, line.Settings{})
	send(t, dir, "scanner", "silence")
	if _, err := l.Write([]byte("lost")); err != nil {
		t.Fatal(err)
	}
	l.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := l.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("a silent device: %d, %v", n, err)
	}
	l.Close()
	send(t, dir, "scanner", "unplug") // the power is still off behind a new cable
	send(t, dir, "scanner", "plug")
	l = open(t, dir, line.Settings{})
	if _, err := l.Write([]byte("lost")); err != nil {
		t.Fatal(err)
	}
	l.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := l.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("a silent device behind a new cable: %d, %v", n, err)
	}
	send(t, dir, "scanner", "talk")
	l.SetReadDeadline(time.Now().Add(patience))
	if !answers(t, l, "found") {
		t.Error("no echo")
	}
}

func TestNoiseComesOnce(t *testing.T) {
	dir := startEcho(t, echo{})
	l := open(t, dir, line.Settings{})
	send(t, dir, "scanner", "noise", "40")
	noise := make([]byte, 40)
	if _, err := io.ReadFull(l, noise); err != nil || bytes.Count(noise, noise[:1]) == 40 {
		t.Fatalf("noise % x, %v", noise, err)
	}
	if !answers(t, l, "after") {
		t.Error("more noise came, or the echo is lost")
	}
	for _, bad := range []string{"0", "-1", "5000", "x"} {
		if _, err := simulator.Send(t.Context(), dir, "scanner", "noise", bad); !errors.Is(err, simulator.ErrRefused) {
			t.Errorf("noise %s: %v", bad, err)
		}
	}
}

func TestBabbleUntilTalk(t *testing.T) {
	dir := startEcho(t, echo{})
	l := open(t, dir, line.Settings{Baud: 921600})
	send(t, dir, "scanner", "babble")
	if _, err := io.ReadFull(l, make([]byte, 20000)); err != nil {
		t.Fatalf("babble ended: %v", err)
	}
	send(t, dir, "scanner", "talk")
	for err := error(nil); err == nil; { // what is still on the way
		l.SetReadDeadline(time.Now().Add(100 * time.Millisecond))
		_, err = l.Read(make([]byte, 4096))
	}
	l.SetReadDeadline(time.Now().Add(patience))
	if !answers(t, l, "well again") {
		t.Error("no echo after the babble")
	}
}

func TestDeafModelHoldsTheTerminalUp(t *testing.T) {
	dir := startEcho(t, echo{deaf: true})
	l := open(t, dir, line.Settings{Baud: 4000000})
	l.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	n, err := l.Write(make([]byte, 1<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) || n > 64<<10 {
		t.Errorf("%d bytes went to a device that takes 4096: %v", n, err)
	}
}

func TestWrongSpeedIsGarbageAndAComplaint(t *testing.T) {
	dir := startEcho(t, echo{baud: 19200})
	l := open(t, dir, line.Settings{Baud: 9600})
	if _, err := l.Write([]byte("twice")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 5)
	if _, err := io.ReadFull(l, got); err != nil {
		t.Fatal(err)
	}
	if want := "the terminal speaks at 9600 baud, the device at 19200; one; two"; send(t, dir, "scanner", "complaints") != want {
		t.Errorf("complaints: %s", send(t, dir, "scanner", "complaints"))
	}
	l.Close()
	l = open(t, dir, line.Settings{Baud: 19200})
	if !answers(t, l, "fits") {
		t.Error("no echo at the right speed")
	}
}

func TestControl(t *testing.T) {
	dir := startEcho(t, echo{})
	for _, test := range []struct {
		words   []string
		text    string
		refused bool
	}{
		{[]string{"scanner", "complaints"}, "one; two", false},
		{[]string{"scanner", "sheet", "my file.png", "it's"}, "sheet:my file.png,it's", false},
		{[]string{"scanner", "refuse"}, "the simulator refuses: no never", true},
		{[]string{"toaster", "plug"}, `the simulator refuses: there is no device "toaster"`, true},
		{[]string{"scanner"}, "the simulator refuses: a control line is DEVICE COMMAND [ARGUMENT…]", true},
		{nil, "the simulator refuses: a control line is DEVICE COMMAND [ARGUMENT…]", true},
	} {
		text, err := simulator.Send(t.Context(), dir, test.words...)
		if errors.Is(err, simulator.ErrRefused) != test.refused {
			t.Errorf("%q: %v", test.words, err)
			continue
		}
		if err != nil {
			text = err.Error()
		}
		if text != test.text {
			t.Errorf("%q: %q, want %q", test.words, text, test.text)
		}
	}
	if _, err := simulator.Send(t.Context(), dir, "scanner", "a\nb"); err == nil || errors.Is(err, simulator.ErrRefused) {
		t.Errorf("a line break: %v", err)
	}
	if _, err := simulator.Send(t.Context(), t.TempDir(), "scanner", "plug"); err == nil {
		t.Error("nobody is there, and the command went through")
	}
}
