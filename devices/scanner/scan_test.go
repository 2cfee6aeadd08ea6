package scanner_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// small requests, so that every byte of a page can be damaged in turn
func smallRequest(k kind) scanner.Request {
	area := scanner.Area{X: 20, Y: 25, Width: 3.1, Height: 0.6}
	if k.name != "GT-1000" {
		area = scanner.Area{X: 20, Y: 25, Width: 2.9, Height: 50} // 16 pixels × 295 lines, two blocks
	}
	return scanner.Request{Mode: scanner.Photo, Area: area}
}

// The bytes of a whole GT-1000 page are those of the manual's example.
func TestHostBytes(t *testing.T) {
	inRig(t, gt1000(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		r.mustScan(scanner.Request{Mode: scanner.Photo})
		want := unhex(t, "18 1B40 1B46 1B49  1B46"+ // resynchronise, status, identity, status again as a probe
			"1B4300 1B4408 1B4201 1B52C800C800 1B410000000050024803 1B53 1B47"+
			strings.Repeat("06", 839)+ // one ACK a line, none after the last
			"1B46 1B49")
		if sent, _ := r.line.traffic(); !bytes.Equal(sent, want) {
			t.Errorf("the driver sends % X", sent)
		}
		r.wantNoComplaint()
	})
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What lies on the bed is what is in the picture, at its place, in both modes of both scanners.
func TestPictureIsTheSheet(t *testing.T) {
	for _, k := range []kind{gt1000(), kioskA4(), kioskColour()} {
		for _, mode := range []scanner.Mode{scanner.Photo, scanner.Text} {
			t.Run(k.name+" "+string(mode), func(t *testing.T) {
				e, err := k.driver.Estimate(scanner.Request{Mode: mode})
				if err != nil {
					t.Fatal(err)
				}
				path, sheet := randomSheet(t, e.Width, e.Height)
				inRig(t, k, simulator.ScannerOptions{Sheet: path}, func(t *testing.T, r *rig) {
					page := r.mustScan(scanner.Request{Mode: mode})
					r.wantNoComplaint()
					if page.Image.Bounds() != sheet.Rect || page.DPI != k.driver.DPI || page.Mode != mode {
						t.Fatalf("%v, %d dpi, %s", page.Image.Bounds(), page.DPI, page.Mode)
					}
					wantSheet(t, page, sheet)
				})
			})
		}
	}
}

func wantSheet(t *testing.T, page scanner.Page, sheet *image.Gray) {
	t.Helper()
	for y := range sheet.Rect.Dy() {
		for x := range sheet.Rect.Dx() {
			got, on := greyAt(page.Image, x, y), int(sheet.GrayAt(x, y).Y)
			noise := 3 // of the sensor
			if page.Mode == scanner.Text {
				if on > 124 && on < 132 {
					continue
				}
				noise, on = 0, on/128*255
			}
			if got < on-noise || got > on+noise {
				t.Fatalf("pixel %d,%d is %d, on the sheet %d", x, y, got, on)
			}
		}
	}
}

// An area shows the part of the bed that was asked for.
func TestAreaIsAPartOfTheBed(t *testing.T) {
	for _, k := range []kind{gt1000(), kioskA4(), kioskColour()} {
		inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
			whole := r.mustScan(scanner.Request{Mode: scanner.Photo})
			part := r.mustScan(scanner.Request{Mode: scanner.Photo, Area: scanner.Area{X: 19, Y: 24, Width: 50, Height: 8}})
			left, top := int(19/25.4*float64(whole.DPI)+0.5), int(24/25.4*float64(whole.DPI)+0.5)
			ink := 0
			for y := range part.Image.Bounds().Dy() {
				for x := range part.Image.Bounds().Dx() {
					v := greyAt(part.Image, x, y)
					if v != greyAt(whole.Image, x+left, y+top) {
						t.Fatalf("%s: %d,%d differs from the whole page", k.name, x, y)
					}
					if v < 100 {
						ink++
					}
				}
			}
			if ink < 500 {
				t.Errorf("%s: the headline has only %d dark pixels", k.name, ink)
			}
			r.wantNoComplaint()
		})
	}
}

// Time and bytes of whole pages, counted on a line of exactly the profile's speed.
func TestWholePagesOnTheLine(t *testing.T) {
	for _, c := range []struct {
		kind  kind
		mode  scanner.Mode
		limit time.Duration
	}{
		{kioskA4(), scanner.Photo, 25 * time.Second},
		{kioskA4(), scanner.Text, 6 * time.Second},
		{gt1000(), scanner.Photo, 270 * time.Second},
		{gt1000(), scanner.Text, 40 * time.Second},
	} {
		inRig(t, c.kind, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
			request := scanner.Request{Mode: c.mode}
			e, err := c.kind.driver.Estimate(request)
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			sentBefore, before := r.line.traffic()
			began := time.Now()
			r.mustScan(request)
			took := time.Since(began)
			sent, received := r.line.traffic()
			total := received - before + len(sent) - len(sentBefore)
			overhead := total - e.LineBytes // setting up, and the proof at the end
			if overhead < 50 || overhead > 250 {
				t.Errorf("%s %s: %d bytes on the line, %d estimated", c.kind.name, c.mode, total, e.LineBytes)
			}
			atSpeed := time.Duration(total) * 10 * time.Second / time.Duration(c.kind.driver.Baud)
			if took > c.limit || atSpeed > c.limit {
				t.Errorf("%s %s takes %v, its bytes %v", c.kind.name, c.mode, took, atSpeed)
			}
			t.Logf("%s %s: %d bytes, %v at the line's speed, %v without turnaround", c.kind.name, c.mode, total, atSpeed, took)
		})
	}
}

// One lost or doubled byte anywhere in a page: the page is repeated and right.
func TestEveryByteLostOrDoubled(t *testing.T) {
	for _, k := range []kind{gt1000(), kioskA4(), kioskColour()} {
		for _, command := range []string{"lose-byte", "double-byte"} {
			t.Run(k.name+" "+command, func(t *testing.T) {
				inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
					request := smallRequest(k)
					good := r.mustScan(request)
					e, err := k.driver.Estimate(request)
					if err != nil {
						t.Fatal(err)
					}
					bytes := e.LineBytes - (e.Blocks - 1) // those that the scanner sends
					for n := 1; n <= bytes; n += step(n, bytes) {
						r.control(command, fmt.Sprint(n))
						attempts := 0
						page, err := r.Scan(t.Context(), request, func(p scanner.Progress) { attempts = p.Attempt })
						if err != nil || attempts != 2 || !samePicture(page.Image, good.Image) {
							t.Fatalf("byte %d of %d: attempt %d, error %v, same picture %v", n, bytes, attempts, err,
								err == nil && samePicture(page.Image, good.Image))
						}
					}
					r.wantNoComplaint()
				})
			})
		}
	}
}

// step visits every byte of the first lines and of the last ones, and every 97th between them.
func step(n, bytes int) int {
	if n < 80 || n > bytes-80 || bytes < 400 {
		return 1
	}
	return min(97, bytes-79-n)
}

func TestTwiceDamagedIsAFault(t *testing.T) {
	for _, k := range []kind{gt1000(), kioskA4(), kioskColour()} {
		inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
			r.control("lose-byte", "30")
			r.control("double-byte", "31")
			_, err := r.Scan(t.Context(), smallRequest(k), nil)
			wantFault(t, err, devices.FaultScanCorrupted)
			r.mustScan(smallRequest(k)) // and the next page is well
			r.wantNoComplaint()
		})
	}
}

func TestProgressIsTrue(t *testing.T) {
	inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		began := time.Now()
		var all []scanner.Progress
		var at []time.Duration
		_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Photo}, func(p scanner.Progress) {
			all, at = append(all, p), append(at, time.Since(began))
		})
		if err != nil {
			t.Fatal(err)
		}
		total := time.Since(began)
		if first, last := all[0], all[len(all)-1]; first.Lines != 0 || last.Lines != 1754 || last.Left != 0 {
			t.Errorf("first %+v, last %+v", first, last)
		}
		for i, p := range all {
			if p.TotalLines != 1754 || p.Attempt != 1 || p.Elapsed != at[i] || i > 0 && p.Lines <= all[i-1].Lines {
				t.Fatalf("%d: %+v at %v", i, p, at[i])
			}
			if wrong := p.Elapsed + p.Left - total; wrong.Abs() > time.Second {
				t.Errorf("after %v %v are left of %v", p.Elapsed, p.Left, total)
			}
		}
		if len(all) < 100 {
			t.Errorf("only %d reports", len(all))
		}
	})
}

// cancelAfter cancels a scan d after its start and returns how long the scanner then took to be free.
func cancelAfter(t *testing.T, r *rig, request scanner.Request, d time.Duration) (free time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var at time.Time
	timer := time.AfterFunc(d, func() { at = time.Now(); cancel() })
	defer timer.Stop()
	defer cancel()
	_, err := r.Scan(ctx, request, nil)
	wantFault(t, err, devices.FaultCancelled)
	return time.Since(at)
}

// A scan can be cancelled at any moment, and the scanner is ready at once.
func TestCancelAtAnyMoment(t *testing.T) {
	for _, c := range []struct {
		kind  kind
		mode  scanner.Mode
		limit time.Duration
	}{
		{kioskA4(), scanner.Photo, 300 * time.Millisecond},
		{kioskA4(), scanner.Text, 300 * time.Millisecond},
		{kioskColour(), scanner.Photo, 300 * time.Millisecond},
		{kioskColour(), scanner.Colour, 300 * time.Millisecond},
		{byLines(), scanner.Colour, 300 * time.Millisecond},
		{gt1000(), scanner.Photo, 320 * time.Millisecond},
		{gt1000(), scanner.Text, 60 * time.Millisecond},
	} {
		for _, stops := range []bool{false, true} {
			t.Run(fmt.Sprint(c.kind.name, c.mode, stops), func(t *testing.T) {
				inRig(t, c.kind, simulator.ScannerOptions{StopsInsideBlock: stops}, func(t *testing.T, r *rig) {
					request := scanner.Request{Mode: c.mode, Area: scanner.Area{X: 5, Y: 5, Width: 60, Height: 12}}
					good := r.mustScan(request)
					began := time.Now()
					r.mustScan(request)
					whole := time.Since(began)
					limit, worst := c.limit, time.Duration(0)
					if stops {
						limit = 300 * time.Millisecond
					}
					for i := range 60 {
						free := cancelAfter(t, r, request, time.Duration(i)*whole/60+time.Duration(i)*7*time.Microsecond)
						worst = max(worst, free)
						if i%10 == 0 && !samePicture(r.mustScan(request).Image, good.Image) {
							t.Fatal("the page after a cancelled one differs")
						}
					}
					if worst > limit {
						t.Errorf("the scanner is free after %v", worst)
					}
					t.Logf("a page takes %v; free after at most %v", whole, worst)
					r.wantNoComplaint()
				})
			})
		}
	}
}

func TestCancelledBeforehand(t *testing.T) {
	inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := r.Scan(ctx, smallRequest(kioskA4()), nil)
		wantFault(t, err, devices.FaultCancelled)
		r.mustScan(smallRequest(kioskA4()))
		r.wantNoComplaint()
	})
}
