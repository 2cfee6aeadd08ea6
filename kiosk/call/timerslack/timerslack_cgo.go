//go:build cgo && linux

package timerslack

/*
#include <sys/prctl.h>

// The loader runs it before Go has a second thread: all inherit the slack of the one that starts them, and a thread sets its own only.
__attribute__((constructor)) static void slacken(void) { prctl(PR_SET_TIMERSLACK, 1000000UL, 0UL, 0UL, 0UL); }
*/
import "C"
