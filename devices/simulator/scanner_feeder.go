package simulator

import "fmt"

// feed puts a sheet below those that wait in the document feeder.
func (m *Scanner) feed(name string) (string, error) {
	if !m.profile.Feeder {
		return "", fmt.Errorf("this scanner has no document feeder")
	}
	sheet, err := loadScannerSheet(name)
	if err != nil {
		return "", err
	}
	if sheet == nil {
		return "", fmt.Errorf("no sheet cannot be fed")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.feeder = append(m.feeder, sheet)
	return fmt.Sprintf("%d in the feeder", len(m.feeder)), nil
}

func (m *Scanner) setJam(argument string) (string, error) {
	if !m.profile.Feeder || argument != "" && argument != "off" {
		return "", fmt.Errorf("jam takes nothing or off, and needs a document feeder")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.jam = argument == ""
	return "", nil
}

// feedSheet draws the uppermost sheet under the sensor, unless one is there. It reports whether there is one.
func (m *Scanner) feedSheet() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fed == nil && len(m.feeder) > 0 && !m.jam {
		m.fed, m.feeder = m.feeder[0], m.feeder[1:]
	}
	return m.fed != nil
}

// eject answers FF: the sheet under the sensor is thrown out.
func (m *Scanner) eject(w *scannerWire) error {
	if m.settings.values['e'] != 1 {
		m.complain("FF while the feeder is not in use")
		return w.send(esciNAK)
	}
	m.unfeed()
	return w.send(esciACK)
}

func (m *Scanner) unfeed() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fed = nil
}

// feederStatus is the byte of the document feeder in the extended status: 80 installed, 40 in use, 20 error, 08 empty,
// 04 jam, 02 cover [SANE backend/epson2.h].
func (m *Scanner) feederStatus(coverOpen bool) byte {
	var b byte
	if m.profile.Feeder {
		b |= 0x80
		if m.settings.values['e'] == 1 {
			b |= 0x40
		}
		if len(m.feeder) == 0 && m.fed == nil {
			b |= 0x08
		}
	}
	if m.jam {
		b |= 0x04 | 0x20
	}
	if coverOpen {
		b |= 0x02 | 0x20
	}
	return b
}
