package printer_test

import (
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
)

// profiles calls a test for every model of the table.
func profiles(t *testing.T, test func(t *testing.T, p printer.Profile)) {
	t.Helper()
	for _, p := range printer.Models() {
		t.Run(p.Name, func(t *testing.T) { test(t, p) })
	}
}

// TestEveryModelPrints has each profile print to the simulated printer of its name, which complains of what the model
// lacks: text, rules, a frame, a picture, a QR code, a cut, and the presenter.
func TestEveryModelPrints(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		onBench(t, p, func(t *testing.T, b *bench) {
			if err := b.printer.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Printed || err != nil || b.cuts() != "1" {
				t.Fatalf("%s, %v, %s receipts", outcome, err, b.cuts())
			}
			mouth := "mouth=0"
			if p.Presenter.Fitted() {
				mouth = "mouth=1"
			}
			if got := b.ask("tickets"); !strings.HasPrefix(got, mouth) {
				t.Errorf("%s, want %s", got, mouth)
			}
		})
	})
}

func TestModel(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range printer.Models() {
		if seen[p.Name] {
			t.Errorf("%s stands twice in the table", p.Name)
		}
		seen[p.Name] = true
		if got, ok := printer.Model(p.Name); !ok || got.Name != p.Name {
			t.Errorf("%s is not found", p.Name)
		}
	}
	if _, ok := printer.Model("laser"); ok {
		t.Error("a laser printer was found")
	}
}
