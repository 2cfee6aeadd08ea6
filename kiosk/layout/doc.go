// Package layout says where everything on a page is: it turns the semantic tree of a page into rectangles, lines of
// text and things to paint, in px of a panel, with the reading order and the targets of a finger. Whatever does not fit
// is paged here; nothing is cut, shortened or shrunk.
//
// It is pure: it measures text, and never paints, waits, remembers a page or knows what a page is about. The numbers are
// those of the look (LOOK.md, tokens.toml, src/look.css and src/citizen.mjs) for its reference panel of 1080 × 1920 px.
package layout
