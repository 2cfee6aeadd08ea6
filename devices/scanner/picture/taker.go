package picture

import (
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
)

// Taker is what every device does that takes a picture of the whole sheet and sends it as a file.
type Taker struct {
	DPI   int // that the device's pictures have
	Usual int // bytes of a file by experience
}

// Scan takes one picture, whatever the request's mode; a corrupted one is taken once more. take orders a picture and returns
// its file; mend brings the device to idle after a failure, and says what the failure means. Errors are those of mend,
// FaultScanRefused for a request that such a device cannot fulfil, and FaultProtocol for a file that is no picture.
func (t *Taker) Scan(r scanner.Request, progress func(scanner.Progress), take func(report func(bytes int)) ([]byte, error), mend func(error) error) (scanner.Page, error) {
	if r.Area != (scanner.Area{}) || r.DPI != 0 && r.DPI != t.DPI {
		return scanner.Page{}, devices.Errorf(devices.FaultScanRefused, "the device takes the whole sheet at %d dpi", t.DPI)
	}
	if progress == nil {
		progress = func(scanner.Progress) {}
	}
	began := time.Now()
	var cause error
	for attempt := 1; ; attempt++ {
		data, err := take(func(bytes int) {
			p := scanner.Expect(bytes, t.Usual, time.Since(began))
			p.Attempt, p.Cause = attempt, cause
			progress(p)
		})
		if err == nil {
			return t.page(data)
		}
		if err = mend(err); devices.FaultOf(err) != devices.FaultScanCorrupted || attempt == 2 {
			return scanner.Page{}, err
		}
		cause = err
	}
}

// page is the page of a file, and what the next one's length is expected by.
func (t *Taker) page(data []byte) (scanner.Page, error) {
	file, mime, err := Cut(data)
	if err != nil {
		return scanner.Page{}, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	img, err := Decode(file, mime)
	if err != nil {
		return scanner.Page{}, devices.Errorf(devices.FaultProtocol, "%w", err)
	}
	t.Usual = len(file)
	return scanner.FilePage(img, t.DPI, file, mime), nil
}
