package scanner

import (
	"math"
	"testing"
	"time"

	"buergerterminal/devices"
)

func TestProfiles(t *testing.T) {
	w, h := GT1000().SizeMM()
	if math.Abs(w-75.2) > 0.1 || math.Abs(h-106.7) > 0.1 {
		t.Errorf("the GT-1000 scans %.1f × %.1f mm", w, h)
	}
	w, h = KioskA4().SizeMM()
	if math.Abs(w-210) > 0.1 || math.Abs(h-297) > 0.1 {
		t.Errorf("the kiosk's scanner scans %.1f × %.1f mm", w, h)
	}
}

// planned is a plan of a scanner without colour, FS commands and feeder.
func planned(mode Mode, dpi, x, y, width, height, bits, bytesPerLine, linesPerBlock int) plan {
	return plan{mode: mode, dpi: dpi, x: x, y: y, width: width, height: height, bits: bits, bytesPerLine: bytesPerLine, linesPerBlock: linesPerBlock}
}

func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile Profile
		request Request
		want    plan // zero: refused
	}{
		{"GT-1000 grey", GT1000(), Request{Mode: Photo}, planned(Photo, 200, 0, 0, 592, 840, 8, 592, 0)},
		{"GT-1000 text", GT1000(), Request{Mode: Text, DPI: 100}, planned(Text, 100, 0, 0, 296, 420, 1, 37, 0)},
		{"kiosk grey", KioskA4(), Request{Mode: Photo}, planned(Photo, 150, 0, 0, 1240, 1754, 8, 1240, 13)},
		{"kiosk text", KioskA4(), Request{Mode: Text}, planned(Text, 150, 0, 0, 1240, 1754, 1, 155, 102)},
		{"kiosk 300 dpi", KioskA4(), Request{Mode: Photo, DPI: 300}, planned(Photo, 300, 0, 0, 2480, 3508, 8, 2480, 7)},
		{"narrow text", KioskA4(), Request{Mode: Text, Area: Area{10, 10, 10, 200}}, planned(Text, 150, 59, 59, 56, 1181, 1, 7, 255)},
		{"crop", GT1000(), Request{Mode: Photo, Area: Area{10, 20, 25.4, 12.7}}, planned(Photo, 200, 79, 157, 200, 100, 8, 200, 0)},
		{"low", KioskA4(), Request{Mode: Photo, Area: Area{0, 0, 100, 1}}, planned(Photo, 150, 0, 0, 584, 6, 8, 584, 6)},
		{"no mode", GT1000(), Request{}, plan{}},
		{"600 dpi", KioskA4(), Request{Mode: Text, DPI: 600}, plan{}},
		{"negative dpi", KioskA4(), Request{Mode: Text, DPI: -150}, plan{}},
		{"beyond the bed", GT1000(), Request{Mode: Text, Area: Area{50, 0, 40, 40}}, plan{}},
		{"negative", GT1000(), Request{Mode: Text, Area: Area{-3, 0, 40, 40}}, plan{}},
		{"nothing", GT1000(), Request{Mode: Text, Area: Area{3, 3, 0.1, 40}}, plan{}},
		{"endless", GT1000(), Request{Mode: Text, Area: Area{0, 0, math.Inf(1), math.MaxFloat64}}, plan{}},
		{"not a number", GT1000(), Request{Mode: Text, Area: Area{0, 0, math.NaN(), 40}}, plan{}},
	} {
		got, err := newPlan(c.profile.Identity, c.profile, c.request)
		if got != c.want || (c.want == plan{}) != (devices.FaultOf(err) == devices.FaultScanRefused) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
}

// The line is idle for less than 2 % of the time with blocks, and a block that has to be taken to its end is short.
func TestBlocksKeepTheLineBusy(t *testing.T) {
	p := KioskA4()
	for _, r := range []Request{{Mode: Photo}, {Mode: Text}, {Mode: Photo, DPI: 300}, {Mode: Text, DPI: 300}, {Mode: Photo, DPI: 75}} {
		e, err := p.Estimate(r)
		if err != nil {
			t.Fatal(err)
		}
		pure := time.Duration(float64(e.Image) * 10 / float64(p.Baud) * float64(time.Second))
		if idle := 1 - pure.Seconds()/e.Time.Seconds(); idle > 0.02 {
			t.Errorf("%+v: %.1f %% idle; %v", r, 100*idle, e)
		}
		if block := pure / time.Duration(e.Blocks); block > 200*time.Millisecond {
			t.Errorf("%+v: a block takes %v", r, block)
		}
	}
}

func TestEstimate(t *testing.T) {
	for _, c := range []struct {
		profile Profile
		mode    Mode
		limit   time.Duration
	}{
		{KioskA4(), Photo, 25 * time.Second},
		{KioskA4(), Text, 6 * time.Second},
		{GT1000(), Photo, 270 * time.Second},
		{GT1000(), Text, 40 * time.Second},
	} {
		e, err := c.profile.Estimate(Request{Mode: c.mode})
		if err != nil || e.Time > c.limit {
			t.Errorf("%s %s: %v, %v", c.profile.Name, c.mode, e, err)
		}
		t.Logf("%s %s: %v", c.profile.Name, c.mode, e)
	}
	large := KioskA4()
	large.MaxWidth, large.MaxHeight = 65535, 65535
	if _, err := large.Estimate(Request{Mode: Photo, DPI: 300}); devices.FaultOf(err) != devices.FaultScanRefused {
		t.Errorf("a bed of 5 m: %v", err)
	}
	if _, err := KioskA4().Estimate(Request{Mode: "colour"}); devices.FaultOf(err) != devices.FaultScanRefused {
		t.Errorf("colour: %v", err)
	}
}
