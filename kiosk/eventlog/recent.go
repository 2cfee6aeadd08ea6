package eventlog

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// Line is an event as it was written.
type Line struct {
	At     time.Time
	Level  Level
	Event  Name
	Fields string // "device printer, code line.unplugged", in the order of the file
}

// tailBytes is how much of a file's end is read for its last lines; an event takes some 150 bytes.
const tailBytes = 64 << 10

// Recent reads the last n lines of the log at path, the newest first, from the file before it too where the file is young.
// What is no event is left out. A log that is no file has no lines.
func Recent(path string, n int) ([]Line, error) {
	if path == "" || path == Stderr {
		return nil, nil
	}
	var all []Line
	for _, name := range []string{path, path + ".1"} {
		lines, err := tail(name)
		if os.IsNotExist(err) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("eventlog: %w", err)
		}
		slices.Reverse(lines)
		if all = append(all, lines...); len(all) >= n {
			return all[:n], nil
		}
	}
	return all, nil
}

// tail reads the events at the end of a file, the oldest first.
func tail(path string) ([]Line, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	from := max(0, end-tailBytes)
	data := make([]byte, end-from)
	if _, err := f.ReadAt(data, from); err != nil && err != io.EOF {
		return nil, err
	}
	if from > 0 { // the first line is cut
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	var all []Line
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if l, ok := parseLine(lines.Bytes()); ok {
			all = append(all, l)
		}
	}
	return all, nil
}

// parseLine reads a line of the log; ok is false for what Write did not write.
func parseLine(data []byte) (l Line, ok bool) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return l, false
	}
	var fields []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return l, false
		}
		value, err := d.Token()
		if err != nil {
			return l, false
		}
		switch text := fmt.Sprint(value); key {
		case "time":
			if l.At, err = time.Parse(time.RFC3339, text); err != nil {
				return l, false
			}
		case "level":
			l.Level = Level(text)
		case "event":
			l.Event = Name(text)
		default:
			fields = append(fields, fmt.Sprint(key)+" "+text)
		}
	}
	l.Fields = strings.Join(fields, ", ")
	_, known := eventOf(l.Event)
	return l, known
}
