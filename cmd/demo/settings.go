package main

import (
	"fmt"
	"image"
	"os"
	"strings"
)

// settings is the terminal's configuration for the stack: its lines, its hub, its keys, all in the stack's folder.
func (s *stack) settings(fullscreen bool, idleWarning int, panel image.Point) (path string, err error) {
	url, err := os.ReadFile(s.path("hub", "url"))
	if err != nil {
		return "", err
	}
	path = s.path("terminal.toml")
	text := fmt.Sprintf(`# Written by demo: the terminal with simulated devices and a hub on this machine.
[terminal]
id = %q
place = "Rathaus, Foyer"
town = "Stadt Musterstadt"
site = "Bürgerterminal im Rathaus"

[devices.idcard]
path = "lines/idcard"

[devices.cardreader]
path = "lines/cardreader"

[devices.scanner]
path = "lines/scanner"

[devices.printer]
path = "lines/printer"

[hub]
url = %q
certificate = "hub/tls/cert.pem"
token = "token"

[files]
authority_keys = "keys"
outbox = "outbox"
csca = "csca"
log = "terminal.log"

[display]
fullscreen = %t
width = %d
height = %d

[timeouts]
idle_warning_s = %d
double_strike_ms = 0 # the scripted hand does not tremble

[phone]
number = "115"

[[contact]]
icon = "help-person"
label = { de = "Im Haus", en = "In this building", uk = "У цьому будинку", cs = "V této budově", hsb = "W tutym domje", tr = "Bu binada", ar = "في هذا المبنى" }
value = "Bürgeramt, Zimmer 012"
hint = { de = "offen bis 18 Uhr", en = "open until 6 pm", uk = "відчинено до 18:00", cs = "otevřeno do 18 hodin", hsb = "wočinjene do 18 hodź.", tr = "saat 18’e kadar açık", ar = "مفتوح حتى الساعة 18" }
`, terminalID, strings.TrimSpace(string(url)), fullscreen, panel.X, panel.Y, idleWarning)
	return path, os.WriteFile(path, []byte(text), 0o600)
}
