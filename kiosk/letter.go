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
	var b strings.Builder
	line := func(label, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", label, value)
		}
	}
	fmt.Fprintf(&b, "%s\n\n", title)
	line("Nummer", f.Number)
	line("Eingegangen am", f.Sent.Format("02.01.2006, 15:04 Uhr"))
	line("Terminal", f.Terminal)
	line("Rechtsgrundlage", f.Legal)
	b.WriteString("\n")
	for _, a := range f.Answers {
		line(a.Question, a.Text)
	}
	if len(f.Consents) > 0 {
		b.WriteString("\n")
	}
	for _, c := range f.Consents {
		line(c.Text, map[bool]string{true: "Ja", false: "Nein"}[c.Yes])
	}
	for _, p := range f.Proofs {
		switch {
		case p.Later:
			line(p.Title, "wird nachgereicht")
		case len(p.Files) > 0:
			line(p.Title, strings.Join(p.Files, ", "))
		}
	}
	if s := f.Signature; s != nil && s.Unable {
		line("Unterschrift", "Die Person kann nicht unterschreiben")
	} else if s != nil {
		line("Unterschrift", s.File)
	}
	return seal.Letter{Subject: title + " " + f.Number, Text: b.String()}, nil
}
