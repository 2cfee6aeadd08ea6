package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"buergerterminal/kiosk/config"
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
