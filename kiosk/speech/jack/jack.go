// Package jack tells whether a headset is plugged in. It reads the input device that Linux gives a socket with a contact
// (evdev; linux/input.h and Documentation/input/event-codes.rst, EV_SW with SW_HEADPHONE_INSERT), and never hears or plays
// anything. Sound cards on the board have such a device ("HDA Intel PCH Front Headphone"); many USB ones have none, and a
// keypad with a socket of its own may have it. Which of them a terminal has is configuration.
package jack

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The numbers of linux/input-event-codes.h, and EVIOCGSW of linux/input.h for eight bytes of switches.
const (
	evSwitch        = 0x05
	headphoneInsert = 0x02
	getSwitches     = 2<<30 | 8<<16 | 'E'<<8 | 0x1b
)

// eventSize is a struct input_event on a machine of 64 bits: seconds, microseconds, type, code, value.
const eventSize = 24

// decode takes an event. ok is false for all but the socket's.
func decode(event []byte) (in, ok bool) {
	if len(event) != eventSize || binary.NativeEndian.Uint16(event[16:]) != evSwitch || binary.NativeEndian.Uint16(event[18:]) != headphoneInsert {
		return false, false
	}
	return binary.NativeEndian.Uint32(event[20:]) != 0, true
}

// again is how long a device that cannot be read is left alone.
const again = 2 * time.Second

// Watch calls changed with what the socket holds at first, if it says so, and whenever that changes, until ctx ends. A device
// that cannot be read, or goes, counts as empty; trouble is told why, once, and nil when it is back. The error is ctx's.
func Watch(ctx context.Context, path string, changed func(in bool), trouble func(error)) error {
	told := false
	for {
		err := watch(ctx, path, changed, func() {
			if told {
				told = false
				trouble(nil)
			}
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		changed(false)
		if !told {
			told = true
			trouble(err)
		}
		wait := time.NewTimer(again)
		select {
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		case <-wait.C:
		}
	}
}

// watch reads the device until it goes. opened is called when it is there.
func watch(ctx context.Context, path string, changed func(in bool), opened func()) error {
	// Without blocking, a read ends when the file is closed.
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return reason(err)
	}
	defer f.Close()
	stop := context.AfterFunc(ctx, func() { f.Close() })
	defer stop()
	opened()
	if in, ok := now(f); ok {
		changed(in)
	}
	for event := make([]byte, eventSize); ; {
		if _, err := io.ReadFull(f, event); err != nil {
			return reason(err)
		}
		if in, ok := decode(event); ok {
			changed(in)
		}
	}
}

// reason is an error without the path, which the configuration has.
func reason(err error) error {
	if e := (*os.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("headset socket: %w", err)
}

// now asks what the socket holds; ok is false where the file is no input device.
func now(f *os.File) (in, ok bool) {
	var switches [8]byte
	raw, err := f.SyscallConn()
	if err != nil {
		return false, false
	}
	failed := unix.Errno(0)
	err = raw.Control(func(fd uintptr) {
		_, _, failed = unix.Syscall(unix.SYS_IOCTL, fd, getSwitches, uintptr(unsafe.Pointer(&switches[0])))
	})
	if err != nil || failed != 0 {
		return false, false
	}
	return switches[headphoneInsert/8]&(1<<(headphoneInsert%8)) != 0, true
}
