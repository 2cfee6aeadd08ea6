package kiosk

import (
	"fmt"
	"image"
	"math"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// panelSmall is the health code of a panel on which letters or keys are smaller than they may be.
const panelSmall = "display.panel-small"

// OnPanel fills in what the configuration leaves to the panel: its px, and its millimetres where it says them itself and the
// window is as large as it.
func OnPanel(d config.Display, panel display.Panel) config.Display {
	if d.Width == 0 && d.Height == 0 {
		d.Width, d.Height = panel.Px.X, panel.Px.Y
	}
	told := d.DPI > 0 || d.WidthMM > 0 || d.Diagonal > 0
	if !told && d.Width == panel.Px.X && d.Height == panel.Px.Y {
		d.WidthMM = panel.MM.X
	}
	return d
}

// PanelSize is the size of the page in px; where nobody has said it, that of the panel which the look is drawn for.
func PanelSize(d config.Display) image.Point {
	if d.Width == 0 || d.Height == 0 {
		return image.Pt(1080, 1920)
	}
	return image.Pt(d.Width, d.Height)
}

// monitorOf is the panel for the layout.
func monitorOf(d config.Display) layout.Monitor {
	px := PanelSize(d)
	m := layout.Monitor{Width: px.X, Height: px.Y, DPI: float64(d.DPI)}
	switch {
	case d.WidthMM > 0:
		m.DPI = float64(px.X) * 25.4 / float64(d.WidthMM)
	case d.Diagonal > 0:
		m.DPI = math.Hypot(float64(px.X), float64(px.Y)) / d.Diagonal
	}
	return m
}

// TooSmall tells what is too small on the panel and how large one must be, "" where all is large enough.
func TooSmall(d config.Display) string {
	m := monitorOf(d)
	l := m.Legible()
	if l.Usable() {
		return ""
	}
	return fmt.Sprintf("%s: the panel (%s) is too small: capitals of %.1f mm in titles, %.1f mm in texts, %.1f mm at least; keys of %.1f mm. The smallest that will do has %.1f inch",
		panelSmall, panelWords(m), l.Title, l.Body, l.Small, l.Key, layout.SmallestInch())
}

// panelWords are the panel's size in px, and in inch where it is known.
func panelWords(m layout.Monitor) string {
	px := fmt.Sprintf("%d × %d px", m.Width, m.Height)
	if m.DPI <= 0 {
		return px
	}
	return fmt.Sprintf("%s, %.1f″", px, math.Hypot(float64(m.Width), float64(m.Height))/m.DPI)
}

// screenCondition is what a technician sees of the screen.
func screenCondition(d config.Display, tests []session.Depth) session.Condition {
	m := monitorOf(d)
	c := session.Condition{Unit: session.UnitScreen, Port: panelWords(m), Tests: tests}
	if !m.Legible().Usable() {
		c.Code = panelSmall
	}
	return c
}
