package escl

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
)

func open(t testing.TB, d *double, p Profile) *Scanner {
	t.Helper()
	p.DPI = 75
	s, err := New(d.URL+"/eSCL/", p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func wantFault(t *testing.T, err error, want devices.Fault) {
	t.Helper()
	if got := devices.FaultOf(err); got != want {
		t.Fatalf("fault %q (%v), want %q", got, err, want)
	}
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name    string
		formats []string
		request scanner.Request
		width   int
		height  int
		kind    image.Image
	}{
		{"grey", nil, scanner.Request{Mode: scanner.Photo}, 620, 877, &image.Gray{}},
		{"text is grey too", nil, scanner.Request{Mode: scanner.Text}, 620, 877, &image.Gray{}},
		{"colour", nil, scanner.Request{Mode: scanner.Colour}, 620, 877, &image.RGBA{}},
		{"an area at another resolution", nil, scanner.Request{Mode: scanner.Photo, DPI: 150, Area: scanner.Area{X: 10, Y: 10, Width: 85.6, Height: 54}}, 505, 319, &image.Gray{}},
		{"PDF where there is no JPEG", []string{formatPDF}, scanner.Request{Mode: scanner.Photo}, 620, 877, &image.Gray{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDouble(t)
			if c.formats != nil {
				d.formats = c.formats
			}
			d.moving = 1
			s := open(t, d, Flatbed())
			var last scanner.Progress
			page, err := s.Scan(t.Context(), c.request, func(p scanner.Progress) { last = p })
			if err != nil {
				t.Fatal(err)
			}
			if b := page.Image.Bounds(); b.Dx() != c.width || b.Dy() != c.height || page.MIME != "image/jpeg" || last.Lines == 0 {
				t.Errorf("%v of %s, progress %+v", b, page.MIME, last)
			}
			if file, _, err := page.Encode(); err != nil || !bytes.Equal(file, page.File) || file[0] != 0xFF {
				t.Errorf("the file did not stay as it came: %v", err)
			}
			if _, isGrey := page.Image.(*image.Gray); isGrey != (c.kind.ColorModel() == (&image.Gray{}).ColorModel()) {
				t.Errorf("%T", page.Image)
			}
			if len(d.complain) > 0 || d.deleted != 1 || len(d.jobs) != 0 {
				t.Errorf("complaints %q, %d jobs deleted, %d left", d.complain, d.deleted, len(d.jobs))
			}
		})
	}
}

func TestFeeder(t *testing.T) {
	d := newDouble(t)
	s := open(t, d, Feeder())
	if st, err := s.Probe(t.Context()); err != nil || st.State != devices.Online {
		t.Errorf("an empty feeder between two citizens: %+v, %v", st, err)
	}
	_, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
	wantFault(t, err, devices.FaultScanNoSheet)
	d.set(func(d *double) { d.adf, d.pages = "ScannerAdfLoaded", 2 })
	for range 2 {
		if _, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
	wantFault(t, err, devices.FaultScanNoSheet)
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		state, adf string
		feeder     bool
		want       devices.State
		fault      devices.Fault
	}{
		{"Idle", "", false, devices.Online, ""},
		{"Processing", "", false, devices.Busy, ""},
		{"Testing", "", false, devices.Starting, ""},
		{"Stopped", "", false, devices.HardwareError, devices.FaultScanFatal},
		{"Down", "", false, devices.HardwareError, devices.FaultScanFatal},
		{"Idle", "ScannerAdfJam", false, devices.Online, ""},
		{"Idle", "ScannerAdfJam", true, devices.UserError, scanner.FaultJam},
		{"Idle", "ScannerAdfHatchOpen", true, devices.UserError, scanner.FaultCover},
		{"Idle", "ScannerAdfLoaded", true, devices.Online, ""},
	} {
		d := newDouble(t)
		d.state, d.adf = c.state, c.adf
		p := Flatbed()
		p.Feeder = c.feeder
		st, err := open(t, d, p).Probe(t.Context())
		if err != nil || st.State != c.want || st.Fault != c.fault || !strings.Contains(st.Detail, "Double A4") {
			t.Errorf("%s %s: %+v, %v", c.state, c.adf, st, err)
		}
	}
}

func TestRefused(t *testing.T) {
	d := newDouble(t)
	s := open(t, d, Flatbed())
	for name, r := range map[string]scanner.Request{
		"no mode": {}, "resolution": {Mode: scanner.Photo, DPI: 1200},
		"off the glass": {Mode: scanner.Photo, Area: scanner.Area{X: 200, Width: 100, Height: 10}},
		"negative":      {Mode: scanner.Photo, Area: scanner.Area{X: -1, Width: 100, Height: 10}},
	} {
		if _, err := s.Scan(t.Context(), r, nil); devices.FaultOf(err) != devices.FaultScanRefused {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, status := range []int{http.StatusConflict, http.StatusServiceUnavailable} {
		d.set(func(d *double) { d.refuse = status })
		_, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
		wantFault(t, err, devices.FaultScanRefused)
	}
	if _, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil); err != nil {
		t.Errorf("after refusals: %v", err)
	}
}

func TestDamage(t *testing.T) {
	d := newDouble(t)
	s := open(t, d, Flatbed())
	d.set(func(d *double) { d.cut = 1 })
	attempts := 0
	if _, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) { attempts = p.Attempt }); err != nil || attempts != 2 {
		t.Errorf("attempt %d, %v", attempts, err)
	}
	d.set(func(d *double) { d.cut = 2 })
	_, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
	wantFault(t, err, devices.FaultScanCorrupted)
}

func TestCancel(t *testing.T) {
	d := newDouble(t)
	s := open(t, d, Flatbed())
	hold := make(chan struct{})
	d.set(func(d *double) { d.hold = hold })
	ctx, cancel := context.WithCancel(t.Context())
	timer := time.AfterFunc(50*time.Millisecond, cancel)
	defer timer.Stop()
	began := time.Now()
	_, err := s.Scan(ctx, scanner.Request{Mode: scanner.Photo}, nil)
	wantFault(t, err, devices.FaultCancelled)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("free after %v", took)
	}
	close(hold)
	d.set(func(d *double) { d.hold = nil })
	if _, err := s.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil); err != nil {
		t.Error(err)
	}
}

func TestGone(t *testing.T) {
	d := newDouble(t)
	s := open(t, d, Flatbed())
	d.Close()
	st, err := s.Probe(t.Context())
	wantFault(t, err, devices.FaultUnplugged)
	if st.State != devices.NoDevice {
		t.Errorf("%+v", st)
	}
	for _, address := range []string{"", "scanner", "ftp://x/eSCL", "http://", "http://user@x/eSCL", "http://x y"} {
		if _, err := New(address, Flatbed()); devices.FaultOf(err) != devices.FaultLineUnknown {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// A job is looked for on the scanner's own host, below its own jobs, and nowhere else.
func TestLocation(t *testing.T) {
	s, err := New("http://192.0.2.7:8080/eSCL", Flatbed())
	if err != nil {
		t.Fatal(err)
	}
	for header, want := range map[string]string{
		"http://scanner.local/eSCL/ScanJobs/1/": "http://192.0.2.7:8080/eSCL/ScanJobs/1", "/eSCL/ScanJobs/abc": "http://192.0.2.7:8080/eSCL/ScanJobs/abc",
		"ScanJobs/2": "http://192.0.2.7:8080/eSCL/ScanJobs/2", "": "", "/admin": "", "/eSCL/ScanJobs/../../admin": "", ":": "",
	} {
		if got, err := s.location(header); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", header, got, err)
		}
	}
}

// TestDoubleBySANE lets SANE's escl backend scan from the double, which so is no invention of ours alone.
func TestDoubleBySANE(t *testing.T) {
	scanimage, err := exec.LookPath("scanimage")
	if err != nil {
		t.Skipf("scanimage is missing: %v (apt-get install sane-utils)", err)
	}
	d := newDouble(t)
	d.formats = []string{formatJPEG} // the double's PDF is none for a reader
	config := t.TempDir()
	for name, text := range map[string]string{"dll.conf": "escl\n", "escl.conf": "device " + d.URL + " \"Double\"\n"} {
		if err := os.WriteFile(filepath.Join(config, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := context.WithTimeout(t.Context(), 30*time.Second)
	defer end()
	scan := exec.CommandContext(ctx, scanimage, "-d", "escl:"+d.URL, "--mode", "Gray", "--resolution", "75", "--format=pnm")
	scan.Env = append(os.Environ(), "SANE_CONFIG_DIR="+config)
	var said bytes.Buffer
	scan.Stderr = &said
	out, err := scan.Output()
	if bytes.Contains(said.Bytes(), []byte("open of device")) {
		t.Skipf("this scanimage has no escl backend: %s", said.String())
	}
	if err != nil {
		t.Fatalf("scanimage: %v\n%s", err, said.String())
	}
	ours, err := open(t, d, Flatbed()).Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if size := ours.Image.Bounds(); !bytes.Contains(out[:min(len(out), 200)], fmt.Appendf(nil, "%d %d\n", size.Dx(), size.Dy())) {
		t.Errorf("scanimage's picture begins %q, ours is %v", out[:min(len(out), 60)], size)
	}
	d.set(func(d *double) {
		if len(d.complain) > 0 {
			t.Errorf("the scanner complains of SANE: %q", d.complain)
		}
	})
}

func FuzzXML(f *testing.F) {
	d := &double{formats: []string{formatJPEG}}
	f.Add([]byte(d.capabilities()))
	f.Add([]byte(`<scan:ScannerStatus xmlns:scan="x"><State>Idle</State></scan:ScannerStatus>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := parseCapabilities(data); err == nil {
			for _, in := range []*Input{c.Platen, c.Feeder} {
				if in == nil {
					continue
				}
				if s, err := choose(*in, "Platen", 300, scanner.Request{Mode: scanner.Photo}); err == nil && (s.width > in.MaxWidth || s.format == "") {
					t.Errorf("%+v", s)
				}
			}
		}
		if s, err := parseState(data); err == nil && s.State == "" {
			t.Error("a status without a state")
		}
	})
}
