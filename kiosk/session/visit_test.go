package session_test

import (
	"image"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// visit is a visit under test: the state, and the work and the tones that followed from the last call of do.
type visit struct {
	t       *testing.T
	s       session.State
	effects []session.Effect
	tones   []session.Tone
	wipes   int // since the beginning
}

// idle is a visit that has not begun.
func idle(t *testing.T) *visit {
	t.Helper()
	return &visit{t: t, s: sessiontest.Idle(t)}
}

// page is a visit that stands at a page of sessiontest.
func page(t *testing.T, name string) *visit {
	t.Helper()
	v := idle(t)
	for _, p := range sessiontest.Pages {
		if p.Name == name {
			v.do(p.Events...)
			return v
		}
	}
	t.Fatalf("there is no page %q", name)
	return nil
}

// do steps through events.
func (v *visit) do(events ...session.Event) {
	v.t.Helper()
	v.effects, v.tones = nil, nil
	for _, e := range events {
		v.step(e)
	}
}

func (v *visit) step(e session.Event) {
	s, effects := sessiontest.Step(v.s, e)
	v.s = s
	for _, effect := range effects {
		if sound, ok := effect.(session.Sound); ok {
			v.tones = append(v.tones, sound.Tone)
			continue
		}
		v.effects = append(v.effects, effect)
		if _, ok := effect.(session.Wipe); ok {
			v.wipes++
		}
	}
}

// wait lets the time pass, second by second.
func (v *visit) wait(d time.Duration) {
	v.t.Helper()
	v.effects, v.tones = nil, nil
	for range int(d / time.Second) {
		v.step(session.Tick{Now: v.s.Now.Add(time.Second)})
	}
}

// at fails unless the visit stands at a page, which is written as in the matrix.
func (v *visit) at(want string) {
	v.t.Helper()
	if got := where(v.s); got != want {
		v.t.Fatalf("the visit is at %q, want %q", got, want)
	}
}

// did fails unless the last call of do had exactly these effects.
func (v *visit) did(want ...session.Effect) {
	v.t.Helper()
	if len(v.effects) != len(want) || len(want) > 0 && !reflect.DeepEqual(v.effects, want) {
		v.t.Fatalf("effects %#v, want %#v", v.effects, want)
	}
}

// wiped fails unless the visit has ended and nothing of it is left.
func (v *visit) wiped() {
	v.t.Helper()
	v.effects = slices.DeleteFunc(v.effects, func(e session.Effect) bool { // what was borrowed is given back
		_, ok := e.(session.LeaveDraft)
		return ok
	})
	v.did(session.Wipe{})
	if !reflect.ValueOf(v.s.Visit).IsZero() {
		v.t.Errorf("something of the visit is left: %+v", v.s.Visit)
	}
	if v.s.Pressed != "" {
		v.t.Errorf("the finger is still on %s", v.s.Pressed)
	}
}

// keys are the key presses of a text.
func keys(text string) []session.Event {
	var events []session.Event
	for _, r := range text {
		events = append(events, session.TypeRune{Rune: r})
	}
	return events
}

// question is the station of a flow's page.
func question(id string) session.Station {
	return session.Station{Kind: session.AtQuestion, Page: id, Row: -1}
}

// sheet is a scanned page of its own kind, so that pages can be told apart.
func sheet(name string) session.ScannedPage {
	return session.ScannedPage{Image: image.NewGray(image.Rect(0, 0, 4, 4)), Data: []byte(name), MIME: "image/png"}
}

// status is a report of a device.
func status(k devices.Kind, s devices.State) session.DeviceChanged {
	d := devices.Status{Kind: k, State: s}
	if !d.Usable() {
		d.Fault = devices.FaultUnplugged
	}
	return session.DeviceChanged{Status: d}
}

const (
	fairFlow = `version = "1.0.0"
icon = "dog"
category = "local"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]

[[page]]
id = "stall"

[[page.field]]
id = "name"
type = "text"
required = true

[[page.field]]
id = "staff"
type = "int"
required = true
min = 0
max = 3

[[page]]
id = "helper"
repeat = { id = "helper", max = 3, count = "staff" }

[[page.field]]
id = "who"
type = "text"
required = true

[[page]]
id = "rent"

[[page.field]]
id = "rent"
type = "money"

[signature]
required = false
`
	fairTexts = `title = "Stand"
summary = "S"
duration = "D"
fee = "F"
authority.name = "Amt"
receipt.title = "Stand"
page.stall.title = "Der Stand"
page.stall.short = "Stand"
field.name.title = "Name?"
field.name.short = "Name"
field.staff.title = "Wie viele helfen?"
field.staff.short = "Helfende"
field.who.title = "Wer?"
field.who.short = "Wer"
field.rent.title = "Miete?"
field.rent.short = "Miete"
signature.title = "Unterschrift"
signature.statement = "S"
`
)

// fair is a visit to a service with what the shipped ones lack: rows, money, a signature that may be left out.
func fair(t *testing.T) *visit {
	t.Helper()
	c, err := flows.Load(fstest.MapFS{
		"fair/flow.toml":     {Data: []byte("id = \"fair\"\n" + fairFlow)},
		"fair/texts.de.toml": {Data: []byte(fairTexts)},
	})
	if err != nil {
		t.Fatal(err)
	}
	v := idle(t)
	v.s.Catalog = c
	v.do(session.Start{}, session.Continue{}, session.ChooseFlow{ID: "fair"}, session.Continue{}, session.Continue{})
	v.at("question stall")
	return v
}
