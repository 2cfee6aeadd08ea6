package kiosk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/session/sessiontest"
)

// forTechnicians are the demands that hold for the technician's pages too. The others are those of a citizen's visit: a human in the bar,
// a warning before the end, answers, easy words, the keypad; and the reach, for the technician's page is drawn over the whole panel
// (look 28), whose upper corners the test of touch must reach.
func forTechnicians() []string {
	return []string{"A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A12", "A25"}
}

// TestTechnicianAccessibility holds the technician's pages to what concerns eyes and fingers, in every language and look.
func TestTechnicianAccessibility(t *testing.T) {
	v := newVisits(t, sessiontest.Technicians)
	var table strings.Builder
	for _, d := range demands() {
		if !slices.Contains(forTechnicians(), d.id) {
			continue
		}
		t.Run(d.id, func(t *testing.T) {
			fmt.Fprintf(&table, "\n| %s | %s | %s |", d.id, d.what, d.row(t, v))
		})
	}
	t.Logf("%d pages of %d visits\n\n| | demand | state |\n|---|---|---|%s\n", v.pages(), len(v.all), table.String())
}
