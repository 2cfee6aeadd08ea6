package fim

import (
	"fmt"
	"strings"
	"testing"
)

// text writes clauses for comparing.
func (c *clause) text() string {
	out := string(c.effect)
	if c.must {
		out += "!"
	}
	for _, t := range c.targets {
		out += " " + strings.Join(t, ".")
	}
	if len(c.values) > 0 {
		out += " " + strings.Join(c.values, ",")
	}
	if c.when != nil {
		out += " if " + c.when.text()
	}
	if c.states != nil {
		out += fmt.Sprint(" in ", c.states.codes)
	}
	return out
}

func (c *condition) text() string {
	switch c.op {
	case opAnd, opOr, opNot:
		var parts []string
		for _, p := range c.of {
			parts = append(parts, p.text())
		}
		return string(c.op) + "(" + strings.Join(parts, " ") + ")"
	case opIn:
		return strings.Join(c.about, ".") + "=" + strings.Join(c.values, "|")
	case opAnswered:
		return strings.Join(c.about, ".") + "?"
	case opDate:
		return "date " + c.about.id() + " " + c.other.id() + " " + c.third.id()
	}
	if c.other != nil {
		return c.about.id() + string(c.op) + c.other.id()
	}
	return c.about.id() + string(c.op) + c.values[0]
}

// Ids of the sentences below.
const (
	f1, f2, f3 = "F99000000001", "F99000000002", "F99000000003"
	g1, g2, g3 = "G99000000001", "G99000000002", "G99000000003"
)

func testWords() *vocabulary {
	return &vocabulary{
		names: map[string][]string{f1: {"Wo wohnen Sie?", "Ort"}, g1: {"Anschrift (Inland)"}},
		codes: map[string][]Code{f1: {{"001", "in Deutschland", ""}, {"002", "im Ausland", ""}}},
	}
}

func TestSentences(t *testing.T) {
	tests := []struct {
		name, sentence, want string
	}{
		{"show as mandatory, else not", `WENN F1 'Ort' = 001 'in Deutschland', DANN zeige als Pflicht G1 'Anschrift' an, SONST zeige G1 'Anschrift' nicht an.`,
			"show! G1 if F1=001; hide G1 if not(F1=001)"},
		{"names without marks", `WENN F1 Ort = 001 - in Deutschland ODER 002 - im Ausland, DANN zeige G1 Anschrift (Inland) als Pflicht an`, "show! G1 if F1=001|002"},
		{"activate and deactivate", `WENN F1 "x" = JA, DANN aktiviere G1 "y", F2 "z" UND deaktiviere F3 "w".`, "show G1 F2 if F1=true; hide F3 if F1=true"},
		{"list without commas", `WENN F1 "x" = JA, DANN aktiviere G1.F1 "a" G1.F2 "b",F3 "c"`, "show G1.F1 G1.F2 F3 if F1=true"},
		{"make it mandatory", `WENN F1 'a' = 001 'b', DANN aktiviere F2 'c' UND mache es zu einer Pflichtangabe UND deaktiviere F3 'd'.`, "show! F2 if F1=001; hide F3 if F1=001"},
		{"must and must not", `Wenn das Feld F1 "a" = 001 "b", dann muss die Feldgruppe G1 "c" befüllt sein. Wenn das Feld F1 "a" <> 001 "b", dann darf die Feldgruppe G1 "c" nicht befüllt sein.`,
			"must G1 if F1=001; hide G1 if not(F1=001)"},
		{"some values", `WENN das Datenfeld G2.F1 "a" = (001 "b" ODER 002 "c"), DANN ist das Datenfeld F2 "d" zu befüllen.`, "must F2 if G2.F1=001|002"},
		{"not one of some", `Wenn F1 <> (001 "b" UND 002 "c"), dann muss das Feld F2 "d" angezeigt werden.`, "show F2 if not(F1=001|002)"},
		{"not this and not that", `Wenn das Feld F1 <> 001 "b" UND <> 002 "c", dann muss F2 befüllt sein.`, "must F2 if and(not(F1=001) not(F1=002))"},
		{"this or that", `Wenn F1 "a" = 001 "b" ODER = 002 "c", dann darf F2 nicht angezeigt werden.`, "hide F2 if or(F1=001 F1=002)"},
		{"not this but that", `Wenn F1 <> 001 UND = 002, dann darf F2 nicht angezeigt werden.`, "hide F2 if and(not(F1=001) F1=002)"},
		{"two fields", `Wenn F1 = 001 und F2 = "wahr", dann muss F3 befüllt werden`, "must F3 if and(F1=001 F2=true)"},
		{"name for a code", `Wenn F1 Ort === "in Deutschland", dann zeige G1, wenn F1 Ort === "im Ausland", dann zeige G2.`, "show G1 if F1=001; show G2 if F1=002"},
		{"code and name in one", `Wenn Feld F1 Ort == "001 in Deutschland", dann zeige  F2, ansonsten nicht.`, "show F2 if F1=001; hide F2 if not(F1=001)"},
		{"zeros at the head", `Wenn in F1 Auswahl = 01 "in Deutschland", dann erscheint F2 "b" und muss befüllt werden`, "show! F2 if F1=001"},
		{"elliptic", `Wenn F1 Ort === "Ja", dann zeige G1, wenn <> "Ja", dann blende die Datenfeldgruppe G1 aus.`, "show G1 if F1=true; hide G1 if not(F1=true)"},
		{"all other codes", `WENN F1 = 001 'b', DANN aktiviere F2. WENN F1 = alle anderen möglichen Ausprägungen der Codeliste , DANN deaktiviere F2.`,
			"show F2 if F1=001; hide F2 if not(F1=001)"},
		{"swap", `Wenn in Feld F1 Auswahl= 001="in Deutschland", DANN muss Feldgruppe G1 "a" als Pflichtfeldgruppe angezeigt UND Feldgruppe G2 "b" ausgeblendet werden.`,
			"show! G1 if F1=001; hide G2 if F1=001"},
		{"the other groups", `Wenn F1 = 001, dann muss G1 befüllt sein. Die beiden anderen Gruppen G2"b" und G3 "c" dürfen dann nicht befüllt werden.`,
			"must G1 if F1=001; hide G2 G3 if F1=001"},
		{"not empty", `Wenn F1 "Tag" nicht leer, dann darf F2 "Monat" nicht leer sein.`, "must F2 if F1?"},
		{"calendar", `Wenn alle drei Felder F1 "T", F2 "M" und F3 "J" befüllt sind, muss die Validität des sich ergebenden Kalenderdatums sichergestellt werden. D.h. es muss z.B. 30.02.2019 oder der 31.11.1968 verhindert werden, da diese keine korrekten Datumsangaben sind.`,
			"holds F1 if date F1 F2 F3"},
		{"either or", `Entweder muss die Feldgruppe G1 "a" oder die Feldgruppe G2 "b" befüllt sein.`, "one of G1 G2"},
		{"at least one", `Es muss mindestens eines der Felder F1 "a", F2 "b" oder F3 "c" befüllt sein.`, "some of F1 F2 F3"},
		{"at least one true", `Mindestens eines der Felder F1 "a" oder F2 "b" muss den Wert "wahr" haben.`, "holds F2 if or(F1=true F2=true)"},
		{"at least one of the group", `Mindestens ein Datenfeld der Datenfeldgruppe muss den Wert "wahr" haben.`, "some true"},
		{"mandatory if one of", `F3 ist ein Pflichtfeld, wenn eines der folgenden Felder F1, F2 mit "Ja" belegt ist.`, "must F3 if or(F1=true F2=true)"},
		{"order of dates", `Das Datum im Feld F1 "von" muss zeitlich vor dem Datum in Feld F2 "bis" liegen.`, "holds F2 if F1<F2"},
		{"at least a number", `Das Feld F2 muss mindestens 1.000,5 betragen.`, "holds F2 if F2>=1000.5"},
		{"at most another", `Das Feld F2 "a" darf nicht größer als F3 "b" sein.`, "holds F3 if F2<=F3"},
		{"not in the future", `Das Feld F2 darf nicht in der Zukunft liegen.`, "holds F2 if F2<=today"},
		{"compared with a day", `Wenn F2 < 31.12.2020, dann zeige F3`, "show F3 if F2<2020-12-31"},
		{"filled beforehand", `Das Feld F1 "Ort" ist mit 001 "in Deutschland" vorzubefüllen und in der Antragsstrecke auszublenden.`, "constant F1 001"},
		{"filled on a condition", `Wenn F2 = "wahr", dann muss das Feld F1 "Ort" mit 001 "in Deutschland" vorbefüllt und in der Antragsstrecke ausgeblendet werden.`, "constant F1 001 if F2=true"},
		{"only some codes", `Wenn F2 = "wahr", dann muss das Feld F1 "Ort" befüllt werden, wobei nur die Codes 001 "in Deutschland" ODER 002 "im Ausland" ausgewählt werden dürfen.`,
			"must F1 if F2=true; restrict F1 001,002 if F2=true"},
		{"for some Länder", "Für die Länder NW, SL gilt: Das Datenfeld F1 muss befüllt werden. Für alle anderen Länder gilt: Das Datenfeld F1 darf nicht angezeigt werden.",
			"must F1 in [NW SL]; hide F1 in []"},
		{"must for some Länder", "Das Feld F1 muss für die Länder Bremen und Rheinland-Pfalz angezeigt werden. Für die anderen Länder darf das Feld nicht angezeigt werden.",
			"show F1 in [HB RP]; hide F1 in []"},

		{"unknown words", `Wenn F1 = 001, dann muss G1 nach Rücksprache befüllt sein.`, ""},
		{"half a sentence", `Wenn F1 = 001`, ""},
		{"a sentence more", `Wenn F1 = 001, dann muss G1 befüllt sein. Dies gilt nicht für Kinder.`, ""},
		{"an open mark", `Wenn F1 = 001, dann zeige F2, bei <> "Nein zeige F2 nicht an.`, ""},
		{"no verb", `WENN F1 = 001, DANN F2 "a", F3 "b".`, ""},
		{"an unknown name", `Wenn F1 Wohnort = 001, dann zeige F2`, ""},
		{"an age", `WENN F1 = < 18 Jahre, DANN zeige F2 an`, ""},
		{"a unit", `Wenn F1 > 18 Jahre, DANN zeige F2 an`, ""},
		{"not this or that", `Wenn F1 <> (001 ODER 002), dann zeige F2`, ""},
		{"outside knowledge", `WENN in F1 ein Staat gewählt wird, der zur EU gehört, DANN ist F2 zu befüllen.`, ""},
		{"mandatory and hidden", `Wenn F1 = 001, dann zeige als Pflicht F2 nicht an`, ""},
		{"nothing", ` . `, ""},
	}
	long := strings.NewReplacer("F1", f1, "F2", f2, "F3", f3, "G1", g1, "G2", g2, "G3", g3)
	short := strings.NewReplacer(f1, "F1", f2, "F2", f3, "F3", g1, "G1", g2, "G2", g3, "G3")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			clauses, err := parseRule(long.Replace(tt.sentence), testWords())
			var parts []string
			for _, c := range clauses {
				parts = append(parts, c.text())
			}
			got := short.Replace(strings.Join(parts, "; "))
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got  %s (%v)\nwant %s", got, err, tt.want)
			}
		})
	}
}

// TestKeepsToWords makes sure that a word that is not understood is never passed over: each sentence that is understood is
// not understood any more with one word more, wherever it is put outside of a name.
func TestKeepsToWords(t *testing.T) {
	sentences := []string{
		"Wenn das Feld " + f1 + " = 001, dann muss die Feldgruppe " + g1 + " befüllt sein.",
		"Entweder muss die Feldgruppe " + g1 + " oder die Feldgruppe " + g2 + " befüllt sein.",
		"WENN " + f1 + " = 001, DANN zeige " + f2 + " als Pflicht an, SONST zeige " + f2 + " nicht an.",
		"Das Datum im Feld " + f1 + " muss zeitlich vor dem Datum in Feld " + f2 + " liegen.",
	}
	for _, s := range sentences {
		if _, err := parseRule(s, testWords()); err != nil {
			t.Errorf("not understood: %s", s)
		}
		words := strings.Fields(s)
		for i := range len(words) + 1 {
			more := strings.Join(words[:i], " ") + " manchmal " + strings.Join(words[i:], " ")
			if clauses, err := parseRule(more, testWords()); err == nil {
				t.Errorf("understood as %s: %s", clauses[0].text(), more)
			}
		}
	}
}

func FuzzRule(f *testing.F) {
	f.Add("Wenn " + f1 + " = 001, dann muss " + g1 + " befüllt sein.")
	f.Add("Für die Länder NW, SL gilt: " + f1 + " muss befüllt werden.")
	f.Add(f1 + ` "a`)
	f.Fuzz(func(t *testing.T, sentence string) {
		clauses, err := parseRule(sentence, testWords())
		if (err == nil) == (len(clauses) == 0) {
			t.Errorf("%d clauses, error %v", len(clauses), err)
		}
	})
}
