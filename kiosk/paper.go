package kiosk

import (
	"image"

	"buergerterminal/devices/printer"
	"buergerterminal/flows"
	"buergerterminal/kiosk/receipt"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// receiptOf is what stands on the receipt of a state, in the citizen's language.
func receiptOf(s session.State, again bool, l *locales.Language) receipt.Input {
	v, f := s.Visit, s.Visit.Flow
	text := func(key string) string { words, _ := f.Text(l.Tag, key); return words }
	in := receipt.Input{
		Town: s.Place.Town, Office: text("authority.name"), Service: text("receipt.title"), At: v.Submission.StoredAt,
		Number: v.Submission.Number, Token: session.QRText(v.Submission), Arrived: v.Submission.Arrived, Accepted: v.Submission.Accepted,
		Given: given(s, l), Phone: s.Place.Phone, PhoneHours: s.Place.PhoneHours[l.Tag], TerminalID: s.Place.TerminalID, Copy: again,
	}
	if f.Partner != nil {
		in.Office, in.Foreign = text("partner.name"), true
		in.Next = append(in.Next, text("partner.notice"))
	}
	if fee, _, ok := f.FeeFor(s.Application(), s.Now); ok && fee.ID != "" {
		in.Next = append(in.Next, text("fee."+fee.ID))
	}
	if screen.Owed(s) {
		in.Next = append(in.Next, l.Text("cosignature.owed"))
	}
	for _, n := range screen.NextSteps(s, l) {
		in.Next = append(in.Next, n.Text)
	}
	return in
}

// given are the answers that name nobody: what was chosen and counted, the proofs, the fee. Written answers and dates can
// name a person and never stand on paper, nor does what is sensitive; of a list of persons only their number does.
func given(s session.State, l *locales.Language) []receipt.Pair {
	var pairs []receipt.Pair
	f, answers, ev := s.Visit.Flow, s.Application(), s.Evaluation()
	for _, key := range ev.Visible {
		field, value := f.Field(key), answers[key]
		if value.IsEmpty() || field.Prefill != "" || field.Sensitive || field.Secret || field.Page().Repeat != nil {
			continue
		}
		switch field.Type {
		case flows.TypeChoice, flows.TypeChoices, flows.TypeBool, flows.TypeInt, flows.TypeNumber:
			label, _ := f.Text(l.Tag, "field."+field.ID+".short")
			words := screen.AnswerWords(f, field, value, l)
			if r := f.Representation; r != nil && r.Field == key && value.Text() != "self" {
				words = l.Text("receipt.for-another") // whose child or ward it is concerns nobody who finds the paper
			}
			pairs = append(pairs, receipt.Pair{Label: label, Value: words})
		}
	}
	for _, p := range ev.VisibleProofs {
		if n := len(s.Visit.Proofs[p.ID]); n > 0 {
			label, _ := f.Text(l.Tag, "proof."+p.ID+".short")
			pairs = append(pairs, receipt.Pair{Label: l.Text("receipt.proof"), Value: l.List(label, l.Plural("proof.pages", n))})
		}
	}
	if s.Visit.TypedName() != "" { // which is not told: the paper names nobody
		pairs = append(pairs, receipt.Pair{Label: l.Text("review.signature"), Value: l.Text("receipt.typed")})
	}
	cents, ok := f.Fee(answers, s.Now)
	fee := l.Text("receipt.no-fee")
	if ok && cents > 0 {
		fee = l.Amount(cents)
	}
	return append(pairs, receipt.Pair{Label: l.Text("receipt.fee"), Value: fee})
}

// press turns receipts into documents of one printer.
type press struct {
	emblem *image.Alpha
	setter *typeset.Setter
	width  int // of the paper between its margins, in dots

	profile printer.Profile
}

// openPress makes the press of a printer.
func openPress(profile printer.Profile, setter *typeset.Setter) (press, error) {
	emblem, err := arms()
	return press{emblem: emblem, setter: setter, width: profile.Columns() * dotsPerColumn, profile: profile}, err
}

// of is the press with the arms of the municipality, where it has given any.
func (p press) of(place session.Place) press {
	if place.Arms != nil {
		p.emblem = printer.Bilevel(place.Arms, armsSize)
	}
	return p
}

// receipt is the receipt of a state: in German alone, or in the language of the citizen's pages and in German.
func (p press) receipt(s session.State, again bool, words *locales.Texts) printer.Document {
	p = p.of(s.Place)
	german, own := words.Language(applicationLanguage), words.Language(screen.Language(s, words))
	inFlow := func(l *locales.Language) receipt.Texts { return screen.WordsOf(s.Visit.Flow, l) }
	if own == german {
		return p.document(receipt.Build(receiptOf(s, again, german), inFlow(german)), german)
	}
	return p.document(receipt.BuildTwo(receiptOf(s, again, own), inFlow(own), receiptOf(s, again, german), inFlow(german)), own)
}

// document turns a receipt's blocks into the printer's. Passages are in the language own: set by us where the printer lacks its
// letters.
func (p press) document(blocks []receipt.Block, own *locales.Language) printer.Document {
	if doc := p.blocks(blocks, own, false); own.Latin() && p.writes(doc) {
		return doc
	}
	return p.blocks(blocks, own, true)
}

// writes reports whether the printer's own fonts have every letter of a document: they lack those of Polish and of Turkish.
func (p press) writes(doc printer.Document) bool {
	job, err := printer.Encode(doc, p.profile)
	return err == nil && len(job.Replaced) == 0
}

// blocks are the printer's for those of a receipt, with the arms in their place; set says who sets the passages.
func (p press) blocks(blocks []receipt.Block, own *locales.Language, set bool) printer.Document {
	var doc printer.Document
	for _, b := range blocks {
		switch b := b.(type) {
		case receipt.Passage:
			if !set {
				doc = append(doc, p.blocks(b.Blocks, own, false)...)
				continue
			}
			doc = append(doc, passage{setter: p.setter, width: p.width, rtl: own.RTL()}.blocks(b.Blocks)...)
		case receipt.Emblem:
			doc = append(doc, printer.Raster{Image: p.emblem})
		case receipt.Line:
			doc = append(doc, lineOf(b))
		case receipt.Columns:
			doc = append(doc, printer.Columns{Label: b.Label, Value: b.Value, At: b.At})
		case receipt.Rule:
			doc = append(doc, printer.Rule{Dashed: b.Dashed})
		case receipt.Frame:
			frame := printer.Frame{}
			for _, line := range b.Lines {
				frame.Lines = append(frame.Lines, lineOf(line))
			}
			doc = append(doc, frame)
		case receipt.QR:
			doc = append(doc, printer.QR{Data: b.Data, Module: b.Module})
		case receipt.Feed:
			doc = append(doc, printer.Feed{Lines: b.Lines})
		case receipt.Cut:
			doc = append(doc, printer.Cut{})
		}
	}
	return doc
}

func lineOf(l receipt.Line) printer.Line {
	return printer.Line{Text: l.Text, Style: printer.Style{
		Bold: l.Style.Bold, Width: l.Style.Width, Height: l.Style.Height, Align: printer.Align(l.Style.Align),
	}}
}
