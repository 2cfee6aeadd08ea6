package eventlog

import "time"

// PageShown logs that another page is shown; flow is empty before a service was chosen.
func (l *Log) PageShown(page, flow string) {
	if flow == "" {
		l.Write(PageOpened, Page(page))
		return
	}
	l.Write(PageOpened, Page(page), FlowID(flow))
}

// VisitBegan logs the first touch of a visit.
func (l *Log) VisitBegan() { l.Write(VisitStarted) }

// TechnicianEnded logs the end of a technician's visit, and the page that it came from.
func (l *Log) TechnicianEnded(page string) { l.Write(TechnicianLeft, Page(page)) }

// VisitEnded logs a wipe and the page that it came from.
func (l *Log) VisitEnded(page string) { l.Write(VisitWiped, Page(page)) }

// WorkFailed logs that the terminal could not do something for the visit.
func (l *Log) WorkFailed(work, code string) { l.Write(WorkStopped, Work(work), Code(code)) }

// DeviceChanged logs what a device says of itself. usable tells whether visits can count on it, wasUsable whether they could before;
// code is the fault or warning, or empty.
func (l *Log) DeviceChanged(kind, state, code string, wasUsable, usable bool) {
	name := DeviceState
	switch {
	case wasUsable && !usable:
		name = DeviceLost
	case usable && !wasUsable:
		name = DeviceBack
	}
	fields := []Field{Device(kind), State(state)}
	if code != "" {
		fields = append(fields, Code(code))
	}
	l.Write(name, fields...)
}

// Closed logs that the terminal closed itself for a health code.
func (l *Log) Closed(code string) { l.Write(TerminalClosed, Code(code)) }

// Opened logs that the terminal is open again, and how long it was closed.
func (l *Log) Opened(code string, after time.Duration) {
	l.Write(TerminalOpened, Code(code), Duration(after))
}
