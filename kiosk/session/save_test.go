package session_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestWipedOnlyWithTheCode ends the visit by touch only when the citizen has the code: printed, or photographed and said so.
func TestWipedOnlyWithTheCode(t *testing.T) {
	ended := func(o devices.Outcome) session.Event {
		return session.PrintEnded{Outcome: o, Fault: devices.FaultSilent}
	}
	for _, tt := range []struct {
		name   string
		events []session.Event
		touch  session.Event
		wiped  bool
	}{
		{"while it prints", nil, session.EndVisit{}, false},
		{"printed", []session.Event{ended(devices.Printed)}, session.EndVisit{}, true},
		{"not printed", []session.Event{ended(devices.NotPrinted)}, session.EndVisit{}, false},
		{"nobody knows", []session.Event{ended(devices.Unknown)}, session.Continue{}, false},
		{"nobody knew, and the paper is there", []session.Event{ended(devices.Unknown), session.PaperCame{}}, session.Continue{}, true},
		{"not printed, and it cannot have come", []session.Event{ended(devices.NotPrinted), session.PaperCame{}}, session.EndVisit{}, false},
		{"photographed", []session.Event{ended(devices.NotPrinted), session.Continue{}}, session.EndVisit{}, true},
		{"photographed, and printed after all", []session.Event{ended(devices.NotPrinted), session.Continue{}, session.PrintAgain{}}, session.EndVisit{}, false},
		{"cancelled", []session.Event{ended(devices.NotPrinted)}, session.Cancel{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "saved: printing")
			v.do(tt.events...)
			v.do(tt.touch)
			if v.s.Idle() != tt.wiped {
				t.Errorf("wiped: %t", v.s.Idle())
			}
		})
	}
}

// TestCodeIsNotRepeated prints an unknown outcome again only when asked, and then as a copy.
func TestCodeIsNotRepeated(t *testing.T) {
	v := page(t, "saved: unsure")
	v.wait(30 * time.Second)
	v.do(status(devices.Printer, devices.NoDevice), status(devices.Printer, devices.Online))
	v.did()
	v.do(session.PrintAgain{})
	v.did(session.PrintDraft{Copy: true})
	v = page(t, "saved: no paper")
	v.do(session.PrintAgain{})
	v.did()
	v.do(status(devices.Printer, devices.Online), session.PrintAgain{})
	v.did(session.PrintDraft{})
}

// TestNoWayBackFromThePaper: who has the code, or may have it, goes on here only by a choice that says what becomes of it. Then the hub
// forgets what it keeps: else the paper would open old answers.
func TestNoWayBackFromThePaper(t *testing.T) {
	for _, name := range []string{"saved: printing", "saved: printed", "saved: unsure", "saved: no paper", "saved: photo", "saved: without a page"} {
		v := page(t, name)
		before := where(v.s)
		v.do(session.Back{})
		v.at(before)
		v.did()
	}
	for _, name := range []string{"saved: printed", "saved: unsure"} {
		v := page(t, name)
		answers := maps.Clone(v.s.Visit.Answers)
		v.do(session.GoOnHere{})
		v.did(session.DropDraft{Code: sessiontest.DraftCode})
		v.at("question art")
		if !maps.EqualFunc(v.s.Visit.Answers, answers, flows.Value.Equal) || !reflect.DeepEqual(v.s.Visit.Saving, session.Saving{}) {
			t.Errorf("the visit is %+v", v.s.Visit.Saving)
		}
		v.wait(30 * time.Second)
		v.did()
	}
}

// TestLateAnswerOfTheHub lays language and help over the page of saving: it comes back with what became of it.
func TestLateAnswerOfTheHub(t *testing.T) {
	for _, over := range []session.Event{session.OpenLanguage{}, session.OpenHelp{}, session.OpenAids{}} {
		v := page(t, "saving")
		v.do(over, session.DraftKept{Code: sessiontest.DraftCode})
		v.did(session.PrintDraft{})
		v.do(session.PrintEnded{Outcome: devices.Printed}, session.Continue{})
		v.at("question art under save kept printed")
	}
}

// TestWhatIsKept: answers, also of the open page where they are right, papers, never a signature, a consent or a document.
func TestWhatIsKept(t *testing.T) {
	v := page(t, "question: text")
	v.do(keys("Wohngeld")...)
	if d := v.s.SavedDraft(); !d.Answers["zweck_anderer"].Equal(flows.Text("Wohngeld")) || d.At.Page != "zweck_anderer" {
		t.Errorf("kept %+v", d)
	}
	v = page(t, "question: text")
	if d := v.s.SavedDraft(); !d.Answers["zweck_anderer"].IsEmpty() {
		t.Error("an empty field is kept")
	}
	v = page(t, "send")
	d := v.s.SavedDraft()
	if d.At.Kind != session.AtReview || len(d.Proofs["sozialnachweis"]) != 1 {
		t.Errorf("kept at %v, proofs %v", d.At, d.Proofs)
	}
	allowed := []string{"Flow", "Version", "Lang", "Look", "At", "Saved", "Answers", "Skipped", "Proofs", "Left"}
	for i := range reflect.TypeOf(d).NumField() {
		if name := reflect.TypeOf(d).Field(i).Name; !slices.Contains(allowed, name) {
			t.Errorf("%s is kept, too: may it be?", name)
		}
	}
	v = page(t, "list: first person")
	if d := v.s.SavedDraft(); d.At != (session.Station{Kind: session.AtQuestion, Page: "mitziehende", Row: -1}) {
		t.Errorf("an open row is kept at %v", d.At)
	}
}

// TestEveryKeptPlaceIsFoundAgain keeps the visit on every page on which it may be, and goes on: with the same answers and papers, at a place on
// the path, and with nothing of what must be given anew.
func TestEveryKeptPlaceIsFoundAgain(t *testing.T) {
	kept := 0
	for _, p := range sessiontest.Pages {
		before := idle(t)
		before.do(p.Events...)
		if !before.s.MaySave() || before.s.Visit.Row != nil || p.Name == "question: said before" {
			continue
		}
		kept++
		t.Run(p.Name, func(t *testing.T) {
			d := before.s.SavedDraft()
			v := idle(t)
			v.s.Catalog = before.s.Catalog
			v.do(session.Start{}, session.Continue{}, session.OpenResume{}, session.Continue{}, session.DraftOpened{Draft: d, Loan: sessiontest.Loan})
			v.at("resume found")
			v.do(session.Continue{})
			if got := v.s.Visit.Loan; got.ID != sessiontest.Loan.ID || slices.Contains(v.effects, session.Effect(session.BurnDraft{ID: got.ID})) {
				t.Errorf("burnt before anything is safe: %v", v.effects)
			}
			if v.s.Visit.At.Kind == session.AtCard {
				v.do(session.SkipCard{})
			}
			got := v.s.Visit
			if !maps.EqualFunc(got.Answers, d.Answers, flows.Value.Equal) || len(got.Proofs) != len(d.Proofs) || len(got.Strokes) > 0 || len(got.Consents) > 0 || got.Card != nil {
				t.Errorf("went on with %v, kept were %v", got.Answers, d.Answers)
			}
			if !slices.Contains(v.s.Path(), got.At) || got.At.Kind == session.AtPrivacy || got.Onto != (session.Station{}) {
				t.Errorf("went on at %v", got.At)
			}
			if k := d.At.Kind; k == session.AtQuestion && before.s.Visit.Card == nil && got.At != d.At {
				t.Errorf("went on at %v, kept at %v", got.At, d.At)
			}
		})
	}
	if kept < 20 {
		t.Errorf("only %d pages can be kept", kept)
	}
}

// TestChangedService drops what does not fit any more, says how much, and goes on where something is missing.
func TestChangedService(t *testing.T) {
	v := page(t, "resume: found, changed")
	r := v.s.Visit.Resume
	if r.Dropped != 2 || !r.Changed || len(r.Found.Answers) != 1 {
		t.Errorf("dropped %d, changed %t, left %v", r.Dropped, r.Changed, r.Found.Answers)
	}
	v.do(session.Continue{}, session.SkipCard{})
	v.at("question art")
	v = page(t, "resume: reading")
	v.do(session.DraftOpened{Draft: session.SavedApplication{Flow: "gone", At: session.Station{Kind: session.AtReview, Row: -1}}, Loan: sessiontest.Loan})
	v.did(left)
	v.at("resume service")
}

// TestLanguageOfThePaper goes on in the language and the look of the last time, but for who has chosen another.
func TestLanguageOfThePaper(t *testing.T) {
	if v := page(t, "resume: found"); v.s.Visit.Lang != "uk" {
		t.Errorf("the language is %q", v.s.Visit.Lang)
	}
	v := idle(t)
	v.do(session.Start{}, session.SetLanguage{Lang: "en"}, session.SetTextSize{Size: session.Large}, session.Continue{}, session.OpenResume{}, session.Continue{},
		session.DraftOpened{Draft: sessiontest.Kept})
	if got := v.s.Visit; got.Lang != "en" || got.Look.Size != session.Large {
		t.Errorf("language %q, look %+v", got.Lang, got.Look)
	}
}
