package scanner_test

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/scannertest"
	"buergerterminal/devices/simulator"
)

var (
	_ scanner.Line    = net.Conn(nil)
	_ io.Closer       = (*scanner.Scanner)(nil)
	_ simulator.Model = (*simulator.Scanner)(nil)
)

// rig is a driver and a model with a line between them, in virtual time.
type rig struct {
	*scanner.Scanner
	t       testing.TB
	model   *simulator.Scanner
	line    *wiretap
	profile scanner.Profile
	cancel  context.CancelFunc
	served  chan struct{}
}

// kind is a driver's profile with the model's.
type kind struct {
	name   string
	driver scanner.Profile
	model  simulator.ScannerProfile
}

func gt1000() kind  { return kind{"GT-1000", scanner.GT1000(), simulator.ScannerGT1000()} }
func kioskA4() kind { return kind{"KioskA4", scanner.KioskA4(), simulator.ScannerKioskA4()} }
func kioskColour() kind {
	return kind{"KioskColour", scanner.KioskColour(), simulator.ScannerKioskColour()}
}
func kioskFeeder() kind {
	return kind{"KioskFeeder", scanner.KioskFeeder(), simulator.ScannerKioskColour()}
}

// byLines is a colour scanner of level B4: each line comes three times.
func byLines() kind {
	k := kioskA4()
	k.name, k.driver.Colour, k.model.Colour = "line sequence", true, true
	return k
}

// byBytes is a colour scanner of level B5 without FS commands.
func byBytes(greenFirst bool) kind {
	k := byLines()
	k.name, k.driver.Level, k.model.Level, k.model.GreenFirst = "byte sequence", "B5", "B5", greenFirst
	return k
}

// inRig runs f in virtual time on a line that is paced to the profile's speed.
func inRig(t *testing.T, k kind, o simulator.ScannerOptions, f func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		o.Profile = k.model
		r := &rig{t: t, model: simulator.NewScanner(o), profile: k.driver}
		r.plug()
		defer func() {
			r.unplug()
			r.Scanner.Close()
		}()
		f(t, r)
	})
}

// plug connects the model by a new line and starts a new driver on it.
func (r *rig) plug() {
	host, device := net.Pipe()
	r.line = &wiretap{Conn: host}
	r.Scanner = scanner.New(r.line, r.profile)
	ctx, cancel := context.WithCancel(context.Background())
	r.cancel, r.served = cancel, make(chan struct{})
	paced := scannertest.Paced(device, r.profile.Baud)
	go func() {
		defer close(r.served)
		r.model.Serve(ctx, paced)
		device.Close()
	}()
}

func (r *rig) unplug() {
	r.cancel()
	<-r.served
}

func (r *rig) control(words ...string) {
	r.t.Helper()
	if _, err := r.model.Control(context.Background(), words[0], words[1:]); err != nil {
		r.t.Fatal(err)
	}
}

// mustScan scans without any fault.
func (r *rig) mustScan(request scanner.Request) scanner.Page {
	r.t.Helper()
	p, err := r.Scan(r.t.Context(), request, nil)
	if err != nil {
		r.t.Fatalf("scan: %v", err)
	}
	return p
}

func (r *rig) wantNoComplaint() {
	r.t.Helper()
	if c := r.model.Complaints(); len(c) > 0 {
		r.t.Errorf("the scanner complains: %q", c)
	}
}

func wantFault(t testing.TB, err error, want devices.Fault) {
	t.Helper()
	if got := devices.FaultOf(err); got != want {
		t.Fatalf("fault %q (%v), want %q", got, err, want)
	}
}

// wiretap is the driver's end of the line. It records what the driver sends and counts what it gets.
type wiretap struct {
	net.Conn
	mu       sync.Mutex
	sent     []byte
	received int
	damage   func() damage // asked for each byte that comes; nil is a good line
	held     []byte        // doubled bytes that did not fit
	last     int           // byte after which nothing comes any more; 0 is a line that lasts
}

// damage is what a bad line does to one byte.
type damage int

const (
	none damage = iota
	lost
	doubled
)

func (w *wiretap) Write(p []byte) (int, error) {
	w.mu.Lock()
	w.sent = append(w.sent, p...)
	w.mu.Unlock()
	return w.Conn.Write(p)
}

func (w *wiretap) Read(p []byte) (int, error) {
	if len(w.held) > 0 {
		n := copy(p, w.held)
		w.held = w.held[n:]
		return n, nil
	}
	n, err := w.Conn.Read(p)
	for w.last > 0 && w.received >= w.last && err == nil {
		n, err = w.Conn.Read(p)
	}
	w.mu.Lock()
	if w.last > 0 {
		n = min(n, max(0, w.last-w.received))
	}
	w.received += n
	w.mu.Unlock()
	if w.damage == nil || n == 0 {
		return n, err
	}
	var bad []byte
	for _, b := range p[:n] {
		switch w.damage() {
		case none:
			bad = append(bad, b)
		case doubled:
			bad = append(bad, b, b)
		}
	}
	n = copy(p, bad)
	w.held = bad[n:]
	return n, err
}

func (w *wiretap) traffic() (sent []byte, received int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.sent), w.received
}

// randomSheet is a PNG file of random greys that fills a bed of the given size exactly.
func randomSheet(t testing.TB, width, height int) (string, *image.Gray) {
	t.Helper()
	random := rand.New(rand.NewPCG(7, 7))
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = uint8(random.IntN(256))
	}
	path := filepath.Join(t.TempDir(), "sheet.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path, img
}

// samePicture compares two pages pixel by pixel.
func samePicture(a, b image.Image) bool {
	switch a := a.(type) {
	case *image.Gray:
		b, ok := b.(*image.Gray)
		return ok && a.Rect == b.Rect && slices.Equal(a.Pix, b.Pix)
	case *image.RGBA:
		b, ok := b.(*image.RGBA)
		return ok && a.Rect == b.Rect && slices.Equal(a.Pix, b.Pix)
	case *image.Paletted:
		b, ok := b.(*image.Paletted)
		return ok && a.Rect == b.Rect && slices.Equal(a.Pix, b.Pix)
	}
	return false
}

func greyAt(img image.Image, x, y int) int {
	switch img := img.(type) {
	case *image.Gray:
		return int(img.Pix[y*img.Stride+x])
	case *image.Paletted:
		return int(img.Pix[y*img.Stride+x]) * 255 // black and white
	}
	return int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
}
