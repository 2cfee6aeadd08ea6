package display

import (
	"os"
	"path/filepath"
)

// presentInSharedMemory chooses how frames reach the X server where no graphics card draws them. Ebitengine 2.10.1 takes
// OpenGL ES through EGL first (internal/graphicsdriver/opengl/gl/procaddr_linbsd.go), and the EGL of Mesa 22.3 sends each
// frame of its software renderer, 8 MB for a panel of 1080 × 1920, through the socket of X11. GLX hands it over in shared
// memory. Ebitengine takes OpenGL through GLX only under this variable of Steam's, whose one other effect is that it does
// not try OpenGL ES at all: the software renderer has both, a card might not, and there the choice stays Ebitengine's.
func presentInSharedMemory() {
	const skipsES = "SteamEnv"
	if _, set := os.LookupEnv(skipsES); set || graphicsCard() {
		return
	}
	_ = os.Setenv(skipsES, "1") // a name without "=" and NUL cannot fail
}

// graphicsCard reports whether the kernel offers a card that can draw (Linux, Documentation/gpu/drm-uapi.rst, render nodes).
func graphicsCard() bool {
	nodes, err := filepath.Glob("/dev/dri/renderD*")
	return err == nil && len(nodes) > 0
}
