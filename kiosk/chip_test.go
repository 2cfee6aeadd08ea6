package kiosk_test

import (
	"crypto/rand"
	"encoding/pem"
	"path/filepath"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/simulator"
	"buergerterminal/devices/simulator/passport"
	"buergerterminal/kiosk/session"
)

// chips are passports whose printed lines the reader for those knows as amal-td3, and the certificate of the state that the
// terminal trusts.
func chips(t *testing.T) (cards map[string]func() simulator.Chip, csca []byte) {
	t.Helper()
	printed, err := simulator.Specimen("amal-td3")
	if err != nil {
		t.Fatal(err)
	}
	holder := passport.Specimen()
	holder.Issuer, holder.Number, holder.Birth, holder.Expiry, holder.Sex = printed.Issuer, printed.Number, printed.Birth, printed.Expiry, printed.Sex
	holder.Family, holder.Given = printed.Names.Primary, printed.Names.Secondary
	other := holder
	other.Given = []string{"SOMEBODY", "ELSE"}
	known, err := passport.NewIssuer(passport.Brainpool256, "SY", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := passport.NewIssuer(passport.Named256, "SY", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cards = map[string]func() simulator.Chip{}
	for name, o := range map[string]passport.Options{
		"genuine":         {Holder: holder, Issuer: known},
		"unknown-state":   {Holder: holder, Issuer: unknown},
		"forged":          {Holder: holder, Issuer: known, Defect: passport.ForgedHash},
		"cloned":          {Holder: holder, Issuer: known, ActiveAuthentication: "ecdsa", Defect: passport.Cloned},
		"changed-print":   {Holder: other, Issuer: known},
		"another-one":     {Issuer: known},
		"genuine-bac":     {Holder: holder, Issuer: known, PACE: []passport.PACE{}},
		"without-signing": {Holder: holder, Issuer: known, Defect: passport.WithoutSignature},
		"slim":            {Holder: holder, Issuer: known, Picture: 2000}, // read in less time
	} {
		cards[name] = func() simulator.Chip {
			card, err := passport.New(o)
			if err != nil {
				panic(err)
			}
			return card
		}
	}
	return cards, known.Certificate()
}

// withChips fits the rig's terminal with the reader for chips, and the certificate that it trusts.
func (r *rig) withChips() *rig {
	cards, csca := chips(r.t)
	r.cards.Add(cards)
	write(r.t, filepath.Join(r.path("csca"), "sy.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: csca}))
	r.config.Devices.CardReader.Path, r.config.Files.CSCA = r.path("lines", "cardreader"), r.path("csca")
	return r
}

func TestChipIsHeldAgainstThePrintedLines(t *testing.T) {
	t.Parallel()
	r := newRig(t).withChips().open()
	r.until("the chip reader", func(v view) bool { return v.state.Usable(devices.CardReader) })
	r.toCard("de")
	for _, c := range []struct {
		card string
		want session.Chip
	}{
		{"genuine", session.Chip{Stage: session.ChipRead, Verdict: session.ChipGenuine}},
		{"genuine-bac", session.Chip{Stage: session.ChipRead, Verdict: session.ChipGenuine}},
		{"unknown-state", session.Chip{Stage: session.ChipRead, Verdict: session.ChipNotVerified}},
		{"forged", session.Chip{Stage: session.ChipRead, Verdict: session.ChipForged}},
		{"cloned", session.Chip{Stage: session.ChipRead, Verdict: session.ChipCloned}},
		{"changed-print", session.Chip{Stage: session.ChipRead, Verdict: session.ChipForged}},
		{"another-one", session.Chip{Stage: session.ChipUnread, Fault: devices.FaultChipSecret}},
	} {
		r.show("amal-td3")
		r.world("cardreader", "insert", c.card)
		v := r.until(c.card+" to be read", func(v view) bool {
			return v.state.Visit.Card != nil && v.state.Visit.Card.Chip.Stage != session.ChipReading
		})
		if got := v.state.Visit.Card.Chip; got != c.want {
			t.Errorf("%s: %+v, want %+v", c.card, got, c.want)
		}
		if v.placed.Find("chip") == nil {
			t.Errorf("%s: the page says nothing of the chip", c.card)
		}
		r.world("cardreader", "remove")
		r.world("idcard", "remove")
		r.touch("back")
		r.page("card")
	}
	if said := r.world("cardreader", "complaints"); said != "" {
		t.Errorf("the chip reader complains: %s", said)
	}
}

// TestChipThatSpeaksAgainstItsDocumentGivesNoAnswers walks on after a forged document: its data are in no answer.
func TestChipThatSpeaksAgainstItsDocumentGivesNoAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t).withChips().open()
	r.until("the chip reader", func(v view) bool { return v.state.Usable(devices.CardReader) })
	r.toCard("en")
	r.world("cardreader", "insert", "forged")
	r.show("amal-td3")
	r.until("the chip to be read", func(v view) bool { return v.state.Visit.Card != nil && v.state.Visit.Card.Chip.Refuted() })
	r.touch("forward")
	v := r.page("question.art")
	if got := v.state.Visit.Answers["familienname"]; !got.IsEmpty() {
		t.Errorf("a forged document answered")
	}
}

// TestDocumentLeftInTheSlot calls the citizen back when the visit ends while the document is still in the reader, also after
// a restart, until it is taken.
func TestDocumentLeftInTheSlot(t *testing.T) {
	t.Parallel()
	r := newRig(t).withChips().open()
	r.until("the chip reader", func(v view) bool { return v.state.Usable(devices.CardReader) })
	r.toCard("uk")
	r.show("amal-td3")
	r.world("cardreader", "insert", "slim")
	r.until("the chip to be read", func(v view) bool {
		return v.state.Visit.Card != nil && v.state.Visit.Card.Chip.Stage == session.ChipRead
	})
	r.touch("bar.cancel")
	r.touch("cancel.yes")
	v := r.page("left-behind")
	for _, lang := range []string{"de", "uk"} {
		if want := r.words(lang).Text("left.title"); !v.says(want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	r.leave()
	r.start()
	r.page("left-behind")
	r.world("cardreader", "remove")
	r.page("idle")
	r.touch("start")
	r.page("language")
}
