package simulator_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/simulator"
)

// speaker answers each byte with a message of six bytes that begins with STX.
type speaker struct{}

func (speaker) Serve(_ context.Context, l io.ReadWriter) error {
	var b [1]byte
	for {
		if _, err := l.Read(b[:]); err != nil {
			return err
		}
		if _, err := l.Write([]byte{2, 'a', 'b', 'c', b[0], 3}); err != nil {
			return err
		}
	}
}

func (speaker) Complaints() []string { return nil }

func (speaker) Control(context.Context, string, []string) (string, error) {
	return "", errors.New("never")
}

func startSpeaker(t *testing.T) string {
	dir, _ := start(t, map[devices.Kind]simulator.Model{devices.Scanner: speaker{}})
	return dir
}

// heard is what arrives until n bytes are there, or until the line was quiet for a while.
func heard(t *testing.T, l *line.Line, n int) []byte {
	t.Helper()
	const quiet = 250 * time.Millisecond
	var all []byte
	b := make([]byte, 512)
	for len(all) < n {
		l.SetReadDeadline(time.Now().Add(quiet))
		k, err := l.Read(b)
		all = append(all, b[:k]...)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func ask(t *testing.T, l *line.Line, questions string) {
	t.Helper()
	if _, err := l.Write([]byte(questions)); err != nil {
		t.Fatal(err)
	}
}

// TestAlteredAnswers holds each fault of an answer to what it says of itself, and to leaving the answer after it alone.
func TestAlteredAnswers(t *testing.T) {
	const x, y = "\x02abcx\x03", "\x02abcy\x03"
	for _, tt := range []struct {
		fault string
		want  func(got string) bool
	}{
		{"half-frame", is("\x02ab")},
		{"split", is(x)},
		{"noise-before 5", func(got string) bool { return len(got) == 11 && strings.HasSuffix(got, x) }},
		{"bad-checksum", is("\x02abcx\x56")},
		{"bad-byte 1", is("\x02pbcx\x03")},
		{"bad-byte 99", is("\x02abcx\x12")},
		{"short", is("\x02abx\x03")},
		{"over-long 4", is(x + "UUUU")},
		{"duplicate", is(x + x)},
		{"stale", is("\x02abc0\x03" + x)},
		{"late-answer 50ms", is(x)},
		{"merge", is(x)}, // nothing comes with it, so it comes alone
	} {
		t.Run(tt.fault, func(t *testing.T) {
			t.Parallel()
			dir := startSpeaker(t)
			l := open(t, dir, line.Settings{})
			ask(t, l, "0")
			heard(t, l, len(x))
			send(t, dir, append([]string{"scanner"}, strings.Fields(tt.fault)...)...)
			ask(t, l, "x")
			if got := string(heard(t, l, 100)); !tt.want(got) {
				t.Errorf("got %q", got)
			}
			if strings.HasPrefix(tt.fault, "split") {
				send(t, dir, "scanner", "talk")
			}
			ask(t, l, "y")
			if got := string(heard(t, l, 100)); got != y {
				t.Errorf("the answer after it is %q", got)
			}
		})
	}
}

func is(want string) func(string) bool { return func(got string) bool { return got == want } }

// TestLastingFaults holds the faults that last to beginning and to ending.
func TestLastingFaults(t *testing.T) {
	t.Parallel()
	dir := startSpeaker(t)
	l := open(t, dir, line.Settings{})
	const x = "\x02abcx\x03"
	for _, tt := range []struct{ fault, answer string }{
		{"silence", ""}, {"naks", "\x15"}, {"unknown-code", "\xEEabcx\x03"},
	} {
		send(t, dir, "scanner", tt.fault)
		ask(t, l, "x")
		if got := string(heard(t, l, 100)); got != tt.answer {
			t.Errorf("%s: %q", tt.fault, got)
		}
		send(t, dir, "scanner", "talk")
		ask(t, l, "x")
		if got := string(heard(t, l, len(x))); got != x {
			t.Errorf("after %s: %q", tt.fault, got)
		}
	}
	send(t, dir, "scanner", "unasked")
	if got := string(heard(t, l, len(x))); got != x {
		t.Errorf("unasked: %q", got)
	}
}

// TestHold: a device that takes nothing lets the terminal's writes run into their deadline, and goes on afterwards.
func TestHold(t *testing.T) {
	t.Parallel()
	dir := startSpeaker(t)
	l := open(t, dir, line.Settings{Baud: 4_000_000})
	send(t, dir, "scanner", "hold")
	l.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
	if _, err := l.Write(make([]byte, 1<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("a write of a mebibyte ended with %v", err)
	}
	send(t, dir, "scanner", "talk")
	if got := heard(t, l, 600); len(got) < 600 {
		t.Errorf("only %d bytes of answers came afterwards", len(got))
	}
}

// TestReset: a device that starts anew is silent for a while on the same line, and then answers.
func TestReset(t *testing.T) {
	t.Parallel()
	dir := startSpeaker(t)
	l := open(t, dir, line.Settings{})
	send(t, dir, "scanner", "reset", "400ms")
	ask(t, l, "x")
	if got := heard(t, l, 1); len(got) != 0 {
		t.Errorf("while it starts it says %q", got)
	}
	until(t, "the device to be back", func() bool {
		ask(t, l, "x")
		return strings.HasPrefix(string(heard(t, l, 6)), "\x02")
	})
}

// TestPorts holds the faults of the port to what the terminal finds when it opens the line.
func TestPorts(t *testing.T) {
	t.Parallel()
	dir := startSpeaker(t)
	path := filepath.Join(dir, "scanner")
	attempt := func() devices.Fault {
		l, err := line.Open(path, line.Settings{})
		if err == nil {
			l.Close()
		}
		return devices.FaultOf(err)
	}
	node := func() string { to, _ := filepath.EvalSymlinks(path); return to }
	for _, tt := range []struct {
		fault string
		want  devices.Fault
	}{
		{"unplug", devices.FaultUnplugged}, {"deny", devices.FaultLineDenied}, {"occupy", devices.FaultLineBusy},
	} {
		send(t, dir, "scanner", tt.fault)
		if got := attempt(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.fault, got, tt.want)
		}
		send(t, dir, "scanner", "plug")
		if got := attempt(); got != "" {
			t.Errorf("after %s: %q", tt.fault, got)
		}
	}
	before := node()
	send(t, dir, "scanner", "move")
	if got := attempt(); got != "" || node() == before {
		t.Errorf("moved from %s to %s, %q", before, node(), got)
	}
}

func until(t *testing.T, what string, condition func() bool) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); !condition(); {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// TestWrongWords: a fault that is ordered wrongly is refused.
func TestWrongWords(t *testing.T) {
	dir := startSpeaker(t)
	for _, words := range []string{"split many", "split 1 2", "reset soon", "silence 3", "bad-byte -1", "noise 0", "dance"} {
		if _, err := simulator.Send(t.Context(), dir, append([]string{"scanner"}, strings.Fields(words)...)...); !errors.Is(err, simulator.ErrRefused) {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// scripted runs the speaker with a script.
func scripted(t *testing.T, text string) (dir string) {
	t.Helper()
	script, err := simulator.ParseScript([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return startWith(t, simulator.Options{Models: map[devices.Kind]simulator.Model{devices.Scanner: speaker{}}, Script: script})
}

// TestScriptMoments plays an entry for each kind of moment and finds its fault there, and not before.
func TestScriptMoments(t *testing.T) {
	const x = "\x02abcx\x03"
	for moment, harmless := range map[string]int{
		"sent = 12": 2, "heard = 3": 2, "answer = 3": 2, `on = "78"` + "\nnth = 3": 2, `on = "78 78 78"`: 2, `at = "0s"`: 0, "plug = 1": 0,
	} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			dir := scripted(t, "[[fault]]\ndevice = \"scanner\"\ndo = \"naks\"\n"+moment+"\n")
			l := open(t, dir, line.Settings{})
			for range harmless {
				ask(t, l, "x")
				if got := string(heard(t, l, len(x))); got != x {
					t.Fatalf("too early: %q", got)
				}
			}
			until(t, "the fault", func() bool {
				ask(t, l, "x")
				return bytes.Contains(heard(t, l, len(x)), []byte{0x15})
			})
		})
	}
}

// TestOrder: a fault that is ordered for certain bytes strikes their answer and no other.
func TestOrder(t *testing.T) {
	t.Parallel()
	dir := startSpeaker(t)
	l := open(t, dir, line.Settings{})
	send(t, dir, "scanner", "on", "7978", "half-frame")
	for _, tt := range []struct{ question, answer string }{{"y", "\x02abcy\x03"}, {"x", "\x02ab"}, {"x", "\x02abcx\x03"}} {
		ask(t, l, tt.question)
		if got := string(heard(t, l, 6)); got != tt.answer {
			t.Errorf("%q is answered by %q", tt.question, got)
		}
	}
	send(t, dir, "scanner", "on", "sent=3", "naks")
	ask(t, l, "xx")
	if got := heard(t, l, 7); !bytes.HasPrefix(got, []byte("\x02abcx\x03")) && !bytes.HasPrefix(got, []byte{0x15}) {
		t.Errorf("before three bytes: %q", got)
	}
	until(t, "the fault", func() bool { ask(t, l, "x"); return bytes.Contains(heard(t, l, 6), []byte{0x15}) })
	send(t, dir, "scanner", "talk")
	send(t, dir, "scanner", "on", "7978", "half-frame")
	send(t, dir, "scanner", "talk")
	for _, tt := range []struct{ question, answer string }{{"y", "\x02abcy\x03"}, {"x", "\x02abcx\x03"}} {
		ask(t, l, tt.question)
		if got := string(heard(t, l, 6)); got != tt.answer {
			t.Errorf("after what was ordered was taken back, %q is answered by %q", tt.question, got)
		}
	}
	for _, words := range []string{"on", "on 79", "on zz talk", "on sent=x talk"} {
		if _, err := simulator.Send(t.Context(), dir, append([]string{"scanner"}, strings.Fields(words)...)...); !errors.Is(err, simulator.ErrRefused) {
			t.Errorf("%q: %v", words, err)
		}
	}
}

// TestScriptUndoes: an entry with an end ends by itself.
func TestScriptUndoes(t *testing.T) {
	t.Parallel()
	dir := scripted(t, "[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\nplug = 1\nfor = \"200ms\"\n")
	path := filepath.Join(dir, "scanner")
	until(t, "the cable to go", func() bool { _, err := os.Lstat(path); return errors.Is(err, os.ErrNotExist) })
	until(t, "the cable to come", func() bool { _, err := os.Stat(path); return err == nil })
}

// TestScriptOfTheImpossible: what a device refuses is found among its complaints.
func TestScriptOfTheImpossible(t *testing.T) {
	t.Parallel()
	dir := scripted(t, "[[fault]]\ndevice = \"scanner\"\ndo = \"paper end\"\nat = \"0s\"\n")
	until(t, "the complaint", func() bool { return strings.Contains(send(t, dir, "scanner", "complaints"), "paper end: never") })
}

func TestScriptMistakes(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"[[fault]]\ndevice = \"scanner\"\n", "entry 1: it needs a device and what to do"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\n", "needs one moment"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\nat = \"1s\"\nsent = 4\n", "needs one moment"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\nat = \"1s\"\nnth = 4\n", "needs one moment"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\nat = \"soon\"\n", `"soon" is no time`},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"unplug\"\non = \"print\"\n", "neither a job of the scanner nor bytes"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"half-frame\"\nat = \"1s\"\nfor = \"1s\"\n", "say undo"},
		{"[[fault]]\ndevice = \"scanner\"\ndo = \"naks\"\nwhen = 3\n", "when"},
		{"[[fault]]\ndevice = 3\n", "cannot decode"},
	} {
		if _, err := simulator.ParseScript([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s\ngot %v", tt.text, err)
		}
	}
	script, err := simulator.ParseScript([]byte("[[fault]]\ndevice = \"oven\"\ndo = \"naks\"\nat = \"0s\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = simulator.Run(t.Context(), simulator.Options{Dir: t.TempDir(), Models: map[devices.Kind]simulator.Model{devices.Scanner: speaker{}}, Script: script})
	if err == nil || !strings.Contains(err.Error(), `no device "oven"`) {
		t.Errorf("a script for a device that is not there: %v", err)
	}
}

// FuzzParseScript: no script makes the reader panic, and what it accepts has something to do at some moment.
func FuzzParseScript(f *testing.F) {
	f.Add([]byte("[[fault]]\ndevice = \"scanner\"\ndo = \"half-frame\"\non = \"scan\"\nnth = 2\n"))
	f.Add([]byte("[[fault]]\ndevice = \"printer\"\ndo = \"paper end\"\nat = \"5s\"\nfor = \"3s\"\nundo = \"paper ok\"\n"))
	f.Add([]byte("fault = [{ device = 'x', do = \"'\" }]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		script, err := simulator.ParseScript(data)
		if err != nil {
			return
		}
		for _, m := range script {
			if m.Device == "" || len(m.Do) == 0 || m.At < 0 || m.For > 0 && len(m.Undo) == 0 {
				t.Errorf("accepted %+v", m)
			}
		}
	})
}
