package health

// fault is an entry of a device; its citizen's text has the code's name.
func fault(code string, s Severity, title, cause, remedy Text, dependsOn ...string) Entry {
	return Entry{Code: code, Severity: s, CitizenKey: "fault." + code, Title: title, Cause: cause, Remedy: remedy, DependsOn: dependsOn}
}

func lineEntries() []Entry {
	return []Entry{
		fault("line.unplugged", Degraded, Text{"Leitung fehlt", "Line missing"},
			Text{"Der Anschluss ist weg: Stecker gezogen, Adapter ohne Strom, oder der Pfad in der Konfiguration stimmt nicht.", "The port is gone: cable pulled, adapter without power, or a wrong path in the configuration."},
			Text{"Stecker und USB-Adapter prüfen. Das Gerät kommt von selbst wieder. Sonst den Pfad mit „ls /dev/serial/by-id“ vergleichen.", "Check cable and USB adapter. The device comes back by itself. If not, compare the path with “ls /dev/serial/by-id”."}),
		fault("line.silent", Degraded, Text{"Gerät antwortet nicht", "Device does not answer"},
			Text{"Die Leitung ist da, aber keine Antwort kommt: Gerät aus, falsche Geschwindigkeit, Sende- und Empfangsader vertauscht.", "The line is there but no answer comes: device off, wrong speed, transmit and receive swapped."},
			Text{"Gerät aus- und einschalten. Geschwindigkeit in der Konfiguration mit dem Gerät vergleichen. Kabel tauschen.", "Switch the device off and on. Compare the speed in the configuration with the device. Replace the cable."}, "line.unplugged"),
		fault("line.noise", Degraded, Text{"Unlesbare Zeichen auf der Leitung", "Unreadable bytes on the line"},
			Text{"Bytes kommen an, aber keine gültige Antwort: falsche Geschwindigkeit oder Parität, gestörtes Kabel, falsche Gerätesprache.", "Bytes arrive but no valid answer: wrong speed or parity, disturbed cable, wrong device language."},
			Text{"Geschwindigkeit und Profil in der Konfiguration prüfen. Kabel von Netzleitungen trennen oder tauschen.", "Check speed and profile in the configuration. Keep the cable away from mains, or replace it."}, "line.unplugged"),
		fault("line.busy", Degraded, Text{"Leitung belegt", "Line in use"},
			Text{"Ein anderes Programm hat die Leitung offen.", "Another program has the line open."},
			Text{"Mit „fuser -v“ und dem Pfad der Leitung das Programm finden und beenden. Oft läuft das Terminal zweimal.", "Find the program with “fuser -v” and the line's path, and end it. Often the terminal runs twice."}),
		fault("line.denied", Degraded, Text{"Kein Recht auf die Leitung", "No permission for the line"},
			Text{"Der Benutzer des Terminals darf die Leitung nicht öffnen.", "The terminal's user may not open the line."},
			Text{"Den Benutzer in die Gruppe dialout aufnehmen und das Terminal neu starten.", "Add the user to the group dialout and restart the terminal."}),
		fault("line.unknown", Degraded, Text{"Leitung lässt sich nicht öffnen", "Line cannot be opened"},
			Text{"Der Pfad ist keine serielle Leitung, oder der Treiber im System meldet einen Fehler.", "The path is no serial line, or the system's driver reports an error."},
			Text{"Pfad in der Konfiguration prüfen. Systemprotokoll mit „dmesg“ ansehen. Adapter neu stecken.", "Check the path in the configuration. Look at “dmesg”. Plug the adapter in again."}),
		fault("device.protocol", Degraded, Text{"Antwort gegen das Handbuch", "Answer against the manual"},
			Text{"Das Gerät antwortet, was sein Handbuch nicht erlaubt: anderes Modell oder andere Firmware als im Profil.", "The device answers what its manual does not allow: another model or firmware than in the profile."},
			Text{"Profil in der Konfiguration mit dem Typenschild vergleichen. Gerät neu starten. Meldung mit Firmware-Stand weitergeben.", "Compare the profile in the configuration with the type plate. Restart the device. Report it with the firmware version."}, "line.noise"),
		fault("device.cancelled", Notice, Text{"Auftrag abgebrochen", "Job cancelled"},
			Text{"Eine Person oder das Terminal hat die Arbeit angehalten.", "A person or the terminal stopped the work."},
			Text{"Nichts zu tun.", "Nothing to do."}),
	}
}

func cardEntries() []Entry {
	return []Entry{
		fault("idcard.unreadable", Notice, Text{"Ausweis nicht gelesen", "Document not read"},
			Text{"Zeichen fehlen oder eine Prüfziffer stimmt nicht: Schmutz, Kratzer, schräg eingelegt.", "Characters are missing or a check digit is wrong: dirt, scratches, put in askew."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich, das Glas des Lesers reinigen und mit der Prüfkarte testen.", "Once: nothing to do. If it happens often, clean the reader's glass and try the test card."}),
		fault("idcard.wrong", Notice, Text{"Kein Ausweis", "No document"},
			Text{"Im Leser lag eine Karte ohne maschinenlesbare Zone, oder sie lag falsch herum.", "A card without a machine readable zone was in the reader, or it lay the wrong way."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich, das Bild am Einschub erneuern.", "Once: nothing to do. If it happens often, renew the picture at the slot."}),
		fault("idcard.expired", Notice, Text{"Ausweis abgelaufen", "Document expired"},
			Text{"Das Ablaufdatum liegt vor heute. Geht die Uhr des Terminals falsch, trifft es alle.", "The date of expiry lies before today. If the terminal's clock is wrong, everyone is affected."},
			Text{"Einzelfall: nichts zu tun. Sonst die Uhr prüfen.", "Once: nothing to do. Otherwise check the clock."}, "clock.invalid"),
		fault("idcard.chip-absent", Notice, Text{"Keine Karte im Chipleser", "No card in the chip reader"},
			Text{"Der Leser meldet einen leeren Schlitz: Karte nicht ganz eingesteckt oder schon entnommen.", "The reader reports an empty slot: card not pushed in fully, or already taken out."},
			Text{"Einzelfall: nichts zu tun. Bei eingesteckter Karte den Kartenschalter im Schlitz reinigen und prüfen.", "Once: nothing to do. With a card in place, clean and check the switch in the slot."}),
		fault("idcard.chip-mute", Notice, Text{"Chip antwortet nicht", "Chip does not answer"},
			Text{"Eine Karte steckt, aber ihr Chip antwortet bei keiner Spannung: falsch herum, verschmutzt, defekt, oder ohne Kontakte.", "A card is in, but its chip answers at no voltage: wrong way round, dirty, broken, or without contacts."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich, Kontakte des Lesers reinigen und mit der Prüfkarte testen.", "Once: nothing to do. If it happens often, clean the reader's contacts and try the test card."}),
		fault("idcard.chip-removed", Notice, Text{"Karte zu früh entnommen", "Card taken out too early"},
			Text{"Die Karte verließ den Schlitz während des Lesens.", "The card left the slot while it was read."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich ohne Zutun, den Kartenschalter im Schlitz prüfen.", "Once: nothing to do. If it happens by itself, check the switch in the slot."}),
		fault("idcard.chip-unsupported", Notice, Text{"Chip spricht anderes Protokoll", "Chip speaks another protocol"},
			Text{"Der Chip bietet kein T=1 an: Bankkarte, alte Karte oder Speicherkarte.", "The chip does not offer T=1: bank card, old card or memory card."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich, das Bild am Schlitz erneuern.", "Once: nothing to do. If it happens often, renew the picture at the slot."}),
		fault("idcard.chip-broken", Notice, Text{"Gespräch mit dem Chip gestört", "Talk with the chip disturbed"},
			Text{"Die Antworten des Chips blieben nach allen Wiederholungen falsch: schlechter Kontakt, verschmutzter oder defekter Chip.", "The chip's answers stayed wrong after every repeat: bad contact, dirty or broken chip."},
			Text{"Kontakte des Lesers reinigen und mit der Prüfkarte testen. Trifft es auch diese, den Leser tauschen.", "Clean the reader's contacts and try the test card. If that fails too, replace the reader."}, "line.noise"),
		fault("idcard.reader-hardware", Degraded, Text{"Chipleser meldet Fehler", "Chip reader reports an error"},
			Text{"Der Leser meldet einen Fehler seiner Elektronik, oft einen Kurzschluss durch einen Fremdkörper im Schlitz.", "The reader reports an error of its electronics, often a short circuit by something in the slot."},
			Text{"Schlitz leeren. Leser stromlos machen und nach zehn Sekunden wieder anschließen. Bleibt der Fehler: tauschen.", "Empty the slot. Cut the reader's power, and connect it again after ten seconds. If it stays: replace it."}, "line.unplugged", "line.silent"),
		{"card.left-behind", Notice, "", Text{"Ausweis vergessen", "Document left behind"},
			Text{"Nach dem Ende eines Besuchs liegt noch ein Ausweis im Leser.", "After the end of a visit a document still lies in the reader."},
			Text{"Ausweis ungelesen entnehmen und im Bürgeramt als Fundsache abgeben.", "Take the document out without reading it and hand it in as found property."}, nil},
	}
}

func scannerEntries() []Entry {
	return []Entry{
		fault("scanner.no-sheet", Notice, Text{"Kein Blatt", "No sheet"},
			Text{"Der Scanner fand nichts auf dem Glas.", "The scanner found nothing on the glass."},
			Text{"Einzelfall: nichts zu tun. Häuft es sich, Deckel und Fühler prüfen.", "Once: nothing to do. If it happens often, check cover and sensor."}),
		fault("scanner.fatal", Degraded, Text{"Scanner meldet Fehler", "Scanner reports an error"},
			Text{"Lampe, Wagen oder Elektronik des Scanners sind gestört.", "Lamp, carriage or electronics of the scanner have failed."},
			Text{"Transportsicherung lösen. Scanner aus- und nach zehn Sekunden einschalten. Bleibt der Fehler: tauschen.", "Release the transport lock. Switch the scanner off, and on after ten seconds. If it stays: replace it."}, "line.unplugged", "line.silent"),
		fault("scanner.corrupted", Degraded, Text{"Bild beschädigt übertragen", "Picture damaged on the line"},
			Text{"Bytes gingen verloren oder kamen doppelt, auch beim zweiten Versuch.", "Bytes were lost or doubled, also at the second try."},
			Text{"Kabel kürzen oder tauschen. Geschwindigkeit senken. USB-Adapter direkt am Rechner anschließen.", "Shorten or replace the cable. Lower the speed. Plug the USB adapter straight into the computer."}, "line.unplugged", "line.noise"),
		fault("scanner.refused", Degraded, Text{"Scanner lehnt Einstellung ab", "Scanner refuses a setting"},
			Text{"Auflösung, Fläche oder Modus gibt es an diesem Modell nicht.", "This model lacks the resolution, area or mode."},
			Text{"Profil des Scanners in der Konfiguration mit dem Modell vergleichen.", "Compare the scanner's profile in the configuration with the model."}, "device.protocol"),
		fault("scanner.cover-open", Degraded, Text{"Scanner offen", "Scanner open"},
			Text{"Der Deckel oder Einzug steht offen.", "The cover or feeder stands open."},
			Text{"Deckel schließen, bis er einrastet.", "Close the cover until it clicks."}),
		fault("scanner.jam", Degraded, Text{"Papierstau im Scanner", "Paper jam in the scanner"},
			Text{"Ein Blatt steckt im Einzug.", "A sheet is stuck in the feeder."},
			Text{"Einzug öffnen, Blatt in Laufrichtung herausziehen. Es gehört einer Person: ungelesen abgeben.", "Open the feeder and pull the sheet out in its direction. It belongs to a person: hand it in unread."}),
	}
}

func printerEntries() []Entry {
	return []Entry{
		fault("printer.paper-end", Degraded, Text{"Belegdrucker: kein Papier", "Receipt printer: no paper"},
			Text{"Das Ende der Rolle ist erreicht.", "The end of the roll is reached."},
			Text{"Klappe öffnen. Rolle 80 mm einlegen, die glatte Seite zeigt nach vorn. Klappe schließen, Testdruck.", "Open the flap. Put in an 80 mm roll, smooth side to the front. Close the flap, print a test."}, "printer.cover-open"),
		fault("printer.paper-near-end", Notice, Text{"Belegdrucker: Papier bald zu Ende", "Receipt printer: paper nearly used up"},
			Text{"Der Fühler an der Rolle meldet den Rest.", "The sensor at the roll reports the rest."},
			Text{"Heute eine neue Rolle 80 mm einlegen.", "Put in a new 80 mm roll today."}, "printer.paper-end", "printer.cover-open"),
		fault("printer.cover-open", Degraded, Text{"Belegdrucker offen", "Receipt printer open"},
			Text{"Die Klappe des Druckers ist nicht eingerastet.", "The printer's flap is not closed."},
			Text{"Klappe schließen, bis sie einrastet.", "Close the flap until it clicks."}),
		fault("printer.cutter", Degraded, Text{"Messer klemmt", "Cutter stuck"},
			Text{"Papierreste oder ein Fremdkörper blockieren das Messer.", "Scraps of paper or something else block the cutter."},
			Text{"Drucker ausschalten, Klappe öffnen, Reste entfernen, Messer am Rad zurückdrehen, einschalten.", "Switch the printer off, open the flap, remove scraps, turn the cutter back by its wheel, switch on."}),
		fault("printer.error", Degraded, Text{"Belegdrucker gestört", "Receipt printer failed"},
			Text{"Der Drucker meldet einen Fehler, den er nicht selbst behebt: Spannung, Kopf oder Elektronik.", "The printer reports an error that it cannot mend: voltage, head or electronics."},
			Text{"Drucker aus- und nach zehn Sekunden einschalten. Netzteil prüfen. Bleibt der Fehler: tauschen.", "Switch the printer off, and on after ten seconds. Check the power supply. If it stays: replace it."}, "line.unplugged", "line.silent"),
		fault("printer.heat", Notice, Text{"Druckkopf zu warm", "Print head too warm"},
			Text{"Viele Belege hintereinander, oder die Lüftung ist verstellt.", "Many receipts in a row, or the ventilation is blocked."},
			Text{"Abwarten, der Drucker macht von selbst weiter. Häuft es sich, die Lüftung freiräumen.", "Wait, the printer goes on by itself. If it happens often, clear the ventilation."}),
		fault("printer.jam", Degraded, Text{"Papierstau im Belegdrucker", "Paper jam in the receipt printer"},
			Text{"Papier steckt zwischen Messer und Ausgabe, oder ein Beleg ließ sich nicht zurückziehen.", "Paper is stuck between cutter and outlet, or a receipt could not be taken back."},
			Text{"Drucker ausschalten, Klappe öffnen, Papier in Laufrichtung herausziehen und ungelesen vernichten. Einschalten, Testdruck.", "Switch the printer off, open the flap, pull the paper out in its direction and destroy it unread. Switch on, print a test."}, "printer.cover-open"),
		fault("printer.mark", Degraded, Text{"Rolle ohne Marken", "Roll without marks"},
			Text{"Das Profil erwartet Marken oder Kerben auf dem Papier, der Drucker fand keine.", "The profile expects marks or notches on the paper, the printer found none."},
			Text{"Rolle mit Marken einlegen, oder in der Konfiguration das Profil ohne „-mark“ wählen. Fühler für die Marke reinigen.", "Put in a roll with marks, or choose the profile without “-mark” in the configuration. Clean the mark sensor."}, "printer.paper-end", "printer.cover-open"),
		fault("printer.reset", Degraded, Text{"Belegdrucker startete neu", "Receipt printer started anew"},
			Text{"Während eines Drucks fiel die Spannung aus, oder der Drucker setzte sich zurück. Was er noch nicht gedruckt hatte, ist verloren.", "Power failed in the middle of a job, or the printer reset itself. What it had not printed yet is lost."},
			Text{"Netzteil, Stecker und Steckdose des Druckers prüfen. Einen Beleg in der Ausgabe ungelesen vernichten. Häuft es sich: Netzteil tauschen.", "Check the printer's power supply, plug and socket. Destroy a receipt in the outlet unread. If it happens often, replace the power supply."}),
		fault("printer.unsure", Degraded, Text{"Unklar, ob gedruckt", "Unclear whether printed"},
			Text{"Die Verbindung brach während des Drucks ab. Es wird nicht von selbst noch einmal gedruckt.", "The connection broke while printing. Nothing is printed again by itself."},
			Text{"Ausgabe ansehen. Einen Beleg darin ungelesen vernichten. Dann Leitung und Stromversorgung prüfen.", "Look at the outlet. Destroy a receipt in it unread. Then check line and power."}, "line.unplugged", "line.silent"),
	}
}
