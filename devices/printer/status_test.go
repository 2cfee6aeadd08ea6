package printer

import (
	"testing"

	"buergerterminal/devices"
)

// TestFullStatus reads the answers to DLE EOT 20 that the manuals give, and those of each fault, by the table of a model.
func TestFullStatus(t *testing.T) {
	tests := []struct {
		name    string
		model   Profile
		answer  string
		state   devices.State
		fault   devices.Fault
		warning devices.Fault
		ticket  bool
	}{
		{"well", KPM210(), "\x10\x0f\x00\x00\x00\x00", devices.Online, "", "", false},
		{"near end", KPM210(), "\x10\x0f\x04\x00\x00\x00", devices.Online, "", devices.FaultPaperNearEnd, false},
		{"virtual end", KPM210(), "\x10\x0f\x40\x00\x00\x00", devices.Online, "", devices.FaultPaperNearEnd, false},
		{"no paper, ticket in the mouth", KPM210(), "\x10\x0f\x21\x00\x00\x00", devices.UserError, devices.FaultPaperEnd, "", true},
		{"head up and cover", KPM210(), "\x10\x0f\x00\x03\x00\x00", devices.UserError, devices.FaultCoverOpen, "", false},
		{"cutter cover", KPM210(), "\x10\x0f\x00\x00\x00\x02", devices.UserError, devices.FaultCoverOpen, "", false},
		{"motor and keys are no fault", KPM210(), "\x10\x0f\x00\x6c\x00\x00", devices.Online, "", "", false},
		{"head temperature", KPM210(), "\x10\x0f\x00\x00\x01\x00", devices.Offline, devices.FaultPrinterHeat, "", false},
		{"voltage", KPM210(), "\x10\x0f\x00\x00\x08\x00", devices.HardwareError, devices.FaultPrinterError, "", false},
		{"cutter", KPM210(), "\x10\x0f\x00\x00\x00\x01", devices.HardwareError, devices.FaultCutter, "", false},
		{"EEPROM", KPM210(), "\x10\x0f\x00\x00\x00\x08", devices.HardwareError, devices.FaultPrinterError, "", false},
		{"what one model reserves", KPM210(), "\x10\x0f\x80\x00\xc0\x80", devices.Online, "", "", false},
		{"another names: jam", VKP80III(), "\x10\x0f\x00\x00\x40\x00", devices.HardwareError, devices.FaultPrinterJam, "", false},
		{"another names: mark", VKP80III(), "\x10\x0f\x80\x00\x80\x00", devices.UserError, devices.FaultPrinterMark, "", false},
		{"another names: presenter", VKP80III(), "\x10\x0f\x00\x00\x00\x80", devices.HardwareError, devices.FaultPrinterError, "", false},
		{"no mouth, no ticket", KPM150H(), "\x10\x0f\x20\x00\x00\x00", devices.Online, "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, whole := test.model.automatic([]byte(test.answer))
			s := c.Status()
			if !whole || s.State != test.state || s.Fault != test.fault || s.Warning != test.warning || c.Ticket != test.ticket {
				t.Errorf("%+v, %+v", c, s)
			}
		})
	}
	if _, whole := KPM210().automatic([]byte{0x10, 0x01, 0x01}); whole {
		t.Error("one item was taken for the whole state")
	}
}

// FuzzStatus has no answer make a status that contradicts itself, by any model's table.
func FuzzStatus(f *testing.F) {
	f.Add([]byte{0x21, 0x03, 0x49, 0x8d}, byte(3))
	f.Add([]byte{0x38, 0, 0x0f, 0}, byte(0))
	f.Fuzz(func(t *testing.T, b []byte, model byte) {
		if len(b) < 4 {
			return
		}
		all := Models()
		p := all[int(model)%len(all)]
		message := b[:4]
		if p.FullStatus != nil {
			message = append([]byte{0x10, 0x0f}, b[:4]...)
		}
		c, whole := p.automatic(message)
		s := c.Status()
		if !whole || (s.State == devices.Online) != (s.Fault == "") || s.Fault == devices.FaultPaperEnd && s.Warning != "" {
			t.Errorf("%s, % x: %+v, %+v", p.Name, message, c, s)
		}
		if s.Fault == "" && (c.Offline || c.CoverOpen || c.PaperEnd || c.Cutter || c.Unrecoverable || c.Heat || c.Jam || c.MarkLost) {
			t.Errorf("%s, % x: no fault in %+v", p.Name, message, c)
		}
	})
}
