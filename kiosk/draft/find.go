package draft

import (
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Find looks for a code on a scanned sheet, however it lies. It fails with ErrNoCode, or as ParseCode does.
func Find(sheet image.Image) (Code, error) {
	source := gozxing.NewLuminanceSourceFromImage(sheet)
	for _, binarizer := range []gozxing.Binarizer{gozxing.NewHybridBinarizer(source), gozxing.NewGlobalHistgramBinarizer(source)} {
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
		if found, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			return ParseCode(found.GetText())
		}
	}
	return Code{}, ErrNoCode
}
