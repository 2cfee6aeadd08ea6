package linetest

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"buergerterminal/devices/line"
)

// A Transfer is what passed a line in one call.
type Transfer struct {
	At      time.Duration // since the recording began
	Written bool          // by the terminal; false for what the device sent
	Bytes   []byte
}

// A Recording is what passed a line, in its order. It is written one transfer a line, the time in seconds, the direction and the bytes:
//
//	0.003412 > 1b 40
//	0.006120 < 06
//	# a remark
type Recording []Transfer

// String gives the line of a transfer.
func (t Transfer) String() string {
	direction := '<'
	if t.Written {
		direction = '>'
	}
	return fmt.Sprintf("%.6f %c % x", t.At.Seconds(), direction, t.Bytes)
}

// ParseRecording reads a recording. The error names the line that is wrong.
func ParseRecording(r io.Reader) (Recording, error) {
	var all Recording
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || text[0] == '#' {
			continue
		}
		t, err := parseTransfer(text)
		if err != nil {
			return nil, fmt.Errorf("recording, line %d: %w", n, err)
		}
		all = append(all, t)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	return all, nil
}

// longestRecording bounds a time, in seconds: a day.
const longestRecording = 86_400

func parseTransfer(text string) (Transfer, error) {
	words := strings.Fields(text)
	if len(words) < 3 || words[1] != "<" && words[1] != ">" {
		return Transfer{}, fmt.Errorf("%q is not TIME < or > BYTES", text)
	}
	seconds, err := strconv.ParseFloat(words[0], 64)
	if err != nil || !(seconds >= 0 && seconds <= longestRecording) {
		return Transfer{}, fmt.Errorf("%q is no time in seconds", words[0])
	}
	data, err := hex.DecodeString(strings.Join(words[2:], ""))
	if err != nil {
		return Transfer{}, fmt.Errorf("%q are no bytes in hexadecimal", strings.Join(words[2:], " "))
	}
	at := time.Duration(seconds*1e6+0.5) * time.Microsecond
	return Transfer{At: at, Written: words[1] == ">", Bytes: data}, nil
}

// A Recorder is a line that keeps what passes. It can do what the line below can.
type Recorder struct {
	*line.Line
	began time.Time

	mu  sync.Mutex
	all Recording
}

// Record makes a recorder of an open line.
func Record(l *line.Line) *Recorder { return &Recorder{Line: l, began: time.Now()} }

// Read implements io.Reader.
func (r *Recorder) Read(p []byte) (int, error) {
	n, err := r.Line.Read(p)
	r.keep(false, p[:n])
	return n, err
}

// Write implements io.Writer.
func (r *Recorder) Write(p []byte) (int, error) {
	n, err := r.Line.Write(p)
	r.keep(true, p[:n])
	return n, err
}

func (r *Recorder) keep(written bool, p []byte) {
	if len(p) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, Transfer{At: time.Since(r.began), Written: written, Bytes: append([]byte(nil), p...)})
}

// Recording is what has passed so far.
func (r *Recorder) Recording() Recording {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append(Recording(nil), r.all...)
}

// WriteTo writes the recording as ParseRecording reads it.
func (r Recording) WriteTo(w io.Writer) (int64, error) {
	var written int64
	for _, t := range r {
		n, err := fmt.Fprintln(w, t)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}
