// Package audio is what the terminal's loudspeaker plays: short tones now, and whatever else is a Source. A process has
// one device, and everything that sounds is mixed into it; two programs that open a bare ALSA device shut each other out.
//
// With cgo the device is miniaudio's (github.com/gen2brain/malgo: PulseAudio and with it PipeWire, else ALSA, both loaded
// at run time). Without cgo the package has the null device only, which plays into nothing; so has a machine without a
// loudspeaker. Sound never decides about a visit: whatever is said by a tone is on the page too.
//
// The package never keeps what the microphone hears, and opens it only for who asks for it (Listen), and only so long: while
// nobody is in a call, the terminal is deaf.
package audio

import (
	"errors"
	"sync"
	"time"
)

// The format of all samples: 48,000 float32 a second, one channel, full scale -1 to 1.
const (
	Rate = 48000
	// FrameSize is 10 ms of samples, the unit of speech codecs and of a Tape.
	FrameSize = Rate / 100
)

// Options of a device. The zero Options are the loudspeaker of the machine.
type Options struct {
	Null bool // open nothing, play into nothing
}

// Source is something that sounds. Read fills samples from the beginning and returns how many it filled; fewer than asked
// for is its end. It is called on the device's own thread and must not block.
type Source interface {
	Read(samples []float32) int
}

// Live is a source that is never out of date, as a voice is: when the device was away and is back, it is heard again, while a tone that could not be played in its
// moment is dropped.
type Live interface {
	Source
	Live()
}

// Device is where all sound of the process goes. Its methods may be called from any goroutine, and none of them waits for
// what it plays.
type Device struct {
	mixer  mixer
	tones  map[Tone]func() []float32 // made when first played: all five are 12 ms of CPU time, at a start that waits for none
	silent bool                      // nothing asks the mixer for samples
	sound  func()                    // something is to sound
	listen func(hear func(samples []float32)) error
	close  func()
	once   sync.Once
}

// Open opens the device. It always returns one that can be used: where the machine has none it is the null device, and the
// error, an *Error, says why.
func Open(o Options) (*Device, error) {
	if o.Null {
		return null(), nil
	}
	d := newDevice()
	k, err := newKeeper(&d.mixer, func(hear func(samples []float32)) (func(), error) { return openStream(d.mixer.read, hear) })
	if err != nil {
		return null(), err
	}
	go k.run()
	d.sound, d.listen, d.close = k.sound, k.ask, k.quit
	return d, nil
}

func newDevice() *Device {
	deaf := func(func(samples []float32)) error {
		return &Error{CodeNoMicrophone, errors.New("the null device has none")}
	}
	d := &Device{tones: map[Tone]func() []float32{}, sound: func() {}, listen: deaf, close: func() {}}
	for _, t := range Tones() {
		d.tones[t] = sync.OnceValue(t.samples)
	}
	d.mixer.reset()
	return d
}

func null() *Device {
	d := newDevice()
	d.silent = true
	return d
}

// Tape opens a null device that takes a frame of FrameSize samples at each tick of the clock, and gives it to record, which
// must not keep it. Tests bring the clock, and hear on the tape what the loudspeaker would have played. The device ends
// with Close, or when the clock is closed.
func Tape(clock <-chan time.Time, record func(samples []float32)) *Device {
	d := newDevice()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for frame := make([]float32, FrameSize); ; {
			select {
			case <-stop:
				return
			case _, ok := <-clock:
				if !ok {
					return
				}
				d.mixer.read(frame)
				record(frame)
			}
		}
	}()
	d.close = func() { close(stop); <-stopped }
	return d
}

// Play sounds a tone beside what sounds already. A tone that comes while too many sound is left out.
func (d *Device) Play(t Tone) {
	if samples, ok := d.tones[t]; ok {
		d.Mix(&recording{samples()})
	}
}

// Mix sounds a source until its end. It reports false where the source is left out: on the null device, and while too many
// sound.
func (d *Device) Mix(s Source) bool {
	if d.silent || !d.mixer.add(s) {
		return false
	}
	d.sound()
	return true
}

// Listen opens the microphone and gives hear what it hears, in step with what is played, until stop is called. hear is called on the device's own thread,
// must not block, and must not keep the slice; it runs no more when stop has returned. The error, an *Error with CodeNoMicrophone, says that there is no
// microphone or that somebody listens already; the loudspeaker works on without it. A microphone that is unplugged is opened anew when it is back.
func (d *Device) Listen(hear func(samples []float32)) (stop func(), err error) {
	if err := d.listen(hear); err != nil {
		return nil, err
	}
	var once sync.Once
	return func() { once.Do(func() { _ = d.listen(nil) }) }, nil // a closed device hears nothing either
}

// SetVolume sets how loud everything is, from 0 (silent) to 1, which every device begins with. It moves there within 10 ms,
// so that it makes no click of its own.
func (d *Device) SetVolume(v float32) { d.mixer.setVolume(min(max(v, 0), 1)) }

// Close ends all sound and gives the device back. What is played later goes nowhere.
func (d *Device) Close() {
	d.once.Do(func() {
		d.mixer.end()
		d.close()
	})
}

// Code says why there is no device.
type Code string

// The codes.
const (
	CodeNoSystem Code = "audio.no-system" // neither PulseAudio nor ALSA, or a program without cgo
	CodeNoDevice Code = "audio.no-device" // the sound system has no device, or another program keeps it
	// CodeNoMicrophone is what Listen says: there is none, another program keeps it, or somebody listens already.
	CodeNoMicrophone Code = "audio.no-microphone"
)

// Error is why Open gives the null device, and why nobody can listen.
type Error struct {
	Code  Code
	Cause error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Cause.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }
