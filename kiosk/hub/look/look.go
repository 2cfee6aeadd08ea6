// Package look is the look that all pages of the hub share: colours, letters, the head, buttons, cards and tables, in
// KERN's roles (kern-ux 2.7, at its own size of 16 px), and the headers that keep each of them to itself. Each room puts its
// own rules behind it and serves it where it wants. It knows no page and no text.
package look

import (
	"bytes"
	_ "embed"
	"net/http"
	"slices"
	"time"

	"eliasnaur.com/font/roboto/robotomedium"
	"eliasnaur.com/font/roboto/robotoregular"
)

//go:embed base.css
var base []byte

// Sheet is a style sheet: the shared rules, then those of the room. It names the fonts as its neighbours.
func Sheet(own []byte) []byte { return slices.Concat(base, []byte("\n"), own) }

// Page sets the headers of a page: it loads only what the policy (CSP) allows, stands in no cache, and tells no other site
// where a clerk came from.
func Page(h http.Header, policy string) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}

// Assets serves a room's style sheet as page.css, and the fonts beside it, from the program itself. The pattern that it is
// mounted on ends in {name}.
func Assets(own []byte) http.Handler {
	sheet, fonts := Sheet(own), Fonts()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		content, kind := fonts[name], "font/ttf"
		if name == "page.css" {
			content, kind = sheet, "text/css; charset=utf-8"
		}
		if content == nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "max-age=3600")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}

// Fonts are the files that a style sheet needs beside it, by name: TrueType.
func Fonts() map[string][]byte {
	return map[string][]byte{"roboto-400.ttf": robotoregular.TTF, "roboto-500.ttf": robotomedium.TTF}
}
