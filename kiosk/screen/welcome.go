package screen

import (
	"slices"
	"strings"

	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// invitations is how many languages the idle page invites in at once. Where there are more, they take turns by the minute, as
// the clock does: nothing on the page moves or flashes for it.
const invitations = 5

// invited are the languages of the idle page beside the town's own, of which one that welcomes in the same words is no other.
func (b builder) invited() []*locales.Language {
	var others []*locales.Language
	said := map[string]bool{b.t("idle.welcome"): true}
	for _, tag := range b.s.Place.Languages[1:] {
		l := b.all.Language(tag)
		if welcome := l.Text("idle.welcome"); !said[welcome] {
			others, said[welcome] = append(others, l), true
		}
	}
	n := len(others)
	if n < invitations {
		return others
	}
	var now []*locales.Language
	for i := range invitations - 1 {
		now = append(now, others[(b.s.Now.Hour()*60+b.s.Now.Minute()+i)%n])
	}
	return now
}

// idle invites in the town's language and in others.
func (b builder) idle() *Tree {
	t := &Tree{Page: "idle", Bar: b.bar(false)}
	t.Head = &Node{ID: "head", Role: RoleClock, Name: b.s.Place.Town, Detail: b.s.Place.Site, Value: b.l.Clock(b.s.Now),
		Children: []*Node{{Role: RoleText, Name: b.l.WeekdayMonth(b.s.Now)}}}
	hello := &Node{ID: "title", Role: RoleHello, Name: b.t("idle.welcome")}
	start := &Node{ID: "start", Role: RoleStart, Icon: "hand", Name: b.t("idle.start"), On: session.Start{}}
	for _, l := range b.invited() {
		hello.Children = append(hello.Children, &Node{Role: RoleText, Lang: l.Tag, Name: l.Text("idle.welcome")})
		start.Children = append(start.Children, &Node{Role: RoleText, Lang: l.Tag, Name: strings.ReplaceAll(l.Text("idle.start"), "\n", " ")})
	}
	hello.Children = append(hello.Children, &Node{Role: RoleText, Name: b.t("idle.explain")})
	t.Read, t.Act = []*Node{hello}, []*Node{start}
	return t
}

// leftBehind calls the citizen back who has left a document in the reader. Their language is forgotten with the visit: it is said in all.
// Whoever comes next can begin nevertheless, where the terminal is in order.
func (b builder) leftBehind() *Tree {
	t := b.frame("left-behind")
	t.Quiet, t.Head, t.Progress, t.Bar = true, b.head(b.s.Place.Site), nil, b.bar(false)
	t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneWarn, Icon: "id"}}
	t.read(b.t("left.title"), b.t("left.explain"))
	for _, tag := range b.s.Place.Languages[1:] {
		if l := b.all.Language(tag); l.Text("left.title") != b.t("left.title") {
			line := heading(l.Text("left.title"))
			line.Lang = tag
			t.Act = append(t.Act, line)
		}
	}
	if !b.closed() {
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("left.start"), After: "arrow", On: session.Start{}}
	}
	return t
}

// language is the page of languages and aids: the first of a visit, and laid over any other. Whoever asked for the aids gets
// these alone, so that ten languages do not stand before them.
func (b builder) language() *Tree {
	t := b.frame("language")
	t.Head, t.Progress, t.Band = b.head(""), nil, true
	t.read(b.t("language.title"), b.t("language.explain"))
	languages := grid(3)
	for _, tag := range b.s.Place.Languages {
		choice := &Node{ID: "language." + tag, Role: RoleCompact, Lang: tag,
			Name: locales.OwnName(tag), Chosen: tag == b.l.Tag, On: session.SetLanguage{Lang: tag}}
		if tag == locales.EasyGerman {
			choice.Icon = "easy" // for those who do not read its name
		}
		languages.Children = append(languages.Children, choice)
	}
	sizes := grid(3)
	for size, key := range []string{"language.size.normal", "language.size.large", "language.size.very-large"} {
		size := session.TextSize(size)
		sizes.Children = append(sizes.Children, &Node{ID: key, Role: RoleCompact, Kind: Sample, Step: int(size), Name: b.t(key),
			Chosen: b.v.Look.Size == size, On: session.SetTextSize{Size: size}})
	}
	look := b.v.Look
	aids := grid(2, append(slices.Concat(b.readingAloud(), b.signing()),
		&Node{ID: "aid.contrast", Role: RoleSwitch, Icon: "contrast", Name: b.t("aid.contrast"), Chosen: look.Theme == session.HighContrast, On: session.SetTheme{Theme: session.HighContrast}},
		&Node{ID: "aid.lower", Role: RoleSwitch, Icon: "down", Name: b.t("aid.lower"), Chosen: look.Lower, On: session.ToggleLower{}},
		&Node{ID: "aid.dark", Role: RoleSwitch, Icon: "moon", Name: b.t("aid.dark"), Chosen: look.Theme == session.Dark, On: session.SetTheme{Theme: session.Dark}},
		&Node{ID: "aid.tones", Role: RoleSwitch, Icon: "bell", Name: b.t("aid.tones"), Chosen: !look.Silent, On: session.ToggleTones{}},
	)...)
	aids.Children = slices.Concat(aids.Children, b.still(), b.movingByItself())
	t.Act = []*Node{heading(b.t("language.size")), sizes, heading(b.t("language.aids")), aids}
	if b.v.Over != session.OverAids {
		t.Act = append([]*Node{languages}, t.Act...)
	}
	t.Back, t.Forward = b.back(), b.forward("action.next")
	return t
}

// still is the switch for who is disturbed by what moves, on the page of the aids: that of the languages is full. There is none
// where the terminal never moves anything.
func (b builder) still() []*Node {
	if b.s.Place.Still || b.v.Over != session.OverAids {
		return nil
	}
	return []*Node{{ID: "aid.still", Role: RoleSwitch, Icon: "pause", Name: b.t("aid.still"), Chosen: b.v.Look.Still, On: session.ToggleStill{}}}
}

// contacts are where else help is: the telephone first, for it is nearest.
func (b builder) contacts() []*Node {
	all := []*Node{{ID: "contact.phone", Role: RoleContact, Icon: "phone", Name: b.t("contact.phone"), Value: b.s.Place.Phone, Detail: b.s.Place.PhoneHours[b.l.Tag]}}
	for _, c := range b.s.Place.Contacts {
		all = append(all, &Node{Role: RoleContact, Icon: c.Icon, Name: c.Label[b.l.Tag], Value: c.Value, Detail: c.Hint[b.l.Tag]})
	}
	return all
}

// cancel asks back before anything is lost.
func (b builder) cancel() *Tree {
	t := b.frame("cancel")
	explain := b.t("cancel.explain")
	ways := b.saveWay()
	if b.v.Loan.Open() {
		explain = b.t("cancel.loan")
		ways = append(ways, stack(way("cancel.paper", "document", b.t("cancel.paper"), b.t("cancel.paper.detail"), session.KeepPaper{})))
	}
	t.read(b.t("cancel.title"), explain)
	t.Act = append(ways, &Node{ID: "cancel.yes", Role: RoleButton, Kind: Deleting, Icon: "close", Name: b.t("cancel.yes"), On: session.EndVisit{}})
	t.Forward = b.forward("cancel.no")
	return t
}

// stillThere covers the citizen's answers while the time runs out.
func (b builder) stillThere() *Tree {
	t := b.frame("still-there")
	t.Quiet, t.Head, t.Progress = true, b.head(""), nil
	t.read(b.t("time.title"), b.t("time.explain"))
	left := seconds(b.s.Left())
	total := seconds(b.s.Times.Countdown)
	t.Act = []*Node{
		{ID: "countdown", Role: RoleCountdown, Value: itoa(left), Name: b.l.Plural("time.seconds", left), Fraction: float64(left) / float64(max(total, 1)),
			Detail: b.t("time.then"), Children: []*Node{paragraph(b.t("time.nothing-stays"))}},
		{ID: "time.end", Role: RoleButton, Kind: Deleting, Icon: "close", Name: b.t("time.end"), On: session.EndVisit{}},
	}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("time.resume"), After: "arrow", On: session.Resume{}}
	return t
}

// outOfOrder says where else help is, and to the technician what is wrong.
func (b builder) outOfOrder() *Tree {
	code, since := b.s.Closed()
	t := b.frame("out-of-order")
	t.Quiet, t.Head, t.Bar = true, b.head(b.s.Place.Site), b.bar(false)
	t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneWarn, Icon: "tool"}}
	t.read(b.t("broken.title"), b.t("broken.explain"))
	t.Act = []*Node{heading(b.t("broken.help")), rows(b.contacts()...), paragraph(b.t("broken.nothing-stored")),
		small(b.t("broken.code", "terminal", b.s.Place.TerminalID, "code", code, "time", b.l.Clock(since)))}
	return t
}
