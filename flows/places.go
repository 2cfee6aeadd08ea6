package flows

import (
	_ "embed"
	"strings"
)

// places has a line for each postcode: the postcode, then its places, all parted by tabs. Its head says where it is from.
//
//go:embed places.tsv
var places string

// Ort returns the places of a German postcode in the order of the list, or nil where it has none. The list is an excerpt:
// a place is only ever offered, and the citizen may write another. The caller owns the slice.
func Ort(plz string) []string {
	if len(plz) != postcodeLength || strings.Trim(plz, "0123456789") != "" {
		return nil
	}
	_, rest, found := strings.Cut(places, "\n"+plz+"\t")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.Split(line, "\t")
}

// postcodeLength is the number of digits of a German postcode.
const postcodeLength = 5
