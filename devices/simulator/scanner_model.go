package simulator

// scannerModels are the scanners that are simulated on a line, by the name of their profile in the configuration. Those that are found by
// an address have no line.
func scannerModels() map[string]func() Model {
	esci := func(p ScannerProfile) func() Model {
		return func() Model { return NewScanner(ScannerOptions{Profile: p}) }
	}
	return map[string]func() Model{
		"kiosk-a4":        esci(ScannerKioskA4()),
		"gt-1000":         esci(ScannerGT1000()),
		"kiosk-a4-colour": esci(ScannerKioskColour()),
		"kiosk-a4-feeder": esci(ScannerKioskColour()), // the same device; what differs is where the terminal has it draw the sheet from
		"kiosk-imager":    func() Model { return NewImager(ImagerOptions{}) },
		"opticon-mdi":     func() Model { return NewOpticon(OpticonOptions{}) },
		"omron-ms4x":      func() Model { return NewOmron(OmronOptions{}) },
	}
}

// ScannerModelOf makes the model of a name, which is that of a profile in the configuration.
func ScannerModelOf(name string) (Model, bool) {
	make, ok := scannerModels()[name]
	if !ok {
		return nil, false
	}
	return make(), true
}
