package screen

import (
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// question is a page of the flow: one decision, or a few fields that belong together, or only words.
func (b builder) question() *Tree {
	page := b.s.Page()
	t := b.frame("question." + b.v.At.Page)
	t.Back, t.Forward = b.back(), b.forward("action.next")
	defer b.rowCard(t)
	defer b.reasonsAfter(t, page.Fields)
	switch len(page.Fields) {
	case 0:
		if page.Page.Exit {
			return b.exit(t, page.Page)
		}
		b.inform(t, page.Page)
	case 1:
		f := b.v.Flow.Field(page.Fields[0])
		t.read(b.f("field."+f.ID+".title"), b.f("field."+f.ID+".help"))
		if f.Counts != "" {
			b.list(t, f)
			return t
		}
		b.single(t, f, page.Fields[0])
		b.places(t, page.Fields)
		b.streets(t, page.Fields)
	default:
		t.read(b.v.Flow.PageTitle(b.l.Tag, page.Page), b.f("page."+page.Page.ID+".help"))
		b.several(t, page.Fields)
		b.places(t, page.Fields)
		b.streets(t, page.Fields)
	}
	return t
}

// inform is a page that asks nothing: a notice where the flow gives it a tone, else an explanation.
func (b builder) inform(t *Tree, p *flows.Page) {
	name, help := b.f("page."+p.ID+".title"), b.f("page."+p.ID+".help")
	if p.Tone == "" {
		t.read(name, help)
		return
	}
	t.read(name)
	t.Act = []*Node{note(tones[p.Tone], icons[p.Tone], help)}
}

var (
	tones = map[string]Tone{"info": ToneInfo, "warn": ToneWarn}
	icons = map[string]string{"info": "info", "warn": "warning"}
)

// single puts one field into the acting zone, in the form that its type asks for.
func (b builder) single(t *Tree, f *flows.Field, key string) {
	if session.Searched(f) {
		b.searchField(t, f, key)
		return
	}
	switch f.Type {
	case flows.TypeChoice, flows.TypeChoices, flows.TypeBool:
		if b.bad(key) { // above the answers: below a long list it would be on another page of it
			t.Act = append(b.wrong(f, key), b.options(f, key))
			return
		}
		t.Act = append(t.Act, b.options(f, key))
		t.Act = append(t.Act, b.wrong(f, key)...)
	case flows.TypeDate:
		b.dateField(t, f, key)
	default:
		field := b.field(f, key)
		field.Name = ""
		t.Act = append(t.Act, field)
		t.Act = append(t.Act, b.wrong(f, key)...)
		if session.Letters(f) {
			t.Keyboard = b.keyboardOf(f)
			return
		}
		t.Act = append(t.Act, &Node{Role: RoleSplit, Children: []*Node{b.padOf(f), stack()}})
	}
}

// several puts text fields side by side or below each other, all served by one keyboard.
// Two stand beside each other: three would be too narrow for a postcode or a name.
func (b builder) several(t *Tree, keys []string) {
	fields := grid(2)
	active := b.v.Flow.Field(keys[0])
	var wrong []*Node
	for _, key := range keys {
		f := b.v.Flow.Field(key)
		field := b.field(f, key)
		field.Weight = weight(f)
		fields.Children = append(fields.Children, field)
		said := b.named(f, b.wrong(f, key))
		if key == b.v.Draft.Active {
			active = f
			if b.bad(key) {
				wrong = said
				continue
			}
		}
		if !b.bad(b.v.Draft.Active) { // else one sentence at a time: that of the field where the keyboard is
			wrong = append(wrong, said...)
		}
	}
	t.Act = append(t.Act, fields)
	t.Act = append(t.Act, wrong...)
	t.Keyboard = b.keyboardOf(active)
}

// keyboardOf is the keyboard that a field is written with.
func (b builder) keyboardOf(f *flows.Field) *Node {
	if f.Type == flows.TypeIBAN {
		return b.accountKeyboard()
	}
	return b.keyboard(b.v.Draft, true, b.extraKeys(f))
}

// extraKeys are the signs that a field needs often, and the first level of the keyboard lacks.
func (b builder) extraKeys(f *flows.Field) string {
	switch {
	case f.Keyboard == "email":
		return "@_"
	case f.Type == flows.TypeTelephone:
		return "+"
	case session.Decimals(f) > 0:
		if sign := b.t("number.decimal"); sign != "." { // which stands beside the space bar
			return sign
		}
	case f.Type == flows.TypeLongText:
		return ","
	}
	return ""
}

// weight is how wide a field stands beside others: a postcode needs less than a place.
func weight(f *flows.Field) int {
	if f.MaxLength > 0 && f.MaxLength <= 10 || f.Type == flows.TypeInt || f.Type == flows.TypeNumber {
		return 2
	}
	return 4
}

func (b builder) field(f *flows.Field, key string) *Node {
	edit := b.v.Draft.Edits[key]
	n := &Node{ID: "field." + key, Role: RoleField, Name: b.f("field." + f.ID + ".short"), Value: edit.Text, Caret: edit.Caret,
		Active: b.v.Draft.Active == key, Wrong: b.bad(key), Privacy: privacy(f), On: session.ActivateField{Key: key}}
	if n.Detail = b.f("field." + f.ID + ".unit"); f.Type == flows.TypeMoney {
		n.Detail = b.t("money.unit")
	}
	switch {
	case f.Type == flows.TypeLongText:
		n.Kind = Tall
	case f.Type == flows.TypeIBAN:
		n.Value, n.Caret = flows.GroupedIBAN(edit.Text), edit.Caret+max(0, edit.Caret-1)/4
	case session.Decimals(f) > 0:
		n.Value = strings.ReplaceAll(edit.Text, ",", b.t("number.decimal"))
	}
	return n
}

// privacy is who may see what a field holds.
func privacy(f *flows.Field) Privacy {
	if f.Secret {
		return Secret
	}
	return Personal
}

// bad reports whether a field is marked: Continue refused it, or a rule that leads to it does not hold.
func (b builder) bad(key string) bool {
	return b.v.Draft.Wrong[key] != "" || b.v.Draft.Broken[key] != ""
}

// wrong is the sentence below a field that Continue refused; else it says who answered, where it was not the citizen.
func (b builder) wrong(f *flows.Field, key string) []*Node {
	code := b.v.Draft.Wrong[key]
	if rule := b.v.Draft.Broken[key]; code == "" && rule != "" {
		return []*Node{{ID: "error." + key, Role: RoleError, Icon: "warning", Name: b.f("rule." + rule)}}
	}
	if code == "" {
		return b.helped(key)
	}
	text := b.f("field." + f.ID + ".error." + string(code))
	if text == "" {
		text = b.refusal(f, code)
	}
	return []*Node{{ID: "error." + key, Role: RoleError, Icon: "warning", Name: text}}
}

// refusal is the UI's own sentence for a code. Of a number that is too small or too large it says the bound.
func (b builder) refusal(f *flows.Field, code flows.Code) string {
	switch {
	case f.Type == flows.TypeChoices:
	case code == flows.CodeTooSmall && f.Min != nil:
		return b.t("error.at-least", "bound", AnswerWords(b.v.Flow, f, flows.Int(*f.Min), b.l))
	case code == flows.CodeTooLarge && f.Max != nil:
		return b.t("error.at-most", "bound", AnswerWords(b.v.Flow, f, flows.Int(*f.Max), b.l))
	}
	return b.t("error."+string(code), "max", f.MaxLength)
}

// named tells which of several fields a sentence means, where the sentence is the UI's own and does not say it.
func (b builder) named(f *flows.Field, wrong []*Node) []*Node {
	for _, n := range wrong {
		if n.Role == RoleError && b.v.Draft.Broken[strings.TrimPrefix(n.ID, "error.")] != "" {
			continue // a rule names what it is about
		}
		if n.Role != RoleError || b.f("field."+f.ID+".error."+string(b.v.Draft.Wrong[strings.TrimPrefix(n.ID, "error.")])) == "" {
			n.Name = b.f("field."+f.ID+".short") + ": " + n.Name
		}
	}
	return wrong
}

// options are the answers of a choice; yes and no are a choice too.
func (b builder) options(f *flows.Field, key string) *Node {
	chosen := b.v.Draft.Answers[key]
	if f.Type == flows.TypeBool {
		return stack(
			b.yesNo(f, key, "yes", true, chosen),
			b.yesNo(f, key, "no", false, chosen))
	}
	list := stack()
	for _, o := range b.s.Evaluation().VisibleOptions(key) {
		n := &Node{ID: "option." + key + "." + o.ID, Role: RoleChoice, Name: b.f("option." + f.ID + "." + o.ID),
			Detail: b.f("option." + f.ID + "." + o.ID + ".detail"), Chosen: chosen.Has(o.ID), Privacy: privacy(f)}
		n.On = session.ChooseOption{Key: key, Option: o.ID}
		if f.Type == flows.TypeChoices {
			n.Role, n.On = RoleCheck, session.ToggleOption{Key: key, Option: o.ID}
		}
		list.Children = append(list.Children, n)
	}
	return list
}

func (b builder) yesNo(f *flows.Field, key, id string, yes bool, chosen flows.Value) *Node {
	return &Node{ID: "option." + key + "." + id, Role: RoleChoice, Name: b.either("option."+f.ID+"."+id, "answer."+id),
		Detail: b.f("option." + f.ID + "." + id + ".detail"), Privacy: privacy(f),
		Chosen: chosen.Kind() == flows.KindBool && chosen.Bool() == yes, On: session.Answer{Key: key, Yes: yes}}
}

// dateField is three boxes, the date in words, the number pad, and likely days where the date is a recent one.
func (b builder) dateField(t *Tree, f *flows.Field, key string) {
	edit := b.v.Draft.Dates[key]
	boxes := grid(3)
	for part, name := range []string{"date.day", "date.month", "date.year"} {
		part := session.DatePart(part)
		boxes.Children = append(boxes.Children, &Node{ID: name, Role: RoleDatePart, Name: b.t(name), Value: edit.Parts[part], Weight: []int{2, 2, 3}[part],
			Caret: len(edit.Parts[part]), Active: edit.Active == part, Wrong: b.bad(key), Privacy: Personal, On: session.ActivatePart{Part: part}})
	}
	t.Act = append(t.Act, boxes)
	t.Act = append(t.Act, b.wrong(f, key)...)
	if day, ok := edit.Day(); ok && !b.bad(key) {
		t.Act = append(t.Act, &Node{ID: "date.words", Role: RoleConfirm, Icon: "check", Name: b.l.Date(day.Time()), Privacy: Personal})
	}
	quick := stack()
	if f.Prefill == "" && !f.Partial && f.Latest != nil && f.Latest.Today {
		for _, q := range b.s.QuickDates() {
			quick.Children = append(quick.Children, &Node{ID: q.Key, Role: RoleQuick, Name: b.t(q.Key), Detail: b.l.DayMonth(q.Day.Time()), On: session.PutDate{Day: q.Day}})
		}
	}
	t.Act = append(t.Act, &Node{Role: RoleSplit, Children: []*Node{b.pad(), quick}})
}
