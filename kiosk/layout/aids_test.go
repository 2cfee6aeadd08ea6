package layout_test

import (
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales/localestest"
)

// TestAidsOnOnePage: in the normal size nobody turns a list to find an aid, upright or wide, but for Russian and Ukrainian on the wide
// page, whose three sizes of letters take two rows. What stands closer for that is still large enough to be touched.
func TestAidsOnOnePage(t *testing.T) {
	words := localestest.Shipped(t)
	for name, monitor := range map[string]layout.Monitor{"portrait": portrait, "landscape": landscape} {
		place := placer(t, monitor)
		for _, lang := range words.Languages() {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.OpenAids{})
			s.Visit.Lang = lang
			p := place.Place(screen.Build(s, words))
			if two := name == "landscape" && slices.Contains([]string{"ru", "uk"}, lang); p.Pages != 1 && !two {
				t.Errorf("%s, %s: the aids take %d pages", name, lang, p.Pages)
			}
			switches := 0
			for _, n := range p.Nodes {
				if n.Node.Role == screen.RoleSwitch {
					switches++
					if mm := float64(n.Target.Dy()) * 25.4 / 81.6; mm < layout.LeastTouch {
						t.Errorf("%s, %s: %s is %.1f mm high", name, lang, n.Node.ID, mm)
					}
				}
			}
			if switches < 2 {
				t.Errorf("%s, %s: only %d switches", name, lang, switches)
			}
		}
	}
}
