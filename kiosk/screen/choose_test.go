package screen_test

import (
	"testing"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestEveryServiceHasATile finds the life situation of every shipped service among the tiles, and no tile without a service.
func TestEveryServiceHasATile(t *testing.T) {
	s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.Continue{})
	s.Catalog = sessiontest.Shipped(t)
	tree := screen.Build(s, words(t))
	offered := map[string]bool{"area.all": true}
	for _, f := range s.Catalog.Flows {
		offered["area."+f.Category] = true
		if tree.Find("area."+f.Category) == nil {
			t.Errorf("%s: no tile for %q", f.ID, f.Category)
		}
	}
	tree.Walk(func(n *screen.Node) bool {
		if n.Role == screen.RoleArea && !offered[n.ID] {
			t.Errorf("%s is a tile without a service", n.ID)
		}
		return true
	})
}
