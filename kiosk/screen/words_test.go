package screen_test

import (
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestReportIsNoApplication follows a report of damage from the privacy notice to the end: in no language a page calls it
// an application, as it calls the one for a certificate.
func TestReportIsNoApplication(t *testing.T) {
	w := words(t)
	application := map[string]string{"de": "antrag", "en": "application", "uk": "заяв", "ru": "заявлен", "pl": "wnios", "cs": "žádost", "hsb": "próstw", "de-leicht": "antrag", "tr": "başvuru", "ar": "طلب"}
	next := session.Continue{}
	begin := []session.Event{session.Start{}, next, session.ChooseFlow{ID: "maengelmelder"}, next}
	send := sessiontest.Until(begin, func(s session.State) bool { return s.Visit.At.Kind == session.AtProof })
	send = append(send, session.SkipProof{}, next)
	storing := append(send[:len(send):len(send)], session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"}, next)
	stored := append(storing[:len(storing):len(storing)], session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	offline := append(stored[:len(stored):len(stored)], session.HubChanged{})
	printing := append(stored[:len(stored):len(stored)], session.Delivered{Key: "k"})
	for _, tt := range []struct {
		name, page string
		events     []session.Event
	}{
		{"privacy", "privacy", begin},
		{"send", "send", send},
		{"storing", "storing", storing},
		{"disk full", "send", append(storing[:len(storing):len(storing)], session.StoreFailed{Code: "outbox.disk-full"})},
		{"stored", "done", stored},
		{"offline", "done", offline},
		{"arrived", "done", printing},
		{"accepted", "done", append(printing[:len(printing):len(printing)], session.Accepted{Key: "k"})},
		{"no receipt", "no-receipt", append(printing[:len(printing):len(printing)], session.PrintEnded{Outcome: devices.NotPrinted, Fault: devices.FaultPaperEnd})},
		{"no receipt, offline", "no-receipt", append(offline[:len(offline):len(offline)], session.Tick{Now: sessiontest.Noon.Add(session.DefaultTimes().Arrival)},
			session.PrintEnded{Outcome: devices.Unknown, Fault: devices.FaultSilent})},
	} {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), tt.events...)
		for lang, word := range application {
			s.Visit.Lang = lang
			tree := screen.Build(s, w)
			if tree.Page != tt.page {
				t.Fatalf("%s is the page %s", tt.name, tree.Page)
			}
			tree.Walk(func(n *screen.Node) bool {
				for _, text := range []string{n.Name, n.Detail} {
					if strings.Contains(strings.ToLower(text), word) || strings.Contains(text, "{") {
						t.Errorf("%s, %s: %q", tt.name, lang, text)
					}
				}
				return true
			})
		}
	}
	s := at(t, "send")
	for lang, word := range application {
		s.Visit.Lang = lang
		if title := screen.Build(s, w).Find("title").Name; !strings.Contains(strings.ToLower(title), word) {
			t.Errorf("%s: a certificate is sent under the title %q", lang, title)
		}
	}
}

// TestReportOnPaper: the receipt of a report says what its pages say.
func TestReportOnPaper(t *testing.T) {
	w := words(t)
	report, certificate := sessiontest.Idle(t).Catalog.Flow("maengelmelder"), sessiontest.Idle(t).Catalog.Flow("meldebescheinigung")
	for lang, want := range map[string]string{"de": "Ihre Meldung ist angekommen", "en": "Your report has arrived", "uk": "Ваше повідомлення надійшло", "ru": "Ваше сообщение пришло", "pl": "Państwa zgłoszenie dotarło", "cs": "Vaše hlášení dorazilo", "hsb": "Waša zdźělenka je dóšła", "de-leicht": "Ihre Meldung ist angekommen", "tr": "Bildiriminiz ulaştı", "ar": "وصل بلاغك"} {
		l := w.Language(lang)
		if got := screen.WordsOf(report, l).Text("receipt.arrived"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if got := screen.WordsOf(certificate, l).Text("receipt.arrived"); got != l.Text("receipt.arrived") {
			t.Errorf("%s: a certificate's receipt says %q", lang, got)
		}
	}
}
