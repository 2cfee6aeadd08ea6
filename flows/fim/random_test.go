package fim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// dice makes random schemas: every form of the standard, in every place, with rules about whatever is there.
type dice struct {
	*rand.Rand
	next   int
	fields []string
	groups []string
	rules  int
}

func (d *dice) one(of ...string) string { return of[d.IntN(len(of))] }

func (d *dice) id(letter string) string {
	d.next++
	id := fmt.Sprintf("%s99%09d", letter, d.next)
	if letter == "F" {
		d.fields = append(d.fields, id)
	} else {
		d.groups = append(d.groups, id)
	}
	return id
}

func (d *dice) number() string {
	return d.one("1:1", "1:1", "1:1", "0:1", "0:1", "0:*", "1:*", "2:5", "0:3", "1:9", "0:0", "3:60")
}

func (d *dice) name() string {
	return d.one("Name", "Straße", "Tag", "Übermittlung", "in", "1. Vorname", "Angaben zu einer Person, die mit im Haushalt lebt und etwas beiträgt", "„Wer?“", "+++", "today", "size", "Anzahl Name") +
		d.one("", "", " A", " B", " (ab 18)")
}

func (d *dice) field() part {
	kind := d.one("input text", "input text", "input text_latin", "input date", "input time", "input datetime", "input bool", "input num", "input num_int",
		"input num_currency", "input file", "input obj", "select text", "select text", "label text", "hidden text", "locked text")
	var more []string
	switch kind {
	case "select text":
		more = append(more, d.one(werte("1 a", "2 b", "3 c"), werte("x y", "ä ö"), werte("nur eins"), werte("001 eins", "002 zwei"), "", listRef("urn:fehlt", "1")))
	case "label text", "hidden text", "locked text":
		more = append(more, d.one("", "<x:inhalt>Ein 'Text' \\ mit \"Zeichen\"\nund Zeilen</x:inhalt>"))
	case "input num", "input num_int", "input num_currency":
		more = append(more, d.one("", limits(`minValue="1" maxValue="31"`), limits(`minValue="-5"`), limits(`maxValue="99999999999999999999"`), limits(`minValue="0.125"`), limits(`minValue="viel"`)))
	case "input date":
		more = append(more, d.one("", "", limits(`minValue="1990-01-01"`), limits(`minValue="gestern"`)))
	default:
		more = append(more, d.one("", "", limits(`minLength="3" maxLength="9"`), limits(`maxLength="90000"`), limits(`minLength="1" pattern="[A-Z]{2}[0-9]+"`), limits(`pattern="(?=a)b"`), limits(`pattern="("`)))
	}
	return field(d.id("F")+" "+d.name(), d.number(), kind, more...)
}

func (d *dice) parts(depth int) (out []part) {
	for range 1 + d.IntN(5) {
		if depth > 0 && d.IntN(3) == 0 {
			id, name := d.id("G"), d.name()
			inside := d.parts(depth - 1)
			out = append(out, group(id+" "+name, d.number(), d.ruled(), inside...))
			continue
		}
		out = append(out, d.field())
	}
	return out
}

// ruled are rules of a group.
func (d *dice) ruled() (out []string) {
	if d.IntN(8) == 0 {
		out = append(out, "X")
	}
	for range d.IntN(4) {
		d.rules++
		out = append(out, fmt.Sprintf("R99%09d %s", d.rules, d.sentence()))
	}
	return out
}

func (d *dice) any() string {
	if len(d.groups) > 0 && d.IntN(3) == 0 {
		return d.one(d.groups...)
	}
	return d.one(append(d.fields, "F99000000999")...)
}

func (d *dice) condition() string {
	f := d.one(append(d.fields, "F99000000998")...)
	return d.one(f+" = 1", f+" = 001", f+" = JA", f+" <> 2", f+" = wahr und "+d.any()+" = NEIN", f+" nicht leer", f+" > 3", f+" < 01.01.2020", f+" = (1 ODER 2)", f+" = 1 oder = 2")
}

func (d *dice) sentence() string {
	if len(d.fields) == 0 {
		return "Nichts."
	}
	a, b, c := d.any(), d.any(), d.condition()
	return d.one(
		"Wenn "+c+", dann zeige "+a+" an, sonst zeige "+a+" nicht an.", "Wenn "+c+", dann muss "+a+" befüllt werden.",
		"Wenn "+c+", dann muss "+a+" befüllt werden. Wenn "+d.condition()+", dann darf "+a+" nicht angezeigt werden.",
		"Wenn "+c+", dann aktiviere "+a+", "+b+" und deaktiviere "+d.any()+".", "Es muss entweder "+a+" oder "+b+" befüllt werden.",
		"Es muss mindestens eines der Felder "+a+" oder "+b+" befüllt sein.", "Mindestens ein Feld der Gruppe muss den Wert wahr haben.",
		a+" muss größer als "+b+" sein.", a+" darf nicht in der Zukunft liegen.", a+" ist mit 1 vorzubefüllen und auszublenden.",
		"Wenn "+c+", dann muss "+a+" mit 1 vorbefüllt und ausgeblendet werden.", "Für das Land SN gilt: "+a+" muss befüllt werden. Für alle anderen Länder gilt: "+a+" darf nicht angezeigt werden.",
		"Wenn "+c+", dann muss "+a+" befüllt werden, wobei nur die Codes 1 oder 2 ausgewählt werden dürfen.", "Man kann es sich denken.", "",
	)
}

// schema is a random schema. Rules at the top may name all that is in it.
func (d *dice) schema() string {
	parts := d.parts(3)
	var rules strings.Builder
	for _, r := range d.ruled() {
		if r != "X" {
			rules.WriteString(ruleXML(Standard3, r))
		}
	}
	return schemaOf(Standard3, rules.String(), parts)
}

func importRandom(t *testing.T, seed uint64) {
	t.Helper()
	d := &dice{Rand: rand.New(rand.NewPCG(seed, 7))}
	file := d.schema()
	state := d.one("", "SN", "BY")
	made, err := Import(read(t, file), nil, Options{State: state})
	if errors.Is(err, ErrEmpty) {
		return
	}
	if err != nil {
		t.Fatalf("seed %d: %v\n%s", seed, err, file)
	}
	f := load(t, made)
	if got := made.Summary.Rules(); got != d.rules {
		t.Errorf("seed %d: the summary counts %d rules of %d", seed, got, d.rules)
	}
	if again, err := Import(read(t, file), nil, Options{State: state}); err != nil || string(again.Files["flow.toml"]) != string(made.Files["flow.toml"]) {
		t.Errorf("seed %d: imported twice, two flows (%v)", seed, err)
	}
	for citizens := range uint64(3) {
		c := newCitizen(f, citizens > 0, citizens*seed)
		if trouble := c.walk(); strings.HasPrefix(trouble, "answers") {
			t.Errorf("seed %d: %s\n%s", seed, trouble, made.Files["flow.toml"])
		}
		document, err := Answers(f, c.given)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Evaluate(c.given).Errors) == 0 {
			conforms(t, f, document)
		}
	}
	if t.Failed() {
		t.Logf("seed %d\n%s", seed, made.Files["flow.toml"])
	}
}

// TestRandomSchemas imports whatever the dice make: the flow is free of mistakes, and its answers have the form that is
// exported. Rules that random sentences make need not go together, so that not all of these flows have an end.
func TestRandomSchemas(t *testing.T) {
	for seed := range uint64(100) {
		importRandom(t, seed)
		if t.Failed() {
			return
		}
	}
}

func FuzzImport(f *testing.F) {
	f.Add(uint64(1_000_001))
	f.Fuzz(func(t *testing.T, seed uint64) { importRandom(t, seed) })
}
