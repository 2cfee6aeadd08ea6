package catalog_test

import (
	"strings"
	"testing"

	"buergerterminal/flows"
)

// told are the ids of the pages that only inform.
func told(e flows.Evaluation) string {
	var ids []string
	for _, p := range e.VisiblePages {
		if len(p.Page.Fields) == 0 && !p.Page.Exit {
			ids = append(ids, p.Page.ID)
		}
	}
	return strings.Join(ids, " ")
}

func erika() flows.Answers {
	return with(who(), flows.Answers{
		"geburtsort": flows.Text("Berlin"), "staatsangehoerigkeit": flows.Choice("DEU"), "weitere": flows.Bool(false), "fuer_wen": flows.Choice("selbst"),
		"empfaenger": flows.Choice("privat"), "umfang": flows.Choice("einfach"), "gebuehr": flows.Choice("zahlen"),
	})
}

// licensing is an authority that wants the certificate.
func licensing() flows.Answers {
	return flows.Answers{
		"empfaenger": flows.Choice("behoerde"), "behoerde_name": flows.Text("Landratsamt Pirna, Fahrerlaubnisbehörde"),
		"behoerde_strasse": flows.Text("Postfach 10 02 53"), "behoerde_plz": flows.Text("01782"), "behoerde_ort": flows.Text("Pirna"),
		"behoerde_zweck": flows.Text("Fahrerlaubnis"), "einsicht": flows.Bool(false),
	}
}

func TestFuehrungszeugnisVisits(t *testing.T) {
	const authority = "behoerde_name behoerde_strasse behoerde_plz behoerde_ort behoerde_zweck behoerde_zeichen einsicht"
	visits(t, "fuehrungszeugnis", erika(), []visit{
		{name: "for an employer", hidden: authority + " amtsgericht", cents: 1300},
		{name: "for a child", change: flows.Answers{"fuer_wen": flows.Choice("kind")}, exit: "ende_kind", hidden: "empfaenger familienname"},
		{name: "for somebody else", change: flows.Answers{"fuer_wen": flows.Choice("andere")}, exit: "ende_andere", hidden: "empfaenger familienname"},
		{name: "for an authority", change: licensing(), shown: authority, hidden: "amtsgericht", cents: 1300},
		{name: "for an authority, seen before", change: with(licensing(), flows.Answers{"einsicht": flows.Bool(true)}), shown: "amtsgericht", errors: "amtsgericht:required", cents: 1300},
		{name: "a court left over", change: flows.Answers{"einsicht": flows.Bool(true), "amtsgericht": flows.Text("Pirna")}, hidden: "einsicht amtsgericht", cents: 1300},
		{name: "postcode of an authority", change: with(licensing(), flows.Answers{"behoerde_plz": flows.Text("00123")}), errors: "behoerde_plz:pattern", cents: 1300},
		{name: "extended", change: flows.Answers{"umfang": flows.Choice("erweitert")}, proofs: "anforderung", cents: 1300},
		{name: "volunteer", change: flows.Answers{"gebuehr": flows.Choice("ehrenamt")}, proofs: "ehrenamt", cents: 0},
		{name: "volunteer with children", change: flows.Answers{"gebuehr": flows.Choice("ehrenamt"), "umfang": flows.Choice("erweitert")}, proofs: "anforderung ehrenamt", cents: 0},
		{name: "no money", change: flows.Answers{"gebuehr": flows.Choice("mittellos")}, proofs: "leistung", cents: 0},
		{name: "14 years today", change: flows.Answers{"geburtsdatum": flows.Date(2012, 11, 21)}, shown: "geburtsname plz", cents: 1300},
		{name: "14 years tomorrow", change: flows.Answers{"geburtsdatum": flows.Date(2012, 11, 22)}, exit: "ende_jung", hidden: "geburtsname plz"},
		{name: "born tomorrow", change: flows.Answers{"geburtsdatum": flows.Date(2026, 11, 22)}, exit: "ende_jung", errors: "geburtsdatum:in_future"},
	})
}

// TestFuehrungszeugnisBelegart wants the letter under which the register files each kind.
func TestFuehrungszeugnisBelegart(t *testing.T) {
	f := load(t).Flow("fuehrungszeugnis")
	tests := []struct {
		recipient, extent string
		before            bool
		want              string
	}{
		{"privat", "einfach", false, "N"}, {"privat", "erweitert", false, "NE"}, {"ausland", "einfach", false, "N"},
		{"behoerde", "einfach", false, "O"}, {"behoerde", "erweitert", false, "OE"}, {"behoerde", "einfach", true, "P"},
		{"privat", "einfach", true, "N"},
	}
	for _, tt := range tests {
		e := f.Evaluate(with(erika(), with(licensing(), flows.Answers{
			"empfaenger": flows.Choice(tt.recipient), "umfang": flows.Choice(tt.extent), "einsicht": flows.Bool(tt.before), "amtsgericht": flows.Text("Pirna"),
		})))
		if got := e.Values["belegart"].Text(); got != tt.want {
			t.Errorf("%s, %s, seen before %t: %s, want %s", tt.recipient, tt.extent, tt.before, got, tt.want)
		}
	}
}

func TestFuehrungszeugnisTells(t *testing.T) {
	f := load(t).Flow("fuehrungszeugnis")
	second := func(state string) flows.Answers {
		return flows.Answers{"weitere": flows.Bool(true), "zweite_staatsangehoerigkeit": flows.Choice(state)}
	}
	tests := []struct {
		change flows.Answers
		want   string
	}{
		{nil, ""},
		{flows.Answers{"empfaenger": flows.Choice("ausland")}, "ausland"},
		{flows.Answers{"staatsangehoerigkeit": flows.Choice("POL")}, "europa"},
		{second("POL"), "europa"},
		{second("DEU"), ""},
		{with(second("POL"), flows.Answers{"weitere": flows.Bool(false)}), ""},
	}
	for _, tt := range tests {
		if got := told(f.Evaluate(with(erika(), tt.change))); got != tt.want {
			t.Errorf("%v: told %q, want %q", tt.change, got, tt.want)
		}
	}
	for _, state := range []string{"GBR", "CHE", "UKR", flows.Stateless} {
		if got := told(f.Evaluate(with(erika(), flows.Answers{"staatsangehoerigkeit": flows.Choice(state)}))); got != "" {
			t.Errorf("%s: told %q", state, got)
		}
	}
}
