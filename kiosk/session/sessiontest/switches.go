package sessiontest

import "buergerterminal/kiosk/session"

// round is a move by itself with which the page begins anew.
var round = session.SwitchMoved{ID: "back", Auto: true, Round: true}

// Switches are pages as they are for who goes through them with switches.
var Switches = []Page{
	{"over: switches", then(toKind, session.ToggleAuto{}, session.OpenSwitches{})},
	{"switches: a group", then(toTyping, session.SwitchMoved{First: "key.q", Last: "key.ü"})},
	{"switches: in a group", then(toTyping, session.SwitchMoved{First: "key.q", Last: "key.ü", ID: "key.e"})},
	{"switches: at rest", then(toKind, session.ToggleAuto{}, round, round, round)},
}
