package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk/session"
)

// idleWarningSeconds is short, so that the script can see the warning.
const idleWarningSeconds = 20

// script is what the citizen does, and what must come of it.
type script struct {
	citizen *citizen
	stack   *stack
	clerks  []*clerk // at their desks, while the visit with a human runs
}

// step is one thing that the citizen does.
type step struct {
	name string
	do   func() error
}

// visits are the names of the visits of the script, in their order.
func visits() []string {
	return []string{"certificate", "defect", "family-de", "family-ar", "call", "keypad"}
}

// servicePrefix stands before the id of a service that is walked through with the answers of a simulated citizen.
const servicePrefix = "service:"

// steps are those of one visit.
func (s *script) steps(visit string) ([]step, error) {
	switch visit {
	case "certificate":
		return s.certificate(), nil
	case "defect":
		return s.defect(), nil
	case "family-de":
		return s.registration(lehmanns()), nil
	case "family-ar":
		return s.registration(alHabibs()), nil
	case "call":
		return s.call(), nil
	case "keypad":
		return s.keypad(), nil
	}
	if id, ok := strings.CutPrefix(visit, servicePrefix); ok {
		return s.service(id), nil
	}
	return nil, fmt.Errorf("no visit %q; there are %s, and %sID for any service", visit, strings.Join(visits(), ", "), servicePrefix)
}

// run walks the visits one after the other, each with pictures in a folder of its own.
func (s *script) run(names []string) error {
	dir := s.citizen.dir
	for _, name := range names {
		steps, err := s.steps(name)
		if err != nil {
			return err
		}
		s.citizen.dir, s.citizen.shot = filepath.Join(dir, name), 0
		if err := os.MkdirAll(s.citizen.dir, 0o755); err != nil {
			return err
		}
		steps = slices.Concat([]step{s.ready()}, steps, []step{{"nothing was rejected by a device", s.complaints}})
		if name != "call" { // that one is ended without an application
			steps = append(steps, step{"keep the receipt", s.keepReceipt})
		}
		if err := s.walk(name, steps); err != nil {
			return err
		}
		fmt.Printf("%s: %d pictures are in %s\n", name, s.citizen.shot, s.citizen.dir)
	}
	return nil
}

// walk does the steps, and prints how long each took.
func (s *script) walk(visit string, steps []step) error {
	for _, st := range steps {
		began := time.Now()
		if err := st.do(); err != nil {
			_ = s.citizen.picture("failed")
			return fmt.Errorf("%s: %s: %w", visit, st.name, err)
		}
		fmt.Printf("%8s  %s\n", time.Since(began).Round(time.Millisecond), st.name)
	}
	return nil
}

// ready waits for the devices and the hub.
func (s *script) ready() step {
	return s.until("all devices are there", 30*time.Second, func(st session.State) bool {
		return st.Hub && st.Usable(devices.IDCard) && st.Usable(devices.CardReader) && st.Usable(devices.Scanner) && st.Usable(devices.Printer)
	})
}

// see waits for a page and takes its picture.
func (s *script) see(page, picture string) step {
	return step{"page " + page, func() error {
		if _, err := s.citizen.page(page); err != nil {
			return err
		}
		return s.citizen.picture(picture)
	}}
}

func (s *script) tap(words string) step {
	return step{"touch " + words, func() error { return s.citizen.tap(words) }}
}

func (s *script) tapID(id string) step {
	return step{"touch " + id, func() error { return s.citizen.tapID(id) }}
}

func (s *script) write(text string) step {
	return step{"write " + text, func() error { return s.citizen.write(text) }}
}

func (s *script) world(words ...string) step {
	return step{"world: " + strings.Join(words, " "), func() error { return s.stack.world(s.citizen.ctx, words...) }}
}

// until waits for something that only the state shows.
func (s *script) until(what string, limit time.Duration, condition func(session.State) bool) step {
	return step{what, func() error {
		_, err := s.citizen.until(limit, what, func(v view) bool { return condition(v.state) })
		return err
	}}
}

// picture takes one more picture of the page that is open.
func (s *script) picture(name string) step {
	return step{"picture " + name, func() error { return s.citizen.picture(name) }}
}

// certificate is the visit in German: a Meldebescheinigung for a pension, with card, proof, signature and receipt.
func (s *script) certificate() []step {
	return []step{
		s.see("idle", "willkommen"),
		s.tap("Zum Starten hier berühren"), s.see("language", "sprache-bedienhilfen"), s.tap("Weiter"),
		s.see("areas", "lebenslagen"), s.tapID("search"), s.see("search", "suche-leer"),
		s.write("rente"), s.see("search", "suche"), s.tap("Meldebescheinigung"),
		s.see("service", "leistung"), s.tap("Jetzt beginnen"),
		s.see("privacy", "datenschutz"), s.tap("Verstanden, weiter"),
		s.see("card", "ausweis"), s.world("idcard", "insert", "jana"),
		s.see("card-data", "ausweisdaten"), s.world("idcard", "remove"), s.tap("Ja, alles stimmt"),
		s.see("question.art", "auswahl"), s.tap("Weiter"), s.see("question.art", "auswahl-fehlt"),
		s.tap("Einfache Bescheinigung"), s.see("question.art", "auswahl-getroffen"), s.tap("Weiter"),
		s.see("question.zweck", "zweck"), s.tap("Rente oder Sozialleistung"), s.tap("Weiter"),
		s.see("question.fruehere_namen", "fruehere-namen"), s.tap("Weiter"),
		s.see("question.zusaetze", "zusaetze"), s.tap("Weiter"),
		s.see("question.geburtsort", "geburtsort"), s.write("Bautzen"), s.tap("Weiter"),
		s.see("question.wohnort", "wohnort"), s.write("0199"), s.tap("Weiter"), s.see("question.wohnort", "plz-fehler"),
		s.write("9"), s.tapID("field.ort"), s.write("Musterstadt"), s.picture("wohnort-fertig"), s.tap("Weiter"),
		s.see("question.strasse", "strasse"), s.write("Lindenstraße"), s.picture("strasse-geschrieben"), s.tap("Weiter"),
		s.see("question.hausnummer", "hausnummer"), s.write("27a"), s.tap("Weiter"),
		s.see("question.anzahl", "anzahl"), s.tap("Weiter"),
		s.see("question.zustellung", "zustellung"), s.tap("Mit der Post"), s.tap("Weiter"),
		s.see("question.telefon", "telefon"), {"the way on by keys alone", func() error {
			if err := s.citizen.tabTo("Weiter"); err != nil {
				return err
			}
			if err := s.citizen.picture("fokus"); err != nil {
				return err
			}
			return s.citizen.press(keysymReturn)
		}},
		s.see("proof.sozialnachweis", "nachweis"), s.world("scanner", "sheet", "proof"), s.tap("Jetzt scannen"),
		s.until("the scan is under way", 20*time.Second, func(st session.State) bool { return st.Visit.Scan.Progress.Lines > 300 }),
		s.see("scanning", "scannen"),
		s.until("the page is scanned", 60*time.Second, func(st session.State) bool { return st.Visit.Scan.Stage == session.ScanCheck }),
		s.see("scan-check", "scan-pruefen"), {"keep the scanned picture", s.keepScan},
		s.tap("Größer zeigen"), s.see("scan-zoom", "scan-groesser"), s.tap("Ganze Seite zeigen"), s.tap("Gut lesbar, weiter"),
		s.see("signature", "unterschrift-leer"), {"sign", s.citizen.sign}, s.picture("unterschrift"), s.tap("Weiter"),
		s.see("review", "zusammenfassung"), s.tapID("edit.question.zweck"),
		s.see("question.zweck", "aendern"), s.tap("Weiter"), s.see("review", "zusammenfassung-wieder"),
		s.tap("Weitere zeigen"), s.picture("zusammenfassung-2"), s.tap("Alles richtig"),
		s.see("send", "absenden"), s.tap("Antrag absenden"), s.see("send", "absenden-fehlt"),
		s.tap("Meine Angaben sind richtig und vollständig."), s.tap("Ich habe die Hinweise zum Datenschutz gelesen."),
		s.see("send", "absenden-bereit"), s.tap("Antrag absenden"),
		s.see("done", "gespeichert"),
		s.until("the hub has it", 20*time.Second, func(st session.State) bool { return st.Visit.Submission.Arrived }),
		s.until("the receipt is printed", 20*time.Second, func(st session.State) bool { return st.Visit.Print.Outcome == devices.Printed }),
		s.see("done", "angekommen"), {"open what the authority got", func() error { return s.open("buergeramt", "meldebescheinigung", certificateExpected) }},
		s.tap("Fertig, jetzt löschen"), s.see("idle", "wieder-willkommen"),
		{"nothing of the visit is left", s.wiped},
	}
}

// defect is the visit in English: a report of a pothole with a photo, a warning of the time, and a printer without paper.
func (s *script) defect() []step {
	return []step{
		s.tap("Zum Starten hier berühren"), s.tap("English"), s.see("language", "english"), s.tap("Next"),
		s.tapID("area.all"), s.see("services", "services"), s.tapID("service.maengelmelder"), s.see("service", "service"), s.tap("Begin now"), s.tap("Understood, next"),
		s.see("question.art", "defect"), s.tap("Road or pavement"),
		s.until("the warning that time runs out", 2*idleWarningSeconds*time.Second, func(st session.State) bool { return st.Warning() }),
		s.see("still-there", "still-there"), s.tap("Yes, go on"), s.see("question.art", "defect-again"), s.tap("Next"),
		s.see("question.ort", "place"), s.write("Am Markt 4"), s.tap("Next"),
		s.see("question.naehe", "near"), s.tap("Next"),
		s.see("question.beschreibung", "description"), s.write("Deep hole, bikes fall."), s.picture("description-written"), s.tap("Next"),
		s.see("question.seit", "since"), s.tap("Yesterday"), s.picture("since-chosen"), s.tap("Next"),
		s.see("question.gefahr", "danger"), s.tap("Yes"), s.tap("Next"), s.see("question.notruf", "call-112"), s.tap("Next"),
		s.see("question.rueckfrage", "ask-back"), s.tap("Yes"), s.tap("Next"),
		s.see("question.name", "name"), s.write("Mia Weiß"), s.tap("Next"),
		s.see("question.kontaktweg", "contact"), s.tap("By e-mail"), s.tap("Next"),
		s.see("question.email", "email"), s.write("mia@example.org"), s.picture("email-written"), s.tap("Next"),
		s.see("proof.foto", "photo"), s.world("scanner", "sheet", "pothole"), s.tap("Scan now"),
		s.until("the photo is scanned", 120*time.Second, func(st session.State) bool { return st.Visit.Scan.Stage == session.ScanCheck }),
		s.see("scan-check", "photo-check"), s.tap("Readable, next"),
		s.see("review", "check"), s.tap("All correct"),
		s.see("send", "send"), s.tapID("consent.richtig"), s.tapID("consent.datenschutz"),
		s.world("printer", "paper", "end"), s.tap("Send the report"),
		s.until("the printer has no paper", 20*time.Second, session.State.PrinterTrouble),
		s.see("no-receipt", "no-paper"), {"open what the authority got", func() error { return s.open("bauhof", "maengelmelder", defectExpected) }},
		s.world("printer", "paper", "ok"),
		s.until("the printer is ready again", 20*time.Second, func(st session.State) bool { return st.Usable(devices.Printer) }),
		s.see("no-receipt", "paper-again"), s.tap("Print again"),
		s.until("the receipt is printed", 20*time.Second, func(st session.State) bool { return st.Visit.Print.Outcome == devices.Printed }),
		s.see("done", "take-receipt"),
		s.until("the last page counts down", 10*time.Second, func(st session.State) bool { return st.Left() > 0 }),
		s.picture("countdown"), s.tap("Done, delete now"), s.see("idle", "welcome-again"), {"nothing of the visit is left", s.wiped},
	}
}

// keepScan copies the scanned picture out, as it will be sealed.
func (s *script) keepScan() error {
	s.citizen.mu.Lock()
	page := s.citizen.now.state.Visit.Scan.Page
	s.citizen.mu.Unlock()
	if page == nil {
		return fmt.Errorf("there is no scanned page")
	}
	extension := ".png"
	if page.MIME == "image/jpeg" {
		extension = ".jpg"
	}
	return os.WriteFile(filepath.Join(s.citizen.dir, "scan"+extension), page.Data, 0o644)
}

// keepReceipt moves out what the printer got in this visit, as bytes, and what it put on paper.
func (s *script) keepReceipt() error {
	papers, err := filepath.Glob(s.stack.path("paper", "receipt-*"))
	if err != nil {
		return err
	}
	if len(papers) != 2 {
		return fmt.Errorf("the printer left %d files, want bytes and picture of one receipt", len(papers))
	}
	for _, p := range papers {
		if err := os.Rename(p, filepath.Join(s.citizen.dir, "receipt"+filepath.Ext(p))); err != nil {
			return err
		}
	}
	return nil
}

// wiped proves that the state holds nothing of the visit.
func (s *script) wiped() error {
	v, err := s.citizen.page("idle")
	if err != nil {
		return err
	}
	if v.state.Visit.Flow != nil || v.state.Visit.Answers != nil || v.state.Visit.Card != nil || v.state.Visit.Submission.Number != "" {
		return fmt.Errorf("the visit is not wiped")
	}
	return nil
}

// complaints asks the simulated devices whether they got anything that a real one would reject.
func (s *script) complaints() error {
	for _, kind := range []devices.Kind{devices.IDCard, devices.CardReader, devices.Scanner, devices.Printer} {
		said, err := sendTo(s.citizen.ctx, s.stack, string(kind), "complaints")
		if err != nil {
			return err
		}
		if said != "" {
			return fmt.Errorf("%s complains: %s", kind, said)
		}
	}
	return nil
}

// answer is what the script checks of an application.
type answer struct{ Field, Text string }

// textForm stands for the name that was typed in place of a signature.
const textForm = "signature in text form"

// open decrypts the newest application as the receiving authority does, and compares what it says.
func (s *script) open(authority, name string, expected []answer) error {
	s.citizen.mu.Lock()
	number := s.citizen.now.state.Visit.Submission.Number
	s.citizen.mu.Unlock()
	out := filepath.Join(s.citizen.dir, "application-"+name)
	if _, err := s.stack.output(s.citizen.ctx, "clerkhub", "open", "--dir", s.stack.path("hub"), "--key", s.stack.path("keys", authority+".private.jwk"), "-o", out, number); err != nil {
		return err
	}
	raw, err := fs.ReadFile(os.DirFS(out), "application.json")
	if err != nil {
		return err
	}
	var got struct {
		Answers struct {
			Answers   []answer
			Signature struct{ TextForm string }
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		return err
	}
	got.Answers.Answers = append(got.Answers.Answers, answer{textForm, got.Answers.Signature.TextForm})
	for _, want := range expected {
		i := slices.IndexFunc(got.Answers.Answers, func(a answer) bool { return a.Field == want.Field })
		if i < 0 || got.Answers.Answers[i].Text != want.Text {
			return fmt.Errorf("the application does not say %s: %q", want.Field, want.Text)
		}
	}
	return nil
}

var certificateExpected = []answer{
	{"art", "Einfache Bescheinigung"}, {"zweck", "Rente oder Sozialleistung"}, {"familienname", "Lehmann"}, {"vornamen", "Jana"},
	{"geburtsdatum", "14. August 1989"}, {"geburtsort", "Bautzen"}, {"plz", "01999"}, {"ort", "Musterstadt"}, {"strasse", "Lindenstraße"}, {"hausnummer", "27a"},
}

var defectExpected = []answer{
	{"art", "Straße oder Gehweg"}, {"ort", "Am Markt 4"}, {"beschreibung", "Deep hole, bikes fall."}, {"gefahr", "Ja"}, {"email", "mia@example.org"},
}

func sendTo(ctx context.Context, s *stack, words ...string) (string, error) {
	return simulator.Send(ctx, s.path("lines"), words...)
}
