package main

import (
	"fmt"
	"strings"
	"testing/fstest"

	"buergerterminal/flows"
)

// writtenStreet is a key while a street is written, in a county whose 50,000 streets have one postcode.
func writtenStreet() row {
	const what, streets = "a key while a street is written, among 50,000", 50_000
	var list strings.Builder
	list.WriteString("plz,street\n")
	for n := range streets {
		fmt.Fprintf(&list, "01844,Straße der %c%c Nummer %d\n", 'A'+n%26, 'a'+n/26%26, n)
	}
	all, problems := flows.ReadStreets(fstest.MapFS{"streets.csv": {Data: []byte(list.String())}}, "streets.csv")
	if len(problems) > 0 {
		return notMeasured(what, problems)
	}
	return limit(what, microseconds(perCall(func() { all.Find("01844", "Strasse d", 2) })), "µs", 1000)
}
