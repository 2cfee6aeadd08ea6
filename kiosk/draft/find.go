package draft

import (
	"context"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
)

// Find looks for a code on a scanned sheet, however it lies. It fails with ErrNoCode, as ParseCode does, or with ctx's error: on a
// large sheet each way of looking takes its time, and nobody waits for the next one when ctx has ended.
//
// Of a hundred codes the reader overlooks one or two that stand there clean, for it takes something else for their corners. On its side,
// or at half its size, it sees the same sheet with other eyes.
func Find(ctx context.Context, sheet image.Image) (Code, error) {
	for _, size := range []float64{1, 1.0 / 2} {
		seen := sheet
		if size < 1 {
			seen = smaller(sheet, size)
		}
		source := gozxing.NewLuminanceSourceFromImage(seen)
		for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
			text, ok := read(ctx, binarizer)
			if err := ctx.Err(); err != nil {
				return Code{}, err
			}
			if ok {
				return ParseCode(text)
			}
		}
	}
	return Code{}, ErrNoCode
}

// read reads the code of a sheet, upright or on its side.
func read(ctx context.Context, b gozxing.Binarizer) (text string, ok bool) {
	upright, err := gozxing.NewBinaryBitmap(b)
	if err != nil {
		return "", false
	}
	if text, ok = decode(upright); ok || ctx.Err() != nil {
		return text, ok
	}
	turned, err := upright.RotateCounterClockwise()
	if err != nil {
		return "", false
	}
	return decode(turned)
}

func decode(b *gozxing.BinaryBitmap) (text string, ok bool) {
	found, err := qrcode.NewQRCodeReader().Decode(b, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", false
	}
	return found.GetText(), true
}

// smaller is a sheet at a part of its size, in grey.
func smaller(sheet image.Image, size float64) image.Image {
	b := sheet.Bounds()
	small := image.NewGray(image.Rect(0, 0, int(float64(b.Dx())*size), int(float64(b.Dy())*size)))
	draw.ApproxBiLinear.Scale(small, small.Rect, sheet, b, draw.Src, nil)
	return small
}
