package session_test

import (
	"reflect"
	"slices"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// names are the stations of a path in short.
func names(path []session.Station) []string {
	var all []string
	for _, s := range path {
		name := string(s.Kind)
		if s.Page != "" {
			name = s.Page
		}
		all = append(all, name)
	}
	return all
}

func TestPath(t *testing.T) {
	before := []string{"service", "privacy", "card"}
	typed := []string{"name", "fruehere_namen", "zusaetze", "geburtsdatum", "geburtsort", "staatsangehoerigkeit"}
	home := []string{"wohnort", "strasse", "hausnummer", "anzahl", "zustellung", "telefon"}
	after := []string{"signature", "review", "send"}
	choose := func(key, option string) session.Event { return session.ChooseOption{Key: key, Option: option} }
	next := session.Continue{}
	for _, tt := range []struct {
		name   string
		events []session.Event
		want   []string
	}{
		{"without a card everything is asked", []session.Event{session.SkipCard{}},
			slices.Concat(before, []string{"art", "zweck"}, typed, home, after)},
		{"a card adds its page", []session.Event{session.CardRead{Card: sessiontest.Card}},
			slices.Concat(before, []string{"card-data", "art", "zweck"}, typed, home, after)},
		{"a confirmed card skips its pages", []session.Event{session.CardRead{Card: sessiontest.Card}, next},
			slices.Concat(before, []string{"card-data", "art", "zweck", "fruehere_namen", "zusaetze", "geburtsort"}, home, after)},
		{"something is wrong: they are asked", []session.Event{session.CardRead{Card: sessiontest.Card}, session.CardWrong{}},
			slices.Concat(before, []string{"card-data", "art", "zweck"}, typed, home, after)},
		{"back behind the card forgets it", []session.Event{session.CardRead{Card: sessiontest.Card}, next, session.Back{}, session.Back{}},
			slices.Concat(before, []string{"art", "zweck"}, typed, home, after)},
		{"an answer adds pages", []session.Event{session.SkipCard{}, choose("art", "erweitert"), next, session.ToggleOption{Key: "angaben", Option: "andere"}, next},
			slices.Concat(before, []string{"art", "angaben", "angaben_andere", "zweck"}, typed, home, after)},
		{"another takes them away", []session.Event{session.SkipCard{}, choose("art", "erweitert"), next, session.ToggleOption{Key: "angaben", Option: "andere"}, next,
			session.Back{}, session.Back{}, choose("art", "einfach"), next},
			slices.Concat(before, []string{"art", "zweck"}, typed, home, after)},
		{"the purpose asks for a proof", []session.Event{session.SkipCard{}, choose("art", "einfach"), next, choose("zweck", "sozial"), next},
			slices.Concat(before, []string{"art", "zweck"}, typed, home, []string{"sozialnachweis"}, after)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "card")
			v.do(tt.events...)
			if got := names(v.s.Path()); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want\n%v", got, tt.want)
			}
		})
	}
}

// TestDoubtfulDataAreAsked skips only what the card told surely.
func TestDoubtfulDataAreAsked(t *testing.T) {
	card := sessiontest.Card
	card.BirthDate, card.Doubtful = flows.Day{}, []string{"card.birth_date"}
	v := page(t, "card")
	v.do(session.CardRead{Card: card}, session.Continue{})
	path := names(v.s.Path())
	if !slices.Contains(path, "geburtsdatum") || slices.Contains(path, "name") {
		t.Errorf("the path is %v", path)
	}
}

// TestThereAndBack walks the whole path forward, then back to its beginning, then forward again: the same pages each time.
func TestThereAndBack(t *testing.T) {
	v := page(t, "send")
	var back []string
	for v.s.Visit.At.Kind != session.AtService {
		back = append(back, names([]session.Station{v.s.Visit.At})[0])
		if v.do(session.Back{}); v.s.Visit.At.Kind == session.AtCard {
			break // from here on the card is read anew
		}
	}
	slices.Reverse(back)
	v.do(session.CardRead{Card: sessiontest.Card})
	var forth []string
	for {
		forth = append(forth, names([]session.Station{v.s.Visit.At})[0])
		if v.s.Visit.At.Kind == session.AtSend {
			break
		}
		if len(forth) > 30 {
			t.Fatalf("the way does not end: %v", forth)
		}
		v.do(session.Continue{})
	}
	if !slices.Equal(back, forth) {
		t.Errorf("back  %v\nforth %v", back, forth)
	}
}

// TestCardOnAnotherPage belongs to nobody.
func TestCardOnAnotherPage(t *testing.T) {
	for _, p := range sessiontest.Pages {
		v := idle(t)
		v.do(p.Events...)
		if v.s.Visit.At.Kind == session.AtCard {
			continue
		}
		card := sessiontest.Card
		card.FamilyNames = "Fremd"
		want := v.s
		v.do(session.CardRead{Card: card})
		v.did()
		if !reflect.DeepEqual(v.s, want) {
			t.Errorf("%s: a card changed the visit", p.Name)
		}
	}
}

func TestMending(t *testing.T) {
	choose := func(key, option string) session.Event { return session.ChooseOption{Key: key, Option: option} }
	next := session.Continue{}
	address := session.EditAnswer{Station: question("wohnort"), Through: question("hausnummer")}
	for _, tt := range []struct {
		name   string
		events []session.Event
		after  string
	}{
		{"an answer", []session.Event{session.EditAnswer{Station: question("zustellung")}, choose("zustellung", "abholung"), next}, "review"},
		{"an answer of the card", []session.Event{session.EditAnswer{Station: question("name")}, session.TypeRune{Rune: 'n'}, next}, "review"},
		{"a wrong answer stays", []session.Event{session.EditAnswer{Station: question("anzahl")}, session.TypeRune{Rune: '9'}, next}, "question anzahl"},
		{"a question becomes necessary", []session.Event{session.EditAnswer{Station: question("zweck")}, choose("zweck", "anderer"), next}, "question zweck_anderer"},
		{"and then another", []session.Event{session.EditAnswer{Station: question("art")}, choose("art", "erweitert"), next,
			session.ToggleOption{Key: "angaben", Option: "andere"}, next}, "question angaben_andere"},
		{"until nothing is left", []session.Event{session.EditAnswer{Station: question("zweck")}, choose("zweck", "anderer"), next, session.TypeRune{Rune: 'E'}, next}, "review"},
		{"back from a necessary question", []session.Event{session.EditAnswer{Station: question("zweck")}, choose("zweck", "anderer"), next, session.Back{}}, "review"},
		{"which the review then asks for", []session.Event{session.EditAnswer{Station: question("zweck")}, choose("zweck", "anderer"), next, session.Back{}, next}, "question zweck_anderer"},
		{"a proof", []session.Event{session.EditAnswer{Station: session.Station{Kind: session.AtProof, Page: "sozialnachweis", Row: -1}}, next}, "review"},
		{"the signature", []session.Event{session.EditAnswer{Station: session.Station{Kind: session.AtSignature, Row: -1}}, session.ClearSignature{}, next}, "signature"},
		{"a page that is not there", []session.Event{session.EditAnswer{Station: question("angaben")}}, "review"},
		{"a page that no flow has", []session.Event{session.EditAnswer{Station: question("none")}}, "review"},
		{"a row of two pages", []session.Event{address, next}, "question strasse"},
		{"a row of three pages", []session.Event{address, next, next}, "question hausnummer"},
		{"a whole row", []session.Event{address, next, next, next}, "review"},
		{"a row that is wrong in the middle", []session.Event{address, next, session.Empty{}, next}, "question strasse"},
		{"back inside a row", []session.Event{address, next, session.Back{}}, "question wohnort"},
		{"back out of a row", []session.Event{address, next, session.Back{}, session.Back{}}, "review"},
		{"back, and then another row", []session.Event{address, session.Back{}, session.EditAnswer{Station: question("strasse")}, next}, "review"},
		{"a row that ends before it begins", []session.Event{session.EditAnswer{Station: question("strasse"), Through: question("wohnort")}, next}, "review"},
		{"a row that ends nowhere", []session.Event{session.EditAnswer{Station: question("strasse"), Through: question("none")}, next}, "review"},
		{"the way on after mending", []session.Event{session.EditAnswer{Station: question("art")}, next, next}, "send"},
		{"the way back after mending", []session.Event{session.EditAnswer{Station: question("art")}, next, session.Back{}}, "signature"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "review")
			v.do(tt.events...)
			v.at(tt.after)
		})
	}
}

// TestBackFromMendingChangesNothing writes, chooses and scans on each page that the review leads to, and goes back.
func TestBackFromMendingChangesNothing(t *testing.T) {
	v := page(t, "review")
	want := v.s.Visit
	for _, station := range v.s.Stations() {
		if station.Kind == session.AtSignature {
			continue // a cleared signature is gone, and the review says so
		}
		v.do(session.EditAnswer{Station: station}, session.TypeRune{Rune: '7'}, session.ChooseOption{Key: "zweck", Option: "bank"},
			session.ChooseOption{Key: "art", Option: "erweitert"}, session.StartScan{}, session.ScanDone{Page: sheet("new")}, session.Back{})
		for v.s.Visit.At.Kind == session.AtProof {
			v.do(session.Back{})
		}
		v.at("review")
		if got := v.s.Visit; !reflect.DeepEqual(got, want) {
			t.Errorf("%v: the visit became\n%+v, want\n%+v", station, got, want)
		}
	}
}

// TestChangedConditionsLeaveNothingBehind sends only what is still asked.
func TestChangedConditionsLeaveNothingBehind(t *testing.T) {
	v := page(t, "review")
	v.do(session.EditAnswer{Station: question("zweck")}, session.ChooseOption{Key: "zweck", Option: "anderer"}, session.Continue{})
	v.do(append(keys("Erbe"), session.Continue{})...)
	v.at("review")
	v.do(session.EditAnswer{Station: question("zweck")}, session.ChooseOption{Key: "zweck", Option: "bank"}, session.Continue{})
	v.at("review")
	if _, there := v.s.Application()["zweck_anderer"]; there {
		t.Error("the answer to a question that is not asked any more would be sent")
	}
	if slices.Contains(names(v.s.Path()), "sozialnachweis") {
		t.Error("the proof is still asked for")
	}
}

// TestRows asks a repeated page once for each row, in order, and forgets rows that are no more.
func TestRows(t *testing.T) {
	v := fair(t)
	v.do(append(keys("Anna"), session.ActivateField{Key: "staff"}, session.TypeRune{Rune: '2'}, session.Continue{})...)
	for row, name := range []string{"Bo", "Cem"} {
		if got := v.s.Visit.At; got != (session.Station{Kind: session.AtQuestion, Page: "helper", Row: row}) {
			t.Fatalf("the visit is at %v", got)
		}
		v.do(append(keys(name), session.Continue{})...)
	}
	v.at("question rent")
	if a := v.s.Application(); a["helper[0].who"].Text() != "Bo" || a["helper[1].who"].Text() != "Cem" {
		t.Error("the rows were mixed up")
	}
	v.do(session.Back{}, session.Back{}, session.Back{}, session.ActivateField{Key: "staff"}, session.Erase{}, session.TypeRune{Rune: '1'}, session.Continue{}, session.Continue{})
	v.at("question rent")
	if _, there := v.s.Application()["helper[1].who"]; there {
		t.Error("a row that is no more would be sent")
	}
}

// TestSteps counts the steps from the definition, so that no answer changes their number, and never runs backwards.
func TestSteps(t *testing.T) {
	v := page(t, "send")
	groups, open, _ := v.s.Steps()
	if want := []session.Group{session.GroupCard, session.GroupAnswers, session.GroupProofs, session.GroupSignature, session.GroupReview, session.GroupSend}; !slices.Equal(groups, want) {
		t.Errorf("steps %v, want %v", groups, want)
	}
	last := float64(open) + 1
	for v.s.Visit.At.Kind != session.AtService {
		now, open, part := v.s.Steps()
		if len(now) != len(groups) || part <= 0 || part > 1 {
			t.Errorf("%s: %d steps, part %f", where(v.s), len(now), part)
		}
		if at := float64(open) + part; open >= 0 && at >= last {
			t.Errorf("%s is as far as %f, the page behind it %f", where(v.s), at, last)
		} else {
			last = at
		}
		v.do(session.Back{})
	}
	done := page(t, "done")
	if _, open, part := done.s.Steps(); open != len(groups) || part != 1 {
		t.Errorf("at the end %d of %d steps are done, part %f", open, len(groups), part)
	}
}
