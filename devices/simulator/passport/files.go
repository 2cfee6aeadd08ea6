package passport

import (
	"bytes"
	"strings"

	"buergerterminal/devices/idcard/emrtd/apdu"
	"buergerterminal/devices/idcard/emrtd/tlv"
	"buergerterminal/devices/idcard/mrz"
)

// Holder is who a document is for. Dates are as the zone has them.
type Holder struct {
	Format             mrz.Format
	Code               string
	Issuer             string
	Number             string
	Family, Given      []string
	Birth, Expiry      mrz.Date
	Sex                mrz.Sex
	FullName           string // for DG11, fillers between components
	Place, Authority   string
	BirthCentury       string // "19"
	IssueDate          string // CCYYMMDD
	OtherNames         []string
	Address            string
	PackedDigitsInDG11 bool // dates of DG11 as packed digits
}

// Specimen is the holder of the specimen of Doc 9303, with a document that is valid until 2034.
func Specimen() Holder {
	return Holder{Format: mrz.TD3, Code: "P", Issuer: "UTO", Number: "L898902C3", Family: []string{"ERIKSSON"}, Given: []string{"ANNA", "MARIA"},
		Birth: "740812", Expiry: "340415", Sex: mrz.Female, FullName: "Eriksson<<Anna<Maria", Place: "Zenith<Utopia", Authority: "Registry of Utopia",
		BirthCentury: "19", IssueDate: "20240416", OtherNames: []string{"Ödegaard"}, Address: "Lindenweg 3<12345 Zenith"}
}

// zone is what opens the chip.
type zone struct {
	lines       []string
	information string // number, birth, expiry with their digits
}

// Lines are the printed zone.
func (c *Card) Lines() []string { return append([]string(nil), c.zone.lines...) }

// Document is the printed zone, parsed.
func (c *Card) Document() (mrz.Document, error) { return mrz.Parse(c.zone.lines) }

func newZone(h Holder) (zone, error) {
	lines, err := mrz.Encode(mrz.Document{Format: h.Format, Code: h.Code, Issuer: h.Issuer, Number: h.Number, Nationality: h.Issuer,
		Names: mrz.Names{Primary: h.Family, Secondary: h.Given}, Birth: h.Birth, Sex: h.Sex, Expiry: h.Expiry})
	if err != nil {
		return zone{}, err
	}
	z := zone{lines: lines}
	number := h.Number + strings.Repeat("<", max(0, 9-len(h.Number)))
	for _, field := range []string{number, string(h.Birth), string(h.Expiry)} {
		digit, _ := mrz.CheckDigit(field)
		z.information += field + string(digit)
	}
	return z, nil
}

// Identifiers of files.
const (
	idCardAccess = 0x011C
	idSOD        = 0x011D
	idCOM        = 0x011E
	idInfo       = 0x2F01
)

// personalise writes the files.
func (c *Card) personalise() error {
	var err error
	o := c.options
	if c.zone, err = newZone(o.Holder); err != nil {
		return err
	}
	if len(o.PACE) > 0 {
		c.master[idCardAccess] = cardAccess(o)
	}
	if o.ExtendedAnswers > 0 {
		size := []byte{byte(o.ExtendedAnswers >> 8), byte(o.ExtendedAnswers)}
		c.master[idInfo] = tlv.Append(nil, 0x7F66, tlv.Append(nil, 2, size), tlv.Append(nil, 2, size))
	}
	c.files[0x0101] = tlv.Append(nil, 0x61, tlv.Append(nil, 0x5F1F, []byte(strings.Join(c.zone.lines, ""))))
	if c.files[0x0102], err = dg2(o); err != nil {
		return err
	}
	if o.Extra.DG11 {
		c.files[0x010B] = dg11(o.Holder)
	}
	if o.Extra.DG12 {
		c.files[0x010C] = dg12(o.Holder)
	}
	if err := c.chipFiles(); err != nil {
		return err
	}
	return c.sign()
}

// sign writes EF.COM and EF.SOD, then does to the files what the defect says.
func (c *Card) sign() error {
	tags := map[uint16]byte{0x0101: 0x61, 0x0102: 0x75, 0x010B: 0x6B, 0x010C: 0x6C, 0x010E: 0x6E, 0x010F: 0x6F}
	var listed []byte
	groups := map[int][]byte{}
	for id := uint16(0x0101); id <= 0x010F; id++ {
		if b, ok := c.files[id]; ok {
			listed = append(listed, tags[id])
			groups[int(id&0x1F)] = b
		}
	}
	sod, err := c.options.Issuer.securityObject(groups, c.options.Defect, c.options.Random)
	if err != nil {
		return err
	}
	c.files[idSOD] = tlv.Append(nil, 0x77, sod)
	switch c.options.Defect {
	case ForgedHash:
		forged := bytes.Clone(c.files[0x0102])
		forged[len(forged)-10] ^= 0x55
		c.files[0x0102] = forged
	case HiddenKey:
		delete(c.files, 0x010E)
		delete(c.files, 0x010F)
		listed = bytes.Trim(listed, "\x6E\x6F")
	case WithoutSignature:
		delete(c.files, idSOD)
	}
	c.files[idCOM] = tlv.Append(nil, 0x60, tlv.Append(nil, 0x5F01, []byte("0107")), tlv.Append(nil, 0x5F36, []byte("040000")), tlv.Append(nil, 0x5C, listed))
	return nil
}

// dg11 has names and places as they are written.
func dg11(h Holder) []byte {
	birth := []byte(h.BirthCentury + string(h.Birth))
	if h.PackedDigitsInDG11 {
		birth = packed(birth)
	}
	names := tlv.Append(nil, 2, []byte{byte(len(h.OtherNames))})
	for _, n := range h.OtherNames {
		names = tlv.Append(names, 0x5F0F, []byte(n))
	}
	list := []byte{0x5F, 0x0E, 0x5F, 0x2B, 0x5F, 0x11, 0x5F, 0x42, 0x5F, 0x12}
	return tlv.Append(nil, 0x6B, tlv.Append(nil, 0x5C, list), tlv.Append(nil, 0x5F0E, []byte(h.FullName)), tlv.Append(nil, 0xA0, names),
		tlv.Append(nil, 0x5F2B, birth), tlv.Append(nil, 0x5F11, []byte(h.Place)), tlv.Append(nil, 0x5F42, []byte(h.Address)), tlv.Append(nil, 0x5F12, []byte("0")))
}

func dg12(h Holder) []byte {
	return tlv.Append(nil, 0x6C, tlv.Append(nil, 0x5C, []byte{0x5F, 0x19, 0x5F, 0x26}), tlv.Append(nil, 0x5F19, []byte(h.Authority)), tlv.Append(nil, 0x5F26, []byte(h.IssueDate)))
}

// packed writes digits two to a byte.
func packed(digits []byte) []byte {
	var b []byte
	for i := 0; i+1 < len(digits); i += 2 {
		b = append(b, digits[i]<<4|digits[i+1]&0x0F)
	}
	return b
}

// selectFile is SELECT by name (04) and by identifier (02).
func (c *Card) selectFile(r apdu.Command) apdu.Status {
	c.state.selected = nil
	switch {
	case r.P1 == 4 && r.P2 == 0x0C:
		if !bytes.Equal(r.Data, []byte{0xA0, 0, 0, 2, 0x47, 0x10, 1}) {
			return apdu.FileNotFound
		}
		if c.options.Identity && !c.state.open {
			return apdu.ConditionsNotMet
		}
		c.state.application = true
		return apdu.OK
	case r.P1 != 2 || r.P2 != 0x0C || len(r.Data) != 2:
		c.complain("SELECT with %02X %02X and %d bytes", r.P1, r.P2, len(r.Data))
		return apdu.WrongParameters
	}
	id := uint16(r.Data[0])<<8 | uint16(r.Data[1])
	if !c.state.application {
		return c.choose(c.master[id])
	}
	switch {
	case !c.state.open:
		return apdu.SecurityNotSatisfied
	case c.options.Identity && id == idCOM:
		return apdu.FileNotFound
	case c.options.Identity:
		return apdu.SecurityNotSatisfied
	case id == 0x0103, id == 0x0104:
		c.complain("DG%d was asked for", id&0x1F)
		return apdu.SecurityNotSatisfied
	}
	return c.choose(c.files[id])
}

func (c *Card) choose(file []byte) apdu.Status {
	if file == nil {
		return apdu.FileNotFound
	}
	c.state.selected = file
	return apdu.OK
}

// readBinary gives a part of the selected file.
func (c *Card) readBinary(r apdu.Command) ([]byte, apdu.Status) {
	if c.state.selected == nil {
		c.complain("READ BINARY without a file")
		return nil, apdu.Status(0x6986)
	}
	if r.Le == 0 {
		c.complain("READ BINARY without Le")
		return nil, apdu.WrongLength
	}
	offset := int(r.P1)<<8 | int(r.P2)
	if r.Instruction == 0xB1 {
		return c.readFar(r)
	}
	if offset > 0x7FFF {
		c.complain("READ BINARY with a short file identifier")
		return nil, apdu.FileNotFound
	}
	return c.part(offset, r.Le)
}

// readFar is READ BINARY with odd instruction: the offset in DO'54', the data in DO'53'.
func (c *Card) readFar(r apdu.Command) ([]byte, apdu.Status) {
	value, err := tlv.Only(r.Data, 0x54)
	if err != nil || len(value) > 3 || r.P1 != 0 || r.P2 != 0 {
		c.complain("READ BINARY B1: %v", err)
		return nil, apdu.WrongData
	}
	offset := 0
	for _, b := range value {
		offset = offset<<8 | int(b)
	}
	room := r.Le - 2
	if r.Le > 0x81 {
		room = r.Le - 3
	}
	if r.Le > 0x103 {
		room = r.Le - 4
	}
	data, status := c.part(offset, room)
	if data == nil {
		return nil, status
	}
	return tlv.Append(nil, 0x53, data), status
}

func (c *Card) part(offset, length int) ([]byte, apdu.Status) {
	file := c.state.selected
	if offset >= len(file) {
		c.complain("offset %d of %d", offset, len(file))
		return nil, apdu.WrongOffset
	}
	if offset+length > len(file) {
		return file[offset:], apdu.EndOfFile
	}
	return file[offset : offset+length], apdu.OK
}
