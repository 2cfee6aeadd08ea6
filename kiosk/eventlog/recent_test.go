package eventlog

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRecent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.log")
	o := options()
	o.MaxBytes, o.Keep = 400, 2
	l, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		l.VisitBegan()
		l.DeviceChanged("printer", "noDevice", "line.unplugged", true, false)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Recent(path, 5)
	if err != nil || len(got) != 5 {
		t.Fatalf("%d lines, want 5 from two files: %v", len(got), err)
	}
	first := got[0]
	if first.Event != DeviceLost || first.Level != Warn || first.Fields != "device printer, state noDevice, code line.unplugged" || !first.At.Equal(noon()) {
		t.Errorf("the newest line is %+v", first)
	}
	if got[1].Event != VisitStarted || got[1].Fields != "" {
		t.Errorf("the line before is %+v", got[1])
	}
}

func TestRecentOfWhatIsNoLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "terminal.log")
	for _, name := range []string{"", Stderr, path} {
		if got, err := Recent(name, 5); err != nil || len(got) > 0 {
			t.Errorf("%q: %v %v", name, got, err)
		}
	}
	text := "half a line\n{\"level\":\"info\"}\n{\"level\":\"info\",\"time\":\"2026-06-01T10:00:00.000Z\",\"event\":\"Lehmann\"}\n[]\n\n{\"a\":{\"b\":1}}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := Recent(path, 5); err != nil || len(got) > 0 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := Recent(t.TempDir(), 5); err == nil {
		t.Error("a folder was read")
	}
}

func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"level":"info","time":"2026-06-01T10:00:00.000Z","event":"visit.started"}`))
	f.Add([]byte(`{"level":"warn","event":"device.lost","device":["x"],"code":1e999}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, ok := parseLine(data); ok {
			if _, known := eventOf(l.Event); !known {
				t.Errorf("%q is read as %+v", data, l)
			}
		}
	})
}
