package simulator

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
)

// ScannerProfile is a kind of ESC/I scanner as data.
type ScannerProfile struct {
	Baud        int
	Level       string // "B2" acknowledges each line, "B4" blocks of lines
	Resolutions []int
	MaxWidth    int // pixels at the highest resolution
	MaxHeight   int
	CoverSensor bool // the lid shows in the extended status
	Colour      bool // by line sequence, from level B5 on by byte sequence
	GreenFirst  bool // byte sequence gives green, red, blue, and says so in the status
	Extended    bool // knows the FS commands
	Feeder      bool // has a document feeder
	Model       string
}

// ScannerGT1000 is the Epson GT-1000, an identity-card page scanner [ESC/I Scanner Reference Manual 1995, B-2].
func ScannerGT1000() ScannerProfile {
	return ScannerProfile{Baud: 19_200, Level: "B2", Resolutions: []int{50, 100, 150, 200}, MaxWidth: 592, MaxHeight: 840}
}

// ScannerKioskA4 is the shipped scanner: ESC/I at 921,600 baud and A4, an extension of ours.
func ScannerKioskA4() ScannerProfile {
	return ScannerProfile{
		Baud: 921_600, Level: "B4", Resolutions: []int{75, 100, 150, 200, 300}, MaxWidth: 2480, MaxHeight: 3508, CoverSensor: true,
	}
}

// ScannerKioskColour is the kiosk's scanner with what later scanners of the family have: colour, the FS commands and a document
// feeder, at level B7. None of those had a serial line: an extension of ours.
func ScannerKioskColour() ScannerProfile {
	p := ScannerKioskA4()
	p.Level, p.Colour, p.Extended, p.Feeder, p.Model = "B7", true, true, true, "KIOSK A4C"
	return p
}

// ScannerOptions configures the scanner model. The zero value is a KioskA4 with the sheet "proof" on its bed.
type ScannerOptions struct {
	Profile ScannerProfile
	Sheet   string // as the command "sheet" takes it

	// StopsInsideBlock makes CAN end a block at once. The manual does not say what happens; by default CAN waits
	// in the receive buffer until the block is sent.
	StopsInsideBlock bool
}

// Scanner is the byte-level model of an ESC/I scanner. It shares no code with the driver, so that a mistake in one shows in the other.
type Scanner struct {
	complaints
	options ScannerOptions
	profile ScannerProfile

	// The protocol's state belongs to Serve and outlives an unplug, as a scanner's does.
	settings scannerSettings
	command  byte // waiting for the parameters of this command, or 0
	wanted   int
	received []byte
	page     *scannerPage // a page that is being fetched, or nil
	drawn    scannerDrawing

	mu        sync.Mutex     // guards what Control shares with Serve
	sheet     *scannerSheet  // nil is an empty bed
	faults    []scannerFault // one for each of the next scans
	fatal     bool
	coverOpen bool
	feeder    []*scannerSheet // what waits in the document feeder, uppermost first
	fed       *scannerSheet   // the sheet of the feeder that lies under the sensor
	jam       bool            // in the feeder
	stall     bool            // the next scan stops inside a block
	stalled   chan struct{}   // closed by "resume"; nil when the scanner works
}

// scannerFault damages one byte of one scan.
type scannerFault struct {
	at    int // counted from 1, headers included
	twice bool
}

// NewScanner makes the model. A sheet that cannot be loaded shows as an empty bed and as a complaint.
func NewScanner(o ScannerOptions) *Scanner {
	if o.Profile.Level == "" {
		o.Profile = ScannerKioskA4()
	}
	if o.Sheet == "" {
		o.Sheet = "proof"
	}
	m := &Scanner{options: o, profile: o.Profile}
	m.settings = m.defaults()
	sheet, err := loadScannerSheet(o.Sheet)
	if err != nil {
		m.complain("sheet: %v", err)
	}
	m.sheet = sheet
	return m
}

// Baud is the speed of the profile.
func (m *Scanner) Baud() int { return m.profile.Baud }

// Control changes the world around the scanner:
//
//	sheet proof|shadow|pothole|none|FILE.png   what lies on the bed
//	lose-byte N, double-byte N     damages the N-th byte of the next scan; given again, that of the scan after it
//	feed proof|shadow|pothole|FILE.png   puts a sheet below those in the document feeder
//	jam [off]                      a sheet sticks in the feeder
//	fatal [off]                    the scanner reports a fatal error
//	cover open|closed              only with a cover sensor
//	stall, resume                  the next scan stops inside a block, and goes on
func (m *Scanner) Control(_ context.Context, command string, args []string) (string, error) {
	argument := ""
	if len(args) > 0 {
		argument = args[0]
	}
	if len(args) > 1 {
		return "", fmt.Errorf("%s takes one argument", command)
	}
	switch command {
	case "sheet":
		return m.putSheet(argument)
	case "feed":
		return m.feed(argument)
	case "jam":
		return m.setJam(argument)
	case "lose-byte", "double-byte":
		n, err := strconv.Atoi(argument)
		if err != nil || n < 1 {
			return "", fmt.Errorf("%s needs the number of a byte, counted from 1", command)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.faults = append(m.faults, scannerFault{at: n, twice: command == "double-byte"})
		return "", nil
	case "fatal":
		return m.setFatal(argument)
	case "cover":
		return m.setCover(argument)
	case "stall":
		m.mu.Lock()
		defer m.mu.Unlock()
		m.stall = true
		return "", nil
	case "resume":
		return m.resume()
	}
	return "", fmt.Errorf("the scanner does not know %q", command)
}

func (m *Scanner) putSheet(name string) (string, error) {
	sheet, err := loadScannerSheet(name)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sheet = sheet
	return "sheet " + name, nil
}

func (m *Scanner) setFatal(argument string) (string, error) {
	if argument != "" && argument != "off" {
		return "", fmt.Errorf("fatal takes nothing or off")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fatal = argument == ""
	return "", nil
}

func (m *Scanner) setCover(argument string) (string, error) {
	if !m.profile.CoverSensor {
		return "", fmt.Errorf("this scanner has no cover sensor")
	}
	if argument != "open" && argument != "closed" {
		return "", fmt.Errorf("cover is open or closed")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.coverOpen = argument == "open"
	return "", nil
}

func (m *Scanner) resume() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stall = false
	if m.stalled != nil {
		close(m.stalled)
		m.stalled = nil
	}
	return "", nil
}

// status is the status byte of every answer and block.
func (m *Scanner) status() byte {
	var s byte
	if m.profile.Feeder {
		s |= 0x10
	}
	if m.profile.Extended {
		s |= 0x02
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fatal || m.coverOpen {
		s |= 0x80
	}
	return s
}

// awaitResume blocks while the scanner is stalled. It reports false when the line or ctx ended first.
func (m *Scanner) awaitResume(ctx context.Context) bool {
	m.mu.Lock()
	stalled := m.stalled
	m.mu.Unlock()
	if stalled == nil {
		return true
	}
	select {
	case <-stalled:
		return true
	case <-ctx.Done():
		return false
	}
}

// Serve speaks ESC/I on the line. It returns the line's error, or that of ctx. Where the line has no read deadline, the goroutine
// that reads it ends when the line is closed.
func (m *Scanner) Serve(ctx context.Context, line io.ReadWriter) error {
	w := newScannerWire(ctx, line)
	defer w.end()
	for {
		if !m.awaitResume(w.ctx) {
			return context.Cause(w.ctx)
		}
		b, ok := w.next()
		if !ok {
			return context.Cause(w.ctx)
		}
		if err := m.hear(w, b); err != nil {
			return err
		}
	}
}
