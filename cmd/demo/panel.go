package main

import (
	"flag"
	"fmt"
	"image"
)

// upright is the panel that the look is drawn for.
var upright = image.Pt(1080, 1920)

// panelFlags adds the flags that choose another panel.
func panelFlags(f *flag.FlagSet, into *image.Point) {
	f.Func("panel", "", func(s string) error {
		var size image.Point
		if n, err := fmt.Sscanf(s, "%dx%d", &size.X, &size.Y); n != 2 || err != nil || size.X < 320 || size.Y < 320 {
			return fmt.Errorf("want WIDTHxHEIGHT in px, such as 1920x1080")
		}
		*into = size
		return nil
	})
	f.BoolFunc("landscape", "", func(string) error {
		*into = image.Pt(1920, 1080)
		return nil
	})
}
