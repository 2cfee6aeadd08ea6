package line

import (
	"fmt"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"
)

// Parity of each byte.
type Parity int

// The parities that tarm/serial can set.
const (
	ParityNone Parity = iota
	ParityOdd
	ParityEven
)

// FlowControl says how the device stops the terminal from sending.
type FlowControl int

// The kinds of flow control.
const (
	FlowNone    FlowControl = iota
	FlowXONXOFF             // DC1 and DC3 in both directions; they can then be no data
	FlowRTSCTS              // by two wires of the cable
)

// Settings of a line; always 8 data bits. The zero value is 115200 8N1 without flow control.
//
// Baud is one of tarm/serial's rates: 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19200, 38400,
// 57600, 115200, 230400, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 2500000, 3000000, 3500000
// or 4000000. Others, as 14400 and 28800, are refused by Open.
type Settings struct {
	Baud        int
	Parity      Parity
	StopBits    int // 1 or 2; 0 means 1
	FlowControl FlowControl
}

// String gives the settings as technicians write them, as "115200 8N1".
func (s Settings) String() string {
	if s.Baud == 0 {
		s.Baud = 115200
	}
	if s.StopBits == 0 {
		s.StopBits = 1
	}
	parity := "?"
	if s.Parity >= ParityNone && s.Parity <= ParityEven {
		parity = "NOE"[s.Parity : s.Parity+1]
	}
	return fmt.Sprintf("%d 8%s%d", s.Baud, parity, s.StopBits)
}

// config translates the settings. ReadTimeout stays zero (VMIN=1), so that a read of nothing means a hang-up.
func (s Settings) config(path string) (*serial.Config, error) {
	c := &serial.Config{Name: path, Baud: s.Baud}
	if c.Baud == 0 {
		c.Baud = 115200
	}
	switch s.StopBits {
	case 0, 1:
		c.StopBits = serial.Stop1
	case 2:
		c.StopBits = serial.Stop2
	default:
		return nil, fmt.Errorf("%d stop bits: 1 or 2 can be set", s.StopBits)
	}
	switch s.Parity {
	case ParityNone:
		c.Parity = serial.ParityNone
	case ParityOdd:
		c.Parity = serial.ParityOdd
	case ParityEven:
		c.Parity = serial.ParityEven
	default:
		return nil, fmt.Errorf("parity %d: none, odd or even can be set", s.Parity)
	}
	return c, nil
}

// set switches flow control on; tarm/serial has just left the line without.
func (f FlowControl) set(fd int) error {
	if f == FlowNone {
		return nil
	}
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return err
	}
	switch f {
	case FlowXONXOFF:
		t.Iflag |= unix.IXON | unix.IXOFF
		t.Cc[unix.VSTART], t.Cc[unix.VSTOP] = 0x11, 0x13
	case FlowRTSCTS:
		t.Cflag |= unix.CRTSCTS
	default:
		return fmt.Errorf("flow control %d: none, XON/XOFF or RTS/CTS can be set", f)
	}
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}
