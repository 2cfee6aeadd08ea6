package screen

import (
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// save are the pages of keeping an application for another day.
func (b builder) save() *Tree {
	switch b.v.Saving.Stage {
	case session.SaveSending:
		return b.savingNow()
	case session.SaveFailed:
		return b.saveFailed()
	case session.SaveKept:
		if b.v.Saving.Print.Running || b.s.CodeInHand() {
			return b.saved()
		}
		return b.savedCode()
	}
	return b.saveAsk()
}

// saveAsk says what is kept, where, how long, and what the paper can do, before anything leaves the terminal.
func (b builder) saveAsk() *Tree {
	t := b.frame("save")
	t.read(b.t("save.title"), b.t("save.explain"))
	points := rows(point("lock", b.t("save.where")), point("clock", b.l.Plural("save.days", b.s.Place.SaveDays)),
		point("warning", b.t("save.bearer")), point("pen", b.t("save.without")), point("info", b.t("draft.not-sent")))
	if b.v.Flow.Identity == flows.IdentityCard {
		points.Children = append(points.Children, point("card", b.t("save.card")))
	}
	if b.v.Loan.Open() {
		points.Children = append(points.Children, point("document", b.t("save.replaces")))
	}
	t.Act = []*Node{points}
	if !b.s.Usable(devices.Printer) {
		t.Act = append(t.Act, note(ToneWarn, "warning", b.t("save.no-printer")))
	}
	t.Back = b.back()
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Icon: "lock", Name: b.t("save.now"), On: session.KeepDraft{}}
	return t
}

func (b builder) savingNow() *Tree {
	t := b.frame("saving")
	t.Bar[0] = nil
	t.read(b.t("saving.title"), b.t("storing.explain"))
	t.Act = []*Node{stack(
		&Node{ID: "saving.sealed", Role: RoleState, Tone: ToneNow, Icon: "lock", Name: b.t("saving.sealing")},
		&Node{ID: "saving.sent", Role: RoleState, Tone: ToneNone, Icon: "outbox", Name: b.t("saving.sending")},
	)}
	return t
}

// saveFailed says that nothing was kept and nothing is lost.
func (b builder) saveFailed() *Tree {
	t := b.frame("save-failed")
	t.Bar[0] = nil
	t.read(b.t("save.failed"), b.t("save.failed.explain"))
	t.Act = []*Node{note(ToneWarn, "warning", b.t("save.failed.still")), small(b.t("trouble.code", "code", b.v.Saving.Trouble)),
		{ID: "save.again", Role: RoleButton, Kind: SecondaryMedium, Icon: "repeat", Name: b.t("send.again"), On: session.KeepDraft{}}}
	t.Back, t.Forward = b.back(), b.forward("action.resume")
	return t
}

// saved says that the paper comes, or is there.
func (b builder) saved() *Tree {
	p := b.v.Saving.Print
	t := b.frame("saved")
	t.Bar[0] = nil
	t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneOK, Icon: "check"}}
	t.read(b.t("draft.kept"), b.t("saved.until", "date", b.day(b.v.Saving.Last)))
	paper := &Node{ID: "receipt", Role: RoleState, Tone: ToneNow, Icon: "print", Name: b.t("saved.printing"), Detail: b.t("receipt.where")}
	switch {
	case p.Waived:
		paper = &Node{ID: "receipt", Role: RoleState, Tone: ToneOK, Icon: "camera", Name: b.t("saved.photo"), Detail: b.t("saved.photo.detail")}
	case p.Ended:
		paper.Tone, paper.Icon, paper.Name = ToneOK, "check", b.t("saved.take")
	}
	t.Act = []*Node{rows(paper)}
	if p.Waived {
		t.Act = []*Node{b.savedQR(), rows(paper)}
	}
	t.Act = append(t.Act, b.leftOut(b.v.Flow, b.v.Saving.Left)...)
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Icon: "check", Name: b.t("done.finish"), On: session.EndVisit{}}
	if !p.Ended {
		if b.v.Missing == "print" {
			t.Act = append(t.Act, note(ToneInfo, "info", b.t("done.wait")))
		}
		return t
	}
	t.Act = append(t.Act, rows(point("warning", b.t("save.bearer")), point("scan", b.t("draft.how.detail"))), stack(b.goOnHere()))
	if b.v.Aside != nil {
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("aside.resume"), After: "arrow", On: session.Continue{}}
		return t
	}
	if b.s.Left() > 0 {
		t.Act = append(t.Act, note(ToneInfo, "lock", b.l.Plural("done.wipe", seconds(b.s.Left()))))
	}
	return t
}

// goOnHere is for who thinks better of it. The page has no way back: one has to read first what becomes of the paper.
func (b builder) goOnHere() *Node {
	return way("saved.go-on", "pen", b.t("saved.go-on"), b.t("saved.go-on.detail"), session.GoOnHere{})
}

// savedCode gives the code on the screen, where there is no paper, or nobody knows of one.
func (b builder) savedCode() *Tree {
	p := b.v.Saving.Print
	t := b.frame("saved-code")
	t.Bar[0] = nil
	var ways []*Node
	if p.Outcome == devices.Unknown {
		t.read(b.t("saved.unsure"), b.t("saved.unsure.explain"))
		ways = []*Node{way("saved.came", "check", b.t("saved.came"), "", session.PaperCame{})}
	} else {
		t.read(b.t("saved.no-paper"), b.t("saved.no-paper.explain", "date", b.day(b.v.Saving.Last)))
	}
	t.Act = append(t.Act, b.savedQR())
	if b.s.Usable(devices.Printer) {
		t.Act = append(t.Act, &Node{ID: "print.again", Role: RoleButton, Kind: SecondaryMedium, Icon: "print", Name: b.t("no-receipt.again"), On: session.PrintAgain{}})
	}
	// Last, because that is lowest, and within reach from a wheelchair.
	t.Act = append(append(t.Act, b.leftOut(b.v.Flow, b.v.Saving.Left)...), stack(append(ways, b.goOnHere())...))
	t.Forward = b.forward("saved.have-photo")
	return t
}

// savedQR is the code as a card. Who reads it may open the draft: it is for the citizen's eyes alone.
func (b builder) savedQR() *Node {
	return &Node{ID: "code", Role: RoleNumber, Kind: Small, Name: b.t("saved.code"), Value: b.l.ShortDate(b.v.Saving.Last.Time()), Detail: b.t("saved.code.detail"), Privacy: Secret,
		Children: []*Node{{ID: "qr", Role: RoleQR, Name: b.t("saved.qr"), Modules: modules(b.v.Saving.Code), Privacy: Secret}}}
}

// leftOut names the papers that have to be scanned again.
func (b builder) leftOut(f *flows.Flow, ids []string) []*Node {
	var names []string
	for _, p := range f.Proofs {
		for _, id := range ids {
			if name, ok := f.Text(b.l.Tag, "proof."+id+".short"); ok && id == p.ID {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	n := note(ToneWarn, "scan", b.t("saved.left", "names", strings.Join(names, ", ")))
	n.ID = "note.left"
	return []*Node{n}
}

// saveWay leads to keeping the application, or says why that cannot be now.
func (b builder) saveWay() []*Node {
	switch {
	case !b.s.MaySave():
		return nil
	case !b.s.Hub:
		return []*Node{note(ToneInfo, "network", b.t("save.away"))}
	}
	return []*Node{way("save", "clock", b.t("save.title"), b.l.Plural("save.way", b.s.Place.SaveDays), session.OpenSave{})}
}

// resume are the pages of going on with an application that was kept.
func (b builder) resume() *Tree {
	switch b.v.Resume.Stage {
	case session.ResumeReading:
		return b.resumeReading()
	case session.ResumeFound:
		return b.resumeFound()
	}
	t := b.frame("resume")
	t.Head = b.head(b.s.Place.Site)
	t.read(b.t("resume.title"), b.t("resume.explain"))
	t.Back = b.back()
	art := &Node{ID: "art", Role: RoleArt, Icon: "scanner"}
	if !b.s.Usable(devices.Scanner) {
		t.Act = []*Node{art, note(ToneWarn, "warning", b.t("resume.no-scanner"))}
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Icon: "help-person", Name: b.t("elsewhere.ask"), On: session.OpenHelp{}}
		return t
	}
	t.Act = []*Node{art}
	switch r := b.v.Resume; {
	case r.Fault != "":
		t.Act = append(t.Act, &Node{ID: "resume.trouble", Role: RoleState, Tone: ToneWarn, Icon: "warning", Name: b.fault(r.Fault), Detail: b.t("proof.again")})
	case r.Trouble != "":
		t.Act = append(t.Act, &Node{ID: "resume.trouble", Role: RoleState, Tone: ToneWarn, Icon: "warning", Name: b.t("resume.trouble." + string(r.Trouble)), Detail: b.t("resume.trouble." + string(r.Trouble) + ".detail")})
	default:
		t.Act = append(t.Act, &Node{ID: "proof.place", Role: RoleState, Tone: ToneNow, Icon: "scan", Name: b.t("resume.place"), Detail: b.t("proof.place.detail")})
	}
	t.Forward = b.forward("proof.scan")
	return t
}

func (b builder) resumeReading() *Tree {
	p := b.v.Resume.Progress
	t := b.frame("resume-reading")
	t.Head = b.head(b.s.Place.Site)
	explain := b.t("scan.explain")
	if p.Left > 0 {
		explain = b.l.Plural("scan.left", seconds(p.Left+time.Second-1))
	}
	t.read(b.t("resume.reading"), explain)
	t.Act = []*Node{{ID: "art", Role: RoleArt, Icon: "scanner"},
		{ID: "scan.meter", Role: RoleMeter, Name: b.t("resume.reading"), Fraction: float64(p.Lines) / float64(max(p.Total, 1))}}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Neutral, Icon: "close", Name: b.t("scan.stop"), On: session.StopScan{}}
	return t
}

// resumeFound says what was opened, and what of it has to be given anew. The answers themselves are not shown yet.
func (b builder) resumeFound() *Tree {
	r := b.v.Resume
	f := b.s.Catalog.Flow(r.Found.Flow)
	name, lang := b.titleOf(f)
	t := b.frame("resume-found")
	t.Head = b.head(b.s.Place.Site)
	t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneOK, Icon: "check"}}
	t.read(b.t("resume.found"), b.t("resume.found.explain"))
	saved := r.Found.Saved.In(b.s.Now.Location())
	t.Act = []*Node{{ID: "resume.service", Role: RoleState, Tone: ToneOK, Icon: f.Icon, Name: name, Lang: lang, Detail: b.t("resume.saved-at", "date", b.l.Date(saved), "time", b.l.Clock(saved))}}
	if r.Dropped > 0 {
		t.Act = append(t.Act, &Node{ID: "note.dropped", Role: RoleNote, Tone: ToneWarn, Icon: "warning", Name: b.l.Plural("resume.dropped", r.Dropped)})
	} else if r.Changed {
		t.Act = append(t.Act, &Node{ID: "note.changed", Role: RoleNote, Tone: ToneInfo, Icon: "info", Name: b.t("resume.changed")})
	}
	t.Act = append(t.Act, b.leftOut(f, r.Found.Left)...)
	points := rows(point("pen", b.t("resume.sign")))
	if f.Identity == flows.IdentityCard && !b.v.CardKept {
		points = rows(point("card", b.t("resume.card")), points.Children[0])
	}
	t.Act = append(t.Act, points, note(ToneInfo, "document", b.t("resume.once")))
	t.Back, t.Forward = b.back(), b.forward("resume.go-on")
	return t
}
