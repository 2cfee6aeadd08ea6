package main

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/config"
)

// runPrinter runs "devicectl printer ARGS".
func runPrinter(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, bad bytes.Buffer
	code = printerCommand().run(context.Background(), args, strings.NewReader(stdin), &out, &bad)
	return code, out.String(), bad.String()
}

func TestPrinterEncodeSample(t *testing.T) {
	code, stream, stderr := runPrinter(t, "", "encode", "--sample")
	if code != exitDone || stderr != "" {
		t.Fatal(code, stderr)
	}
	if len(stream) > 4450 {
		t.Errorf("the sample has %d bytes", len(stream))
	}
	if lines := strings.Count(stream[3200:], "\n"); lines < 30 { // behind the logo
		t.Errorf("the sample has %d lines", lines)
	}
	for _, part := range []string{"\x1b@", "\x1bt\x13", "\x1dv0\x00\x20\x00", "0,00 \xd5", "B\x81rgeramt", "l\x94scht", "\x1d(k\x03\x001Q0", "\x1dVB"} {
		if !strings.Contains(stream, part) {
			t.Errorf("the sample lacks %q", part)
		}
	}
}

func TestPrinterRender(t *testing.T) {
	_, stream, _ := runPrinter(t, "", "encode", "--sample")
	dir := t.TempDir()
	file, picture := filepath.Join(dir, "sample.bin"), filepath.Join(dir, "sample.png")
	if err := os.WriteFile(file, []byte(stream), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"render", file, "-o", picture}, {"render", "-o", picture, "-"}} {
		if code, _, stderr := runPrinter(t, stream, args...); code != exitDone || stderr != "" {
			t.Fatal(args, code, stderr)
		}
		f, err := os.Open(picture)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil || img.Bounds().Dx() != 576 || img.Bounds().Dy() < 1500 {
			t.Errorf("%v, %v", img.Bounds(), err)
		}
		if _, paletted := img.(*image.Paletted); !paletted {
			t.Errorf("the picture is a %T", img)
		}
		if err := os.Remove(picture); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPrinterProfiles encodes and draws the sample for every printer that the configuration knows.
func TestPrinterProfiles(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "sample.png")
	for _, name := range config.Profiles("printer") {
		_, stream, _ := runPrinter(t, "", "encode", "--sample", "--profile", name)
		if code, _, stderr := runPrinter(t, stream, "render", "-", "-o", picture, "--profile", name); code != exitDone || stderr != "" {
			t.Errorf("%s: %d, %q", name, code, stderr)
		}
	}
}

func TestPrinterUsage(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	tests := []struct {
		args   []string
		stdin  string
		code   int
		stderr string
	}{
		{nil, "", exitUsage, "encode --sample"},
		{[]string{"burn"}, "", exitUsage, `no "burn"`},
		{[]string{"encode"}, "", exitUsage, "say --sample"},
		{[]string{"encode", "--sample", "more"}, "", exitUsage, "say --sample"},
		{[]string{"encode", "--simple"}, "", exitUsage, "simple"},
		{[]string{"encode", "--sample", "--profile", "laser"}, "", exitUsage, `no profile "laser"`},
		{[]string{"render", "-", "-o", missing, "--profile", "laser"}, "", exitUsage, `no profile "laser"`},
		{[]string{"render", "-"}, "", exitUsage, "-o PICTURE"},
		{[]string{"render", "-o", missing}, "", exitUsage, "name one file"},
		{[]string{"render", missing, "-o", missing + ".png"}, "", exitFailed, "no such file"},
		{[]string{"render", "-", "-o", filepath.Join(missing, "p.png")}, "", exitFailed, "no such file"},
		{[]string{"render", "-", "-o", missing + ".png"}, "\x1bz", exitFailed, "unknown command 1b 7a"},
	}
	for _, test := range tests {
		code, _, stderr := runPrinter(t, test.stdin, test.args...)
		if code != test.code || !strings.Contains(stderr, test.stderr) {
			t.Errorf("%q: %d, %q", test.args, code, stderr)
		}
	}
	for _, help := range []string{"-h", "help"} {
		if code, out, _ := runPrinter(t, "", help); code != exitDone || !strings.Contains(out, "render FILE") {
			t.Errorf("%s: %d, %q", help, code, out)
		}
	}
}
