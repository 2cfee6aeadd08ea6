package session_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestEveryEventOnEveryPage compares what each event does on each page with testdata/matrix.txt, which a person reads.
// Only what changes the page, the warning or the work of devices is in it; "." means that nothing of this changed.
func TestEveryEventOnEveryPage(t *testing.T) {
	matrix(t, "testdata/matrix.txt", slices.Concat(sessiontest.Pages, sessiontest.Technicians), slices.Concat(sessiontest.Events, sessiontest.TechnicianEvents))
}

// TestEveryEventInACall does the same with what a call brings: its events on every page, and every event on its pages.
func TestEveryEventInACall(t *testing.T) {
	matrix(t, "testdata/matrix-call.txt", sessiontest.Calls, slices.Concat(sessiontest.Events, sessiontest.CallEvents))
	matrix(t, "testdata/matrix-call-events.txt", slices.Concat(sessiontest.Pages, sessiontest.Technicians), sessiontest.CallEvents)
}

// TestEveryEventBySwitches does the same with the pages of switches.
func TestEveryEventBySwitches(t *testing.T) {
	matrix(t, "testdata/matrix-switches.txt", sessiontest.Switches, sessiontest.Events)
}

// TestEveryEventOnAFilm does the same with the pages of the films of sign language.
func TestEveryEventOnAFilm(t *testing.T) {
	matrix(t, "testdata/matrix-clip.txt", sessiontest.Clips, slices.Concat(sessiontest.Events, sessiontest.ClipEvents))
}

func matrix(t *testing.T, golden string, pages []sessiontest.Page, events []session.Event) {
	t.Helper()
	var b strings.Builder
	for _, p := range pages {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		fmt.Fprintf(&b, "%s  (%s)\n", p.Name, where(before))
		for _, e := range events {
			was := fmt.Sprintf("%#v", before.Visit)
			after, effects := session.Step(before, e)
			if now := fmt.Sprintf("%#v", before.Visit); now != was {
				t.Errorf("%s, %T: Step changed the state that it was given", p.Name, e)
			}
			if line := change(before, after, effects); line != "" {
				fmt.Fprintf(&b, "    %-64s %s\n", describe(e), line)
			}
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("behaviour differs from %s:\n%s", golden, firstDifference(string(want), got))
	}
}

func where(s session.State) string {
	v := s.Visit
	at := string(v.At.Kind)
	if at == "" {
		at = "idle"
	}
	if v.At.Page != "" {
		at += " " + v.At.Page
	}
	if v.At.Kind == session.AtProof {
		at += []string{" place", " running", " check"}[v.Scan.Stage]
	}
	if v.Submission.Storing {
		at += " storing"
	}
	if v.Over != "" {
		at += " under " + string(v.Over)
	}
	for _, stage := range []string{string(v.Saving.Stage), string(v.Resume.Stage), string(v.Resume.Trouble)} {
		if stage != "" {
			at += " " + stage
		}
	}
	if p := v.Saving.Print; p.Ended {
		at += " " + string(p.Outcome)
		if p.Waived {
			at += " photographed"
		}
	}
	at += whereSigned(s) + whereSwitches(s)
	if s.Warning() {
		at += " warned"
	}
	if s.PrinterTrouble() {
		at += " no-receipt"
	}
	return at + whereFilm(s) + whereCall(s) + whereTechnician(s)
}

// whereSigned is how the citizen signs, where the name is typed.
func whereSigned(s session.State) string {
	v := s.Visit
	switch {
	case v.TypedName() != "":
		return " signed in text form"
	case v.Typing:
		return " typing"
	}
	return ""
}

// whereSwitches is how the focus moves, and the group that has it.
func whereSwitches(s session.State) string {
	w, at := s.Visit.Switches, ""
	if w.Auto {
		at = " moving by itself" + map[session.Pace]string{session.SlowPace: ", slowly", session.FastPace: ", fast"}[w.Pace]
	}
	if w.Resting {
		at += ", at rest"
	}
	if w.First != "" {
		at += " " + map[bool]string{true: "in", false: "at"}[w.Inside] + " the group from " + w.First
	}
	return at
}

// whereFilm is what the page of a film shows beside its name.
func whereFilm(s session.State) string {
	film, at := s.Visit.Film, ""
	for _, flag := range []struct {
		what string
		is   bool
	}{{" plays", film.Playing}, {" to its end", film.Ended}, {" in vain", film.Failed}, {" by itself", s.Visit.Look.Signing}} {
		if flag.is {
			at += flag.what
		}
	}
	return at
}

// whereCall is what a call shows beside the page's name.
func whereCall(s session.State) string {
	c := s.Visit.Call
	at := ""
	if c.Stage != "" {
		at += " · " + string(c.Stage)
	}
	for _, p := range c.People {
		at += " " + p.ID
		if c.Stage == session.CallLive && !p.Admitted {
			at += "?"
		}
	}
	for _, flag := range []struct {
		what string
		is   bool
	}{
		{" heard", c.Audio}, {" seen", c.Video}, {" text", c.Text}, {" again", c.Again}, {" picture", c.Seen}, {" cut", c.Reconnecting},
		{" pointed", c.Pointed != ""}, {" suggestion", c.Suggestion != nil}, {" pending", c.Pending != nil}, {" request", c.Request != nil},
	} {
		if flag.is {
			at += flag.what
		}
	}
	for _, word := range []string{string(c.Rung), string(c.Grant), string(c.Ended), string(s.Visit.Callback.Stage)} {
		if word != "" {
			at += " " + word
		}
	}
	return at
}

// whereTechnician is what the technician's page shows beside its name.
func whereTechnician(s session.State) string {
	t := s.Visit.Technician
	at := ""
	for _, part := range []string{string(t.Page), string(t.Unit), string(t.Running.Depth), string(t.Running.Operation)} {
		if part != "" {
			at += " " + part
		}
	}
	for _, flag := range []struct {
		what string
		is   bool
	}{{" checking", t.Checking}, {" refused", t.Refused}, {" reporting", t.Running.Reporting}, {" asked", t.Asked != nil}} {
		if flag.is {
			at += flag.what
		}
	}
	if s.Locked() && s.Visit.At.Kind == session.AtCode {
		at += " locked"
	}
	if len(t.Queue) > 0 {
		at += fmt.Sprintf(" +%d", len(t.Queue))
	}
	return at
}

func change(before, after session.State, effects []session.Effect) string {
	var parts []string
	if from, to := where(before), where(after); from != to {
		parts = append(parts, "→ "+to)
	}
	for _, e := range effects {
		parts = append(parts, strings.TrimPrefix(fmt.Sprintf("%#v", e), "session."))
	}
	return strings.Join(parts, "  ")
}

func describe(e session.Event) string {
	switch e := e.(type) {
	case session.Tick:
		return "Tick " + e.Now.Sub(sessiontest.Noon).String()
	case session.CardRead, session.ScanDone, session.Inspected, session.TestAsks, session.LogRead:
		return strings.TrimPrefix(fmt.Sprintf("%T", e), "session.")
	case session.HealthChanged:
		return "HealthChanged " + e.Code
	case session.DeviceChanged:
		return fmt.Sprintf("DeviceChanged %s %s", e.Status.Kind, e.Status.State)
	}
	return strings.NewReplacer("session.", "", newcomer, "").Replace(fmt.Sprintf("%T%+v", e, e))
}

// newcomer is what the session knows besides of one who comes, which is nothing at first.
const newcomer = " Admitted:false Shown:false Since:0001-01-01 00:00:00 +0000 UTC"

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		if i >= len(w) || i >= len(g) || w[i] != g[i] {
			line := func(all []string) string {
				if i < len(all) {
					return all[i]
				}
				return "(end)"
			}
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, line(w), line(g))
		}
	}
	return ""
}
