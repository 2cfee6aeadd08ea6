//go:build cgo

package audio

import (
	"unsafe"

	"github.com/gen2brain/malgo"
)

// The device's buffer: two periods of 20 ms, so that a tone sounds 40 ms after its touch. Shorter ones wake the
// machine up more often than an ear can tell.
const (
	period  = 2 * FrameSize
	periods = 2
)

// openStream starts the machine's own device, which runs until it is closed.
//
// The sound systems are named because miniaudio's own list ends in a device that plays into nothing, and says nothing of it.
func openStream(play, hear func(samples []float32)) (closeStream func(), err error) {
	quietALSA()
	system, err := malgo.InitContext([]malgo.Backend{malgo.BackendPulseaudio, malgo.BackendAlsa}, malgo.ContextConfig{}, nil)
	if err != nil {
		return nil, &Error{CodeNoSystem, err}
	}
	closeSystem := func() { _ = system.Uninit(); system.Free() }
	device, err := malgo.InitDevice(system.Context, deviceConfig(hear != nil), malgo.DeviceCallbacks{
		Data: func(out, in []byte, _ uint32) {
			play(samplesOf(out))
			if hear != nil {
				hear(samplesOf(in))
			}
		},
	})
	if err != nil {
		closeSystem()
		return nil, &Error{CodeNoDevice, err}
	}
	closeAll := func() { device.Uninit(); closeSystem() }
	if err := device.Start(); err != nil {
		closeAll()
		return nil, &Error{CodeNoDevice, err}
	}
	return closeAll, nil
}

// deviceConfig is the default device. What is heard comes from the same device and so by the same clock as what is played;
// an echo can be taken out only then.
func deviceConfig(hear bool) malgo.DeviceConfig {
	kind := malgo.Playback
	if hear {
		kind = malgo.Duplex
	}
	c := malgo.DefaultDeviceConfig(kind)
	c.SampleRate, c.PeriodSizeInFrames, c.Periods = Rate, period, periods
	c.Playback.Format, c.Playback.Channels = malgo.FormatF32, 1
	c.Capture.Format, c.Capture.Channels = malgo.FormatF32, 1
	return c
}

// samplesOf is the device's own memory as samples; miniaudio aligns it.
func samplesOf(bytes []byte) []float32 {
	if len(bytes) == 0 {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(bytes))), len(bytes)/4)
}
