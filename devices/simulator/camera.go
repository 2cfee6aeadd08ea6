package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"strconv"
	"sync"
)

// camera is what the models of imagers have in common: a sheet before the lens, a compressor, and faults of the line. Its zero value
// is not ready; newCamera makes one.
type camera struct {
	complaints
	dpi     int
	quality int // of JPEG

	mu     sync.Mutex // guards what Control shares with Serve
	sheet  *scannerSheet
	faults []lineFault // one for each of the next answers
	busy   bool        // answers that it cannot now
	stall  bool        // the next picture stops half way
	shot   []byte      // the last picture; the same sheet gives the same one
	shown  *scannerSheet
}

// lineFault damages one byte of one answer, counted from 1.
type lineFault struct {
	at   int
	kind string // lose-byte, double-byte, flip-byte
}

func newCamera(sheet string, dpi, quality int) *camera {
	if sheet == "" {
		sheet = "proof"
	}
	c := &camera{dpi: dpi, quality: quality}
	loaded, err := loadScannerSheet(sheet)
	if err != nil {
		c.complain("sheet: %v", err)
	}
	c.sheet = loaded
	return c
}

// Control changes the world around the imager:
//
//	sheet proof|shadow|pothole|none|FILE.png       what lies before the lens
//	lose-byte N, double-byte N, flip-byte N        damages the N-th byte of the next picture; given again, that of the one after it
//	busy [off]                                     it refuses to take pictures
//	stall                                          the next picture stops half way
func (c *camera) Control(_ context.Context, command string, args []string) (string, error) {
	argument := ""
	if len(args) > 0 {
		argument = args[0]
	}
	if len(args) > 1 {
		return "", fmt.Errorf("%s takes one argument", command)
	}
	switch command {
	case "sheet":
		sheet, err := loadScannerSheet(argument)
		if err != nil {
			return "", err
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.sheet = sheet
		return "sheet " + argument, nil
	case "lose-byte", "double-byte", "flip-byte":
		n, err := strconv.Atoi(argument)
		if err != nil || n < 1 {
			return "", fmt.Errorf("%s needs the number of a byte, counted from 1", command)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.faults = append(c.faults, lineFault{n, command})
		return "", nil
	case "busy":
		c.mu.Lock()
		defer c.mu.Unlock()
		c.busy = argument != "off"
		return "", nil
	case "stall":
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stall = true
		return "", nil
	}
	return "", fmt.Errorf("the imager does not know %q", command)
}

func (c *camera) isBusy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy
}

// shoot takes the picture: a grey JPEG of an A4 sheet.
func (c *camera) shoot() []byte {
	c.mu.Lock()
	sheet, shot := c.sheet, c.shot
	if c.shown != sheet {
		shot = nil
	}
	c.mu.Unlock()
	if shot != nil {
		return shot
	}
	width, height := sheetPixels(c.dpi)
	grey := image.NewGray(image.Rect(0, 0, width, height))
	for i := range grey.Pix {
		grey.Pix[i] = paperWhite
	}
	if sheet != nil {
		drawn, err := sheet.draw(c.dpi, width, height)
		if err != nil {
			c.complain("sheet: %v", err)
		}
		for y := range min(height, drawn.Rect.Dy()) {
			copy(grey.Pix[y*grey.Stride:(y+1)*grey.Stride], drawn.Pix[y*drawn.Stride:y*drawn.Stride+drawn.Rect.Dx()])
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, grey, &jpeg.Options{Quality: c.quality}); err != nil {
		c.complain("jpeg: %v", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.shot, c.shown = file.Bytes(), sheet
	return c.shot
}

func sheetPixels(dpi int) (width, height int) {
	return int(sheetWidthMM * float64(dpi) / 25.4), int(sheetHeightMM * float64(dpi) / 25.4)
}

// damaged is the answer to one picture as the line delivers it.
func (c *camera) damaged() func([]byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.faults) == 0 {
		return func(b []byte) []byte { return b }
	}
	fault := c.faults[0]
	c.faults = c.faults[1:]
	passed := 0
	return func(b []byte) []byte {
		at := fault.at - 1 - passed
		passed += len(b)
		if at < 0 || at >= len(b) {
			return b
		}
		bad := append([]byte{}, b[:at]...)
		switch fault.kind {
		case "double-byte":
			bad = append(bad, b[at], b[at])
		case "flip-byte":
			bad = append(bad, b[at]^0x10)
		}
		return append(bad, b[at+1:]...)
	}
}

// stalls tells, once, that the picture stops half way.
func (c *camera) stalls() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	stalls := c.stall
	c.stall = false
	return stalls
}

// errLineEnded is what Serve returns where the context says nothing.
var errLineEnded = errors.New("the line has ended")

// serve runs the conversation of a model on its line: talk is called again and again until it reports false.
func serve(ctx context.Context, line io.ReadWriter, talk func(w *scannerWire) bool) error {
	w := newScannerWire(ctx, line)
	defer w.end()
	for talk(w) {
	}
	if err := context.Cause(w.ctx); err != nil {
		return err
	}
	return errLineEnded
}
