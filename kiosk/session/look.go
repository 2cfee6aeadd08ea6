package session

// Point is a place on the signature pad, in its own px (936 × 480, from the upper left corner).
type Point struct{ X, Y float32 }

// Look is how the citizen wants the page. It ends with the visit.
type Look struct {
	Theme  Theme
	Size   TextSize
	Lower  bool // everything further down
	Silent bool // no tones
	Still  bool // nothing moves by itself

	Signing bool // films of sign language begin by themselves
}

// Theme names a set of colours.
type Theme string

// Themes.
const (
	Light        Theme = "light"
	Dark         Theme = "dark"
	HighContrast Theme = "high_contrast"
)

// TextSize is one of the three sizes of the look.
type TextSize int

// Text sizes.
const (
	Normal TextSize = iota
	Large
	VeryLarge
)
