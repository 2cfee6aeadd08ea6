package simulator

import "encoding/binary"

// The FS commands, which the scanners of level B7 and B8 know beside those of ESC [SANE backend/epson2-commands.c].
const (
	extendedIdentitySize = 80
	extendedStatusSize   = 16
	extendedSettingsSize = 64
)

// hearExtended takes the letter after FS.
func (m *Scanner) hearExtended(w *scannerWire, letter byte) error {
	m.command = 0
	switch letter {
	case 'I':
		return w.send(m.extendedIdentity()...)
	case 'F':
		return w.send(m.scannerStatus()...)
	case 'S':
		return w.send(m.extendedSettings()...)
	case 'W':
		m.command, m.received = scannerSetting, nil
		return w.send(esciACK)
	case 'G':
		return m.startExtendedPage(w)
	}
	m.complain("FS %02X is not a command", letter)
	return w.send(esciNAK)
}

// hearSettings takes one of the 64 bytes after FS W.
func (m *Scanner) hearSettings(w *scannerWire, b byte) error {
	m.received = append(m.received, b)
	if len(m.received) < extendedSettingsSize {
		return nil
	}
	p := m.received
	m.command, m.received = 0, nil
	before := m.settings.clone()
	if !m.applyAll(p) {
		m.settings = before
		m.complain("FS W with % 02X is out of range", p[:39])
		return w.send(esciNAK)
	}
	return w.send(esciACK)
}

// applyAll sets what FS W gives at once, by the rules of the single commands.
func (m *Scanner) applyAll(p []byte) bool {
	word := func(at int) uint16 { return uint16(min(binary.LittleEndian.Uint32(p[at:]), 0xFFFF)) }
	words := func(at, n int) []byte {
		var b []byte
		for i := range n {
			b = binary.LittleEndian.AppendUint16(b, word(at+4*i))
		}
		return b
	}
	if !m.apply('R', words(0, 2)) || !m.apply('A', words(8, 4)) {
		return false
	}
	for at, letter := range map[int]byte{24: 'C', 25: 'D', 26: 'e', 27: 'g', 28: 'd', 29: 'Z', 30: 'L', 32: 'B', 35: 'Q', 36: 'K'} {
		if !m.apply(letter, p[at:at+1]) {
			return false
		}
	}
	return true
}

func (s scannerSettings) clone() scannerSettings {
	values := map[byte]byte{}
	for k, v := range s.values {
		values[k] = v
	}
	s.values = values
	return s
}

// extendedSettings is the answer to FS S: the settings as FS W takes them.
func (m *Scanner) extendedSettings() []byte {
	s, p := m.settings, make([]byte, extendedSettingsSize)
	for i, v := range []int{s.dpi, s.dpi, s.x, s.y, s.width, s.height} {
		binary.LittleEndian.PutUint32(p[4*i:], uint32(v))
	}
	for at, letter := range map[int]byte{24: 'C', 25: 'D', 26: 'e', 27: 'g', 28: 'd', 29: 'Z', 30: 'L', 32: 'B', 35: 'Q', 36: 'K'} {
		p[at] = s.values[letter]
	}
	return p
}

// extendedIdentity is the answer to FS I.
func (m *Scanner) extendedIdentity() []byte {
	p := make([]byte, extendedIdentitySize)
	copy(p, m.profile.Level)
	highest, lowest := m.profile.Resolutions[0], m.profile.Resolutions[0]
	for _, dpi := range m.profile.Resolutions {
		highest, lowest = max(highest, dpi), min(lowest, dpi)
	}
	for at, v := range map[int]int{4: highest, 8: lowest, 12: highest, 16: m.profile.MaxWidth, 20: m.profile.MaxWidth, 24: m.profile.MaxHeight} {
		binary.LittleEndian.PutUint32(p[at:], uint32(v))
	}
	if m.profile.Feeder {
		binary.LittleEndian.PutUint32(p[28:], uint32(m.profile.MaxWidth))
		binary.LittleEndian.PutUint32(p[32:], uint32(m.profile.MaxHeight))
	}
	copy(p[46:62], "                ")
	copy(p[46:62], m.profile.Model)
	copy(p[62:66], "1.00")
	p[66], p[67] = 8, 8
	return p
}

// scannerStatus is the answer to FS F: main body, feeder, transparency unit, main body again.
func (m *Scanner) scannerStatus() []byte {
	p := make([]byte, extendedStatusSize)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fatal {
		p[0] |= 0x80
	}
	p[1] = m.feederStatus(m.coverOpen && m.profile.Feeder)
	if m.coverOpen {
		p[3] |= 0x02
	}
	return p
}

// extendedStatus is the answer to ESC f: 33 bytes up to level B4, 42 with the model's name later.
func (m *Scanner) extendedStatus() []byte {
	size := 33
	if m.profile.Level >= "B5" {
		size = 42
	}
	data := make([]byte, size)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fatal {
		data[0] |= 0x80
	}
	data[1] = m.feederStatus(m.coverOpen)
	if m.profile.Feeder {
		binary.LittleEndian.PutUint16(data[2:], uint16(m.profile.MaxWidth))
		binary.LittleEndian.PutUint16(data[4:], uint16(m.profile.MaxHeight))
	}
	if size == 42 {
		binary.LittleEndian.PutUint16(data[12:], uint16(m.profile.MaxWidth))
		binary.LittleEndian.PutUint16(data[14:], uint16(m.profile.MaxHeight))
		copy(data[26:], "                ")
		copy(data[26:], m.profile.Model)
	}
	return data
}

// startExtendedPage answers FS G with the sizes of all blocks and the first block.
func (m *Scanner) startExtendedPage(w *scannerWire) error {
	page, ok := m.newPage()
	if !ok {
		return w.send(append([]byte{esciSTX, m.status() | 0x80}, make([]byte, 12)...)...)
	}
	if page.linesPerBlock == 0 || m.settings.values['C'] == 0x02 {
		m.complain("FS G without lines for a block, or in line sequence")
		return w.send(append([]byte{esciSTX, m.status() | 0x80}, make([]byte, 12)...)...)
	}
	page.extended = true
	size := page.linesPerBlock * len(page.lines[0])
	header := []byte{esciSTX, m.status()}
	for _, v := range []int{size, len(page.lines) / page.linesPerBlock, len(page.lines) % page.linesPerBlock * len(page.lines[0])} {
		header = binary.LittleEndian.AppendUint32(header, uint32(v))
	}
	if header[1]&0x80 == 0 {
		m.page = page
	}
	if err := w.send(page.damage(header)...); err != nil || m.page == nil {
		return err
	}
	return m.sendExtendedBlock(w)
}

// sendExtendedBlock sends the data of a block and the status byte behind it.
func (m *Scanner) sendExtendedBlock(w *scannerWire) error {
	page := m.page
	lines, _ := m.take()
	if stopped, err := m.sendLines(w, page, lines); stopped || err != nil {
		return err
	}
	status := m.status() & 0x80
	if status != 0 {
		m.page = nil
	}
	return w.send(page.damage([]byte{status})...)
}
