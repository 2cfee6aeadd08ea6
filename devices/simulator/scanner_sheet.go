package simulator

import (
	"fmt"
	"image"
	"image/color"
	stddraw "image/draw"
	"image/png"
	"os"
	"strings"

	"golang.org/x/image/draw"
)

// Size of the built-in sheets in millimetres: A4.
const (
	sheetWidthMM  = 210.0
	sheetHeightMM = 297.0
)

// scannerSheet is what lies on the bed, in its upper left corner.
type scannerSheet struct {
	// draw returns the sheet at a resolution, for a bed of that size in pixels.
	draw func(dpi, bedWidth, bedHeight int) (*image.Gray, error)

	// coloured is the same in colour; nil where the sheet has none.
	coloured func(bedWidth, bedHeight int) *image.RGBA
}

// scannerDrawing keeps the last drawn sheet, as a repeated page must show the same.
type scannerDrawing struct {
	sheet *scannerSheet
	dpi   int
	image *image.Gray
}

// loadScannerSheet finds a built-in sheet or reads a PNG file. "none" is an empty bed.
func loadScannerSheet(name string) (*scannerSheet, error) {
	builtIn := func(draw func(*sheetPaper) error) (*scannerSheet, error) {
		return &scannerSheet{draw: func(dpi, _, _ int) (*image.Gray, error) {
			p := newSheetPaper(dpi)
			return p.image, draw(p)
		}}, nil
	}
	switch {
	case name == "none":
		return nil, nil
	case name == "proof":
		return builtIn(drawProof)
	case name == "shadow":
		return builtIn(drawShadowedProof)
	case name == "pothole":
		return builtIn(drawPothole)
	case strings.HasSuffix(name, ".png"):
		return loadSheetFile(name)
	}
	return nil, fmt.Errorf("no sheet %q: proof, shadow, pothole, none or a PNG file", name)
}

// loadSheetFile makes a sheet of a picture, as large as the bed allows.
func loadSheetFile(path string) (*scannerSheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("sheet %s: %w", path, err)
	}
	return &scannerSheet{
		draw: func(_, bedWidth, bedHeight int) (*image.Gray, error) {
			fitted := fitSheet(picture, bedWidth, bedHeight)
			grey := image.NewGray(fitted.Rect)
			stddraw.Draw(grey, grey.Rect, fitted, image.Point{}, stddraw.Src)
			return grey, nil
		},
		coloured: func(bedWidth, bedHeight int) *image.RGBA { return fitSheet(picture, bedWidth, bedHeight) },
	}, nil
}

func fitSheet(picture image.Image, bedWidth, bedHeight int) *image.RGBA {
	size := picture.Bounds().Size()
	scale := min(float64(bedWidth)/float64(size.X), float64(bedHeight)/float64(size.Y))
	fitted := image.NewRGBA(image.Rect(0, 0, max(1, int(float64(size.X)*scale)), max(1, int(float64(size.Y)*scale))))
	stddraw.Draw(fitted, fitted.Rect, image.NewUniform(color.Gray{paperWhite}), image.Point{}, stddraw.Src)
	draw.CatmullRom.Scale(fitted, fitted.Rect, picture, picture.Bounds(), draw.Over, nil)
	return fitted
}

const (
	paperWhite = 247
	lidWhite   = 250
)

// render returns the set area of the bed as the sensor sees it.
func (m *Scanner) render() *image.Gray {
	s := m.settings
	sheet := m.under()
	if sheet != nil && (m.drawn.sheet != sheet || m.drawn.dpi != s.dpi) {
		width, height := m.bed(s.dpi)
		drawing, err := sheet.draw(s.dpi, width, height)
		if err != nil {
			m.complain("sheet: %v", err)
		}
		m.drawn = scannerDrawing{sheet, s.dpi, drawing}
	}
	area := image.NewGray(image.Rect(0, 0, s.width, s.height))
	for y := range s.height {
		row := area.Pix[y*area.Stride : y*area.Stride+s.width]
		for x := range row {
			row[x] = lidWhite
		}
		if sheet != nil {
			copy(row, sheetRow(m.drawn.image, s.x, s.y+y))
		}
		for x, v := range row {
			row[x] = noisy(v, s.x+x, s.y+y)
		}
	}
	return area
}

// noisy adds the sensor's noise at a place of the bed.
func noisy(v uint8, x, y int) uint8 {
	return uint8(max(0, min(255, int(v)+sensorNoise(x, y))))
}

// under is the sheet that the sensor sees: that of the feeder while it is in use, or what lies on the bed.
func (m *Scanner) under() *scannerSheet {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.settings.values['e'] == 1 {
		return m.fed
	}
	return m.sheet
}

// sheetRow is the part of a sheet's line to the right of x; nil where the sheet has ended.
func sheetRow(sheet *image.Gray, x, y int) []uint8 {
	if y >= sheet.Rect.Dy() || x >= sheet.Rect.Dx() {
		return nil
	}
	return sheet.Pix[y*sheet.Stride+x : y*sheet.Stride+sheet.Rect.Dx()]
}

// sensorNoise is the same for the same place, between -3 and 3 greys.
func sensorNoise(x, y int) int {
	return int(hash2(x, y)>>8%7) - 3
}

// hash2 spreads two numbers over 32 bits.
func hash2(x, y int) uint32 {
	h := uint32(x)*0x9E3779B1 ^ uint32(y)*0x85EBCA77
	h ^= h >> 15
	h *= 0x2C1B3C6D
	h ^= h >> 12
	h *= 0x297A2D39
	return h ^ h>>15
}

func clampGrey(v float64) uint8 {
	return uint8(max(0, min(255, v)))
}
