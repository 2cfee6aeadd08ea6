package kiosk

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission/seal"
)

// TestLetter: what a clerk reads first names everything that was given.
func TestLetter(t *testing.T) {
	raw, err := json.Marshal(form{
		Service: "maengelmelder", Title: "Schaden melden", Legal: "§ 1", Number: "4K7-219", Terminal: "MS-03", Sent: time.Date(2026, 7, 1, 9, 30, 0, 0, time.UTC),
		Answers:   []formAnswer{{Field: "was", Question: "Was ist kaputt?", Text: "Straßenlaterne"}},
		Consents:  []formConsent{{ID: "richtig", Text: "Meine Angaben sind richtig", Yes: true}, {ID: "mail", Text: "Antwort per E-Mail"}},
		Proofs:    []formProof{{ID: "foto", Title: "Foto", Files: []string{"foto.pdf"}}, {ID: "plan", Title: "Plan", Later: true}, {ID: "mehr", Title: "Mehr"}},
		Signature: &formSignature{Unable: true},
		Values:    []formValue{{ID: "summe", Label: "Summe", Text: "12,50 €"}, {ID: "still", Text: "x"}}, Representation: &formRepresentation{Text: "Für mein Kind", Right: "Elterliche Sorge (§ 1629 BGB)", For: &formRepresented{Name: "Mia Lehmann", BirthText: "4. Mai 2019"}},
		Cosignatures: []formCosignature{{Title: "Zweiter Elternteil", Name: "Kai Lehmann", File: "kai.png", SameName: true}, {Title: "Vormund", Later: true}},
		Unresolved:   []formUnresolved{{ID: "R1", Rule: "Das Datum muss stimmen."}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := letterOf(seal.Application{Answers: raw}, "Schaden melden")
	if err != nil {
		t.Fatal(err)
	}
	want := `Schaden melden

Nummer: 4K7-219
Eingegangen am: 01.07.2026, 09:30 Uhr
Terminal: MS-03
Rechtsgrundlage: § 1

Wer handelt: Für mein Kind
Beruft sich auf: Elterliche Sorge (§ 1629 BGB)
Vertreten wird: Mia Lehmann, geboren: 4. Mai 2019
Was ist kaputt?: Straßenlaterne
Summe: 12,50 €

Meine Angaben sind richtig: Ja
Antwort per E-Mail: Nein
Foto: foto.pdf
Plan: wird nachgereicht
Unterschrift: Die Person kann nicht unterschreiben
Zweiter Elternteil, Kai Lehmann: kai.png
Bitte prüfen: Beide Unterschriften tragen denselben Namen.
Vormund: wird nachgereicht
Noch nicht geprüft: Das Datum muss stimmen.
`
	if got.Text != want || got.Subject != "Schaden melden 4K7-219" {
		t.Errorf("%q:\n%s", got.Subject, got.Text)
	}
	if _, err := letterOf(seal.Application{Answers: []byte("x")}, "x"); seal.CodeOf(err) != seal.CodeInvalid {
		t.Error(err)
	}
}

// TestSubject: an imported service is sent as its schema wants it, under the schema's address; others in the house's own form.
func TestSubject(t *testing.T) {
	s := sessiontest.Idle(t)
	imported := *s.Catalog.Flow("meldebescheinigung")
	s.Visit.Flow = &imported
	about, err := subjectOf(s)
	if err != nil || about.title == "" || strings.Contains(about.title, "\u00ad") || about.schema != "" || about.data != nil {
		t.Errorf("%+v, %v", about, err)
	}
	imported.Import = &flows.Import{Schema: "S05000001299", Version: "1.0"}
	about, err = subjectOf(s)
	if err != nil || about.schema != "https://schema.fitko.de/fim/s05000001299_1.0.schema.json" || !json.Valid(about.data) {
		t.Errorf("%+v, %v", about, err)
	}
}
