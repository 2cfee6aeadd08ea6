// Package look is the look that all pages of the hub share: colours, letters, the head, buttons, cards and tables, in
// KERN's roles (kern-ux 2.7, at its own size of 16 px). Each room puts its own rules behind it. It serves nothing itself
// and knows no page.
package look

import (
	_ "embed"
	"slices"

	"eliasnaur.com/font/roboto/robotomedium"
	"eliasnaur.com/font/roboto/robotoregular"
)

//go:embed base.css
var base []byte

// Sheet is a style sheet: the shared rules, then those of the room. It names the fonts as its neighbours.
func Sheet(own []byte) []byte { return slices.Concat(base, []byte("\n"), own) }

// Fonts are the files that a style sheet needs beside it, by name: TrueType.
func Fonts() map[string][]byte {
	return map[string][]byte{"roboto-400.ttf": robotoregular.TTF, "roboto-500.ttf": robotomedium.TTF}
}
