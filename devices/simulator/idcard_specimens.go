package simulator

import (
	"fmt"
	"slices"
	"strings"

	"buergerterminal/devices/idcard/mrz"
)

// specimenNames are the documents that insert knows by name.
func specimenNames() []string {
	return []string{"jana", "thomas", "amal-td3", "karim-td3", "erika-td1", "erika-td3", "lehmann-td2", "expired", "damaged", "bad-check-digit", "wrong"}
}

// Specimen is a document that insert knows by name.
func Specimen(name string) (mrz.Document, error) {
	lines, err := specimen(name)
	if err != nil {
		return mrz.Document{}, err
	}
	return mrz.Parse(lines)
}

// specimen gives the lines of a document by name. None is a real person's: the names are those of the published specimens and
// of the pictures in the design, the numbers are made up.
func specimen(name string) ([]string, error) {
	switch name {
	case "jana": // the German identity card of 2021, as the design's pictures show it
		return cardLines(mrz.Document{Number: "L7XK40PN2", Birth: "890814", Expiry: "330814", Names: germanName("LEHMANN", "JANA")})
	case "thomas": // Jana's husband
		return cardLines(mrz.Document{Number: "L9TK40RZ6", Birth: "870311", Expiry: "320311", Names: germanName("LEHMANN", "THOMAS")})
	case "amal-td3":
		return syrianPassport("N01234568", "850420", mrz.Female, "AMAL")
	case "karim-td3":
		return syrianPassport("N01234571", "820917", mrz.Male, "KARIM")
	case "erika-td1":
		return cardLines(mrz.Document{Number: "LZ6311T47", Birth: "830812", Expiry: "311031", Names: germanName("MUSTERMANN", "ERIKA")})
	case "erika-td3":
		return mrz.Encode(mrz.Document{Format: mrz.TD3, Code: "P", Issuer: "D", Nationality: "D", Number: "C01XGY766", Birth: "640812",
			Sex: mrz.Female, Expiry: "330719", Names: germanName("MUSTERMANN", "ERIKA")})
	case "lehmann-td2": // two lines of 36, which the reader pads to 44
		return mrz.Encode(mrz.Document{Format: mrz.TD2, Code: "IT", Issuer: "D", Nationality: "D", Number: "C00000047", Birth: "890814",
			Sex: mrz.Female, Expiry: "330814", Names: germanName("LEHMANN", "JANA")})
	case "expired":
		return cardLines(mrz.Document{Number: "T22000129", Birth: "640812", Expiry: "201031", Names: germanName("MUSTERMANN", "ERIKA")})
	case "damaged": // a scratch through the number and the year of birth
		return damagedLines(map[int][]int{0: {8, 9}, 1: {2}})
	case "bad-check-digit":
		lines, err := specimen("jana")
		if err == nil {
			lines[0] = strings.Replace(lines[0], "L7XK40PN2", "L7XK4OPN2", 1) // O for 0, as optical readers mistake them
		}
		return lines, err
	case "wrong": // a health card: letters, but no document
		return []string{"KRANKENKASSE MUSTERSTADT", "G-KARTE 80276 00000"}, nil
	}
	return nil, fmt.Errorf("no document %q; there are %s", name, strings.Join(specimenNames(), ", "))
}

func germanName(family, given string) mrz.Names {
	return mrz.Names{Primary: []string{family}, Secondary: []string{given}}
}

// syrianPassport is a passport of somebody who moves in from abroad.
func syrianPassport(number string, birth mrz.Date, sex mrz.Sex, given string) ([]string, error) {
	return mrz.Encode(mrz.Document{Format: mrz.TD3, Code: "P", Issuer: "SYR", Nationality: "SYR", Number: number, Birth: birth, Sex: sex, Expiry: "331231",
		Names: mrz.Names{Primary: []string{"AL", "HABIB"}, Secondary: []string{given}}})
}

// cardLines completes a German identity card: no sex on it, the layout's version in the optional field.
func cardLines(d mrz.Document) ([]string, error) {
	d.Format, d.Code, d.Issuer, d.Nationality, d.Optional2 = mrz.TD1, "ID", "D", "D", "2108"
	return mrz.Encode(d)
}

// damagedLines puts '_' at the given columns, from 0, of jana's lines, from 0.
func damagedLines(scratches map[int][]int) ([]string, error) {
	lines, err := specimen("jana")
	if err != nil {
		return nil, err
	}
	for at, columns := range scratches {
		line := []byte(lines[at])
		for _, c := range columns {
			line[c] = '_'
		}
		lines[at] = string(line)
	}
	return lines, nil
}

// chooseSpecimen takes the arguments of insert: nothing, a name, or two or three lines.
func chooseSpecimen(args []string) (name string, lines []string, err error) {
	switch len(args) {
	case 0:
		args = []string{"jana"}
		fallthrough
	case 1:
		lines, err = specimen(args[0])
		return args[0], lines, err
	case 2, 3:
		printable := func(s string) bool {
			return !slices.ContainsFunc([]byte(s), func(b byte) bool { return b < ' ' || b > '~' })
		}
		for i, l := range args {
			if l == "" || !printable(l) {
				return "", nil, fmt.Errorf("line %d is empty or has a character that no zone has", i+1)
			}
		}
		return "a document", args, nil
	}
	return "", nil, fmt.Errorf("insert takes a name, or two or three lines, not %d words", len(args))
}
