package kiosk

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"buergerterminal/flows/overlay"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// place is what the pages say of the terminal: as the configuration has it, and over it what the municipality says. o may be nil.
func (t *Terminal) place(c config.Config, o *overlay.Overlay) session.Place {
	p := session.Place{
		Town: c.Terminal.Town, Site: c.Terminal.Site, TerminalID: c.Terminal.ID, Phone: c.Phone.Number,
		Languages: t.offered(c.Languages), SaveDays: c.Drafts.Days, Still: c.Display.ReducedMotion,
	}
	p.PhoneHours = spread(c.Phone.Hours, p.Languages)
	if p.PhoneHours == nil {
		open := &overlay.Hours{}
		for day := time.Monday; day <= time.Friday; day++ {
			for _, h := range c.Phone.Open {
				open.Week[day] = append(open.Week[day], overlay.Span(h))
			}
		}
		p.PhoneHours = t.told(open, p.Languages)
	}
	for _, at := range c.Contacts {
		p.Contacts = append(p.Contacts, session.Contact{Icon: at.Icon, Label: spread(at.Label, p.Languages), Value: at.Value, Hint: spread(at.Hint, p.Languages)})
	}
	if t.calls != nil {
		p.Calls, p.AutoCall, p.CallbackHours = true, c.Call.Auto, callbackHours(c.Call, o)
	}
	if o != nil {
		t.layPlace(&p, o)
	}
	return p
}

// offered are the languages that citizens can choose, the one that visits begin with first.
func (t *Terminal) offered(l config.Languages) []string {
	if l.Offered == nil {
		return t.words.Offered(l.Default)
	}
	return append([]string{l.Default}, slices.DeleteFunc(slices.Clone(l.Offered), func(tag string) bool { return tag == l.Default })...)
}

// spread lets the words of the first language stand in for those of languages that lack them; nil stays nil.
func spread(words map[string]string, languages []string) map[string]string {
	if words == nil {
		return nil
	}
	all := maps.Clone(words)
	for _, tag := range languages {
		if all[tag] == "" {
			all[tag] = words[languages[0]]
		}
	}
	return all
}

// layPlace puts what the municipality says over what the configuration says.
func (t *Terminal) layPlace(p *session.Place, o *overlay.Overlay) {
	p.Town, p.Phone = cmp.Or(o.Town, p.Town), cmp.Or(o.Phone, p.Phone)
	p.Arms, p.Accent = o.Arms, o.Accent
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
