package health

// clipEntries are what keeps a film of sign language from being shown. Its words stand on the page instead.
func clipEntries() []Entry {
	return []Entry{
		{"clip.unreadable", Notice, "clip.failed", Text{"Film in Gebärdensprache nicht zu zeigen", "Film of sign language cannot be shown"},
			Text{"Die Datei in clips/ ist nicht mehr da, wurde geändert, oder ein Bild darin ist beschädigt.", "The file in clips/ is gone, was changed, or a picture in it is damaged."},
			Text{"Den Ordner mit „flowctl check --overlay“ prüfen und den Film neu ablegen.", "Check the folder with “flowctl check --overlay” and put the film there again."}, nil},
	}
}
