package main

import (
	"context"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/ccid"
	"buergerterminal/devices/idcard/emrtd"
	"buergerterminal/devices/simulator"
	"buergerterminal/devices/simulator/passport"
)

// faceCeiling is what a line of 115,200 baud with eleven bits a byte leaves of a face when nobody ever pauses: of 335 bytes
// for a command, its echo and its answer, 223 are the face's.
const faceCeiling = 11_520 * 0.666 * 10 / 11

// face compares the bytes of a passport's face in a second, read by BAC through reader and block protocol, with that.
func (b bench) face(ctx context.Context) row {
	const what = "DG2 of 20 kB by BAC at 115200 baud, 8N2"
	card, err := passport.New(passport.Options{PACE: []passport.PACE{}})
	if err != nil {
		return notMeasured(what, err)
	}
	model := simulator.NewCardReader(simulator.CardReaderOptions{Cards: map[string]func() simulator.Chip{"passport": func() simulator.Chip { return card }}})
	profile := ccid.GemPCTwin()
	l, stop, err := b.plugIn(ctx, devices.CardReader, model, profile.Settings())
	if err != nil {
		return notMeasured(what, err)
	}
	defer stop()
	reader := ccid.New(l, ccid.Options{Profile: profile})
	if err := reader.Reset(ctx); err != nil {
		return notMeasured(what, err)
	}
	if _, err := model.Control(ctx, "insert", []string{"passport"}); err != nil {
		return notMeasured(what, err)
	}
	chip, err := reader.Connect(ctx)
	if err != nil {
		return notMeasured(what, err)
	}
	printed, err := card.Document()
	if err != nil {
		return notMeasured(what, err)
	}
	key, _ := emrtd.KeyOf(printed)
	var began, ended time.Time
	first, last := 0, 0
	_, err = emrtd.Read(ctx, chip, emrtd.Access{MRZ: &key}, emrtd.Trust{}, func(p emrtd.Progress) {
		switch {
		case p.File != "DG2":
		case began.IsZero():
			began, first = time.Now(), p.Done
		default:
			ended, last = time.Now(), p.Done
		}
	})
	if err != nil {
		return notMeasured(what, err)
	}
	return row{what: what, ours: float64(last-first) / ended.Sub(began).Seconds(), unit: "bytes/s", beside: "ceiling of the line", theirs: faceCeiling, least: 0.95}
}
