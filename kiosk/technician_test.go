package kiosk_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/diagnostics"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// codeOfTests is the technician's code; its hash costs the least that argon2id takes.
const (
	codeOfTests = "471181"
	hashOfTests = config.CodeHash("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$xEGum33cZfhPvqvCnHr8pA")
)

// withTechnician lets a technician into the rig's terminal.
func (r *rig) withTechnician() *rig {
	r.config.Technician = config.Technician{Pattern: "1324", Code: hashOfTests}
	return r
}

// knock touches corners of the screen.
func (r *rig) knock(corners ...session.Corner) {
	r.t.Helper()
	v := r.until("a page", func(view) bool { return true })
	size := v.placed.Size
	places := map[session.Corner]image.Point{
		session.UpperLeft: {10, 10}, session.UpperRight: {size.X - 10, 10}, session.LowerRight: {size.X - 10, size.Y - 10}, session.LowerLeft: {10, size.Y - 10},
	}
	for _, c := range corners {
		r.kiosk.Touched(kiosk.Down, places[c])
		r.kiosk.Touched(kiosk.Up, places[c])
	}
}

// comeIn goes the technician's way in.
func (r *rig) comeIn() {
	r.t.Helper()
	r.page("idle")
	r.knock(session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft)
	r.page("technician-code")
	r.enter(codeOfTests)
	r.page("technician")
	r.until("what is known of the units", func(v view) bool {
		return len(v.state.Inspection.Units) > 0 && v.placed.Tree.Find("open.outbox") != nil
	})
}

// reach touches a node of a list, on whichever page of it it is.
func (r *rig) reach(id string) {
	r.t.Helper()
	for range 5 {
		if v := r.until("a page", func(view) bool { return true }); v.placed.Find(id) != nil {
			break
		}
		r.touch("list.more")
	}
	r.touch(id)
}

// enter types a code on the page's pad and confirms it.
func (r *rig) enter(code string) {
	r.t.Helper()
	for _, digit := range code {
		r.touch("key." + string(digit))
	}
	r.touch("forward")
}

// TestTechnician comes in, tests, operates, closes, restarts and reports, on the page alone.
func TestTechnician(t *testing.T) {
	r := newRig(t).withTechnician().open()
	r.comeIn()

	for _, c := range r.until("the units", func(view) bool { return true }).state.Inspection.Units {
		if want := map[session.Unit]string{"printer": "SIMULATOR-80 1.00 ESC/POS #0000001", "scanner": "Kiosk A4, 4000000 baud, level B4"}[c.Unit]; c.Firmware != want {
			t.Errorf("the page says that the %s is %q", c.Unit, c.Firmware)
		}
	}
	r.touch("forward") // all of them
	r.until("every test to pass", func(v view) bool {
		passed := 0
		for _, c := range v.state.Inspection.Units {
			if c.Last != nil && c.Last.Outcome == session.TestPassed {
				passed++
			}
		}
		return passed == 5 && v.state.Visit.Technician.Running.Idle()
	})
	r.touch("open.printer", "test.interactive")
	r.page("technician-question")
	r.touch("answer.no")
	v := r.until("the test to have failed", func(v view) bool { return v.page() == "technician-unit" && v.node("faulty.printer") != "" })
	if got := v.state.Trouble("printer"); got != "printer.print-poor" {
		t.Errorf("the printer's trouble is %q", got)
	}
	r.reach("operate.cut")
	r.until("the cut", func(v view) bool {
		e := v.state.Visit.Technician.Ended
		return e != nil && e.Operation == session.OperateCut && e.Outcome == session.TestPassed
	})
	r.touch("back", "open.printer", "test.external")
	r.until("the printer to be well", func(v view) bool {
		return v.state.Grade("printer") == session.GradeReady && v.state.Visit.Technician.Running.Idle()
	})
	r.touch("back", "open.sound", "test.interactive")
	r.page("technician-question")
	r.touch("answer.yes")
	r.until("the sound to have passed", func(v view) bool { return v.state.Condition(session.UnitSound).Last != nil })
	r.touch("back", "bar.log")
	if v := r.until("the log", func(v view) bool { return v.page() == "technician-log" && v.state.Visit.Technician.LogRead }); len(v.state.Visit.Technician.Log) < 10 {
		t.Errorf("the log has %d lines", len(v.state.Visit.Technician.Log))
	}
	r.touch("back", "bar.report")
	v = r.until("the report", func(v view) bool { e := v.state.Visit.Technician.Ended; return e != nil && e.Reporting })
	if e := v.state.Visit.Technician.Ended; e.Outcome != session.TestPassed || e.File == "" {
		t.Fatalf("the report came to %+v", e)
	}
	r.verify(v.state.Visit.Technician.Ended.File)

	r.touch("bar.service", "technician.yes", "back")
	r.page("out-of-order")
	r.leave()
	if n := r.logged("terminal.closed", session.CodeOutOfService); n != 1 {
		t.Errorf("the log tells %d times that the terminal was closed", n)
	}
	if r.logged("visit.started", "") != 0 {
		t.Error("a technician counts as a visit")
	}

	r.start()
	r.page("out-of-order")
	r.knock(session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft)
	r.page("technician-code")
	r.enter(codeOfTests)
	r.page("technician")
	r.touch("bar.service", "technician.yes", "back")
	r.page("idle")
	r.noComplaints()
}

// verify holds the report's file to its signature.
func (r *rig) verify(name string) {
	r.t.Helper()
	path := filepath.Join(r.config.Files.Outbox, "reports", name)
	read := func(path string) []byte {
		data, err := os.ReadFile(path)
		if err != nil {
			r.t.Fatal(err)
		}
		return data
	}
	report, public := read(path), read(filepath.Join(r.config.Files.Outbox, "terminal.jwk.public"))
	if err := diagnostics.Verify(report, strings.TrimSpace(string(read(path+".jws"))), public); err != nil {
		r.t.Errorf("the report's signature: %v", err)
	}
	if !strings.Contains(string(report), `"ready": true`) {
		r.t.Errorf("the report says\n%s", report)
	}
}

// TestLockOut enters wrong codes until none is taken; a restart gives no more of them, and the log counts and tells no code.
func TestLockOut(t *testing.T) {
	r := newRig(t).withTechnician().open()
	r.page("idle")
	r.knock(session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft)
	r.page("technician-code")
	for n := range 5 {
		r.enter("918273")
		r.until("the code to be refused", func(v view) bool {
			return v.state.Visit.Technician.Refused && !v.state.Visit.Technician.Checking && v.state.Standing.Failed == (n+1)%5
		})
	}
	r.until("the lock", func(v view) bool { return v.state.Locked() && v.placed.Tree.Find("pad") == nil })
	r.leave()
	r.start()
	r.page("idle")
	r.knock(session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft)
	if v := r.page("technician-code"); !v.state.Locked() {
		t.Error("a restart gives new attempts")
	}
	r.leave()
	raw, err := os.ReadFile(r.config.Files.Log)
	if err != nil || strings.Contains(string(raw), "918273") {
		t.Errorf("the log holds the code: %v", err)
	}
	if n := r.logged("technician.refused", ""); n != 5 {
		t.Errorf("the log tells %d wrong codes, want 5", n)
	}
}

// TestNoWayIn: without a code there is none.
func TestNoWayIn(t *testing.T) {
	r := newRig(t).open()
	r.page("idle")
	r.knock(session.UpperLeft, session.LowerRight, session.UpperRight, session.LowerLeft)
	r.touch("start")
	if v := r.page("language"); v.state.Knock.Done != 0 {
		t.Errorf("the corners count: %+v", v.state.Knock)
	}
}

// TestRestart ends the terminal with the reason that makes it start anew.
func TestRestart(t *testing.T) {
	r := newRig(t).withTechnician()
	terminal, err := kiosk.Open(r.config, r.setter, r.window, &r.sound, r.observe)
	if err != nil {
		t.Fatal(err)
	}
	r.kiosk = terminal.Kiosk()
	ended := make(chan error, 1)
	go func() { ended <- terminal.Run(context.Background()) }()
	r.comeIn()
	r.touch("bar.restart", "technician.yes")
	if err := <-ended; !errors.Is(err, kiosk.ErrRestart) {
		t.Errorf("the terminal ended with %v", err)
	}
}

// hurt is a fault that fate brings, drawn at random.
type hurt struct {
	unit  session.Unit
	words []string
}

var hurts = []hurt{
	{"printer", []string{"printer", "paper", "end"}}, {"printer", []string{"printer", "cover", "open"}}, {"printer", []string{"printer", "unplug"}}, {"printer", []string{"printer", "silence"}},
	{"printer", []string{"printer", "cutter-error"}}, {"scanner", []string{"scanner", "unplug"}}, {"scanner", []string{"scanner", "silence"}},
	{"idcard", []string{"idcard", "unplug"}}, {"printer", []string{"printer", "paper", "near-end"}},
}

// remedies are what a technician can do with their hands, by the words of the remedy that name it.
var remedies = []struct {
	says string
	do   []string
}{
	{"Rolle 80 mm", []string{"paper", "ok"}}, {"Klappe schließen", []string{"cover", "closed"}}, {"Stecker", []string{"plug"}}, {"aus- und einschalten", []string{"talk"}},
	{"Messer", []string{"recover"}},
}

// TestFiveFaultsMendedWithThePageAlone lets fate draw five faults. The technician knows nothing of them: they read the page, do
// with their hands what its remedy says, touch what is on it, and are done when it says that all is ready.
func TestFiveFaultsMendedWithThePageAlone(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if given, err := fmt.Sscan(os.Getenv("SEED"), &seed); err != nil && given > 0 {
		t.Fatal(err)
	}
	t.Logf("seed %d (SEED=%d repeats it)", seed, seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	r := newRig(t).withTechnician().open()
	r.comeIn()
	for range 5 {
		h := hurts[chance.IntN(len(hurts))]
		t.Logf("fate: %s", strings.Join(h.words, " "))
		r.world(h.words...)
		r.mend()
	}
	r.touch("back")
	r.page("idle")
}

// mend finds what is not well on the page, does what its remedy says, and proves it with a test.
func (r *rig) mend() {
	r.t.Helper()
	v := r.until("something that is not well", func(v view) bool { return v.page() == "technician" && troubled(v) != "" })
	unit := troubled(v)
	r.reach("open." + unit)
	v = r.until("its card", func(v view) bool { return v.placed.Tree.Find("fact.remedy") != nil })
	remedy := v.placed.Tree.Find("fact.remedy").Value
	done := false
	for _, way := range remedies {
		if strings.Contains(remedy, way.says) {
			r.t.Logf("technician: %s: %s → %s", v.placed.Tree.Find("faulty."+unit).Name, remedy, strings.Join(way.do, " "))
			r.world(append([]string{unit}, way.do...)...)
			done = true
			break
		}
	}
	if !done {
		r.t.Fatalf("no hand can do what the remedy says: %q", remedy)
	}
	r.until("the unit to be well", func(v view) bool { return v.placed.Tree.Find("faulty."+unit) == nil })
	r.reach("test.internal")
	r.until("the test", func(v view) bool {
		ended := v.placed.Tree.Find("ended")
		return ended != nil && ended.Tone == screen.ToneOK
	})
	r.touch("back")
	r.until("all to be ready", func(v view) bool { return v.page() == "technician" && troubled(v) == "" })
}

// troubled is the first unit that the page shows as not well, or "".
func troubled(v view) string {
	unit := ""
	v.placed.Tree.Walk(func(n *screen.Node) bool {
		for _, role := range []string{"faulty.", "unit."} {
			if rest, ok := strings.CutPrefix(n.ID, role); ok && slices.Contains([]screen.Tone{screen.ToneDanger, screen.ToneWarn}, n.Tone) {
				unit = rest
			}
		}
		return unit == ""
	})
	return unit
}
