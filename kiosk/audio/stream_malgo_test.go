//go:build cgo

package audio

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestLoudspeaker plays through miniaudio and ALSA into a pipe, in place of a sound card, and hears the tone there. The
// microphone is ALSA's null device.
func TestLoudspeaker(t *testing.T) {
	for _, tt := range []struct {
		name string
		hear bool
	}{{"loudspeaker", false}, {"loudspeaker and microphone", true}} {
		t.Run(tt.name, func(t *testing.T) { throughALSA(t, tt.hear) })
	}
}

func throughALSA(t *testing.T, hear bool) {
	wire := alsaInto(t)
	sound, drained := listen(wire, Rate)
	var heard atomic.Int64
	d, err := Open(Options{})
	if noSystem(err) {
		t.Skipf("ALSA is not installed: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if hear {
		stop, err := d.Listen(func(samples []float32) { heard.Add(int64(len(samples))) })
		if err != nil {
			t.Fatal(err)
		}
		defer stop()
	}
	d.Play(Refused)
	var got []float32
	select {
	case got = <-sound:
	case <-time.After(time.Minute):
		t.Fatal("nothing sounds")
	}
	d.Close()
	wire.Close()
	<-drained
	from, to := sounding(got)
	if n := to - from; math.Abs(float64(n-len(Refused.samples()))) > 50 {
		t.Errorf("the tone sounds for %d samples, want %d", n, len(Refused.samples()))
	}
	if p := peak(got); math.Abs(p-peak(Refused.samples())) > 0.001 {
		t.Errorf("peak %.3f, want %.3f", p, peak(Refused.samples()))
	}
	if hear != (heard.Load() > 0) {
		t.Errorf("%d samples came from the microphone", heard.Load())
	}
}

func noSystem(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == CodeNoSystem
}

// alsaInto makes a pipe the default sound card of this process.
func alsaInto(t *testing.T) *os.File {
	t.Helper()
	dir := t.TempDir()
	pipe, conf := filepath.Join(dir, "card"), filepath.Join(dir, "asound.conf")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`
pcm.nothing { type null }
pcm.card { type file slave.pcm nothing file %q format raw }
pcm.!default { type asym playback.pcm card capture.pcm nothing }
`, pipe)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("ALSA_CONFIG_PATH", conf)
	t.Setenv("PULSE_SERVER", "unix:"+filepath.Join(dir, "none"))
	wire, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { wire.Close() })
	return wire
}

// listen gives n samples, from the first that sounds on. It reads from the beginning and until the pipe is closed: ALSA waits for room
// in it, and a device that waits cannot be closed.
func listen(wire io.Reader, n int) (sound <-chan []float32, drained <-chan struct{}) {
	out, end := make(chan []float32, 1), make(chan struct{})
	go func() {
		defer close(end)
		in := bufio.NewReaderSize(wire, 4096)
		samples, raw := make([]float32, 0, n), make([]byte, 4)
		for {
			if _, err := io.ReadFull(in, raw); err != nil {
				return
			}
			one := math.Float32frombits(binary.LittleEndian.Uint32(raw))
			if len(samples) == n || len(samples) == 0 && one == 0 {
				continue
			}
			if samples = append(samples, one); len(samples) == n {
				out <- samples
			}
		}
	}()
	return out, end
}
