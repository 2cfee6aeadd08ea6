package health

// draftEntries are what keeps an application from being kept for another day. The visit goes on, and nothing of it is lost.
func draftEntries() []Entry {
	return []Entry{
		{"draft.unreachable", Degraded, "save.failed.explain", Text{"Speichern ohne Antwort des Amts", "No answer of the hub when keeping"},
			Text{"Der Hub antwortet nicht, ist gestört, oder er ist zu alt und kennt gespeicherte Angaben nicht.", "The hub does not answer, fails, or is too old to know kept applications."},
			Text{"Netz und Adresse in [hub] prüfen. Versionen von Terminal und Hub vergleichen. Mit „days = 0“ in [drafts] wird es nicht angeboten.", "Check network and address in [hub]. Compare the versions of terminal and hub. With “days = 0” in [drafts] it is not offered."}, []string{"hub.unreachable"}},
		{"draft.refused", Degraded, "save.failed.explain", Text{"Amt nimmt gespeicherte Angaben nicht", "Hub refuses kept applications"},
			Text{"Der Hub kennt dieses Terminal nicht, oder beide Programme verstehen sich nicht.", "The hub does not know this terminal, or the two programs do not understand each other."},
			Text{"Im Protokoll des Hubs nach hub.draft-refused sehen. Anmeldung des Terminals und Versionen prüfen.", "Look for hub.draft-refused in the hub's log. Check the terminal's enrolment and the versions."}, []string{"hub.unauthorized"}},
		{"draft.full", Degraded, "save.failed.explain", Text{"Platz für gespeicherte Angaben voll", "No room for kept applications"},
			Text{"Von diesem Terminal liegen so viele gespeicherte Angaben am Hub, wie erlaubt sind, oder dessen Datenträger ist voll.", "The hub keeps as many applications of this terminal as it may, or its disk is full."},
			Text{"Platz am Hub prüfen. „per_terminal“ in [drafts] von hub.toml erhöhen, oder „days“ am Terminal verkürzen.", "Check the hub's disk. Raise “per_terminal” in [drafts] of hub.toml, or shorten “days” at the terminal."}, nil},
	}
}
