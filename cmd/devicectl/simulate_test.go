package main

import (
	"strings"
	"testing"

	"buergerterminal/devices/simulator"
	"buergerterminal/kiosk/config"
)

// TestEveryLineHasItsSimulation: what can be configured on a line can be practised with.
func TestEveryLineHasItsSimulation(t *testing.T) {
	for _, name := range config.Profiles("scanner") {
		if _, ok := simulator.ScannerModelOf(name); ok == strings.HasPrefix(name, "escl") {
			t.Errorf("the scanner %s: simulated on a line: %v", name, ok)
		}
	}
	for _, name := range config.Profiles("printer") {
		if _, ok := simulator.PrinterModelOf(name); !ok {
			t.Errorf("no printer %s is simulated", name)
		}
	}
}
