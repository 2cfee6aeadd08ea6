// Emptywindow is the least that a window of Ebitengine can do: a white ground with a blue box where the terminal has its
// way on. A finger on the box darkens it, and lifted there it changes the ground of the reading zone; a finger on the
// place of the way back does too. It has none of the terminal's code, and is the floor of the terminal's figures. Its
// loop is as thrifty as the terminal's: it draws when something has changed, and sleeps in between. It has one thread, because
// with two it loses touches, and without a graphics card it takes GLX, because that shares memory with the X server.
package main

import (
	"image"
	"image/color"
	"log"
	"os"
	"path/filepath"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// The places of the terminal's action row and reading zone.
var (
	forward = image.Rect(392, 1592, 1008, 1704)
	back    = image.Rect(72, 1592, 368, 1704)
	reading = image.Rect(72, 248, 1008, 672)
)

type window struct{ grounded, dirty, pressed, turned bool }

func (w *window) Update() error {
	at := image.Pt(ebiten.CursorPosition())
	pressed := ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) && at.In(forward)
	lifted := inpututil.IsMouseButtonJustReleased(ebiten.MouseButtonLeft) && (at.In(forward) || at.In(back))
	w.dirty = w.dirty || pressed != w.pressed || lifted
	w.pressed, w.turned = pressed, w.turned != lifted
	return nil
}

func (w *window) Draw(screen *ebiten.Image) {
	if !w.dirty {
		return
	}
	w.dirty = false
	if !w.grounded {
		w.grounded = true
		screen.Fill(color.White)
	}
	box, ground := color.RGBA{0x20, 0x44, 0xaa, 255}, color.RGBA{0xff, 0xff, 0xff, 255}
	if w.pressed {
		box = color.RGBA{0x09, 0x27, 0x97, 255}
	}
	if w.turned {
		ground = color.RGBA{0xe5, 0xeb, 0xf7, 255}
	}
	screen.SubImage(forward).(*ebiten.Image).Fill(box)
	screen.SubImage(reading).(*ebiten.Image).Fill(ground)
}

func (w *window) Layout(width, height int) (int, int) { return width, height }

func main() {
	if nodes, _ := filepath.Glob("/dev/dri/renderD*"); len(nodes) == 0 {
		os.Setenv("SteamEnv", "1") // Ebitengine then skips OpenGL ES, and with it EGL
	}
	ebiten.SetFullscreen(true)
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetFPSMode(ebiten.FPSModeVsyncOffMinimum)
	ebiten.SetTPS(ebiten.SyncWithFPS)
	if err := ebiten.RunGameWithOptions(&window{dirty: true}, &ebiten.RunGameOptions{SingleThread: true}); err != nil {
		log.Fatal(err)
	}
}
