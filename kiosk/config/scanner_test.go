package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScannerAtAnAddress: a profile of the network takes an address, any other the path of a line, and an address stays as it is written.
func TestScannerAtAnAddress(t *testing.T) {
	for _, c := range []struct {
		profile, path, problem string
	}{
		{"escl", "http://192.0.2.7/eSCL", ""},
		{"escl-feeder", "https://192.0.2.7:8443/eSCL", ""},
		{"omron-ms4x", "lines/scanner", ""},
		{"escl", "/dev/ttyUSB0", "does not fit"},
		{"kiosk-a4", "http://192.0.2.7/eSCL", "does not fit"},
		{"escl", "", ""},
	} {
		file := filepath.Join(t.TempDir(), "terminal.toml")
		text := strings.Replace(Example(), "[devices.scanner]\npath = \"\"\nprofile = \"kiosk-a4\"", "[devices.scanner]\npath = \""+c.path+"\"\nprofile = \""+c.profile+"\"", 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Load(file)
		if c.problem != "" {
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("%s at %q: %v", c.profile, c.path, err)
			}
			continue
		}
		d := got.Devices.Scanner
		if err != nil || d.Profile != c.profile || d.AtAddress() != strings.HasPrefix(c.path, "http") || d.AtAddress() && d.Path != c.path {
			t.Errorf("%s at %q: %+v, %v", c.profile, c.path, d, err)
		}
	}
}
