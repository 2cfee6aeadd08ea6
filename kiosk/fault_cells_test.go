package kiosk_test

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/devices"
)

// faultNames are the faults of R6, in its order.
var faultNames = []string{
	"unplug", "other port", "slow open", "EACCES", "EBUSY", "half frame", "split bytes", "merged frames", "noise before frame", "bad checksum", "wrong length", "over-long",
	"duplicate", "stale answer", "unsolicited", "silence", "late answer", "write stall", "NAK storm", "reset", "paper", "jam or cover", "card pulled", "firmware change",
}

// faultsOf are the faults of a device: those of R6, and those that only it can have.
func faultsOf(kind devices.Kind) []string {
	if kind == devices.CardReader {
		return slices.Concat(faultNames, chipFaultNames)
	}
	return faultNames
}

// cellsOf are the cells of a device.
func cellsOf(kind devices.Kind) []cell {
	all := map[devices.Kind][]cell{devices.IDCard: readerCells(), devices.CardReader: chipCells(), devices.Scanner: scannerCells(), devices.Printer: printerCells()}[kind]
	for i := range all {
		all[i].device = kind
	}
	return all
}

func readerCells() []cell {
	const never = "the terminal never writes to this reader"
	return []cell{
		{fault: "unplug", strike: "unplug", mend: "plug", code: "line.unplugged", lost: true},
		{fault: "other port", strike: "move", code: "line.unplugged", lost: true},
		{fault: "slow open", not: "this reader says nothing when it is opened"},
		{fault: "EACCES", strike: "deny", mend: "plug", code: "line.unplugged", cause: "line.denied", lost: true},
		{fault: "EBUSY", strike: "occupy", mend: "plug", code: "line.unplugged", cause: "line.busy", lost: true},
		{fault: "half frame", strike: "half-frame; insert jana", mend: "remove", code: "line.noise"},
		{fault: "split bytes", strike: "split; insert jana", mend: "talk"},
		{fault: "merged frames", strike: "insert-twice jana"},
		{fault: "noise before frame", strike: "noise-before; insert jana"},
		{fault: "bad checksum", strike: "bad-checksum; insert jana", mend: "remove", code: "line.noise"},
		{fault: "wrong length", strike: "bad-byte 1; insert jana", mend: "remove", code: "line.noise"},
		{fault: "over-long", strike: "over-long; insert jana"},
		{fault: "duplicate", strike: "duplicate; insert jana"},
		{fault: "stale answer", not: "nothing is asked, so that no answer is old"},
		{fault: "unsolicited", not: "whatever this reader says is unasked"},
		{fault: "silence", not: "it is silent whenever no document comes; the citizen can type instead"},
		{fault: "late answer", strike: "late-answer; insert jana"},
		{fault: "write stall", not: never},
		{fault: "NAK storm", not: never},
		{fault: "reset", strike: "on sent=40 reset; insert jana", mend: "remove", code: "line.noise"},
		{fault: "paper", not: "it has no paper"},
		{fault: "jam or cover", not: "it has no cover and moves nothing"},
		{fault: "card pulled", strike: "insert-half jana", mend: "remove", code: "line.noise"},
		{fault: "firmware change", strike: "unknown-code; insert jana", mend: "talk; remove", code: "line.noise"},
	}
}

func scannerCells() []cell {
	return []cell{
		{fault: "unplug", strike: "on scan unplug", mend: "plug", code: "line.unplugged", lost: true},
		{fault: "other port", strike: "on scan move", code: "line.unplugged", lost: true},
		{fault: "slow open", strike: "on scan unplug", code: "line.unplugged", then: "silence; plug", cause: "line.silent", mend: "talk", lost: true},
		{fault: "EACCES", strike: "on scan deny", mend: "plug", code: "line.unplugged", cause: "line.denied", lost: true},
		{fault: "EBUSY", strike: "on scan occupy", mend: "plug", code: "line.unplugged", cause: "line.busy", lost: true},
		{fault: "half frame", strike: "on scan half-frame"},
		{fault: "split bytes", strike: "on scan split"},
		{fault: "merged frames", strike: "on scan merge"},
		{fault: "noise before frame", strike: "on scan noise-before"},
		{fault: "bad checksum", strike: "on scan bad-checksum"},
		{fault: "wrong length", strike: "on scan bad-byte 2"},
		{fault: "over-long", strike: "on scan over-long"},
		{fault: "duplicate", strike: "on scan duplicate"},
		{fault: "stale answer", strike: "on scan stale"},
		{fault: "unsolicited", strike: "on scan unasked"},
		{fault: "silence", strike: "on sent=50000 silence", mend: "talk", code: "line.silent", lost: true},
		{fault: "late answer", strike: "on scan late-answer"},
		{fault: "write stall", strike: "on sent=50000 hold", mend: "talk", code: "line.silent", lost: true},
		{fault: "NAK storm", strike: "on scan naks", mend: "talk", code: "line.noise", lost: true},
		{fault: "reset", strike: "on sent=50000 reset"},
		{fault: "paper", not: "it has a glass and no feeder: nothing on it is a white page, of which the citizen is told"},
		{fault: "jam or cover", strike: "on scan cover open", mend: "cover closed", code: "scanner.cover-open", lost: true},
		{fault: "card pulled", not: "a sheet that is taken away early shows in the picture only"},
		{fault: "firmware change", strike: "on scan unknown-code", mend: "talk", code: "line.noise", lost: true},
	}
}

// printerCells: an answer too many is harmless, or makes the outcome unknown, by the moment at which it comes; it never counts as a
// proof of paper.
func printerCells() []cell {
	return []cell{
		{fault: "unplug", strike: "on print unplug", mend: "plug", code: "line.unplugged", lost: true},
		{fault: "other port", strike: "on print move", code: "line.unplugged", lost: true},
		{fault: "slow open", strike: "on print unplug", code: "line.unplugged", then: "silence; plug", cause: "line.silent", mend: "talk", lost: true},
		{fault: "EACCES", strike: "on print deny", mend: "plug", code: "line.unplugged", cause: "line.denied", lost: true},
		{fault: "EBUSY", strike: "on print occupy", mend: "plug", code: "line.unplugged", cause: "line.busy", lost: true},
		{fault: "half frame", strike: "on print half-frame", code: "printer.reset"},
		{fault: "split bytes", strike: "on print split"},
		{fault: "merged frames", strike: "on print merge"},
		{fault: "noise before frame", strike: "on print noise-before", code: "line.noise"},
		{fault: "bad checksum", strike: "on print bad-checksum", code: "line.noise"},
		{fault: "wrong length", not: "its answers are single bytes and have no length"},
		{fault: "over-long", strike: "on print over-long", code: "line.noise"},
		{fault: "duplicate", strike: "on print duplicate", code: "|line.noise"},
		{fault: "stale answer", strike: "on print stale", code: "|line.noise"},
		{fault: "unsolicited", strike: "on print unasked", code: "|line.noise"},
		{fault: "silence", strike: "on print silence", mend: "talk", code: "line.silent", lost: true},
		{fault: "late answer", strike: "on print late-answer"},
		{fault: "write stall", strike: "on print hold", mend: "talk", code: "line.silent", lost: true},
		{fault: "NAK storm", strike: "on print naks", mend: "talk", code: "line.noise", lost: true},
		{fault: "reset", strike: "on print reset", code: "printer.reset"},
		{fault: "paper", strike: "on print paper end", mend: "paper ok", code: "printer.paper-end", lost: true},
		{fault: "jam or cover", strike: "on print cover open", mend: "cover closed", code: "printer.cover-open", lost: true},
		{fault: "card pulled", not: "it takes no card; a receipt that is left is taken back by printers that can"},
		{fault: "firmware change", strike: "on print unknown-code", mend: "talk", code: "line.noise", lost: true},
	}
}

// stations are the places at which the devices are needed.
func stations() map[devices.Kind]func(*testing.T) *station {
	return map[devices.Kind]func(*testing.T) *station{devices.IDCard: readerStation, devices.CardReader: chipStation, devices.Scanner: scannerStation, devices.Printer: printerStation}
}

func (s *station) attend() *station {
	s.pulse = newPulse(s.t)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.citizen.mu.Lock()
	defer s.citizen.mu.Unlock()
	s.looks = append(s.looks, s.look)
	return s
}

func readerStation(t *testing.T) *station {
	s := &station{rig: newRig(t).open(), kind: devices.IDCard, work: func(cell) {}}
	s.toCard("de")
	s.ready = func(v view) bool { return v.page() == "card" && v.state.Usable(devices.IDCard) }
	s.done = func(v view) bool { return v.page() == "card-data" }
	s.rewind = func() {
		if s.world("idcard", "state") != "empty" {
			s.world("idcard", "remove")
		}
		if v := s.until("the end of a reading", func(v view) bool { return s.done(v) || s.ready(v) }); !s.done(v) {
			s.show("jana") // which works again, and takes the text of the fault away
			s.world("idcard", "remove")
		}
		s.touch("back")
		s.page("card")
	}
	return s.attend()
}

func scannerStation(t *testing.T) *station {
	s := &station{rig: scanRig(t), kind: devices.Scanner}
	s.work = func(cell) { s.touch("forward") }
	s.ready = func(v view) bool {
		return strings.HasPrefix(v.page(), "proof.") && v.state.Usable(devices.Scanner) && v.node("forward") != s.german().Text("proof.later")
	}
	s.done = func(v view) bool { return v.page() == "scan-check" }
	s.rewind = func() {
		v := s.until("the end of a scan", func(v view) bool { return s.done(v) || s.ready(v) })
		if s.done(v) {
			s.touch("back")
		}
	}
	return s.attend()
}

func printerStation(t *testing.T) *station {
	s := &station{rig: sendRig(t), kind: devices.Printer}
	again := func(v view) bool {
		n := v.placed.Find("print.again")
		return v.page() == "no-receipt" && n != nil && n.Node.On != nil
	}
	s.ready = func(v view) bool { return (v.page() == "send" || again(v)) && v.state.Usable(devices.Printer) }
	s.work = func(cell) {
		if v := s.until("a way to print", s.ready); v.page() == "send" {
			s.touch("forward")
			return
		}
		s.touch("print.again")
	}
	s.done = func(v view) bool { return v.page() == "done" && v.state.Visit.Print.Outcome == devices.Printed }
	s.rewind = func() {
		if v := s.until("the end of a print", func(v view) bool { return s.done(v) || s.ready(v) }); s.done(v) {
			s.finish()
			s.report("de", "Am Markt 4", "Loch im Gehweg.")
		}
	}
	return s.attend()
}

// TestEveryFaultHasItsCell: the matrix is whole.
func TestEveryFaultHasItsCell(t *testing.T) {
	for kind := range stations() {
		var named []string
		for _, c := range cellsOf(kind) {
			named = append(named, c.fault)
			if (c.not == "") == (c.strike == "" && c.card == "") {
				t.Errorf("%s at the %s needs a strike or a reason", c.fault, kind)
			}
		}
		if !slices.Equal(named, faultsOf(kind)) {
			t.Errorf("the cells of the %s are %v", kind, named)
		}
	}
}
