package health

// forwardEntries are the reasons for which an application does not get on from the hub to its authority. No terminal and no citizen
// notices them: whoever runs the hub reads them in "clerkhub forward list".
func forwardEntries() []Entry {
	wait := Text{"Nichts tun: Es wird von selbst wiederholt. Dauert es Stunden, die Betreuung der anderen Seite anrufen.", "Nothing to do: it is repeated by itself. If it takes hours, call whoever runs the other side."}
	try := func(de, en string) Text {
		return Text{de + " Danach „clerkhub destination“ ausführen.", en + " Then run “clerkhub destination”."}
	}
	entry := func(code string, title, cause, remedy Text, dependsOn ...string) Entry {
		return Entry{code, Degraded, "", title, cause, remedy, dependsOn}
	}
	return []Entry{
		entry("fitconnect.unreachable", Text{"FIT-Connect nicht erreichbar", "FIT-Connect not reachable"},
			Text{"Keine Verbindung, Zertifikat nicht vertraut, oder keine Antwort.", "No connection, certificate not trusted, or no answer."},
			try("Adressen in [fit_connect], Netz und Proxy des Hubs prüfen.", "Check the addresses in [fit_connect], and the hub's network and proxy.")),
		entry("fitconnect.failing", Text{"FIT-Connect gestört", "FIT-Connect failing"},
			Text{"FIT-Connect antwortet mit einem Fehler, der vorbeigeht.", "FIT-Connect answers with an error that will pass."}, wait, "fitconnect.unreachable"),
		entry("fitconnect.throttled", Text{"FIT-Connect bremst", "FIT-Connect throttles"},
			Text{"Zu viele Anfragen in kurzer Zeit.", "Too many requests in a short time."}, wait),
		entry("fitconnect.credentials", Text{"FIT-Connect kennt den Hub nicht", "FIT-Connect does not know the hub"},
			Text{"Kennung oder Geheimnis des Clients stimmt nicht, oder der Client ist gesperrt.", "The client's id or secret is wrong, or the client is locked."},
			try("client_id und die Datei secret_file mit dem Self-Service-Portal vergleichen.", "Compare client_id and the file secret_file with the self-service portal.")),
		entry("fitconnect.forbidden", Text{"FIT-Connect erlaubt es nicht", "FIT-Connect does not allow it"},
			Text{"Der Client darf an diesen Zustellpunkt nichts senden.", "The client may not send to this destination."},
			try("Im Self-Service-Portal die Rechte des Clients für Region und Leistung prüfen.", "Check in the self-service portal what the client may do for region and service.")),
		entry("fitconnect.stranger", Text{"Nicht FIT-Connect antwortet", "It is not FIT-Connect that answers"},
			Text{"Unter der Adresse antwortet etwas anderes: ein Proxy, eine Anmeldeseite, eine falsche Adresse.", "Something else answers at the address: a proxy, a login page, a wrong address."},
			try("Adressen in [fit_connect] und den Proxy prüfen.", "Check the addresses in [fit_connect] and the proxy."), "fitconnect.unreachable"),
		entry("fitconnect.gone", Text{"Zustellpunkt oder Vorgang unbekannt", "Destination or submission unknown"},
			Text{"FIT-Connect kennt den Zustellpunkt nicht. Einen abgelaufenen Vorgang beginnt der Hub von selbst neu.", "FIT-Connect does not know the destination. One that ran out the hub begins anew by itself."},
			try("Die Kennung bei destination mit der Behörde vergleichen.", "Compare the id of destination with the authority.")),
		entry("fitconnect.there", Text{"Schon vorhanden", "There already"},
			Text{"Ein Teil war schon da. Der Hub behandelt ihn als zugestellt.", "A part was there already. The hub counts it as delivered."}, wait),
		entry("fitconnect.refused", Text{"FIT-Connect lehnt den Antrag ab", "FIT-Connect refuses the application"},
			Text{"Leistung, Schema, Größe oder Schlüssel passen nicht zum Zustellpunkt. Wiederholen hilft nicht.", "Service, schema, size or key do not fit the destination. Repeating does not help."},
			Text{"Mit „clerkhub destination“ Leistungen und Schlüssel ansehen, am Terminal die Einträge der Behörde ändern. Danach „clerkhub forward retry“. Passt der Schlüssel nicht: Wer mit dieser Nummer anruft, muss den Antrag neu stellen.",
				"Look at services and keys with “clerkhub destination”, and change the authority's entries at the terminal. Then “clerkhub forward retry”. If the key does not fit: whoever calls with this number must apply again."}),
		entry("fitconnect.event", Text{"Meldung der Behörde nicht echt", "Authority's event not genuine"},
			Text{"Ein Ereignis im Protokoll des Vorgangs hat eine falsche Unterschrift oder gehört zu etwas anderem. Es zählt nicht.", "An event in the submission's log has a wrong signature or belongs to something else. It does not count."},
			Text{"Die Behörde anrufen und fragen, ob sie den Antrag hat. Den Vorfall an die FITKO melden.", "Call the authority and ask whether it has the application. Report the incident to FITKO."}),
		entry("fitconnect.setup", Text{"FIT-Connect falsch eingerichtet", "FIT-Connect set up wrongly"},
			Text{"Adressen oder Zugang in [fit_connect] sind unbrauchbar.", "Addresses or access in [fit_connect] cannot be used."},
			try("Abschnitt [fit_connect] in hub.toml prüfen.", "Check the section [fit_connect] of hub.toml.")),

		entry("mail.unreachable", Text{"Mailserver nicht erreichbar", "Mail server not reachable"},
			Text{"Keine Verbindung, Zertifikat nicht vertraut, oder die Verbindung brach ab.", "No connection, certificate not trusted, or the connection broke off."},
			try("server und certificate in [mail] prüfen.", "Check server and certificate in [mail].")),
		entry("mail.no-tls", Text{"Mailserver ohne Verschlüsselung", "Mail server without encryption"},
			Text{"Der Server bietet kein STARTTLS. Es wurde nichts gesendet.", "The server offers no STARTTLS. Nothing was sent."},
			try("Den Port für die Einlieferung nehmen (587), oder 465 mit tls = true.", "Take the port for submission (587), or 465 with tls = true.")),
		entry("mail.login", Text{"Anmeldung am Mailserver falsch", "Login at the mail server wrong"},
			Text{"Name oder Passwort stimmt nicht.", "Name or password is wrong."},
			try("user und die Datei password_file in [mail] prüfen.", "Check user and the file password_file in [mail].")),
		entry("mail.busy", Text{"Mailserver vertröstet", "Mail server says later"},
			Text{"Der Server nimmt gerade nichts an.", "The server takes nothing at the moment."}, wait, "mail.unreachable"),
		entry("mail.address", Text{"Mailserver nimmt die Adresse nicht", "Mail server does not take the address"},
			Text{"Das Postfach gibt es nicht, oder der Absender gehört nicht zum Konto.", "The mailbox does not exist, or the sender does not belong to the account."},
			try("mailbox der Behörde und from in [mail] prüfen.", "Check the authority's mailbox and from in [mail].")),
		entry("mail.refused", Text{"Mailserver lehnt die Mail ab", "Mail server refuses the mail"},
			Text{"Der Server nimmt diese Mail nie an, oft wegen eines Filters für Anhänge.", "The server will never take this mail, often because of a filter of attachments."},
			Text{"Beim Betreuer des Mailservers smime.p7m freigeben lassen. Danach „clerkhub forward retry“.", "Have smime.p7m allowed by whoever runs the mail server. Then “clerkhub forward retry”."}),
		entry("mail.too-large", Text{"Antrag zu groß für die Mail", "Application too large for mail"},
			Text{"Die Mail ist größer, als Server oder Postfach erlauben.", "The mail is larger than server or mailbox allow."},
			Text{"Die Grenze am Mailserver anheben, oder für diese Behörde FIT-Connect oder ein Verzeichnis nehmen. Danach „clerkhub forward retry“.", "Raise the mail server's limit, or take FIT-Connect or a directory for this authority. Then “clerkhub forward retry”."}),
		entry("mail.setup", Text{"Mail falsch eingerichtet", "Mail set up wrongly"},
			Text{"Server, Absender oder Postfach sind unbrauchbar.", "Server, sender or mailbox cannot be used."},
			try("Abschnitt [mail] und mailbox der Behörde in hub.toml prüfen.", "Check the section [mail] and the authority's mailbox in hub.toml.")),

		entry("drop.setup", Text{"Verzeichnis nicht benutzbar", "Directory cannot be used"},
			Text{"Das Verzeichnis fehlt, ist keines, oder der Hub darf nicht hineinschreiben.", "The directory is missing, is none, or the hub may not write into it."},
			try("Freigabe einbinden und Rechte des Hubs prüfen.", "Mount the share and check the hub's permissions.")),
		entry("drop.full", Text{"Verzeichnis voll", "Directory full"},
			Text{"Auf dem Datenträger des Verzeichnisses ist kein Platz.", "There is no room on the directory's disk."},
			try("Platz schaffen. Prüfen, ob die Behörde ihre Anträge abholt.", "Make room. Check whether the authority fetches its applications.")),
		entry("drop.io", Text{"Verzeichnis meldet Fehler", "Directory reports an error"},
			Text{"Schreiben oder Umbenennen schlug fehl.", "Writing or renaming failed."},
			try("Netzlaufwerk und „dmesg“ ansehen.", "Look at the network share and at “dmesg”."), "drop.full"),

		entry("forward.settings", Text{"Behörde hat einen anderen Weg", "Authority has another way"},
			Text{"Die Einstellungen wurden geändert, als der Antrag schon unterwegs war.", "The settings were changed when the application was on its way already."},
			Text{"Den alten Weg in hub.toml wieder eintragen, bis alles zugestellt ist.", "Enter the old way in hub.toml again until everything is delivered."}),
		entry("forward.form", Text{"Für anderen Weg verschlossen", "Sealed for another way"},
			Text{"Das Terminal verschließt für einen anderen Weg oder Zustellpunkt, als der Hub für die Behörde hat.", "The terminal seals for another way or destination than the hub has for the authority."},
			Text{"[[authority]] in terminal.toml und in hub.toml angleichen. Diesen Antrag öffnet die Behörde mit „clerkhub open“, wenn er für ihren Schlüssel verschlossen ist.", "Make [[authority]] in terminal.toml and hub.toml the same. This application the authority opens with “clerkhub open” if it is sealed for its key."}),
		entry("forward.damaged", Text{"Antrag im Hub beschädigt", "Application damaged at the hub"},
			Text{"Die gespeicherten Bytes haben sich geändert, oder es war kein Antrag.", "The stored bytes changed, or it was no application."},
			Text{"Den Antrag in der Sicherung der Datenbank suchen. Sonst gilt: Wer mit dieser Nummer anruft, muss ihn neu stellen.", "Look for the application in the database's backup. Otherwise whoever calls with this number must apply again."}),
		entry("forward.unsure", Text{"Unklar, ob zugestellt", "Unclear whether delivered"},
			Text{"FIT-Connect kennt den Vorgang nicht mehr. Vielleicht hat die Behörde ihn schon abgeholt. Er wird nicht von selbst noch einmal gesendet.", "FIT-Connect does not know the submission any more. Maybe the authority fetched it already. It is not sent again by itself."},
			Text{"Die Behörde mit der Nummer fragen. Nur wenn sie nichts hat: „clerkhub forward retry“.", "Ask the authority by the number. Only if it has nothing: “clerkhub forward retry”."}),
	}
}
