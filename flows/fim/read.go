package fim

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The namespaces of XDatenfelder. A prefix means nothing.
const (
	space2 = "urn:xoev-de:fim:standard:xdatenfelder_2"
	space3 = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0"
)

// messageSchema is the message that holds a whole form; 0101, 0103 and 0104 hold a profile, a group and a field.
const messageSchema = "xdatenfelder.stammdatenschema.0102"

// schemaReader reads a schema.
type schemaReader struct {
	*reader
	space   string // of the file
	schema  *Schema
	above   []string // ids of the groups that are open, from outside
	counted int      // elements, rules and values that are kept
}

// Read reads a Stammdatenschema. The error, if any, is an *Error.
func Read(from io.Reader) (*Schema, error) {
	s := &schemaReader{reader: newReader(from), schema: &Schema{Ignored: map[string]int{}}}
	root, err := s.root()
	if err != nil {
		return nil, err
	}
	switch s.space = root.Name.Space; s.space {
	case space2:
		s.schema.Standard = Standard2
	case space3:
		s.schema.Standard = Standard3
	default:
		return nil, s.mistake("known are "+space3+" and "+space2, "the namespace %.120q of the file is not known", s.space)
	}
	if root.Name.Local != messageSchema {
		return nil, s.mistake("wanted is "+messageSchema, "the message <%.60s> does not hold a whole form", root.Name.Local)
	}
	found := false
	err = s.children(func(e xml.StartElement) error {
		if !s.own(e, "stammdatenschema") {
			return s.pass(e)
		}
		if found {
			return s.mistake("", "<stammdatenschema> stands twice")
		}
		found = true
		return s.readSchema()
	})
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, s.mistake("", "there is no <stammdatenschema>")
	}
	return s.schema, nil
}

func (s *schemaReader) own(e xml.StartElement, name string) bool {
	return e.Name.Space == s.space && e.Name.Local == name
}

// unused are the elements of the standard that a flow has no use for.
var unused = []string{
	"header", "relation", "freigabestatus", "status", "statusGesetztAm", "statusGesetztDurch", "gueltigAb", "gueltigBis",
	"versionshinweis", "versionsinfo", "veroeffentlichungsdatum", "freigabedatum", "letzteAenderung", "stichwort",
	"schemaelementart", "fachlicherErsteller", "ableitungsmodifikationenStruktur", "ableitungsmodifikationenRepraesentation",
	"dokumentsteckbrief", "param", "ziel", "fehler", "bezeichnungEingabe", "bezeichnungAusgabe", "hilfetext", "definition",
}

// pass skips an element and counts it where nobody knows what it says.
func (s *schemaReader) pass(e xml.StartElement) error {
	if (e.Name.Space != s.space || !slices.Contains(unused, e.Name.Local)) && len(s.schema.Ignored) < 100 {
		s.schema.Ignored[e.Name.Local]++
	}
	return s.skip()
}

// count refuses more elements than any form has.
func (s *schemaReader) count() error {
	if s.counted++; s.counted > maxElements {
		return s.mistake("no form is so large", "more than %d groups, fields, rules and values", maxElements)
	}
	return nil
}

// into reads an element without elements in it.
func (s *schemaReader) into(text *string) (err error) {
	*text, err = s.words()
	return err
}

// coded reads the <code> of an element, which is in no namespace.
func (s *schemaReader) coded(text *string) error {
	return s.children(func(e xml.StartElement) error {
		if e.Name.Local != "code" {
			return s.pass(e)
		}
		return s.into(text)
	})
}

func (s *schemaReader) readSchema() error {
	c := &s.schema.Common
	c.Line = s.line()
	var had once
	err := s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space {
			return s.pass(e)
		}
		if taken, err := s.common(c, 'S', e.Name.Local, &had); taken || err != nil {
			return err
		}
		switch e.Name.Local {
		case "bezug":
			return s.reference(e, &c.References)
		case "bezeichnung":
			return s.into(&c.Input)
		case "hilfetext":
			return s.into(&c.Help)
		case "struktur":
			element, err := s.readElement()
			s.schema.Elements = append(s.schema.Elements, element)
			return err
		}
		return s.pass(e)
	})
	if err != nil {
		return err
	}
	if len(s.schema.Elements) == 0 {
		return s.mistake("", "the schema has no <struktur>")
	}
	return s.complete(c, "stammdatenschema", s.schema.Elements)
}

func (s *schemaReader) line() int {
	line, _ := s.decoder.InputPos()
	return line
}

// common reads an element that schemas, groups and fields all have.
func (s *schemaReader) common(c *Common, letter byte, name string, had *once) (taken bool, err error) {
	switch name {
	case "identifikation", "name", "bezeichnungEingabe", "bezeichnungAusgabe", "hilfetextEingabe", "hilfetextAusgabe",
		"beschreibung", "definition":
		if err := had.take(s.reader, name); err != nil {
			return true, err
		}
	}
	switch name {
	case "identifikation":
		return true, s.identification(&c.ID, &c.Version, letter)
	case "name":
		return true, s.into(&c.Name)
	case "bezeichnungEingabe":
		return true, s.into(&c.Input)
	case "bezeichnungAusgabe":
		return true, s.into(&c.Output)
	case "hilfetextEingabe":
		return true, s.into(&c.Help)
	case "hilfetextAusgabe":
		return true, s.into(&c.HelpOutput)
	case "beschreibung":
		return true, s.into(&c.Description)
	case "definition":
		return true, s.into(&c.Definition)
	case "regel":
		rule, err := s.readRule()
		c.Rules = append(c.Rules, rule)
		return true, err
	}
	return false, nil
}

// reference reads a bezug.
func (s *schemaReader) reference(e xml.StartElement, into *[]Reference) error {
	text, err := s.words()
	if err == nil && text != "" {
		*into = append(*into, Reference{Text: text, Link: attribute(e, "link")})
	}
	return err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// identification reads id and version; the letter says what kind of element must be named.
func (s *schemaReader) identification(id, version *string, letter byte) error {
	err := s.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "id":
			return s.into(id)
		case "version":
			return s.into(version)
		}
		return s.pass(e)
	})
	if err == nil && !s.isID(*id, letter) {
		return s.mistake(string(letter)+" and digits", "the id %.40q has the wrong form", *id)
	}
	return err
}

// isID reports whether an id has the form of the standard: 11 digits in XDatenfelder 3, 8 in most of XDatenfelder 2.
func (s *schemaReader) isID(id string, letter byte) bool {
	least := 11
	if s.schema.Standard == Standard2 {
		least = 8
	}
	if len(id) < 1+least || len(id) > 1+11 || id[0] != letter {
		return false
	}
	return strings.Trim(id[1:], "0123456789") == ""
}

// complete asks for what every element must have, and refuses elements of the same id.
func (s *schemaReader) complete(c *Common, kind string, elements []*Element) error {
	if c.ID == "" {
		return s.mistake("", "the <%s> that begins in line %d has no id", kind, c.Line)
	}
	if c.Name == "" && c.Input == "" && c.Output == "" {
		return s.mistake("", "%s has neither name nor bezeichnung", c.ID)
	}
	seen := map[string]int{}
	for _, e := range elements {
		id := e.Common().ID
		if first, twice := seen[id]; twice {
			return &Error{Line: e.Line, Column: 1, Message: id + " stands twice in " + c.ID, Hint: "the first is in line " + strconv.Itoa(first)}
		}
		seen[id] = e.Line
	}
	return nil
}

// readElement reads a struktur.
func (s *schemaReader) readElement() (*Element, error) {
	out := &Element{Min: 1, Max: 1, Line: s.line()}
	if err := s.count(); err != nil {
		return out, err
	}
	var had once
	err := s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space {
			return s.pass(e)
		}
		switch e.Name.Local {
		case "anzahl":
			if err := had.take(s.reader, "anzahl"); err != nil {
				return err
			}
			return s.readNumber(out)
		case "bezug":
			return s.reference(e, &out.References)
		case "enthaelt":
			return s.readContent(out)
		}
		return s.pass(e)
	})
	if err == nil && out.Group == nil && out.Field == nil {
		err = s.mistake("", "the <struktur> that begins in line %d holds neither field nor group", out.Line)
	}
	return out, err
}

// readNumber reads "min:max".
func (s *schemaReader) readNumber(e *Element) error {
	text, err := s.words()
	if err != nil {
		return err
	}
	low, high, ok := strings.Cut(text, ":")
	least, err := strconv.ParseUint(strings.TrimSpace(low), 10, 16)
	e.Min, e.Max = int(least), Unbounded
	if high = strings.TrimSpace(high); ok && err == nil && high != "*" {
		var most uint64
		most, err = strconv.ParseUint(high, 10, 16)
		e.Max = int(most)
		ok = e.Max >= e.Min
	}
	if !ok || err != nil {
		return s.mistake(`"min:max", as 0:1 or 1:*`, "anzahl %.40q has the wrong form", text)
	}
	return nil
}

func (s *schemaReader) readContent(out *Element) error {
	return s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space || e.Name.Local != "datenfeld" && e.Name.Local != "datenfeldgruppe" {
			return s.pass(e)
		}
		if out.Group != nil || out.Field != nil {
			return s.mistake("", "a <struktur> holds more than one element")
		}
		var err error
		if e.Name.Local == "datenfeld" {
			out.Field, err = s.readField()
		} else {
			out.Group, err = s.readGroup()
		}
		return err
	})
}

func (s *schemaReader) readGroup() (*Group, error) {
	g := &Group{Common: Common{Line: s.line()}}
	var had once
	inside := false
	err := s.children(func(e xml.StartElement) error {
		if e.Name.Space != s.space {
			return s.pass(e)
		}
		if taken, err := s.common(&g.Common, 'G', e.Name.Local, &had); taken || err != nil {
			return err
		}
		switch e.Name.Local {
		case "bezug":
			return s.reference(e, &g.References)
		case "art":
			var kind string
			if err := s.coded(&kind); err != nil {
				return err
			}
			g.Choice = kind == "X"
			return nil
		case "struktur":
			if !inside {
				if g.ID == "" || slices.Contains(s.above, g.ID) {
					return s.mistake("", "%s stands inside itself, or its <identifikation> is missing", g.ID)
				}
				s.above, inside = append(s.above, g.ID), true
			}
			element, err := s.readElement()
			g.Elements = append(g.Elements, element)
			return err
		}
		return s.pass(e)
	})
	if inside {
		s.above = s.above[:len(s.above)-1]
	}
	if err != nil {
		return g, err
	}
	return g, s.complete(&g.Common, "datenfeldgruppe", g.Elements)
}
