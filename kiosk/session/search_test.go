package session_test

import (
	"slices"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

func TestSearch(t *testing.T) {
	certificate, damage := "meldebescheinigung", "maengelmelder"
	for _, tt := range []struct {
		lang, query string
		want        []string
	}{
		{"de", "Meldebescheinigung", []string{certificate}},
		{"de", "meldebesch", []string{certificate}},
		{"de", "MELDEBESCHEINIGUNG", []string{certificate}},
		{"de", "meldebe\u00adscheinigung", []string{certificate}},
		{"de", "bescheinigung", []string{certificate}}, // German joins words
		{"de", "Loch", []string{damage}},
		{"de", "och", nil}, // short words only begin words
		{"de", "par", []string{damage}},
		{"de", "müll", []string{damage}},
		{"de", "mu\u0308ll", []string{damage}},
		{"de", "muell", []string{damage}},
		{"de", "MÜLL", []string{damage}},
		{"de", "straße", []string{damage}},
		{"de", "STRASSE", []string{damage}},
		{"de", "strasse loch", []string{damage}},
		{"de", "loch strasse", []string{damage}},
		{"de", "Loch in der Straße", []string{damage}}, // the example of the page itself
		{"de", "Mängel", []string{damage}},
		{"de", "mangel", []string{damage}},
		{"de", "Mängelmelder", []string{damage}},
		{"de", "Schaden melden", []string{damage}},
		{"de", "Schäden", []string{damage}},
		{"de", "in der", nil},
		{"de", "loch certificate", []string{damage}}, // what nothing answers to is left out
		{"de", "Schlaglcoh", []string{damage}},       // turned letters
		{"de", "Meldebeschinigung", []string{certificate}},
		{"de", "ich möchte ein Loch melden", []string{damage}},
		{"de", "  loch  ", []string{damage}},
		{"de", "loch-", []string{damage}},
		{"de", "", nil},
		{"de", " -–„“ ", nil},
		{"de", "xyzzy", nil},
		{"en", "damage", []string{damage}},
		{"en", "report a defect", []string{damage}},
		{"uk", "недолік", []string{damage}},
		{"ar", "الأضرار", []string{damage}},
		{"en", "Müll", []string{damage}}, // the town's language is searched too
		{"de", "damage", nil},            // but no other
		{"uk", "яма на дорозі", []string{damage}},
		{"uk", "ДОВІДКА", []string{certificate}},
		{"uk", "ліхтар", []string{damage}},
		{"uk", "Müll", []string{damage}},
		{"ar", "حفرة في الشارع", []string{damage}}, // with the article, which the keyword has not
		{"ar", "حفره", []string{damage}},           // two ways to write the last letter
		{"ar", "انارة", []string{damage}},          // without its hamza
		{"ar", "شهادة", []string{certificate}},
		{"ar", "ال", nil},
	} {
		t.Run(tt.lang+" "+tt.query, func(t *testing.T) {
			v := page(t, "search")
			v.s.Visit.Lang = tt.lang
			v.s.Visit.Query = session.Edit{Text: tt.query}
			var got []string
			for _, h := range v.s.Hits() {
				if h.Flow != nil {
					got = append(got, h.Flow.ID)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("found %v, want %v", got, tt.want)
			}
		})
	}
}

// TestSearchPage writes, finds, goes away and comes back: a new search begins empty.
func TestSearchPage(t *testing.T) {
	v := page(t, "search")
	v.do(append(keys("loch"), session.TurnList{By: 3})...)
	if v.s.Visit.ListPage != 3 {
		t.Errorf("the list is at page %d", v.s.Visit.ListPage)
	}
	v.do(session.Erase{})
	if v.s.Visit.Query != (session.Edit{Text: "loc", Caret: 3}) || v.s.Visit.ListPage != 0 {
		t.Errorf("%+v, page %d", v.s.Visit.Query, v.s.Visit.ListPage)
	}
	v.do(keys("0123456789012345678901234567890123456789012345678901234567890")...)
	if got := len(v.s.Visit.Query.Text); got != 40 {
		t.Errorf("%d letters are kept, want 40", got)
	}
	v.do(session.Back{}, session.OpenSearch{})
	v.at("search")
	if v.s.Visit.Query != (session.Edit{}) {
		t.Errorf("%+v is still written there", v.s.Visit.Query)
	}
}

// TestListHits puts all hits in the place of the keyboard: they stay while one of them is read, and go when the search changes.
func TestListHits(t *testing.T) {
	v := page(t, "search")
	v.do(session.ListHits{All: true})
	if v.s.Visit.Listed {
		t.Error("nothing is listed where nothing was found")
	}
	v.do(append(keys("verloren"), session.ListHits{All: true}, session.TurnList{By: 1}, session.ChooseElsewhere{ID: "fuehrerschein"}, session.Back{})...)
	v.at("search")
	if !v.s.Visit.Listed || v.s.Visit.Query.Text != "verloren" {
		t.Errorf("listed %t, query %+v", v.s.Visit.Listed, v.s.Visit.Query)
	}
	v.do(session.ListHits{})
	if v.s.Visit.Listed {
		t.Error("the keyboard does not come back")
	}
	for _, changes := range []session.Event{session.Empty{}, session.OpenSearch{}, session.Back{}} {
		v := page(t, "search")
		v.do(append(keys("verloren"), session.ListHits{All: true}, changes, session.OpenSearch{})...)
		if v.s.Visit.Listed {
			t.Errorf("%T leaves the hits of another search", changes)
		}
	}
}

// TestLifeSituations opens the only service of a situation at once.
func TestLifeSituations(t *testing.T) {
	v := page(t, "areas")
	v.s.Catalog = &flows.Catalog{Flows: []*flows.Flow{v.s.Catalog.Flow("anmeldung"), v.s.Catalog.Flow("maengelmelder")}}
	v.do(session.ChooseArea{Category: "none"})
	v.at("areas")
	v.do(session.ChooseArea{})
	v.at("services")
	if got := len(v.s.Services()); got != len(v.s.Catalog.Flows) {
		t.Errorf("%d services", got)
	}
	v.do(session.Back{}, session.ChooseArea{Category: "local"})
	v.at("service")
	if got := v.s.Visit.Flow.ID; got != "maengelmelder" {
		t.Errorf("the service is %s", got)
	}
	if got := v.s.Visit.Answers; len(got) != 0 {
		t.Errorf("answers %v were proposed", got)
	}
}
