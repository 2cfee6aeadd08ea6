package screen

import (
	"buergerterminal/devices"
	"buergerterminal/kiosk/session"

	"github.com/skip2/go-qrcode"
)

// done says that the application is safe. It says "arrived" only when the hub has confirmed it, and that the receipt is confirmed only
// when the authority has signed it, in words that nobody takes for a decision.
func (b builder) done() *Tree {
	if b.s.PrinterTrouble() {
		return b.noReceipt()
	}
	t := b.frame("done")
	t.Bar[0] = nil
	t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneOK, Icon: "check"}}
	if b.v.Submission.Accepted {
		t.read(b.t("done.accepted"), b.t("done.accepted.explain", "authority", b.f("authority.name")))
	} else if b.v.Submission.Arrived {
		t.read(b.t("done.arrived"), b.either("deadline", "done.explain"))
	} else if b.s.Hub {
		t.read(b.t("done.stored"), b.t("done.stored.sending"))
	} else {
		t.read(b.t("done.stored"), b.t("done.stored.explain"))
	}
	t.Act = []*Node{b.number("done.number", "done.photo"), rows(b.receiptState())}
	switch {
	case b.v.Missing == "print":
		t.Act = append(t.Act, note(ToneInfo, "info", b.t("done.wait")))
	case b.s.Left() > 0 && b.v.Aside == nil:
		t.Act = append(t.Act, note(ToneInfo, "lock", b.l.Plural("done.wipe", seconds(b.s.Left()))))
	}
	if b.v.Aside != nil {
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("aside.resume"), After: "arrow", On: session.Continue{}}
		return t
	}
	if b.v.Print.Ended {
		t.Act = append(t.Act, &Node{ID: "another", Role: RoleButton, Kind: SecondaryMedium, Icon: "plus", Name: b.t("done.another"), On: session.Another{}})
	}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Icon: "check", Name: b.t("done.finish"), On: session.EndVisit{}}
	return t
}

func (b builder) receiptState() *Node {
	switch p := b.v.Print; {
	case p.Waived:
		return &Node{ID: "receipt", Role: RoleState, Tone: ToneWarn, Icon: "print", Name: b.t("receipt.none"), Detail: b.t("receipt.none.detail")}
	case p.Ended:
		return &Node{ID: "receipt", Role: RoleState, Tone: ToneOK, Icon: "check", Name: b.t("receipt.take"), Detail: b.t("receipt.where")}
	}
	return &Node{ID: "receipt", Role: RoleState, Tone: ToneNow, Icon: "print", Name: b.t("receipt.printing"), Detail: b.t("receipt.where")}
}

// number is the card with the short number for people and the code for machines.
func (b builder) number(name, detail string) *Node {
	return &Node{ID: "number", Role: RoleNumber, Name: b.t(name), Value: b.v.Submission.Number, Detail: b.t(detail),
		Children: []*Node{{ID: "qr", Role: RoleQR, Name: b.t("done.qr"), Modules: modules(session.QRText(b.v.Submission))}}}
}

// modules is the QR code at level M without its quiet zone, which layout leaves.
func modules(text string) [][]bool {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil // only a text that is too long for any code, and this one has a fixed length
	}
	code.DisableBorder = true
	return code.Bitmap()
}

// noReceipt says what the printer lacks, that nothing is lost, and what can be taken instead.
func (b builder) noReceipt() *Tree {
	p := b.v.Print
	t := b.frame("no-receipt")
	t.Bar[0] = nil
	t.Read = []*Node{{ID: "art", Role: RoleArt, Icon: "printer-empty"}}
	missing := b.t("no-receipt.missing")
	switch {
	case p.Outcome == devices.Unknown:
		t.read(b.t("no-receipt.unsure"))
		missing = b.t("no-receipt.silent")
	case b.s.Usable(devices.Printer) && printerFault(p.Fault) == p.Fault:
		t.Read[0].Icon = "printer"
		t.read(b.t("no-receipt.ready"))
	default:
		t.read(b.fault(printerFault(p.Fault)))
	}
	safe := "no-receipt.stored"
	if b.v.Submission.Arrived {
		safe = "no-receipt.arrived"
	}
	told, number := note(ToneOK, "check", b.t(safe)+" "+missing), b.number("no-receipt.number", "no-receipt.write-down")
	told.Kind, number.Kind = Strong, Small
	t.Act = []*Node{told, heading(b.t("no-receipt.now")), number}
	if b.s.Usable(devices.Printer) {
		again := &Node{ID: "print.again", Role: RoleOption, Icon: "print", Name: b.t("no-receipt.again"), Detail: b.t("no-receipt.again.detail"), After: "arrow", On: session.PrintAgain{}}
		switch {
		case p.Copies > 0:
			again.Detail = b.t("no-receipt.copy.detail")
		case printerFault(p.Fault) == p.Fault: // whose cause is gone, as the title says
			again.Detail = b.t("receipt.where")
		}
		t.Act = append(t.Act, again)
	}
	t.Forward = b.forward("no-receipt.have-number")
	return t
}

// printerFault is the fault that the citizen is told of; what says nothing to them becomes "the printer does not answer".
func printerFault(f devices.Fault) devices.Fault {
	switch f {
	case devices.FaultPaperEnd, devices.FaultCoverOpen:
		return f
	}
	return devices.FaultPrinterError
}
