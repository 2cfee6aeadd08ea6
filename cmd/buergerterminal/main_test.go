package main

import (
	"bytes"
	"errors"
	"runtime/debug"
	"strings"
	"testing"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
)

// TestPrintCode makes a line that the configuration takes, and that the code opens.
func TestPrintCode(t *testing.T) {
	var line bytes.Buffer
	if err := printCode(strings.NewReader("471181\n"), &line); err != nil {
		t.Fatal(err)
	}
	file := "[terminal]\nid = \"MS-03\"\nplace = \"Foyer\"\ntown = \"Stadt\"\nsite = \"Rathaus\"\n[technician]\n" + line.String()
	c, err := config.Parse("f", []byte(file))
	if err != nil || !c.Technician.Code.Matches("471181") {
		t.Errorf("%s: %v", line.String(), err)
	}
	for _, code := range []string{"", "12345\n", "abcdef\n", strings.Repeat("1", 100)} {
		if err := printCode(strings.NewReader(code), &line); !errors.Is(err, config.ErrCode) {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// touches counts what a window hands on.
type touches int

func (n *touches) Pointer(display.PointerEvent) { *n++ }
func (n *touches) Key(display.KeyEvent)         { *n++ }

// TestInputBeforeTheTerminal drops what nobody takes yet.
func TestInputBeforeTheTerminal(t *testing.T) {
	var l later
	l.Pointer(display.PointerEvent{})
	l.Key(display.KeyEvent{})
	var n touches
	l.to(&n)
	l.Pointer(display.PointerEvent{})
	l.Key(display.KeyEvent{})
	if n != 2 {
		t.Errorf("%d events, want those two that came when somebody took them", n)
	}
}

// TestSparingly gives the collector back as it was.
func TestSparingly(t *testing.T) {
	percent := debug.SetGCPercent(100)
	defer debug.SetGCPercent(percent)
	end := sparingly()
	if now := debug.SetGCPercent(-1); now != -1 {
		t.Errorf("collects at %d %% during the start", now)
	}
	end()
	if now := debug.SetGCPercent(100); now != 100 {
		t.Errorf("collects at %d %% behind the start, want 100", now)
	}
}
