package layout_test

import (
	"fmt"
	"sync"
	"testing"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
)

// words are the texts of the terminal, read once.
var words = sync.OnceValues(func() (*locales.Texts, error) { return locales.Load(locales.Embedded()) })

// realVariants returns the pages of whole visits, as the terminal builds them, in every size and height.
func realVariants(t *testing.T) []variant {
	t.Helper()
	texts, err := words()
	if err != nil {
		t.Fatal(err)
	}
	var out []variant
	for _, page := range sessiontest.Pages {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), page.Events...)
		for _, lang := range []string{"de", "en", "uk", "ar"} {
			if s.Visit.Lang != "" {
				s.Visit.Lang = lang
			}
			for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
				for _, lower := range []bool{false, true} {
					tree := screen.Build(s, texts)
					tree.Look.Size, tree.Look.Lower, tree.Lowered = size, lower, lowered()
					out = append(out, variant{fmt.Sprintf("visit %s %s size %d lower %t", page.Name, lang, size, lower), tree})
				}
			}
		}
	}
	return out
}
