package idcard

import (
	"bytes"
	"errors"
	"strings"
)

const (
	soh byte = 0x01
	stx byte = 0x02
	etx byte = 0x03
	cr  byte = 0x0D
)

const (
	headerLen = 6             // SOH length length 'O' 'U' STX
	textStart = headerLen + 1 // after the flag
	longest   = 7 + 3*45 + 2  // three lines of 44, which no document has, but no block is longer
	shortest  = textStart + 5 // three CR, ETX, BCC
	afterWord = 3             // bytes up to and including the length word
	padded    = "________"    // what fills a line of 36 to 44
	wide      = 44            // characters of a line when there are two
	narrow    = wide - len(padded)
)

// Block is one message of the reader.
type Block struct {
	Flag  byte      // meaning not public
	Lines [3]string // top line first; a missing line is empty, the bottom line is always the third
}

// Zone returns the lines of the machine readable zone: the lines that are there, padding of a 36-character zone removed.
func (b Block) Zone() []string {
	var lines []string
	for _, l := range b.Lines {
		if l != "" || len(lines) > 0 {
			lines = append(lines, l)
		}
	}
	if len(lines) == 2 && padsTo(lines[0]) && padsTo(lines[1]) {
		lines[0], lines[1] = lines[0][:narrow], lines[1][:narrow]
	}
	return lines
}

func padsTo(line string) bool { return len(line) == wide && strings.HasSuffix(line, padded) }

// CheckRange says where the exclusive or of the check byte begins; it always ends with ETX. Accepting both at once would hide every
// single error in the lowest bit, for the two differ by just that.
type CheckRange int

// The two readings of the manual, see the package comment.
const (
	FromLength CheckRange = iota // ISO 1745
	FromSOH
)

// Why the Decoder gave a block up. None holds a byte of what was read.
var (
	// ErrMore says that no whole block has arrived yet.
	ErrMore = errors.New("block incomplete")
	// ErrLength says that the length word does not fit the block, or no block at all: a byte was lost, doubled or wrong.
	ErrLength = errors.New("block with a wrong length")
	// ErrCheck says that the check byte does not fit the block.
	ErrCheck = errors.New("block with a wrong check byte")
	// ErrText says that a byte stands in the text that may not, or that it has not three lines.
	ErrText = errors.New("block with a wrong text")
)

// Decoder finds blocks in a stream of bytes. After a broken one it looks for the next from the byte after the broken one's SOH, so that
// noise before a block, or half a block, never costs the block that follows. It holds at most one block.
// The zero value checks from the length word.
type Decoder struct {
	Check   CheckRange
	buffer  []byte
	skipped int
}

// Feed takes bytes in as they arrived.
func (d *Decoder) Feed(p []byte) { d.buffer = append(d.buffer, p...) }

// Started reports whether the beginning of a block has arrived, but not its end.
func (d *Decoder) Started() bool { return len(d.buffer) >= headerLen }

// Skipped counts the bytes since the last Reset that belonged to no block.
func (d *Decoder) Skipped() int { return d.skipped }

// Reset forgets everything and overwrites it.
func (d *Decoder) Reset() {
	clear(d.buffer[:cap(d.buffer)])
	d.buffer, d.skipped = d.buffer[:0], 0
}

// Next returns the next block, or ErrMore, or why the beginning of a block came to nothing; then there may be more to come.
func (d *Decoder) Next() (Block, error) {
	for {
		d.skipTo(bytes.IndexByte(d.buffer, soh))
		if !headerPossible(d.buffer) {
			d.drop(1)
			continue
		}
		if len(d.buffer) < headerLen {
			return Block{}, ErrMore
		}
		block, size, err := decode(d.buffer, d.Check)
		switch {
		case errors.Is(err, ErrMore):
			return Block{}, err
		case err != nil:
			d.drop(1)
			return Block{}, err
		}
		d.remove(size)
		return block, nil
	}
}

// skipTo drops what stands before position at; all of it when at is negative.
func (d *Decoder) skipTo(at int) {
	if at < 0 {
		at = len(d.buffer)
	}
	d.drop(at)
}

func (d *Decoder) drop(n int) {
	d.skipped += n
	d.remove(n)
}

// remove takes n bytes from the front and leaves no copy of them behind.
func (d *Decoder) remove(n int) {
	left := copy(d.buffer, d.buffer[n:])
	clear(d.buffer[left:])
	d.buffer = d.buffer[:left]
}

// headerPossible reports whether b, which is empty or begins with SOH, can be the beginning of a block.
func headerPossible(b []byte) bool {
	fits := func(i int, want byte) bool { return len(b) <= i || b[i] == want }
	return fits(3, 'O') && fits(4, 'U') && fits(5, stx)
}

// decode reads a block whose header is there. It returns ErrMore as long as the block can still become whole.
func decode(b []byte, check CheckRange) (Block, int, error) {
	length := int(b[1]) | int(b[2])<<8
	if length < shortest-afterWord || length > longest {
		return Block{}, 0, ErrLength
	}
	for i := textStart; i < len(b); i++ {
		switch c := b[i]; {
		case c == etx:
			return finish(b, i, length, check)
		case i > longest-2: // ETX and BCC no longer fit
			return Block{}, 0, ErrLength
		case c != cr && (c < ' ' || c > '~'):
			return Block{}, 0, ErrText
		}
	}
	return Block{}, 0, ErrMore
}

// finish judges a block whose ETX stands at end.
func finish(b []byte, end, length int, check CheckRange) (Block, int, error) {
	size := end + 2
	if length != size && length != size-afterWord {
		return Block{}, 0, ErrLength
	}
	if len(b) < size {
		return Block{}, 0, ErrMore
	}
	from := 1
	if check == FromSOH {
		from = 0
	}
	if b[end+1] != exclusiveOr(b[from:end+1]) {
		return Block{}, 0, ErrCheck
	}
	lines := strings.Split(string(b[textStart:end]), string(cr))
	if len(lines) != 4 || lines[3] != "" {
		return Block{}, 0, ErrText
	}
	return Block{Flag: b[headerLen], Lines: [3]string(lines[:3])}, size, nil
}

func exclusiveOr(p []byte) byte {
	var x byte
	for _, b := range p {
		x ^= b
	}
	return x
}
