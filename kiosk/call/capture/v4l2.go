//go:build linux && (amd64 || arm64)

package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// How V4L2 is used follows the kernel's documentation (Documentation/userspace-api/media/v4l, "Streaming I/O (Memory Mapping)"): ask, set format and rate, map the
// driver's buffers, and let them go round. The calls, their order and their errors are tested against a model of a driver; the ABI against the header. Never tried with a
// real camera: none was there. So what a certain camera makes of an unusual size or rate is not known.

const (
	// buffers is how many pictures the driver may fill ahead. Only the newest is used.
	buffers = 4
	// silence is how long a camera that was started may give nothing. Cameras that first measure the light take a second.
	silence = 5 * time.Second
	// pollEvery is how soon Close and a cancelled context are noticed.
	pollEvery = 50 * time.Millisecond
)

// kernel is what a driver is asked through; tests put a model there.
type kernel interface {
	ioctl(request uintptr, argument unsafe.Pointer) error
	mmap(offset int64, length int) ([]byte, error)
	munmap(memory []byte) error
	// wait waits until a picture can be taken, false where none came in time.
	wait(d time.Duration) (bool, error)
	close() error
}

// Found is a camera of this machine.
type Found struct {
	Path string // in /dev
	Name string // the maker's
}

// Cameras lists the cameras of this machine that Open can use. Those that another program keeps are listed too.
func Cameras() []Found {
	paths, _ := filepath.Glob("/dev/video*") // the pattern is right
	slices.Sort(paths)
	var all []Found
	for _, path := range paths {
		k, err := openKernel(path)
		if err != nil {
			continue
		}
		if name, _, err := probe(k); err == nil {
			all = append(all, Found{path, name})
		}
		_ = k.close()
	}
	return all
}

// Open opens the camera at a path, such as /dev/v4l/by-id/…-index0, and starts it with the format that is nearest to the one wanted. The error is an *Error.
func Open(path string, want Format) (Camera, error) {
	k, err := openKernel(path)
	if err != nil {
		return nil, refused(err)
	}
	return start(k, want)
}

// start starts a camera, and closes the device where it cannot.
func start(k kernel, want Format) (Camera, error) {
	c := &v4l2{kernel: k, looks: make(chan struct{}, 1)}
	if err := c.begin(want); err != nil {
		_ = c.Close()
		return nil, refused(err)
	}
	return c, nil
}

// refused is why a camera cannot be opened.
func refused(err error) error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ENODEV), errors.Is(err, unix.ENXIO):
		return &Error{CodeAbsent, err}
	case errors.Is(err, unix.EBUSY):
		return &Error{CodeBusy, err}
	case errors.Is(err, os.ErrPermission):
		return &Error{CodeDenied, err}
	}
	return &Error{CodeUnsupported, err}
}

// v4l2 is a camera that runs.
type v4l2 struct {
	kernel  kernel
	format  Format
	pixels  uint32
	stride  int
	memory  [][]byte
	running bool
	jpeg    mjpeg

	closing atomic.Bool
	looks   chan struct{} // holds one token while Next looks
}

// probe asks a device who it is and which of our formats it has.
func probe(k kernel) (name string, formats []uint32, err error) {
	var c v4l2Capability
	if err := k.ioctl(vidiocQuerycap, unsafe.Pointer(&c)); err != nil {
		return "", nil, fmt.Errorf("no V4L2 device: %w", err)
	}
	can := c.Capabilities
	if can&capDeviceCaps != 0 {
		can = c.DeviceCaps // those of this path; the others are those of the whole camera
	}
	if can&capVideoCapture == 0 || can&capStreaming == 0 {
		return "", nil, &Error{CodeUnsupported, fmt.Errorf("the device gives no pictures (capabilities %#x)", can)}
	}
	for i := uint32(0); ; i++ {
		f := v4l2Fmtdesc{Index: i, Type: bufTypeVideoCapture}
		if k.ioctl(vidiocEnumFmt, unsafe.Pointer(&f)) != nil {
			break // the end of the list
		}
		if f.PixelFormat == pixYUYV || f.PixelFormat == pixMJPEG {
			formats = append(formats, f.PixelFormat)
		}
	}
	if len(formats) == 0 {
		return "", nil, &Error{CodeUnsupported, errors.New("the camera gives neither YUYV nor MJPEG")}
	}
	card, _, _ := bytes.Cut(c.Card[:], []byte{0})
	return string(card), formats, nil
}

func (c *v4l2) begin(want Format) error {
	_, formats, err := probe(c.kernel)
	if err != nil {
		return err
	}
	if err := c.choose(formats, want); err != nil {
		return err
	}
	if err := c.pace(want.FPS); err != nil {
		return err
	}
	if err := c.mapBuffers(); err != nil {
		return err
	}
	kind := uint32(bufTypeVideoCapture)
	if err := c.kernel.ioctl(vidiocStreamon, unsafe.Pointer(&kind)); err != nil {
		return fmt.Errorf("start: %w", err)
	}
	c.running = true
	return nil
}

// choose sets the format: YUYV where it comes in the size that is wanted, for it costs no decoding; else MJPEG, which large pictures over USB 2 need.
func (c *v4l2) choose(formats []uint32, want Format) error {
	slices.SortFunc(formats, func(a, b uint32) int { return rank(a) - rank(b) })
	var err error
	for i, pixels := range formats {
		f := v4l2Format{Type: bufTypeVideoCapture, Width: uint32(want.Width), Height: uint32(want.Height), PixelFormat: pixels, Field: fieldNone}
		if err = c.kernel.ioctl(vidiocSFmt, unsafe.Pointer(&f)); err != nil {
			continue
		}
		fits := int(f.Width) == want.Width && int(f.Height) == want.Height
		if f.PixelFormat != pixels || !fits && i+1 < len(formats) {
			continue
		}
		return c.take(f)
	}
	if err != nil {
		return fmt.Errorf("format: %w", err)
	}
	return &Error{CodeUnsupported, errors.New("the camera changes the format that it was asked for")}
}

// rank orders the formats by what they cost.
func rank(pixels uint32) int {
	if pixels == pixYUYV {
		return 0
	}
	return 1
}

// take takes the driver's answer over, and looks whether it makes sense.
func (c *v4l2) take(f v4l2Format) error {
	c.format = Format{Width: int(f.Width) &^ 1, Height: int(f.Height) &^ 1}
	c.pixels, c.stride = f.PixelFormat, max(int(f.BytesPerLine), 2*int(f.Width))
	if c.format.Width < 16 || c.format.Height < 16 || f.Width > 1<<14 || f.Height > 1<<14 {
		return &Error{CodeUnsupported, fmt.Errorf("pictures of %d × %d", f.Width, f.Height)}
	}
	return nil
}

// pace asks for a rate. A camera may have its own; then what it says counts.
func (c *v4l2) pace(fps int) error {
	p := v4l2Streamparm{Type: bufTypeVideoCapture, Numerator: 1, Denominator: uint32(fps)}
	c.format.FPS = fps
	if c.kernel.ioctl(vidiocSParm, unsafe.Pointer(&p)) != nil {
		return nil // a camera without a choice
	}
	if p.Numerator > 0 && p.Denominator/p.Numerator > 0 {
		c.format.FPS = int(min(p.Denominator/p.Numerator, 60))
	}
	return nil
}

func (c *v4l2) mapBuffers() error {
	r := v4l2Requestbuffers{Count: buffers, Type: bufTypeVideoCapture, Memory: memoryMmap}
	if err := c.kernel.ioctl(vidiocReqbufs, unsafe.Pointer(&r)); err != nil {
		return fmt.Errorf("buffers: %w", err)
	}
	if r.Count < 2 {
		return &Error{CodeUnsupported, fmt.Errorf("%d buffers", r.Count)}
	}
	for i := range r.Count {
		b := v4l2Buffer{Index: i, Type: bufTypeVideoCapture, Memory: memoryMmap}
		if err := c.kernel.ioctl(vidiocQuerybuf, unsafe.Pointer(&b)); err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		memory, err := c.kernel.mmap(int64(uint32(b.Offset)), int(b.Length))
		if err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
		c.memory = append(c.memory, memory)
		if err := c.giveBack(b); err != nil {
			return fmt.Errorf("buffer %d: %w", i, err)
		}
	}
	return nil
}

func (c *v4l2) giveBack(b v4l2Buffer) error {
	b = v4l2Buffer{Index: b.Index, Type: bufTypeVideoCapture, Memory: memoryMmap}
	return c.kernel.ioctl(vidiocQbuf, unsafe.Pointer(&b))
}

// Format is what the camera gives.
func (c *v4l2) Format() Format { return c.format }

// Next waits for the newest picture.
func (c *v4l2) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	c.looks <- struct{}{}
	defer func() { <-c.looks }()
	for begin := time.Now(); ; {
		b, err := c.await(ctx, begin)
		if err != nil {
			return nil, time.Time{}, err
		}
		p, taken, err := c.picture(b, into)
		if back := c.giveBack(b); back != nil {
			return nil, time.Time{}, &Error{CodeUnplugged, back}
		}
		if err == nil {
			return p, taken, nil
		}
		if time.Since(begin) > silence { // pictures come, but none that is whole
			return nil, time.Time{}, &Error{CodeSilent, err}
		}
	}
}

// await takes the newest of the buffers that are filled, and gives the others back.
func (c *v4l2) await(ctx context.Context, begin time.Time) (v4l2Buffer, error) {
	for {
		switch {
		case ctx.Err() != nil:
			return v4l2Buffer{}, ctx.Err()
		case c.closing.Load():
			return v4l2Buffer{}, &Error{CodeUnplugged, os.ErrClosed}
		case time.Since(begin) > silence:
			return v4l2Buffer{}, &Error{CodeSilent, fmt.Errorf("no picture in %s", silence)}
		}
		ready, err := c.kernel.wait(pollEvery)
		if err != nil {
			return v4l2Buffer{}, &Error{CodeUnplugged, err}
		}
		if !ready {
			continue
		}
		b, ok, err := c.newest()
		if err != nil {
			return v4l2Buffer{}, &Error{CodeUnplugged, err}
		}
		if ok {
			return b, nil
		}
	}
}

// newest takes all filled buffers and keeps the last one that is whole.
func (c *v4l2) newest() (newest v4l2Buffer, ok bool, err error) {
	for {
		b := v4l2Buffer{Type: bufTypeVideoCapture, Memory: memoryMmap}
		err := c.kernel.ioctl(vidiocDqbuf, unsafe.Pointer(&b))
		if errors.Is(err, unix.EAGAIN) {
			return newest, ok, nil
		}
		if err != nil {
			return newest, false, err
		}
		if int(b.Index) >= len(c.memory) {
			return newest, false, fmt.Errorf("buffer %d of %d", b.Index, len(c.memory))
		}
		older := newest
		if b.Flags&bufFlagError != 0 {
			older = b // damaged
		}
		if b.Flags&bufFlagError != 0 || ok {
			if err := c.giveBack(older); err != nil {
				return newest, false, err
			}
		}
		if b.Flags&bufFlagError == 0 {
			newest, ok = b, true
		}
	}
}

// picture makes a picture of a buffer.
func (c *v4l2) picture(b v4l2Buffer, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	data := c.memory[b.Index][:min(int(b.BytesUsed), len(c.memory[b.Index]))]
	var err error
	if c.pixels == pixYUYV {
		into, err = fromYUYV(into, data, c.format.Width, c.format.Height, c.stride)
	} else {
		into, err = c.jpeg.decode(into, data, c.format.Width, c.format.Height)
	}
	return into, taken(b, time.Now()), err
}

// taken is when a buffer was filled: by the driver's clock where that is the monotonic one, else now.
func taken(b v4l2Buffer, now time.Time) time.Time {
	var clock unix.Timespec
	if b.Flags&bufFlagTimestampMask != bufFlagMonotonic || unix.ClockGettime(unix.CLOCK_MONOTONIC, &clock) != nil {
		return now
	}
	age := time.Duration(clock.Nano()) - time.Duration(b.Sec)*time.Second - time.Duration(b.Usec)*time.Microsecond
	if age < 0 || age > time.Second {
		return now
	}
	return now.Add(-age)
}

// Close stops the camera and gives it back. It waits for Next, which ends at once.
func (c *v4l2) Close() error {
	if c.closing.Swap(true) {
		return nil
	}
	c.looks <- struct{}{}
	defer func() { <-c.looks }()
	var all []error
	if c.running {
		kind := uint32(bufTypeVideoCapture)
		if err := c.kernel.ioctl(vidiocStreamoff, unsafe.Pointer(&kind)); err != nil && !errors.Is(err, unix.ENODEV) {
			all = append(all, err)
		}
	}
	for _, m := range c.memory {
		clear(m) // the last pictures
		all = append(all, c.kernel.munmap(m))
	}
	c.memory = nil
	return errors.Join(append(all, c.kernel.close())...)
}
