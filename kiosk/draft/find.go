package draft

import (
	"context"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Find looks for a code on a scanned sheet, however it lies. It fails with ErrNoCode, as ParseCode does, or with ctx's error: on a
// large sheet each way of looking takes its time, and nobody waits for the next one when ctx has ended.
func Find(ctx context.Context, sheet image.Image) (Code, error) {
	source := gozxing.NewLuminanceSourceFromImage(sheet)
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		if err := ctx.Err(); err != nil {
			return Code{}, err
		}
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
		if found, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			if err := ctx.Err(); err != nil {
				return Code{}, err
			}
			return ParseCode(found.GetText())
		}
	}
	return Code{}, ErrNoCode
}
