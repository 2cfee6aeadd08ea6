package kiosk

import (
	"buergerterminal/devices/printer"
	"buergerterminal/kiosk/receipt"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// draft is the paper with the code: in German alone, or in the language of the citizen's pages and in German.
func (p press) draft(s session.State, again bool, words *locales.Texts) printer.Document {
	p = p.of(s.Place)
	german, own := words.Language(applicationLanguage), words.Language(screen.Language(s, words))
	if own == german {
		return p.document(receipt.BuildDraft(draftPaper(s, again, german), german), german)
	}
	return p.document(receipt.BuildDraftTwo(draftPaper(s, again, own), own, draftPaper(s, again, german), german), own)
}

// draftPaper is what stands on the paper, in a language.
func draftPaper(s session.State, again bool, l *locales.Language) receipt.Draft {
	title, _ := s.Visit.Flow.Text(l.Tag, "title")
	sv := s.Visit.Saving
	return receipt.Draft{Town: s.Place.Town, Service: title, At: s.Now, Last: sv.Last.Time(), Code: sv.Code, Phone: s.Place.Phone, TerminalID: s.Place.TerminalID, Copy: again}
}
