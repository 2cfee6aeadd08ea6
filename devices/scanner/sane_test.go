package scanner_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// saneAddress is an address of this machine that nothing else uses, for the port of epson2's network scanners is fixed.
const saneAddress = "127.18.65.1"

// TestScanimage lets SANE's scanimage scan from our simulated scanner, by its epson2 backend, and compares its picture with the
// driver's. A small bridge takes the backend's TCP packets to the pseudo-terminal and back.
func TestScanimage(t *testing.T) {
	scanimage, err := exec.LookPath("scanimage")
	if err != nil {
		t.Skipf("scanimage is missing: %v (apt-get install sane-utils)", err)
	}
	config := saneConfig(t)
	dir, model := simulated(t, kioskColour())
	for _, c := range []struct {
		mode scanner.Mode
		sane string
	}{{scanner.Photo, "Gray"}, {scanner.Colour, "Color"}, {scanner.Text, "Lineart"}} {
		t.Run(c.sane, func(t *testing.T) {
			stop := bridge(t, dir)
			scan := exec.Command(scanimage, "-d", "epson2:net:"+saneAddress, "--format=pnm", "--mode", c.sane, "--resolution", "75",
				"-l", "10", "-t", "20", "-x", "90", "-y", "60")
			if c.mode == scanner.Text {
				scan.Args = append(scan.Args, "--halftoning", "None")
			}
			scan.Env = append(os.Environ(), "SANE_CONFIG_DIR="+config)
			var said bytes.Buffer
			scan.Stderr = &said
			out, err := scan.Output()
			stop()
			if err != nil {
				t.Fatalf("scanimage: %v\n%s", err, said.String())
			}
			theirs := readPNM(t, out)
			ours := driverScan(t, dir, scanner.Request{Mode: c.mode, DPI: 75, Area: scanner.Area{X: 10, Y: 20, Width: 90, Height: 60}})
			wantSamePixels(t, ours.Image, theirs)
		})
	}
	if got := model.Complaints(); len(got) > 0 {
		t.Errorf("the scanner complains: %q", got)
	}
}

// saneConfig names no backend but epson2, and no scanner but ours.
func saneConfig(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"dll.conf": "epson2\n", "epson2.conf": "net " + saneAddress + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// simulated runs a scanner on a pseudo-terminal.
func simulated(t *testing.T, k kind) (dir string, model *simulator.Scanner) {
	t.Helper()
	dir = t.TempDir()
	model = simulator.NewScanner(simulator.ScannerOptions{Profile: k.model})
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{
			Dir: dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: model}, Ready: func() { close(ready) },
		})
	}()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		t.Skipf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return dir, model
}

func openSimulated(t *testing.T, dir string) *line.Line {
	t.Helper()
	l, err := line.Open(filepath.Join(dir, "scanner"), line.Settings{Baud: scanner.KioskColour().Baud})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func driverScan(t *testing.T, dir string, r scanner.Request) scanner.Page {
	t.Helper()
	s := scanner.New(openSimulated(t, dir), scanner.KioskColour())
	defer s.Close()
	page, err := s.Scan(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// bridge listens as an Epson network scanner does and speaks to the scanner on its line, until it is stopped.
func bridge(t *testing.T, dir string) (stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", saneAddress+":1865")
	if err != nil {
		t.Skipf("no address for epson2's network scanners: %v", err)
	}
	l := openSimulated(t, dir)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			if err := carry(c, l); err != nil && !errors.Is(err, io.EOF) {
				t.Errorf("bridge: %v", err)
			}
			c.Close()
		}
	}()
	return func() {
		listener.Close()
		<-ended
		l.Close()
	}
}

// Commands of the packets [SANE backend/epson2_net.c]: 'I' 'S', command, 000C, length, 0000, each number with its high byte first.
const (
	saneData   = 0x2000
	saneLock   = 0x2100
	saneUnlock = 0x2101
)

// carry serves one connection.
func carry(c net.Conn, l *line.Line) error {
	if err := reply(c, make([]byte, 5)); err != nil { // a greeting
		return err
	}
	for header := make([]byte, 12); ; {
		if _, err := io.ReadFull(c, header); err != nil {
			return err
		}
		body := make([]byte, binary.BigEndian.Uint32(header[6:]))
		if _, err := io.ReadFull(c, body); err != nil {
			return err
		}
		answer := []byte{0}
		switch command := binary.BigEndian.Uint16(header[2:]); command {
		case saneData:
			var err error
			if answer, err = exchange(l, body[8:], int(binary.BigEndian.Uint32(body[4:]))); err != nil {
				return err
			}
		case saneUnlock:
			continue
		case saneLock:
		default:
			return fmt.Errorf("command %04X", command)
		}
		if err := reply(c, answer); err != nil {
			return err
		}
	}
}

// exchange puts bytes on the line and takes what is expected back; a shorter answer, as NAK is, ends with the line's silence.
func exchange(l *line.Line, send []byte, want int) ([]byte, error) {
	if _, err := l.Write(send); err != nil {
		return nil, err
	}
	answer := make([]byte, 0, want)
	for len(answer) < want {
		if err := l.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			return nil, err
		}
		n, err := l.Read(answer[len(answer):want])
		answer = answer[:len(answer)+n]
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return answer, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return answer, nil
}

func reply(c net.Conn, data []byte) error {
	packet := []byte{'I', 'S', 0, 0, 0, 12, 0, 0, 0, 0, 0, 0}
	binary.BigEndian.PutUint32(packet[6:], uint32(len(data)))
	_, err := c.Write(append(packet, data...))
	return err
}

// readPNM reads what scanimage writes: P4, P5 or P6 with a comment.
func readPNM(t *testing.T, data []byte) image.Image {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(data))
	var words []int
	first, _, err := r.ReadLine()
	kind := string(first)
	want := map[string]int{"P4": 2, "P5": 3, "P6": 3}[kind]
	for err == nil && len(words) < want {
		var text []byte
		if text, _, err = r.ReadLine(); len(text) == 0 || text[0] == '#' {
			continue
		}
		for _, field := range bytes.Fields(text) {
			n := 0
			if _, err := fmt.Sscan(string(field), &n); err != nil {
				t.Fatal(err)
			}
			words = append(words, n)
		}
	}
	if err != nil || want == 0 {
		t.Fatalf("no picture from scanimage: %q, %v", data[:min(len(data), 40)], err)
	}
	rest, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	width, height := words[0], words[1]
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p := img.Pix[img.PixOffset(x, y):]
			switch kind {
			case "P4": // a set bit is black
				v := 255 * (1 - rest[y*(width/8)+x/8]>>(7-x%8)&1)
				p[0], p[1], p[2] = v, v, v
			case "P5":
				v := rest[y*width+x]
				p[0], p[1], p[2] = v, v, v
			default:
				copy(p[:3], rest[3*(y*width+x):])
			}
			p[3] = 255
		}
	}
	return img
}

func wantSamePixels(t *testing.T, ours, theirs image.Image) {
	t.Helper()
	if ours.Bounds() != theirs.Bounds() {
		t.Fatalf("ours is %v, theirs %v", ours.Bounds(), theirs.Bounds())
	}
	for y := range ours.Bounds().Dy() {
		for x := range ours.Bounds().Dx() {
			r1, g1, b1, _ := ours.At(x, y).RGBA()
			r2, g2, b2, _ := theirs.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 {
				t.Fatalf("pixel %d,%d is %02X%02X%02X, scanimage has %02X%02X%02X", x, y, r1>>8, g1>>8, b1>>8, r2>>8, g2>>8, b2>>8)
			}
		}
	}
}
