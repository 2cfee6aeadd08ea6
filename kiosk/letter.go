package kiosk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"buergerterminal/kiosk/submission/seal"
)

// letterOf is what a clerk reads who opens an application in a mail program, in German.
func letterOf(app seal.Application, title string) (seal.Letter, error) {
	var f form
	if err := json.Unmarshal(app.Answers, &f); err != nil {
		return seal.Letter{}, &seal.Error{Code: seal.CodeInvalid, Err: errors.New("the application has no form")}
	}
	l := &letter{}
	fmt.Fprintf(&l.text, "%s\n\n", title)
	l.line("Nummer", f.Number)
	l.line("Eingegangen am", f.Sent.Format("02.01.2006, 15:04 Uhr"))
	l.line("Terminal", f.Terminal)
	l.line("Rechtsgrundlage", f.Legal)
	l.text.WriteString("\n")
	if r := f.Representation; r != nil {
		l.line("Wer handelt", r.Text)
		l.line("Beruft sich auf", r.Right)
		if r.For != nil {
			l.line("Vertreten wird", strings.TrimSuffix(r.For.Name+", geboren: "+r.For.BirthText, ", geboren: "))
		}
	}
	for _, a := range f.Answers {
		l.line(a.Question, a.Text)
	}
	for _, v := range f.Values {
		if v.Label != "" {
			l.line(v.Label, v.Text)
		}
	}
	l.declared(f)
	for _, u := range f.Unresolved {
		l.line("Noch nicht geprüft", u.Rule)
	}
	return seal.Letter{Subject: title + " " + f.Number, Text: l.text.String()}, nil
}

// letter grows line by line.
type letter struct{ text strings.Builder }

// line leaves out what has no value.
func (l *letter) line(label, value string) {
	if value != "" {
		fmt.Fprintf(&l.text, "%s: %s\n", label, value)
	}
}

// declared adds what was declared, handed in and signed.
func (l *letter) declared(f form) {
	if len(f.Consents) > 0 {
		l.text.WriteString("\n")
	}
	for _, c := range f.Consents {
		l.line(c.Text, map[bool]string{true: "Ja", false: "Nein"}[c.Yes])
	}
	for _, p := range f.Proofs {
		l.line(p.Title, signed(strings.Join(p.Files, ", "), false, p.Later))
	}
	if s := f.Signature; s != nil {
		l.line("Unterschrift", signed(s.File, s.Unable, false))
		l.line("In Textform erklärt (§ 126b BGB), Name", s.TextForm)
	}
	for _, c := range f.Cosignatures {
		l.line(strings.TrimSuffix(c.Title+", "+c.Name, ", "), signed(c.File, c.Unable, c.Later))
		if c.SameName {
			l.line("Bitte prüfen", "Beide Unterschriften tragen denselben Namen.")
		}
	}
}

// signed says what became of a paper or a signature.
func signed(file string, unable, later bool) string {
	switch {
	case later:
		return "wird nachgereicht"
	case unable:
		return "Die Person kann nicht unterschreiben"
	}
	return file
}
