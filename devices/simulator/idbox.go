package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// IDBoxOptions tune the reader.
type IDBoxOptions struct {
	Baud int // 9600 if not said; or 115200
}

// IDBox is an optical reader of machine readable zones that obeys the commands of the Elyctis ID BOX ("Scanner Command Set" v1.7, pages 2 and 3). It
// sends a zone when it is asked, or when it was told to read by itself and a document comes in; that ends with the first document. It
// complains of what is no command, and shares no code with the driver.
//
// Control: insert NAME | insert LINE1 LINE2 [LINE3], insert-corrupted [NAME] (a digit is wrong), insert-half [NAME] (the answer breaks off),
// insert-twice [NAME] (the answer comes twice), insert-garbled [NAME] (a byte that stands in no text), remove, names, state (with
// "reading" while it reads by itself). NAME is as for IDCard.
type IDBox struct {
	complaints
	baud int
	out  chan []byte

	mu      sync.Mutex
	serving bool
	name    string
	zone    string // of what lies in it
	damage  func([]byte) []byte
	reading bool // by itself
}

// NewIDBox makes a reader with nothing in it.
func NewIDBox(o IDBoxOptions) *IDBox {
	if o.Baud == 0 {
		o.Baud = 9600
	}
	return &IDBox{baud: o.Baud, out: make(chan []byte, 4)}
}

// Baud implements Fixed.
func (m *IDBox) Baud() int { return m.baud }

// Serve implements Model.
func (m *IDBox) Serve(ctx context.Context, line io.ReadWriter) error {
	m.serve(true)
	defer m.serve(false)
	return duplex(ctx, line, m.listen, m.out)
}

// serve notes whether somebody is at the other end. A reader that was unplugged has forgotten what it was told.
func (m *IDBox) serve(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.serving, m.reading = on, false
	for {
		select {
		case <-m.out:
		default:
			return
		}
	}
}

// listen answers commands until the line fails.
func (m *IDBox) listen(line io.Reader) error {
	var command []byte
	buffer := make([]byte, 64)
	for {
		n, err := line.Read(buffer)
		command = append(command, buffer[:n]...)
		for len(command) >= 3 {
			size := 3 + int(command[1])<<8 + int(command[2])
			if size > 4 || !strings.ContainsRune("ILCVWRT", rune(command[0])) {
				m.complain("%02X %02X %02X is no command", command[0], command[1], command[2])
				command = nil
				break
			}
			if len(command) < size {
				break
			}
			m.obey(command[0], command[3:size])
			command = command[size:]
		}
		if err != nil {
			return err
		}
	}
}

// obey answers one command.
func (m *IDBox) obey(command byte, data []byte) {
	if (command == 'C') != (len(data) == 1) || command == 'C' && data[0] > 1 {
		m.complain("%c with %X", command, data)
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch command {
	case 'C':
		m.reading = data[0] == 1
		m.say('C', data)
		m.readByItself()
	case 'I':
		m.say('I', []byte(m.zone))
	case 'L':
		m.say('L', nil) // no specimen has a zone of one line
	default:
		m.say(command, []byte(map[byte]string{'V': "IDBOX SIM 1.07", 'W': "OCR SIM 2.0", 'R': "SIM000001", 'T': "ID BOX One"}[command]))
	}
}

// readByItself sends the zone of a document that has not been read yet, and has done its work with that; the caller holds the lock.
func (m *IDBox) readByItself() {
	if !m.reading || m.zone == "" || m.damage == nil {
		return
	}
	m.reading = false
	answer := m.damage(tlv('I', []byte(m.zone)))
	m.damage = nil // the same document is not read twice
	m.send(answer)
}

func tlv(command byte, data []byte) []byte {
	return append([]byte{command, byte(len(data) >> 8), byte(len(data))}, data...)
}

func (m *IDBox) say(command byte, data []byte) { m.send(tlv(command, data)) }

// send drops what a driver that asks faster than the line can answer is owed.
func (m *IDBox) send(answer []byte) {
	select {
	case m.out <- answer:
	default:
	}
}

// Control implements Model.
func (m *IDBox) Control(_ context.Context, command string, args []string) (string, error) {
	switch command {
	case "insert":
		return m.insert(args, func(a []byte) []byte { return a })
	case "insert-corrupted":
		return m.insert(args, func(a []byte) []byte { a[3+6] ^= 0x01; return a })
	case "insert-half":
		return m.insert(args, func(a []byte) []byte { return a[:len(a)/2] })
	case "insert-twice":
		return m.insert(args, func(a []byte) []byte { return slices.Concat(a, a) })
	case "insert-garbled":
		return m.insert(args, func(a []byte) []byte { a[len(a)/2] = 0x80; return a })
	case "remove":
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.zone == "" {
			return "", errors.New("the reader is empty")
		}
		m.zone = ""
		return "removed " + m.name, nil
	case "names":
		return strings.Join(specimenNames(), " "), nil
	case "state":
		return m.state(), nil
	}
	return "", fmt.Errorf("the ID box knows no command %q; it knows insert, insert-corrupted, insert-half, insert-twice, insert-garbled, remove, names, state", command)
}

func (m *IDBox) state() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	state := "empty"
	if m.zone != "" {
		state = "holds " + m.name
	}
	if m.reading {
		state += ", reading"
	}
	return state
}

// insert puts a document in; damage changes the answer on its way.
func (m *IDBox) insert(args []string, damage func([]byte) []byte) (string, error) {
	name, lines, err := chooseSpecimen(args)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !m.serving:
		return "", errors.New("the ID box is unplugged")
	case m.zone != "":
		return "", fmt.Errorf("%s is still in the reader; remove it first", m.name)
	}
	m.name, m.zone, m.damage = name, strings.Join(lines, "\r")+"\r\r", damage
	m.readByItself()
	return "inserted " + name, nil
}
