package health

// testEntries are what a person sees in a technician's test, and what can be wrong with the report of it.
func testEntries() []Entry {
	return []Entry{
		{"printer.print-poor", Degraded, "", Text{"Testdruck mangelhaft", "Poor test print"},
			Text{"Der Testdruck kam, aber eine Person fand ihn nicht lesbar oder nicht abgeschnitten: Rolle verkehrt eingelegt, Druckkopf verschmutzt, Messer stumpf.", "The slip came out, but a person found it unreadable or not cut: roll the wrong way round, dirty head, blunt cutter."},
			Text{"Rolle umdrehen: die glatte Seite zeigt nach vorn. Druckkopf mit Alkohol reinigen. Bleibt der Mangel: Drucker tauschen.", "Turn the roll: the smooth side faces the front. Clean the head with alcohol. If it stays: replace the printer."}, []string{"printer.cutter", "printer.paper-end"}},
		{"scanner.picture-poor", Degraded, "", Text{"Testbild mangelhaft", "Poor test picture"},
			Text{"Das Testbild kam, aber eine Person fand es unscharf oder streifig: Glas verschmutzt, Lampe alt, Transportsicherung zu.", "The picture came, but a person found it blurred or striped: dirty glass, old lamp, transport lock closed."},
			Text{"Glas mit einem weichen Tuch reinigen. Transportsicherung lösen. Bleibt der Mangel: Scanner tauschen.", "Clean the glass with a soft cloth. Release the transport lock. If it stays: replace the scanner."}, []string{"scanner.fatal"}},
	}
}
