package eventlog

import (
	"fmt"
	"strings"

	"go.uber.org/zap/zapcore"
)

// Level says who should look.
type Level string

// The levels.
const (
	Info  Level = "info"  // happened as it should
	Warn  Level = "warn"  // something is missing, visits go on
	Error Level = "error" // a visit or the terminal could not go on
)

func (l Level) zap() zapcore.Level {
	switch l {
	case Warn:
		return zapcore.WarnLevel
	case Error:
		return zapcore.ErrorLevel
	}
	return zapcore.InfoLevel
}

// Name is an event's name in the log.
type Name string

// The events. Their levels, fields and meanings stand in Events.
const (
	TerminalStarted Name = "terminal.started"
	TerminalStopped Name = "terminal.stopped"
	TerminalClosed  Name = "terminal.closed"
	TerminalOpened  Name = "terminal.opened"

	VisitStarted Name = "visit.started"
	VisitWiped   Name = "visit.wiped"
	PageOpened   Name = "page.opened"
	WorkStopped  Name = "work.failed"

	DeviceLost    Name = "device.lost"
	DeviceBack    Name = "device.back"
	DeviceState   Name = "device.state"
	DocumentRead  Name = "idcard.read"
	PageScanned   Name = "scanner.scanned"
	ReceiptEnded  Name = "printer.ended"
	HealthChanged Name = "health.changed"

	SubmissionStored    Name = "submission.stored"
	SubmissionDelivered Name = "submission.delivered"
	SubmissionAccepted  Name = "submission.accepted"
	SubmissionRefused   Name = "submission.refused"
	SubmissionDamaged   Name = "submission.damaged"
	HubLost             Name = "hub.lost"
	HubBack             Name = "hub.back"
	IdentityNotRenewed  Name = "identity.not-renewed"

	DraftKept   Name = "draft.kept"
	DraftOpened Name = "draft.opened"

	LiveLost      Name = "live.lost"
	LiveBack      Name = "live.back"
	CallAsked     Name = "call.asked"
	CallAccepted  Name = "call.accepted"
	CallConnected Name = "call.connected"
	CallCut       Name = "call.cut"
	CallEnded     Name = "call.ended"
	CallStranger  Name = "call.stranger"

	TechnicianRefused  Name = "technician.refused"
	TechnicianEntered  Name = "technician.entered"
	TechnicianLeft     Name = "technician.left"
	TechnicianTested   Name = "technician.tested"
	TechnicianOperated Name = "technician.operated"
	TechnicianReported Name = "technician.reported"
	TechnicianRestart  Name = "technician.restart"

	OverlayTaken Name = "overlay.taken"
	FlowRejected Name = "flow.rejected"
	Undeclared   Name = "eventlog.undeclared"
	Failed       Name = "eventlog.failed" // the health code too
)

// Event is the declaration of an event.
type Event struct {
	Name   Name
	Level  Level
	Doc    string
	Fields []Class
}

// Events declares every event once, in the order of the manual.
func Events() []Event {
	return []Event{
		{TerminalStarted, Info, "The program runs and shows its first page.", []Class{ClassVersion, ClassDuration}},
		{TerminalStopped, Info, "The program ends because it was told to.", []Class{ClassDuration}},
		{TerminalClosed, Error, "No visit can be finished; the page “out of order” is shown.", []Class{ClassCode}},
		{TerminalOpened, Info, "Visits are possible again.", []Class{ClassCode, ClassDuration}},

		{VisitStarted, Info, "Somebody touched the idle screen.", nil},
		{VisitWiped, Info, "A visit ended, whatever the reason, and everything of it was wiped.", []Class{ClassPage, ClassDuration}},
		{PageOpened, Info, "Another page is shown.", []Class{ClassPage, ClassFlow}},
		{WorkStopped, Warn, "Something that the visit asked for could not be done; the citizen was told what to do.", []Class{ClassWork, ClassCode}},

		{DeviceLost, Warn, "A device can no longer be used. Comes once per loss.", []Class{ClassDevice, ClassState, ClassCode}},
		{DeviceBack, Info, "A lost device can be used again. Comes once per loss.", []Class{ClassDevice, ClassState, ClassCode}},
		{DeviceState, Info, "A device's state or warning changed, and it could be used before and after.", []Class{ClassDevice, ClassState, ClassCode}},
		{DocumentRead, Info, "A document was read. Nothing of it is logged.", []Class{ClassDuration, ClassCode}},
		{PageScanned, Info, "A page was scanned.", []Class{ClassDuration, ClassBytes, ClassCount}},
		{ReceiptEnded, Info, "A receipt's printing ended.", []Class{ClassOutcome, ClassDuration, ClassCode}},
		{HealthChanged, Warn, "A health code began to stand.", []Class{ClassCode, ClassSeverity}},

		{SubmissionStored, Info, "An application was sealed and is safely stored.", []Class{ClassFlow, ClassHash, ClassBytes, ClassDuration}},
		{SubmissionDelivered, Info, "The hub's receipt for an application is there.", []Class{ClassHash, ClassDuration, ClassCount}},
		{SubmissionAccepted, Info, "The authority has signed that it took an application, while the citizen was still there.", nil},
		{SubmissionRefused, Error, "The hub will never take an application; somebody must look.", []Class{ClassHash, ClassStatus, ClassCode}},
		{SubmissionDamaged, Error, "A stored application changed on the disk; it is not sent.", []Class{ClassHash, ClassCode}},
		{HubLost, Warn, "The hub takes nothing at the moment; applications wait in the outbox.", []Class{ClassCode, ClassStatus}},
		{HubBack, Info, "The hub takes applications again.", []Class{ClassDuration}},
		{IdentityNotRenewed, Warn, "The hub did not renew the terminal's certificate, of whose life a third is left; it is tried again.", nil},

		{DraftKept, Info, "An application was sealed for another day, and the hub has it. Nothing names it.", []Class{ClassFlow, ClassBytes}},
		{DraftOpened, Info, "A paper opened an application that was kept.", nil},

		{LiveLost, Warn, "The live channel to the hub is cut; nobody can be called until it is back.", nil},
		{LiveBack, Info, "The live channel to the hub stands.", nil},
		{CallAsked, Info, "A citizen asked for a human, or the terminal did so by itself.", nil},
		{CallAccepted, Info, "A clerk took the call.", nil},
		{CallConnected, Info, "There is a way from device to device to a participant of the call, for the first time or again.", nil},
		{CallCut, Warn, "The way from device to device to a participant of the call is cut.", nil},
		{CallEnded, Info, "The call, or the waiting for one, is over.", []Class{ClassReason}},
		{CallStranger, Warn, "A message was dropped that no honest hub or desk sends: forged, malformed, or too many.", nil},

		{TechnicianRefused, Warn, "A wrong code was entered for the technician's pages. Count is the attempts in a row; at 0 they are locked for a while.", []Class{ClassCount}},
		{TechnicianEntered, Info, "The right code was entered: a technician is at the terminal.", nil},
		{TechnicianLeft, Info, "The technician's pages were left.", []Class{ClassPage}},
		{TechnicianTested, Info, "A technician's test ended.", []Class{ClassDevice, ClassDepth, ClassOutcome, ClassCode, ClassDuration}},
		{TechnicianOperated, Info, "A technician made a device do something.", []Class{ClassDevice, ClassOperation, ClassCode}},
		{TechnicianReported, Info, "A readiness report was made.", []Class{ClassOutcome, ClassCode}},
		{TechnicianRestart, Info, "A technician told the program to start anew.", nil},
		{OverlayTaken, Info, "The municipality's overlay changed and is in order; it takes effect as soon as nobody is served. Count is the services that are offered then.", []Class{ClassCount}},
		{FlowRejected, Error, "A service's file has mistakes; the service is not offered.", []Class{ClassFlow, ClassCount, ClassCode}},
		{Undeclared, Warn, "The program wrote an event that is not declared: a defect.", nil},
		{Failed, Warn, "The log can be written again. So many events before this one are missing.", []Class{ClassCode, ClassCount}},
	}
}

func eventOf(name Name) (Event, bool) {
	for _, e := range Events() {
		if e.Name == name {
			return e, true
		}
	}
	return Event{}, false
}

// Catalogue is the manual of the log: a table in Markdown with every event.
func Catalogue() string {
	var b strings.Builder
	b.WriteString("| event | level | fields | meaning |\n|---|---|---|---|\n")
	for _, e := range Events() {
		fields := make([]string, len(e.Fields))
		for i, f := range e.Fields {
			fields[i] = string(f)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", e.Name, e.Level, strings.Join(fields, ", "), e.Doc)
	}
	return b.String()
}
