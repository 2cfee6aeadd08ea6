package printer

import "buergerterminal/devices"

// Bits of GS a n (EPG p. 316).
const (
	asbOnline = 0x02
	asbError  = 0x04
	asbPaper  = 0x08
)

// Condition is what the printer says of itself, from whichever answer.
type Condition struct {
	Offline       bool
	CoverOpen     bool
	PaperEnd      bool
	NearEnd       bool
	Cutter        bool // mended by hand and DLE ENQ
	Unrecoverable bool // power must be cycled
	Heat          bool // recovers by itself
	Jam           bool // paper is stuck on its way out
	MarkLost      bool // the roll has no marks where they should be
	Ticket        bool // a ticket lies in the mouth
}

// Bits are masks for the four bytes of the full status of a kiosk printer: paper, user, recoverable and unrecoverable
// errors.
type Bits [4]byte

// in reports whether any of the bits is set.
func (b Bits) in(status []byte) bool {
	for i, mask := range b {
		if status[i]&mask != 0 {
			return true
		}
	}
	return false
}

// FullStatus says what the bits of the answer to DLE EOT 20 mean in a model. Zero Bits: the model does not tell. Motor,
// keys, the sensor of the mark itself and whatever a manual reserves are no conditions.
type FullStatus struct {
	PaperEnd, NearEnd, CoverOpen, Cutter, Failed, Heat, Jam, MarkLost, Ticket Bits
}

// condition reads the four bytes behind 10 0F.
func (f FullStatus) condition(status []byte) Condition {
	return Condition{
		PaperEnd: f.PaperEnd.in(status), NearEnd: f.NearEnd.in(status), CoverOpen: f.CoverOpen.in(status),
		Cutter: f.Cutter.in(status), Unrecoverable: f.Failed.in(status), Heat: f.Heat.in(status),
		Jam: f.Jam.in(status), MarkLost: f.MarkLost.in(status), Ticket: f.Ticket.in(status),
	}
}

// automatic reads an automatic status; ok is false when it does not tell the whole state.
func (p Profile) automatic(m []byte) (c Condition, ok bool) {
	switch {
	case p.FullStatus == nil:
		return autoStatus(m), true
	case len(m) == fullStatusSize && m[1] == fullStatusItems:
		return p.FullStatus.condition(m[2:]), true
	}
	return Condition{}, false
}

// addRealtime reads the answer to DLE EOT n (T88 p. 74–75).
func (c *Condition) addRealtime(n, b byte) {
	switch n {
	case 1:
		c.Offline = b&0x08 != 0
	case 2:
		c.CoverOpen = b&0x04 != 0
		c.PaperEnd = c.PaperEnd || b&0x20 != 0
	case 3:
		c.Cutter = b&0x08 != 0
		c.Unrecoverable = b&0x20 != 0
		c.Heat = b&0x40 != 0
	case 4:
		c.NearEnd = b&0x0c != 0
		c.PaperEnd = c.PaperEnd || b&0x60 != 0
	}
}

// autoStatus reads the four bytes of automatic status back (EPG p. 316–325).
func autoStatus(b []byte) Condition {
	return Condition{
		Offline: b[0]&0x08 != 0, CoverOpen: b[0]&0x20 != 0,
		Cutter: b[1]&0x08 != 0, Unrecoverable: b[1]&0x20 != 0, Heat: b[1]&0x40 != 0,
		NearEnd: b[2]&0x03 != 0, PaperEnd: b[2]&0x0c != 0,
	}
}

// Fault is the one thing to mend first, or empty. An open cover comes before the paper, because the paper's bits may be
// wrong while it is open (EPG p. 324).
func (c Condition) Fault() devices.Fault {
	switch {
	case c.CoverOpen:
		return devices.FaultCoverOpen
	case c.Unrecoverable:
		return devices.FaultPrinterError
	case c.Jam:
		return devices.FaultPrinterJam
	case c.Cutter:
		return devices.FaultCutter
	case c.PaperEnd:
		return devices.FaultPaperEnd
	case c.MarkLost:
		return devices.FaultPrinterMark
	case c.Heat:
		return devices.FaultPrinterHeat
	case c.Offline:
		return devices.FaultPrinterError
	}
	return ""
}

// Status puts the condition into the words that all devices share.
func (c Condition) Status() devices.Status {
	s := devices.Status{Kind: devices.Printer, State: devices.Online, Fault: c.Fault()}
	if c.NearEnd && !c.PaperEnd {
		s.Warning = devices.FaultPaperNearEnd
	}
	switch s.Fault {
	case "":
	case devices.FaultCoverOpen, devices.FaultPaperEnd, devices.FaultPrinterMark:
		s.State = devices.UserError
	case devices.FaultPrinterHeat:
		s.State = devices.Offline
	default:
		s.State = devices.HardwareError
		if c.Offline && !c.Cutter && !c.Unrecoverable {
			s.State, s.Detail = devices.Offline, "offline, and names no cause"
		}
	}
	return s
}
