package session

import (
	"time"

	"buergerterminal/devices"
)

// ChipKey is what of the printed zone opens a document's chip, as it is printed (Doc 9303-11 section 4.3.3); the zero key
// where the document has no chip for us.
type ChipKey struct{ Number, Birth, Expiry string }

// ChipStage is where the reading of a chip is.
type ChipStage string

// The stages of a chip.
const (
	ChipNone    ChipStage = ""        // the document has none for us, or there is no reader
	ChipReading ChipStage = "reading" // or waiting for the document to lie on the reader
	ChipRead    ChipStage = "read"
	ChipUnread  ChipStage = "unread" // with the fault that stopped it
)

// ChipVerdict is what the chip proves. The words never stand for each other: NotVerified is no suspicion, and Forged no lack
// of a certificate.
type ChipVerdict string

// The verdicts.
const (
	ChipGenuine     ChipVerdict = "genuine"      // signed by a state that the terminal knows
	ChipNotVerified ChipVerdict = "not-verified" // the terminal has no certificate of that state
	ChipForged      ChipVerdict = "forged"       // the signature, a hash or the printed lines do not fit
	ChipCloned      ChipVerdict = "cloned"       // the data are genuine, the chip is not the one that they were made for
)

// Chip is what became of a document's chip. Nothing of what it holds is kept beyond the verdict.
type Chip struct {
	Stage   ChipStage
	Verdict ChipVerdict
	Fault   devices.Fault
}

// Refuted says that the chip speaks against the document: nothing of it is taken over.
func (c Chip) Refuted() bool { return c.Verdict == ChipForged || c.Verdict == ChipCloned }

// startChip begins to read the chip of the document that has just been read.
func startChip(s State) (State, []Effect) {
	card := *s.ShownCard()
	if card.ChipKey == (ChipKey{}) || !s.Usable(devices.CardReader) {
		return s, nil
	}
	card.Chip = Chip{Stage: ChipReading}
	s.CardLeft = time.Time{} // what lies there now belongs to this visit
	return s.withShownCard(card), []Effect{ReadChip{}}
}

// chipEnded takes the result while the citizen looks at the document's data; what comes later belongs to nobody.
func chipEnded(s State, to Chip) (State, []Effect) {
	card := s.ShownCard()
	if s.Visit.At.Kind != AtCardData || card == nil || card.Chip.Stage != ChipReading {
		return s, nil
	}
	s.Visit.LastTouch, s.Visit.WarnUntil = s.Now, time.Time{}
	ended := *card
	ended.Chip = to
	return s.withShownCard(ended), nil
}

// withShownCard replaces the document that the card's page shows.
func (s State) withShownCard(c Card) State {
	if s.Visit.Row != nil {
		row := *s.Visit.Row
		row.Card = &c
		s.Visit.Row = &row
		return s
	}
	s.Visit.Card = &c
	return s
}

// stopChip ends the reading that the citizen did not wait for; what is not finished counts as unread.
func stopChip(s State) (State, []Effect) {
	if !s.Usable(devices.CardReader) {
		return s, nil
	}
	if card := s.ShownCard(); card != nil && card.Chip.Stage == ChipReading {
		stopped := *card
		stopped.Chip = Chip{Stage: ChipUnread, Fault: devices.FaultCancelled}
		s = s.withShownCard(stopped)
	}
	return s, []Effect{StopChip{}}
}
