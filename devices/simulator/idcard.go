package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
)

// IDCardOptions tune the card reader.
type IDCardOptions struct {
	Flag byte // the byte before the lines, whose meaning is not public; 0 means '0'
}

// IDCard is an optical reader of machine readable zones that speaks "RTE Native" (3M RTE6701-OEM Integration Manual, pages
// 25–26): it sends one block when a document comes in, pads what it could not read with '_', and takes no commands, so it
// complains of every byte that a driver sends. It shares no code with the driver.
//
// Control: insert NAME | insert LINE1 LINE2 [LINE3], insert-corrupted [NAME] (wrong check byte), insert-half [NAME] (the block
// breaks off), insert-twice [NAME] (the block comes twice), remove, names, state. NAME is one of names; the default is jana.
type IDCard struct {
	complaints
	flag byte
	out  chan []byte

	mu      sync.Mutex
	serving bool
	inside  string // what lies in the reader; empty means nothing
}

// NewIDCard makes a reader with nothing in it.
func NewIDCard(o IDCardOptions) *IDCard {
	if o.Flag == 0 {
		o.Flag = '0'
	}
	return &IDCard{flag: o.Flag, out: make(chan []byte, 1)}
}

// Serve implements Model.
func (m *IDCard) Serve(ctx context.Context, line io.ReadWriter) error {
	m.serve(true)
	defer m.serve(false)
	return duplex(ctx, line, m.listen, m.out)
}

// duplex listens on a line and writes what is to be said, until the line fails or ctx ends. The goroutine that listens ends
// with the line.
func duplex(ctx context.Context, line io.ReadWriter, listen func(io.Reader) error, out <-chan []byte) error {
	heard := make(chan error, 1)
	go func() { heard <- listen(line) }()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-heard:
			return err
		case said := <-out:
			if _, err := line.Write(said); err != nil {
				return err
			}
		}
	}
}

// serve notes whether somebody is at the other end. What was not sent before an unplug is lost, as in the real reader.
func (m *IDCard) serve(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.serving = on
	select {
	case <-m.out:
	default:
	}
}

// listen complains of whatever arrives, until the line fails.
func (m *IDCard) listen(line io.Reader) error {
	buffer := make([]byte, 256)
	for {
		n, err := line.Read(buffer)
		if n > 0 {
			m.complain("RTE Native accepts no commands; the driver sent %d bytes, the first is %02X", n, buffer[0])
		}
		if err != nil {
			return err
		}
	}
}

// Control implements Model.
func (m *IDCard) Control(_ context.Context, command string, args []string) (string, error) {
	switch command {
	case "insert":
		return m.insert(args, func(block []byte) []byte { return block })
	case "insert-corrupted":
		return m.insert(args, func(block []byte) []byte { block[len(block)-1] ^= 0x55; return block })
	case "insert-half":
		return m.insert(args, func(block []byte) []byte { return block[:len(block)/2] })
	case "insert-twice":
		return m.insert(args, func(block []byte) []byte { return append(block, block...) })
	case "remove":
		return m.remove()
	case "names":
		return strings.Join(specimenNames(), " "), nil
	case "state":
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.inside == "" {
			return "empty", nil
		}
		return "holds " + m.inside, nil
	}
	return "", fmt.Errorf("the card reader knows no command %q; it knows insert, insert-corrupted, insert-half, insert-twice, remove, names, state", command)
}

// insert puts a document in; damage changes the block on its way.
func (m *IDCard) insert(args []string, damage func([]byte) []byte) (string, error) {
	name, lines, err := chooseSpecimen(args)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !m.serving:
		return "", errors.New("the card reader is unplugged")
	case m.inside != "":
		return "", fmt.Errorf("%s is still in the reader; remove it first", m.inside)
	}
	select {
	case m.out <- damage(m.block(lines)):
	default:
		return "", errors.New("the document before is still being sent")
	}
	m.inside = name
	return "inserted " + name, nil
}

func (m *IDCard) remove() (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.inside == "" {
		return "", errors.New("the reader is empty")
	}
	name := m.inside
	m.inside = ""
	return "removed " + name, nil
}

// block writes the lines as the manual's page 26 says: the bottom line is always line 3, missing lines are a CR, two lines have
// 44 characters and three have 30, padded with '_' and cut from the right. The length counts the whole block; the check
// byte is the exclusive or of everything between SOH and itself.
func (m *IDCard) block(lines []string) []byte {
	width := 44
	if len(lines) == 3 {
		width = 30
	}
	text := strings.Repeat("\r", 3-len(lines))
	for _, l := range lines {
		if l != "" {
			l = (l + strings.Repeat("_", width))[:width]
		}
		text += l + "\r"
	}
	const around = 9 // SOH, length word, "OU", STX, flag, ETX and the check byte
	length := len(text) + around
	block := append([]byte{0x01, byte(length), byte(length >> 8), 'O', 'U', 0x02, m.flag}, text...)
	block = append(block, 0x03)
	var check byte
	for _, b := range block[1:] {
		check ^= b
	}
	return append(block, check)
}
