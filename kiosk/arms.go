package kiosk

import (
	"bytes"
	_ "embed" // the arms of the look's town
	"fmt"
	"image"
	"image/png"

	"buergerterminal/devices/printer"
)

// armsPNG is the coat of arms of the look's made-up town, 80 × 96 dots, black on white.
//
//go:embed arms.png
var armsPNG []byte

// armsSize is the most that arms take on paper: 10 × 12 mm at 203 dpi, as high as two lines of the town's name.
var armsSize = image.Pt(80, 96)

// arms are the arms that a printer is given where the municipality has none of its own.
func arms() (*image.Alpha, error) {
	picture, err := png.Decode(bytes.NewReader(armsPNG))
	if err != nil {
		return nil, fmt.Errorf("arms: %w", err)
	}
	return printer.Bilevel(picture, armsSize), nil
}
