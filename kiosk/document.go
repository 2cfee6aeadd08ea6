package kiosk

import (
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/idcard/mrz"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/locales"
)

// prefillFields says which part of the zone each datum of a card comes from.
var prefillFields = []struct {
	source string
	field  mrz.Field
}{
	{"card.family_names", mrz.FieldNames}, {"card.given_names", mrz.FieldNames}, {"card.birth_date", mrz.FieldBirth},
	{"card.nationality", mrz.FieldNationality}, {"card.sex", mrz.FieldSex}, {"card.document_number", mrz.FieldNumber},
	{"card.valid_until", mrz.FieldExpiry},
}

// cardOf turns a document into what the pages show. What was not read surely is left empty and named as doubtful. A
// document whose names were not read is a fault: the citizen tries again, or types.
func cardOf(d mrz.Document, now time.Time, german *locales.Language) (session.Card, error) {
	if !d.Trusted(mrz.FieldNames) {
		return session.Card{}, devices.Errorf(devices.FaultCardUnreadable, "names were not read")
	}
	r := d.Reliable()
	c := session.Card{
		FamilyNames: mrz.Display(r.Names.Primary), GivenNames: mrz.Display(r.Names.Secondary), Cut: r.Names.MayBeTruncated,
		Nationality: r.Nationality, DocumentNumber: r.Number, ChipKey: chipKeyOf(d),
	}
	if c.Nationality != "" {
		c.Country = german.Country(c.Nationality)
	}
	if r.Sex == mrz.Female || r.Sex == mrz.Male {
		c.Sex = string(r.Sex)
	}
	if born, ok := r.Birth.Born(now); ok {
		c.BirthDate = flows.Day{Year: born.Year, Month: born.Month, Day: born.Day}
	}
	if ends, ok := r.Expiry.Expires(now); ok {
		c.ValidUntil = flows.Day{Year: ends.Year, Month: ends.Month, Day: ends.Day}
	}
	for _, p := range prefillFields {
		if !d.Trusted(p.field) && !slices.Contains(c.Doubtful, p.source) {
			c.Doubtful = append(c.Doubtful, p.source)
		}
	}
	return c, nil
}
