package kiosk

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	draftcode "buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// begin answers the first question.
func (p *powered) begin() {
	p.touch(session.Start{}, session.Continue{}, session.ChooseFlow{ID: "meldebescheinigung"}, session.Continue{}, session.Continue{}, session.SkipCard{},
		session.ChooseOption{Key: "art", Option: "einfach"}, session.Continue{})
}

// keep keeps the application for another day, and takes the paper along.
func (p *powered) keep() { p.touch(save...) }

var save = []session.Event{session.Cancel{}, session.OpenSave{}, session.KeepDraft{}, session.EndVisit{}}

// send answers what is open and sends the application.
func (p *powered) send() {
	for range 60 {
		at := p.s.Visit.At.Kind
		switch {
		case p.ctx.Err() != nil, at == session.AtDone, at == session.AtIdle:
			return
		case at == session.AtQuestion:
			p.touch(sessiontest.Answers(p.s)...)
		case at == session.AtProof:
			p.touch(session.StartScan{}, session.ScanDone{Page: session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 10, 14)), Data: []byte("page"), MIME: "image/png"}})
		case at == session.AtSignature:
			p.touch(session.StrokeStarted{At: session.Point{X: 1, Y: 1}}, session.StrokeMoved{At: session.Point{X: 9, Y: 9}}, session.StrokeEnded{})
		case at == session.AtSend:
			p.touch(session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"})
		}
		p.touch(session.Continue{})
	}
	p.t.Fatalf("the citizen is stuck at %v", p.s.Visit.At)
}

// restart gives the terminal its power again, waits until what was lent is lent no more, and does the errands.
func (p *powered) restart() {
	p.last, p.lost = 0, 0
	p.start()
	if !p.drafts.errands.round(p.ctx, true) {
		p.t.Error("an errand is left")
	}
	p.now = p.now.Add(20 * time.Minute)
}

// opens reports whether a paper opens what is kept, and gives it back at once.
func (p *powered) opens(paper string) bool {
	p.t.Helper()
	p.now = p.now.Add(2 * time.Second)
	code, err := draftcode.ParseCode(paper)
	if err != nil {
		p.t.Fatal(err)
	}
	sealed, lease, err := p.hub.Take(context.Background(), "MS-99", code.Secret.ID())
	if errors.Is(err, drafts.ErrGone) {
		return false
	}
	if err == nil {
		_, err = code.Secret.Open(sealed)
	}
	if err = errors.Join(err, p.hub.Leave(context.Background(), code.Secret.ID(), lease)); err != nil {
		p.t.Error(err)
	}
	return true
}

// stories are what citizens do who keep an application. Each ends with the power still there.
var stories = []struct {
	name string
	do   func(p *powered)
}{
	{"kept, kept anew, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(p.keep)
		p.on(p.send)
	}},
	{"kept, looked at, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(func() { p.touch(session.Cancel{}, session.KeepPaper{}) })
		p.on(p.send)
	}},
	{"kept, kept anew, deleted", func(p *powered) {
		p.begin()
		p.keep()
		p.on(p.keep)
		p.on(func() {
			p.touch(session.Cancel{})
			p.willing = p.willing || p.ctx.Err() == nil
			p.touch(session.EndVisit{})
		})
	}},
	{"kept, kept anew, gone on after all, sent", func(p *powered) {
		p.begin()
		p.keep()
		p.on(func() {
			p.touch(save[:3]...)
			p.willing = p.willing || p.ctx.Err() == nil
			p.touch(session.GoOnHere{})
			p.send()
		})
	}},
	{"answers are lost", func(p *powered) {
		p.begin()
		p.touch(save[:2]...)
		p.lost = 1
		p.touch(save[2:]...)
		p.on(p.send)
	}},
}

// on goes on with the newest paper, if there is one and the power.
func (p *powered) on(do func()) {
	if len(p.papers) == 0 || p.ctx.Err() != nil {
		return
	}
	p.touch(session.EndVisit{})
	p.lay()
	do()
}

// TestPowerCutAtEveryStep cuts the power at every moment of every story, between any two steps that last. Then the citizen has a paper
// that opens what they kept, or their application is stored; never neither, never both, and of two papers one alone can be used.
func TestPowerCutAtEveryStep(t *testing.T) {
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			whole := newPowered(t, 0)
			story.do(whole)
			t.Logf("%d moments: %s", len(whole.moments), strings.Join(whole.moments, ", "))
			if len(whole.moments) < 12 {
				t.Fatal("the story is too short")
			}
			whole.holds("no cut")
			for last := 1; last <= len(whole.moments); last++ {
				p := newPowered(t, last)
				story.do(p)
				p.restart()
				p.holds(fmt.Sprintf("cut at moment %d, %s", last, whole.moments[last-1]))
			}
		})
	}
}

// holds holds what the citizen has to what must be true.
func (p *powered) holds(when string) {
	p.t.Helper()
	stored, err := p.outbox.Pending(context.Background())
	if err != nil {
		p.t.Fatal(err)
	}
	var open []string
	for _, paper := range p.papers {
		if p.opens(paper) {
			open = append(open, paper)
		}
	}
	switch {
	case len(stored) > 1:
		p.t.Errorf("%s: %d applications are stored", when, len(stored))
	case len(stored) == 1 && len(open) > 0:
		p.t.Errorf("%s: it is stored, and %d papers open it", when, len(open))
	case len(p.papers) > 0 && len(stored) == 0 && len(open) == 0 && !p.willing:
		p.t.Errorf("%s: nothing is stored, and none of %d papers opens it", when, len(p.papers))
	}
	if len(open) < 2 {
		return
	}
	slices.Reverse(open) // either may be the one that is used
	if len(p.moments)%2 == 0 {
		slices.Reverse(open)
	}
	code, err := draftcode.ParseCode(open[0])
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.hub.Burn(context.Background(), "MS-99", code.Secret.ID()); err != nil {
		p.t.Fatal(err)
	}
	for _, other := range open[1:] {
		if p.opens(other) {
			p.t.Errorf("%s: two papers can be used", when)
		}
	}
}

// TestLostAnswer: the hub had kept the draft when its answer was lost. It is asked again with the same bytes; and where no answer comes at
// all, what nobody can open is deleted.
func TestLostAnswer(t *testing.T) {
	for _, tt := range []struct {
		lost   int
		stage  session.SaveStage
		papers int
	}{{1, session.SaveKept, 1}, {keepTries, session.SaveFailed, 0}} {
		p := newPowered(t, 0)
		p.begin()
		p.touch(save[:2]...)
		p.lost = tt.lost
		p.touch(session.KeepDraft{})
		if got := p.s.Visit.Saving.Stage; got != tt.stage || len(p.papers) != tt.papers {
			t.Errorf("%d answers lost: %q, %d papers", tt.lost, got, len(p.papers))
		}
		p.drafts.errands.round(p.ctx, true)
		if n, err := p.hub.Count(t.Context()); n != tt.papers || err != nil {
			t.Errorf("%d answers lost: the hub keeps %d drafts, %v", tt.lost, n, err)
		}
		puts := 0
		for _, m := range p.moments {
			if m == "before PUT "+link.DraftsPath {
				puts++
			}
		}
		if want := min(tt.lost+1, keepTries); puts != want {
			t.Errorf("%d answers lost: asked %d times", tt.lost, puts)
		}
	}
}
