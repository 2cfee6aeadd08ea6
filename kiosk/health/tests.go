package health

// testEntries are what a person sees in a technician's test, and what can be wrong with the report of it.
func testEntries() []Entry {
	return []Entry{
		{"printer.print-poor", Degraded, "", Text{"Testdruck mangelhaft", "Poor test print"},
			Text{"Der Testdruck kam, aber eine Person fand ihn nicht lesbar oder nicht abgeschnitten: Rolle verkehrt eingelegt, Druckkopf verschmutzt, Messer stumpf.", "The slip came out, but a person found it unreadable or not cut: roll the wrong way round, dirty head, blunt cutter."},
			Text{"Rolle umdrehen: die glatte Seite zeigt nach vorn. Druckkopf mit Alkohol reinigen. Bleibt der Mangel: Drucker tauschen.", "Turn the roll: the smooth side faces the front. Clean the head with alcohol. If it stays: replace the printer."}, []string{"printer.cutter", "printer.paper-end"}},
		{"scanner.picture-poor", Degraded, "", Text{"Testbild mangelhaft", "Poor test picture"},
			Text{"Das Testbild kam, aber eine Person fand es unscharf oder streifig: Glas verschmutzt, Lampe alt, Transportsicherung zu.", "The picture came, but a person found it blurred or striped: dirty glass, old lamp, transport lock closed."},
			Text{"Glas mit einem weichen Tuch reinigen. Transportsicherung lösen. Bleibt der Mangel: Scanner tauschen.", "Clean the glass with a soft cloth. Release the transport lock. If it stays: replace the scanner."}, []string{"scanner.fatal"}},
		{"audio.unheard", Notice, "", Text{"Ton nicht gehört", "Tone not heard"},
			Text{"Der Ton wurde gespielt, aber eine Person hörte ihn nicht: Lautsprecher aus, leise, nicht angeschlossen.", "The tone was played, but a person did not hear it: loudspeaker off, low, not connected."},
			Text{"Lautsprecher einschalten, Kabel prüfen, Lautstärke mit „alsamixer“ erhöhen.", "Switch the loudspeaker on, check the cable, raise the volume with “alsamixer”."}, []string{"audio.no-device", "audio.no-system"}},
		{"terminal.out-of-service", OutOfOrder, "", Text{"Außer Betrieb genommen", "Taken out of service"},
			Text{"Eine Technikerin oder ein Techniker hat das Terminal geschlossen.", "A technician has closed the terminal."},
			Text{"Auf der Technikseite „In Betrieb“ berühren.", "Touch “Open” on the technician's page."}, nil},
		{"terminal.standing", Degraded, "", Text{"Zustand nicht gespeichert", "State not kept"},
			Text{"Ob das Terminal geschlossen ist, ließ sich nicht lesen oder schreiben.", "Whether the terminal is closed could not be read or written."},
			Text{"Rechte und Platz im Ordner des Postausgangs prüfen. Dann „Außer Betrieb“ neu wählen.", "Check permissions and space of the outbox folder. Then choose “Close” or “Open” again."}, []string{"outbox.disk-full", "outbox.reserve"}},
		{"report.failed", Notice, "", Text{"Bericht nicht geschrieben", "Report not written"},
			Text{"Die Datei des Berichts oder der Schlüssel des Terminals ließ sich nicht schreiben oder lesen.", "The report's file or the terminal's key could not be written or read."},
			Text{"Rechte und Platz im Ordner des Postausgangs prüfen; die Schlüsseldatei braucht Modus 0600.", "Check permissions and space of the outbox folder; the key file needs mode 0600."}, []string{"outbox.disk-full", "outbox.reserve"}},
	}
}
