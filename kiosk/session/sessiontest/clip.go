package sessiontest

import (
	"time"

	"buergerterminal/kiosk/session"
)

// film is a film of sign language with its caption.
var film = session.Clip{Length: 8 * time.Second, Shape: 4.0 / 3, Captions: []session.Caption{
	{From: 0, To: 3 * time.Second, Text: "Guten Tag. Hier bekommen Sie eine Meldebescheinigung."},
	{From: 3 * time.Second, To: 8 * time.Second, Text: "Sie zeigt, wo Sie gemeldet sind. Halten Sie bitte Ihren Personalausweis oder Reisepass bereit. Es dauert etwa fünf Minuten."},
}}

// Films are films of one service, in these languages: for tests, the same.
func Films(languages ...string) map[session.ClipName]session.Clip {
	all := map[session.ClipName]session.Clip{}
	for _, lang := range languages {
		for _, page := range []session.ClipPage{session.ClipStart, session.ClipPrivacy, session.ClipIdentify} {
			all[session.ClipName{Flow: "meldebescheinigung", Page: page, Lang: lang}] = film
		}
	}
	return all
}

// withClips gives the terminal films in all languages.
func withClips() session.Event {
	s, err := idle()
	if err != nil {
		panic(err)
	}
	place := s.Place
	place.Clips = Films(place.Languages...)
	return session.ServicesChanged{Catalog: s.Catalog, Place: place}
}

var (
	toSigned = then(withClips(), toCertificate)
	toFilm   = then(toSigned, session.OpenClip{})
	toMoved  = then(toFilm, session.ClipMoved{Run: 1, At: 4 * time.Second})
)

// Clips are the pages of the films of sign language, and those that lead to them.
var Clips = []Page{
	{"clip: service", toSigned},
	{"clip: card", then(withClips(), toCard)},
	{"clip: aids", then(toSigned, session.OpenAids{})},
	{"clip: plays", toMoved},
	{"clip: stands still", then(toMoved, session.ToggleClip{})},
	{"clip: ended", then(toMoved, session.ClipEnded{Run: 1})},
	{"clip: failed", then(toFilm, session.ClipEnded{Run: 1, Failed: true})},
	{"clip: by itself", then(withClips(), start, session.OpenAids{}, session.ToggleSigning{}, next, session.ChooseFlow{ID: "meldebescheinigung"})},
}

// ClipEvents is one of each kind of the films.
var ClipEvents = []session.Event{
	session.OpenClip{}, session.ToggleClip{}, session.RepeatClip{}, session.ClipMoved{Run: 1, At: time.Second}, session.ClipMoved{Run: 7, At: time.Second},
	session.ClipEnded{Run: 1}, session.ClipEnded{Run: 1, Failed: true}, session.ClipEnded{Run: 7}, session.ToggleSigning{},
}
