package main

import (
	"bytes"
	_ "embed" // the logo of the sample
	"fmt"
	"image"
	"image/color"
	"image/png"

	"buergerterminal/devices/printer"
)

// sampleLogo is a made-up town's arms and name, 256 × 96 dots, black and white.
//
//go:embed printer_logo.png
var sampleLogo []byte

// sampleReceipt has everything that a receipt can have, and thirty lines of text. Nobody's data are on it.
func sampleReceipt() (printer.Document, error) {
	logo, err := png.Decode(bytes.NewReader(sampleLogo))
	if err != nil {
		return nil, fmt.Errorf("the logo of the sample: %w", err)
	}
	heading := printer.Style{Bold: true}
	return printer.Document{
		printer.Raster{Image: blackAsAlpha(logo)},
		printer.Rule{},
		printer.Line{Text: "Ihr Antrag ist angekommen", Style: printer.Style{Bold: true, Width: 2, Height: 2}},
		printer.Line{Text: "Wohnung anmelden"},
		printer.Line{Text: "Freitag, 21. November 2025, 14:48 Uhr"},
		printer.Frame{Lines: []printer.Line{
			{Text: "Ihre Nummer"},
			{Text: "4K7-219", Style: printer.Style{Bold: true, Width: 4, Height: 4}},
		}},
		printer.Feed{Lines: 1},
		printer.QR{Data: "K5RWGZDFMZ4WS3TLN5ZGK3LQOA", Module: 10},
		printer.Feed{Lines: 1},
		printer.Rule{Dashed: true},
		printer.Line{Text: "Das haben Sie angegeben", Style: heading},
		printer.Columns{Label: "Personen", Value: "3", At: 16},
		printer.Columns{Label: "Eingezogen", Value: "15. November 2025", At: 16},
		printer.Columns{Label: "Nachweis", Value: "Wohnungsgeber\u00adbestätigung,\u00a01\u00a0Seite", At: 16},
		printer.Columns{Label: "Gebühr", Value: "0,00 €", At: 16},
		printer.Columns{Label: "Abholung", Value: "nicht nötig", At: 16},
		printer.Line{Text: "Namen und Anschriften stehen aus Gründen des Datenschutzes nicht auf diesem Beleg."},
		printer.Rule{Dashed: true},
		printer.Line{Text: "So geht es weiter", Style: heading},
		printer.Line{Text: "Das Bürgeramt prüft Ihren Antrag. Bis zum 26.\u00a0November bekommen Sie Post. Bewahren Sie diesen Beleg " +
			"bis dahin auf: Mit der Nummer gibt das Bürgeramt Auskunft, der Code öffnet den Stand des Antrags."},
		printer.Feed{Lines: 1},
		printer.Columns{Label: "Fragen? Rufen Sie an:", Value: "115", At: 22},
		printer.Line{Text: "Montag bis Freitag, 8 bis 18 Uhr. Nennen Sie Ihre Nummer. Gehörlose erreichen uns über die " +
			"Gebärdentelefonie der 115."},
		printer.Rule{},
		printer.Line{Text: "Das Terminal löscht jetzt alle Ihre Daten."},
		printer.Line{Text: "Terminal MS-03, Beleg 1 von 1"},
		printer.Cut{},
	}, nil
}

// blackAsAlpha turns dark pixels into dots.
func blackAsAlpha(img image.Image) *image.Alpha {
	b := img.Bounds()
	dots := image.NewAlpha(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if g, _ := color.GrayModel.Convert(img.At(x, y)).(color.Gray); g.Y < 128 {
				dots.SetAlpha(x, y, color.Alpha{A: 255})
			}
		}
	}
	return dots
}
