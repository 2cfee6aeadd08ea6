package audio

import (
	"errors"
	"sync/atomic"
	"time"
)

// restAfter is how long the device stays open after the last sound. A terminal is idle for most of the day: an open device
// would wake it up fifty times a second, and keep the loudspeaker's amplifier from its rest.
const restAfter = 30 * time.Second

// deafAfter is how long a microphone that is open may give nothing, not even silence, before it is opened anew: it was unplugged, or the sound system
// was started again.
const deafAfter = 3 * time.Second

// keeper has the machine's own device open while something sounds, and a while longer, and while somebody listens.
type keeper struct {
	mixer   *mixer
	open    func(hear func(samples []float32)) (closeDevice func(), err error)
	close   func()                  // of the open device; nil while it rests
	hear    func(samples []float32) // who listens; nil for nobody
	heard   atomic.Bool             // since the last look
	wake    chan struct{}           // something is to sound; holds one
	ears    chan ear
	stop    chan struct{}
	stopped chan struct{}
}

// ear is somebody who begins to listen, or, with nil, ends it.
type ear struct {
	hear  func(samples []float32)
	reply chan error
}

// newKeeper opens the device, so that its lack is known at once.
func newKeeper(m *mixer, open func(hear func(samples []float32)) (closeDevice func(), err error)) (*keeper, error) {
	closeDevice, err := open(nil)
	if err != nil {
		return nil, err
	}
	return &keeper{
		mixer: m, open: open, close: closeDevice, wake: make(chan struct{}, 1), ears: make(chan ear), stop: make(chan struct{}), stopped: make(chan struct{}),
	}, nil
}

// run lets the device rest when nothing was played for restAfter, and opens it when something is to sound. A device that was
// unplugged plays nothing either: it is closed in the same way, and the next sound tries anew. What could not be played in
// its moment is dropped, for a warning must not sound when it is over. A device that listens, or waits for one to give a voice to, does not rest.
func (k *keeper) run() {
	defer close(k.stopped)
	look := time.NewTimer(restAfter)
	defer look.Stop()
	for {
		select {
		case <-k.stop:
			k.end()
			return
		case <-k.wake:
			if k.close == nil && k.begin() {
				look.Reset(k.lookAfter())
			}
		case e := <-k.ears:
			e.reply <- k.listen(e.hear)
			look.Reset(k.lookAfter())
		case <-look.C:
			k.look()
			look.Reset(k.lookAfter())
		}
	}
}

func (k *keeper) lookAfter() time.Duration {
	if k.hear != nil {
		return deafAfter
	}
	return restAfter
}

// look lets the device rest, or opens a microphone that has become deaf anew.
func (k *keeper) look() {
	switch {
	case k.hear != nil:
		if k.heard.Swap(false) {
			return
		}
		k.end()
		k.begin()
	case !k.mixer.played():
		if k.end() {
			k.begin()
		}
	}
}

// listen opens the device with its microphone, or without it. What sounds goes on, after the moment that this takes. Without a microphone the
// loudspeaker stays.
func (k *keeper) listen(hear func(samples []float32)) error {
	if hear != nil && k.hear != nil {
		return &Error{CodeNoMicrophone, errors.New("somebody listens already")}
	}
	if k.close != nil {
		k.close()
		k.close = nil
	}
	k.hear = hear
	closeDevice, err := k.open(k.taker())
	if err != nil && hear != nil {
		k.hear = nil
		k.begin()
		return &Error{CodeNoMicrophone, err}
	}
	k.close = closeDevice // nil where the loudspeaker has gone meanwhile: the next sound opens it
	return nil
}

// taker is what the device gives its samples to.
func (k *keeper) taker() func(samples []float32) {
	hear := k.hear
	if hear == nil {
		return nil
	}
	return func(samples []float32) {
		k.heard.Store(true)
		hear(samples)
	}
}

func (k *keeper) begin() bool {
	closeDevice, err := k.open(k.taker())
	if err != nil {
		k.mixer.drop()
		return false
	}
	k.close = closeDevice
	return true
}

// end closes the device, and reports whether something live waits for it.
func (k *keeper) end() bool {
	if k.close != nil {
		k.close()
	}
	k.close = nil
	return k.mixer.drop()
}

// sound asks for the device; it does not wait.
func (k *keeper) sound() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// ask begins or ends listening and waits until that is done.
func (k *keeper) ask(hear func(samples []float32)) error {
	e := ear{hear, make(chan error, 1)}
	select {
	case k.ears <- e:
		return <-e.reply
	case <-k.stopped:
		return &Error{CodeNoMicrophone, errors.New("the device was closed")}
	}
}

// quit closes the device and waits until it is closed.
func (k *keeper) quit() {
	close(k.stop)
	<-k.stopped
}
