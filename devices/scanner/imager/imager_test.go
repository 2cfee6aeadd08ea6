package imager_test

import (
	"testing"
	"time"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/scanner/imager"
	"buergerterminal/devices/scanner/scannertest"
	"buergerterminal/devices/scanner/wire"
	"buergerterminal/devices/simulator"
)

var _ simulator.Model = (*simulator.Imager)(nil)

func kiosk() scannertest.Kind {
	return scannertest.Kind{
		Name: "kiosk", Baud: imager.Kiosk().Baud, Page: 5 * time.Second, Free: time.Second,
		Open:  func(l wire.Line) scanner.Device { return imager.New(l, imager.Kiosk()) },
		Model: func() simulator.Model { return simulator.NewImager(simulator.ImagerOptions{}) },
	}
}

func TestImager(t *testing.T) { scannertest.Serial(t, kiosk()) }
