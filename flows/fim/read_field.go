package fim

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
)

func (s *schemaReader) readField() (*Field, error) {
	f := &Field{Common: Common{Line: s.line()}}
	var had once
	err := s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space {
			return s.pass(e)
		}
		if taken, err := s.common(&f.Common, 'F', e.Name.Local, &had); taken || err != nil {
			return err
		}
		return s.ofField(f, e)
	})
	if err != nil {
		return f, err
	}
	if err := s.complete(&f.Common, "datenfeld", nil); err != nil {
		return f, err
	}
	return f, s.known(f)
}

// ofField reads an element that only fields have.
func (s *schemaReader) ofField(f *Field, e xml.StartElement) error {
	switch e.Name.Local {
	case "bezug":
		return s.reference(e, &f.References)
	case "feldart":
		return s.coded(&f.Kind)
	case "datentyp":
		return s.coded(&f.Type)
	case "vorbefuellung":
		return s.coded(&f.Prefill)
	case "praezisierung":
		return s.readLimits(e, &f.Limits)
	case "inhalt":
		return s.into(&f.Content)
	case "werte":
		return s.readValues(f)
	case "codelisteReferenz":
		f.List = &ListReference{}
		return s.readListReference(f.List)
	case "codeKey":
		return s.into(&f.CodeKey)
	case "nameKey":
		return s.into(&f.NameKey)
	case "helpKey":
		return s.into(&f.HelpKey)
	case "maxSize":
		return s.into(&f.MaxSize)
	case "mediaType":
		var kind string
		err := s.into(&kind)
		f.MediaTypes = append(f.MediaTypes, kind)
		return err
	}
	return s.pass(e)
}

// known refuses kinds and types that the standard does not have: a field must not be asked as what it is not.
func (s *schemaReader) known(f *Field) error {
	kinds := []string{KindInput, KindSelect, KindLabel, KindHidden, KindLocked}
	types := []string{
		TypeText, TypeLatin, TypeDate, TypeTime, TypeDateTime, TypeBool, TypeNumber, TypeInteger, TypeCurrency, TypeFile, TypeObject,
	}
	if !slices.Contains(kinds, f.Kind) {
		return s.mistake("known are "+strings.Join(kinds, ", "), "feldart %.40q of %s is not known", f.Kind, f.ID)
	}
	if !slices.Contains(types, f.Type) && f.Kind != KindLabel {
		return s.mistake("known are "+strings.Join(types, ", "), "datentyp %.40q of %s is not known", f.Type, f.ID)
	}
	return nil
}

// readLimits reads a praezisierung: attributes in XDatenfelder 3, JSON in XDatenfelder 2.
func (s *schemaReader) readLimits(e xml.StartElement, l *Limits) error {
	text, err := s.text()
	if err != nil {
		return err
	}
	if s.schema.Standard == Standard3 {
		*l = Limits{
			MinLength: attribute(e, "minLength"), MaxLength: attribute(e, "maxLength"),
			MinValue: attribute(e, "minValue"), MaxValue: attribute(e, "maxValue"), Pattern: attribute(e, "pattern"),
		}
		return nil
	}
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	var written map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if decoder.Decode(&written) != nil {
		l.Note = folded(text) // editors of the old standard also wrote sentences there
		return nil
	}
	for _, to := range []struct {
		key  string
		into *string
	}{
		{"minLength", &l.MinLength}, {"maxLength", &l.MaxLength}, {"minValue", &l.MinValue}, {"maxValue", &l.MaxValue}, {"pattern", &l.Pattern},
	} {
		switch v := written[to.key].(type) {
		case string:
			*to.into = v
		case json.Number:
			*to.into = v.String()
		}
		delete(written, to.key)
	}
	if note, ok := written["note"].(string); ok && len(written) == 1 {
		l.Note = folded(note)
	} else if len(written) > 0 {
		l.Note = folded(text)
	}
	return nil
}

func (s *schemaReader) readValues(f *Field) error {
	seen := map[string]bool{}
	return s.children(func(e xml.StartElement) error {
		if !s.own(e, "wert") {
			return s.pass(e)
		}
		if err := s.count(); err != nil {
			return err
		}
		var c Code
		err := s.children(func(e xml.StartElement) error {
			switch e.Name.Local {
			case "code":
				return s.into(&c.Code)
			case "name":
				return s.into(&c.Name)
			case "hilfe":
				return s.into(&c.Help)
			}
			return s.pass(e)
		})
		if err != nil {
			return err
		}
		if c.Code == "" || seen[c.Code] {
			return s.mistake("each answer needs a code of its own", "the code %.40q of a wert stands twice or is empty", c.Code)
		}
		seen[c.Code] = true
		f.Values = append(f.Values, c)
		return nil
	})
}

// readListReference reads a codelisteReferenz. In XDatenfelder 2 its parts stand one level deeper.
func (s *schemaReader) readListReference(l *ListReference) error {
	return s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "canonicalIdentification":
			return s.into(&l.URI)
		case "version":
			return s.into(&l.Version)
		case "canonicalVersionUri":
			return s.into(&l.VersionURI)
		case "genericodeIdentification":
			return s.readListReference(l)
		case "identifikation":
			return s.skip() // of the list in the editor's own stock
		}
		return s.pass(e)
	})
}

func (s *schemaReader) readRule() (*Rule, error) {
	rule := &Rule{Line: s.line()}
	if err := s.count(); err != nil {
		return rule, err
	}
	var definition string
	err := s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space {
			return s.pass(e)
		}
		switch e.Name.Local {
		case "identifikation":
			return s.identification(&rule.ID, &rule.Version, 'R')
		case "name":
			return s.into(&rule.Name)
		case "beschreibung":
			return s.into(&rule.Description)
		case "freitextRegel":
			return s.into(&rule.Sentence)
		case "definition":
			return s.into(&definition)
		case "bezug":
			return s.reference(e, &rule.References)
		case "typ":
			return s.coded(&rule.Type)
		case "script", "skript":
			rule.Script = true
			return s.skip()
		}
		return s.pass(e)
	})
	if err != nil {
		return rule, err
	}
	if rule.Sentence == "" {
		rule.Sentence = definition
	}
	if rule.ID == "" {
		return rule, s.mistake("", "the <regel> that begins in line %d has no id", rule.Line)
	}
	return rule, nil
}
