package kiosk

import (
	"slices"
	"strings"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission/seal"
	"buergerterminal/locales"
)

// formValue is what follows from the answers; the authority works it out anew where that matters.
type formValue struct {
	ID       string `json:"id"`
	FIM      string `json:"fim,omitempty"`
	Path     string `json:"path,omitempty"`
	Label    string `json:"label,omitempty"`
	Value    any    `json:"value"`
	Decimals int    `json:"decimals,omitempty"`
	Text     string `json:"text"`
}

// formRepresentation says who acts for whom, and by what right.
type formRepresentation struct {
	Field string           `json:"field"`
	As    string           `json:"as"` // of flows.Capacities
	Text  string           `json:"text"`
	Right string           `json:"right,omitempty"` // that the person at the terminal says to have; nothing here proves it
	By    string           `json:"by,omitempty"`    // name of the person at the terminal, where the form asks for it
	For   *formRepresented `json:"for,omitempty"`   // nil: they act for themselves, or the form does not ask
}

// formRepresented is the person whose application it is.
type formRepresented struct {
	Name      string `json:"name"`
	Birth     any    `json:"birth,omitempty"`
	BirthText string `json:"birthText,omitempty"`
}

// right is what acting for somebody else rests on.
func right(as string) string {
	switch as {
	case "parent":
		return "Elterliche Sorge (§ 1629 BGB)"
	case "authorised":
		return "Vollmacht (§ 167 BGB)"
	case "guardian":
		return "Rechtliche Betreuung (§ 1823 BGB)"
	}
	return ""
}

// representation is that of a state, or nil where its service knows none.
func representation(s session.State, german *locales.Language) *formRepresentation {
	f := s.Visit.Flow
	if f.Representation == nil {
		return nil
	}
	r, answers := f.Representation, s.Application()
	as := answers[r.Field]
	if as.IsEmpty() {
		return nil
	}
	out := &formRepresentation{Field: r.Field, As: as.Text(), Text: plain(screen.AnswerWords(f, f.Field(r.Field), as, german)), Right: right(as.Text())}
	if out.Right == "" {
		return out
	}
	out.By, _ = s.Applicant()
	var names []string
	for _, id := range r.Name {
		names = append(names, strings.Fields(answers[id].Text())...)
	}
	if len(names) == 0 {
		return out
	}
	out.For = &formRepresented{Name: strings.Join(names, " ")}
	if born := answers[r.Birth]; !born.IsEmpty() {
		out.For.Birth, out.For.BirthText = codeOf(born), plain(screen.AnswerWords(f, f.Field(r.Birth), born, german))
	}
	return out
}

// formCosignature is what became of a second person's signature.
type formCosignature struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Name      string `json:"name"`
	Statement string `json:"statement"`
	File      string `json:"file,omitempty"`
	Unable    bool   `json:"unableToSign,omitempty"`
	Later     bool   `json:"handedInLater,omitempty"`
	SameName  bool   `json:"sameNameAsApplicant,omitempty"` // a look is due: nothing shows that they are two
}

// formImport names the FIM schema of the form.
type formImport struct {
	Schema  string `json:"schema"`
	Version string `json:"version"`
}

// formUnresolved is a rule of that schema that was not translated: nobody has checked it.
type formUnresolved struct {
	ID    string `json:"id"`
	Field string `json:"field,omitempty"`
	Rule  string `json:"rule"`
}

// addParties adds what stands between the answers, who acts for whom, and who receives.
func addParties(data *form, s session.State, german *locales.Language) {
	f := s.Visit.Flow
	text := func(key string) string { words, _ := f.Text(applicationLanguage, key); return plain(words) }
	values := s.Evaluation().Values
	for _, c := range f.Values {
		v := values[c.ID]
		if v.IsEmpty() {
			continue
		}
		data.Values = append(data.Values, formValue{
			ID: c.ID, FIM: c.FIM, Path: c.Path, Label: text("value." + c.ID + ".short"), Value: codeOf(v), Decimals: c.Decimals,
			Text: plain(screen.ValueWords(c, v, german)),
		})
	}
	data.Representation = representation(s, german)
	if f.Partner != nil {
		data.Partner = text("partner.name")
	}
	if f.Import != nil {
		data.Import = &formImport{Schema: f.Import.Schema, Version: f.Import.Version}
	}
	for _, u := range f.Unresolved {
		data.Unresolved = append(data.Unresolved, formUnresolved{ID: u.ID, Field: u.Field, Rule: text("unresolved." + u.ID)})
	}
}

// addCosignatures adds the signatures of others, and of those that are not here the name.
func addCosignatures(app *seal.Application, data *form, s session.State) error {
	visible := s.Evaluation().VisibleCosignatures
	for _, c := range s.Visit.Flow.Cosignatures {
		if !slices.Contains(visible, c) {
			continue
		}
		signed, err := cosignature(app, s, c)
		if err != nil {
			return err
		}
		data.Cosignatures = append(data.Cosignatures, signed)
	}
	return nil
}

func cosignature(app *seal.Application, s session.State, c *flows.Cosignature) (formCosignature, error) {
	text := func(key string) string {
		words, _ := s.Visit.Flow.Text(applicationLanguage, "cosignature."+c.ID+key)
		return plain(words)
	}
	done := s.Cosigned(c)
	out := formCosignature{
		ID: c.ID, Title: text(".title"), Name: s.Cosigner(c), Statement: text(".statement"), Unable: done.Unable, Later: done.Later,
		SameName: s.Likeness(c) == session.SameName,
	}
	if len(done.Strokes) == 0 {
		return out, nil
	}
	picture, err := signaturePNG(done.Strokes)
	if err != nil {
		return formCosignature{}, err
	}
	out.File = "signature-" + c.ID + ".png"
	app.Attachments = append(app.Attachments, seal.Attachment{ID: seal.NewID(), Name: out.File, MIME: "image/png", Purpose: seal.Signature, Data: picture})
	return out, nil
}
