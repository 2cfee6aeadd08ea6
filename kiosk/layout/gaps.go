package layout

import "buergerterminal/kiosk/screen"

// stackGap returns the room between the children of a stack.
func stackGap(n *screen.Node, w int) int {
	switch inside(n) {
	case screen.RoleHit:
		return 12
	case screen.RoleState, screen.RoleConfirm:
		if w < narrow {
			return 12
		}
		return 4
	}
	return 16
}

// inside returns the role of what a group holds, or the node's own.
func inside(n *screen.Node) screen.Role {
	switch n.Role {
	case screen.RoleStack, screen.RoleGrid:
		if len(n.Children) > 0 {
			return inside(n.Children[0])
		}
	case screen.RoleSplit:
		if reasoned(n) {
			return inside(n.Children[0])
		}
	}
	return n.Role
}

// gap returns the room between two elements of the acting zone, as the pages of the look have it.
func (p *page) gap(above, below *screen.Node) int {
	over := inside(above)
	if above.Role == screen.RoleHeading {
		return 20
	}
	switch inside(below) {
	case screen.RoleHeading:
		if p.tight {
			return 36
		}
		if over == screen.RoleFact && above.Role == screen.RoleGrid && above.Children[0].Kind == screen.Human {
			return 56
		}
		return gapAboveHeading(over)
	case screen.RoleNote:
		return gapAboveNote(over)
	case screen.RoleError, screen.RoleHit:
		return 20
	case screen.RoleConfirm:
		if below.Kind == screen.Human {
			return 16
		}
		return 28
	case screen.RoleMeter:
		return 40
	case screen.RoleState:
		if over == screen.RoleArt {
			return 24
		}
		return 28
	case screen.RoleButton:
		return gapAboveButton(over)
	case screen.RoleText:
		return gapAboveText(over, below)
	}
	return 24
}

func gapAboveHeading(over screen.Role) int {
	switch over {
	case screen.RoleCompact, screen.RoleSwitch:
		return 44
	case screen.RoleFact:
		return 64
	case screen.RoleNote:
		return 48
	}
	return 56
}

func gapAboveNote(over screen.Role) int {
	switch over {
	case screen.RoleNeed:
		return 44
	case screen.RoleRow:
		return 40
	}
	return 28
}

func gapAboveButton(over screen.Role) int {
	switch over {
	case screen.RoleCountdown:
		return 32
	case screen.RoleError:
		return 20
	case screen.RoleChoice, screen.RoleButton:
		return 16
	}
	return 24
}

func gapAboveText(over screen.Role, below *screen.Node) int {
	switch over {
	case screen.RoleHit:
		return 14
	case screen.RoleButton, screen.RoleContact:
		return 40
	case screen.RoleText:
		if below.Kind == screen.Small {
			return 56
		}
	case screen.RoleChoice, screen.RoleCheck, screen.RoleRow:
		return 32
	}
	return 24
}
