package kiosk_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission/seal"
)

// begin walks from the idle page to the first page of a service.
func (r *rig) begin(lang, service string) {
	r.t.Helper()
	f := sessiontest.Shipped(r.t).Flow(service)
	r.page("idle")
	r.touch("start")
	r.page("language")
	r.touch("language."+lang, "forward")
	r.page("areas")
	r.touch("area." + f.Category)
	if r.until("the service, or a list with it", func(v view) bool { return v.page() == "service" || v.page() == "services" }).page() == "services" {
		r.touch("service." + service)
	}
	r.page("service")
	r.touch("forward")
	r.page("privacy")
	r.touch("forward")
}

// choose answers a page by touching one of its options.
func (r *rig) choose(page, option string) {
	r.t.Helper()
	r.page("question." + page)
	r.touch("option."+option, "forward")
}

// answer writes into the one field of a page; an empty text leaves it empty.
func (r *rig) answer(page, text string) {
	r.t.Helper()
	r.page("question." + page)
	if text != "" {
		r.write(text)
	}
	r.touch("forward")
}

// toCard walks to the page that asks for the identity document.
func (r *rig) toCard(lang string) {
	r.t.Helper()
	r.begin(lang, "meldebescheinigung")
	r.page("card")
}

// readCard lays a document on the reader until its data are on the page, and confirms them.
func (r *rig) readCard(document ...string) {
	r.t.Helper()
	r.show(document...)
	r.world("idcard", "remove")
	r.touch("forward")
}

// show lays a document on the reader until its data are on the page. As a citizen does, it lays the document there again where nothing comes
// of it: the terminal begins the first reading with an empty line, and what came just before belongs to nobody.
func (r *rig) show(document ...string) {
	r.t.Helper()
	for range 5 {
		r.world(append([]string{"idcard", "insert"}, document...)...)
		if r.within(2*time.Second, func() bool { return r.current() == "card-data" }) {
			break
		}
		r.world("idcard", "remove")
		if r.current() == "still-there" {
			r.touch("forward")
		}
	}
	r.page("card-data")
}

// person are the answers that a citizen writes in a Meldebescheinigung for a pension.
type person struct {
	former, title, stage, birthplace, zip, town, street, house, phone string
}

var jana = person{birthplace: "Bautzen", zip: "01999", town: "Musterstadt", street: "Lindenstraße", house: "27a"}

// toProof answers all questions behind the card.
func (r *rig) toProof(p person) {
	r.t.Helper()
	r.choose("art", "art.einfach")
	r.choose("zweck", "zweck.sozial")
	r.answer("fruehere_namen", p.former)
	r.page("question.zusaetze")
	if p.title != "" {
		r.write(p.title)
		r.touch("field.kuenstlername")
		r.write(p.stage)
	}
	r.touch("forward")
	r.answer("geburtsort", p.birthplace)
	r.page("question.wohnort")
	r.write(p.zip)
	r.touch("field.ort")
	r.write(p.town)
	r.touch("forward")
	r.answer("strasse", p.street)
	r.answer("hausnummer", p.house)
	r.page("question.anzahl")
	r.touch("forward")
	r.choose("zustellung", "zustellung.post")
	r.answer("telefon", p.phone)
	r.page("proof.sozialnachweis")
}

// toSignature scans the proof and takes it.
func (r *rig) toSignature() {
	r.t.Helper()
	r.touch("forward")
	r.page("scan-check")
	r.touch("forward")
	r.page("signature")
}

// toSend signs, looks through the review and gives the required consents.
func (r *rig) toSend() {
	r.t.Helper()
	r.sign()
	r.touch("forward")
	r.agree()
}

// agree goes from the review to the last page before sending, and gives the required consents.
func (r *rig) agree() {
	r.t.Helper()
	r.page("review")
	r.touch("forward")
	r.page("send")
	r.touch("consent.richtig", "consent.datenschutz")
}

// report answers the Mängelmelder up to the last page before sending, without a picture and without a name.
func (r *rig) report(lang, place, description string) {
	r.t.Helper()
	r.begin(lang, "maengelmelder")
	r.choose("art", "art.strasse")
	r.answer("ort", place)
	r.answer("naehe", "")
	r.answer("beschreibung", description)
	r.answer("seit", "")
	r.choose("gefahr", "gefahr.no")
	r.choose("rueckfrage", "rueckfrage.no")
	r.page("proof.foto")
	r.touch("proof.skip")
	r.agree()
}

// printed waits until the receipt is on paper and the hub has the application.
func (r *rig) printed() view {
	r.t.Helper()
	return r.until("the receipt", func(v view) bool {
		return v.page() == "done" && v.state.Visit.Submission.Arrived && v.state.Visit.Print.Outcome == devices.Printed
	})
}

// finish ends the visit at its last page and asserts that nothing of it is left in the state.
func (r *rig) finish() {
	r.t.Helper()
	forgotten := r.window.forgotten()
	r.touch("forward")
	v := r.page("idle")
	if !reflect.DeepEqual(v.state.Visit, session.Visit{}) {
		r.t.Errorf("after the wipe the state holds %+v", v.state.Visit)
	}
	if r.window.forgotten() != forgotten+1 {
		r.t.Errorf("the window was told to forget %d times, want once", r.window.forgotten()-forgotten)
	}
}

// form is what the authority reads.
type form struct {
	Service, Number string
	Answers         []struct{ Field, Text string }
	Identity        *struct {
		Source, DocumentNumber, ValidUntil, Nationality string
		Confirmed                                       bool
	}
	Consents []struct {
		ID    string
		Given bool
	}
	Proofs    []struct{ Files []string }
	Signature *struct{ File string }
}

func formOf(t *testing.T, a seal.Application) form {
	t.Helper()
	var f form
	if err := json.Unmarshal(a.Answers, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

// says are the answers in words, by field.
func (f form) says() map[string]string {
	all := map[string]string{}
	for _, a := range f.Answers {
		all[a.Field] = a.Text
	}
	return all
}

// TestVisitCertificate walks the Meldebescheinigung from the idle page to the wipe, in every language.
func TestVisitCertificate(t *testing.T) {
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).open()
			r.toCard(lang)
			r.readCard("jana")
			r.toProof(jana)
			r.toSignature()
			r.toSend()
			r.touch("forward")
			v := r.printed()
			number := v.state.Visit.Submission.Number
			if v.placed.Tree.Lang != lang || v.node("title") != plain(r.words(lang).Text("done.arrived")) {
				t.Errorf("the last page says %q in %s", v.node("title"), v.placed.Tree.Lang)
			}
			if scanned, printed := r.logged("scanner.scanned", ""), r.logged("printer.ended", ""); scanned != 1 || printed != 1 {
				t.Errorf("the log has %d scanned pages and %d ended receipts, want one of each", scanned, printed)
			}
			r.finish()
			r.certificateGot(number)
			r.paper(1)
			r.noComplaints()
		})
	}
}

// certificateGot opens what the hub got and compares it with what was entered.
func (r *rig) certificateGot(number string) {
	r.t.Helper()
	all := r.got()
	if len(all) != 1 {
		r.t.Fatalf("the hub got %d applications", len(all))
	}
	f := formOf(r.t, all[0])
	want := map[string]string{
		"art": "Einfache Bescheinigung", "zweck": "Rente oder Sozialleistung", "familienname": "Lehmann", "vornamen": "Jana",
		"geburtsdatum": "14. August 1989", "geburtsort": "Bautzen", "staatsangehoerigkeit": "Deutschland", "plz": "01999", "ort": "Musterstadt",
		"strasse": "Lindenstraße", "hausnummer": "27a", "anzahl": "1 Stück", "zustellung": "Mit der Post",
	}
	if !reflect.DeepEqual(f.says(), want) {
		r.t.Errorf("the application says\n%v, want\n%v", f.says(), want)
	}
	if f.Number != number || number == "" || f.Service != "meldebescheinigung" {
		r.t.Errorf("service %q number %q, the citizen has %q", f.Service, f.Number, number)
	}
	id := f.Identity
	if id == nil || id.Source != "document" || id.DocumentNumber != "L7XK40PN2" || id.Nationality != "D" || !id.Confirmed {
		r.t.Errorf("identity %+v", id)
	}
	for _, c := range f.Consents {
		if !c.Given {
			r.t.Errorf("consent %s is not given", c.ID)
		}
	}
	r.attachments(all[0], seal.Proof, seal.Signature)
}

// attachments asserts which files came along: proofs as PDF, a signature as a whole picture.
func (r *rig) attachments(a seal.Application, purposes ...seal.Purpose) {
	r.t.Helper()
	var got []seal.Purpose
	for _, file := range a.Attachments {
		got = append(got, file.Purpose)
		if file.Purpose == seal.Proof {
			if !bytes.HasPrefix(file.Data, []byte("%PDF-")) || file.MIME != "application/pdf" || len(file.Data) < 5000 {
				r.t.Errorf("%s is no PDF of a page: %d bytes of %s", file.Name, len(file.Data), file.MIME)
			}
			continue
		}
		picture, err := png.Decode(strings.NewReader(string(file.Data)))
		if err != nil || picture.Bounds().Dx() < 400 {
			r.t.Errorf("%s is no picture: %v", file.Name, err)
		}
	}
	if !slices.Equal(got, purposes) {
		r.t.Errorf("attachments %v, want %v", got, purposes)
	}
}

// paper asserts that so many receipts came out of the printer, as a picture and as bytes.
func (r *rig) paper(n int) {
	r.t.Helper()
	for _, pattern := range []string{"receipt-*.png", "receipt-*.bin"} {
		files, err := filepath.Glob(r.path("paper", pattern))
		if err != nil || len(files) != n {
			r.t.Errorf("%d of %s, want %d; %v", len(files), pattern, n, err)
		}
		for _, file := range files {
			if info, err := os.Stat(file); err != nil || info.Size() < 500 {
				r.t.Errorf("%s is nearly empty: %v", file, err)
			}
		}
	}
}

// TestVisitReport walks the Mängelmelder without a picture, in every language, typing on the keyboard of the screen.
func TestVisitReport(t *testing.T) {
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).open()
			r.begin(lang, "maengelmelder")
			r.choose("art", "art.licht")
			r.page("question.ort")
			r.press("Am Markt 4")
			r.touch("forward")
			r.answer("naehe", "Brunnen")
			r.answer("beschreibung", "Lampe dunkel seit Montag.")
			r.page("question.seit")
			r.touch("date.yesterday", "forward")
			r.choose("gefahr", "gefahr.yes")
			r.page("question.notruf")
			r.touch("forward")
			r.choose("rueckfrage", "rueckfrage.no")
			r.page("proof.foto")
			r.touch("proof.skip")
			r.agree()
			r.touch("forward")
			r.printed()
			r.finish()
			all := r.got()
			if len(all) != 1 || all[0].Authority != "bauhof" || all[0].Language != lang {
				t.Fatalf("the hub got %d applications", len(all))
			}
			says := formOf(t, all[0]).says()
			for field, want := range map[string]string{"art": "Straßenlampe", "ort": "Am Markt 4", "naehe": "Brunnen", "beschreibung": "Lampe dunkel seit Montag.", "gefahr": "Ja", "rueckfrage": "Nein"} {
				if says[field] != want {
					t.Errorf("%s is %q, want %q", field, says[field], want)
				}
			}
			r.attachments(all[0])
			r.paper(1)
			r.noComplaints()
		})
	}
}
