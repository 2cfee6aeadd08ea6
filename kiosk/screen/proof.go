package screen

import (
	"image"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

func (b builder) proof() *Tree {
	p := b.s.Proof()
	switch b.v.Scan.Stage {
	case session.ScanRunning:
		return b.scanning()
	case session.ScanCheck:
		return b.scanCheck(p)
	}
	return b.placeSheet(p)
}

// placeSheet asks for the paper, or says that the scanner cannot take it and how to go on.
func (b builder) placeSheet(p *flows.Proof) *Tree {
	t := b.frame("proof." + p.ID)
	t.read(b.f("proof."+p.ID+".title"), b.f("proof."+p.ID+".help"))
	t.Back, t.Forward = b.back(), b.forward("proof.scan")
	if b.v.Scan.Adding {
		t.Read = []*Node{title(b.t("proof.next-page")), paragraph(b.f("proof." + p.ID + ".help"))}
	}
	t.Act = []*Node{{ID: "art", Role: RoleArt, Icon: "scanner"}}
	skip := &Node{ID: "proof.skip", Role: RoleButton, Kind: NeutralMedium, Name: b.t("proof.skip"), On: session.SkipProof{}}
	if p.Required {
		skip.Name = b.t("proof.later")
	}
	switch n := len(b.v.Proofs[p.ID]); {
	case !b.s.Usable(devices.Scanner):
		away := b.t("proof.away")
		if status, ok := b.s.Device(devices.Scanner); ok && status.State == devices.UserError { // what the citizen can mend is named
			away = "**" + b.fault(status.Fault) + ".** " + away
		}
		t.Act = append(t.Act, note(ToneWarn, "warning", away))
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: skip.Name, After: "arrow", On: session.SkipProof{}}
		return t
	case b.v.Scan.Fault != "":
		t.Act = append(t.Act, &Node{ID: "scan.fault", Role: RoleState, Tone: ToneWarn, Icon: "warning", Name: b.fault(b.v.Scan.Fault), Detail: b.t("proof.again")})
	case n > 0:
		t.Act = append(t.Act, &Node{ID: "proof.pages", Role: RoleState, Tone: ToneOK, Icon: "check", Name: b.l.Plural("proof.pages", n)},
			&Node{ID: "proof.replace", Role: RoleButton, Kind: SecondaryMedium, Icon: "repeat", Name: b.t("proof.replace"), On: session.StartScan{}})
		t.Forward = b.forward("action.next")
		return t
	default:
		t.Act = append(t.Act, &Node{ID: "proof.place", Role: RoleState, Tone: ToneNow, Icon: "scan", Name: b.t("proof.place"), Detail: b.t("proof.place.detail")})
	}
	if p.Skippable {
		t.Act = append(t.Act, skip)
	}
	if p.Required && b.s.Hub && b.s.MaySave() && b.v.Scan.Fault == "" { // who has not brought the paper need not leave it out
		t.Act = append(t.Act, &Node{ID: "proof.save", Role: RoleButton, Kind: NeutralMedium, Icon: "clock", Name: b.t("save.title"), On: session.OpenSave{}})
	}
	return t
}

// scanning shows true progress: lines that arrived, and the time that they leave.
func (b builder) scanning() *Tree {
	p := b.v.Scan.Progress
	part := float64(p.Lines) / float64(max(p.Total, 1))
	t := b.frame("scanning")
	explain := b.t("scan.explain")
	if p.Left > 0 {
		explain = b.l.Plural("scan.left", seconds(p.Left+time.Second-1))
	}
	if p.Attempt > 1 {
		explain = b.t("scan.repeat")
	}
	if p.Waiting {
		explain = b.t("scan.waiting")
	}
	t.read(b.t("scan.title"), explain)
	taken, reading := ToneOK, ToneNow
	if p.Lines == 0 {
		taken, reading = ToneNow, ToneNone
	}
	t.Act = []*Node{
		{ID: "art", Role: RoleArt, Icon: "scanner"},
		{ID: "scan.meter", Role: RoleMeter, Name: b.t("scan.title"), Fraction: part},
		stack(
			&Node{ID: "scan.taken", Role: RoleState, Tone: taken, Icon: signOf(taken, "document"), Name: b.t("scan.taken")},
			&Node{ID: "scan.reading", Role: RoleState, Tone: reading, Icon: "scan", Name: b.t("scan.reading")},
			&Node{ID: "scan.judging", Role: RoleState, Tone: ToneNone, Icon: "zoom", Name: b.t("scan.judging")},
		),
	}
	t.Back = b.back()
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Neutral, Icon: "close", Name: b.t("scan.stop"), On: session.StopScan{}}
	return t
}

func signOf(t Tone, icon string) string {
	if t == ToneOK {
		return "check"
	}
	return icon
}

// scanCheck lays the picture beside the judgement; the citizen decides.
func (b builder) scanCheck(p *flows.Proof) *Tree {
	page := b.v.Scan.Page
	t := b.frame("scan-check")
	t.Back, t.Forward = b.back(), b.forward("scan-check.good")
	t.read(b.t("scan-check.title"), b.t("scan-check.explain"))
	if b.v.Scan.Zoomed {
		return b.zoomed(t, page.Image)
	}
	picture := &Node{ID: "scan.picture", Role: RoleScan, Name: b.f("proof." + p.ID + ".short"), Picture: page.Image, Privacy: Personal}
	n := 1
	if b.v.Scan.Adding {
		n += len(b.v.Proofs[p.ID])
	}
	side := stack(heading(b.t("scan-check.page", "n", n)))
	for _, f := range page.Findings {
		if f.OK {
			side.Children = append(side.Children, &Node{ID: "finding." + f.Kind, Role: RoleState, Kind: Small, Tone: ToneOK, Icon: "check", Name: b.t("finding." + f.Kind + ".ok")})
			continue
		}
		if f.W > 0 && f.W < 1 {
			picture.Marks = append(picture.Marks, Mark{X: f.X, Y: f.Y, W: f.W, H: f.H})
		}
		side.Children = append(side.Children, &Node{ID: "finding." + f.Kind, Role: RoleNote, Tone: ToneWarn, Icon: "warning", Name: b.t("finding." + f.Kind)})
	}
	side.Children = append(side.Children, b.scanButtons()...)
	t.Act = []*Node{{Role: RoleSplit, Children: []*Node{picture, side}}}
	return t
}

func (b builder) scanButtons() []*Node {
	buttons := []*Node{
		{ID: "scan.zoom", Role: RoleButton, Kind: SecondaryMedium, Icon: "zoom", Name: b.t("scan-check.zoom"), On: session.ToggleZoom{}},
		{ID: "scan.again", Role: RoleButton, Kind: SecondaryMedium, Icon: "repeat", Name: b.t("scan-check.again"), On: session.ScanAgain{}},
	}
	buttons = append(buttons, &Node{ID: "scan.turn", Role: RoleButton, Kind: SecondaryMedium, Icon: "turn", Name: b.t("scan-check.turn"), On: session.TurnPage{}})
	if b.s.PagesLeft() > 0 {
		buttons = append(buttons, &Node{ID: "scan.add", Role: RoleButton, Kind: SecondaryMedium, Icon: "plus", Name: b.t("scan-check.add"), On: session.AddPage{}})
	}
	return buttons
}

// zoomParts is into how many strips the enlarged page is cut, each as wide as the panel's content.
const zoomParts = 3

// zoomed shows the page strip by strip, as wide as the panel allows; the list's buttons turn the strips.
func (b builder) zoomed(t *Tree, page image.Image) *Tree {
	type cropper interface {
		SubImage(image.Rectangle) image.Image
	}
	strip := min(b.v.ListPage, zoomParts-1)
	r := page.Bounds()
	high := r.Dy() * 2 / 5
	top := r.Min.Y + (r.Dy()-high)*strip/(zoomParts-1)
	if c, ok := page.(cropper); ok {
		page = c.SubImage(image.Rect(r.Min.X, top, r.Max.X, top+high))
	}
	t.Page = "scan-zoom"
	t.Act = []*Node{{ID: "scan.picture", Role: RoleScan, Kind: Wide, Name: b.t("scan-check.page", "n", 1), Picture: page, Privacy: Personal}}
	up, down := stack(), stack() // an empty place, so that the other button stays in its own
	if strip > 0 {
		up = &Node{ID: "zoom.up", Role: RoleButton, Kind: NeutralMedium, Name: b.t("zoom.up"), On: session.TurnList{By: -1}}
	}
	if strip < zoomParts-1 {
		down = &Node{ID: "zoom.down", Role: RoleButton, Kind: SecondaryMedium, Icon: "down", Name: b.t("zoom.down"), On: session.TurnList{By: 1}}
	}
	t.Act = append(t.Act, grid(2, up, down))
	t.More, t.Less, t.ListPage = nil, nil, 0
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Name: b.t("zoom.whole"), On: session.ToggleZoom{}}
	return t
}
