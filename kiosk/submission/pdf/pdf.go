// Package pdf puts the scanned pages of one proof into one PDF file for the authority. A file of a page goes in as the scanner
// gave it: a JPEG is not compressed anew, a black and white PNG keeps one bit a pixel, and a page that the citizen turned is turned by
// the PDF's own matrix. It reads no scanner, judges no picture and writes no text but the title into a file.
package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // one of the two kinds of file that a page can have
	"image/png"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Page is one page as it was scanned.
type Page struct {
	Data  []byte
	MIME  string // image/jpeg or image/png
	DPI   int    // of the file; 0 where nobody knows it
	Turns int    // quarter turns clockwise by which it is shown
}

// A4 in millimetres.
const (
	sheetWidth  = 210.0
	sheetHeight = 297.0
	mmPerInch   = 25.4
)

// slack is how much larger than A4 a page may be and still count as one of its size: scanners' beds are a millimetre larger.
const slack = 1.02

// maxPixels bounds a picture, whatever its header says: A4 at 600 dpi.
const maxPixels = 4960 * 7016

// errEmpty is returned for a proof without pages.
var errEmpty = errors.New("pdf: no pages")

// Encode makes the file. The same pages, title and time give the same bytes. Each page is A4, upright or lying as the picture
// is. A picture of known resolution that fits on it is as large as the paper was; any other fills the sheet. The error is that of a
// page which is no JPEG or PNG.
func Encode(title string, created time.Time, pages []Page) ([]byte, error) {
	if len(pages) == 0 {
		return nil, errEmpty
	}
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetTitle(title, true)
	doc.SetLang("de-DE")
	doc.SetProducer("Bürgerterminal", true)
	doc.SetCreationDate(created.UTC())
	doc.SetModificationDate(created.UTC())
	doc.SetCatalogSort(true)
	doc.SetAutoPageBreak(false, 0)
	doc.SetMargins(0, 0, 0)
	for i, p := range pages {
		if err := add(doc, fmt.Sprintf("page %d", i+1), p); err != nil {
			return nil, fmt.Errorf("pdf: page %d: %w", i+1, err)
		}
	}
	var file bytes.Buffer
	if err := doc.Output(&file); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return file.Bytes(), nil
}

// add appends one page.
func add(doc *fpdf.Fpdf, name string, p Page) error {
	config, format, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return err
	}
	if config.Height > 0 && config.Width > maxPixels/config.Height {
		return fmt.Errorf("%d × %d pixels are no page", config.Width, config.Height)
	}
	if config.Width == 0 || config.Height == 0 || "image/"+format != p.MIME {
		return fmt.Errorf("%d × %d pixels of %s instead of %s", config.Width, config.Height, format, p.MIME)
	}
	if format == "png" { // fpdf trusts the lengths in it
		if _, err := png.Decode(bytes.NewReader(p.Data)); err != nil {
			return err
		}
	}
	turns := p.Turns & 3
	width, height := float64(config.Width), float64(config.Height) // as it is shown
	if turns%2 == 1 {
		width, height = height, width
	}
	sheet := fpdf.SizeType{Wd: sheetWidth, Ht: sheetHeight}
	across, down := sheetWidth, sheetHeight
	orientation := "P"
	if width > height {
		orientation, across, down = "L", sheetHeight, sheetWidth
	}
	scale := mmPerPixel(p.DPI, width, height, across, down)
	width, height = width*scale, height*scale
	doc.AddPageFormat(orientation, sheet)
	place(doc, name, p, turns, (across-width)/2, (down-height)/2, width, height)
	return doc.Error()
}

// mmPerPixel keeps the paper's true size where it is known and fits, and fills the sheet otherwise.
func mmPerPixel(dpi int, width, height, across, down float64) float64 {
	fill := min(across/width, down/height)
	if dpi <= 0 {
		return fill
	}
	real := mmPerInch / float64(dpi)
	if real > fill*slack {
		return fill
	}
	return min(real, fill)
}

// place puts the picture on the page, whose part x, y, width, height in millimetres it fills after its turn about the middle.
func place(doc *fpdf.Fpdf, name string, p Page, turns int, x, y, width, height float64) {
	options := fpdf.ImageOptions{ImageType: map[string]string{"image/jpeg": "JPEG", "image/png": "PNG"}[p.MIME]}
	doc.RegisterImageOptionsReader(name, options, bytes.NewReader(p.Data))
	middleX, middleY := x+width/2, y+height/2
	if turns%2 == 1 {
		width, height = height, width
	}
	doc.TransformBegin()
	doc.TransformRotate(-90*float64(turns), middleX, middleY)
	doc.ImageOptions(name, middleX-width/2, middleY-height/2, width, height, false, options, 0, "")
	doc.TransformEnd()
}
