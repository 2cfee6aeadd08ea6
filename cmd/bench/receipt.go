package main

import (
	"bytes"
	"context"
	_ "embed" // the peer's script
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"buergerterminal/devices/printer"
)

//go:embed receipt.mjs
var receiptScript []byte

// receiptPeer is the encoder that ours is held against; receiptPackage installs it.
const (
	receiptPeer    = "receipt-printer-encoder 4.0.1"
	receiptPackage = `{"private": true, "dependencies": {"@point-of-sale/receipt-printer-encoder": "4.0.1"}}`
)

// content is a receipt that both encoders get: a logo, thirty lines, a QR code.
type content struct {
	Lines []string `json:"lines"`
	QR    string   `json:"qr"`
	Logo  struct {
		Width  int    `json:"width"`
		Height int    `json:"height"`
		Dots   []bool `json:"dots"` // true is black
	} `json:"logo"`
	Rounds int `json:"rounds"`
	WarmUp int `json:"warmUp"`
}

// sample is a receipt of nobody.
func sample() content {
	c := content{Lines: receiptLines(), QR: "K5RWGZDFMZ4WS3TLN5ZGK3LQOA", Rounds: 150, WarmUp: 60}
	c.Logo.Width, c.Logo.Height = 256, 96
	for y := range c.Logo.Height {
		for x := range c.Logo.Width {
			dx, dy := x-48, y-48 // a ring at the start, a block beside it
			d := dx*dx + dy*dy
			c.Logo.Dots = append(c.Logo.Dots, d < 44*44 && d > 30*30 || x > 110 && y > 30 && y < 66 && (x+y)%7 < 4)
		}
	}
	return c
}

func receiptLines() []string {
	return []string{
		"Stadt Musterstadt", "Ihr Antrag ist angekommen", "Wohnung anmelden", "Samstag, 21. November 2026, 14:48 Uhr",
		"Ihre Nummer: 4K7-219", "",
		"Das haben Sie angegeben", "Personen        3", "Eingezogen      15. November 2026",
		"Nachweis        Wohnungsgeberbestätigung", "Gebühr          0,00 €", "Abholung        nicht nötig",
		"Namen und Anschriften stehen aus Gründen", "des Datenschutzes nicht auf diesem Beleg.", "",
		"So geht es weiter", "Das Bürgeramt prüft Ihren Antrag.", "Bis zum 26. November bekommen Sie Post.",
		"Bewahren Sie diesen Beleg bis dahin auf:", "Mit der Nummer gibt das Bürgeramt Auskunft,", "der Code öffnet den Stand des Antrags.", "",
		"Fragen? Rufen Sie an:               115", "Montag bis Freitag, 8 bis 18 Uhr.", "Nennen Sie Ihre Nummer.",
		"Gehörlose erreichen uns über die", "Gebärdentelefonie der 115.", "",
		"Das Terminal löscht jetzt alle Ihre Daten.", "Terminal MS-03, Beleg 1 von 1",
	}
}

// document is the content for our encoder.
func (c content) document() printer.Document {
	logo := image.NewAlpha(image.Rect(0, 0, c.Logo.Width, c.Logo.Height))
	for i, black := range c.Logo.Dots {
		if black {
			logo.SetAlpha(i%c.Logo.Width, i/c.Logo.Width, color.Alpha{A: 255})
		}
	}
	doc := printer.Document{printer.Raster{Image: logo}}
	for _, line := range c.Lines {
		doc = append(doc, printer.Line{Text: line})
	}
	return append(doc, printer.QR{Data: c.QR, Module: 6}, printer.Cut{})
}

// measureReceipt encodes a receipt, beside the encoder that most programs use.
func measureReceipt(ctx context.Context, b bench) []row {
	const size, speed = "receipt of 30 German lines, logo 256 × 96, QR: size", "the same receipt: encoding"
	c := sample()
	doc := c.document()
	job, err := printer.Encode(doc, printer.Kiosk80())
	if err != nil {
		return []row{notMeasured(size, err), notMeasured(speed, err)}
	}
	took := perCall(func() { _, err = printer.Encode(doc, printer.Kiosk80()) })
	rows := []row{limit(size, float64(len(job.Bytes)), "bytes", 4469)}
	peer, err := b.encodeWithPeer(ctx, c)
	if err != nil {
		return append(rows, notMeasured(size+", beside "+receiptPeer, err), notMeasured(speed+", beside "+receiptPeer, err))
	}
	return append(rows,
		row{what: size, ours: float64(len(job.Bytes)), unit: "bytes", beside: receiptPeer, theirs: peer.Bytes},
		row{what: speed, ours: milliseconds(took), unit: "ms", beside: receiptPeer, theirs: peer.Median, most: 1.0 / 20})
}

// encoded is what the peer's script prints.
type encoded struct{ Bytes, Median float64 }

func (b bench) encodeWithPeer(ctx context.Context, c content) (encoded, error) {
	dir := filepath.Join(b.npm, "receipt")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return encoded{}, err
	}
	for name, data := range map[string][]byte{"package.json": []byte(receiptPackage), "receipt.mjs": receiptScript} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return encoded{}, err
		}
	}
	if err := install(ctx, dir); err != nil {
		return encoded{}, err
	}
	in, err := json.Marshal(c)
	if err != nil {
		return encoded{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", "receipt.mjs")
	node.Dir, node.Stdin = dir, bytes.NewReader(in)
	var complaint bytes.Buffer
	node.Stderr = &complaint
	out, err := node.Output()
	if err != nil {
		return encoded{}, fmt.Errorf("receipt.mjs: %w: %s", err, lastLine(complaint.Bytes()))
	}
	return parseEncoded(out)
}

// parseEncoded reads what receipt.mjs prints.
func parseEncoded(out []byte) (encoded, error) {
	var e encoded
	if err := json.Unmarshal(out, &e); err != nil {
		return encoded{}, fmt.Errorf("receipt.mjs: %w", err)
	}
	if e.Bytes <= 0 || e.Median <= 0 {
		return encoded{}, fmt.Errorf("receipt.mjs encoded %v bytes in %v ms", e.Bytes, e.Median)
	}
	return e, nil
}
