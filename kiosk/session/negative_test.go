package session_test

import (
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales/localestest"
)

// TestLoss writes numbers below zero where a field takes them: the minus key turns the sign wherever the caret stands, and
// what was written comes back as it was.
func TestLoss(t *testing.T) {
	c, err := flows.Load(fstest.MapFS{
		"fair/flow.toml": {Data: []byte("id = \"fair\"\n" + `version = "1.0.0"
icon = "dog"
category = "local"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]
[[page]]
id = "profit"
[[page.field]]
id = "profit"
type = "money"
min = -100000
[[page]]
id = "rent"
[[page.field]]
id = "rent"
type = "money"
min = 0
`)},
		"fair/texts.de.toml": {Data: []byte(`title = "F"
summary = "F"
duration = "F"
fee = "F"
authority.name = "A"
receipt.title = "F"
field.profit = { title = "P", short = "P" }
field.rent = { title = "R", short = "R" }
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		keys    string
		written string
		answer  int64
	}{
		{"-12,5", "-12,50", -1250},
		{"12-", "-12,00", -1200},
		{"-12-", "12,00", 1200},
		{"−,5", "-0,50", -50},
		{"-0,5", "-0,50", -50},
	} {
		v := idle(t)
		v.s.Catalog = c
		v.do(session.Start{}, session.Continue{}, session.ChooseFlow{ID: "fair"}, session.Continue{}, session.Continue{})
		v.at("question profit")
		v.do(append(keys(tt.keys), session.Continue{})...)
		v.at("question rent")
		if got := v.s.Visit.Answers["profit"]; got != flows.Int(tt.answer) {
			t.Errorf("%s: %v", tt.keys, got)
		}
		v.do(session.TypeRune{Rune: '-'}, session.TypeRune{Rune: '7'})
		if got := v.s.Visit.Draft.Edits["rent"].Text; got != "7" {
			t.Errorf("the rent is %q", got)
		}
		v.do(session.Back{})
		if got := v.s.Visit.Draft.Edits["profit"].Text; got != tt.written {
			t.Errorf("%s: comes back as %q", tt.keys, got)
		}
	}
}

// TestMinusKey is on the pad of a field that may be negative, and on no other; money says what it counts.
func TestMinusKey(t *testing.T) {
	words := localestest.Shipped(t)
	for _, tt := range []struct {
		least int64
		minus bool
	}{{-1, true}, {0, false}} {
		v := fair(t)
		v.s.Visit.Flow.Field("rent").Min = &tt.least
		v.s.Visit.At, v.s.Visit.Draft = session.Station{Kind: session.AtQuestion, Page: "rent", Row: -1}, session.Draft{}
		page := screen.Build(v.s, words)
		if got := page.Find("key.-") != nil; got != tt.minus {
			t.Errorf("least %d: minus key %t", tt.least, got)
		}
		if field := page.Find("field.rent"); field == nil || field.Detail != "Euro" {
			t.Errorf("field %+v", field)
		}
	}
}
