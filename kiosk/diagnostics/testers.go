package diagnostics

import (
	"context"
	"image"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/health"
)

// specimenWait is how long a technician may take to lay the specimen down.
const specimenWait = 30 * time.Second

// Printer tests a receipt printer. Internal: status, and firmware where the model says it. External: prints a slip and
// takes the driver's proof for it. Interactive: asks whether the slip is readable and cut.
type Printer struct {
	Probe    func(ctx context.Context) (devices.Status, error)
	Firmware func(ctx context.Context) (string, error) // nil where the model cannot say
	Slip     func(ctx context.Context) (devices.Outcome, error)
	Now      func() time.Time // nil means time.Now
}

// Test implements Tester. A slip whose outcome is unknown fails with devices.FaultOutcomeUnsure, unless the cause says more.
func (p Printer) Test(ctx context.Context, level Level, ask Ask) Result {
	return run(ctx, devices.Printer, level, p.Now, healthy(p.Probe), firmware(p.Firmware),
		step{External, func(ctx context.Context) (string, error) {
			outcome, err := p.Slip(ctx)
			if err == nil && outcome != devices.Printed {
				err = devices.Errorf(devices.FaultOutcomeUnsure, "no cause is known")
			}
			return "slip " + string(outcome), err
		}},
		step{Interactive, func(ctx context.Context) (string, error) {
			return "", put(ctx, ask, Question{Key: "printer.slip", Wanted: true, Text: health.Text{
				DE: "Ist der Testdruck gut lesbar und sauber abgeschnitten?", EN: "Is the test slip easy to read and cleanly cut?",
			}}, FaultPrintPoor)
		}},
	)
}

// Scanner tests a document scanner. Internal: status, and identity where the model says it. External: scans a small area, whatever
// lies there. Interactive: shows that picture and asks.
type Scanner struct {
	Probe    func(ctx context.Context) (devices.Status, error)
	Identity func(ctx context.Context) (string, error) // nil where the model cannot say
	Area     func(ctx context.Context) (image.Image, error)
	Now      func() time.Time // nil means time.Now
}

// Test implements Tester.
func (s Scanner) Test(ctx context.Context, level Level, ask Ask) Result {
	var picture image.Image
	return run(ctx, devices.Scanner, level, s.Now, healthy(s.Probe), firmware(s.Identity),
		step{External, func(ctx context.Context) (_ string, err error) {
			if picture, err = s.Area(ctx); err != nil {
				return "", err
			}
			b := picture.Bounds()
			if b.Empty() {
				return "", devices.Errorf(devices.FaultProtocol, "a picture without pixels")
			}
			return "picture " + b.Size().String(), nil
		}},
		step{Interactive, func(ctx context.Context) (string, error) {
			return "", put(ctx, ask, Question{Key: "scanner.picture", Wanted: true, Picture: picture, Text: health.Text{
				DE: "Zeigt das Bild den Rand der Auflage scharf und ohne Streifen?", EN: "Does the picture show the edge of the bed, sharp and without stripes?",
			}}, FaultPicturePoor)
		}},
	)
}

// CardReader tests an optical reader of documents. Internal: status; a reader that only speaks when a document comes cannot
// say more. External: nothing, the reader has no work without a document. Interactive: a specimen is laid down, and its form
// and check digits must be right.
type CardReader struct {
	Probe    func(ctx context.Context) (devices.Status, error)
	Firmware func(ctx context.Context) (string, error) // nil where the model cannot say
	Specimen func(ctx context.Context) error           // waits for a document, forgets what it says, returns what was wrong with it
	Now      func() time.Time                          // nil means time.Now
}

// Test implements Tester. An expired specimen is as good as any.
func (r CardReader) Test(ctx context.Context, level Level, ask Ask) Result {
	return run(ctx, devices.IDCard, level, r.Now, healthy(r.Probe), firmware(r.Firmware),
		step{Interactive, func(ctx context.Context) (string, error) {
			if err := put(ctx, ask, Question{Key: "idcard.specimen", Wanted: true, Text: health.Text{
				DE: "Die Prüfkarte bereithalten, Ja berühren und sie dann auf den Leser legen. Bereit?", EN: "Have the test card ready, touch Yes, then lay it on the reader. Ready?",
			}}, devices.FaultCancelled); err != nil {
				return "", err
			}
			waiting, stop := context.WithTimeout(ctx, specimenWait)
			defer stop()
			err := r.Specimen(waiting)
			switch {
			case devices.FaultOf(err) == devices.FaultCardExpired:
				return "specimen read, expired", nil
			case err != nil && ctx.Err() == nil && waiting.Err() != nil:
				return "", devices.Errorf(devices.FaultCardUnreadable, "no document came in %v", specimenWait)
			case err != nil:
				return "", err
			}
			return "specimen read", nil
		}},
	)
}

// ChipReader tests a reader of chips. Internal: status and firmware. External: nothing without a card. Interactive: a card is
// put in, and its chip must answer to power.
type ChipReader struct {
	Kind     devices.Kind
	Probe    func(ctx context.Context) (devices.Status, error)
	Firmware func(ctx context.Context) (string, error) // nil where the model cannot say
	Card     func(ctx context.Context) error           // waits for a card, powers it on and off, reads nothing of it
	Now      func() time.Time                          // nil means time.Now
}

// Test implements Tester.
func (r ChipReader) Test(ctx context.Context, level Level, ask Ask) Result {
	return run(ctx, r.Kind, level, r.Now, healthy(r.Probe), firmware(r.Firmware),
		step{Interactive, func(ctx context.Context) (string, error) {
			if err := put(ctx, ask, Question{Key: "chip.specimen", Wanted: true, Text: health.Text{
				DE: "Die Prüfkarte in den Schlitz stecken. Steckt sie?", EN: "Push the test card into the slot. Is it in?",
			}}, devices.FaultCancelled); err != nil {
				return "", err
			}
			waiting, stop := context.WithTimeout(ctx, specimenWait)
			defer stop()
			if err := r.Card(waiting); err != nil {
				if ctx.Err() == nil && waiting.Err() != nil {
					err = devices.Errorf(devices.FaultChipAbsent, "no card came in %v", specimenWait)
				}
				return "", err
			}
			return "the chip answers", nil
		}},
	)
}
