package screen

import (
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// Build is the page of a state, in the language that its visit is held in. It needs the words of every language that a visit can have.
func Build(s session.State, words *locales.Texts) *Tree {
	b := builderOf(s, words)
	t := b.page()
	t.Lang, t.RTL, t.Look = b.l.Tag, b.l.RTL(), s.Visit.Look
	t.Accent, t.Arms = s.Place.Accent, s.Place.Arms
	if t.Look.Theme == "" {
		t.Look.Theme = session.Light
	}
	t.Lowered = &Node{ID: "lowered", Role: RoleNote, Icon: "down", Name: b.t("lowered.title"), Detail: b.t("lowered.off")}
	t.Voice, t.Headset, t.Keypad = s.Visit.Voice, s.Speech.Headset, s.Speech.Keypad
	b.accompany(t)
	if t.Voice.Blank {
		t.Blank = &Node{ID: "blank", Role: RoleButton, Kind: Neutral, Name: b.t("voice.blank.off"), On: session.ToggleBlank{}}
	}
	b.mark(t)
	return t
}

// builder makes one page.
type builder struct {
	s    session.State
	v    session.Visit
	l    *locales.Language // of the page
	own  *locales.Language // of the citizen; another one where the service does not speak it
	town *locales.Language // in which services and states are found too
	all  *locales.Texts
}

func (b builder) page() *Tree {
	switch {
	case b.s.Idle() && !b.s.CardLeft.IsZero():
		return b.leftBehind()
	case b.s.Idle() && b.closed():
		return b.outOfOrder()
	case b.s.Idle():
		return b.idle()
	case b.s.Warning():
		return b.stillThere()
	}
	switch b.v.Over {
	case session.OverLanguage, session.OverAids:
		return b.language()
	case session.OverVoice:
		return b.voice()
	case session.OverSwitches:
		return b.switches()
	case session.OverHelp:
		return b.help()
	case session.OverCancel:
		return b.cancel()
	case session.OverSave:
		return b.save()
	case session.OverWhy:
		return b.why()
	case session.OverClip:
		return b.clip()
	case session.OverRemove:
		return b.remove()
	case session.OverUnsaved:
		return b.unsaved()
	case session.OverMeeting:
		return b.meeting()
	case session.OverWrite:
		return b.writing()
	case session.OverNewcomer:
		return b.newcomer()
	case session.OverGrant:
		return b.grant()
	case session.OverEnded:
		return b.ended()
	case session.OverCallback:
		return b.callback()
	}
	return b.station()
}

// closed reports whether no visit can begin.
func (b builder) closed() bool {
	code, _ := b.s.Closed()
	return code != ""
}

func (b builder) station() *Tree {
	switch b.v.At.Kind {
	case session.AtClosed:
		return b.outOfOrder()
	case session.AtAreas:
		return b.areas()
	case session.AtServices:
		return b.services()
	case session.AtSearch:
		return b.search()
	case session.AtElsewhere:
		return b.elsewhere()
	case session.AtResume:
		return b.resume()
	case session.AtService:
		return b.service()
	case session.AtPrivacy:
		return b.privacy()
	case session.AtCard:
		return b.card()
	case session.AtCardData:
		return b.cardData()
	case session.AtQuestion:
		return b.question()
	case session.AtProof:
		return b.proof()
	case session.AtSignature:
		return b.signature()
	case session.AtCosignature:
		return b.cosignature()
	case session.AtReview:
		return b.review()
	case session.AtSend:
		return b.send()
	case session.AtDone:
		return b.done()
	case session.AtCode:
		return b.code()
	case session.AtTechnician:
		return b.technician()
	}
	return b.language()
}

// mark puts focus and finger on the nodes that the state names.
func (b builder) mark(t *Tree) {
	within := false
	t.Walk(func(n *Node) bool {
		if w := b.v.Switches; w.Grouped() && n.On != nil && n.ID != "" {
			within = within || n.ID == w.First
			n.Grouped = within
			within = within && n.ID != w.Last
		}
		n.Focused = n.ID != "" && n.ID == b.v.Focus && n.On != nil
		n.Pressed = n.ID != "" && n.ID == b.s.Pressed && n.On != nil
		return true
	})
	if v := b.v.Voice; v.On && v.Node != "" {
		for n, key := range t.Keys() {
			n.Read = key == v.Node
		}
	}
}

func (b builder) t(key string, args ...any) string {
	return WordsOf(b.v.Flow, b.l).Text(key, args...)
}

// f is a text of the flow, "" where it has none.
func (b builder) f(key string) string {
	text, _ := b.v.Flow.Text(b.l.Tag, key)
	return text
}

// titleOf is what a flow is called, and its language where that is not the page's.
func (b builder) titleOf(f *flows.Flow) (title, lang string) {
	if title, ok := f.Text(b.l.Tag, "title"); ok {
		return title, ""
	}
	title, _ = f.Text(f.Languages[0], "title")
	return title, f.Languages[0]
}

// either is a text of the flow, or else one of the UI.
func (b builder) either(flowKey, key string, args ...any) string {
	if text := b.f(flowKey); text != "" {
		return text
	}
	return b.t(key, args...)
}

// frame is what every page of a visit has: head, progress, the bar.
func (b builder) frame(page string) *Tree {
	t := &Tree{Page: page, Head: b.head(""), ListPage: b.v.ListPage}
	if b.v.Flow != nil {
		name, _ := b.titleOf(b.v.Flow)
		t.Head = b.head(name)
		b.foreign(t)
		t.Progress = b.progress()
	}
	t.Bar = b.bar(b.v.At.Kind != session.AtClosed)
	t.Less = &Node{ID: "list.less", Role: RoleButton, Kind: NeutralMedium, Name: b.t("list.less"), Icon: "back", On: session.TurnList{By: -1}}
	t.More = &Node{ID: "list.more", Role: RoleButton, Kind: SecondaryMedium, Name: b.t("list.more"), After: "arrow", On: session.TurnList{By: 1}}
	return t
}

func (b builder) head(what string) *Node {
	return &Node{ID: "head", Role: RoleHead, Name: b.s.Place.Town, Detail: what}
}

func (b builder) progress() *Node {
	groups, open, part := b.s.Steps()
	if open < 0 {
		return nil
	}
	n := &Node{ID: "progress", Role: RoleProgress, Steps: len(groups), Step: open, Fraction: part}
	if open == len(groups) {
		n.Name = b.l.Plural("progress.all", len(groups))
		return n
	}
	n.Name = b.t("progress.step", "n", open+1, "of", len(groups), "name", b.t("progress."+string(groups[open])))
	return n
}

// bar is the row at the bottom. Its places never change; on the idle or closed terminal there is nothing to cancel.
func (b builder) bar(visit bool) [4]*Node {
	var bar [4]*Node
	if visit {
		bar[0] = &Node{ID: "bar.cancel", Role: RoleTile, Icon: "close", Name: b.t("bar.cancel"), On: session.Cancel{}}
	}
	bar[1] = &Node{ID: "bar.language", Role: RoleTile, Icon: "language", Name: b.t("bar.language"), On: session.OpenLanguage{}}
	bar[2] = &Node{ID: "bar.aids", Role: RoleTile, Icon: "accessibility", Name: b.t("bar.aids"), On: session.OpenAids{}}
	bar[3] = b.human()
	return bar
}

func (b builder) back() *Node {
	return &Node{ID: "back", Role: RoleButton, Kind: Neutral, Icon: "back", Name: b.t("action.back"), On: session.Back{}}
}

func (b builder) forward(key string) *Node {
	return &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t(key), After: "arrow", On: session.Continue{}}
}

func title(text string) *Node   { return &Node{ID: "title", Role: RoleTitle, Name: text} }
func heading(text string) *Node { return &Node{Role: RoleHeading, Name: text} }

func paragraph(text string) *Node { return &Node{Role: RoleText, Name: text} }
func small(text string) *Node     { return &Node{Role: RoleText, Kind: Small, Name: text} }

func note(tone Tone, icon, text string) *Node {
	return &Node{ID: "note", Role: RoleNote, Tone: tone, Icon: icon, Name: text}
}

func rows(children ...*Node) *Node { return &Node{Role: RoleStack, Kind: Rows, Children: children} }

func stack(children ...*Node) *Node { return &Node{Role: RoleStack, Children: children} }

func grid(columns int, children ...*Node) *Node {
	return &Node{Role: RoleGrid, Columns: columns, Children: children}
}

// read sets the reading zone: the title and the explanations that are not empty.
func (t *Tree) read(heading string, texts ...string) {
	t.Read = append(t.Read, title(heading))
	for _, text := range texts {
		if text != "" {
			t.Read = append(t.Read, paragraph(text))
		}
	}
}

// day is a date in words, as much of it as is known.
func (b builder) day(d flows.Day) string { return b.l.PartialDate(d.Year, d.Month, d.Day) }

func seconds(d time.Duration) int { return int(d / time.Second) }
