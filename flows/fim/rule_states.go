package fim

import "strings"

// stateNames are the Länder by their code.
func stateNames() map[string]string {
	return map[string]string{
		"BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen", "HH": "Hamburg", "HE": "Hessen",
		"MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen", "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland",
		"SN": "Sachsen", "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
	}
}

// IsState reports whether the code is that of a Land.
func IsState(code string) bool { return stateNames()[code] != "" }

// state takes one Land.
func (p *parser) state() (string, bool) {
	for code, name := range stateNames() {
		if p.phrase(code) || name != "Sachsen" && p.phrase(name) {
			return code, true
		}
	}
	if !p.try(func() bool { return p.phrase("Sachsen") && !strings.HasPrefix(p.rest(), "-") }) {
		return "", false
	}
	return "SN", true
}

// stateList takes Länder between which "," or "und" stands.
func (p *parser) stateList() (out []string) {
	for {
		code, ok := p.state()
		if !ok {
			return nil
		}
		out = append(out, code)
		if p.sign(",") == "" && !p.phrase("und", "sowie") {
			return out
		}
	}
}

// scope takes "Für die Länder NW, SL, SN gilt:", which holds for the statements that follow.
func (p *parser) scope() bool {
	return p.try(func() bool {
		if p.phrase("für alle anderen länder", "für alle anderen ländern", "für die anderen länder") {
			if !p.phrase("gilt") {
				return false
			}
			p.states = &states{other: true}
		} else {
			if !p.phrase("für das land", "für die länder") {
				return false
			}
			codes := p.stateList()
			if codes == nil || !p.phrase("gilt") {
				return false
			}
			p.states = &states{codes: codes}
		}
		p.sign(":", ".")
		p.when = nil
		return true
	})
}

// forStates is "F… muss für die Länder HB und RP angezeigt werden. Für die anderen Länder darf das Feld nicht angezeigt werden."
func (p *parser) forStates() bool {
	targets, ok := p.elements()
	if !ok || p.states != nil {
		return false
	}
	modal := p.which("muss", "darf nur", "ist nur", "ist", "wird nur", "wird")
	if modal == "" || !p.phrase("für die länder", "für das land", "für die länder für") {
		return false
	}
	p.phrase("für")
	codes := p.stateList()
	if codes == nil {
		return false
	}
	e := effectShow
	switch {
	case p.phrase("angezeigt werden", "angezeigt", "anzuzeigen"):
	case p.phrase("befüllt werden", "zu befüllen"):
		e = effectMust
	default:
		return false
	}
	here, elsewhere := &states{codes: codes}, &states{other: true}
	p.clauses = append(p.clauses, &clause{effect: e, targets: targets, states: here})
	p.sign(".")
	ok = p.phrase("für alle anderen länder", "für die anderen länder") && p.phrase("darf", "wird") &&
		p.phrase("das feld", "die gruppe", "die feldgruppe", "die datenfeldgruppe", "das datenfeld") &&
		p.phrase("nicht angezeigt werden", "nicht angezeigt", "nicht befüllt werden")
	if ok {
		p.clauses = append(p.clauses, &clause{effect: effectHide, targets: targets, states: elsewhere})
	}
	return ok
}
