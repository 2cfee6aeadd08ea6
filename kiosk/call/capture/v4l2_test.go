//go:build linux && (amd64 || arm64)

package capture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// TestABI compares our numbers with those of the header of this machine, as its compiler sees it.
func TestABI(t *testing.T) {
	compiler, err := exec.LookPath("gcc")
	if err != nil {
		t.Skipf("no C compiler: %v", err)
	}
	type number struct {
		c    string
		ours uintptr
	}
	var b v4l2Buffer
	var f v4l2Format
	var p v4l2Streamparm
	all := []number{
		{"VIDIOC_QUERYCAP", vidiocQuerycap}, {"VIDIOC_ENUM_FMT", vidiocEnumFmt}, {"VIDIOC_S_FMT", vidiocSFmt}, {"VIDIOC_REQBUFS", vidiocReqbufs},
		{"VIDIOC_QUERYBUF", vidiocQuerybuf}, {"VIDIOC_QBUF", vidiocQbuf}, {"VIDIOC_DQBUF", vidiocDqbuf}, {"VIDIOC_STREAMON", vidiocStreamon},
		{"VIDIOC_STREAMOFF", vidiocStreamoff}, {"VIDIOC_S_PARM", vidiocSParm},
		{"V4L2_BUF_TYPE_VIDEO_CAPTURE", bufTypeVideoCapture}, {"V4L2_MEMORY_MMAP", memoryMmap}, {"V4L2_FIELD_NONE", fieldNone},
		{"V4L2_CAP_VIDEO_CAPTURE", capVideoCapture}, {"V4L2_CAP_STREAMING", capStreaming}, {"V4L2_CAP_DEVICE_CAPS", capDeviceCaps},
		{"V4L2_BUF_FLAG_ERROR", bufFlagError}, {"V4L2_BUF_FLAG_TIMESTAMP_MASK", bufFlagTimestampMask}, {"V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC", bufFlagMonotonic},
		{"V4L2_PIX_FMT_YUYV", pixYUYV}, {"V4L2_PIX_FMT_MJPEG", pixMJPEG},
		{"sizeof(struct v4l2_capability)", unsafe.Sizeof(v4l2Capability{})}, {"sizeof(struct v4l2_fmtdesc)", unsafe.Sizeof(v4l2Fmtdesc{})},
		{"sizeof(struct v4l2_format)", unsafe.Sizeof(f)}, {"sizeof(struct v4l2_requestbuffers)", unsafe.Sizeof(v4l2Requestbuffers{})},
		{"sizeof(struct v4l2_buffer)", unsafe.Sizeof(b)}, {"sizeof(struct v4l2_streamparm)", unsafe.Sizeof(p)},
		{"offsetof(struct v4l2_capability, device_caps)", unsafe.Offsetof(v4l2Capability{}.DeviceCaps)},
		{"offsetof(struct v4l2_fmtdesc, pixelformat)", unsafe.Offsetof(v4l2Fmtdesc{}.PixelFormat)},
		{"offsetof(struct v4l2_format, fmt.pix.width)", unsafe.Offsetof(f.Width)}, {"offsetof(struct v4l2_format, fmt.pix.pixelformat)", unsafe.Offsetof(f.PixelFormat)},
		{"offsetof(struct v4l2_format, fmt.pix.field)", unsafe.Offsetof(f.Field)}, {"offsetof(struct v4l2_format, fmt.pix.bytesperline)", unsafe.Offsetof(f.BytesPerLine)},
		{"offsetof(struct v4l2_buffer, bytesused)", unsafe.Offsetof(b.BytesUsed)}, {"offsetof(struct v4l2_buffer, flags)", unsafe.Offsetof(b.Flags)},
		{"offsetof(struct v4l2_buffer, timestamp.tv_sec)", unsafe.Offsetof(b.Sec)}, {"offsetof(struct v4l2_buffer, timestamp.tv_usec)", unsafe.Offsetof(b.Usec)},
		{"offsetof(struct v4l2_buffer, sequence)", unsafe.Offsetof(b.Sequence)}, {"offsetof(struct v4l2_buffer, memory)", unsafe.Offsetof(b.Memory)},
		{"offsetof(struct v4l2_buffer, m.offset)", unsafe.Offsetof(b.Offset)}, {"offsetof(struct v4l2_buffer, length)", unsafe.Offsetof(b.Length)},
		{"offsetof(struct v4l2_buffer, request_fd)", unsafe.Offsetof(b.RequestFd)},
		{"offsetof(struct v4l2_streamparm, parm.capture.timeperframe.numerator)", unsafe.Offsetof(p.Numerator)},
		{"offsetof(struct v4l2_streamparm, parm.capture.timeperframe.denominator)", unsafe.Offsetof(p.Denominator)},
	}
	var program strings.Builder
	program.WriteString("#include <stddef.h>\n#include <sys/time.h>\n#include <linux/videodev2.h>\n")
	for i, n := range all {
		fmt.Fprintf(&program, "_Static_assert((unsigned long)(unsigned int)(%s) == %dUL, \"number %d: %s\");\n", n.c, n.ours, i, strings.ReplaceAll(n.c, `"`, ""))
	}
	source := filepath.Join(t.TempDir(), "abi.c")
	if err := os.WriteFile(source, []byte(program.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(compiler, "-std=gnu11", "-fsyntax-only", source).CombinedOutput()
	switch {
	case err != nil && strings.Contains(string(said), "videodev2.h: No such file"):
		t.Skipf("linux/videodev2.h is not installed, so the sizes and numbers of V4L2 are not compared with the kernel's (apt-get install linux-libc-dev): %v", err)
	case err != nil:
		t.Errorf("%v\n%s", err, said)
	}
}

// driver is a model of a V4L2 driver: it fills a buffer of one grey every 33 ms and complains about what a driver would refuse.
type driver struct {
	t       *testing.T
	formats []uint32
	sizes   map[uint32]image.Point // what it makes of any wish; the zero point for the wish itself
	fail    map[uintptr]error      // an error for a request
	caps    uint32
	torn    bool // buffers are shorter than a picture
	damaged int  // every n-th buffer has an error
	dead    bool // unplugged
	mute    bool // started, and gives nothing
	jpeg    []byte

	format  v4l2Format
	memory  [][]byte
	queued  []uint32
	started time.Time
	running bool
	filled  int // since the start
	closed  int
	mapped  int
}

const every = 33 * time.Millisecond

func (d *driver) ioctl(request uintptr, argument unsafe.Pointer) error {
	if d.dead {
		return unix.ENODEV
	}
	if err := d.fail[request]; err != nil {
		return err
	}
	switch request {
	case vidiocQuerycap:
		c := (*v4l2Capability)(argument)
		copy(c.Card[:], "Model Camera")
		c.Capabilities, c.DeviceCaps = capDeviceCaps, d.caps
	case vidiocEnumFmt:
		f := (*v4l2Fmtdesc)(argument)
		if int(f.Index) >= len(d.formats) {
			return unix.EINVAL
		}
		f.PixelFormat = d.formats[f.Index]
	case vidiocSFmt:
		f := (*v4l2Format)(argument)
		if size := d.sizes[f.PixelFormat]; size != (image.Point{}) {
			f.Width, f.Height = uint32(size.X), uint32(size.Y)
		}
		f.BytesPerLine, f.SizeImage = 2*f.Width, 2*f.Width*f.Height
		d.format = *f
	case vidiocSParm:
		(*v4l2Streamparm)(argument).Denominator = 30
	case vidiocReqbufs:
		for range (*v4l2Requestbuffers)(argument).Count {
			d.memory = append(d.memory, make([]byte, d.format.SizeImage))
		}
	case vidiocQuerybuf:
		b := (*v4l2Buffer)(argument)
		b.Offset, b.Length = uint64(b.Index)<<12, d.format.SizeImage
	case vidiocQbuf:
		return d.enqueue((*v4l2Buffer)(argument))
	case vidiocDqbuf:
		return d.dequeue((*v4l2Buffer)(argument))
	case vidiocStreamon:
		d.started, d.running = time.Now(), true
	case vidiocStreamoff:
		d.running = false
	default:
		d.t.Errorf("request %#x", request)
		return unix.ENOTTY
	}
	return nil
}

func (d *driver) enqueue(b *v4l2Buffer) error {
	for _, q := range d.queued {
		if q == b.Index {
			d.t.Errorf("buffer %d was given back twice", b.Index)
			return unix.EINVAL
		}
	}
	if b.Memory != memoryMmap || b.Type != bufTypeVideoCapture || int(b.Index) >= len(d.memory) {
		d.t.Errorf("gave back %+v", b)
		return unix.EINVAL
	}
	d.queued = append(d.queued, b.Index)
	return nil
}

// due is how many buffers the camera would have filled by now.
func (d *driver) due() int {
	if !d.running || d.mute {
		return 0
	}
	return int(time.Since(d.started) / every)
}

func (d *driver) dequeue(b *v4l2Buffer) error {
	if d.due() <= d.filled || len(d.queued) == 0 {
		return unix.EAGAIN
	}
	d.filled = max(d.filled+1, d.due()-len(d.queued)+1) // what found no buffer is lost
	b.Index, d.queued = d.queued[0], d.queued[1:]
	b.BytesUsed, b.Sequence = d.format.SizeImage, uint32(d.filled)
	memory := d.memory[b.Index]
	if d.jpeg != nil {
		b.BytesUsed = uint32(copy(memory, d.jpeg))
	} else {
		for i := range memory {
			memory[i] = byte(d.filled)
		}
	}
	if d.torn {
		b.BytesUsed /= 2
	}
	if d.damaged > 0 && d.filled%d.damaged == 0 {
		b.Flags = bufFlagError
	}
	return nil
}

func (d *driver) mmap(offset int64, length int) ([]byte, error) {
	m := d.memory[offset>>12]
	if len(m) != length {
		d.t.Errorf("mapped %d of %d bytes", length, len(m))
	}
	d.mapped++
	return m, nil
}

func (d *driver) munmap([]byte) error { d.mapped--; return nil }

func (d *driver) wait(w time.Duration) (bool, error) {
	if d.dead {
		return false, unix.ENODEV
	}
	if d.due() > d.filled {
		return true, nil
	}
	if d.running && !d.mute {
		w = min(w, time.Until(d.started.Add(time.Duration(d.filled+1)*every)))
	}
	<-time.After(w)
	return d.due() > d.filled, nil
}

func (d *driver) close() error { d.closed++; return nil }

// yuyv is a usual camera.
func yuyv(t *testing.T) *driver {
	return &driver{t: t, formats: []uint32{pixMJPEG, pixYUYV}, caps: capVideoCapture | capStreaming, fail: map[uintptr]error{}}
}

var wish = Format{Width: 64, Height: 48, FPS: 25}

func TestV4L2(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := yuyv(t)
		d.damaged = 7
		c, err := start(d, wish)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Format(); got != (Format{64, 48, 30}) || d.format.PixelFormat != pixYUYV {
			t.Errorf("%v of %#x", got, d.format.PixelFormat)
		}
		var p *image.YCbCr
		last := 0
		for range 50 {
			if p, _, err = c.Next(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if n := int(p.Y[0]); n <= last || n%7 == 0 || p.Rect != image.Rect(0, 0, 64, 48) {
				t.Errorf("picture %d of %v after %d", n, p.Rect, last)
			}
			last = int(p.Y[0])
		}
		<-time.After(time.Second) // nobody looks
		before := d.due()
		if p, _, err = c.Next(t.Context(), p); err != nil || int(p.Y[0]) < before-1 {
			t.Errorf("picture %d although %d is the newest: %v", p.Y[0], before, err)
		}
		if err := c.Close(); err != nil || d.closed != 1 || d.mapped != 0 || d.running {
			t.Errorf("%v, closed %d times, %d buffers mapped, running %v", err, d.closed, d.mapped, d.running)
		}
		if err := c.Close(); err != nil || d.closed != 1 {
			t.Errorf("closed again: %v, %d", err, d.closed)
		}
		for _, m := range d.memory {
			for _, b := range m {
				if b != 0 {
					t.Fatal("the last picture is left in the driver's memory")
				}
			}
		}
	})
}

func TestV4L2MJPEG(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := yuyv(t)
		d.sizes = map[uint32]image.Point{pixYUYV: {32, 16}} // YUYV only small
		d.jpeg = withoutTables(t, painted(t, color.White, color.Black))
		c, err := start(d, Format{64, 32, 30})
		if err != nil {
			t.Fatal(err)
		}
		p, _, err := c.Next(t.Context(), nil)
		if err != nil || !near(p.Y[0], 235) || !near(p.Y[63], 16) || d.format.PixelFormat != pixMJPEG {
			t.Errorf("%v, format %#x", err, d.format.PixelFormat)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestV4L2Refused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(d *driver)
		want  Code
	}{
		{"no V4L2 device", func(d *driver) { d.fail[vidiocQuerycap] = unix.ENOTTY }, CodeUnsupported},
		{"metadata of a camera", func(d *driver) { d.caps = 0x00800000 | capStreaming }, CodeUnsupported},
		{"no format of ours", func(d *driver) { d.formats = []uint32{'H' | '2'<<8 | '6'<<16 | '4'<<24} }, CodeUnsupported},
		{"pictures without size", func(d *driver) { d.sizes = map[uint32]image.Point{pixYUYV: {4, 4}, pixMJPEG: {4, 4}} }, CodeUnsupported},
		{"in use, at the format", func(d *driver) { d.fail[vidiocSFmt] = unix.EBUSY }, CodeBusy},
		{"in use, at the buffers", func(d *driver) { d.fail[vidiocReqbufs] = unix.EBUSY }, CodeBusy},
		{"in use, at the start", func(d *driver) { d.fail[vidiocStreamon] = unix.EBUSY }, CodeBusy},
		{"not enough USB bandwidth", func(d *driver) { d.fail[vidiocStreamon] = unix.ENOSPC }, CodeUnsupported},
		{"gone before it was asked", func(d *driver) { d.dead = true }, CodeAbsent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := yuyv(t)
			tt.spoil(d)
			c, err := start(d, wish)
			var e *Error
			if !errors.As(err, &e) || e.Code != tt.want || c != nil {
				t.Errorf("%v, want %s", err, tt.want)
			}
			if d.closed != 1 || d.mapped != 0 {
				t.Errorf("closed %d times, %d buffers mapped", d.closed, d.mapped)
			}
		})
	}
	var e *Error
	if _, err := Open(filepath.Join(t.TempDir(), "video0"), wish); !errors.As(err, &e) || e.Code != CodeAbsent {
		t.Errorf("a path without a device: %v", err)
	}
	if _, err := Open("/dev/null", wish); !errors.As(err, &e) || e.Code != CodeUnsupported {
		t.Errorf("a device that is no camera: %v", err)
	}
}

func TestV4L2Lost(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(d *driver)
		want  Code
	}{
		{"unplugged", func(d *driver) { d.dead = true }, CodeUnplugged},
		{"gives nothing", func(d *driver) { d.mute = true }, CodeSilent},
		{"gives halves only", func(d *driver) { d.torn = true }, CodeSilent},
		{"cannot be read", func(d *driver) { d.fail[vidiocDqbuf] = unix.EIO }, CodeUnplugged},
		{"takes no buffer back", func(d *driver) { d.fail[vidiocQbuf] = unix.ENODEV }, CodeUnplugged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := yuyv(t)
				c, err := start(d, wish)
				if err != nil {
					t.Fatal(err)
				}
				if _, _, err := c.Next(t.Context(), nil); err != nil {
					t.Fatal(err)
				}
				tt.spoil(d)
				var e *Error
				if _, _, err := c.Next(t.Context(), nil); !errors.As(err, &e) || e.Code != tt.want {
					t.Errorf("%v, want %s", err, tt.want)
				}
				if err := c.Close(); err != nil || d.closed != 1 {
					t.Errorf("%v, closed %d times", err, d.closed)
				}
			})
		})
	}
}

// TestV4L2Ends cancels, and closes, while a picture is waited for.
func TestV4L2Ends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := yuyv(t)
		d.mute = true
		c, err := start(d, wish)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if _, _, err := c.Next(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cancelled: %v", err)
		}
		time.AfterFunc(100*time.Millisecond, func() { _ = c.Close() })
		begin := time.Now()
		var e *Error
		if _, _, err := c.Next(t.Context(), nil); !errors.As(err, &e) || e.Code != CodeUnplugged || time.Since(begin) > time.Second {
			t.Errorf("closed after %s: %v", time.Since(begin), err)
		}
		synctest.Wait()
	})
}

// TestCameras lists what this machine has, which may be nothing.
func TestCameras(t *testing.T) {
	for _, f := range Cameras() {
		if f.Path == "" || f.Name == "" {
			t.Errorf("%+v", f)
		}
		t.Logf("%+v", f)
	}
}
