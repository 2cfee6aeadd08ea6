//go:build cgo

package audio

/*
#include <dlfcn.h>

static void say_nothing(const char *file, int line, const char *function, int err, const char *format, ...) {}

typedef void (*error_handler)(const char *, int, const char *, int, const char *, ...);

// The library stays loaded: miniaudio opens the same one.
static void quiet_alsa(void) {
	void *library = dlopen("libasound.so.2", RTLD_NOW);
	int (*set)(error_handler) = library ? (int (*)(error_handler))dlsym(library, "snd_lib_error_set_handler") : 0;
	if (set) set(say_nothing);
}
*/
import "C"

// quietALSA keeps ALSA from writing forty lines to the standard error of a machine without a sound card: why there is no
// device is said once, by its code.
func quietALSA() { C.quiet_alsa() }
