// Package devices holds the words that every device of the terminal shares: status, outcome, fault.
// It does no I/O and knows no protocol; the drivers below it do.
package devices

import (
	"errors"
	"fmt"
	"time"
)

// Kind names a device by its task.
type Kind string

// The devices of the terminal.
const (
	IDCard     Kind = "idcard"     // reads what is printed on an ID card
	CardReader Kind = "cardreader" // reads its chip
	Scanner    Kind = "scanner"
	Printer    Kind = "printer"
)

// State is the status of a device in the vocabulary of XFS4IoT (CommonSchemas, "device").
type State string

// The states of XFS4IoT that a serial device can be in.
const (
	Starting      State = "starting"      // not yet asked, or asked again after a loss
	Online        State = "online"        // answers and can work
	Offline       State = "offline"       // answers, but refuses work
	PowerOff      State = "powerOff"      // the line is there, the device is silent
	NoDevice      State = "noDevice"      // the line itself is gone (unplugged)
	HardwareError State = "hardwareError" // the device reports a fault that a technician mends
	UserError     State = "userError"     // a person at the device can mend it: paper, cover, sheet
	Busy          State = "busy"
	FraudAttempt  State = "fraudAttempt"
)

// Fault is the code of what is wrong. It leads to a citizen's text and a technician's remedy in kiosk/health;
// the empty fault means that nothing is wrong.
type Fault string

// Faults that every serial device can have.
const (
	FaultUnplugged   Fault = "line.unplugged"   // the line is gone
	FaultSilent      Fault = "line.silent"      // no answer in time
	FaultNoise       Fault = "line.noise"       // bytes came, but no valid answer among them
	FaultLineBusy    Fault = "line.busy"        // another program owns the line
	FaultLineDenied  Fault = "line.denied"      // no permission to open the line
	FaultLineUnknown Fault = "line.unknown"     // the line cannot be opened for another reason
	FaultProtocol    Fault = "device.protocol"  // the device answered what its manual does not allow
	FaultCancelled   Fault = "device.cancelled" // the citizen or the terminal stopped the work
)

// Faults of the ID-card reader.
const (
	FaultCardUnreadable Fault = "idcard.unreadable" // unread characters or a failed check digit
	FaultCardWrong      Fault = "idcard.wrong"      // something was read that is no identity document
	FaultCardExpired    Fault = "idcard.expired"
)

// Faults of the chip in an ID card and of the reader that it is put into.
const (
	FaultChipAbsent      Fault = "idcard.chip-absent"      // no card in the slot
	FaultChipMute        Fault = "idcard.chip-mute"        // a card, but its chip does not answer
	FaultChipRemoved     Fault = "idcard.chip-removed"     // taken out in the middle of the work
	FaultChipUnsupported Fault = "idcard.chip-unsupported" // the chip speaks a protocol that the terminal does not
	FaultChipBroken      Fault = "idcard.chip-broken"      // the chip's answers stay wrong after every repeat
	FaultReaderHardware  Fault = "idcard.reader-hardware"  // the reader reports a fault of its own, such as a short circuit
)

// Faults of what an electronic document says, beyond those of its chip.
const (
	FaultChipSecret        Fault = "idcard.chip-secret"        // the number or the printed lines do not open this chip
	FaultChipAuthority     Fault = "idcard.chip-authority"     // the chip gives its data to holders of an authority's certificate only
	FaultChipRefused       Fault = "idcard.chip-refused"       // the chip offers no way in that the terminal knows, or refuses a step of it
	FaultOnlineUnavailable Fault = "idcard.online-unavailable" // AusweisApp is not there, busy or switched off
	FaultChipProtocol      Fault = "idcard.chip-protocol"      // the chip's answer is not what Doc 9303 says, or its check value is wrong
)

// Faults of the scanner.
const (
	FaultScanNoSheet   Fault = "scanner.no-sheet"
	FaultScanFatal     Fault = "scanner.fatal"
	FaultScanCorrupted Fault = "scanner.corrupted" // a lost or doubled byte, also after the repeat
	FaultScanRefused   Fault = "scanner.refused"   // the device refuses a setting
)

// Faults of the printer.
const (
	FaultPaperEnd      Fault = "printer.paper-end"
	FaultPaperNearEnd  Fault = "printer.paper-near-end"
	FaultCoverOpen     Fault = "printer.cover-open"
	FaultCutter        Fault = "printer.cutter"
	FaultPrinterError  Fault = "printer.error" // unrecoverable, power must be cycled
	FaultPrinterHeat   Fault = "printer.heat"  // recovers by itself
	FaultPrinterJam    Fault = "printer.jam"   // paper is stuck on its way out
	FaultPrinterMark   Fault = "printer.mark"  // the roll lacks the marks that the profile expects
	FaultPrinterReset  Fault = "printer.reset" // it started anew in the middle of a job
	FaultOutcomeUnsure Fault = "printer.unsure"
)

// Status is what a device says of itself at one moment. The zero Fault means healthy; a Warning lets it go on working.
type Status struct {
	Kind    Kind
	State   State
	Fault   Fault
	Warning Fault
	Since   time.Time // when State or Fault last changed
	Detail  string    // technical, never personal: firmware, port, byte that was wrong
}

// Usable reports whether a visit may count on the device now.
func (s Status) Usable() bool { return s.State == Online || s.State == Busy }

// Outcome of a print job. Unknown is never repeated by itself.
type Outcome string

// The three outcomes of printing.
const (
	Printed    Outcome = "printed"
	NotPrinted Outcome = "notPrinted"
	Unknown    Outcome = "unknown"
)

// Error is a failure of a device with its code. Match the code with FaultOf.
type Error struct {
	Fault Fault
	Err   error // what happened, technical, never personal; may be nil
}

// Errorf makes an Error; the format takes %w.
func Errorf(fault Fault, format string, args ...any) *Error {
	return &Error{Fault: fault, Err: fmt.Errorf(format, args...)}
}

// LineError keeps the fault that a line gave its error, and gives FaultUnplugged to an error that has none.
func LineError(err error) error {
	if FaultOf(err) != "" {
		return err
	}
	return Errorf(FaultUnplugged, "line: %w", err)
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Fault)
	}
	return string(e.Fault) + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// FaultOf returns the code of the first Error in err's chain, or the empty fault.
func FaultOf(err error) Fault {
	var e *Error
	if errors.As(err, &e) {
		return e.Fault
	}
	return ""
}
