package kiosk_test

import (
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

// backWithin is how soon a device is there again after it was plugged in.
const backWithin = 5 * time.Second

// TestReaderUnplugged pulls the reader's cable while the citizen is asked for the document, and puts it in again.
func TestReaderUnplugged(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	german := r.words("de")
	r.toCard("de")
	r.world("idcard", "unplug")
	v := r.clear("card", "title", german.Text("card.away.title"))
	if v.node("forward") != german.Text("card.type") {
		t.Errorf("the way on is %q", v.node("forward"))
	}
	r.told("device.lost", "line.unplugged")
	r.world("idcard", "plug")
	plugged := time.Now()
	r.clear("card", "card.waiting", german.Text("card.waiting"))
	if took := time.Since(plugged); took > backWithin {
		t.Errorf("the page recovered after %s", took)
	}
	if lost, back := r.logged("device.lost", "idcard"), r.logged("device.back", "idcard"); lost != 1 || back != 1 {
		t.Errorf("device.lost %d times, device.back %d times, want once each", lost, back)
	}
	r.readCard("jana")
	r.page("question.art")
	r.noComplaints()
}

// TestReaderSilent takes the reader's power. This reader sends only when a document comes, so nobody can tell it from one
// that waits: the citizen sees the way on without a document.
func TestReaderSilent(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.world("idcard", "silence")
	r.toCard("en")
	r.clear("card", "card.waiting", r.words("en").Text("card.waiting"))
	r.touch("forward")
	r.page("question.art")
	r.choose("art", "art.einfach")
	r.choose("zweck", "zweck.bank")
	v := r.page("question.name")
	if edit := v.state.Visit.Draft.Edits["familienname"]; edit.Text != "" {
		t.Error("the name is filled in though nothing was read")
	}
}

// TestReaderNoise disturbs the line while the citizen is asked, and lays a document on it then.
func TestReaderNoise(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.toCard("de")
	r.world("idcard", "noise", "700")
	r.clear("card", "card.fault", r.words("de").Text("fault.line.noise"))
	r.told("work.failed", "line.noise")
	r.readCard("jana")
	r.page("question.art")
}

// TestReaderBabbles lets the reader talk nonsense without end: the citizen goes on without it, and the page is not kept
// open by it when the citizen has left.
func TestReaderBabbles(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.config.Timeouts.IdleWarning = 3 * time.Second
	r.open()
	r.toCard("de")
	r.world("idcard", "babble")
	r.clear("card", "card.fault", r.words("de").Text("fault.line.noise"))
	r.told("work.failed", "line.noise")
	r.page("still-there")
	r.touch("forward")
	r.page("card")
	r.touch("forward")
	r.page("question.art")
	r.world("idcard", "talk")
	r.touch("back")
	r.readCard("jana")
	r.page("question.art")
}

// TestDocumentRefused lays down what cannot be taken: each has its text, its code, and another try.
func TestDocumentRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.toCard("de")
	for _, tt := range []struct {
		what string
		lay  []string
		code string
	}{
		{"a health card", []string{"insert", "wrong"}, "idcard.wrong"},
		{"an expired card", []string{"insert", "expired"}, "idcard.expired"},
		{"a block that arrives damaged", []string{"insert-corrupted", "jana"}, "line.noise"},
		{"half a block", []string{"insert-half", "jana"}, "line.noise"},
		{"a name that was not read", []string{"insert", "IDD<<L7XK40PN20<<<<<<<<<<<<<<<", "8908141<3308145D<<2108<<<<<<<4", "LEHM_NN<<JANA<<<<<<<<<<<<<<<<<"}, "idcard.unreadable"},
	} {
		r.layUntil(tt.code, tt.lay...)
		v := r.clear("card", "card.fault", r.words("de").Text("fault."+tt.code))
		if fault := v.placed.Find("card.fault").Node; fault.Detail != r.words("de").Text("card.again") {
			t.Errorf("%s: what to do now is %q", tt.what, fault.Detail)
		}
		r.told("work.failed", tt.code)
		if v.state.Visit.Card != nil {
			t.Errorf("%s: the session holds a card", tt.what)
		}
		r.world("idcard", "remove")
	}
	r.readCard("jana")
	r.page("question.art")
	r.noComplaints()
}

// layUntil lays a document on the reader and waits until its reading has failed with a code. As a citizen does, it lays the document there
// again where nothing came of it, as show does, or where the machine stood still while the document passed the line.
func (r *rig) layUntil(code string, words ...string) {
	r.t.Helper()
	beats := newPulse(r.t)
	for try := 1; ; try++ {
		before, same := r.logged("work.failed", ""), r.logged("work.failed", code)
		beats.take()
		r.world(append([]string{"idcard"}, words...)...)
		failed := r.within(5*time.Second, func() bool { return r.logged("work.failed", "") > before })
		switch disturbed := beats.take() >= stall; {
		case failed && r.logged("work.failed", code) > same:
			return
		case failed && !disturbed || try == 5:
			r.t.Fatalf("%v: the reading ended otherwise than with %s: %+v", words, code, r.log())
		}
		r.world("idcard", "remove")
	}
}

// within waits for what only asking can tell, and reports whether it came in time.
func (r *rig) within(limit time.Duration, condition func() bool) bool {
	ask := time.NewTicker(20 * time.Millisecond)
	defer ask.Stop()
	for end := time.After(limit); !condition(); {
		select {
		case <-ask.C:
		case <-end:
			return condition()
		}
	}
	return true
}

// TestDocumentDamaged lays down a card with a scratch through number and birthday: what was read is taken, what was not is
// asked and never guessed.
func TestDocumentDamaged(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	german := r.words("de")
	r.toCard("de")
	r.show("damaged")
	v := r.clear("card-data", "note", german.Text("card-data.doubtful"))
	for _, row := range []string{"card-data.birth-date", "card-data.document"} {
		if value := v.placed.Tree.Find(row).Value; value != german.Text("card-data.unread") {
			t.Errorf("%s says %q", row, value)
		}
	}
	if value := v.placed.Tree.Find("card-data.family-names").Value; value != "Lehmann" {
		t.Errorf("the name is %q", value)
	}
	r.told("idcard.read", "idcard.unreadable")
	r.touch("forward")
	r.choose("art", "art.einfach")
	r.choose("zweck", "zweck.bank")
	r.answer("fruehere_namen", "")
	r.page("question.zusaetze")
	r.touch("forward")
	v = r.page("question.geburtsdatum")
	if parts := v.state.Visit.Draft.Dates["geburtsdatum"].Parts; parts != [3]string{} {
		t.Errorf("the birthday was guessed: %v", parts)
	}
	r.typeDate("14081989")
	r.touch("forward")
	v = r.page("question.geburtsort")
	if got := v.state.Visit.Answers["geburtsdatum"].Day(); got.Year != 1989 || got.Month != 8 || got.Day != 14 {
		t.Errorf("the birthday is %v", got)
	}
	if v.state.Visit.Card.DocumentNumber != "" {
		t.Errorf("a number that was not read is in the session")
	}
}

// TestLineOfAnotherProgram starts the terminal while another program owns the reader's line.
func TestLineOfAnotherProgram(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other, err := line.Open(r.config.Devices.IDCard.Path, line.Settings{Baud: 9600})
	if err != nil {
		t.Fatal(err)
	}
	r.start()
	r.until("the reader to be away", func(v view) bool {
		status, _ := v.state.Device(devices.IDCard)
		return status.Fault == devices.FaultLineBusy
	})
	r.toCard("de")
	r.clear("card", "title", r.words("de").Text("card.away.title"))
	r.told("device.lost", "line.busy")
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	r.clear("card", "card.waiting", r.words("de").Text("card.waiting"))
	r.readCard("jana")
}
