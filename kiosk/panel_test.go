package kiosk

import (
	"image"
	"strings"
	"testing"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/layout"
)

func TestOnPanel(t *testing.T) {
	panel := display.Panel{Px: image.Pt(1920, 1080), MM: image.Pt(527, 296)}
	for name, tt := range map[string]struct {
		said config.Display
		want layout.Monitor
	}{
		"silent":           {config.Display{}, layout.Monitor{Width: 1920, Height: 1080, DPI: 1920 * 25.4 / 527}},
		"px alone":         {config.Display{Width: 1920, Height: 1080}, layout.Monitor{Width: 1920, Height: 1080, DPI: 1920 * 25.4 / 527}},
		"another's px":     {config.Display{Width: 1080, Height: 1920}, layout.Monitor{Width: 1080, Height: 1920}},
		"mm":               {config.Display{WidthMM: 598}, layout.Monitor{Width: 1920, Height: 1080, DPI: 1920 * 25.4 / 598}},
		"dpi":              {config.Display{DPI: 82}, layout.Monitor{Width: 1920, Height: 1080, DPI: 82}},
		"diagonal upright": {config.Display{Width: 300, Height: 400, Diagonal: 10}, layout.Monitor{Width: 300, Height: 400, DPI: 50}},
	} {
		if got := monitorOf(OnPanel(tt.said, panel)); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
	if got := monitorOf(config.Display{}); got != (layout.Monitor{Width: 1080, Height: 1920}) {
		t.Errorf("without a panel: %+v", got)
	}
}

// TestTooSmall: a panel that is too small is told with its figures, to the technician with the code that leads to the remedy,
// which names the smallest one that will do.
func TestTooSmall(t *testing.T) {
	suitcase := config.Display{Width: 1280, Height: 800, Diagonal: 10.1}
	said := TooSmall(suitcase)
	for _, part := range []string{panelSmall, "1280 × 800 px, 10.1″", "mm", "20.9 inch"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q does not say %q", said, part)
		}
	}
	if c := screenCondition(suitcase, nil); c.Code != panelSmall {
		t.Errorf("the technician sees %+v", c)
	}
	entry, _ := health.Of(panelSmall)
	if !strings.Contains(entry.Cause.EN, "20.9") || !strings.Contains(entry.Cause.DE, "20,9") || layout.SmallestInch() != 20.9 {
		t.Errorf("the texts say %q, and the smallest has %.1f inch", entry.Cause, layout.SmallestInch())
	}
	for _, large := range []config.Display{{}, {Width: 1920, Height: 1080, Diagonal: 27}, {Width: 1920, Height: 1080, Diagonal: 21.5}} {
		if said := TooSmall(large); said != "" {
			t.Errorf("%+v: %s", large, said)
		}
		if c := screenCondition(large, nil); c.Code != "" {
			t.Errorf("%+v: the technician sees %+v", large, c)
		}
	}
}
