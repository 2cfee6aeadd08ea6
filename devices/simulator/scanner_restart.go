package simulator

// Restart implements Restarter: settings, a command half heard and a page half fetched are gone; what lies on the bed stays.
func (m *Scanner) Restart() {
	m.settings, m.command, m.wanted, m.received, m.page = m.defaults(), 0, 0, nil, nil
}
