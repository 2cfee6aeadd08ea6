package simulator

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// lacks reports whether the model lacks a command that begins with GS.
func (p *Printer) lacks(name byte) bool {
	switch name {
	case 'a':
		return p.model.custom
	case 'b':
		return !p.model.smooth
	case 'V':
		return !strings.Contains(p.model.cuts, "V")
	}
	return false
}

// group obeys the commands that begin with GS.
func (p *Printer) group(name byte, arg []byte) {
	if p.lacks(name) {
		p.complain("unknown command 1d %02x", name)
		return
	}
	switch name {
	case 'P':
		p.motionUnits(arg[0], arg[1])
	case '!':
		if p.within("GS !, width", arg[0]>>4, 7) && p.within("GS !, height", arg[0]&0x0f, 7) {
			p.set.x, p.set.y = int(arg[0]>>4)+1, int(arg[0]&0x0f)+1
		}
	case 'B':
		p.set.reverse = arg[0]&1 != 0
	case 'b':
		p.set.smooth = arg[0]&1 != 0
	case 'L':
		if p.lineStart("GS L") {
			p.paper.margin = min(int16le(arg), p.model.dots)
		}
	case 'W':
		if p.lineStart("GS W") {
			p.paper.area = int16le(arg)
		}
	case 'a':
		p.subscribe(arg[0])
	case 'r':
		p.transmit(arg[0])
	case 'I':
		p.identify(arg[0])
	case 'V':
		p.feedAndCut(arg)
	case 'v':
		p.raster(arg)
	case '(':
		p.parenthesis(arg)
	default:
		p.complain("unknown command 1d %02x", name)
	}
}

// motionUnits is GS P; 0 means the model's own. Across the paper only dots are modelled.
func (p *Printer) motionUnits(x, y byte) {
	if x != 0 && int(x) != p.model.dpi {
		p.complain("GS P: %d units across the paper of %d dpi", x, p.model.dpi)
	}
	p.set.unit = int(y)
	if y == 0 {
		p.set.unit = p.model.unit
	}
}

// transmit is GS r: the paper sensor or the drawer, told behind the print data.
func (p *Printer) transmit(n byte) {
	switch n {
	case 1, '1':
		p.say(p.world.automatic()[2])
	case 2, '2':
		p.say(0)
	default:
		p.complain("GS r: parameter %d", n)
	}
}

// identify is GS I.
func (p *Printer) identify(n byte) {
	text := func(s string) { p.say(append(append([]byte{0x5f}, s...), 0)...) }
	switch n {
	case 1, '1':
		p.say(0x20)
	case 2, '2':
		p.say(0x02) // has a cutter, has no two-byte characters
	case 3, '3':
		p.say(0x01)
	case 65:
		text("1.00 ESC/POS")
	case 66:
		text("BUERGERTERMINAL")
	case 67:
		text("SIMULATOR-80")
	case 68:
		text("0000001")
	default:
		p.complain("GS I: parameter %d", n)
	}
}

func (p *Printer) raster(arg []byte) {
	row, height := int16le(arg[2:]), int16le(arg[4:])
	if arg[0] != '0' || !p.within("GS v 0, mode", arg[1]&^0x30, 0) || row < 1 || row > 128 || height < 1 || height > 4095 {
		p.complain("GS v 0: %d × %d, mode %d", row, height, arg[1])
		return
	}
	if !p.lineStart("GS v 0") {
		return
	}
	b := newBitmap(row*8, height)
	for i := range b.dots {
		b.dots[i] = arg[6+i/8]&(0x80>>(i%8)) != 0
	}
	p.picture(b)
}

// picture prints a bitmap where alignment and margin put it, or from the edge.
func (p *Printer) picture(b bitmap) {
	room := p.paper.width()
	if p.model.edge {
		room = p.model.dots
	}
	if b.width > room+7 {
		p.complain("a picture of %d dots on %d", b.width, room)
	}
	p.paper.picture(b, p.model.edge)
	p.wear(1)
}

// graphics is GS ( L: functions 112 and 50 (TM-T81 specification, p. 88).
func (p *Printer) graphics(body []byte) {
	switch {
	case len(body) == 2 && body[0] == '0' && (body[1] == '2' || body[1] == 2):
		if p.set.graphics.width == 0 {
			p.complain("GS ( L: nothing is stored")
			return
		}
		if p.lineStart("GS ( L") {
			p.picture(p.set.graphics)
		}
		p.set.graphics = bitmap{}
	case len(body) > 10 && string(body[:6]) == "0p0\x01\x011":
		b := newBitmap(int16le(body[6:]), int16le(body[8:]))
		row := (b.width + 7) / 8
		if b.width < 1 || b.width > 2047 || b.height < 1 || b.height > 1662 || len(body) != 10+row*b.height {
			p.complain("GS ( L: %d × %d in %d bytes", b.width, b.height, len(body))
			return
		}
		for i := range b.dots {
			x, y := i%b.width, i/b.width
			b.dots[i] = body[10+y*row+x/8]&(0x80>>(x%8)) != 0
		}
		p.set.graphics = b
	default:
		p.complain("GS ( L with %d bytes", len(body))
	}
}

func (p *Printer) parenthesis(arg []byte) {
	body := arg[3:]
	switch {
	case arg[0] == 'L' && p.model.graphics:
		p.graphics(body)
	case arg[0] == 'k' && p.model.qr && len(body) >= 3 && body[0] == '1':
		p.qr(body[1], body[2:])
	case arg[0] == 'H' && p.model.processID && len(body) == 6 && body[0] == '0' && body[1] == '0':
		p.say(append(append([]byte{0x37, 0x22}, body[2:]...), 0)...)
	default:
		p.complain("unknown command 1d 28 %02x with %d bytes", arg[0], len(body))
	}
}

// qr is GS ( k with cn 49.
func (p *Printer) qr(function byte, arg []byte) {
	bad := func() { p.complain("QR code: function %d with %d bytes", function, len(arg)) }
	switch function {
	case 'A':
		if len(arg) != 2 || arg[0] != '1' && arg[0] != '2' || arg[1] != 0 {
			bad()
		}
	case 'C':
		if arg[0] < 1 || arg[0] > 16 {
			bad()
			return
		}
		p.set.qrModule = int(arg[0])
	case 'E':
		if arg[0] < '0' || arg[0] > '3' {
			bad()
			return
		}
		p.set.qrLevel = arg[0]
	case 'P':
		if arg[0] != '0' || len(arg) < 2 || len(arg) > 7090 {
			bad()
			return
		}
		p.set.qrData = append([]byte(nil), arg[1:]...)
	case 'Q':
		p.printQR()
	default:
		bad()
	}
}

func (p *Printer) printQR() {
	if !p.lineStart("QR code") {
		return
	}
	levels := map[byte]qrcode.RecoveryLevel{'0': qrcode.Low, '1': qrcode.Medium, '2': qrcode.High, '3': qrcode.Highest}
	code, err := qrcode.New(string(p.set.qrData), levels[p.set.qrLevel])
	if err != nil || len(p.set.qrData) == 0 {
		p.complain("a QR code of %d bytes cannot be drawn", len(p.set.qrData))
		return
	}
	code.DisableBorder = true
	modules := code.Bitmap()
	size := len(modules) * p.set.qrModule
	if size > p.paper.width() {
		p.complain("a QR code of %d dots on %d", size, p.paper.width())
		return
	}
	b := newBitmap(size, size)
	for i := range b.dots {
		b.dots[i] = modules[i/size/p.set.qrModule][i%size/p.set.qrModule]
	}
	p.picture(b)
}

// feedAndCut is GS V: forms 0 and 1 cut here, forms 65 and 66 feed the print past the cutter first.
func (p *Printer) feedAndCut(arg []byte) {
	switch arg[0] {
	case 65, 66:
		p.cut(func() { p.paper.feed(p.model.knife + p.vertical(arg[1])) })
	case 0, 1, '0', '1':
		p.cut(nil)
	default:
		p.complain("GS V: form %d", arg[0])
	}
}

// cut cuts the paper at the knife, after what feed does.
func (p *Printer) cut(feed func()) {
	if !p.lineStart("a cut") {
		return
	}
	if p.mouth.ticket {
		p.complain("a ticket is cut while another lies in the mouth")
	}
	if feed != nil {
		feed()
	}
	p.mouth.cut = p.model.ejector || p.model.fsP
	p.fed += p.paper.height() - p.model.knife
	sheet, through := p.paper.cut()
	if through {
		p.complain("the cut goes through the print")
	}
	p.last = sheet
	p.receipts++
	if p.options.PaperDir != "" {
		p.keepSheet(sheet, p.stream)
	}
	p.stream = nil
}

// keepSheet leaves a receipt in the folder. That takes as long as a cutter does: meanwhile commands wait, and real-time
// commands are answered.
func (p *Printer) keepSheet(sheet image.Image, stream []byte) {
	p.cutting = true
	p.keeping.Go(func() {
		err := leave(p.options.PaperDir, sheet, stream)
		p.mu.Lock()
		defer p.mu.Unlock()
		if err != nil {
			p.complain("the receipt could not be kept: %v", err)
		}
		p.cutting = false
		p.goOn()
	})
}

// leave writes a receipt as picture and as bytes, under the next free number. The picture comes last and appears whole.
func leave(dir string, sheet image.Image, stream []byte) error {
	for n := 1; ; n++ {
		base := filepath.Join(dir, fmt.Sprintf("receipt-%03d", n))
		f, err := os.OpenFile(base+".bin", os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = f.Write(stream)
		return errors.Join(err, f.Close(), writeSheet(base+".png", sheet))
	}
}

func writeSheet(path string, sheet image.Image) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".receipt-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := errors.Join(encodeSheet(f, sheet), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Chmod(f.Name(), 0o644), os.Rename(f.Name(), path))
}

func encodeSheet(w io.Writer, sheet image.Image) error {
	e := png.Encoder{CompressionLevel: png.BestCompression}
	return e.Encode(w, sheet)
}

// DrawReceipt puts a stream of bytes on the paper of a model and returns it, up to the cut or as it hangs out of the
// printer, with the complaints of the printer.
func DrawReceipt(m PrinterModel, stream []byte) (*image.Paletted, []string) {
	p := NewPrinter(PrinterOptions{Model: m, Buffer: len(stream)})
	p.receive(stream)
	receipt, hanging := p.Paper()
	if receipt == nil {
		receipt = hanging
	}
	return receipt, p.Complaints()
}
