package kiosk

import (
	"cmp"

	"buergerterminal/flows/overlay"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// place is what the pages say of the terminal: as the configuration has it, and over it what the municipality says. o may be nil.
func (t *Terminal) place(c config.Config, o *overlay.Overlay) session.Place {
	p := session.Place{
		Town: c.Terminal.Town, Site: c.Terminal.Site, TerminalID: c.Terminal.ID, Phone: c.Phone.Number, PhoneHours: c.Phone.Hours,
		Languages: []string{c.Languages.Default},
	}
	for _, tag := range c.Languages.Offered {
		if tag != c.Languages.Default {
			p.Languages = append(p.Languages, tag)
		}
	}
	for _, at := range c.Contacts {
		p.Contacts = append(p.Contacts, session.Contact{Icon: at.Icon, Label: at.Label, Value: at.Value, Hint: at.Hint})
	}
	if t.calls != nil {
		p.Calls, p.AutoCall, p.CallbackHours = true, c.Call.Auto, callbackHours(c.Call, o)
	}
	if o != nil {
		t.layPlace(&p, o)
	}
	return p
}

// layPlace puts what the municipality says over what the configuration says.
func (t *Terminal) layPlace(p *session.Place, o *overlay.Overlay) {
	p.Town, p.Phone = cmp.Or(o.Town, p.Town), cmp.Or(o.Phone, p.Phone)
	if o.PhoneAt != nil {
		p.PhoneHours = t.told(o.PhoneAt, p.Languages)
	}
	if o.Contacts == nil {
		return
	}
	p.Contacts = nil
	for _, at := range o.Contacts {
		contact := session.Contact{Icon: at.Icon, Label: at.Label, Value: at.Value, Hint: at.Hint}
		if at.Hours != nil {
			contact.Hint = t.told(at.Hours, p.Languages)
		}
		p.Contacts = append(p.Contacts, contact)
	}
}

// told are opening hours in words, by language.
func (t *Terminal) told(h *overlay.Hours, languages []string) map[string]string {
	var week [7][]locales.Span
	for day, hours := range h.Week {
		for _, span := range hours {
			week[day] = append(week[day], locales.Span(span))
		}
	}
	words := map[string]string{}
	for _, tag := range languages {
		if l := t.words.Language(tag); l != nil {
			words[tag] = l.OpeningHours(week)
		}
	}
	return words
}

// callbackHours are the hours in which citizens can be called back.
func callbackHours(c config.Call, o *overlay.Overlay) session.Week {
	if o == nil || o.Callback == nil {
		var hours []session.Hours
		for _, h := range c.CallbackHours {
			hours = append(hours, session.Hours(h))
		}
		return session.WorkingDays(hours...)
	}
	week := session.Week{Closed: o.Callback.Closed}
	for day, hours := range o.Callback.Week {
		for _, h := range hours {
			week.Days[day] = append(week.Days[day], session.Hours(h))
		}
	}
	return week
}
