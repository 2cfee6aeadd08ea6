package screen

import (
	"slices"
	"strings"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// away says, before a service begins, which of the devices that it would use do not work, and what that means: each visit
// can be finished without, but nobody should learn only at the end that there is no receipt.
func (b builder) away(f *flows.Flow) []*Node {
	var said []string
	if f.Identity == flows.IdentityCard && !b.v.CardKept && !b.s.Usable(devices.IDCard) {
		said = append(said, b.t("service.away.reader"))
	}
	if len(f.Proofs) > 0 && !b.s.Usable(devices.Scanner) {
		if slices.ContainsFunc(f.Proofs, func(p *flows.Proof) bool { return p.Required }) {
			said = append(said, b.t("service.away.scanner"))
		} else {
			said = append(said, b.t("service.away.scanner.optional"))
		}
	}
	if !b.s.Usable(devices.Printer) {
		said = append(said, b.t("service.away.printer"))
	}
	if len(said) == 0 {
		return nil
	}
	n := note(ToneWarn, "warning", strings.Join(said, " "))
	n.ID = "note.away"
	return []*Node{n}
}
