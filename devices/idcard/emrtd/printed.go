package emrtd

import (
	"fmt"
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/emrtd/tlv"
	"buergerterminal/devices/idcard/mrz"
)

// readZone reads DG1: the zone as on the document, without line ends (Doc 9303-10 section 4.7.1). What mrz finds wrong in it stays in the
// document's Problems.
func readZone(dg1 []byte) (mrz.Document, error) {
	inner, err := tlv.Only(dg1, 0x61)
	if err == nil {
		inner, err = tlv.Only(inner, 0x5F1F)
	}
	if err != nil {
		return mrz.Document{}, devices.Errorf(devices.FaultChipProtocol, "DG1: %w", err)
	}
	var lines []string
	switch text := string(inner); len(text) {
	case 90:
		lines = []string{text[:30], text[30:60], text[60:]}
	case 72:
		lines = []string{text[:36], text[36:]}
	case 88:
		lines = []string{text[:44], text[44:]}
	default:
		return mrz.Document{}, devices.Errorf(devices.FaultChipProtocol, "DG1: a zone of %d characters", len(text))
	}
	document, err := mrz.Parse(lines)
	if err != nil {
		return mrz.Document{}, devices.Errorf(devices.FaultChipProtocol, "DG1: %w", err)
	}
	return document, nil
}

// Details are what DG11 and DG12 add to the zone: names as they are written, not as the zone has them. Other fields of these groups (telephone,
// profession, personal number, custody, endorsements, pictures of the document) are not taken over: no form asks for them.
type Details struct {
	Name         []string // family names first, each component one entry
	OtherNames   []string
	Title        string
	Birth        mrz.Day // with its century; zero where absent
	PlaceOfBirth []string
	Address      []string
	Authority    string
	Issued       mrz.Day
}

// readDetails reads DG11 or DG12 into d. Both are lists of tags (5C) and the fields; order and presence are the issuer's.
func (d *Details) read(group []byte, tag tlv.Tag) error {
	inner, err := tlv.Only(group, tag)
	if err != nil {
		return fmt.Errorf("details: %w", err)
	}
	fields, err := tlv.ReadAll(inner)
	if err != nil {
		return fmt.Errorf("details: %w", err)
	}
	for _, f := range fields {
		switch f.Tag {
		case 0x5F0E:
			d.Name = parts(f.Value)
		case 0xA0:
			d.otherNames(f.Value)
		case 0x5F14:
			d.Title = text(f.Value)
		case 0x5F2B:
			d.Birth = fullDate(f.Value)
		case 0x5F11:
			d.PlaceOfBirth = parts(f.Value)
		case 0x5F42:
			d.Address = parts(f.Value)
		case 0x5F19:
			d.Authority = text(f.Value)
		case 0x5F26:
			d.Issued = fullDate(f.Value)
		}
	}
	return nil
}

// otherNames reads the group A0 of DG11: a count and 5F0F for each; DG12 uses A0 with other tags, which are passed over.
func (d *Details) otherNames(b []byte) {
	fields, err := tlv.ReadAll(b)
	if err != nil {
		return
	}
	for _, f := range fields {
		if f.Tag == 0x5F0F {
			d.OtherNames = append(d.OtherNames, text(f.Value))
		}
	}
}

// text is a field as a person reads it: UTF-8, fillers as spaces. What is no UTF-8 is dropped, not guessed.
func text(b []byte) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToValidUTF8(string(b), ""), string(mrz.Filler), " ")), " ")
}

// parts splits a field at its fillers: one between components of a name or lines of an address.
func parts(b []byte) []string {
	return strings.FieldsFunc(strings.ToValidUTF8(string(b), ""), func(r rune) bool { return r == rune(mrz.Filler) })
}

// fullDate reads CCYYMMDD, as eight digits or four bytes of packed digits (both are in the field). What is no day is zero.
func fullDate(b []byte) mrz.Day {
	digits := string(b)
	if len(b) == 4 {
		digits = fmt.Sprintf("%X", b)
	}
	t, err := time.Parse("20060102", digits)
	if err != nil {
		return mrz.Day{}
	}
	return mrz.Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}
