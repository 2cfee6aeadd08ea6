package health

// Keys into locales that several codes share.
const (
	citizenPause   = "broken.explain"
	citizenFull    = "trouble.outbox.disk-full"
	citizenUnsaved = "trouble.outbox.failed"
	citizenUnseal  = "trouble.seal.failed"
)

func outboxEntries() []Entry {
	backup := Text{"Ordner des Postausgangs sichern, nichts darin löschen, Kundendienst anrufen.", "Back up the outbox folder, delete nothing in it, call support."}
	return []Entry{
		{"outbox.disk-full", OutOfOrder, citizenFull, Text{"Datenträger voll", "Disk full"},
			Text{"Beim Speichern war kein Platz mehr. Der Antrag wurde nicht bestätigt.", "There was no room when storing. The application was not confirmed."},
			Text{"Mit „df -h“ und „df -i“ prüfen, was voll ist. Alte Protokolle löschen, nie den Postausgang.", "See with “df -h” and “df -i” what is full. Delete old logs, never the outbox."}, nil},
		{"outbox.reserve", OutOfOrder, citizenFull, Text{"Datenträger fast voll", "Disk nearly full"},
			Text{"Der freie Platz liegt unter der Reserve. Es wurde nichts geschrieben.", "Free space is below the reserve. Nothing was written."},
			Text{"Alte Protokolle löschen, nie den Postausgang. Prüfen, ob Anträge nicht abfließen (Verbindung zum Amt).", "Delete old logs, never the outbox. Check whether applications do not leave (connection to the hub)."}, []string{"outbox.disk-full"}},
		{"outbox.in-use", OutOfOrder, citizenPause, Text{"Postausgang belegt", "Outbox in use"},
			Text{"Ein anderes Programm hat den Postausgang offen, meist ein zweites Terminal-Programm.", "Another program has the outbox open, mostly a second terminal program."},
			Text{"Das zweite Programm beenden, dann neu starten.", "End the second program, then restart."}, nil},
		{"outbox.corrupt", OutOfOrder, citizenPause, Text{"Postausgang beschädigt", "Outbox damaged"},
			Text{"Die Datenbank ist beschädigt: Datenträger defekt, oder die Datei wurde verändert.", "The database is damaged: failing disk, or the file was changed."}, backup, nil},
		{"outbox.row-damaged", Degraded, "", Text{"Ein Antrag ist beschädigt", "One application is damaged"},
			Text{"Die Bytes eines gespeicherten Antrags haben sich geändert. Er wird nicht gesendet.", "The bytes of one stored application changed. It is not sent."}, backup, []string{"outbox.corrupt"}},
		{"outbox.settings", OutOfOrder, citizenPause, Text{"Postausgang nicht sicher", "Outbox not durable"},
			Text{"Die Datenbank läuft nicht mit den Einstellungen, die sie gegen Stromausfall sichern.", "The database does not run with the settings that protect it from power cuts."},
			Text{"Der Ordner muss auf einem lokalen Datenträger liegen, nicht im Netz. Dann neu starten.", "The folder must be on a local disk, not on the network. Then restart."}, nil},
		{"outbox.version", OutOfOrder, citizenPause, Text{"Postausgang von neuerem Programm", "Outbox of a newer program"},
			Text{"Eine neuere Version hat die Datei geschrieben, oder es ist kein Postausgang.", "A newer version wrote the file, or it is no outbox."},
			Text{"Die neuere Version wieder einspielen, oder den Pfad in der Konfiguration prüfen.", "Install the newer version again, or check the path in the configuration."}, nil},
		{"outbox.io", OutOfOrder, citizenUnsaved, Text{"Datenträger meldet Fehler", "Disk reports an error"},
			Text{"Lesen oder Schreiben schlug fehl. Bestätigte Anträge sind nicht betroffen.", "Reading or writing failed. Confirmed applications are not affected."},
			Text{"„dmesg“ und „smartctl -a“ ansehen. Datenträger tauschen, Postausgang vorher sichern.", "Look at “dmesg” and “smartctl -a”. Replace the disk, back up the outbox first."}, []string{"outbox.disk-full"}},
		{"outbox.too-large", Degraded, citizenUnsaved, Text{"Antrag zu groß", "Application too large"},
			Text{"Angaben und Scans sind zusammen größer, als das Amt annimmt.", "Answers and scans together are larger than the hub takes."},
			Text{"Auflösung der Scans in der Leistung prüfen und melden.", "Check the resolution of the scans in the service and report it."}, nil},
		defect("outbox.invalid", citizenUnsaved), defect("outbox.key-taken", citizenUnsaved), defect("outbox.number-taken", citizenUnsaved),
		defect("outbox.unknown", ""), defect("terminal.defect", citizenUnsaved),
	}
}

// defect is an entry for what only a mistake in the program can bring about.
func defect(code, citizenKey string) Entry {
	return Entry{code, Degraded, citizenKey, Text{"Fehler im Programm", "Defect in the program"},
		Text{"Das Programm widerspricht sich. Das Gerät ist in Ordnung.", "The program contradicts itself. The device is sound."},
		Text{"Terminal neu starten. Meldung mit Kennung, Zeit und Programmversion weitergeben.", "Restart the terminal. Report it with code, time and program version."}, nil}
}

func hubEntries() []Entry {
	return []Entry{
		{"hub.unreachable", Degraded, "", Text{"Amt nicht erreichbar", "Hub not reachable"},
			Text{"Keine Verbindung, Zertifikat nicht vertraut, oder keine Antwort. Anträge bleiben sicher im Postausgang.", "No connection, certificate not trusted, or no answer. Applications stay safe in the outbox."},
			Text{"Netzkabel und Router prüfen. Adresse und Zertifikatsdatei in der Konfiguration prüfen. Danach wird von selbst zugestellt.", "Check network cable and router. Check address and certificate file in the configuration. Delivery then goes on by itself."}, []string{"clock.invalid", "delivery.setup"}},
		{"hub.failing", Degraded, "", Text{"Amt gestört", "Hub failing"},
			Text{"Der Server im Amt antwortet mit einem Fehler. Anträge bleiben sicher im Postausgang.", "The hub answers with an error. Applications stay safe in the outbox."},
			Text{"Nichts am Terminal. Betreuung des Servers anrufen.", "Nothing at the terminal. Call whoever runs the hub."}, nil},
		{"hub.unauthorized", Degraded, "", Text{"Amt kennt dieses Terminal nicht", "Hub does not know this terminal"},
			Text{"Das Zugangszeichen fehlt, ist falsch oder wurde ersetzt.", "The token is missing, wrong or was replaced."},
			Text{"Im Amt „clerkhub enrol“ für diese Kennung ausführen und das neue Zeichen eintragen.", "Run “clerkhub enrol” for this terminal at the hub and enter the new token."}, nil},
		{"hub.receipt", Degraded, "", Text{"Quittung passt nicht", "Receipt does not match"},
			Text{"Die Quittung des Amts nennt nicht, was gesendet wurde. Es wird weiter versucht.", "The hub's receipt does not name what was sent. It is tried again."},
			Text{"Versionen von Terminal und Amt vergleichen und melden.", "Compare the versions of terminal and hub, and report it."}, nil},
		{"hub.stranger", Degraded, "", Text{"Fremde Antwort", "Answer of a stranger"},
			Text{"Unter der Adresse antwortet etwas anderes: Anmeldeseite des Netzes, Proxy, falsche Adresse.", "Something else answers at the address: the network's login page, a proxy, a wrong address."},
			Text{"Adresse in der Konfiguration prüfen. Im Netz das Terminal ohne Anmeldeseite freischalten.", "Check the address in the configuration. Let the terminal through without the network's login page."}, nil},
		{"delivery.ask", Degraded, "", Text{"Hub gibt keine Auskunft", "Hub does not answer a question"},
			Text{"Der Hub gab die Schlüssel eines FIT-Connect-Zustellpunkts nicht heraus. Ohne einen früher geholten startet das Terminal nicht.", "The hub did not hand out the keys of a FIT-Connect destination. Without one fetched before the terminal does not start."},
			Text{"Im Amt „clerkhub destination“ für diese Behörde ausführen. Es nennt, was fehlt: Zugang, Zustellpunkt oder Schlüssel.", "Run “clerkhub destination” for this authority at the hub. It names what is missing: access, destination or key."}, []string{"hub.unreachable", "hub.unauthorized"}},
		{"delivery.setup", Degraded, "", Text{"Zustellung falsch eingerichtet", "Delivery set up wrongly"},
			Text{"Adresse, Zertifikatsdatei oder Zugangszeichen des Amts sind unbrauchbar.", "The hub's address, certificate file or token cannot be used."},
			Text{"Abschnitt [hub] der Konfiguration prüfen, dann neu starten.", "Check the section [hub] of the configuration, then restart."}, []string{"config.invalid"}},
	}
}

func sealEntries() []Entry {
	key := func(code string, title, cause Text) Entry {
		return Entry{code, OutOfOrder, citizenUnseal, title, cause,
			Text{"Den öffentlichen Schlüssel der Behörde neu holen und in den Schlüsselordner legen.", "Fetch the authority's public key again and put it into the key folder."}, nil}
	}
	sender := Text{"Meldung mit Zeit und Programmversion weitergeben. Der Antrag bleibt, wo er ist.", "Report it with time and program version. The application stays where it is."}
	return []Entry{
		key("seal.key-invalid", Text{"Schlüssel der Behörde unbrauchbar", "Authority's key unusable"}, Text{"Die Datei fehlt, ist unlesbar oder enthält keinen passenden Schlüssel.", "The file is missing, unreadable, or holds no fitting key."}),
		key("seal.key-small", Text{"Schlüssel der Behörde zu kurz", "Authority's key too short"}, Text{"Ein RSA-Schlüssel unter 4096 Bit wird nicht angenommen.", "An RSA key below 4096 bits is not accepted."}),
		key("seal.key-private", Text{"Privater Schlüssel am Terminal", "Private key at the terminal"}, Text{"Im Schlüsselordner liegt ein privater Schlüssel. Er gilt als verraten.", "A private key lies in the key folder. It counts as disclosed."}),
		key("seal.key-mismatch", Text{"Für anderen Schlüssel verschlossen", "Sealed for another key"}, Text{"Der Antrag wurde mit einem anderen Schlüssel verschlossen, meist nach einem Wechsel.", "The application was sealed with another key, mostly after a change of keys."}),
		{"seal.key-pin", OutOfOrder, citizenUnseal, Text{"Fremder Schlüssel vom Zustellpunkt", "Stranger's key from the destination"},
			Text{"FIT-Connect gibt einen anderen Schlüssel heraus, als die Konfiguration nennt. Mit ihm wird nichts verschlossen.", "FIT-Connect hands out another key than the configuration names. Nothing is sealed with it."},
			Text{"Die Behörde auf einem anderen Weg nach dem Fingerabdruck ihres Schlüssels fragen. Nur wenn er stimmt: als „key“ bei der Behörde eintragen.", "Ask the authority by another way for the fingerprint of its key. Only if it fits: enter it as “key” of the authority."}, nil},
		{"seal.key-chain", OutOfOrder, citizenUnseal, Text{"Zertifikat des Zustellpunkts falsch", "Destination's certificate wrong"},
			Text{"Der Schlüssel hat kein Zertifikat, ein abgelaufenes, oder eines, das nicht zu den eingetragenen führt.", "The key has no certificate, an expired one, or one that does not lead to those entered."},
			Text{"Datei bei „certificates“ mit der Zertifizierungsstelle vergleichen. Uhr prüfen. Sonst die Behörde anrufen: Sie muss ihr Zertifikat erneuern.", "Compare the file of “certificates” with the certificate authority. Check the clock. Otherwise call the authority: it must renew its certificate."}, []string{"clock.invalid"}},
		{"seal.key-rotated", Degraded, "", Text{"Behörde hat neuen Schlüssel", "Authority has a new key"},
			Text{"Der Zustellpunkt nennt einen anderen Schlüssel als den eingetragenen. Noch wird mit dem alten verschlossen.", "The destination names another key than the one entered. The old one still seals."},
			Text{"Die Behörde nach dem neuen Fingerabdruck fragen und bei „key“ eintragen. Den alten Schlüssel muss sie behalten, bis alles angekommen ist.", "Ask the authority for the new fingerprint and enter it as “key”. It must keep the old key until everything has arrived."}, nil},
		{"seal.certificate", OutOfOrder, citizenUnseal, Text{"Mail-Zertifikat der Behörde unbrauchbar", "Authority's mail certificate unusable"},
			Text{"Die Datei fehlt, ist abgelaufen, gehört zu einer anderen Adresse oder ist nicht zum Verschlüsseln.", "The file is missing, expired, of another address, or not for encryption."},
			Text{"Das gültige S/MIME-Zertifikat der Behörde holen und an die Stelle der Datei bei „certificate“ legen.", "Fetch the authority's valid S/MIME certificate and put it in place of the file of “certificate”."}, []string{"clock.invalid"}},
		defect("seal.application-invalid", citizenUnseal), defect("seal.encrypt", citizenUnseal),
		{"seal.format", Notice, "", Text{"Kein verschlossener Antrag", "No sealed application"}, Text{"Die Datei ist kein verschlossener Antrag.", "The file is no sealed application."}, sender, nil},
		{"seal.decrypt", Notice, "", Text{"Antrag lässt sich nicht öffnen", "Application cannot be opened"}, Text{"Er wurde unterwegs verändert oder ist nicht für diesen Schlüssel.", "It was changed on its way or is not for this key."}, sender, nil},
		{"seal.hash", Notice, "", Text{"Antrag unvollständig", "Application incomplete"}, Text{"Teile fehlen, sind vertauscht oder hinzugefügt.", "Parts are missing, exchanged or added."}, sender, nil},
	}
}

func terminalEntries() []Entry {
	return []Entry{
		{"flow.broken", Degraded, "", Text{"Leistung fehlerhaft", "Service broken"},
			Text{"Die Datei einer Leistung hat Fehler. Diese Leistung wird nicht angeboten.", "The file of a service has mistakes. This service is not offered."},
			Text{"„flowctl check“ auf den Ordner der Gemeinde anwenden, die genannten Zeilen ändern, neu starten.", "Run “flowctl check” on the municipality's folder, mend the lines it names, restart."}, nil},
		{"display.panel-small", Degraded, "", Text{"Bildschirm zu klein", "Panel too small"},
			Text{"Auf diesem Bildschirm sind Buchstaben oder Tasten kleiner, als sie sein dürfen (6,2 und 12,7 mm). Der kleinste geeignete hat 20,9 Zoll.", "On this panel letters or keys are smaller than they may be (6.2 and 12.7 mm). The smallest that will do has 20.9 inch."},
			Text{"Einen größeren Bildschirm anschließen. Stimmt die Größe nicht, diagonal_inch unter [display] in der Konfiguration setzen.", "Fit a larger panel. If its size is wrong here, set diagonal_inch below [display] in the configuration."}, nil},
		{"overlay.invalid", Degraded, "", Text{"Ordner der Gemeinde fehlerhaft", "Municipality's folder has mistakes"},
			Text{"In den Texten, Gebühren, Zeiten, Wegen oder Leistungen der Gemeinde ist ein Fehler. Es gilt, was zuletzt in Ordnung war.", "There is a mistake in the municipality's texts, fees, hours, routes or services. What was last in order holds."},
			Text{"„flowctl check --overlay“ auf den Ordner anwenden und die genannten Zeilen ändern. Das Terminal merkt es von selbst.", "Run “flowctl check --overlay” on the folder and mend the lines it names. The terminal notices by itself."}, nil},
		{"overlay.receiver", Degraded, "", Text{"Empfänger ohne Schlüssel", "Receiver without a key"},
			Text{"Die Gemeinde schickt eine Leistung an eine Behörde, für die hier kein brauchbarer Schlüssel liegt. Es gilt, was zuletzt in Ordnung war.", "The municipality sends a service to an authority for which there is no usable key here. What was last in order holds."},
			Text{"Den öffentlichen Schlüssel der Behörde in den Schlüsselordner legen, oder den Weg in routing.toml ändern. Das Terminal merkt es von selbst.", "Put the authority's public key into the key folder, or change the route in routing.toml. The terminal notices by itself."}, []string{"overlay.invalid"}},
		{"overlay.kept", Notice, "", Text{"Letzter Stand nicht gesichert", "Last state not kept"},
			Text{"Der Stand der Gemeinde gilt, konnte aber nicht für den nächsten Start gesichert werden.", "The municipality's state holds, but could not be kept for the next start."},
			Text{"Platz und Rechte im Ordner des Postausgangs prüfen.", "Check space and permissions of the outbox folder."}, []string{"outbox.disk-full", "outbox.reserve"}},
		{"texts.missing", Degraded, "", Text{"Übersetzung fehlt", "Translation missing"},
			Text{"Einer Sprache fehlen Texte. Gezeigt wird Deutsch.", "A language lacks texts. German is shown."},
			Text{"Die genannten Schlüssel in den Textdateien ergänzen, oder die Sprache aus der Konfiguration nehmen.", "Add the keys named to the text files, or take the language out of the configuration."}, nil},
		{"display.lost", OutOfOrder, "", Text{"Bildschirm weg", "Display lost"},
			Text{"Das Fenster lässt sich nicht mehr zeichnen: Kabel, Bildschirm aus, oder der Anzeigedienst endete.", "The window cannot be drawn: cable, screen off, or the display server ended."},
			Text{"Bildschirmkabel und Strom prüfen. Das Programm startet von selbst neu.", "Check the screen's cable and power. The program restarts by itself."}, nil},
		{"config.invalid", OutOfOrder, "", Text{"Konfiguration fehlerhaft", "Configuration invalid"},
			Text{"Die Konfigurationsdatei hat Fehler. Das Terminal startet nicht.", "The configuration file has mistakes. The terminal does not start."},
			Text{"Die Meldung nennt Datei, Zeile und Spalte aller Fehler. Ändern und neu starten.", "The message names file, line and column of every mistake. Mend them and restart."}, nil},
		{"clock.invalid", Degraded, "", Text{"Uhr ungültig", "Clock invalid"},
			Text{"Die Uhr steht vor dem Stand dieses Programms oder sprang zurück: leere Batterie, kein Zeitdienst.", "The clock is before this program's date or jumped back: empty battery, no time service."},
			Text{"Mit „timedatectl“ prüfen. Zeitdienst freigeben, Batterie tauschen.", "Check with “timedatectl”. Allow the time service, replace the battery."}, nil},
		{"eventlog.failed", Degraded, "", Text{"Protokoll nicht schreibbar", "Log cannot be written"},
			Text{"Der Ordner des Protokolls ist voll oder nicht beschreibbar. Besuche gehen weiter.", "The log's folder is full or not writable. Visits go on."},
			Text{"Rechte und Platz im Protokollordner prüfen.", "Check permissions and space of the log folder."}, []string{"outbox.disk-full", "outbox.reserve"}},
		{"audio.no-device", Notice, "", Text{"Kein Lautsprecher", "No loudspeaker"},
			Text{"Es ist keine Tonausgabe da, oder ein anderes Programm hält sie fest. Jeder Ton ist auch auf der Seite zu sehen.", "There is no sound output, or another program keeps it. Every tone can be seen on the page too."},
			Text{"Lautsprecher einstecken, mit „aplay -l“ prüfen, das Terminal neu starten.", "Plug the loudspeaker in, check with “aplay -l”, restart the terminal."}, []string{"audio.no-system"}},
		{"audio.no-microphone", Notice, "", Text{"Kein Mikrofon", "No microphone"},
			Text{"Es ist kein Mikrofon da, oder ein anderes Programm hält es fest. Im Gespräch ist die Person am Terminal nicht zu hören; der Text geht weiter.", "There is no microphone, or another program keeps it. In a call the person at the terminal is not heard; text goes on."},
			Text{"Mikrofon einstecken, mit „arecord -l“ prüfen. Es wird beim nächsten Gespräch gefunden.", "Plug the microphone in, check with “arecord -l”. The next call finds it."}, []string{"audio.no-system"}},
		{"audio.no-system", Notice, "", Text{"Kein Tonsystem", "No sound system"},
			Text{"Weder PulseAudio noch ALSA ist installiert, oder das Programm wurde ohne cgo gebaut.", "Neither PulseAudio nor ALSA is installed, or the program was built without cgo."},
			Text{"Das Paket libasound2 installieren und neu starten.", "Install the package libasound2 and restart."}, nil},
		{"speech.no-engine", Notice, "", Text{"Keine Stimme", "No voice"},
			Text{"Das Programm, das vorliest, ist nicht installiert oder unter diesem Namen nicht zu finden. Das Terminal bietet kein Vorlesen an.", "The program that reads aloud is not installed, or not found by its name. The terminal does not offer to read aloud."},
			Text{"Das Paket espeak-ng installieren: Die Stimme kommt binnen einer Minute. Ist „program“ in [speech] falsch, ändern und neu starten.", "Install the package espeak-ng: the voice comes within a minute. If “program” in [speech] is wrong, change it and restart."}, nil},
		{"speech.failed", Degraded, "", Text{"Vorlesen abgebrochen", "Reading aloud broke off"},
			Text{"Das Programm, das vorliest, endete mit einem Fehler oder gab keinen Ton. Auf der Seite fehlt nichts.", "The program that reads aloud ended with an error or gave no sound. Nothing is missing on the page."},
			Text{"„echo Test | espeak-ng -v de --stdin“ aufrufen. Kommt kein Ton: das Paket espeak-ng neu installieren.", "Run “echo Test | espeak-ng -v de --stdin”. If there is no sound: install the package espeak-ng again."}, []string{"audio.no-device", "audio.no-system"}},
		{"speech.no-jack", Notice, "", Text{"Kopfhörerbuchse nicht lesbar", "Headset socket unreadable"},
			Text{"Das Eingabegerät der Buchse ist weg oder darf nicht gelesen werden. Vorgelesen wird nur, wenn jemand es einschaltet.", "The socket's input device is gone or may not be read. Pages are read only when somebody switches that on."},
			Text{"„jack“ in [speech] mit „ls /dev/input/by-path“ vergleichen. Der Benutzer des Terminals braucht die Gruppe input.", "Compare “jack” in [speech] with “ls /dev/input/by-path”. The terminal's user needs the group input."}, nil},
		{"speech.unheard", Notice, "", Text{"Stimme nicht gehört", "Voice not heard"},
			Text{"Ein Satz wurde vorgelesen, aber eine Person hörte ihn nicht, obwohl sie den Ton hörte.", "A sentence was read aloud, but a person did not hear it, though they heard the tone."},
			Text{"„echo Test | espeak-ng -v de --stdin“ aufrufen. Fehlt eine Sprache: das Paket espeak-ng-data neu installieren.", "Run “echo Test | espeak-ng -v de --stdin”. If a language is missing: install the package espeak-ng-data again."}, []string{"audio.no-device", "audio.no-system", "audio.unheard"}},
	}
}
