package simulator

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
)

// scannerPage is a page on its way to the host.
type scannerPage struct {
	lines         [][]byte
	colours       []byte // of each line, as the status byte tells them; nil where it tells none
	next          int    // line
	linesPerBlock int    // 0 is line mode
	extended      bool   // started by FS G: no headers, a status byte behind each block
	fault         scannerFault
	sent          int // bytes since ESC G, as the scanner meant them
}

// startPage answers ESC G with the first block.
func (m *Scanner) startPage(w *scannerWire) error {
	page, ok := m.newPage()
	if !ok {
		return w.send(esciNAK)
	}
	if page.linesPerBlock*len(page.lines[0]) > 0xFFFF {
		m.complain("%d lines of %d bytes are more than a block can hold", page.linesPerBlock, len(page.lines[0]))
		return w.send(esciNAK)
	}
	m.page = page
	return m.sendBlock(w)
}

// newPage takes the page as the settings say. It reports false where the feeder has none.
func (m *Scanner) newPage() (*scannerPage, bool) {
	s := m.settings
	if s.values['e'] == 1 && !m.feedSheet() {
		m.complain("a scan from the feeder, in which there is no sheet")
		return nil, false
	}
	page := &scannerPage{linesPerBlock: int(s.values['d'])}
	switch s.values['C'] {
	case 0x02:
		page.lines, page.colours = lineSequence(m.renderColour())
		page.linesPerBlock = 0
	case 0x13:
		page.lines = byteSequence(m.renderColour(), m.profile.GreenFirst)
		if m.profile.GreenFirst {
			page.colours = bytes.Repeat([]byte{0x04}, len(page.lines))
		}
	default:
		page.lines = packScannerLines(m.render(), s.values['D'], s.values['B'])
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.faults) > 0 {
		page.fault, m.faults = m.faults[0], m.faults[1:]
	}
	return page, true
}

// take is the next lines of the page; the page ends with the last of them.
func (m *Scanner) take() (lines [][]byte, colour byte) {
	page := m.page
	count := min(max(page.linesPerBlock, 1), len(page.lines)-page.next)
	lines = page.lines[page.next : page.next+count]
	if page.colours != nil {
		colour = page.colours[page.next]
	}
	page.next += count
	if page.next == len(page.lines) {
		m.page = nil
	}
	return lines, colour
}

// sendBlock sends the next block of the page, or a fatal header and the end of the page.
func (m *Scanner) sendBlock(w *scannerWire) error {
	page := m.page
	if page.extended {
		return m.sendExtendedBlock(w)
	}
	lines, colour := m.take()
	status := m.status()
	bytesPerLine := len(lines[0])
	if status&0x80 != 0 {
		m.page, lines, bytesPerLine = nil, nil, 0
	} else if status |= colour; m.page == nil {
		status |= 0x20
	}
	header := []byte{esciSTX, status}
	header = binary.LittleEndian.AppendUint16(header, uint16(bytesPerLine))
	if page.linesPerBlock > 0 {
		header = binary.LittleEndian.AppendUint16(header, uint16(len(lines)))
	}
	if err := w.send(page.damage(header)...); err != nil {
		return err
	}
	_, err := m.sendLines(w, page, lines)
	return err
}

// sendLines sends the data of a block. It reports whether the host stopped it.
func (m *Scanner) sendLines(w *scannerWire, page *scannerPage, lines [][]byte) (bool, error) {
	for i, line := range lines {
		if stopped, err := m.insideBlock(w, i, len(lines)); stopped || err != nil {
			return true, err
		}
		if err := w.send(page.damage(line)...); err != nil {
			return true, err
		}
	}
	return false, nil
}

// insideBlock lets the world in before a line of a block is sent. It reports whether the block ends here.
func (m *Scanner) insideBlock(w *scannerWire, line, lines int) (bool, error) {
	if line == lines/2 {
		m.mu.Lock()
		if m.stall {
			m.stall, m.stalled = false, make(chan struct{})
		}
		m.mu.Unlock()
	}
	if !m.awaitResume(w.ctx) {
		return true, context.Cause(w.ctx)
	}
	if b, ok := w.peek(); ok && b == esciCAN && m.options.StopsInsideBlock && m.page != nil {
		w.next()
		m.page = nil
		return true, w.send(esciACK)
	}
	return false, nil
}

// damage loses or doubles the byte that the fault names.
func (p *scannerPage) damage(b []byte) []byte {
	at := p.fault.at - 1 - p.sent
	p.sent += len(b)
	if p.fault.at == 0 || at < 0 || at >= len(b) {
		return b
	}
	damaged := append([]byte{}, b[:at]...)
	if p.fault.twice {
		damaged = append(damaged, b[at], b[at])
	}
	return append(damaged, b[at+1:]...)
}

// packScannerLines turns a picture into raw lines of 8 or 1 bits a pixel. A set bit is white.
func packScannerLines(img *image.Gray, bits, halftone byte) [][]byte {
	width, height := img.Rect.Dx(), img.Rect.Dy()
	lines := make([][]byte, height)
	for y := range lines {
		row := img.Pix[y*img.Stride : y*img.Stride+width]
		if bits == 8 {
			lines[y] = row
			continue
		}
		packed := make([]byte, width/8)
		for x, v := range row {
			if v >= scannerThreshold(halftone, x, y) {
				packed[x/8] |= 0x80 >> (x % 8)
			}
		}
		lines[y] = packed
	}
	return lines
}

// scannerThreshold is constant without halftone and a 4 × 4 Bayer screen with it.
func scannerThreshold(halftone byte, x, y int) byte {
	if halftone == 0x01 {
		return 128
	}
	bayer := [4][4]byte{{0, 8, 2, 10}, {12, 4, 14, 6}, {3, 11, 1, 9}, {15, 7, 13, 5}}
	return bayer[y%4][x%4]*16 + 8
}
