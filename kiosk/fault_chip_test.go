package kiosk_test

import (
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// chipFaultNames are what only a chip and its reader can suffer, below the faults of R6.
var chipFaultNames = []string{
	"damaged selection", "damaged block", "dirty contacts", "mute chip", "no chip", "T=0 only", "other document", "changed print", "forged hash", "cloned chip", "unknown state", "no signature",
}

// chipCells: what the chip reader cannot do ends with the printed lines, which the terminal has already; what the chip says against the
// document ends without them. Where no verdict is meant, the code is that of the text about the chip. "on read" is the selection of
// the first file, "sent=3000" the middle of the files, 030662 the power.
func chipCells() []cell {
	return []cell{
		{fault: "unplug", strike: "on sent=3000 unplug", mend: "plug", code: "line.unplugged", lost: true},
		{fault: "other port", strike: "on sent=3000 move", code: "line.unplugged", lost: true},
		{fault: "slow open", strike: "on sent=3000 unplug", code: "line.unplugged", then: "silence; plug", cause: "line.silent", mend: "talk", lost: true},
		{fault: "EACCES", strike: "on sent=3000 deny", mend: "plug", code: "line.unplugged", cause: "line.denied", lost: true},
		{fault: "EBUSY", strike: "on sent=3000 occupy", mend: "plug", code: "line.unplugged", cause: "line.busy", lost: true},
		{fault: "half frame", strike: "on read half-frame"},
		{fault: "split bytes", strike: "on read split"},
		{fault: "merged frames", strike: "on read merge"},
		{fault: "noise before frame", strike: "on read noise-before"},
		{fault: "bad checksum", strike: "on read bad-checksum"},
		{fault: "wrong length", strike: "on read bad-byte 3"},
		{fault: "over-long", strike: "on read over-long"},
		{fault: "duplicate", strike: "on read duplicate"},
		{fault: "stale answer", strike: "on read stale"},
		{fault: "unsolicited", strike: "on read unasked"},
		{fault: "silence", strike: "on sent=3000 silence", mend: "talk", code: "line.silent", lost: true},
		{fault: "late answer", strike: "on read late-answer 3s", code: "line.silent", lost: true},
		{fault: "write stall", strike: "on sent=3000 hold", mend: "talk", code: "line.silent", lost: true},
		{fault: "NAK storm", strike: "on sent=3000 nak 1000", mend: "clear", code: "line.noise", lost: true},
		{fault: "reset", strike: "on sent=3000 reset", code: "idcard.chip-removed"},
		{fault: "paper", not: "it has no paper"},
		{fault: "jam or cover", strike: "on 030662 short-circuit", mend: "remove", code: "idcard.reader-hardware"},
		{fault: "card pulled", strike: "on sent=3000 remove", code: "idcard.chip-removed"},
		{fault: "firmware change", strike: "on sent=3000 odd", code: "device.protocol"},
		{fault: "damaged selection", strike: "card-flip 1"},
		{fault: "damaged block", strike: "card-flip 3"},
		{fault: "dirty contacts", strike: "on read dirty 1000", mend: "clear", code: "idcard.chip-broken"},
		{fault: "mute chip", strike: "on read mute", code: "idcard.chip-broken"},
		{fault: "no chip", card: "none", code: "idcard.chip-mute"},
		{fault: "T=0 only", card: "t0", code: "idcard.chip-unsupported"},
		{fault: "other document", card: "another-one", code: "idcard.chip-secret"},
		{fault: "changed print", card: "changed-print", code: "forged"},
		{fault: "forged hash", card: "forged", code: "forged"},
		{fault: "cloned chip", card: "cloned", code: "cloned"},
		{fault: "unknown state", card: "unknown-state", code: "not-verified"},
		{fault: "no signature", card: "without-signing", code: "not-verified"},
	}
}

// toldOfChip finds the text that says why there is no proof by the chip, and its code or verdict. It counts only with what the citizen
// does now: take the document away, or speak with a human.
func toldOfChip(v view, words *locales.Language) (code string, told bool) {
	card, node := v.state.Visit.Card, v.placed.Find("chip")
	if v.page() != "card-data" || card == nil || node == nil {
		return "", false
	}
	says := func(name, detail string) bool {
		return plain(node.Node.Name) == plain(words.Text(name)) && plain(node.Node.Detail) == plain(words.Text(detail))
	}
	switch c := card.Chip; {
	case c.Stage == session.ChipUnread:
		return string(c.Fault), says("fault."+string(c.Fault), "chip.printed")
	case c.Refuted():
		return string(c.Verdict), says("chip.refuted", "chip.refuted.detail") && v.node("forward") == plain(words.Text("card.type"))
	case c.Verdict == session.ChipNotVerified:
		return string(c.Verdict), says("chip.not-verified", "chip.not-verified.detail")
	}
	return "", false
}

func chipStation(t *testing.T) *station {
	s := &station{rig: newRig(t).withChips().open(), kind: devices.CardReader}
	s.toCard("de")
	s.ready = func(v view) bool {
		settled := v.page() == "card" || v.page() == "card-data" && v.state.Visit.Card.Chip.Stage != session.ChipReading
		return settled && v.state.Usable(devices.CardReader)
	}
	s.done = func(v view) bool {
		return v.page() == "card-data" && v.state.Visit.Card.Chip.Verdict == session.ChipGenuine
	}
	s.work = func(c cell) {
		card := "slim"
		if c.card != "" {
			card = c.card
		}
		s.show("amal-td3")
		s.world("cardreader", "insert", card)
	}
	s.rewind = func() {
		if s.world("cardreader", "state") != "empty" {
			s.world("cardreader", "remove")
		}
		s.world("idcard", "remove")
		if v := s.page("card-data"); v.state.Visit.Card.Chip.Refuted() == (v.placed.Tree.Find("card-data.wrong") != nil) {
			s.t.Errorf("%+v: what the chip refuted can be taken over, or what it did not cannot", v.state.Visit.Card.Chip)
		}
		s.touch("back")
		s.page("card")
	}
	return s.attend()
}

// TestChipOfExpiredDocumentIsLeftAlone: the printed lines say already that the document is not taken.
func TestChipOfExpiredDocumentIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t).withChips().open()
	r.until("the chip reader", func(v view) bool { return v.state.Usable(devices.CardReader) })
	r.toCard("de")
	r.world("cardreader", "insert", "genuine")
	r.layUntil("idcard.expired", "insert", "expired")
	r.clear("card", "card.fault", r.words("de").Text("fault.idcard.expired"))
	if said := r.world("cardreader", "state"); said != "holds genuine" {
		t.Errorf("the reader %s, so its chip was given power", said)
	}
	r.world("idcard", "remove")
	r.show("amal-td3")
	r.until("the chip of a valid document to be read", func(v view) bool {
		return v.page() == "card-data" && v.state.Visit.Card.Chip.Verdict == session.ChipGenuine
	})
}
