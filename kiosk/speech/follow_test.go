package speech_test

import (
	"strings"
	"testing"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/speech"
)

// listener is a follower with the visit that it follows.
type listener struct {
	t      *testing.T
	state  session.State
	follow speech.Follower
}

// listen opens a page with speech on; what is said at first is returned.
func listen(t *testing.T, page string, headset bool) (*listener, speech.News) {
	l := &listener{t: t, state: at(t, page, "de", headset)}
	return l, l.see()
}

func (l *listener) see() speech.News {
	return l.follow.See(speech.Read(placed(l.t, l.state), texts(l.t)), l.state.Visit.Voice, speech.Press{})
}

// press is what is said behind a key that brought the events about.
func (l *listener) press(p speech.Press, events ...session.Event) speech.News {
	for _, e := range events {
		l.state, _ = sessiontest.Step(l.state, e)
	}
	return l.follow.See(speech.Read(placed(l.t, l.state), texts(l.t)), l.state.Visit.Voice, p)
}

func (l *listener) do(events ...session.Event) speech.News {
	for _, e := range events {
		l.state, _ = sessiontest.Step(l.state, e)
	}
	return l.see()
}

// said is what news say, a line for an item.
func said(n speech.News) string {
	var lines []string
	for _, i := range n.Items {
		lines = append(lines, i.Text())
	}
	return strings.Join(lines, "\n")
}

// TestArrival reads title, progress and explanation, and then what can be done first.
func TestArrival(t *testing.T) {
	l, news := listen(t, "question: choice", true)
	want := "Was soll in der Bescheinigung stehen?\nSchritt 2 von 6, Angaben\nFragen Sie die Stelle, die das Papier haben will. Meist genügt die einfache.\nEinfache Bescheinigung. Name, Geburt und Anschrift. 1 von 2"
	if got := said(news); got != want || !news.Cut {
		t.Errorf("cut %v, said\n%s\nwant\n%s", news.Cut, got, want)
	}
	last := news.Items[len(news.Items)-1]
	if last.Focus != "option.art.einfach" || news.Items[0].Focus != "" {
		t.Errorf("Enter chooses %q at the end, %q at the title", last.Focus, news.Items[0].Focus)
	}
	if news := l.see(); len(news.Items) != 0 || news.Cut {
		t.Errorf("the same page once more says %q", said(news))
	}
}

// TestNews is what is said of what a citizen does, and of what comes by itself.
func TestNews(t *testing.T) {
	for _, tt := range []struct {
		name    string
		page    string
		headset bool
		before  []session.Event // whose news do not count
		do      []session.Event
		want    string
		cut     bool
		click   bool
	}{
		{"the next node", "question: choice", true, nil, []session.Event{session.Focused{ID: "option.art.erweitert"}}, "Erweiterte Bescheinigung. Dazu weitere Angaben, die Sie auswählen. 2 von 2", true, false},
		{"the same node again", "question: choice", true, []session.Event{session.Focused{ID: "back"}}, []session.Event{session.Focused{ID: "back"}}, "Zurück, Taste links", true, false},
		{"a chosen answer", "question: choice", true, []session.Event{session.Focused{ID: "option.art.einfach"}}, []session.Event{session.ChooseOption{Key: "art", Option: "einfach"}}, "Einfache Bescheinigung. Name, Geburt und Anschrift. ausgewählt, 1 von 2", false, false},
		{"a chosen answer, loudspeaker", "question: choice", false, []session.Event{session.Focused{ID: "option.art.einfach"}}, []session.Event{session.ChooseOption{Key: "art", Option: "einfach"}}, "", false, false},
		{"a mistake, then where it is mended", "question: text", true, nil, []session.Event{session.Continue{}}, "Fehler: Bitte antworten Sie hier. Ohne die Antwort geht es nicht weiter.\nEingabefeld, leer, bitte prüfen", false, false},
		{"a letter", "question: text", true, nil, []session.Event{session.TypeRune{Rune: 'w'}}, "w", false, false},
		{"a sign", "question: text", true, nil, []session.Event{session.TypeRune{Rune: '-'}}, "Bindestrich", false, false},
		{"a letter, spelling", "question: text", true, []session.Event{session.ToggleSpelling{}}, []session.Event{session.TypeRune{Rune: 'w'}}, "W wie Wuppertal", false, false},
		{"a letter, loudspeaker", "question: text", false, nil, []session.Event{session.TypeRune{Rune: 'w'}}, "", false, true},
		{"an erased letter", "question: text", true, []session.Event{session.TypeRune{Rune: 'w'}}, []session.Event{session.Erase{}}, "gelöscht: w", false, false},
		{"the page again", "question: choice", true, nil, []session.Event{session.ReadPage{}}, "Was soll in der Bescheinigung stehen?", true, false},
		{"the voice goes on", "question: choice", true, nil, []session.Event{session.VoiceCame{Node: "back", Focus: "back"}}, "", false, false},
		{"the receipt", "done: printing", true, nil, []session.Event{session.PrintEnded{Outcome: "printed"}}, "Erledigt: ", false, false},
		{"speech off", "question: choice", true, nil, []session.Event{session.ToggleSpeech{}}, "", true, false},
		{"the headset goes", "question: choice", true, nil, []session.Event{session.HeadsetChanged{}}, "", true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := listen(t, tt.page, tt.headset)
			l.do(tt.before...)
			news := l.do(tt.do...)
			if got := said(news); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" || news.Cut != tt.cut || news.Click != tt.click {
				t.Errorf("cut %v, click %v, said %q, want %q", news.Cut, news.Click, got, tt.want)
			}
		})
	}
}

// TestGroupIsSaid: whoever comes to the answers of a question from elsewhere hears the question, and not again from one answer to the
// next. A switch hears from where to where its group reaches.
func TestGroupIsSaid(t *testing.T) {
	l, _ := listen(t, "over: voice, by headset", true)
	for _, tt := range []struct {
		e    session.Event
		want string
	}{
		{session.Focused{ID: "voice.rate.usual"}, "Normal, ausgewählt, 2 von 3"},
		{session.Focused{ID: "voice.rate.fast"}, "Schnell, 3 von 3"},
		{session.Focused{ID: "voice.volume.1"}, "Lautstärke\n1, 1 von 5"},
		{session.Focused{ID: "back"}, "Zurück, Taste links"},
		{session.Focused{ID: "voice.volume.2"}, "Lautstärke\n2, 2 von 5"},
		{session.SwitchMoved{First: "voice.rate.slow", Last: "voice.rate.fast"}, "Gruppe von Langsam bis Schnell"},
	} {
		if got := said(l.do(tt.e)); got != tt.want {
			t.Errorf("%+v says %q, want %q", tt.e, got, tt.want)
		}
	}
}

// TestKeysAreAnswered: behind a key something true is said, also where the key does nothing.
func TestKeysAreAnswered(t *testing.T) {
	for _, tt := range []struct {
		name    string
		page    string
		headset bool
		before  []session.Event
		press   speech.Press
		do      []session.Event
		want    string
		click   bool
	}{
		{"no way on", "question: choice", true, nil, speech.Press{Rest: "speech.rest.on"}, nil, "Hier gibt es kein Weiter.", false},
		{"what has the focus again", "question: choice", true, []session.Event{session.Focused{ID: "back"}}, speech.Press{}, nil, "", false},
		{"what is chosen already", "question: choice", true, []session.Event{session.ChooseOption{Key: "art", Option: "einfach"}, session.Focused{ID: "option.art.einfach"}}, speech.Press{Wrong: true}, nil,
			"Einfache Bescheinigung. Name, Geburt und Anschrift. ausgewählt, 1 von 2", false},
		{"what is wrong still", "question: text", true, []session.Event{session.Continue{}}, speech.Press{Rest: "speech.rest.on", Wrong: true}, []session.Event{session.Continue{}},
			"Fehler: Bitte antworten Sie hier. Ohne die Antwort geht es nicht weiter.\nEingabefeld, leer, bitte prüfen", false},
		{"what has changed elsewhere", "signature", true, []session.Event{session.StrokeStarted{At: session.Point{X: 9, Y: 9}}, session.StrokeEnded{}, session.Focused{ID: "signature.clear"}},
			speech.Press{Changed: true, Wrong: true}, []session.Event{session.ClearSignature{}}, "Jana Lehmann, Feld für die Unterschrift, leer, 21. November 2026", false},
		{"an answer that the loudspeaker may not say", "question: choice", false, []session.Event{session.Focused{ID: "option.art.einfach"}}, speech.Press{Changed: true, Wrong: true},
			[]session.Event{session.ChooseOption{Key: "art", Option: "einfach"}}, "", true},
		{"round the page", "question: choice", true, nil, speech.Press{Round: "speech.round.first"}, []session.Event{session.Focused{ID: "bar.help"}}, "Wieder von oben:\n", false},
		{"what a key has set", "question: choice", true, nil, speech.Press{Told: "Tempo: Schnell"}, nil, "Tempo: Schnell", false},
		{"a letter", "question: text", true, nil, speech.Press{Rest: "speech.rest.letter"}, []session.Event{session.TypeRune{Rune: 'w'}}, "w", false},
		{"a letter that the field does not take", "made: number", true, nil, speech.Press{Rest: "speech.rest.letter"}, []session.Event{session.TypeRune{Rune: 'w'}}, "Dieses Zeichen passt hier nicht.", false},
		{"the caret", "question: text", true, []session.Event{session.TypeRune{Rune: 'w'}, session.TypeRune{Rune: 'o'}}, speech.Press{Rest: "speech.start"}, []session.Event{session.MoveCaret{By: -1}}, "o", false},
		{"the caret at the end", "question: text", true, []session.Event{session.TypeRune{Rune: 'w'}, session.MoveCaret{By: -1}}, speech.Press{Rest: "speech.end"}, []session.Event{session.MoveCaret{By: 1}}, "Ende", false},
		{"and not beyond", "question: text", true, []session.Event{session.TypeRune{Rune: 'w'}}, speech.Press{Rest: "speech.end"}, []session.Event{session.MoveCaret{By: 1}}, "Ende", false},
		{"the next box of a date", "question: date", true, []session.Event{session.TypeRune{Rune: '1'}}, speech.Press{Rest: "speech.rest.letter"}, []session.Event{session.TypeRune{Rune: '4'}}, "4\nMonat, Eingabefeld, leer", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := listen(t, tt.page, tt.headset)
			l.do(tt.before...)
			news := l.press(tt.press, tt.do...)
			if got := said(news); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" || news.Click != tt.click {
				t.Errorf("click %v, said %q, want %q", news.Click, got, tt.want)
			}
		})
	}
}

// TestKeypadIsTold: where a keypad is fitted, the first page tells what its keys do, and no key that it lacks; else those of a keyboard.
func TestKeypadIsTold(t *testing.T) {
	s := at(t, "language", "de", true)
	told := func(node string) string {
		i, _ := speech.Read(placed(t, s), texts(t)).Find(node)
		return i.Text()
	}
	if got := told("keys"); !strings.Contains(got, "Pfeil nach unten") {
		t.Errorf("without a keypad: %q", got)
	}
	s.Speech.Keypad = []string{"down", "up", "select", "next", "back"}
	if got := told("keys"); strings.Contains(got, "Pfeil") || strings.Contains(got, "Hilfe") || !strings.Contains(got, "Taste Weiter: nächste Seite") {
		t.Errorf("with a keypad: %q", got)
	}
	if got := told("forward"); !strings.Contains(got, "Taste Weiter") {
		t.Errorf("the way on says %q", got)
	}
}

// TestCountdownIsSaidTwice: of a minute's seconds the voice says two, not sixty.
func TestCountdownIsSaidTwice(t *testing.T) {
	l, _ := listen(t, "warning", true)
	var heard []string
	for range 55 {
		if got := said(l.do(session.Tick{Now: l.state.Now.Add(time.Second)})); got != "" {
			heard = append(heard, got)
		}
	}
	if len(heard) != 2 || !strings.HasPrefix(heard[0], "30 Sekunden") || !strings.HasPrefix(heard[1], "10 Sekunden") {
		t.Errorf("heard %q", heard)
	}
}

// TestNothingPrivateOnTheLoudspeaker: what a citizen has given is on the page and not in what is said; by headset it is.
func TestNothingPrivateOnTheLoudspeaker(t *testing.T) {
	for _, tt := range []struct{ page, private string }{
		{"card-data", "Lehmann"}, {"review", "14. August 1989"}, {"signature", "Lehmann"},
	} {
		for _, headset := range []bool{true, false} {
			all := ""
			for _, u := range speech.Transcript(placed(t, at(t, tt.page, "de", headset)), texts(t)) {
				all += u.Text + "\n"
			}
			if strings.Contains(all, tt.private) != headset {
				t.Errorf("%s, headset %v: %q is said: %v\n%s", tt.page, headset, tt.private, !headset, all)
			}
			if strings.Contains(all, texts(t).Language("de").Text("speech.private")) == headset {
				t.Errorf("%s, headset %v: what stands in its place is wrong", tt.page, headset)
			}
		}
	}
}

// TestNoPageNamesAnybodyAloud looks on every page for the names and texts that its citizen has given, wherever they may stand.
func TestNoPageNamesAnybodyAloud(t *testing.T) {
	looked := 0
	for _, p := range pages() {
		s := heard(t, p, "de", false)
		var own []string
		if c := s.Visit.Card; c != nil {
			own = append(own, c.FamilyNames, c.GivenNames)
		}
		for _, v := range s.Visit.Answers {
			if v.Kind() == flows.KindText {
				own = append(own, v.Text())
			}
		}
		for _, u := range speech.Transcript(placed(t, s), texts(t)) {
			for _, text := range own {
				said := strings.NewReplacer("Musterstadt", "", "Musterbescheinigung", "").Replace(u.Text) // the town, the service
				if looked++; len(text) > 3 && strings.Contains(said, text) {
					t.Errorf("%s: %s says %q", p.Name, u.Node, u.Text)
				}
			}
		}
	}
	if looked < 1000 {
		t.Errorf("only %d things were looked for", looked)
	}
}

// BenchmarkRead is what a page costs each time that it is shown while the voice is on.
func BenchmarkRead(b *testing.B) {
	p, words := placed(b, at(b, "review", "de", true)), texts(b)
	b.ReportAllocs()
	for b.Loop() {
		speech.Read(p, words)
	}
}

// TestSecretsNeedAWord: what is secret is said by headset only when the citizen has said so.
func TestSecretsNeedAWord(t *testing.T) {
	s := at(t, "technician: code", "de", true)
	for range 3 {
		s, _ = session.Step(s, session.TypeRune{Rune: '7'})
	}
	text := func() (all string) {
		for _, u := range speech.Transcript(placed(t, s), texts(t)) {
			if u.Node == "code" {
				all += u.Text
			}
		}
		return all
	}
	if got := text(); !strings.Contains(got, texts(t).Language("de").Text("speech.secret")) {
		t.Errorf("a secret is said as %q", got)
	}
	s, _ = session.Step(s, session.ToggleSecrets{})
	if got := text(); strings.Contains(got, texts(t).Language("de").Text("speech.secret")) {
		t.Errorf("with the citizen's word it is %q", got)
	}
}

// TestRest: from the aids the voice reads on where it was, or all of the page, to its last way on, without the bar; a page that comes
// later is read as ever.
func TestRest(t *testing.T) {
	l, _ := listen(t, "question: choice", true)
	l.do(session.VoiceCame{Node: "option.art.einfach", Focus: "option.art.einfach"})
	aids := l.do(session.OpenAids{})
	if !strings.Contains(said(aids), "Sprache und") {
		t.Fatalf("the aids say %q", said(aids))
	}
	l.do(session.VoiceCame{Node: "title"})
	rest := said(l.do(session.ReadOn{}))
	if l.state.Visit.Over != session.OverNone || !strings.HasPrefix(rest, "Einfache Bescheinigung.") || !strings.Contains(rest, "\nErweiterte Bescheinigung.") || strings.Contains(rest, "Abbrechen") {
		t.Errorf("it reads on %q over %q", rest, l.state.Visit.Over)
	}
	l.do(session.OpenAids{})
	all := said(l.do(session.ReadAll{}))
	if !strings.HasPrefix(all, "Was soll in der Bescheinigung stehen?\n") || !strings.HasSuffix(all, rest) {
		t.Errorf("all of the page is %q", all)
	}
	if next := said(l.do(session.OpenAids{})); next != said(aids) {
		t.Errorf("afterwards the aids say %q", next)
	}
	l.do(session.Continue{}, session.ToggleSpeech{}, session.OpenAids{}, session.ReadAll{})
	if l.state.Visit.Over != session.OverAids {
		t.Error("what is not there was chosen")
	}
}
