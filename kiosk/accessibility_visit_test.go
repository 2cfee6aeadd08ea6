package kiosk

import (
	"fmt"
	"image"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/speech"
)

// at is the state of a page in German.
func (v *visits) at(t *testing.T, name string) session.State {
	t.Helper()
	for _, p := range v.normal("de") {
		if strings.HasPrefix(p.name, name+", ") {
			return p.state
		}
	}
	t.Fatalf("there is no page %q", name)
	return session.State{}
}

// errorsNamed answers wrongly, or not at all: the page names what is wrong in words of its own, marks the field, and has the
// keyboard there.
func errorsNamed(t *testing.T, v *visits) string {
	tried := 0
	for _, lang := range v.languages {
		for _, name := range []string{"question: choice", "question: text", "question: date"} {
			s := v.at(t, name)
			s.Visit.Lang = lang
			for key := range s.Visit.Draft.Edits {
				s.Visit.Draft.Edits = map[string]session.Edit{key: {}}
			}
			s, _ = session.Step(s, session.Continue{})
			if len(s.Visit.Draft.Wrong) == 0 {
				continue // an empty answer is fine here
			}
			tree := screen.Build(s, v.words)
			said, marked := "", false
			tree.Walk(func(n *screen.Node) bool {
				if n.Role == screen.RoleError {
					said = n.Name
				}
				marked = marked || n.Wrong
				return true
			})
			spoken := false
			for _, u := range speech.Transcript(v.placer.Place(tree), v.words) {
				spoken = spoken || strings.Contains(u.Text, strings.TrimRight(said, ".")) // the voice ends sentences itself
			}
			if !spoken {
				t.Errorf("%s in %s: the voice does not say %q", name, lang, said)
			}
			written := len(s.Visit.Draft.Edits)+len(s.Visit.Draft.Dates) > 0
			if said == "" || written && !marked || written && s.Visit.Draft.Wrong[s.Visit.Draft.Active] == "" {
				t.Errorf("%s in %s says %q, marks a field: %t, writes to %q", name, lang, said, marked, s.Visit.Draft.Active)
			}
			tried++
		}
	}
	if tried < 2 {
		t.Errorf("only %d pages had a mistake", tried)
	}
	return fmt.Sprintf("%d pages with a mistake, each said in words; a field that is written is marked and has the keyboard", tried)
}

// warning: 20 seconds at least, one touch goes on, as often as one likes.
func warning(t *testing.T, v *visits) string {
	times := session.DefaultTimes()
	if times.IdleWarning < time.Minute || times.Countdown < 20*time.Second || config.MinCountdown < 20*time.Second {
		t.Errorf("the warning comes after %s and lasts %s, at least %s", times.IdleWarning, times.Countdown, config.MinCountdown)
	}
	s := v.at(t, "question: text")
	const often = 25
	for range often {
		var effects []session.Effect
		s, effects = session.Step(s, session.Tick{Now: s.Visit.LastTouch.Add(times.IdleWarning)})
		if !slices.Contains(effects, session.Effect(session.Sound{Tone: session.ToneWarning})) {
			t.Fatal("the warning cannot be heard")
		}
		tree := screen.Build(s, v.words)
		if !s.Warning() || tree.Page != "still-there" || tree.Forward == nil || tree.Find("countdown") == nil {
			t.Fatalf("after %s of rest the page is %q", times.IdleWarning, tree.Page)
		}
		if s, _ = session.Step(s, tree.Forward.On); s.Warning() || s.Idle() {
			t.Fatal("one touch does not go on")
		}
	}
	return fmt.Sprintf("after %s, for %s (never less than %s), one touch goes on, %d times in a row; its tone comes with it (when again: kiosk/session TestWarningSounds)", times.IdleWarning, times.Countdown, config.MinCountdown, often)
}

// clockPauses lets the terminal work for an hour.
func clockPauses(t *testing.T, v *visits) string {
	pages := []string{"scanning", "storing", "done: printing"}
	for _, name := range pages {
		s := v.at(t, name)
		if s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Hour)}); s.Warning() || s.Idle() {
			t.Errorf("%s: the citizen is warned while the terminal works", name)
		}
	}
	clerkPauses(t)
	voicePauses(t, v)
	return strings.Join(pages, ", ") + ", a talk with a clerk, the voice: no warning in an hour"
}

// wiped lets the warning run out on every page.
func wiped(t *testing.T, v *visits) string {
	ended := 0
	for _, p := range v.normal("de") {
		s := p.state
		for range 3 * 60 * 60 {
			if s.Idle() {
				break // nobody is there
			}
			var effects []session.Effect
			if s, effects = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)}); len(effects) == 0 || !s.Idle() {
				continue
			}
			if !slices.ContainsFunc(effects, func(e session.Effect) bool { _, is := e.(session.Wipe); return is }) || !reflect.DeepEqual(s.Visit, session.Visit{}) {
				t.Errorf("%s: after the time-out something is left", p.name)
			}
			ended++
			break
		}
	}
	if ended < len(v.normal("de"))/2 {
		t.Errorf("only %d visits timed out", ended)
	}
	return fmt.Sprintf("%d visits timed out, the state of each is empty; a document in the slot of the chip reader is called for %d times in two minutes, until it is taken", ended, calledFor(t, v))
}

// calledFor is how often a document that was left behind is called for in two minutes.
func calledFor(t *testing.T, v *visits) (times int) {
	s, _ := sessiontest.Walk(sessiontest.Idle(t), session.CardLies{Lies: true})
	for range 2 * 60 {
		var effects []session.Effect
		s, effects = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)})
		times += len(effects)
		if page := screen.Build(s, v.words).Page; page != "left-behind" {
			t.Fatalf("the page is %s", page)
		}
	}
	if s, _ = session.Step(s, session.CardLies{}); times < 12 || screen.Build(s, v.words).Page != "idle" {
		t.Errorf("called %d times, then the page is %s", times, screen.Build(s, v.words).Page)
	}
	return times
}

// languages: no page lacks a word in any of them, the way to another is on every page and two touches long, and answers stay.
func languages(t *testing.T, v *visits) string {
	v.each(func(p visited, placed *layout.Placed) {
		tree := placed.Tree
		tree.Walk(func(n *screen.Node) bool {
			for _, text := range []string{n.Name, n.Detail} {
				if strings.HasPrefix(text, "[") {
					t.Errorf("%s: %s says %q", p.name, n.ID, text)
				}
			}
			return true
		})
		if tree.Page != "out-of-order" && (tree.Bar[1] == nil || tree.Bar[1].On == nil) {
			t.Errorf("%s: there is no way to another language", p.name)
		}
	})
	s := v.at(t, "review")
	for _, lang := range v.languages {
		turned, _ := sessiontest.Walk(s, session.OpenLanguage{}, session.SetLanguage{Lang: lang}, session.Continue{})
		if tree := screen.Build(turned, v.words); tree.Lang != lang || tree.Page != "review" || !reflect.DeepEqual(turned.Visit.Answers, s.Visit.Answers) {
			t.Errorf("after turning to %s the page is %q in %s", lang, tree.Page, tree.Lang)
		}
	}
	toLeft := slices.DeleteFunc(slices.Clone(v.languages), func(lang string) bool {
		s := s
		s.Visit.Lang = lang
		return !screen.Build(s, v.words).RTL
	})
	said := strings.Join(v.languages, ", ")
	if len(toLeft) == 0 {
		return said + "; not yet: one that is written from right to left"
	}
	return said + "; from right to left: " + strings.Join(toLeft, ", ")
}

// longestSentence is in words (level B1).
const longestSentence = 15

// plainWords: short sentences on every German page, at most three fields a page of a service, help in one place.
func plainWords(t *testing.T, v *visits) string {
	longest := 0
	for _, p := range v.normal("de") {
		p.placed[0].Tree.Walk(func(n *screen.Node) bool {
			for _, text := range []string{n.Name, n.Detail} {
				for sentence := range strings.FieldsFuncSeq(plainText(text), func(r rune) bool { return strings.ContainsRune(".!?:", r) }) {
					words := len(strings.Fields(sentence))
					if longest = max(longest, words); words > longestSentence {
						t.Errorf("%s: a sentence of %d words: %q", p.name, words, sentence)
					}
				}
			}
			return true
		})
	}
	most := 0
	for _, f := range v.at(t, "areas").Catalog.Flows {
		for _, page := range f.Pages {
			if most = max(most, len(page.Fields)); len(page.Fields) > 3 {
				t.Errorf("%s: page %s asks %d things", f.ID, page.ID, len(page.Fields))
			}
		}
	}
	places := map[string]map[image.Rectangle]string{}
	v.each(func(p visited, placed *layout.Placed) {
		if n := placed.Find("bar.help"); n != nil {
			look := fmt.Sprint(placed.Tree.Look.Size > session.Normal, placed.Tree.Look.Size, placed.Tree.RTL)
			if places[look] == nil {
				places[look] = map[image.Rectangle]string{}
			}
			places[look][n.Rect] = p.name
		}
	})
	for look, all := range places {
		if len(all) != 1 {
			t.Errorf("help is in %d places: %v (%s)", len(all), all, look)
		}
	}
	return fmt.Sprintf("sentences ≤ %d words, ≤ %d fields a page, help in one place", longest, most)
}

func plainText(text string) string {
	return strings.NewReplacer("\u00ad", "", "**", "", "\n", " ").Replace(text)
}

// review: every answer has a way to mend it, which leads there and back, and nothing is sent before.
func review(t *testing.T, v *visits) string {
	s := v.at(t, "review")
	edits, reached := 0, map[session.Station]bool{}
	screen.Build(s, v.words).Walk(func(n *screen.Node) bool {
		e, ok := n.On.(session.EditAnswer)
		if !ok {
			return true
		}
		there, _ := session.Step(s, e)
		back, _ := session.Step(there, session.Back{})
		if there.Visit.At != e.Station || back.Visit.At.Kind != session.AtReview || !reflect.DeepEqual(back.Visit.Answers, s.Visit.Answers) {
			t.Errorf("mending %+v leads to %+v and back to %+v", e.Station, there.Visit.At, back.Visit.At)
		}
		all := s.Stations()
		first, last := slices.Index(all, e.Station), slices.Index(all, e.Through)
		for _, st := range all[first : max(first, last)+1] {
			reached[st] = true
		}
		edits++
		return true
	})
	if stations := len(s.Stations()); len(reached) < stations || stations < 5 {
		t.Errorf("%d ways to mend reach %d of %d stations", edits, len(reached), stations)
	}
	return fmt.Sprintf("%d answers can be mended in %d rows, each leads back", len(reached), edits)
}

// noDeadEnd: the page of the card has a way round it, and every page with a visitor has a human and a way on, back or out;
// the closed terminal says where else help is.
func noDeadEnd(t *testing.T, v *visits) string {
	card := screen.Build(v.at(t, "card"), v.words)
	if card.Forward == nil || card.Forward.On == nil {
		t.Error("without a card there is no way on")
	} else if on, _ := session.Step(v.at(t, "card"), card.Forward.On); on.Visit.At.Kind != session.AtQuestion {
		t.Errorf("without a card the way leads to %q", on.Visit.At.Kind)
	}
	v.each(func(p visited, placed *layout.Placed) {
		tree := placed.Tree
		if p.state.Idle() {
			return
		}
		if placed.Find("bar.help") == nil || tree.Bar[3].On == nil {
			t.Errorf("%s offers no human", p.name)
		}
		if tree.Page == "out-of-order" { // there is nothing to go on with; the page says where else help is
			if tree.Find("contact.phone") == nil {
				t.Errorf("%s does not say where help is", p.name)
			}
			return
		}
		ways := 0
		for _, n := range []*screen.Node{tree.Back, tree.Forward, tree.Bar[0]} {
			if n != nil && n.On != nil && placed.Find(n.ID) != nil {
				ways++
			}
		}
		if storing := p.state.Visit.Submission.Storing || p.state.Visit.Saving.Stage == session.SaveSending; ways == 0 && !storing { // which ends by itself, one way or the other
			t.Errorf("%s is a dead end", p.name)
		}
	})
	return "the card can be passed by; every page has a human and a way on"
}
