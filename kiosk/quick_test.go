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
	"buergerterminal/locales/localestest"
)

// silence is a log and a world that nobody asks.
type silence struct{}

func (silence) PageShown(string, string)  {}
func (silence) VisitBegan()               {}
func (silence) VisitEnded(string)         {}
func (silence) WorkFailed(string, string) {}
func (silence) TechnicianEnded(string)    {}

func nobodyComes(ctx context.Context, _ bool) (session.Card, error) {
	<-ctx.Done()
	return session.Card{}, ctx.Err()
}

// drawn are the shipped words and the panel of the look.
func drawn(t *testing.T) (*locales.Texts, func(*screen.Tree) *layout.Placed) {
	t.Helper()
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	return words, layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}).Place
}

// TestQuickTouches takes two touches, and two presses of Enter, before the page that the first one leads to was shown: the
// second was not meant for that page, and must not skip it.
func TestQuickTouches(t *testing.T) {
	words, place := drawn(t)
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

// TestDoubleStrike lets a trembling hand strike twice: in the place that turned the page, the second strike counts only
// when there was time to see the new page; everywhere else, and where no page was turned, it counts at once.
func TestDoubleStrike(t *testing.T) {
	const limit = 300 * time.Millisecond
	words, place := drawn(t)
	service := []session.Event{session.Start{}, session.Continue{}, session.ChooseFlow{ID: "meldebescheinigung"}}
	search := []session.Event{session.Start{}, session.Continue{}, session.OpenSearch{}}
	var end []session.Event
	for _, p := range sessiontest.Pages {
		if p.Name == "done: printed" {
			end = p.Events
		}
	}
	touch := func(id string) func(*Kiosk) {
		return func(k *Kiosk) {
			at := image.Pt(540, 1648) // where the way on was, and the idle page begins a visit
			if n := k.placed.Find(id); n != nil {
				at = n.Target.Min.Add(n.Target.Size().Div(2))
			}
			k.touch(Down, at)
			k.touch(Up, at)
			k.fresh()
		}
	}
	enter := func(k *Kiosk) { k.key(Enter, 0); k.fresh() }
	letter := func(k *Kiosk) { k.key(Letter, 'a'); k.fresh() }
	for _, tt := range []struct {
		name          string
		from          []session.Event
		first, second func(*Kiosk)
		later         time.Duration
		want          session.StationKind
		query         string
	}{
		{name: "at once", from: service, first: touch("forward"), second: touch("forward"), want: session.AtPrivacy},
		{name: "just before the limit", from: service, first: touch("forward"), second: touch("forward"), later: limit - 1, want: session.AtPrivacy},
		{name: "at the limit", from: service, first: touch("forward"), second: touch("forward"), later: limit, want: session.AtCard},
		{name: "in another place", from: service, first: touch("forward"), second: touch("back"), want: session.AtService},
		{name: "after a clock that was set back", from: service, first: touch("forward"), second: touch("forward"), later: -time.Hour, want: session.AtCard},
		{name: "out of a visit", from: end, first: touch("forward"), second: touch("forward"), want: session.AtIdle},
		{name: "out of a visit, later", from: end, first: touch("forward"), second: touch("forward"), later: limit, want: session.AtLanguage},
		{name: "a key of the page twice", from: search, first: touch("key.a"), second: touch("key.a"), want: session.AtSearch, query: "aa"},
		{name: "Enter", from: service, first: enter, second: enter, want: session.AtPrivacy},
		{name: "Enter, later", from: service, first: enter, second: enter, later: limit, want: session.AtCard},
		{name: "Enter behind a touch", from: service, first: touch("forward"), second: enter, want: session.AtCard},
		{name: "a letter twice", from: search, first: letter, second: letter, want: session.AtSearch, query: "aa"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before, _ := sessiontest.Walk(sessiontest.Idle(t), tt.from...)
			now := sessiontest.Noon
			k := New(Options{
				State: before, Words: words, Place: place, Show: func(*layout.Placed) uint64 { return 0 }, Log: silence{}, DoubleStrike: limit,
				Play: func(session.Tone) {}, Work: Work{ReadCard: nobodyComes, Forget: func() {}}, Now: func() time.Time { return now },
			})
			k.jobs.begin(t.Context())
			defer k.jobs.end()
			k.show()
			now = now.Add(time.Minute)
			tt.first(k)
			now = now.Add(tt.later)
			tt.second(k)
			if at := k.state.Visit.At.Kind; at != tt.want || k.state.Visit.Query.Text != tt.query {
				t.Errorf("the visit is at %q and searches %q, want %q, %q", at, k.state.Visit.Query.Text, tt.want, tt.query)
			}
		})
	}
}
