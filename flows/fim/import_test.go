package fim

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"buergerterminal/flows"
)

// asks writes the questions of a flow, page by page: id, type and what else matters.
func asks(f *flows.Flow) string {
	var b strings.Builder
	visible := func(c *flows.Condition) {
		if c != nil {
			b.WriteString(" if " + c.Source)
		}
	}
	for _, p := range f.Pages {
		b.WriteString(p.ID)
		if p.Repeat != nil {
			b.WriteString("*" + p.Repeat.ID)
		}
		visible(p.Visible)
		b.WriteString(":")
		for _, q := range p.Fields {
			b.WriteString(" " + q.ID + " " + string(q.Type))
			if q.Required {
				b.WriteString("!")
			}
		}
		b.WriteString("\n")
	}
	for _, p := range f.Proofs {
		b.WriteString("scan " + p.ID)
		if p.Required {
			b.WriteString("!")
		}
		visible(p.Visible)
		b.WriteString("\n")
	}
	for _, v := range f.Values {
		b.WriteString("value " + v.ID + " = " + v.Is.Source + " at " + v.Path + "\n")
	}
	for _, r := range f.Rules {
		b.WriteString("rule " + r.Field + ": " + r.Holds.Source)
		visible(r.Visible)
		b.WriteString("\n")
	}
	for _, u := range f.Unresolved {
		b.WriteString("unresolved " + u.ID + "\n")
	}
	return b.String()
}

const f4 = "F99000000004"

func text(name, number string) part {
	return field(name, number, "input text", limits(`maxLength="50"`))
}

func yes(name, number string) part { return field(name, number, "input bool") }

func pick(name, number string) part {
	return field(name, number, "select text", werte("001 eins", "002 zwei", "003 drei"))
}

// TestForms imports each form of a schema on its own, in both standards, and walks it to its end.
func TestForms(t *testing.T) {
	tests := []struct {
		name  string
		parts []part
		want  string
	}{
		{"three fields a page", []part{text(f1+" A", "1:1"), text(f2+" B", "0:1"), text(f3+" C", "1:1"), text(f4+" D", "1:1")}, `
a: a text! b text c text!
d: d text!`},
		{"a choice stands alone", []part{text(f1+" A", "1:1"), pick(f2+" B", "1:1"), yes(f3+" C", "0:1"), text(f4+" D", "1:1")}, `
a: a text!
b: b choice!
c: c bool
d: d text!`},
		{"types", []part{
			field(f1+" Latein", "1:1", "input text_latin"), field(f2+" Tag", "1:1", "input date"), field(f3+" Zeit", "1:1", "input time"),
			field(f4+" Punkt", "0:1", "input datetime"), field("F99000000005 Zahl", "1:1", "input num"), field("F99000000006 Ganz", "1:1", "input num_int"),
			field("F99000000007 Geld", "1:1", "input num_currency"), field("F99000000008 Datei", "1:1", "input file"), field("F99000000009 Objekt", "0:1", "input obj"),
			field("F99000000010 Begründung", "1:1", "input text"), field("F99000000011 Lang", "1:1", "input text", limits(`maxLength="900"`)),
		}, `
latein: latein text!
tag: tag date!
zeit: zeit text!
punkt_tag: punkt_tag date
punkt_uhrzeit: punkt_uhrzeit text zahl number! ganz int!
geld: geld money!
begruendung: begruendung longtext!
lang: lang longtext!
scan datei!
scan objekt
rule punkt_uhrzeit: answered(punkt_tag) == answered(punkt_uhrzeit)`},
		{"groups in groups", []part{group(g1+" Außen", "1:1", nil, text(f1+" A", "1:1"), group(g2+" Innen", "1:1", nil, text(f1+" A", "1:1")))}, `
a: a text!
innen_a: innen_a text!`},
		{"an optional group", []part{group(g1+" Konto", "0:1", nil, text(f1+" Bank", "1:1"), text(f2+" Ort", "0:1"))}, `
mit_konto: mit_konto bool!
bank if mit_konto: bank text! ort text`},
		{"an optional group that asks for nothing", []part{group(g1+" Kontakt", "0:1", nil, text(f1+" Telefon", "0:1"), text(f2+" Fax", "0:1"))}, `
telefon: telefon text fax text`},
		{"a group of which one is given", []part{group(g1+" Anschrift", "1:1", []string{"X"}, text(f1+" Postfach", "1:1"), group(g2+" Straße", "0:1", nil, text(f2+" Name", "1:1")))}, `
auswahl_anschrift: auswahl_anschrift choice!
postfach if auswahl_anschrift == 'postfach': postfach text!
name if auswahl_anschrift == 'strasse': name text!`},
		{"rows", []part{group(g1+" Kinder", "1:4", nil, text(f1+" Name", "1:1"), field(f2+" Geboren", "1:1", "input date"), yes(f3+" Hier", "0:1"))}, `
anzahl_kinder: anzahl_kinder int!
name*kinder: name text!
geboren*kinder: geboren date!
hier*kinder: hier bool`},
		{"rows of one field", []part{text(f1+" Telefon", "0:*")}, `
anzahl_telefon: anzahl_telefon int!
telefon_2*telefon: telefon_2 text!`},
		{"a field some times", []part{text(f1+" Zeile", "2:4")}, `
zeile_1: zeile_1 text! zeile_2 text! zeile_3 text
zeile_4: zeile_4 text`},
		{"a select some times", []part{pick(f1+" Sprachen", "1:*")}, `
sprachen: sprachen choices!`},
		{"rows in rows", []part{group(g1+" Kinder", "1:9", nil, text(f1+" Name", "1:1"), group(g2+" Schulen", "0:*", nil, text(f2+" Schule", "1:1"), pick(f3+" Arten", "1:*")), text(f4+" Hobby", "0:*"))}, `
anzahl_kinder: anzahl_kinder int!
name*kinder: name text!
mit_schulen*kinder: mit_schulen bool!
schule*kinder if mit_schulen: schule text!
arten*kinder if mit_schulen: arten choices!
mit_schulen_2*kinder if mit_schulen: mit_schulen_2 bool!
schulen_schule*kinder if mit_schulen_2: schulen_schule text!
schulen_arten*kinder if mit_schulen_2: schulen_arten choices!
mit_schulen_3*kinder if mit_schulen_2: mit_schulen_3 bool!
schule_2*kinder if mit_schulen_3: schule_2 text!
arten_2*kinder if mit_schulen_3: arten_2 choices!
hobby_1*kinder: hobby_1 text hobby_2 text hobby_3 text`},
		{"a date in three numbers", []part{group(g1+" Geburtsdatum", "1:1", []string{
			"R99000000001 Wenn " + f1 + " nicht leer, dann darf " + f2 + " nicht leer sein.",
			"R99000000002 Wenn alle drei Felder " + f1 + ", " + f2 + " und " + f3 + " befüllt sind, muss die Validität des sich ergebenden Kalenderdatums sichergestellt werden.",
		}, field(f1+" Tag", "0:1", "input num_int", limits(`minValue="1" maxValue="31"`)), field(f2+" Monat", "0:1", "input num_int", limits(`minValue="1" maxValue="12"`)),
			field(f3+" Jahr", "1:1", "input num_int", limits(`minValue="1900" maxValue="2080"`)))}, `
geburtsdatum: geburtsdatum date!`},
		{"labels, hidden and locked", []part{
			field(f1+" Hinweis", "1:1", "label text", "<x:inhalt>Lesen Sie das.</x:inhalt>"), field(f2+" Art", "1:1", "hidden text", "<x:inhalt>it's</x:inhalt>"),
			field(f3+" Suche", "1:1", "locked text"), text(f4+" D", "1:1"),
		}, `
hinweis:
d: d text!
value art = 'it\'s' at F99000000002`},
		{"what stands in rows", []part{group(g1+" Kinder", "0:*", nil, field(f1+" Hinweis", "1:1", "label text", "<x:inhalt>Lesen Sie das.</x:inhalt>"),
			text(f2+" Name", "1:1"), field(f3+" Urkunde", "1:*", "input file"), field(f4+" Art", "1:1", "hidden text", "<x:inhalt>k</x:inhalt>"))}, `
anzahl_kinder: anzahl_kinder int!
name*kinder: name text!
scan urkunde! if anzahl_kinder > 0
value art = 'k' at G99000000001[]/F99000000004`},
		{"only papers in rows", []part{group(g1+" Anlagen", "0:*", nil, field(f3+" Beleg", "1:1", "input file")), text(f1+" A", "1:1")}, `
a: a text!
scan beleg`},
		{"postcode and town", []part{group(g1+" Anschrift", "1:1", nil, text(f1+" Straße", "1:1"), text(f2+" Nummer", "0:1"), text("F60000000246 Postleitzahl", "1:1"), text("F60000000247 Ort", "1:1"))}, `
strasse: strasse text! nummer text
postleitzahl: postleitzahl text! ort text!`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, _ := imported(t, schema3(tt.parts...), nil, Options{})
			if got, want := asks(f), tt.want[1:]+"\n"; got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			walkAll(t, f, 2)
		})
		if tt.name == "types" {
			continue // the old standard has fewer
		}
		t.Run(tt.name+", old standard", func(t *testing.T) {
			f, _ := imported(t, inOldForm(schema2(tt.parts...)), nil, Options{})
			if got, want := asks(f), oldIDs.Replace(tt.want[1:]+"\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			walkAll(t, f, 2)
		})
	}
}

// oldIDs makes ids of the old standard out of those of the tests.
var oldIDs = strings.NewReplacer("F99000000", "F99000", "G99000000", "G99000")

// inOldForm writes the limits of a schema as XDatenfelder 2 does, and its ids in sentences.
func inOldForm(file string) string {
	head, tail, found := strings.Cut(file, "<x:praezisierung ")
	if !found {
		return oldIDs.Replace(file)
	}
	attributes, rest, _ := strings.Cut(tail, "/>")
	var pairs []string
	for _, a := range strings.Fields(attributes) {
		name, value, _ := strings.Cut(a, "=")
		pairs = append(pairs, `"`+name+`":`+value)
	}
	return oldIDs.Replace(head) + "<x:praezisierung>{" + strings.Join(pairs, ",") + "}</x:praezisierung>" + inOldForm(rest)
}

// TestRules imports sentences and looks at what becomes of them. Two questions, frage and ja, come first.
func TestRules(t *testing.T) {
	optional := group(g1+" Gruppe", "0:1", nil, text(f3+" Innen", "1:1"))
	inner := text(f3+" Innen", "0:1")
	there := text(f4+" Dort", "1:1")
	tests := []struct {
		name   string
		rules  []string
		parts  []part
		want   string
		reason error
	}{
		{"must and must not", []string{"R1 Wenn F1 = 001, dann muss G1 befüllt sein. Wenn F1 <> 001, dann darf G1 nicht befüllt sein."}, []part{optional}, `
innen if frage == '001': innen text!`, nil},
		{"shown, and may be left out", []string{"R1 Wenn F2 = JA, DANN aktiviere G1, SONST deaktiviere G1."}, []part{optional}, `
mit_gruppe if ja: mit_gruppe bool!
innen if mit_gruppe: innen text!`, nil},
		{"shown by one rule, hidden by another", []string{"R1 Wenn F1 = 001, dann zeige F3.", "R2 Wenn F1 = 002, dann zeige F3 nicht."}, []part{inner}, `
innen if frage == '001': innen text`, nil},
		{"only hidden", []string{"R1 Wenn F1 = 001 oder F1 = 002, dann darf F3 nicht angezeigt werden."}, []part{text(f3+" Innen", "1:1")}, `
innen if !(frage == '001' || frage == '002'): innen text!`, nil},
		{"must sometimes", []string{"R1 Wenn F1 = 003, dann muss F3 befüllt werden."}, []part{inner}, `
innen: innen text
rule innen: !(frage == '003') || answered(innen)`, nil},
		{"a group must sometimes", []string{"R1 Wenn F1 = 003, dann muss G1 befüllt werden."}, []part{optional}, `
mit_gruppe: mit_gruppe bool!
innen if mit_gruppe: innen text!
rule mit_gruppe: !(frage == '003') || mit_gruppe`, nil},
		{"a paper must sometimes", []string{"R1 Wenn F1 = 003, dann muss F3 befüllt werden."}, []part{field(f3+" Vertrag", "0:1", "input file")}, `
scan vertrag if !(frage == '003')
scan vertrag_2! if frage == '003'`, nil},
		{"must anyway", []string{"R1 Wenn F1 = 003, dann muss F3 befüllt werden."}, []part{text(f3+" Innen", "1:1")}, `
innen: innen text!`, nil},
		{"one of two groups", []string{"R1 Es muss entweder G1 oder G2 befüllt werden."}, []part{optional, group(g2+" Andere", "0:1", nil, there)}, `
auswahl_probe: auswahl_probe choice!
innen if auswahl_probe == 'gruppe': innen text!
dort if auswahl_probe == 'andere': dort text!`, nil},
		{"one of two groups, as other rules have it", []string{"R1 Es muss entweder G1 oder G2 befüllt werden.", "R2 Wenn F1 = 001, dann zeige als Pflicht G1, sonst zeige als Pflicht G2.",
			"R3 Wenn F1 = 001, dann zeige G2 nicht, sonst zeige G1 nicht."}, []part{optional, group(g2+" Andere", "0:1", nil, there)}, `
innen if frage == '001': innen text!
dort if frage != '001': dort text!`, nil},
		{"some of the fields", []string{"R1 Es muss mindestens eines der Felder F3 oder F4 befüllt sein."}, []part{inner, text(f4+" Dort", "0:1")}, `
innen: innen text dort text
rule dort: answered(innen) || answered(dort)`, nil},
		{"order", []string{"R1 Das Datum im Feld F3 muss zeitlich vor dem Datum in Feld F4 liegen."}, []part{field(f3+" Von", "1:1", "input date"), field(f4+" Bis", "0:1", "input date")}, `
von: von date!
bis: bis date
rule bis: !(answered(von) && answered(bis)) || von < bis`, nil},
		{"only some codes", []string{"R1 Wenn F2 = wahr, dann muss F3 befüllt werden, wobei nur der Code 1 ausgewählt werden darf."}, []part{field(f3+" Wahl", "0:1", "select text", werte("1 a", "2 b"))}, `
wahl: wahl choice
rule wahl: !(ja) || answered(wahl)
rule wahl: !(ja) || !answered(wahl) || wahl in ['1']`, nil},
		{"filled beforehand", []string{"R1 F3 ist mit 1 vorzubefüllen und auszublenden."}, []part{field(f3+" Wahl", "1:1", "select text", werte("1 a", "2 b"))}, `
value wahl = '1' at F99000000003`, nil},
		{"filled beforehand sometimes", []string{"R1 Wenn F2 = wahr, dann muss F3 mit 1 vorbefüllt und ausgeblendet werden. Wenn F2 <> wahr, dann wird F3 ausgeblendet."},
			[]part{field(f3+" Wahl", "1:1", "select text", werte("1 a", "2 b"))}, `
value wahl = ja ? '1' : '' at F99000000003`, nil},
		{"a condition out of a group that may be absent", []string{"R1 Wenn F3 = wahr, dann zeige F4."}, []part{group(g1+" Gruppe", "0:1", nil, yes(f3+" Ob", "1:1")), there}, `
mit_gruppe: mit_gruppe bool!
ob if mit_gruppe: ob bool!
dort if ob: dort text!`, nil},
		{"a condition in rows", []string{"R1 Wenn F3 = wahr, dann zeige F4."}, []part{group(g1+" Kinder", "0:*", nil, yes(f3+" Ob", "1:1"), there)}, `
anzahl_kinder: anzahl_kinder int!
ob*kinder: ob bool!
dort*kinder if ob: dort text!`, nil},
		{"the path to it", []string{"R1 Wenn F1 = 001, dann zeige G2.F3."}, []part{group(g1+" A", "1:1", nil, text(f3+" Innen", "1:1")), group(g2+" B", "1:1", nil, text(f3+" Innen", "1:1"))}, `
innen: innen text!
b_innen if frage == '001': b_innen text!`, nil},

		{"contradicts itself", []string{"R1 Wenn F1 = 001, dann muss F3 befüllt sein. Wenn F1 = 001, dann darf F3 nicht angezeigt werden."}, []part{inner}, `
innen: innen text
unresolved R99000000001`, errContradicts},
		{"contradicts another", []string{"R1 Wenn F1 = 001, dann zeige F3.", "R2 Wenn F2 = Ja, dann zeige F3 nicht."}, []part{inner}, `
innen: innen text
unresolved R99000000001
unresolved R99000000002`, errContradicts},
		{"a code that is not there", []string{"R1 Wenn F1 = 004, dann zeige F3."}, []part{inner}, `
innen: innen text
unresolved R99000000001`, errCode},
		{"the name of another code", []string{`R1 Wenn F1 = 001 "zwei", dann zeige F3.`}, []part{inner}, `
innen: innen text
unresolved R99000000001`, errCode},
		{"asked later", []string{"R1 Wenn F4 = wahr, dann zeige F3."}, []part{inner, yes(f4+" Dort", "1:1")}, `
innen: innen text
dort: dort bool!
unresolved R99000000001`, errLater},
		{"out of rows", []string{"R1 Wenn F3 = wahr, dann zeige F4."}, []part{group(g1+" Kinder", "0:*", nil, yes(f3+" Ob", "1:1")), there}, `
anzahl_kinder: anzahl_kinder int!
ob*kinder: ob bool!
dort: dort text!
unresolved R99000000001`, errRows},
		{"free text", []string{`R1 Wenn F3 = "Dresden", dann zeige F4.`}, []part{text(f3+" Innen", "1:1"), text(f4+" Dort", "0:1")}, `
innen: innen text! dort text
unresolved R99000000001`, errFreeText},
		{"an element that is not there", []string{"R1 Wenn F1 = 001, dann zeige F99000000009."}, []part{inner}, `
innen: innen text
unresolved R99000000001`, errNotFound},
		{"an element that is there twice", []string{"R1 Wenn F1 = 001, dann zeige F3."}, []part{group(g1+" A", "1:1", nil, text(f3+" Innen", "1:1")), group(g2+" B", "1:1", nil, text(f3+" Innen", "1:1"))}, `
innen: innen text!
b_innen: b_innen text!
unresolved R99000000001`, errAmbiguous},
		{"never shown", []string{"R1 Wenn F1 = 001, dann zeige G1. ", "R2 Wenn F1 = 002, dann zeige F3."}, []part{group(g1+" Gruppe", "1:1", nil, text(f3+" Innen", "1:1"))}, `
innen if frage == '001': innen text!
unresolved R99000000002`, errUnreachable},
		{"depends on the Land", []string{"R1 Für das Land SN gilt: F3 muss befüllt werden. Für alle anderen Länder gilt: F3 darf nicht angezeigt werden."}, []part{inner}, `
innen: innen text
unresolved R99000000001`, errState},
		{"a list that is missing", []string{"R1 Wenn F3 = 1, dann zeige F4."}, []part{field(f3+" Liste", "1:1", "select text", listRef("urn:a", "1")), text(f4+" Dort", "0:1")}, `
liste: liste text! dort text
unresolved R99000000001`, errMissingList},
	}
	long := strings.NewReplacer(" F1 ", " "+f1+" ", " F2 ", " "+f2+" ", " F3 ", " "+f3+" ", " F3,", " "+f3+",", " F3.", " "+f3+".", " F4 ", " "+f4+" ", " F4.", " "+f4+".",
		" G1 ", " "+g1+" ", " G1,", " "+g1+",", " G1.", " "+g1+".", " G2 ", " "+g2+" ", " G2.F3.", " "+g2+"."+f3+".", " G2.", " "+g2+".", " G2,", " "+g2+",",
		"R1 F3", "R99000000001 "+f3, "R1 ", "R99000000001 ", "R2 ", "R99000000002 ", "R3 ", "R99000000003 ")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var rules []string
			for _, r := range tt.rules {
				rules = append(rules, long.Replace(r))
			}
			parts := append([]part{pick(f1+" Frage", "1:1"), yes(f2+" Ja", "1:1")}, tt.parts...)
			f, made := imported(t, withRules(rules, parts...), nil, Options{})
			got := strings.Replace(asks(f), "frage: frage choice!\nja: ja bool!", "", 1)
			if want := tt.want + "\n"; got != want {
				t.Errorf("got%s\nwant%s\n%s%v", got, want, made.Summary, rules)
			}
			if tt.reason != nil && !slices.ContainsFunc(made.Summary.Unresolved, func(r Reason) bool { return r.Why == tt.reason.Error() }) {
				t.Errorf("reasons %v, want %s", made.Summary.Unresolved, tt.reason)
			}
			walkAll(t, f, 3)
		})
	}
}

// TestStates imports the same rule for two Länder.
func TestStates(t *testing.T) {
	file := withRules([]string{"R99000000001 Für das Land SN gilt: " + f1 + " muss befüllt werden. Für alle anderen Länder gilt: " + f1 + " darf nicht angezeigt werden."},
		text(f1+" Innen", "0:1"), text(f2+" Rest", "1:1"))
	for state, want := range map[string]string{"SN": "innen: innen text! rest text!\n", "BY": "rest: rest text!\n"} {
		f, _ := imported(t, file, nil, Options{State: state})
		if got := asks(f); got != want {
			t.Errorf("%s: %s", state, got)
		}
	}
	if _, err := Import(read(t, file), nil, Options{State: "XX"}); !errors.Is(err, ErrState) {
		t.Errorf("error %v", err)
	}
}

// TestLists puts short lists into the definition and long ones beside it.
func TestLists(t *testing.T) {
	var many []string
	for c := 'a'; c <= 'z'; c++ {
		many = append(many, string(c)+" Name, "+string(c))
	}
	l := lists(t, map[string]string{"a.xml": codeList("urn:kurz", "1", "1 a", "2 b"), "b.xml": codeList("urn:lang", "2", many...), "c.xml": codeList("urn:zeichen", "1", "ä a", "1.2 b")})
	f, made := imported(t, schema3(
		field(f1+" Kurz", "1:1", "select text", listRef("urn:kurz", "1")), field(f2+" Lang", "1:1", "select text", listRef("urn:lang", "1")),
		field(f3+" Zeichen", "1:*", "select text", listRef("urn:zeichen", "1")), field(f4+" Fehlt", "1:1", "select text", listRef("urn:fehlt", "1")),
		field("F99000000005 Eine", "1:1", "select text", werte("1 nur die")), field("F99000000006 Lang", "0:1", "select text", listRef("urn:lang", "2")),
	), l, Options{})
	for id, want := range map[string]string{"kurz": "", "lang": "lang", "zeichen": "zeichen", "lang_2": "lang", "eine": "eine"} {
		got := ""
		if q := f.Field(id); q.List != nil {
			got = q.List.Name
		}
		if got != want {
			t.Errorf("list of %s: %q, want %q", id, got, want)
		}
	}
	if f.Field("fehlt").Type != flows.TypeText {
		t.Errorf("type %s", f.Field("fehlt").Type)
	}
	if s := made.Summary; len(s.MissingLists) != 1 || len(s.OtherVersions) != 1 || !strings.Contains(s.String(), "urn:fehlt_1") {
		t.Errorf("%s", made.Summary)
	}
	walkAll(t, f, 2)
}
