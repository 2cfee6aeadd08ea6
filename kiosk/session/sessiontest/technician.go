package sessiontest

import (
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// pattern is the order of the corners in these tests.
var pattern = []session.Corner{session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft}

// manual is the advice for the codes of these tests.
var manual = session.Manual{
	"printer.paper-end": {
		Title:  session.Text{DE: "Belegdrucker: kein Papier", EN: "Receipt printer: no paper"},
		Cause:  session.Text{DE: "Das Ende der Rolle ist erreicht.", EN: "The end of the roll is reached."},
		Remedy: session.Text{DE: "Klappe öffnen. Rolle 80 mm einlegen, die glatte Seite zeigt nach vorn. Klappe schließen, Testdruck.", EN: "Open the flap. Put in an 80 mm roll, smooth side to the front. Close the flap, print a test."},
	},
	"line.unplugged": {
		Title:  session.Text{DE: "Leitung fehlt", EN: "Line missing"},
		Cause:  session.Text{DE: "Der Anschluss ist weg: Stecker gezogen, Adapter ohne Strom, oder der Pfad in der Konfiguration stimmt nicht.", EN: "The port is gone: cable pulled, adapter without power, or a wrong path in the configuration."},
		Remedy: session.Text{DE: "Stecker und USB-Adapter prüfen. Das Gerät kommt von selbst wieder. Sonst den Pfad mit „ls /dev/serial/by-id“ vergleichen.", EN: "Check cable and USB adapter. The device comes back by itself. If not, compare the path with “ls /dev/serial/by-id”."},
	},
	"printer.paper-near-end": {
		Title:  session.Text{DE: "Belegdrucker: Papier bald zu Ende", EN: "Receipt printer: paper nearly used up"},
		Cause:  session.Text{DE: "Der Fühler an der Rolle meldet den Rest.", EN: "The sensor at the roll reports the rest."},
		Remedy: session.Text{DE: "Heute eine neue Rolle 80 mm einlegen.", EN: "Put in a new 80 mm roll today."},
	},
}

// Inspection is what a terminal knows of itself on a good day.
func Inspection() session.Inspection {
	printed := session.TestResult{Unit: session.Unit(devices.Printer), Depth: session.External, Outcome: session.TestPassed, Ended: Noon.Add(-26 * time.Hour)}
	all := []session.Depth{session.Internal, session.External, session.Interactive}
	return session.Inspection{At: Noon, Version: "v1.4.0", Waiting: 2, FreeMB: 8120, Units: []session.Condition{
		{Unit: session.Unit(devices.Printer), Port: "/dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0", Profile: "kiosk-80", Firmware: "1.07 ESC/POS",
			Counters: session.Counters{OK: 17, Failed: 1, Lost: 1, Back: 1}, Tests: all, Last: &printed,
			Operations: []session.Operation{session.OperateFeed, session.OperateCut, session.OperatePresent, session.OperateRetract, session.OperateReset}},
		{Unit: session.Unit(devices.IDCard), Port: "/dev/ttyS0", Profile: "rte-native", Tests: []session.Depth{session.Internal, session.Interactive}},
		{Unit: session.Unit(devices.Scanner), Port: "/dev/ttyS1", Profile: "kiosk-a4", Tests: all, Operations: []session.Operation{session.OperateScan, session.OperateReset}},
		{Unit: session.UnitScreen, Tests: []session.Depth{session.Interactive}},
		{Unit: session.UnitSound, Tests: []session.Depth{session.Interactive}},
		{Unit: session.UnitHub, Tests: []session.Depth{session.Internal}},
		{Unit: session.UnitOutbox, Tests: []session.Depth{session.Internal}, Operations: []session.Operation{session.OperateSend}},
	}}
}

// knocks are the touches of the technician's pattern.
func knocks() []session.Event {
	var all []session.Event
	for _, c := range pattern {
		all = append(all, session.CornerTouched{Corner: c})
	}
	return all
}

var (
	printer = session.Unit(devices.Printer)

	noPaper   = session.DeviceChanged{Status: devices.Status{Kind: devices.Printer, State: devices.UserError, Fault: devices.FaultPaperEnd, Since: Noon.Add(-2 * time.Hour)}}
	unplugged = session.DeviceChanged{Status: devices.Status{Kind: devices.Scanner, State: devices.NoDevice, Fault: devices.FaultUnplugged, Since: Noon.Add(-50 * time.Hour)}}

	toCode       = knocks()
	wrongCode    = then(typed("999999"), next, session.CodeChecked{})
	toChecking   = then(toCode, typed("123456"), next)
	toTechnician = then(toChecking, session.CodeChecked{Right: true}, session.Inspected{Inspection: Inspection()})
	toPrinter    = then(toTechnician, session.OpenUnit{Unit: printer})
	toTest       = then(toPrinter, session.RunTest{Unit: printer, Depth: session.Interactive})
	slip         = session.Question{Key: "printer.slip", Text: session.Text{DE: "Ist der Testdruck gut lesbar und sauber abgeschnitten?", EN: "Is the test slip easy to read and cleanly cut?"}}
	picture      = session.Question{Key: "scanner.picture", Picture: sheet.Image, Text: session.Text{DE: "Zeigt das Bild den Rand der Auflage scharf und ohne Streifen?", EN: "Does the picture show the edge of the bed, sharp and without stripes?"}}
	testFailed   = session.WorkEnded{Report: session.Report{Run: session.Run{Unit: printer, Depth: session.Interactive}, Outcome: session.TestFailed, Code: "printer.paper-end"}}
	reported     = session.WorkEnded{Report: session.Report{Run: session.Run{Reporting: true}, Outcome: session.TestPassed, File: "readiness-20261121-120000.json"}}
	logged       = session.LogRead{Lines: []session.LogLine{
		{At: Noon, Event: "device.lost", Detail: "device printer, state userError, code printer.paper-end", Severe: true},
		{At: Noon.Add(-time.Minute), Event: "page.opened", Detail: "page idle"},
	}}
)

// Technicians are all pages of a technician's visit.
var Technicians = []Page{
	{"technician: code", toCode},
	{"technician: code half", then(toCode, typed("123"))},
	{"technician: wrong code", then(toCode, wrongCode)},
	{"technician: checking", toChecking},
	{"technician: locked", slices.Concat(toCode, wrongCode, wrongCode, wrongCode, wrongCode, wrongCode)},
	{"technician: all ready", toTechnician},
	{"technician: no paper", then(noPaper, toTechnician)},
	{"technician: two broken", then(noPaper, unplugged, session.HubChanged{}, toTechnician)},
	{"technician: out of service", then(toTechnician, session.OpenPage{Page: session.PageService}, session.SetService{Out: true})},
	{"technician: printer", toPrinter},
	{"technician: printer without paper", then(noPaper, toPrinter)},
	{"technician: screen", then(toTechnician, session.OpenUnit{Unit: session.UnitScreen})},
	{"technician: hub", then(toTechnician, session.OpenUnit{Unit: session.UnitHub})},
	{"technician: outbox", then(toTechnician, session.OpenUnit{Unit: session.UnitOutbox})},
	{"technician: testing", toTest},
	{"technician: question", then(toTest, session.TestAsks{Question: slip})},
	{"technician: question with picture", then(toTechnician, session.RunTest{Unit: session.Unit(devices.Scanner), Depth: session.Interactive}, session.TestAsks{Question: picture})},
	{"technician: test failed", then(toTest, testFailed)},
	{"technician: testing all", then(toTechnician, session.TestAll{})},
	{"technician: reported", then(toTechnician, session.PrintReport{}, reported)},
	{"technician: drawing", then(noPaper, toTechnician, session.OpenPage{Page: session.PageDrawing})},
	{"technician: touch", then(toTechnician, session.RunTest{Unit: session.UnitScreen, Depth: session.Interactive}, session.TouchTarget{N: 3})},
	{"technician: log", then(toTechnician, session.OpenPage{Page: session.PageLog}, logged)},
	{"technician: log unread", then(toTechnician, session.OpenPage{Page: session.PageLog})},
	{"technician: restart", then(toTechnician, session.OpenPage{Page: session.PageRestart})},
	{"technician: service", then(toTechnician, session.OpenPage{Page: session.PageService})},
}

// TechnicianEvents is one of each kind of a technician's visit.
var TechnicianEvents = []session.Event{
	session.CornerTouched{Corner: session.UpperLeft}, session.CornerTouched{Corner: 9}, session.OpenUnit{Unit: session.UnitHub}, session.OpenUnit{Unit: "none"},
	session.OpenPage{Page: session.PageLog}, session.OpenPage{Page: session.PageDrawing}, session.OpenPage{Page: session.PageTouch}, session.OpenPage{Page: session.PageRestart},
	session.OpenPage{Page: session.PageService}, session.OpenPage{Page: "none"},
	session.RunTest{Unit: printer, Depth: session.External}, session.RunTest{Unit: session.UnitScreen, Depth: session.Interactive}, session.RunTest{Unit: "none", Depth: session.Internal},
	session.Operate{Unit: printer, Operation: session.OperateCut}, session.Operate{Unit: session.UnitHub, Operation: session.OperateCut},
	session.TestAll{}, session.StopWork{}, session.PrintReport{}, session.TouchTarget{N: 3}, session.TouchTarget{N: -1}, session.Restart{}, session.SetService{Out: true}, session.SetService{},
	session.CodeChecked{Right: true}, session.CodeChecked{}, session.Inspected{Inspection: Inspection()}, session.TestAsks{Question: slip}, session.Answer{Key: "printer.slip", Yes: true}, session.Answer{Key: "printer.slip"},
	testFailed, reported, logged, session.Tick{Now: Noon.Add(5 * time.Minute)},
}
