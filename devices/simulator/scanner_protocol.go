package simulator

import (
	"encoding/binary"
	"slices"
	"strings"
)

// Codes of ESC/I [ESC/I Scanner Reference Manual 1995, 3-2].
const (
	esciSTX = 0x02
	esciACK = 0x06
	esciNAK = 0x15
	esciCAN = 0x18
	esciESC = 0x1B
	esciFS  = 0x1C
	esciFF  = 0x0C
)

// scannerEscape stands in Scanner.command for an ESC whose letter has not come yet.
const scannerEscape = esciESC

// Others that Scanner.command takes: an FS whose letter has not come yet, and FS W that waits for its parameters.
const (
	scannerFS      = esciFS
	scannerSetting = esciFS | 0x80
)

// scannerSettings is what a driver can set.
type scannerSettings struct {
	values              map[byte]byte // one-byte settings by letter
	zoom                [2]byte
	dpi                 int // the model has one for both directions
	x, y, width, height int
}

// defaults are the settings after a reset. Halftone starts as hard tone, so that a driver that forgets to set it gets a screened picture.
func (m *Scanner) defaults() scannerSettings {
	s := scannerSettings{
		values: map[byte]byte{'C': 0, 'D': 8, 'B': 0, 'L': 0, 'Z': 1, 'M': 0, 'e': 0, 'g': 0, 'd': 0, 'Q': 0, 'K': 0},
		zoom:   [2]byte{100, 100},
	}
	m.setResolution(&s, m.profile.Resolutions[0])
	return s
}

// setResolution also puts the area back to the whole bed, as its unit has changed.
func (m *Scanner) setResolution(s *scannerSettings, dpi int) {
	s.dpi = dpi
	s.x, s.y = 0, 0
	s.width, s.height = m.bed(dpi)
	s.width &^= 7
}

// bed is the size of the bed in pixels at a resolution.
func (m *Scanner) bed(dpi int) (width, height int) {
	highest := slices.Max(m.profile.Resolutions)
	return m.profile.MaxWidth * dpi / highest, m.profile.MaxHeight * dpi / highest
}

// knows tells whether the scanner's level has a command [SANE backend/epson.c].
func (m *Scanner) knows(letter byte) bool {
	letters := "@IFSCDBLZHRAG"
	if m.profile.Level >= "B3" {
		letters += "fMem"
	}
	if m.profile.Level >= "B4" {
		letters += "gdQ"
	}
	if m.profile.Level >= "B5" {
		letters += "K"
	}
	if m.profile.Level >= "B7" {
		letters += "\f"
	}
	return strings.IndexByte(letters, letter) >= 0
}

// hear takes one byte from the host.
func (m *Scanner) hear(w *scannerWire, b byte) error {
	switch {
	case m.page != nil:
		return m.hearBetweenBlocks(w, b)
	case m.command == scannerEscape:
		return m.hearCommand(w, b)
	case m.command == scannerFS:
		return m.hearExtended(w, b)
	case m.command == scannerSetting:
		return m.hearSettings(w, b)
	case m.command != 0:
		return m.hearParameter(w, b)
	case b == esciESC:
		m.command = scannerEscape
		return nil
	case b == esciFS && m.profile.Extended:
		m.command = scannerFS
		return nil
	case b == esciFF && m.profile.Feeder && m.knows(esciFF):
		return m.eject(w)
	case b == esciCAN:
		// A host that lost track sends it; there is nothing to cancel.
		return w.send(esciNAK)
	case b == esciACK:
		m.complain("ACK while idle: the last block is not acknowledged")
	default:
		m.complain("byte %02X is no command", b)
	}
	return w.send(esciNAK)
}

func (m *Scanner) hearBetweenBlocks(w *scannerWire, b byte) error {
	switch b {
	case esciACK:
		return m.sendBlock(w)
	case esciCAN:
		m.page = nil
		return w.send(esciACK)
	}
	m.complain("byte %02X between two blocks, where only ACK and CAN are allowed", b)
	return w.send(esciNAK)
}

func (m *Scanner) hearCommand(w *scannerWire, letter byte) error {
	m.command = 0
	if !m.knows(letter) || letter == esciFF {
		m.complain("ESC %02X is not a command of level %s", letter, m.profile.Level)
		return w.send(esciNAK)
	}
	switch letter {
	case '@':
		m.settings = m.defaults()
		m.unfeed()
		return w.send(esciACK)
	case 'I':
		return m.answer(w, m.identity())
	case 'F':
		return m.answer(w, nil)
	case 'f':
		return m.answer(w, m.extendedStatus())
	case 'S':
		return m.answer(w, m.condition())
	case 'G':
		return m.startPage(w)
	case 'R':
		m.wanted = 4
	case 'A':
		m.wanted = 8
	case 'H':
		m.wanted = 2
	case 'm':
		m.wanted = 9
	default:
		m.wanted = 1
	}
	m.command, m.received = letter, nil
	return w.send(esciACK)
}

func (m *Scanner) hearParameter(w *scannerWire, b byte) error {
	m.received = append(m.received, b)
	if len(m.received) < m.wanted {
		return nil
	}
	letter, p := m.command, m.received
	m.command, m.received = 0, nil
	if !m.apply(letter, p) {
		m.complain("ESC %c with % 02X is out of range", letter, p)
		return w.send(esciNAK)
	}
	return w.send(esciACK)
}

// apply sets a value. It reports false for what the scanner refuses.
func (m *Scanner) apply(letter byte, p []byte) bool {
	s := &m.settings
	word := func(i int) int { return int(binary.LittleEndian.Uint16(p[2*i:])) }
	switch letter {
	case 'R':
		if word(0) != word(1) || !slices.Contains(m.profile.Resolutions, word(0)) {
			return false
		}
		m.setResolution(s, word(0))
		return true
	case 'A':
		width, height := m.bed(s.dpi)
		x, y, w, h := word(0), word(1), word(2), word(3)
		if w == 0 || h == 0 || w%8 != 0 || x+w > width || y+h > height {
			return false
		}
		s.x, s.y, s.width, s.height = x, y, w, h
		return true
	case 'H':
		if p[0] < 50 || p[0] > 200 || p[1] < 50 || p[1] > 200 {
			return false
		}
		s.zoom = [2]byte{p[0], p[1]}
		return true
	case 'm':
		return true // the matrix mixes the colours; the model's sensor needs no correction
	}
	if !m.allows(letter, p[0]) {
		return false
	}
	if letter == 'e' && p[0] == 0 {
		m.unfeed()
	}
	s.values[letter] = p[0]
	return true
}

// allows knows the values that depend on the scanner, and asks the table for the others.
func (m *Scanner) allows(letter, v byte) bool {
	switch {
	case letter == 'C' && m.profile.Colour && m.profile.Level >= "B5":
		return v == 0x00 || v == 0x02 || v == 0x13
	case letter == 'C' && m.profile.Colour:
		return v == 0x00 || v == 0x02
	case letter == 'Z' && m.profile.Level >= "B4":
		return v <= 0x04 || v == 0x10 || v == 0x20 // 02 to 04: for grey and colour, and two of the host's own tables
	case letter == 'e':
		return v == 0 || v == 1 && m.profile.Feeder
	}
	return scannerValueAllowed(letter, v)
}

// scannerValueAllowed knows the values of one-byte settings [ESC/I 3-2; SANE backend/epson.c].
func scannerValueAllowed(letter, v byte) bool {
	switch letter {
	case 'C', 'M':
		return v == 0
	case 'D':
		return v == 1 || v == 8
	case 'B':
		return slices.Contains([]byte{0x00, 0x01, 0x10, 0x20}, v)
	case 'L':
		return int8(v) >= -3 && int8(v) <= 3
	case 'Z':
		return slices.Contains([]byte{0x00, 0x01, 0x10, 0x20}, v)
	case 'Q':
		return int8(v) >= -2 && int8(v) <= 2
	case 'g', 'K':
		return v <= 1
	}
	return letter == 'd'
}

// answer sends "02 status countL countH" and the data.
func (m *Scanner) answer(w *scannerWire, data []byte) error {
	header := []byte{esciSTX, m.status()}
	header = binary.LittleEndian.AppendUint16(header, uint16(len(data)))
	return w.send(append(header, data...)...)
}

// identity is the data of the answer to ESC I [ESC/I 3-7].
func (m *Scanner) identity() []byte {
	data := []byte(m.profile.Level)
	for _, dpi := range m.profile.Resolutions {
		data = append(data, 'R')
		data = binary.LittleEndian.AppendUint16(data, uint16(dpi))
	}
	data = append(data, 'A')
	data = binary.LittleEndian.AppendUint16(data, uint16(m.profile.MaxWidth))
	return binary.LittleEndian.AppendUint16(data, uint16(m.profile.MaxHeight))
}

// condition is the data of the answer to ESC S: 27 bytes at level B2, 35 at B4.
func (m *Scanner) condition() []byte {
	s := m.settings
	one := func(data []byte, letters string) []byte {
		for _, l := range []byte(letters) {
			if m.knows(l) {
				data = append(data, l, s.values[l])
			}
		}
		return data
	}
	words := func(data []byte, words ...int) []byte {
		for _, v := range words {
			data = binary.LittleEndian.AppendUint16(data, uint16(v))
		}
		return data
	}
	data := one(nil, "C")
	data = words(append(data, 'R'), s.dpi, s.dpi)
	data = words(append(data, 'A'), s.x, s.y, s.width, s.height)
	data = one(data, "DBLZ")
	data = append(data, 'H', s.zoom[0], s.zoom[1])
	return one(data, "MgdQ")
}
