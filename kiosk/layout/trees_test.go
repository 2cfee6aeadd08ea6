package layout_test

import (
	"strings"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// The pages of the look as trees, with the words of its pictures.

// page01 and so on are named after the pictures.
func page01() *tree {
	in := func(id, lang, name string) *node { return &node{ID: id, Role: screen.RoleText, Lang: lang, Name: name} }
	return &tree{
		Page: "idle", Lang: "de",
		Head: &node{ID: "clock", Role: screen.RoleClock, Name: "Stadt Musterstadt", Detail: "Bürgerterminal im Rathaus", Value: "14:32",
			Children: nodes(text("date", "Freitag, 21. November", ""))},
		Read: nodes(&node{ID: "hello", Role: screen.RoleHello, Name: "Willkommen", Children: nodes(
			in("hello.hsb", "hsb", "Witajće k nam"), in("hello.en", "en", "Welcome"), in("hello.uk", "uk", "Ласкаво просимо"),
			in("hello.ar", "ar", "أهلاً وسهلاً"),
			text("what", "Hier erledigen Sie Anträge. Und wenn Sie Hilfe brauchen, sprechen Sie mit einem Menschen.", ""))}),
		Act: nodes(on(&node{ID: "start", Role: screen.RoleStart, Icon: "hand", Name: "Zum Starten hier berühren", Children: nodes(
			in("start.hsb", "hsb", "Dótkńće so tule"), in("start.en", "en", "Touch here to start"),
			in("start.uk", "uk", "Торкніться тут, щоб почати"), in("start.ar", "ar", "المس هنا للبدء"))})),
		Bar: bar(true),
	}
}

func page02() *tree {
	lang := func(id, name string, chosen bool) *node {
		return on(&node{ID: id, Role: screen.RoleCompact, Name: name, Lang: strings.TrimPrefix(id, "lang."), Chosen: chosen})
	}
	size := func(id, name string, step int, chosen bool) *node {
		return on(&node{ID: id, Role: screen.RoleCompact, Kind: screen.Sample, Name: name, Step: step, Chosen: chosen})
	}
	aid := func(id, icon, name string) *node {
		return on(&node{ID: id, Role: screen.RoleSwitch, Icon: icon, Name: name})
	}
	return &tree{
		Page: "language", Lang: "de", Band: true, Head: head(""),
		Read: nodes(title("Sprache und Bedienung"),
			text("why", "Wählen Sie, was Ihnen hilft. Sie können das auf jeder Seite unten wieder ändern.", "")),
		Act: nodes(
			grid("languages", 3, lang("lang.de", "Deutsch", true), lang("lang.de-leicht", "Leichte Sprache", false),
				lang("lang.hsb", "Hornjoserbsce", false), lang("lang.en", "English", false), lang("lang.uk", "Українська", false),
				lang("lang.ar", "العربية", false), lang("lang.pl", "Polski", false), lang("lang.tr", "Türkçe", false),
				lang("lang.more", "Weitere …", false)),
			heading("h.size", "Schrift"),
			grid("sizes", 3, size("size.1", "Normal", 0, true), size("size.2", "Groß", 1, false),
				size("size.3", "Sehr groß", 2, false)),
			heading("h.aids", "Hilfen"),
			grid("aids.all", 2, aid("aid.speech", "speech", "Seiten vorlesen"), aid("aid.contrast", "contrast", "Starker Kontrast"),
				aid("aid.lower", "down", "Alles weiter unten"), aid("aid.dark", "moon", "Dunkle Anzeige"))),
		Back: back(), Forward: forward("Weiter"), Bar: bar(false),
	}
}

func page03() *tree {
	area := func(id, icon, name, detail string) *node {
		return on(&node{ID: id, Role: screen.RoleArea, Icon: icon, Name: name, Detail: detail})
	}
	return &tree{
		Page: "areas", Lang: "de", Band: true, Head: head("Bürgerterminal im Rathaus"),
		Read: nodes(title("Worum geht es?"), text("why", "Wählen Sie einen Bereich. Oder suchen Sie mit einem Wort.", "")),
		Act: nodes(
			on(&node{ID: "search", Role: screen.RoleField, Icon: "search", Detail: "Zum Beispiel: Hund anmelden"}),
			grid("areas", 2, area("a.house", "house", "Wohnen und Umzug", "Wohnung anmelden"),
				area("a.id", "id", "Ausweis und Reisen", "Pass, Personalausweis"), area("a.family", "family", "Familie und Kinder", "Geburt, Kita, Heirat"),
				area("a.car", "car", "Auto und Verkehr", "Parkausweis, Fahrzeug"), area("a.work", "work", "Arbeit und Geld", "Wohngeld, Gewerbe"),
				area("a.dog", "dog", "Hund und Tiere", "Hund an- und abmelden"), area("a.document", "document", "Urkunden, Nachweise", "Meldebescheinigung"),
				area("a.other", "plus", "Etwas anderes", "Alle 42 Leistungen"))),
		Back: back(), Bar: bar(false),
	}
}

func page04() *tree {
	hit := func(id, name, detail string) *node {
		return on(&node{ID: id, Role: screen.RoleHit, Icon: "dog", Name: name, Detail: detail})
	}
	return &tree{
		Page: "search", Lang: "de", Band: true, Head: head("Bürgerterminal im Rathaus"),
		Read: nodes(title("Was möchten Sie erledigen?"),
			text("why", "Schreiben Sie ein oder zwei Wörter. Wir zeigen passende Leistungen.", "")),
		Act: nodes(
			on(&node{ID: "search", Role: screen.RoleField, Icon: "search", Value: "hund anmelden", Active: true, Caret: 13,
				Children: nodes(on(&node{ID: "empty", Role: screen.RoleButton, Icon: "close", Name: "Leeren"}))}),
			stack("hits", hit("hit.1", "Hund anmelden", "Kostet nichts. Dauert ungefähr 8 Minuten."),
				hit("hit.2", "Hund abmelden", "Wenn der Hund nicht mehr bei Ihnen lebt.")),
			text("count", "2 Leistungen gefunden", screen.Small)),
		Keyboard: keyboard(false), Back: back(), Bar: bar(false),
	}
}

func page05() *tree {
	fact := func(id, name, value string) *node {
		return &node{ID: id, Role: screen.RoleFact, Name: name, Value: value}
	}
	need := func(id, icon, name, detail string) *node {
		return &node{ID: id, Role: screen.RoleNeed, Icon: icon, Name: name, Detail: detail}
	}
	return &tree{
		Page: "service", Lang: "de", Head: head("Wohnen und Umzug"),
		Read: nodes(&node{ID: "spot", Role: screen.RoleSpot, Icon: "house"}, title("Wohnung anmelden"),
			text("why", "Sie sind umgezogen? Dann melden Sie Ihre neue Wohnung an. Dafür haben Sie nach dem Einzug **zwei Wochen** Zeit.", "")),
		Act: nodes(
			grid("facts", 3, fact("fee", "Kosten", "Keine"), fact("time", "Dauer", "10 Minuten"), fact("who", "Es entscheidet", "Bürgeramt")),
			heading("h.needs", "Das brauchen Sie"),
			rows("needs", need("need.1", "id", "Ihren Personalausweis oder Reisepass", "Auch von allen Personen, die mit Ihnen einziehen."),
				need("need.2", "document", "Die Wohnungs\u00adgeber\u00adbestätigung", "Dieses Blatt bekommen Sie von Ihrer Vermieterin oder Ihrem Vermieter."),
				need("need.3", "sign", "Ihre Unterschrift", "Sie unterschreiben am Ende hier am Bildschirm.")),
			note("info", "Fehlt Ihnen etwas? Fangen Sie ruhig an. Das Bürgeramt sagt Ihnen, was Sie nachreichen.", screen.ToneInfo)),
		Back: back(), Forward: forward("Jetzt beginnen"), Bar: bar(false),
	}
}

func page06() *tree {
	return &tree{
		Page: "identify", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(0, .3, "**Schritt 1 von 6** · Ausweis"),
		Read: nodes(title("Stecken Sie Ihren Ausweis in den Leser"),
			text("how", "Das Foto zeigt nach oben. Der Schlitz ist rechts unter dem Bildschirm. Er leuchtet blau.", "")),
		Act: nodes(&node{ID: "art", Role: screen.RoleArt, Icon: "reader", Name: "Der Leser"},
			&node{ID: "state", Role: screen.RoleState, Icon: "clock", Tone: screen.ToneNow, Name: "Wir warten auf Ihren Ausweis",
				Detail: "Lassen Sie ihn stecken, bis wir Bescheid sagen."},
			text("what", "Wir lesen nur Name, Geburtstag und Anschrift. So müssen Sie weniger schreiben. Sie prüfen alles auf der nächsten Seite.", screen.Small)),
		Back: back(), Forward: button("forward", "Ohne Ausweis weiter", screen.Secondary, "", "arrow"), Bar: bar(false),
	}
}

func page07() *tree {
	row := func(id, name, value string) *node {
		return &node{ID: id, Role: screen.RoleRow, Name: name, Value: value, Privacy: screen.Personal}
	}
	return &tree{
		Page: "card", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(0, .8, "**Schritt 1 von 6** · Ausweis"),
		Read: nodes(title("Stimmen diese Daten?"), text("why", "Wir haben sie aus Ihrem Personalausweis gelesen.", "")),
		Act: nodes(rows("data", row("first", "Vorname", "Jana"), row("last", "Familienname", "Lehmann"),
			row("born", "Geboren am", "14. August 1989 in Bautzen"), row("nation", "Staats\u00adangehörigkeit", "deutsch"),
			row("address", "Bisherige Anschrift", "Töpferstraße 8\n01067 Dresden")),
			note("check", "Bitte nehmen Sie Ihren Ausweis jetzt heraus. Wir brauchen ihn nicht mehr.", screen.ToneOK),
			button("wrong", "Etwas stimmt nicht", screen.NeutralMedium, "pen", "")),
		Back: back(), Forward: forward("Ja, alles stimmt"), Bar: bar(false),
	}
}

func page08() *tree {
	return &tree{
		Page: "question", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(1, .3, "**Schritt 2 von 6** · Angaben"),
		Read: nodes(title("In welcher Straße ist die neue Wohnung?"),
			text("why", "Schreiben Sie nur den Namen der Straße. Nach der Hausnummer fragen wir auf der nächsten Seite.", "")),
		Act: nodes(
			on(&node{ID: "field", Role: screen.RoleField, Value: "Lindnstraße", Caret: 11, Active: true, Wrong: true, Privacy: screen.Personal}),
			&node{ID: "error", Role: screen.RoleError, Name: "Diese Straße gibt es in Musterstadt nicht. Meinen Sie eine von diesen?"},
			grid("near", 2, button("near.1", "Lindenstraße", screen.SecondaryMedium, "", ""), button("near.2", "Lindenhofstraße", screen.SecondaryMedium, "", ""))),
		Keyboard: keyboard(true), Back: back(), Forward: forward("Weiter"), Bar: bar(false),
	}
}

func page09() *tree {
	choice := func(id, name, detail string, chosen bool) *node {
		return on(&node{ID: id, Role: screen.RoleChoice, Name: name, Detail: detail, Chosen: chosen})
	}
	return &tree{
		Page: "question", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(1, .6, "**Schritt 2 von 6** · Angaben"),
		Read: nodes(title("Haben Sie noch eine andere Wohnung in Deutschland?"),
			text("why", "Dann müssen wir wissen, in welcher Wohnung Sie meistens leben.", "")),
		Act: nodes(stack("answers", choice("c.1", "Nein", "Die neue Wohnung ist meine einzige Wohnung.", true),
			choice("c.2", "Ja, eine Nebenwohnung", "Ich lebe meistens in der neuen Wohnung.", false),
			choice("c.3", "Ja, eine Hauptwohnung", "Ich lebe meistens in der anderen Wohnung.", false),
			choice("c.4", "Ich bin nicht sicher", "Wir erklären es auf der nächsten Seite.", false))),
		Back: back(), Forward: forward("Weiter"), Bar: bar(false),
		Lowered: &node{ID: "lowered", Role: screen.RoleNote, Name: "Alles weiter unten", Detail: "Ausschalten: unten auf „Bedienhilfen“."},
	}
}

func page10() *tree {
	part := func(id, name, value string, weight int, active bool) *node {
		n := on(&node{ID: id, Role: screen.RoleDatePart, Name: name, Value: value, Weight: weight, Active: active})
		if active {
			n.Caret = len(value)
		}
		return n
	}
	quick := func(id, name, detail string) *node {
		return on(&node{ID: id, Role: screen.RoleQuick, Name: name, Detail: detail})
	}
	pad := &node{ID: "pad", Role: screen.RolePad}
	for _, d := range "123456789" {
		pad.Children = append(pad.Children, on(&node{ID: "key." + string(d), Role: screen.RoleKey, Name: string(d)}))
	}
	pad.Children = append(pad.Children,
		on(&node{ID: "key.erase", Role: screen.RoleKey, Kind: screen.Function, Icon: "backspace"}),
		on(&node{ID: "key.0", Role: screen.RoleKey, Name: "0"}),
		on(&node{ID: "key.empty", Role: screen.RoleKey, Kind: screen.Function, Name: "Leeren"}))
	return &tree{
		Page: "question", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(1, .7, "**Schritt 2 von 6** · Angaben"),
		Read: nodes(title("Wann sind Sie eingezogen?"),
			text("why", "Das ist der Tag, an dem Sie in der neuen Wohnung zum ersten Mal geschlafen haben.", "")),
		Act: nodes(grid("date", 3, part("day", "Tag", "15", 2, false), part("month", "Monat", "11", 2, false), part("year", "Jahr", "2025", 3, true)),
			&node{ID: "confirm", Role: screen.RoleConfirm, Name: "Samstag, 15. November 2025"},
			&node{ID: "split", Role: screen.RoleSplit, Children: nodes(pad, stack("quick", quick("q.1", "Heute", "21. November"),
				quick("q.2", "Gestern", "20. November"), quick("q.3", "Vor 7 Tagen", "14. November"), quick("q.4", "Am Ersten", "1. November")))}),
		Back: back(), Forward: forward("Weiter"), Bar: bar(false),
	}
}

func page12() *tree {
	state := func(id, icon, name string, tone screen.Tone) *node {
		return &node{ID: id, Role: screen.RoleState, Icon: icon, Name: name, Tone: tone}
	}
	return &tree{
		Page: "scanning", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(2, .35, "**Schritt 3 von 6** · Nachweise"),
		Read: nodes(title("Ihr Blatt wird gescannt"), text("how", "Das dauert etwa zehn Sekunden. Bitte halten Sie das Blatt nicht fest.", "")),
		Act: nodes(&node{ID: "art", Role: screen.RoleArt, Icon: "scanner", Name: "Der Scanner"},
			&node{ID: "meter", Role: screen.RoleMeter, Fraction: .58},
			stack("states", state("s.1", "check", "Das Blatt ist eingezogen", screen.ToneOK), state("s.2", "scan", "Seite 1 wird gelesen", screen.ToneNow),
				state("s.3", "zoom", "Wir prüfen, ob alles lesbar ist", screen.ToneNone))),
		Back: back(), Forward: button("forward", "Anhalten", screen.Neutral, "close", ""), Bar: bar(false),
	}
}

func page13() *tree {
	state := func(id, name string) *node {
		return &node{ID: id, Role: screen.RoleState, Icon: "check", Name: name, Tone: screen.ToneOK}
	}
	return &tree{
		Page: "scan", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(2, .75, "**Schritt 3 von 6** · Nachweise"),
		Read: nodes(title("Ist alles gut zu lesen?"), text("how", "Sehen Sie sich vor allem die Unterschrift an.", "")),
		Act: nodes(&node{ID: "split", Role: screen.RoleSplit, Children: nodes(
			&node{ID: "scan", Role: screen.RoleScan, Name: "Seite 1", Picture: sheet(), Privacy: screen.Personal,
				Marks: []screen.Mark{{X: 258. / 540, Y: 570. / 764, W: 252. / 540, H: 116. / 764}}},
			stack("aside", heading("h.page", "Seite 1 von 1"), stack("found", state("s.1", "Ganze Seite"), state("s.2", "Schrift ist scharf")),
				&node{ID: "note", Role: screen.RoleNote, Icon: "warning", Tone: screen.ToneWarn, Name: "Unten rechts ist ein Schatten.", Detail: "Ist die Unterschrift zu lesen?"},
				stack("ways", button("zoom", "Größer zeigen", screen.SecondaryMedium, "zoom", ""), button("again", "Neu scannen", screen.SecondaryMedium, "repeat", ""))))}),
		Back: back(), Forward: forward("Gut lesbar, weiter"), Bar: bar(false),
	}
}

func page14() *tree {
	return &tree{
		Page: "signature", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(3, .5, "**Schritt 4 von 6** · Unterschrift"),
		Read: nodes(title("Bitte unterschreiben Sie"), text("how", "Schreiben Sie mit dem Finger oder mit dem Stift, der am Gerät hängt.", "")),
		Act: nodes(
			on(&node{ID: "pad", Role: screen.RoleSignature, Name: "Jana Lehmann", Detail: "21. November 2025", Privacy: screen.Personal,
				Strokes: [][]session.Point{{{X: 240, Y: 180}, {X: 300, Y: 330}, {X: 360, Y: 200}, {X: 420, Y: 320}, {X: 640, Y: 250}}, {{X: 500, Y: 180}}}}),
			grid("ways", 2, button("again", "Neu schreiben", screen.NeutralMedium, "repeat", ""), button("cannot", "Ich kann nicht unterschreiben", screen.NeutralMedium, "", "")),
			text("what", "Mit Ihrer Unterschrift bestätigen Sie: **Ich melde mich und zwei Kinder in der Lindenstraße 27 an.**", "")),
		Back: back(), Forward: forward("Weiter"), Bar: bar(false),
	}
}

func page15() *tree {
	row := func(id, name, value string) *node {
		return &node{ID: id, Role: screen.RoleRow, Name: name, Value: value, Privacy: screen.Personal,
			Children: nodes(button(id+".mend", "Ändern", screen.SecondaryMedium, "pen", ""))}
	}
	return &tree{
		Page: "review", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(4, .5, "**Schritt 5 von 6** · Prüfen"),
		Read: nodes(title("Bitte prüfen Sie Ihre Angaben"), text("how", "Noch ist nichts abgeschickt. Sie können alles ändern.", "")),
		Act: nodes(rows("answers", row("r.1", "Sie", "Jana Lehmann\ngeboren am 14. August 1989"), row("r.2", "Neue Wohnung", "Lindenstraße 27\n01999 Musterstadt"),
			row("r.3", "Bisherige Wohnung", "Töpferstraße 8\n01067 Dresden"), row("r.4", "Eingezogen am", "Samstag, 15. November 2025"), row("r.5", "Andere Wohnung", "Nein"),
			row("r.6", "Mit Ihnen", "Mia Lehmann\nTom Lehmann"), row("r.7", "Nachweis", "Wohnungs\u00adgeber\u00adbestätigung,\n1 Seite"))),
		Back: back(), Forward: forward("Alles richtig"), Bar: bar(false),
	}
}

func page16() *tree {
	check := func(id, name, detail string, chosen bool) *node {
		return on(&node{ID: id, Role: screen.RoleCheck, Name: name, Detail: detail, Chosen: chosen})
	}
	point := func(id, icon, name string) *node {
		return &node{ID: id, Role: screen.RolePoint, Icon: icon, Name: name}
	}
	return &tree{
		Page: "consent", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(5, .4, "**Schritt 6 von 6** · Absenden"),
		Read: nodes(title("Antrag absenden"), text("how", "Ihr Antrag geht verschlüsselt an das Bürgeramt Musterstadt. Niemand sonst kann ihn lesen.", "")),
		Act: nodes(stack("consents", check("k.1", "Meine Angaben sind richtig und vollständig.", "", true),
			check("k.2", "Das Bürgeramt darf mich bei Fragen anrufen.", "Freiwillig. Sie können auch ohne dieses Feld absenden.", false)),
			heading("h.next", "So geht es weiter"),
			rows("next", point("p.1", "outbox", "Sie bekommen sofort eine Nummer."), point("p.2", "print", "Der Drucker gibt Ihnen einen Beleg."),
				point("p.3", "clock", "Das Bürgeramt antwortet in drei Werktagen mit der Post."), point("p.4", "lock", "Dieses Gerät löscht alles, was Sie eingegeben haben."))),
		Back: back(), Forward: forward("Antrag absenden"), Bar: bar(false),
	}
}

func page17() *tree {
	state := func(id, icon, name, detail string, tone screen.Tone) *node {
		return &node{ID: id, Role: screen.RoleState, Icon: icon, Name: name, Detail: detail, Tone: tone}
	}
	return &tree{
		Page: "done", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(6, 1, "**Alle 6 Schritte sind erledigt**"),
		Read: nodes(&node{ID: "badge", Role: screen.RoleBadge, Icon: "check", Tone: screen.ToneOK}, title("Ihr Antrag ist angekommen"),
			text("how", "Sie müssen jetzt nichts mehr tun. Das Bürgeramt schreibt Ihnen bis zum 26. November.", "")),
		Act: nodes(&node{ID: "number", Role: screen.RoleNumber, Name: "Ihre Nummer", Value: "4K7-219",
			Detail: "Mit dem Handy abfotografieren. Dann haben Sie die Nummer immer dabei.", Children: nodes(code())},
			rows("states", state("s.1", "print", "Ihr Beleg wird gedruckt", "Er kommt links unter dem Bildschirm heraus.", screen.ToneNow),
				state("s.2", "card", "Bitte nehmen Sie Ihren Ausweis mit", "Er steckt noch im Leser, rechts unter dem Bildschirm.", screen.ToneWarn)),
			note("lock", "In **45 Sekunden** löscht dieses Gerät alle Ihre Daten.", screen.ToneInfo)),
		Forward: button("forward", "Fertig, jetzt löschen", screen.Primary, "check", ""), Bar: bar(true),
	}
}

func page21() *tree {
	return &tree{
		Page: "timeout", Lang: "de", Quiet: true, Head: head(""),
		Read: nodes(title("Sind Sie noch da?"), text("why", "Wir haben Ihre Angaben verdeckt, damit niemand sie sieht. Nichts ist verloren.", "")),
		Act: nodes(&node{ID: "countdown", Role: screen.RoleCountdown, Value: "42", Name: "Sekunden", Fraction: .7,
			Detail: "Dann beenden wir und löschen alles, was Sie eingegeben haben.", Children: nodes(text("after", "So bleibt nichts auf dem Gerät zurück.", ""))},
			button("end", "Beenden und alles löschen", screen.Deleting, "close", "")),
		Forward: forward("Ja, weitermachen"), Bar: bar(false),
	}
}

func page22() *tree {
	n := note("check", "**Ihr Antrag ist trotzdem angekommen.** Es fehlt nur der Beleg auf Papier.", screen.ToneOK)
	n.Kind = screen.Strong
	return &tree{
		Page: "printer", Lang: "de", Head: head("Wohnung anmelden"), Progress: progress(6, 1, "**Alle 6 Schritte sind erledigt**"),
		Read: nodes(&node{ID: "art", Role: screen.RoleArt, Icon: "printer-empty", Name: "Drucker ohne Papier"}, title("Der Drucker hat kein Papier")),
		Act: nodes(n, heading("h.ways", "Das können Sie jetzt tun"),
			&node{ID: "number", Role: screen.RoleNumber, Kind: screen.Small, Name: "Nummer mitnehmen", Value: "4K7-219",
				Detail: "Abschreiben oder mit dem Handy abfotografieren.", Children: nodes(code())},
			stack("ways", on(&node{ID: "post", Role: screen.RoleOption, Icon: "document", Name: "Beleg mit der Post bekommen", Detail: "Er kommt in etwa drei Tagen."}))),
		Forward: forward("Ich habe die Nummer"), Bar: bar(true),
	}
}

func page23() *tree {
	contact := func(id, icon, name, value, detail string) *node {
		return &node{ID: id, Role: screen.RoleContact, Icon: icon, Name: name, Value: value, Detail: detail}
	}
	return &tree{
		Page: "out-of-order", Lang: "de", Quiet: true, Head: head("Terminal 3 · Foyer"),
		Read: nodes(&node{ID: "badge", Role: screen.RoleBadge, Icon: "tool", Tone: screen.ToneWarn}, title("Dieses Gerät macht gerade Pause"),
			text("why", "Eine Technikerin weiß Bescheid. Wir rechnen damit, dass es ab 15:30\u00a0Uhr wieder geht.", "")),
		Act: nodes(heading("h.help", "Hier bekommen Sie jetzt Hilfe"),
			rows("contacts", contact("k.1", "arrow", "Nächstes Terminal", "Stadtbibliothek, Am Markt 4", "5 Minuten zu Fuß, offen bis 19 Uhr"),
				contact("k.2", "help-person", "Im Haus", "Bürgeramt, Zimmer 012", "heute offen bis 18 Uhr"),
				contact("k.3", "phone", "Telefon", "115", "Montag bis Freitag, 8 bis 18 Uhr")),
			text("safe", "Von Ihnen ist nichts auf diesem Gerät gespeichert.", ""),
			text("code", "Kennung für die Technik: MS-03, Meldung 21-4, seit 14:05 Uhr", screen.Small)),
		Bar: bar(true),
	}
}

// page24 is page 08 in Arabic.
func page24() *tree {
	t := page08()
	t.Lang, t.RTL = "ar", true
	t.Head.Detail = "تسجيل السكن"
	t.Progress.Name = "**الخطوة 2 من 6** · البيانات"
	t.Read = nodes(title("في أي شارع يقع سكنك الجديد؟"),
		text("why", "اكتب اسم الشارع فقط وبالحروف اللاتينية. سنسأل عن رقم المنزل في الصفحة التالية.", ""))
	t.Act[1].Name = "لا يوجد شارع بهذا الاسم في \u2066Musterstadt\u2069. هل تقصد أحد هذين الشارعين؟"
	t.Back.Name, t.Forward.Name = "رجوع", "متابعة"
	for i, name := range []string{"إلغاء", "اللغة", "تسهيلات", "التحدث مع موظفة أو موظف"} {
		t.Bar[i].Name = name
	}
	t.Keyboard.Children[4].Children[1].Name = "مسافة"
	return t
}

// page25 is page 09 in high contrast and very large.
func page25() *tree {
	t := page09()
	t.Look = session.Look{Theme: session.HighContrast, Size: session.VeryLarge}
	t.Act[0].Children[0].Focused = true
	return t
}
