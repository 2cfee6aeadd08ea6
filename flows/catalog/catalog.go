// Package catalog is the room of the services themselves: one folder each, embedded into the program, and beside them what
// they share, the pages of _blocks and the code lists of _lists. It holds data and never decides anything; package flows
// reads it, and a municipality lays its own folder over it.
package catalog

import (
	"embed"
	"io/fs"
)

//go:embed elsewhere.toml elsewhere.*.toml
//go:embed all:_blocks all:_lists
//go:embed all:abmeldung
//go:embed all:anmeldung
//go:embed all:beratung
//go:embed all:bewohnerparkausweis
//go:embed all:elterngeld
//go:embed all:fuehrungszeugnis
//go:embed all:fundsache
//go:embed all:gewerbeanmeldung
//go:embed all:hundesteuer
//go:embed all:kfz-ausserbetriebsetzung
//go:embed all:maengelmelder
//go:embed all:meldebescheinigung
//go:embed all:personalausweis
//go:embed all:rundfunkbeitrag
//go:embed all:schwerbehindertenausweis
//go:embed all:sparkasse-rueckruf
//go:embed all:termin
//go:embed all:uebermittlungssperre
//go:embed all:wohngeld
var services embed.FS

// Embedded returns the services that ship with the program, for flows.Load.
func Embedded() fs.FS { return services }
