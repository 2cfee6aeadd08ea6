package line_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/line/linetest"
)

// patience is how long a test waits for what should come at once.
const patience = time.Minute

func open(t *testing.T, path string, s line.Settings) *line.Line {
	t.Helper()
	l, err := line.Open(path, s)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// soon fails the test when f does not return; what f gives is the result.
func soon[T any](t *testing.T, what string, f func() T) T {
	t.Helper()
	done := make(chan T, 1)
	go func() { done <- f() }()
	select {
	case v := <-done:
		return v
	case <-time.After(patience):
		t.Fatalf("%s still blocks after %v", what, patience)
		panic("unreachable")
	}
}

func TestBytesPassUnchanged(t *testing.T) {
	path, master := linetest.Pty(t)
	l := open(t, path, line.Settings{})
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if _, err := l.Write(all); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 256)
	if _, err := io.ReadFull(master, got); err != nil || !bytes.Equal(got, all) {
		t.Fatalf("the device got % x, %v", got, err)
	}
	if _, err := master.Write(all); err != nil {
		t.Fatal(err)
	}
	clear(got)
	l.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(l, got); err != nil || !bytes.Equal(got, all) {
		t.Fatalf("the terminal got % x, %v", got, err)
	}
}

// Trap 1: with tarm/serial a time-out and a pulled cable are both io.EOF.
func TestTimeoutIsNotUnplugged(t *testing.T) {
	path, master := linetest.Pty(t)
	l := open(t, path, line.Settings{})
	buffer := make([]byte, 16)

	l.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	if n, err := l.Read(buffer); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, line.ErrGone) {
		t.Fatalf("silent line: %d, %v", n, err)
	}

	l.SetReadDeadline(time.Time{})
	blocked := make(chan error, 1)
	go func() { _, err := l.Read(buffer); blocked <- err }()
	master.Close()
	wantGone(t, "the Read that waited", soon(t, "Read", func() error { return <-blocked }))
	for range 3 {
		_, err := l.Read(buffer)
		wantGone(t, "a later Read", err)
	}
	_, err := l.Write([]byte("x"))
	wantGone(t, "Write", err)
	wantGone(t, "Flush", l.Flush())

	_, err = line.Open(path, line.Settings{})
	wantGone(t, "Open", err)
}

// TestBytesInTimeAreNotLost: a program that stood still beyond its own deadline takes what came meanwhile, once; a deadline that was over
// when it was set is an interruption and takes nothing.
func TestBytesInTimeAreNotLost(t *testing.T) {
	path, master := linetest.Pty(t)
	l := open(t, path, line.Settings{})
	moment := time.Now().Add(50 * time.Millisecond)
	if err := l.SetReadDeadline(moment); err != nil {
		t.Fatal(err)
	}
	say := func(text string) {
		t.Helper()
		if _, err := master.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		for waiting := 0; waiting < len(text); {
			look(t, path, func(fd int) { waiting, _ = unix.IoctlGetInt(fd, unix.TIOCINQ) })
		}
	}
	say("in time")
	<-time.After(time.Until(moment)) // the standstill
	buffer := make([]byte, 32)
	if n, err := l.Read(buffer); err != nil || string(buffer[:n]) != "in time" {
		t.Errorf("%q, %v", buffer[:n], err)
	}
	say("too late")
	if n, err := l.Read(buffer); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a second read after the deadline: %q, %v", buffer[:n], err)
	}
	if err := l.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Read(buffer); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a read after an interruption: %q, %v", buffer[:n], err)
	}
}

func wantGone(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, line.ErrGone) || devices.FaultOf(err) != devices.FaultUnplugged || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%s of an unplugged line: %v", what, err)
	}
}

func TestUnplugEndsABlockedWrite(t *testing.T) {
	path, master := linetest.Pty(t)
	l := open(t, path, line.Settings{})
	result := make(chan error, 1)
	go func() { _, err := l.Write(make([]byte, 1<<20)); result <- err }()
	awaitWaiting(t, "line.(*Line).Write")
	master.Close()
	wantGone(t, "the Write that waited", soon(t, "Write", func() error { return <-result }))
}

// Trap 2: tarm/serial's Close waits for a blocked Read or Write.
func TestCloseEndsBlockedCalls(t *testing.T) {
	for name, call := range map[string]func(*line.Line) error{
		"Read":  func(l *line.Line) error { _, err := l.Read(make([]byte, 1)); return err },
		"Write": func(l *line.Line) error { _, err := l.Write(make([]byte, 1<<20)); return err },
	} {
		t.Run(name, func(t *testing.T) {
			path, _ := linetest.Pty(t) // a device that neither speaks nor listens
			l := open(t, path, line.Settings{})
			result := make(chan error, 1)
			go func() { result <- call(l) }()
			awaitWaiting(t, "line.(*Line)."+name)
			begin := time.Now()
			if err := soon(t, "Close", l.Close); err != nil {
				t.Fatalf("Close: %v", err)
			}
			if err := soon(t, name, func() error { return <-result }); !errors.Is(err, os.ErrClosed) {
				t.Errorf("the blocked %s: %v", name, err)
			}
			t.Logf("closed after %v", time.Since(begin))
			if err := l.Close(); !errors.Is(err, os.ErrClosed) {
				t.Errorf("second Close: %v", err)
			}
			if err := l.SetReadDeadline(time.Time{}); !errors.Is(err, os.ErrClosed) {
				t.Errorf("SetReadDeadline after Close: %v", err)
			}
		})
	}
}

// Trap 3: tarm/serial's Write waits for ever when the device does not drain.
func TestWriteHasADeadline(t *testing.T) {
	path, master := linetest.Pty(t)
	l := open(t, path, line.Settings{})
	l.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	n := soon(t, "Write", func() int {
		n, err := l.Write(make([]byte, 1<<20))
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Write: %v", err)
		}
		return n
	})
	if n <= 0 || n >= 1<<20 {
		t.Errorf("the line accepted %d bytes", n)
	}
	// What is stuck can be discarded, and the line goes on.
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, master)
	l.SetWriteDeadline(time.Now().Add(patience))
	if _, err := l.Write(make([]byte, 1<<16)); err != nil {
		t.Errorf("Write after Flush: %v", err)
	}
}

// Trap 4: two programs can open one line with tarm/serial.
func TestLineHasOneOwner(t *testing.T) {
	path, _ := linetest.Pty(t)
	first := open(t, path, line.Settings{Baud: 19200})
	_, err := line.Open(path, line.Settings{Baud: 9600})
	if devices.FaultOf(err) != devices.FaultLineBusy {
		t.Fatalf("second Open: %v", err)
	}
	if got := termios(t, path); got.Ospeed != 19200 {
		t.Errorf("the second Open changed the speed to %d", got.Ospeed)
	}
	if !exclusive(t, path) {
		t.Error("the line is not exclusive while it is open")
	}
	first.Close()
	if exclusive(t, path) {
		t.Error("the line is still exclusive after Close")
	}
	open(t, path, line.Settings{})
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	regular := filepath.Join(dir, "file")
	if err := os.WriteFile(regular, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	dangling := filepath.Join(dir, "dangling")
	if err := os.Symlink(filepath.Join(dir, "nowhere"), dangling); err != nil {
		t.Fatal(err)
	}
	path, _ := linetest.Pty(t)
	for _, test := range []struct {
		name     string
		path     string
		settings line.Settings
		fault    devices.Fault
		text     string
	}{
		{"no node", filepath.Join(dir, "none"), line.Settings{}, devices.FaultUnplugged, "none"},
		{"dangling link", dangling, line.Settings{}, devices.FaultUnplugged, "dangling"},
		{"regular file", regular, line.Settings{}, devices.FaultLineUnknown, "file"},
		{"directory", dir, line.Settings{}, devices.FaultLineUnknown, "directory"},
		{"baud", path, line.Settings{Baud: 14400}, devices.FaultLineUnknown, "14400 8N1: Unrecognized baud rate"},
		{"negative baud", path, line.Settings{Baud: -1}, devices.FaultLineUnknown, "-1 8N1"},
		{"stop bits", path, line.Settings{StopBits: 3}, devices.FaultLineUnknown, "3 stop bits"},
		{"parity", path, line.Settings{Parity: 9}, devices.FaultLineUnknown, "parity 9"},
		{"flow control", path, line.Settings{FlowControl: 9}, devices.FaultLineUnknown, "flow control 9"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := line.Open(test.path, test.settings)
			if devices.FaultOf(err) != test.fault || !strings.Contains(err.Error(), test.text) {
				t.Errorf("Open: %v", err)
			}
		})
	}
	open(t, path, line.Settings{}) // nothing that failed keeps the line
}

func TestOpenDenied(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("nothing is denied to root")
	}
	path, _ := linetest.Pty(t)
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := line.Open(path, line.Settings{}); devices.FaultOf(err) != devices.FaultLineDenied {
		t.Errorf("Open: %v", err)
	}
}

func TestSettingsReachTheLine(t *testing.T) {
	for _, test := range []struct {
		name     string
		settings line.Settings
		speed    uint32
		cflag    uint32 // must be set
		iflag    uint32 // must be set
		text     string
	}{
		{"zero value", line.Settings{}, 115200, unix.CS8, 0, "115200 8N1"},
		{"two stop bits", line.Settings{Baud: 9600, StopBits: 2}, 9600, unix.CSTOPB, 0, "9600 8N2"},
		{"fast", line.Settings{Baud: 921600, Parity: line.ParityEven}, 921600, unix.CS8, 0, "921600 8E1"},
		{"xonxoff", line.Settings{FlowControl: line.FlowXONXOFF, Parity: line.ParityOdd}, 115200, unix.CS8, unix.IXON | unix.IXOFF, "115200 8O1"},
		{"rtscts", line.Settings{FlowControl: line.FlowRTSCTS}, 115200, unix.CRTSCTS, 0, "115200 8N1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path, _ := linetest.Pty(t)
			link := filepath.Join(t.TempDir(), "link")
			if err := os.Symlink(path, link); err != nil {
				t.Fatal(err)
			}
			open(t, link, test.settings)
			got := termios(t, path)
			if got.Ospeed != test.speed || got.Cflag&test.cflag != test.cflag || got.Iflag&test.iflag != test.iflag || got.Lflag != 0 {
				t.Errorf("speed %d, cflag %#x, iflag %#x, lflag %#x", got.Ospeed, got.Cflag, got.Iflag, got.Lflag)
			}
			if test.iflag == 0 && got.Iflag&(unix.IXON|unix.IXOFF) != 0 {
				t.Errorf("iflag %#x eats DC1 and DC3", got.Iflag)
			}
			if got := test.settings.String(); got != test.text {
				t.Errorf("String: %s", got)
			}
		})
	}
}

// What a device said before the line was opened was said to nobody.
func TestOpenDiscardsWhatCameBefore(t *testing.T) {
	path, master := linetest.Pty(t)
	if _, err := master.Write([]byte("stale")); err != nil {
		t.Fatal(err)
	}
	l := open(t, path, line.Settings{})
	if _, err := master.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	l.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(l, got); err != nil || string(got) != "new" {
		t.Errorf("Read: %q, %v", got, err)
	}
}

func TestNothingLeaks(t *testing.T) {
	path, master := linetest.Pty(t)
	cycle := func() {
		l, err := line.Open(path, line.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan bool)
		go func() { l.Read(make([]byte, 1)); close(done) }()
		l.Close()
		<-done
		if _, err := line.Open(path, line.Settings{Baud: 14400}); err == nil {
			t.Fatal("14400 baud opened")
		}
	}
	cycle() // the poller's own descriptors come with the first use
	goroutines, files := runtime.NumGoroutine(), linetest.Descriptors(t)
	for range 100 {
		cycle()
	}
	if got := linetest.Descriptors(t); got > files {
		t.Errorf("%d descriptors, before %d", got, files)
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > goroutines; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), goroutines)
		}
	}
	master.Close()
}
