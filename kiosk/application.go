package kiosk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"

	"golang.org/x/image/vector"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission/pdf"
	"buergerterminal/kiosk/submission/seal"
	"buergerterminal/locales"
)

// applicationLanguage is the language of what the authority reads, whatever language the citizen used.
const applicationLanguage = "de"

// form is the application's data as the authority gets them: codes, and beside them the words in German.
type form struct {
	Service   string         `json:"service"`
	Title     string         `json:"title"`
	Legal     string         `json:"legal"`
	Number    string         `json:"number"`
	Terminal  string         `json:"terminal"`
	Sent      time.Time      `json:"sent"`
	Answers   []formAnswer   `json:"answers"`
	Identity  *formIdentity  `json:"identity,omitempty"`
	Consents  []formConsent  `json:"consents"`
	Proofs    []formProof    `json:"proofs"`
	Signature *formSignature `json:"signature,omitempty"`
	FeeCents  *int           `json:"feeCents,omitempty"`

	Values         []formValue         `json:"values,omitempty"` // worked out of the answers
	Representation *formRepresentation `json:"representation,omitempty"`
	Cosignatures   []formCosignature   `json:"cosignatures,omitempty"`
	Partner        string              `json:"partner,omitempty"`    // the receiver is no authority
	Import         *formImport         `json:"import,omitempty"`     // the schema that the form was made from
	Unresolved     []formUnresolved    `json:"unresolved,omitempty"` // rules that nobody has checked yet
}

type formAnswer struct {
	Field    string `json:"field"`
	FIM      string `json:"fim,omitempty"`
	Path     string `json:"path,omitempty"` // in the schema's JSON
	Question string `json:"question"`
	Value    any    `json:"value"`
	Decimals int    `json:"decimals,omitempty"` // of a number: Value counts its smallest parts
	Text     string `json:"text"`
	StateKey string `json:"stateKey,omitempty"` // of a state: the key of German registers (DESTATIS)
}

// formIdentity says what stands behind the personal data: read from a document, or only typed.
type formIdentity struct {
	Source         string `json:"source"` // "document" (machine readable zone) or "typed"
	DocumentNumber string `json:"documentNumber,omitempty"`
	ValidUntil     string `json:"validUntil,omitempty"`
	Nationality    string `json:"nationality,omitempty"` // ICAO Doc 9303-3 section 5
	Confirmed      bool   `json:"confirmed"`             // the citizen confirmed the data as read
	Chip           string `json:"chip,omitempty"`        // what it proved ("genuine", "not-verified", "forged", "cloned"), "unread", or not there
}

type formConsent struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Text string `json:"text"`
	Yes  bool   `json:"given"`
}

type formProof struct {
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Files []string `json:"files"`
	Pages int      `json:"pages,omitempty"`
	Later bool     `json:"handedInLater,omitempty"`
}

// formSignature is what was signed, and how: the picture of a hand's own, or the name that was typed in its place (text form, § 126b
// BGB).
type formSignature struct {
	Statement string `json:"statement"`
	File      string `json:"file,omitempty"`
	TextForm  string `json:"textForm,omitempty"` // the name
	Unable    bool   `json:"unableToSign,omitempty"`
}

// applicationOf makes the application of a state, ready to be sealed. It fails only where a picture cannot be encoded.
func applicationOf(s session.State, number string, german *locales.Language) (seal.Application, error) {
	v, f := s.Visit, s.Visit.Flow
	app := seal.Application{
		ID: seal.NewID(), FlowID: f.ID, FlowVersion: f.Version, Leistung: f.Leistung, Authority: f.Authority,
		Language: locales.Standard(v.Lang), CreatedAt: s.Now,
	}
	title, _ := f.Text(applicationLanguage, "title")
	data := form{
		Service: f.ID, Title: plain(title), Legal: f.Legal, Number: number, Terminal: s.Place.TerminalID, Sent: s.Now,
		Answers: answersOf(s, german), Consents: consentsOf(s), Identity: identityOf(v),
	}
	if cents, ok := f.Fee(s.Application(), s.Now); ok {
		data.FeeCents = &cents
	}
	for _, p := range s.Evaluation().VisibleProofs {
		name, _ := f.Text(applicationLanguage, "proof."+p.ID+".short")
		proof := formProof{ID: p.ID, Title: plain(name), Later: v.Skipped[p.ID] && p.Required, Files: []string{}}
		if pages := v.Proofs[p.ID]; len(pages) > 0 {
			file, err := proofPDF(plain(name), s.Now, pages)
			if err != nil {
				return seal.Application{}, err
			}
			proof.Files, proof.Pages = append(proof.Files, p.ID+".pdf"), len(pages)
			app.Attachments = append(app.Attachments, seal.Attachment{ID: seal.NewID(), Name: p.ID + ".pdf", MIME: "application/pdf", Purpose: seal.Proof, Data: file})
		}
		data.Proofs = append(data.Proofs, proof)
	}
	if f.Signature != nil {
		if err := addSignature(&app, &data, v); err != nil {
			return seal.Application{}, err
		}
	}
	addParties(&data, s, german)
	if err := addCosignatures(&app, &data, s); err != nil {
		return seal.Application{}, err
	}
	var err error
	if app.Answers, err = json.Marshal(data); err != nil {
		return seal.Application{}, fmt.Errorf("application: %w", err)
	}
	return app, nil
}

// plain is a text without what tells a screen where it may break a line, and where not.
func plain(text string) string {
	return strings.NewReplacer("\u00ad", "", "\u00a0", " ").Replace(text)
}

func addSignature(app *seal.Application, data *form, v session.Visit) error {
	statement, _ := v.Flow.Text(applicationLanguage, "signature.statement")
	data.Signature = &formSignature{Statement: plain(statement), Unable: v.CannotSign, TextForm: v.TypedName()}
	if len(v.Strokes) == 0 {
		return nil
	}
	picture, err := signaturePNG(v.Strokes)
	if err != nil {
		return err
	}
	data.Signature.File = "signature.png"
	app.Attachments = append(app.Attachments, seal.Attachment{ID: seal.NewID(), Name: data.Signature.File, MIME: "image/png", Purpose: seal.Signature, Data: picture})
	return nil
}

func identityOf(v session.Visit) *formIdentity {
	switch {
	case v.Flow.Identity != flows.IdentityCard:
		return nil
	case v.Card == nil:
		return &formIdentity{Source: "typed"}
	}
	id := &formIdentity{Source: "document", DocumentNumber: v.Card.DocumentNumber, Nationality: v.Card.Nationality, Confirmed: v.CardConfirmed}
	if id.Chip = string(v.Card.Chip.Verdict); v.Card.Chip.Stage == session.ChipUnread {
		id.Chip = string(session.ChipUnread)
	}
	if v.Card.ValidUntil != (flows.Day{}) {
		id.ValidUntil = v.Card.ValidUntil.String()
	}
	return id
}

func answersOf(s session.State, german *locales.Language) []formAnswer {
	var all []formAnswer
	f, answers := s.Visit.Flow, s.Application()
	for _, key := range s.Evaluation().Visible {
		field, value := f.Field(key), answers[key]
		if value.IsEmpty() {
			continue
		}
		question, _ := f.Text(applicationLanguage, "field."+field.ID+".title")
		answer := formAnswer{Field: key, FIM: field.FIM, Path: field.Path, Question: plain(question), Value: codeOf(value), Decimals: field.Decimals, Text: plain(screen.AnswerWords(f, field, value, german))}
		if field.Type == flows.TypeCountry {
			answer.StateKey = flows.StateKey(value.Text())
		}
		all = append(all, answer)
	}
	return all
}

// codeOf is an answer as its code: what a program of the authority reads.
func codeOf(v flows.Value) any {
	switch v.Kind() {
	case flows.KindBool:
		return v.Bool()
	case flows.KindChoices:
		return v.Choices()
	case flows.KindDate:
		return v.Day().String()
	case flows.KindInt:
		return v.Int()
	}
	return v.Text()
}

func consentsOf(s session.State) []formConsent {
	all := []formConsent{}
	for _, c := range s.Evaluation().VisibleConsents {
		text, _ := s.Visit.Flow.Text(applicationLanguage, "consent."+c.ID)
		all = append(all, formConsent{ID: c.ID, Kind: c.Kind, Text: plain(text), Yes: s.Visit.Consents[c.ID]})
	}
	return all
}

// proofPDF is one file with all pages of a proof, each upright as the citizen turned it.
func proofPDF(title string, created time.Time, scanned []session.ScannedPage) ([]byte, error) {
	pages := make([]pdf.Page, len(scanned))
	for i, p := range scanned {
		pages[i] = pdf.Page{Data: p.Data, MIME: p.MIME, DPI: p.DPI, Turns: p.Turns}
	}
	return pdf.Encode(title, created, pages)
}

// inkRadius is half of the pen's width in px of the pad (LOOK.md section 5, signature: ink 6 px round).
const inkRadius = 3

// signaturePNG draws the strokes as the citizen saw them, black on white, 936 × 480.
func signaturePNG(strokes [][]session.Point) ([]byte, error) {
	ink := vector.NewRasterizer(session.PadWidth, session.PadHeight)
	for _, stroke := range strokes {
		for i, p := range stroke {
			dot(ink, p)
			if i > 0 {
				segment(ink, stroke[i-1], p)
			}
		}
	}
	picture := image.NewGray(image.Rect(0, 0, session.PadWidth, session.PadHeight))
	for i := range picture.Pix {
		picture.Pix[i] = 0xff
	}
	ink.Draw(picture, picture.Bounds(), image.NewUniform(color.Black), image.Point{})
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	return out.Bytes(), nil
}
