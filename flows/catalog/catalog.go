// Package catalog is the room of the services themselves: one folder each, embedded into the program. It holds data and
// never decides anything; package flows reads it, and a municipality lays its own folder over it.
package catalog

import (
	"embed"
	"io/fs"
)

//go:embed all:anmeldung all:maengelmelder all:meldebescheinigung
var services embed.FS

// Embedded returns the services that ship with the program, for flows.Load.
func Embedded() fs.FS { return services }
