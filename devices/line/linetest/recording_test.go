package linetest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices/line"
)

// TestRecordAndPlay records a talk on a pseudo-terminal, writes it, reads it and plays it to the same questions.
func TestRecordAndPlay(t *testing.T) {
	path, master := Pty(t)
	l, err := line.Open(path, line.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	recorder := Record(l)
	if _, err := recorder.Write([]byte("\x1bI")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(master, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	if _, err := master.Write([]byte("\x02B4")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(recorder, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := recorder.Recording().WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	read, err := ParseRecording(&file)
	if err != nil {
		t.Fatal(err)
	}
	p := Play(t, read)
	p.SetReadDeadline(time.Now().Add(10 * time.Second))
	for _, b := range []byte("\x1bI") { // in other portions than then
		if _, err := p.Write([]byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	answer := make([]byte, 3)
	if _, err := io.ReadFull(p, answer); err != nil || string(answer) != "\x02B4" {
		t.Errorf("the player answers %q, %v", answer, err)
	}
}

// complaint is a test that keeps its failures for itself.
type complaint struct {
	testing.TB
	said    []string
	cleanup []func()
}

func (c *complaint) Helper()          {}
func (c *complaint) Cleanup(f func()) { c.cleanup = append(c.cleanup, f) }
func (c *complaint) Errorf(format string, args ...any) {
	c.said = append(c.said, fmt.Sprintf(format, args...))
}

func (c *complaint) end() string {
	for _, f := range c.cleanup {
		f()
	}
	return strings.Join(c.said, "\n")
}

// TestPlayerComplains: a driver that says something else, too much or too little, fails its test.
func TestPlayerComplains(t *testing.T) {
	recording := Recording{{Written: true, Bytes: []byte("ab")}, {Bytes: []byte{6}}}
	for says, want := range map[string]string{
		"ax": "the driver writes 78, the recording goes on with 0.000000 > 62", "abc": "writes 63, the recording goes on with 0.000000 < 06", "a": "not played to its end",
	} {
		c := &complaint{TB: t}
		p := Play(c, recording)
		if _, err := p.Write([]byte(says)); err != nil {
			t.Fatal(err)
		}
		if got := c.end(); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", says, got, want)
		}
	}
	c := &complaint{TB: t}
	p := Play(c, nil)
	if _, err := p.Write([]byte{1}); err != nil || !strings.Contains(c.end(), "at its end") {
		t.Errorf("after the end: %v, %q", err, c.said)
	}
}

// TestPlayerWaits: nothing comes before its question, and a deadline or a close ends the waiting.
func TestPlayerWaits(t *testing.T) {
	p := Play(&complaint{TB: t}, Recording{{Written: true, Bytes: []byte{1}}, {Bytes: []byte{2}}})
	p.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if _, err := p.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("before the question: %v", err)
	}
	p.SetReadDeadline(time.Time{})
	ended := make(chan error)
	go func() {
		_, err := p.Read(make([]byte, 1))
		ended <- err
	}()
	p.Close()
	if err := <-ended; !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := p.Write([]byte{1}); !errors.Is(err, os.ErrClosed) || !errors.Is(p.Close(), os.ErrClosed) {
		t.Errorf("a write after Close: %v", err)
	}
}

func TestParseRecording(t *testing.T) {
	got, err := ParseRecording(strings.NewReader("# of a scanner\n\n0.5 > 1b 40\n0.501250 < 06\n"))
	want := Recording{{At: 500 * time.Millisecond, Written: true, Bytes: []byte{0x1b, 0x40}}, {At: 501250 * time.Microsecond, Bytes: []byte{6}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	for text, want := range map[string]string{
		"0.5 >\n": "line 1", "0.5 = 06": "line 1", "\nsoon < 06": "line 2", "-1 < 06": "no time", "NaN < 06": "no time", "1 < 0": "hexadecimal", "1 < zz": "hexadecimal",
	} {
		if _, err := ParseRecording(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// FuzzParseRecording: whatever is accepted is written and read again as the same.
func FuzzParseRecording(f *testing.F) {
	f.Add("0.5 > 1b 40\n0.501250 < 06\n")
	f.Add("# nothing\n86400 < 00ff\n")
	f.Fuzz(func(t *testing.T, text string) {
		first, err := ParseRecording(strings.NewReader(text))
		if err != nil {
			return
		}
		var file bytes.Buffer
		if _, err := first.WriteTo(&file); err != nil {
			t.Fatal(err)
		}
		second, err := ParseRecording(&file)
		if err != nil || len(first) != len(second) || len(first) > 0 && !reflect.DeepEqual(first, second) {
			t.Errorf("%v\nbecame\n%v, %v", first, second, err)
		}
	})
}

// TestNotInTheTerminal: recorder, player and stand-ins are in no program that is shipped.
func TestNotInTheTerminal(t *testing.T) {
	for _, program := range []string{"buergerterminal", "clerkhub", "devicectl", "flowctl"} {
		list := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "../../../cmd/"+program)
		out, err := list.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		if !strings.Contains(string(out), "buergerterminal/") {
			t.Fatalf("%s depends on nothing of ours: %s", program, out)
		}
		for dependency := range strings.Lines(string(out)) {
			d, imports, _ := strings.Cut(strings.TrimSpace(dependency), " ")
			if !strings.HasPrefix(d, "buergerterminal/") {
				continue // a library may (github.com/jezek/xgb links testing)
			}
			if strings.HasSuffix(d, "test") || slices.Contains(strings.Fields(imports), "testing") {
				t.Errorf("%s links %s, which imports %s", program, d, imports)
			}
		}
	}
}
