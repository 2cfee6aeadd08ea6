package main

import (
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// household is a family of four that moves in: who stands at the terminal, with whom, and what must come of it.
type household struct {
	language      string
	card, partner document
	answers       replies
	family        []replies
	expected      []answer
}

// document is what somebody lays on the readers: printed lines, and a chip where it has one for the terminal.
type document struct{ specimen, chip string }

// registration is the whole Anmeldung for a family: three documents, one of them of the partner, a proof, a signature and
// the paper. It touches by ids and not by words, so that it is the same in every language.
func (s *script) registration(h household) []step {
	steps := []step{
		s.see("idle", "willkommen"), s.tapID("start"), s.tapID("language." + h.language), s.see("language", "sprache-bedienhilfen"), s.tapID("forward"),
		s.see("areas", "lebenslagen"), s.tapID("area.all"), s.see("services", "leistungen"), s.tapID("service.anmeldung"), s.see("service", "leistung"), s.tapID("forward"),
		s.see("privacy", "datenschutz"), s.tapID("forward"),
	}
	steps = append(steps, s.read(h.card)...)
	steps = append(steps, s.fill(h.answers, "the own answers", at("mitziehende")), s.picture("mitziehende"))
	for i, person := range h.family {
		var d document
		if i == 0 {
			d = h.partner
		}
		steps = append(steps, s.add(d, person)...)
	}
	steps = append(steps, s.tapID("forward"), s.fill(h.answers, "the other answers", kind(session.AtProof)))
	steps = append(steps, s.scan("proof", "nachweis")...)
	steps = append(steps,
		s.until("the certificates", patience, proof("urkunden")), s.picture("urkunden"), s.tapID("proof.skip"),
		s.until("the consent of the others", patience, proof("einverstaendnis")), s.picture("einverstaendnis"), s.tapID("proof.skip"),
		s.see("signature", "unterschrift-leer"), step{"sign", s.citizen.sign}, s.picture("unterschrift"), s.tapID("forward"))
	steps = append(steps, s.submit()...)
	return append(steps,
		step{"open what the authority got", func() error { return s.open("buergeramt", "anmeldung-"+h.language, h.expected) }},
		s.tapID("forward"), s.see("idle", "wieder-willkommen"), step{"nothing of the visit is left", s.wiped})
}

// proof is reached where the proof is asked for.
func proof(id string) func(session.State) bool {
	return func(st session.State) bool { return st.Visit.At.Kind == session.AtProof && st.Visit.At.Page == id }
}

// lehmanns move from Bautzen to Neustadt in Sachsen: parents with identity cards, two children without.
func lehmanns() household {
	return household{
		language: "de", card: document{"jana", ""}, partner: document{"thomas", ""},
		answers: replies{
			"vorgang_art": {value: "anmeldung"}, "einzugsdatum": {value: "01112026"}, "wohnungsart": {value: "alleinig"}, "zuzug_ausland": {value: "no"},
			"neu_plz": {value: "01844"}, "neu_ort": {value: "Neustadt in Sachsen", offered: true}, "neu_strasse": {value: "Lindenstraße"}, "neu_hausnummer": {value: "27a"}, "neu_stockwerk": {value: "2"},
			"alt_plz": {value: "02625"}, "alt_ort": {value: "Bautzen", offered: true}, "alt_strasse": {value: "Hauptmarkt"}, "alt_hausnummer": {value: "5"}, "auszugsdatum": {value: "31102026"},
			"geburtsname": {value: "Weiß"}, "geschlecht": {value: "w"}, "geburtsort": {value: "Bautzen"}, "geburtsstaat": {value: "DEU"},
			"familienstand": {value: "VH"}, "eheschliessung_datum": {value: "06062010"}, "eheschliessung_ort": {value: "Pirna"},
			"weitere_staatsang": {value: "no"}, "religion": {value: "ev"}, "ausweis_art": {value: "PA"}, "ausweis_behoerde": {value: "Stadt Bautzen"},
			"selbst_eigentuemer": {value: "no"}, "wg_name": {value: "Wohnbau"}, "wg_anschrift": {value: "Markt 2"}, "wg_bestaetigung_gescannt": {value: "yes"},
			"sperre_adressbuch": {value: "yes"}, "email": {value: "jana@example.org"},
		},
		family: []replies{
			person(0, replies{"beziehung": {value: "ehegatte"}, "m_geburtsort": {value: "Görlitz"}, "m_geschlecht": {value: "m"}, "m_ausweis_art": {value: "PA"}}),
			person(1, offspring("Lehmann", "Mia", "02012015", "w", "DEU", "Jana Lehmann")),
			person(2, offspring("Lehmann", "Paul", "03012022", "m", "DEU", "Jana Lehmann")),
		},
		expected: []answer{
			{"einzugsdatum", "1. November 2026"}, {"neu_ort", "Neustadt in Sachsen"}, {"alt_ort", "Bautzen"}, {"familienname", "Lehmann"}, {"vornamen", "Jana"},
			{"familienstand", "verheiratet"}, {"mitziehende[0].m_vornamen", "Thomas"}, {"mitziehende[0].m_ausweis_nr", "L9TK40RZ6"},
			{"mitziehende[1].m_vornamen", "Mia"}, {"mitziehende[2].m_geburtsdatum", "3. Januar 2022"},
		},
	}
}

// alHabibs come from Syria and answer in Arabic: parents with passports, two children without.
func alHabibs() household {
	return household{
		language: "ar", card: document{"amal-td3", "amal"}, partner: document{"karim-td3", "karim"},
		answers: replies{
			"vorgang_art": {value: "anmeldung"}, "einzugsdatum": {value: "01112026"}, "wohnungsart": {value: "alleinig"}, "zuzug_ausland": {value: "yes"},
			"neu_plz": {value: "01844"}, "neu_ort": {value: "Neustadt in Sachsen", offered: true}, "neu_strasse": {value: "Am Bahnhof"}, "neu_hausnummer": {value: "3"},
			"zuzug_staat": {value: "SYR", search: "سور"}, "frueher_deutschland": {value: "no"},
			"geburtsort": {value: "Aleppo"}, "geburtsstaat": {value: "SYR"}, "familienstand": {value: "VH"}, "eheschliessung_datum": {value: "06062010"},
			"weitere_staatsang": {value: "no"}, "religion": {value: "oa"}, "ausweis_art": {value: "RP"}, "ausweis_behoerde": {value: "Damaskus"},
			"selbst_eigentuemer": {value: "no"}, "wg_name": {value: "Wohnbau"}, "wg_anschrift": {value: "Markt 2"}, "wg_bestaetigung_gescannt": {value: "yes"},
		},
		family: []replies{
			person(0, replies{"beziehung": {value: "ehegatte"}, "m_geburtsort": {value: "Aleppo"}, "m_ausweis_art": {value: "RP"}}),
			person(1, offspring("Al Habib", "Lina", "02012015", "w", "SYR", "Amal Al Habib")),
			person(2, offspring("Al Habib", "Omar", "03012022", "m", "SYR", "Amal Al Habib")),
		},
		expected: []answer{
			{"zuzug_staat", "Syrien"}, {"neu_ort", "Neustadt in Sachsen"}, {"familienname", "Al Habib"}, {"vornamen", "Amal"}, {"staatsangehoerigkeit", "Syrien"},
			{"familienstand", "verheiratet"}, {"mitziehende[0].m_vornamen", "Karim"}, {"mitziehende[1].m_vornamen", "Lina"}, {"mitziehende[2].m_staatsangehoerigkeit", "Syrien"},
		},
	}
}

// person is the answers of one of the persons who move in as well.
func person(row int, answers replies) replies {
	keyed := replies{}
	for id, r := range answers {
		keyed[flows.Key("mitziehende", row, id)] = r
	}
	return keyed
}

// offspring is a person without a document.
func offspring(family, given, birth, sex, state, guardian string) replies {
	return replies{
		"beziehung": {value: "kind"}, "m_familienname": {value: family}, "m_vornamen": {value: given}, "m_geburtsdatum": {value: birth}, "m_geburtsort": {value: "Bautzen"},
		"m_geschlecht": {value: sex}, "m_staatsangehoerigkeit": {value: state}, "m_ausweis_art": {value: "KEINER"}, "m_sorgeberechtigter": {value: guardian},
	}
}
