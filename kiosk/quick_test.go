package kiosk

import (
	"context"
	"image"
	"testing"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// silence is a log and a world that nobody asks.
type silence struct{}

func (silence) PageShown(string, string)  {}
func (silence) VisitBegan()               {}
func (silence) VisitEnded(string)         {}
func (silence) WorkFailed(string, string) {}

func nobodyComes(ctx context.Context) (session.Card, error) {
	<-ctx.Done()
	return session.Card{}, ctx.Err()
}

// TestQuickTouches takes two touches, and two presses of Enter, before the page that the first one leads to was shown: the
// second was not meant for that page, and must not skip it.
func TestQuickTouches(t *testing.T) {
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	place := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}).Place
	before, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.Continue{}, session.ChooseFlow{ID: "meldebescheinigung"})
	forward := place(screen.Build(before, words)).Find("forward").Target.Min.Add(image.Pt(20, 20))
	for name, act := range map[string]func(*Kiosk){
		"touch": func(k *Kiosk) { k.touch(Down, forward); k.touch(Up, forward) },
		"Enter": func(k *Kiosk) { k.key(Enter, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			k := New(Options{
				State: before, Words: words, Place: place, Show: func(*layout.Placed) uint64 { return 0 }, Log: silence{},
				Play: func(session.Tone) {}, Work: Work{ReadCard: nobodyComes}, Now: func() time.Time { return sessiontest.Noon },
			})
			k.jobs.begin(t.Context())
			defer k.jobs.end()
			k.show()
			act(k)
			act(k)
			if at := k.state.Visit.At.Kind; at != session.AtPrivacy {
				t.Errorf("after two at once the visit is at %q", at)
			}
			act(k)
			if at := k.state.Visit.At.Kind; at != session.AtCard {
				t.Errorf("after one more it is at %q", at)
			}
		})
	}
}
