package scanner

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Control codes of ESC/I.
const (
	stx = 0x02
	ack = 0x06
	nak = 0x15
	can = 0x18
	esc = 0x1B
	fs  = 0x1C
	ff  = 0x0C // ejects the sheet of the document feeder
)

// Command letters after ESC [ESC/I 3-2].
const (
	cmdReset          = '@'
	cmdIdentity       = 'I'
	cmdStatus         = 'F'
	cmdExtendedStatus = 'f'
	cmdCondition      = 'S'
	cmdColour         = 'C'
	cmdBits           = 'D'
	cmdHalftone       = 'B'
	cmdResolution     = 'R'
	cmdArea           = 'A'
	cmdLinesPerBlock  = 'd'
	cmdOption         = 'e' // 1 takes the page from the document feeder
	cmdScan           = 'G'
)

const halftoneNone = 0x01

// sequence is the parameter of ESC C: in which order the colours come.
type sequence byte

const (
	mono         sequence = 0x00
	lineSequence sequence = 0x02 // each line three times; the status tells which colour
	byteSequence sequence = 0x13 // three bytes a pixel, from level B5 on
)

const (
	replyHeaderSize = 4 // STX, status, count
	blockHeaderSize = 6 // STX, status, bytes per line, lines
	maxBlockBytes   = 65535
	maxBlockLines   = 255
)

// errMalformed marks bytes that ESC/I does not allow at their place.
var errMalformed = errors.New("malformed")

// status is the status byte of a reply or an image block [ESC/I 3-9].
type status byte

const (
	statusFatal    status = 0x80
	statusNotReady status = 0x40 // in use on another interface
	statusAreaEnd  status = 0x20 // this is the last block
	statusColour   status = 0x0C // 00 in a monochrome scan
	statusGreen    status = 0x04 // of a line in line sequence; in byte sequence green comes first [SANE backend/epson2-ops.c]
	statusRed      status = 0x08
	statusBlue     status = 0x0C
	statusExtended status = 0x02 // knows the FS commands
)

func (s status) fatal() bool    { return s&statusFatal != 0 }
func (s status) notReady() bool { return s&statusNotReady != 0 }
func (s status) areaEnd() bool  { return s&statusAreaEnd != 0 }

// parseReplyHeader reads "02 status countL countH". The count is the number of data bytes that follow.
func parseReplyHeader(b []byte) (status, int, error) {
	if len(b) != replyHeaderSize {
		return 0, 0, fmt.Errorf("%w: reply header of %d bytes", errMalformed, len(b))
	}
	if b[0] != stx {
		return 0, 0, fmt.Errorf("%w: reply starts with %02X", errMalformed, b[0])
	}
	return status(b[1]), int(binary.LittleEndian.Uint16(b[2:])), nil
}

// blockHeader precedes the image data of one block. In line mode a block is one line.
type blockHeader struct {
	status       status
	bytesPerLine int
	lines        int
}

// parseBlockHeader reads the four bytes of line mode or the six of block mode.
func parseBlockHeader(b []byte) (blockHeader, error) {
	if len(b) != replyHeaderSize && len(b) != blockHeaderSize {
		return blockHeader{}, fmt.Errorf("%w: block header of %d bytes", errMalformed, len(b))
	}
	s, n, err := parseReplyHeader(b[:replyHeaderSize])
	if err != nil {
		return blockHeader{}, err
	}
	h := blockHeader{status: s, bytesPerLine: n, lines: 1}
	if len(b) == blockHeaderSize {
		h.lines = int(binary.LittleEndian.Uint16(b[4:]))
	}
	return h, nil
}

// Identity is what a scanner says of itself (ESC I) [ESC/I 3-7].
type Identity struct {
	Level       string // command level: "B2" … "B8"
	Resolutions []int  // dots per inch
	MaxWidth    int    // pixels at the highest resolution
	MaxHeight   int    // lines at the highest resolution
	Extended    bool   // knows the FS commands
	Model       string // only an Extended scanner tells it
}

// MaxDPI returns the highest resolution.
func (id Identity) MaxDPI() int {
	if len(id.Resolutions) == 0 {
		return 0
	}
	return slices.Max(id.Resolutions)
}

// parseIdentity reads the data of an identity reply: level, 'R' lo hi for each resolution, 'A' width height.
func parseIdentity(data []byte) (Identity, error) {
	if len(data) < 2 {
		return Identity{}, fmt.Errorf("%w: identity of %d bytes", errMalformed, len(data))
	}
	id := Identity{Level: string(data[:2])}
	if commandsOf(id.Level) == "" {
		return Identity{}, fmt.Errorf("%w: level %q is not known to this driver", errMalformed, id.Level)
	}
	rest := data[2:]
	for len(rest) >= 3 && rest[0] == 'R' {
		dpi := int(binary.LittleEndian.Uint16(rest[1:]))
		if dpi == 0 {
			return Identity{}, fmt.Errorf("%w: resolution 0", errMalformed)
		}
		id.Resolutions = append(id.Resolutions, dpi)
		rest = rest[3:]
	}
	if len(rest) != 5 || rest[0] != 'A' || len(id.Resolutions) == 0 {
		return Identity{}, fmt.Errorf("%w: identity without resolutions and area", errMalformed)
	}
	id.MaxWidth = int(binary.LittleEndian.Uint16(rest[1:]))
	id.MaxHeight = int(binary.LittleEndian.Uint16(rest[3:]))
	if id.MaxWidth < 8 || id.MaxHeight == 0 {
		return Identity{}, fmt.Errorf("%w: area %d × %d", errMalformed, id.MaxWidth, id.MaxHeight)
	}
	return id, nil
}

// commandsOf returns the command letters of a level, or "" for a level that this driver does not speak
// [SANE backend/epson.c, table epson_cmd].
func commandsOf(level string) string {
	const b2 = "IFSCGDRHALZB@"
	const b3 = b2 + "Mmfe"
	const b4 = b3 + "gdzQb"
	switch level {
	case "B2":
		return b2
	case "B3":
		return b3
	case "B4":
		return b4
	case "B5", "B6":
		return b4 + "K"
	case "B7", "B8":
		return b4 + "K\f"
	}
	return ""
}

func (id Identity) knows(command byte) bool {
	return strings.IndexByte(commandsOf(id.Level), command) >= 0
}

// extendedStatus is the part of the ESC f answer that the terminal needs.
type extendedStatus struct {
	fatal     bool
	warmingUp bool
	feeder    bool // the feeder is enabled, so that its paper matters
	noPaper   bool
	jam       bool
	coverOpen bool
}

// parseExtendedStatus reads the 33 or 42 data bytes of ESC f; only the first two are used.
func parseExtendedStatus(data []byte) (extendedStatus, error) {
	if len(data) < 2 {
		return extendedStatus{}, fmt.Errorf("%w: extended status of %d bytes", errMalformed, len(data))
	}
	device, feeder := data[0], data[1]
	return extendedStatus{
		fatal:     device&0x80 != 0,
		warmingUp: device&0x02 != 0,
		feeder:    feeder&0x40 != 0,
		noPaper:   feeder&0x08 != 0,
		jam:       feeder&0x04 != 0,
		coverOpen: feeder&0x02 != 0,
	}, nil
}

// condition is the part of the ESC S answer by which settings are read back. A field is -1 where the answer has none.
type condition struct {
	colour, bits, halftone, linesPerBlock int
	dpiX, dpiY                            int
	x, y, width, height                   int
}

// parseCondition reads the tagged settings of an ESC S reply up to the first tag that it does not know.
func parseCondition(data []byte) (condition, error) {
	c := condition{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
	word := func(at int) int { return int(binary.LittleEndian.Uint16(data[at:])) }
	for len(data) > 0 {
		size := conditionSize(data[0])
		if size == 0 {
			return c, nil
		}
		if len(data) < size {
			return condition{}, fmt.Errorf("%w: condition cut in setting %q", errMalformed, data[0])
		}
		switch data[0] {
		case cmdColour:
			c.colour = int(data[1])
		case cmdBits:
			c.bits = int(data[1])
		case cmdHalftone:
			c.halftone = int(data[1])
		case cmdLinesPerBlock:
			c.linesPerBlock = int(data[1])
		case cmdResolution:
			c.dpiX, c.dpiY = word(1), word(3)
		case cmdArea:
			c.x, c.y, c.width, c.height = word(1), word(3), word(5), word(7)
		}
		data = data[size:]
	}
	return c, nil
}

// conditionSize is the length of one tagged setting including its tag, 0 for an unknown tag.
func conditionSize(tag byte) int {
	switch tag {
	case 'R':
		return 5
	case 'A':
		return 9
	case 'H':
		return 3
	case 'C', 'D', 'B', 'L', 'Z', 'M', 'g', 'd', 'Q', 'K', 'b', 'e':
		return 2
	}
	return 0
}

// resolutionParameters are the four bytes that follow ESC R.
func resolutionParameters(dpi int) []byte {
	return appendWords(nil, dpi, dpi)
}

// areaParameters are the eight bytes that follow ESC A, in pixels at the set resolution.
func areaParameters(x, y, width, height int) []byte {
	return appendWords(nil, x, y, width, height)
}

func appendWords(b []byte, words ...int) []byte {
	for _, w := range words {
		b = binary.LittleEndian.AppendUint16(b, uint16(w))
	}
	return b
}
